//! Crates that tests and programs generate: compiled together, as one workspace and in one run of cargo, and what cargo
//! said of each.
//!
//! Tests run cargo nowhere else, and always offline: what they compile must be made of packages that `cargo test` itself
//! brings. To compile those only once the workspace has a member that asks for the same features of them (`neighbours`).

mod joined;
mod krate;
mod neighbours;
mod offline;
mod space;

pub use joined::{Joined, Made, joined, joined_with_shared, run};
pub use krate::{Krate, shared_runtime};
pub use neighbours::RARE;
pub use offline::cargo;
pub use space::{Built, Said, Space};

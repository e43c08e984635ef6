//! Reads SOAP contracts (WSDL 1.1 with XML Schema) and writes a ready Rust client crate.
//!
//! # Three ways
//!
//! - The command `soapwright` writes a crate, which is checked in. This is the way for nearly everybody: people read what a new
//!   contract changes, and builds need no generator.
//! - [`Builder::module`] in a `build.rs` writes a module of the same program into `$OUT_DIR`. It is for programs that want no
//!   generated code in their repository. The program depends on `soapwright-runtime`, and includes the file:
//!
//!   ```ignore
//!   mod orders {
//!       include!(concat!(env!("OUT_DIR"), "/orders.rs"));
//!   }
//!   ```
//! - [`Builder::generate`] in an xtask writes the crate of the first way, where nobody shall have to install the command.
//!
//! # In this crate
//!
//! This is a face only. What happens, and in which order, stands in `pipeline`.
//!
//! The feature `internals` shows our own tests the phases one by one; nothing of it is promised to anyone.

#![allow(unreachable_pub, reason = "`pub` marks the face of a module, and this file shows whom")]

mod archive;
mod build;
#[doc(hidden)]
pub mod cli;
mod config;
pub mod contract;
pub mod diagnostic;
mod diff;
mod disk;
mod emit;
mod error;
#[cfg(feature = "fetch")]
mod fetch;
mod generate;
mod git;
mod inspect;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
mod load;
mod lock;
mod lower;
mod merge;
mod model;
mod names;
mod normalize;
mod options;
mod parallel;
mod pipeline;
mod plan;
mod policy;
mod propose;
mod read;
mod resolve;
mod sample;
mod since;
mod sources;
mod timings;
#[cfg(feature = "fetch")]
mod update;
mod visible;
mod witness;
mod workspace;
mod write;

pub use build::{Builder, Report};
pub use error::Error;
pub use generate::{Summary, read_contracts};
pub use load::ReadOptions;
pub use normalize::normalize;
pub use plan::Counts;

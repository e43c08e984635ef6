//! Code around the ticket that every call sends: the file that says what a login gives, and the methods that log in.

mod file;
mod methods;
mod path;

pub(super) use file::emit;
pub(super) use methods::{Methods, forget, from_text, methods};

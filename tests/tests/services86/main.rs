//! The generated crate, end to end.

mod example;
mod login;
mod samples;

//! Threads of the client's own.

use std::io::Result;
use std::thread::{Builder, Thread};

/// Starts a thread. All of them start here: the standard library compiles its part anew for each kind of function.
pub(super) fn start(name: &str, run: Box<dyn FnOnce() + Send>) -> Result<Thread> {
    Builder::new().name(name.to_owned()).spawn(run).map(|handle| handle.thread().clone())
}

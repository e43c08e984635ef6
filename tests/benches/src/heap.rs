//! A heap that stays warm.
//!
//! glibc gives memory back to the system where the end of the heap becomes free, and large blocks at once. The next run has to
//! ask for it again, page by page, or not: what was measured before in the same process decides that. A program that lives
//! long has something at the end of its heap.

/// Has the heap keep what it got, where that can be said: this process begins anew, with the same arguments.
#[cfg(all(unix, target_env = "gnu"))]
pub fn keep() {
    use std::os::unix::process::CommandExt as _;

    const TUNABLES: &str = "GLIBC_TUNABLES";
    if std::env::var_os(TUNABLES).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let settings = "glibc.malloc.trim_threshold=4000000000:glibc.malloc.mmap_threshold=4000000000";
    let error =
        std::process::Command::new(program).args(std::env::args_os().skip(1)).env(TUNABLES, settings).exec();
    // Then it is as warm as it becomes.
    eprintln!("the heap may become cold: {error}");
}

/// Nothing is known of other heaps.
#[cfg(not(all(unix, target_env = "gnu")))]
pub fn keep() {}

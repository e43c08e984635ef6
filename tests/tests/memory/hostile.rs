//! What few bytes can ask for: no kind of message takes more memory than a multiple of its length, or than the setting
//! allows.

use soapwright_tests::hostile_messages::KINDS;

use super::MEMORY;

/// An allocation beyond the limit would end the process.
pub(super) fn no_message_becomes_more_than_it_may() {
    for kind in KINDS {
        let message = kind.message(200_000);
        println!("{} ({} bytes)", kind.name, message.len());
        MEMORY.set_limit(MEMORY.allocated() + kind.allowed(&message)).unwrap();
        let read = kind.read(&message);
        MEMORY.set_limit(usize::MAX).unwrap();
        if let Err(error) = read {
            assert!(!kind.honest, "{}: {error}", kind.name);
            assert!(error.to_string().contains("limit"), "{}: {error}", kind.name);
        }
    }
}

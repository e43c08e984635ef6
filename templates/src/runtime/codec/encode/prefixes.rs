//! The prefixes of the crate's namespaces, and which of them were used.

use super::{Encoder, Result};
use crate::runtime::codec::strings::before;
use crate::runtime::codec::tables::ns;

impl Encoder {
    /// The numbers of the namespaces that were used.
    pub(in crate::runtime) fn used(&self) -> Vec<u16> {
        let mut numbers = Vec::new();
        for (used, number) in self.used.iter().zip(0..) {
            if *used {
                numbers.push(number);
            }
        }
        numbers
    }

    #[inline]
    pub(super) fn use_namespace(&mut self, namespace: u16) {
        if let Some(used) = self.used.get_mut(namespace as usize) {
            *used = true;
        }
    }

    #[inline]
    pub(super) fn push_prefix(&mut self, namespace: u16) {
        if namespace != ns::NONE {
            self.use_namespace(namespace);
            push_prefix(namespace, &mut self.out);
        }
    }

    /// ` xmlns:…="…"` for the namespaces given.
    pub(in crate::runtime) fn declarations(&mut self, numbers: &[u16]) -> Result<()> {
        for number in numbers {
            let Some(uri) = self.namespaces.get(*number as usize).copied() else { continue };
            if matches!(*number, ns::NONE | ns::XML) {
                continue;
            }
            let mut prefix = String::new();
            push_prefix(*number, &mut prefix);
            self.declare(before(&prefix, b":"), uri)?;
        }
        Ok(())
    }
}

/// The prefix of a namespace, with its colon. Single letters first: requests are sent often.
#[inline]
pub(in crate::runtime) fn push_prefix(namespace: u16, out: &mut String) {
    const LETTERS: &[u8] = b"abcdefghjklmnopruvwy";
    if let Some(letter) = LETTERS.get(usize::from(namespace.wrapping_sub(ns::FIRST))) {
        out.push(char::from(*letter));
        out.push(':');
        return;
    }
    match namespace {
        ns::NONE | ns::ANY => {}
        ns::XSI => out.push_str("i:"),
        ns::SOAP11 | ns::SOAP12 => out.push_str("s:"),
        ns::XML => out.push_str("xml:"),
        ns::XSD => out.push_str("x:"),
        other => {
            out.push('n');
            out.push_str(itoa::Buffer::new().format(other));
            out.push(':');
        }
    }
}

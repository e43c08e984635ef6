//! The prefixes of the crate's namespaces, and which of them were used.

use std::borrow::Cow;

use super::text::escape;
use super::{Encoder, Result};
use crate::runtime::codec::numbers::Numbers;
use crate::runtime::codec::tables::ns;

impl Encoder {
    #[inline]
    pub(in crate::runtime) fn use_namespace(&mut self, namespace: u16) {
        self.used.add(namespace);
    }

    #[inline]
    pub(super) fn push_prefix(&mut self, namespace: u16) {
        if namespace != ns::NONE {
            self.use_namespace(namespace);
            push_prefix(namespace, &mut self.out);
        }
    }

    /// ` xmlns:…="…"` for the namespaces given, in the order of their numbers.
    pub(in crate::runtime) fn declarations(&mut self, used: &Numbers) -> Result<()> {
        for number in used.iter() {
            let Some(uri) = self.namespaces.get(usize::from(number)).copied() else { continue };
            if matches!(number, ns::NONE | ns::XML) {
                continue;
            }
            self.out.push_str(" xmlns:");
            push_prefix(number, &mut self.out);
            // Without its colon.
            self.out.pop();
            self.out.push_str("=\"");
            escape(uri, &mut self.out, true)?;
            self.out.push('"');
        }
        Ok(())
    }
}

/// How tags begin in the first namespaces of a contract, each with its prefix. Single letters: requests are sent often.
const BEGINNINGS: [[&str; 2]; 20] = {
    macro_rules! beginnings {
        ($($letter:literal)*) => { [$([concat!("<", $letter, ":"), concat!("</", $letter, ":")]),*] };
    }
    beginnings!["a" "b" "c" "d" "e" "f" "g" "h" "j" "k" "l" "m" "n" "o" "p" "r" "u" "v" "w" "y"]
};

/// How a start tag and an end tag begin in one of the first namespaces of a contract.
#[inline]
pub(super) fn beginnings(namespace: u16) -> Option<&'static [&'static str; 2]> {
    BEGINNINGS.get(usize::from(namespace.wrapping_sub(ns::FIRST)))
}

/// The prefix of a namespace, without its colon.
pub(super) fn prefix_of(namespace: u16) -> Cow<'static, str> {
    match beginnings(namespace).and_then(|[tag, _]| tag.get(1..2)) {
        Some(letter) => Cow::Borrowed(letter),
        None => {
            let mut prefix = String::new();
            push_other(namespace, &mut prefix);
            prefix.pop();
            Cow::Owned(prefix)
        }
    }
}

/// The prefix of a namespace, with its colon.
#[inline]
pub(in crate::runtime) fn push_prefix(namespace: u16, out: &mut String) {
    match beginnings(namespace).and_then(|[tag, _]| tag.get(1..3)) {
        Some(prefix) => out.push_str(prefix),
        None => push_other(namespace, out),
    }
}

#[inline(never)]
fn push_other(namespace: u16, out: &mut String) {
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

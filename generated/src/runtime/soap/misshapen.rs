//! Where a Fault departs from SOAP. Nothing of that is refused: what went wrong is what people need most.

use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::{DepartureKind, ns};

/// The children of a Fault in SOAP 1.1 (section 4.4), which have no namespace, and in SOAP 1.2 (section 5.4).
const NAMES: [[&str; 5]; 2] =
    [["faultcode", "faultstring", "faultactor", "", "detail"], ["Code", "Reason", "Role", "Node", "Detail"]];

/// The children of one Fault, while it is read.
pub(super) struct Shape {
    /// The version of SOAP: a number of [`NAMES`].
    version: usize,
    /// The children that came, a bit for each: of [`NAMES`] those of the own version first.
    seen: u16,
}

impl Shape {
    /// Of a Fault in an envelope of this namespace.
    pub(super) const fn new(envelope: u16) -> Self {
        let version = if envelope == ns::SOAP12 { 1 } else { 0 };
        Self { version, seen: 0 }
    }

    /// Looks at the name of a child.
    pub(super) fn child(&mut self, decoder: &mut Decoder<'_>, tag: &Tag, local: &str) {
        let known = |version: usize| NAMES.get(version)?.iter().position(|name| *name == local);
        let (own, other) = (known(self.version), known(1 - self.version));
        let bit = own.map(|index| 1 << index).or(other.map(|index| 1 << (index + 8))).unwrap_or(0);
        let is_repeated = own.is_some() && self.seen & bit != 0;
        self.seen |= bit;
        let namespace = if self.version == 0 { ns::NONE } else { ns::SOAP12 };
        let told = match (own, other) {
            (Some(_), _) if tag.namespace == namespace => None,
            (Some(_), _) => {
                let found = match decoder.cursor.uri_of(tag) {
                    "" => "no namespace".to_owned(),
                    uri => format!("the namespace {uri:?}"),
                };
                Some((DepartureKind::Namespace, found))
            }
            (None, Some(_)) => {
                let found = format!("`{local}`, which Faults of another version of SOAP have");
                Some((DepartureKind::Unknown, found))
            }
            // In SOAP 1.1 others may stand there, if they have a namespace.
            (None, None) if self.version == 0 && tag.namespace != ns::NONE => None,
            (None, None) => {
                Some((DepartureKind::Unknown, format!("an unknown element `{local}` in a Fault")))
            }
        };
        let again = || (DepartureKind::Repeated, format!("the element `{local}` for the second time"));
        if let Some((kind, found)) = told.or_else(|| is_repeated.then(again)) {
            decoder.cursor.notes.push(kind, tag.start, &found);
        }
    }

    /// Looks for what must be there: the first two.
    pub(super) fn finish(&self, decoder: &mut Decoder<'_>, fault: &Tag) {
        let names = NAMES.get(self.version).into_iter().flatten().take(2);
        for (index, name) in names.enumerate() {
            if self.seen & (0x101 << index) == 0 {
                missing(decoder, fault, name);
            }
        }
    }
}

/// Tells of a child that must be in an element of a Fault, and is not.
pub(super) fn missing(decoder: &mut Decoder<'_>, parent: &Tag, name: &str) {
    let found = format!("`{name}` is missing");
    decoder.cursor.notes.push(DepartureKind::Missing, parent.start, &found);
    decoder.cursor.notes.name_last(name);
}

/// Tells of a code that is no qualified name.
pub(super) fn no_name(decoder: &mut Decoder<'_>, at: &Tag, text: &str) {
    let found = match text {
        "" => "empty text, where the code stands".to_owned(),
        text => format!("{:?} for a qualified name", text.chars().take(40).collect::<String>()),
    };
    let kind = if text.is_empty() { DepartureKind::Missing } else { DepartureKind::Unreadable };
    decoder.cursor.notes.push(kind, at.start, &found);
}

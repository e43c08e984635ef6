//! What people call a thing: as the contract does, as `inspect` shows it, or as the generated crate does.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::QName;

use super::rust_name::{RustName, unescape};

/// Whether `name` means what the contract calls `wire` and the crate `rust`.
pub(crate) fn is_called(name: &str, wire: &QName, rust: Option<&RustName>) -> bool {
    let name = name.strip_prefix('@').unwrap_or(name);
    *wire.local == *unprefixed(name)
        || wire.to_string() == name
        || rust.is_some_and(|rust| rust.unescaped() == unescape(name))
}

/// Things by what people may call them.
pub(super) struct Spellings<'m> {
    by_wire: BTreeMap<&'m str, Vec<(usize, &'m QName)>>,
    by_rust: BTreeMap<&'m str, Vec<usize>>,
}

impl<'m> Spellings<'m> {
    pub(super) fn new(things: impl Iterator<Item = (&'m QName, Option<&'m RustName>)>) -> Self {
        let mut out = Self { by_wire: BTreeMap::new(), by_rust: BTreeMap::new() };
        for (at, (wire, rust)) in things.enumerate() {
            out.by_wire.entry(&wire.local).or_default().push((at, wire));
            if let Some(rust) = rust {
                out.by_rust.entry(rust.unescaped()).or_default().push(at);
            }
        }
        out
    }

    /// The numbers of the things that `name` means, as [`is_called`] says.
    pub(super) fn called(&self, name: &str) -> BTreeSet<usize> {
        let name = name.strip_prefix('@').unwrap_or(name);
        let local = |local: &str| self.by_wire.get(local).into_iter().flatten();
        let whole = name.rsplit_once('}').map_or(name, |(_, local)| local);
        let by_whole = local(whole).filter(|(_, wire)| wire.to_string() == name);
        let by_wire = local(unprefixed(name)).chain(by_whole).map(|(at, _)| *at);
        by_wire.chain(self.by_rust.get(unescape(name)).into_iter().flatten().copied()).collect()
    }
}

/// A name without its prefix: `inspect` shows `n1:Order`, and no name of a contract has a colon.
pub(crate) fn unprefixed(name: &str) -> &str {
    match name.split_once(':') {
        Some((prefix, local)) if !prefix.is_empty() && prefix.chars().all(char::is_alphanumeric) => local,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_the_contract_or_of_the_crate() {
        let (wire, rust) = (QName::new("urn:x", "OrderType"), RustName::new("r#type"));
        let all = Spellings::new([(&wire, Some(&rust))].into_iter());
        for name in ["OrderType", "{urn:x}OrderType", "n1:OrderType", "@OrderType", "type", "r#type"] {
            assert!(is_called(name, &wire, Some(&rust)), "{name}");
            assert_eq!(all.called(name).len(), 1, "{name}");
        }
        for name in ["orderType", "{urn:y}OrderType", "x:y:OrderType", ":OrderType", "", "Type"] {
            assert!(!is_called(name, &wire, Some(&rust)), "{name}");
            assert!(all.called(name).is_empty(), "{name}");
        }
    }
}

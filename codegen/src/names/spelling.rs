//! What people call a thing: as the contract does, as `inspect` shows it, or as the generated crate does.

use crate::contract::QName;

use super::rust_name::{RustName, unescape};

/// Whether `name` means what the contract calls `wire` and the crate `rust`.
pub(crate) fn is_called(name: &str, wire: &QName, rust: Option<&RustName>) -> bool {
    let name = name.strip_prefix('@').unwrap_or(name);
    *wire.local == *unprefixed(name)
        || wire.to_string() == name
        || rust.is_some_and(|rust| rust.unescaped() == unescape(name))
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
        for name in ["OrderType", "{urn:x}OrderType", "n1:OrderType", "@OrderType", "type", "r#type"] {
            assert!(is_called(name, &wire, Some(&rust)), "{name}");
        }
        for name in ["orderType", "{urn:y}OrderType", "x:y:OrderType", ":OrderType", "", "Type"] {
            assert!(!is_called(name, &wire, Some(&rust)), "{name}");
        }
    }
}

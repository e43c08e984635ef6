//! XML that was kept, as a document of its own.

use crate::runtime::values::AnyType;

/// An element `name` around what was kept, with the declarations that it needs.
pub(super) fn document(name: &str, any: &AnyType) -> String {
    let mut text = format!("<{name}");
    for (prefix, uri) in &any.declarations {
        let colon = if prefix.is_empty() { "" } else { ":" };
        text.push_str(&format!(" xmlns{colon}{prefix}=\""));
        for character in uri.chars() {
            match character {
                '&' => text.push_str("&amp;"),
                '<' => text.push_str("&lt;"),
                '"' => text.push_str("&quot;"),
                other => text.push(other),
            }
        }
        text.push('"');
    }
    text.push('>');
    text.push_str(&any.xml);
    text.push_str(&format!("</{name}>"));
    text
}

//! Simple values.

use roxmltree::Node;
use superoffice_services86::runtime::codec::{Scalar, Slot, Type};

use super::{Reader, Result, qualified, spelling, text, trim};

/// Whether an element says nothing, where its type has no empty text.
pub(super) fn is_empty_of(ty: Type, node: Node<'_, '_>) -> Result<bool> {
    // What holds elements is refused later.
    Ok(text(node).is_ok_and(|text| says_nothing(ty, &text)))
}

/// Whether a text says nothing, where its type has no empty text.
pub(super) fn says_nothing(ty: Type, text: &str) -> bool {
    use Scalar::{AnyUri, Base64, Hex, String, Token};
    trim(text).is_empty()
        && matches!(ty, Type::Scalar(scalar) if ![String, Token, AnyUri, Base64, Hex].contains(&scalar))
}

impl Reader {
    /// A value; one that is none, in the only spelling that it can mean.
    pub(super) fn simple(&self, mut slot: Slot<'_>, ty: Type, text: &str, node: Node<'_, '_>) -> Result<()> {
        let bad = || format!("not a value: {text:?}");
        if put(&mut slot, ty, text, node).is_some() {
            return Ok(());
        }
        let meant = spelling::meant(ty, trim(text)).ok_or_else(bad)?;
        put(&mut slot, ty, &meant, node).ok_or_else(bad)
    }
}

/// Reads a text of the type.
fn put(slot: &mut Slot<'_>, ty: Type, text: &str, node: Node<'_, '_>) -> Option<()> {
    let number =
        trim(text).strip_prefix('+').filter(|rest| !rest.starts_with(['+', '-'])).unwrap_or(trim(text));
    match slot {
        Slot::Str(value) => {
            **value = match ty {
                Type::Scalar(Scalar::Token | Scalar::AnyUri) => text
                    .split([' ', '\t', '\r', '\n'])
                    .filter(|word| !word.is_empty())
                    .collect::<Vec<_>>()
                    .join(" "),
                _ => text.to_owned(),
            }
        }
        Slot::Bool(value) => {
            **value = match trim(text) {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => return None,
            }
        }
        Slot::I16(value) => **value = number.parse().ok()?,
        Slot::I32(value) => **value = number.parse().ok()?,
        Slot::I64(value) => **value = number.parse().ok()?,
        Slot::F64(value) => {
            **value = match trim(text) {
                "INF" | "+INF" => f64::INFINITY,
                "-INF" => f64::NEG_INFINITY,
                "NaN" => f64::NAN,
                other if other.contains(|c: char| c.is_alphabetic() && c != 'e' && c != 'E') => return None,
                other => other.parse().ok()?,
            }
        }
        // What a text means to its type is not the scanner's affair: the type's own tests judge that.
        Slot::Lex(value) => value.read(text).ok()?,
        Slot::QName(name) => **name = qualified(trim(text), node)?,
        _ => return None,
    }
    Some(())
}

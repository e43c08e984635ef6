//! What the field of a choice is called: after its alternatives, or after what they have in common.

use std::collections::BTreeSet;

use crate::model::{Choice, Model, Shape};

use super::case;

/// The longest name that is made of two.
const LONG: usize = 50;

/// The word for a choice whose first element is `first`: `email_or_phone`; of three and more the type or the words that all
/// have, else `choice`. One that an element of any name may end is `email_or_other`.
pub(super) fn word(choice: &Choice, first: &str, model: &Model) -> String {
    let alternatives: Vec<String> =
        choice.variants.iter().map(|variant| case::snake(&variant.wire.local)).collect();
    let has_wildcard = choice.variants.iter().any(|variant| matches!(variant.shape, Shape::Element(_)));
    match alternatives.as_slice() {
        _ if has_wildcard => other(first),
        [one] => one.clone(),
        [one, two] if one != two && one.len() + two.len() <= LONG => format!("{one}_or_{two}"),
        all => {
            common_type(choice, model).or_else(|| common_words(all)).unwrap_or_else(|| "choice".to_owned())
        }
    }
}

/// The word for a choice that knows only its beginning.
pub(super) fn other(first: &str) -> String {
    format!("{first}_or_other")
}

/// The type that all alternatives have, where it has a name of its own and holds something.
fn common_type(choice: &Choice, model: &Model) -> Option<String> {
    let types: BTreeSet<_> = choice
        .variants
        .iter()
        .map(|variant| match &variant.shape {
            Shape::Record(name)
            | Shape::Enum(name)
            | Shape::Flags(name)
            | Shape::Union(name)
            | Shape::Derived(name)
                if name.path.is_empty()
                    && model.records.get(name).is_none_or(|record| !record.members.is_empty()) =>
            {
                Some(name)
            }
            _ => None,
        })
        .collect();
    let name = match types.into_iter().collect::<Vec<_>>().as_slice() {
        [Some(name)] => case::snake(&name.name.local),
        _ => return None,
    };
    let without_type = name.strip_suffix("_type").filter(|stem| !stem.is_empty()).map(str::to_owned);
    Some(without_type.unwrap_or(name)).filter(|name| !name.is_empty())
}

/// The words that all names have, in the order of the first.
fn common_words(names: &[String]) -> Option<String> {
    let (first, rest) = names.split_first()?;
    let in_all = |word: &&str| rest.iter().all(|name| name.split('_').any(|other| other == *word));
    let common: Vec<&str> = first.split('_').filter(in_all).collect();
    let word = common.join("_");
    // A number or a letter says nothing.
    (word.chars().filter(|c| c.is_alphabetic()).count() > 2).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Builtin, Namespaces, QName, TypeName};
    use crate::model::{Container, Flag, Record, Variant};

    fn choice(alternatives: &[(&str, Shape)]) -> Choice {
        let variants = alternatives.iter().map(|(name, shape)| Variant {
            rust: (),
            wire: QName::new("urn:x", *name),
            shape: shape.clone(),
            container: Container::None,
            flags: Flag::default(),
            default: None,
            documentation: None,
            checks: Vec::new(),
        });
        Choice { rust: (), variants: variants.collect(), default: 0, head: None, documentation: None }
    }

    #[test]
    fn a_choice_is_called_after_what_it_is_between() {
        let text = || Shape::Scalar(Builtin::String);
        let mut model = Model::default();
        model.records.insert(TypeName::named(QName::new("urn:x", "Empty")), Record::default());
        let of = |name: &str| Shape::Record(TypeName::named(QName::new("urn:x", name)));
        let texts = |names: &[&str]| names.iter().map(|name| (name.to_string(), text())).collect::<Vec<_>>();
        let called = |alternatives: &[(String, Shape)]| {
            let all: Vec<(&str, Shape)> = alternatives.iter().map(|(n, s)| (n.as_str(), s.clone())).collect();
            word(&choice(&all), all[0].0, &model)
        };
        assert_eq!(called(&texts(&["Email", "PhoneNumber"])), "email_or_phone_number");
        assert_eq!(called(&texts(&["Email"])), "email");
        assert_eq!(called(&texts(&["email", "email"])), "email");
        assert_eq!(called(&texts(&["homePhone", "workPhone", "phoneAbroad"])), "phone");
        assert_eq!(
            called(&texts(&["homePhoneNumber", "workPhoneNumber", "mobilePhoneNumber"])),
            "phone_number"
        );
        assert_eq!(called(&texts(&["a_1", "b_1", "c_1"])), "choice");
        assert_eq!(called(&texts(&["email", "phone", "fax"])), "choice");
        let long = "a".repeat(30);
        assert_eq!(called(&texts(&[&long, &format!("b{long}")])), "choice");
        let typed = |types: &[&str]| {
            let all = types.iter().enumerate();
            all.map(|(at, ty)| (format!("x{}", "abc".repeat(at)), of(ty))).collect::<Vec<_>>()
        };
        assert_eq!(called(&typed(&["PostalAddress", "PostalAddress", "PostalAddress"])), "postal_address");
        assert_eq!(called(&typed(&["AddressType", "AddressType", "AddressType"])), "address");
        assert_eq!(called(&typed(&["A", "B", "A"])), "choice");
        assert_eq!(called(&typed(&["Empty", "Empty", "Empty"])), "choice");
        let mut with_wildcard = texts(&["Email", "Phone"]);
        with_wildcard.push(("any".to_owned(), Shape::Element(Namespaces::Any)));
        assert_eq!(called(&with_wildcard), "Email_or_other");
    }
}

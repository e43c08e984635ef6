//! A random edit of a published contract is found, nothing else is, and it is classed as the rules say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use soapwright::contract::{Body, Contract, Message, Particle, Type, TypeKind, TypeName, TypeRef};
use soapwright::internals::diff;
use soapwright::{ReadOptions, normalize, read_contracts};
use soapwright_tests::harness::{Test, long, with_shared};

/// What an edit has to be told as: kind and place.
type Wanted = (&'static str, String);

/// A line of a normal form, and the named type that it stands in.
struct Line<'t> {
    number: usize,
    text: &'t str,
    ty: &'t str,
}

fn attribute<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    line.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// The lines that declare fields or values of types that have names.
fn lines<'t>(text: &'t str, begin: &str) -> Vec<Line<'t>> {
    let mut ty = None;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        // Types that have names stand right below their schema.
        if line.starts_with("      <xs:") {
            let named = line.trim_start();
            ty = (named.starts_with("<xs:complexType name") || named.starts_with("<xs:simpleType name"))
                .then(|| attribute(line, "name"))
                .flatten();
        }
        let declares = line.trim_start().starts_with(begin);
        if let (Some(ty), true) = (ty, declares && line.ends_with("/>")) {
            found.push(Line { number, text: line, ty });
        }
    }
    found
}

/// Edits the text somewhere; answers with what that is.
fn edit(text: &str, dictionaries: &BTreeSet<&str>, rng: &mut Rng) -> Option<(String, Wanted)> {
    let kind = rng.u8(0..7);
    let all = lines(text, if kind < 6 { "<xs:element name=" } else { "<xs:enumeration value=" });
    // A dictionary is one only with both of its fields.
    let line = all.get(rng.usize(0..all.len().max(1))).filter(|line| !dictionaries.contains(line.ty))?;
    let name = attribute(line.text, if kind < 6 { "name" } else { "value" })?;
    let at = format!("{}.{name}", line.ty);
    let (with, wanted): (String, Wanted) = match kind {
        0 => {
            let added = "<xs:element name=\"Quite_new\" type=\"xs:int\" minOccurs=\"0\"/>";
            (format!("{}\n{added}", line.text), ("field-added", format!("{}.Quite_new", line.ty)))
        }
        1 => (String::new(), ("field-removed", at)),
        2 => {
            let old = attribute(line.text, "type")?;
            let new = if old == "xs:date" { "xs:time" } else { "xs:date" };
            (
                line.text.replace(&format!("type=\"{old}\""), &format!("type=\"{new}\"")),
                ("field-type-changed", at),
            )
        }
        3 if line.text.contains("maxOccurs") => return None,
        3 if line.text.contains(" minOccurs=\"0\"") => {
            (line.text.replace(" minOccurs=\"0\"", ""), ("field-occurrence-changed", at))
        }
        3 => (line.text.replace("/>", " minOccurs=\"0\"/>"), ("field-occurrence-changed", at)),
        4 if line.text.contains(" nillable=\"true\"") => {
            (line.text.replace(" nillable=\"true\"", ""), ("field-nillable-changed", at))
        }
        4 => (line.text.replace("/>", " nillable=\"true\"/>"), ("field-nillable-changed", at)),
        5 => (line.text.replace("/>", " default=\"1\"/>"), ("field-default-changed", at)),
        _ => {
            let new = line.text.replace(&format!("value=\"{name}\""), "value=\"Quite_new\"");
            let both = format!("{}\n{new}", line.text);
            (both, ("enum-member-added", format!("{}.Quite_new", line.ty)))
        }
    };
    let edited =
        text.lines().enumerate().map(|(number, text)| if number == line.number { &with } else { text });
    Some((edited.collect::<Vec<_>>().join("\n"), wanted))
}

/// The names of the types that messages hold.
fn held<'c>(contract: &'c Contract, messages: impl Iterator<Item = &'c Message>) -> BTreeSet<&'c str> {
    let mut pending: Vec<&TypeRef> = Vec::new();
    for message in messages {
        match &message.body {
            Body::Empty => {}
            Body::Wrapped { fields, .. } => pending.extend(fields.iter().map(|field| &field.ty)),
            Body::Bare(parts) | Body::Rpc { parts, .. } => {
                pending.extend(parts.iter().map(|part| &part.field.ty));
            }
        }
        pending.extend(message.headers.iter().map(|header| &header.field.ty));
    }
    // Each with whether something is of the type: only then those derived from it may stand there.
    let mut names: Vec<(&TypeName, bool)> = Vec::new();
    let (mut seen, mut seen_as_base) = (BTreeSet::new(), BTreeSet::new());
    loop {
        names.extend(pending.drain(..).filter_map(|ty| match ty {
            TypeRef::Named(name) => Some((name, true)),
            TypeRef::Builtin(_) => None,
        }));
        let Some((name, whole)) = names.pop() else { break };
        let Some((name, declared)) = contract.types.get_key_value(name) else { continue };
        if !(if whole { seen.insert(name) } else { seen_as_base.insert(name) }) {
            continue;
        }
        let derived = contract.types.iter().filter(|(_, other)| match &other.kind {
            TypeKind::Struct(content) => whole && content.base.as_ref() == Some(name),
            _ => false,
        });
        names.extend(derived.map(|(name, _)| (name, true)));
        match &declared.kind {
            TypeKind::Struct(content) => {
                pending.extend(content.particles.iter().filter_map(|particle| match particle {
                    Particle::Element(field) => Some(&field.ty),
                    _ => None,
                }));
                names.extend(content.base.iter().map(|base| (base, false)));
            }
            TypeKind::Dictionary { key, value, .. } => pending.extend([&key.ty, &value.ty]),
            TypeKind::List(item) => pending.push(item),
            _ => {}
        }
    }
    seen.extend(seen_as_base);
    seen.into_iter().filter(|name| name.path.is_empty()).map(|name| &*name.name.local).collect()
}

fn each_is_found_and_nothing_else(shared: &Path) {
    let count = if long() { 400 } else { 60 };
    let mut rng = Rng::with_seed(17);
    let file = PathBuf::from("Edited.wsdl");
    let (mut tried, mut wrong) = (0, Vec::new());
    for agent in ["User", "Quote", "Sale"] {
        let published = shared.join(format!("contracts/superoffice/WSDL-Services86-{agent}.xml"));
        let text = normalize(&[published], &ReadOptions::default()).unwrap();
        let options = |text: &str| {
            let mut options = ReadOptions::default();
            options.memory.insert(file.clone(), text.as_bytes().to_vec());
            options
        };
        let inputs = std::slice::from_ref(&file);
        let old = diff::read(inputs, &options(&text)).unwrap();
        let (contract, _) = read_contracts(inputs, &options(&text)).unwrap();
        let is_dictionary = |ty: &Type| matches!(ty.kind, TypeKind::Dictionary { .. });
        let dictionaries = contract.types.iter().filter(|(_, ty)| is_dictionary(ty));
        let dictionaries: BTreeSet<&str> = dictionaries.map(|(name, _)| &*name.name.local).collect();
        let operations = || contract.services.iter().flat_map(|s| &s.ports).flat_map(|port| &port.operations);
        let requests = held(&contract, operations().map(|operation| &operation.input));
        let replies = held(&contract, operations().filter_map(|operation| operation.output.as_ref()));
        for _ in 0..count / 3 {
            let Some((edited, (kind, at))) = edit(&text, &dictionaries, &mut rng) else { continue };
            tried += 1;
            let new = diff::read(inputs, &options(&edited))
                .unwrap_or_else(|errors| panic!("{kind} {at}\n{errors}"));
            let report = old.compare(&new);
            let ty = at.split('.').next().unwrap();
            let direction = match (requests.contains(ty), replies.contains(ty)) {
                (true, true) => "both",
                (true, false) => "request",
                (false, true) => "response",
                (false, false) => "none",
            };
            let ok = match report.changes.as_slice() {
                [change] => {
                    let rule = diff::rules().iter().find(|rule| {
                        (rule.kind, rule.direction, rule.condition)
                            == (change.kind, Some(change.direction), change.condition)
                    });
                    // An array wrapper that holds something else is no list any more.
                    let class = match rule {
                        Some(_)
                            if ty.starts_with("ArrayOf")
                                && direction != "none"
                                && kind != "field-default-changed" =>
                        {
                            change.class
                        }
                        Some(rule) => rule.class,
                        None => panic!("no rule for {change:?}"),
                    };
                    change.kind.name() == kind
                        && change.at == at
                        && change.direction.name() == direction
                        && change.class == class
                }
                _ => false,
            };
            if !ok {
                wrong
                    .push(format!("{agent}: wanted {kind} {at} {direction}\n{}", diff::text(&report, false)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried > count / 2, "{tried}");
}

pub(crate) fn tests() -> Vec<Test> {
    vec![with_shared(each_is_found_and_nothing_else)]
}

//! One contract: values are grown, judged by libxml2, sent through the crate, compared, and judged again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use roxmltree::Node;
use soapwright::contract::{
    Body, Builtin, Contract, Field, Message, Particle, QName, SoapVersion, TypeKind, TypeName, TypeOrigin,
    TypeRef,
};

use super::derived::Derived;
use super::grow::{Grower, Grown};
use super::reach::{held, holders, reached};
use super::report::{Failure, Report};
use super::schemas::{Content, Declared, Library, Part, Schemas, parse, standalone};
use super::validate;
use crate::trips::{Allowed, Case, CaseKind, PROBE, Probed, ask, same};

/// How many values, and from which seed.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The same seed gives the same values.
    pub seed: u64,
    /// How many of each type and message.
    pub values: u64,
}

/// A value, perhaps.
struct Candidate<'c> {
    kind: CaseKind,
    seed: u64,
    /// The elements of the Body, each a document.
    documents: Vec<Grown<'c>>,
    /// What libxml2 has against it.
    refused: Option<String>,
}

/// Everything about a contract that takes no crate: its valid values.
pub struct Values<'c> {
    contract: &'c Contract,
    probed: &'c Probed,
    candidates: Vec<Candidate<'c>>,
    reached: BTreeSet<&'c TypeName>,
}

/// Grows the values of a contract, and has them judged. `folder` is for the schemas, and is left to the caller.
///
/// # Errors
/// When the schemas cannot be read, or libxml2 refuses them.
pub fn grow<'c>(
    probed: &'c Probed,
    derived: &'c Derived<'c>,
    file: &Path,
    library: &Library,
    folder: &Path,
    options: Options,
) -> Result<Values<'c>, String> {
    let contract = &probed.contract;
    Schemas::of(file, library)?.write(folder, PROBE, &declared(probed))?;
    let mut kinds: Vec<CaseKind> = (0..probed.types.len()).map(CaseKind::Type).collect();
    for (at, probe) in probed.messages.iter().enumerate() {
        kinds.push(CaseKind::Request(at));
        kinds.extend(probe.operation.output.as_ref().map(|_| CaseKind::Reply(at)));
    }
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    let round = |kinds: &[CaseKind], numbers: std::ops::Range<u64>, candidates: &mut Vec<Candidate<'c>>| {
        let mut new = Vec::new();
        for (kind, number) in kinds.iter().flat_map(|kind| numbers.clone().map(move |number| (*kind, number)))
        {
            // Every other one is tame, and all later ones are.
            let tame = number % 2 == 1 || number >= options.values;
            let seed = seed(options.seed, kind, number);
            let grower = Grower::new(contract, derived, seed, tame);
            let documents = documents(probed, kind, grower);
            let refused = documents.is_none().then(|| "no value could be made".to_owned());
            new.push(Candidate { kind, seed, documents: documents.unwrap_or_default(), refused });
        }
        judge(probed, folder, &mut new)?;
        candidates.append(&mut new);
        Ok::<_, String>(())
    };
    round(&kinds, 0..options.values, &mut candidates)?;
    // Whatever has none yet gets more chances.
    let had: BTreeSet<CaseKind> =
        candidates.iter().filter(|one| one.refused.is_none()).map(|one| one.kind).collect();
    let without: Vec<CaseKind> = kinds.iter().filter(|kind| !had.contains(kind)).copied().collect();
    round(&without, options.values..options.values * 6, &mut candidates)?;
    let reached = reached_by(probed, derived);
    let mut more = Vec::new();
    for (kind, path) in unseen(probed, &candidates, &reached) {
        for number in 1000..1000 + options.values {
            let seed = seed(options.seed, kind, number);
            let grower = Grower::new(contract, derived, seed, true).wanting(path.clone());
            if let Some(documents) = documents(probed, kind, grower) {
                more.push(Candidate { kind, seed, documents, refused: None });
            }
        }
    }
    judge(probed, folder, &mut more)?;
    candidates.append(&mut more);
    Ok(Values { contract, probed, candidates, reached })
}

/// The elements of a case.
fn documents<'c>(probed: &'c Probed, kind: CaseKind, grower: Grower<'c>) -> Option<Vec<Grown<'c>>> {
    match kind {
        CaseKind::Type(at) => {
            let probe = probed.types.get(at)?;
            grower.value(&probe.element, &probe.name).map(|grown| vec![grown])
        }
        _ => grower.message(message(probed, kind)?),
    }
}

/// The types that count: those of the crate, and all that its messages reach.
#[must_use]
pub fn reached_by<'c>(probed: &'c Probed, derived: &Derived<'c>) -> BTreeSet<&'c TypeName> {
    let messages = probed
        .messages
        .iter()
        .flat_map(|probe| std::iter::once(&probe.operation.input).chain(probe.operation.output.as_ref()));
    reached(&probed.contract, derived, probed.types.iter().map(|probe| &probe.name), messages)
}

/// Types without an element of their own that stand in no valid value yet: for each the nearest type with one, or message,
/// that holds it, and what lies between.
fn unseen<'c>(
    probed: &'c Probed,
    candidates: &[Candidate<'c>],
    reached: &BTreeSet<&'c TypeName>,
) -> Vec<(CaseKind, BTreeSet<&'c TypeName>)> {
    let valid = candidates.iter().filter(|one| one.refused.is_none());
    let seen: BTreeSet<&TypeName> =
        valid.flat_map(|one| &one.documents).flat_map(|document| document.seen.iter().copied()).collect();
    let mut roots: BTreeMap<&TypeName, CaseKind> = BTreeMap::new();
    for at in 0..probed.messages.len() {
        for kind in [CaseKind::Request(at), CaseKind::Reply(at)] {
            let held =
                message(probed, kind).map(|message| held(&probed.contract, message)).unwrap_or_default();
            roots.extend(held.into_iter().map(|name| (name, kind)));
        }
    }
    let types = probed.types.iter().enumerate();
    roots.extend(types.map(|(at, probe)| (&probe.name, CaseKind::Type(at))));
    let holders = holders(&probed.contract);
    let mut found = Vec::new();
    for wanted in reached.iter().filter(|name| !seen.contains(**name)) {
        let mut open = vec![(*wanted, BTreeSet::from([*wanted]))];
        let mut known = BTreeSet::from([*wanted]);
        let mut at = 0;
        while let Some((name, path)) = open.get(at).cloned() {
            at += 1;
            if let Some(kind) = roots.get(name) {
                found.push((*kind, path));
                break;
            }
            for holder in holders.get(name).into_iter().flatten().filter(|name| reached.contains(**name)) {
                if known.insert(holder) {
                    let mut path = path.clone();
                    path.insert(holder);
                    open.push((holder, path));
                }
            }
        }
    }
    found
}

fn seed(base: u64, kind: CaseKind, number: u64) -> u64 {
    let (word, index) = kind.words();
    // FNV: the same on every machine.
    let bytes = word.bytes().chain(index.to_le_bytes()).chain(number.to_le_bytes()).chain(base.to_le_bytes());
    bytes
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn message(probed: &Probed, kind: CaseKind) -> Option<&Message> {
    match kind {
        CaseKind::Type(_) => None,
        CaseKind::Request(at) => probed.messages.get(at).map(|probe| &probe.operation.input),
        CaseKind::Reply(at) => probed.messages.get(at).and_then(|probe| probe.operation.output.as_ref()),
    }
}

/// What the driver schema declares: the elements of types, and those of messages that no schema has: of rpc, and of parts
/// that name a type.
fn declared(probed: &Probed) -> Vec<Declared> {
    let named = probed.types.iter().filter(|probe| *probe.element.namespace == *PROBE);
    let mut all: Vec<Declared> = named
        .map(|probe| {
            let QName { namespace, local } = &probe.name.name;
            let content = Content::Of(namespace.to_string(), local.to_string());
            Declared { name: probe.element.local.to_string(), content }
        })
        .collect();
    for (at, probe) in probed.messages.iter().enumerate() {
        let both = [
            (CaseKind::Request(at), Some(&probe.operation.input)),
            (CaseKind::Reply(at), probe.operation.output.as_ref()),
        ];
        for (kind, message) in both {
            let content = match message.map(|message| &message.body) {
                Some(Body::Rpc { parts, .. }) => {
                    Content::Parts(parts.iter().map(|part| of_part(&part.field)).collect())
                }
                Some(Body::Bare(parts)) => match parts.first().map(|part| of_part(&part.field)) {
                    Some(Part::Typed { namespace, local, .. }) => Content::Of(namespace, local),
                    _ => continue,
                },
                _ => continue,
            };
            all.push(Declared { name: own_element(kind), content });
        }
    }
    all
}

fn of_part(field: &Field) -> Part {
    let QName { namespace, local } = &field.name;
    let (space, ty) = match &field.ty {
        _ if !namespace.is_empty() => {
            return Part::Element { namespace: namespace.to_string(), local: local.to_string() };
        }
        // An anonymous type has no name here.
        TypeRef::Named(ty) if ty.origin != TypeOrigin::Type || !ty.path.is_empty() => {
            let (space, ty) = builtin_name(Builtin::AnyType);
            (space.to_owned(), ty)
        }
        TypeRef::Named(ty) => (ty.name.namespace.to_string(), ty.name.local.to_string()),
        TypeRef::Builtin(builtin) => {
            let (space, ty) = builtin_name(*builtin);
            (space.to_owned(), ty)
        }
    };
    Part::Typed { name: local.to_string(), namespace: space, local: ty }
}

/// Namespace and name of a built-in type.
fn builtin_name(builtin: Builtin) -> (&'static str, String) {
    const XSD: &str = "http://www.w3.org/2001/XMLSchema";
    let name = format!("{builtin:?}");
    match builtin {
        Builtin::Guid | Builtin::Char => {
            ("http://schemas.microsoft.com/2003/10/Serialization/", name.to_ascii_lowercase())
        }
        Builtin::Tokens => (XSD, "NMTOKENS".to_owned()),
        Builtin::AnyUri => (XSD, "anyURI".to_owned()),
        Builtin::QName => (XSD, name),
        _ if name.starts_with('G') => (XSD, name.replacen('G', "g", 1)),
        _ => {
            let (first, rest) = name.split_at(1);
            (XSD, first.to_ascii_lowercase() + rest)
        }
    }
}

/// The name that the driver schema has for the element of such a message.
fn own_element(kind: CaseKind) -> String {
    let (word, index) = kind.words();
    format!("{word}{index}")
}

/// A document as libxml2 is to see it: the element of a message that no schema has by its name in the driver schema.
fn seen_by_judge(probed: &Probed, kind: CaseKind, xml: &str) -> String {
    let own = message(probed, kind).is_some_and(|message| match &message.body {
        Body::Rpc { .. } => true,
        Body::Bare(parts) => parts.first().is_some_and(|part| part.field.name.namespace.is_empty()),
        _ => false,
    });
    if !own {
        return xml.to_owned();
    }
    let name = format!("probe:{}", own_element(kind));
    let start = xml.find([' ', '/', '>']).unwrap_or(xml.len());
    let (own, rest) = (xml.get(1..start).unwrap_or_default(), xml.get(start..).unwrap_or_default());
    let rest = match rest.strip_suffix(&format!("</{own}>")) {
        Some(rest) => format!("{rest}</{name}>"),
        None => rest.to_owned(),
    };
    format!("<{name} xmlns:probe=\"{PROBE}\"{rest}")
}

fn judge(probed: &Probed, folder: &Path, candidates: &mut [Candidate<'_>]) -> Result<(), String> {
    let (mut places, mut texts) = (Vec::new(), Vec::new());
    for (at, one) in candidates.iter().enumerate() {
        for document in &one.documents {
            places.push(at);
            texts.push(seen_by_judge(probed, one.kind, &document.xml));
        }
    }
    for (at, verdict) in places.into_iter().zip(validate(folder, &texts)?) {
        if let (Some(candidate), Some(said)) = (candidates.get_mut(at), verdict) {
            candidate.refused.get_or_insert(said);
        }
    }
    Ok(())
}

const SOAP11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP12: &str = "http://www.w3.org/2003/05/soap-envelope";

/// Sends the values through the crate's program, and tells what became of each type and message.
///
/// # Errors
/// When the program cannot be asked.
pub fn check(values: &Values<'_>, program: &Path, folder: &Path) -> Result<Report, String> {
    let valid: Vec<&Candidate<'_>> = values.candidates.iter().filter(|one| one.refused.is_none()).collect();
    let cases: Vec<Case> = valid
        .iter()
        .map(|one| {
            let body: String = one.documents.iter().map(|document| document.xml.as_str()).collect();
            let version = match one.kind {
                CaseKind::Type(_) => None,
                CaseKind::Request(at) | CaseKind::Reply(at) => values.probed.messages.get(at),
            };
            let soap12 = version.is_some_and(|probe| probe.version == SoapVersion::Soap12);
            let soap = if soap12 { SOAP12 } else { SOAP11 };
            let xml = format!("<s:Envelope xmlns:s=\"{soap}\"><s:Body>{body}</s:Body></s:Envelope>");
            Case { kind: one.kind, xml }
        })
        .collect();
    let answers = ask(program, &cases).map_err(|error| error.to_string())?;
    let allowed = allowed(values.contract);
    let (mut said, mut written) = (Vec::new(), Vec::new());
    for ((one, case), answer) in valid.iter().zip(&cases).zip(&answers) {
        let compared = answer.as_ref().map_err(Clone::clone).and_then(|is| compare(&case.xml, is, &allowed));
        match compared {
            Ok(documents) => {
                said.push(None);
                let seen = |document: String| seen_by_judge(values.probed, one.kind, &document);
                written.extend(documents.into_iter().map(|document| (said.len() - 1, seen(document))));
            }
            Err(error) => said.push(Some(error)),
        }
    }
    let (places, texts): (Vec<usize>, Vec<String>) = written.into_iter().unzip();
    for (at, verdict) in places.iter().zip(validate(folder, &texts)?) {
        if let (Some(place @ None), Some(refused)) = (said.get_mut(*at), verdict) {
            *place = Some(format!("what was written is not valid: {refused}"));
        }
    }
    Ok(tell(values, &valid, &cases, &answers, &said))
}

/// Compares what was sent with what came back; the elements of the Body that came back, each a document.
fn compare(was: &str, is: &str, allowed: &Allowed) -> Result<Vec<String>, String> {
    let before = parse(was).map_err(|error| error.to_string())?;
    let after = parse(is).map_err(|error| format!("what was written is no XML: {error}"))?;
    let body = |root: Node<'_, '_>| {
        let is_body = |node: &Node<'_, '_>| node.is_element() && node.tag_name().name() == "Body";
        root.children().filter(is_body).map(|node| node.id()).next()
    };
    let elements = |document: &roxmltree::Document<'_>| {
        let body = body(document.root_element()).and_then(|id| document.get_node(id));
        let children = body.into_iter().flat_map(|body| body.children());
        children.filter(Node::is_element).map(|node| node.id()).collect::<Vec<_>>()
    };
    let (b, a) = (elements(&before), elements(&after));
    if b.len() != a.len() {
        return Err(format!("{} elements in the Body, and there were {}", a.len(), b.len()));
    }
    for (b, a) in b.into_iter().zip(&a) {
        if let (Some(b), Some(a)) = (before.get_node(b), after.get_node(*a)) {
            same(b, a, allowed)?;
        }
    }
    Ok(a.into_iter().filter_map(|id| after.get_node(id)).map(|node| standalone(is, node)).collect())
}

/// What may differ by the contract's own rules.
fn allowed(contract: &Contract) -> Allowed {
    fn particles(all: &[Particle], defaults: &mut BTreeSet<(String, String)>) {
        for particle in all {
            match particle {
                Particle::Element(field) => {
                    let value = field.default.as_ref().or(field.fixed.as_ref());
                    defaults.extend(value.map(|value| (field.name.local.to_string(), value.clone())));
                }
                Particle::Group(group) => particles(&group.particles, defaults),
                Particle::Any(_) => {}
            }
        }
    }
    let mut allowed = Allowed::default();
    for declared in contract.types.values() {
        allowed.wcf |= declared.wcf;
        if let TypeKind::Enum(own) = &declared.kind {
            let zero = own.values.iter().filter(|value| value.number == Some(0));
            allowed.zeros.extend(zero.map(|value| value.wire.clone()));
        }
        let TypeKind::Struct(own) = &declared.kind else { continue };
        particles(&own.particles, &mut allowed.defaults);
        for attribute in &own.attributes {
            let value = attribute.default.as_ref().or(attribute.fixed.as_ref());
            allowed.defaults.extend(value.map(|value| (attribute.name.local.to_string(), value.clone())));
        }
    }
    allowed
}

/// From what became of each value to what became of each type.
fn tell(
    values: &Values<'_>,
    valid: &[&Candidate<'_>],
    cases: &[Case],
    answers: &[Result<String, String>],
    said: &[Option<String>],
) -> Report {
    let mut report = Report { values: valid.len(), ..Report::default() };
    let of = |kind: CaseKind| match kind {
        CaseKind::Type(at) => values.probed.types.get(at).map(|probe| probe.name.to_string()),
        CaseKind::Request(at) => {
            values.probed.messages.get(at).map(|probe| format!("{} request", probe.name))
        }
        CaseKind::Reply(at) => values.probed.messages.get(at).map(|probe| format!("{} reply", probe.name)),
    };
    // By kind: whether all came through, and whether there was any.
    let mut failed: BTreeSet<CaseKind> = BTreeSet::new();
    let mut passed: BTreeSet<CaseKind> = BTreeSet::new();
    for (((one, case), answer), said) in valid.iter().zip(cases).zip(answers).zip(said) {
        match said {
            None => {
                passed.insert(one.kind);
            }
            Some(said) => {
                if failed.insert(one.kind) {
                    report.failures.push(Failure {
                        what: of(one.kind).unwrap_or_default(),
                        seed: one.seed,
                        said: said.clone(),
                        xml: case.xml.clone(),
                        written: answer.as_ref().ok().cloned(),
                    });
                }
            }
        }
    }
    passed.retain(|kind| !failed.contains(kind));
    let (mut in_passed, mut in_failed) = (BTreeSet::new(), BTreeSet::new());
    for one in valid {
        let seen = one.documents.iter().flat_map(|document| &document.seen).copied();
        if passed.contains(&one.kind) { in_passed.extend(seen) } else { in_failed.extend(seen) }
    }
    let refused: BTreeMap<CaseKind, &str> = values
        .candidates
        .iter()
        .filter_map(|one| Some((one.kind, one.refused.as_deref()?)))
        .filter(|(kind, _)| !passed.contains(kind) && !failed.contains(kind))
        .collect();
    let probes: BTreeMap<&TypeName, CaseKind> =
        values.probed.types.iter().enumerate().map(|(at, probe)| (&probe.name, CaseKind::Type(at))).collect();
    for name in &values.reached {
        report.types += 1;
        let fate = match probes.get(name) {
            Some(kind) if passed.contains(kind) => Some(true),
            Some(kind) if failed.contains(kind) => Some(false),
            Some(_) => None,
            None if in_passed.contains(name) => Some(true),
            None if in_failed.contains(name) => Some(false),
            None => None,
        };
        match fate {
            Some(true) => report.passed += 1,
            Some(false) => report.failed += 1,
            None => {
                let why = probes.get(name).and_then(|kind| refused.get(kind)).copied();
                report.unchecked.push((name.to_string(), why.unwrap_or("it stands in no value").to_owned()));
            }
        }
    }
    let messages = |kind: &&CaseKind| !matches!(kind, CaseKind::Type(_));
    report.messages_passed = passed.iter().filter(messages).count();
    report.messages = report.messages_passed
        + failed.iter().filter(messages).count()
        + refused.keys().filter(messages).count();
    let left = refused.iter().filter(|(kind, _)| messages(kind));
    report.unchecked.extend(left.map(|(kind, why)| (of(*kind).unwrap_or_default(), (*why).to_owned())));
    report.unreached = values.contract.types.keys().filter(|name| !values.reached.contains(name)).count();
    report
}

//! The check itself: valid values are sent through the crate, compared, and what it wrote is judged again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use roxmltree::Node;
use soapwright::contract::{Contract, Particle, SoapVersion, TypeKind, TypeName};

use super::probes::seen_by_judge;
use super::report::{Failure, Report};
use super::schemas::{parse, standalone};
use super::validate;
use super::values::{Candidate, Values};
use crate::roundtrip::{Allowed, Case, CaseKind, ask_strictly, same};

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
    // None of them departs from its contract.
    let answers = ask_strictly(program, &cases).map_err(|error| error.to_string())?;
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
    let name = |kind: CaseKind| match kind {
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
                        what: name(one.kind).unwrap_or_default(),
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
    report.unchecked.extend(left.map(|(kind, why)| (name(*kind).unwrap_or_default(), (*why).to_owned())));
    report.unreached = values.contract.types.keys().filter(|name| !values.reached.contains(name)).count();
    report
}

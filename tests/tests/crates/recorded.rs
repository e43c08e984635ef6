//! Envelopes that other programs wrote, through the crates of their contracts and back.
//!
//! `contracts/wire/INDEX.tsv` says which contracts an envelope may be of; that one is taken whose messages have the Body's
//! element. The crate reads the envelope into its types and writes it again, and both must say the same. What lenient reading
//! tells of it stands in `corpus/recorded.tsv`: each row says why the envelope departs from its contract there.

use std::collections::BTreeMap;
use std::path::Path;

use roxmltree::{Document, Node};
use soapwright::ReadOptions;
use soapwright::contract::{Message, QName};
use soapwright::internals::emit::EmitOptions;
use soapwright_tests::corpus::{self, Manifest};
use soapwright_tests::crates::{Built, Joined, Krate, Made, joined_with_shared};
use soapwright_tests::roundtrip::{
    Allowed, Case, CaseKind, MessageProbe, Probed, ask, ask_told, probed, same,
};

/// Envelopes that depart from their contract: path, part of what is said, and how they depart. Faithful reading refuses what
/// would have to be made up, and does not write a departure again. (Elements that a contract does not know are none of
/// these: the crates keep them.)
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "node-soap/test/request-response-samples/Dummy__should_handle_attributes_in_request/request.xml",
        "the attribute language is gone",
        "an attribute on an xs:string",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_add_prefix_for_unqualified_global_elements/request.xml",
        "`DummyField1` stands where `DummyField1` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "strong-soap/test/request-response-samples/Dummy__should_add_prefix_for_unqualified_global_elements/request.xml",
        "`DummyField1` stands where `DummyField1` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "strong-soap/test/request-response-samples/Dummy__should_extract_envelope_from_response/request.xml",
        "`DummyField1` stands where `DummyField1` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "strong-soap/test/request-response-samples/Dummy__should_handle_attributes_in_request/request.xml",
        "`DummyField1` stands where `DummyField1` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "strong-soap/test/request-response-samples/Dummy__should_handle_attributes_in_response/request.xml",
        "`DummyField1` stands where `DummyField1` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "strong-soap/test/request-response-samples/Dummy__should_handle_cdata_xml_in_response/request.xml",
        "`DummyField1` stands where `DummyField1` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_escape_xml/response.xml",
        "nothing stands where `DummyElement` stood",
        "a nil item of a list that allows none is no item",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_handle_nil/response.xml",
        "nothing stands where `DummyElement` stood",
        "a nil item of a list that allows none is no item",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_handle_nil_as_null/response.xml",
        "nothing stands where `DummyElement` stood",
        "a nil item of a list that allows none is no item",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_parse_nil/response.xml",
        "nothing stands where `DummyElement` stood",
        "a nil item of a list that allows none is no item",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_deserialize_basic_types/response.xml",
        "`DummyResult` is missing",
        "the required DummyResult is missing, and its type cannot say so",
    ),
    (
        "node-soap/test/request-response-samples/Dummy__should_handle_minOccurs_and_maxOccurs/response.xml",
        "`DummyResult` is missing",
        "the required DummyResult is missing, and its type cannot say so",
    ),
    (
        "UpdateProfile__correct_namespaces_for_elements_with_base_ignorednamespaces/request.xml",
        "`UniqueID` stands where `UniqueID` stood",
        "an element in the wrong namespace is taken, and written in the right one",
    ),
    (
        "UpdateProfile__correct_namespaces_in_sequence_with_imports/request.xml",
        "`PhoneData` is missing",
        "the required PhoneData is missing, and its type cannot say so",
    ),
    (
        "UpdateProfile__correct_namespaces_other_prefixes/request.xml",
        "`PhoneData` is missing",
        "the required PhoneData is missing, and its type cannot say so",
    ),
    (
        "soapheader2/dummySecurityAuthReply.txt",
        "the attribute `TransactionStatusCode` is missing",
        "the required attribute TransactionStatusCode is missing, and its type cannot say so",
    ),
];

/// The departures that are expected: path of the envelope, kind, path of the departure, and why it is one.
const TOLD: &str = include_str!("../../corpus/recorded.tsv");

/// A row of the index.
struct Recorded {
    path: String,
    kind: String,
    body: String,
    entries: Vec<String>,
}

fn index(shared: &Path) -> Vec<Recorded> {
    let text = std::fs::read_to_string(shared.join("contracts/wire/INDEX.tsv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [path, kind, _soap, body, _headers, entries] = cells.as_slice() else { panic!("{line}") };
        Recorded {
            path: (*path).to_owned(),
            kind: (*kind).to_owned(),
            body: (*body).to_owned(),
            entries: entries.split(' ').map(ToOwned::to_owned).collect(),
        }
    };
    text.lines().skip(1).map(row).collect()
}

/// The messages that a crate has for an element, first those of the direction that the index gives.
fn message(contract: &Probed, recorded: &Recorded) -> Option<CaseKind> {
    let has = |message: &Message| {
        MessageProbe::roots(message).iter().any(|root| {
            let QName { namespace, local } = root;
            format!("{{{namespace}}}{local}") == recorded.body
        })
    };
    let operations = || contract.messages.iter().map(|probe| &probe.operation).enumerate();
    let request = || operations().find(|(_, o)| has(&o.input)).map(|(at, _)| CaseKind::Request(at));
    let reply =
        || operations().find(|(_, o)| o.output.as_ref().is_some_and(has)).map(|(at, _)| CaseKind::Reply(at));
    if recorded.kind == "request" { request().or_else(reply) } else { reply().or_else(request) }
}

/// The blocks of a part of an envelope.
fn blocks<'a, 'input>(envelope: &'a Document<'input>, part: &str) -> Vec<Node<'a, 'input>> {
    let children = |node: Node<'a, 'input>| node.children().filter(Node::is_element);
    let parts = children(envelope.root_element()).filter(|node| node.tag_name().name() == part);
    parts.flat_map(children).collect()
}

/// Compares what was recorded with what was written: all of the Body, and those header blocks that the contract declares.
fn compare(was: &str, is: &str, declared: &Message) -> Result<(), String> {
    let parse = |text| Document::parse(text).map_err(|error| error.to_string());
    let (was, is) = (parse(was)?, parse(is)?);
    let allowed = Allowed { spelling: true, ..Allowed::default() };
    for part in ["Header", "Body"] {
        let known = |node: &Node<'_, '_>| {
            let name = node.tag_name();
            let is = |header: &QName| {
                *header.local == *name.name() && *header.namespace == *name.namespace().unwrap_or_default()
            };
            part == "Body" || declared.headers.iter().any(|header| is(&header.field.name))
        };
        let before: Vec<_> = blocks(&was, part).into_iter().filter(known).collect();
        let after = blocks(&is, part);
        if before.len() != after.len() {
            return Err(format!("{part} has {} elements, and had {}", after.len(), before.len()));
        }
        before.into_iter().zip(after).try_for_each(|(was, is)| same(was, is, &allowed))?;
    }
    Ok(())
}

fn recorded_envelopes_come_through(shared: &Path) -> Made {
    let folder = shared.join("contracts/vendors");
    let manifest = Manifest::read(&folder).unwrap().unwrap();
    let files: BTreeMap<&str, &String> =
        manifest.files().iter().map(|file| (manifest.cell(file, "id"), file)).collect();
    let recorded: Vec<Recorded> = index(shared)
        .into_iter()
        .filter(|one| one.entries.iter().any(|id| files.contains_key(id.as_str())))
        .collect();
    assert_eq!(recorded.len(), 66, "envelopes of contracts that are here");

    let catalog = corpus::catalog(&shared.join("contracts/wellknown/catalog.tsv")).unwrap();
    let options = ReadOptions { lenient: true, catalog, ..ReadOptions::default() };
    let ids = recorded.iter().flat_map(|one| &one.entries).filter(|id| files.contains_key(id.as_str()));
    let mut contracts = BTreeMap::new();
    for id in ids {
        contracts.entry(id.clone()).or_insert_with(|| {
            let name = format!("recorded-{id}");
            // A broken contract gives no crate; the envelope is of another one then.
            let keep = |options: &mut EmitOptions| options.preserve_unknown = true;
            probed(&folder.join(files[id.as_str()]), &options, keep, &name).ok()
        });
    }
    let contracts: BTreeMap<String, Probed> =
        contracts.into_iter().filter_map(|(id, contract)| Some((id, contract?))).collect();
    let krate =
        |(id, contract): (&String, &Probed)| Krate::new(&format!("recorded-{id}"), contract.files.clone());
    let crates = contracts.iter().map(krate).collect();
    let wire = shared.join("contracts/wire");
    Made::crates(crates).then(move |built| all_come_through(&wire, &recorded, &contracts, built))
}

/// What went wrong with the envelopes, and what was told of them.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    excepted: usize,
    told: Vec<String>,
}

fn all_come_through(wire: &Path, recorded: &[Recorded], contracts: &BTreeMap<String, Probed>, built: &Built) {
    let mut found = Found::default();
    for one in recorded {
        let mut of = one.entries.iter().filter_map(|id| Some((id, contracts.get(id)?)));
        match of.find_map(|(id, contract)| Some((id, contract, message(contract, one)?))) {
            None => found.wrong.push(format!("no contract has a message of {}", one.body)),
            Some((id, contract, kind)) => {
                let name = format!("recorded-{id}");
                one_comes_through(
                    wire,
                    one,
                    contract,
                    kind,
                    built.program(&name, &name).unwrap(),
                    &mut found,
                );
            }
        }
    }
    let Found { mut wrong, excepted, told } = found;
    let expected: Vec<&str> = TOLD.lines().skip(1).map(|row| row.rsplit_once('\t').unwrap().0).collect();
    let not_in = |all: &[&str], row: &&str| all.iter().filter(|one| *one == row).count() == 0;
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    wrong.extend(
        told.iter().filter(|row| not_in(&expected, row)).map(|row| format!("told, and not listed: {row}")),
    );
    wrong.extend(
        expected.iter().filter(|row| not_in(&told, row)).map(|row| format!("listed, and not told: {row}")),
    );
    assert!(EXCEPTIONS.len() <= 17);
    assert!(wrong.is_empty(), "{} do not come through:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(told, expected, "the rows are in order, and each is there as often as it is told");
    assert_eq!(excepted, EXCEPTIONS.len(), "exceptions that are none");
}

fn one_comes_through(
    wire: &Path,
    one: &Recorded,
    contract: &Probed,
    kind: CaseKind,
    program: &Path,
    found: &mut Found,
) {
    let xml = std::fs::read_to_string(wire.join(&one.path)).unwrap();
    let declared = match kind {
        CaseKind::Request(at) => Some(&contract.messages[at].operation.input),
        CaseKind::Reply(at) => contract.messages[at].operation.output.as_ref(),
        CaseKind::Type(_) => None,
    };
    let case = [Case { kind, xml }];
    let answer = ask(program, &case).unwrap().remove(0);
    let said = answer.and_then(|is| compare(&case[0].xml, &is, declared.unwrap()));
    let exception = EXCEPTIONS.iter().find(|(path, ..)| one.path.ends_with(path));
    match (said, exception) {
        (Ok(()), None) => {}
        (Err(said), Some((_, part, _))) if said.contains(part) => found.excepted += 1,
        (Err(said), _) => found.wrong.push(format!("{}: {said}", one.path)),
        (Ok(()), Some(_)) => found.wrong.push(format!("{}: is no exception any more", one.path)),
    }
    match ask_told(program, &case).unwrap().remove(0) {
        Ok(told) => {
            for line in told.lines() {
                let (kind, rest) = line.split_once(' ').unwrap();
                let (path, _) = rest.split_once(": ").unwrap();
                found.told.push(format!("{}\t{kind}\t{path}", one.path));
            }
        }
        Err(said) => found.wrong.push(format!("{}: lenient reading: {said}", one.path)),
    }
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined_with_shared(recorded_envelopes_come_through)]
}

//! The oracle asked about a few contracts, from a fixed seed: those that it finds whole stay whole.
//!
//! The program `oracle` checks all contracts of a folder.

use std::path::Path;

use soapwright::ReadOptions;
use soapwright_tests::corpus;
use soapwright_tests::crates::{Joined, Krate, Made, joined_with_shared};
use soapwright_tests::folders::{temporary, workspace};
use soapwright_tests::harness::XMLLINT;
use soapwright_tests::oracle::{Derived, Library, Options, Report, check, grow};
use soapwright_tests::roundtrip::probed;

/// Contracts, what in them is worth trying, and at least how many types they have.
const CONTRACTS: &[(&str, &str, usize)] = &[
    ("hooklift+gowsdl/fixtures/dyndns.wsdl", "document/literal", 30),
    ("apache+cxf/testutils/src/main/resources/wsdl/header_rpc_lit.wsdl", "rpc/literal", 8),
    (
        "forcedotcom+WSDL2Apex/src/test/testFiles/unparsableWsdls/mappoint.wsdl",
        "enumerations, inheritance",
        100,
    ),
    (
        "jbossws+jbossws-cxf/modules/testsuite/shared-tests/src/test/resources/jaxws/complex/META-INF/wsdl/\
         RegistrationService.wsdl",
        "derived types, nil items",
        5,
    ),
    (
        "vpulim+node-soap/test/wsdl/elementref/foo.wsdl",
        "lists that repeat, attributes, references to elements",
        5,
    ),
];

fn values_of_a_few_contracts_come_through(shared: &Path) -> Made {
    let folder = shared.join("contracts/vendors");
    let catalog = corpus::catalog(&shared.join("contracts/wellknown/catalog.tsv")).unwrap();
    let options = ReadOptions { lenient: true, catalog: catalog.clone(), ..ReadOptions::default() };
    let made: Vec<_> = CONTRACTS
        .iter()
        .enumerate()
        .map(|(at, (path, ..))| {
            let name = format!("few-{at}");
            (probed(&folder.join(path), &options, |_| {}, &name).unwrap(), name)
        })
        .collect();
    let crates = made.iter().map(|(probed, name)| Krate::new(name, probed.files.clone())).collect();
    Made::crates(crates).then(move |built| {
        let library = Library::new(catalog, &workspace().join("codegen/schemas"));
        let mut wrong = Vec::new();
        for ((path, _, least), (probed, name)) in CONTRACTS.iter().zip(&made) {
            let schemas = temporary();
            let derived = Derived::in_contract(&probed.contract);
            let settings = Options { seed: 1, values: 4 };
            let values =
                grow(probed, &derived, &folder.join(path), &library, schemas.path(), settings).unwrap();
            let report: Report = check(&values, built.program(name, name).unwrap(), schemas.path()).unwrap();
            let whole = report.passed == report.types && report.messages_passed == report.messages;
            if !whole || report.types < *least {
                wrong.push(report.row(path));
                wrong.extend(report.failures.iter().map(ToString::to_string));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    })
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![joined_with_shared(values_of_a_few_contracts_come_through).and(XMLLINT)]
}

//! The vendor's sample messages, through the tables and types of the generated crate and back.
//!
//! For every operation of both services: the Body of the request and of the reply is read strictly, written again, and
//! must then say the same. Replies go through the types that users get as well.

mod infoset;
mod trip;
mod typed;

use infoset::Tally;
use soapwright_tests::harness::{Test, test, with_shared};
use std::collections::BTreeSet;
use std::path::Path;
use superoffice_services86::runtime::soap::Operation;
use superoffice_services86::{so_principal, user};
use trip::{Again, request, round_trip, untyped_reply};
use typed::TYPED;

/// Folder of the samples, operations, and how many the published contract has.
const SERVICES: [(&str, &[&Operation], usize); 2] =
    [("User", user::operations::OPERATIONS, 79), ("SoPrincipal", so_principal::operations::OPERATIONS, 5)];

/// Slips of the vendor: sample, part of the error that it gives, and what is wrong with it.
const SLIPS: &[(&str, &str, &str)] = &[];

fn typed_reply(operation: &'static Operation, xml: &str) -> Again {
    let mut found = TYPED.iter().filter(|(listed, _)| std::ptr::eq(*listed, operation));
    let (Some((_, empty)), None) = (found.next(), found.next()) else {
        return Err("not listed once among the typed replies".into());
    };
    trip::typed_reply(operation, xml, empty())
}

type Trip = fn(&'static Operation, &str) -> Again;

fn files(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// That every sample of one direction comes through `trip`.
fn all(direction: &str, trip: Trip, shared: &Path) {
    let mut whole = 0;
    let mut wrong = Vec::new();
    for (service, operations, count) in SERVICES {
        let folder = shared.join("contracts/superoffice-samples").join(service);
        let expected: BTreeSet<String> =
            operations.iter().map(|operation| format!("{}.{direction}.xml", operation.name)).collect();
        assert_eq!(expected.len(), count, "operations of {service}");
        let mut found = files(&folder);
        found.retain(|name| name.ends_with(&format!(".{direction}.xml")));
        assert_eq!(found, expected, "samples of {service}");
        for operation in operations {
            let sample = format!("{service}/{}.{direction}.xml", operation.name);
            let text = std::fs::read_to_string(shared.join("contracts/superoffice-samples").join(&sample));
            let slip = SLIPS.iter().find(|(name, _, _)| *name == sample);
            match (round_trip(operation, &text.unwrap(), &trip), slip) {
                (Ok(_), None) => whole += 1,
                (Err(error), Some((_, part, _))) if error.contains(part) => {}
                (Err(error), _) => wrong.push(format!("{sample}: {error}")),
                (Ok(_), Some((_, _, reason))) => {
                    wrong.push(format!("{sample}: is no slip any more: {reason}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} samples do not come through:\n{}", wrong.len(), wrong.join("\n"));
    let slips = SLIPS.iter().filter(|(name, _, _)| name.ends_with(&format!("{direction}.xml"))).count();
    assert_eq!(whole + slips, 79 + 5);
}

fn every_request_comes_through_its_table(shared: &Path) {
    all("request", request, shared);
}

fn every_reply_comes_through_its_table(shared: &Path) {
    all("response", untyped_reply, shared);
}

fn every_reply_comes_through_its_rust_type(shared: &Path) {
    assert_eq!(TYPED.len(), 79 + 5);
    all("response", typed_reply, shared);
}

fn a_wrong_sample_does_not_come_through() {
    let ns = "http://www.superoffice.net/ws/crm/NetServer/Services86";
    let trip = |group: &str| {
        let text = format!(
            "<e:Envelope xmlns:e=\"urn:e\" xmlns=\"{ns}\"><e:Body><SaveUserGroupResponse><Response>{group}\
             </Response></SaveUserGroupResponse></e:Body></e:Envelope>"
        );
        let trips: [Trip; 2] = [untyped_reply, typed_reply];
        trips.map(|trip| round_trip(&user::operations::SAVE_USER_GROUP, &text, &trip))
    };
    let [untyped, typed] = trip("<Value>x</Value><Id>7</Id>");
    assert_eq!(untyped, Ok(Tally { same: 4, left_out: 0, added: 0 }));
    // The Rust type has a number for the two that were not there.
    assert_eq!(typed, Ok(Tally { same: 4, left_out: 0, added: 2 }));
    let cases = [
        ("<Id>7</Id><Valeu>x</Valeu>", "decode: "),
        ("<Value xmlns=\"\">x</Value>", "decode: "),
        ("<Id>seven</Id>", "decode: "),
        ("<Id>7</Id><Value>x</Value>", "decode: the element `Value` out of order"),
        ("<Id>7</Id><Id>7</Id>", "decode: the element `Id` for the second time"),
    ];
    for (group, start) in cases {
        for result in trip(group) {
            let error = result.unwrap_err();
            assert!(error.starts_with(start), "{group}: {error}");
        }
    }
}

pub(crate) fn tests() -> Vec<Test> {
    vec![
        with_shared(every_request_comes_through_its_table),
        with_shared(every_reply_comes_through_its_table),
        with_shared(every_reply_comes_through_its_rust_type),
        test(a_wrong_sample_does_not_come_through),
        test(infoset::tests::what_says_the_same_passes),
        test(infoset::tests::what_differs_fails),
    ]
}

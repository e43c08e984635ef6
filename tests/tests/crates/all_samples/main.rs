//! Drives every sample message through the crate of all services and back. Its argument is the samples' folder.

#[allow(dead_code, reason = "shared with a test that uses all of it")]
#[path = "INFOSET"]
mod infoset;
#[allow(dead_code, reason = "shared with a test that uses all of it")]
#[path = "TRIP"]
mod trip;
#[path = "SLIPS"]
mod slips;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use superoffice_services86::runtime::codec::{Field, Reading};
use superoffice_services86::runtime::soap::Operation;
use superoffice_services86::runtime::soap::server::ServerOperation;

use infoset::Tally;
use slips::{SLIPS, Slip};

type Trip<'a> = &'a dyn Fn(&'static Operation, &str) -> trip::Again;

/// An operation of a service, and empty values of its request and of what its method returns.
struct Entry {
    service: &'static str,
    operation: &'static Operation,
    reply: fn() -> Box<dyn Field>,
}

fn empty<T: Field + Default + 'static>() -> Box<dyn Field> {
    Box::new(T::default())
}

fn entry<O: ServerOperation + Default + 'static>(service: &'static str) -> Entry
where
    O::Response: Field + Default + 'static,
{
    Entry { service, operation: O::OPERATION, reply: empty::<O::Response> }
}

/// A sample with slips: strict reading refuses it for one of them. Without those that can be mended it comes through, or is
/// refused for another, which faithful reading by the table keeps.
fn with_slips(
    operation: &'static Operation,
    text: &str,
    what: &str,
    by: Trip<'_>,
    own: &[&Slip],
) -> Result<Option<Tally>, String> {
    let typed = usize::from(what == "response typed");
    let refused = |text: &str, slips: &[&Slip]| match trip::round_trip(operation, text, by) {
        Ok(_) => Err(format!("is no slip any more: {}", slips[0].reason)),
        Err(error) if slips.iter().any(|slip| error.contains(slip.errors[typed])) => Ok(()),
        Err(error) => Err(error),
    };
    refused(text, own)?;
    let mut mended = text.to_owned();
    for (wrong, right) in own.iter().filter_map(|slip| slip.mend) {
        let next = mended.replace(wrong, right);
        if next == mended {
            return Err(format!("there is no {wrong:?} to mend"));
        }
        mended = next;
    }
    let left: Vec<&Slip> = own.iter().copied().filter(|slip| slip.mend.is_none()).collect();
    if left.is_empty() {
        return trip::round_trip(operation, &mended, by).map(Some);
    }
    refused(&mended, &left)?;
    let faithful = Reading::faithful();
    let request = |operation: &'static Operation, xml: &str| trip::request_by(operation, xml, &faithful);
    let reply = |operation: &'static Operation, xml: &str| trip::untyped_reply_by(operation, xml, &faithful);
    match what {
        "request" => trip::round_trip(operation, &mended, &request).map(Some),
        "response" => trip::round_trip(operation, &mended, &reply).map(Some),
        _ => Ok(None),
    }
}

fn main() {
    let entries = [
    // ENTRIES
    ];
    assert_eq!(entries.len(), 1461, "operations");
    let folder = std::env::args_os().nth(1).expect("the samples' folder");
    let (mut used, mut wrong, mut sums) = (0, Vec::new(), BTreeMap::<&str, Tally>::new());
    let mut slips = BTreeSet::new();
    for entry in &entries {
        let base = Path::new(&folder).join(entry.service);
        let name = entry.operation.name;
        let Ok(request) = std::fs::read_to_string(base.join(format!("{name}.request.xml"))) else { continue };
        let reply = std::fs::read_to_string(base.join(format!("{name}.response.xml"))).expect("a response");
        used += 1;
        let typed = |operation: &'static Operation, xml: &str| trip::typed_reply(operation, xml, (entry.reply)());
        let samples: [(&str, &str, &str, Trip<'_>); 3] = [
            ("request", "request", &request, &trip::request),
            ("response", "response", &reply, &trip::untyped_reply),
            ("response", "response typed", &reply, &typed),
        ];
        for (direction, what, text, by) in samples {
            let sample = format!("{}/{name} {direction}", entry.service);
            let own: Vec<&Slip> = SLIPS.iter().filter(|slip| slip.samples.contains(&sample.as_str())).collect();
            slips.extend(own.iter().map(|slip| format!("{sample}: {}", slip.reason)));
            let result = match own.as_slice() {
                [] => trip::round_trip(entry.operation, text, by).map(Some),
                own => with_slips(entry.operation, text, what, by, own),
            };
            match result {
                // The Rust type has no place for it.
                Ok(None) => {}
                Ok(Some(tally)) => {
                    let sum = sums.entry(what).or_default();
                    sum.same += tally.same;
                    sum.left_out += tally.left_out;
                    sum.added += tally.added;
                }
                Err(error) => wrong.push(format!("{sample}, {what}: {error}")),
            }
        }
    }
    let listed: usize = SLIPS.iter().map(|slip| slip.samples.len()).sum();
    assert_eq!(slips.len(), listed, "slips that no sample has");
    for (what, sum) in sums {
        println!("{what}: {sum:?}");
    }
    println!("{used} operations, {listed} slips");
    assert_eq!(used, 655, "operations with samples");
    assert!(wrong.is_empty(), "{} do not come through:\n{}", wrong.len(), wrong.join("\n"));
}

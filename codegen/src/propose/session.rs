//! `[session] headers`: what most requests carry, the session fills in.

use super::secrets::{Looks, is_password, looks};
use super::walk::{Spot, spots};
use super::words::{ends_with, has, words};
use crate::passes::{Member, Model, Operation};

/// Request headers that the session may fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Session {
    /// Those that are proposed, in the order of the model, each name once.
    pub headers: Vec<String>,
    /// Those that most requests carry too, and why they are not proposed.
    pub doubted: Vec<(String, String)>,
}

/// The request headers that at least half of the operations share.
pub(super) fn session(model: &Model) -> Session {
    let mut out = Session::default();
    for header in model.request_headers.members.iter().filter(|header| is_shared(model, header)) {
        let name = header.wire.local.to_string();
        if out.headers.contains(&name) || out.doubted.iter().any(|(doubted, _)| *doubted == name) {
            continue;
        }
        match doubt(model, header) {
            Some(doubt) => out.doubted.push((name, doubt)),
            None => out.headers.push(name),
        }
    }
    out
}

/// Whether at least half of the operations carry a header. What gives that which belongs into the header does not count: an
/// operation that takes a password and does not carry it, nor the others of a service of such, if none carries it.
fn is_shared(model: &Model, header: &Member) -> bool {
    let carries = |operation: &&Operation| operation.input.headers.contains(&header.wire);
    let gives = |operation: &&Operation| !carries(operation) && takes_password(model, operation);
    let (mut with, mut of) = (0, 0);
    for service in &model.services {
        let own = service.operations.iter().filter(carries).count();
        if own > 0 || !service.operations.iter().any(|operation| gives(&operation)) {
            with += own;
            of += service.operations.iter().filter(|operation| !gives(operation)).count();
        }
    }
    with > 0 && with * 2 >= of
}

fn takes_password(model: &Model, operation: &Operation) -> bool {
    spots(model, &operation.input.body.members).iter().any(|spot| is_password(spot.name))
}

/// Namespaces of headers that say something of one message: WS-Addressing's.
const OF_A_MESSAGE: [&str; 3] = [
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/03/addressing",
];

/// Why the session should not fill in a header that most requests carry.
fn doubt(model: &Model, header: &Member) -> Option<String> {
    let inside = spots(model, std::slice::from_ref(header));
    let of_a_message = |spot: &&Spot<'_>| {
        let called = words(spot.name);
        let ids = ["message", "request", "correlation", "transaction", "sequence"];
        let ends =
            |last: &[&str]| ids.iter().any(|id| last.iter().any(|last| ends_with(&called, &[id, last])));
        ends(&["id", "guid", "number"]) || called.iter().map(String::as_str).eq(["action"])
    };
    if OF_A_MESSAGE.contains(&&*header.wire.namespace) {
        return Some("it says something of one message".to_owned());
    }
    if let Some(spot) = inside.iter().find(of_a_message) {
        return Some(format!("it says something of one message: `{}`", spot.path));
    }
    let only = model.services.iter().map(|service| service.operations.len()).sum::<usize>() == 1;
    let of_a_session = |spot: &Spot<'_>| {
        let called = ["auth", "authentication", "credential", "credentials", "security", "session"];
        looks(spot.name) == Looks::Secret || has(&words(spot.name), &called)
    };
    (only && !inside.iter().any(of_a_session))
        .then(|| "there is one operation, and it may be its own".to_owned())
}

//! `[session] headers`: what most requests carry, the session fills in.

use super::secrets::{Looks, is_password, looks};
use super::walk::spots;
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
    if OF_A_MESSAGE.contains(&&*header.wire.namespace) {
        return Some("it says something of one message".to_owned());
    }
    let inside = spots(model, std::slice::from_ref(header));
    if let Some(spot) = inside.iter().find(|spot| is_of_a_message(spot.name)) {
        return Some(format!("it says something of one message: `{}`", spot.path));
    }
    let operations = model.services.iter().flat_map(|service| &service.operations);
    let mut carrying = operations.filter(|operation| operation.input.headers.contains(&header.wire));
    let only = carrying.next().filter(|_| carrying.next().is_none())?;
    let beside =
        model.request_headers.members.iter().filter(|member| only.input.headers.contains(&member.wire));
    let own = !beside.into_iter().any(|member| is_of_a_session(model, member));
    own.then(|| format!("only `{}` carries it, and it may be its own", only.name))
}

/// Whether a name is that of what no two messages have in common.
fn is_of_a_message(name: &str) -> bool {
    let called = words(name);
    let whose = ["correlation", "message", "request", "sequence", "transaction", "unique"];
    let what = ["guid", "id", "number", "signature", "timestamp"];
    whose.iter().any(|whose| what.iter().any(|what| ends_with(&called, &[whose, what])))
        || called.iter().map(String::as_str).eq(["action"])
}

/// Whether a header says who calls.
fn is_of_a_session(model: &Model, header: &Member) -> bool {
    let called = ["auth", "authentication", "credential", "credentials", "security", "session"];
    let says = |name: &str| looks(name) == Looks::Secret || has(&words(name), &called);
    spots(model, std::slice::from_ref(header)).iter().any(|spot| says(spot.name))
}

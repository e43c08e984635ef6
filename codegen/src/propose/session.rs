//! `[session] headers`: what most requests carry, the session fills in.

use std::collections::BTreeSet;

use super::secrets::{Looks, is_password, looks};
use super::walk::spots;
use super::words::{ends_with, has, words};
use crate::contract::QName;
use crate::names::named::{Member, Model, Operation};

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
    let takes = |operation: &Operation| {
        spots(model, &operation.input.body.members).iter().any(|spot| is_password(spot.name))
    };
    let services: Vec<Vec<OperationInput<'_>>> = model
        .services
        .iter()
        .map(|service| {
            service
                .operations
                .iter()
                .map(|o| OperationInput { headers: o.input.headers.iter().collect(), password: takes(o) })
                .collect()
        })
        .collect();
    let members = model.request_headers.members.iter();
    let of_sessions: BTreeSet<&QName> =
        members.filter(|member| is_of_a_session(model, member)).map(|member| &member.wire).collect();
    for header in &model.request_headers.members {
        let name = header.wire.local.to_string();
        let known = out.headers.contains(&name) || out.doubted.iter().any(|(doubted, _)| *doubted == name);
        if known || !is_shared(&services, &header.wire) {
            continue;
        }
        match doubt(model, header, &of_sessions) {
            Some(doubt) => out.doubted.push((name, doubt)),
            None => out.headers.push(name),
        }
    }
    out
}

/// What an operation takes as its input.
struct OperationInput<'m> {
    headers: BTreeSet<&'m QName>,
    /// A password is among its parameters.
    password: bool,
}

/// Whether at least half of the operations carry a header. What gives that which belongs into the header does not count: an
/// operation that takes a password and does not carry it, nor the others of a service of such, if none carries it.
fn is_shared(services: &[Vec<OperationInput<'_>>], header: &QName) -> bool {
    let (mut with, mut of) = (0, 0);
    for service in services {
        let own = service.iter().filter(|input| input.headers.contains(header)).count();
        let gives = service.iter().filter(|input| input.password && !input.headers.contains(header)).count();
        if own > 0 || gives == 0 {
            with += own;
            of += service.len() - gives;
        }
    }
    with > 0 && with * 2 >= of
}

/// Namespaces of headers that say something of one message: WS-Addressing's.
const OF_A_MESSAGE: [&str; 3] = [
    "http://www.w3.org/2005/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "http://schemas.xmlsoap.org/ws/2004/03/addressing",
];

/// Why the session should not fill in a header that most requests carry.
fn doubt(model: &Model, header: &Member, of_sessions: &BTreeSet<&QName>) -> Option<String> {
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
    let own = !only.input.headers.iter().any(|beside| of_sessions.contains(beside));
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

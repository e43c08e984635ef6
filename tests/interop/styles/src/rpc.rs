//! rpc/literal with headers in, out and both, and a declared fault whose part has a type.

use ::rpc as client;
use ::rpc::rpc::faults::PingMeFault;
use ::rpc::types::types_coloc::{FaultDetailT, HeaderInfo, InHeaderT, InoutHeaderT, OutHeaderT, PingMeT};

use crate::Named;
use crate::checks::{Check, equal};
use crate::peer::{Peer, session};

pub(crate) const CHECKS: [Named; 5] = [
    ("a header in the request", request),
    ("a header in the reply", reply),
    ("a header in both", both),
    ("an empty reply", empty),
    ("faults", faults),
];

fn info(originator: &str, message: &str) -> HeaderInfo {
    HeaderInfo { originator: originator.into(), message: message.into() }
}

fn request(peer: &Peer) -> Check {
    let session = session!(client, rpc_url, peer, header = info("me & you", "hello"));
    let part = InHeaderT { request_type: "ask <1>".into() };
    let answer = peer.value(session.rpc().in_header(&part))?;
    equal("the answer", answer.response_type.as_str(), "in ask <1>, header me & you/hello")?;
    let session = session!(client, rpc_url, peer);
    let answer = peer.value(session.rpc().in_header(&part))?;
    equal("without", answer.response_type.as_str(), "in ask <1>, header (none)")
}

fn reply(peer: &Peer) -> Check {
    // The session has the header, but this operation does not declare it.
    let session = session!(client, rpc_url, peer, header = info("me", "not sent"));
    let answer = peer.reply(session.rpc().out_header(&OutHeaderT { request_type: "7".into() }))?;
    equal("the answer", answer.value.response_type.as_str(), "out 7")?;
    equal("the header", answer.headers.header, Some(info("out server", "for 7")))
}

fn both(peer: &Peer) -> Check {
    let session = session!(client, rpc_url, peer, header = info("a", "b&c"));
    let answer = peer.reply(session.rpc().inout_header(&InoutHeaderT { request_type: "8".into() }))?;
    equal("the answer", answer.value.response_type.as_str(), "inout 8, header a/b&c")?;
    equal("the header", answer.headers.header, Some(info("out a", "b&c")))
}

fn empty(peer: &Peer) -> Check {
    let session = session!(client, rpc_url, peer);
    let answer = peer.reply(session.rpc().ping_me(&PingMeT { fault_type: "none".into() }))?;
    equal("the status", answer.status, 200)
}

fn faults(peer: &Peer) -> Check {
    let session = session!(client, rpc_url, peer);
    let fault = |kind: &str| peer.fault(session.rpc().ping_me(&PingMeT { fault_type: kind.into() }));
    let error = fault("declared")?;
    equal("the reason", error.fault().map(|fault| fault.reason.as_str()), Some("asked for declared"))?;
    let Some(Ok(PingMeFault::PingMeFault(detail))) = error.fault_as() else {
        return Err(format!("not the declared detail: {error:?}").into());
    };
    equal("the detail", *detail, FaultDetailT { minor: -3, major: 1234 })?;
    let broken = fault("broken")?;
    equal("a broken detail", matches!(broken.fault_as::<PingMeFault>(), Some(Err(_))), true)?;
    let other = fault("other")?;
    equal("another detail", other.fault_as::<PingMeFault>().is_none(), true)?;
    let xml = other.fault().and_then(|fault| fault.detail.as_ref()).map(|detail| detail.xml.as_str());
    equal("another detail as XML", xml, Some("<somethingElse>asked</somethingElse>"))
}

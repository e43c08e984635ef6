//! SOAP 1.2: its media type and action, its faults, headers, a one-way operation, bytes.

use ::soap12 as client;
use ::soap12::soap12::faults::{FailFault, LargeFault};
use ::soap12::types::Account;
use ::soap12::values::Base64;

use crate::checks::{Check, equal};
use crate::peer::{Peer, session};
use crate::{Named, text};

pub(crate) const CHECKS: [Named; 7] = [
    ("the version of SOAP", version),
    ("the action, and one way", one_way),
    ("headers in both directions", headers),
    ("a record", account),
    ("bytes from the client", upload),
    ("bytes from the server", download),
    ("declared faults", faults),
];

fn version(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer);
    equal("the answer", peer.value(session.soap12().no_params())?, text("SOAP 1.2"))
}

fn one_way(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer);
    peer.value(session.soap12().one_way(Some("a < b")))?;
    let told = peer.value(session.soap12().echo(Some("x")))?;
    equal("the answer", told, text("text=x action=echoOperationCustomAction brought=a < b"))?;
    peer.value(session.soap12().one_way(None))?;
    let told = peer.value(session.soap12().echo(None))?;
    equal("the answer", told, text("text=(none) action=echoOperationCustomAction brought=(none)"))
}

fn headers(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer, header_in = "one", header_in_out = "two & 2");
    let reply = peer.reply(session.soap12().echo_with_headers(Some("t")))?;
    equal("the answer", reply.value, text("text=t"))?;
    equal("the header back", reply.headers.header_in_out, text("headerInOut=two & 2"))?;
    equal("the header", reply.headers.header_out, text("in=one both=two & 2"))?;
    // This operation declares only one of them.
    equal("the other", peer.value(session.soap12().no_params_with_header())?, text("in=one"))
}

fn account(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer);
    let given = Account {
        client_name: text("Per"),
        id: i64::MAX - 1,
        items: vec![text("first"), text(""), text("last & least")],
        starting_date: Some("2024-02-29T23:30:00Z".parse()?),
    };
    let expected = Account {
        client_name: text("bank for Per"),
        id: i64::MAX,
        items: vec![text("last & least"), text(""), text("first")],
        starting_date: Some("2024-03-01T00:30:00Z".parse()?),
    };
    equal("the account", peer.value(session.soap12().echo_account(&given, "bank"))?, Some(expected))?;
    let bare = peer.value(session.soap12().echo_account(&Account { id: -2, ..Account::default() }, "b"))?;
    equal(
        "a bare one",
        bare,
        Some(Account { client_name: text("b for (none)"), id: -1, ..Account::default() }),
    )?;
    equal("none", peer.value(session.soap12().echo_account(&given, "nobody"))?, None)
}

fn upload(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer);
    for length in [0u32, 1, 2, 3, 100] {
        let bytes: Vec<u8> = (0..length).map(|i| (i * 37 % 256) as u8).collect();
        let sum = bytes.iter().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
        let told = peer.value(session.soap12().upload_attachment(Some(&Base64::from(bytes))))?;
        equal("what arrived", told, Some(format!("{length} bytes, sum {sum}")))?;
    }
    equal("none", peer.value(session.soap12().upload_attachment(None))?, text("none"))
}

fn download(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer);
    for length in [0u32, 1, 2, 300] {
        let bytes: Vec<u8> = (0..length).map(|i| (i * 7 % 256) as u8).collect();
        let came = peer.value(session.soap12().download_attachment(Some(&length.to_string())))?;
        equal("the bytes", came, Some(Base64::from(bytes)))?;
    }
    Ok(())
}

fn faults(peer: &Peer) -> Check {
    let session = session!(client, soap12_url, peer);
    let error = peer.fault(session.soap12().fail(Some("so")))?;
    let fault = error.fault().ok_or("no fault")?;
    equal("the reason", fault.reason.as_str(), "asked to fail")?;
    equal("the code", fault.code.local.as_str(), "Sender")?;
    let subcodes: Vec<&str> = fault.subcodes.iter().map(|code| code.local.as_str()).collect();
    equal("the subcode", subcodes, ["Asked"])?;
    let Some(Ok(FailFault::EchoException(told))) = error.fault_as() else {
        return Err(format!("not the declared detail: {:?}", fault.detail).into());
    };
    equal("the detail", told.text, text("text=so"))?;
    let error = peer.fault(session.soap12().large())?;
    let Some(Ok(LargeFault::IOException(told))) = error.fault_as() else {
        return Err(format!("not the declared detail: {error:?}").into());
    };
    equal("the other detail", told.message, text("too large"))
}

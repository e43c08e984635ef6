//! A list that is asked for item by item, in a reply whose signature is demanded: it is read as a whole, and nothing of it is
//! handed out before it is known who wrote it.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use http::StatusCode;
use soapwright_runtime::client::{Call, ClientBuilder, FakeReply, FakeTransport};
use soapwright_runtime::codec::{Field, Particle, Type, TypeDef};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::soap::{Message, Operation};
use soapwright_runtime::values::List;
use soapwright_runtime::wsse::{Security, Signature};

use crate::own::{key, roots};
use crate::vault::{SERVICE_11, Session, VAULT, sent_with};

const NAMES: TypeDef = TypeDef::new(
    VAULT,
    "Names",
    &[Particle::nullable(VAULT, "names", 0, Type::List(&Particle::item(VAULT, "name", Type::STRING)))],
);

/// Its request says what its reply does, so that a signed request is a signed reply.
static LIST: Operation = Operation {
    name: "List",
    service: &SERVICE_11,
    action: "urn:soapwright:kit:vault:1/List",
    input_action: None,
    request: Message::request(&[], NAMES),
    response: Some(Message::reply(&[], NAMES)),
};

fn names() -> List<String> {
    (1..=500).map(|number| format!("name {number}")).collect()
}

/// A reply with the list, signed or not.
fn reply(signed: bool) -> String {
    let signer = key("wsse/keys/client.key.pem", "wsse/keys/client.cert.pem");
    let security = Security::new().timestamp(Duration::from_secs(300));
    let security = if signed { security.sign(Signature::new(signer)) } else { security };
    sent_with(security, &LIST, &[names().view()])
}

/// What a future gives that has nothing to wait for.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waits for nothing"),
    }
}

/// Items, and who signed them.
type Signed = (Vec<String>, Option<String>);

/// Both, by the client that blocks and by the other one; or the error before the first item.
fn streamed(text: &str) -> [Result<Signed, Error>; 2] {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::OK, text.to_owned()));
    fake.reply(FakeReply::new(StatusCode::OK, text.to_owned()));
    let security = Security::new().require(roots("wsse/keys/ca.cert.pem"));
    let builder = ClientBuilder::new("http://host/vault").transport(fake).security(security);
    let session: Session = builder.build(()).expect("a session");
    let call = || -> Call<'_, List<String>, ()> { session.call(&LIST, &[]) };
    let blocking = || {
        let mut items = call().blocking_stream()?;
        let all = items.by_ref().collect::<Result<Vec<String>, Error>>()?;
        Ok((all, items.finish()?.checked.signed_by.map(|signer| signer.subject)))
    };
    let waiting = async {
        let mut items = call().stream().await?;
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(item?);
        }
        Ok((all, items.finish().await?.checked.signed_by.map(|signer| signer.subject)))
    };
    [blocking(), ready(waiting)]
}

#[test]
fn a_signed_list_gives_its_items_once_its_signature_is_checked() {
    for read in streamed(&reply(true)) {
        let (items, signer) = read.expect("a list");
        assert_eq!(items, names().into_iter().collect::<Vec<_>>());
        assert!(signer.is_some_and(|signer| signer.starts_with("CN=client alice")));
    }
}

#[test]
fn no_item_of_a_list_is_handed_out_that_nobody_signed() {
    let text = reply(true);
    // The last item is another one, or one is missing, or there is no signature at all.
    let altered = text.replace("name 500<", "name 501<");
    let start = text.find("name 250<").expect("an item");
    let start = text[..start].rfind('<').expect("its tag");
    let end = start
        + text[start..]
            .find("name 251<")
            .and_then(|at| text[start..start + at].rfind('<'))
            .expect("the next");
    let shortened = [&text[..start], &text[end..]].concat();
    for (text, why) in [
        (&altered, "the Body is not what was signed"),
        (&shortened, "the Body is not what was signed"),
        (&reply(false), "it is not signed"),
    ] {
        for read in streamed(text) {
            let error = read.expect_err(why);
            assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true), "{error}");
            assert!(error.untrusted().is_some_and(|found| found.contains(why)), "{error}");
        }
    }
}

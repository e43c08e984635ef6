//! Every style of message, by type, in both directions. Part of a generated crate's tests.

mod wait;

use styles::modern::server::EchoRequest;
use styles::runtime::codec::Reading;
use styles::runtime::soap::server::decode;
use styles::styles::server::{
    BareRequest, CalculateRequest, FireRequest, ManyRequest, NothingRequest, PairRequest, PingRequest,
    WrapRequest,
};
use styles::styles::{PairResponse, WrapResponse};
use styles::types::styles as types;
use styles::values::Nillable;
use styles::{Dispatcher, Error, ErrorKind, Failure, FakeTransport, ServerOperation, Session};

use wait::wait;

fn session(fake: &FakeTransport) -> Session {
    Session::builder("http://fake").transport(fake.clone()).build().unwrap()
}

fn answer(text: &str) -> types::Answer {
    types::Answer {
        text: text.to_owned(),
        note: Nillable::Nil,
        mark: vec![1, 2],
        kind: Some("k".to_owned()),
        ..Default::default()
    }
}

fn everything() -> FakeTransport {
    let fake = FakeTransport::new();
    fake.on::<WrapRequest>(|request| {
        assert_eq!((&request.maybe, request.count), (&Nillable::Absent, None));
        let total = i32::try_from(request.item.len()).unwrap();
        Ok(WrapResponse { answer: request.answer, total })
    });
    fake.on::<BareRequest>(|request| {
        let chosen = request.question.operation.old_or_new;
        assert_eq!(chosen, types::RecordChoice::New(7));
        Ok(types::Slot { a_or_b: vec![types::SlotChoice::A(1), types::SlotChoice::B("b".to_owned())] })
    });
    fake.on::<PairRequest>(|request| Ok(PairResponse { first: request.first, second: request.second }));
    fake.on::<CalculateRequest>(|request| {
        assert_eq!(request.left, 2);
        Ok(request.right)
    });
    fake.on::<PingRequest>(|_| Ok(()));
    fake.on::<NothingRequest>(|_| Ok(()));
    fake.on::<ManyRequest>(|many| Ok(i64::from(many.a + many.b + many.c + many.d)));
    fake.on::<FireRequest>(|_| Ok(()));
    fake.on::<EchoRequest>(|request| Ok(request.text));
    fake
}

#[test]
fn every_style_comes_through_both_ways() {
    let fake = everything();
    let session = session(&fake);
    let all = async {
        let service = session.styles();
        let items = ["x".to_owned(), String::new()];
        let reply = service.wrap(&answer("w"), None, None, &items).await?;
        assert_eq!(reply, WrapResponse { answer: answer("w"), total: 2 });
        let operation = types::Record { old_or_new: types::RecordChoice::New(7) };
        let slot = service.bare(&types::ServerOperation { operation }).await?;
        assert_eq!(slot.a_or_b, [types::SlotChoice::A(1), types::SlotChoice::B("b".to_owned())]);
        let pair = service.pair("one", &answer("two")).await?;
        assert_eq!(pair, PairResponse { first: "one".to_owned(), second: answer("two") });
        assert_eq!(service.calculate(2, &answer("c")).await?, answer("c"));
        service.ping().await?;
        service.nothing().await?;
        let many = ManyRequest { a: 1, b: 2, c: 3, d: 4, password: "planted".to_owned() };
        assert_eq!(service.many(&many).await?, 10);
        service.fire("planted").await?;
        assert_eq!(session.modern().echo(None).await?, None);
        assert_eq!(session.modern().echo(Some("text")).await?.as_deref(), Some("text"));
        Ok(())
    };
    wait::<Result<(), Error>>(all).unwrap();
    let fired = fake.requests().into_iter().find(|request| request.is::<FireRequest>()).unwrap();
    let read = fired.decode::<FireRequest>().unwrap();
    assert_eq!(read.password, "planted");
    assert!(!format!("{read:?} {fired:?} {fake:?}").contains("planted"));
}

/// The same requests, found again by action or by the element of their Body.
#[test]
fn a_dispatcher_finds_every_style() {
    let fake = everything();
    let session = session(&fake);
    wait(async {
        let operation = types::Record { old_or_new: types::RecordChoice::New(7) };
        session.styles().bare(&types::ServerOperation { operation }).await.unwrap();
        session.styles().pair("one", &answer("two")).await.unwrap();
        session.styles().calculate(2, &answer("c")).await.unwrap();
        session.styles().ping().await.unwrap();
        session.modern().echo(Some("text")).await.unwrap();
    });
    let dispatcher = Dispatcher::new()
        .on::<BareRequest>(|_| Err(Failure::fault("Server", "found Bare")))
        .on::<PairRequest>(|_| Err(Failure::fault("Server", "found Pair")))
        .on::<CalculateRequest>(|_| Err(Failure::fault("Server", "found Calculate")))
        .on::<PingRequest>(|_| Err(Failure::outcome("Ping", "found Ping")))
        .on::<EchoRequest>(|_| Err(Failure::fault("Server", "found Echo")));
    assert_eq!(fake.requests().len(), 5);
    for request in fake.requests() {
        let reply = dispatcher.answer(&request.headers, &request.body);
        let text = String::from_utf8_lossy(reply.body()).into_owned();
        assert!(text.contains(&format!("found {}", request.operation)), "{}: {text}", request.operation);
    }
}

#[test]
fn outcomes_are_told_where_the_operation_has_headers_for_them() {
    let fake = FakeTransport::new();
    fake.on::<WrapRequest>(|_| Err(Failure::outcome("Code1", "words")));
    fake.on::<ManyRequest>(|_| Err(Failure::outcome("Code1", "words")));
    let session = session(&fake);
    let error =
        wait(async { session.styles().wrap(&answer("w"), None, None, &[] as &[String]).await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Outcome);
    assert_eq!(error.outcome().unwrap().kind.as_deref(), Some("Code1"));
    let error = wait(async { session.styles().many(&ManyRequest::default()).await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Fault);
    assert_eq!(error.fault().unwrap().reason, "Code1: words");
}

/// A client that holds the request's type can send it: nil is then told from absent.
#[test]
fn a_request_is_a_record() {
    let fake = FakeTransport::new();
    fake.on::<WrapRequest>(|request| Ok(WrapResponse { answer: request.answer, total: 0 }));
    let sent = WrapRequest { answer: answer("w"), maybe: Nillable::Nil, count: Some(3), item: Vec::new() };
    let session = session(&fake);
    let call = session.client().call_record::<WrapResponse>(WrapRequest::OPERATION, &sent);
    wait(call.into_future()).unwrap();
    assert_eq!(*fake.last_request().unwrap().decode::<WrapRequest>().unwrap(), sent);
}

#[test]
fn a_second_element_in_the_body_is_refused() {
    let text = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:styles'><s:Body>\
                <First>1</First><First>2</First></s:Body></s:Envelope>";
    let error = decode::<PairRequest>(text.as_bytes(), &Reading::faithful()).unwrap_err();
    assert!(error.to_string().contains("a second `First` in the Body"), "{error}");
}

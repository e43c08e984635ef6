//! Faults by type, in both SOAP versions, with a fake and over a socket. Part of a generated crate's tests.

mod serve;
mod wait;

use orders::modern::faults as modern_faults;
use orders::orders::faults::{DerivedFault, PlaceFault, SameFault, TwoFault, TypedFault};
use orders::orders::server::{DerivedRequest, PlaceRequest, SameRequest, TwoRequest, TypedRequest};
use orders::types::orders as types;
use orders::values::{AnyType, QName};
use orders::{Dispatcher, Error, ErrorKind, Failure, FakeReply, FakeTransport, Session};

use serve::serve;
use wait::wait;

fn session(fake: &FakeTransport) -> Session {
    Session::builder("http://fake").transport(fake.clone()).build().unwrap()
}

fn stock(left: i32) -> Box<types::OutOfStock> {
    Box::new(types::OutOfStock { left, item: Some("a & b".to_owned()) })
}

fn failure(detail: &PlaceFault) -> Failure {
    Failure::fault("Client", "no order").detail(detail)
}

fn every() -> Vec<PlaceFault> {
    let own = types::PlaceFault { password: "planted".to_owned() };
    vec![
        PlaceFault::OutOfStock(stock(3)),
        PlaceFault::PlaceFault(Box::new(own)),
        PlaceFault::Limit(-7),
        PlaceFault::LimitOther("many".to_owned()),
    ]
}

#[test]
fn a_failure_carries_a_declared_fault() {
    let fake = FakeTransport::new();
    let session = session(&fake);
    for sent in every() {
        fake.once::<PlaceRequest>(Err(failure(&sent)));
        let error = wait(async { session.orders().place("x").await }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Fault);
        assert_eq!(error.fault_as::<PlaceFault>().unwrap().unwrap(), sent);
        assert_eq!(error.fault().unwrap().detail_as::<PlaceFault>().unwrap().unwrap(), sent);
        // What another operation declares.
        assert_eq!(error.fault_as::<DerivedFault>(), None);
        assert!(!format!("{error} {error:?} {:?} {sent:?}", error.fault()).contains("planted"));
    }
    let own = types::Problem { code: 1 };
    fake.on::<SameRequest>(move |_| {
        Err(Failure::fault("Server", "").detail(&SameFault::Problem(own.clone().into())))
    });
    let error = wait(async { session.orders().same("x").await }).unwrap_err();
    assert!(matches!(error.fault_as(), Some(Ok(DerivedFault::Problem(types::AnyProblem::Problem(_))))));
    let worse = types::WorseProblem { code: 1, worse: "w".to_owned() };
    let sent = DerivedFault::Problem(worse.into());
    fake.once::<DerivedRequest>(Err(Failure::fault("Server", "").detail(&sent)));
    let error = wait(async { session.orders().derived("x").await }).unwrap_err();
    assert_eq!(error.fault_as().unwrap().as_ref(), Ok(&sent));
    let names: orders::values::List<String> = vec!["a".to_owned(), String::new()].into();
    fake.once::<TwoRequest>(Err(Failure::fault("Server", "").detail(&TwoFault::Names(names.clone()))));
    let error = wait(async { session.orders().two("x").await }).unwrap_err();
    assert_eq!(error.fault_as().unwrap(), Ok(TwoFault::Names(names)));
}

fn fault11(detail: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:orders'><s:Body><s:Fault>\
         <faultcode xmlns=''>s:Server</faultcode><faultstring xmlns=''>r</faultstring>{detail}</s:Fault></s:Body>\
         </s:Envelope>"
    )
}

fn fault12(detail: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns='urn:modern'><s:Body><s:Fault>\
         <s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text xml:lang='en'>r</s:Text></s:Reason>\
         <s:Detail>{detail}</s:Detail></s:Fault></s:Body></s:Envelope>"
    )
}

/// The error of a call that is answered with `reply`.
fn place(reply: String) -> Error {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(http::StatusCode::INTERNAL_SERVER_ERROR, reply));
    wait(async { session(&fake).orders().place("x").await }).unwrap_err()
}

#[test]
fn details_are_read_as_servers_write_them() {
    // Among others, in whatever place.
    let error = place(fault11(
        "<detail xmlns=''><trace>at x</trace><p:Limit xmlns:p='urn:orders'> 5 </p:Limit><Limit xmlns='urn:other'>o</Limit></detail>",
    ));
    assert_eq!(error.fault_as(), Some(Ok(PlaceFault::Limit(5))));
    let raw = error.fault().unwrap().detail.clone().unwrap();
    assert!(raw.xml.contains("<trace>at x</trace>"), "{raw:?}");
    let error = place(fault11("<detail xmlns=''><Limit xmlns='urn:other'/></detail>"));
    assert_eq!(error.fault_as(), Some(Ok(PlaceFault::LimitOther(String::new()))));
    // Its namespace may be declared outside the detail; nil is empty.
    let error = place(fault11(
        "<detail><PlaceFault xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/></detail>",
    ));
    assert_eq!(error.fault_as(), Some(Ok(PlaceFault::PlaceFault(Box::default()))));
    for none in ["", "<detail xmlns=''/>", "<detail xmlns=''>t&lt;<![CDATA[e]]>xt é</detail>", "<detail xmlns=''><Limit/></detail>"] {
        let error = place(fault11(none));
        assert_eq!(error.kind(), ErrorKind::Fault, "{none}");
        assert_eq!(error.fault_as::<PlaceFault>(), None, "{none}");
    }
    // A fault that the contract gives a type and no element, in two namespaces that servers use.
    for space in ["", "urn:orders"] {
        let fake = FakeTransport::new();
        let detail = format!("<detail xmlns=''><fault xmlns='{space}'><Left xmlns='urn:orders'>1</Left></fault></detail>");
        fake.reply(FakeReply::ok(fault11(&detail)));
        let error = wait(async { session(&fake).orders().typed("x").await }).unwrap_err();
        let sold = types::OutOfStock { left: 1, item: None };
        assert_eq!(error.fault_as(), Some(Ok(TypedFault::Sold(sold.into()))), "{space}");
    }
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(fault12("<OutOfStock><Left>2</Left></OutOfStock>")));
    let error = wait(async { session(&fake).modern().place("x").await }).unwrap_err();
    let Some(Ok(modern_faults::PlaceFault::OutOfStock(stock))) = error.fault_as() else { panic!("{error}") };
    assert_eq!(stock.left, 2);
}

#[test]
fn a_detail_that_is_not_what_the_contract_says_is_an_error_with_a_place() {
    let error = place(fault11("<detail xmlns=''><OutOfStock xmlns='urn:orders'><Left>few</Left></OutOfStock></detail>"));
    let wrong = error.fault_as::<PlaceFault>().unwrap().unwrap_err();
    assert_eq!(wrong.path(), "detail/OutOfStock/Left");
    assert!(wrong.to_string().contains("\"few\""), "{wrong}");
    // The fault is there all the same.
    assert_eq!(error.fault().unwrap().reason, "r");
}

#[test]
fn a_detail_that_cannot_be_written_is_told() {
    let fake = FakeTransport::new();
    fake.on::<PlaceRequest>(|_| Err(failure(&PlaceFault::LimitOther("\u{1}".to_owned()))));
    let error = wait(async { session(&fake).orders().place("x").await }).unwrap_err();
    assert_eq!(error.fault_as::<PlaceFault>(), None);
    assert!(error.to_string().contains("cannot be written"), "{error}");
}

#[test]
fn a_detail_made_by_hand_is_sent_as_it_is() {
    let fake = FakeTransport::new();
    let detail = AnyType { xml: "<x xmlns='urn:x'/>".to_owned(), ..AnyType::default() };
    let fault = orders::runtime::soap::Fault {
        code: QName::new("urn:codes", "Odd"),
        reason: "r".to_owned(),
        detail: Some(detail.clone()),
        ..Default::default()
    };
    fake.once::<TypedRequest>(Err(Failure::from(fault)));
    let error = wait(async { session(&fake).orders().typed("x").await }).unwrap_err();
    assert_eq!(error.fault().unwrap().detail.as_ref().unwrap().xml, detail.xml);
}

#[test]
fn faults_come_over_a_socket() {
    use orders::modern::server::PlaceRequest as ModernRequest;
    let dispatcher = Dispatcher::new()
        .on::<PlaceRequest>(|place| match place.item.as_str() {
            "limit" => Err(failure(&PlaceFault::Limit(1))),
            _ => Ok(4),
        })
        .on::<ModernRequest>(|_| {
            Err(Failure::fault("Sender", "no").detail(&modern_faults::PlaceFault::Limit(2)))
        });
    let url = serve(move |headers, body| dispatcher.answer(headers, body));
    let asynchronous = async {
        let session = Session::builder(&url).build().unwrap();
        assert_eq!(session.orders().place("x").await.unwrap(), 4);
        let error = session.orders().place("limit").await.unwrap_err();
        assert_eq!((error.status(), error.fault_as()), (Some(500), Some(Ok(PlaceFault::Limit(1)))));
        let error = session.modern().place("limit").await.unwrap_err();
        let expected = Some(Ok(modern_faults::PlaceFault::Limit(2)));
        assert_eq!((error.status(), error.fault_as()), (Some(400), expected));
    };
    wait(asynchronous);
    let session = orders::blocking::Session::builder(&url).build().unwrap();
    assert_eq!(session.orders().place("x").unwrap(), 4);
    let error = session.orders().place("limit").unwrap_err();
    assert_eq!(error.fault_as(), Some(Ok(PlaceFault::Limit(1))));
    let error = session.modern().place("limit").unwrap_err();
    assert_eq!(error.fault_as(), Some(Ok(modern_faults::PlaceFault::Limit(2))));
}

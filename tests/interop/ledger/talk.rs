//! Beside the crate of `ledger.wsdl`: every operation called at a gSOAP server, which is $LEDGER_SERVER.

use std::io::Write as _;
use std::process::{Command, Stdio};

use ledger::ledger::{FindResponse, operations};
use ledger::runtime::codec::{Arguments, Field, Reading, Strs, View};
use ledger::runtime::soap::{Operation, Received, decode_reply, encode_body, envelope};
use ledger::runtime::values::List;
use ledger::types::paper::{AnyEntry, Entry, Kind, Refund};
use ledger::{RequestHeaders, ResponseHeaders};

fn call<T: Field + Default>(operation: &'static Operation, arguments: &[View<'_>]) -> T {
    let body = encode_body(operation, &Arguments(arguments)).unwrap();
    let request = envelope(operation, &RequestHeaders::default(), &body).unwrap();
    let mut server = Command::new(std::env::var_os("LEDGER_SERVER").expect("the server"))
        .env("REQUEST_METHOD", "POST")
        .env("CONTENT_TYPE", "text/xml; charset=utf-8")
        .env("CONTENT_LENGTH", request.len().to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    server.stdin.take().unwrap().write_all(request.as_bytes()).unwrap();
    let output = server.wait_with_output().unwrap();
    let reply = String::from_utf8(output.stdout).unwrap();
    let (_, xml) = reply.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{reply}"));
    let mut value = T::default();
    let limits = Reading::faithful();
    let read = decode_reply(operation, xml.as_bytes(), &limits, &mut ResponseHeaders::default(), &mut value);
    let parts = read.unwrap_or_else(|error| panic!("{error}\n{request}\n{xml}"));
    assert_eq!(parts.received, Received::Value, "{request}\n{xml}");
    println!("ok {}", operation.name);
    value
}

#[test]
fn every_operation_is_understood() {
    assert_eq!(call::<Option<i32>>(&operations::ADD, &[View::I32(20), View::I32(22)]), Some(42));
    call::<()>(&operations::CLOSE, &[]);
    let rows: [List<i32>; 2] = [vec![1, 2].into(), vec![3].into()];
    let turned: List<List<i32>> = call(&operations::TURN, &[View::Items(&rows.as_slice())]);
    assert_eq!(turned, List::from(rows.to_vec()));

    let child = Entry {
        id: Some(2),
        title: Some("child <&>".into()),
        amount: Some(0.0),
        kind: Some(Kind::Debit),
        ..Entry::default()
    };
    let refund = Refund {
        id: Some(1),
        title: Some("ü".into()),
        amount: Some(-1.5),
        kind: Some(Kind::Credit),
        reason: Some("wrong".into()),
        tags: vec!["a".to_owned(), String::new()].into(),
        parent: Some(AnyEntry::from(child.clone())),
        children: vec![AnyEntry::from(child)].into(),
        ..Refund::default()
    };
    let sent = AnyEntry::from(refund.clone());
    let booked: Option<AnyEntry> = call(&operations::BOOK, &[Field::view(&sent)]);
    let Some(AnyEntry::Refund(booked)) = booked else { panic!("{booked:?}") };
    assert_eq!((booked.id, booked.amount, &booked.reason), (Some(101), refund.amount, &refund.reason));
    assert_eq!((&booked.title, &booked.tags), (&refund.title, &refund.tags));
    let child = |entry: &AnyEntry| match entry {
        AnyEntry::Entry(child) => (child.id, child.title.clone(), child.kind.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(child(booked.parent.as_ref().unwrap()), (Some(2), Some("child <&>".into()), Some(Kind::Debit)));
    assert_eq!(child(&booked.children[0]).0, Some(2));

    let words = ["one", "two", "three"];
    let found: FindResponse = call(&operations::FIND, &[View::Items(&Strs(&words)), View::I32(2)]);
    assert!(found.more == Some(true) && found.found.len() == 2, "{found:?}");
    for (entry, word) in found.found.iter().zip(words) {
        let AnyEntry::Refund(entry) = entry else { panic!("{entry:?}") };
        assert_eq!(entry.reason.as_deref(), Some(word));
        let Some(AnyEntry::Entry(parent)) = &entry.parent else { panic!("{entry:?}") };
        assert_eq!(parent.id, Some(7), "both refer to one parent");
    }
}

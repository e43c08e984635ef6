//! Beside the crate of `ledger.wsdl`: what its messages look like, and replies as servers of the time write them.

use ledger::ledger::{FindResponse, operations};
use ledger::runtime::codec::{Arguments, Reading, Field, View};
use ledger::runtime::soap::{Operation, decode_reply, encode_body, envelope};
use ledger::runtime::values::List;
use ledger::types::paper::{AnyEntry, Entry, Kind, Refund};
use ledger::{RequestHeaders, ResponseHeaders};

fn request(operation: &'static Operation, arguments: &[View<'_>]) -> String {
    let body = encode_body(operation, &Arguments(arguments)).unwrap();
    let text = envelope(operation, &RequestHeaders::default(), &body).unwrap();
    let (_, text) = text.split_once("<s:Body>").unwrap();
    text.split_once("</s:Body>").unwrap().0.to_owned()
}

fn reply<T: Field + Default>(operation: &'static Operation, body: &str) -> T {
    let text = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns:xsd='http://www.w3.org/2001/XMLSchema' \
         xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:enc='http://schemas.xmlsoap.org/soap/encoding/' \
         xmlns:t='urn:ledger:paper'><e:Body>{body}</e:Body></e:Envelope>"
    );
    let mut value = T::default();
    let limits = Reading::faithful();
    decode_reply(operation, text.as_bytes(), &limits, &mut ResponseHeaders::default(), &mut value).unwrap();
    value
}

const STYLE: &str = "s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"";

#[test]
fn parameters_have_their_types() {
    assert_eq!(
        request(&operations::ADD, &[View::I32(1), View::I32(2)]),
        format!("<a:add {STYLE}><a i:type=\"x:int\">1</a><b i:type=\"x:int\">2</b></a:add>")
    );
    assert_eq!(request(&operations::CLOSE, &[]), format!("<a:close {STYLE}/>"));
}

#[test]
fn records_and_arrays_have_their_types() {
    let entry = Entry { id: Some(1), title: Some("one".into()), tags: vec!["x".to_owned()].into(), ..Entry::default() };
    let entry = AnyEntry::from(Entry { parent: None, kind: Some(Kind::Debit), ..entry });
    let array = "xmlns:enc=\"http://schemas.xmlsoap.org/soap/encoding/\" i:type=\"enc:Array\" enc:arrayType";
    assert_eq!(
        request(&operations::BOOK, &[Field::view(&entry)]),
        format!(
            "<a:book {STYLE}><entry i:type=\"b:Entry\"><id i:type=\"x:int\">1</id><title i:type=\"x:string\">one</title>\
             <amount i:nil=\"true\"/><kind>debit</kind><parent i:nil=\"true\"/>\
             <tags {array}=\"x:string[1]\"><item i:type=\"x:string\">x</item></tags><children i:nil=\"true\"/></entry></a:book>"
        )
    );
    let rows: [List<i32>; 2] = [vec![1, 2].into(), vec![].into()];
    assert_eq!(
        request(&operations::TURN, &[View::Items(&rows.as_slice())]),
        format!(
            "<a:turn {STYLE}><rows {array}=\"x:int[][2]\"><item {array}=\"x:int[2]\"><item i:type=\"x:int\">1</item>\
             <item i:type=\"x:int\">2</item></item><item {array}=\"x:int[0]\"/></rows></a:turn>"
        )
    );
}

#[test]
fn values_may_stand_elsewhere_and_be_called_otherwise() {
    let found: FindResponse = reply(
        &operations::FIND,
        "<m:findResponse xmlns:m='urn:ledger'><found href='#1'/><more xsi:type='xsd:boolean'>1</more></m:findResponse>\
         <enc:Array id='1' enc:arrayType='t:Entry[2]'><t:Entry href='#2'/><x href='#3'/></enc:Array>\
         <multiRef id='2' xsi:type='t:Entry'><id>2</id><title>two</title><children enc:arrayType='t:Entry[1]'><Entry href='#3'/>\
         </children></multiRef>\
         <multiRef id='3' xsi:type='t:Refund'><id>3</id><kind>credit</kind><reason>wrong</reason><parent xsi:nil='1'/></multiRef>",
    );
    assert_eq!(found.more, Some(true));
    let AnyEntry::Entry(two) = &found.found[0] else { panic!("{found:?}") };
    assert_eq!((two.id, two.title.as_deref(), two.children.len()), (Some(2), Some("two"), 1));
    let AnyEntry::Refund(three) = &found.found[1] else { panic!("{found:?}") };
    assert_eq!(**three, Refund { id: Some(3), kind: Some(Kind::Credit), reason: Some("wrong".into()), ..Refund::default() });
    assert_eq!(two.children[0], found.found[1]);
    let sum: Option<i32> = reply(&operations::ADD, "<addResponse><result xsi:type='xsd:int'>3</result></addResponse>");
    assert_eq!(sum, Some(3));
    let rows: List<List<i32>> = reply(
        &operations::TURN,
        "<turnResponse><return enc:arrayType='xsd:int[][2]'><item enc:arrayType='xsd:int[1]'><i>7</i></item><item/></return>\
         </turnResponse>",
    );
    assert_eq!((rows.len(), rows[0][0], rows[1].len()), (2, 7, 0));
}

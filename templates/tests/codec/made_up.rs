//! Nothing is made up: what is required and missing, empty or nil is an error, where the Rust type cannot say so.
//!
//! No value here is the default of its type, and each is found in the reply: a field that holds another is made up.

use soapwright_runtime::codec::{
    DecodeError, DecodeErrorKind, Departure, DepartureKind, Departures, Reading, View,
};
use soapwright_runtime::soap::{Received, decode_reply};
use soapwright_runtime::values::Nillable;

use crate::required::{NUMBERS, OPERATION, Order, PARTED};
use crate::tables::Headers;

/// The elements of an order: the name, the content, and whether Rust can say that it is absent.
fn elements() -> Vec<(&'static str, String, bool)> {
    let simple = [
        ("Text", "some text"),
        ("Flag", "true"),
        ("Byte", "-12"),
        ("Short", "-1234"),
        ("Int", "123456"),
        ("Long", "-1234567890123"),
        ("Tiny", "201"),
        ("Word", "60001"),
        ("Wide", "4000000001"),
        ("Huge", "18000000000000000001"),
        ("Single", "1.25"),
        ("Double", "-2.5"),
        ("Integer", "123456789012345678901234567890"),
        ("Decimal", "3.75"),
        ("Moment", "2024-02-29T23:59:58Z"),
        ("Day", "2023-07-14"),
        ("Span", "P3DT4H"),
        ("Bytes", "QUJD"),
        ("Guid", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
    ];
    let mut all: Vec<_> = simple.iter().map(|(name, text)| (*name, (*text).to_owned(), false)).collect();
    all.push(("Part", PARTED.to_owned(), false));
    all.push(("Road", "66".to_owned(), false));
    all.push(("Price", "12.75".to_owned(), false));
    for (name, text) in [("Count", "71"), ("Note", "a note"), ("Again", "72"), ("List", "<item>73</item>")] {
        all.push((name, text.to_owned(), true));
    }
    all.push(("Several", "74".to_owned(), true));
    all.push(("Inner", PARTED.replace("9000000001", "9000000002"), true));
    all
}

const ATTRIBUTES: &str = "id='61' key='62' mark='a mark'";

fn reply(elements: &[(&'static str, String, bool)], attributes: &str) -> String {
    let mut content = String::new();
    for (name, text, _) in elements {
        let attributes = if *name == "Price" { " currency='NOK' rate='77'" } else { "" };
        content.push_str(&format!("<{name}{attributes}>{text}</{name}>"));
    }
    document(&content, attributes)
}

fn document(content: &str, attributes: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' \
         xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><s:Body><Placed xmlns='urn:a'><Order {attributes}>\
         {content}</Order></Placed></s:Body></s:Envelope>"
    )
}

fn read(text: &str) -> Result<(Order, Departures), DecodeError> {
    let mut order = Order::default();
    let parts =
        decode_reply(&OPERATION, text.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut order)?;
    assert_eq!(parts.received, Received::Value);
    nothing_is_made_up(&order, text);
    Ok((order, parts.departures))
}

/// Every scalar of a value stands in the reply.
fn nothing_is_made_up(order: &Order, text: &str) {
    fn view(held: View<'_>, out: &mut Vec<String>) {
        match held {
            View::Absent | View::Nil => {}
            View::Str(text) => out.push(text.to_owned()),
            View::Bool(value) => out.push(value.to_string()),
            View::I16(value) => out.push(value.to_string()),
            View::I32(value) => out.push(value.to_string()),
            View::I64(value) => out.push(value.to_string()),
            View::F64(value) => out.push(value.to_string()),
            View::Lex(value) => {
                let mut text = String::new();
                value.write(&mut text);
                out.push(text);
            }
            View::Record(inner) => (0..40).for_each(|slot| view(inner.view(slot), out)),
            View::Items(items) => (0..items.count()).for_each(|index| view(items.item(index), out)),
            View::Choice(choice) => view(choice.chosen(), out),
            _ => panic!("a value that no table here makes"),
        }
    }
    let mut held = Vec::new();
    view(View::Record(order), &mut held);
    assert!(held.len() > 30, "{held:?}");
    let document = roxmltree::Document::parse(text).unwrap();
    let mut said: Vec<&str> =
        document.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
    said.extend(document.descendants().flat_map(|node| node.attributes()).map(|attribute| attribute.value()));
    for value in held {
        assert!(said.contains(&value.as_str()), "{value:?} was made up: {text}");
    }
}

/// What is missing is an error at its place, or absent and told at its place.
fn check(text: &str, sayable: bool, path: &str) {
    match (read(text), sayable) {
        (Err(error), false) => {
            let missing = matches!(
                error.kind(),
                DecodeErrorKind::Departure(DepartureKind::Missing, _) | DecodeErrorKind::Value { .. }
            );
            assert!(missing, "{error}: {text}");
            assert_eq!(error.path(), path, "{error}: {text}");
        }
        (Ok((_, departures)), true) => {
            let told: Vec<&Departure> = departures.iter().collect();
            assert!(told.len() == 1 && told[0].path == path, "{path}: {told:?}: {text}");
        }
        (Err(error), true) => panic!("{error}: {text}"),
        (Ok((_, departures)), false) => panic!("was read ({departures:?}): {text}"),
    }
}

const ORDERED: &str = "Envelope/Body/Placed/Order";

#[test]
fn a_whole_reply_departs_from_nothing() {
    let (order, departures) = read(&reply(&elements(), ATTRIBUTES)).unwrap();
    assert!(departures.is_empty(), "{departures:?}");
    assert_eq!(
        (order.int, order.count, &*order.list, &*order.several),
        (123_456, Some(71), &[73][..], &[74][..])
    );
}

#[test]
fn an_element_that_is_gone_empty_or_nil_is_an_error_or_absent() {
    let all = elements();
    for (index, (name, _, sayable)) in all.iter().enumerate() {
        let path = format!("{ORDERED}/{name}");
        // No element of a choice is the one that is missing.
        let missing = if *name == "Road" { ORDERED } else { &path };
        let mut gone = all.clone();
        gone.remove(index);
        check(&reply(&gone, ATTRIBUTES), *sayable, missing);
        let whole = reply(&all, ATTRIBUTES);
        let (start, end) =
            (whole.find(&format!("<{name}")).unwrap(), whole.find(&format!("</{name}>")).unwrap());
        let rest = &whole[end + name.len() + 3..];
        for nil in ["<NAME i:nil='true'/>", "<NAME i:nil=' 1 '></NAME>"] {
            let nil = nil.replace("NAME", name);
            let text = format!("{}{nil}{rest}", &whole[..start]);
            // What may be nil is, and departs from nothing.
            if *name == "Again" {
                assert!(matches!(read(&text).unwrap().0.again, Nillable::Nil));
            } else {
                check(&text, *sayable, &path);
            }
        }
        // Text, bytes and lists can be empty, and a record lacks what is in it.
        if ["Text", "Bytes", "Note", "List", "Part", "Inner"].contains(name) {
            continue;
        }
        let attributes = if *name == "Price" { " currency='NOK' rate='77'" } else { "" };
        for blank in ["", " \n", "&#32;", "<!-- -->"] {
            let text = format!("{}<{name}{attributes}>{blank}</{name}>{rest}", &whole[..start]);
            // A repeated element has no item that says nothing.
            check(&text, *sayable && *name != "Several", &path);
        }
    }
}

#[test]
fn an_attribute_that_is_gone_or_empty_is_an_error_or_absent() {
    let whole = reply(&elements(), ATTRIBUTES);
    for (written, name, sayable, within) in [
        ("id='61'", "id", false, ""),
        ("key='62'", "key", true, ""),
        ("mark='a mark'", "mark", false, ""),
        ("currency='NOK'", "currency", false, "/Price"),
        ("rate='77'", "rate", true, "/Price"),
        ("currency='SEK'", "currency", false, "/Part/PartPrice"),
        ("rate='78'", "rate", true, "/Part/PartPrice"),
    ] {
        let path = format!("{ORDERED}{within}/@{name}");
        assert!(whole.contains(written));
        check(&whole.replacen(written, "", 1), sayable, &path);
        if name != "mark" && name != "currency" {
            for blank in ["", " ", "&#10;"] {
                check(&whole.replacen(written, &format!("{name}='{blank}'"), 1), sayable, &path);
            }
        }
    }
}

#[test]
fn what_is_missing_within_a_record_is_an_error_there() {
    let whole = reply(&elements(), ATTRIBUTES);
    for (from, path) in [
        ("<Number>9000000001</Number>", "/Part/Number"),
        ("<Number>9000000002</Number>", "/Inner/Number"),
        ("<PartPrice currency='SEK' rate='78'>13.25</PartPrice>", "/Part/PartPrice"),
    ] {
        assert!(whole.contains(from));
        check(&whole.replacen(from, "", 1), false, &format!("{ORDERED}{path}"));
    }
    check(&whole.replacen("13.25", "", 1), false, &format!("{ORDERED}/Part/PartPrice"));
    // Another alternative is as good; one that is empty is not.
    read(&whole.replace("<Road>66</Road>", "<Rail>by rail</Rail>")).unwrap();
}

#[test]
fn exponents_add_at_most_a_thousand_digits() {
    let with = |name: &str, text: &str| {
        let mut all = elements();
        let element = all.iter_mut().find(|(one, ..)| *one == name).unwrap();
        text.clone_into(&mut element.1);
        let mut order = Order::default();
        let text = reply(&all, ATTRIBUTES);
        let read = decode_reply(
            &OPERATION,
            text.as_bytes(),
            &Reading::faithful(),
            &mut Headers::default(),
            &mut order,
        );
        read.map(|parts| (order, parts.departures))
    };
    let start = std::time::Instant::now();
    for name in ["Int", "Long", "Huge", "Integer", "Decimal"] {
        for text in
            ["1E+999999999", "1E-999999999", "1e1001", "1E-1001", "1E+99999999999999999999999999", "1E", "E1"]
        {
            let error = with(name, text).unwrap_err();
            assert!(matches!(error.kind(), DecodeErrorKind::Value { .. }), "{name} {text}: {error}");
            assert_eq!(error.path(), format!("{ORDERED}/{name}"));
        }
    }
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    let (order, departures) = with("Integer", "1E+1000").unwrap();
    assert_eq!(order.integer.to_string(), format!("1{}", "0".repeat(1000)));
    assert_eq!((departures.len(), departures[0].kind), (1, DepartureKind::Spelling));
    let (order, _) = with("Decimal", "-1.5E+2").unwrap();
    assert_eq!(order.decimal.to_string(), "-150");
    assert!(with("Int", "1E+10").is_err());
    assert_eq!(with("Int", "12.50e1").unwrap().0.int, 125);
}

#[test]
fn the_first_of_two_headers_counts_and_a_fault_behind_a_bad_value_is_one() {
    let fault = |content: &str| {
        let text = document(content, ATTRIBUTES).replace(
            "</s:Body>",
            "<s:Fault><faultcode>s:Server</faultcode><faultstring>why</faultstring></s:Fault></s:Body>",
        );
        let (mut headers, mut order) = (Headers::default(), Order::default());
        let parts = decode_reply(&OPERATION, text.as_bytes(), &Reading::faithful(), &mut headers, &mut order)
            .unwrap();
        assert!(matches!(parts.received, Received::Fault(fault) if fault.reason == "why"), "{text}");
    };
    fault("");
    fault("<Int>many</Int>");
    let soap = "xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'";
    for (before, inside, after) in [
        ("", "<Zzz>t<b/></Zzz>", ""),
        ("<Zzz/>", "", ""),
        ("", "", "<s:Body/>"),
        ("", "<Zzz>t</Zzz>", "<s:Body><s:Fault><s:Code>s:Sender</s:Code></s:Fault></s:Body>"),
    ] {
        let text = format!(
            "<s:Envelope {soap}>{before}<s:Body>{inside}<s:Fault><![CDATA[stray]]><s:Code>s:Server</s:Code><s:Reason>\
             <br/></s:Reason></s:Fault></s:Body>{after}</s:Envelope>"
        );
        let (mut headers, mut order) = (Headers::default(), Order::default());
        let parts = decode_reply(&OPERATION, text.as_bytes(), &Reading::faithful(), &mut headers, &mut order);
        let received = parts.map(|parts| parts.received);
        assert!(
            matches!(&received, Ok(Received::Fault(fault)) if fault.code.local == "Server"),
            "{received:?}: {text}"
        );
    }
    // What others may refer to stands beside it by right.
    for (beside, told) in
        [("<m id='1'/>", 0), ("<m a='1' id='2'/>", 0), ("<m/>", 1), ("<m a='1'/>", 1), ("<m x:id='1'/>", 1)]
    {
        let text = format!(
            "<s:Envelope {soap} xmlns:x='urn:x'><s:Body>{beside}<s:Fault><faultcode>s:Server</faultcode></s:Fault>\
             {beside}</s:Body></s:Envelope>"
        );
        let (mut headers, mut order) = (Headers::default(), Order::default());
        let parts = decode_reply(&OPERATION, text.as_bytes(), &Reading::lenient(), &mut headers, &mut order);
        let departures = parts.unwrap().departures;
        let found = departures.iter().filter(|one| one.found == "an element beside a Fault").count();
        assert_eq!(found, told, "{beside}");
    }
    let headers = |first: &str| {
        format!("<s:Header>{first}</s:Header><s:Header><Token xmlns='urn:a'>2</Token></s:Header>")
    };
    for (first, token) in [("<Token xmlns='urn:a'>1</Token>", "1"), ("", "2")] {
        let text = crate::tables::reply("").replace("<s:Body>", &format!("{}<s:Body>", headers(first)));
        let (mut read, mut value) = (Headers::default(), None::<crate::tables::Crate>);
        decode_reply(&crate::tables::SAVE, text.as_bytes(), &Reading::faithful(), &mut read, &mut value)
            .unwrap();
        assert_eq!(read.token.as_deref(), Some(token));
    }
}

#[test]
fn what_stands_beside_a_repeated_result_does_not_stand_in_its_place() {
    let read = |content: &str| {
        let text = document("", "").replace("<Order ></Order>", content).replace("Placed", "Counted");
        let mut numbers: Vec<i32> = Vec::new();
        decode_reply(&NUMBERS, text.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut numbers)
            .map(|parts| (numbers, parts.departures.iter().map(|one| one.kind).collect::<Vec<_>>()))
    };
    assert_eq!(
        read("<Item>7</Item><Item>8</Item><Other/>").unwrap(),
        (vec![7, 8], vec![DepartureKind::Unknown])
    );
    let nil = "<Item i:nil='true'/>";
    assert_eq!(read(nil).unwrap(), (vec![], vec![DepartureKind::NilItem]));
    let error = read("<Other/>").unwrap_err();
    assert!(matches!(error.kind(), DecodeErrorKind::Departure(DepartureKind::OtherResult, _)), "{error}");
}

//! Elements that are read where something refers to them: in their own scopes, however often, and in whatever spelling.

use soapwright_runtime::codec::{
    Array, DecodeError, Dynamic, ENCODED, OPTIONAL, Particle, Reading, Record as _, Scalar, Type, TypeDef,
    View, ns,
};
use soapwright_runtime::soap::{Body, Message, Operation, Wrapper, decode_reply};

use crate::roundtrip::Whole;
use crate::tables::{A, B, Headers, SERVICE};

/// The name shows what prefixes meant.
static NODE: TypeDef = TypeDef::new(
    A,
    "Node",
    &[
        Particle::new(ns::NONE, "name", 0, OPTIONAL, Type::Scalar(Scalar::QName)),
        Particle::new(ns::NONE, "next", 1, OPTIONAL, Type::Record(&NODE)),
        Particle::new(ns::NONE, "nodes", 2, OPTIONAL, Type::Array(&NODES)),
        Particle::new(ns::NONE, "count", 3, OPTIONAL, Type::Scalar(Scalar::I32)),
    ],
);
static NODES: Array = Array::new(ns::NONE, "item", (A, "Node"), Type::Record(&NODE));

/// What a Body says: of each node its name and number, then what is in it.
fn read(body: &str) -> Result<String, DecodeError> {
    static PARTS: [Particle; 1] = [Particle::new(ns::NONE, "return", 0, OPTIONAL, Type::Record(&NODE))];
    const ANSWER: TypeDef = TypeDef::new(B, "CallResponse", &PARTS);
    const BODY: Body = Body::Wrapped(Wrapper { flags: ENCODED, def: ANSWER });
    static CALL: Operation = Operation {
        name: "Call",
        service: &SERVICE,
        action: "",
        input_action: None,
        request: Message { headers: &[], body: BODY, attachments: &[] },
        response: Some(Message { headers: &[], body: BODY, attachments: &[] }),
    };
    let reply = format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:i='http://www.w3.org/2001/XMLSchema-instance' \
         xmlns:x='http://www.w3.org/2001/XMLSchema'><s:Body xmlns:b='urn:b' xmlns:q='urn:body'>{body}</s:Body></s:Envelope>"
    );
    let mut value = Whole(Dynamic::new(&ANSWER));
    decode_reply(&CALL, reply.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value)?;
    let mut out = String::new();
    say(value.0.view(0), &mut out);
    Ok(out)
}

fn say(view: View<'_>, out: &mut String) {
    match view {
        View::Record(record) => {
            out.push('(');
            for slot in 0..4 {
                say(record.view(slot), out);
            }
            out.push(')');
        }
        View::Items(items) => {
            for index in 0..items.count() {
                say(items.item(index), out);
            }
        }
        View::QName(name) => out.push_str(&format!("{}:{}", name.namespace.as_str(), name.local)),
        View::Lex(value) => value.write(out),
        _ => {}
    }
}

fn answer(content: &str, beside: &str) -> String {
    read(&format!("<b:CallResponse><return>{content}</return></b:CallResponse>{beside}")).unwrap()
}

#[test]
fn prefixes_mean_what_they_mean_where_the_element_stands() {
    // More scopes than are kept, one in the other, asked for in other orders than they stand in, and again.
    let count = 40;
    let inline: String = (0..count)
        .map(|at| {
            format!(
                "<item xmlns:q='urn:{at}'><nodes xmlns:r='urn:r'><item><next id='n{at}' xmlns:p='urn:p{at}'>\
                 <name>q:n</name></next></item><item><next id='m{at}'><name>r:m</name></next></item></nodes></item>"
            )
        })
        .collect();
    let orders: Vec<usize> =
        (0..count).rev().chain((0..count).map(|at| at * 7 % count)).chain([3, 3, 4, 3]).collect();
    let hrefs: String =
        orders.iter().map(|at| format!("<item href='#n{at}'/><item href='#m{at}'/>")).collect();
    let stands: String = (0..count).map(|at| format!("((((urn:{at}:n))((urn:r:m))))")).collect();
    let stands = stands.replace("((((", "(((").replace("))))", ")))");
    let meant: String = orders.iter().map(|at| format!("(urn:{at}:n)(urn:r:m)")).collect();
    for (items, said) in [
        (format!("{inline}{hrefs}"), format!("{stands}{meant}")),
        (format!("{hrefs}{inline}"), format!("{meant}{stands}")),
    ] {
        let found = answer(&format!("<name>q:out</name><nodes>{items}</nodes>"), "");
        assert_eq!(found, format!("(urn:body:out{said})"));
    }
}

#[test]
fn what_one_tag_declares_is_nothing_to_the_next() {
    let target = |id: &str, more: &str, name: &str| format!("<m id=\"{id}\"{more}><name>{name}</name></m>");
    let one = " i:type=\"q:Node\" xmlns:q=\"urn:one\"";
    let two = " i:type=\"q:Node\" xmlns:q=\"urn:two\"";
    let beside = [
        target("1", one, "q:a"),
        target("2", one, "q:a"),
        target("3", two, "q:a"),
        target("4", two, "q:a"),
        target("5", "", "q:a"),
        target("6", " i:type=\"q:Node\" xmlns:r=\"urn:r\" xmlns:q=\"urn:one\" xmlns:t=\"urn:t\"", "q:a"),
        // Nothing but a declaration, of the prefix that its own name has.
        "<q:m id=\"7\" xmlns:q=\"urn:seven\"><name>q:a</name></q:m>".to_owned(),
        "<q:m id=\"8\" xmlns:q=\"urn:seven\"><name>q:a</name></q:m>".to_owned(),
        "<m id=\"9\" xmlns:q=\"urn:seven\"/>".to_owned(),
        "<m id=\"10\" xmlns:q=\"urn:seven\"/>".to_owned(),
        "<m xmlns=\"\" id=\"11\"><name>q:a</name></m>".to_owned(),
        "<m id=\"12\" xmlns:q=\"urn:o&#110;e\"><name>q:a</name></m>".to_owned(),
        "<m id=\"13\" xmlns:q=\"urn:o&#110;e\"><name>q:a</name></m>".to_owned(),
        format!("<m id=\"14\"{one}><next href=\"#3\"/><name>q:late</name><next/></m>"),
    ]
    .concat();
    let said = |id: usize| match id {
        1 | 2 | 6 | 12 | 13 => "(urn:one:a)",
        3 | 4 => "(urn:two:a)",
        7 | 8 => "(urn:seven:a)",
        9 | 10 => "()",
        14 => "(urn:one:late(urn:two:a))",
        _ => "(urn:body:a)",
    };
    for step in [1, 3, 5, 9, 11, 13] {
        let order: Vec<usize> = (0..28).map(|at| at * step % 14 + 1).collect();
        let hrefs: String = order.iter().map(|id| format!("<item href=\"#{id}\"/>")).collect();
        let expected: String = order.iter().map(|id| said(*id)).collect();
        let found = answer(&format!("<nodes>{hrefs}</nodes>"), &beside);
        assert_eq!(found, format!("({expected})"), "{step}");
    }
}

#[test]
fn ids_and_references_may_be_spelled_in_many_ways() {
    for href in [
        "<next href='#a'/>",
        "<next href=\"#a\" />",
        "<next href='#a'></next>",
        "<next href='#a'> <!-- --> </next>",
        "<next  href = '#a' />",
        "<next\nhref='#a'\n/>",
        "<next i:type='b:Node' href='#a'/>",
        "<next href='a'/>",
        "<next href='#&#97;'/>",
        "<next xmlns:e='http://www.w3.org/2003/05/soap-encoding' e:ref='a'/>",
        "<b:next href='#a'/>",
    ] {
        for id in [
            "<m id='a'>",
            "<m id=\"a\" >",
            "<m  id='a'>",
            "<m id = 'a'>",
            "<m i:type='b:Node' id='a'>",
            "<m id='&#97;'>",
            "<m id='a' b:id='c'>",
            "<m a='>' id='a'>",
            "<m xmlns:e='http://www.w3.org/2003/05/soap-encoding' e:id='a'>",
        ] {
            let found = answer(href, &format!("<m id='b'/>{id}<name>q:n</name></m><m id='a'/>"));
            assert_eq!(found, "((urn:body:n))", "{href} {id}");
        }
    }
    // Another attribute's value, or a child, is no id.
    for other in ["<m href='#a' id='c'/>", "<m grid='a'/>", "<m a=' id=\"a\"'/>", "<m><id>a</id></m>"] {
        let error =
            read(&format!("<b:CallResponse><return><next href='#a'/></return></b:CallResponse>{other}"));
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains(
                "a reference to `a`, which is not in the Body, in Envelope/Body/CallResponse/return/next"
            ),
            "{error}"
        );
    }
    assert_eq!(
        answer("<next href='#a'/><next href='#b'/>", "<m id='a'><count>1</count></m><m id='b'/>"),
        "((1))"
    );
}

#[test]
fn a_type_that_repeats_is_read_as_one_that_does_not() {
    let count = |inside: &str| answer(&format!("<nodes>{inside}</nodes>"), "");
    let one = "<item><count i:type=\"x:int\">1</count></item>";
    assert_eq!(count(&one.repeat(3)), "((1)(1)(1))");
    // In a scope where its prefix is another, or none; and twice.
    let other = "<item xmlns:x='urn:x'><count i:type=\"x:int\">2</count></item>";
    assert_eq!(count(&format!("{one}{one}{other}{one}")), "((1)(1)(2)(1))");
    let twice = "<item><count i:type=\"x:int\">1</count><count i:type=\"x:int\">2</count></item>";
    assert_eq!(count(&format!("{one}{twice}")), "((1)(1))");
    let error = read(&format!(
        "<b:CallResponse><return><nodes>{one}{}</nodes></return></b:CallResponse>",
        one.replace('1', "one")
    ));
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("found \"one\", in Envelope/Body/CallResponse/return/nodes/item/count"),
        "{error}"
    );
}

#[test]
fn what_is_wrong_in_an_element_is_told_where_it_stands() {
    let whole = |beside: &str| {
        format!(
            "<b:CallResponse><return>\n<next href='#1'/>\n<nodes><item href='#2'/></nodes></return></b:CallResponse>\n{beside}"
        )
    };
    let good = "<m id='1' xmlns:p='urn:p'><count>1</count></m>\n";
    for (beside, expected) in [
        ("<m id='2' xmlns:p='urn:p'><count>no</count></m>", "count, at line 5"),
        ("<m id='2' xmlns:p='urn:p'><count>1</m>", "line 5"),
        ("<m id='2' xmlns:p='urn:p' p:a='<'/>", "line 5"),
        ("<p:m id='2'/>", "line 5"),
        ("<m id='2' id='3'/>", "line 5"),
        ("<m id='2' xmlns:p='urn:p'><count>1</count>", "line"),
    ] {
        let error = read(&whole(&format!("{good}{beside}"))).unwrap_err().to_string();
        assert!(error.contains(expected), "{beside}: {error}");
    }
}

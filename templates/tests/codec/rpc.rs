//! rpc/literal, several elements in a Body, encoded arrays, typed fault details.

use soapwright_runtime::codec::{
    Arguments, Array, Choice, Dynamic, ENCODED, Field, MANY, OPTIONAL, Particle, Reading, Record as _,
    Scalar, Slot, Type, TypeDef, View, ns,
};
use soapwright_runtime::soap::{
    Body, Message, Operation, Received, Wrapper, decode_detail, decode_reply, encode_body, envelope,
};

use crate::roundtrip::{Whole, again};
use crate::tables::{A, B, Headers, SERVICE};

const TEXT: Type = Type::Scalar(Scalar::String);

static PARTS: [Particle; 2] =
    [Particle::new(ns::NONE, "first", 0, 0, TEXT), Particle::new(ns::NONE, "second", 1, OPTIONAL, TEXT)];
const ANSWER: TypeDef = TypeDef::new(B, "CallResponse", &PARTS);

static RPC: Operation = Operation {
    name: "Call",
    service: &SERVICE,
    action: "",
    input_action: None,
    request: Message {
        headers: &[],
        body: Body::Wrapped(Wrapper { flags: 0, def: TypeDef::new(B, "Call", &PARTS) }),
        attachments: &[],
    },
    response: Some(Message {
        headers: &[],
        body: Body::Wrapped(Wrapper { flags: 0, def: ANSWER }),
        attachments: &[],
    }),
};

#[test]
fn the_wrapper_is_qualified_and_the_parts_are_not() {
    let body = encode_body(&RPC, &Arguments(&[View::Str("1"), View::Absent])).unwrap();
    let text = envelope(&RPC, &Headers::default(), &body).unwrap();
    assert!(text.contains("<s:Body><b:Call><first>1</first></b:Call></s:Body>"), "{text}");
    let reply = r#"<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:CallResponse xmlns:m="urn:b"><second>2</second><m:first>no</m:first><first>1</first></m:CallResponse></e:Body></e:Envelope>"#;
    let mut value = Whole(Dynamic::new(&ANSWER));
    decode_reply(&RPC, reply.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value).unwrap();
    assert_eq!((text_of(value.0.view(0)), text_of(value.0.view(1))), ("1".into(), "2".into()));
}

fn text_of(view: View<'_>) -> String {
    let mut out = String::new();
    if let View::Lex(value) = view {
        value.write(&mut out);
    }
    out
}

#[test]
fn several_elements_in_a_body_are_the_slots_of_one_value() {
    static BODY: [Particle; 2] =
        [Particle::new(A, "One", 0, OPTIONAL, TEXT), Particle::new(B, "Two", 1, OPTIONAL, TEXT)];
    static BOTH: TypeDef = TypeDef::new(A, "", &BODY);
    const MESSAGE: Message = Message { headers: &[], body: Body::Bare(&BODY), attachments: &[] };
    static OPERATION: Operation = Operation {
        name: "Bare",
        service: &SERVICE,
        action: "",
        input_action: None,
        request: MESSAGE,
        response: Some(MESSAGE),
    };
    let body = encode_body(&OPERATION, &Arguments(&[View::Str("1"), View::Str("2")])).unwrap();
    let text = envelope(&OPERATION, &Headers::default(), &body).unwrap();
    assert!(text.contains("<s:Body><a:One>1</a:One><b:Two>2</b:Two></s:Body>"), "{text}");
    let read = |text: &str| {
        let mut value = Whole(Dynamic::new(&BOTH));
        decode_reply(&OPERATION, text.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value)
            .map(|_| (text_of(value.0.view(0)), text_of(value.0.view(1))))
    };
    assert_eq!(read(&text).unwrap(), ("1".into(), "2".into()));
    let twice = text.replace("<b:Two>2</b:Two>", "<a:One>3</a:One>");
    assert!(read(&twice).unwrap_err().to_string().contains("a second `One`"));
}

#[test]
fn an_encoded_array_is_a_list_whatever_its_items_are_called() {
    static NUMBERS: Array = Array::new(ns::NONE, "item", (ns::XSD, "int"), Type::I32);
    static HOLDER: TypeDef =
        TypeDef::new(A, "Holder", &[Particle::new(ns::NONE, "list", 0, OPTIONAL, Type::Array(&NUMBERS))]);
    assert_eq!(
        again(
            Type::Record(&HOLDER),
            "<Value><list xmlns='' xmlns:c='http://schemas.xmlsoap.org/soap/encoding/' i:type='c:Array' c:arrayType='x:int[3]' xmlns:x='x'>\
             <int>1</int><b:what i:type='x:int'>2</b:what><item i:nil='true'/></list></Value>"
        ),
        "<a:Value><list xmlns:enc=\"http://schemas.xmlsoap.org/soap/encoding/\" enc:arrayType=\"x:int[3]\">\
         <item>1</item><item>2</item><item i:nil=\"true\"/></list></a:Value>"
    );
}

static NODE: TypeDef = TypeDef::new(
    A,
    "Node",
    &[
        Particle::new(ns::NONE, "name", 0, OPTIONAL, TEXT),
        Particle::new(ns::NONE, "next", 1, OPTIONAL, Type::Record(&NODE)),
        Particle::new(ns::NONE, "nodes", 2, OPTIONAL, Type::Array(&NODES)),
    ],
);
static NODES: Array = Array::new(ns::NONE, "item", (A, "Node"), Type::Record(&NODE));

fn encoded(body: &str) -> Result<String, soapwright_runtime::codec::DecodeError> {
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
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>\
         <s:Body xmlns:b='urn:b'>{body}</s:Body></s:Envelope>"
    );
    let mut value = Whole(Dynamic::new(&ANSWER));
    decode_reply(&CALL, reply.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value)?;
    let body = encode_body(&CALL, &Arguments(&[value.0.view(0)])).unwrap();
    let text = envelope(&CALL, &Headers::default(), &body).unwrap();
    let start = "<b:CallResponse s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">";
    let (_, text) = text.split_once(start).unwrap();
    Ok(text.split_once("</b:CallResponse>").unwrap().0.to_owned())
}

#[test]
fn references_are_followed_in_encoded_messages() {
    let read = encoded(
        "<b:CallResponse><return href='#1' xmlns:p='urn:p'/></b:CallResponse>\
         <multiRef id='2' xmlns:p='urn:x'><name p:k=''>two</name></multiRef>\
         <multiRef id='1' i:type='q:Node' xmlns:q='urn:a'><name>one</name><nodes><x href='#2'/><y><name>in place</name></y>\
         <z href='#2'></z></nodes><next href='#2'/></multiRef>",
    );
    assert_eq!(
        read.unwrap(),
        "<return i:type=\"a:Node\"><name i:type=\"x:string\">one</name><next i:type=\"a:Node\"><name i:type=\"x:string\">two</name>\
         </next><nodes xmlns:enc=\"http://schemas.xmlsoap.org/soap/encoding/\" i:type=\"enc:Array\" enc:arrayType=\"a:Node[3]\">\
         <item i:type=\"a:Node\"><name i:type=\"x:string\">two</name></item><item i:type=\"a:Node\"><name i:type=\"x:string\">in \
         place</name></item><item i:type=\"a:Node\"><name i:type=\"x:string\">two</name></item></nodes></return>"
    );
    // The first place where a value stands may be the value itself, under prefixes of its own.
    let inside = encoded(
        "<b:CallResponse><return xmlns:p='urn:p'><name>one</name><next id='n' xmlns:q='urn:a'><name>two</name></next>\
         <nodes><x href='#n'/></nodes></return></b:CallResponse>",
    );
    assert_eq!(inside.unwrap().matches("two").count(), 2);
    let ring = encoded("<b:CallResponse><return href='#1'/></b:CallResponse><m id='1'><next href='#1'/></m>");
    assert!(ring.unwrap_err().to_string().contains("depth"));
    let nowhere = encoded("<b:CallResponse><return href='#1'/></b:CallResponse>");
    assert!(nowhere.unwrap_err().to_string().contains("a reference to `1`"));
    // A few that lead to twice as many each.
    let laughs: String = (0..40)
        .map(|n| format!("<m id='{n}'><nodes><x href='#{0}'/><x href='#{0}'/></nodes></m>", n + 1))
        .collect();
    let laughs =
        encoded(&format!("<b:CallResponse><return href='#0'/></b:CallResponse>{laughs}<m id='40'/>"));
    assert!(laughs.unwrap_err().to_string().contains("what a message repeats"));
}

#[test]
fn a_number_sign_within_a_reference_begins_no_id() {
    for href in ["x#1", "xy#1"] {
        let read = encoded(&format!(
            "<b:CallResponse><return><name>x</name><next href='{href}'/></return></b:CallResponse>\
             <m id='1'><name>one</name></m><m id='y#1'><name>other</name></m>"
        ));
        if let Ok(text) = &read {
            assert!(!text.contains("one") && !text.contains("other"), "{href}: {text}");
        }
    }
}

/// An encoded call with these arguments.
fn sent(rows: &'static [Particle], arguments: &[View<'_>]) -> String {
    let body = Body::Wrapped(Wrapper { flags: ENCODED, def: TypeDef::new(B, "Call", rows) });
    let call: &'static Operation = Box::leak(Box::new(Operation {
        name: "Call",
        service: &SERVICE,
        action: "",
        input_action: None,
        request: Message { headers: &[], body, attachments: &[] },
        response: None,
    }));
    let body = encode_body(call, &Arguments(arguments)).unwrap();
    envelope(call, &Headers::default(), &body).unwrap()
}

#[test]
fn elements_of_almost_the_same_name_are_told_apart() {
    const NAME: &str = "itemized";
    const SHORT: &str = NAME.split_at(4).0;
    static ROWS: [Particle; 4] = [
        Particle::new(ns::NONE, NAME, 0, OPTIONAL, TEXT),
        Particle::new(A, NAME, 1, OPTIONAL, TEXT),
        Particle::new(B, NAME, 2, OPTIONAL, TEXT),
        Particle::new(ns::NONE, SHORT, 3, OPTIONAL, TEXT),
    ];
    let text = sent(&ROWS, &["0", "1", "2", "3"].map(View::Str));
    let elements = "<itemized i:type=\"x:string\">0</itemized><a:itemized i:type=\"x:string\">1</a:itemized>\
                    <b:itemized i:type=\"x:string\">2</b:itemized><item i:type=\"x:string\">3</item>";
    assert!(text.contains(elements), "{text}");
}

/// A type with an attribute, and one with a text.
struct Keyed;

impl soapwright_runtime::codec::Record for Keyed {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        View::Str(["a", "b"].get(usize::from(index)).copied().unwrap_or_default())
    }
}

#[test]
fn attributes_and_texts_of_encoded_types_are_written() {
    static KEY: [Particle; 1] = [Particle::new(ns::NONE, "key", 0, OPTIONAL, TEXT)];
    static WITH_KEY: TypeDef = TypeDef {
        attributes: &KEY,
        ..TypeDef::new(A, "WithKey", &[Particle::new(ns::NONE, "name", 1, OPTIONAL, TEXT)])
    };
    static WITH_TEXT: TypeDef =
        TypeDef { text: Some(&Particle::new(ns::NONE, "", 1, 0, TEXT)), ..TypeDef::new(A, "WithText", &[]) };
    static ROWS: [Particle; 2] = [
        Particle::new(ns::NONE, "one", 0, OPTIONAL, Type::Record(&WITH_KEY)),
        Particle::new(ns::NONE, "two", 1, OPTIONAL, Type::Record(&WITH_TEXT)),
    ];
    let text = sent(&ROWS, &[View::Record(&Keyed), View::Record(&Keyed)]);
    let one = "<one i:type=\"a:WithKey\" key=\"a\"><name i:type=\"x:string\">b</name></one>";
    assert!(text.contains(one) && text.contains("<two i:type=\"a:WithText\">b</two>"), "{text}");
}

#[test]
fn what_an_encoded_message_returns_may_be_called_anything() {
    let one = "<return i:type=\"a:Node\"><name i:type=\"x:string\">one</name></return>";
    for reply in [
        "<b:CallResponse><result><name>one</name></result></b:CallResponse>",
        // The wrapper's name says nothing either, and some servers qualify what should not be.
        "<x:answer xmlns:x='urn:x'><b:return><x:name>one</x:name></b:return><more/></x:answer>",
        "<m id='1'><name>one</name></m><CallResult><whatever href='#1'/></CallResult>",
    ] {
        assert_eq!(encoded(reply).unwrap(), one, "{reply}");
    }
    // Within values names count.
    let nothing = "<return i:type=\"a:Node\"/>";
    assert_eq!(encoded("<b:CallResponse><return><x>one</x></return></b:CallResponse>").unwrap(), nothing);
}

#[test]
fn an_array_that_is_no_list_is_refused() {
    let array = |attributes: &str| {
        encoded(&format!(
            "<b:CallResponse xmlns:c='http://schemas.xmlsoap.org/soap/encoding/'><return><nodes {attributes}><x/></nodes></return>\
             </b:CallResponse>"
        ))
    };
    for attributes in ["c:arrayType='b:Node[2,3]'", "c:arrayType='b:Node[9]' c:offset='[4]'"] {
        assert!(array(attributes).unwrap_err().to_string().contains("an array of"), "{attributes}");
    }
    for attributes in ["", "c:arrayType='b:Node[1]' c:offset='[0]'", "c:arrayType='b:Node[,][1]'"] {
        assert!(array(attributes).unwrap().contains("enc:arrayType=\"a:Node[1]\""), "{attributes}");
    }
}

#[test]
fn in_literal_messages_href_is_an_attribute_like_any_other() {
    assert_eq!(
        again(Type::Record(&NODE), "<Value><next xmlns='' href='#1'/></Value>"),
        "<a:Value><next/></a:Value>"
    );
}

/// The details that an operation declares, as generated code has them.
#[derive(Debug, PartialEq, Default)]
enum Detail {
    #[default]
    None,
    Text(String),
    Numbers(Vec<i32>),
}

impl Choice for Detail {
    fn pick(&mut self, variant: u16) -> Slot<'_> {
        *self = if variant == 0 { Self::Text(String::new()) } else { Self::Numbers(Vec::new()) };
        match self {
            Self::None => Slot::None,
            Self::Text(text) => text.slot(),
            Self::Numbers(numbers) => numbers.slot(),
        }
    }

    fn variant(&self) -> u16 {
        u16::from(matches!(self, Self::Numbers(_)))
    }

    fn chosen(&self) -> View<'_> {
        View::Absent
    }
}

impl Field for Detail {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Choice(self)
    }

    fn view(&self) -> View<'_> {
        View::Choice(self)
    }
}

#[test]
fn a_fault_detail_is_read_by_the_particle_that_names_it() {
    static NUMBERS: Particle = Particle::new(B, "n", 0, OPTIONAL | MANY, Type::Scalar(Scalar::I32));
    static DETAILS: [Particle; 2] = [
        Particle::new(A, "Text", 0, OPTIONAL, TEXT).variant(0),
        Particle::new(A, "Numbers", 0, OPTIONAL, Type::List(&NUMBERS)).variant(1),
    ];
    let read = |detail: &str| {
        let reply = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:k='urn:b'><s:Body><s:Fault><faultcode>s:Server\
             </faultcode><faultstring>no</faultstring><detail>{detail}</detail></s:Fault></s:Body></s:Envelope>"
        );
        let mut none = Detail::None;
        let limits = Reading::faithful();
        let parts =
            decode_reply(&RPC, reply.as_bytes(), &limits, &mut Headers::default(), &mut none).unwrap();
        let Received::Fault(fault) = parts.received else { panic!("{:?}", parts.received) };
        let mut value = Detail::None;
        let found = decode_detail(&SERVICE, &fault.detail.unwrap(), &DETAILS, &limits, &mut value);
        found.map(|found| (found, value))
    };
    assert_eq!(read("<x/><Text xmlns='urn:a'>why</Text>").unwrap(), (true, Detail::Text("why".into())));
    assert_eq!(
        read(" <q:Numbers xmlns:q='urn:a'><k:n>1</k:n><k:n>2</k:n></q:Numbers>").unwrap(),
        (true, Detail::Numbers(vec![1, 2]))
    );
    // A detail in the wrong namespace, or in none, is one all the same; that of the right name goes before it.
    assert_eq!(read("<Text>why</Text>").unwrap(), (true, Detail::Text("why".into())));
    assert_eq!(
        read("<Text>no</Text><Text xmlns='urn:a'>why</Text>").unwrap(),
        (true, Detail::Text("why".into()))
    );
    assert_eq!(read("").unwrap(), (false, Detail::None));
    let error = read("<q:Numbers xmlns:q='urn:a'><k:n>x</k:n></q:Numbers>").unwrap_err();
    assert!(error.to_string().contains("found \"x\", in detail/Numbers/n"), "{error}");
}

/// Stacks that qualify parts, or leave the namespace of qualified elements out, are understood; with the strict reader,
/// which judges what we send, they are not.
#[test]
fn a_name_that_is_wrong_only_in_being_qualified_is_understood() {
    let read = |parts: &str, strict: bool| {
        let reply = format!(
            r#"<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:CallResponse xmlns:m="urn:b" xmlns:x="urn:x">{parts}</m:CallResponse></e:Body></e:Envelope>"#
        );
        let mut value = Whole(Dynamic::new(&ANSWER));
        let limits = if strict { Reading::strict() } else { Reading::faithful() };
        decode_reply(&RPC, reply.as_bytes(), &limits, &mut Headers::default(), &mut value)
            .map(|_| (text_of(value.0.view(0)), text_of(value.0.view(1))))
    };
    for parts in [
        "<m:first>1</m:first><m:second>2</m:second>",
        "<m:second>2</m:second><m:first>1</m:first>",
        "<m:first>no</m:first><first>1</first><m:first>no</m:first><second>2</second>",
        "<x:first>no</x:first><m:first>1</m:first><second>2</second>",
    ] {
        assert_eq!(read(parts, false).unwrap(), ("1".into(), "2".into()), "{parts}");
        assert!(read(parts, true).is_err(), "{parts}");
    }
}

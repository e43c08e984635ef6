//! Attributes, however they are written: in any order, with any quotes and spaces, and in tags that repeat.

use roxmltree::Document;
use soapwright_runtime::codec::{
    DecodeError, Defaulted, DepartureKind, Departures, MANY, OPTIONAL, Particle, Reading, Scalar, Type,
    TypeDef, ns,
};
use soapwright_runtime::soap::{Body, Message, Operation, Wrapper, decode_reply};
use soapwright_runtime::tables::record;

use crate::roundtrip::again;
use crate::tables::{A, B, Crate, Headers, SAVE, SERVICE, reply};

#[derive(Debug, Default, Clone, PartialEq)]
struct Label {
    id: i32,
    name: Option<String>,
    kind: String,
    key: Option<String>,
    tongue: Option<String>,
    share: Option<f64>,
    text: String,
}

static LABEL: TypeDef = TypeDef {
    name: "Label",
    namespace: A,
    elements: &[],
    attributes: &[
        Particle::required(ns::NONE, "id", 0, Type::I32),
        Particle::required(
            ns::NONE,
            "kind",
            2,
            Type::Defaulted(&Defaulted { ty: Type::Scalar(Scalar::String), text: "plain" }),
        ),
        Particle::optional(ns::NONE, "name", 1, Type::STRING),
        Particle::optional(ns::NONE, "share", 5, Type::F64),
        Particle::optional(ns::XML, "lang", 4, Type::STRING),
        Particle::optional(B, "key", 3, Type::STRING),
    ],
    text: Some(&Particle::new(ns::NONE, "", 6, 0, Type::STRING)),
};

record! { Label { 0: id, 1: name, 2: kind, 3: key, 4: tongue, 5: share, 6: text } }

#[derive(Debug, Default, Clone, PartialEq)]
struct Labels {
    all: Vec<Label>,
}

record! { Labels { 0: all } }

static LABELS: TypeDef =
    TypeDef::new(A, "Labels", &[Particle::new(A, "Label", 0, MANY, Type::Record(&LABEL))]);

static OPERATION: Operation = Operation {
    name: "Save",
    service: &SERVICE,
    action: "urn:a/Save",
    input_action: None,
    request: message(TypeDef::new(A, "Save", &[])),
    response: Some(message(TypeDef::new(
        A,
        "SaveResponse",
        &[Particle::required(A, "Response", 0, Type::Record(&LABELS))],
    ))),
};

const fn message(def: TypeDef) -> Message {
    Message { headers: &[], body: Body::Single(Wrapper { flags: 0, def }), attachments: &[] }
}

fn labels(content: &str) -> Result<(Vec<Label>, Departures), DecodeError> {
    let mut value = Labels::default();
    let document = reply(content).replace("<Response ", "<Response xmlns:b='urn:b' xmlns:B='urn:b' ");
    let parts = decode_reply(
        &OPERATION,
        document.as_bytes(),
        &Reading::faithful(),
        &mut Headers::default(),
        &mut value,
    )?;
    Ok((value.all, parts.departures))
}

/// The same numbers in each run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one_of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

#[test]
fn the_fast_step_reads_what_the_general_one_reads() {
    let mut numbers = Numbers(1);
    let (mut read, mut refused, mut told) = (0, 0, 0);
    for _ in 0..800 {
        let (mut fast, mut general) = (String::new(), String::new());
        for _ in 0..1 + numbers.below(3) {
            let mut attributes = vec![("id", "1")];
            for _ in 0..numbers.below(4) {
                let name = numbers.one_of(&[
                    "name", "kind", "b:key", "xml:lang", "share", "other", "B:key", "key", "names", "nam",
                    "i:nil", "i:type", "xmlns:c", "xmlns", "id", "c:key",
                ]);
                let rare = numbers.below(8) == 0;
                let value = match name {
                    "id" => numbers.one_of(&["1", "x", "3&#x30;"]),
                    "share" if rare => numbers.one_of(&["", "1,5"]),
                    "share" => numbers.one_of(&["1.5", " INF "]),
                    "i:nil" => numbers.one_of(&["false", "0", "False"]),
                    "i:type" => numbers.one_of(&["b:T", "c:T", "T"]),
                    "xmlns:c" => numbers.one_of(&["urn:b", "urn:c"]),
                    "xmlns" => "urn:a",
                    _ if rare => numbers.one_of(&["a<b", "&no;", "\u{b}"]),
                    _ => numbers.one_of(&[
                        "",
                        "a",
                        "a value that is longer",
                        "a&amp;b",
                        "a\tb\r\nc",
                        "'",
                        "é",
                        "a > b",
                        "12345678",
                        "1234567",
                        "=",
                    ]),
                };
                if attributes.iter().any(|(other, _)| *other == name) && numbers.below(4) > 0 {
                    continue;
                }
                attributes.push((name, value));
            }
            fast.push_str("<Label");
            general.push_str("<Label");
            for (name, value) in attributes {
                let quote = if value.contains('\'') || numbers.below(4) > 0 { '"' } else { '\'' };
                let space = numbers.one_of(&[" ", " ", " ", "\n ", "\t"]);
                fast.push_str(&format!("{space}{name}={quote}{value}{quote}"));
                general.push_str(&format!("{space}{name} = {quote}{value}{quote}"));
            }
            let end = numbers.one_of(&[">text</Label>", "/>", " />", "></Label>", "\n>t</Label>"]);
            fast.push_str(end);
            general.push_str(end);
        }
        match (labels(&fast), labels(&general)) {
            (Ok((ours, departures)), Ok((others, other_departures))) => {
                assert_eq!(format!("{ours:?}"), format!("{others:?}"), "{fast}");
                let found = |all: &Departures| {
                    all.iter().map(|one| (one.kind, one.path.clone(), one.found.clone())).collect::<Vec<_>>()
                };
                assert_eq!(found(&departures), found(&other_departures), "{fast}");
                told += departures.count();
                read += 1;
                let document =
                    reply(&fast).replace("<Response ", "<Response xmlns:b='urn:b' xmlns:B='urn:b' ");
                assert!(Document::parse(&document).is_ok(), "{document}");
            }
            (Err(ours), Err(others)) => {
                assert_eq!(format!("{:?}", ours.kind()), format!("{:?}", others.kind()), "{fast}");
                refused += 1;
            }
            (ours, others) => panic!("{ours:?}\n{others:?}\n{fast}"),
        }
    }
    assert!(read > 100 && refused > 100 && told > 20, "{read} {refused} {told}");
}

#[test]
fn an_attribute_that_stands_twice_is_refused_where_it_does() {
    for (tag, twice) in [
        ("<Label id='1' id='1'/>", "id='1'/>"),
        ("<Label id='1' name='' id='1' />", "id='1' />"),
        ("<Label id='1' b:key='' b:key=''/>", "key=''/>"),
        ("<Label id='1' b:key='' B:key=''/>", "key=''/>"),
        ("<Label id='1' z='' z=''/>", "z=''/>"),
        ("<Label id='1' xmlns:z='u' xmlns:z='u'/>", "z='u'/>"),
    ] {
        let error = labels(&format!("<Label id='1' name=''/>{tag}")).unwrap_err();
        assert!(error.to_string().contains("an attribute that stands twice"), "{error}");
        let document = reply(&format!("<Label id='1' name=''/>{tag}"))
            .replace("<Response ", "<Response xmlns:b='urn:b' xmlns:B='urn:b' ");
        assert_eq!(Some(error.offset()), document.find(twice), "{tag}");
    }
}

#[test]
fn attributes_of_many_tables_and_of_tables_with_many_are_found() {
    // The order changes from tag to tag, and each time all are found.
    let all = [("id", "1"), ("name", "n"), ("kind", "k"), ("b:key", "y"), ("xml:lang", "l"), ("share", "2")];
    let expected = Label {
        id: 1,
        name: Some("n".into()),
        kind: "k".into(),
        key: Some("y".into()),
        tongue: Some("l".into()),
        share: Some(2.0),
        text: "t".into(),
    };
    let mut content = String::new();
    for turn in 0..12 {
        content.push_str("<Label");
        for at in 0..all.len() {
            let (name, value) = if turn % 2 == 0 { all[(at + turn) % 6] } else { all[(12 + turn - at) % 6] };
            content.push_str(&format!(" {name}='{value}'"));
        }
        content.push_str(">t</Label>");
    }
    let (read, departures) = labels(&content).unwrap();
    assert_eq!(read, vec![expected; 12]);
    assert!(departures.is_empty());
    // Absent ones: the default, and what is missing.
    let (read, _) = labels("<Label id='1'/><Label id='2' kind=''/>").unwrap();
    assert_eq!((read[0].kind.as_str(), read[1].kind.as_str()), ("plain", ""));
    let error = labels("<Label id='1' name=''/><Label name='1'/>").unwrap_err();
    assert!(error.to_string().contains("the attribute `id` is missing"), "{error}");
}

/// A crate's content with nil, types and declarations; `odd` gives what stands before the end of each tag.
fn content(numbers: &mut Numbers, depth: usize, odd: &mut dyn FnMut() -> String, out: &mut [String; 2]) {
    let mut push = |numbers: &mut Numbers, name: &str, attributes: &str, text: Option<&str>| {
        let quote = if numbers.below(3) == 0 { '\'' } else { '"' };
        let attributes = attributes.replace('"', &quote.to_string());
        for (index, out) in out.iter_mut().enumerate() {
            let space = if index == 0 { String::new() } else { odd() };
            match text {
                Some(text) => out.push_str(&format!("<{name}{attributes}{space}>{text}</{name}>")),
                None => out.push_str(&format!("<{name}{attributes}{space}/>")),
            }
        }
    };
    let rest = [
        "",
        " i:nil=\"true\"",
        " i:nil=\"1\"",
        " i:nil=\"false\"",
        " i:type=\"b:T\"",
        " i:type=\"z:T\"",
        " i:nil=\"true\" i:type=\"z:T\"",
        " xmlns:z=\"urn:z\"",
        " i:type=\"z:T\" xmlns:z=\"urn:z\"",
        " i:nil=\"TRUE\"",
        " xmlns:b=\"urn:b\"",
        " i:nil=\"true\" xmlns=\"urn:c\"",
        " xmlns=\"urn:c\" i:nil=\"1\"",
    ];
    if numbers.below(2) == 0 {
        let (rest, text) = (numbers.one_of(&rest), numbers.one_of(&["", "text"]));
        let text = (!rest.contains("nil") && numbers.below(3) > 0).then_some(text);
        push(numbers, "Label", rest, text);
    }
    if numbers.below(2) == 0 {
        let rest = numbers.one_of(&["", " i:type=\"b:int\"", " i:type=\"z:int\"", " xmlns=\"urn:a\""]);
        push(numbers, "Weight", rest, Some("3"));
    }
    if numbers.below(2) == 0 {
        let declared =
            numbers.one_of(&[" xmlns:b=\"urn:b\"", " xmlns:b=\"urn:b\"", " xmlns:b=\"urn:c\"", ""]);
        let item = ["b:string", "string"][numbers.below(2)];
        let item = match (declared, item) {
            ("", _) => "string",
            (_, item) => item,
        };
        let inner = numbers.one_of(&["", "<_ i:nil=\"true\"/>", "<_>x</_><_ i:nil=\"1\"/><_/>"]);
        push(numbers, "Names", declared, Some(&inner.replace('_', item)));
    }
    if depth > 0 && numbers.below(3) > 0 {
        let declared = numbers.one_of(&[
            "",
            " xmlns:z=\"urn:z\"",
            " xmlns=\"urn:a\"",
            " xmlns:b=\"urn:b\" xmlns:z=\"urn:y\"",
            " k=\"#\" xmlns:z=\"urn:z\"",
            " k=\"#\" xmlns:b=\"urn:b\" xmlns:z=\"urn:y\"",
            " i:type=\"z:T\" xmlns:z=\"urn:z\"",
            " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"",
        ]);
        let declared = declared.replace('#', &depth.to_string());
        for (index, out) in out.iter_mut().enumerate() {
            let space = if index == 0 { String::new() } else { odd() };
            out.push_str(&format!("<Inner{declared}{space}>"));
        }
        content(numbers, depth - 1, odd, out);
        for out in out.iter_mut() {
            out.push_str("</Inner>");
        }
    }
    if numbers.below(4) == 0 {
        let rest = numbers.one_of(&rest);
        for (index, out) in out.iter_mut().enumerate() {
            let space = if index == 0 { String::new() } else { odd() };
            out.push_str(&format!("<Open{rest}{space}>kept</Open>"));
        }
    }
}

#[test]
fn what_repeats_means_the_same_as_what_does_not() {
    let mut numbers = Numbers(2);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..600 {
        let mut out = [String::new(), String::new()];
        let mut count = 0;
        // No rest of a tag stands twice.
        let mut odd = || {
            count += 1;
            " ".repeat(count)
        };
        content(&mut numbers, 6, &mut odd, &mut out);
        let [ours, others] = out.clone().map(|content| told(&reply(&content)));
        match (ours, others) {
            (Ok(ours), Ok(others)) => {
                assert_eq!(ours, others, "{}", out[0]);
                assert!(Document::parse(&reply(&out[0])).is_ok(), "{}", out[0]);
                read += 1;
            }
            (Err(ours), Err(others)) => {
                assert_eq!(format!("{:?}", ours.kind()), format!("{:?}", others.kind()), "{}", out[0]);
                refused += 1;
            }
            (ours, others) => panic!("{ours:?}\n{others:?}\n{}", out[0]),
        }
    }
    assert!(read > 100 && refused > 20, "{read} {refused}");
    let (one, none) = (told(&reply("<Weight>1</Weight>")).unwrap(), told(&reply("")).unwrap());
    assert_ne!(one, none);
}

type Told = (Option<Crate>, Vec<(DepartureKind, String, String)>);

/// What a reply says, and what is told of it.
fn told(text: &str) -> Result<Told, DecodeError> {
    let mut value: Option<Crate> = None;
    let parts =
        decode_reply(&SAVE, text.as_bytes(), &Reading::faithful(), &mut Headers::default(), &mut value)?;
    let departures = parts.departures.iter().map(|one| (one.kind, one.path.clone(), one.found.clone()));
    Ok((value, departures.collect()))
}

#[test]
fn what_is_nil_in_another_namespace_is_not_taken_for_what_repeats() {
    let nil = "<Label xmlns='urn:c' i:nil='true'/>";
    let (_, departures) = told(&reply(&format!("{nil}<Inner>{nil}<Inner>{nil}</Inner></Inner>"))).unwrap();
    assert_eq!(departures.len(), 3, "{departures:?}");
}

#[test]
fn what_ends_a_tag_may_stand_in_a_value() {
    static ROWS: [Particle; 2] = [
        Particle::optional(ns::NONE, "one", 0, Type::STRING),
        Particle::optional(ns::NONE, "two", 1, Type::STRING),
    ];
    static DEF: TypeDef = TypeDef { attributes: &ROWS, ..TypeDef::new(A, "Value", &[]) };
    for value in ["x>y", "x/>", "x y", ">", "/>", "x", ""] {
        for quote in ["'", "\""] {
            let xml = format!("<Value one={quote}{value}{quote} two={quote}{value}{quote}/>");
            let again = crate::roundtrip::again(Type::Record(&DEF), &xml);
            assert!(again.contains(&format!("<a:Value one=\"{value}\" two=\"{value}\"")), "{xml}: {again}");
        }
    }
}

#[test]
fn names_of_any_length_are_written_as_they_are() {
    let rows: Vec<_> = (1..40)
        .map(|length| {
            let namespace = if length % 3 == 0 { B } else { ns::NONE };
            Particle::new(namespace, "n".repeat(length.into()).leak(), length, OPTIONAL, Type::STRING)
        })
        .collect();
    let def = TypeDef { attributes: rows.leak(), ..TypeDef::new(A, "Named", &[]) };
    let item = Particle::new(A, "Item", 0, OPTIONAL | MANY, Type::Record(Box::leak(Box::new(def))));
    let names = (1..40).map(|length: usize| {
        let prefix = if length.is_multiple_of(3) { "b:" } else { "" };
        format!(" {prefix}{}=\"{length}\"", "n".repeat(length))
    });
    // From the second item on, what stands before the values is known.
    let items = format!("<a:Item{}/>", names.collect::<String>()).repeat(3);
    let written = again(Type::List(Box::leak(Box::new(item))), &format!("<Value>{items}</Value>"));
    assert_eq!(written, format!("<a:Value>{items}</a:Value>"));
}

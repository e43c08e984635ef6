//! Simple values off the beaten path: qualified names in attributes and lists, defaults, attributes with namespaces.

use soapwright_runtime::codec::{
    Defaulted, DepartureKind, Dynamic, Enumeration, Field, LexValue as _, MANY, NILLABLE, OPTIONAL, Particle,
    Reading, Record, Scalar, Slot, Type, TypeDef, View, ns,
};
use soapwright_runtime::soap::{Body, decode_reply};

use crate::roundtrip::{Whole, again, decode, encode, operation};
use crate::tables::{A, B, Headers};

const NAMES: Type = Type::SimpleList(&Type::Scalar(Scalar::QName));

static NAMED: TypeDef = TypeDef {
    attributes: &[
        Particle::new(ns::NONE, "kind", 0, OPTIONAL, Type::Scalar(Scalar::QName)),
        Particle::new(B, "kinds", 1, OPTIONAL, NAMES),
    ],
    ..TypeDef::new(
        A,
        "Named",
        &[
            Particle::new(A, "Name", 2, OPTIONAL, Type::Scalar(Scalar::QName)),
            Particle::new(A, "Names", 3, OPTIONAL, NAMES),
        ],
    )
};

#[test]
fn qualified_names_keep_their_namespace_wherever_they_stand() {
    assert_eq!(
        again(
            Type::Record(&NAMED),
            "<Value xmlns:n='urn:n' kind='n:x' b:kinds=' b:y  n:z plain m:w' xmlns:m='urn:m'><Name>n:x</Name>\
             <Names>b:y\nn:z n:w</Names></Value>"
        ),
        "<a:Value xmlns:q1=\"urn:n\" kind=\"q1:x\" xmlns:q2=\"urn:n\" xmlns:q3=\"urn:m\" b:kinds=\"b:y q2:z a:plain \
         q3:w\"><a:Name xmlns:q=\"urn:n\">q:x</a:Name><a:Names xmlns:q4=\"urn:n\">b:y q4:z q4:w</a:Names></a:Value>"
    );
    assert_eq!(again(Type::Record(&NAMED), "<a:Value xmlns='' kind='x'/>"), "<a:Value kind=\"x\"/>");
}

#[test]
fn a_name_with_an_undeclared_prefix_is_an_error() {
    let operation = operation(Type::Record(&NAMED));
    let Body::Wrapped(wrapper) = &operation.request.body else { panic!() };
    for value in ["<Value kind='z:x'/>", "<Value b:kinds='b:x z:x'/>", "<Value><Names>z:x</Names></Value>"] {
        let error = decode(operation, value, &mut Whole(Dynamic::new(&wrapper.def))).unwrap_err();
        assert!(error.to_string().contains("prefix is declared"), "{error}");
    }
}

#[test]
fn defaults_are_read_where_the_schema_says_so() {
    static ONE: Defaulted = Defaulted { ty: Type::Scalar(Scalar::I32), text: "1" };
    static RED: Defaulted = Defaulted { ty: Type::Enum(&["red", "blue"]), text: "red" };
    static WORD: Defaulted = Defaulted { ty: Type::Scalar(Scalar::String), text: "word" };
    static WITH: TypeDef = TypeDef {
        attributes: &[
            Particle::new(ns::NONE, "colour", 0, OPTIONAL, Type::Defaulted(&RED)),
            Particle::new(ns::NONE, "other", 1, OPTIONAL, Type::Scalar(Scalar::String)),
        ],
        ..TypeDef::new(
            A,
            "With",
            &[
                Particle::new(A, "Number", 2, OPTIONAL | NILLABLE, Type::Defaulted(&ONE)),
                Particle::new(A, "Word", 3, OPTIONAL | MANY, Type::Defaulted(&WORD)),
            ],
        )
    };
    for (read, written) in [
        ("<Value/>", "<a:Value colour=\"red\"/>"),
        ("<Value other='1'/>", "<a:Value colour=\"red\" other=\"1\"/>"),
        ("<Value colour='blue'/>", "<a:Value colour=\"blue\"/>"),
        ("<Value><Number/></Value>", "<a:Value colour=\"red\"><a:Number>1</a:Number></a:Value>"),
        ("<Value><Number></Number></Value>", "<a:Value colour=\"red\"><a:Number>1</a:Number></a:Value>"),
        ("<Value><Number>2</Number></Value>", "<a:Value colour=\"red\"><a:Number>2</a:Number></a:Value>"),
        (
            "<Value><Word/><Word>x</Word><Word><!-- --></Word></Value>",
            "<a:Value colour=\"red\"><a:Word>word</a:Word><a:Word>x</a:Word><a:Word>word</a:Word></a:Value>",
        ),
    ] {
        assert_eq!(again(Type::Record(&WITH), read), written);
    }
}

#[test]
fn an_empty_text_in_a_typed_string_has_its_default_too() {
    static WORD: Defaulted = Defaulted { ty: Type::Scalar(Scalar::String), text: "word" };
    struct Text(String);
    impl soapwright_runtime::codec::Record for Text {
        fn slot(&mut self, _: u16) -> soapwright_runtime::codec::Slot<'_> {
            self.0.slot()
        }

        fn view(&self, _: u16) -> soapwright_runtime::codec::View<'_> {
            self.0.view()
        }
    }
    impl soapwright_runtime::codec::Field for Text {
        fn slot(&mut self) -> soapwright_runtime::codec::Slot<'_> {
            soapwright_runtime::codec::Slot::Record(self)
        }

        fn view(&self) -> soapwright_runtime::codec::View<'_> {
            soapwright_runtime::codec::View::Record(self)
        }
    }
    let mut text = Text(String::new());
    decode(operation(Type::Defaulted(&WORD)), "<Value></Value>", &mut text).unwrap();
    assert_eq!(text.0, "word");
}

#[test]
fn white_space_is_that_of_the_type() {
    static COLOURS: Type = Type::Enum(&["red", "dark blue"]);
    for (ty, read, written) in [
        (Type::STRING, " a \n b ", " a \n b "),
        (Type::TOKEN, " a \n b ", "a b"),
        (Type::ANY_URI, "\turn:a ", "urn:a"),
        (Type::I32, " 7\n", "7"),
        (Type::DATE, " 2024-01-01 ", "2024-01-01"),
        (COLOURS, " dark\n blue ", "dark blue"),
        (COLOURS, " light  blue ", "light  blue"),
        (Type::SimpleList(&Type::I32), " 1\n 2 ", "1 2"),
    ] {
        let again = again(ty, &format!("<Value>{read}</Value>"));
        assert_eq!(again, format!("<a:Value>{written}</a:Value>"), "{ty:?} {read:?}");
    }
}

#[test]
fn a_name_that_an_enumeration_does_not_have_is_told() {
    static COLOURS: Type = Type::Enum(&["red", "dark blue"]);
    static RED: Defaulted = Defaulted { ty: COLOURS, text: "red" };
    for (ty, text, is_known) in [
        (COLOURS, "red", true),
        (COLOURS, " dark\tblue ", true),
        (COLOURS, "green", false),
        (COLOURS, "", false),
        (Type::SimpleList(&COLOURS), "red red", true),
        (Type::SimpleList(&COLOURS), "red green", false),
        (Type::Defaulted(&RED), "", true),
        (Type::Defaulted(&RED), "green", false),
    ] {
        let operation = operation(ty);
        let Body::Wrapped(wrapper) = &operation.request.body else { panic!() };
        let decode = |reading: &Reading| {
            let text = format!(
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Send xmlns='urn:a'>\
                 <Value>{text}</Value></Send></s:Body></s:Envelope>"
            );
            let mut value = Whole(Dynamic::new(&wrapper.def));
            decode_reply(operation, text.as_bytes(), reading, &mut Headers::default(), &mut value)
        };
        let departures = decode(&Reading::faithful()).unwrap().departures;
        let told: Vec<_> = departures.iter().map(|one| (one.kind, one.path.as_str())).collect();
        let expected = (DepartureKind::Unknown, "Envelope/Body/Send/Value");
        assert_eq!(told, if is_known { vec![] } else { vec![expected] }, "{text:?}");
        assert_eq!(decode(&Reading::strict()).is_ok(), is_known, "{text:?}");
    }
}

#[test]
fn mixed_content_is_kept_whole() {
    static MIXED: TypeDef = TypeDef::new(A, "Mixed", &[Particle::new(A, "Note", 0, OPTIONAL, Type::Any)]);
    let note = "<a:Note k=\"1\">some <b xmlns=\"urn:h\">bold</b> &amp; plain</a:Note>";
    assert_eq!(
        again(Type::Record(&MIXED), &format!("<Value>{note}</Value>")),
        "<a:Value><a:Note k=\"1\">some <b xmlns=\"urn:h\">bold</b> &amp; plain</a:Note></a:Value>"
            .replace("<a:Note k", "<a:Note xmlns=\"urn:a\" k")
    );
    let _ = Dynamic::new(&MIXED).view(0);
}

#[test]
fn items_that_are_nil_are_written_again() {
    #[derive(Default)]
    struct Links(Vec<Option<String>>);

    impl Record for Links {
        fn slot(&mut self, _: u16) -> Slot<'_> {
            self.0.slot()
        }

        fn view(&self, _: u16) -> View<'_> {
            Field::view(&self.0)
        }
    }

    /// What stands around it.
    struct Sent(Links);

    impl Record for Sent {
        fn slot(&mut self, _: u16) -> Slot<'_> {
            Slot::Record(&mut self.0)
        }

        fn view(&self, _: u16) -> View<'_> {
            View::Record(&self.0)
        }
    }

    impl Field for Sent {
        fn slot(&mut self) -> Slot<'_> {
            Slot::Record(self)
        }

        fn view(&self) -> View<'_> {
            View::Record(self)
        }
    }

    static LINKS: TypeDef = TypeDef::new(
        A,
        "Links",
        &[Particle::new(A, "Link", 0, OPTIONAL | NILLABLE | MANY, Type::Scalar(Scalar::String))],
    );
    let mut value = Sent(Links::default());
    let operation = operation(Type::Record(&LINKS));
    let read = "<Value><Link>x</Link><Link i:nil='true'/><Link/></Value>";
    decode(operation, read, &mut value).unwrap();
    assert_eq!(value.0.0, [Some("x".to_owned()), None, Some(String::new())]);
    assert_eq!(
        encode(operation, View::Record(&value.0)),
        "<a:Value><a:Link>x</a:Link><a:Link i:nil=\"true\"/><a:Link/></a:Value>"
    );
}

#[test]
fn a_name_of_an_enumeration_may_be_a_space() {
    #[derive(Debug, Clone, PartialEq)]
    enum Indication {
        Blank,
        Yes,
        Other(String),
    }

    impl Enumeration for Indication {
        fn known(name: &str) -> Option<Self> {
            match name {
                " " => Some(Self::Blank),
                "Y" => Some(Self::Yes),
                _ => None,
            }
        }

        fn other(name: Box<str>) -> Self {
            Self::Other(name.into())
        }

        fn as_wire(&self) -> &str {
            match self {
                Self::Blank => " ",
                Self::Yes => "Y",
                Self::Other(name) => name,
            }
        }
    }

    for (text, expected) in [
        (" ", Indication::Blank),
        (" Y\n", Indication::Yes),
        ("  ", Indication::Other(String::new())),
        (" N", Indication::Other("N".to_owned())),
    ] {
        let mut value = Indication::Yes;
        value.read(text).unwrap();
        assert_eq!(value, expected);
    }
    static NAMED: TypeDef =
        TypeDef::new(A, "Named", &[Particle::new(A, "Name", 0, 0, Type::Enum(&[" ", "Y"]))]);
    for text in [" ", "Y"] {
        let value = format!("<a:Value><a:Name>{text}</a:Name></a:Value>");
        assert_eq!(again(Type::Record(&NAMED), &value), value);
    }
}

#[test]
fn lists_may_repeat() {
    static ITEM: Particle = Particle::new(A, "Item", 0, OPTIONAL | MANY, Type::I32);
    static LISTS: TypeDef =
        TypeDef::new(A, "Lists", &[Particle::new(A, "List", 0, OPTIONAL | MANY, Type::List(&ITEM))]);
    let lists = "<a:Value><a:List><a:Item>1</a:Item><a:Item>2</a:Item></a:List><a:List/><a:List><a:Item>3</a:Item></a:List>\
                 </a:Value>";
    assert_eq!(again(Type::Record(&LISTS), lists), lists);
}

#[test]
fn white_space_of_tokens_and_uris_is_collapsed() {
    for scalar in [Scalar::Token, Scalar::AnyUri] {
        assert_eq!(
            again(Type::Scalar(scalar), "<Value> a \n b\t</Value>"),
            "<a:Value>a b</a:Value>",
            "{scalar:?}"
        );
    }
    assert_eq!(again(Type::Scalar(Scalar::String), "<Value> a  b</Value>"), "<a:Value> a  b</a:Value>");
}

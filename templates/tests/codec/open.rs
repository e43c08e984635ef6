//! Derived types, unknown elements, wildcards: what the contract does not say outright.

use soapwright_runtime::codec::{
    Derived, Dynamic, MANY, NILLABLE, OPTIONAL, Particle, Record as _, Scalar, Slot, Type, TypeDef, View,
    Wildcard, ns,
};
use soapwright_runtime::values::QName;

use crate::roundtrip::{again, again_keeping, decode, encode, operation};
use crate::tables::{A, B};

const TEXT: Type = Type::Scalar(Scalar::String);

static BASE: TypeDef = TypeDef::new(A, "Base", &[Particle::new(A, "Id", 0, OPTIONAL, TEXT)]);
static CIRCLE: TypeDef = TypeDef::new(
    B,
    "Circle",
    &[Particle::new(A, "Id", 0, OPTIONAL, TEXT), Particle::new(B, "Radius", 1, OPTIONAL, TEXT)],
);
static SHAPES: Derived = Derived { types: &[&BASE, &CIRCLE], default: Some(0) };
static ABSTRACT: Derived = Derived { types: &[&CIRCLE], default: None };

#[test]
fn xsi_type_picks_the_type_in_both_directions() {
    for (read, written) in [
        ("<Value><Id>1</Id></Value>", "<a:Value><a:Id>1</a:Id></a:Value>"),
        ("<Value i:type='Base'><Id>1</Id></Value>", "<a:Value><a:Id>1</a:Id></a:Value>"),
        (
            "<Value i:type=' b:Circle '><Id>1</Id><b:Radius>2</b:Radius></Value>",
            "<a:Value i:type=\"b:Circle\"><a:Id>1</a:Id><b:Radius>2</b:Radius></a:Value>",
        ),
        ("<Value i:type='b:Circle'/>", "<a:Value i:type=\"b:Circle\"/>"),
    ] {
        assert_eq!(again(Type::Derived(&SHAPES), read), written);
    }
    let error = decode(operation(Type::Derived(&SHAPES)), "<Value i:type='z:Circle'/>", &mut Any::default());
    assert!(error.unwrap_err().to_string().contains("xsi:type"));
}

#[test]
fn an_unknown_derived_type_is_kept_and_written_back() {
    for (ty, read, written) in [
        (
            &SHAPES,
            "<Value i:type='n:Square' xmlns:n='urn:new' k='1'><n:Side>3</n:Side></Value>",
            "<a:Value xmlns:n=\"urn:new\" xmlns:t0=\"urn:new\" i:type=\"t0:Square\" k=\"1\"><n:Side>3</n:Side></a:Value>",
        ),
        // Without a type the abstract one cannot be told.
        (
            &ABSTRACT,
            "<Value><b:Radius>1</b:Radius></Value>",
            "<a:Value xmlns:b=\"urn:b\"><b:Radius>1</b:Radius></a:Value>",
        ),
        (&ABSTRACT, "<Value i:type='b:Circle'/>", "<a:Value i:type=\"b:Circle\"/>"),
        // The prefix of the element means something else in its content.
        (
            &SHAPES,
            "<Value xmlns:b='urn:b' xmlns:a='urn:other' i:type='b:Square'><a:Side/></Value>",
            "<e0:Value xmlns:e0=\"urn:a\" xmlns:a=\"urn:other\" xmlns:t0=\"urn:b\" i:type=\"t0:Square\"><a:Side/></e0:Value>",
        ),
    ] {
        assert_eq!(again(Type::Derived(ty), read), written);
    }
}

#[test]
fn what_is_kept_has_its_own_attributes_only() {
    static HOLDER: TypeDef = TypeDef::new(A, "Holder", &[Particle::new(A, "Open", 0, OPTIONAL, Type::Any)]);
    for empty in
        ["<b:Open xmlns:b='urn:a'/>", "<Open ></Open>", "<n:x xmlns:n='urn:n' k='1'/><a:Open></a:Open>"]
    {
        let read = format!("<Value i:type='x:Holder' xmlns:x='urn:a' k='1'>{empty}</Value>");
        assert_eq!(again(Type::Record(&HOLDER), &read), "<a:Value><a:Open/></a:Value>");
    }
}

#[test]
fn only_the_prefixes_that_kept_content_uses_are_declared_with_it() {
    static HOLDER: TypeDef = TypeDef::new(A, "Holder", &[Particle::new(A, "Open", 0, OPTIONAL, Type::Any)]);
    let open = "<Open><x:y xmlns:x=\"urn:x\" a=\"n-s:z\"/></Open>";
    let read = format!("<Value xmlns:s='urn:s' xmlns:y='urn:y'>{open}</Value>");
    assert_eq!(
        again(Type::Record(&HOLDER), &read),
        "<a:Value><a:Open><x:y xmlns:x=\"urn:x\" a=\"n-s:z\"/></a:Open></a:Value>"
    );
    let read = format!("<Value xmlns:n-s='urn:s'>{open}</Value>");
    assert_eq!(
        again(Type::Record(&HOLDER), &read),
        "<a:Value><a:Open xmlns:n-s=\"urn:s\"><x:y xmlns:x=\"urn:x\" a=\"n-s:z\"/></a:Open></a:Value>"
    );
}

#[test]
fn an_element_without_a_namespace_keeps_none_around_content_that_has_a_default() {
    static OPEN: TypeDef =
        TypeDef::new(A, "Open", &[Particle::new(ns::NONE, "Data", 0, OPTIONAL, Type::Any)]);
    let read = "<Value><Data xmlns=''><x xmlns='urn:x'/></Data></Value>";
    assert_eq!(again(Type::Record(&OPEN), read), "<a:Value><Data><x xmlns='urn:x'/></Data></a:Value>");
    // As a user may put it together.
    let mut value = Dynamic::new(&OPEN);
    if let Slot::Any(any) = value.slot(0) {
        any.declarations = vec![(String::new(), "urn:x".into())];
        any.xml = "<!-- <z> --><x k='>'><y/></x><x xmlns=''/> <w xmlnsx='1'/><![CDATA[<v>]]>".into();
    }
    assert_eq!(
        encode(operation(Type::Record(&OPEN)), View::Record(&value)),
        "<a:Value><Data><!-- <z> --><x xmlns=\"urn:x\" k='>'><y/></x><x xmlns=''/> <w xmlns=\"urn:x\" xmlnsx='1'/>\
         <![CDATA[<v>]]></Data></a:Value>"
    );
}

#[test]
fn unknown_elements_stay_in_their_place() {
    static PERSON: TypeDef = TypeDef::new(
        A,
        "Person",
        &[
            Particle::new(A, "Name", 0, OPTIONAL | NILLABLE, TEXT),
            Particle::new(A, "Phone", 1, OPTIONAL | MANY, TEXT),
            Particle::new(A, "Rank", 2, OPTIONAL, TEXT),
        ],
    );
    let kept = again_keeping(
        &PERSON,
        "<First/><Name>n</Name><b:Second k='1'>x<b:y/></b:Second><Phone>1</Phone><Third i:nil='true'/><n:Third \
         xmlns:n='urn:n'>&amp;</n:Third><Rank>2</Rank><Last xmlns=''><z/></Last>",
    );
    assert_eq!(
        kept,
        "<a:Value><a:First/><a:Name>n</a:Name><b:Second xmlns:b=\"urn:b\" k=\"1\">x<b:y/></b:Second>\
         <a:Phone>1</a:Phone><a:Third xmlns:a0=\"http://www.w3.org/2001/XMLSchema-instance\" a0:nil=\"true\"/>\
         <e0:Third xmlns:e0=\"urn:n\">&amp;</e0:Third><a:Rank>2</a:Rank><Last><z/></Last></a:Value>"
    );
    // Text, too, which is refused elsewhere.
    assert_eq!(
        again_keeping(&PERSON, " one &amp;<Name>n</Name><!-- --> <![CDATA[<two>]]> <Rank>2</Rank>\n"),
        "<a:Value> one &amp;<a:Name>n</a:Name> &lt;two&gt; <a:Rank>2</a:Rank></a:Value>"
    );
    // Whoever does not ask for it passes over them.
    assert_eq!(
        again(Type::Record(&PERSON), "<Value><First/><Rank>2</Rank><b:Rank/></Value>"),
        "<a:Value><a:Rank>2</a:Rank></a:Value>"
    );
}

#[test]
fn wildcards_take_what_their_namespaces_allow() {
    static ANY: Wildcard = Wildcard::Any;
    static OTHER: Wildcard = Wildcard::Other(A);
    static ONLY: Wildcard = Wildcard::Only(&[ns::NONE, B]);
    const fn holder(row: &'static [Particle]) -> TypeDef {
        TypeDef::new(A, "Holder", row)
    }
    static ALL: TypeDef =
        holder(&[Particle::new(A, "Id", 0, OPTIONAL, TEXT), Particle::wildcard(1, OPTIONAL | MANY, &ANY)]);
    static OTHERS: TypeDef =
        holder(&[Particle::new(A, "Id", 0, OPTIONAL, TEXT), Particle::wildcard(1, OPTIONAL | MANY, &OTHER)]);
    static SOME: TypeDef =
        holder(&[Particle::wildcard(1, OPTIONAL, &ONLY), Particle::new(A, "Id", 0, OPTIONAL, TEXT)]);
    let read = "<Value><Id>1</Id><own/><n:new xmlns:n='urn:n' n:k='1'>t</n:new><none xmlns=''/><b:b><b:c/></b:b></Value>";
    let new = "<e0:new xmlns:e0=\"urn:n\" xmlns:a0=\"urn:n\" a0:k=\"1\">t</e0:new>";
    let b = "<b:b xmlns:b=\"urn:b\"><b:c/></b:b>";
    assert_eq!(
        again(Type::Record(&ALL), read),
        format!("<a:Value><a:Id>1</a:Id><a:own/>{new}<none/>{b}</a:Value>")
    );
    assert_eq!(again(Type::Record(&OTHERS), read), format!("<a:Value><a:Id>1</a:Id>{new}{b}</a:Value>"));
    // One, and it stands before the others.
    assert_eq!(again(Type::Record(&SOME), read), "<a:Value><none/><a:Id>1</a:Id></a:Value>");
}

#[test]
fn attributes_of_any_name_are_kept() {
    static OPEN: TypeDef = TypeDef {
        attributes: &[
            Particle::new(ns::NONE, "id", 0, OPTIONAL, TEXT),
            Particle::any_attribute(1, &Wildcard::Any),
        ],
        ..TypeDef::new(A, "Open", &[Particle::new(A, "X", 2, OPTIONAL, TEXT)])
    };
    assert_eq!(
        again(
            Type::Record(&OPEN),
            "<Value i:nil='false' z='&lt;' id='7' n:y=\"'\" xml:lang='en' xmlns:n='urn:n'><X>1</X></Value>"
        ),
        "<a:Value id=\"7\" z=\"&lt;\" xmlns:a1=\"urn:n\" a1:y=\"'\" xml:lang=\"en\"><a:X>1</a:X></a:Value>"
    );
}

#[test]
fn names_in_open_content_must_be_names() {
    static ALL: TypeDef =
        TypeDef::new(A, "Holder", &[Particle::wildcard(0, OPTIONAL | MANY, &Wildcard::Any)]);
    let mut value = Dynamic::new(&ALL);
    if let Slot::Sequence(sequence) = value.slot(0)
        && let Slot::Element(element) = sequence.push()
    {
        element.name = QName::new("", "a b");
    }
    let operation = operation(Type::Record(&ALL));
    let arguments = [View::Record(&value)];
    let error =
        soapwright_runtime::soap::encode_body(operation, &soapwright_runtime::codec::Arguments(&arguments));
    assert!(error.unwrap_err().to_string().contains("is not a name"));
}

#[derive(Default)]
struct Any(soapwright_runtime::values::AnyType);

impl soapwright_runtime::codec::Field for Any {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Absent
    }
}

impl soapwright_runtime::codec::Record for Any {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::Choice(self)
    }

    fn view(&self, _: u16) -> View<'_> {
        View::Absent
    }
}

impl soapwright_runtime::codec::Choice for Any {
    fn pick(&mut self, _: u16) -> Slot<'_> {
        Slot::Any(&mut self.0)
    }

    fn variant(&self) -> u16 {
        0
    }

    fn chosen(&self) -> View<'_> {
        View::Any(&self.0)
    }
}

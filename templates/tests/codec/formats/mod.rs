//! `Serialize` and `Deserialize`. What generated types look like stands beside the envelopes of `tests/features`.

mod thing;

use serde::de::value::MapDeserializer;
use serde_json::{Value, from_str, from_value, json, to_string, to_value};
use soapwright_runtime::codec::with_serde::{Deserialize, Deserializer, Serialize};
use soapwright_runtime::values::{
    AnyType, Attachment, Attributes, Base64, Char, DateTime, Decimal, Element, Guid, Integer, List, Map,
    Nillable, QName, SimpleList, Unknown,
};

use crate::tables::Crate;
use thing::{Any, Pick, Thing};

/// The value that JSON says, after it came back the same, by text and by a tree that sorts.
fn same<T>(value: &T, json: &Value)
where
    T: PartialEq + std::fmt::Debug + Serialize + for<'de> Deserialize<'de>,
{
    let text = to_string(value).unwrap();
    assert_eq!(from_str::<Value>(&text).unwrap(), *json);
    assert_eq!(from_str::<T>(&text).unwrap(), *value, "{text}");
    assert_eq!(from_value::<T>(to_value(value).unwrap()).unwrap(), *value, "{text}");
}

#[test]
fn a_record_is_an_object() {
    same(&Thing::default(), &json!({ "id": 0, "rank": 0, "number": 0 }));
    let mut lists = List::from([List::from([u64::MAX]), List::default()]);
    lists.push_nil();
    let mut value = Thing {
        id: -1,
        other_id: Some("b".to_owned()),
        rank: 7,
        both: Nillable::Nil,
        lists,
        map: Map::from([("x".to_owned(), Some(0.1)), ("a".to_owned(), None)]),
        pick: Pick::Words(vec!["a".to_owned(), String::new()]),
        again: vec![Pick::Number(1), Pick::Words(vec!["b".to_owned()]), Pick::Words(Vec::new())],
        any: vec![element()],
        attribute: Some(true),
        attributes: Attributes(vec![
            (QName::new("urn:x", "z"), "1".into()),
            (QName::new("", "a"), "2".into()),
        ]),
        unknown: Unknown::default(),
    };
    value.unknown.push(3, element());
    value.unknown.push(
        0,
        Element { content: AnyType { xml: "text".into(), ..AnyType::default() }, ..Element::default() },
    );
    let element = json!({
        "name": "{urn:e}e",
        "type": "{urn:t}T",
        "attributes": [["{urn:x}k", "v"]],
        "namespaces": [["p", "urn:p"]],
        "xml": "a<p:b/>&lt;",
    });
    same(
        &value,
        &json!({
            "id": -1,
            "id#2": "b",
            "rank": 7,
            "both": null,
            "lists": [[u64::MAX], { "$absent": true }, null],
            "map": [{ "Key": "x", "Value": 0.1 }, { "Key": "a" }],
            "word": ["a", ""],
            "$choice": [{ "number": 1 }, { "word": ["b"] }, { "word": [] }],
            "$any": [element],
            "@id": true,
            "$attributes": [["{urn:x}z", "1"], ["a", "2"]],
            "$unknown": [[0, { "name": "", "xml": "text" }], [3, element]],
        }),
    );
    let mut nil = Thing::default();
    nil.lists = List::nil();
    for (pick, json) in [
        (Pick::List(List::nil()), json!(null)),
        (Pick::List(List::default()), json!({ "$absent": true })),
        (Pick::List(List::from([])), json!([])),
    ] {
        nil.pick = pick;
        same(&nil, &json!({ "id": 0, "rank": 0, "lists": null, "list": json }));
    }
    for (pick, key) in [(Pick::Nothing(()), "nothing"), (Pick::Maybe(None), "maybe")] {
        same(&Thing { pick, ..Thing::default() }, &json!({ "id": 0, "rank": 0, key: null }));
    }
}

fn element() -> Element {
    Element::new(
        QName::new("urn:e", "e"),
        AnyType {
            type_name: Some(QName::new("urn:t", "T")),
            attributes: vec![(QName::new("urn:x", "k"), "v".into())],
            declarations: vec![("p".into(), "urn:p".into())],
            xml: "a<p:b/>&lt;".into(),
        },
    )
}

#[test]
fn one_of_several_types_says_which() {
    let twin = Any::Twin(Box::new(Crate { weight: 2, ..Crate::default() }));
    same(&Any::Crate(Box::default()), &json!({ "$type": "Crate", "Weight": 0 }));
    same(&twin, &json!({ "$type": "Crate#2", "Weight": 2 }));
    let mut xml = AnyType { xml: "<a/>".into(), ..AnyType::default() };
    same(&Any::Other(xml.clone()), &json!({ "$other": "<a/>" }));
    xml.type_name = Some(QName::new("u", "T"));
    same(&Any::Other(xml), &json!({ "$other": { "type": "{u}T", "xml": "<a/>" } }));
    // The type may come last.
    assert_eq!(from_str::<Any>(r#"{"Weight": 2, "$type": "Crate#2"}"#).unwrap(), twin);
    for (text, error) in [
        (r#"{"Weight": 2}"#, "$type: it is missing"),
        (r#"{"$type": "Box"}"#, "$type: there is no such type"),
        (r#"{"$type": 1}"#, "$type: expected a string, found a number"),
        (r#"{"$other": "", "Weight": 2}"#, "Weight: there is no such member"),
        (r#"{"$type": "Crate", "$type": "Crate"}"#, "$type: there is no such member"),
        ("[]", "expected an object, found a list"),
    ] {
        assert_eq!(place(from_str::<Any>(text).unwrap_err()), error, "{text}");
    }
}

/// The feature `arbitrary_precision` of `serde_json`, which any crate of a program may turn on, hands on numbers so.
#[test]
fn numbers_of_any_precision_are_numbers() {
    let read = |digits: &str| {
        let number = MapDeserializer::<_, serde_json::Error>::new(
            [("$serde_json::private::Number", digits.to_owned())].into_iter(),
        );
        Nillable::<f64>::deserialize(number)
    };
    assert_eq!(read("7").unwrap(), Nillable::Value(7.0));
    assert_eq!(read("-1.5e3").unwrap(), Nillable::Value(-1500.0));
    assert!(read("x").is_err());
}

#[test]
fn values_stand_by_themselves() {
    same(
        &"2024-02-29T23:59:59.10+02:00".parse::<DateTime>().unwrap(),
        &json!("2024-02-29T23:59:59.10+02:00"),
    );
    same(&"0.10".parse::<Decimal>().unwrap(), &json!("0.10"));
    same(&"99999999999999999999".parse::<Integer>().unwrap(), &json!("99999999999999999999"));
    assert_eq!(from_str::<Integer>("-7").unwrap(), "-7".parse::<Integer>().unwrap());
    same(&Char(0xd800), &json!(0xd800));
    same(&Base64(vec![1, 2, 255]), &json!("AQL/"));
    same(&Guid::from_u128(5), &json!("00000000-0000-0000-0000-000000000005"));
    same(&QName::new("urn:{}", "a"), &json!("{urn:{}}a"));
    same(&SimpleList(vec![f32::INFINITY, 0.1, -0.0]), &json!(["INF", 0.1, -0.0]));
    same(&SimpleList(vec![QName::new("", "a"), QName::new("u", "b")]), &json!(["a", "{u}b"]));
    same(&SimpleList::<bool>::default(), &json!([]));
    same(&AnyType { xml: "a&amp;b".into(), ..AnyType::default() }, &json!("a&amp;b"));
    let mut list = List::from([1]);
    list.push_nil();
    same(&list, &json!([1, null]));
    same(&[List::<i32>::absent(), List::nil(), List::new()], &json!([{ "$absent": true }, null, []]));
    same(&[Map::<i32, i32>::absent(), Map::nil(), Map::new()], &json!([{ "$absent": true }, null, []]));
    let nillables = [Nillable::Absent, Nillable::Nil, Nillable::Value(Thing::default())];
    same(&nillables, &json!([{ "$absent": true }, null, { "id": 0, "rank": 0, "number": 0 }]));
    let attachment = Attachment { id: "i".into(), ..Attachment::new("text/plain", &b"abc"[..]) };
    same(&attachment, &json!({ "contentType": "text/plain", "id": "i", "bytes": "YWJj" }));
    for bits in [f64::MAX, f64::MIN_POSITIVE, 5e-324, -0.0, 1e17, f64::NEG_INFINITY] {
        same(
            &Nillable::Value(bits),
            &to_value(bits).unwrap().as_f64().map_or(json!("-INF"), |bits| json!(bits)),
        );
    }
    assert!(matches!(from_str::<Nillable<f64>>("\"NaN\""), Ok(Nillable::Value(value)) if value.is_nan()));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let whole = json!({ "id": 0, "number": 0 });
    assert!(from_value::<Thing>(whole.clone()).is_ok());
    let with = |key: &str, value: Value| {
        let mut thing = whole.clone();
        thing[key] = value;
        to_string(&thing).unwrap()
    };
    let inner = |thing: &str| format!("{{\"Inner\": {{\"Inner\": {thing}}}}}");
    for (text, error) in [
        ("{}", "id: it is missing"),
        (r#"{"id": 1}"#, "number: it is missing, and so is what may stand in its place"),
        (r#"{"id": 1, "id": 1, "number": 1}"#, "id: it is there twice"),
        (&with("word", json!([])), "number: it is there beside another alternative of its choice"),
        (&with("Id", json!(1)), "Id: there is no such member"),
        (&with("id", json!("secret")), "id: expected a whole number, found a string"),
        (&with("id", json!(1.5)), "id: expected a whole number, found a number"),
        (&with("id", json!(null)), "id: it must not be null"),
        (&with("rank", json!(null)), "rank: it must not be null"),
        (&with("rank", json!(40000)), "rank: the number is out of the range of its type"),
        (&with("id#3", json!(1)), "id#3: there is no such member"),
        (
            &with("both", json!("inf")),
            "both: expected a number, \"NaN\", \"INF\" or \"-INF\", found a string",
        ),
        (
            &with("lists", json!([[1], [2, -1]])),
            "lists[2][2]: expected an xs:unsignedLong (a whole number of 64 bits, not negative)",
        ),
        (&with("lists", json!([1])), "lists[1]: expected a list, found a number"),
        (&with("map", json!({ "a": 1 })), "map: expected a list, found an object"),
        (&with("map", json!([{ "Value": 1 }])), "map[1]/Key: it is missing"),
        (
            &with("map", json!([{ "Key": "a", "Value": 1e300 }])),
            "map[1]/Value: the number is out of the range of its type",
        ),
        (&with("number", json!(null)), "number: it must not be null"),
        (
            &with("$choice", json!([{ "number": 1, "word": [] }])),
            "$choice[1]: expected an object with one member, an alternative of the choice",
        ),
        (&with("$choice", json!([{ "list": [] }])), "$choice[1]/list: there is no such alternative"),
        (&with("$choice", json!([{ "number": null }])), "$choice[1]/number: it must not be null"),
        (&with("$unknown", json!([[1]])), "$unknown: expected a list of two"),
        (&with("$any", json!([{ "xml": "" }])), "$any[1]: `name` is missing"),
        (&with("@id", json!("true")), "@id: expected a boolean, found a string"),
    ] {
        assert_eq!(place(from_str::<Thing>(text).unwrap_err()), error, "{text}");
    }
    for (text, error) in [
        (inner(r#"{"Open": {"name": "x", "xml": ""}}"#), "Inner/Inner/Open/name: there is no such member"),
        (inner(r#"{"Part": [1, null]}"#), "Inner/Inner/Part[2]: expected a whole number, found null"),
        (inner("7"), "Inner/Inner: expected an object, found a number"),
    ] {
        assert_eq!(place(from_str::<Crate>(&text).unwrap_err()), error, "{text}");
    }
    assert_eq!(place(from_str::<DateTime>("null").unwrap_err()), "it must not be null");
    assert!(
        from_str::<DateTime>("\"secret\"").unwrap_err().to_string().starts_with("expected an xs:dateTime")
    );
}

/// What a text format adds is the place in the text.
fn place(error: serde_json::Error) -> String {
    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
}

#[test]
fn kept_xml_cannot_break_out_of_its_element() {
    let read = |json: Value| from_value::<AnyType>(json).map(|any| any.xml);
    assert_eq!(read(json!("a<b>c</b><!-- d --><e/>")).unwrap(), "a<b>c</b><!-- d --><e/>");
    let p = json!([["p", "urn:p"], ["", "urn:d"]]);
    assert!(read(json!({ "namespaces": p, "xml": "<p:a><b/></p:a>" })).is_ok());
    for xml in [
        "</x><x>",
        "<a>",
        "</a>",
        "<a/",
        "&",
        "&nope;",
        "<p:a/>",
        "]]>",
        "<a b='1' b='2'/>",
        "<!DOCTYPE x>",
        "\u{1}",
    ] {
        let error = read(json!({ "xml": xml })).unwrap_err();
        assert_eq!(error.to_string(), "xml: expected XML that is well-formed by itself", "{xml}");
    }
    for prefix in ["a b", "a=''><b", "1"] {
        assert!(read(json!({ "namespaces": [[prefix, "u"]], "xml": "" })).is_err(), "{prefix}");
    }
}

#[test]
fn nesting_has_a_limit_in_both_directions() {
    let mut value = Crate::default();
    for _ in 0..2000 {
        value = Crate { inner: Some(Box::new(value)), ..Crate::default() };
    }
    assert!(to_string(&value).unwrap_err().to_string().ends_with("values nest too deep"));
    let mut deep = 0u32;
    struct Deep<'d>(&'d mut u32);
    impl<'de> Deserializer<'de> for Deep<'_> {
        type Error = serde_json::Error;

        fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            *self.0 += 1;
            visitor.visit_some(self)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }
    assert!(Crate::deserialize(Deep(&mut deep)).is_err());
    assert!(deep < 1000, "{deep}");
}

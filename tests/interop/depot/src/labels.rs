//! A dictionary whose values are of any type.

use depot::values::{AnyType, DateTime, Decimal, Map, QName};

use crate::checks::{Check, equal};
use crate::{Client, Named, seen};

pub(crate) const CHECKS: [Named; 3] = [
    ("anything in a dictionary, from the server", from_the_server),
    ("anything in a dictionary, there and back", there_and_back),
    ("anything in a dictionary, from the client", from_the_client),
];

const XSD: &str = "http://www.w3.org/2001/XMLSchema";
const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";
const SERVICE: &str = "http://depot.example/service";
const FLEET: &str = "http://depot.example/fleet";

fn from_the_server(client: &Client) -> Check {
    let labels = client.call(|depot| depot.get_labels())?.get_labels_result;
    // A type as its namespace and local name, and the text where there is one.
    let expected = [
        ("int", Some((XSD, "int", Some("5")))),
        ("string", Some((XSD, "string", Some("a < b & c")))),
        ("dateTime", Some((XSD, "dateTime", Some("2019-05-17T12:00:00Z")))),
        ("bool", Some((XSD, "boolean", Some("true")))),
        ("null", None),
        ("decimal", Some((XSD, "decimal", Some("1.10")))),
        ("guid", Some((SERIALIZATION, "guid", Some("6f9619ff-8b86-d011-b42d-00cf4fc964ff")))),
        ("span", Some((SERIALIZATION, "duration", Some("P1DT2H3M4S")))),
        ("bytes", Some((XSD, "base64Binary", Some("AQL/")))),
        ("duty", Some((FLEET, "Duty", Some("Night Cold")))),
        ("stamp", Some((SERVICE, "Stamp", None))),
        ("vehicle", Some((FLEET, "Truck", None))),
    ];
    equal("keys", labels.keys().collect::<Vec<_>>(), expected.map(|(key, _)| key))?;
    for (key, expected) in expected {
        let value = labels.get(key).ok_or("a key is gone")?.as_ref();
        let Some((space, name, text)) = expected else {
            equal(key, value, None)?;
            continue;
        };
        let value = value.ok_or_else(|| format!("{key} is nil"))?;
        equal(key, &value.type_name, &Some(QName::new(space, name)))?;
        equal(key, value.text().as_deref(), text)?;
    }
    Ok(())
}

/// The keys and values in the server's words are the same before and after.
fn there_and_back(client: &Client) -> Check {
    let read = client.call(|depot| depot.get_labels())?;
    equal("lines about the labels", read.seen.len(), 24)?;
    let echo = client.call(|depot| depot.echo_labels(&read.get_labels_result))?;
    seen(&echo.seen, &read.seen)?;
    equal("the echo", echo.echo_labels_result, read.get_labels_result)
}

fn from_the_client(client: &Client) -> Check {
    let stamp = AnyType {
        type_name: Some(QName::new(SERVICE, "Stamp")),
        declarations: vec![("d".into(), SERVICE.into())],
        xml: "<d:By>Per &amp; Pål</d:By><d:At>2020-02-29T23:59:59.1234567Z</d:At>".into(),
        ..AnyType::default()
    };
    let bicycle = AnyType {
        type_name: Some(QName::new(FLEET, "Bicycle")),
        declarations: vec![(String::new(), FLEET.into())],
        xml: "<Plate>B 1</Plate><Wheels>2</Wheels><Duties>Cold</Duties><Electric>true</Electric>".into(),
        ..AnyType::default()
    };
    let date: DateTime = "2021-03-04T05:06:07".parse()?;
    let decimal: Decimal = "-12.340".parse()?;
    let labels: Map<String, Option<AnyType>> = [
        ("int", Some(AnyType::int(-7))),
        ("long", Some(AnyType::long(i64::MIN))),
        ("string", Some(AnyType::string(" a<b> & \"c\" ]]> "))),
        ("empty", Some(AnyType::string(""))),
        ("dateTime", Some(AnyType::date_time(&date))),
        ("bool", Some(AnyType::boolean(true))),
        ("double", Some(AnyType::double(1.5))),
        ("decimal", Some(AnyType::decimal(&decimal))),
        ("Æ<&>", None),
        (
            "guid",
            Some(AnyType::simple(QName::new(SERIALIZATION, "guid"), "00000000-0000-0000-0000-000000000001")),
        ),
        ("duty", Some(AnyType::simple(QName::new(FLEET, "Duty"), "Night Heavy"))),
        ("stamp", Some(stamp)),
        ("vehicle", Some(bicycle)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect();
    let echo = client.call(|depot| depot.echo_labels(&labels))?;
    seen(
        &echo.seen,
        &[
            "/int=Int32 -7",
            "/long=Int64 -9223372036854775808",
            "/string=String  a<b> & \"c\" ]]> ",
            "/empty=String ",
            "/dateTime=DateTime 2021-03-04T05:06:07",
            "/bool=Boolean True",
            "/double=Double 1.5",
            "/decimal=Decimal -12.340",
            "/Æ<&>=null",
            "/guid=Guid 00000000-0000-0000-0000-000000000001",
            "/duty=Duty Night, Heavy",
            "/stamp=Stamp",
            "/stamp/By=String Per & Pål",
            "/stamp/At=DateTime 2020-02-29T23:59:59.1234567Z",
            "/vehicle=Bicycle",
            "/vehicle/Plate=String B 1",
            "/vehicle/Wheels=Int32 2",
            "/vehicle/Duties=Duty Cold",
            "/vehicle/Electric=Boolean True",
        ],
    )
}

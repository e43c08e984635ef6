//! Elements that are kept as XML, many of them with the same names: each is read as it is read alone.

use soapwright_runtime::codec::{MANY, OPTIONAL, Particle, Type, TypeDef, Wildcard};

use crate::attributes::Numbers;
use crate::roundtrip::{again, decode, operation};
use crate::tables::A;

static HOLDER: TypeDef = TypeDef::new(A, "Holder", &[Particle::wildcard(0, OPTIONAL | MANY, &Wildcard::Any)]);

/// What is written of the elements, which are all that a record has.
fn kept(elements: &str) -> String {
    let written = again(Type::Record(&HOLDER), &format!("<Value>{elements}</Value>"));
    let inner = written.strip_prefix("<a:Value>").and_then(|rest| rest.strip_suffix("</a:Value>"));
    inner.unwrap_or_else(|| panic!("{written}")).to_owned()
}

#[test]
fn tags_that_differ_in_their_values_alone() {
    let tags = [
        ("<e:x xmlns:e='urn:e' k='1'>", "</e:x>"),
        ("<e:x xmlns:e='urn:e' k='2'>", "</e:x>"),
        ("<e:x xmlns:e='urn:f' k='2'>", "</e:x>"),
        ("<e:y xmlns:e='urn:e' k='&lt;'>", "</e:y>"),
        ("<e:y xmlns:e='urn:e' k=''>", "</e:y>"),
        ("<e:y xmlns:e='urn:e' k='\"'>", "</e:y>"),
        ("<e:y xmlns:e='urn:e' k=\"'\">", "</e:y>"),
        ("<e:y xmlns:e='urn:e' k='1' l='e:q'>", "</e:y>"),
        ("<e:y xmlns:e='urn:e' e:k='1' k='2'>", "</e:y>"),
        ("<e:y xmlns:e='urn:f' e:k='1' k='2'>", "</e:y>"),
        ("<x xmlns='urn:e' k='1'>", "</x>"),
        ("<x xmlns='' k='1'>", "</x>"),
        ("<x xmlns='' k='1' i:nil='false'>", "</x>"),
        ("<b:x i:type='b:t' k='1'>", "</b:x>"),
        ("<b:x i:type='a:t' k='1'>", "</b:x>"),
        ("<b:x b:k='1' k='2'\n>", "</b:x>"),
        ("<b:x k='1' k2='2' k3='3' k4='4' k5='5'>", "</b:x>"),
        ("<b:x k='1'>", "</b:x>"),
        ("<b:x k='1'/>", ""),
        ("<b:x k='7'/>", ""),
        ("<e:x xmlns:e='urn:e' k='3'/>", ""),
        ("<e:x xmlns:e='urn:e' k='4'/>", ""),
    ];
    let contents =
        ["", "text", "12:30", "b:name", "&amp;", "<b:in k='1'>t</b:in>", "<in>u</in>:", "<!-- b:c -->"];
    let mut numbers = Numbers(7);
    for _ in 0..100 {
        let (mut together, mut alone) = (String::new(), String::new());
        for _ in 0..12 {
            let (start, end) = tags[numbers.below(tags.len())];
            let content = if end.is_empty() { "" } else { contents[numbers.below(contents.len())] };
            let element = format!("{start}{content}{end}");
            alone.push_str(&kept(&element));
            together.push_str(&element);
        }
        assert_eq!(kept(&together), alone, "{together}");
    }
}

#[test]
fn a_tag_like_the_last_one_is_checked_as_that_was() {
    let good = "<e:x xmlns:e='urn:e' k='1'>t</e:x>";
    for bad in [
        "<e:x xmlns:e='urn:e' k='<'>t</e:x>",
        "<e:x xmlns:e='urn:e' k='1' k='1'>t</e:x>",
        "<e:x xmlns:e='urn:e' k='1' xmlns:e='urn:e'>t</e:x>",
        "<e:x xmlns:e='urn:e' k='1'l='2'>t</e:x>",
        "<e:x xmlns:e='urn:e' k='&no;'>t</e:x>",
        "<e:x xmlns:e='urn:e' k='1>t</e:x>",
        "<e:x xmlns:e='urn:e' k='1'>t</e:y>",
        "<e:x k='1'>t</e:x>",
        "<e:x xmlns:e='urn:e' k='1'>t]]></e:x>",
    ] {
        let value = format!("<Value>{good}{good}{bad}</Value>");
        let mut whole = crate::roundtrip::Whole(soapwright_runtime::codec::Dynamic::new(&HOLDER));
        assert!(decode(operation(Type::Record(&HOLDER)), &value, &mut whole).is_err(), "{bad}");
    }
}

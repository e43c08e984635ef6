//! The engine looks at text in pieces: nothing may depend on where their edges are.

use soapwright_runtime::codec::{DepartureKind, Field as _, Reading};
use soapwright_runtime::soap::decode_reply;

use crate::tables::{Crate, Headers, SAVE, read_text, reply};
use crate::written;

/// Longer than a piece, with `subject` at every place around the edge of the first.
fn around_the_edge(template: &str, subject: &str, judge: &dyn Fn(&str, usize)) {
    let begins = reply(template).find("(pad)").unwrap();
    for at in 8184..8200 {
        let pad = "x".repeat(at - begins);
        judge(&reply(&template.replacen("(pad)", &pad, 1).replacen("(subject)", subject, 1)), pad.len());
    }
}

const PLACES: [&str; 7] = [
    "<Label>(pad)(subject)</Label><Part>1</Part>",
    "<Zzz>(pad)(subject)</Zzz><Part>1</Part>",
    "<Zzz><y>(pad)(subject)</y></Zzz><Part>1</Part>",
    "<Open>(pad)(subject)</Open><Part>1</Part>",
    "<Open><y>(pad)(subject)</y></Open><Part>1</Part>",
    "<Zzz a='(pad)(subject)'/><Part>1</Part>",
    "<!--(pad)(subject)--><Part>1</Part>",
];

#[test]
fn what_xml_forbids_is_refused_wherever_it_stands() {
    for place in PLACES {
        for forbidden in ["\u{1}", "\u{1f}", "\u{0}", "\u{fffe}", "\u{ffff}"] {
            around_the_edge(place, forbidden, &|text, _| {
                let error = read_text(text).unwrap_err();
                assert_eq!(error.offset(), text.find(forbidden).unwrap(), "{error}");
            });
        }
        for allowed in ["\u{7f}", "\t", "\u{fffd}", "\u{ff08}", "]]", "]] >"] {
            around_the_edge(place, allowed, &|text, _| {
                assert_eq!(read_text(text).unwrap().unwrap().parts, [1], "{allowed:?}");
            });
        }
    }
    for place in PLACES.iter().take(5) {
        around_the_edge(place, "]]>", &|text, _| {
            assert!(read_text(text).unwrap_err().to_string().contains("`]]>` in text"));
        });
    }
}

#[test]
fn lines_end_alike_wherever_they_stand() {
    for (written, meant) in [("\r\n", "\n"), ("\r", "\n"), ("\n", "\n"), ("&#13;\n", "\r\n")] {
        around_the_edge("<Label>(pad)(subject)y</Label><Part>1</Part>", written, &|text, pad| {
            let value = read_text(text).unwrap().unwrap();
            assert_eq!(value.label.unwrap(), format!("{}{meant}y", "x".repeat(pad)));
        });
    }
}

#[test]
fn markup_is_escaped_wherever_it_stands() {
    for (subject, escaped) in [
        ("&", "&amp;"),
        ("<>", "&lt;&gt;"),
        ("\r\n\t", "&#xD;\n\t"),
        ("\"'", "\"'"),
        ("\u{ff08}", "\u{ff08}"),
    ] {
        for before in 0..40 {
            for after in [0, 1, 15, 16, 17] {
                let (before, after) = ("x".repeat(before), "y".repeat(after));
                let value = Crate { label: Some(format!("{before}{subject}{after}")), ..Crate::default() };
                let expected = format!("<a:Label>{before}{escaped}{after}</a:Label>");
                assert!(written(value.view()).contains(&expected), "{expected}");
            }
        }
    }
}

#[test]
fn whatever_follows_the_envelope_is_left_out_by_a_lenient_reading() {
    let good = reply("<Weight>1</Weight>");
    for junk in ["<br/>", "x", "<?xml version=\"1.0\"?><a/>", "<!DOCTYPE a>", "<!-- -- -->"] {
        let text = format!("{good} {junk}");
        assert!(read_text(&text).is_err(), "{junk}");
        let mut value: Option<Crate> = None;
        let parts =
            decode_reply(&SAVE, text.as_bytes(), &Reading::lenient(), &mut Headers::default(), &mut value);
        let told: Vec<_> = parts.unwrap().departures.iter().map(|one| (one.kind, one.column)).collect();
        assert_eq!(told, [(DepartureKind::IllegalXml, good.chars().count() + 2)], "{junk}");
        assert_eq!(value.unwrap().weight, 1);
    }
}

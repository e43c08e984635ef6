//! The shapes: what is measured, under which name.

use soapwright_runtime::runtime::values::{AnyType, List};

use crate::Failure;
use crate::codec::{Value, decode};
use crate::contract::encoded::operations::LIST_ENTRIES;
use crate::contract::shapes::operations::{
    GET_DATES, GET_FIGURES, GET_GUIDS, GET_NUMBERS, GET_OPEN, GET_PARAGRAPHS, GET_ROWS, GET_SEVEN_ATTRIBUTES,
    GET_SIXTY, GET_STEPS, GET_TAGGED, GET_THREE_HUNDRED, GET_TWO_ATTRIBUTES,
};
use crate::contract::types::Entry;
use crate::contract::types::plain::{Open, SevenAttributes, Sixty, Steps, ThreeHundred, TwoAttributes};
use crate::contract::types::shapes::{AnyFigure, Dates, Guids, Numbers, Row, Tagged};
use crate::data::{self, Nil, Order, Style};

/// A kind of message.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What it is called on the command line and in tables.
    pub name: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// Makes a reply of at least so many bytes.
    pub make: fn(usize) -> Vec<u8>,
    /// Reads it.
    pub decode: fn(&[u8]) -> Result<Box<dyn Value>, Failure>,
}

/// All shapes, in the order of the table.
pub const SHAPES: &[Shape] = &[
    rows("flat", "a list of flat rows, as WCF writes it", |size| list(size, &Style::WCF)),
    rows("prefixed", "the same, each name with a prefix", |size| {
        list(size, &Style { prefix: "ns1:", ..Style::WCF })
    }),
    rows("indented", "the same, each element on a line of its own", |size| {
        list(size, &Style { line: "\n", ..Style::WCF })
    }),
    rows("half-nil", "the same, every second text nil", |size| {
        list(size, &Style { nil: Nil::Half, ..Style::WCF })
    }),
    Shape {
        name: "arrays",
        what: "rows that hold small arrays",
        make: |size| data::arrays(size).into_bytes(),
        decode: |bytes| decode::<List<Tagged>>(&GET_TAGGED, bytes),
    },
    rows("utf-16", "flat, in UTF-16", |size| utf_16(&data::rows(size / 2, &Style::WCF))),
    rows("other-letters", "flat, with letters of other alphabets", |size| list(size, &Style::OTHERS)),
    rows("cdata-first", "flat, with one CDATA at the start", |size| {
        list(size, &Style { first: "<![CDATA[Ada & Charles]]>", ..Style::WCF })
    }),
    rows("cr-first", "flat, with one carriage return at the start", |size| {
        list(size, &Style { first: "Ada\r\nLovelace", ..Style::WCF })
    }),
    rows("crlf", "indented, with CRLF at the ends of lines", |size| {
        list(size, &Style { line: "\r\n", ..Style::WCF })
    }),
    Shape {
        name: "dates",
        what: "three dateTime and two date a row",
        make: |size| data::dates(size).into_bytes(),
        decode: |bytes| decode::<List<Dates>>(&GET_DATES, bytes),
    },
    Shape {
        name: "numbers",
        what: "eight numbers of all kinds a row",
        make: |size| data::figures_of(size).into_bytes(),
        decode: |bytes| decode::<List<Numbers>>(&GET_NUMBERS, bytes),
    },
    Shape {
        name: "guids",
        what: "three GUIDs a row",
        make: |size| data::guids(size).into_bytes(),
        decode: |bytes| decode::<List<Guids>>(&GET_GUIDS, bytes),
    },
    rows("entities", "flat, with entities in each text", |size| list(size, &Style::ENTITIES)),
    Shape {
        name: "multiref",
        what: "rpc/encoded: each entry and its owner by href",
        make: |size| data::multi_ref(size).into_bytes(),
        decode: |bytes| decode::<List<Entry>>(&LIST_ENTRIES, bytes),
    },
    Shape {
        name: "any",
        what: "two small elements of xs:any a row",
        make: |size| data::open(size, 0).into_bytes(),
        decode: |bytes| decode::<List<Open>>(&GET_OPEN, bytes),
    },
    Shape {
        name: "prefixes-40",
        what: "the same, with 40 prefixes in scope",
        make: |size| data::open(size, 40).into_bytes(),
        decode: |bytes| decode::<List<Open>>(&GET_OPEN, bytes),
    },
    Shape {
        name: "reversed-300",
        what: "300 elements a row, the last one first",
        make: |size| data::wide("GetThreeHundred", size, 300, Order::Reversed).into_bytes(),
        decode: |bytes| decode::<List<ThreeHundred>>(&GET_THREE_HUNDRED, bytes),
    },
    Shape {
        name: "attributes-2",
        what: "a text and two attributes an element",
        make: |size| data::two_attributes(size).into_bytes(),
        decode: |bytes| decode::<List<TwoAttributes>>(&GET_TWO_ATTRIBUTES, bytes),
    },
    Shape {
        name: "attributes-7",
        what: "seven attributes an element",
        make: |size| data::seven_attributes(size).into_bytes(),
        decode: |bytes| decode::<List<SevenAttributes>>(&GET_SEVEN_ATTRIBUTES, bytes),
    },
    rows("xmlns-each", "flat, with xmlns on every element", |size| {
        list(size, &Style { declared: true, ..Style::WCF })
    }),
    Shape {
        name: "derived",
        what: "WCF's xsi:type, which declares its prefix, on each row",
        make: |size| data::figures(size).into_bytes(),
        decode: |bytes| decode::<List<AnyFigure>>(&GET_FIGURES, bytes),
    },
    Shape {
        name: "sparse-300",
        what: "30 of 300 optional elements",
        make: |size| data::wide("GetThreeHundred", size, 300, Order::Sparse(10)).into_bytes(),
        decode: |bytes| decode::<List<ThreeHundred>>(&GET_THREE_HUNDRED, bytes),
    },
    Shape {
        name: "sparse-60",
        what: "6 of 60 optional elements",
        make: |size| data::wide("GetSixty", size, 60, Order::Sparse(10)).into_bytes(),
        decode: |bytes| decode::<List<Sixty>>(&GET_SIXTY, bytes),
    },
    Shape {
        name: "choice-40",
        what: "a choice of 40 that repeats",
        make: |size| data::steps(size).into_bytes(),
        decode: |bytes| decode::<Option<Steps>>(&GET_STEPS, bytes),
    },
    Shape {
        name: "mixed",
        what: "text with elements in it",
        make: |size| data::paragraphs(size).into_bytes(),
        decode: |bytes| decode::<List<AnyType>>(&GET_PARAGRAPHS, bytes),
    },
    rows("nil-spellings", "half-nil, in three spellings", |size| {
        list(size, &Style { nil: Nil::Spellings, ..Style::WCF })
    }),
    rows("xsi-type-each", "flat, with xsi:type on every value", |size| {
        list(size, &Style { typed: true, ..Style::WCF })
    }),
];

const fn rows(name: &'static str, what: &'static str, make: fn(usize) -> Vec<u8>) -> Shape {
    Shape { name, what, make, decode: |bytes| decode::<List<Row>>(&GET_ROWS, bytes) }
}

fn list(size: usize, style: &Style) -> Vec<u8> {
    data::rows(size, style).into_bytes()
}

fn utf_16(text: &str) -> Vec<u8> {
    let text = text.replacen("utf-8", "utf-16", 1);
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

//! Lists of texts and of integers, which the engine fills by itself, give what the same lists give item by item.

use soapwright_runtime::codec::{
    DecodeError, DecodeErrorKind, DepartureKind, Field, MANY, NILLABLE, OPTIONAL, Particle, Reading, Record,
    Scalar, Slot, Type, TypeDef, View,
};
use soapwright_runtime::soap::{Operation, decode_reply};
use soapwright_runtime::values::List;

use crate::roundtrip::{encode, operation, wrapped};
use crate::tables::{A, B, Headers};

const ITEM: u8 = OPTIONAL | NILLABLE | MANY;

static TEXT: Particle = Particle::new(B, "string", 0, ITEM, Type::Scalar(Scalar::String));
static TOKEN: Particle = Particle::new(B, "token", 0, ITEM, Type::Scalar(Scalar::Token));
static NUMBER: Particle = Particle::new(B, "int", 0, ITEM, Type::Scalar(Scalar::I32));

static LISTS: TypeDef = TypeDef::new(
    A,
    "Lists",
    &[
        Particle::new(A, "Texts", 0, OPTIONAL | NILLABLE, Type::List(&TEXT)),
        Particle::new(A, "Tokens", 1, OPTIONAL | NILLABLE, Type::List(&TOKEN)),
        Particle::new(A, "Numbers", 2, OPTIONAL | NILLABLE, Type::List(&NUMBER)),
        Particle::new(A, "Bare", 3, OPTIONAL | NILLABLE, Type::List(&NUMBER)),
    ],
);

#[derive(Default, Debug)]
struct Lists<S, N> {
    texts: List<S>,
    tokens: List<S>,
    numbers: List<N>,
    bare: Vec<N>,
}

impl<S: Field + Default, N: Field + Default> Record for Lists<S, N> {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => self.texts.slot(),
            1 => self.tokens.slot(),
            2 => self.numbers.slot(),
            3 => self.bare.slot(),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.texts.view(),
            1 => self.tokens.view(),
            2 => self.numbers.view(),
            3 if !self.bare.is_empty() => self.bare.view(),
            _ => View::Absent,
        }
    }
}

/// An item that the engine reads through its slot.
#[derive(Default, Debug)]
struct Slotted<T>(T);

impl<T: Field> Field for Slotted<T> {
    fn slot(&mut self) -> Slot<'_> {
        self.0.slot()
    }

    fn view(&self) -> View<'_> {
        self.0.view()
    }
}

/// What `Send` holds: the lists.
#[derive(Default)]
struct Sent<S, N>(Lists<S, N>);

impl<S: Field + Default, N: Field + Default> Record for Sent<S, N> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::Record(&mut self.0)
    }

    fn view(&self, _: u16) -> View<'_> {
        View::Record(&self.0)
    }
}

impl<S: Field + Default, N: Field + Default> Field for Sent<S, N> {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

/// Lists that the engine fills by itself.
type Filled = Sent<String, i32>;

fn lists() -> &'static Operation {
    operation(Type::Record(&LISTS))
}

fn read_into(content: &str, reading: &Reading, into: &mut dyn Field) -> Result<Vec<String>, DecodeError> {
    let reply = wrapped(&format!("<Value>{content}</Value>"));
    let parts = decode_reply(lists(), reply.as_bytes(), reading, &mut Headers::default(), into)?;
    Ok(parts.departures.iter().map(ToString::to_string).collect())
}

/// What was read, written again, and the departures; or the error.
type Outcome = Result<(String, Vec<String>), String>;

fn outcome<S: Field + Default, N: Field + Default>(content: &str, reading: &Reading) -> Outcome {
    let mut sent = Sent::<S, N>::default();
    let departures = read_into(content, reading, &mut sent).map_err(|error| error.to_string())?;
    Ok((encode(lists(), View::Record(&sent.0)), departures))
}

/// Items as senders write them, and as nobody should.
const ITEMS: [&str; 26] = [
    "#1</",
    "#</",
    "# </",
    "#  2 </",
    "#+3</",
    "#-2147483648</",
    "#2147483648</",
    "#4.0</",
    "#a&amp;b</",
    "#&#x35;</",
    "#<![CDATA[6]]></",
    "#<!-- -->7</",
    "#8<!-- --></",
    "#9\n</",
    "#1\r\n0</",
    "#é</",
    "#<x/></",
    "#11<x/></",
    "<b:string i:nil='true'/>",
    "<b:int i:nil='true'/>",
    "<b:string/>",
    "<b:int/>",
    "<b:int a:a='1'>12</b:int>",
    "<string xmlns='urn:b'>13</string>",
    "<unknown>14</unknown>",
    " text ",
];

fn item(of: &str, name: &str) -> String {
    match of.strip_suffix("</") {
        Some(text) => format!("{}</b:{name}>", text.replacen('#', &format!("<b:{name}>"), 1)),
        None => of.to_owned(),
    }
}

#[test]
fn whatever_an_item_is_those_around_it_are_read_alike() {
    let readings = [
        Reading::faithful(),
        Reading::strict(),
        Reading::lenient(),
        Reading::lenient().refuse(DepartureKind::Unreadable),
        Reading::faithful().accept(DepartureKind::Unreadable),
    ];
    let mut read = 0;
    for (list, name) in [("Texts", "string"), ("Tokens", "token"), ("Numbers", "int"), ("Bare", "int")] {
        for one in ITEMS {
            for other in ITEMS {
                let [one, other, plain] = [one, other, "#15</"].map(|of| item(of, name));
                for items in [format!("{one}{other}"), format!("{plain}{one}{plain}\n{other}{plain}")] {
                    let content = format!("<{list}>{items}</{list}>");
                    for reading in &readings {
                        let filled = outcome::<String, i32>(&content, reading);
                        let slotted = outcome::<Slotted<String>, Slotted<i32>>(&content, reading);
                        assert_eq!(filled, slotted, "{content}");
                        read += usize::from(filled.is_ok());
                    }
                }
            }
        }
    }
    assert!(read > 10_000, "{read}");
}

#[test]
fn items_keep_their_order_and_the_places_of_nil_ones() {
    let mut sent = Filled::default();
    let nil = "<b:string i:nil='true'/>";
    let content = format!(
        "<Texts>{nil}<b:string>a</b:string><b:string> b </b:string>{nil}{nil}<b:string/><b:string>&lt;</b:string>\
         <b:string>c</b:string></Texts><Tokens><b:token> d  e </b:token></Tokens><Numbers/>"
    );
    assert_eq!(read_into(&content, &Reading::faithful(), &mut sent).unwrap(), [""; 0]);
    let texts: Vec<_> = sent.0.texts.iter_with_nils().map(|item| item.map(String::as_str)).collect();
    assert_eq!(texts, [None, Some("a"), Some(" b "), None, None, Some(""), Some("<"), Some("c")]);
    assert_eq!((&sent.0.tokens[..], sent.0.numbers.is_present()), (&["d e".to_owned()][..], true));
}

#[test]
fn lists_keep_to_the_limits_of_a_message() {
    let read = |content: &str, reading: Reading| {
        let mut sent = Filled::default();
        read_into(content, &reading, &mut sent).map(|_| sent.0.texts.len() + sent.0.numbers.len())
    };
    for (list, item, size) in [("Texts", "<b:string></b:string>", 24), ("Numbers", "<b:int>1</b:int>", 4)] {
        let count = 1 << 14;
        let content = format!("<{list}>{}</{list}>", item.repeat(count));
        assert_eq!(read(&content, Reading::faithful().with_memory(count * size + 4096)).unwrap(), count);
        let error = read(&content, Reading::faithful().with_memory(count * size - 1)).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Limit(_)), "{error}");
        let place = format!("Envelope/Body/Send/Value/{list}/{}", &item[3..item.find('>').unwrap()]);
        assert!(error.to_string().contains(&place), "{error}");
        // Elements around the list: the envelope, its body, the operation and the value.
        let content = format!("<{list}>{item}</{list}>");
        let depths: Vec<_> =
            (1..9).map(|depth| read(&content, Reading::faithful().with_depth(depth)).is_ok()).collect();
        let first = depths.iter().position(|read| *read).unwrap();
        assert!(first > 0 && depths[first..].iter().all(|read| *read), "{depths:?}");
        let error = read(&content, Reading::faithful().with_depth(first)).unwrap_err();
        assert!(matches!(error.kind(), DecodeErrorKind::Limit("depth of elements")), "{error}");
        assert!(error.to_string().contains(&format!("Value/{list}")), "{error}");
    }
}

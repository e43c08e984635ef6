//! Random values of any type, put in by way of its table.

use fastrand::Rng;
use soapwright::contract::Builtin;
use superoffice_services86::runtime::codec::{
    LexValue, MANY, NILLABLE, Particle, Record, Scalar, Slot, Type, TypeDef,
};
use superoffice_services86::runtime::values::{AnyType, QName};

const WORDS: [&str; 24] = [
    "",
    " ",
    "a",
    "Sales",
    "Bjørn Ødegård",
    "上田 花子",
    "a<b & \"c\" 'd'",
    "]]>",
    "<![CDATA[x]]>",
    "line\nbreak",
    "carriage\rreturn\r\n",
    "\ttab\t",
    "&amp;",
    "&#65;",
    "1234567",
    "12345678",
    "123456789 123456789 1234",
    "a text that is longer than the words that the scanner looks at before it calls memchr",
    "\u{10ffff}\u{fffd}",
    "\u{85}\u{2028}",
    "<!-- -->",
    "é",
    "-->",
    "<?x?>",
];

/// Text of all kinds, none of which XML forbids.
pub(super) fn text(rng: &mut Rng) -> String {
    let mut out = String::new();
    for _ in 0..rng.usize(0..3) {
        out.push_str(rng.choice(WORDS).unwrap_or_default());
    }
    if rng.u8(..) == 0 {
        out = out.repeat(rng.usize(1..40));
    }
    out
}

/// A text of a simple type; now and then one that is not.
pub(super) fn lexical(ty: &Type, rng: &mut Rng) -> String {
    let pick = |texts: &[&str], rng: &mut Rng| rng.choice(texts).copied().unwrap_or_default().to_owned();
    match ty {
        Type::Scalar(scalar) => pick(scalar_texts(*scalar), rng),
        Type::Enum(names) => pick(names, rng),
        Type::Flags(names) => {
            let count = rng.usize(0..4);
            (0..count).map(|_| pick(names, rng)).collect::<Vec<_>>().join(" ")
        }
        Type::Defaulted(defaulted) => lexical(&defaulted.ty, rng),
        Type::SimpleList(item) => {
            let count = rng.usize(0..4);
            (0..count).map(|_| lexical(item, rng)).collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

fn scalar_texts(scalar: Scalar) -> &'static [&'static str] {
    match scalar {
        Scalar::Bool => &["true", "false", "1", "0"],
        Scalar::I8 | Scalar::I16 | Scalar::I32 | Scalar::I64 => &["0", "1", "-1", "127", "-128", "+7", "007"],
        Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 | Scalar::Char => &["0", "1", "255", "65"],
        Scalar::F32 | Scalar::F64 => &["0", "1.5", "-2E-3", "INF", "-INF", "NaN", "1e300"],
        Scalar::Integer => &["0", "-123456789012345678901234567890", "+1"],
        Scalar::Decimal => &["0", "1.50", "-0.001", "+1.", ".5"],
        Scalar::DateTime => {
            &["2024-03-01T12:00:00", "2024-02-29T23:59:59.1234567Z", "0001-01-01T00:00:00+01:00"]
        }
        Scalar::Date => &["2024-03-01", "2024-02-29Z"],
        Scalar::Time => &["12:00:00", "23:59:59.5+02:00"],
        Scalar::Calendar => &["2024", "--03"],
        Scalar::Duration => &["P1DT2H", "-PT0.5S", "P1Y2M"],
        Scalar::Base64 => &["", "QQ==", "QUI=", "QUJD"],
        Scalar::Hex => &["", "00fF"],
        Scalar::Guid => &["00000000-0000-0000-0000-000000000000", "6F9619FF-8B86-D011-B42D-00CF4FC964FF"],
        Scalar::String | Scalar::AnyUri | Scalar::QName => &["", "a", "urn:x", "http://example.com/?a=1&b=2"],
        // One is better than none.
        other => Builtin::ALL
            .iter()
            .find(|builtin| builtin.local() == other.name())
            .map_or(&[], |builtin| std::slice::from_ref(&builtin.row().sample)),
    }
}

/// Fills a record at random.
pub(super) fn fill(record: &mut dyn Record, def: &'static TypeDef, rng: &mut Rng, depth: usize) {
    if depth > 5 {
        return;
    }
    for particle in def.attributes.iter().chain(def.text) {
        if rng.bool() {
            value(record.slot(particle.slot), particle, rng, depth);
        }
    }
    for (index, particle) in def.elements.iter().enumerate() {
        // Of several particles for one slot, one is chosen.
        let same = |other: &&Particle| other.slot == particle.slot;
        let alternatives = def.elements.iter().filter(same).count();
        if alternatives > 1 {
            let first = def.elements.iter().position(|other| other.slot == particle.slot) == Some(index);
            if first && let Some(chosen) = rng.choice(def.elements.iter().filter(same).collect::<Vec<_>>()) {
                value(record.slot(chosen.slot), chosen, rng, depth);
            }
            continue;
        }
        match rng.u8(0..8) {
            0 => {}
            1 => record.nil(particle.slot),
            _ => value(record.slot(particle.slot), particle, rng, depth),
        }
    }
}

/// Puts a random value into a slot.
pub(super) fn value(slot: Slot<'_>, particle: &Particle, rng: &mut Rng, depth: usize) {
    match slot {
        Slot::None | Slot::Attachment(_) => {}
        Slot::Str(value) => *value = text(rng),
        Slot::Bool(value) => *value = rng.bool(),
        Slot::I16(value) => *value = rng.i16(..),
        Slot::I32(value) => *value = rng.i32(..) >> rng.u32(0..32),
        Slot::I64(value) => *value = rng.i64(..) >> rng.u32(0..64),
        Slot::F64(value) => *value = f64::from(rng.i32(..)) / 8.0,
        Slot::Lex(value) => lex(value, particle, rng),
        Slot::QName(name) => {
            *name = QName::new(rng.choice(["", "urn:q", "urn:r"]).unwrap_or_default(), "local")
        }
        Slot::QNames(names) => *names = vec![QName::new("urn:q", "a"), QName::new("", "b")],
        Slot::Any(value) => any(value, rng),
        Slot::Element(element) => {
            element.name = QName::new(rng.choice(["", "urn:q"]).unwrap_or_default(), "open");
            any(&mut element.content, rng);
        }
        Slot::Attributes(attributes) => attributes.push((QName::new("urn:q", "open"), text(rng))),
        Slot::Record(record) => {
            if let Type::Record(def) | Type::Group(def) = particle.ty {
                fill(record, def, rng, depth + 1);
            }
        }
        Slot::Sequence(sequence) => {
            sequence.present();
            let item = match particle.ty {
                Type::List(item) if !particle.has(MANY) => item,
                Type::Array(array) => &array.item,
                _ => particle,
            };
            let most = if depth > 3 { 2 } else { 5 };
            for _ in 0..rng.usize(0..most) {
                if rng.u8(0..8) == 0 && item.has(NILLABLE) {
                    sequence.push_nil();
                } else {
                    value(sequence.push(), item, rng, depth + 1);
                }
            }
        }
        Slot::Choice(choice) => match particle.ty {
            Type::Derived(derived) => {
                let index = rng.usize(0..=derived.types.len());
                let slot = choice.pick(u16::try_from(index).unwrap_or(u16::MAX));
                match (slot, derived.types.get(index)) {
                    (Slot::Record(record), Some(def)) => fill(record, def, rng, depth + 1),
                    (Slot::Any(value), _) => any(value, rng),
                    _ => {}
                }
            }
            _ => value(choice.pick(particle.variant), particle, rng, depth),
        },
    }
}

fn lex(value: &mut dyn LexValue, particle: &Particle, rng: &mut Rng) {
    // Not every text is of the type: then the value stays what it was.
    let _ = value.read(&lexical(&particle.ty, rng));
}

fn any(value: &mut AnyType, rng: &mut Rng) {
    *value = match rng.u8(0..4) {
        0 => AnyType::string(&text(rng)),
        1 => AnyType::int(rng.i32(..)),
        2 => AnyType {
            declarations: vec![("w".to_owned(), "urn:w".into())],
            attributes: vec![(QName::new("", "k"), text(rng)), (QName::new("urn:k", "k"), String::new())],
            xml: "<w:a b='1'>t<c/></w:a>&amp;".to_owned(),
            ..AnyType::default()
        },
        _ => AnyType::default(),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_simple_type_has_texts_that_are_values() {
        for scalar in Scalar::ALL {
            let texts = scalar_texts(*scalar);
            assert!(!texts.is_empty(), "{scalar:?}");
            for text in texts {
                assert!(scalar.check(text).is_ok(), "{scalar:?} {text:?}");
            }
        }
    }
}

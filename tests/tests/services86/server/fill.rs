//! Values of any type at random, by the tables: whatever a table has may stand in its slot.

use superoffice_services86::runtime::codec::{
    LexValue, MANY, NILLABLE, OPTIONAL, Particle, Record, Scalar, Sequence, Slot, Type, TypeDef,
};
use superoffice_services86::values::QName;

/// How deep records are filled; below, what may be left out is.
const DEPTH: usize = 4;

/// A generator of numbers, the same for the same seed (SplitMix64).
pub(super) struct Random {
    state: u64,
    /// Slots that got a value.
    pub(super) filled: usize,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, filled: 0 }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    /// Fills what the rows of a type say.
    pub(super) fn record(&mut self, record: &mut dyn Record, def: &'static TypeDef, depth: usize) {
        assert!(
            def.attributes.is_empty() && def.text.is_none(),
            "{} is not of this contract's kind",
            def.name
        );
        self.particles(record, def.elements, depth);
    }

    /// Fills the slots of these rows.
    pub(super) fn particles(&mut self, record: &mut dyn Record, rows: &'static [Particle], depth: usize) {
        for row in rows {
            if row.has(OPTIONAL) && (depth >= DEPTH || self.below(4) == 0) {
                continue;
            }
            assert!(!row.has(MANY), "{} is not of this contract's kind", row.name);
            self.slot(record.slot(row.slot), &row.ty, depth);
        }
    }

    /// Fills a slot.
    pub(super) fn slot(&mut self, slot: Slot<'_>, ty: &'static Type, depth: usize) {
        self.filled += 1;
        match (slot, ty) {
            (Slot::Str(text), _) => *text = self.text(),
            (Slot::Bool(value), _) => *value = self.below(2) == 0,
            (Slot::I16(value), _) => *value = self.number(&[0, 1, i16::MIN.into(), i16::MAX.into()]) as i16,
            (Slot::I32(value), _) => *value = self.number(&[0, -1, i32::MIN.into(), i32::MAX.into()]) as i32,
            (Slot::I64(value), _) => *value = self.number(&[0, 7, i64::MIN, i64::MAX]),
            (Slot::F64(value), _) => *value = self.number(&[0, 1, -3, i64::MAX]) as f64 / 8.0,
            (Slot::QName(name), _) => *name = QName::new("urn:x", "name"),
            (Slot::Any(any), _) => any.xml = "<x a=\"1\">&amp;</x>".to_owned(),
            (Slot::Lex(value), ty) => self.lexical(value, ty),
            (Slot::Record(record), Type::Record(def)) => self.record(record, def, depth + 1),
            (Slot::Sequence(sequence), Type::List(item)) => self.list(sequence, item, depth),
            _ => panic!("a slot that does not fit {ty:?}"),
        }
    }

    fn list(&mut self, sequence: &mut dyn Sequence, item: &'static Particle, depth: usize) {
        sequence.present();
        let dictionary = match item.ty {
            Type::Record(def) => def.elements.len() == 2 && def.elements[0].name() == "Key",
            _ => false,
        };
        for _ in 0..self.below(4) {
            if item.has(NILLABLE) && !dictionary && self.below(4) == 0 {
                sequence.push_nil();
            } else {
                self.slot(sequence.push(), &item.ty, depth);
            }
        }
    }

    fn number(&mut self, edges: &[i64]) -> i64 {
        match self.below(2) {
            0 => edges[self.below(edges.len())],
            _ => i64::from(self.next() as i16),
        }
    }

    fn text(&mut self) -> String {
        let parts = ["", "x", "<&>\"'", " a ", "\r\n\t", "æøå", "日本", "😀", "]]>", "Ticket"];
        (0..self.below(4)).map(|_| self.one_of(&parts)).collect::<String>()
    }

    fn lexical(&mut self, value: &mut dyn LexValue, ty: &'static Type) {
        let text = match ty {
            Type::Enum(names) => self.one_of(names).to_owned(),
            Type::Flags(names) => {
                let some: Vec<&str> = names.iter().copied().filter(|_| self.below(2) == 0).collect();
                some.join(" ")
            }
            Type::Scalar(Scalar::DateTime) => {
                let zone = self.one_of(&["", "Z", "+05:30"]);
                let fraction = self.one_of(&["", ".5", ".1234567"]);
                format!("20{:02}-02-{:02}T23:59:59{fraction}{zone}", self.below(100), 1 + self.below(28))
            }
            Type::Scalar(Scalar::Base64) => self.one_of(&["", "AAEC", "/+8="]).to_owned(),
            Type::Scalar(Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 | Scalar::Char) => {
                self.below(200).to_string()
            }
            Type::Scalar(Scalar::Decimal | Scalar::F32) => self.one_of(&["0", "1.5", "-7"]).to_owned(),
            Type::Scalar(Scalar::Guid) => "0f8fad5b-d9cb-469f-a165-70867728950e".to_owned(),
            other => panic!("no text for {other:?}"),
        };
        value.read(&text).unwrap();
    }
}

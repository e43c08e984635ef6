//! Random texts of simple types, as their facets allow. What is not known here (names of XML, say) shows when libxml2
//! refuses it; tame texts are then tried.

use std::ops::RangeInclusive;

use base64::Engine as _;
use fastrand::Rng;
use soapwright::contract::builtin::{Demand, StandsAs};
use soapwright::contract::{Builtin, Contract, Enumeration, TypeKind, TypeRef};

use super::pattern;

/// How deep types may refer to each other.
const DEPTH: usize = 64;

/// The facets of a type and of those that it restricts.
#[derive(Debug, Default)]
struct Facets {
    /// Those of one step are alternatives.
    patterns: Vec<Vec<String>>,
    length: (usize, Option<usize>),
    low: Option<(String, bool)>,
    high: Option<(String, bool)>,
    digits: Option<u32>,
    fraction: Option<u32>,
}

/// The type that is left when all restrictions are taken off.
enum Core<'c> {
    Builtin(Builtin),
    Values(&'c Enumeration),
    Flags(&'c Enumeration),
    List(&'c TypeRef),
    Union(&'c [TypeRef]),
}

/// A text of a simple type. Tame ones have letters and digits only; others may have whatever XML allows.
pub(super) fn text(contract: &Contract, ty: &TypeRef, tame: bool, rng: &mut Rng) -> Option<String> {
    text_of(contract, ty, tame, rng, DEPTH)
}

fn text_of(contract: &Contract, ty: &TypeRef, tame: bool, rng: &mut Rng, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let (core, facets) = resolve(contract, ty)?;
    let (least, most) = facets.length;
    let count = |rng: &mut Rng| rng.usize(least..=most.unwrap_or(least + 3).min(least + 3));
    match core {
        Core::Builtin(builtin) => of_builtin(builtin, &facets, tame, rng),
        Core::Values(values) => rng.choice(&values.values).map(|value| value.wire.clone()),
        Core::Flags(flags) => {
            let some = flags.values.iter().filter(|_| rng.u8(..3) == 0).map(|value| value.wire.as_str());
            Some(some.collect::<Vec<_>>().join(" "))
        }
        Core::List(item) => {
            let items = (0..count(rng)).map(|_| text_of(contract, item, true, rng, depth));
            Some(items.collect::<Option<Vec<_>>>()?.join(" "))
        }
        Core::Union(members) => text_of(contract, rng.choice(members)?, tame, rng, depth),
    }
}

fn resolve<'c>(contract: &'c Contract, ty: &'c TypeRef) -> Option<(Core<'c>, Facets)> {
    let mut facets = Facets::default();
    let mut at = ty;
    for _ in 0..DEPTH {
        let name = match at {
            TypeRef::Builtin(builtin) => return Some((Core::Builtin(*builtin), facets)),
            TypeRef::Named(name) => name,
        };
        match &contract.types.get(name)?.kind {
            TypeKind::Alias(simple) => {
                let mut patterns = Vec::new();
                for facet in &simple.facets {
                    facets.add(&facet.name, &facet.value, &mut patterns);
                }
                if !patterns.is_empty() {
                    facets.patterns.push(patterns);
                }
                at = &simple.base;
            }
            TypeKind::Enum(values) if values.values.is_empty() => at = &values.base,
            TypeKind::Enum(values) => return Some((Core::Values(values), facets)),
            TypeKind::Flags(values) => return Some((Core::Flags(values), facets)),
            TypeKind::List(item) => return Some((Core::List(item), facets)),
            TypeKind::Union(members) => return Some((Core::Union(members), facets)),
            TypeKind::Struct(own) => at = own.text.as_ref()?,
            TypeKind::Dictionary { .. } | TypeKind::Array(_) => return None,
        }
    }
    None
}

impl Facets {
    /// Notes a facet; the outermost step comes first, and its limits are the narrower ones.
    fn add(&mut self, name: &str, value: &str, patterns: &mut Vec<String>) {
        let value = value.trim_matches([' ', '\t', '\r', '\n']);
        let number = || value.parse::<usize>().ok();
        match name {
            "pattern" => patterns.push(value.to_owned()),
            "length" => self.length = (number().unwrap_or_default(), number()),
            "minLength" => self.length.0 = self.length.0.max(number().unwrap_or_default()),
            "maxLength" => self.length.1 = self.length.1.or(number()),
            "minInclusive" | "minExclusive" if self.low.is_none() => {
                self.low = Some((value.to_owned(), name.ends_with("Exclusive")));
            }
            "maxInclusive" | "maxExclusive" if self.high.is_none() => {
                self.high = Some((value.to_owned(), name.ends_with("Exclusive")));
            }
            "totalDigits" => self.digits = self.digits.or(value.parse().ok()),
            "fractionDigits" => self.fraction = self.fraction.or(value.parse().ok()),
            _ => {}
        }
    }

    /// A number with `scale` digits behind the point, times ten to the power of that.
    fn number(&self, range: RangeInclusive<i128>, scale: u32, rng: &mut Rng) -> Option<i128> {
        let unit = 10i128.checked_pow(scale)?;
        let (mut low, mut high) = (range.start().checked_mul(unit)?, range.end().checked_mul(unit)?);
        if let Some(bound) =
            self.low.as_ref().and_then(|(text, open)| Some(scaled(text, scale)? + i128::from(*open)))
        {
            low = low.max(bound);
        }
        if let Some(bound) =
            self.high.as_ref().and_then(|(text, open)| Some(scaled(text, scale)? - i128::from(*open)))
        {
            high = high.min(bound);
        }
        if let Some(limit) = self.digits.and_then(|digits| 10i128.checked_pow(digits)) {
            (low, high) = (low.max(1 - limit), high.min(limit - 1));
        }
        let some = [low, high, 0.clamp(low, high.max(low)), rng.i128(low..=high.max(low))];
        (low <= high).then(|| rng.choice(some)).flatten()
    }
}

/// The decimal's value times ten to the power of `scale`, cut off.
fn scaled(text: &str, scale: u32) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = scale as usize;
    let part: String = part.chars().chain(std::iter::repeat('0')).take(digits).collect();
    format!("{whole}{part}").trim_start_matches('+').parse().ok()
}

fn decimal(value: i128, scale: u32) -> String {
    if scale == 0 {
        return value.to_string();
    }
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale as usize + 1);
    let (whole, part) = digits.split_at(digits.len() - scale as usize);
    format!("{}{whole}.{part}", if value < 0 { "-" } else { "" })
}

fn of_builtin(builtin: Builtin, facets: &Facets, tame: bool, rng: &mut Rng) -> Option<String> {
    // A pattern of numbers and dates leaves much open that their type does not.
    let textual = builtin.is_text() && matches!(builtin.row().stands_as, StandsAs::Itself | StandsAs::Text);
    if let Some(patterns) = facets.patterns.first().filter(|_| textual || !tame) {
        return of_pattern(patterns, facets, rng);
    }
    let whole = |range: RangeInclusive<i128>, rng: &mut Rng| {
        facets.number(range, 0, rng).map(|value| value.to_string())
    };
    let bound = || facets.low.as_ref().or(facets.high.as_ref()).map(|(text, _)| text.clone());
    // libxml2 knows no more digits.
    const BIG: i128 = 10i128.pow(23);
    Some(match builtin {
        Builtin::Boolean => rng.bool().to_string(),
        Builtin::Byte => whole(-128..=127, rng)?,
        Builtin::Short => whole(-32768..=32767, rng)?,
        Builtin::Int => whole(i32::MIN.into()..=i32::MAX.into(), rng)?,
        Builtin::Long => whole(i64::MIN.into()..=i64::MAX.into(), rng)?,
        Builtin::UnsignedByte => whole(0..=255, rng)?,
        Builtin::UnsignedShort | Builtin::Char => whole(0..=65535, rng)?,
        Builtin::UnsignedInt => whole(0..=u32::MAX.into(), rng)?,
        Builtin::UnsignedLong => whole(0..=u64::MAX.into(), rng)?,
        Builtin::Integer => whole(-BIG..=BIG, rng)?,
        Builtin::NonNegativeInteger => whole(0..=BIG, rng)?,
        Builtin::PositiveInteger => whole(1..=BIG, rng)?,
        Builtin::NonPositiveInteger => whole(-BIG..=0, rng)?,
        Builtin::NegativeInteger => whole(-BIG..=-1, rng)?,
        Builtin::Decimal => {
            let scale = rng.u32(0..=facets.fraction.unwrap_or(3).min(facets.digits.unwrap_or(3)).min(3));
            decimal(facets.number(-BIG / 1_000_000..=BIG / 1_000_000, scale, rng)?, scale)
        }
        // Three digits behind the point are a sum of few powers of two, and are written as they were.
        Builtin::Float | Builtin::Double => match rng.u8(..8) {
            0 if facets.low.is_none() && facets.high.is_none() => {
                rng.choice(["INF", "-INF", "0"]).unwrap_or("0").to_owned()
            }
            _ => {
                let value = facets.number(-9_999..=9_999, 1, rng)? * 2 + 1;
                decimal(value, 1)
            }
        },
        Builtin::DateTime => bound().unwrap_or_else(|| format!("{}T{}{}", date(rng), time(rng), zone(rng))),
        Builtin::Date if tame => bound().unwrap_or_else(|| date(rng)),
        Builtin::Date => bound().unwrap_or_else(|| date(rng) + zone(rng)),
        Builtin::Time => bound().unwrap_or_else(|| time(rng) + zone(rng)),
        Builtin::GYear => bound().unwrap_or_else(|| format!("{:04}{}", rng.u16(1..=9999), zone(rng))),
        Builtin::GYearMonth => format!("{:04}-{:02}{}", rng.u16(1..=9999), rng.u8(1..=12), zone(rng)),
        Builtin::GMonth => format!("--{:02}{}", rng.u8(1..=12), zone(rng)),
        Builtin::GMonthDay => format!("--{:02}-{:02}{}", rng.u8(1..=12), rng.u8(1..=28), zone(rng)),
        Builtin::GDay => format!("---{:02}{}", rng.u8(1..=31), zone(rng)),
        Builtin::Duration => bound().unwrap_or_else(|| duration(rng)),
        Builtin::Base64Binary => base64::engine::general_purpose::STANDARD.encode(octets(facets, rng)),
        Builtin::HexBinary => octets(facets, rng).iter().map(|byte| format!("{byte:02X}")).collect(),
        Builtin::Guid => {
            let digits = format!("{:032x}", rng.u128(..));
            let (a, rest) = digits.split_at(8);
            let (b, rest) = rest.split_at(4);
            let (c, rest) = rest.split_at(4);
            let (d, e) = rest.split_at(4);
            [a, b, c, d, e].join("-")
        }
        Builtin::AnyUri => {
            let (least, most) = facets.length;
            let text = if tame {
                "urn:x".to_owned()
            } else {
                format!("http://example.org/{}?a=b&c=d", word(6, rng))
            };
            let text = if text.len() < least { text + &word(least, rng) } else { text };
            text.chars().take(most.unwrap_or(usize::MAX)).collect()
        }
        // Declared on every root.
        Builtin::QName => format!("i:{}", word(rng.usize(1..6), rng)),
        Builtin::Tokens => {
            let least = facets.length.0.max(1);
            (0..least + rng.usize(..3)).map(|_| word(4, rng)).collect::<Vec<_>>().join(" ")
        }
        Builtin::Language => (*rng.choice(&["en", "de-CH", "x-klingon"]).unwrap_or(&"en")).to_owned(),
        builtin if builtin.is_text() => string(facets, tame || builtin.row().demand != Demand::Nothing, rng),
        // What no random texts are made of has one; the schema tells whether it is a value.
        other => bound().unwrap_or_else(|| other.row().sample.to_owned()),
    })
}

/// A text of one of the patterns that has the right length and lies between the limits, as far as can be seen.
fn of_pattern(patterns: &[String], facets: &Facets, rng: &mut Rng) -> Option<String> {
    let (least, most) = facets.length;
    let between = |text: &str| {
        let value = || text.parse::<f64>().ok();
        let limit =
            |limit: &Option<(String, bool)>| limit.as_ref().and_then(|(text, _)| text.parse::<f64>().ok());
        limit(&facets.low).is_none_or(|low| value().is_some_and(|value| value >= low))
            && limit(&facets.high).is_none_or(|high| value().is_some_and(|value| value <= high))
    };
    let fits = |text: &String| {
        let length = text.chars().count();
        length >= least && most.is_none_or(|most| length <= most) && between(text)
    };
    let mut made = None;
    for _ in 0..40 {
        let text = pattern::text(rng.choice(patterns)?, u32::try_from(least).unwrap_or(0), rng)?;
        if fits(&text) {
            return Some(text);
        }
        made = Some(text);
    }
    made
}

fn octets(facets: &Facets, rng: &mut Rng) -> Vec<u8> {
    let (least, most) = facets.length;
    let count = rng.usize(least..=most.unwrap_or(least + 9).min(least + 9));
    (0..count).map(|_| rng.u8(..)).collect()
}

/// A word that any type of text allows: letters and digits, a letter first, at most eight.
fn word(length: usize, rng: &mut Rng) -> String {
    (0..length).map(|at| if at == 0 { rng.alphabetic() } else { rng.alphanumeric() }).collect()
}

fn string(facets: &Facets, tame: bool, rng: &mut Rng) -> String {
    const WILD: [&str; 16] =
        ["<", ">", "&", "\"", "'", " ", "]]>", "é", "漢", "🦀", "\u{a0}", "a", "b", "1", "--", "&amp;"];
    let (least, most) = facets.length;
    let most = most.unwrap_or(usize::MAX);
    // The whole length, now and then.
    let length = if most <= 300 && rng.u8(..6) == 0 { most } else { rng.usize(least.max(1)..=least + 7) };
    let length = length.clamp(least, most.max(least));
    if tame {
        return word(length, rng);
    }
    let mut out = word(length.min(1), rng);
    while out.chars().count() < length {
        let next = if rng.bool() {
            rng.alphanumeric().to_string()
        } else {
            (*rng.choice(&WILD).unwrap_or(&"x")).to_owned()
        };
        out.push_str(&next);
    }
    let out: String = out.chars().take(length).collect();
    // Types that collapse white space would not keep it at the end, or twice.
    if out.ends_with(' ') || out.contains("  ") { out.replace(' ', "_") } else { out }
}

fn date(rng: &mut Rng) -> String {
    format!("{:04}-{:02}-{:02}", rng.u16(1..=9999), rng.u8(1..=12), rng.u8(1..=28))
}

fn time(rng: &mut Rng) -> String {
    let whole = format!("{:02}:{:02}:{:02}", rng.u8(..24), rng.u8(..60), rng.u8(..60));
    if rng.bool() { whole } else { format!("{whole}.{:03}", rng.u16(1..1000)) }
}

fn zone(rng: &mut Rng) -> &'static str {
    rng.choice(&["", "", "Z", "+02:00", "-11:30"]).copied().unwrap_or_default()
}

fn duration(rng: &mut Rng) -> String {
    let parts = [("D", 30), ("H", 23), ("M", 59), ("S", 59)];
    let mut out = "P".to_owned();
    let mut clock = false;
    for (at, (unit, most)) in parts.into_iter().enumerate() {
        if rng.bool() {
            if at > 0 && !clock {
                out.push('T');
                clock = true;
            }
            out.push_str(&format!("{}{unit}", rng.u32(1..=most)));
        }
    }
    if out == "P" { "PT0S".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_between_their_limits() {
        let mut rng = Rng::with_seed(7);
        let facets = Facets {
            low: Some(("-1.5".into(), false)),
            high: Some(("2".into(), true)),
            digits: Some(3),
            ..Facets::default()
        };
        for _ in 0..200 {
            let value = facets.number(-100..=100, 1, &mut rng).unwrap();
            assert!((-15..20).contains(&value), "{value}");
        }
        assert_eq!(decimal(-15, 1), "-1.5");
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(scaled("1.25", 1), Some(12));
    }
}

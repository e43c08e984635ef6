//! Values in a spelling that their type does not have, and that can mean only one: what servers write that print numbers
//! and dates with the means of their language.

use crate::runtime::codec::scalar::Scalar;
use crate::runtime::codec::strings::{self, contains, split_once, trim_end, trim_start, words};
use crate::runtime::codec::tables::Type;

/// How many digits an exponent may add to a number.
const DIGITS: usize = 1_000;

/// The spelling of the type that a text can only mean; `None` where there is none. The text is trimmed.
pub(super) fn respell(ty: Type, text: &str) -> Option<String> {
    match ty {
        Type::Scalar(scalar) => respell_scalar(scalar, text),
        Type::Defaulted(defaulted) => respell(defaulted.ty, text),
        Type::SimpleList(item) => {
            let (mut out, mut is_other) = (String::new(), false);
            for word in words(text) {
                // A word that stays may be a value as it is.
                let meant = respell(*item, word);
                is_other |= meant.as_deref().is_some_and(|meant| meant != word);
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(meant.as_deref().unwrap_or(word));
            }
            is_other.then_some(out)
        }
        _ => None,
    }
}

fn respell_scalar(scalar: Scalar, text: &str) -> Option<String> {
    match scalar {
        Scalar::Bool => {
            ["true", "false"].into_iter().find(|one| one.eq_ignore_ascii_case(text)).map(ToOwned::to_owned)
        }
        Scalar::I8
        | Scalar::I16
        | Scalar::I32
        | Scalar::I64
        | Scalar::U8
        | Scalar::U16
        | Scalar::U32
        | Scalar::U64
        | Scalar::Integer => whole(text),
        Scalar::Decimal => expanded(text),
        Scalar::DateTime => date_time(text),
        Scalar::Date => date(text),
        Scalar::Time => zoned(text),
        Scalar::Base64 => base64(text),
        _ => None,
    }
}

/// `1.0` and `1E+2` as a whole number.
fn whole(text: &str) -> Option<String> {
    let decimal = expanded(text)?;
    match split_once(&decimal, b'.') {
        None => Some(decimal),
        Some((whole, fraction)) => {
            let digits = whole.bytes().any(|byte| byte.is_ascii_digit());
            let zero = if digits { "" } else { "0" };
            fraction.bytes().all(|byte| byte == b'0').then(|| format!("{whole}{zero}"))
        }
    }
}

/// A decimal number without its exponent.
fn expanded(text: &str) -> Option<String> {
    let Some((mantissa, exponent)) = split_once(text, b'E').or_else(|| split_once(text, b'e')) else {
        return is_decimal(text).then(|| text.to_owned());
    };
    if !is_decimal(mantissa) {
        return None;
    }
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let by = strings::whole(digits).and_then(|by| usize::try_from(by).ok()).filter(|by| *by <= DIGITS)?;
    let (sign, number) = match mantissa.strip_prefix(['+', '-']) {
        Some(number) if mantissa.starts_with('-') => ("-", number),
        Some(number) => ("", number),
        None => ("", mantissa),
    };
    let (before, after) = split_once(number, b'.').unwrap_or((number, ""));
    let zeros = |count: usize| "0".repeat(count);
    let (mut before, mut after) = match exponent.starts_with('-') {
        false => {
            let moved = after.get(..by.min(after.len()))?;
            let rest = after.get(moved.len()..)?;
            (format!("{before}{moved}{}", zeros(by - moved.len())), rest.to_owned())
        }
        true => {
            let kept = before.len().saturating_sub(by);
            let moved = before.get(kept..)?;
            (before.get(..kept)?.to_owned(), format!("{}{moved}{after}", zeros(by - moved.len())))
        }
    };
    before = match before.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    };
    after.truncate(after.trim_end_matches('0').len());
    Some(if after.is_empty() { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") })
}

/// Digits with at most one point among them, perhaps after a sign.
fn is_decimal(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (before, after) = split_once(number, b'.').unwrap_or((number, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(before) && digits(after) && !(before.is_empty() && after.is_empty())
}

/// A date and a time. There is a T in `UTC`, too.
fn halves(text: &str) -> Option<(&str, &str)> {
    let at = text.find(['T', ' ', 't'])?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// A space for the T, and an offset without its colon.
fn date_time(text: &str) -> Option<String> {
    let (date, time) = halves(text)?;
    let time = trim_start(time);
    let zone = zoned(time);
    Some(format!("{date}T{}", zone.as_deref().unwrap_or(time)))
}

/// A time with midnight, where only a date is wanted.
fn date(text: &str) -> Option<String> {
    let Some((date, time)) = halves(text) else {
        return zoned(text);
    };
    let time = trim_start(time);
    let rest = time.strip_prefix("00:00").map(|rest| rest.strip_prefix(":00").unwrap_or(rest))?;
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    let zone = trim_start(zone);
    Some(format!("{date}{}", zoned(zone).as_deref().unwrap_or(zone)))
}

/// `+0100`, `+01` and `z` at the end, as XML Schema writes them, and no space between a time and its offset.
fn zoned(text: &str) -> Option<String> {
    // Behind a date a space stands for the T of a time, which must come then.
    let timed = |before| if contains(before, ":") { trim_end(before) } else { before };
    if let Some(before) = ["Z", "z", "UTC", "GMT"].into_iter().find_map(|name| text.strip_suffix(name)) {
        return Some(format!("{}Z", timed(before)));
    }
    let at = text.rfind(['+', '-'])?;
    let (before, offset) = (timed(text.get(..at)?), text.get(at..)?);
    let digits = offset.get(1..)?;
    let colon = split_once(digits, b':');
    let (hours, minutes) = match colon {
        Some(parts) => parts,
        None => (digits.get(..2)?, digits.get(2..)?),
    };
    let two = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    // The last part of a date looks like an offset, too.
    let is_time = contains(before, ":");
    match minutes {
        "" if is_time && two(hours) => Some(format!("{before}{}{hours}:00", offset.get(..1)?)),
        _ if two(hours) && two(minutes) && (is_time || colon.is_none()) => {
            Some(format!("{before}{}{hours}:{minutes}", offset.get(..1)?))
        }
        _ => None,
    }
}

/// The alphabet for URLs, and what is missing at the end.
fn base64(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 3);
    for character in text.chars() {
        match character {
            '-' => out.push('+'),
            '_' => out.push('/'),
            _ if character.is_ascii_whitespace() => {}
            _ => out.push(character),
        }
    }
    out.truncate(out.trim_end_matches('=').len());
    if out.len() % 4 == 1 {
        return None;
    }
    while !out.len().is_multiple_of(4) {
        out.push('=');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_mean_only_one_value_is_spelt_as_its_type_has_it() {
        for (scalar, text, meant) in [
            (Scalar::Bool, "True", Some("true")),
            (Scalar::Bool, "FALSE", Some("false")),
            (Scalar::Bool, "yes", None),
            (Scalar::I32, "1.0", Some("1")),
            (Scalar::I32, "-7.", Some("-7")),
            (Scalar::I32, "1.5", None),
            (Scalar::I32, ".0", Some("0")),
            (Scalar::I32, ".0E0", Some("0")),
            (Scalar::I32, "-.00", Some("-0")),
            (Scalar::I32, ".", None),
            (Scalar::I32, ".5", None),
            (Scalar::I32, "1E+2", Some("100")),
            (Scalar::I32, "1,234", None),
            (Scalar::Integer, "12.5e1", Some("125")),
            (Scalar::Integer, "1E+999999999", None),
            (Scalar::Integer, "1E1001", None),
            (Scalar::Decimal, "1E+2", Some("100")),
            (Scalar::Decimal, "-1.25E-3", Some("-0.00125")),
            (Scalar::Decimal, "0E0", Some("0")),
            (Scalar::Decimal, "1,234.56", None),
            (Scalar::Decimal, "1E", None),
            (Scalar::DateTime, "2016-10-20 22:25:56", Some("2016-10-20T22:25:56")),
            (Scalar::DateTime, "2024-01-01T00:00:00+0000", Some("2024-01-01T00:00:00+00:00")),
            (Scalar::DateTime, "2024-01-01 00:00:00 -01", Some("2024-01-01T00:00:00-01:00")),
            (Scalar::DateTime, "2024-01-01T00:00:00.5\nZ", Some("2024-01-01T00:00:00.5Z")),
            (Scalar::DateTime, "2024-01-01T00:00:00\r\n\t+0100", Some("2024-01-01T00:00:00+01:00")),
            (Scalar::DateTime, "2024-01-01T00:00:00 UTC", Some("2024-01-01T00:00:00Z")),
            (Scalar::Time, "10:00:00 Z", Some("10:00:00Z")),
            (Scalar::DateTime, "2024-01-01T00:00:00z", Some("2024-01-01T00:00:00Z")),
            (Scalar::DateTime, "2024-01-01 00:00:00 UTC", Some("2024-01-01T00:00:00Z")),
            (Scalar::DateTime, "2024-01-01t00:00:00 GMT", Some("2024-01-01T00:00:00Z")),
            (Scalar::DateTime, "2024-01-01", None),
            // No white space of XML.
            (Scalar::DateTime, "2024-01-01T\u{85}00:00:00", None),
            (Scalar::DateTime, "2024-01-01 00:00:00\u{a0}UTC", None),
            (Scalar::Date, "2024-01-01T00:00:00", Some("2024-01-01")),
            (Scalar::Date, "2024-01-01T00:00:00.000+0100", Some("2024-01-01+01:00")),
            (Scalar::Date, "2024-01-01 00:00", Some("2024-01-01")),
            (Scalar::Date, "2024-01-01 00:00:00 UTC", Some("2024-01-01Z")),
            (Scalar::Date, "2024-01-01T12:00:00", None),
            (Scalar::Date, "2024-01-01+0100", Some("2024-01-01+01:00")),
            (Scalar::Date, "01-02-2024", None),
            (Scalar::Time, "12:00:00+0100", Some("12:00:00+01:00")),
            (Scalar::Base64, "aGVsbG8", Some("aGVsbG8=")),
            (Scalar::Base64, "_-8", Some("/+8=")),
            (Scalar::String, "x", None),
        ] {
            let found = respell(Type::Scalar(scalar), text);
            let of_type = |text: &String| scalar.check(text).is_ok();
            assert_eq!(found.filter(of_type).as_deref(), meant, "{scalar:?} {text:?}");
        }
        static INTS: Type = Type::I32;
        assert_eq!(respell(Type::SimpleList(&INTS), "1 2.0  3").as_deref(), Some("1 2 3"));
        assert_eq!(respell(Type::SimpleList(&INTS), "1 x"), None);
        // What is right stays as it is: alone it would not be respelt, or otherwise.
        static OF: [Type; 4] = [Type::DATE, Type::BASE64, Type::I32, Type::BOOL];
        for (ty, right, wrong, respelt) in [
            (&OF[0], "2024-01-01", "2024-01-01+0100", "2024-01-01+01:00"),
            (&OF[1], "aGVsbG8=", "aGVsbG8", "aGVsbG8="),
            (&OF[2], "+007", "2.0", "2"),
            (&OF[3], "1", "True", "true"),
        ] {
            let text = respell(Type::SimpleList(ty), &format!("{right} {wrong}"));
            assert_eq!(text, Some(format!("{right} {respelt}")));
        }
    }
}

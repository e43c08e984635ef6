//! Spellings that no type has and that can mean only one value: those of the table, by the parts that they consist of.

use superoffice_services86::runtime::codec::{Scalar, Type};

/// What a text means that is no value of its type.
pub(super) fn meant(ty: Type, text: &str) -> Option<String> {
    use Scalar::{
        Base64, Bool, Date, DateTime, Decimal, I8, I16, I32, I64, Integer, Time, U8, U16, U32, U64,
    };
    let Type::Scalar(scalar) = ty else { return None };
    match scalar {
        Bool => Some(text.to_ascii_lowercase()).filter(|text| text == "true" || text == "false"),
        I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64 | Integer => {
            let number = Number::of(text)?;
            if !number.exponent && number.fraction.is_empty() {
                // As it stands, but for the point and what follows.
                let whole = text.split('.').next().unwrap_or_default();
                let zero = if whole.bytes().any(|byte| byte.is_ascii_digit()) { "" } else { "0" };
                return Some(format!("{whole}{zero}"));
            }
            number.fraction.is_empty().then(|| format!("{}{}", number.sign, number.whole))
        }
        Decimal => {
            let number = Number::of(text)?;
            let point = if number.fraction.is_empty() { "" } else { "." };
            Some(format!("{}{}{point}{}", number.sign, number.whole, number.fraction))
        }
        DateTime => {
            let moment = Moment::of(text)?;
            let (date, time) = (moment.date?, moment.time?);
            Some(format!("{date}T{time}{}", moment.zone))
        }
        Date => {
            let moment = Moment::of(text)?;
            let digits = moment.time.unwrap_or("00:00");
            let midnight = digits.split(['.', ':']).all(|part| part.bytes().all(|byte| byte == b'0'))
                && (digits == "00:00" || digits.starts_with("00:00:00"));
            midnight.then_some(format!("{}{}", moment.date?, moment.zone))
        }
        Time => {
            let moment = Moment::of(text)?;
            moment.date.is_none().then_some(format!("{}{}", moment.time?, moment.zone))
        }
        Base64 => {
            let mut digits: String = text.split_ascii_whitespace().collect::<String>();
            digits = digits.trim_end_matches('=').replace('-', "+").replace('_', "/");
            let missing = [Some(""), None, Some("=="), Some("=")];
            missing.get(digits.chars().count() % 4).copied().flatten().map(|end| digits + end)
        }
        _ => None,
    }
}

/// A number without leading and trailing zeros, its exponent worked in digit by digit.
struct Number {
    sign: &'static str,
    whole: String,
    fraction: String,
    exponent: bool,
}

impl Number {
    fn of(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (text, None),
        };
        let unsigned = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let sign = if mantissa.starts_with('-') { "-" } else { "" };
        let digits = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if !unsigned(whole) || !unsigned(fraction) || whole.len() + fraction.len() == 0 {
            return None;
        }
        let by: i64 = match exponent {
            None => 0,
            Some(text) if unsigned(text.strip_prefix(['+', '-']).unwrap_or(text)) => text.parse().ok()?,
            Some(_) => return None,
        };
        if by.abs() > 1_000 {
            return None;
        }
        let mut whole: std::collections::VecDeque<char> = whole.chars().collect();
        let mut fraction: std::collections::VecDeque<char> = fraction.chars().collect();
        for _ in 0..by.abs() {
            if by > 0 {
                whole.push_back(fraction.pop_front().unwrap_or('0'));
            } else {
                fraction.push_front(whole.pop_back().unwrap_or('0'));
            }
        }
        while whole.len() > 1 && whole.front() == Some(&'0') {
            whole.pop_front();
        }
        while fraction.back() == Some(&'0') {
            fraction.pop_back();
        }
        if whole.is_empty() {
            whole.push_back('0');
        }
        let (whole, fraction) = (whole.into_iter().collect(), fraction.into_iter().collect());
        Some(Self { sign, whole, fraction, exponent: exponent.is_some() })
    }
}

/// A date, a time, or both, and an offset as XML Schema writes it.
struct Moment<'t> {
    date: Option<&'t str>,
    time: Option<&'t str>,
    zone: String,
}

impl<'t> Moment<'t> {
    fn of(text: &'t str) -> Option<Self> {
        // A time has a colon behind its hours, a date a hyphen behind its year, which may be negative.
        let year = text.strip_prefix('-').unwrap_or(text).bytes().take_while(u8::is_ascii_digit).count();
        let is_date = text.strip_prefix('-').unwrap_or(text).get(year..)?.starts_with('-');
        let (date, rest) = match is_date {
            false => (None, text),
            true => {
                let sign = usize::from(text.starts_with('-'));
                let (date, rest) = text.split_at_checked(sign + year + "-12-31".len())?;
                (Some(date), rest)
            }
        };
        let blank = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let rest = match rest.chars().next() {
            Some('T' | 't') if date.is_some() => rest.get(1..)?.trim_start_matches([' ', '\t', '\r', '\n']),
            Some(' ') if date.is_some() => blank,
            // A date and its offset.
            _ if date.is_some() => return Some(Self { date, time: None, zone: zone(rest)? }),
            _ => rest,
        };
        let end =
            rest.find(|one: char| !one.is_ascii_digit() && one != ':' && one != '.').unwrap_or(rest.len());
        let (time, rest) = rest.split_at(end);
        let zone = zone(rest.trim_start_matches([' ', '\t', '\r', '\n']))?;
        (!time.is_empty()).then_some(Self { date, time: Some(time), zone })
    }
}

/// `+01:00` of `+0100` and `+01`, `Z` of `z`.
fn zone(text: &str) -> Option<String> {
    if matches!(text, "" | "Z") {
        return Some(text.to_owned());
    }
    if matches!(text, "z" | "UTC" | "GMT") {
        return Some("Z".to_owned());
    }
    let digits: Vec<char> = text.get(1..)?.chars().collect();
    let sign = text.chars().next().filter(|sign| matches!(sign, '+' | '-'))?;
    let digit = |index: usize| digits.get(index).filter(|one| one.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        2 => (digit(0).zip(digit(1))?, (&'0', &'0')),
        4 => (digit(0).zip(digit(1))?, digit(2).zip(digit(3))?),
        5 if digits.get(2) == Some(&':') => (digit(0).zip(digit(1))?, digit(3).zip(digit(4))?),
        _ => return None,
    };
    Some(format!("{sign}{}{}:{}{}", hours.0, hours.1, minutes.0, minutes.1))
}

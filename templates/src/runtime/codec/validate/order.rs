//! The order of values, as XML Schema has it for each type.

use std::cmp::Ordering;

use crate::runtime::codec::scalar::Kind;
use crate::runtime::codec::tables::Type;
use crate::runtime::values::{Date, DateTime, Duration, Offset, Time, days};

/// Seconds of a day.
const DAY: i128 = 86_400;

/// How far a time without a zone may be from where it seems to be.
const UNCERTAIN: i128 = 14 * 3_600;

/// Compares a value with a bound; `None` where that cannot be said, or is not defined.
pub(super) fn compare(ty: &Type, value: &str, bound: &str) -> Option<Ordering> {
    let Type::Scalar(scalar) = ty else { return None };
    let instants = |instant: fn(&str) -> Option<Instant>| instants(instant(value)?, instant(bound)?);
    match scalar.kind() {
        Kind::Whole | Kind::Long => decimals(value, bound),
        Kind::Single | Kind::Double => number(value)?.partial_cmp(&number(bound)?),
        Kind::DateTime => instants(date_time),
        Kind::Date => instants(date),
        Kind::Time => instants(time),
        Kind::Calendar => instants(|text| date(&completed(text)?)),
        Kind::Duration => durations(value.parse().ok()?, bound.parse().ok()?),
        Kind::Text | Kind::Boolean | Kind::Base64 | Kind::Hex => None,
    }
}

/// The digits of a decimal that count, and those of them after the point.
pub(super) fn digits(text: &str) -> (usize, usize) {
    let Some(Decimal { whole, fraction, .. }) = Decimal::parse(text) else { return (0, 0) };
    let total = if whole.is_empty() {
        // Zeros between the point and the first other digit do not count.
        fraction.trim_start_matches('0').len()
    } else {
        whole.len() + fraction.len()
    };
    (total, fraction.len())
}

struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, ""));
        let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if rest.is_empty() || !all(whole) || !all(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }
}

fn decimals(value: &str, bound: &str) -> Option<Ordering> {
    let (value, bound) = (Decimal::parse(value)?, Decimal::parse(bound)?);
    let size = (value.whole.len(), value.whole, value.fraction).cmp(&(
        bound.whole.len(),
        bound.whole,
        bound.fraction,
    ));
    Some(match (value.negative, bound.negative) {
        (false, false) => size,
        (true, true) => size.reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

fn number(text: &str) -> Option<f64> {
    match text {
        "INF" => Some(f64::INFINITY),
        "-INF" => Some(f64::NEG_INFINITY),
        text => text.parse().ok(),
    }
}

/// A point of time: seconds, nanoseconds, and whether its zone is known.
type Instant = (i128, u32, bool);

fn instants(value: Instant, bound: Instant) -> Option<Ordering> {
    let order = (value.0, value.1).cmp(&(bound.0, bound.1));
    let sure = value.2 == bound.2 || (value.0 - bound.0).abs() > UNCERTAIN;
    sure.then_some(order)
}

fn date_time(text: &str) -> Option<Instant> {
    let value: DateTime = text.parse().ok()?;
    let day = days(value.year(), value.month(), value.day());
    let seconds = day * DAY + clock(value.hour(), value.minute(), value.second());
    Some(zoned(seconds, value.nanosecond(), value.offset()))
}

fn date(text: &str) -> Option<Instant> {
    let value: Date = text.parse().ok()?;
    Some(zoned(days(value.year(), value.month(), value.day()) * DAY, 0, value.offset()))
}

fn time(text: &str) -> Option<Instant> {
    let value: Time = text.parse().ok()?;
    let seconds = clock(value.hour(), value.minute(), value.second());
    Some(zoned(seconds, value.nanosecond(), value.offset()))
}

/// Seconds since midnight.
fn clock(hour: u8, minute: u8, second: u8) -> i128 {
    i128::from(hour) * 3_600 + i128::from(minute) * 60 + i128::from(second)
}

fn zoned(seconds: i128, nanosecond: u32, offset: Offset) -> Instant {
    let minutes = offset.minutes();
    (seconds - i128::from(minutes.unwrap_or(0)) * 60, nanosecond, minutes.is_some())
}

/// A date that begins a `gYear`, `gYearMonth`, `gMonth`, `gMonthDay` or `gDay`; where there is no year, in a leap year.
fn completed(text: &str) -> Option<String> {
    let zone = match text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) {
        Some((_, zone)) if zone.starts_with(['+', '-']) && zone.as_bytes().get(3) == Some(&b':') => zone,
        _ if text.ends_with('Z') => "Z",
        _ => "",
    };
    let base = text.strip_suffix(zone)?;
    Some(if let Some(day) = base.strip_prefix("---") {
        format!("1972-01-{day}{zone}")
    } else if let Some(month) = base.strip_prefix("--") {
        let day = if month.contains('-') { "" } else { "-01" };
        format!("1972-{month}{day}{zone}")
    } else {
        let month = base.trim_start_matches('-').contains('-');
        format!("{base}{}{zone}", if month { "-01" } else { "-01-01" })
    })
}

/// Months have several lengths: the order is that after each of four days, where all agree.
fn durations(value: Duration, bound: Duration) -> Option<Ordering> {
    let starts = [(1696, 9), (1697, 2), (1903, 3), (1903, 7)];
    let mut orders = starts.into_iter().map(|start| after(value, start).cmp(&after(bound, start)));
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// Seconds and nanoseconds of the point of time that is so long after the first of a month.
fn after(duration: Duration, (year, month): (i32, i32)) -> (i128, i64) {
    let sign: i128 = if duration.is_negative() { -1 } else { 1 };
    let months = i128::from(duration.years()) * 12 + i128::from(duration.months());
    let months = sign * months + i128::from(year) * 12 + i128::from(month) - 1;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let seconds = i128::from(duration.days()) * DAY
        + i128::from(duration.hours()) * 3_600
        + i128::from(duration.minutes()) * 60
        + i128::from(duration.seconds());
    let nanoseconds = i64::from(duration.nanosecond());
    let day = match (i32::try_from(year), u8::try_from(month)) {
        // Years are counted with a year 0 here.
        (Ok(year), Ok(month)) => days(if year <= 0 { year.saturating_sub(1) } else { year }, month, 1),
        _ => year * 366,
    };
    (day * DAY + sign * seconds, if sign < 0 { -nanoseconds } else { nanoseconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_type() {
        use Ordering::{Equal, Greater, Less};
        for (ty, value, bound, expected) in [
            (Type::I32, "-5", "3", Some(Less)),
            (Type::INTEGER, "100", "99", Some(Greater)),
            (Type::INTEGER, "-0", "0", Some(Equal)),
            (Type::DECIMAL, "-1.50", "-1.5", Some(Equal)),
            (Type::DECIMAL, "-1.6", "-1.5", Some(Less)),
            (Type::DECIMAL, ".05", "0.5", Some(Less)),
            (Type::DECIMAL, "1,5", "2", None),
            (Type::DECIMAL, "1.a", "2", None),
            (Type::DECIMAL, "a.5", "2", None),
            (Type::DECIMAL, "-", "2", None),
            (Type::F64, "-INF", "0", Some(Less)),
            (Type::F64, "NaN", "0", None),
            (Type::DATE_TIME, "2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", Some(Equal)),
            (Type::DATE_TIME, "2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z", Some(Equal)),
            (Type::DATE_TIME, "-0001-12-31T24:00:00", "0001-01-01T00:00:00", Some(Equal)),
            (Type::DATE_TIME, "2024-01-01T00:00:00", "2024-01-01T01:00:00Z", None),
            (Type::DATE_TIME, "2024-01-03T00:00:00", "2024-01-01T01:00:00Z", Some(Greater)),
            (Type::TIME, "12:00:00.5", "12:00:00.25", Some(Greater)),
            (Type::CALENDAR, "2023", "2024", Some(Less)),
            (Type::CALENDAR, "-0044", "0001", Some(Less)),
            (Type::CALENDAR, "2024-02+01:00", "2024-02Z", Some(Less)),
            (Type::CALENDAR, "--02-29", "--03-01", Some(Less)),
            (Type::CALENDAR, "--12", "--02", Some(Greater)),
            (Type::CALENDAR, "---31", "---01", Some(Greater)),
            (Type::DURATION, "PT60M", "PT1H", Some(Equal)),
            (Type::DURATION, "P1M", "P30D", None),
            (Type::DURATION, "P1M", "P32D", Some(Less)),
            (Type::DURATION, "P1Y", "P12M", Some(Equal)),
            // The months that are tried have 30, 28, 31 and 31 days (XSD Part 2, 3.2.6.2).
            (Type::DURATION, "P1M", "P27D", Some(Greater)),
            (Type::DURATION, "P1M", "P28D", None),
            (Type::DURATION, "P1M", "P31D", None),
            (Type::DURATION, "PT1M1S", "PT1M", Some(Greater)),
            (Type::DURATION, "PT1H1M", "PT1H", Some(Greater)),
            (Type::DURATION, "P1DT1H", "P1D", Some(Greater)),
            (Type::DURATION, "-PT61S", "-PT1M1S", Some(Equal)),
            (Type::DURATION, "-P1D", "PT0S", Some(Less)),
            (Type::STRING, "a", "b", None),
        ] {
            assert_eq!(compare(&ty, value, bound), expected, "{value} and {bound}");
        }
        assert_eq!(digits("-00123.4500"), (5, 2));
        assert_eq!((digits("0.005"), digits("0"), digits("100")), ((1, 3), (0, 0), (3, 0)));
    }
}

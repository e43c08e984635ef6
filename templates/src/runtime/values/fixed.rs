//! Dates and times in the layout that servers write: `2024-03-01`, `12:00:00.1234567+02:00`. Read by whole words. Whatever
//! is written in another way, and what is no value, is left to [`calendar`](super::calendar).

use super::calendar::{Clock, Day, Fraction, Offset};
use super::datetime::{Date, DateTime};
use crate::runtime::codec::digits::{ZEROS, eight, others, three};

/// How many bytes a day takes, and a time of day without its fraction.
const DAY: usize = 10;
const CLOCK: usize = 8;

/// A day and a time of day.
#[inline]
pub(super) fn fixed_date_time(text: &[u8]) -> Option<DateTime> {
    let (date, rest) = text.split_at_checked(DAY)?;
    let (clock, offset) = clock_and_zone(rest.strip_prefix(b"T")?)?;
    Some(DateTime { day: day(date)?, clock, offset })
}

/// A day with its zone.
#[inline]
pub(super) fn fixed_date(text: &[u8]) -> Option<Date> {
    let (date, rest) = text.split_at_checked(DAY)?;
    Some(Date { day: day(date)?, offset: zone(rest)? })
}

/// A day with a year of four digits, of all the bytes.
#[inline]
fn day(text: &[u8]) -> Option<Day> {
    let [thousands, hundreds, rest @ ..] = text else { return None };
    let [years, month, day] = three(rest.first_chunk()?, b'-')?;
    let (thousands, hundreds) = (thousands.wrapping_sub(b'0'), hundreds.wrapping_sub(b'0'));
    if rest.len() != DAY - 2 || thousands > 9 || hundreds > 9 {
        return None;
    }
    let year = i32::from(thousands) * 1000 + i32::from(hundreds) * 100 + i32::from(years);
    Day::new(year, month, day)
}

/// A time of day with its zone, up to the end.
#[inline]
pub(super) fn clock_and_zone(text: &[u8]) -> Option<(Clock, Offset)> {
    let (clock, rest) = text.split_first_chunk::<CLOCK>()?;
    let [hour, minute, second] = three(clock, b':')?;
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest, text)?,
        _ => (Fraction::NONE, rest),
    };
    Some((Clock::new(hour, minute, second, fraction)?, zone(rest)?))
}

/// A fraction of at most seven digits at the beginning of `rest`, the end of a text of eight bytes or more; and what follows.
#[inline]
fn fraction<'t>(rest: &'t [u8], text: &[u8]) -> Option<(Fraction, &'t [u8])> {
    let word = match rest.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            // Those before it are pushed out.
            let missing = 8 - u32::try_from(rest.len()).ok()?;
            u64::from_le_bytes(*text.last_chunk()?).checked_shr(8 * missing)?
        }
    };
    // The highest bit of each byte that is no digit, from the first one on.
    let digits = word ^ ZEROS;
    let count = others(digits).trailing_zeros() / 8;
    if count == 0 || count > 7 {
        return None;
    }
    let number = u32::try_from(eight(digits << (64 - 8 * count))?).ok()?;
    let nanosecond = number * 10u32.pow(9 - count);
    let fraction = Fraction::of(nanosecond, u8::try_from(count).ok()?);
    Some((fraction, rest.get(count as usize..)?))
}

/// The zone, which ends the text.
#[inline]
pub(super) fn zone(text: &[u8]) -> Option<Offset> {
    match *text {
        [] => Some(Offset::None),
        [b'Z'] => Some(Offset::Utc),
        [sign @ (b'+' | b'-'), hour, hours, b':', minute, minutes] => {
            let digits = [hour, hours, minute, minutes].map(|digit| digit.wrapping_sub(b'0'));
            let [hour, hours, minute, minutes] = digits.map(i16::from);
            if digits.iter().any(|digit| *digit > 9) || minute > 5 {
                return None;
            }
            let minutes = (hour * 10 + hours) * 60 + minute * 10 + minutes;
            Offset::Minutes(if sign == b'-' { -minutes } else { minutes }).checked()
        }
        _ => None,
    }
}

//! `xs:dateTime`, `xs:date` and `xs:time`: checked fields, no calendar arithmetic.

use super::calendar::{Clock, Cursor, Day, Fraction, Offset};
use super::fixed::{self, fixed_date, fixed_date_time};
use super::lexical::{debug_as_text, scalar, trim};
use crate::runtime::codec::{LexError, LexValue};

const DATE_TIME: LexError = LexError { expected: "an xs:dateTime such as 2024-03-01T12:00:00Z" };
const DATE: LexError = LexError { expected: "an xs:date such as 2024-03-01" };
const TIME: LexError = LexError { expected: "an xs:time such as 12:00:00" };

/// An `xs:dateTime`. Keeps its zone and the number of its fraction's digits, so it is written back as it was read.
///
/// Equality is that of the text: `12:00:00Z` and `12:00:00+00:00` differ. The default is `0001-01-01T00:00:00`, which
/// .NET takes for "none"; see [`is_unset`](Self::is_unset).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    pub(super) day: Day,
    pub(super) clock: Clock,
    pub(super) offset: Offset,
}

/// An `xs:date`. Keeps its zone. The default is `0001-01-01`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    pub(super) day: Day,
    pub(super) offset: Offset,
}

/// An `xs:time`. Keeps its zone and the number of its fraction's digits. The default is `00:00:00`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    pub(super) clock: Clock,
    pub(super) offset: Offset,
}

macro_rules! day {
    ($type:ident) => {
        impl $type {
            /// The year; negative before 0001, never 0.
            #[inline]
            pub fn year(&self) -> i32 {
                self.day.year
            }

            /// The month, from 1 to 12.
            #[inline]
            pub fn month(&self) -> u8 {
                self.day.month
            }

            /// The day of the month, from 1.
            #[inline]
            pub fn day(&self) -> u8 {
                self.day.day
            }
        }
    };
}

macro_rules! clock {
    ($type:ident) => {
        impl $type {
            /// The hour, from 0 to 23; 24 only for `24:00:00`, the end of the day.
            #[inline]
            pub fn hour(&self) -> u8 {
                self.clock.hour
            }

            /// The minute, from 0 to 59.
            #[inline]
            pub fn minute(&self) -> u8 {
                self.clock.minute
            }

            /// The second, from 0 to 59.
            #[inline]
            pub fn second(&self) -> u8 {
                self.clock.second
            }

            /// The fraction of the second, in nanoseconds. More digits, up to 28, are kept and written, but not told here.
            #[inline]
            pub fn nanosecond(&self) -> u32 {
                self.clock.fraction.nanosecond
            }

            /// The same with another fraction, written with as many digits as it needs; `None` from 1 000 000 000 on.
            #[inline]
            pub fn with_nanosecond(self, nanosecond: u32) -> Option<Self> {
                let Clock { hour, minute, second, .. } = self.clock;
                let clock = Clock::new(hour, minute, second, Fraction::new(nanosecond))?;
                Some(Self { clock, ..self })
            }
        }
    };
}

macro_rules! offset {
    ($type:ident: $table:ident) => {
        impl $type {
            /// The zone.
            #[inline]
            pub fn offset(&self) -> Offset {
                self.offset
            }

            /// The same fields with another zone; `None` for one beyond 14 hours. Nothing is converted.
            #[inline]
            pub fn with_offset(self, offset: Offset) -> Option<Self> {
                Some(Self { offset: offset.checked()?, ..self })
            }
        }

        scalar!($type: $table);
        debug_as_text!($type);
    };
}

day!(DateTime);
clock!(DateTime);
offset!(DateTime: DATE_TIME);
day!(Date);
offset!(Date: DATE);
clock!(Time);
offset!(Time: TIME);

impl DateTime {
    /// That point in time, without a zone; `None` where there is no such day or time.
    #[inline]
    pub fn new(year: i32, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Option<Self> {
        let (day, clock) = (Day::new(year, month, day)?, Clock::new(hour, minute, second, Fraction::NONE)?);
        Some(Self { day, clock, offset: Offset::None })
    }

    /// Whether this is `0001-01-01T00:00:00`, in whatever zone: .NET's `DateTime.MinValue`, which means "none".
    #[inline]
    pub fn is_unset(&self) -> bool {
        let Clock { hour, minute, second, fraction } = self.clock;
        self.day == Day::FIRST && (hour, minute, second) == (0, 0, 0) && fraction.is_zero()
    }

    /// The day, with the zone.
    #[inline]
    pub fn date(&self) -> Date {
        Date { day: self.day, offset: self.offset }
    }

    /// The time of day, with the zone.
    #[inline]
    pub fn time(&self) -> Time {
        Time { clock: self.clock, offset: self.offset }
    }
}

impl Date {
    /// That day, without a zone; `None` where there is no such day.
    #[inline]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        Some(Self { day: Day::new(year, month, day)?, offset: Offset::None })
    }
}

impl Time {
    /// That time of day, without a zone; `None` where there is no such time.
    #[inline]
    pub fn new(hour: u8, minute: u8, second: u8) -> Option<Self> {
        Some(Self { clock: Clock::new(hour, minute, second, Fraction::NONE)?, offset: Offset::None })
    }
}

impl Default for DateTime {
    #[inline]
    fn default() -> Self {
        Self { day: Day::FIRST, clock: Clock::MIDNIGHT, offset: Offset::None }
    }
}

impl Default for Date {
    #[inline]
    fn default() -> Self {
        Self { day: Day::FIRST, offset: Offset::None }
    }
}

impl Default for Time {
    #[inline]
    fn default() -> Self {
        Self { clock: Clock::MIDNIGHT, offset: Offset::None }
    }
}

#[inline]
fn date_time(mut cursor: Cursor<'_>) -> Option<DateTime> {
    let day = Day::read(&mut cursor)?;
    cursor.expect(b'T')?;
    Some(DateTime { day, clock: Clock::read(&mut cursor)?, offset: cursor.offset()? })
}

#[inline]
fn date(mut cursor: Cursor<'_>) -> Option<Date> {
    Some(Date { day: Day::read(&mut cursor)?, offset: cursor.offset()? })
}

#[inline]
fn time(mut cursor: Cursor<'_>) -> Option<Time> {
    Some(Time { clock: Clock::read(&mut cursor)?, offset: cursor.offset()? })
}

impl LexValue for DateTime {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        if let Some(DateTime { day, clock, offset }) = fixed_date_time(text.as_bytes()) {
            (self.day, self.clock, self.offset) = (day, clock, offset);
            return Ok(());
        }
        *self = date_time(Cursor(trim(text).as_bytes())).ok_or(DATE_TIME)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        self.day.write(out);
        out.push('T');
        self.clock.write(out);
        self.offset.write(out);
    }
}

impl LexValue for Date {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        *self = match fixed_date(text.as_bytes()) {
            Some(date) => date,
            None => date(Cursor(trim(text).as_bytes())).ok_or(DATE)?,
        };
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        self.day.write(out);
        self.offset.write(out);
    }
}

impl LexValue for Time {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        *self = match fixed::clock_and_zone(text.as_bytes()) {
            Some((clock, offset)) => Self { clock, offset },
            None => time(Cursor(trim(text).as_bytes())).ok_or(TIME)?,
        };
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        self.clock.write(out);
        self.offset.write(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_read() {
        for text in [
            "0001-01-01T00:00:00",
            "2024-02-29T23:59:59.1234567+02:00",
            "2024-03-01T12:00:00.500Z",
            "2024-03-01T12:00:00.12345678901Z",
            "2024-03-01T12:00:00.9999999999999999999999999999",
            "2024-03-01T12:00:00.0000000001",
            "2024-03-01T12:00:00+00:00",
            "2024-03-01T24:00:00",
            "-0044-03-15T12:00:00.000000001-14:00",
            "-0001-02-29T00:00:00",
            "12024-12-31T00:00:00-05:30",
        ] {
            let value: DateTime = text.parse().unwrap();
            assert_eq!(value.to_string(), text);
            assert_eq!(
                format!("{:?}", value.date()),
                text.replace(&text[text.find('T').unwrap()..], "") + &zone(text)
            );
            assert_eq!(value.time().to_string(), text.split_once('T').unwrap().1);
            assert_eq!(value.date().to_string().parse(), Ok(value.date()));
            assert_eq!(value.time().to_string().parse(), Ok(value.time()));
        }
    }

    fn zone(text: &str) -> String {
        let clock = text.split_once('T').unwrap().1;
        clock.find(['Z', '+', '-']).map_or(String::new(), |at| clock[at..].into())
    }

    #[test]
    fn refused() {
        for text in [
            "",
            "0000-01-01T00:00:00",
            "2023-02-29T00:00:00",
            "1900-02-29T00:00:00",
            "2024-04-31T00:00:00",
            "2024-13-01T00:00:00",
            "2024-00-01T00:00:00",
            "2024-01-00T00:00:00",
            "024-01-01T00:00:00",
            "02024-01-01T00:00:00",
            "+2024-01-01T00:00:00",
            "99999999999-01-01T00:00:00",
            "2024-01-01 00:00:00",
            "2024-01-01T24:00:01",
            "2024-01-01T25:00:00",
            "2024-01-01T00:60:00",
            "2024-01-01T00:00:60",
            "2024-01-01T00:00:00.",
            "2024-01-01T00:00:00.00000000000000000000000000001",
            "2024-01-01T24:00:00.1",
            "2024-01-01T00:00:00z",
            "2024-01-01T00:00:00+14:01",
            "2024-01-01T00:00:00+01:60",
            "2024-01-01T00:00:00+0100",
            "2024-01-01T00:00:00Zx",
            "2024-01-01T0:00:00",
            "2024-01-01",
        ] {
            assert_eq!(text.parse::<DateTime>(), Err(DATE_TIME), "{text}");
        }
        assert!("2024-01-01T00:00:00".parse::<Date>().is_err());
        assert!("T00:00:00".parse::<Time>().is_err());
    }

    #[test]
    fn the_usual_layout_means_the_same_whichever_way_it_is_read() {
        let mut seed = 86u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut fixed = 0;
        for round in 0..60_000 {
            let mut text = format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                [1, 1900, 2000, 2023, 2024, 9999, 0][next(7)],
                next(14),
                [1, 15, 28, 29, 30, 31, 32, 0][next(8)],
                [0, 12, 23, 24, 25][next(5)],
                next(62),
                [0, 59, 60][next(3)]
            );
            let places = next(12);
            if places > 0 {
                text.push('.');
                text.extend((0..places).map(|_| char::from(b'0' + next(10) as u8)));
            }
            text += ["", "Z", "+00:00", "-14:00", "+14:01", "+02:30", "-01:60", "z", "+1:00"][next(9)];
            if round % 3 == 0 {
                let place = next(text.len());
                text.replace_range(
                    place..=place,
                    ["-", ":", "T", ".", "0", " ", "/", "Z", "\u{e9}"][next(9)],
                );
            }
            let read = fixed_date_time(text.as_bytes());
            fixed += usize::from(read.is_some());
            let expected = date_time(Cursor(text.as_bytes()));
            assert!(read.is_none() || read == expected, "{text}");
            assert_eq!(text.parse().ok(), date_time(Cursor(trim(&text).as_bytes())), "{text}");
            if let Some((day, clock)) = text.split_once('T') {
                assert_eq!(day.parse().ok(), date(Cursor(trim(day).as_bytes())), "{text}");
                assert_eq!(clock.parse().ok(), time(Cursor(trim(clock).as_bytes())), "{text}");
            }
        }
        assert!(fixed > 1000, "{fixed}");
    }

    #[test]
    fn fields() {
        let value: DateTime = "\n 2024-03-01T12:34:56.0780000000-01:30\t".parse().unwrap();
        assert_eq!((value.year(), value.month(), value.day()), (2024, 3, 1));
        assert_eq!(
            (value.hour(), value.minute(), value.second(), value.nanosecond()),
            (12, 34, 56, 78_000_000)
        );
        assert_eq!(value.offset(), Offset::Minutes(-90));
        let built = DateTime::new(2024, 3, 1, 12, 34, 56).unwrap().with_nanosecond(78_000_000).unwrap();
        assert_eq!(built.with_offset(Offset::Utc).unwrap().to_string(), "2024-03-01T12:34:56.078Z");
        assert!(built.with_offset(Offset::Minutes(841)).is_none());
        assert!(built.with_nanosecond(1_000_000_000).is_none());
        assert!(Time::new(24, 0, 0).unwrap().with_nanosecond(1).is_none());
        assert!(Date::new(0, 1, 1).is_none());
        assert!(DateTime::default().is_unset() && !built.is_unset());
        assert!("0001-01-01T00:00:00.0000000Z".parse::<DateTime>().unwrap().is_unset());
    }
}

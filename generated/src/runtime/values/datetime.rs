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

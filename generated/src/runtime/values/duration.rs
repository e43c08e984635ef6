//! `xs:duration`: checked fields, no calendar arithmetic.

use super::calendar::{Cursor, Fraction};
use super::lexical::{debug_as_text, scalar, trim};
use crate::runtime::codec::{LexError, LexValue};

const DURATION: LexError = LexError { expected: "an xs:duration such as P1DT2H30M" };

const YEARS: u8 = 1;
const MONTHS: u8 = 2;
const DAYS: u8 = 4;
const HOURS: u8 = 8;
const MINUTES: u8 = 16;
const SECONDS: u8 = 32;

/// An `xs:duration`. Keeps which parts were given, so `PT90M` is not written back as `PT1H30M`.
///
/// Equality is that of the text: `PT60S` and `PT1M` differ. The default is `PT0S`. Parts are set one by one:
/// `Duration::default().with_hours(2).with_minutes(30)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    years: u32,
    months: u32,
    days: u64,
    hours: u64,
    minutes: u64,
    seconds: u64,
    fraction: Fraction,
    /// The parts that are written; none stands for `PT0S`.
    written: u8,
    negative: bool,
}

macro_rules! part {
    ($name:ident $with:ident $type:ty, $bit:ident) => {
        #[doc = concat!("The ", stringify!($name), ", as they were given.")]
        #[inline]
        pub fn $name(&self) -> $type {
            self.$name
        }

        #[doc = concat!("The same with so many ", stringify!($name), "; 0 leaves them out.")]
        #[inline]
        #[must_use]
        pub fn $with(mut self, $name: $type) -> Self {
            self.$name = $name;
            self.mark($bit, $name != 0);
            self
        }
    };
}

impl Duration {
    part!(years with_years u32, YEARS);
    part!(months with_months u32, MONTHS);
    part!(days with_days u64, DAYS);
    part!(hours with_hours u64, HOURS);
    part!(minutes with_minutes u64, MINUTES);

    /// The seconds, as they were given, without their fraction.
    #[inline]
    pub fn seconds(&self) -> u64 {
        self.seconds
    }

    /// The same with so many seconds; 0 leaves them out where there is no fraction.
    #[inline]
    #[must_use]
    pub fn with_seconds(mut self, seconds: u64) -> Self {
        self.seconds = seconds;
        self.mark(SECONDS, seconds != 0 || self.fraction.digits != 0);
        self
    }

    /// The fraction of the seconds, in nanoseconds. More digits, up to 28, are kept and written, but not told here.
    #[inline]
    pub fn nanosecond(&self) -> u32 {
        self.fraction.nanosecond
    }

    /// The same with another fraction, written with as many digits as it needs; `None` from 1 000 000 000 on.
    #[inline]
    pub fn with_nanosecond(mut self, nanosecond: u32) -> Option<Self> {
        if nanosecond >= 1_000_000_000 {
            return None;
        }
        self.fraction = Fraction::new(nanosecond);
        Some(self.with_seconds(self.seconds))
    }

    /// Whether a minus sign stands in front.
    #[inline]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The same with or without a minus sign.
    #[inline]
    #[must_use]
    pub fn with_negative(self, negative: bool) -> Self {
        Self { negative, ..self }
    }

    /// In days, hours, minutes and seconds.
    #[inline]
    pub fn from_std(duration: std::time::Duration) -> Self {
        let seconds = duration.as_secs();
        let nanosecond = duration.subsec_nanos();
        let whole = Self { fraction: Fraction::new(nanosecond), ..Self::default() };
        whole
            .with_days(seconds / 86_400)
            .with_hours(seconds / 3_600 % 24)
            .with_minutes(seconds / 60 % 60)
            .with_seconds(seconds % 60)
    }

    /// `None` where there are years or months, whose lengths vary, where it is negative, or too long.
    #[inline]
    pub fn to_std(&self) -> Option<std::time::Duration> {
        let part = |count: u64, unit: u64| count.checked_mul(unit);
        let seconds = part(self.days, 86_400)?
            .checked_add(part(self.hours, 3_600)?)?
            .checked_add(part(self.minutes, 60)?)?
            .checked_add(self.seconds)?;
        let zero = seconds == 0 && self.fraction.is_zero();
        let fixed = self.years == 0 && self.months == 0 && (zero || !self.negative);
        fixed.then(|| std::time::Duration::new(seconds, self.fraction.nanosecond))
    }

    #[inline]
    fn mark(&mut self, bit: u8, there: bool) {
        self.written = if there { self.written | bit } else { self.written & !bit };
    }
}

#[inline]
fn duration(mut cursor: Cursor<'_>) -> Option<Duration> {
    let mut value = Duration { negative: cursor.eat(b'-'), ..Duration::default() };
    cursor.expect(b'P')?;
    let mut timed = false;
    // The bit of the last part that was read: parts stand in one order, each at most once.
    let mut last = 0;
    loop {
        if !timed && cursor.eat(b'T') {
            timed = true;
            last = DAYS;
        } else if cursor.0.is_empty() && last != 0 && !(timed && last == DAYS) {
            break;
        }
        let (number, _) = cursor.number()?;
        let bit = if cursor.eat(b'.') {
            value.fraction = cursor.fraction()?;
            cursor.expect(b'S')?;
            SECONDS
        } else {
            let (unit, rest) = cursor.0.split_first()?;
            cursor.0 = rest;
            match (unit, timed) {
                (b'Y', false) => YEARS,
                (b'M', false) => MONTHS,
                (b'D', false) => DAYS,
                (b'H', true) => HOURS,
                (b'M', true) => MINUTES,
                (b'S', true) => SECONDS,
                _ => return None,
            }
        };
        if bit <= last || (bit == SECONDS && !timed) {
            return None;
        }
        match bit {
            YEARS => value.years = number.try_into().ok()?,
            MONTHS => value.months = number.try_into().ok()?,
            DAYS => value.days = number,
            HOURS => value.hours = number,
            MINUTES => value.minutes = number,
            _ => value.seconds = number,
        }
        value.written |= bit;
        last = bit;
    }
    if value.written == SECONDS && value.seconds == 0 && value.fraction.digits == 0 {
        value.written = 0;
    }
    Some(value)
}

impl LexValue for Duration {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        *self = duration(Cursor(trim(text).as_bytes())).ok_or(DURATION)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        let written = if self.written == 0 { SECONDS } else { self.written };
        let mut buffer = itoa::Buffer::new();
        let mut part = |out: &mut String, bit: u8, number: u64, unit: char| {
            if written & bit != 0 {
                out.push_str(buffer.format(number));
                if bit == SECONDS {
                    self.fraction.write(out);
                }
                out.push(unit);
            }
        };
        out.push_str(if self.negative { "-P" } else { "P" });
        part(out, YEARS, self.years.into(), 'Y');
        part(out, MONTHS, self.months.into(), 'M');
        part(out, DAYS, self.days, 'D');
        if written & (HOURS | MINUTES | SECONDS) != 0 {
            out.push('T');
        }
        part(out, HOURS, self.hours, 'H');
        part(out, MINUTES, self.minutes, 'M');
        part(out, SECONDS, self.seconds, 'S');
    }
}

scalar!(Duration: DURATION);
debug_as_text!(Duration);

impl From<std::time::Duration> for Duration {
    #[inline]
    fn from(duration: std::time::Duration) -> Self {
        Self::from_std(duration)
    }
}

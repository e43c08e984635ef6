//! What dates, times and durations share: reading fixed digits, checked ranges, writing back.

/// The zone of a [`DateTime`](super::DateTime), [`Date`](super::Date) or [`Time`](super::Time), as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Offset {
    /// None was given.
    #[default]
    None,
    /// `Z`.
    Utc,
    /// Minutes east of UTC, from -840 to 840: `+02:00` is 120. `+00:00` is not the same as `Z`, though it means the same.
    Minutes(i16),
}

impl Offset {
    /// Minutes east of UTC, where a zone was given.
    #[inline]
    pub fn minutes(self) -> Option<i16> {
        match self {
            Self::None => None,
            Self::Utc => Some(0),
            Self::Minutes(minutes) => Some(minutes),
        }
    }

    #[inline]
    pub(super) fn checked(self) -> Option<Self> {
        match self {
            Self::Minutes(minutes) if !(-840..=840).contains(&minutes) => None,
            offset => Some(offset),
        }
    }

    #[inline]
    pub(super) fn write(self, out: &mut String) {
        match self {
            Self::None => {}
            Self::Utc => out.push('Z'),
            Self::Minutes(minutes) => {
                out.push(if minutes < 0 { '-' } else { '+' });
                let minutes = u32::from(minutes.unsigned_abs());
                two(out, minutes / 60);
                out.push(':');
                two(out, minutes % 60);
            }
        }
    }
}

/// What is left of a text.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl Cursor<'_> {
    /// Takes `byte` where it comes next.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    /// Takes `byte`, which must come next.
    #[inline]
    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    /// Takes a digit where one comes next.
    #[inline]
    pub(super) fn digit(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        let digit = first.wrapping_sub(b'0');
        (digit < 10).then(|| {
            self.0 = rest;
            digit
        })
    }

    /// Exactly two digits.
    #[inline]
    pub(super) fn two(&mut self) -> Option<u8> {
        Some(self.digit()? * 10 + self.digit()?)
    }

    /// One or more digits: the number, and how many there were.
    #[inline]
    pub(super) fn number(&mut self) -> Option<(u64, usize)> {
        let (mut number, mut count) = (0_u64, 0);
        while let Some(digit) = self.digit() {
            number = number.checked_mul(10)?.checked_add(digit.into())?;
            count += 1;
        }
        (count > 0).then_some((number, count))
    }

    /// The digits after a point. Zeros at the end are dropped beyond the ninth; beyond the twenty-eighth nothing else may come.
    #[inline]
    pub(super) fn fraction(&mut self) -> Option<Fraction> {
        let mut read = Fraction::NONE;
        while let Some(digit) = self.digit() {
            match read.digits {
                0..9 => read.nanosecond = read.nanosecond * 10 + u32::from(digit),
                9..MOST_DIGITS => read.beyond = read.beyond * 10 + u64::from(digit),
                _ if digit != 0 => return None,
                _ => continue,
            }
            read.digits += 1;
        }
        while read.digits > 9 && read.beyond.is_multiple_of(10) {
            read.beyond /= 10;
            read.digits -= 1;
        }
        let missing = 9_u8.saturating_sub(read.digits);
        read.nanosecond *= 10_u32.pow(u32::from(missing));
        (read.digits > 0).then_some(read)
    }

    /// The zone, which ends the text.
    #[inline]
    pub(super) fn offset(mut self) -> Option<Offset> {
        let offset = if self.0.is_empty() {
            Offset::None
        } else if self.eat(b'Z') {
            Offset::Utc
        } else {
            let negative = self.eat(b'-');
            if !negative {
                self.expect(b'+')?;
            }
            let hours = i16::from(self.two()?);
            self.expect(b':')?;
            let minutes = i16::from(self.two()?);
            if minutes > 59 {
                return None;
            }
            let minutes = hours * 60 + minutes;
            Offset::Minutes(if negative { -minutes } else { minutes }).checked()?
        };
        self.0.is_empty().then_some(offset)
    }
}

#[inline]
fn ascii(digit: u32) -> char {
    char::from_digit(digit % 10, 10).unwrap_or('0')
}

/// Writes two digits.
#[inline]
pub(super) fn two(out: &mut String, number: u32) {
    out.push(ascii(number / 10));
    out.push(ascii(number));
}

/// How many digits a fraction may have: those beyond the ninth are kept as a number of 64 bits.
const MOST_DIGITS: u8 = 28;

/// The fraction of a second, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Fraction {
    pub(super) nanosecond: u32,
    /// How many digits were written.
    pub(super) digits: u8,
    /// The digits after the ninth.
    beyond: u64,
}

impl Fraction {
    pub(super) const NONE: Self = Self { nanosecond: 0, digits: 0, beyond: 0 };

    /// With so many digits, at most nine.
    #[inline]
    pub(super) const fn of(nanosecond: u32, digits: u8) -> Self {
        Self { nanosecond, digits, beyond: 0 }
    }

    /// With as many digits as it needs.
    #[inline]
    pub(super) fn new(nanosecond: u32) -> Self {
        let (mut rest, mut digits) = (nanosecond, 9);
        while digits > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            digits -= 1;
        }
        Self { nanosecond, digits, beyond: 0 }
    }

    /// Writes a point and its digits; nothing for none.
    #[inline]
    pub(super) fn write(self, out: &mut String) {
        if self.digits > 0 {
            out.push('.');
        }
        let mut unit = 100_000_000;
        for _ in 0..self.digits.min(9) {
            out.push(ascii(self.nanosecond / unit));
            unit = (unit / 10).max(1);
        }
        if self.digits > 9 {
            let mut buffer = itoa::Buffer::new();
            let digits = buffer.format(self.beyond);
            for _ in digits.len()..usize::from(self.digits - 9) {
                out.push('0');
            }
            out.push_str(digits);
        }
    }

    /// All of it in nanoseconds; `None` where there is more.
    #[cfg(any(feature = "jiff", feature = "chrono"))]
    pub(super) const fn nanoseconds(self) -> Option<u32> {
        if self.beyond == 0 { Some(self.nanosecond) } else { None }
    }

    pub(super) const fn is_zero(self) -> bool {
        self.nanosecond == 0 && self.beyond == 0
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Day {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Day {
    pub(super) const FIRST: Self = Self { year: 1, month: 1, day: 1 };

    #[inline]
    pub(super) fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        // Each month has the first 28 days.
        let usual = day <= 28 && (1..=12).contains(&month);
        let exists = day >= 1 && (usual || day <= length(year, month));
        (year != 0 && year > i32::MIN && exists).then_some(Self { year, month, day })
    }

    #[inline]
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let year = year(cursor)?;
        cursor.expect(b'-')?;
        let month = cursor.two()?;
        cursor.expect(b'-')?;
        Self::new(year, month, cursor.two()?)
    }

    #[inline]
    pub(super) fn write(self, out: &mut String) {
        if self.year < 0 {
            out.push('-');
        }
        let year = self.year.unsigned_abs();
        if year > 9999 {
            out.push_str(itoa::Buffer::new().format(year / 100));
        } else {
            two(out, year / 100);
        }
        two(out, year % 100);
        out.push('-');
        two(out, self.month.into());
        out.push('-');
        two(out, self.day.into());
    }
}

/// A year: four digits or more, no needless zeros, not 0000.
#[inline]
pub(super) fn year(cursor: &mut Cursor<'_>) -> Option<i32> {
    let negative = cursor.eat(b'-');
    let padded = cursor.0.first() == Some(&b'0');
    let (year, count) = cursor.number()?;
    let year = i32::try_from(year).ok()?;
    if year == 0 || count < 4 || (padded && count > 4) {
        return None;
    }
    Some(if negative { -year } else { year })
}

/// The length of a month; 0 for one that does not exist. The year before 0001 is -0001, and a leap year.
#[inline]
pub(super) fn length(year: i32, month: u8) -> u8 {
    let year = if year < 0 { year + 1 } else { year };
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Days since a fixed one, in the proleptic Gregorian calendar; the year before 1 is -1.
pub(in crate::runtime) fn days(year: i32, month: u8, day: u8) -> i128 {
    let year = i128::from(if year < 0 { year + 1 } else { year });
    let (month, day) = (i128::from(month), i128::from(day));
    // Years begin in March, so that the leap day is the last.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
}

/// The date that is so many days after the first of January 1970: year, month, day.
#[cfg(feature = "wsse")]
pub(in crate::runtime) fn date_after(mut days: u64) -> (i32, u8, u8) {
    let (mut year, mut month) = (1970, 1);
    loop {
        let length = u64::from(length(year, month));
        if days < length {
            return (year, month, u8::try_from(days + 1).unwrap_or_default());
        }
        days -= length;
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
}

/// A time of day.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Clock {
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    pub(super) fraction: Fraction,
}

impl Clock {
    pub(super) const MIDNIGHT: Self = Self { hour: 0, minute: 0, second: 0, fraction: Fraction::NONE };

    #[inline]
    pub(super) fn new(hour: u8, minute: u8, second: u8, fraction: Fraction) -> Option<Self> {
        let clock = Self { hour, minute, second, fraction };
        let ordinary = hour < 24 && minute < 60 && second < 60 && fraction.nanosecond < 1_000_000_000;
        (ordinary || (hour == 24 && minute == 0 && second == 0 && fraction.is_zero())).then_some(clock)
    }

    #[inline]
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let hour = cursor.two()?;
        cursor.expect(b':')?;
        let minute = cursor.two()?;
        cursor.expect(b':')?;
        let second = cursor.two()?;
        let fraction = if cursor.eat(b'.') { cursor.fraction()? } else { Fraction::NONE };
        Self::new(hour, minute, second, fraction)
    }

    #[inline]
    pub(super) fn write(self, out: &mut String) {
        two(out, self.hour.into());
        out.push(':');
        two(out, self.minute.into());
        out.push(':');
        two(out, self.second.into());
        self.fraction.write(out);
    }
}

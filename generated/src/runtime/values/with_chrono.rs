//! Conversions to and from chrono.

use chrono::{Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use super::calendar::{Clock, Day, Fraction, Offset};
use super::{Date, DateTime, Time};
use crate::runtime::codec::LexError;

const RANGE: LexError = LexError { expected: "a date and time that chrono can hold" };
const ZONE: LexError = LexError { expected: "a dateTime with a zone" };
const OFFSET: LexError = LexError { expected: "an offset of whole minutes, at most 14 hours" };
const FIELDS: LexError = LexError { expected: "a date and time that is no leap second" };

/// chrono counts years through 0; the wire does not.
#[inline]
fn naive_date(day: Day) -> Result<NaiveDate, LexError> {
    let year = if day.year < 0 { day.year + 1 } else { day.year };
    NaiveDate::from_ymd_opt(year, day.month.into(), day.day.into()).ok_or(RANGE)
}

/// The time, and whether it is that of the next day.
#[inline]
fn naive_time(clock: Clock) -> Result<(NaiveTime, bool), LexError> {
    if clock.hour == 24 {
        return Ok((NaiveTime::MIN, true));
    }
    let (hour, minute, second) = (clock.hour.into(), clock.minute.into(), clock.second.into());
    let nanosecond = clock.fraction.nanoseconds().ok_or(RANGE)?;
    Ok((NaiveTime::from_hms_nano_opt(hour, minute, second, nanosecond).ok_or(RANGE)?, false))
}

#[inline]
fn day(date: NaiveDate) -> Result<Day, LexError> {
    let year = if date.year() <= 0 { date.year() - 1 } else { date.year() };
    let part = |number: u32| u8::try_from(number).map_err(|_| FIELDS);
    Day::new(year, part(date.month())?, part(date.day())?).ok_or(FIELDS)
}

#[inline]
fn clock(time: NaiveTime) -> Result<Clock, LexError> {
    let part = |number: u32| u8::try_from(number).map_err(|_| FIELDS);
    let nanosecond = time.nanosecond();
    let (hour, minute, second) = (part(time.hour())?, part(time.minute())?, part(time.second())?);
    Clock::new(hour, minute, second, Fraction::new(nanosecond)).ok_or(FIELDS)
}

impl TryFrom<DateTime> for NaiveDateTime {
    type Error = LexError;

    /// The fields as they stand; the zone is left out. Fails for years that chrono does not hold.
    #[inline]
    fn try_from(value: DateTime) -> Result<Self, LexError> {
        let date = naive_date(value.day)?;
        let (time, next) = naive_time(value.clock)?;
        let date = if next { date.succ_opt().ok_or(RANGE)? } else { date };
        Ok(date.and_time(time))
    }
}

impl TryFrom<DateTime> for chrono::DateTime<FixedOffset> {
    type Error = LexError;

    /// Fails where there is no zone, and for years that chrono does not hold.
    #[inline]
    fn try_from(value: DateTime) -> Result<Self, LexError> {
        let minutes = value.offset.minutes().ok_or(ZONE)?;
        let offset = FixedOffset::east_opt(i32::from(minutes) * 60).ok_or(RANGE)?;
        NaiveDateTime::try_from(value)?.and_local_timezone(offset).single().ok_or(RANGE)
    }
}

impl TryFrom<DateTime> for chrono::DateTime<Utc> {
    type Error = LexError;

    /// Fails where there is no zone, and for years that chrono does not hold.
    #[inline]
    fn try_from(value: DateTime) -> Result<Self, LexError> {
        Ok(chrono::DateTime::<FixedOffset>::try_from(value)?.to_utc())
    }
}

impl TryFrom<Date> for NaiveDate {
    type Error = LexError;

    /// The zone is left out. Fails for years that chrono does not hold.
    #[inline]
    fn try_from(value: Date) -> Result<Self, LexError> {
        naive_date(value.day)
    }
}

impl TryFrom<Time> for NaiveTime {
    type Error = LexError;

    /// The zone is left out. `24:00:00` becomes midnight.
    #[inline]
    fn try_from(value: Time) -> Result<Self, LexError> {
        Ok(naive_time(value.clock)?.0)
    }
}

impl TryFrom<NaiveDateTime> for DateTime {
    type Error = LexError;

    /// Fails for a leap second.
    #[inline]
    fn try_from(value: NaiveDateTime) -> Result<Self, LexError> {
        Ok(Self { day: day(value.date())?, clock: clock(value.time())?, offset: Offset::None })
    }
}

impl TryFrom<chrono::DateTime<Utc>> for DateTime {
    type Error = LexError;

    /// With `Z`. Fails for a leap second.
    #[inline]
    fn try_from(value: chrono::DateTime<Utc>) -> Result<Self, LexError> {
        Ok(Self { offset: Offset::Utc, ..value.naive_utc().try_into()? })
    }
}

impl TryFrom<chrono::DateTime<FixedOffset>> for DateTime {
    type Error = LexError;

    /// With the offset. Fails for a leap second, and for an offset that XSD does not have.
    #[inline]
    fn try_from(value: chrono::DateTime<FixedOffset>) -> Result<Self, LexError> {
        let seconds = value.offset().local_minus_utc();
        let minutes = i16::try_from(seconds / 60).map_err(|_| OFFSET)?;
        if seconds % 60 != 0 {
            return Err(OFFSET);
        }
        let offset = Offset::Minutes(minutes).checked().ok_or(OFFSET)?;
        Ok(Self { offset, ..value.naive_local().try_into()? })
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = LexError;

    /// Never fails in practice: all that chrono holds can be written.
    #[inline]
    fn try_from(value: NaiveDate) -> Result<Self, LexError> {
        Ok(Self { day: day(value)?, offset: Offset::None })
    }
}

impl TryFrom<NaiveTime> for Time {
    type Error = LexError;

    /// Fails for a leap second.
    #[inline]
    fn try_from(value: NaiveTime) -> Result<Self, LexError> {
        Ok(Self { clock: clock(value)?, offset: Offset::None })
    }
}

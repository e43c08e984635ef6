//! Conversions to and from jiff.

use jiff::civil;
use jiff::tz::{self, TimeZone};
use jiff::{Timestamp, Zoned};

use super::calendar::{Clock, Day, Fraction, Offset};
use super::{Date, DateTime, Time};
use crate::runtime::codec::LexError;

const RANGE: LexError = LexError { expected: "a date and time that jiff can hold" };
const ZONE: LexError = LexError { expected: "a dateTime with a zone" };
const OFFSET: LexError = LexError { expected: "an offset of whole minutes, at most 14 hours" };

/// jiff counts years through 0; the wire does not.
#[inline]
fn civil_date(day: Day) -> Result<civil::Date, LexError> {
    let year = if day.year < 0 { day.year + 1 } else { day.year };
    let part = |number: u8| i8::try_from(number).map_err(|_| RANGE);
    civil::Date::new(year.try_into().map_err(|_| RANGE)?, part(day.month)?, part(day.day)?).map_err(|_| RANGE)
}

/// The time, and whether it is that of the next day.
#[inline]
fn civil_time(clock: Clock) -> Result<(civil::Time, bool), LexError> {
    if clock.hour == 24 {
        return Ok((civil::Time::midnight(), true));
    }
    let part = |number: u8| i8::try_from(number).map_err(|_| RANGE);
    let nanosecond = clock.fraction.nanoseconds().and_then(|all| all.try_into().ok()).ok_or(RANGE)?;
    let time = civil::Time::new(part(clock.hour)?, part(clock.minute)?, part(clock.second)?, nanosecond);
    Ok((time.map_err(|_| RANGE)?, false))
}

#[inline]
fn day(date: civil::Date) -> Day {
    let year = i32::from(date.year());
    let year = if year <= 0 { year - 1 } else { year };
    Day { year, month: date.month().unsigned_abs(), day: date.day().unsigned_abs() }
}

#[inline]
fn clock(time: civil::Time) -> Clock {
    let nanosecond = time.subsec_nanosecond().unsigned_abs();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    Clock {
        hour: hour.unsigned_abs(),
        minute: minute.unsigned_abs(),
        second: second.unsigned_abs(),
        fraction: Fraction::new(nanosecond),
    }
}

impl TryFrom<DateTime> for civil::DateTime {
    type Error = LexError;

    /// The fields as they stand; the zone is left out. Fails for years beyond 9999.
    #[inline]
    fn try_from(value: DateTime) -> Result<Self, LexError> {
        let date = civil_date(value.day)?;
        let (time, next) = civil_time(value.clock)?;
        let date = if next { date.tomorrow().map_err(|_| RANGE)? } else { date };
        Ok(date.to_datetime(time))
    }
}

impl TryFrom<DateTime> for Timestamp {
    type Error = LexError;

    /// Fails where there is no zone, and for years beyond 9999.
    #[inline]
    fn try_from(value: DateTime) -> Result<Self, LexError> {
        let minutes = value.offset.minutes().ok_or(ZONE)?;
        let offset = tz::Offset::from_seconds(i32::from(minutes) * 60).map_err(|_| RANGE)?;
        offset.to_timestamp(value.try_into()?).map_err(|_| RANGE)
    }
}

impl TryFrom<DateTime> for Zoned {
    type Error = LexError;

    /// In UTC for `Z`, else in a zone of fixed offset. Fails where there is no zone, and for years beyond 9999.
    #[inline]
    fn try_from(value: DateTime) -> Result<Self, LexError> {
        let zone = match value.offset {
            Offset::None => return Err(ZONE),
            Offset::Utc => TimeZone::UTC,
            Offset::Minutes(minutes) => {
                TimeZone::fixed(tz::Offset::from_seconds(i32::from(minutes) * 60).map_err(|_| RANGE)?)
            }
        };
        Ok(Timestamp::try_from(value)?.to_zoned(zone))
    }
}

impl TryFrom<Date> for civil::Date {
    type Error = LexError;

    /// The zone is left out. Fails for years beyond 9999.
    #[inline]
    fn try_from(value: Date) -> Result<Self, LexError> {
        civil_date(value.day)
    }
}

impl TryFrom<Time> for civil::Time {
    type Error = LexError;

    /// The zone is left out. `24:00:00` becomes midnight.
    #[inline]
    fn try_from(value: Time) -> Result<Self, LexError> {
        Ok(civil_time(value.clock)?.0)
    }
}

impl From<civil::DateTime> for DateTime {
    #[inline]
    fn from(value: civil::DateTime) -> Self {
        Self { day: day(value.date()), clock: clock(value.time()), offset: Offset::None }
    }
}

impl From<Timestamp> for DateTime {
    /// With `Z`.
    #[inline]
    fn from(value: Timestamp) -> Self {
        Self { offset: Offset::Utc, ..tz::Offset::UTC.to_datetime(value).into() }
    }
}

impl TryFrom<&Zoned> for DateTime {
    type Error = LexError;

    /// With `Z` for UTC, else with the offset. Fails for an offset that XSD does not have.
    #[inline]
    fn try_from(value: &Zoned) -> Result<Self, LexError> {
        let offset = if *value.time_zone() == TimeZone::UTC {
            Offset::Utc
        } else {
            let seconds = value.offset().seconds();
            let minutes = i16::try_from(seconds / 60).map_err(|_| OFFSET)?;
            if seconds % 60 != 0 {
                return Err(OFFSET);
            }
            Offset::Minutes(minutes).checked().ok_or(OFFSET)?
        };
        Ok(Self { offset, ..value.datetime().into() })
    }
}

impl From<civil::Date> for Date {
    #[inline]
    fn from(value: civil::Date) -> Self {
        Self { day: day(value), offset: Offset::None }
    }
}

impl From<civil::Time> for Time {
    #[inline]
    fn from(value: civil::Time) -> Self {
        Self { clock: clock(value), offset: Offset::None }
    }
}

//! The time that messages tell.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::runtime::error::Error;
use crate::runtime::soap::timestamp::END;
use crate::runtime::values::date_after;

/// A clock.
#[derive(Clone, Default)]
pub(super) struct Clock {
    own: Option<Arc<dyn Fn() -> SystemTime + Send + Sync>>,
    /// Seconds that are added.
    offset: i64,
}

impl Clock {
    pub(super) fn set(&mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) {
        self.own = Some(Arc::new(clock));
    }

    pub(super) const fn set_offset(&mut self, seconds: i64) {
        self.offset = seconds;
    }

    /// The time of now.
    ///
    /// # Errors
    /// When it is one that no machine tells.
    pub(super) fn now(&self) -> Result<SystemTime, Error> {
        let now = self.own.as_ref().map_or_else(SystemTime::now, |clock| clock());
        let offset = Duration::from_secs(self.offset.unsigned_abs());
        let shifted = if self.offset < 0 { now.checked_sub(offset) } else { now.checked_add(offset) };
        shifted.ok_or_else(|| unwritable("the clock's offset"))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("offset", &self.offset).finish_non_exhaustive()
    }
}

#[cold]
fn unwritable(what: &str) -> Error {
    Error::config(format!("{what} leads to a time that is not between the years 1970 and 9999"))
}

/// A time as `Created` and `Expires` have it: UTC with `Z`, milliseconds.
///
/// # Errors
/// When it is not between the years 1970 and 9999.
pub(super) fn written(at: SystemTime) -> Result<String, Error> {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).ok().filter(|since| since.as_secs() < END);
    let since = since.ok_or_else(|| unwritable("the clock"))?;
    Ok(format!("{}.{:03}Z", whole_seconds(since), since.subsec_millis()))
}

/// Date and time so long after 1970, in UTC, without its `Z`.
pub(super) fn whole_seconds(since: Duration) -> String {
    let seconds = since.as_secs();
    let (year, month, day) = date_after(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64, milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_millis(milliseconds)
    }

    #[test]
    fn times_are_written_in_utc() {
        let written = |seconds, milliseconds| written(at(seconds, milliseconds)).ok();
        assert_eq!(written(0, 0).as_deref(), Some("1970-01-01T00:00:00.000Z"));
        assert_eq!(written(951_868_799, 7).as_deref(), Some("2000-02-29T23:59:59.007Z"));
        assert_eq!(written(1_796_043_696, 999).as_deref(), Some("2026-11-30T13:01:36.999Z"));
        assert_eq!(written(END - 1, 999).as_deref(), Some("9999-12-31T23:59:59.999Z"));
        assert_eq!(written(END, 0), None);
        assert!(super::written(SystemTime::UNIX_EPOCH - Duration::from_secs(1)).is_err());
    }

    #[test]
    fn an_offset_goes_both_ways() {
        let mut clock = Clock::default();
        clock.set(|| at(1000, 0));
        for (offset, now) in [(0, 1000), (90, 1090), (-90, 910)] {
            clock.set_offset(offset);
            assert_eq!(clock.now().ok(), Some(at(now, 0)), "{offset}");
        }
        clock.set_offset(i64::MAX);
        assert!(clock.now().is_err());
    }
}

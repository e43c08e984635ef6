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

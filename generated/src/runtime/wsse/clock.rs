//! The time that messages tell.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::runtime::error::Error;

/// The first second of the year 10000, which xs:dateTime and HTTP write otherwise.
const END: u64 = 253_402_300_800;

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
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let since = at.duration_since(SystemTime::UNIX_EPOCH).ok().filter(|since| since.as_secs() < END);
    let since = since.ok_or_else(|| unwritable("the clock"))?;
    // The library for HTTP's dates knows the calendar: `Sun, 06 Nov 1994 08:49:37 GMT`.
    let date = httpdate::fmt_http_date(at);
    let part = |from: usize, to: usize| date.get(from..to).unwrap_or_default();
    let (day, year, time) = (part(5, 7), part(12, 16), part(17, 25));
    let month =
        MONTHS.iter().zip(1..).find(|(name, _)| **name == part(8, 11)).map_or(0, |(_, number)| number);
    Ok(format!("{year}-{month:02}-{day}T{time}.{:03}Z", since.subsec_millis()))
}

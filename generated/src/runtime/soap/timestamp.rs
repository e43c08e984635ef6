//! The Timestamp of WS-Security: what a client understands of that standard without being asked.

use std::time::{Duration, SystemTime};

use super::envelope::WSU;
use super::standalone::document;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::Field as _;
use crate::runtime::codec::{OPTIONAL, Particle, Reading, Type, ns};
use crate::runtime::values::{AnyType, DateTime, days};

/// How far the clocks of two machines may differ.
const SKEW: Duration = Duration::from_secs(300);

/// What a `wsse:Security` header block holds.
pub(super) enum Security {
    /// Nothing but a Timestamp that has not expired.
    Fresh,
    /// Nothing but a Timestamp that has expired: when.
    Expired(String),
    /// Something else.
    Other,
}

/// Looks at the content of a `wsse:Security` header block.
#[cold]
pub(super) fn look(content: &AnyType, now: SystemTime) -> Security {
    match read(&document("Security", content)) {
        Ok(Some(expires)) if has_expired(&expires, now) => Security::Expired(expires.to_string()),
        Ok(_) => Security::Fresh,
        Err(_) => Security::Other,
    }
}

static EXPIRES: Particle = Particle::new(0, "Expires", 0, OPTIONAL, Type::DATE_TIME);

/// When the only Timestamp there expires.
///
/// # Errors
/// When anything else is there.
fn read(text: &str) -> Result<Option<DateTime>, DecodeError> {
    let mut decoder = Decoder::new(text, &ns::WELL_KNOWN, Reading::faithful())?;
    let root = decoder.cursor.start_tag()?;
    let (mut expires, mut timestamps) = (None, 0);
    decoder.each_child(&root, &mut |decoder, tag, local| {
        timestamps += 1;
        if local != "Timestamp" || decoder.cursor.uri_of(tag) != WSU || timestamps > 1 {
            return Err(DecodeError::syntax("something else than a Timestamp", tag.start));
        }
        decoder.each_child(tag, &mut |decoder, tag, local| match local {
            "Expires" => {
                let mut value = DateTime::default();
                decoder.simple(value.slot(), &EXPIRES, tag)?;
                expires = Some(value);
                Ok(())
            }
            _ => decoder.pass(tag),
        })
    })?;
    match timestamps {
        0 => Err(DecodeError::syntax("no Timestamp", root.start)),
        _ => Ok(expires),
    }
}

fn has_expired(expires: &DateTime, now: SystemTime) -> bool {
    let (Some(expires), Some(now)) = (instant(expires), now.checked_sub(SKEW)) else { return false };
    expires < now
}

/// The first second of the year 10000, in seconds since 1970: nobody means a time beyond that.
pub(in crate::runtime) const END: u64 = 253_402_300_800;

/// A point in time between the years 1970 and 9999.
pub(in crate::runtime) fn instant(at: &DateTime) -> Option<SystemTime> {
    let days = days(at.year(), at.month(), at.day()) - days(1970, 1, 1);
    let hours = days * 24 + i128::from(at.hour());
    let minutes = hours * 60 + i128::from(at.minute()) - i128::from(at.offset().minutes().unwrap_or(0));
    let seconds = u64::try_from(minutes * 60 + i128::from(at.second())).ok().filter(|at| *at < END)?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

//! The Timestamp of WS-Security: what a client understands of that standard without being asked.

use std::time::{Duration, SystemTime};

use super::envelope::WSU;
use super::standalone::document;
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::failure::DecodeError;
use crate::runtime::codec::field::Field as _;
use crate::runtime::codec::{OPTIONAL, Particle, Reading, Type, ns};
use crate::runtime::values::{AnyType, DateTime, Offset};

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

/// A point in time, where it is one that HTTP can write: the library for its dates knows the calendar.
pub(in crate::runtime) fn instant(at: &DateTime) -> Option<SystemTime> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.get(usize::from(at.month()).checked_sub(1)?)?;
    let text = format!(
        "{:02} {month} {:04} {:02}:{:02}:{:02} GMT",
        at.day(),
        at.year(),
        at.hour(),
        at.minute(),
        at.second()
    );
    // The day of the week has to be right: it is one of seven.
    let read = |day: &&str| httpdate::parse_http_date(&format!("{day}, {text}")).ok();
    let local = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().find_map(read)?;
    let minutes = match at.offset() {
        Offset::Minutes(minutes) => i64::from(minutes),
        _ => 0,
    };
    let seconds = Duration::from_secs(minutes.unsigned_abs() * 60);
    if minutes < 0 { local.checked_add(seconds) } else { local.checked_sub(seconds) }
}

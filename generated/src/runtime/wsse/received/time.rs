//! The Timestamp of a message: whether it is of now.

use std::time::{Duration, SystemTime};

use super::{Cause, Node, Refusal};
use crate::runtime::codec::LexValue as _;
use crate::runtime::codec::strings::start;
use crate::runtime::soap::timestamp::{self, END};
use crate::runtime::values::DateTime;
use crate::runtime::wsse::clock::whole_seconds;
use crate::runtime::wsse::names::WSU;

/// How old a message may be whose Timestamp does not say when it expires.
const LIFETIME: Duration = Duration::from_secs(300);

/// What "now" means.
#[derive(Debug, Clone, Copy)]
pub(in crate::runtime) struct Freshness {
    /// The time, as the receiver knows it.
    pub(in crate::runtime) now: SystemTime,
    /// How far the other side's clock may be off.
    pub(in crate::runtime) tolerance: Duration,
}

impl Freshness {
    /// Until when something that is taken now, and says no end, could be taken again; `None` where that is for ever.
    #[cfg(feature = "server")]
    pub(in crate::runtime) fn oldest_good(&self) -> Option<SystemTime> {
        // Made as far ahead as the tolerance allows, and good as late.
        self.now.checked_add(self.tolerance)?.checked_add(self.tolerance)?.checked_add(LIFETIME)
    }

    /// Until when something could be taken that is good until `expires`; `None` where that is for ever.
    fn last_good(&self, expires: SystemTime) -> Option<SystemTime> {
        expires.checked_add(self.tolerance)
    }

    /// Whether something was made by now.
    pub(in crate::runtime) fn is_made(&self, created: SystemTime) -> bool {
        self.now.checked_add(self.tolerance).is_none_or(|latest| created <= latest)
    }

    /// Whether something is still good.
    pub(in crate::runtime) fn is_good(&self, expires: SystemTime) -> bool {
        self.last_good(expires).is_none_or(|last| last > self.now)
    }
}

/// Checks a Timestamp of a Security header. Its fractions of a second are not looked at, nor is its order of elements. Tells
/// until when it could be taken; `None` where that is for ever.
pub(in crate::runtime) fn check_timestamp(
    stamp: &Node,
    at: Freshness,
) -> Result<Option<SystemTime>, Refusal> {
    let created = moment(stamp, "Created")?;
    let expires = moment(stamp, "Expires")?;
    if let (Some((created, _)), Some((expires, _))) = (&created, &expires)
        && expires < created
    {
        return Err(Refusal::invalid("its Timestamp expires before it was created"));
    }
    let (now, seconds) = (utc(at.now), at.tolerance.as_secs());
    let over = |what: String| {
        Refusal::new(
            Cause::MessageExpired,
            format!("{what}, and it is {now} here (with {seconds} seconds of tolerance)"),
        )
    };
    if let Some((created, text)) = &created
        && !at.is_made(*created)
    {
        return Err(over(format!("its Timestamp was created at {text}")));
    }
    let (end, why) = match (&created, &expires) {
        (_, Some((expires, text))) => (*expires, format!("its Timestamp expired at {text}")),
        (Some((created, text)), None) => {
            let why = format!("its Timestamp was created at {text} and does not say how long it lasts");
            (created.checked_add(LIFETIME).unwrap_or(*created), why)
        }
        (None, None) => return Err(Refusal::invalid("its Timestamp holds no time")),
    };
    if at.is_good(end) { Ok(at.last_good(end)) } else { Err(over(why)) }
}

/// A time in a Timestamp: as a point in time, and as it is written.
fn moment<'n>(stamp: &'n Node, name: &str) -> Result<Option<(SystemTime, &'n str)>, Refusal> {
    let Some(node) = stamp.at_most_one(WSU, name)? else { return Ok(None) };
    let text = node.only_text()?;
    match instant_of(text) {
        Some(at) => Ok(Some((at, text))),
        None => Err(Refusal::invalid(format!("`{name}` of its Timestamp is no time: `{}`", start(text)))),
    }
}

/// The point in time that a text means; without a zone it is UTC.
pub(in crate::runtime) fn instant_of(text: &str) -> Option<SystemTime> {
    let mut value = DateTime::default();
    value.read(text).ok()?;
    timestamp::instant(&value)
}

/// A point in time for a message: `2026-11-29T12:00:00Z`.
fn utc(at: SystemTime) -> String {
    match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) if since.as_secs() < END => format!("{}Z", whole_seconds(since)),
        _ => "a time that no calendar has".to_owned(),
    }
}

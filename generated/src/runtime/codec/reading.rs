//! How careless a message may be: the policy of reading.

use std::fmt;

use super::departure::DepartureKind;
use super::field::LexError;
use super::scalar::Scalar;

/// What reading does where a message departs from its contract, and how deep it may nest.
///
/// Three policies stand ready. [`faithful`](Self::faithful), the default, takes whatever can mean only one thing, and
/// refuses what would have to be guessed. [`strict`](Self::strict) refuses every departure.
/// [`lenient`](Self::lenient) takes all that has a meaning. [`accept`](Self::accept) and [`refuse`](Self::refuse) make
/// others. What was taken is told: see [`Departures`](super::Departures).
///
/// ```text
/// let reading = Reading::faithful().accept(DepartureKind::Missing);
/// let session = Session::builder(url).reading(reading).build()?;
/// ```
///
/// A Fault stays a Fault under every policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    depth: usize,
    /// In bytes; 0 where nobody has said.
    memory: usize,
    /// A bit for each kind of departure that is taken.
    accepted: u32,
    /// Where [`DepartureKind::Unreadable`] is taken: which texts are none of a type.
    check: Option<Check>,
}

/// [`Scalar::check`], which has all the types that a contract may have. It is reached from here alone, so a program that
/// does not ask for it does without.
#[derive(Clone, Copy)]
struct Check(fn(Scalar, &str) -> Result<(), LexError>);

impl PartialEq for Check {
    #[inline]
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Check {}

impl fmt::Debug for Check {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Check")
    }
}

/// What [`Reading::faithful`] is: made when this is compiled.
const FAITHFUL: Reading = Reading::strict()
    .also(DepartureKind::Absent)
    .also(DepartureKind::Empty)
    .also(DepartureKind::Namespace)
    .also(DepartureKind::Unknown)
    .also(DepartureKind::NilItem)
    .also(DepartureKind::Order)
    .also(DepartureKind::Repeated)
    .also(DepartureKind::Spelling)
    .also(DepartureKind::Charset)
    .also(DepartureKind::Prolog);

impl Default for Reading {
    fn default() -> Self {
        Self::faithful()
    }
}

impl Reading {
    /// How many bytes of memory may become of a message where nobody has said: four times what a client reads at most.
    pub const DEFAULT_MEMORY: usize = 655_360_000;

    /// Takes a departure that can mean only one thing. The default.
    #[must_use]
    pub const fn faithful() -> Self {
        FAITHFUL
    }

    /// Takes no departure at all.
    #[must_use]
    pub const fn strict() -> Self {
        Self { depth: 128, memory: 0, accepted: 0, check: None }
    }

    /// Takes all departures that leave something to read: what is missing becomes the default of its type.
    #[must_use]
    #[inline]
    pub const fn lenient() -> Self {
        Self::careless().accept(DepartureKind::Unreadable)
    }

    /// As [`lenient`](Self::lenient), where nothing is read that has a type.
    pub(in crate::runtime) const fn careless() -> Self {
        Self { accepted: u32::MAX, ..Self::strict() }
    }

    /// Takes departures of this kind, too.
    #[must_use]
    #[inline]
    pub const fn accept(mut self, kind: DepartureKind) -> Self {
        if matches!(kind, DepartureKind::Unreadable) {
            self.check = Some(Check(Scalar::check));
        }
        self.also(kind)
    }

    /// As [`accept`](Self::accept), of another kind than [`DepartureKind::Unreadable`].
    pub(in crate::runtime) const fn also(mut self, kind: DepartureKind) -> Self {
        self.accepted |= kind.bit();
        self
    }

    /// Whether a text is one of a type, where texts that are none are taken.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn check(&self, scalar: Scalar, text: &str) -> Result<(), LexError> {
        match self.check {
            Some(Check(check)) => check(scalar, text),
            None => Ok(()),
        }
    }

    /// Refuses departures of this kind.
    #[must_use]
    pub const fn refuse(mut self, kind: DepartureKind) -> Self {
        self.accepted &= !kind.bit();
        self
    }

    /// Whether departures of this kind are taken.
    #[must_use]
    pub const fn accepts(&self, kind: DepartureKind) -> bool {
        self.accepted & kind.bit() != 0
    }

    /// How deep elements may nest; 128 unless told.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// How many bytes of memory may become of a message: an empty element of few bytes can be a whole record. Counted are
    /// records, and the items of lists; their text is never longer than the message. A session allows four times its reply
    /// limit, a server [`DEFAULT_MEMORY`](Self::DEFAULT_MEMORY), unless told.
    #[must_use]
    pub const fn with_memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// As [`with_memory`](Self::with_memory), where nobody has said.
    #[must_use]
    pub(in crate::runtime) const fn or_memory(self, bytes: usize) -> Self {
        match self.memory {
            0 => self.with_memory(bytes),
            _ => self,
        }
    }

    /// How many bytes of memory may become of a message.
    #[must_use]
    pub const fn memory(&self) -> usize {
        match self.memory {
            0 => Self::DEFAULT_MEMORY,
            bytes => bytes,
        }
    }

    /// How deep elements may nest.
    #[must_use]
    pub const fn depth(&self) -> usize {
        self.depth
    }
}

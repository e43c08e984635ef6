//! How careless a message may be: the policy of reading.

use super::departure::DepartureKind;

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
}

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
        Self::strict()
            .accept(DepartureKind::Absent)
            .accept(DepartureKind::Empty)
            .accept(DepartureKind::Namespace)
            .accept(DepartureKind::Unknown)
            .accept(DepartureKind::NilItem)
            .accept(DepartureKind::Order)
            .accept(DepartureKind::Repeated)
            .accept(DepartureKind::Spelling)
            .accept(DepartureKind::Charset)
            .accept(DepartureKind::Prolog)
    }

    /// Takes no departure at all.
    #[must_use]
    pub const fn strict() -> Self {
        Self { depth: 128, memory: 0, accepted: 0 }
    }

    /// Takes all departures that leave something to read: what is missing becomes the default of its type.
    #[must_use]
    pub const fn lenient() -> Self {
        Self { depth: 128, memory: 0, accepted: u32::MAX }
    }

    /// Takes departures of this kind, too.
    #[must_use]
    pub const fn accept(mut self, kind: DepartureKind) -> Self {
        self.accepted |= kind.bit();
        self
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

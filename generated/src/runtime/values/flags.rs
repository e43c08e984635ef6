//! Flags enumerations: sets of names.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::BitOr;
use std::str::FromStr;

use crate::runtime::codec::strings::words;
use crate::runtime::codec::{Field, FlagMember, LexError, LexValue, Slot, View};

/// How many unknown names are kept: each is compared with the others, and the wire has 64 bits for them.
const MOST_UNKNOWN: usize = 64;

/// A set of members of a flags enumeration; on the wire their names, separated by spaces.
///
/// Names that the contract does not have are kept as they came, see [`Flags::unknown`].
pub struct Flags<M> {
    /// Bit `n` is the member with index `n`.
    bits: u64,
    unknown: Unknown,
    members: PhantomData<M>,
}

impl<M> Flags<M> {
    /// The empty set.
    #[inline]
    #[must_use]
    pub const fn none() -> Self {
        Self { bits: 0, unknown: None, members: PhantomData }
    }

    /// Whether there is neither a member nor an unknown name.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bits == 0 && self.unknown.is_none()
    }

    /// The names that the contract does not have, in the order in which they came.
    #[inline]
    pub fn unknown(&self) -> impl ExactSizeIterator<Item = &str> {
        self.unknown.as_deref().map_or(&[][..], Vec::as_slice).iter().map(|name| &**name)
    }
}

impl<M: FlagMember> Flags<M> {
    /// All members.
    #[inline]
    #[must_use]
    pub fn all() -> Self {
        M::MEMBERS.iter().copied().collect()
    }

    /// The member's bit; none for a member out of range, which no generated enumeration has.
    #[inline]
    fn bit(member: M) -> u64 {
        1_u64.checked_shl(member.index()).unwrap_or(0)
    }

    /// Whether `member` is in the set.
    #[inline]
    #[must_use]
    pub fn contains(&self, member: M) -> bool {
        self.bits & Self::bit(member) != 0
    }

    /// Adds a member; whether it is new.
    #[inline]
    pub fn insert(&mut self, member: M) -> bool {
        let new = !self.contains(member);
        self.bits |= Self::bit(member);
        new
    }

    /// Removes a member; whether it was there.
    #[inline]
    pub fn remove(&mut self, member: M) -> bool {
        let old = self.contains(member);
        self.bits &= !Self::bit(member);
        old
    }

    /// The members in the set, in declaration order, without the unknown names.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = M> + use<M> {
        let bits = self.bits;
        M::MEMBERS.iter().copied().filter(move |member| bits & Self::bit(*member) != 0)
    }
}

/// Names that the contract does not have. Mostly there are none; never an empty `Vec`, no name twice.
#[allow(clippy::box_collection)]
type Unknown = Option<Box<Vec<Box<str>>>>;

/// The bits of the names that a text lists (`bit` knows them), and the others. One for all enumerations.
#[inline]
fn read(text: &str, bit: &dyn Fn(&str) -> Option<u64>) -> Result<(u64, Unknown), LexError> {
    let (mut bits, mut unknown) = (0, Unknown::None);
    for name in words(text) {
        match bit(name) {
            Some(bit) => bits |= bit,
            None if unknown.as_ref().is_none_or(|unknown| unknown.len() < MOST_UNKNOWN) => {
                insert_unknown(&mut unknown, name);
            }
            None => return Err(LexError { expected: "a set of flags with fewer unknown names" }),
        }
    }
    Ok((bits, unknown))
}

#[inline]
fn insert_unknown(unknown: &mut Unknown, name: &str) {
    let unknown = unknown.get_or_insert_default();
    if !unknown.iter().any(|known| **known == *name) {
        unknown.push(name.into());
    }
}

/// The names, separated by spaces.
#[inline]
fn write<'a>(known: &mut dyn Iterator<Item = &'a str>, unknown: &'a [Box<str>], out: &mut String) {
    let start = out.len();
    for name in known.chain(unknown.iter().map(|name| &**name)) {
        if out.len() > start {
            out.push(' ');
        }
        out.push_str(name);
    }
}

impl<M: FlagMember> LexValue for Flags<M> {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        let bit = |name: &str| {
            let member = M::MEMBERS.iter().find(|member| member.as_wire() == name)?;
            Some(Self::bit(*member))
        };
        (self.bits, self.unknown) = read(text, &bit)?;
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        let known = &mut self.iter().map(|member| -> &str { member.as_wire() });
        write(known, self.unknown.as_deref().map_or(&[], Vec::as_slice), out);
    }
}

impl<M: FlagMember> fmt::Display for Flags<M> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        LexValue::write(self, &mut text);
        f.write_str(&text)
    }
}

impl<M: FlagMember> FromStr for Flags<M> {
    type Err = LexError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, LexError> {
        let mut flags = Self::none();
        flags.read(text)?;
        Ok(flags)
    }
}

impl<M: FlagMember> Field for Flags<M> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Lex(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Lex(self)
    }
}

/// The wire names in braces, the unknown ones quoted.
impl<M: FlagMember> fmt::Debug for Flags<M> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut set = f.debug_set();
        for member in self.iter() {
            set.entry(&format_args!("{}", member.as_wire()));
        }
        set.entries(self.unknown()).finish()
    }
}

impl<M> Clone for Flags<M> {
    #[inline]
    fn clone(&self) -> Self {
        Self { bits: self.bits, unknown: self.unknown.clone(), members: PhantomData }
    }
}

impl<M> PartialEq for Flags<M> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits && self.unknown == other.unknown
    }
}

impl<M> Eq for Flags<M> {}

impl<M> Hash for Flags<M> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
        self.unknown.hash(state);
    }
}

impl<M> Default for Flags<M> {
    #[inline]
    fn default() -> Self {
        Self::none()
    }
}

impl<M: FlagMember> Extend<M> for Flags<M> {
    #[inline]
    fn extend<I: IntoIterator<Item = M>>(&mut self, members: I) {
        for member in members {
            self.insert(member);
        }
    }
}

impl<M: FlagMember> FromIterator<M> for Flags<M> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = M>>(members: I) -> Self {
        let mut flags = Self::none();
        flags.extend(members);
        flags
    }
}

impl<M: FlagMember, const N: usize> From<[M; N]> for Flags<M> {
    #[inline]
    fn from(members: [M; N]) -> Self {
        Self::from_iter(members)
    }
}

impl<M: FlagMember> From<M> for Flags<M> {
    #[inline]
    fn from(member: M) -> Self {
        Self::from([member])
    }
}

impl<M> BitOr for Flags<M> {
    type Output = Self;

    #[inline]
    fn bitor(mut self, other: Self) -> Self {
        self.bits |= other.bits;
        for name in other.unknown() {
            insert_unknown(&mut self.unknown, name);
        }
        self
    }
}

impl<M: FlagMember> BitOr<M> for Flags<M> {
    type Output = Self;

    #[inline]
    fn bitor(mut self, member: M) -> Self {
        self.insert(member);
        self
    }
}

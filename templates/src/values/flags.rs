//! Flags enumerations: sets of names.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::BitOr;

use super::super::codec::primitive::SPACE;
use super::super::codec::{Field, FlagMember, LexError, LexValue, Slot, View};

/// A set of members of a flags enumeration; on the wire their names, separated by spaces.
///
/// Names that the contract does not have are kept as they came, see [`Flags::unknown`].
pub struct Flags<M> {
    /// Bit `n` is the member with index `n`.
    bits: u64,
    /// Mostly there are none; never an empty `Vec`, no name twice.
    #[allow(clippy::box_collection)]
    unknown: Option<Box<Vec<Box<str>>>>,
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

    fn insert_unknown(&mut self, name: &str) {
        let unknown = self.unknown.get_or_insert_default();
        if !unknown.iter().any(|known| **known == *name) {
            unknown.push(name.into());
        }
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
    pub fn iter(&self) -> impl Iterator<Item = M> {
        let bits = self.bits;
        M::MEMBERS.iter().copied().filter(move |member| bits & Self::bit(*member) != 0)
    }
}

impl<M: FlagMember> LexValue for Flags<M> {
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        let mut read = Self::none();
        for name in text.split(SPACE).filter(|name| !name.is_empty()) {
            match M::MEMBERS.iter().find(|member| member.as_wire() == name) {
                Some(member) => {
                    read.insert(*member);
                }
                None => read.insert_unknown(name),
            }
        }
        *self = read;
        Ok(())
    }

    fn write(&self, out: &mut String) {
        let mut separator = "";
        for name in self.iter().map(FlagMember::as_wire).chain(self.unknown()) {
            out.push_str(separator);
            out.push_str(name);
            separator = " ";
        }
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

//! Values that are one of the names of an enumeration, or several of them.

use super::field::{LexError, LexValue};
use super::strings::trim;
use super::union;

/// An enumeration of wire names. Generated for every enumerated type.
pub trait Enumeration: Sized {
    /// The value for a wire name, where the contract has it.
    fn known(name: &str) -> Option<Self>;

    /// The catch-all, which keeps a name that the contract does not have.
    fn other(name: Box<str>) -> Self;

    /// The wire name.
    fn as_wire(&self) -> &str;

    /// Whether it is the catch-all.
    fn is_other(&self) -> bool {
        Self::known(self.as_wire()).is_none()
    }
}

/// A member of a flags enumeration. Generated for every one of them; a set of members is a `Flags`.
pub trait FlagMember: Copy + Eq + 'static {
    /// All members in declaration order, at most 64.
    const MEMBERS: &'static [Self];

    /// The wire name.
    fn as_wire(self) -> &'static str;

    /// The member's place in [`Self::MEMBERS`].
    fn index(self) -> u32;

    /// The member that a wire name means.
    ///
    /// # Errors
    /// When it means none.
    #[inline]
    fn named(name: &str) -> Result<Self, LexError> {
        let found = Self::MEMBERS.iter().find(|member| member.as_wire() == trim(name));
        found.copied().ok_or(LexError { expected: "the name of a flag" })
    }
}

impl<T: Enumeration> LexValue for T {
    #[inline]
    fn read(&mut self, text: &str) -> Result<(), LexError> {
        *self = union::named(text).unwrap_or_else(|| T::other(trim(text).into()));
        Ok(())
    }

    #[inline]
    fn write(&self, out: &mut String) {
        out.push_str(self.as_wire());
    }

    #[inline]
    fn is_known(&self) -> bool {
        !self.is_other()
    }
}

//! A set of small numbers: of namespaces, of slots.

/// A set of small numbers. It takes no memory of its own for those below 64.
#[derive(Debug, Clone, Default)]
pub(in crate::runtime) struct Numbers {
    /// A bit for each of the first.
    few: u64,
    /// The others in order. Hardly any message has such.
    more: Vec<u16>,
}

impl Numbers {
    /// Adds a number. Says whether it is new.
    #[inline]
    pub(in crate::runtime) fn add(&mut self, number: u16) -> bool {
        let Some(bit) = 1u64.checked_shl(number.into()) else { return self.add_more(number) };
        let is_new = self.few & bit == 0;
        self.few |= bit;
        is_new
    }

    #[cold]
    fn add_more(&mut self, number: u16) -> bool {
        let found = self.more.binary_search(&number);
        if let Err(at) = found {
            self.more.insert(at, number);
        }
        found.is_err()
    }

    pub(in crate::runtime) fn add_all(&mut self, other: &Self) {
        self.few |= other.few;
        for number in &other.more {
            self.add_more(*number);
        }
    }

    /// The numbers in order.
    pub(in crate::runtime) fn iter(&self) -> impl Iterator<Item = u16> {
        let mut left = self.few;
        let few = std::iter::from_fn(move || {
            let number = u16::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
            left &= left - 1;
            Some(number)
        });
        few.chain(self.more.iter().copied())
    }
}

//! Numbers that follow no pattern which a branch predictor learns, and yet are always the same.

/// The generator of numbers.
#[derive(Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Always the same ones.
    #[must_use]
    #[allow(clippy::new_without_default, reason = "there is no other")]
    pub fn new() -> Self {
        Self(86)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }

    /// Whether something is so that is so once in `of` times.
    pub fn once_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// One of the texts.
    pub fn one_of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let length = u64::try_from(of.len()).unwrap_or(1);
        usize::try_from(self.below(length)).ok().and_then(|index| of.get(index)).copied().unwrap_or("")
    }
}

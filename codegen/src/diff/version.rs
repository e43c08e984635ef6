//! The next version of a crate whose contract changed, by the rules of cargo.

use semver::{BuildMetadata, Prerelease, Version};

use super::change::Summary;

/// The next version after `current`: before 1.0.0 a breaking change raises the minor number, and all else the patch;
/// from then on a breaking change raises the major number, what is risky or new the minor one, and all else the patch.
/// `None` where nothing changed.
#[must_use]
pub fn next_version(current: &Version, summary: &Summary) -> Option<Version> {
    let mut next = current.clone();
    next.pre = Prerelease::EMPTY;
    next.build = BuildMetadata::EMPTY;
    match (summary.version(), current.major) {
        ("none", _) => return None,
        ("major", 0) => (next.minor, next.patch) = (next.minor.checked_add(1)?, 0),
        ("major", _) => (next.major, next.minor, next.patch) = (next.major.checked_add(1)?, 0, 0),
        ("minor", 1..) => (next.minor, next.patch) = (next.minor.checked_add(1)?, 0),
        _ => next.patch = next.patch.checked_add(1)?,
    }
    Some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_takes_the_leftmost_number_that_is_not_zero_for_the_major_one() {
        let summary =
            |breaking, risky, compatible, cosmetic| Summary { breaking, risky, compatible, cosmetic };
        for (current, changes, next) in [
            ("0.1.0", summary(1, 2, 3, 4), Some("0.2.0")),
            ("0.1.4", summary(0, 2, 3, 4), Some("0.1.5")),
            ("0.1.4", summary(0, 0, 0, 4), Some("0.1.5")),
            ("0.0.3", summary(1, 0, 0, 0), Some("0.1.0")),
            ("1.2.3", summary(1, 0, 0, 0), Some("2.0.0")),
            ("1.2.3", summary(0, 1, 0, 0), Some("1.3.0")),
            ("1.2.3", summary(0, 0, 1, 0), Some("1.3.0")),
            ("1.2.3", summary(0, 0, 0, 1), Some("1.2.4")),
            ("1.2.3-beta.1+x", summary(0, 0, 0, 1), Some("1.2.4")),
            ("1.2.3", summary(0, 0, 0, 0), None),
            ("18446744073709551615.0.0", summary(1, 0, 0, 0), None),
        ] {
            let found = next_version(&current.parse().unwrap(), &changes);
            assert_eq!(found.map(|version| version.to_string()).as_deref(), next, "{current} {changes:?}");
        }
    }
}

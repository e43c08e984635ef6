//! `xs:gYear`, `xs:gYearMonth`, `xs:gMonth`, `xs:gMonthDay` and `xs:gDay`, as checked text.

use super::calendar::{Cursor, length, year};
use super::lexical::{debug_as_text, scalar, trim};
use crate::runtime::codec::{LexError, LexValue};

macro_rules! gregorian {
    ($(#[$doc:meta])* $type:ident, $xsd:literal, $example:literal, $check:expr) => {
        $(#[$doc])*
        #[doc = concat!("\n\nKeeps its text, zone included. The default is `", $example, "`.")]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $type(Box<str>);

        impl $type {
            /// The text, as it was read.
            #[inline]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Default for $type {
            #[inline]
            fn default() -> Self {
                Self($example.into())
            }
        }

        impl LexValue for $type {
            #[inline]
            fn read(&mut self, text: &str) -> Result<(), LexError> {
                let check: fn(&mut Cursor<'_>) -> Option<()> = $check;
                let text = trim(text);
                let mut cursor = Cursor(text.as_bytes());
                check(&mut cursor)
                    .and_then(|()| cursor.offset())
                    .ok_or(LexError { expected: concat!("an ", $xsd, " such as ", $example) })?;
                self.0 = text.into();
                Ok(())
            }

            #[inline]
            fn write(&self, out: &mut String) {
                out.push_str(&self.0);
            }
        }

        scalar!($type: CALENDAR);
        debug_as_text!($type);
    };
}

/// A number of two digits from 1 to `most`.
#[inline]
fn upto(cursor: &mut Cursor<'_>, most: u8) -> Option<u8> {
    cursor.two().filter(|number| (1..=most).contains(number))
}

gregorian!(
    /// An `xs:gYear`: a year.
    GYear, "xs:gYear", "0001",
    |cursor| year(cursor).map(|_| ())
);

gregorian!(
    /// An `xs:gYearMonth`: a month of one year.
    GYearMonth, "xs:gYearMonth", "0001-01",
    |cursor| {
        year(cursor)?;
        cursor.expect(b'-')?;
        upto(cursor, 12).map(|_| ())
    }
);

gregorian!(
    /// An `xs:gMonth`: a month of every year.
    GMonth, "xs:gMonth", "--01",
    |cursor| {
        cursor.expect(b'-')?;
        cursor.expect(b'-')?;
        upto(cursor, 12).map(|_| ())
    }
);

gregorian!(
    /// An `xs:gMonthDay`: a day of every year; February has 29.
    GMonthDay, "xs:gMonthDay", "--01-01",
    |cursor| {
        cursor.expect(b'-')?;
        cursor.expect(b'-')?;
        let month = upto(cursor, 12)?;
        cursor.expect(b'-')?;
        upto(cursor, length(2000, month)).map(|_| ())
    }
);

gregorian!(
    /// An `xs:gDay`: a day of every month.
    GDay, "xs:gDay", "---01",
    |cursor| {
        cursor.expect(b'-')?;
        cursor.expect(b'-')?;
        cursor.expect(b'-')?;
        upto(cursor, 31).map(|_| ())
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: std::str::FromStr + ToString + Default>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(text.parse::<T>().ok().unwrap().to_string(), *text);
        }
        for text in bad {
            assert!(text.parse::<T>().is_err(), "{text}");
        }
        assert!(T::default().to_string().parse::<T>().is_ok());
    }

    #[test]
    fn gregorian() {
        check::<GYear>(
            &["2024", "-0044Z", "12024+01:00", "2024-05:00"],
            &["", "0000", "24", "2024-05", "02024"],
        );
        check::<GYearMonth>(&["2024-02", "2024-12-05:00"], &["2024", "2024-13", "2024-00", "2024-1"]);
        check::<GMonth>(&["--02", "--12Z"], &["--13", "-02", "--2", "--02--"]);
        check::<GMonthDay>(&["--02-29", "--04-30+14:00"], &["--02-30", "--04-31", "--01-00", "--0101"]);
        check::<GDay>(&["---31", "---01Z"], &["---32", "---00", "--01", "---1"]);
    }
}

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

//! Lists of values that are more than text.

use std::fmt::Write as _;

use super::{Numbers, reply};

/// A reply to `GetDates`.
#[must_use]
pub fn dates(size: usize) -> String {
    reply("GetDates", "", size, |xml, numbers| {
        xml.push_str("<Dates>");
        for name in ["Created", "Updated", "Seen"] {
            let day = day(numbers);
            let (hour, minute, second) = (numbers.below(24), numbers.below(60), numbers.below(60));
            let _ = write!(xml, "<{name}>{day}T{hour:02}:{minute:02}:{second:02}");
            match numbers.below(3) {
                0 => {
                    let _ = write!(xml, ".{:07}+02:00", numbers.below(10_000_000));
                }
                1 => xml.push('Z'),
                _ => {}
            }
            let _ = write!(xml, "</{name}>");
        }
        for name in ["Born", "Due"] {
            let _ = write!(xml, "<{name}>{}</{name}>", day(numbers));
        }
        xml.push_str("</Dates>");
    })
}

fn day(numbers: &mut Numbers) -> String {
    format!("{:04}-{:02}-{:02}", 1950 + numbers.below(80), 1 + numbers.below(12), 1 + numbers.below(28))
}

/// A reply to `GetNumbers`.
#[must_use]
pub fn figures_of(size: usize) -> String {
    reply("GetNumbers", "", size, |xml, numbers| {
        let (whole, part) = (numbers.below(100_000), numbers.below(100));
        let _ = write!(xml, "<Numbers><Count>{}</Count>", numbers.below(2_000_000_000));
        let _ = write!(xml, "<Total>-{}{:05}</Total>", numbers.below(2_000_000_000), numbers.below(100_000));
        let _ =
            write!(xml, "<Share>0.{:06}</Share><Price>{whole}.{part:02}</Price>", numbers.below(1_000_000));
        let _ = write!(xml, "<Level>-{}</Level><Ratio>{whole}.5</Ratio>", numbers.below(30_000));
        let _ = write!(
            xml,
            "<Mask>{}</Mask><Sum>-{whole}{part:04}.{part:04}</Sum></Numbers>",
            numbers.below(4_000_000_000)
        );
    })
}

/// A reply to `GetGuids`.
#[must_use]
pub fn guids(size: usize) -> String {
    reply("GetGuids", "", size, |xml, numbers| {
        xml.push_str("<Guids>");
        for name in ["Id", "Owner", "Group"] {
            let (a, b, c) = (numbers.below(1 << 31), numbers.below(1 << 16), numbers.below(1 << 12));
            let (d, e) = (numbers.below(1 << 14), numbers.below(1 << 31));
            let _ = write!(xml, "<{name}>{a:08x}-{b:04x}-4{c:03x}-{:04x}-{e:012x}</{name}>", d | 0x8000);
        }
        xml.push_str("</Guids>");
    })
}

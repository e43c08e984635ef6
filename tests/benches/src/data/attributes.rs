//! Lists whose rows have attributes.

use std::fmt::Write as _;

use super::reply;

/// A reply to `GetTwoAttributes`.
#[must_use]
pub fn two_attributes(size: usize) -> String {
    let mut id = 0;
    reply("GetTwoAttributes", "", size, |xml, numbers| {
        id += 1;
        let unit = numbers.one_of(&["EUR", "NOK", "kilogram", "metre"]);
        let _ = write!(xml, "<p:price id=\"{id}\" unit=\"{unit}\">{}.50</p:price>", numbers.below(10_000));
    })
}

/// A reply to `GetSevenAttributes`.
#[must_use]
pub fn seven_attributes(size: usize) -> String {
    let mut id = 0;
    reply("GetSevenAttributes", "", size, |xml, numbers| {
        id += 1;
        let name = numbers.one_of(&["Ada Lovelace", "second floor", "R&amp;D", "sales"]);
        let (month, count) = (1 + numbers.below(12), numbers.below(100_000));
        let _ = write!(
            xml,
            "<p:span id=\"{id}\" name=\"{name}\" from=\"2024-{month:02}-01\" to=\"2024-{month:02}-28\""
        );
        let (active, remark) =
            (numbers.once_in(2), numbers.one_of(&["", "granted by the role", "read only"]));
        let _ = write!(xml, " count=\"{count}\" active=\"{active}\" remark=\"{remark}\"/>");
    })
}

/// A reply to `GetManyAttributes`, with so many attributes an element: at most 60.
#[must_use]
pub fn many_attributes(size: usize, count: usize) -> String {
    reply("GetManyAttributes", "", size, |xml, numbers| {
        xml.push_str("<p:row");
        for index in 0..count {
            let _ = write!(xml, " attribute{index:02}=\"{}\"", numbers.below(100_000));
        }
        xml.push_str("/>");
    })
}

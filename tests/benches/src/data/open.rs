//! What contracts leave open: wildcards, mixed content, choices that repeat.

use std::fmt::Write as _;

use super::reply;

/// A reply to `GetOpen`: rows with small elements that the contract does not know, and so many prefixes in scope.
#[must_use]
pub fn open(size: usize, prefixes: usize) -> String {
    let mut declarations = String::new();
    for index in 0..prefixes {
        let _ = write!(declarations, " xmlns:n{index}=\"urn:somebody:else:{index}\"");
    }
    let mut id = 0;
    reply("GetOpen", &declarations, size, |xml, numbers| {
        id += 1;
        let _ = write!(xml, "<p:item><p:id>{id}</p:id><p:name>item {}</p:name>", numbers.below(1000));
        for _ in 0..2 {
            let value = numbers.below(100_000);
            if prefixes == 0 {
                let _ = write!(xml, "<e:note xmlns:e=\"urn:somebody:else\" kind=\"price\">{value}</e:note>");
            } else {
                let prefix = numbers.below(u64::try_from(prefixes).unwrap_or(1));
                let _ = write!(xml, "<n{prefix}:note kind=\"price\">{value}</n{prefix}:note>");
            }
        }
        xml.push_str("</p:item>");
    })
}

/// A reply to `GetParagraphs`: text with elements in it.
#[must_use]
pub fn paragraphs(size: usize) -> String {
    reply("GetParagraphs", "", size, |xml, numbers| {
        let (a, b) = (numbers.below(1000), numbers.below(1000));
        let _ = write!(
            xml,
            "<p:p>Paragraph {a} has <p:b>bold words</p:b> and, as number {b}, <p:i>others</p:i> in it.</p:p>"
        );
    })
}

/// A reply to `GetSteps`: one choice of forty, again and again.
#[must_use]
pub fn steps(size: usize) -> String {
    reply("GetSteps", "", size, |xml, numbers| {
        let (step, value) = (numbers.below(40), numbers.below(100_000));
        let word = if step % 2 == 0 { "to the " } else { "" };
        let _ = write!(xml, "<p:step{step:02}>{word}{value}</p:step{step:02}>");
    })
}

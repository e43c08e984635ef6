//! Attributes that are declared globally and locally, text with attributes, names that are no identifiers.

use ::product as client;
use ::product::types::{Comment, Creator, Point, Product, ProductBag, ProductBagComment1, Rating, Yesno};

use crate::checks::{Check, equal};
use crate::peer::{Peer, session};
use crate::{Named, text};

pub(crate) const CHECKS: [Named; 2] = [("everything", everything), ("nothing", nothing)];

fn everything(peer: &Peer) -> Check {
    let session = session!(client, product_url, peer);
    let bag = ProductBag {
        bag: vec![
            Product { name: "first".into(), rating: Rating::Plus1 },
            Product { name: "a < b & c".into(), rating: Rating::Minus1 },
        ],
        rating: vec![Rating::N0, Rating::Minus1],
        comment_1: vec![ProductBagComment1 { msgid: "m \"1\"".into(), value: "one".into() }],
        comment_2: vec![
            Comment { msgid: "m2".into(), value: "two".into() },
            Comment { msgid: "m'3".into(), value: "three".into() },
        ],
        point: Some(Point { unit: "cm".into(), value: "123456789012345678901234567890".parse()? }),
        version: text("v<1>"),
        yesno: Yesno::N,
    };
    let expected = Creator {
        role: "v<1>".into(),
        value: "bag first 1; bag a < b & c -1; rating 0; rating -1; comment1 m \"1\" one; comment2 m2 two; \
                comment2 m'3 three; point 123456789012345678901234567890 cm; yesno N"
            .into(),
    };
    equal("what the server saw", peer.value(session.product().echo(&bag))?, expected)
}

fn nothing(peer: &Peer) -> Check {
    let session = session!(client, product_url, peer);
    let told = peer.value(session.product().echo(&ProductBag::default()))?;
    equal("what the server saw", told.role.as_str(), "(none)")?;
    equal("what the server saw", told.value.as_str(), "yesno Y")
}

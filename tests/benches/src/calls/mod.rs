//! Small calls: about a thousand bytes each way.

mod by_serde;
mod loopback;
mod memory;

pub use by_serde::Serde;
pub use loopback::{Server, serve};
pub use memory::Memory;

use soapwright_runtime::runtime::codec::Reading;
use soapwright_runtime::runtime::soap::decode_reply;
use soapwright_runtime::runtime::soap::server::encode_reply;

use crate::Failure;
use crate::cards::ResponseHeaders;
use crate::cards::cards::operations::SAVE_CARD;
use crate::cards::types::Card;

/// The card that is sent, and comes back.
#[must_use]
pub fn card() -> Card {
    let text = |text: &str| Some(text.to_owned());
    Card {
        id: 1815,
        code: text("C-001815"),
        first_name: text("Augusta Ada"),
        last_name: text("King, Countess of Lovelace"),
        title: text("Enchantress of Numbers"),
        company: text("Analytical Engines Ltd"),
        department: text("Research"),
        active: true,
        rank: 1,
        email: text("ada@engines.example"),
        phone: text("+44 20 7946 0018"),
        mobile: None,
        street: text("12 St James's Square"),
        zip_code: text("SW1Y 4JH"),
        city: text("London"),
        country: text("United Kingdom"),
        owner_id: 1791,
        group_id: 7,
        discount: 12.5,
        remark: text("Sends notes that are longer than the paper."),
    }
}

/// Writes a card, as a request and a reply hold one.
///
/// # Errors
/// When it cannot be sent.
pub fn write(card: &Option<Card>) -> Result<String, Failure> {
    Ok(encode_reply(&SAVE_CARD, &ResponseHeaders::default(), card)?)
}

/// Reads the reply.
///
/// # Errors
/// When it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Option<Card>, Failure> {
    let (mut headers, mut card) = (ResponseHeaders::default(), None);
    decode_reply(&SAVE_CARD, bytes, &Reading::faithful(), &mut headers, &mut card)?;
    Ok(card)
}

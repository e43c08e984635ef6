//! The same message, by serde's derives over quick-xml.

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::cards::types::Card;

/// An Envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename = "s:Envelope")]
pub struct Serde {
    #[serde(rename = "@xmlns:s", skip_deserializing)]
    soap: &'static str,
    #[serde(rename(serialize = "s:Body", deserialize = "Body"))]
    body: Body,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Body {
    #[serde(rename = "SaveCardResponse")]
    response: Response,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Response {
    #[serde(rename = "@xmlns", skip_deserializing)]
    namespace: &'static str,
    #[serde(rename = "SaveCardResult")]
    card: SerdeCard,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SerdeCard {
    id: i32,
    code: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    title: Option<String>,
    company: Option<String>,
    department: Option<String>,
    active: bool,
    rank: i32,
    email: Option<String>,
    phone: Option<String>,
    // Nobody tells `xsi:nil` to serde: it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    street: Option<String>,
    zip_code: Option<String>,
    city: Option<String>,
    country: Option<String>,
    owner_id: i32,
    group_id: i32,
    discount: f64,
    remark: Option<String>,
}

impl Serde {
    /// The Envelope around a card.
    #[must_use]
    pub fn around(card: Card) -> Self {
        let card = SerdeCard {
            id: card.id,
            code: card.code,
            first_name: card.first_name,
            last_name: card.last_name,
            title: card.title,
            company: card.company,
            department: card.department,
            active: card.active,
            rank: card.rank,
            email: card.email,
            phone: card.phone,
            mobile: card.mobile,
            street: card.street,
            zip_code: card.zip_code,
            city: card.city,
            country: card.country,
            owner_id: card.owner_id,
            group_id: card.group_id,
            discount: card.discount,
            remark: card.remark,
        };
        Self {
            soap: "http://schemas.xmlsoap.org/soap/envelope/",
            body: Body { response: Response { namespace: "http://shapes.example/2004/07/Cards", card } },
        }
    }

    /// Whether they hold the same card.
    #[must_use]
    pub fn same_card(&self, other: &Self) -> bool {
        self.body.response.card == other.body.response.card
    }

    /// Writes it.
    ///
    /// # Errors
    /// When quick-xml does not.
    pub fn write(&self) -> Result<String, Failure> {
        Ok(quick_xml::se::to_string(self)?)
    }

    /// Reads one.
    ///
    /// # Errors
    /// When quick-xml does not.
    pub fn read(bytes: &[u8]) -> Result<Self, Failure> {
        Ok(quick_xml::de::from_str(std::str::from_utf8(bytes)?)?)
    }
}

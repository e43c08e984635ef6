//! Messages, made up: the same size always gives the same bytes.

mod attributes;
mod encoded;
mod flat;
mod numbers;
mod open;
mod values;
mod wide;

pub use attributes::{many_attributes, seven_attributes, two_attributes};
pub use encoded::multi_ref;
pub use flat::{Nil, Style, arrays, figures, rows};
pub use numbers::Numbers;
pub use open::{open, paragraphs, steps};
pub use values::{dates, figures_of, guids};
pub use wide::{Order, wide};

use std::fmt::Write as _;

const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
const SHAPES: &str = "http://shapes.example/2004/07/Shapes";
const OTHER: &str = "http://shapes.example/2004/07/Other";
const PLAIN: &str = "urn:shapes:plain";

/// A reply as most are: the default namespace stands on the wrapper, that of `xsi:nil` on the result. `content` is what the
/// result holds, and `more` are declarations of the Envelope.
fn reply(
    operation: &str,
    more: &str,
    size: usize,
    mut content: impl FnMut(&mut String, &mut Numbers),
) -> String {
    let mut xml = String::with_capacity(size + 8192);
    let _ = write!(xml, "<s:Envelope xmlns:s=\"{ENVELOPE}\"{more}><s:Body>");
    let _ = write!(xml, "<{operation}Response xmlns=\"{SHAPES}\"><{operation}Result xmlns:i=\"{INSTANCE}\"");
    let _ = write!(xml, " xmlns:p=\"{PLAIN}\">");
    let mut numbers = Numbers::new();
    while xml.len() < size {
        content(&mut xml, &mut numbers);
    }
    let _ = write!(xml, "</{operation}Result></{operation}Response></s:Body></s:Envelope>");
    xml
}

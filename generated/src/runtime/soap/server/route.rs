//! Which operation a request is for.

use http::HeaderMap;
use http::header::CONTENT_TYPE;

use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::{DecodeError, Reading, encoding, ns};
use crate::runtime::soap::attachments::parameter;
use crate::runtime::soap::envelope::WS_ADDRESSING;
use crate::runtime::soap::envelope::read::check_root;
use crate::runtime::soap::operation::{Operation, SoapVersion};

/// The operation that a request is for: the one of its action; where that is missing or several have it, the one whose
/// element stands in the Body. The action is that of HTTP, else the `wsa:Action` of the envelope.
#[must_use]
pub fn find(
    operations: &[&'static Operation],
    headers: &HeaderMap,
    body: &[u8],
) -> Option<&'static Operation> {
    let known = |action: &String| operations.iter().any(|operation| has(operation, action));
    let told = action(headers);
    let action = told.clone().filter(known).or_else(|| addressed_action(body).filter(known)).or(told);
    let fits =
        |operation: &&&'static Operation| action.as_deref().is_none_or(|action| has(operation, action));
    let mut candidates = operations.iter().filter(fits);
    let first = candidates.next()?;
    if action.is_some() && candidates.next().is_none() {
        return Some(first);
    }
    let (namespace, local) = first_element(body)?;
    let holds = |operation: &&&'static Operation| {
        // Elements that may stand for each other share a slot.
        let elements = operation.request.body.elements();
        let mut first = elements.iter().take_while(|particle| particle.slot == 0);
        first.any(|particle| {
            let uri = operation.service.namespaces.get(usize::from(particle.namespace));
            particle.name() == local && uri.is_some_and(|uri| *uri == namespace)
        })
    };
    operations.iter().filter(fits).find(holds).copied()
}

/// Whether the `wsa:Action` of the envelope names the operation.
#[cfg(feature = "wsse-signature")]
pub(super) fn is_addressed(operation: &Operation, body: &[u8]) -> bool {
    addressed_action(body).is_some_and(|action| has(operation, &action))
}

fn has(operation: &Operation, action: &str) -> bool {
    operation.action == action || operation.input_action == Some(action)
}

/// The action, without quotes: of SOAP 1.1 a header of its own, of SOAP 1.2 a parameter of the content type.
pub(super) fn action(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let action = match text("soapaction").map(str::trim) {
        Some(quoted) => {
            let bare = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
            bare.replace("\\\"", "\"").replace("\\\\", "\\")
        }
        None => {
            let media = text("content-type")?;
            // By the standard of MTOM it is in what the root part would be without it.
            let inner = || parameter(&parameter(media, "start-info")?, "action");
            parameter(media, "action").or_else(inner)?
        }
    };
    (!action.is_empty()).then_some(action)
}

pub(super) fn media_type(headers: &HeaderMap) -> Option<&str> {
    std::str::from_utf8(headers.get(CONTENT_TYPE)?.as_bytes()).ok()
}

/// The SOAP version that a media type stands for.
pub(super) fn version(media: Option<&str>) -> Option<SoapVersion> {
    match media?.split(';').next().unwrap_or_default().trim() {
        media if media.eq_ignore_ascii_case("text/xml") => Some(SoapVersion::Soap11),
        media if media.eq_ignore_ascii_case("application/soap+xml") => Some(SoapVersion::Soap12),
        _ => None,
    }
}

/// Namespace and name of the first element in the Body.
fn first_element(bytes: &[u8]) -> Option<(String, String)> {
    let mut found = None;
    each_in("Body", bytes, &mut |decoder, tag, local| {
        found.get_or_insert_with(|| (decoder.cursor.uri_of(tag).to_owned(), local.to_owned()));
        decoder.pass(tag)
    });
    found
}

/// The action that the envelope tells by WS-Addressing, of either version.
fn addressed_action(bytes: &[u8]) -> Option<String> {
    let mut found = None;
    each_in("Header", bytes, &mut |decoder, tag, local| {
        if local == "Action" && WS_ADDRESSING.contains(&decoder.cursor.uri_of(tag)) && found.is_none() {
            found = Some(decoder.text_in(tag)?);
            return Ok(());
        }
        decoder.pass(tag)
    });
    found.filter(|action| !action.is_empty())
}

/// Shows the elements in the Header or the Body of an envelope, as far as it can be read: what is wrong with the rest will be
/// told when it is read for good.
pub(super) fn each_in(part: &str, bytes: &[u8], each: &mut Each<'_>) {
    let Ok(text) = encoding::to_text(bytes) else { return };
    let look = || -> Result<(), DecodeError> {
        let mut decoder = Decoder::new(&text, &ns::WELL_KNOWN, Reading::faithful())?;
        decoder.cursor.next_tag()?;
        let root = decoder.cursor.start_tag()?;
        check_root(&decoder, &root)?;
        decoder.each_child(&root, &mut |decoder, tag, local| match local == part {
            true if tag.namespace == root.namespace => {
                decoder.each_child(tag, &mut |decoder, tag, local| each(decoder, tag, local))
            }
            _ => decoder.pass(tag),
        })
    };
    let mut look = look;
    let _ = look();
}

/// What is done with an element.
type Each<'e> = dyn FnMut(&mut Decoder<'_>, &Tag, &str) -> Result<(), DecodeError> + 'e;

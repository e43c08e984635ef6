//! What an answer says by WS-Addressing of the request that it answers.

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_TYPE;

use super::route::each_in;
use crate::runtime::addressing::AddressingVersion;
use crate::runtime::codec::encode::escape;
use crate::runtime::codec::strings::{find_bytes, trim};
use crate::runtime::soap::operation::Operation;

/// The number of a request, and the version of WS-Addressing that it speaks.
pub(super) struct Relation {
    version: AddressingVersion,
    id: String,
}

impl Relation {
    /// Of a request's envelope; `None` where it has no number.
    pub(super) fn of(envelope: &[u8]) -> Option<Self> {
        let mut found = None;
        each_in("Header", envelope, &mut |decoder, tag, local| {
            let uri = decoder.cursor.uri_of(tag);
            let version = AddressingVersion::ALL.into_iter().find(|version| version.namespace() == uri);
            let (Some(version), "MessageID", None) = (version, local, &found) else {
                return decoder.pass(tag);
            };
            found = Some(Self { version, id: trim(&decoder.text_in(tag)?).to_owned() });
            Ok(())
        });
        found.filter(|relation| !relation.id.is_empty())
    }

    /// Puts it into the header of an answer with an envelope of ours, beside the action of that.
    pub(super) fn told(&self, answer: Response<Bytes>, operation: Option<&Operation>) -> Response<Bytes> {
        let (head, body) = answer.into_parts();
        // What a program writes itself has no media type.
        let added = head.headers.get(CONTENT_TYPE).and_then(|_| self.added(&body, operation));
        Response::from_parts(head, added.unwrap_or(body))
    }

    fn added(&self, answer: &[u8], operation: Option<&Operation>) -> Option<Bytes> {
        const OPEN: &[u8] = b"<s:Header>";
        let body = find_bytes(answer, b"<s:Body>")?;
        let (before, after) = answer.split_at_checked(body)?;
        let action = match after.starts_with(b"<s:Body><s:Fault") {
            true => self.version.fault().to_owned(),
            false => action_of_reply(operation?),
        };
        let namespace = self.version.namespace();
        // The contract may declare such headers, and the program set them.
        if find_bytes(before, b":RelatesTo").is_some() {
            return None;
        }
        let mut blocks = String::new();
        for (name, text) in [("Action", &action), ("RelatesTo", &self.id)] {
            blocks.push_str(&format!("<a:{name} xmlns:a=\"{namespace}\">"));
            escape(text, &mut blocks, false).ok()?;
            blocks.push_str(&format!("</a:{name}>"));
        }
        let out = match find_bytes(before, OPEN).and_then(|at| before.split_at_checked(at + OPEN.len())) {
            Some((head, headers)) => [head, blocks.as_bytes(), headers, after].concat(),
            None => [before, OPEN, blocks.as_bytes(), b"</s:Header>", after].concat(),
        };
        Some(out.into())
    }
}

/// By the default pattern of WS-Addressing it differs from the request's in its last word; most contracts that say it keep
/// to that.
fn action_of_reply(operation: &Operation) -> String {
    let action = operation.input_action.unwrap_or(operation.action);
    format!("{}Response", action.strip_suffix("Request").unwrap_or(action))
}

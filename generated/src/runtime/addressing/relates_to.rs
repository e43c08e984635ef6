//! Which message a reply answers.

use super::version::AddressingVersion;
use crate::runtime::client::Checked;
use crate::runtime::client::checked::SecurityFailure;
use crate::runtime::client::extension::{ReplyCheck, Unread};
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::strings::trim;
use crate::runtime::codec::tables::ns;
use crate::runtime::codec::{DecodeError, Reading};

/// What a server answers that does not know which message it answers.
const UNSPECIFIED: [&str; 2] = [
    "http://www.w3.org/2005/08/addressing/unspecified",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing/id/unspecified",
];

/// The relation of a reply: the default. The older version has a qualified name there.
const REPLY: [&str; 2] = ["http://www.w3.org/2005/08/addressing/reply", "Reply"];

/// Wants the reply to relate to the message with this number.
pub(super) struct RelatesTo {
    pub(super) id: String,
}

impl ReplyCheck for RelatesTo {
    /// A reply without a relation is told by the absence of [`Checked::relates_to`]; one that is no XML will not be read.
    fn check(&self, reply: &Unread<'_>) -> Result<Checked, SecurityFailure> {
        let related = related(reply.envelope);
        if related.contains(&self.id) {
            return Ok(Checked { relates_to: Some(self.id.clone()), ..Checked::default() });
        }
        match related.first() {
            None => Ok(Checked::default()),
            Some(other) => Err(SecurityFailure::new(format!(
                "it answers another message: its wsa:RelatesTo is {other:?}, and the request was {:?}",
                self.id
            ))),
        }
    }
}

/// The messages that an envelope says it answers, by whichever version.
fn related(envelope: &str) -> Vec<String> {
    let mut related = Vec::new();
    let look = || -> Result<(), DecodeError> {
        let mut decoder = Decoder::new(envelope, &ns::WELL_KNOWN, Reading::careless())?;
        decoder.cursor.root_tag()?;
        let root = decoder.cursor.start_tag()?;
        decoder.each_child(&root, &mut |decoder, tag, local| {
            if local != "Header" || tag.namespace != root.namespace {
                // No header block follows the Body, which may be large.
                return Err(DecodeError::syntax("no more header blocks", tag.start));
            }
            decoder.each_child(tag, &mut |decoder, tag, local| {
                let uri = decoder.cursor.uri_of(tag);
                let known = AddressingVersion::ALL.iter().any(|version| version.namespace() == uri);
                if local != "RelatesTo" || !known || !is_reply(decoder) {
                    return decoder.pass(tag);
                }
                let text = decoder.text_in(tag)?;
                let text = trim(&text);
                if !text.is_empty() && !UNSPECIFIED.contains(&text) {
                    related.push(text.to_owned());
                }
                Ok(())
            })
        })
    };
    let mut look = look;
    // What was found counts, whatever follows.
    let _ = look();
    related
}

/// Whether the relation of the tag that was just read is that of a reply.
fn is_reply(decoder: &Decoder<'_>) -> bool {
    let mut attributes = decoder.cursor.each_attribute();
    attributes.find(|(_, _, local, _)| *local == "RelationshipType").is_none_or(|(_, _, _, value)| {
        let value = trim(value);
        let local = value.rsplit_once(':').map_or(value, |(_, local)| local);
        REPLY.contains(&value) || REPLY.contains(&local)
    })
}

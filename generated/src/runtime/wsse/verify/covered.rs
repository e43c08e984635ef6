//! What the references of a signature lead to: the Body, a header block, a token, each in its place.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::runtime::codec::strings::start;
use crate::runtime::wsse::certificate::Certificate;
use crate::runtime::wsse::names::{WSSE, X509_V3};
use crate::runtime::wsse::received::{Message, Node, Refusal};

/// What a reference leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Covered<'m> {
    Body(usize),
    Block(usize),
    Token(&'m Node),
    /// The signer's certificate, to which this element refers by one of its names.
    Signer(&'m Node),
}

impl Covered<'_> {
    /// The byte where it begins.
    pub(super) const fn start(self) -> usize {
        match self {
            Self::Body(start) | Self::Block(start) => start,
            Self::Token(node) | Self::Signer(node) => node.start,
        }
    }
}

/// The part with an id: the Body, a header block, or a child of the Security header. Nothing else is read by itself, so that
/// nothing else needs a signature.
pub(super) fn place<'m>(
    id: &str,
    message: &'m Message,
    security: &'m Node,
    signature: &Node,
) -> Result<Covered<'m>, Refusal> {
    if message.body.has_id(id) {
        return Ok(Covered::Body(message.body.start));
    }
    let block = message.blocks.iter().find(|block| block.start != security.start && block.has_id(id));
    if let Some(block) = block {
        return Ok(Covered::Block(block.start));
    }
    let mut tokens = security.children.iter().filter(|child| child.start != signature.start);
    match tokens.find(|child| child.has_id(id)) {
        Some(token) => Ok(Covered::Token(token)),
        None => Err(Refusal::failed(format!(
            "its signature covers `#{}`, which is neither the Body nor a header block nor a token in their places",
            start(id)
        ))),
    }
}

/// The token to which the element with an id refers: the one of the signature's key (Web Services Security 1.1, 8.3).
pub(super) fn token<'m>(
    id: &str,
    security: &'m Node,
    key_info: Option<&'m Node>,
) -> Result<Covered<'m>, Refusal> {
    let mut references = key_info.into_iter().flat_map(|key_info| &key_info.children);
    let reference = references.find(|one| one.is(WSSE, "SecurityTokenReference") && one.has_id(id));
    let Some(reference) = reference else {
        return Err(Refusal::failed(format!(
            "its signature covers `#{}` by STR-Transform, which is not the SecurityTokenReference of its key",
            start(id)
        )));
    };
    let Some(direct) = reference.at_most_one(WSSE, "Reference")? else {
        return Ok(Covered::Signer(reference));
    };
    let id = direct.attribute("URI").and_then(|uri| uri.strip_prefix('#')).unwrap_or_default();
    let token = security.children.iter().find(|token| token.has_id(id));
    token.map(Covered::Token).ok_or_else(|| Refusal::failed("its signature covers a token that is not there"))
}

/// The token that STR-Transform makes of a certificate that is not in the message.
pub(super) fn token_of(signer: &Certificate, reference: &Node) -> String {
    let value = BASE64_STANDARD.encode(signer.der());
    let (name, declared) = match reference.prefix.as_str() {
        "" => ("BinarySecurityToken".to_owned(), format!("xmlns=\"{WSSE}\"")),
        prefix => (format!("{prefix}:BinarySecurityToken"), format!("xmlns=\"\" xmlns:{prefix}=\"{WSSE}\"")),
    };
    format!("<{name} {declared} ValueType=\"{X509_V3}\">{value}</{name}>")
}

/// Whether a child of the Security header is covered.
pub(super) fn is_covered(node: &Node, covered: &[Covered<'_>]) -> bool {
    covered.iter().any(|one| matches!(one, Covered::Token(token) if token.start == node.start))
}

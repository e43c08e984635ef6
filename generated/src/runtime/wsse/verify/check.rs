//! Checks a message against what a program demands of it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;

use super::algorithms::Signing;
use super::base64::bytes;
use super::covered::{Covered, is_covered, place, token, token_of};
use super::digests::{Found, Part, go_through};
use super::key::{Key, Known};
use super::signature::{Reference, Signature};
use super::trust::Trust;
use super::verification::Verification;
use crate::runtime::client::checked::SecurityFailure;
use crate::runtime::client::extension::{ReplyCheck, Unread};
use crate::runtime::client::{Checked, SignedBy};
use crate::runtime::codec::strings::{same, start};
use crate::runtime::soap::Attachments;
use crate::runtime::wsse::certificate::Certificate;
use crate::runtime::wsse::clock::Clock;
use crate::runtime::wsse::crypto::Hasher;
use crate::runtime::wsse::names::{DS, WSSE, WSSE11, WSU};
use crate::runtime::wsse::received::{Cause, Freshness, Message, Node, Refusal, check_timestamp};

/// The namespaces of XML Encryption.
const ENCRYPTION: [&str; 2] = ["http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"];

/// What the request says of its reply. Of a request nothing is expected.
#[derive(Default)]
pub(in crate::runtime) struct Expected {
    /// The value of the request's signature.
    pub(in crate::runtime) confirmation: Option<Vec<u8>>,
    /// The client's own certificate, in DER.
    pub(in crate::runtime) own_certificate: Option<Vec<u8>>,
}

/// A signature that is right.
pub(in crate::runtime) struct Signed {
    pub(in crate::runtime) by: SignedBy,
    /// What it signs: its SignedInfo in canonical form.
    #[cfg(feature = "server")]
    pub(in crate::runtime) info: Vec<u8>,
}

/// Checks a message, whose text will be read afterwards. Tells who signed it.
///
/// # Errors
/// When it is not what is demanded: then nothing of it is to be read.
pub(in crate::runtime) fn verify(
    demanded: &Verification,
    text: &str,
    attachments: &Attachments<'_>,
    expected: &Expected,
    clock: SystemTime,
) -> Result<Signed, Refusal> {
    let now = demanded.clock.as_ref().map_or(clock, |clock| clock());
    let message = Message::read(text)?;
    let security = message
        .security
        .as_ref()
        .ok_or_else(|| Refusal::invalid("it is not signed: it has no Security header"))?;
    if let Some(encrypted) =
        security.children.iter().find(|child| ENCRYPTION.contains(&child.namespace.as_str()))
    {
        let what = start(&encrypted.local);
        return Err(Refusal::invalid(format!("it is encrypted (`{what}`), which cannot be read here")));
    }
    let node = security
        .at_most_one(DS, "Signature")?
        .ok_or_else(|| Refusal::invalid("it is not signed: its Security header holds no Signature"))?;
    let signature = Signature::read(node, demanded)?;
    // Cheap checks come first.
    let covered = signature
        .references
        .iter()
        .map(|reference| match reference.through {
            true => token(reference.id, security, signature.key_info),
            false => place(reference.id, &message, security, node),
        })
        .collect::<Result<Vec<_>, _>>()?;
    // One element may have two ids.
    let starts: BTreeSet<usize> = covered.iter().map(|one| one.start()).collect();
    if starts.len() < covered.len() {
        return Err(Refusal::invalid("its signature covers a part twice"));
    }
    demand(demanded, &message, security, &covered)?;
    if let Some(stamp) = security.at_most_one(WSU, "Timestamp")? {
        check_timestamp(stamp, Freshness { now, tolerance: demanded.tolerance })?;
    }
    confirm(demanded, security, expected, &covered)?;
    let Signer { certificate: signer, mut followed, beside } =
        signer(demanded, &signature, security, attachments, expected, now)?;
    followed.extend(signature.references.iter().map(|reference| reference.id));
    #[cfg_attr(not(feature = "server"), allow(unused_variables, reason = "only servers remember it"))]
    let (mut found, info) = digest(
        &Claim { text, body: message.body.start, signature, covered },
        &followed,
        &signer,
        demanded,
        attachments,
    )?;
    if let Some(number) = beside {
        attachments.used(number);
        found.included.insert(number);
    }
    if !demanded.attachments && found.included.len() < attachments.count() {
        return Err(Refusal::failed(
            "it has attachments that its signature does not cover; `unsigned_attachments` takes them",
        ));
    }
    Ok(Signed {
        by: signed_by(&signer),
        #[cfg(feature = "server")]
        info,
    })
}

/// Whether all is covered that has to be.
fn demand(
    demanded: &Verification,
    message: &Message,
    security: &Node,
    covered: &[Covered<'_>],
) -> Result<(), Refusal> {
    if demanded.body && !covered.contains(&Covered::Body(message.body.start)) {
        return Err(Refusal::failed("its signature does not cover the Body"));
    }
    if demanded.timestamp {
        let stamp = security.at_most_one(WSU, "Timestamp")?;
        let stamp = stamp.ok_or_else(|| Refusal::invalid("it has no Timestamp"))?;
        if !is_covered(stamp, covered) {
            return Err(Refusal::failed("its signature does not cover the Timestamp"));
        }
    }
    if demanded.username_token
        && security.children_of(WSSE, "UsernameToken").any(|token| !is_covered(token, covered))
    {
        return Err(Refusal::failed("its signature does not cover the UsernameToken"));
    }
    for (namespace, local) in &demanded.headers {
        if !message.blocks.iter().any(|block| block.namespace == *namespace && block.local == *local) {
            return Err(Refusal::failed(format!(
                "the header block `{local}`, which has to be signed, is not there"
            )));
        }
        // Whoever reads the headers is patient, and may take one of another namespace for it.
        let mut named = message.blocks.iter().filter(|block| same(&block.local, local));
        if !named.all(|block| covered.contains(&Covered::Block(block.start))) {
            return Err(Refusal::failed(format!("its signature does not cover the header block `{local}`")));
        }
    }
    Ok(())
}

/// Whether the message answers the request that was signed.
fn confirm(
    demanded: &Verification,
    security: &Node,
    expected: &Expected,
    covered: &[Covered<'_>],
) -> Result<(), Refusal> {
    let mut confirmed = false;
    for node in security.children_of(WSSE11, "SignatureConfirmation") {
        let value = match node.attribute("Value") {
            Some(text) => Some(bytes(&Node { text: text.to_owned(), ..Node::default() })?),
            None => None,
        };
        if value != expected.confirmation {
            return Err(Refusal::failed(
                "it confirms the signature of another request (SignatureConfirmation)",
            ));
        }
        confirmed |= is_covered(node, covered);
    }
    if demanded.confirmation && !confirmed {
        return Err(Refusal::failed(
            "it does not confirm the request's signature: there is no SignatureConfirmation that is signed",
        ));
    }
    Ok(())
}

/// Whose signature it is.
struct Signer<'m> {
    /// It is trusted.
    certificate: Certificate,
    /// The ids that led to it.
    followed: Vec<&'m str>,
    /// The number of the attachment that it came in.
    beside: Option<usize>,
}

fn signer<'m>(
    demanded: &'m Verification,
    signature: &Signature<'m>,
    security: &'m Node,
    attachments: &'m Attachments<'m>,
    expected: &Expected,
    now: SystemTime,
) -> Result<Signer<'m>, Refusal> {
    let known = demanded.trust.certificates().iter().chain(&demanded.certificates).collect();
    let mut known = Known {
        tokens: &security.children,
        certificates: known,
        attachments,
        followed: Vec::new(),
        beside: None,
    };
    let key = known.key(signature.key_info)?;
    if let (Key::Certificate(one, _), Trust::Roots { .. }) = (&key, &demanded.trust)
        && expected.own_certificate.as_deref() == Some(one.der().as_ref())
    {
        return Err(Refusal::failed(
            "it is signed with the certificate of this client, which is not the server's",
        ));
    }
    let signer = demanded.trust.judge(key, &demanded.certificates, now)?;
    if let Some(written) = &demanded.subject
        && !signer.subject().is_written(written)
    {
        let found = signer.subject();
        return Err(Refusal::failed(format!("it is signed by {found}, and {written} was expected")));
    }
    Ok(Signer { certificate: signer, followed: known.followed, beside: known.beside })
}

/// A message, and what its signature says of it.
struct Claim<'m> {
    text: &'m str,
    /// The byte where the Body begins.
    body: usize,
    signature: Signature<'m>,
    /// What the references lead to, in their order.
    covered: Vec<Covered<'m>>,
}

/// Compares digests and the signature with what the message holds. Gives the canonical form of SignedInfo, too.
fn digest(
    signed: &Claim<'_>,
    followed: &[&str],
    signer: &Certificate,
    demanded: &Verification,
    attachments: &Attachments<'_>,
) -> Result<(Found, Vec<u8>), Refusal> {
    let Claim { signature, covered, .. } = signed;
    let mut hashers = Vec::new();
    for reference in &signature.references {
        hashers.push(reference.digest.hasher().map_err(|why| Refusal::failed(why.to_string()))?);
    }
    let mut signed_info = Vec::new();
    let found = {
        let mut parts: Vec<Part<'_>> = hashers
            .iter_mut()
            .zip(covered.iter().zip(&signature.references))
            .filter_map(|(hasher, (covered, Reference { form, .. }))| {
                if let Covered::Signer(reference) = covered {
                    hasher.update(token_of(signer, reference).as_bytes());
                    return None;
                }
                let sink = Box::new(|piece: &[u8]| Hasher::update(hasher, piece));
                Some(Part { start: covered.start(), form, sink })
            })
            .collect();
        let sink = Box::new(|piece: &[u8]| signed_info.extend_from_slice(piece));
        parts.push(Part { start: signature.signed_info.start, form: &signature.form, sink });
        go_through(signed.text, signed.body, parts, followed, attachments)?
    };
    for id in followed {
        if found.ids.get(*id).is_none_or(|starts| starts.len() != 1) {
            let id = start(id);
            return Err(Refusal::failed(format!(
                "the Id `{id}`, to which its signature refers, stands on several elements"
            )));
        }
    }
    for (hasher, (reference, covered)) in hashers.into_iter().zip(signature.references.iter().zip(covered)) {
        if hasher.finish() != reference.value {
            let what = match covered {
                Covered::Body(_) => "the Body".to_owned(),
                Covered::Token(node) => format!("the `{}`", start(&node.local)),
                Covered::Signer(_) => "the certificate".to_owned(),
                Covered::Block(_) => format!("the header block `#{}`", start(reference.id)),
            };
            return Err(Refusal::failed(format!("{what} is not what was signed: it has another digest")));
        }
    }
    check_value(signature, &signed_info, signer, demanded)?;
    Ok((found, signed_info))
}

/// Whether the signer's key made the signature of SignedInfo.
fn check_value(
    signature: &Signature<'_>,
    signed_info: &[u8],
    signer: &Certificate,
    demanded: &Verification,
) -> Result<(), Refusal> {
    let (key, subject) = (signer.spki(), signer.subject());
    let ask = |uri: &str| {
        let verifier = demanded.verifier.as_ref()?;
        verifier.verify(uri, key, signed_info, &signature.value)
    };
    match &signature.signing {
        Signing::BuiltIn(algorithm) => match algorithm.verify(key, signed_info, &signature.value) {
            Ok(()) => Ok(()),
            // The library of TLS refuses keys that are short.
            Err(_) if ask(algorithm.uri()) == Some(true) => Ok(()),
            Err(_) if signer.has_short_rsa_key() => Err(Refusal::failed(format!(
                "it is signed by an RSA key of fewer than 2048 bits ({subject}), which is not built in: give a \
                 `verifier` that takes it"
            ))),
            Err(why) => Err(Refusal::failed(format!("{why} ({subject})"))),
        },
        Signing::Other(uri) => match ask(uri) {
            Some(true) => Ok(()),
            Some(false) => Err(Refusal::failed(format!("the signature is not that of this key ({subject})"))),
            None => Err(Refusal::new(
                Cause::UnsupportedAlgorithm,
                format!("it is signed by `{}`, which the `verifier` does not know", start(uri)),
            )),
        },
    }
}

/// Checks the replies to one send.
pub(in crate::runtime) struct SignatureCheck {
    demanded: Arc<Verification>,
    expected: Expected,
    /// The time, unless the verification has a clock of its own.
    clock: Clock,
}

impl SignatureCheck {
    pub(in crate::runtime::wsse) const fn new(
        demanded: Arc<Verification>,
        expected: Expected,
        clock: Clock,
    ) -> Self {
        Self { demanded, expected, clock }
    }
}

impl ReplyCheck for SignatureCheck {
    fn check(&self, reply: &Unread<'_>) -> Result<Checked, SecurityFailure> {
        let now = self.clock.now().map_err(|error| SecurityFailure::new(error.to_string()))?;
        let signer = verify(&self.demanded, reply.envelope, reply.attachments, &self.expected, now);
        let signer = signer.map_err(|refusal| SecurityFailure::new(refusal.sentence))?;
        Ok(Checked { signed_by: Some(signer.by), ..Checked::default() })
    }

    fn check_empty(&self) -> Result<Checked, SecurityFailure> {
        Err(SecurityFailure::new("it is empty, so that nothing in it is signed"))
    }
}

/// Who signed, for the program.
fn signed_by(certificate: &Certificate) -> SignedBy {
    let subject = certificate.subject().to_string();
    SignedBy { subject, certificate: Bytes::copy_from_slice(certificate.der()) }
}

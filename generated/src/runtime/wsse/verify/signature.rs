//! The Signature of a Security header, taken apart.

use super::algorithms::{self, Signing};
use super::base64::bytes;
use super::verification::Verification;
use crate::runtime::wsse::canonical::Method;
use crate::runtime::wsse::crypto::Digest;
use crate::runtime::wsse::names::DS;
use crate::runtime::wsse::received::{Node, Refusal};

/// A signature.
pub(super) struct Signature<'n> {
    pub(super) signed_info: &'n Node,
    pub(super) form: Method,
    pub(super) signing: Signing,
    pub(super) references: Vec<Reference<'n>>,
    pub(super) value: Vec<u8>,
    pub(super) key_info: Option<&'n Node>,
}

/// A part that it covers.
pub(super) struct Reference<'n> {
    /// Without the `#`.
    pub(super) id: &'n str,
    /// It is to a token by way of what refers to it.
    pub(super) through: bool,
    pub(super) form: Method,
    pub(super) digest: Digest,
    pub(super) value: Vec<u8>,
}

impl<'n> Signature<'n> {
    /// Takes it apart.
    pub(super) fn read(node: &'n Node, demanded: &Verification) -> Result<Self, Refusal> {
        let signed_info = node.only(DS, "SignedInfo")?;
        let mut children = signed_info.children.iter();
        let mut next = |local: &str| {
            let out_of_form = || Refusal::invalid(format!("`{local}` is not in its place in SignedInfo"));
            children.next().filter(|child| child.is(DS, local)).ok_or_else(out_of_form)
        };
        let form = algorithms::canonical(next("CanonicalizationMethod")?)?;
        let signing = algorithms::signing(next("SignatureMethod")?, demanded)?;
        let mut references = Vec::new();
        for child in children {
            if references.len() >= demanded.references {
                let most = demanded.references;
                return Err(Refusal::invalid(format!(
                    "its signature covers more than {most} parts; `limit_references` sets how many it may"
                )));
            }
            references.push(Reference::read(child, demanded)?);
        }
        if references.is_empty() {
            return Err(Refusal::invalid("its signature covers nothing"));
        }
        let mut ids: Vec<_> = references.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        if ids.windows(2).any(|two| two.first() == two.last()) {
            return Err(Refusal::invalid("its signature covers a part twice"));
        }
        Ok(Self {
            signed_info,
            form,
            signing,
            references,
            value: bytes(node.only(DS, "SignatureValue")?)?,
            key_info: node.at_most_one(DS, "KeyInfo")?,
        })
    }
}

impl<'n> Reference<'n> {
    fn read(node: &'n Node, demanded: &Verification) -> Result<Self, Refusal> {
        if !node.is(DS, "Reference") {
            return Err(Refusal::invalid("something else than a Reference is among those of SignedInfo"));
        }
        let uri = node.attribute("URI").unwrap_or_default();
        let id = uri.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains(['(', '#', '%']));
        let id = id.ok_or_else(|| {
            let uri = crate::runtime::codec::strings::start(uri);
            Refusal::invalid(format!("its signature covers `{uri}`; only references such as `#id` are taken"))
        })?;
        let through = algorithms::dereference(node)?;
        Ok(Self {
            id,
            through: through.is_some(),
            form: through.map_or_else(|| algorithms::transforms(node), Ok)?,
            digest: algorithms::digest(node.only(DS, "DigestMethod")?, demanded)?,
            value: bytes(node.only(DS, "DigestValue")?)?,
        })
    }
}

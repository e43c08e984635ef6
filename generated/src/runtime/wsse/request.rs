//! Adding the Security header to one send.

use super::header::Header;
use super::names::WSSE;
use super::settings::Settings;
#[cfg(feature = "wsse-signature")]
use super::sign;
use super::token::Kind;
use super::xml;
use crate::runtime::error::Error;
use crate::runtime::soap::SoapVersion;
use crate::runtime::soap::envelope::EnvelopeParts;

/// Adds the Security header. What a signature is about to cover has to be there already. Gives the value of the signature, if
/// there is one.
pub(super) fn add(settings: &Settings, parts: &mut EnvelopeParts<'_>) -> Result<Option<Vec<u8>>, Error> {
    settings.check()?;
    let mut header = Header::new()?;
    header.timestamp(settings.lifetime, &settings.clock)?;
    #[cfg(feature = "wsse-signature")]
    if let Some(signature) = &settings.signature {
        signature.write_token(&mut header)?;
    }
    if let Some(token) = &settings.username_token {
        header.username_token(token, &settings.clock)?;
        parts.secrets.extend(["Password".into(), "Nonce".into()]);
    }
    for (index, token) in settings.tokens.iter().enumerate() {
        match &token.0 {
            Kind::Binary { value_type, bytes } => {
                let id = header.id(&format!("T{index}"));
                xml::binary_token(&mut header.xml, &id, value_type, bytes)?;
                parts.secrets.push("BinarySecurityToken".into());
            }
            Kind::Xml(token) => {
                header.xml.push_str(token);
                parts.secrets.push(xml::local_name(token)?.into());
            }
        }
    }
    #[cfg(feature = "wsse-signature")]
    let value = match &settings.signature {
        Some(signature) => Some(sign::sign(signature, &mut header, parts)?),
        None => None,
    };
    #[cfg(not(feature = "wsse-signature"))]
    let value = None;
    if header.xml.is_empty() {
        return Ok(value);
    }
    if parts.headers.iter().any(|block| block.namespace == WSSE && block.local == "Security") {
        return Err(Error::config(
            "the request would have two Security headers, which servers refuse: send either the header of the contract or \
             of the program, or that of `security`",
        ));
    }
    let start = start_tag(settings, parts.version)?;
    parts.add(WSSE, "Security", format!("{start}{}</wsse:Security>", header.xml));
    Ok(value)
}

fn start_tag(settings: &Settings, version: SoapVersion) -> Result<String, Error> {
    let mut out = "<wsse:Security".to_owned();
    out.push_str(&xml::declarations());
    let (role, yes) = match version {
        SoapVersion::Soap11 => ("s:actor", "1"),
        SoapVersion::Soap12 => ("s:role", "true"),
    };
    if let Some(for_whom) = &settings.role {
        xml::attribute(&mut out, role, for_whom)?;
    }
    if settings.must_understand {
        xml::attribute(&mut out, "s:mustUnderstand", yes)?;
    }
    out.push('>');
    Ok(out)
}

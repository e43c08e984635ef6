//! What header blocks demand.

use super::operation::SoapVersion;
use crate::runtime::codec::EncodeError;
use crate::runtime::codec::Reading;
use crate::runtime::codec::encode::escape;
use crate::runtime::values::QName;

/// What a header block of a request demands of whoever reads it (SOAP 1.1, 4.2; SOAP 1.2, 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderDemand {
    /// The local name of the block.
    pub name: String,
    /// `mustUnderstand="1"`: a server that does not know the block has to refuse the request.
    pub must_understand: bool,
    /// The `actor` of SOAP 1.1, or the `role` of SOAP 1.2, for which the block is meant; `None` for the last receiver.
    pub role: Option<String>,
}

impl HeaderDemand {
    /// The attributes, as they are in the block's start tag, where this prefix stands for the namespace of the envelope.
    pub(super) fn attributes(&self, version: SoapVersion, prefix: &str) -> Result<String, EncodeError> {
        let mut out = String::new();
        let (yes, role_name) = match version {
            SoapVersion::Soap11 => ("1", "actor"),
            SoapVersion::Soap12 => ("true", "role"),
        };
        if self.must_understand {
            out.push_str(&format!(" {prefix}:mustUnderstand=\"{yes}\""));
        }
        if let Some(role) = &self.role {
            out.push_str(&format!(" {prefix}:{role_name}=\""));
            escape(role, &mut out, true)?;
            out.push('"');
        }
        Ok(out)
    }
}

/// How messages are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// What is done where one departs from the contract.
    pub reading: Reading,
    /// The header blocks that the program understands, beside those of the contract.
    pub understood: Vec<QName>,
}

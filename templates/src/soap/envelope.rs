//! Stand-in until the envelope engine is merged: signatures only.

use super::super::codec::{Field, Record};
use super::super::values::{AnyType, QName};
use super::Operation;

/// Stand-in.
#[derive(Debug)]
pub struct EncodedBody {
    /// Stand-in.
    pub xml: String,
}
/// Stand-in.
#[derive(Debug)]
pub struct EncodeError;
impl std::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stand-in")
    }
}
impl std::error::Error for EncodeError {}
/// Stand-in.
#[derive(Debug)]
pub struct DecodeError;
/// Stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeErrorKind {
    /// Stand-in.
    Limit,
    /// Stand-in.
    Syntax,
}
impl DecodeError {
    /// Stand-in.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        DecodeErrorKind::Syntax
    }
}
impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("stand-in")
    }
}
impl std::error::Error for DecodeError {}
/// Stand-in.
#[derive(Debug, Clone, Default)]
pub struct CodecLimits {
    /// Stand-in.
    pub depth: usize,
}
/// Stand-in.
#[derive(Debug, Clone, Default)]
pub struct Fault {
    /// Stand-in.
    pub code: QName,
    /// Stand-in.
    pub reason: String,
    /// Stand-in.
    pub detail: Option<AnyType>,
}
impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}
/// Stand-in.
#[derive(Debug, Clone)]
pub struct RawHeader {
    /// Stand-in.
    pub name: QName,
}
/// Stand-in.
#[derive(Debug)]
pub enum Received {
    /// Stand-in.
    Value,
    /// Stand-in.
    Fault(Box<Fault>),
}
/// Stand-in.
#[derive(Debug)]
pub struct ReplyParts {
    /// Stand-in.
    pub received: Received,
    /// Stand-in.
    pub other_headers: Vec<RawHeader>,
}
/// Stand-in.
///
/// # Errors
/// Stand-in.
pub fn encode_body(_: &Operation, _: &dyn Record) -> Result<EncodedBody, EncodeError> {
    Err(EncodeError)
}
/// Stand-in.
///
/// # Errors
/// Stand-in.
pub fn envelope(_: &Operation, _: &dyn Record, _: &EncodedBody) -> Result<String, EncodeError> {
    Err(EncodeError)
}
/// Stand-in.
///
/// # Errors
/// Stand-in.
pub fn decode_reply(
    _: &Operation,
    _: &[u8],
    _: &CodecLimits,
    _: &mut dyn Record,
    _: &mut dyn Field,
) -> Result<ReplyParts, DecodeError> {
    Err(DecodeError)
}

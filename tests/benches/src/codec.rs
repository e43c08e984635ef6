//! The codec under test, behind one face for all shapes.

use std::any::Any;

use soapwright_runtime::runtime::codec::{Field, Reading};
use soapwright_runtime::runtime::soap::server::encode_reply;
use soapwright_runtime::runtime::soap::{Operation, decode_reply};

use crate::Failure;
use crate::contract::ResponseHeaders;

/// What a reply says, in the types of its operation.
pub trait Value: Any {
    /// The reply, written.
    ///
    /// # Errors
    /// When a value cannot be sent.
    fn encode(&self) -> Result<String, Failure>;

    /// Whether the other one says the same.
    fn same(&self, other: &dyn Value) -> bool;
}

struct Reply<T> {
    operation: &'static Operation,
    headers: ResponseHeaders,
    value: T,
}

impl<T: Field + PartialEq + 'static> Value for Reply<T> {
    fn encode(&self) -> Result<String, Failure> {
        Ok(encode_reply(self.operation, &self.headers, &self.value)?)
    }

    fn same(&self, other: &dyn Value) -> bool {
        let other: &dyn Any = other;
        other.downcast_ref::<Self>().is_some_and(|other| self.value == other.value)
    }
}

/// Reads a reply of the operation, whose method returns a `T`.
///
/// # Errors
/// When it cannot be read.
pub fn decode<T>(operation: &'static Operation, bytes: &[u8]) -> Result<Box<dyn Value>, Failure>
where
    T: Field + Default + PartialEq + 'static,
{
    let mut reply = Reply { operation, headers: ResponseHeaders::default(), value: T::default() };
    decode_reply(operation, bytes, &Reading::faithful(), &mut reply.headers, &mut reply.value)?;
    Ok(Box::new(reply))
}

//! What reading a reply once more needs.

use std::any::{TypeId, type_name};

use super::Error;
use crate::runtime::soap::{Operation, Policy};

/// A reply that was refused.
#[derive(Clone)]
pub(in crate::runtime) struct Again {
    pub(in crate::runtime) operation: &'static Operation,
    pub(in crate::runtime) policy: Policy,
    pub(in crate::runtime) bytes: Vec<u8>,
    /// The type of its value, and its name.
    pub(in crate::runtime) of: Option<(TypeId, &'static str)>,
}

impl Error {
    /// The reply that was refused, where there is one.
    pub(in crate::runtime) fn refused_reply(&self) -> Option<&Again> {
        self.0.again.as_deref()
    }

    /// As an error of the same call as `other`: with its URL, and without what that call has sent.
    pub(in crate::runtime) fn of_call(mut self, other: &Self) -> Self {
        if let Some(traffic) = &other.0.traffic {
            self.hide(&|text| traffic.sent.redacted(text));
        }
        self.0.url.clone_from(&other.0.url);
        self
    }

    /// Says which type the call gives.
    #[cold]
    pub(in crate::runtime) fn of_type<T: 'static>(mut self) -> Self {
        if let Some(again) = &mut self.0.again {
            again.of = Some((TypeId::of::<T>(), type_name::<T>()));
        }
        self
    }
}

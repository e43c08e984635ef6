//! SOAP: operation descriptors, envelopes of both versions, faults.

pub mod operation;

pub use operation::{Message, Operation, Outcome, Service, Shape, SoapVersion};

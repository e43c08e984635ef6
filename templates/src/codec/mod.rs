//! The codec: static tables that describe the wire, and one engine that follows them in both directions.
//!
//! Generated code holds no parsing or printing of its own. Each type is a [`TypeDef`] (what stands on the wire, in
//! which order) and a [`Record`] (which Rust field each row means); the engine in `decode` and `encode` does the rest.

pub mod field;
pub mod tables;

pub use field::{Choice, Enumeration, Field, Items, LexError, LexValue, Record, Sequence, Slot, View};
pub use tables::{Alternative, MANY, NILLABLE, OMIT_DEFAULT, OPTIONAL, Particle, Scalar, Type, TypeDef, ns};

// Stand-in until the engine is merged.
mod failure;
pub mod standin;
pub use failure::{DecodeError, DecodeErrorKind, EncodeError};
pub use standin::{Arguments, CodecLimits};

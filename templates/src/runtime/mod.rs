//! The support code of this crate: a table-driven XML codec, SOAP envelopes, and clients.
//!
//! The same in every crate that soapwright generates.

#[cfg(feature = "addressing")]
pub mod addressing;
pub mod client;
pub mod codec;
pub mod error;
pub mod soap;
#[doc(hidden)]
pub mod tables;
pub mod values;
#[cfg(feature = "wsse")]
pub mod wsse;

pub use codec::{Departure, DepartureKind, Departures, Reading};
pub use error::{Error, ErrorKind};
pub use http;
#[cfg(feature = "async")]
pub use reqwest;
#[cfg(feature = "blocking")]
pub use ureq;

//! Helpers shared by the end-to-end tests: where the shared contracts are, a recording proxy, an HTTP server, a mock of
//! two SuperOffice services, and checks on the raw bytes of a request.
//!
//! Nothing here uses soapwright's own codec, but for `mutation`, which tries it: what judges it must not share its mistakes.
//! `corpus` tries the generator with any folder of contracts.

pub mod bad_servers;
pub mod corpus;
pub mod crates;
pub mod face;
pub mod folders;
pub mod generated_contracts;
pub mod harness;
pub mod hostile_contracts;
pub mod hostile_messages;
pub mod http_server;
pub mod message;
pub mod mutation;
pub mod oracle;
pub mod proxy;
pub mod roundtrip;
pub mod shape;
pub mod shared;
pub mod sketch;
pub mod superoffice;
pub mod tickets;
pub mod userlist;
pub mod wire;

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The examples in the README of the package that is published, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../codegen/README.md")]
pub struct PackageReadme;

//! WS-Security 1.1: passwords, timestamps, tokens and signatures in the envelope.

pub(in crate::runtime) mod crypto;

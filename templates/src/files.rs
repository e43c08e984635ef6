//! The runtime's own text, for the generator to embed. This file, `lib.rs` and unit tests are not embedded.

/// The files that a generated crate carries, as paths below its `runtime` directory and their text, sorted by path.
/// [`MOD`] stands in for this crate's `lib.rs`.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().map(|(path, text)| (*path, without_tests(text)))
}

/// How the unit tests of a file begin. Nothing comes after them.
const TESTS: &str = "\n#[cfg(test)]\nmod tests {\n";

/// A file's text without its unit tests.
fn without_tests(text: &str) -> &str {
    text.rsplit_once(TESTS).map_or(text, |(code, _)| code)
}

const FILES: &[(&str, &str)] = &[
    ("client/address.rs", include_str!("client/address.rs")),
    ("client/base.rs", include_str!("client/base.rs")),
    ("client/build.rs", include_str!("client/build.rs")),
    ("client/call.rs", include_str!("client/call.rs")),
    ("client/exchange.rs", include_str!("client/exchange.rs")),
    ("client/fake/mod.rs", include_str!("client/fake/mod.rs")),
    ("client/fake/reply.rs", include_str!("client/fake/reply.rs")),
    ("client/fake/request.rs", include_str!("client/fake/request.rs")),
    ("client/fake/typed.rs", include_str!("client/fake/typed.rs")),
    ("client/handle.rs", include_str!("client/handle.rs")),
    ("client/job.rs", include_str!("client/job.rs")),
    ("client/login.rs", include_str!("client/login.rs")),
    ("client/mod.rs", include_str!("client/mod.rs")),
    ("client/over_reqwest.rs", include_str!("client/over_reqwest.rs")),
    ("client/over_ureq.rs", include_str!("client/over_ureq.rs")),
    ("client/own_login.rs", include_str!("client/own_login.rs")),
    ("client/refused.rs", include_str!("client/refused.rs")),
    ("client/reply.rs", include_str!("client/reply.rs")),
    ("client/sent.rs", include_str!("client/sent.rs")),
    ("client/shared.rs", include_str!("client/shared.rs")),
    ("client/ticket.rs", include_str!("client/ticket.rs")),
    ("client/trace.rs", include_str!("client/trace.rs")),
    ("client/transport.rs", include_str!("client/transport.rs")),
    ("codec/chars.rs", include_str!("codec/chars.rs")),
    ("codec/collections.rs", include_str!("codec/collections.rs")),
    ("codec/decode/attributes.rs", include_str!("codec/decode/attributes.rs")),
    ("codec/decode/children.rs", include_str!("codec/decode/children.rs")),
    ("codec/decode/groups.rs", include_str!("codec/decode/groups.rs")),
    ("codec/decode/included.rs", include_str!("codec/decode/included.rs")),
    ("codec/decode/mod.rs", include_str!("codec/decode/mod.rs")),
    ("codec/decode/open.rs", include_str!("codec/decode/open.rs")),
    ("codec/decode/parts.rs", include_str!("codec/decode/parts.rs")),
    ("codec/decode/references.rs", include_str!("codec/decode/references.rs")),
    ("codec/decode/simple.rs", include_str!("codec/decode/simple.rs")),
    ("codec/dynamic.rs", include_str!("codec/dynamic.rs")),
    ("codec/encode/encoded.rs", include_str!("codec/encode/encoded.rs")),
    ("codec/encode/mod.rs", include_str!("codec/encode/mod.rs")),
    ("codec/encode/names.rs", include_str!("codec/encode/names.rs")),
    ("codec/encode/open.rs", include_str!("codec/encode/open.rs")),
    ("codec/encode/prefixes.rs", include_str!("codec/encode/prefixes.rs")),
    ("codec/encode/text.rs", include_str!("codec/encode/text.rs")),
    ("codec/encoding.rs", include_str!("codec/encoding.rs")),
    ("codec/failure.rs", include_str!("codec/failure.rs")),
    ("codec/field.rs", include_str!("codec/field.rs")),
    ("codec/mod.rs", include_str!("codec/mod.rs")),
    ("codec/plain.rs", include_str!("codec/plain.rs")),
    ("codec/primitive.rs", include_str!("codec/primitive.rs")),
    ("codec/scalar.rs", include_str!("codec/scalar.rs")),
    ("codec/scan/attributes.rs", include_str!("codec/scan/attributes.rs")),
    ("codec/scan/between.rs", include_str!("codec/scan/between.rs")),
    ("codec/scan/bindings.rs", include_str!("codec/scan/bindings.rs")),
    ("codec/scan/bytes.rs", include_str!("codec/scan/bytes.rs")),
    ("codec/scan/mod.rs", include_str!("codec/scan/mod.rs")),
    ("codec/scan/tags.rs", include_str!("codec/scan/tags.rs")),
    ("codec/scan/text.rs", include_str!("codec/scan/text.rs")),
    ("codec/secrets.rs", include_str!("codec/secrets.rs")),
    ("codec/tables.rs", include_str!("codec/tables.rs")),
    ("codec/union.rs", include_str!("codec/union.rs")),
    ("codec/validate/mod.rs", include_str!("codec/validate/mod.rs")),
    ("codec/validate/names.rs", include_str!("codec/validate/names.rs")),
    ("codec/validate/order.rs", include_str!("codec/validate/order.rs")),
    ("codec/validate/simple.rs", include_str!("codec/validate/simple.rs")),
    ("codec/validate/walk.rs", include_str!("codec/validate/walk.rs")),
    ("codec/with_serde/failure.rs", include_str!("codec/with_serde/failure.rs")),
    ("codec/with_serde/members.rs", include_str!("codec/with_serde/members.rs")),
    ("codec/with_serde/mod.rs", include_str!("codec/with_serde/mod.rs")),
    ("codec/with_serde/open.rs", include_str!("codec/with_serde/open.rs")),
    ("codec/with_serde/read.rs", include_str!("codec/with_serde/read.rs")),
    ("codec/with_serde/tree.rs", include_str!("codec/with_serde/tree.rs")),
    ("codec/with_serde/values.rs", include_str!("codec/with_serde/values.rs")),
    ("codec/with_serde/write.rs", include_str!("codec/with_serde/write.rs")),
    ("error/made.rs", include_str!("error/made.rs")),
    ("error/mod.rs", include_str!("error/mod.rs")),
    ("soap/attachments/headers.rs", include_str!("soap/attachments/headers.rs")),
    ("soap/attachments/mod.rs", include_str!("soap/attachments/mod.rs")),
    ("soap/attachments/pack.rs", include_str!("soap/attachments/pack.rs")),
    ("soap/attachments/unpack.rs", include_str!("soap/attachments/unpack.rs")),
    ("soap/envelope/mod.rs", include_str!("soap/envelope/mod.rs")),
    ("soap/envelope/read.rs", include_str!("soap/envelope/read.rs")),
    ("soap/envelope/reply.rs", include_str!("soap/envelope/reply.rs")),
    ("soap/envelope/write.rs", include_str!("soap/envelope/write.rs")),
    ("soap/fault.rs", include_str!("soap/fault.rs")),
    ("soap/mod.rs", include_str!("soap/mod.rs")),
    ("soap/operation.rs", include_str!("soap/operation.rs")),
    ("soap/server/dispatch.rs", include_str!("soap/server/dispatch.rs")),
    ("soap/server/failure.rs", include_str!("soap/server/failure.rs")),
    ("soap/server/fault.rs", include_str!("soap/server/fault.rs")),
    ("soap/server/mod.rs", include_str!("soap/server/mod.rs")),
    ("values/any.rs", include_str!("values/any.rs")),
    ("values/attachment.rs", include_str!("values/attachment.rs")),
    ("values/binary.rs", include_str!("values/binary.rs")),
    ("values/calendar.rs", include_str!("values/calendar.rs")),
    ("values/character.rs", include_str!("values/character.rs")),
    ("values/datetime.rs", include_str!("values/datetime.rs")),
    ("values/decimal.rs", include_str!("values/decimal.rs")),
    ("values/duration.rs", include_str!("values/duration.rs")),
    ("values/element.rs", include_str!("values/element.rs")),
    ("values/flags.rs", include_str!("values/flags.rs")),
    ("values/gregorian.rs", include_str!("values/gregorian.rs")),
    ("values/guid.rs", include_str!("values/guid.rs")),
    ("values/lexical.rs", include_str!("values/lexical.rs")),
    ("values/list.rs", include_str!("values/list.rs")),
    ("values/map.rs", include_str!("values/map.rs")),
    ("values/mod.rs", include_str!("values/mod.rs")),
    ("values/nillable.rs", include_str!("values/nillable.rs")),
    ("values/qname.rs", include_str!("values/qname.rs")),
    ("values/simple_list.rs", include_str!("values/simple_list.rs")),
    ("values/with_chrono.rs", include_str!("values/with_chrono.rs")),
    ("values/with_jiff.rs", include_str!("values/with_jiff.rs")),
    ("values/with_numbers.rs", include_str!("values/with_numbers.rs")),
];

/// The embedded runtime's `mod.rs`.
pub const MOD: &str = "\
//! The support code of this crate: a table-driven XML codec, SOAP envelopes, and clients.
//!
//! The same in every crate that soapwright generates.

pub mod client;
pub mod codec;
pub mod error;
pub mod soap;
pub mod values;

pub use error::{Error, ErrorKind};
pub use http;
#[cfg(feature = \"async\")]
pub use reqwest;
#[cfg(feature = \"blocking\")]
pub use ureq;
";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{FILES, MOD, TESTS, files};

    fn collect(directory: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                collect(&entry.path(), &format!("{name}/"), found);
            } else if !["lib.rs", "files.rs"].contains(&name.as_str()) {
                found.push(name);
            }
        }
    }

    #[test]
    fn lists_every_file_sorted() {
        let mut found = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
        found.sort();
        let listed: Vec<_> = FILES.iter().map(|(path, _)| *path).collect();
        assert_eq!(listed, found);
    }

    #[test]
    fn unit_tests_come_last_and_are_not_embedded() {
        let mut cut = 0;
        for ((path, whole), (_, embedded)) in FILES.iter().zip(files()) {
            assert!(!embedded.contains("cfg(test)"), "{path}: tests are embedded");
            assert!(embedded.ends_with('\n') && !embedded.ends_with("\n\n"), "{path}: how it ends");
            let Some(tests) = whole.strip_prefix(embedded).filter(|rest| !rest.is_empty()) else { continue };
            let inside = tests.strip_prefix(TESTS).and_then(|tests| tests.strip_suffix("\n}\n"));
            let inside = inside.unwrap_or_else(|| panic!("{path}: no module of tests at the end"));
            // Another brace at the margin would end the module: what follows it would be lost.
            assert!(inside.lines().all(|line| !line.starts_with('}')), "{path}: code after the tests");
            cut += 1;
        }
        assert!(cut > 10, "{cut} files have tests");
    }

    #[test]
    fn names_nothing_by_crate() {
        for (path, text) in FILES {
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                assert!(!code.contains("crate::"), "{path}:{}: {line}", number + 1);
                assert!(!line.contains("](crate::"), "{path}:{}: {line}", number + 1);
            }
        }
    }

    #[test]
    fn exports_what_the_library_does() {
        let own = include_str!("lib.rs");
        let exports = |text: &str| -> Vec<String> {
            let public = |line: &&str| {
                line.starts_with("#[") || line.starts_with("pub ") && !line.starts_with("pub use files")
            };
            text.lines().filter(public).map(str::to_owned).collect()
        };
        assert_eq!(exports(MOD), exports(own));
    }
}

//! The runtime's own text, for the generator to embed: what stands in `src/runtime`, without its unit tests.

/// The files that a generated crate carries, as paths below its `src/runtime` and their text, sorted by path.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().map(|(path, text)| (*path, without_tests(text)))
}

/// How the unit tests of a file begin. Nothing comes after them.
const TESTS: &str = "\n#[cfg(test)]\nmod tests {\n";

/// A file's text without its unit tests.
fn without_tests(text: &str) -> &str {
    let tests = memchr::memmem::find_iter(text.as_bytes(), TESTS).last();
    tests.and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Paths below `src/runtime`, and the text of each file.
macro_rules! embedded {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("runtime/", $path)))),*] };
}

const FILES: &[(&str, &str)] = embedded! {
    "addressing/message_id.rs"
    "addressing/mod.rs"
    "addressing/relates_to.rs"
    "addressing/version.rs"
    "client/address.rs"
    "client/again.rs"
    "client/alarm.rs"
    "client/answers.rs"
    "client/auth/carried.rs"
    "client/auth/challenge.rs"
    "client/auth/conversation.rs"
    "client/auth/credentials.rs"
    "client/auth/digest/answer.rs"
    "client/auth/digest/mod.rs"
    "client/auth/identity.rs"
    "client/auth/lanes.rs"
    "client/auth/methods.rs"
    "client/auth/mod.rs"
    "client/auth/ntlm/binding.rs"
    "client/auth/ntlm/crypt.rs"
    "client/auth/ntlm/handshake.rs"
    "client/auth/ntlm/message.rs"
    "client/auth/ntlm/mod.rs"
    "client/auth/ntlm/spnego.rs"
    "client/auth/one_connection.rs"
    "client/auth/over_async.rs"
    "client/auth/over_blocking.rs"
    "client/auth/proof.rs"
    "client/auth/random.rs"
    "client/auth/side.rs"
    "client/auth/tokens.rs"
    "client/auth/way.rs"
    "client/base.rs"
    "client/begun.rs"
    "client/body.rs"
    "client/build.rs"
    "client/call.rs"
    "client/checked.rs"
    "client/chunks.rs"
    "client/cookies.rs"
    "client/deadline.rs"
    "client/exchange.rs"
    "client/extension.rs"
    "client/fake/mod.rs"
    "client/fake/reply.rs"
    "client/fake/request.rs"
    "client/fake/typed.rs"
    "client/handle.rs"
    "client/incoming.rs"
    "client/layer.rs"
    "client/login.rs"
    "client/mod.rs"
    "client/names.rs"
    "client/outgoing.rs"
    "client/over_reqwest.rs"
    "client/over_ureq.rs"
    "client/own_headers.rs"
    "client/own_login.rs"
    "client/pieces.rs"
    "client/refused.rs"
    "client/reply.rs"
    "client/sent_secrets.rs"
    "client/setup.rs"
    "client/shared.rs"
    "client/sink.rs"
    "client/sizes.rs"
    "client/sniff.rs"
    "client/split.rs"
    "client/stream/flow.rs"
    "client/stream/listed.rs"
    "client/stream/mod.rs"
    "client/stream/parted.rs"
    "client/stream/sides.rs"
    "client/threads.rs"
    "client/ticket.rs"
    "client/trace.rs"
    "client/transport.rs"
    "client/uncompressed.rs"
    "client/untyped_call.rs"
    "client/url.rs"
    "client/verdict.rs"
    "client/who.rs"
    "codec/chars.rs"
    "codec/collections.rs"
    "codec/decode/ahead.rs"
    "codec/decode/attributes.rs"
    "codec/decode/blank.rs"
    "codec/decode/budget.rs"
    "codec/decode/children.rs"
    "codec/decode/complete.rs"
    "codec/decode/groups.rs"
    "codec/decode/included.rs"
    "codec/decode/index.rs"
    "codec/decode/items.rs"
    "codec/decode/list.rs"
    "codec/decode/mod.rs"
    "codec/decode/namespaces.rs"
    "codec/decode/nil.rs"
    "codec/decode/open_content.rs"
    "codec/decode/parts.rs"
    "codec/decode/paths.rs"
    "codec/decode/places.rs"
    "codec/decode/position.rs"
    "codec/decode/references.rs"
    "codec/decode/respell.rs"
    "codec/decode/rows.rs"
    "codec/decode/simple.rs"
    "codec/departure.rs"
    "codec/digits.rs"
    "codec/dynamic.rs"
    "codec/encode/arguments.rs"
    "codec/encode/attributes.rs"
    "codec/encode/binary.rs"
    "codec/encode/canonical.rs"
    "codec/encode/choices.rs"
    "codec/encode/content.rs"
    "codec/encode/encoded.rs"
    "codec/encode/mod.rs"
    "codec/encode/names.rs"
    "codec/encode/open_content.rs"
    "codec/encode/prefixes.rs"
    "codec/encode/tags.rs"
    "codec/encode/text.rs"
    "codec/encoding.rs"
    "codec/enumeration.rs"
    "codec/failure.rs"
    "codec/field.rs"
    "codec/mod.rs"
    "codec/numbers.rs"
    "codec/order.rs"
    "codec/primitive.rs"
    "codec/reading.rs"
    "codec/scalar.rs"
    "codec/scan/attributes.rs"
    "codec/scan/beginnings.rs"
    "codec/scan/bindings.rs"
    "codec/scan/bytes.rs"
    "codec/scan/canonical.rs"
    "codec/scan/elsewhere.rs"
    "codec/scan/ids.rs"
    "codec/scan/misc.rs"
    "codec/scan/mod.rs"
    "codec/scan/names.rs"
    "codec/scan/patterns.rs"
    "codec/scan/prefixes.rs"
    "codec/scan/references.rs"
    "codec/scan/repeats.rs"
    "codec/scan/rows.rs"
    "codec/scan/tags.rs"
    "codec/scan/text.rs"
    "codec/secrets.rs"
    "codec/strings.rs"
    "codec/tables.rs"
    "codec/union.rs"
    "codec/validate/mod.rs"
    "codec/validate/names.rs"
    "codec/validate/order.rs"
    "codec/validate/simple.rs"
    "codec/validate/walk.rs"
    "codec/with_serde/failure.rs"
    "codec/with_serde/members.rs"
    "codec/with_serde/mod.rs"
    "codec/with_serde/open_content.rs"
    "codec/with_serde/read.rs"
    "codec/with_serde/tree.rs"
    "codec/with_serde/values.rs"
    "codec/with_serde/write.rs"
    "error/again.rs"
    "error/constructors.rs"
    "error/mod.rs"
    "mod.rs"
    "soap/attachments/failure.rs"
    "soap/attachments/headers.rs"
    "soap/attachments/mod.rs"
    "soap/attachments/pack.rs"
    "soap/attachments/part_sink.rs"
    "soap/attachments/pieces.rs"
    "soap/attachments/split.rs"
    "soap/attachments/transfer.rs"
    "soap/attachments/unpack.rs"
    "soap/demand.rs"
    "soap/envelope/body.rs"
    "soap/envelope/header.rs"
    "soap/envelope/mod.rs"
    "soap/envelope/parts.rs"
    "soap/envelope/read.rs"
    "soap/envelope/reply.rs"
    "soap/envelope/write.rs"
    "soap/fault.rs"
    "soap/header_block.rs"
    "soap/misshapen.rs"
    "soap/mod.rs"
    "soap/operation.rs"
    "soap/salvage.rs"
    "soap/server/admit.rs"
    "soap/server/dispatch.rs"
    "soap/server/failure.rs"
    "soap/server/fault.rs"
    "soap/server/mod.rs"
    "soap/server/relation.rs"
    "soap/server/response.rs"
    "soap/server/route.rs"
    "soap/standalone.rs"
    "soap/stream/edges.rs"
    "soap/stream/head.rs"
    "soap/stream/mod.rs"
    "soap/stream/place.rs"
    "soap/stream/route.rs"
    "soap/timestamp.rs"
    "tables/alternatives.rs"
    "tables/choices.rs"
    "tables/formats.rs"
    "tables/listed.rs"
    "tables/mod.rs"
    "tables/namespaces.rs"
    "tables/operations.rs"
    "tables/records.rs"
    "tables/rules.rs"
    "tables/simple.rs"
    "tables/wide.rs"
    "values/any.rs"
    "values/attachment.rs"
    "values/base64.rs"
    "values/binary.rs"
    "values/calendar.rs"
    "values/character.rs"
    "values/datetime.rs"
    "values/decimal.rs"
    "values/duration.rs"
    "values/element.rs"
    "values/fixed.rs"
    "values/flags.rs"
    "values/gregorian.rs"
    "values/guid.rs"
    "values/lexical.rs"
    "values/list.rs"
    "values/map.rs"
    "values/mod.rs"
    "values/namespace.rs"
    "values/nillable.rs"
    "values/qname.rs"
    "values/simple_list.rs"
    "values/upload.rs"
    "values/with_chrono.rs"
    "values/with_jiff.rs"
    "values/with_numbers.rs"
    "wsse/attach.rs"
    "wsse/canonical/mod.rs"
    "wsse/canonical/write.rs"
    "wsse/certificate/mod.rs"
    "wsse/certificate/name.rs"
    "wsse/clock.rs"
    "wsse/crypto/algorithm.rs"
    "wsse/crypto/der.rs"
    "wsse/crypto/digest.rs"
    "wsse/crypto/key.rs"
    "wsse/crypto/mod.rs"
    "wsse/crypto/provider.rs"
    "wsse/form.rs"
    "wsse/guard/mod.rs"
    "wsse/guard/nonces.rs"
    "wsse/guard/username.rs"
    "wsse/header.rs"
    "wsse/mod.rs"
    "wsse/names.rs"
    "wsse/password.rs"
    "wsse/received/message.rs"
    "wsse/received/mod.rs"
    "wsse/received/node.rs"
    "wsse/received/time.rs"
    "wsse/request.rs"
    "wsse/security.rs"
    "wsse/settings.rs"
    "wsse/sign.rs"
    "wsse/signature.rs"
    "wsse/signature_element.rs"
    "wsse/signed_blocks.rs"
    "wsse/signer.rs"
    "wsse/signing_key/files.rs"
    "wsse/signing_key/mod.rs"
    "wsse/signing_key/pkcs12.rs"
    "wsse/token.rs"
    "wsse/username_token.rs"
    "wsse/verify/algorithms.rs"
    "wsse/verify/base64.rs"
    "wsse/verify/check.rs"
    "wsse/verify/covered.rs"
    "wsse/verify/digests.rs"
    "wsse/verify/key.rs"
    "wsse/verify/mod.rs"
    "wsse/verify/signature.rs"
    "wsse/verify/trust.rs"
    "wsse/verify/verification.rs"
    "wsse/xml.rs"
};

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{FILES, TESTS, files};

    fn collect(directory: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(directory).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                collect(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push(name);
            }
        }
    }

    #[test]
    fn lists_every_file_sorted() {
        let mut found = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/runtime"), "", &mut found);
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

    /// A path that climbs more than one module means another item when a file moves, and is hard to read.
    #[test]
    fn a_path_climbs_one_module_or_begins_with_the_runtime() {
        for (path, text) in FILES {
            for (number, line) in text.lines().enumerate() {
                let place = format!("{path}:{}: {line}", number + 1);
                assert!(!line.contains(&"super::".repeat(2)), "{place}");
                assert!(!line.contains(concat!("pub(in ", "super")), "{place}");
                let of_runtime = |rest: &&str| {
                    ["runtime::", "runtime)", "__soapwright_"].iter().any(|own| rest.starts_with(own))
                };
                assert_eq!(line.split("crate::").skip(1).find(|rest| !of_runtime(rest)), None, "{place}");
                // There it would be an item of another crate.
                assert!(!line.contains("soapwright_runtime"), "{place}");
            }
        }
    }
}

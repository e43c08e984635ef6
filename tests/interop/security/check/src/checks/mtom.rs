//! Values that leave as parts beside the envelope, and come so.

use std::error::Error;
use std::io::Cursor;

use super::VERSION;
use super::call::{session, wait};
use super::vault::values::{Base64, Upload};
use crate::{Kit, WAYS};

/// Bytes that look like what separates parts.
fn nasty() -> Vec<u8> {
    b"\r\n--kit\r\n\r\n\x00\xff--\r\n".repeat(100)
}

fn many() -> Vec<u8> {
    (0..3u32 << 20).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

pub fn check(kit: &Kit) -> Result<(), Box<dyn Error>> {
    for (server, path, back) in [("gsoap", "mtom", "reply-mtom"), ("judge", "judge", "judge+reply-mtom")] {
        for (what, bytes) in [("nothing", Vec::new()), ("nasty bytes", nasty()), ("3 MiB", many())] {
            let again = bytes.clone();
            let unknown = Upload::new(move || Ok(Cursor::new(again.clone())));
            for (form, data) in [("memory", Base64(bytes.clone())), ("a reader", unknown.into())] {
                for way in WAYS {
                    let Some(session) = session(kit, server, path, |builder| {
                        builder.mtom(true).configure(|client| client.mtom_from(0))
                    }) else {
                        continue;
                    };
                    let session = session?;
                    let got = wait(kit, way, session.plain().upload(what, &data));
                    let row = format!("upload of {what} from {form}, {VERSION}, {way:?}");
                    let (good, note) = match got {
                        Ok(reply) => {
                            let seen = reply.value.seen.unwrap_or_default();
                            let came = usize::try_from(reply.value.size) == Ok(bytes.len());
                            (came && seen.contains("mtom="), seen)
                        }
                        Err(error) => (false, error.to_string()),
                    };
                    kit.rows.row(server, &row, good, note);
                }
            }
            for way in WAYS {
                let Some(session) = session(kit, server, back, |builder| builder) else { continue };
                let got = wait(kit, way, session?.plain().download(what));
                let good = got.as_ref().is_ok_and(|reply| reply.value.0 == bytes);
                let note = got
                    .map_or_else(|error| error.to_string(), |reply| format!("{} bytes", reply.value.0.len()));
                kit.rows.row(server, &format!("download of {what}, {VERSION}, {way:?}"), good, note);
            }
        }
    }
    replies(kit)
}

/// Replies in forms that are odd, and that are wrong.
fn replies(kit: &Kit) -> Result<(), Box<dyn Error>> {
    let odd = [
        "reply-noquotes",
        "reply-preamble",
        "reply-order",
        "reply-cidescape",
        "reply-base64",
        "reply-length",
        "reply-nostart",
        "reply-case",
        "reply-wrapped",
        "reply-inline",
        "reply-chunked",
    ];
    let wrong = ["bad-missing", "bad-cut", "bad-boundary"];
    for (form, right) in odd.map(|form| (form, true)).into_iter().chain(wrong.map(|form| (form, false))) {
        for way in WAYS {
            let Some(session) = session(kit, "judge", &format!("judge+{form}"), |builder| builder.mtom(true))
            else {
                continue;
            };
            let session = session?;
            wait(kit, way, session.plain().upload("form", &Base64(nasty())))?;
            let got = wait(kit, way, session.plain().download("form"));
            let good = match &got {
                Ok(reply) => right && reply.value.0 == nasty(),
                Err(_) => !right,
            };
            let note =
                got.map_or_else(|error| error.to_string(), |reply| format!("{} bytes", reply.value.0.len()));
            let verb = if right { "is read" } else { "is an error" };
            kit.rows.row(
                "judge",
                &format!("a reply in the form {form} {verb}, {VERSION}, {way:?}"),
                good,
                note,
            );
        }
    }
    Ok(())
}

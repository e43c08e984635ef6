//! A reply cut off at any of its bytes is an error of the right kind, never a value, and is asked for once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use soapwright_tests::bad_servers::TIMEOUT;
use soapwright_tests::bad_servers::envelopes::{
    answer, bare, fault, good_answer, gzip, of_headers, ok, undeclared, utf16,
};
use soapwright_tests::http_server::{Reply, Server};
use superoffice_services86::types::UserGroup;
use superoffice_services86::{Error, ErrorKind, Session, blocking};

use super::wait;

/// Calls once with each client for each length in `0..end`; `cut` makes the reply of that length, `check` judges.
fn each(end: usize, cut: impl Fn(usize) -> Reply + Send + Sync + 'static, check: impl Fn(usize, &Error)) {
    let length = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&length);
    let server = Server::start(move |_| cut(now.load(Ordering::SeqCst))).unwrap();
    let base = server.url("");
    let session = Session::builder(&base).timeout(TIMEOUT).build().unwrap();
    let blocking = blocking::Session::builder(&base).timeout(TIMEOUT).build().unwrap();
    let group = UserGroup::default();
    wait(async {
        for n in 0..end {
            length.store(n, Ordering::SeqCst);
            let results =
                [session.user().save_user_group(&group).await, blocking.user().save_user_group(&group)];
            for (who, result) in ["async", "blocking"].iter().zip(results) {
                match result {
                    Ok(value) => panic!("{n} bytes, {who}: {value:?}"),
                    Err(error) => {
                        assert_eq!(error.operation(), Some("SaveUserGroup"), "{n} bytes, {who}");
                        check(n, &error);
                    }
                }
            }
        }
    });
    assert_eq!(server.requests().len(), 2 * end, "a call was sent twice");
}

#[test]
fn cut_off_with_the_length_kept_is_a_broken_connection() {
    let end = ok(good_answer()).wire_length();
    let head = ok(good_answer()).head_length();
    each(
        end,
        |n| ok(good_answer()).cut_after(n),
        |n, error| {
            assert_eq!(error.kind(), ErrorKind::Transport, "{n} bytes: {error}");
            assert!(error.outcome_unknown() && !error.is_timeout(), "{n} bytes: {error:?}");
            assert_eq!(error.status(), (n >= head).then_some(200), "{n} bytes: {error}");
        },
    );
}

#[test]
fn cut_off_in_chunks_is_a_broken_connection() {
    let whole = || ok(good_answer()).chunked(50);
    let (head, end) = (whole().head_length(), whole().wire_length());
    // All was said once the empty chunk was announced; ureq does not wait for the line break after it.
    each(
        end - head - "\r\n".len(),
        move |n| whole().cut_after(head + n),
        |n, error| {
            assert_eq!(error.kind(), ErrorKind::Transport, "{n} bytes: {error}");
            assert!(error.outcome_unknown(), "{n} bytes: {error}");
        },
    );
}

#[test]
fn cut_off_at_the_right_length_is_a_reply_that_cannot_be_read() {
    each(
        good_answer().len(),
        |n| ok(&good_answer().as_bytes()[..n]),
        |n, error| {
            assert!(error.outcome_unknown(), "{n} bytes: {error}");
            assert_eq!(error.status(), Some(200), "{n} bytes: {error}");
            if n == 0 {
                assert_eq!(error.kind(), ErrorKind::Http, "{error}");
                return;
            }
            assert_eq!(error.kind(), ErrorKind::Decode, "{n} bytes: {error}");
            let place = error.decode_error().unwrap();
            let column =
                good_answer().as_bytes()[..n].iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
            assert!(place.line() == 1 && (1..=column).contains(&place.column()), "{n} bytes: {error}");
            assert!(place.path().is_empty() || place.path().starts_with("Envelope"), "{n} bytes: {error}");
        },
    );
}

#[test]
fn a_fault_that_breaks_off_is_not_a_fault() {
    let whole = fault("s:Server", "half of it");
    // From here on all of the Fault is there.
    let said = whole.find("</s:Fault>").unwrap() + "</s:Fault>".len();
    each(
        whole.len(),
        move |n| answer(500, &whole.as_bytes()[..n]),
        |n, error| {
            let kind = error.kind();
            let expected = if n < said {
                kind == ErrorKind::Http || kind == ErrorKind::Decode
            } else {
                kind == ErrorKind::Fault
            };
            assert!(expected, "{n} bytes: {error}");
            assert_eq!(error.outcome_unknown(), n < said, "{n} bytes: {error}");
            assert_eq!(error.status(), Some(500), "{n} bytes: {error}");
        },
    );
}

#[test]
fn a_failure_that_breaks_off_is_known_once_its_header_was_read() {
    let whole = of_headers("<Succeeded xmlns=\"{NS}\">false</Succeeded>");
    let said = whole.find("</Succeeded>").unwrap() + "</Succeeded>".len();
    let text = whole.clone();
    each(
        whole.len(),
        move |n| ok(&whole.as_bytes()[..n]),
        |n, error| {
            let expected = match n {
                0 => ErrorKind::Http,
                // In the middle of a character it is no text, of which nothing is believed.
                n if n < said || !text.is_char_boundary(n) => ErrorKind::Decode,
                _ => ErrorKind::Outcome,
            };
            assert_eq!(error.kind(), expected, "{n} bytes: {error}");
            assert_eq!(error.outcome_unknown(), expected != ErrorKind::Outcome, "{n} bytes: {error}");
        },
    );
}

#[test]
fn compressed_replies_that_break_off_are_errors() {
    let whole = gzip(good_answer().as_bytes());
    each(
        whole.len(),
        move |n| ok(&whole[..n]).header("Content-Encoding", "gzip"),
        |n, error| assert!(error.outcome_unknown(), "{n} bytes: {error}"),
    );
}

#[test]
fn utf_16_that_breaks_off_is_an_error() {
    let whole = utf16(&undeclared(), false);
    each(
        whole.len(),
        move |n| bare(&whole[..n]),
        |n, error| {
            assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Http), "{n} bytes: {error}");
            assert!(error.outcome_unknown(), "{n} bytes: {error}");
        },
    );
}

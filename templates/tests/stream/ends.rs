//! What comes before the items and after them, what ends a stream early, and what is read as a whole instead.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use soapwright_runtime::client::{Answered, Attempt, Layer, Next};
use soapwright_runtime::codec::{DepartureKind, Reading};
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::values::List;

use crate::contract::{Headers, Item, LIST, PAGED, Page, RUNNING, Run, Session};
use crate::same::{envelope, list};
use crate::wire::{Answer, Wire, call, ready, session, session_with, streamed, whole};

fn items(count: usize) -> String {
    (1..=count).map(|number| format!("<Item><Weight>{number}</Weight></Item>")).collect()
}

fn page(count: usize) -> String {
    let items = items(count);
    envelope(&format!(
        "<GetResult><Total>9</Total><Items>{items}</Items><Next>n</Next><IsLast>true</IsLast></GetResult>"
    ))
}

/// A reply in pieces that end behind these texts.
fn behind(text: &str, ends: &[&str]) -> Answer {
    let places: Vec<usize> = ends.iter().map(|end| text.find(end).unwrap() + end.len()).collect();
    Answer::ok(text).cut_at(&places)
}

#[test]
fn what_stands_before_the_items_is_known_before_they_come() {
    let text = page(3);
    let wire = Wire::new(behind(
        &text,
        &["<Items><Item>", "<Weight>1</Weight></Item>", "<Weight>2</Weight></Item>", "</Items>"],
    ));
    let session = session_with(&wire, |builder| builder);
    let taken = || *wire.taken.lock().unwrap();
    let read = async {
        let mut stream = call::<Option<Page>>(&session, &PAGED, Reading::faithful()).stream().await.unwrap();
        assert_eq!((stream.headers().succeeded, taken()), (Some(true), 1));
        let head = stream.head().as_ref().unwrap();
        assert_eq!((head.total, head.next.as_deref(), head.items.is_present()), (9, None, true));
        assert_eq!((stream.next().await.unwrap().unwrap().weight, taken()), (1, 2));
        assert_eq!((stream.next().await.unwrap().unwrap().weight, taken()), (2, 3));
        assert_eq!((stream.next().await.unwrap().unwrap().weight, taken()), (3, 4));
        assert!(stream.next().await.is_none());
        assert!(stream.next().await.is_none());
        stream.finish().await.unwrap()
    };
    let reply = ready(read);
    let value = reply.value.unwrap();
    assert_eq!((value.next.as_deref(), value.is_last, value.items), (Some("n"), true, List::new()));
    assert_eq!(
        (reply.status, reply.other_headers.len(), reply.departures[0].kind),
        (200, 1, DepartureKind::Unknown)
    );
}

#[test]
fn finish_passes_items_that_nobody_took() {
    let session = session(&Answer::ok(page(1_000)).by(100));
    let mut stream = call::<Option<Page>>(&session, &PAGED, Reading::faithful()).blocking_stream().unwrap();
    assert_eq!(stream.next().unwrap().unwrap().weight, 1);
    assert!(stream.finish().unwrap().value.unwrap().is_last);
}

/// Items, and the error behind them.
fn failing(answer: &Answer) -> [(usize, Error); 2] {
    [false, true].map(|blocking| {
        let seen = streamed::<Option<Page>>(answer, &PAGED, Reading::faithful(), blocking);
        (seen.items.len(), seen.end.unwrap_err())
    })
}

#[test]
fn an_error_stands_behind_the_items_before_it() {
    let good = page(9);
    for (from, to, count, kind, text) in [
        (
            "<Weight>5</Weight>",
            "<Weight>x</Weight>",
            4,
            ErrorKind::Decode,
            "found \"x\", in Envelope/Body/GetResponse/GetResult/Items/Item/Weight, at line 3 column",
        ),
        ("<Weight>5</Weight>", "<Weight>5</Wait>", 4, ErrorKind::Decode, "an end tag that does not match"),
        ("</Items>", "</Item>", 9, ErrorKind::Decode, "an end tag that does not match"),
        ("<IsLast>true</IsLast>", "", 9, ErrorKind::Decode, "`IsLast` is missing"),
        (
            "</s:Envelope>",
            "</s:Envelope>x",
            9,
            ErrorKind::Decode,
            "something after the end of the root element",
        ),
        ("</s:Envelope>", "", 9, ErrorKind::Decode, "the text ends too early"),
        (
            "</GetResponse>",
            "</GetResponse><s:Fault><faultcode>s:Server</faultcode><faultstring>late</faultstring></s:Fault>",
            9,
            ErrorKind::Fault,
            "late",
        ),
    ] {
        assert!(good.contains(from));
        let answer = Answer::ok(good.replace(from, to)).by(50);
        let whole = whole::<Option<Page>>(&answer, &PAGED, Reading::faithful()).end.unwrap_err();
        assert_eq!(whole.kind(), kind, "{whole}");
        for (items, error) in failing(&answer) {
            assert_eq!((items, error.kind(), error.status()), (count, kind, Some(200)), "{to}: {error}");
            assert!(error.to_string().contains(text), "{error}");
        }
    }
    // The connection breaks.
    let cut = good.find("<Weight>7</Weight>").unwrap();
    let mut answer = Answer::ok(&good[..cut]).by(50);
    answer.breaks = true;
    for (items, error) in failing(&answer) {
        assert_eq!(
            (items, error.kind(), error.outcome_unknown()),
            (6, ErrorKind::Transport, true),
            "{error}"
        );
    }
}

#[test]
fn an_error_is_given_once_and_finish_says_so() {
    let session = session(&Answer::ok(page(3).replace(">2<", ">x<")).by(10));
    let mut stream = call::<Option<Page>>(&session, &PAGED, Reading::faithful()).blocking_stream().unwrap();
    assert_eq!(stream.next().unwrap().unwrap().weight, 1);
    assert_eq!(stream.next().unwrap().unwrap_err().kind(), ErrorKind::Decode);
    assert!(stream.next().is_none());
    assert!(stream.finish().unwrap_err().to_string().contains("its stream gave an error before"));
}

#[test]
fn what_is_wrong_before_the_items_is_the_error_of_the_call() {
    let fault = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Server</faultcode>\
        <faultstring>no</faultstring></s:Fault></s:Body></s:Envelope>";
    let refused = page(3).replace("true</t:Succeeded>", "false</t:Succeeded>");
    let mut page_of_html = Answer::ok("<html>no</html>");
    page_of_html.status = 503;
    let mut with_status = Answer::ok(page(3));
    with_status.status = 500;
    for (answer, kind) in [
        (Answer::ok(fault), ErrorKind::Fault),
        (Answer::ok(refused), ErrorKind::Outcome),
        (page_of_html, ErrorKind::Http),
        (with_status, ErrorKind::Http),
        (Answer::ok(""), ErrorKind::Http),
        (Answer::ok(page(3).replace("urn:x'>", "urn:x' s:mustUnderstand='1'>")), ErrorKind::NotUnderstood),
    ] {
        let session = session(&answer.by(7));
        let of = || call::<Option<Page>>(&session, &PAGED, Reading::faithful());
        assert_eq!(of().blocking_stream().unwrap_err().kind(), kind);
        assert_eq!(ready(of().stream()).unwrap_err().kind(), kind);
    }
}

#[test]
fn the_limit_counts_for_each_item_and_for_all_that_is_no_item() {
    let read = |text: &str, limit: usize, size: usize| {
        let session =
            session_with(&Wire::new(Answer::ok(text).by(size)), |builder| builder.reply_limit(limit));
        let stream = call::<Option<Page>>(&session, &PAGED, Reading::faithful()).blocking_stream();
        stream.and_then(|mut stream| {
            let count = stream.by_ref().take_while(Result::is_ok).count();
            stream.finish().map(|_| count)
        })
    };
    let many = page(100_000);
    assert!(many.len() > 3_000_000);
    assert_eq!(read(&many, 70_000, 100_000).unwrap(), 100_000);
    let large = |length: usize| {
        page(9).replace("<Weight>5<", &format!("<Name>{}</Name><Weight>5<", "x".repeat(length)))
    };
    assert_eq!(read(&large(60_000), 70_000, 1_000).unwrap(), 9);
    let late = page(9).replace("<Next>n", &format!("<Next>{}", "n".repeat(80_000)));
    for text in [large(80_000), late] {
        let error = read(&text, 70_000, 1_000).unwrap_err();
        assert!(error.to_string().contains("gave an error before"), "{error}");
        assert_eq!(read(&text, 1 << 20, 1_000).unwrap(), 9);
    }
}

#[test]
fn a_refused_ticket_is_renewed_before_the_first_item_and_never_after() {
    let logins = Arc::new(AtomicUsize::new(0));
    let session_of = |wire: &Wire, blocking: bool| -> Session {
        let count = Arc::clone(&logins);
        let login = move || {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<Headers, Error>(Headers::from("new".to_owned()))
        };
        let session = session_with(wire, |builder| builder);
        let session = session.with_headers(|headers| headers.ticket = Some("old".into()));
        match blocking {
            true => session.login_with_blocking(login),
            false => session.login_with(move || std::future::ready(login())),
        }
    };
    let mut refusal = Answer::ok("");
    refusal.status = 401;
    for blocking in [false, true] {
        let wire = Wire::new(refusal.clone());
        wire.then(Answer::ok(list()));
        let session = session_of(&wire, blocking);
        let call = call::<List<Item>>(&session, &LIST, Reading::faithful());
        let count = if blocking { call.blocking_stream().unwrap().count() } else { ready(count(call)) };
        assert_eq!((count, *wire.calls.lock().unwrap()), (6, 2));
    }
    // The first ticket, and another, twice.
    assert_eq!(logins.swap(0, Ordering::SeqCst), 4);
    // A Fault behind the items says that the ticket is refused.
    let late = page(3).replace(
        "</GetResponse>",
        "</GetResponse><s:Fault><faultcode>s:FailedAuthentication</faultcode><faultstring>late</faultstring></s:Fault>",
    );
    let wire = Wire::new(Answer::ok(late));
    let session = session_of(&wire, true);
    let mut stream = call::<Option<Page>>(&session, &PAGED, Reading::faithful()).blocking_stream().unwrap();
    assert_eq!(stream.by_ref().take_while(Result::is_ok).count(), 3);
    assert_eq!((logins.load(Ordering::SeqCst), *wire.calls.lock().unwrap()), (1, 1));
}

async fn count(call: soapwright_runtime::client::Call<'_, List<Item>, Headers>) -> usize {
    let mut stream = call.stream().await.unwrap();
    let mut count = 0;
    while let Some(item) = stream.next().await {
        item.unwrap();
        count += 1;
    }
    count
}

/// Wants to see all of an answer.
#[derive(Clone, Default)]
struct Sees(Arc<Mutex<usize>>);

impl Layer for Sees {
    fn after(&self, answer: &mut Answered, _: &Attempt) -> Next {
        *self.0.lock().unwrap() = answer.body.len();
        Next::Proceed
    }
}

#[test]
fn what_has_to_be_seen_as_a_whole_gives_its_items_then() {
    let text = list();
    let sees = Sees::default();
    let wire = Wire::new(Answer::ok(&text).by(40));
    let session = session_with(&wire, |builder| builder.layer(sees.clone()));
    let mut stream = call::<List<Item>>(&session, &LIST, Reading::faithful()).blocking_stream().unwrap();
    assert_eq!((*sees.0.lock().unwrap(), stream.by_ref().count()), (text.len(), 6));
    assert!(stream.finish().unwrap().value.is_present());

    // In several parts, with bytes beside the envelope.
    let part = format!(
        "--b\r\nContent-Type: text/xml\r\nContent-ID: <r>\r\n\r\n{text}\r\n--b\r\nContent-ID: <a>\r\n\r\nx\r\n--b--\r\n"
    );
    let several = Answer::ok(part).media_type("multipart/related; boundary=b; start=\"<r>\"").by(40);
    let seen = streamed::<List<Item>>(&several, &LIST, Reading::faithful(), false);
    assert_eq!((seen.items.len(), seen.end.is_ok()), (6, true));

    // Something that departs from the contract before the first item.
    let wrong = text
        .replace("<GetResult>", "<o:GetResult xmlns:o='urn:other'>")
        .replace("</GetResult>", "</o:GetResult>");
    assert_eq!(streamed::<List<Item>>(&Answer::ok(wrong), &LIST, Reading::faithful(), true).items.len(), 6);

    // No items at all.
    for body in ["", "<GetResult/>", "<GetResult></GetResult>", "<GetResult i:nil='true'/>"] {
        let seen =
            streamed::<List<Item>>(&Answer::ok(envelope(body)).by(3), &LIST, Reading::faithful(), true);
        let (value, ..) = seen.end.unwrap();
        assert_eq!(
            (seen.items.len(), value.is_present()),
            (0, body.starts_with("<GetResult/") || body.contains("></")),
            "{body}"
        );
    }
}

#[test]
fn items_behind_something_else_come_too() {
    let text = envelope(&format!("<Total>1</Total>{}<Next>n</Next>{}", items(3), items(2)));
    let answer = Answer::ok(text).by(30);
    let seen = streamed::<Run>(&answer, &RUNNING, Reading::faithful(), true);
    let (value, _, departures) = seen.end.unwrap();
    let weights: Vec<i32> = seen.items.iter().map(|item| item.weight).collect();
    assert_eq!((weights, value.next.as_deref()), (vec![1, 2, 3, 1, 2], Some("n")));
    assert_eq!(departures, whole::<Run>(&answer, &RUNNING, Reading::faithful()).end.unwrap().2);
}

#[test]
fn departures_of_items_are_told_at_the_end() {
    let heard = Arc::new(Mutex::new(0));
    let hears = Arc::clone(&heard);
    let text = page(200).replace("</Item>", "<Zzz/></Item>");
    let session = session_with(&Wire::new(Answer::ok(text).by(500)), |builder| {
        builder.on_departures(move |_, departures| *hears.lock().unwrap() = departures.count())
    });
    let mut stream = call::<Option<Page>>(&session, &PAGED, Reading::faithful()).blocking_stream().unwrap();
    assert_eq!((stream.by_ref().count(), *heard.lock().unwrap()), (200, 201));
    let departures = stream.finish().unwrap().departures;
    assert_eq!((departures.count(), departures.len()), (201, 100));
    assert_eq!(departures[7].path, "Envelope/Body/GetResponse/GetResult/Items/Item/Zzz");
}

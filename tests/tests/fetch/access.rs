//! Redirects, other hosts, and who is shown credentials.

use std::sync::atomic::{AtomicU32, Ordering};

use soapwright_tests::http_server::{Reply, Server};

use super::*;

const BASIC: &str = "Basic YW5uOm9wZW4gc2VzYW1l";
const LOGIN: [(&str, &str); 2] = [("SOAPWRIGHT_USER", "ann"), ("SOAPWRIGHT_PASSWORD", "open sesame")];

/// An address of a server that has another name for the same machine.
fn elsewhere(server: &Server, target: &str) -> String {
    server.url(target).replace("127.0.0.1", "localhost")
}

fn redirect(status: u16, to: &str) -> Reply {
    Reply::new(status).header("Location", to)
}

/// A server that wants this header.
fn guarded(wanted: &'static str) -> Server {
    Server::start(move |request| match (request.header("authorization"), request.target()) {
        (Some(shown), "/o?wsdl") if shown == wanted => xml(contract(&import("t.xsd"))),
        (Some(shown), _) if shown == wanted => xml(schema("", "Order")),
        _ => Reply::new(401).header("WWW-Authenticate", "Basic realm=\"orders\""),
    })
    .unwrap()
}

#[test]
fn redirects_are_followed() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start(move |request| match request.target() {
            "/o?wsdl" => redirect(status, "/moved/one.wsdl"),
            "/moved/one.wsdl" => redirect(status, "deeper/o.wsdl"),
            // What it imports is seen from where it is in the end.
            "/moved/deeper/o.wsdl" => xml(contract(&(import("t.xsd") + &import("../t.xsd")))),
            "/moved/t.xsd" => redirect(status, "/moved/deeper/t.xsd"),
            "/moved/deeper/t.xsd" => xml(schema("", "Order")),
            _ => Reply::new(404),
        })
        .unwrap();
        let dir = folder_of(&server.url("/o?wsdl"));
        whole(dir.path(), "o.wsdl");
        assert_eq!(names(dir.path()), ["o.wsdl", "t.xsd"], "two ways lead to one document");
        assert_eq!(lock(dir.path())["o.wsdl"].0, server.url("/o?wsdl"), "what was asked for is kept");
    }
}

#[test]
fn redirects_that_lead_nowhere_are_refused() {
    let server = site_with(|request| match request.target() {
        "/t.xsd" => redirect(302, "/a"),
        "/a" => redirect(302, "/b"),
        "/b" => redirect(302, "/t.xsd"),
        "/file" => redirect(302, "file:///etc/passwd"),
        far => redirect(302, &format!("{far}x")),
    });
    for (target, told) in [
        ("/t.xsd", "in a circle"),
        ("/o?wsdl", "in a circle"),
        ("/file", "file:///etc/passwd, which is no address of a web server"),
        ("/far", "more than 10 redirects"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (code, said) = fetch(dir.path(), &server.url(target), &[], &[]);
        assert!(
            code == Some(2) && said.contains(told) && said.contains(&server.url("/")),
            "{target}: {said}"
        );
        assert!(!dir.path().join("wsdl").exists());
    }
}

#[test]
fn other_hosts_have_to_be_allowed() {
    let other = site(&[("/t.xsd", schema("", "Order"))]);
    let (import_at, redirect_to) = (elsewhere(&other, "/t.xsd"), elsewhere(&other, "/t.xsd"));
    let importing = site(&[("/o?wsdl", contract(&import(&import_at)))]);
    let redirecting = site_with(move |_| redirect(307, &redirect_to));
    for (server, by) in [(&importing, "imported by"), (&redirecting, "leads there")] {
        let dir = tempfile::tempdir().unwrap();
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &[]);
        assert_eq!(code, Some(2), "{said}");
        for part in
            [by, &elsewhere(&other, "/t.xsd"), &server.url("/o?wsdl"), "line 5", "--allow-host localhost"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(other.requests().is_empty(), "it is not asked");
        assert!(!dir.path().join("wsdl").exists());
    }
    for server in [&importing, &redirecting] {
        let dir = tempfile::tempdir().unwrap();
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &["--allow-host", "LOCALHOST"], &LOGIN);
        assert_eq!(code, Some(0), "{said}");
        whole(dir.path(), "o.wsdl");
        assert!(read(dir.path(), "soapwright.lock").contains("LOCALHOST"), "an update asks for the same");
        let shown =
            server.requests().into_iter().filter(|request| request.header("authorization") == Some(BASIC));
        assert_eq!(
            shown.count() * 2,
            server.requests().len(),
            "to whom they were given for, in the second run"
        );
    }
    assert_eq!(other.requests().len(), 2);
    assert!(other.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[test]
fn credentials_are_shown_and_never_told() {
    let secrets = ["open sesame", "YW5uOm9wZW4gc2VzYW1l", "t0ken-t0ken"];
    let untold = |dir: &Path, said: &str| {
        let all = files(dir).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect::<String>()
            + said;
        assert!(!secrets.iter().any(|secret| all.contains(secret)), "{all}");
    };
    let token = [("SOAPWRIGHT_TOKEN", "t0ken-t0ken")];
    let password = [LOGIN[1]];
    let with_user: &[&str] = &["--user", "ann"];
    for (wanted, more, environment) in [
        (BASIC, &[][..], &LOGIN[..]),
        (BASIC, with_user, &password[..]),
        (BASIC, with_user, &[LOGIN[1], token[0]][..]),
        ("Bearer t0ken-t0ken", &[][..], &token[..]),
    ] {
        let (server, dir) = (guarded(wanted), tempfile::tempdir().unwrap());
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), more, environment);
        assert_eq!(code, Some(0), "{said}");
        whole(dir.path(), "o.wsdl");
        untold(dir.path(), &said);
    }
    let (server, dir) = (guarded(BASIC), tempfile::tempdir().unwrap());
    let url = server.url("/o?wsdl").replace("http://", "http://ann:open%20sesame@");
    let said = fetched(dir.path(), &url);
    whole(dir.path(), "o.wsdl");
    untold(dir.path(), &said);
    assert_eq!(lock(dir.path())["o.wsdl"].0, server.url("/o?wsdl"));
}

#[test]
fn who_is_not_let_in_is_told_what_to_do() {
    let server = guarded("nobody");
    let dir = tempfile::tempdir().unwrap();
    for (environment, told) in [(&[][..], "SOAPWRIGHT_USER"), (&LOGIN[..], "does not take these credentials")]
    {
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], environment);
        assert!(code == Some(2) && said.contains("401 Unauthorized") && said.contains(told), "{said}");
        assert!(said.contains(&server.url("/o?wsdl")) && !said.contains("sesame"), "{said}");
        assert!(!dir.path().join("wsdl").exists());
    }
    // Another kind of login than soapwright has: one try is enough.
    let before = server.requests().len();
    let negotiating = Server::start(|_| Reply::new(401).header("WWW-Authenticate", "NTLM")).unwrap();
    let (_, said) = fetch(dir.path(), &negotiating.url("/o?wsdl"), &[], &LOGIN);
    assert!(said.contains("it asks for NTLM"), "{said}");
    assert_eq!((server.requests().len(), negotiating.requests().len()), (before, 1));
    // A server that repeats what it was shown.
    let repeating = Server::start(|request| {
        let shown = request.header("authorization").unwrap_or_default().to_owned();
        Reply::new(200).body(format!("<html><title>not you: {shown} open sesame</title></html>"))
    })
    .unwrap();
    let (code, said) = fetch(dir.path(), &repeating.url("/o?wsdl"), &[], &LOGIN);
    assert!(code == Some(2) && said.contains("not you: Basic *** ***"), "{said}");
}

#[test]
fn a_first_refusal_may_be_a_greeting() {
    let count = AtomicU32::new(0);
    let server =
        Server::start(move |request| match (count.fetch_add(1, Ordering::SeqCst), request.target()) {
            (0, _) => Reply::new(401).header("WWW-Authenticate", "Basic realm=\"orders\""),
            (_, "/o?wsdl") => xml(contract(&import("t.xsd"))),
            _ => xml(schema("", "Order")),
        })
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &LOGIN);
    assert_eq!(code, Some(0), "{said}");
    whole(dir.path(), "o.wsdl");
}

#[test]
fn a_proxy_of_the_environment_is_asked() {
    let proxy = Server::start(|request| match request.target() {
        _ if request.method() == "CONNECT" => Reply::new(200),
        target if target.ends_with("/o?wsdl") => xml(contract(&import("t.xsd"))),
        _ => xml(schema("", "Order")),
    })
    .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let address = proxy.url("");
    let (code, said) = fetch(dir.path(), "http://orders.invalid/o?wsdl", &[], &[("http_proxy", &address)]);
    assert_eq!(code, Some(0), "{said}");
    whole(dir.path(), "o.wsdl");
    let (code, said) = fetch(
        dir.path(),
        "http://orders.invalid/o?wsdl",
        &[],
        &[("http_proxy", &address), ("no_proxy", "orders.invalid")],
    );
    assert!(code == Some(2) && said.contains("http://orders.invalid/o?wsdl"), "{said}");
}

//! A login whose answer names the address to go on with.

use std::sync::{Arc, Mutex};

use soapwright_runtime::ErrorKind;
use soapwright_runtime::client::{FakeReply, FakeTransport};

use super::miniature::{PLACES, PLACES_12, Session, envelope, place, run, saved};

/// Answers a login with a ticket and the address that is set; refuses a ticket that is not the newest; keeps where each
/// request went.
#[derive(Clone, Default)]
struct Office {
    address: Arc<Mutex<String>>,
    asked: Arc<Mutex<Vec<String>>>,
    tickets: Arc<Mutex<usize>>,
}

impl Office {
    fn at(address: &str) -> Self {
        let office = Self::default();
        office.leads_to(address);
        office
    }

    fn leads_to(&self, address: &str) {
        address.clone_into(&mut self.address.lock().unwrap());
    }

    /// The ticket of now is no good any more.
    fn revoke(&self) {
        *self.tickets.lock().unwrap() += 1;
    }

    fn transport(&self) -> FakeTransport {
        let office = self.clone();
        FakeTransport::computed(move |request| {
            office.asked.lock().unwrap().push(request.uri.to_string());
            let mut tickets = office.tickets.lock().unwrap();
            if request.text().contains("Name>user:") {
                *tickets += 1;
                let header =
                    format!("<a:Problem><a:Text>{}</a:Text></a:Problem>", office.address.lock().unwrap());
                let body = format!(
                    "<a:SavePlaceResponse><a:Response><a:Name>ticket-{tickets}</a:Name></a:Response></a:SavePlaceResponse>"
                );
                return Ok(FakeReply::ok(envelope(&header, &body)));
            }
            Ok(if request.text().contains(&format!(">ticket-{tickets}<")) {
                FakeReply::ok(saved("Oslo"))
            } else {
                FakeReply::new(http::StatusCode::UNAUTHORIZED, "")
            })
        })
    }

    /// Where the requests since the last time went.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn login(base: &str, office: &Office) -> Result<Session, soapwright_runtime::Error> {
    let builder = Session::builder(base).client(|client| client.transport(office.transport()));
    run(builder.login("user:ann", "hunter2"))
}

fn save(session: &Session) {
    session.places().blocking().save_place(&place("Oslo")).unwrap();
}

const LOGIN: &str = "https://login/Places.svc";

#[test]
fn later_calls_go_where_the_login_says_and_logins_where_they_always_went() {
    let office = Office::at("https://eu1.example/soap/7?org=1");
    let session = login("https://login", &office).unwrap();
    let clone = session.clone();
    save(&session);
    assert_eq!(office.asked(), [LOGIN, "https://eu1.example/soap/7?org=1"]);
    assert_eq!(session.client().address(&PLACES).unwrap(), "https://eu1.example/soap/7?org=1");
    // Another service keeps its address.
    assert_eq!(session.client().address(&PLACES_12).unwrap(), "https://login/Places12.svc");

    office.leads_to("https://eu2.example/soap");
    office.revoke();
    save(&clone);
    assert_eq!(office.asked(), ["https://eu1.example/soap/7?org=1", LOGIN, "https://eu2.example/soap"]);
    save(&Session::from(session.client().with_headers(|headers| headers.zone = Some(7))));
    assert_eq!(office.asked(), ["https://eu2.example/soap"]);

    // The address of now stays with the headers of now; a new login goes to where logins go.
    let other = session.with_ticket("ticket-3");
    save(&other);
    assert_eq!(office.asked(), ["https://eu2.example/soap"]);
    let elsewhere = other.client().with_base_url("https://elsewhere").unwrap();
    assert_eq!(elsewhere.address(&PLACES).unwrap(), "https://elsewhere/Places.svc");
    run(session.login("user:ann")).unwrap();
    run(other.login("user:ann")).unwrap();
    assert_eq!(office.asked(), [LOGIN, LOGIN]);
}

/// mistakes.md 49: who calls is for the host that the program named.
#[test]
fn credentials_of_http_stay_with_their_host() {
    for (address, follows) in [
        ("https://eu1.example/soap", false),
        ("https://LOGIN:443/soap", true),
        ("https://login:444/soap", false),
    ] {
        let office = Office::at(address);
        let transport = office.transport();
        let builder = Session::builder("https://login").client(|client| {
            let client = client.transport(transport.clone()).basic_auth("ann", "hunter3");
            client.http_header("Cookie", "own=1").http_header("X-Own", "1")
        });
        let session = run(builder.login("user:ann", "hunter2")).unwrap();
        save(&session);
        let sent = transport.requests();
        assert_eq!((sent.len(), office.asked().len()), (2, 2));
        assert!(sent[0].header("authorization").is_some() && sent[0].header("cookie").is_some());
        for name in ["authorization", "cookie"] {
            assert_eq!(sent[1].header(name).is_some(), follows, "{address} {name}");
        }
        assert_eq!(sent[1].header("x-own"), Some("1"));
        // The program means it for this call, wherever that goes.
        let places = session.places();
        places.save_place(&place("Oslo")).header("Authorization", "Bearer own").blocking().unwrap();
        assert_eq!(transport.last_request().unwrap().header("authorization"), Some("Bearer own"));
    }
}

#[test]
fn a_login_that_names_no_address_changes_none() {
    for nowhere in ["", "  "] {
        let office = Office::at(nowhere);
        save(&login("https://login", &office).unwrap());
        assert_eq!(office.asked(), [LOGIN, LOGIN]);
    }
}

#[test]
fn a_service_whose_own_url_is_another_keeps_it() {
    let office = Office::at("https://eu1.example/soap");
    let builder = Session::builder("https://login")
        .client(|client| client.transport(office.transport()).service_url(&PLACES_12, "https://gateway/12"));
    let session = run(builder.login("user:ann", "hunter2")).unwrap();
    assert_eq!(session.client().address(&PLACES_12).unwrap(), "https://gateway/12");
    // One with the login's very address shares it.
    let builder = Session::builder("https://unused").client(|client| {
        client
            .transport(office.transport())
            .service_url(&PLACES_12, "https://one/")
            .service_url(&PLACES, "https://one/")
    });
    let session = run(builder.login("user:ann", "hunter2")).unwrap();
    for service in [&PLACES, &PLACES_12] {
        assert_eq!(session.client().address(service).unwrap(), "https://eu1.example/soap");
    }
}

#[test]
fn an_address_that_must_not_be_followed_is_a_login_error() {
    for (base, address, says) in [
        ("https://login", "http://eu1.example/soap", "leads from https to http://eu1.example/soap"),
        ("https://login", "HTTP://eu1.example/soap", "leads from https to http"),
        ("https://login", "ftp://eu1.example/", "must begin with https:// or http://"),
        ("https://login", "file:///etc/passwd", "is not a URL"),
        ("https://login", "/soap", "must begin with https:// or http://"),
        ("https://login", "https://eu1 example/", "is not a URL"),
        ("https://login", "https://ann:hunter3@eu1.example/", "user name or password"),
        ("http://login", "javascript:alert(1)", "is not a"),
    ] {
        let office = Office::at(address);
        let error = login(base, &office).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Login, "{address}: {error}");
        assert!(error.to_string().contains(says), "{address}: {error}");
        assert!(!format!("{error} {error:?}").contains("hunter3"), "{error}");
        assert_eq!(error.url(), Some(format!("{base}/Places.svc").as_str()));
        assert_eq!(office.asked().len(), 1);
    }
    // From http to https, or to http again, is no worse than before.
    for address in ["https://eu1.example/soap", "http://eu1.example/soap"] {
        let office = Office::at(address);
        save(&login("http://login", &office).unwrap());
        assert_eq!(office.asked()[1], address);
    }
}

#[test]
fn a_renewal_that_leads_to_http_is_an_error_of_the_call() {
    let office = Office::at("https://eu1.example/soap");
    let session = login("https://login", &office).unwrap();
    office.leads_to("http://eu1.example/soap");
    office.revoke();
    let error = session.places().blocking().save_place(&place("Oslo")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(error.ticket_refused() && error.to_string().contains("from https to http"), "{error}");
    assert_eq!(office.asked(), [LOGIN, "https://eu1.example/soap", LOGIN]);
}

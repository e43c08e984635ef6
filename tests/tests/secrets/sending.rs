//! What goes wrong before a reply comes: settings, values that cannot be sent, proxies, logins that fail later; and what
//! is shown of all that holds secrets.

use std::future::IntoFuture;
use std::net::TcpListener;
use std::time::Duration;

use soapwright_tests::http_server::{Reply, Server};
use soapwright_tests::tickets::{EXCEPTION, Guarded, Plan, Refusal};
use superoffice_services86::runtime::client::{reqwest_builder, ureq_builder};
use superoffice_services86::types::{SoCredentials, SoExceptionInfo, UntrustedCredentials, UserGroup};
use superoffice_services86::{Error, FakeReply, FakeTransport, RequestHeaders, Session, blocking};

use super::planted::{BEARER, NEW_PASSWORD, PASSWORD, SECRET_VALUE, Search, TICKET, TOKEN};
use super::replies::wait;

fn group() -> UserGroup {
    UserGroup::default()
}

/// A save over a session made of this URL, with both clients.
fn save(url: &str) -> Vec<Error> {
    let one = Session::builder(url)
        .ticket(TICKET)
        .application_token(TOKEN)
        .timeout(Duration::from_millis(500))
        .build();
    let other = blocking::Session::builder(url).ticket(TICKET).timeout(Duration::from_millis(500)).build();
    let one =
        one.and_then(|session| wait(async { session.user().save_user_group(&group()).await.map(drop) }));
    let other = other.and_then(|session| session.user().save_user_group(&group()).map(drop));
    [one, other].into_iter().filter_map(Result::err).collect()
}

/// An address where nobody listens.
fn nowhere() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn wrong_settings_tell_no_secret() {
    let mut search = Search::start();
    let nowhere = nowhere();
    let urls = [
        "https://user:PLANTEDa1@host/",
        "https://PLANTEDa1@host/",
        "https://user:PLANTEDa1@/",
        "https://user:PLANTED/a1@host/",
        "https://user:PLANTEDa1?x@host/",
        "https://user:PLANTEDa1#x@host/",
        "https://us er:PLANTEDa1@host/",
        "user:PLANTEDa1@host/path",
        "//user:PLANTEDa1@host/path",
        "https:/user:PLANTEDa1@host/path",
        "https:user:PLANTEDa1@host/path",
        "https//user:PLANTEDa1@host/path",
        "https:\\\\user:PLANTEDa1@host\\path",
        "ftp://user:PLANTEDa1@host/",
        "https://host/?key=PLANTEDa1 x",
        "https://host:port/?key=PLANTEDa1",
        "https:///?key=PLANTEDa1",
        "host/?key=PLANTEDa1",
        "https://host/#PLANTEDa1",
        "?key=PLANTEDa1",
        "mailto:PLANTEDa1@host",
        &format!("http://{nowhere}/?key=PLANTEDa1"),
        &format!("http://{nowhere}/;a?key=PLANTEDa1&b=\u{f8}"),
    ];
    for url in urls {
        search.at(url.replace("PLANTED", "…"));
        let errors = save(url);
        assert_eq!(errors.len(), 2, "{url}");
        errors.iter().for_each(|error| search.error(error));
        for error in [
            Session::builder("http://host").user_url(url).build().err(),
            blocking::Session::builder("http://host").user_url(url).build().err(),
            Session::builder("http://host").build().unwrap().with_base_url(url).err(),
        ]
        .into_iter()
        .flatten()
        {
            search.error(&error);
        }
        search.text("a builder", &format!("{:?}", Session::builder(url).user_url(url).ticket(TICKET)));
        if let Ok(session) = Session::builder(url).ticket(TICKET).build() {
            search.text("a session", &format!("{session:?} {:?}", session.client()));
        }
    }
    for value in [format!("a\n{BEARER}"), format!("{BEARER}\0"), format!("{BEARER}\u{7f}")] {
        search.at("an HTTP header that is none");
        let session = Session::builder("http://host").build().unwrap();
        let call = session.user().save_user_group(&group()).header("Authorization", &value);
        search.text("a call", &format!("{call:?}"));
        search.error(&wait(call.into_future()).unwrap_err());
        let error =
            Session::builder("http://host").http_header("Authorization", &*value).build().unwrap_err();
        search.error(&error);
    }
    search.end(500);
}

#[test]
fn what_cannot_be_sent_tells_no_secret() {
    let mut search = Search::start();
    for bad in ['\0', '\u{1}', '\u{FFFF}', '\u{1b}'] {
        let spoiled = |secret: &str| format!("{secret}{bad}{secret}");
        search.at(format!("{bad:?}"));
        let by_ticket = Session::builder("http://host").ticket(spoiled(TICKET)).build().unwrap();
        let by_token = Session::builder("http://host").application_token(spoiled(TOKEN)).build().unwrap();
        let session = Session::builder("http://host").build().unwrap();
        let secret = UntrustedCredentials {
            secret_value: Some(spoiled(SECRET_VALUE)),
            ..UntrustedCredentials::default()
        };
        wait(async {
            search.error(&by_ticket.user().save_user_group(&group()).await.unwrap_err());
            search.error(&by_token.user().save_user_group(&group()).await.unwrap_err());
            let password = spoiled(PASSWORD);
            search.error(&session.user().change_own_password(&password, NEW_PASSWORD).await.unwrap_err());
            search.error(&session.user().change_own_password(NEW_PASSWORD, &password).await.unwrap_err());
            search.error(&session.user().save_untrusted_credentials("t", &secret).await.unwrap_err());
            search.error(&session.login("SAL0", &password).await.unwrap_err());
            search.error(&Session::builder("http://host").login("SAL0", &password).await.unwrap_err());
        });
        search
            .error(&blocking::Session::builder("http://host").login("SAL0", &spoiled(PASSWORD)).unwrap_err());
    }
    search.end(300);
}

#[test]
fn proxies_tell_no_secret() {
    let mut search = Search::start();
    let refusing = Server::start(|request| {
        let echo = request.header("proxy-authorization").unwrap_or_default().to_owned();
        Reply::new(407).header("Proxy-Authenticate", "Basic realm=x").header("X-Echo", &echo).body(echo)
    })
    .unwrap();
    let garbage = Server::start(|_| Reply::raw("no proxy")).unwrap();
    let nowhere = nowhere();
    for (name, address) in [
        ("refuses", refusing.address().to_string()),
        ("talks nonsense", garbage.address().to_string()),
        ("is not there", nowhere),
    ] {
        for target in ["http://service.invalid/", "https://service.invalid/"] {
            search.at(format!("a proxy that {name}, for {target}"));
            let proxy = format!("http://user:PLANTEDb2PLANTEDb3@{address}");
            let client = reqwest_builder().proxy(reqwest::Proxy::all(&proxy).unwrap()).build().unwrap();
            let session = Session::builder(target).ticket(TICKET).reqwest_client(client).build().unwrap();
            search.error(&wait(async { session.user().save_user_group(&group()).await }).unwrap_err());
            let agent = ureq_builder().proxy(Some(ureq::Proxy::new(&proxy).unwrap())).build().new_agent();
            let session =
                blocking::Session::builder(target).ticket(TICKET).ureq_agent(agent).build().unwrap();
            search.error(&session.user().save_user_group(&group()).unwrap_err());
        }
    }
    search.end(100);
}

/// A ticket is refused, and the login that should give another fails in its own ways, repeating what it was sent.
#[test]
fn logins_that_fail_later_tell_no_secret() {
    let mut search = Search::start();
    let refusal = soapwright_tests::bad_servers::envelopes::of_headers(&format!(
        "<Succeeded xmlns='{{NS}}'>false</Succeeded><ExceptionInfo xmlns='{{NS}}'><ExceptionType>{EXCEPTION}</ExceptionType>\
         </ExceptionInfo>"
    ));
    let given = "<AuthenticateResponse xmlns='{NS}'><Credentials><Ticket>7T:PLANTEDc1PLANTEDc2</Ticket></Credentials>\
         <AuthenticationSucceeded>true</AuthenticationSucceeded></AuthenticateResponse>";
    for (number, (name, _)) in super::echoes::replies().into_iter().enumerate().step_by(3) {
        let (refusal, given) = (refusal.clone(), given.to_owned());
        let logins = std::sync::atomic::AtomicUsize::new(0);
        let server = Server::start(move |request| {
            if request.target() != "/SoPrincipal.svc" {
                return Reply::new(200).body(refusal.clone());
            }
            match logins.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                0 => Reply::new(200).body(soapwright_tests::bad_servers::envelopes::of_body(&given)),
                _ => {
                    super::echoes::replies().swap_remove(number).1(&super::echoes::Echo::of_request(request))
                }
            }
        })
        .unwrap();
        search.at(format!("a later login: {name}"));
        wait(async {
            let builder = Session::builder(server.url("")).application_token(TOKEN).reply_limit(100_000);
            let session = builder.trace_envelopes(true).login("SAL0", PASSWORD).await.unwrap();
            search.text("the session", &format!("{session:?} {:?}", session.client()));
            let error = session.user().save_user_group(&group()).await.unwrap_err();
            assert!(error.ticket_refused(), "{error:?}");
            search.error(&error);
        });
    }
    search.end(500);
}

#[test]
fn what_holds_secrets_does_not_show_them() {
    let mut search = Search::start();
    search.at("Debug");
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(format!("no XML {TICKET}")));
    let builder = Session::builder("http://host").ticket(TICKET).application_token(TOKEN);
    let builder = builder.http_header("Authorization", BEARER).transport(fake.clone());
    search.text("builder", &format!("{builder:#?}"));
    let session = builder.build().unwrap();
    search
        .text("session", &format!("{session:#?} {:#?} {:#?}", session.client(), session.client().headers()));
    search.text("services", &format!("{:#?} {:#?}", session.user(), session.so_principal()));
    let call = session.user().change_own_password(PASSWORD, NEW_PASSWORD).header("X-Key", BEARER);
    search.text("call", &format!("{call:#?}"));
    let result = wait(call.into_future());
    search.error(result.as_ref().unwrap_err());
    search.text("fake", &format!("{fake:#?} {:#?}", fake.requests()));
    let credentials = SoCredentials { ticket: Some(TICKET.into()) };
    let headers = RequestHeaders {
        credentials: Some(credentials),
        application_token: Some(TOKEN.into()),
        ..Default::default()
    };
    search.text("headers", &format!("{headers:#?}"));
    let exception = SoExceptionInfo { stack_trace: Some(TICKET.into()), ..SoExceptionInfo::default() };
    search.text("exception", &format!("{exception:#?}"));
    let secret =
        UntrustedCredentials { secret_value: Some(SECRET_VALUE.into()), ..UntrustedCredentials::default() };
    search.text("secret", &format!("{secret:#?}"));

    search.at("a panic over an error");
    let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| result.unwrap())).unwrap_err();
    search.text("panic", told.downcast_ref::<String>().map_or("", String::as_str));

    search.at("an ordinary scene, all logged");
    let plan = Plan { seed: 9, refusal: Refusal::Outcome, revocations: 300, losses: 100 };
    let office = Guarded::start(plan).unwrap();
    wait(async {
        let builder = Session::builder(office.base_url()).application_token(TOKEN).trace_envelopes(true);
        let session = builder.login("SAL0", soapwright_tests::superoffice::PASSWORD).await.unwrap();
        for _ in 0..50 {
            match session.user().save_user_group(&group()).await {
                Ok(saved) => assert!(saved.is_some()),
                Err(error) => search.error(&error),
            }
        }
    });
    search.end(100);
}

//! A call that is dropped leaves its session usable.

use std::future::IntoFuture;
use std::time::Duration;

use soapwright_tests::bad_servers::envelopes::{good_answer, group, ok};
use soapwright_tests::http_server::Server;
use superoffice_services86::Session;
use superoffice_services86::types::UserGroup;

use super::wait;

/// Slow in every phase, unless the path says otherwise: a while before the first byte, a while for the rest.
fn slow_server() -> Server {
    Server::start(|request| {
        let slow = request.header("x-slow").is_some();
        let reply = ok(good_answer());
        if slow {
            reply.delay(Duration::from_millis(40)).chunked(100).pause(Duration::from_millis(4))
        } else {
            reply
        }
    })
    .unwrap()
}

#[test]
fn a_call_dropped_at_any_moment_leaves_the_session_usable() {
    let server = slow_server();
    let session = Session::builder(server.url("")).ticket("7T:t").build().unwrap();
    let saved = UserGroup::default();
    wait(async {
        // Made and never polled.
        drop(session.user().save_user_group(&saved).into_future());
        assert_eq!(server.requests().len(), 0, "a call was sent before it was awaited");
        let mut dropped = 0;
        for milliseconds in (0..120).step_by(3) {
            let clone = session.clone();
            let call = clone.user().save_user_group(&saved).header("x-slow", "1").into_future();
            if tokio::time::timeout(Duration::from_millis(milliseconds), call).await.is_err() {
                dropped += 1;
            }
            let value = session.user().save_user_group(&saved).await;
            assert_eq!(value.unwrap(), Some(group()), "after {milliseconds} ms");
        }
        assert!(dropped > 20, "only {dropped} calls were cancelled");
    });
    let tickets = server.requests().iter().filter(|request| request.text().contains("7T:t")).count();
    assert_eq!(tickets, server.requests().len(), "a request lacks the ticket");
}

#[test]
fn many_calls_dropped_at_once_leave_the_session_usable() {
    let server = slow_server();
    let session = Session::builder(server.url("")).build().unwrap();
    wait(async {
        let mut calls = Vec::new();
        for _ in 0..32 {
            let session = session.clone();
            calls.push(tokio::spawn(async move {
                session.user().save_user_group(&UserGroup::default()).header("x-slow", "1").await
            }));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        calls.iter().for_each(tokio::task::JoinHandle::abort);
        let value = session.user().save_user_group(&UserGroup::default()).await;
        assert_eq!(value.unwrap(), Some(group()));
    });
}

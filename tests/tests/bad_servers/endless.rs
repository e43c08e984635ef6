//! Heads that never come to an end: a call is over in time all the same, or before, where a client has seen enough.

use std::time::{Duration, Instant};

use soapwright_tests::http_server::{Reply, Server};
use superoffice_services86::types::UserGroup;
use superoffice_services86::{Error, ErrorKind, Session, blocking};

/// What is said again and again.
const HEADS: &[&str] = &[
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
    "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n",
];

#[test]
fn interim_answers_without_end_end_in_time() {
    let timeout = Duration::from_millis(300);
    let waiting = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for head in HEADS {
        let reply = Reply::endless(head.repeat(1000));
        let server = Server::start(move |_| reply.clone()).unwrap();
        let session = Session::builder(server.url("")).timeout(timeout).build().unwrap();
        let blocking = blocking::Session::builder(server.url("")).timeout(timeout).build().unwrap();
        let group = UserGroup::default();
        let start = Instant::now();
        let results: [Result<_, Error>; 2] = [
            waiting.block_on(async { session.user().save_user_group(&group).await }),
            blocking.user().save_user_group(&group),
        ];
        let took = start.elapsed();
        for (who, result) in ["async", "blocking"].iter().zip(results) {
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "{head:?} {who}: {error}");
            assert!(error.outcome_unknown(), "{head:?} {who}: {error}");
        }
        assert!(took < timeout * 2 + Duration::from_secs(3), "{head:?}: {took:?}");
    }
    // The connections may still be busy with what came.
    waiting.shutdown_background();
}

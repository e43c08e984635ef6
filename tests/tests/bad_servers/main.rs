//! The generated crate against a server that nobody controls.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod cancelled;
mod endless;
mod replies;
mod secure;
mod tickets;
mod truncated;

use soapwright_tests::bad_servers::{Ask, Case, Expect, REPLY_LIMIT};
use superoffice_services86::types::UserGroup;
use superoffice_services86::values::List;
use superoffice_services86::{Error, Session, blocking};

/// Waits for a future, on one thread.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What a call gave.
type Outcome = Result<Expect, Error>;

fn groups(list: List<UserGroup>) -> Expect {
    Expect::Groups(list.iter_with_nils().map(|item| item.cloned()).collect())
}

/// Makes a case's call with the async client.
async fn call(base: &str, case: &Case) -> Outcome {
    let session =
        Session::builder(base).reply_limit(REPLY_LIMIT).timeout(case.timeout).ticket("7T:t").build()?;
    let user = session.user();
    match case.ask {
        Ask::Save => user.save_user_group(&UserGroup::default()).await.map(|v| Expect::Group(Box::new(v))),
        Ask::List => user.get_all_user_groups(true).await.map(groups),
        Ask::Role => user.get_role_entity(5).await.map(|role| Expect::Role(Box::new(role.unwrap()))),
        Ask::Delete => user.delete_user_group(1, 2).await.map(|()| Expect::Done),
    }
}

/// Makes a case's call with the blocking client.
fn call_blocking(base: &str, case: &Case) -> Outcome {
    let session = blocking::Session::builder(base)
        .reply_limit(REPLY_LIMIT)
        .timeout(case.timeout)
        .ticket("7T:t")
        .build()?;
    let user = session.user();
    match case.ask {
        Ask::Save => user.save_user_group(&UserGroup::default()).map(|v| Expect::Group(Box::new(v))),
        Ask::List => user.get_all_user_groups(true).map(groups),
        Ask::Role => user.get_role_entity(5).map(|role| Expect::Role(Box::new(role.unwrap()))),
        Ask::Delete => user.delete_user_group(1, 2).map(|()| Expect::Done),
    }
}

//! A generated crate in miniature: the shape of what the generator emits, written with the same macros.

mod replies;
mod services;
mod session;
mod wire;

pub(crate) use replies::{envelope, fault, saved};
pub(crate) use session::{Session, SessionBuilder};
pub(crate) use wire::*;

use std::future::IntoFuture;

use soapwright_runtime::client::{self, FakeTransport};
use soapwright_runtime::codec::Field;
use soapwright_runtime::error::Error;

pub(crate) type Call<'a, T> = client::Call<'a, T, ResponseHeaders>;

/// A session whose transport is this fake.
pub(crate) fn faked(fake: &FakeTransport) -> Session {
    Session::builder("https://host/atlas/")
        .ticket("secret-ticket")
        .client(|client| client.transport(fake.clone()))
        .build()
        .unwrap()
}

/// The same call by both clients: async first.
pub(crate) fn both<'a, T, F>(make: F) -> [Result<T, Error>; 2]
where
    F: Fn() -> Call<'a, T>,
    T: Field + Default + Send + 'static,
{
    [run(make().into_future()), make().blocking()]
}

/// On a runtime of its own, so that no connection is shared between tests.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) fn place(name: &str) -> Place {
    Place { name: Some(name.to_owned()), rank: 3 }
}

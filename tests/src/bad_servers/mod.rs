//! Replies that a server nobody controls may give, and what a client must make of each: one table.
//!
//! Three kinds: [`legal`] replies, however odd, give the right value; [`broken`] XML and [`http`] trouble give an error
//! of the right kind. [`server`] answers on a real socket; which case it answers with is the first segment of the path.

pub mod broken;
pub mod envelopes;
pub mod http;
pub mod legal;

use std::io;
use std::time::Duration;

use superoffice_services86::ErrorKind;
use superoffice_services86::types::{RoleEntity, UserGroup};

use super::http_server::{Reply, Server};

/// The largest reply that the clients of these tests take, in bytes.
pub const REPLY_LIMIT: usize = 1_000_000;
/// How long their calls may take.
pub const TIMEOUT: Duration = Duration::from_secs(20);

/// One reply, and what the client must make of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is about, in a few words; unique.
    pub name: &'static str,
    /// Which operation is called.
    pub ask: Ask,
    /// What the server answers.
    pub reply: Reply,
    /// What the call must give.
    pub expect: Expect,
    /// How long the call may take.
    pub timeout: Duration,
}

/// The operation that a case calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// `SaveUserGroup`: one record comes back.
    Save,
    /// `GetAllUserGroups`: an array comes back.
    List,
    /// `GetRoleEntity`: a record with an enumeration and times.
    Role,
    /// `DeleteUserGroup`: nothing comes back.
    Delete,
}

/// What a call must give.
#[derive(Debug, Clone, PartialEq)]
pub enum Expect {
    /// This group.
    Group(Box<Option<UserGroup>>),
    /// These groups; `None` is an item that is nil.
    Groups(Vec<Option<UserGroup>>),
    /// This role.
    Role(Box<RoleEntity>),
    /// Success without a value.
    Done,
    /// This failure.
    Failure(Failure),
}

/// An error that a call must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Its kind.
    pub kind: ErrorKind,
    /// Whether the server may have done the work.
    pub unknown: bool,
    /// Its status, where an answer came.
    pub status: Option<u16>,
    /// For a reply that cannot be read: the path in names to the place, and line and column.
    pub place: Option<Place>,
    /// What its message must hold, in both clients.
    pub says: Vec<&'static str>,
}

/// Where a reply stopped making sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The elements from the root; empty for what is noticed before any element is read.
    pub path: &'static str,
    /// From 1.
    pub line: usize,
    /// In characters, from 1; 0 where it does not matter.
    pub column: usize,
}

impl Case {
    /// A case whose reply is XML at status 200, and legal: the plain answer must come out.
    #[must_use]
    pub fn legal(name: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self::saving(name, envelopes::ok(body), Expect::Group(Box::new(Some(envelopes::group()))))
    }

    /// A case that saves a group.
    #[must_use]
    pub fn saving(name: &'static str, reply: Reply, expect: Expect) -> Self {
        Self { name, ask: Ask::Save, reply, expect, timeout: TIMEOUT }
    }

    /// A case that must fail with an error of this kind.
    #[must_use]
    pub fn failing(name: &'static str, kind: ErrorKind, reply: Reply) -> Self {
        let unknown = !matches!(kind, ErrorKind::Fault | ErrorKind::Outcome);
        let failure = Failure { kind, unknown, status: None, place: None, says: Vec::new() };
        Self::saving(name, reply, Expect::Failure(failure))
    }

    /// With another operation.
    #[must_use]
    pub fn ask(mut self, ask: Ask) -> Self {
        self.ask = ask;
        self
    }

    /// With another expected value.
    #[must_use]
    pub fn gives(mut self, expect: Expect) -> Self {
        self.expect = expect;
        self
    }

    /// With another expected group.
    #[must_use]
    pub fn group(self, change: impl FnOnce(&mut UserGroup)) -> Self {
        let mut group = envelopes::group();
        change(&mut group);
        self.gives(Expect::Group(Box::new(Some(group))))
    }

    /// The reply is changed.
    #[must_use]
    pub fn reply(mut self, change: impl FnOnce(Reply) -> Reply) -> Self {
        self.reply = change(self.reply);
        self
    }

    /// The call may take less time.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The error's message must hold this.
    #[must_use]
    pub fn says(self, text: &'static str) -> Self {
        self.failure(|failure| failure.says.push(text))
    }

    /// The error must name this place.
    #[must_use]
    pub fn at(self, path: &'static str, line: usize, column: usize) -> Self {
        self.failure(|failure| failure.place = Some(Place { path, line, column }))
    }

    /// The error must tell this status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.failure(|failure| failure.status = Some(status))
    }

    /// The server surely did not do the work.
    #[must_use]
    pub fn undone(self) -> Self {
        self.failure(|failure| failure.unknown = false)
    }

    fn failure(mut self, change: impl FnOnce(&mut Failure)) -> Self {
        if let Expect::Failure(failure) = &mut self.expect {
            change(failure);
        }
        self
    }
}

/// The whole table.
#[must_use]
pub fn table() -> Vec<Case> {
    [legal::cases(), broken::cases(), broken::soap(), http::cases()].concat()
}

/// Answers `/3/User.svc` with the fourth of these cases, and all else with 404.
///
/// # Errors
/// What binding the port gives.
pub fn server(cases: Vec<Case>) -> io::Result<Server> {
    let replies: Vec<Reply> = cases.into_iter().map(|case| case.reply).collect();
    Server::start(move |request| {
        let index = request.target().split('/').nth(1).and_then(|segment| segment.parse::<usize>().ok());
        index.and_then(|index| replies.get(index).cloned()).unwrap_or_else(|| Reply::new(404))
    })
}

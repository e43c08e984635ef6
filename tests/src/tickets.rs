//! The mock of [`superoffice`] behind a guard: it gives out tickets, forgets them at random, and
//! refuses calls without a good one before they are run. It counts all that a test of sessions wants to know.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use roxmltree::Document;

use super::http_server::{Reply, Server};
use super::message::Message;
use super::shape::{self, NAMESPACE, XSI};
use super::superoffice::{self, TICKET};
use super::wire::SOAP11;

/// How a call without a good ticket is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// `Succeeded=false` with an exception of type [`EXCEPTION`].
    Outcome,
    /// A SOAP Fault whose code is [`FAULT`].
    Fault,
    /// HTTP 401, with a page for people.
    Status,
}

/// The exception type of a refusal.
pub const EXCEPTION: &str = "SuperOffice.Exceptions.SoSessionException";
/// The Fault code of a refusal.
pub const FAULT: &str = "InvalidSecurityToken";

/// A word in each ticket, for tests that look for it where no ticket should be.
pub const MARK: &str = "PLANTEDy7";

/// What the guard does, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Seeds what is left to chance.
    pub seed: u64,
    /// How refusals look.
    pub refusal: Refusal,
    /// Before how many of a thousand calls all tickets are forgotten.
    pub revocations: u64,
    /// After how many of a thousand saves that were run the answer is lost.
    pub losses: u64,
}

/// What happened so far.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Logins that gave a ticket.
    pub logins: usize,
    /// Logins that failed.
    pub failed_logins: usize,
    /// How often all tickets were forgotten.
    pub revocations: usize,
    /// Calls that were refused.
    pub refusals: usize,
    /// The tickets that calls were refused for.
    pub refused: BTreeSet<String>,
    /// How often each save was run, by the name of its group.
    pub saves: BTreeMap<String, usize>,
    /// The saves whose answer was lost.
    pub lost: BTreeSet<String>,
}

/// The guarded services; they end when this is dropped.
#[derive(Debug)]
pub struct Guarded {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    plan: Plan,
    random: u64,
    good: BTreeSet<String>,
    failing_logins: u64,
    counts: Counts,
}

impl Guarded {
    /// Starts both services on one free port.
    ///
    /// # Errors
    /// What binding the port gives.
    pub fn start(plan: Plan) -> io::Result<Self> {
        let state = State {
            plan,
            random: plan.seed,
            good: BTreeSet::new(),
            failing_logins: 0,
            counts: Counts::default(),
        };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        let server = Server::start(move |request| answer(&shared, request))?;
        Ok(Self { server, state })
    }

    /// The base URL of both services.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.url("")
    }

    /// What happened so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        lock(&self.state).counts.clone()
    }

    /// Forgets all tickets now.
    pub fn revoke(&self) {
        lock(&self.state).revoke();
    }

    /// Leaves nothing to chance any more: nothing is revoked, lost, or fails.
    pub fn calm(&self) {
        let mut state = lock(&self.state);
        state.plan = Plan { revocations: 0, losses: 0, ..state.plan };
        state.failing_logins = 0;
    }

    /// From now on so many of a thousand logins fail, with HTTP 503.
    pub fn fail_logins(&self, per_mille: u64) {
        lock(&self.state).failing_logins = per_mille;
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn chance(&mut self, per_mille: u64) -> bool {
        self.random() % 1000 < per_mille
    }

    /// Up to three milliseconds, so that calls overtake each other.
    fn pause(&mut self) -> Duration {
        Duration::from_micros(self.random() % 3000)
    }

    fn revoke(&mut self) {
        if !self.good.is_empty() {
            self.good.clear();
            self.counts.revocations += 1;
        }
    }

    fn login(&mut self, request: &Message) -> Reply {
        // Long enough for others to come and wait.
        let pause = self.pause() * 5;
        if self.chance(self.failing_logins) {
            self.counts.failed_logins += 1;
            return Reply::new(503).delay(pause);
        }
        let reply = superoffice::answer(request);
        let random = self.random();
        let ticket = format!("7T:{MARK}-{}-{random:016x}", self.counts.logins);
        let mut given = false;
        let reply = reply.edit(|text| {
            given = text.contains(TICKET);
            text.replace(TICKET, &ticket)
        });
        if given {
            self.counts.logins += 1;
            self.good.insert(ticket);
        }
        reply.delay(pause)
    }

    fn call(&mut self, request: &Message) -> Reply {
        let pause = self.pause();
        if self.chance(self.plan.revocations) {
            self.revoke();
        }
        let (ticket, group) = read(&request.text());
        if !self.good.contains(&ticket) {
            self.counts.refusals += 1;
            self.counts.refused.insert(ticket);
            return refuse(self.plan.refusal).delay(pause);
        }
        let reply = superoffice::answer(request).delay(pause);
        let Some(group) = group else { return reply };
        *self.counts.saves.entry(group.clone()).or_default() += 1;
        if self.chance(self.plan.losses) {
            self.counts.lost.insert(group);
            // Before the first byte, within the head, or within the body.
            let cut = [0, 20, reply.head_length() + 30];
            let cut = cut.get(self.random() as usize % cut.len()).copied().unwrap_or_default();
            return reply.cut_after(cut);
        }
        reply
    }
}

fn answer(state: &Mutex<State>, request: &Message) -> Reply {
    let mut state = lock(state);
    if request.target() == "/SoPrincipal.svc" { state.login(request) } else { state.call(request) }
}

/// The ticket that a request carries, and the name of the group that it saves.
fn read(envelope: &str) -> (String, Option<String>) {
    let Ok(document) = Document::parse(envelope) else { return (String::new(), None) };
    let text = |name: &str, parent: &str| {
        let found = document
            .descendants()
            .find(|node| shape::is(*node, name) && node.parent().is_some_and(|of| shape::is(of, parent)));
        found.and_then(|node| node.text()).map(str::to_owned)
    };
    (text("Ticket", "Credentials").unwrap_or_default(), text("Value", "UserGroup"))
}

fn refuse(how: Refusal) -> Reply {
    let xml = |status, text: String| {
        Reply::new(status).header("Content-Type", "text/xml; charset=utf-8").body(text)
    };
    match how {
        Refusal::Outcome => xml(
            200,
            format!(
                "<s:Envelope xmlns:s=\"{SOAP11}\" xmlns:h=\"{NAMESPACE}\" xmlns:i=\"{XSI}\"><s:Header><h:ExceptionInfo>\
                 <h:Message>Not signed in</h:Message><h:ExceptionType>{EXCEPTION}</h:ExceptionType></h:ExceptionInfo>\
                 <h:Succeeded>false</h:Succeeded></s:Header><s:Body/></s:Envelope>"
            ),
        ),
        Refusal::Fault => xml(500, superoffice::fault(FAULT, "Not signed in")),
        Refusal::Status => {
            Reply::new(401).header("Content-Type", "text/html").body("<html>Not signed in</html>")
        }
    }
}

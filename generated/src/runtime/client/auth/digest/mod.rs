//! HTTP Digest authentication (RFC 7616).
//!
//! A nonce that a server gave is kept and used by later calls without being asked again. One call at a time has it, so
//! that its counter arrives in order; calls at the same time ask for nonces of their own.

mod answer;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::Uri;
use http::header::HeaderValue;

use self::answer::{Asked as Question, Protected, Use, credentials, servers_proof};
use super::challenge::parameters;
use super::conversation::{Answer, Asked, Leg, Legs, Then};
use super::credentials::{Credentials, origin};
use super::random::random;
use crate::runtime::client::transport::TransportError;

/// How many nonces an address has at most; those of calls at the same time.
const NONCES: usize = 64;
/// How many addresses have nonces.
const SPACES: usize = 64;
/// After so many nonces that were good for one use only, none is kept.
const WASTED: u32 = 2;
/// How soon a nonce that was never accepted must be refused for the password to be the reason.
const FRESH: Duration = Duration::from_secs(30);

/// A user, and the nonces that servers gave.
pub(in crate::runtime::client) struct Account {
    credentials: Credentials,
    spaces: Mutex<Vec<Space>>,
}

/// One address.
struct Space {
    name: String,
    nonces: Vec<Nonce>,
    /// How many nonces in a row were refused when they were used again.
    wasted: u32,
}

/// A server's nonce.
struct Nonce {
    question: Question,
    /// How often it was used.
    count: u32,
    /// A session's own nonce stays the same: some servers hash the password with the first one, others with that of the
    /// request.
    cnonce: Option<String>,
    was_accepted: bool,
    /// It comes from an earlier call.
    is_kept: bool,
    since: Instant,
}

impl Nonce {
    fn new(question: Question, was_accepted: bool) -> Self {
        Self { question, count: 0, cnonce: None, was_accepted, is_kept: false, since: Instant::now() }
    }
}

impl Account {
    pub(super) fn new(credentials: Credentials) -> Self {
        Self { credentials, spaces: Mutex::new(Vec::new()) }
    }

    pub(super) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    pub(super) fn legs(self: &Arc<Self>, uri: &Uri) -> Box<dyn Legs> {
        let space = format!("{}{}", origin(uri), uri.path());
        let state = self.take(&space).map_or(State::Unasked, State::Holding);
        Box::new(DigestLegs { account: Arc::clone(self), space, state, used: None })
    }

    fn spaces(&self) -> MutexGuard<'_, Vec<Space>> {
        self.spaces.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A kept nonce, for one call alone.
    fn take(&self, name: &str) -> Option<Nonce> {
        let mut nonce = self.spaces().iter_mut().find(|space| space.name == name)?.nonces.pop()?;
        nonce.is_kept = nonce.was_accepted || nonce.since.elapsed() >= FRESH;
        Some(nonce)
    }

    fn space<T>(&self, name: &str, change: impl FnOnce(&mut Space) -> T) -> T {
        let mut spaces = self.spaces();
        let at = match spaces.iter().position(|space| space.name == name) {
            Some(at) => at,
            None => {
                if spaces.len() >= SPACES {
                    spaces.remove(0);
                }
                spaces.push(Space { name: name.to_owned(), nonces: Vec::new(), wasted: 0 });
                spaces.len() - 1
            }
        };
        match spaces.get_mut(at) {
            Some(space) => change(space),
            // Never: it was found, or has just been put there.
            None => change(&mut Space { name: String::new(), nonces: Vec::new(), wasted: 0 }),
        }
    }
}

enum State {
    /// Nothing is known yet: an empty leg asks.
    Unasked,
    Holding(Nonce),
    /// The empty leg was let in as it was.
    Open,
    /// The nonce is not to be kept.
    Done,
}

struct DigestLegs {
    account: Arc<Account>,
    space: String,
    state: State,
    /// The last use, for the server's proof.
    used: Option<Use>,
}

impl Legs for DigestLegs {
    fn next(&mut self, asked: &Asked<'_>) -> Result<Leg, TransportError> {
        // A nonce that was kept may be refused. Some bodies go only with one of this very moment.
        if matches!(&self.state, State::Holding(nonce) if nonce.is_kept) && asked.body.is_precious() {
            self.put_back();
            self.state = State::Unasked;
        }
        let nonce = match &mut self.state {
            State::Holding(nonce) => nonce,
            State::Unasked => return Ok(Leg::bare(false)),
            State::Open | State::Done => return Ok(Leg::bare(true)),
        };
        let fresh = match (&nonce.cnonce, nonce.question.session) {
            (Some(kept), true) => kept.clone(),
            _ => {
                let bytes: [u8; 16] = random()?;
                bytes.iter().map(|byte| format!("{byte:02x}")).collect()
            }
        };
        nonce.cnonce = Some(fresh.clone());
        nonce.count += 1;
        let question = &nonce.question;
        let body = match question.protected {
            Protected::Body if !asked.body.is_repeatable() => {
                return Err(TransportError::new(
                    "the server wants the body protected (qop=auth-int), so it is read twice; this one can be read only once",
                )
                .not_sent());
            }
            Protected::Body => {
                let hash = question.hash.of_all(asked.body.clone().into_reader());
                Some(hash.map_err(|why| TransportError::new(why).not_sent())?)
            }
            Protected::Request | Protected::Unsaid => None,
        };
        let uri = asked.parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let (count, method) = (nonce.count, asked.parts.method.to_string());
        let used = Use { count, cnonce: fresh, method, uri: uri.to_owned(), body };
        let Credentials { user, password } = self.account.credentials();
        let (value, secrets) = credentials(question, user, password, &used);
        self.used = Some(used);
        let header = HeaderValue::from_bytes(&question.bytes(&value)).map_err(|_| {
            TransportError::new("the user name holds a character that no HTTP header can carry").not_sent()
        })?;
        Ok(Leg { header: Some(header), secrets, is_ready: true })
    }

    fn asked(&mut self, answer: &Answer<'_>) -> Result<Then, TransportError> {
        let digests = answer.challenges.iter().filter(|challenge| challenge.is("digest"));
        // The best hash; of equal ones, the first.
        let best = digests.filter_map(Question::read).reduce(|best, one| match one.hash > best.hash {
            true => one,
            false => best,
        });
        let side = answer.side;
        let before = std::mem::replace(&mut self.state, State::Done);
        let Some(question) = best else {
            let offered = answer.offered();
            return Ok(Then::Over(match answer.challenges.iter().any(|challenge| challenge.is("digest")) {
                true => format!("the {side} wants a kind of Digest that is not known here"),
                false => format!("the {side} does not offer Digest authentication, but {offered}"),
            }));
        };
        if let State::Holding(nonce) = before {
            let is_new = !nonce.was_accepted && nonce.since.elapsed() < FRESH;
            if is_new && !question.is_stale {
                return Ok(Then::Over(format!(
                    "the {side} refused the user name or the password (Digest authentication)"
                )));
            }
            self.account.space(&self.space, |space| {
                space.wasted += u32::from(nonce.was_accepted && nonce.count == 2);
            });
        }
        self.state = State::Holding(Nonce::new(question, false));
        Ok(Then::Leg)
    }

    fn passed(&mut self, answer: &Answer<'_>) -> Option<String> {
        let nonce = match &mut self.state {
            State::Holding(nonce) => nonce,
            State::Unasked => {
                self.state = State::Open;
                return None;
            }
            State::Open | State::Done => return None,
        };
        nonce.was_accepted = true;
        let info = answer.headers.get(answer.side.info())?;
        let info = parameters(&String::from_utf8_lossy(info.as_bytes()));
        let parameter = |name: &str| info.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        if let (Some(theirs), Some(used)) = (parameter("rspauth"), &self.used) {
            let Credentials { user, password } = self.account.credentials();
            let ours = servers_proof(&nonce.question, user, password, used);
            if ours.is_some_and(|ours| !ours.eq_ignore_ascii_case(theirs)) {
                self.state = State::Done;
                return Some(format!(
                    "the {} does not prove that it knows the password (rspauth of Digest authentication is wrong)",
                    answer.side
                ));
            }
        }
        if let Some(next) = parameter("nextnonce") {
            let question = Question { nonce: next.clone(), ..nonce.question.clone() };
            *nonce = Nonce::new(question, true);
        }
        self.account.space(&self.space, |space| {
            if nonce.count > 1 {
                space.wasted = 0;
            }
        });
        None
    }
}

/// A nonce is kept whatever became of its call, since its counter says how often it was used.
impl Drop for DigestLegs {
    fn drop(&mut self) {
        self.put_back();
    }
}

impl DigestLegs {
    fn put_back(&mut self) {
        let State::Holding(nonce) = std::mem::replace(&mut self.state, State::Done) else { return };
        self.account.space(&self.space, |space| {
            // One that is not used yet is good for one use at any rate.
            let is_kept = space.wasted < WASTED || nonce.count == 0;
            if is_kept && space.nonces.len() < NONCES {
                space.nonces.push(nonce);
            }
        });
    }
}

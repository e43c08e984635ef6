//! What a server demands of requests.

mod nonces;
mod username;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::names::{WSSE, WSU};
use super::received::{Cause, Freshness, Message, Node, Refusal, check_timestamp};
#[cfg(feature = "wsse-signature")]
use super::verify::{self, Expected, Verification};
use crate::runtime::client::SignedBy;
use crate::runtime::soap::{Attachments, Fault, SoapVersion};
use crate::runtime::values::QName;
use nonces::Nonces;

/// How far the clocks of two machines may differ, unless told.
const TOLERANCE: Duration = Duration::from_secs(300);

/// How many nonces are remembered, unless told.
const NONCES: usize = 100_000;

/// What a server demands of the Security header of requests (WS-Security 1.1), and how it checks it. Cheap to clone: clones
/// share the memory of what was there already. Several processes do not.
///
/// ```text
/// let guard = Guard::new().password(|user| users.get(user).cloned()).timestamp();
/// let dispatcher = Dispatcher::new().guard(guard).on_request(|request: ServerRequest<Echo>| {
///     println!("{:?}", request.caller.user);
///     …
/// });
/// ```
///
/// A request that does not keep to it is answered with a Fault of WS-Security, such as `wsse:FailedAuthentication`, and is not
/// read. What is demanded is an `and`: user name, Timestamp and signature each have to be there if they are asked for. A
/// Timestamp that is there has to be of now, demanded or not.
#[derive(Clone)]
#[must_use]
pub struct Guard {
    passwords: Option<Passwords>,
    digest_only: bool,
    timestamp: bool,
    #[cfg(feature = "wsse-signature")]
    verification: Option<Arc<Verification>>,
    tolerance: Duration,
    clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    nonces: Arc<Mutex<Nonces>>,
}

/// Gives the password of a user.
type PasswordOf = dyn Fn(&str) -> Option<String> + Send + Sync;
/// Says whether user and password fit.
type Fits = dyn Fn(&str, &str) -> bool + Send + Sync;

/// How passwords are checked.
#[derive(Clone)]
enum Passwords {
    /// The server knows them.
    Known(Arc<PasswordOf>),
    /// It only knows whether one is right.
    Checked(Arc<Fits>),
}

/// Who sends a request, as far as a [`Guard`] has checked it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Caller {
    /// The user of the UsernameToken, whose password was right; `None` where none was demanded.
    pub user: Option<String>,
    /// Whose signature over the request was verified; `None` where none was demanded.
    pub signed_by: Option<SignedBy>,
}

impl Default for Guard {
    fn default() -> Self {
        Self::new()
    }
}

impl Guard {
    /// Demands nothing yet.
    pub fn new() -> Self {
        Self {
            passwords: None,
            digest_only: false,
            timestamp: false,
            #[cfg(feature = "wsse-signature")]
            verification: None,
            tolerance: TOLERANCE,
            clock: Arc::new(SystemTime::now),
            nonces: Arc::new(Mutex::new(Nonces::new(NONCES))),
        }
    }

    /// Demands a UsernameToken with the password of its user, as it is or as a digest; the function gives the password of a
    /// user, or `None` for one that does not exist. A nonce is taken once.
    pub fn password(mut self, of: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        self.passwords = Some(Passwords::Known(Arc::new(of)));
        self
    }

    /// Demands a UsernameToken with a password as it is, for servers that keep no passwords but only what tells right ones: the
    /// function sees user and password and says whether they fit. Digests cannot be checked then.
    pub fn check_password(mut self, fits: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        self.passwords = Some(Passwords::Checked(Arc::new(fits)));
        self
    }

    /// Refuses passwords that are sent as they are.
    pub fn digest_only(mut self) -> Self {
        self.digest_only = true;
        self
    }

    /// Demands a Timestamp. With a [`signature`](Self::signature) it has to be signed, and what was signed is taken once: it is
    /// remembered until the Timestamp is over.
    pub fn timestamp(mut self) -> Self {
        self.timestamp = true;
        #[cfg(feature = "wsse-signature")]
        if let Some(verification) = &mut self.verification {
            Arc::make_mut(verification).demand_timestamp();
        }
        self
    }

    /// Demands a signature. Whose it is may be somebody else than the user of a [`password`](Self::password), unless
    /// [`username_token`](Verification::username_token) is demanded of it. Its own demands on the Timestamp, its clock and its tolerance count beside those given here. Without
    /// a [`timestamp`](Self::timestamp) whoever has seen a request can send it again.
    #[cfg(feature = "wsse-signature")]
    pub fn signature(mut self, mut verification: Verification) -> Self {
        if self.timestamp {
            verification.demand_timestamp();
        }
        self.verification = Some(Arc::new(verification));
        self
    }

    /// How far the client's clock may be off; 5 minutes unless told. A UsernameToken may be 5 minutes older than that.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Tells the time, in place of the system's clock.
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How many nonces and signatures are remembered at most (100,000 unless told; each takes about 100 bytes). They are
    /// forgotten when they are too old to be taken again; where so many are not, requests with further ones are refused.
    pub fn limit_nonces(mut self, most: usize) -> Self {
        self.nonces = Arc::new(Mutex::new(Nonces::new(most)));
        self
    }

    /// Checks a request, whose text will be read afterwards.
    ///
    /// # Errors
    /// When it is not what is demanded: then nothing of it is to be read.
    pub(in crate::runtime) fn check(
        &self,
        text: &str,
        #[cfg_attr(
            not(feature = "wsse-signature"),
            expect(unused_variables, reason = "only signed ones count")
        )]
        attachments: &Attachments<'_>,
    ) -> Result<Caller, Refusal> {
        let at = Freshness { now: (self.clock)(), tolerance: self.tolerance };
        let message = Message::read(text)?;
        let none = Node::default();
        let security = message.security.as_ref().unwrap_or(&none);
        #[cfg_attr(not(feature = "wsse-signature"), allow(unused_variables, reason = "nothing is signed"))]
        let end = match security.at_most_one(WSU, "Timestamp")? {
            Some(stamp) => check_timestamp(stamp, at)?,
            None if self.timestamp => return Err(Refusal::invalid("it has no Timestamp")),
            None => at.oldest_good(),
        };
        let mut caller = Caller::default();
        // What is cheap to forge costs most to check: the signature comes first, so that only who has a key can try passwords.
        #[cfg(feature = "wsse-signature")]
        if let Some(demanded) = &self.verification {
            let signed = verify::verify(demanded, text, attachments, &Expected::default(), at.now)?;
            if demanded.demands_timestamp() {
                // Not the value of the signature: of one by ECDSA anybody can make another one that is right.
                self.once(&[b"signature", &signed.by.certificate, &signed.info], end)?;
            }
            caller.signed_by = Some(signed.by);
        }
        if let Some(passwords) = &self.passwords {
            let token = security.at_most_one(WSSE, "UsernameToken")?;
            let token = token.ok_or_else(|| Refusal::invalid("it has no UsernameToken"))?;
            let read = username::Token::read(token)?;
            read.check(passwords, self.digest_only, at)?;
            // Whoever the user is: a digest says nothing of that, and some lists of users know one by several names.
            if let Some(nonce) = read.nonce() {
                self.once(&[b"nonce", nonce], at.oldest_good())?;
            }
            caller.user = Some(read.user().to_owned());
        }
        Ok(caller)
    }

    /// Whether the `wsa:Action` has to be signed.
    #[cfg(feature = "wsse-signature")]
    pub(in crate::runtime) fn demands_action(&self) -> bool {
        self.verification.as_ref().is_some_and(|verification| verification.demands_action())
    }

    /// Takes what may come once. It is remembered until `until`, or for ever.
    fn once(&self, what: &[&[u8]], until: Option<SystemTime>) -> Result<(), Refusal> {
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        nonces.take(what, (self.clock)(), until)
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Guard");
        shown.field("user_names", &self.passwords.is_some()).field("digest_only", &self.digest_only);
        shown.field("timestamp", &self.timestamp).finish_non_exhaustive()
    }
}

impl Refusal {
    /// The Fault that tells the client: in SOAP 1.2 its own code is a subcode.
    pub(in crate::runtime) fn fault(&self, version: SoapVersion) -> Fault {
        let (namespace, local) = match self.cause {
            Cause::InvalidSecurity => (WSSE, "InvalidSecurity"),
            Cause::UnsupportedAlgorithm => (WSSE, "UnsupportedAlgorithm"),
            Cause::SecurityTokenUnavailable => (WSSE, "SecurityTokenUnavailable"),
            Cause::InvalidSecurityToken => (WSSE, "InvalidSecurityToken"),
            Cause::FailedCheck => (WSSE, "FailedCheck"),
            Cause::FailedAuthentication => (WSSE, "FailedAuthentication"),
            Cause::MessageExpired => (WSU, "MessageExpired"),
        };
        let code = QName::new(namespace, local);
        let reason = format!("the request is refused: {}", self.sentence);
        match version {
            SoapVersion::Soap11 => Fault { code, reason, ..Fault::default() },
            SoapVersion::Soap12 => {
                Fault { code: QName::new("", "Sender"), subcodes: vec![code], reason, ..Fault::default() }
            }
        }
    }
}

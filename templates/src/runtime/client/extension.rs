//! What adds to envelopes that are about to be sent, and looks at the replies before they are read: the header blocks of
//! the program, WS-Addressing, WS-Security.
//!
//! All of it is asked anew for each send, also after a new login: a nonce, a time and a message's number are never sent
//! twice.

use std::fmt;
use std::sync::Arc;

use http::Uri;

use super::checked::{Checked, SecurityFailure};
use crate::runtime::error::Error;
use crate::runtime::soap::envelope::EnvelopeParts;
use crate::runtime::soap::{Attachments, Operation};

/// One send, as whoever makes header blocks for it sees it.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    pub(super) operation: &'static Operation,
    pub(super) address: &'a Uri,
    pub(super) body: Option<&'a str>,
}

impl<'a> Sending<'a> {
    /// The operation that is called.
    #[must_use]
    #[inline]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The URL that the request goes to.
    #[must_use]
    #[inline]
    pub fn address(&self) -> &'a Uri {
        self.address
    }

    /// The content of the Body, exactly as it is sent, in UTF-8; without the tags of the Body itself.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::runtime::error::ErrorKind::Config) when part of it is streamed, so that nobody has seen
    /// its bytes yet.
    pub fn body(&self) -> Result<&'a [u8], Error> {
        self.body.map(str::as_bytes).ok_or_else(|| {
            Error::config(
                "a header block is to be made from the Body's bytes, but part of the Body is streamed",
            )
            .named(self.operation)
        })
    }
}

/// Without the Body, which may hold anything.
impl fmt::Debug for Sending<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

/// Adds to each envelope that is sent.
pub(in crate::runtime) trait Extension: Send + Sync {
    /// Adds to the envelope of one send, and says what looks at its reply.
    ///
    /// # Errors
    /// When it cannot: then nothing is sent.
    fn send(
        &self,
        parts: &mut EnvelopeParts<'_>,
        sending: &Sending<'_>,
    ) -> Result<Option<Box<dyn ReplyCheck>>, Error>;

    /// Looks for what can never be sent, when a client is made.
    ///
    /// # Errors
    /// When there is such a thing.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether it is quicker where the content of the Body has canonical form.
    fn wants_canonical(&self) -> bool {
        false
    }
}

/// Looks at the reply to one send, before it is read.
pub(in crate::runtime) trait ReplyCheck: Send + Sync {
    /// Looks at a reply's envelope. A failure makes the call fail with
    /// [`ErrorKind::Security`](crate::runtime::error::ErrorKind::Security) and hands out nothing of the reply, but for a
    /// Fault, which stays one and is marked as unverified.
    ///
    /// # Errors
    /// When the reply is not what was demanded of it.
    fn check(&self, reply: &Unread<'_>) -> Result<Checked, SecurityFailure>;

    /// What of an answer without any envelope, where the operation has a reply.
    ///
    /// # Errors
    /// When something was demanded that only an envelope can have.
    fn check_empty(&self) -> Result<Checked, SecurityFailure> {
        Ok(Checked::default())
    }
}

/// A reply's envelope that was not read yet.
pub(in crate::runtime) struct Unread<'a> {
    /// The text that will be read.
    #[cfg_attr(
        not(any(feature = "addressing", feature = "wsse-signature")),
        allow(dead_code, reason = "nothing looks")
    )]
    pub(in crate::runtime) envelope: &'a str,
    /// What came beside it.
    #[allow(dead_code, reason = "for checks that look at more than the envelope")]
    pub(in crate::runtime) attachments: &'a Attachments<'a>,
}

/// The checks of one reply, in the order of the extensions.
#[derive(Default)]
pub(super) struct Checks(Vec<Box<dyn ReplyCheck>>);

impl Checks {
    /// Looks at an envelope, or at an answer without one. The first failure counts.
    pub(super) fn check(&self, reply: Option<&Unread<'_>>) -> Result<Checked, SecurityFailure> {
        let mut all = Checked::default();
        for check in &self.0 {
            all.add(match reply {
                Some(reply) => check.check(reply)?,
                None => check.check_empty()?,
            });
        }
        Ok(all)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The places of extensions: what stands later sees what the earlier ones added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::runtime) enum Rank {
    /// Header blocks of the program.
    Own,
    /// WS-Addressing.
    #[cfg_attr(not(feature = "addressing"), expect(dead_code, reason = "there is none"))]
    Addressing,
    /// WS-Security, which may sign all others.
    #[cfg_attr(not(feature = "wsse"), expect(dead_code, reason = "there is none"))]
    Security,
}

/// What adds to the envelopes of a session, a client or a call.
#[derive(Clone, Default)]
pub(super) struct Extensions(Vec<(Rank, Arc<dyn Extension>)>);

impl Extensions {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one. Of header blocks there may be several; of the others the last one counts.
    pub(super) fn add(&mut self, rank: Rank, extension: Arc<dyn Extension>) {
        if rank != Rank::Own
            && let Some(at) = self.0.iter().position(|(other, _)| *other == rank)
        {
            self.0.remove(at);
        }
        let at = self.0.iter().position(|(other, _)| *other > rank).unwrap_or(self.0.len());
        self.0.insert(at, (rank, extension));
    }

    /// Looks for what can never be sent.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.0.iter().try_for_each(|(_, extension)| extension.check())
    }

    /// Whether one of them is quicker where the content of the Body has canonical form.
    pub(super) fn want_canonical(&self) -> bool {
        self.0.iter().any(|(_, extension)| extension.wants_canonical())
    }

    /// Takes those of a rank away.
    #[cfg(feature = "addressing")]
    pub(super) fn remove(&mut self, rank: Rank) {
        self.0.retain(|(other, _)| *other != rank);
    }

    /// Has all of them add to an envelope.
    pub(super) fn send(&self, parts: &mut EnvelopeParts<'_>, sending: &Sending<'_>) -> Result<Checks, Error> {
        let mut checks = Checks::default();
        for (_, extension) in &self.0 {
            checks.0.extend(extension.send(parts, sending)?);
        }
        Ok(checks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::client::{Client, ClientBuilder, FakeReply, FakeTransport};
    use crate::runtime::codec::{Type, TypeDef, ns};
    use crate::runtime::error::ErrorKind;
    use crate::runtime::soap::{Message, Service, SoapVersion};
    use std::sync::atomic::{AtomicUsize, Ordering};

    static SERVICE: Service = Service {
        name: "S",
        address: None,
        path: "s",
        paths: &[],
        version: SoapVersion::Soap11,
        namespaces: &ns::WELL_KNOWN,
        outcome: None,
        secrets: &[],
    };
    const TEMPLATE: Operation = Operation {
        name: "Ask",
        service: &SERVICE,
        action: "urn:ask",
        input_action: None,
        request: Message::request(&[], TypeDef::new(ns::NONE, "Ask", &[])),
        response: None,
    };
    static ASK: Operation = Operation {
        response: Some(Message::reply(
            &[],
            TypeDef::new(
                ns::NONE,
                "AskResponse",
                &[crate::runtime::codec::Particle::required(ns::NONE, "r", 0, Type::STRING)],
            ),
        )),
        ..TEMPLATE
    };

    /// Numbers its sends, and wants the number back in the reply.
    struct Counting(AtomicUsize);

    struct Wanted(String);

    impl Extension for Counting {
        fn send(
            &self,
            parts: &mut EnvelopeParts<'_>,
            sending: &Sending<'_>,
        ) -> Result<Option<Box<dyn ReplyCheck>>, Error> {
            assert_eq!(sending.body()?, b"<Ask/>");
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            let prefix = parts.declare("s", "urn:n");
            parts.add("urn:n", "N", format!("<{prefix}:N>{number}</{prefix}:N>"));
            parts.body_id = Some("b".to_owned());
            parts.secrets.push("N".into());
            parts.action = "urn:other".into();
            Ok(Some(Box::new(Wanted(format!("<n>{number}</n>")))))
        }
    }

    impl ReplyCheck for Wanted {
        fn check(&self, reply: &Unread<'_>) -> Result<Checked, SecurityFailure> {
            match reply.envelope.contains(&self.0) {
                true => Ok(Checked { relates_to: Some(self.0.clone()), ..Checked::default() }),
                false => Err(SecurityFailure::new("the number is another one")),
            }
        }

        fn check_empty(&self) -> Result<Checked, SecurityFailure> {
            Err(SecurityFailure::new("there is nothing"))
        }
    }

    fn client(fake: &FakeTransport, refused: bool) -> Client<(), ()> {
        let builder = ClientBuilder::new("http://host").transport(fake.clone());
        let builder = builder.ticket_refused(move |_| refused);
        builder.extended(Rank::Own, Arc::new(Counting(AtomicUsize::new(0)))).build(()).unwrap()
    }

    fn reply(status: u16, header: &str, body: &str) -> FakeReply {
        let soap = "http://schemas.xmlsoap.org/soap/envelope/";
        let envelope = format!(
            "<s:Envelope xmlns:s='{soap}'><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
        );
        FakeReply::new(http::StatusCode::from_u16(status).unwrap(), envelope)
    }

    #[test]
    fn an_extension_adds_to_each_send_and_checks_its_reply() {
        let fake = FakeTransport::new();
        let client = client(&fake, false);
        let said = "<AskResponse><r>yes</r></AskResponse>";
        fake.reply(reply(200, "<n>0</n>", said)).reply(reply(200, "<n>0</n>", said));
        let first = client.call::<String>(&ASK, &[]).blocking_reply().unwrap();
        assert_eq!((first.value.as_str(), first.checked.relates_to.as_deref()), ("yes", Some("<n>0</n>")));
        let request = fake.last_request().unwrap();
        assert_eq!(request.headers.get("soapaction").unwrap(), "\"urn:other\"");
        let sent = String::from_utf8(request.body.to_vec()).unwrap();
        assert!(sent.contains("xmlns:s2=\"urn:n\""), "{sent}");
        assert!(sent.contains("<s:Header><s2:N>0</s2:N></s:Header><s:Body xmlns:wsu="), "{sent}");
        assert!(sent.contains(" wsu:Id=\"b\"><Ask/></s:Body></s:Envelope>"), "{sent}");
        // The second send has another number, and its reply the old one.
        let error = client.call::<String>(&ASK, &[]).blocking().unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true));
        assert_eq!(error.untrusted(), Some("the number is another one"));
        assert!(error.masked_request().unwrap().contains("<s2:N>***</s2:N>"));
        assert!(error.masked_reply().unwrap().contains("yes"));
        let again = error.read_again::<String>(crate::runtime::codec::Reading::lenient()).unwrap_err();
        assert_eq!(again.kind(), ErrorKind::Config);
    }

    #[test]
    fn an_answer_without_an_envelope_is_checked_where_there_is_a_reply() {
        const NOTHING: TypeDef = TypeDef::new(ns::NONE, "Nothing", &[]);
        static TELL: Operation = Operation { response: None, ..TEMPLATE };
        static DO: Operation = Operation { response: Some(Message::reply(&[], NOTHING)), ..TEMPLATE };
        let fake = FakeTransport::computed(|_| Ok(FakeReply::ok("")));
        let client = client(&fake, false);
        client.call::<()>(&TELL, &[]).blocking().unwrap();
        let error = client.call::<()>(&DO, &[]).blocking().unwrap_err();
        assert_eq!((error.kind(), error.untrusted()), (ErrorKind::Security, Some("there is nothing")));
        // An envelope is checked whatever the operation promises.
        let fake = FakeTransport::computed(|_| Ok(reply(200, "", "")));
        let client = self::client(&fake, false);
        let error = client.call::<()>(&TELL, &[]).blocking().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Security);
    }

    #[test]
    fn a_fault_that_fails_a_check_is_one_that_anybody_may_have_sent() {
        let fake = FakeTransport::new();
        let fault = "<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>";
        // Whatever the program says of refused tickets: this is no verdict of the server.
        let client = client(&fake, true);
        fake.reply(reply(500, "", fault)).reply(reply(500, "<n>1</n>", fault));
        let error = client.call::<String>(&ASK, &[]).blocking().unwrap_err();
        assert_eq!((error.kind(), error.is_unverified()), (ErrorKind::Fault, true));
        assert_eq!((error.outcome_unknown(), error.ticket_refused()), (true, false));
        assert_eq!(error.fault().unwrap().reason, "no");
        assert!(error.headers::<()>().is_none());
        let error = client.call::<String>(&ASK, &[]).blocking().unwrap_err();
        assert_eq!((error.kind(), error.is_unverified()), (ErrorKind::Fault, false));
        assert_eq!(error.checked().relates_to.as_deref(), Some("<n>1</n>"));
        assert!(error.ticket_refused());
    }
}

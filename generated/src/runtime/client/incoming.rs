//! One request that is under way, and its reply while it comes in.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderMap};
use http::{Response, StatusCode, Uri};

use super::begun::Begun;
use super::checked::SecurityFailure;
use super::exchange::{self, Beside, How, HttpReply};
use super::extension::Checks;
use super::layer::{Answered, Attempt};
use super::pieces::Watch;
use super::sent_secrets::SentSecrets;
use super::sink::Sink;
use super::split::Split;
use super::transport::TransportError;
use super::uncompressed::uncompressed;
use super::untyped_call::{Rest, Target};
use super::who::{Told, told};
use crate::runtime::codec::secrets::Names;
use crate::runtime::codec::strings::whole;
use crate::runtime::error::{Again, Error};
#[cfg(feature = "stream")]
use crate::runtime::soap::stream::Cut;
use crate::runtime::soap::{Policy, Unpacked};

/// How much room a reply gets before its bytes are there, in bytes: a server may say any length.
const BELIEVED: usize = 256 * 1024;

/// One request that is under way.
pub(super) struct Exchange<'a> {
    pub(super) call: &'a Begun<'a, 'a>,
    pub(super) attempt: Attempt,
    pub(super) uri: Uri,
    pub(super) envelope: Bytes,
    /// The HTTP headers that are sent, where they may be others than the call's.
    pub(super) headers: Option<HeaderMap>,
    pub(super) checks: Checks,
    pub(super) secrets: Names,
    pub(super) watch: Watch,
    pub(super) told: Told,
}

impl<'a> Exchange<'a> {
    pub(super) fn broken(&self, error: TransportError) -> Error {
        if let Err(error) = self.uploaded() {
            return error;
        }
        self.told(Error::from_transport(self.call.operation, error), &[])
    }

    /// Whether all uploads could be read. If not, what the server answers is of a request that was cut off.
    pub(super) fn uploaded(&self) -> Result<(), Error> {
        match self.watch.broken() {
            None => Ok(()),
            Some(why) => Err(self.told(Error::from_upload(self.call.operation, &why), &[])),
        }
    }

    /// Tells the layers of a failure.
    pub(super) fn failed(&self, error: TransportError) -> Result<Sent, Error> {
        self.uploaded()?;
        if self.call.is_made_anew(&error) {
            return Ok(Sent::Anew);
        }
        let next = self.call.session.layers().failed(&error, &self.attempt);
        self.call.again(next).map(Sent::Again).ok_or_else(|| self.broken(error))
    }

    pub(super) fn sent_secrets(&self) -> SentSecrets {
        let headers = self.headers.as_ref().unwrap_or(&self.call.extra);
        let mut sent = SentSecrets::new(&self.envelope, headers, &self.secrets.all());
        for secret in self.call.session.who().secrets().iter().chain(&self.told.secrets) {
            sent.add(secret);
        }
        sent
    }

    /// An error with what was exchanged, and without the secrets that the server may have repeated.
    pub(super) fn told(&self, error: Error, reply: &[u8]) -> Error {
        let sent = self.sent_secrets();
        let mut error = error.at(Some(&self.uri));
        error.hide(&|text| sent.redacted(text));
        error.exchanged(self.envelope.clone(), reply, sent, self.secrets.clone())
    }

    /// As [`told`](Self::told), with the reply that was read, to be read again.
    pub(super) fn whole(&self, error: Error, reply: Vec<u8>, policy: Policy) -> Error {
        let error = self.told(error, &[]);
        error.with_reply(Again { operation: self.call.operation, policy, bytes: reply, of: None })
    }

    pub(super) fn reply<B>(mut self: Box<Self>, response: Response<B>) -> (Incoming<'a>, B) {
        let (mut head, body) = response.into_parts();
        self.told = told(&mut head.extensions);
        let (bytes, split) = (Vec::new(), Split::Undecided);
        let reply = Incoming {
            exchange: self,
            status: head.status,
            headers: head.headers,
            bytes,
            split,
            #[cfg(feature = "stream")]
            cut: None,
        };
        (reply, body)
    }
}

/// What came of a send.
pub(super) enum Sent {
    Read(Box<Rest>),
    /// A layer has the call sent again, after this time.
    Again(Duration),
    /// The server refused the envelope before it was handled: the call makes another one.
    Anew,
}

/// A reply that is coming in.
pub(super) struct Incoming<'a> {
    pub(super) exchange: Box<Exchange<'a>>,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) bytes: Vec<u8>,
    pub(super) split: Split,
    /// What was cut out of it: items that were handed out.
    #[cfg(feature = "stream")]
    pub(super) cut: Option<Box<Cut>>,
}

impl<'a> Incoming<'a> {
    /// Whether the server proved that it is the one that was called, where it was to.
    pub(super) fn is_trusted(&self) -> Result<(), Error> {
        let Some(why) = &self.exchange.told.distrust else { return Ok(()) };
        let error = Error::insecure(self.exchange.call.operation, &SecurityFailure::new(why.clone()));
        Err(self.exchange.told(error.answered(self.status.as_u16(), self.headers.clone()), &[]))
    }

    /// More of the reply. With a `sink` its parts go there, and only the envelope is kept.
    pub(super) fn add(&mut self, chunk: &[u8], sink: Option<&mut Sink<'_>>) -> Result<(), Error> {
        match sink {
            None => self.keep(chunk),
            Some(sink) => self.split(chunk, sink),
        }
    }

    /// How many bytes the server says that it sends.
    pub(super) fn length(&self) -> Option<usize> {
        whole(self.headers.get(CONTENT_LENGTH)?.to_str().ok()?)?.try_into().ok()
    }

    pub(super) fn keep(&mut self, chunk: &[u8]) -> Result<(), Error> {
        let limit = self.exchange.call.session.shared().reply_limit;
        if chunk.len() > limit.saturating_sub(self.bytes.len()) {
            let error = Error::too_large(self.exchange.call.operation, limit)
                .answered(self.status.as_u16(), std::mem::take(&mut self.headers));
            return Err(self.exchange.told(error, &self.bytes));
        }
        let room = self.bytes.capacity() - self.bytes.len();
        if chunk.len() > room {
            // Doubling, as a vector does, but never beyond the limit. The first time as much as the server says, if that is
            // not more than it may cost to believe it.
            let most = limit - self.bytes.len();
            let said = if self.bytes.is_empty() { self.length().unwrap_or(0).min(BELIEVED) } else { 0 };
            self.bytes.reserve_exact(self.bytes.capacity().max(chunk.len()).max(said).min(most));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    /// As [`Exchange::failed`], for an answer that broke off.
    pub(super) fn failed(self, error: TransportError) -> Result<Sent, Error> {
        let failed = self.exchange.failed(error.after_head());
        failed.map_err(|error| error.answered(self.status.as_u16(), self.headers))
    }

    /// Shows the answer to the layers, and reads it.
    pub(super) fn judge(
        mut self,
        target: &mut dyn Target,
        sink: Option<&mut Sink<'_>>,
    ) -> Result<Sent, Error> {
        let beside = match sink {
            Some(sink) => self.beside(sink)?,
            None => None,
        };
        let call = self.exchange.call;
        let layers = call.session.layers();
        if !layers.is_empty() {
            let Self {
                exchange,
                status,
                headers,
                bytes,
                split,
                #[cfg(feature = "stream")]
                cut,
            } = self;
            let mut answer = Answered { status, headers, body: bytes };
            let next = layers.after(&mut answer, &exchange.uri, &exchange.attempt);
            if let Some(wait) = call.again(next) {
                return Ok(Sent::Again(wait));
            }
            let Answered { status, headers, body: bytes } = answer;
            self = Self {
                exchange,
                status,
                headers,
                bytes,
                split,
                #[cfg(feature = "stream")]
                cut,
            };
        }
        self.read(target, beside).map(Sent::Read)
    }

    /// What went to the program's own writer, where the reply was taken apart. What is left of it is its envelope.
    #[cold]
    fn beside(&mut self, sink: &mut Sink<'_>) -> Result<Option<Beside>, Error> {
        let splitter = match std::mem::replace(&mut self.split, Split::No) {
            Split::Yes(splitter) => splitter,
            Split::Undecided => return Ok(None),
            #[cfg(feature = "stream")]
            Split::CutOff => return Ok(Some(Beside::to_come())),
            Split::No => {
                let limit = self.exchange.call.session.shared().reply_limit;
                // What cannot be read is told when it is to be read.
                let Ok(Cow::Owned(plain)) = uncompressed(&self.headers, &self.bytes, limit) else {
                    return Ok(None);
                };
                self.bytes = plain;
                let splitter = self.splitter(self.bytes.trim_ascii_start(), true)?;
                let Some(mut splitter) = splitter else { return Ok(None) };
                let pushed = splitter.push(&self.bytes, &mut *sink.parts);
                pushed.map_err(|error| self.unsplit(error))?;
                self.bytes.clear();
                splitter
            }
        };
        let unpacked = splitter.finish(&mut *sink.parts).map_err(|error| self.unsplit(error))?;
        let Unpacked { envelope, content_type, attachments } = unpacked;
        // Behind what was taken from it, if anything was.
        self.bytes.extend_from_slice(&envelope);
        let beside = Beside { content_type, attachments };
        #[cfg(feature = "stream")]
        self.have_all_come(&beside)?;
        Ok(Some(beside))
    }

    /// How it is read.
    pub(super) fn policy(&self) -> Cow<'a, Policy> {
        let call = self.exchange.call;
        let shared = call.session.shared();
        let mut policy = Cow::Borrowed(&*shared.policy);
        if let Some(reading) = call.reading {
            policy.to_mut().reading = reading.or_memory(shared.policy.reading.memory());
        }
        policy
    }

    fn read(self, target: &mut dyn Target, beside: Option<Beside>) -> Result<Box<Rest>, Error> {
        let policy = self.policy();
        #[cfg(feature = "stream")]
        let cut = self.cut;
        let Self { exchange, status, bytes, headers: http_headers, .. } = self;
        let call = exchange.call;
        let shared = call.session.shared();
        let plain = match uncompressed(&http_headers, &bytes, shared.reply_limit) {
            Ok(plain) => plain,
            Err(error) => {
                let error = error.told(call.operation, shared.reply_limit);
                return Err(exchange.told(error.answered(status.as_u16(), http_headers), &bytes));
            }
        };
        let bytes = match plain {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(plain) => plain,
        };
        call.trace.reply(status.as_u16(), &bytes, &exchange.secrets, || exchange.sent_secrets());
        let (headers, value) = target.parts();
        let reply = HttpReply { status, headers: &http_headers, bytes: &bytes };
        let how = How {
            policy: &policy,
            checks: &exchange.checks,
            beside: beside.as_ref(),
            #[cfg(feature = "stream")]
            cut: cut.as_deref(),
        };
        let read = exchange::interpret_checked(call.operation, &reply, &how, headers, value);
        match read {
            Ok(mut others) => {
                if others.departures.count() > 0 {
                    let sent = exchange.sent_secrets();
                    others.departures.each_mut(&mut |departure| departure.hide(&|text| sent.redacted(text)));
                    call.trace.departed(&others.departures);
                    shared.departed(call.operation, &others.departures);
                }
                Ok(Box::new(Rest {
                    others,
                    status: status.as_u16(),
                    http_headers,
                    operation: call.operation,
                }))
            }
            // A reply that failed a check is not read again, in whatever way.
            Err(error) if error.is_untrusted() => {
                target.clear();
                Err(exchange.told(error.answered(status.as_u16(), http_headers), &bytes))
            }
            Err(mut error) => {
                if let Some(why) = &exchange.told.refusal {
                    error = error.refused_credentials(why);
                } else if shared.refused.fits(&error, call.current.ticket.is_some()) {
                    error = error.refused_ticket();
                }
                let error = error.answered(status.as_u16(), http_headers);
                // What is left of a reply cannot be read again.
                #[cfg(feature = "stream")]
                let error = match cut {
                    Some(_) => exchange.told(error, &bytes),
                    None => exchange.whole(error, bytes, policy.into_owned()),
                };
                #[cfg(not(feature = "stream"))]
                let error = exchange.whole(error, bytes, policy.into_owned());
                if error.departures().count() > 0 {
                    call.trace.departed(error.departures());
                    shared.departed(call.operation, error.departures());
                }
                Err(error)
            }
        }
    }
}

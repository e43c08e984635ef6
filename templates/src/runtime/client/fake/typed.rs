//! Answers by type: what an operation's request and result are is known, so nobody writes XML.

use std::collections::VecDeque;

use super::{FakeReply, FakeTransport, RecordedRequest};
use crate::runtime::client::transport::TransportError;
use crate::runtime::codec::{DecodeError, Reading};
use crate::runtime::soap::Policy;
use crate::runtime::soap::envelope::Packaging;
use crate::runtime::soap::server::{
    Answer, Failure, Given, Handler, ServerOperation, ServerRequest, decode_with, handler, response,
};
use crate::runtime::soap::{Operation, Unpacked, unpack};

/// How the fake reads requests: as the strictest server would.
#[inline]
fn strict() -> Reading {
    Reading::strict()
}

/// What is prepared for operations.
#[derive(Default)]
pub(super) struct Answers(Vec<Row>);

struct Row {
    operation: &'static Operation,
    once: VecDeque<FakeReply>,
    always: Option<Handler>,
}

/// What a call gets.
pub(super) enum Prepared {
    Reply(FakeReply),
    Handler(Handler),
}

impl Prepared {
    #[inline]
    pub(super) fn reply(self, request: &RecordedRequest) -> FakeReply {
        match self {
            Self::Reply(reply) => reply,
            Self::Handler(handler) => match request.unpacked() {
                Ok(parts) => handler(&Given {
                    body: &parts.envelope,
                    attachments: &parts.attachments,
                    policy: &Policy { reading: strict(), understood: Vec::new() },
                    packaging: Packaging::default(),
                    #[cfg(feature = "wsse")]
                    caller: Default::default(),
                })
                .into(),
                Err(error) => FakeReply::ok("")
                    .breaks(TransportError::new(format!("the request cannot be read: {error}"))),
            },
        }
    }
}

impl Answers {
    /// The next answer for an operation.
    #[inline]
    pub(super) fn take(&mut self, operation: &'static Operation) -> Option<Prepared> {
        let row = self.0.iter_mut().find(|row| std::ptr::eq(row.operation, operation))?;
        let once = row.once.pop_front().map(Prepared::Reply);
        once.or_else(|| row.always.clone().map(Prepared::Handler))
    }

    /// Adds for which operations it has answers left.
    #[inline]
    pub(super) fn describe(&self, text: &mut String) {
        let names: Vec<String> = self
            .0
            .iter()
            .filter(|row| row.always.is_some() || !row.once.is_empty())
            .map(|row| format!("{}.{}", row.operation.service.name, row.operation.name))
            .collect();
        if !names.is_empty() {
            text.push_str(&format!(". It has answers for {}", names.join(", ")));
        }
    }

    /// Changes what is prepared for an operation.
    #[inline]
    fn change(&mut self, operation: &'static Operation, change: impl FnOnce(&mut Row)) {
        match self.0.iter_mut().find(|row| std::ptr::eq(row.operation, operation)) {
            Some(row) => change(row),
            None => {
                let mut row = Row { operation, once: VecDeque::new(), always: None };
                change(&mut row);
                self.0.push(row);
            }
        }
    }
}

impl FakeTransport {
    /// Answers every call of `O` by a function of its arguments. The last one given for an operation counts.
    ///
    /// Requests are read as the strictest server would, and the response header that says that the call worked is set.
    #[inline]
    pub fn on<O: ServerOperation>(
        &self,
        answer: impl Fn(O) -> Result<O::Response, Failure> + Send + Sync + 'static,
    ) -> &Self {
        self.on_request(move |request: ServerRequest<O>| answer(request.arguments).map(Answer::new))
    }

    /// As [`on`](Self::on), by a function that sees the request headers (which ticket was sent) and sets response
    /// headers.
    #[inline]
    pub fn on_request<O: ServerOperation>(
        &self,
        answer: impl Fn(ServerRequest<O>) -> Result<Answer<O>, Failure> + Send + Sync + 'static,
    ) -> &Self {
        self.state().typed.change(O::OPERATION, |row| row.always = Some(handler(answer)));
        self
    }

    /// Answers the next call of `O`, once. Several stand in a row, before what [`on`](Self::on) says.
    #[inline]
    pub fn once<O: ServerOperation>(&self, answer: Result<O::Response, Failure>) -> &Self {
        let reply = FakeReply::typed::<O>(answer);
        self.state().typed.change(O::OPERATION, |row| row.once.push_back(reply));
        self
    }

    /// How often `O` was called.
    #[must_use]
    #[inline]
    pub fn count<O: ServerOperation>(&self) -> usize {
        self.state().requests.iter().filter(|request| request.is::<O>()).count()
    }
}

impl FakeReply {
    /// What a server answers to `O`. A value that cannot be written makes a reply that breaks off and says why.
    #[must_use]
    #[inline]
    pub fn typed<O: ServerOperation>(answer: Result<O::Response, Failure>) -> Self {
        match response::<O>(answer.map(Answer::new), Packaging::default()) {
            Ok(response) => response.into(),
            Err(error) => {
                let why = format!("the fake's reply to {} cannot be written: {error}", O::OPERATION.name);
                Self::ok("").breaks(TransportError::new(why))
            }
        }
    }
}

impl RecordedRequest {
    /// Whether it is for `O`.
    #[must_use]
    #[inline]
    pub fn is<O: ServerOperation>(&self) -> bool {
        std::ptr::eq(self.options.operation, O::OPERATION)
    }

    /// The arguments and headers, read as the strictest server would.
    ///
    /// # Errors
    /// When it is for another operation.
    #[inline]
    pub fn decode<O: ServerOperation>(&self) -> Result<ServerRequest<O>, DecodeError> {
        let parts = self.unpacked()?;
        decode_with(&parts.envelope, &parts.attachments, &strict())
    }

    /// The envelope, and what travels beside it.
    #[inline]
    fn unpacked(&self) -> Result<Unpacked<'_>, DecodeError> {
        let whole = || Unpacked::of_envelope(&self.body);
        Ok(unpack(self.header("content-type"), &self.body)?.unwrap_or_else(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::strict;
    use crate::runtime::codec::DepartureKind;

    #[test]
    fn a_fake_overlooks_nothing() {
        for kind in
            [DepartureKind::Unknown, DepartureKind::Namespace, DepartureKind::Order, DepartureKind::Repeated]
        {
            assert!(!strict().accepts(kind), "{kind:?}");
        }
    }
}

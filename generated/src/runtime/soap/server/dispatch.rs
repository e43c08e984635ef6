//! From an HTTP request to the operation it is for, and to its answer.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

#[cfg(feature = "wsse")]
use super::admit::admit;
#[cfg(feature = "addressing")]
use super::relation::Relation;
use super::response::{fault_response, plain_text, respond};
#[cfg(feature = "wsse-signature")]
use super::route::is_addressed;
use super::route::{action, find, media_type, version};
use super::{Answer, Failure, ServerOperation, ServerRequest, decode_by, reply};
use crate::runtime::codec::{DecodeError, DecodeErrorKind, DepartureKind, EncodeError, Reading};
use crate::runtime::soap::Policy;
use crate::runtime::soap::attachments::{Attachments, unpack};
use crate::runtime::soap::envelope::Packaging;
use crate::runtime::soap::fault::Fault;
use crate::runtime::soap::operation::{Operation, Service};
use crate::runtime::values::QName;
#[cfg(feature = "wsse")]
use crate::runtime::{
    soap::envelope::WS_SECURITY,
    wsse::{Caller, Guard},
};

/// Answers requests to several operations: the core of a server, or of a fake of one.
///
/// It does no I/O: a web framework hands it headers and body, and sends what it gives back. It may be asked from many
/// threads at once.
#[derive(Clone, Default)]
pub struct Dispatcher {
    operations: Vec<&'static Operation>,
    handlers: Vec<Handler>,
    policy: Policy,
    packaging: Packaging,
    #[cfg(feature = "wsse")]
    guard: Option<Guard>,
}

/// A request that is given to the operation that it is for.
pub(in crate::runtime) struct Given<'a> {
    /// The envelope.
    pub(in crate::runtime) body: &'a [u8],
    /// What came beside it.
    pub(in crate::runtime) attachments: &'a Attachments<'a>,
    pub(in crate::runtime) policy: &'a Policy,
    /// How the answer leaves.
    pub(in crate::runtime) packaging: Packaging,
    #[cfg(feature = "wsse")]
    pub(in crate::runtime) caller: Caller,
}

/// Answers a request.
pub(in crate::runtime) type Handler = Arc<dyn Fn(&Given<'_>) -> Response<Bytes> + Send + Sync>;

impl Dispatcher {
    /// One that knows no operation yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is done with a request that departs from the contract; [`Reading::faithful`] unless told. A strict one refuses
    /// what a WCF server would silently drop: elements that the contract does not know, that are out of order, or that
    /// come twice.
    #[must_use]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.policy.reading = reading;
        self
    }

    /// The server understands header blocks of this name, beside those of the contract. A request may demand that
    /// (`mustUnderstand`); one that demands another is answered with the Fault `MustUnderstand`.
    #[must_use]
    pub fn understands(mut self, namespace: &str, name: &str) -> Self {
        self.policy.understood.push(QName::new(namespace, name));
        self
    }

    /// Whether the bytes of answers leave as parts beside the envelope (MTOM), those of 1,024 bytes and more; by default
    /// they are base64 in it. Requests are read in either form.
    #[must_use]
    pub fn mtom(mut self, on: bool) -> Self {
        self.packaging.mtom = Some(on);
        self
    }

    /// Checks the Security header of each request before anything of it is read. A handler sees who was found to send it, in
    /// [`ServerRequest::caller`].
    ///
    /// No signature covers the action that HTTP tells. Where several operations have the same Body, demand a signed `wsa:Action`
    /// ([`Verification::header`](crate::runtime::wsse::Verification::header)): then it has to name the operation.
    #[cfg(feature = "wsse")]
    #[must_use]
    pub fn guard(mut self, guard: Guard) -> Self {
        self.guard = Some(guard);
        self.understands(WS_SECURITY, "Security")
    }

    /// Answers `O` by a function of its arguments. The last one given for an operation counts.
    #[must_use]
    pub fn on<O: ServerOperation>(
        self,
        answer: impl Fn(O) -> Result<O::Response, Failure> + Send + Sync + 'static,
    ) -> Self {
        self.on_request(move |request: ServerRequest<O>| answer(request.arguments).map(Answer::new))
    }

    /// Answers `O` by a function that sees the request headers too and sets response headers.
    #[must_use]
    pub fn on_request<O: ServerOperation>(
        mut self,
        answer: impl Fn(ServerRequest<O>) -> Result<Answer<O>, Failure> + Send + Sync + 'static,
    ) -> Self {
        let handler = handler(answer);
        match self.operations.iter().position(|known| std::ptr::eq(*known, O::OPERATION)) {
            Some(at) => {
                if let Some(old) = self.handlers.get_mut(at) {
                    *old = handler;
                }
            }
            None => {
                self.operations.push(O::OPERATION);
                self.handlers.push(handler);
            }
        }
        self
    }

    /// The operations that it answers.
    #[must_use]
    pub fn operations(&self) -> &[&'static Operation] {
        &self.operations
    }

    /// Answers a request: HTTP headers and envelope. What cannot be read, and what is for no operation, is answered
    /// with a Fault that says why; a SOAP version that no service has, with HTTP 415.
    ///
    /// With the cargo feature `addressing`, the answer to a request with a `wsa:MessageID` has its `RelatesTo`, and an
    /// `Action`: that of the request with `Response` for `Request` at its end.
    #[must_use]
    pub fn answer(&self, headers: &HeaderMap, body: &[u8]) -> Response<Bytes> {
        let Some(first) = self.operations.first() else {
            return plain_text(StatusCode::NOT_FOUND, "there is no operation here");
        };
        let unpacked = match unpack(media_type(headers), body) {
            Ok(unpacked) => unpacked,
            Err(error) => {
                return fault(first.service, "Client", format!("the request cannot be read: {error}"));
            }
        };
        let none = Attachments::default();
        let (media, body, attachments) = match &unpacked {
            Some(parts) => (Some(&*parts.content_type), &*parts.envelope, &parts.attachments),
            None => (media_type(headers), body, &none),
        };
        if let Some(version) = version(media)
            && !self.operations.iter().any(|operation| operation.service.version == version)
        {
            return plain_text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "this SOAP version is not spoken here");
        }
        let (answer, operation) = self.answer_envelope(headers, body, attachments, first);
        #[cfg(feature = "addressing")]
        if let Some(relation) = Relation::of(body) {
            return relation.told(answer, operation);
        }
        let _ = operation;
        answer
    }

    /// The answer, and the operation whose it is.
    fn answer_envelope(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        attachments: &Attachments<'_>,
        first: &Operation,
    ) -> (Response<Bytes>, Option<&'static Operation>) {
        #[cfg(feature = "wsse")]
        let caller = match admit(self.guard.as_ref(), &self.operations, body, attachments) {
            Ok(caller) => caller,
            Err(refused) => return (*refused, None),
        };
        let operation = find(&self.operations, headers, body);
        let found = operation
            .and_then(|operation| self.operations.iter().position(|known| std::ptr::eq(*known, operation)));
        #[cfg(feature = "wsse-signature")]
        if self.guard.as_ref().is_some_and(Guard::demands_action)
            && let Some(found) = found.and_then(|at| self.operations.get(at))
            && !is_addressed(found, body)
        {
            let reason = format!("the `wsa:Action`, which is signed, is not that of {}", found.name);
            return (fault(found.service, "Client", reason), None);
        }
        let answer = match found.and_then(|at| self.handlers.get(at)) {
            Some(handler) => handler(&Given {
                body,
                attachments,
                policy: &self.policy,
                packaging: self.packaging,
                #[cfg(feature = "wsse")]
                caller,
            }),
            None => {
                let reason = match action(headers) {
                    Some(action) => format!("no operation for the action {action:?} and this Body"),
                    None => "no operation for this Body, and no action is given".to_owned(),
                };
                fault(first.service, "Client", reason)
            }
        };
        (answer, operation)
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.operations.iter().map(|operation| operation.name).collect();
        f.debug_struct("Dispatcher").field("operations", &names).field("policy", &self.policy).finish()
    }
}

/// Reads, answers, writes.
pub(in crate::runtime) fn handler<O: ServerOperation>(
    answer: impl Fn(ServerRequest<O>) -> Result<Answer<O>, Failure> + Send + Sync + 'static,
) -> Handler {
    Arc::new(move |given| match decode_given::<O>(given) {
        Ok(request) => written(O::OPERATION, response(answer(request), given.packaging)),
        Err(error) => {
            let code = match error.kind() {
                DecodeErrorKind::Departure(DepartureKind::MustUnderstand, _) => "MustUnderstand",
                _ => "Client",
            };
            fault(O::OPERATION.service, code, format!("the request cannot be read: {error}"))
        }
    })
}

fn decode_given<O: ServerOperation>(given: &Given<'_>) -> Result<ServerRequest<O>, DecodeError> {
    let request = decode_by::<O>(given.body, given.attachments, given.policy)?;
    #[cfg(feature = "wsse")]
    let request = ServerRequest { caller: given.caller.clone(), ..request };
    Ok(request)
}

/// The HTTP response of an answer.
pub(in crate::runtime) fn response<O: ServerOperation>(
    answer: Result<Answer<O>, Failure>,
    packaging: Packaging,
) -> Result<Response<Bytes>, EncodeError> {
    match answer {
        Ok(_) if O::OPERATION.response.is_none() => {
            Ok(respond(O::OPERATION.service.version, StatusCode::ACCEPTED, String::new()))
        }
        Ok(answer) => reply(answer, packaging),
        Err(failure) => {
            failure.response(O::OPERATION, &mut O::ResponseHeaders::default(), &O::Response::default())
        }
    }
}

fn written(operation: &Operation, response: Result<Response<Bytes>, EncodeError>) -> Response<Bytes> {
    let why = |error| format!("the reply of {} cannot be written: {error}", operation.name);
    response.unwrap_or_else(|error| fault(operation.service, "Server", why(error)))
}

fn fault(service: &Service, code: &str, reason: String) -> Response<Bytes> {
    let code = QName::new("", code);
    let fault = Fault { code, reason, ..Fault::default() };
    fault_response(service, &fault, None)
        .unwrap_or_else(|error| plain_text(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()))
}

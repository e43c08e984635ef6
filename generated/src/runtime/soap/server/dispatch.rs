//! From an HTTP request to the operation it is for, and to its answer.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Response, StatusCode};

use super::failure::fault_response;
use super::{Answer, Failure, ServerOperation, ServerRequest, decode_by, reply};
use crate::runtime::codec::decode::Decoder;
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::{
    DecodeError, DecodeErrorKind, DepartureKind, EncodeError, Reading, encoding, ns,
};
use crate::runtime::soap::Policy;
use crate::runtime::soap::attachments::{Attachments, parameter, unpack};
use crate::runtime::soap::envelope::read::check_root;
use crate::runtime::soap::envelope::{Packaging, WS_ADDRESSING};
use crate::runtime::soap::fault::Fault;
use crate::runtime::soap::operation::{Operation, Service, SoapVersion};
use crate::runtime::values::QName;
#[cfg(feature = "wsse")]
use crate::runtime::{
    soap::envelope::WS_SECURITY,
    wsse::{Caller, Guard, received::Refusal},
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
        #[cfg(feature = "wsse")]
        let caller = match self.admit(body, attachments) {
            Ok(caller) => caller,
            Err(refused) => return *refused,
        };
        let found = find(&self.operations, headers, body)
            .and_then(|operation| self.operations.iter().position(|known| std::ptr::eq(*known, operation)));
        match found.and_then(|at| self.handlers.get(at)) {
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
        }
    }
}

#[cfg(feature = "wsse")]
impl Dispatcher {
    /// Has the guard look at a request: who sends it, or the Fault that refuses it, in the request's version of SOAP.
    fn admit(&self, body: &[u8], attachments: &Attachments<'_>) -> Result<Caller, Box<Response<Bytes>>> {
        let Some(guard) = &self.guard else { return Ok(Caller::default()) };
        let text = encoding::to_text(body);
        let refusal = match text.as_ref().map(|text| guard.check(text, attachments)) {
            Ok(Ok(caller)) => return Ok(caller),
            Ok(Err(refusal)) => refusal,
            Err(error) => Refusal::from(error.clone()),
        };
        let soap12 = text.is_ok_and(|text| is_soap12(&text));
        let wanted = if soap12 { SoapVersion::Soap12 } else { SoapVersion::Soap11 };
        let services = || self.operations.iter().map(|operation| operation.service);
        let service = services().find(|service| service.version == wanted).or_else(|| services().next());
        let Some(service) = service else {
            return Err(Box::new(plain_text(StatusCode::NOT_FOUND, "nothing is here")));
        };
        let refused = fault_response(service, &refusal.fault(service.version), None);
        let unwritable =
            |error: EncodeError| plain_text(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
        Err(Box::new(refused.unwrap_or_else(unwritable)))
    }
}

/// Whether the root is an Envelope of SOAP 1.2.
#[cfg(feature = "wsse")]
fn is_soap12(text: &str) -> bool {
    static NAMESPACES: [&str; ns::FIRST as usize] = ns::WELL_KNOWN;
    let root = || -> Result<u16, DecodeError> {
        let mut decoder = Decoder::new(text, &NAMESPACES, Reading::faithful())?;
        decoder.cursor.root_tag()?;
        Ok(decoder.cursor.start_tag()?.namespace)
    };
    root().is_ok_and(|namespace| namespace == ns::SOAP12)
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.operations.iter().map(|operation| operation.name).collect();
        f.debug_struct("Dispatcher").field("operations", &names).field("policy", &self.policy).finish()
    }
}

/// The operation that a request is for: the one of its action; where that is missing or several have it, the one whose
/// element stands in the Body. The action is that of HTTP, else the `wsa:Action` of the envelope.
#[must_use]
pub fn find(
    operations: &[&'static Operation],
    headers: &HeaderMap,
    body: &[u8],
) -> Option<&'static Operation> {
    let has = |operation: &Operation, action: &str| {
        operation.action == action || operation.input_action == Some(action)
    };
    let known = |action: &String| operations.iter().any(|operation| has(operation, action));
    let told = action(headers);
    let action = told.clone().filter(known).or_else(|| addressed_action(body).filter(known)).or(told);
    let fits =
        |operation: &&&'static Operation| action.as_deref().is_none_or(|action| has(operation, action));
    let mut candidates = operations.iter().filter(fits);
    let first = candidates.next()?;
    if action.is_some() && candidates.next().is_none() {
        return Some(first);
    }
    let (namespace, local) = first_element(body)?;
    let holds = |operation: &&&'static Operation| {
        // Elements that may stand for each other share a slot.
        let elements = operation.request.body.elements();
        let mut first = elements.iter().take_while(|particle| particle.slot == 0);
        first.any(|particle| {
            let uri = operation.service.namespaces.get(usize::from(particle.namespace));
            particle.name() == local && uri.is_some_and(|uri| *uri == namespace)
        })
    };
    operations.iter().filter(fits).find(holds).copied()
}

/// The action, without quotes: of SOAP 1.1 a header of its own, of SOAP 1.2 a parameter of the content type.
fn action(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let action = match text("soapaction").map(str::trim) {
        Some(quoted) => {
            let bare = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
            bare.replace("\\\"", "\"").replace("\\\\", "\\")
        }
        None => parameter(text("content-type")?, "action")?,
    };
    (!action.is_empty()).then_some(action)
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    std::str::from_utf8(headers.get(CONTENT_TYPE)?.as_bytes()).ok()
}

/// The SOAP version that a media type stands for.
fn version(media: Option<&str>) -> Option<SoapVersion> {
    match media?.split(';').next().unwrap_or_default().trim() {
        media if media.eq_ignore_ascii_case("text/xml") => Some(SoapVersion::Soap11),
        media if media.eq_ignore_ascii_case("application/soap+xml") => Some(SoapVersion::Soap12),
        _ => None,
    }
}

/// Namespace and name of the first element in the Body.
fn first_element(bytes: &[u8]) -> Option<(String, String)> {
    let mut found = None;
    each_in("Body", bytes, &mut |decoder, tag, local| {
        found.get_or_insert_with(|| (decoder.cursor.uri_of(tag).to_owned(), local.to_owned()));
        decoder.pass(tag)
    });
    found
}

/// The action that the envelope tells by WS-Addressing, of either version.
fn addressed_action(bytes: &[u8]) -> Option<String> {
    let mut found = None;
    each_in("Header", bytes, &mut |decoder, tag, local| {
        if local == "Action" && WS_ADDRESSING.contains(&decoder.cursor.uri_of(tag)) && found.is_none() {
            found = Some(decoder.text_in(tag)?);
            return Ok(());
        }
        decoder.pass(tag)
    });
    found.filter(|action| !action.is_empty())
}

/// Shows the elements in the Header or the Body of an envelope, as far as it can be read: what is wrong with the rest will be
/// told when it is read for good.
fn each_in(part: &str, bytes: &[u8], each: &mut Each<'_>) {
    let Ok(text) = encoding::to_text(bytes) else { return };
    let look = || -> Result<(), DecodeError> {
        let mut decoder = Decoder::new(&text, &ns::WELL_KNOWN, Reading::faithful())?;
        decoder.cursor.next_tag()?;
        let root = decoder.cursor.start_tag()?;
        check_root(&decoder, &root)?;
        decoder.each_child(&root, &mut |decoder, tag, local| match local == part {
            true if tag.namespace == root.namespace => {
                decoder.each_child(tag, &mut |decoder, tag, local| each(decoder, tag, local))
            }
            _ => decoder.pass(tag),
        })
    };
    let mut look = look;
    let _ = look();
}

/// What is done with an element.
type Each<'e> = dyn FnMut(&mut Decoder<'_>, &Tag, &str) -> Result<(), DecodeError> + 'e;

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

fn plain_text(status: StatusCode, text: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(text.as_bytes()));
    *response.status_mut() = status;
    let media = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, media);
    response
}

/// An envelope as an HTTP response.
pub(super) fn respond(version: SoapVersion, status: StatusCode, xml: String) -> Response<Bytes> {
    let media = match version {
        SoapVersion::Soap11 => "text/xml; charset=utf-8",
        SoapVersion::Soap12 => "application/soap+xml; charset=utf-8",
    };
    let mut response = Response::new(Bytes::from(xml));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
    response
}

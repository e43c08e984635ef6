//! The contract of the security kit, as the generator makes it: files go up and come down.

use soapwright_runtime::client::{
    Client, ClientBuilder, FakeReply, FakeTransport, Reply, RequestHeaders, fill,
};
use soapwright_runtime::codec::{Field, OPTIMIZED, Particle, Record, Slot, Type, TypeDef, View, ns};
use soapwright_runtime::error::Error;
use soapwright_runtime::soap::server::{ServerOperation, slot_of, view_of};
use soapwright_runtime::soap::{Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};
use soapwright_runtime::values::{Base64, Upload};

namespaces! {
    VAULT = "urn:soapwright:kit:vault:1";
    XMIME = "http://www.w3.org/2005/05/xmlmime";
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Uploaded {
    pub(crate) sha256: String,
    pub(crate) size: i64,
    pub(crate) seen: Option<String>,
}

record! { Uploaded { 0: sha256, 1: size, 2: seen } }

const fn service(version: SoapVersion) -> Service {
    Service {
        name: "Vault",
        address: None,
        path: "",
        paths: &[],
        version,
        namespaces: &NAMESPACES,
        outcome: None,
        secrets: &["Pin"],
    }
}

static SERVICE_11: Service = service(SoapVersion::Soap11);
static SERVICE_12: Service = service(SoapVersion::Soap12);

const TAKEN: &[Particle] = &[
    Particle::required(VAULT, "sha256", 0, Type::STRING),
    Particle::required(VAULT, "size", 1, Type::I64),
    Particle::optional(VAULT, "seen", 2, Type::STRING),
];
const NAMED: &[Particle] = &[NAME];
const GIVEN: &[Particle] = &[Particle::new(VAULT, "data", 0, OPTIMIZED, Type::BASE64)];

const fn data(flags: u8) -> Particle {
    Particle::new(VAULT, "data", 1, flags, Type::BASE64)
}

const fn uploading(service: &'static Service, rows: &'static [Particle]) -> Operation {
    Operation {
        name: "Upload",
        service,
        action: "urn:soapwright:kit:vault:1/Upload",
        input_action: None,
        request: Message::request(&[], TypeDef::new(VAULT, "Upload", rows)),
        response: Some(Message::reply(&[], TypeDef::new(VAULT, "UploadResponse", TAKEN))),
    }
}

const fn taking(rows: &'static [Particle]) -> Operation {
    Operation {
        name: "Take",
        service: &SERVICE_11,
        action: "",
        input_action: None,
        request: Message::request(&[], TypeDef::new(VAULT, "Take", rows)),
        response: None,
    }
}

const fn downloading(service: &'static Service) -> Operation {
    Operation {
        name: "Download",
        service,
        action: "urn:soapwright:kit:vault:1/Download",
        input_action: None,
        request: Message::request(&[], TypeDef::new(VAULT, "Download", NAMED)),
        response: Some(Message::reply(&[], TypeDef::new(VAULT, "DownloadResponse", GIVEN))),
    }
}

const NAME: Particle = Particle::required(VAULT, "name", 0, Type::STRING);

/// As the contract has it: its `data` says which media types it expects.
pub(crate) static UPLOAD: Operation = uploading(&SERVICE_11, &[NAME, data(OPTIMIZED)]);
pub(crate) static UPLOAD_12: Operation = uploading(&SERVICE_12, &[NAME, data(OPTIMIZED)]);
/// With the same Body as the other.
pub(crate) static OTHER_12: Operation =
    Operation { action: "urn:other", ..uploading(&SERVICE_12, &[NAME, data(0)]) };
/// Where the contract says nothing.
pub(crate) static PLAIN: Operation = uploading(&SERVICE_11, &[NAME, data(0)]);
/// With bytes in an attribute, and in a list.
pub(crate) static NOTED: Operation = taking(&[Particle::required(VAULT, "note", 0, Type::Record(&NOTE))]);
pub(crate) static SECRET: Operation =
    taking(&[Particle::required(VAULT, "pins", 0, Type::SimpleList(&Type::BASE64))]);
static NOTE: TypeDef = TypeDef {
    name: "Note",
    namespace: VAULT,
    elements: &[],
    attributes: &[Particle::optional(ns::NONE, "stamp", 0, Type::BASE64)],
    text: None,
};

pub(crate) static TYPED: Operation =
    taking(&[Particle::new(VAULT, "file", 0, OPTIMIZED, Type::Record(&TYPED_FILE))]);
static TYPED_FILE: TypeDef = TypeDef {
    name: "File",
    namespace: VAULT,
    elements: &[],
    attributes: &[Particle::optional(XMIME, "contentType", 0, Type::STRING)],
    text: Some(&Particle::required(ns::NONE, "", 1, Type::BASE64)),
};

pub(crate) struct Typed<'a>(pub(crate) Option<String>, pub(crate) &'a Base64);

impl Record for Typed<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.0.view(),
            _ => self.1.view(),
        }
    }
}

pub(crate) struct Note<'a>(pub(crate) &'a Base64);

impl Record for Note<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, _: u16) -> View<'_> {
        self.0.view()
    }
}

pub(crate) static DOWNLOAD: Operation = downloading(&SERVICE_11);
pub(crate) static DOWNLOAD_12: Operation = downloading(&SERVICE_12);

/// A ticket that no operation sends: it is there to be refused.
#[derive(Debug, Clone, Default)]
pub(crate) struct Headers {
    ticket: Option<String>,
}

record! { Headers { 0: ticket } }

impl RequestHeaders<()> for Headers {
    fn fill(&mut self, from: &Self) -> bool {
        fill(&mut self.ticket, &from.ticket)
    }
}

impl From<String> for Headers {
    fn from(ticket: String) -> Self {
        Self { ticket: Some(ticket) }
    }
}

pub(crate) type Session = Client<Headers, ()>;

/// A session of the service at this URL.
pub(crate) fn session(url: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let builder = ClientBuilder::without_base_url().service_url(&SERVICE_11, url);
    change(builder).build(Headers::default()).unwrap()
}

/// A session over a fake.
pub(crate) fn faked(fake: &FakeTransport) -> Session {
    session("http://fake", |builder| builder.transport(fake.clone()))
}

/// A call that is sent by either client.
pub(crate) type Call<'a, T> = soapwright_runtime::client::Call<'a, T, ()>;

/// What both clients come to: async, then blocking.
pub(crate) fn both<'a, T>(call: impl Fn() -> Call<'a, T>) -> [Result<Reply<T, ()>, Error>; 2]
where
    T: Field + Default + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    [runtime.block_on(async { call().reply().await }), call().blocking_reply()]
}

/// What a test calls its file: servers keep them by name.
fn file() -> String {
    std::thread::current().name().unwrap_or("file").to_owned()
}

pub(crate) fn upload<'a>(
    session: &'a Session,
    operation: &'static Operation,
    data: &Base64,
) -> Call<'a, Uploaded> {
    session.call_record(operation, &Arguments(&file(), data))
}

pub(crate) fn download<'a>(session: &'a Session, operation: &'static Operation) -> Call<'a, Base64> {
    session.call_record(operation, &Arguments(&file(), &Base64::default()))
}

/// So many bytes, of all values, with line ends and what begins as a boundary does.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
    let pattern: Vec<u8> = b"\r\n--soapwright-\r\n--".iter().copied().chain(0..=255).collect();
    pattern.into_iter().cycle().take(count).collect()
}

/// An upload of these bytes whose length nobody knows.
pub(crate) fn of_unknown_length(bytes: &[u8]) -> Upload {
    let bytes = bytes.to_vec();
    Upload::new(move || Ok(std::io::Cursor::new(bytes.clone())))
}

/// The answer to an upload.
pub(crate) fn uploaded() -> FakeReply {
    FakeReply::ok(envelope(
        "<UploadResponse xmlns='urn:soapwright:kit:vault:1'><sha256>x</sha256><size>1</size></UploadResponse>",
    ))
}

pub(crate) fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>"
    )
}

/// The arguments of an upload.
pub(crate) struct Arguments<'a>(pub(crate) &'a str, pub(crate) &'a Base64);

impl Record for Arguments<'_> {
    fn slot(&mut self, _: u16) -> Slot<'_> {
        Slot::None
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => View::Str(self.0),
            1 => self.1.view(),
            _ => View::Absent,
        }
    }
}

/// A request as a server reads it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct UploadRequest {
    pub(crate) name: String,
    pub(crate) data: Base64,
}

impl Record for UploadRequest {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.name, &mut self.data], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.name, &self.data], index)
    }
}

impl ServerOperation for UploadRequest {
    type Response = Uploaded;
    type RequestHeaders = Headers;
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = &UPLOAD;
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DownloadRequest {
    pub(crate) name: String,
}

impl Record for DownloadRequest {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        slot_of([&mut self.name], index)
    }

    fn view(&self, index: u16) -> View<'_> {
        view_of([&self.name], index)
    }
}

impl ServerOperation for DownloadRequest {
    type Response = Base64;
    type RequestHeaders = Headers;
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = &DOWNLOAD;
}

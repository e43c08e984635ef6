//! The contract of the security kit, as the generator makes it: files go up and come down.

use soapwright_runtime::client::{Client, ClientBuilder};
use soapwright_runtime::codec::{Field, OPTIMIZED, Particle, Record, Slot, Type, TypeDef, View};
use soapwright_runtime::soap::server::{ServerOperation, slot_of, view_of};
use soapwright_runtime::soap::{Message, Operation, Service, SoapVersion};
use soapwright_runtime::tables::{namespaces, record};
use soapwright_runtime::values::Base64;

namespaces! {
    VAULT = "urn:soapwright:kit:vault:1";
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

const fn upload(service: &'static Service, rows: &'static [Particle]) -> Operation {
    Operation {
        name: "Upload",
        service,
        action: "urn:soapwright:kit:vault:1/Upload",
        input_action: None,
        request: Message::request(&[], TypeDef::new(VAULT, "Upload", rows)),
        response: Some(Message::reply(&[], TypeDef::new(VAULT, "UploadResponse", TAKEN))),
    }
}

const fn download(service: &'static Service) -> Operation {
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
pub(crate) static UPLOAD: Operation = upload(&SERVICE_11, &[NAME, data(OPTIMIZED)]);
pub(crate) static UPLOAD_12: Operation = upload(&SERVICE_12, &[NAME, data(OPTIMIZED)]);
/// Where the contract says nothing.
pub(crate) static PLAIN: Operation = upload(&SERVICE_11, &[NAME, data(0)]);
pub(crate) static DOWNLOAD: Operation = download(&SERVICE_11);
pub(crate) static DOWNLOAD_12: Operation = download(&SERVICE_12);

pub(crate) type Session = Client<(), ()>;

/// A session of the service at this URL.
pub(crate) fn session(url: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Session {
    let builder = ClientBuilder::without_base_url().service_url(&SERVICE_11, url);
    change(builder).build(()).unwrap()
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
    type RequestHeaders = ();
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
    type RequestHeaders = ();
    type ResponseHeaders = ();
    const OPERATION: &'static Operation = &DOWNLOAD;
}

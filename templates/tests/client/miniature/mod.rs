//! A generated crate in miniature, by hand: the shape of what the generator emits.

use std::fmt;
use std::future::IntoFuture;

use soapwright_runtime::client::{self, ClientBuilder, Login, Refused};
use soapwright_runtime::codec::{
    Arguments, Field, OPTIONAL, Particle, Record, Scalar, Slot, Type, TypeDef, View, ns,
};
use soapwright_runtime::error::Error;
use soapwright_runtime::soap::{Body, Message, Operation, Outcome, Service, SoapVersion, Wrapper};

pub(crate) const NS: u16 = ns::FIRST;
static NAMESPACES: &[&str] = &[
    ns::WELL_KNOWN[0],
    ns::WELL_KNOWN[1],
    ns::WELL_KNOWN[2],
    ns::WELL_KNOWN[3],
    ns::WELL_KNOWN[4],
    ns::WELL_KNOWN[5],
    "urn:example:atlas",
];

pub(crate) type Client = client::Client<RequestHeaders, ResponseHeaders>;
pub(crate) type Call<'a, T> = client::Call<'a, T, ResponseHeaders>;

#[derive(Clone, Default)]
pub(crate) struct RequestHeaders {
    pub(crate) ticket: Option<String>,
    pub(crate) zone: Option<i32>,
}

impl fmt::Debug for RequestHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHeaders").field("zone", &self.zone).finish_non_exhaustive()
    }
}

impl client::RequestHeaders<ResponseHeaders> for RequestHeaders {
    fn fill(&mut self, from: &Self) -> bool {
        let filled = [client::fill(&mut self.ticket, &from.ticket), client::fill(&mut self.zone, &from.zone)];
        filled.contains(&true)
    }
}

impl From<String> for RequestHeaders {
    fn from(ticket: String) -> Self {
        Self { ticket: Some(ticket), ..Self::default() }
    }
}

impl Record for RequestHeaders {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => Slot::Str(self.ticket.get_or_insert_default()),
            1 => Slot::I32(self.zone.get_or_insert_default()),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.ticket.as_deref().map_or(View::Absent, View::Str),
            1 => self.zone.map_or(View::Absent, View::I32),
            _ => View::Absent,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ResponseHeaders {
    pub(crate) succeeded: Option<bool>,
    pub(crate) problem: Option<Problem>,
}

impl Record for ResponseHeaders {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => Slot::Bool(self.succeeded.get_or_insert_default()),
            1 => Slot::Record(self.problem.get_or_insert_default()),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.succeeded.map_or(View::Absent, View::Bool),
            1 => self.problem.as_ref().map_or(View::Absent, |problem| View::Record(problem)),
            _ => View::Absent,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Problem {
    pub(crate) kind: Option<String>,
    pub(crate) text: Option<String>,
}

impl Record for Problem {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => Slot::Str(self.kind.get_or_insert_default()),
            1 => Slot::Str(self.text.get_or_insert_default()),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.kind.as_deref().map_or(View::Absent, View::Str),
            1 => self.text.as_deref().map_or(View::Absent, View::Str),
            _ => View::Absent,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) name: Option<String>,
    pub(crate) rank: i16,
}

impl Record for Place {
    fn slot(&mut self, index: u16) -> Slot<'_> {
        match index {
            0 => Slot::Str(self.name.get_or_insert_default()),
            1 => Slot::I16(&mut self.rank),
            _ => Slot::None,
        }
    }

    fn view(&self, index: u16) -> View<'_> {
        match index {
            0 => self.name.as_deref().map_or(View::Absent, View::Str),
            1 => View::I16(self.rank),
            _ => View::Absent,
        }
    }
}

impl Field for Place {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn view(&self) -> View<'_> {
        View::Record(self)
    }
}

const STRING: Type = Type::Scalar(Scalar::String);
static PROBLEM: TypeDef = TypeDef::new(
    NS,
    "Problem",
    &[Particle::new(NS, "Kind>", 0, OPTIONAL, STRING), Particle::new(NS, "Text>", 1, OPTIONAL, STRING)],
);
static PLACE: TypeDef = TypeDef::new(
    NS,
    "Place",
    &[
        Particle::new(NS, "Name>", 0, OPTIONAL, STRING),
        Particle::new(NS, "Rank>", 1, OPTIONAL, Type::Scalar(Scalar::I16)),
    ],
);
const REQUEST_HEADERS: &[Particle] = &[
    Particle::new(NS, "Ticket>", 0, OPTIONAL, STRING),
    Particle::new(NS, "Zone>", 1, OPTIONAL, Type::Scalar(Scalar::I32)),
];
const RESPONSE_HEADERS: &[Particle] = &[
    Particle::new(NS, "Succeeded>", 0, OPTIONAL, Type::Scalar(Scalar::Bool)),
    Particle::new(NS, "Problem>", 1, OPTIONAL, Type::Record(&PROBLEM)),
];

static OUTCOME: Outcome = Outcome { succeeded: 0, error: Some(1), kind: Some(0), message: Some(1) };
const PATHS: &[&str] = &["Places.svc", "Places12.svc"];
pub(crate) static PLACES: Service = Service {
    name: "Places",
    address: Some("https://contract/atlas/Places.svc"),
    path: "Places.svc",
    paths: PATHS,
    version: SoapVersion::Soap11,
    namespaces: NAMESPACES,
    outcome: Some(&OUTCOME),
    secrets: &["Ticket"],
};
pub(crate) static PLACES_12: Service = Service {
    name: "Places12",
    address: None,
    path: "Places12.svc",
    paths: PATHS,
    version: SoapVersion::Soap12,
    namespaces: NAMESPACES,
    outcome: None,
    secrets: &[],
};

static SAVE_PLACE_IN: [Particle; 1] = [Particle::new(NS, "Place>", 0, OPTIONAL, Type::Record(&PLACE))];
static SAVE_PLACE_OUT: [Particle; 1] = [Particle::new(NS, "Response>", 0, OPTIONAL, Type::Record(&PLACE))];
pub(crate) static SAVE_PLACE: Operation = Operation {
    name: "SavePlace",
    service: &PLACES,
    action: "urn:example:atlas/SavePlace",
    request: Message {
        headers: REQUEST_HEADERS,
        body: Body::Wrapped(Wrapper {
            tag: "SavePlace>",
            flags: 0,
            def: TypeDef::new(NS, "SavePlace", &SAVE_PLACE_IN),
        }),
        attachments: &[],
    },
    response: Some(Message {
        headers: RESPONSE_HEADERS,
        body: Body::Single(Wrapper {
            tag: "SavePlaceResponse>",
            flags: 0,
            def: TypeDef::new(NS, "SavePlaceResponse", &SAVE_PLACE_OUT),
        }),
        attachments: &[],
    }),
};

static DELETE_PLACE_IN: [Particle; 1] =
    [Particle::new(NS, "PlaceId>", 0, OPTIONAL, Type::Scalar(Scalar::I32))];
static DELETE_PLACE_OUT: [Particle; 0] = [];
pub(crate) static DELETE_PLACE: Operation = Operation {
    name: "DeletePlace",
    service: &PLACES,
    action: "urn:example:atlas/DeletePlace",
    request: Message {
        headers: REQUEST_HEADERS,
        body: Body::Wrapped(Wrapper {
            tag: "DeletePlace>",
            flags: 0,
            def: TypeDef::new(NS, "DeletePlace", &DELETE_PLACE_IN),
        }),
        attachments: &[],
    },
    response: Some(Message {
        headers: RESPONSE_HEADERS,
        body: Body::Wrapped(Wrapper {
            tag: "DeletePlaceResponse>",
            flags: 0,
            def: TypeDef::new(NS, "DeletePlaceResponse", &DELETE_PLACE_OUT),
        }),
        attachments: &[],
    }),
};

/// One-way, SOAP 1.2.
pub(crate) static FORGET_PLACE: Operation = Operation {
    name: "ForgetPlace",
    service: &PLACES_12,
    action: "urn:example:\"atlas\"/Forget",
    request: Message {
        headers: REQUEST_HEADERS,
        body: Body::Wrapped(Wrapper {
            tag: "DeletePlace>",
            flags: 0,
            def: TypeDef::new(NS, "DeletePlace", &DELETE_PLACE_IN),
        }),
        attachments: &[],
    },
    response: None,
};

#[derive(Debug, Clone)]
pub(crate) struct Session {
    client: Client,
}

impl Session {
    pub(crate) fn builder(base_url: impl Into<String>) -> SessionBuilder {
        SessionBuilder { client: ClientBuilder::new(base_url), headers: RequestHeaders::default() }
    }

    pub(crate) fn with_ticket(&self, ticket: impl Into<String>) -> Self {
        let client = self.client.without_login();
        Self { client: client.with_headers(|headers| headers.ticket = Some(ticket.into())) }
    }

    /// A login in miniature: saving a place called by the user gives one called by the ticket.
    pub(crate) async fn login(&self, user: &str) -> Result<Self, Error> {
        let place = Place { name: Some(user.to_owned()), rank: 0 };
        let login = self.client.login(&LOGIN, &Arguments(&[Field::view(&place)]));
        Ok(Self { client: login.await? })
    }

    pub(crate) fn login_with<F, E>(&self, function: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self { client: self.client.login_with(function) }
    }

    pub(crate) fn login_with_blocking<E>(
        &self,
        function: impl Fn() -> Result<String, E> + Send + Sync + 'static,
    ) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self { client: self.client.login_with_blocking(function) }
    }

    pub(crate) fn places(&self) -> Places<'_> {
        Places { client: &self.client }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}

pub(crate) struct SessionBuilder {
    client: ClientBuilder,
    headers: RequestHeaders,
}

impl SessionBuilder {
    pub(crate) fn ticket(mut self, ticket: impl Into<String>) -> Self {
        self.headers.ticket = Some(ticket.into());
        self
    }

    pub(crate) fn client(mut self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.client = change(self.client);
        self
    }

    pub(crate) fn build(self) -> Result<Session, Error> {
        Ok(Session { client: self.client.build(self.headers)? })
    }

    pub(crate) async fn login(self, user: &str, password: &str) -> Result<Session, Error> {
        let client: Client = self.client.refused_tickets(&REFUSED).build(self.headers)?;
        let _ = password;
        Session { client }.login(user).await
    }
}

static REFUSED: Refused =
    Refused { status: &[401], faults: &["FailedAuthentication"], kinds: &["TicketException"], messages: &[] };
static LOGIN: Login<RequestHeaders, Option<Place>, ResponseHeaders> =
    Login { operation: &SAVE_PLACE, take: take_ticket, carry: carry_ticket, refused_by_outcome: false };

fn take_ticket(
    headers: &mut RequestHeaders,
    reply: client::Reply<Option<Place>, ResponseHeaders>,
) -> Result<Option<String>, Error> {
    match reply.value {
        None => Err(Error::login(&SAVE_PLACE, None)),
        Some(Place { name: None, .. }) => Err(Error::login_without_ticket(&SAVE_PLACE, "Place.Name")),
        Some(Place { name: ticket, .. }) => {
            headers.ticket = ticket;
            // The address to go on with is where there is room for it.
            Ok(reply.headers.problem.and_then(|problem| problem.text))
        }
    }
}

fn carry_ticket(to: &mut RequestHeaders, from: &RequestHeaders) {
    to.ticket.clone_from(&from.ticket);
}

impl From<Client> for Session {
    fn from(client: Client) -> Self {
        Self { client }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Places<'a> {
    client: &'a Client,
}

impl<'a> Places<'a> {
    #[inline]
    pub(crate) fn save_place(&self, place: &Place) -> Call<'a, Option<Place>> {
        self.client.call(&SAVE_PLACE, &[Field::view(place)])
    }

    #[inline]
    pub(crate) fn delete_place(&self, place_id: i32) -> Call<'a, ()> {
        self.client.call(&DELETE_PLACE, &[View::I32(place_id)])
    }

    #[inline]
    pub(crate) fn forget_place(&self, place_id: i32) -> Call<'a, ()> {
        self.client.call(&FORGET_PLACE, &[View::I32(place_id)])
    }

    pub(crate) fn blocking(&self) -> BlockingPlaces<'a> {
        BlockingPlaces { client: self.client }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct BlockingPlaces<'a> {
    client: &'a Client,
}

impl BlockingPlaces<'_> {
    #[inline]
    pub(crate) fn save_place(&self, place: &Place) -> Result<Option<Place>, Error> {
        self.client.call_blocking(&SAVE_PLACE, &[Field::view(place)])
    }
}

/// The same call by both clients: async first.
pub(crate) fn both<'a, T, F>(make: F) -> [Result<T, Error>; 2]
where
    F: Fn() -> Call<'a, T>,
    T: Field + Default + Send + 'static,
{
    [run(make().into_future()), make().blocking()]
}

/// On a runtime of its own, so that no connection is shared between tests.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub(crate) fn place(name: &str) -> Place {
    Place { name: Some(name.to_owned()), rank: 3 }
}

pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// A reply's envelope, with these header blocks and this Body; `a` is the contract's namespace.
pub(crate) fn envelope(headers: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{SOAP}\" xmlns:a=\"urn:example:atlas\"><s:Header>{headers}</s:Header>\
         <s:Body>{body}</s:Body></s:Envelope>"
    )
}

pub(crate) fn saved(name: &str) -> String {
    envelope(
        "<a:Succeeded>true</a:Succeeded>",
        &format!(
            "<a:SavePlaceResponse><a:Response><a:Name>{name}</a:Name><a:Rank>3</a:Rank></a:Response></a:SavePlaceResponse>"
        ),
    )
}

pub(crate) fn fault() -> String {
    envelope("", "<s:Fault><faultcode>s:Server</faultcode><faultstring>no such place</faultstring></s:Fault>")
}

//! The session of the miniature, and how it logs in.

use soapwright_runtime::client::{self, ClientBuilder, Login, Refused};
use soapwright_runtime::codec::{Arguments, Field};
use soapwright_runtime::error::Error;

use super::services::Places;
use super::wire::{Place, RequestHeaders, ResponseHeaders, SAVE_PLACE};

pub(crate) type Client = client::Client<RequestHeaders, ResponseHeaders>;

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

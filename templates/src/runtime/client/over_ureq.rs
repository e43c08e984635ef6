//! Blocking calls over ureq.

use std::io::Read;

use http::header::CONTENT_LENGTH;
use http::{Request, Response};
use ureq::SendBody;
use ureq::config::Config;
use ureq::unversioned::transport::DefaultConnector;

use super::body::{RequestBody, RequestReader};
use super::names::Names;
use super::transport::{BlockingTransport, SendOptions, TransportError};
use crate::runtime::codec::strings::contains;

/// Carries blocking calls over a `ureq::Agent`.
#[derive(Debug, Clone)]
pub struct UreqTransport {
    agent: ureq::Agent,
    /// Where the agent gets the addresses of hosts, if it was made here.
    names: Option<Names>,
}

/// A ureq configuration with what SOAP calls need: no redirects, bodies of error statuses kept (a Fault comes with
/// 500), the default connect timeout, gzip. Add a proxy, certificates or pool settings.
///
/// Beware of ureq's own log: at level trace (and only there) it shows every byte on the wire, tickets and passwords too.
#[must_use]
pub fn ureq_builder() -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    let builder = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_connect(Some(super::DEFAULT_CONNECT_TIMEOUT));
    // The platform's certificates, as reqwest uses them: a company's own authority is trusted by both or by none.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let builder = {
        let tls = ureq::tls::TlsConfig::builder().root_certs(ureq::tls::RootCerts::PlatformVerifier);
        #[cfg(not(feature = "rustls"))]
        let tls = tls.provider(ureq::tls::TlsProvider::NativeTls);
        builder.tls_config(tls.build())
    };
    builder
}

impl UreqTransport {
    /// Over this agent.
    #[must_use]
    pub fn new(agent: ureq::Agent) -> Self {
        Self { agent, names: None }
    }

    /// Over an agent with these settings.
    pub(super) fn of(config: Config) -> Self {
        let names = Names::default();
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), names.clone());
        Self { agent, names: Some(names) }
    }
}

impl BlockingTransport for UreqTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        options: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        let (mut parts, body) = request.into_parts();
        // Else it would be sent in chunks.
        if let Some(length) = body.length() {
            parts.headers.insert(CONTENT_LENGTH, length.into());
        }
        let mut rest = Unsent { rest: body.into_reader(), is_whole: true };
        let request = self
            .agent
            .configure_request(Request::from_parts(parts, SendBody::from_reader(&mut rest)))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(options.timeout);
        #[cfg(feature = "stream")]
        let request = match options.idle {
            None => request,
            idle => request
                .timeout_send_request(idle)
                .timeout_send_body(idle)
                .timeout_recv_response(idle)
                .timeout_per_read(idle),
        };
        let request = request.build();
        let sent = self.agent.run(request);
        // No server handles a request without its body, and a body is only asked for on a connection that stands: a bad
        // certificate is an error like any other to ureq.
        let response = sent.map_err(|error| match rest.is_whole {
            true => {
                // Perhaps the host has another address by now.
                self.names.iter().for_each(Names::forget);
                failure(error).not_sent()
            }
            false => failure(error),
        })?;
        Ok(response.map(|body| Box::new(Body(body.into_reader())) as Box<dyn Read + Send>))
    }
}

/// What is still to be sent of a request's body.
struct Unsent {
    rest: RequestReader,
    /// Nobody has asked for it.
    is_whole: bool,
}

impl Read for Unsent {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.is_whole = false;
        self.rest.read(buffer)
    }
}

/// Keeps what ureq's own error says of a broken read.
struct Body(ureq::BodyReader<'static>);

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            std::io::ErrorKind::Interrupted => error,
            _ => std::io::Error::other(failure(ureq::Error::from(error))),
        })
    }
}

fn failure(error: ureq::Error) -> TransportError {
    use ureq::Error;
    let timeout = match &error {
        Error::Timeout(_) => true,
        Error::Io(io) => io.kind() == std::io::ErrorKind::TimedOut,
        _ => false,
    };
    let is_refusal = matches!(&error, Error::ConnectProxyFailed(why) if contains(why, "407"));
    let mut failure = TransportError::new(error);
    if is_refusal {
        failure = failure.refused_by_proxy();
    }
    if timeout { failure.timed_out() } else { failure }
}

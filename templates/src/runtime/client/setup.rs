//! How HTTP clients are set up that we make.

#[cfg(any(feature = "async", feature = "blocking"))]
use std::sync::Arc;
use std::time::Duration;

#[cfg(all(feature = "async", feature = "ntlm"))]
use super::transport::TransportError;

#[cfg(feature = "async")]
type OfReqwest = dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync;
#[cfg(feature = "blocking")]
/// A ureq configuration that is being made.
pub type UreqBuilder = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;
#[cfg(feature = "blocking")]
type OfUreq = dyn Fn(UreqBuilder) -> UreqBuilder + Send + Sync;

/// How many connections NTLM has at most, by default.
#[cfg(feature = "ntlm")]
const LANES: usize = 32;

/// How clients are set up.
#[derive(Clone)]
pub(super) struct Setup {
    pub(super) connect_timeout: Duration,
    #[cfg(feature = "async")]
    pub(super) of_reqwest: Option<Arc<OfReqwest>>,
    #[cfg(feature = "blocking")]
    pub(super) of_ureq: Option<Arc<OfUreq>>,
    /// How many connections an identity has at most that proves them.
    #[cfg(feature = "ntlm")]
    pub(super) lanes: usize,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            connect_timeout: super::DEFAULT_CONNECT_TIMEOUT,
            #[cfg(feature = "async")]
            of_reqwest: None,
            #[cfg(feature = "blocking")]
            of_ureq: None,
            #[cfg(feature = "ntlm")]
            lanes: LANES,
        }
    }
}

impl Setup {
    /// With what the program sets. Redirects are never followed.
    #[cfg(feature = "async")]
    pub(super) fn reqwest(&self) -> reqwest::ClientBuilder {
        let builder = super::reqwest_builder().connect_timeout(self.connect_timeout);
        match &self.of_reqwest {
            Some(change) => change(builder).redirect(reqwest::redirect::Policy::none()),
            None => builder,
        }
    }

    /// A client with one connection, which it keeps for so long.
    #[cfg(all(feature = "async", feature = "ntlm"))]
    pub(super) fn reqwest_lane(&self, idle: Duration) -> Result<super::ReqwestTransport, TransportError> {
        let builder = self.reqwest().http1_only().pool_max_idle_per_host(1).pool_idle_timeout(idle);
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        let builder = builder.tls_info(true);
        let builder = builder.connector_layer(super::auth::OneConnection::default());
        let client = builder.build().map_err(|why| TransportError::new(why).not_sent())?;
        Ok(super::ReqwestTransport::new(client))
    }

    /// As [`reqwest`](Self::reqwest).
    #[cfg(feature = "blocking")]
    pub(super) fn ureq(&self) -> UreqBuilder {
        let builder = super::ureq_builder().timeout_connect(Some(self.connect_timeout));
        match &self.of_ureq {
            Some(change) => change(builder),
            None => builder,
        }
    }

    /// As [`reqwest_lane`](Self::reqwest_lane).
    #[cfg(all(feature = "blocking", feature = "ntlm"))]
    pub(super) fn ureq_lane(&self, idle: Duration) -> super::UreqTransport {
        let builder = self.ureq().max_idle_connections(1).max_idle_connections_per_host(1).max_idle_age(idle);
        super::UreqTransport::of(builder.build())
    }
}

#[cfg(any(feature = "async", feature = "blocking"))]
impl super::ClientBuilder {
    /// A function that sets up each `reqwest::Client` that we make (proxy, certificates): one for all calls, or one for each
    /// connection where NTLM or Negotiate is used. Redirects stay off.
    #[cfg(feature = "async")]
    pub fn configure_reqwest(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.setup.of_reqwest = Some(Arc::new(change));
        self
    }

    /// A function that sets up each `ureq::Agent` that we make (proxy, certificates): one for all calls, or one for each
    /// connection where NTLM or Negotiate is used.
    #[cfg(feature = "blocking")]
    pub fn configure_ureq(
        mut self,
        change: impl Fn(UreqBuilder) -> UreqBuilder + Send + Sync + 'static,
    ) -> Self {
        self.setup.of_ureq = Some(Arc::new(change));
        self
    }
}

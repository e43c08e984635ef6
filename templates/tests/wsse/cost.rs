//! What a signature costs beside the operation of its key. Run it alone and optimised:
//! `cargo test --release -p soapwright-runtime --features wsse-pkcs12 --test wsse cost -- --ignored --nocapture`.

use std::hint::black_box;
use std::io::Read;
use std::time::{Duration, Instant};

use http::{Request, Response};
use soapwright_runtime::client::{
    BlockingTransport, ClientBuilder, RequestBody, SendOptions, TransportError, exchange,
};
use soapwright_runtime::codec::{Arguments, Field as _, MANY, OPTIONAL, Particle, Type, TypeDef};
use soapwright_runtime::soap::{EncodedBody, Message, Operation};
use soapwright_runtime::wsse::{Security, Signature, Signer, SigningKey};

use crate::keys::CERTIFICATE;
use crate::vault::{SERVICE_11, Session, VAULT};

/// Of the time that encoding and one pass of SHA-256 take.
const MOST: f64 = 1.25;

static STORE: Operation = Operation {
    name: "Store",
    service: &SERVICE_11,
    action: "",
    input_action: None,
    request: Message::request(
        &[],
        TypeDef::new(VAULT, "Store", &[Particle::new(VAULT, "text", 0, OPTIONAL | MANY, Type::STRING)]),
    ),
    response: None,
};

/// A key whose operation takes no time.
struct Free;

impl Signer for Free {
    fn algorithm(&self) -> &str {
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(vec![0; 256])
    }
}

/// The shortest time of many.
fn least(mut work: impl FnMut()) -> Duration {
    let one = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..300).map(|_| one(&mut work)).min().unwrap()
}

/// Takes requests and keeps none.
struct Sink;

impl BlockingTransport for Sink {
    fn send(
        &self,
        request: Request<RequestBody>,
        _: SendOptions,
    ) -> Result<Response<Box<dyn Read + Send>>, TransportError> {
        black_box(request);
        Ok(Response::new(Box::new(std::io::empty())))
    }
}

fn session(security: Option<Security>) -> Session {
    let builder = ClientBuilder::new("http://host").blocking_transport(Sink);
    let builder = match security {
        Some(security) => builder.security(security),
        None => builder,
    };
    builder.build(()).unwrap()
}

/// The bytes that are sent.
fn sent(body: &EncodedBody) -> bytes::Bytes {
    let address = "http://host".parse().unwrap();
    exchange::prepare(&STORE, &address, &(), body, &http::HeaderMap::new()).unwrap().into_body()
}

#[test]
#[ignore = "measures; needs an optimised build"]
fn a_signature_over_a_large_body_costs_little_more_than_its_digest() {
    let suite = tls::crypto::aws_lc_rs::cipher_suite::TLS13_AES_128_GCM_SHA256.tls13().unwrap();
    let key = SigningKey::from_signer(Free, CERTIFICATE).unwrap();
    for (what, texts) in [
        ("one text", vec!["x".repeat(1_000_000)]),
        ("20,000 elements", vec!["a text & more of it, 30 long".to_owned(); 20_000]),
    ] {
        let view = texts.view();
        let encoded = exchange::encode(&STORE, &Arguments(&[view])).unwrap();
        let text = format!("{encoded:?}");
        let encoding = least(|| {
            black_box(exchange::encode(&STORE, &Arguments(&[view])).unwrap());
        });
        let body = sent(&encoded);
        let plain = session(None);
        let digest = least(|| {
            black_box(suite.common.hash_provider.hash(&body));
        });
        let unsigned = least(|| {
            plain.call_blocking::<()>(&STORE, &[view]).unwrap();
        });
        let signing = session(Some(Security::new().sign(Signature::new(key.clone()))));
        let signed = least(|| {
            signing.call_blocking::<()>(&STORE, &[view]).unwrap();
        });
        // What a call does beside encoding is the same for both.
        let total = encoding + signed.saturating_sub(unsigned);
        let ratio = total.as_secs_f64() / (encoding + digest).as_secs_f64();
        println!(
            "{what}, {text}: encoding {encoding:?}, SHA-256 {digest:?}, call {unsigned:?}, signed call {signed:?}: {ratio:.3}"
        );
        assert!(ratio <= MOST, "{what}: {ratio}");
    }
}

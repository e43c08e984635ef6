//! Servers that no secure connection can be made with: nothing was sent, and whoever calls again does no harm.

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};
use soapwright_tests::bad_servers::TIMEOUT;
use superoffice_services86::types::UserGroup;
use superoffice_services86::{Error, ErrorKind, Session, blocking};

use super::wait;

/// A certificate for localhost that nobody vouches for. It is in no use but here.
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUIGvf2j7GKIvPitzGiSCMhs3ocQEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDAyNDE0NloYDzIxMjYxMTA2
MDI0MTQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASolbQmWzImuP3Rrh5x6QspwlhAoX+JoAO2XeFtTr36Qca0mOmdrYdV
u9wpOw/crh6OXlbqfx4i8Tfo5HLs14d6o28wbTAdBgNVHQ4EFgQUlFjYgppUnEso
exP/OGy+EJt/QvUwHwYDVR0jBBgwFoAUlFjYgppUnEsoexP/OGy+EJt/QvUwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAPp7tjI+uyqkFgcVL5z4GqJUPcjpUNvUvNZgUz3jD6wyAiBs
/exABoct6Ln7c3qZwuVjcYGy1I1qrgwDKLVQUiKPgw==
-----END CERTIFICATE-----
";

const KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZDsxNKIGvf4a3X1Y
hIqgIvkrOug1k2jJU2Diul70peKhRANCAASolbQmWzImuP3Rrh5x6QspwlhAoX+J
oAO2XeFtTr36Qca0mOmdrYdVu9wpOw/crh6OXlbqfx4i8Tfo5HLs14d6
-----END PRIVATE KEY-----
";

/// A server that has each of its connections answered, and counts those on which a request came.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

/// A server; `answer` tells whether anything of a request came.
fn serve(answer: impl Fn(TcpStream) -> bool + Send + Sync + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (connected, requested) = (Arc::clone(&connections), Arc::clone(&requests));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            connected.fetch_add(1, Ordering::SeqCst);
            requested.fetch_add(usize::from(answer(stream)), Ordering::SeqCst);
        }
    });
    Server { address, connections, requests }
}

/// Presents the certificate.
fn secure() -> Server {
    let certificate = CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    serve(move |mut stream| {
        let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        Stream::new(&mut connection, &mut stream).read(&mut [0]).is_ok_and(|count| count > 0)
    })
}

/// Calls with both clients: neither call is sent.
#[track_caller]
fn nothing_is_sent(server: &Server, says: &str) {
    let base = format!("https://localhost:{}", server.address.port());
    let session = Session::builder(&base).timeout(TIMEOUT).build().unwrap();
    let blocking = blocking::Session::builder(&base).timeout(TIMEOUT).build().unwrap();
    let group = UserGroup::default();
    let results: [Result<_, Error>; 2] = [
        wait(async { session.user().save_user_group(&group).await }),
        blocking.user().save_user_group(&group),
    ];
    for (who, result) in ["async", "blocking"].iter().zip(results) {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{who}: {error}");
        assert!(!error.outcome_unknown(), "{who}: {error}");
        assert!(error.to_string().contains(says), "{who}: {error}");
    }
    assert!(server.connections.load(Ordering::SeqCst) >= 2, "nobody asked");
    assert_eq!(server.requests.load(Ordering::SeqCst), 0, "a request came");
}

#[test]
fn a_bad_certificate_gets_no_request() {
    nothing_is_sent(&secure(), "certificate");
}

#[test]
fn a_handshake_that_breaks_off_is_no_request() {
    nothing_is_sent(
        &serve(|mut stream| {
            let _ = stream.read(&mut [0; 64]);
            false
        }),
        "",
    );
}

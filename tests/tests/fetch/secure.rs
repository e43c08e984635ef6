//! Certificates: whom the client believes, and whom it shows its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, Stream};

use super::*;

/// A file of `certificates`: an authority of these tests, and certificates that it has signed. They are in no use but here.
fn certificate(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fetch/certificates").join(name);
    path.to_str().unwrap().to_owned()
}

/// A server of the contract by https, which asks for a client's certificate or does not.
fn secure(asks: bool) -> SocketAddr {
    let chain = vec![CertificateDer::from_pem_file(certificate("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(certificate("server.key")).unwrap();
    let provider = Arc::new(ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = builder.unwrap();
    let builder = if asks {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(certificate("ca.pem")).unwrap()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut stream);
            let mut head = [0; 4096];
            // One read has the whole of a small request.
            let Ok(length) = stream.read(&mut head) else { continue };
            let body = match String::from_utf8_lossy(&head[..length]).contains("GET /o?wsdl") {
                true => contract(&import("t.xsd")),
                false => schema("", "Order"),
            };
            let answer = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    address
}

#[test]
fn an_authority_of_ones_own_is_believed_if_named() {
    let url = format!("https://{}/o?wsdl", secure(false));
    let dir = tempfile::tempdir().unwrap();
    let (code, said) = fetch(dir.path(), &url, &[], &[]);
    assert!(code == Some(2) && said.contains("certificate") && said.contains("--ca FILE"), "{said}");
    let (code, said) = fetch(dir.path(), &url, &["--ca", &certificate("ca.pem")], &[]);
    assert_eq!(code, Some(0), "{said}");
    whole(dir.path(), "o.wsdl");
}

#[test]
fn a_clients_certificate_is_shown() {
    let url = format!("https://{}/o?wsdl", secure(true));
    let (ca, cert, key) = (certificate("ca.pem"), certificate("client.pem"), certificate("client.key"));
    let dir = tempfile::tempdir().unwrap();
    let (code, said) = fetch(dir.path(), &url, &["--ca", &ca, "--retries", "0"], &[]);
    assert!(code == Some(2) && said.contains(&url), "{said}");
    let (code, said) = fetch(dir.path(), &url, &["--ca", &ca, "--cert", &cert, "--key", &key], &[]);
    assert_eq!(code, Some(0), "{said}");
    whole(dir.path(), "o.wsdl");
}

#[test]
fn files_without_a_certificate_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let (cert, key) = (certificate("client.pem"), certificate("client.key"));
    for (more, told) in [
        (&["--ca", "/nowhere.pem"][..], "/nowhere.pem"),
        (&["--ca", &key], "no certificate is in it"),
        (&["--cert", &cert, "--key", &cert], "no private key is in it"),
        (&["--cert", &cert], "--key"),
    ] {
        let (code, said) = fetch(dir.path(), "https://127.0.0.1:1/o", more, &[]);
        assert!(code == Some(2) && said.contains(told), "{more:?}: {said}");
    }
}

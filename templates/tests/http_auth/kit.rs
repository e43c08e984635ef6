//! Against the HTTP authentication server of the security kit, at every path of it. The kit's ports begin at
//! `SECURITY_KIT_PORT`, and `SECURITY_KIT_KEYS` is the folder of its keys:
//! `cargo test -p soapwright-runtime --features http-digest,ntlm --test http_auth kit -- --ignored`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sha2::Digest as _;
use soapwright_runtime::client::{
    ClientBuilder, NegotiateExchange, NegotiateTarget, NegotiateTokens, TokenError,
};
use soapwright_runtime::codec::LexValue as _;
use soapwright_runtime::error::{Error, ErrorKind};
use soapwright_runtime::values::Base64;

use super::vault::{DOMAIN_USER, PASSWORD, USER, Vault, both, echo, run, vault};

struct Kit {
    port: u16,
    keys: String,
}

/// The kit.
fn kit() -> Kit {
    let first: u16 = std::env::var("SECURITY_KIT_PORT").unwrap().parse().unwrap();
    Kit { port: first + 8, keys: std::env::var("SECURITY_KIT_KEYS").unwrap() }
}

impl Kit {
    fn vault(&self, path: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vault {
        vault(&format!("http://127.0.0.1:{}/{path}", self.port), change)
    }

    fn tls(&self, path: &str, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Vault {
        let authority = std::fs::read(format!("{}/ca.cert.pem", self.keys)).unwrap();
        let of_reqwest = reqwest::Certificate::from_pem(&authority).unwrap();
        let of_ureq = ureq::tls::Certificate::from_pem(&authority).unwrap();
        vault(&format!("https://localhost:{}/{path}", self.port + 1), |builder| {
            let builder =
                builder.configure_reqwest(move |client| client.tls_certs_only([of_reqwest.clone()]));
            change(builder.configure_ureq(move |agent| {
                let roots = ureq::tls::RootCerts::new_with_certs(std::slice::from_ref(&of_ureq));
                agent.tls_config(ureq::tls::TlsConfig::builder().root_certs(roots).build())
            }))
        })
    }
}

/// Both calls were let in, and the server saw this.
#[track_caller]
fn seen(vault: &Vault, parts: &[&str]) -> [String; 2] {
    both(vault).map(|result| {
        let seen = result.unwrap();
        assert!(parts.iter().all(|part| seen.contains(part)), "{seen}: {parts:?}");
        eprintln!("seen {seen}");
        seen
    })
}

#[track_caller]
fn refused(vault: &Vault, says: &str) {
    for result in both(vault) {
        let error: Error = result.unwrap_err();
        assert_eq!(
            (error.kind(), error.status(), error.outcome_unknown()),
            (ErrorKind::Http, Some(401), false)
        );
        let text = format!("{error} {error:?}");
        assert!(text.contains(says), "{text}");
        assert!(!text.contains(PASSWORD) && !text.contains("s3cret"), "{text}");
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn basic() {
    let kit = kit();
    seen(&kit.vault("basic", |b| b.basic_auth(USER, PASSWORD)), &["basic=alice"]);
    seen(&kit.vault("open", |b| b.digest_auth(USER, PASSWORD)), &["open;"]);
    seen(&kit.vault("open", |b| b.ntlm_auth(USER, PASSWORD)), &["open;"]);
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn thirteen_kinds_of_digest() {
    let kit = kit();
    for (path, sees) in [
        ("digest-md5", "digest=alice,MD5,qop=auth,"),
        ("digest-sha256", "digest=alice,SHA-256,qop=auth,"),
        ("digest-md5-sess", "digest=alice,MD5-sess,qop=auth,"),
        ("digest-sha256-sess", "digest=alice,SHA-256-sess,qop=auth,"),
        ("digest-both", "digest=alice,SHA-256,qop=auth,"),
        ("digest-oneline", "digest=alice,MD5,qop=auth,"),
        ("digest-noqop", "digest=alice,MD5,qop=None,nc=None"),
        ("digest-int", "digest=alice,MD5,qop=auth,"),
        ("digest-int-only", "digest=alice,MD5,qop=auth-int,"),
        ("digest-stale", "digest=alice,MD5,qop=auth,nc=00000001"),
        ("digest-next", "digest=alice,MD5,qop=auth,nc=00000001"),
        ("digest-odd", "digest=alice,MD5,qop=auth,"),
        ("digest-md5?a=b%20c&d='e'&f=%7Bg%7D", "digest=alice,MD5,qop=auth,"),
    ] {
        let vault = kit.vault(path, |b| b.digest_auth(USER, PASSWORD));
        for _ in 0..4 {
            seen(&vault, &[sees]);
        }
        refused(
            &kit.vault(path, |b| b.digest_auth(USER, "wr0ng-s3cret")),
            "refused the user name or the password",
        );
    }
    let vault = kit.vault("digest-utf8", |b| b.digest_auth("\u{c5}se", "bl\u{e5}b\u{e6}r"));
    seen(&vault, &["digest=\u{c5}se,MD5"]);
    // The counter grows, the nonce is used again without being asked.
    let vault = kit.vault("digest-md5", |b| b.digest_auth(USER, PASSWORD));
    let counts: Vec<String> = (0..3).flat_map(|_| seen(&vault, &[])).collect();
    for (number, seen) in counts.iter().enumerate() {
        assert!(seen.contains(&format!("nc={:08x};", number + 1)), "{counts:?}");
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn ntlm_and_negotiate() {
    let kit = kit();
    for (path, sees) in [
        ("ntlm", "ntlm=KIT\\alice,raw,v2,mic=True,spn=HTTP/127.0.0.1,ws="),
        ("ntlm-close", "ntlm=KIT\\alice,raw,v2,mic=True"),
        ("negotiate", "negotiate=KIT\\alice,spnego,v2,mic=True"),
        ("negotiate+ntlm", "ntlm=KIT\\alice,raw,v2,mic=True"),
    ] {
        let vault = kit.vault(path, |b| b.ntlm_auth(DOMAIN_USER, PASSWORD));
        for _ in 0..3 {
            seen(&vault, &[sees]);
        }
        refused(&kit.vault(path, |b| b.ntlm_auth(DOMAIN_USER, "wr0ng-s3cret")), "refused the user name");
    }
    for (path, sees) in [
        ("ntlm", "ntlm=KIT\\alice,raw,v2"),
        ("negotiate", "negotiate=KIT\\alice,spnego,v2"),
        ("negotiate+ntlm", "negotiate=KIT\\alice,spnego,v2"),
    ] {
        seen(&kit.vault(path, |b| b.negotiate_auth(DOMAIN_USER, PASSWORD)), &[sees]);
    }
    refused(&kit.vault("basic", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD)), "does not offer NTLM, but Basic");
    refused(
        &kit.vault("ntlm", |b| b.digest_auth(USER, PASSWORD)),
        "does not offer Digest authentication, but NTLM",
    );
    refused(&kit.vault("ntlm", |b| b), "");
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn a_connection_is_proven_once() {
    let kit = kit();
    let vault = kit.vault("ntlm", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD));
    let all: Vec<[String; 2]> = (0..5).map(|_| seen(&vault, &[])).collect();
    for way in 0..2 {
        let ends: Vec<&str> = all.iter().map(|both| both[way].rsplit_once("conn=").unwrap().1).collect();
        let (connection, _) = ends[0].split_once(';').unwrap();
        // The first call took two requests, the others one each.
        let wanted: Vec<String> = (2..7).map(|number| format!("{connection};req={number};")).collect();
        assert_eq!(ends, wanted);
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn over_tls_the_channel_is_bound() {
    let kit = kit();
    let vault = kit.tls("ntlm-cbt", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD));
    for _ in 0..2 {
        let seen = run(async { echo(&vault).await }).unwrap().unwrap();
        assert!(seen.contains("mic=True,spn=HTTP/localhost,") && seen.contains("cbt=True;"), "{seen}");
    }
    let error = echo(&vault).blocking().unwrap_err();
    assert!(
        error.to_string().contains("channel binding, which only async calls over reqwest can give"),
        "{error}"
    );
    seen(&kit.tls("ntlm", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD)), &["ntlm=KIT\\alice"]);
    seen(&kit.tls("negotiate", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD)), &["negotiate=KIT\\alice"]);
    seen(&kit.tls("digest-sha256", |b| b.digest_auth(USER, PASSWORD)), &["digest=alice"]);
}

/// Tells how it was asked, and has no token.
struct Asked(Arc<Mutex<Vec<Option<Vec<u8>>>>>);

impl NegotiateTokens for Asked {
    fn begin(&self, target: &NegotiateTarget<'_>) -> Result<Box<dyn NegotiateExchange>, TokenError> {
        assert_eq!(target.host(), "localhost");
        self.0.lock().unwrap().push(target.channel_binding().map(<[u8]>::to_vec));
        Err("no ticket".into())
    }

    fn needs_channel_binding(&self) -> bool {
        true
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn a_program_binds_its_tokens_to_the_channel() {
    let kit = kit();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let vault = kit.tls("negotiate", |b| b.negotiate_tokens(Asked(Arc::clone(&asked))));
    for result in both(&vault) {
        assert!(result.unwrap_err().to_string().contains("no ticket"));
    }
    let asked = asked.lock().unwrap();
    let certificate = std::fs::read_to_string(format!("{}/server.cert.pem", kit.keys)).unwrap();
    let mut der = Base64::default();
    der.read(&certificate.lines().filter(|line| !line.starts_with('-')).collect::<String>()).unwrap();
    let wanted = [&b"tls-server-end-point:"[..], &sha2::Sha256::digest(&der.0)].concat();
    // ureq does not tell the certificate.
    assert_eq!(*asked, [Some(wanted), None]);
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn a_hundred_calls_at_once_have_their_connections() {
    let kit = kit();
    for [by_async, by_threads] in [
        at_once(&kit.vault("ntlm", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD).ntlm_connections(16))),
        at_once(&kit.tls("ntlm", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD).ntlm_connections(16))),
    ] {
        alone(&by_async, 16);
        alone(&by_threads, 16);
    }
}

fn at_once(vault: &Vault) -> [Vec<String>; 2] {
    let by_async = run(async {
        let calls: Vec<_> = (0..100)
            .map(|_| {
                let vault = vault.clone();
                tokio::spawn(async move { echo(&vault).await })
            })
            .collect();
        let mut all = Vec::new();
        for call in calls {
            all.push(call.await.unwrap().unwrap().unwrap());
        }
        all
    });
    let by_threads: Vec<String> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..100).map(|_| scope.spawn(|| echo(vault).blocking())).collect();
        calls.into_iter().map(|call| call.join().unwrap().unwrap().unwrap()).collect()
    });
    [by_async, by_threads]
}

/// Each answer was another request on its connection, and each connection was proven by its own second request.
fn alone(seen: &[String], most: usize) {
    let mut connections: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for seen in seen {
        let number = |name: &str| {
            let (_, rest) = seen.split_once(name).unwrap();
            rest.split_once(';').unwrap().0.parse().unwrap()
        };
        connections.entry(number("conn=")).or_default().push(number("req="));
    }
    eprintln!("{} calls on {} connections", seen.len(), connections.len());
    assert!(connections.len() <= most, "{connections:?}");
    for requests in connections.values_mut() {
        requests.sort_unstable();
        let wanted: Vec<u32> = (2..).take(requests.len()).collect();
        assert_eq!(*requests, wanted, "{seen:?}");
    }
}

#[test]
#[ignore = "needs the servers of the security kit"]
fn another_user_has_other_connections() {
    let kit = kit();
    let one = kit.vault("ntlm", |b| b.ntlm_auth(DOMAIN_USER, PASSWORD));
    let before = seen(&one, &["KIT\\alice"]);
    let wrong = one.with_ntlm_auth("KIT\\mallory", "wr0ng-s3cret").unwrap();
    refused(&wrong, "refused the user name");
    let nobody = kit.vault("ntlm", |b| b);
    refused(&nobody, "HTTP 401");
    let after = seen(&one, &["KIT\\alice"]);
    let connection =
        |seen: &String| seen.split_once("conn=").unwrap().1.split_once(';').unwrap().0.to_owned();
    assert_eq!(before.each_ref().map(connection), after.each_ref().map(connection));
}

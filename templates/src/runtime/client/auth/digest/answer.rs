//! What RFC 7616 makes of a challenge, a password and a request: the value of `Authorization: Digest`.

use std::fmt::Write as _;
use std::io::{self, Read};

use md5::{Digest as _, Md5};
use sha2::{Sha256, Sha512_256};

use crate::runtime::client::auth::challenge::Challenge;

/// A hash that Digest knows, from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hash {
    Md5,
    Sha512Of256,
    Sha256,
}

impl Hash {
    /// In hexadecimal digits.
    pub(super) fn of(self, bytes: &[u8]) -> String {
        match self {
            Self::Md5 => hexadecimal(&Md5::digest(bytes)),
            Self::Sha256 => hexadecimal(&Sha256::digest(bytes)),
            Self::Sha512Of256 => hexadecimal(&Sha512_256::digest(bytes)),
        }
    }

    /// As [`of`](Self::of), of all that is read.
    pub(super) fn of_all(self, reader: impl Read) -> io::Result<String> {
        match self {
            Self::Md5 => read::<Md5>(reader),
            Self::Sha256 => read::<Sha256>(reader),
            Self::Sha512Of256 => read::<Sha512_256>(reader),
        }
    }
}

fn read<D: md5::Digest>(mut reader: impl Read) -> io::Result<String> {
    let (mut hash, mut buffer) = (D::new(), vec![0; 64 * 1024]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hexadecimal(&hash.finalize())),
            Ok(count) => hash.update(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// What is protected beside the user's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protected {
    /// As RFC 2069 had it: no counter, nothing of the client's.
    Unsaid,
    /// `qop=auth`: method and address.
    Request,
    /// `qop=auth-int`: the body too.
    Body,
}

impl Protected {
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Unsaid => None,
            Self::Request => Some("auth"),
            Self::Body => Some("auth-int"),
        }
    }
}

/// A challenge that can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) realm: String,
    pub(super) nonce: String,
    pub(super) opaque: Option<String>,
    pub(super) hash: Hash,
    /// The algorithm as it was written.
    pub(super) algorithm: Option<String>,
    /// `-sess`: the password is hashed with the nonces of a session.
    pub(super) session: bool,
    pub(super) protected: Protected,
    pub(super) is_utf8: bool,
    pub(super) is_latin: bool,
    pub(super) hides_user: bool,
    pub(super) is_stale: bool,
}

impl Asked {
    /// What a challenge asks for; `None` for an algorithm or a protection that is not known here.
    pub(super) fn read(challenge: &Challenge) -> Option<Self> {
        let is = |name: &str, value: &str| {
            challenge.parameter(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
        };
        let algorithm = challenge.parameter("algorithm");
        let lower = algorithm.unwrap_or("MD5").to_ascii_lowercase();
        let (name, session) = match lower.strip_suffix("-sess") {
            Some(name) => (name, true),
            None => (&*lower, false),
        };
        let hash = match name {
            "md5" => Hash::Md5,
            "sha-256" => Hash::Sha256,
            "sha-512-256" => Hash::Sha512Of256,
            _ => return None,
        };
        let protected = match challenge.parameter("qop") {
            None => Protected::Unsaid,
            Some(offered) => {
                let offers =
                    |name: &str| offered.split([',', ' ', '\t']).any(|one| one.eq_ignore_ascii_case(name));
                match (offers("auth"), offers("auth-int"), offered.trim().is_empty()) {
                    (true, ..) => Protected::Request,
                    (_, true, _) => Protected::Body,
                    // Some servers write it, and mean none.
                    (.., true) => Protected::Unsaid,
                    _ => return None,
                }
            }
        };
        Some(Self {
            realm: challenge.parameter("realm").unwrap_or_default().to_owned(),
            nonce: challenge.parameter("nonce")?.to_owned(),
            opaque: challenge.parameter("opaque").map(ToOwned::to_owned),
            hash,
            algorithm: algorithm.map(ToOwned::to_owned),
            session,
            protected,
            is_utf8: is("charset", "utf-8"),
            is_latin: challenge.is_latin,
            hides_user: is("userhash", "true"),
            is_stale: is("stale", "true"),
        })
    }

    /// A text in the characters of the server: Latin-1 where the challenge was, as far as that has them; else UTF-8.
    pub(super) fn bytes(&self, text: &str) -> Vec<u8> {
        let latin = text.chars().map(|character| u8::try_from(character).ok().filter(|_| self.is_latin));
        latin.collect::<Option<Vec<u8>>>().unwrap_or_else(|| text.as_bytes().to_vec())
    }
}

/// One use of a challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Use {
    /// How often its nonce was used, with this time.
    pub(super) count: u32,
    pub(super) cnonce: String,
    pub(super) method: String,
    /// The address as it is sent: path and query.
    pub(super) uri: String,
    /// The hash of the body, where that is protected.
    pub(super) body: Option<String>,
}

impl Use {
    fn counter(&self) -> String {
        format!("{:08x}", self.count)
    }
}

/// The hash of the password, which is as good as the password itself.
fn hashed(asked: &Asked, user: &str, password: &str) -> String {
    asked.hash.of(&asked.bytes(&format!("{user}:{}:{password}", asked.realm)))
}

/// `H(A1)`.
fn secret(asked: &Asked, user: &str, password: &str, cnonce: &str) -> String {
    let own = hashed(asked, user, password);
    match asked.session {
        true => asked.hash.of(format!("{own}:{}:{cnonce}", asked.nonce).as_bytes()),
        false => own,
    }
}

/// The proof of one use. `method` is empty for the proof of the server.
fn proof(asked: &Asked, user: &str, password: &str, used: &Use, method: &str) -> String {
    let secret = secret(asked, user, password, &used.cnonce);
    let request = match &used.body {
        Some(body) => format!("{method}:{}:{body}", used.uri),
        None => format!("{method}:{}", used.uri),
    };
    let request = asked.hash.of(request.as_bytes());
    let nonces = match asked.protected.name() {
        Some(name) => format!("{}:{}:{}:{name}", asked.nonce, used.counter(), used.cnonce),
        None => asked.nonce.clone(),
    };
    asked.hash.of(format!("{secret}:{nonces}:{request}").as_bytes())
}

/// The proof that the server gives (`rspauth`). Known before its body only where the body is not protected.
pub(super) fn servers_proof(asked: &Asked, user: &str, password: &str, used: &Use) -> Option<String> {
    matches!(asked.protected, Protected::Request).then(|| proof(asked, user, password, used, ""))
}

/// The header's value, and what is not to be shown: the proof in it, and what the proof is made from.
pub(super) fn credentials(asked: &Asked, user: &str, password: &str, used: &Use) -> (String, Vec<String>) {
    let proof = proof(asked, user, password, used, &used.method);
    let mut out = "Digest ".to_owned();
    if asked.hides_user {
        let hidden = asked.hash.of(&asked.bytes(&format!("{user}:{}", asked.realm)));
        quoted(&mut out, "username", &hidden);
    } else if asked.is_utf8 && !user.is_ascii() {
        extended(&mut out, "username", user);
    } else {
        quoted(&mut out, "username", user);
    }
    quoted(&mut out, "realm", &asked.realm);
    quoted(&mut out, "nonce", &asked.nonce);
    quoted(&mut out, "uri", &used.uri);
    quoted(&mut out, "response", &proof);
    if let Some(algorithm) = &asked.algorithm {
        plain(&mut out, "algorithm", algorithm);
    }
    if let Some(name) = asked.protected.name() {
        plain(&mut out, "qop", name);
        plain(&mut out, "nc", &used.counter());
    }
    if asked.session || asked.protected.name().is_some() {
        quoted(&mut out, "cnonce", &used.cnonce);
    }
    if let Some(opaque) = &asked.opaque {
        quoted(&mut out, "opaque", opaque);
    }
    if asked.hides_user {
        plain(&mut out, "userhash", "true");
    }
    (out, vec![proof, hashed(asked, user, password)])
}

fn separated(out: &mut String, name: &str) {
    if !out.ends_with(' ') {
        out.push_str(", ");
    }
    out.push_str(name);
}

fn plain(out: &mut String, name: &str, value: &str) {
    separated(out, name);
    out.push('=');
    out.push_str(value);
}

fn quoted(out: &mut String, name: &str, value: &str) {
    separated(out, name);
    out.push_str("=\"");
    for character in value.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}

/// As RFC 8187 writes what is not ASCII.
fn extended(out: &mut String, name: &str, value: &str) {
    separated(out, name);
    out.push_str("*=UTF-8''");
    for byte in value.bytes() {
        match byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            true => out.push(char::from(byte)),
            // Writing to a string does not fail.
            false => drop(write!(out, "%{byte:02X}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(parameters: &[(&str, &str)]) -> Option<Asked> {
        let parameters = parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Asked::read(&Challenge { scheme: "Digest".to_owned(), parameters, ..Challenge::default() })
    }

    fn used(cnonce: &str) -> Use {
        Use {
            count: 1,
            cnonce: cnonce.to_owned(),
            method: "GET".to_owned(),
            uri: "/dir/index.html".to_owned(),
            body: None,
        }
    }

    /// RFC 7616, 3.9.1.
    #[test]
    fn the_examples_of_the_rfc() {
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let of = |algorithm: &str| {
            asked(&[
                ("realm", "http-auth@example.org"),
                ("qop", "auth, auth-int"),
                ("algorithm", algorithm),
                ("nonce", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"),
                ("opaque", "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"),
            ])
            .unwrap()
        };
        let (value, secrets) = credentials(&of("MD5"), "Mufasa", "Circle of Life", &used(cnonce));
        assert_eq!(secrets[0], "8ca523f5e9506fed4657c9700eebdbec");
        assert_eq!(
            value,
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", \
             nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", \
             response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, qop=auth, nc=00000001, \
             cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", \
             opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
        );
        let (_, secrets) = credentials(&of("SHA-256"), "Mufasa", "Circle of Life", &used(cnonce));
        assert_eq!(secrets[0], "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    }

    /// RFC 7616, 3.9.2, as its erratum 4897 corrects it: a user's name that is hidden.
    #[test]
    fn a_hidden_user() {
        let asked = asked(&[
            ("realm", "api@example.org"),
            ("qop", "auth"),
            ("algorithm", "SHA-512-256"),
            ("nonce", "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK"),
            ("opaque", "HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"),
            ("charset", "UTF-8"),
            ("userhash", "true"),
        ]);
        let used =
            Use { uri: "/doe.json".to_owned(), ..used("NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v") };
        let (value, secrets) = credentials(&asked.unwrap(), "J\u{e4}s\u{f8}n Doe", "Secret, or not?", &used);
        assert!(
            value.contains("username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\""),
            "{value}"
        );
        assert_eq!(secrets[0], "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
        assert!(value.ends_with(", userhash=true"), "{value}");
    }

    /// RFC 2617, 3.5, and the same without `qop` (its response is that of RFC 2069's erratum 749).
    #[test]
    fn older_forms() {
        let nonce = ("nonce", "dcd98b7102dd2f0e8b11d0f600bfb0c093");
        let with = asked(&[("realm", "testrealm@host.com"), ("qop", "auth,auth-int"), nonce]).unwrap();
        let (value, secrets) = credentials(&with, "Mufasa", "Circle Of Life", &used("0a4f113b"));
        assert_eq!(secrets[0], "6629fae49393a05397450978507c4ef1");
        assert!(!value.contains("algorithm"), "{value}");
        let proof = servers_proof(&with, "Mufasa", "Circle Of Life", &used("0a4f113b"));
        assert_eq!(proof.as_deref(), Some("376602cfd2f4e8e5e78b948a85263e85"));
        let without = asked(&[("realm", "testrealm@host.com"), nonce]).unwrap();
        let (value, secrets) = credentials(&without, "Mufasa", "CircleOfLife", &used("unused"));
        assert_eq!(secrets[0], "1949323746fe6a43ef61f9606e7febea");
        let has = |part: &str| value.contains(part);
        assert!(!has("nonce=\"unused") && !has("qop") && !has("nc="), "{value}");
    }

    #[test]
    fn quotes_only_where_due() {
        let odd = asked(&[
            ("realm", "kit \"quoted\", \\really"),
            ("nonce", "n"),
            ("qop", "auth"),
            ("charset", "utf-8"),
            ("algorithm", "md5-SESS"),
        ])
        .unwrap();
        let (value, _) = credentials(&odd, "Åse|x", "p", &used("c"));
        assert!(value.starts_with("Digest username*=UTF-8''%C3%85se|x, "), "{value}");
        assert!(value.contains("realm=\"kit \\\"quoted\\\", \\\\really\""), "{value}");
        assert!(value.contains("algorithm=md5-SESS, qop=auth, nc=00000001, cnonce=\"c\""), "{value}");
    }

    #[test]
    fn an_old_server_is_answered_in_its_characters() {
        let old = asked(&[("realm", "G\u{fc}te"), ("nonce", "n")]);
        let old = Asked { is_latin: true, ..old.unwrap() };
        assert_eq!(hashed(&old, "\u{c5}", "p"), Hash::Md5.of(b"\xc5:G\xfcte:p"));
        assert_eq!((old.bytes("\u{fc}"), old.bytes("\u{20ac}")), (b"\xfc".to_vec(), "\u{20ac}".into()));
    }

    #[test]
    fn what_is_unknown_is_not_answered() {
        let nonce = ("nonce", "n");
        assert!(asked(&[nonce, ("algorithm", "SHA-1")]).is_none());
        assert!(asked(&[nonce, ("qop", "auth-conf")]).is_none());
        assert!(asked(&[("realm", "no nonce")]).is_none());
        assert_eq!(asked(&[nonce, ("qop", "auth-int")]).unwrap().protected, Protected::Body);
        assert_eq!(asked(&[nonce, ("qop", "auth-conf,AUTH")]).unwrap().protected, Protected::Request);
        assert!(asked(&[nonce, ("stale", "TRUE")]).unwrap().is_stale);
    }
}

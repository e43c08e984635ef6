//! Keys, in all the forms in which files have them (24).

use soapwright_runtime::ErrorKind;
use soapwright_runtime::wsse::SigningKey;

pub(crate) const CA: &str = include_str!("keys/ca.cert.pem");
pub(crate) const CERTIFICATE: &str = include_str!("keys/client.cert.pem");
pub(crate) const KEY: &str = include_str!("keys/client.key.pem");
const PKCS1: &str = include_str!("keys/client.pkcs1.pem");
const ENCRYPTED: &str = include_str!("keys/client.enc.pem");
const EC_KEY: &str = include_str!("keys/client-ec.key.pem");
const EC_SEC1: &str = include_str!("keys/client-ec.sec1.pem");
const EC_CERTIFICATE: &str = include_str!("keys/client-ec.cert.pem");

/// What is told of a key: its algorithm and its certificate.
fn told(key: &SigningKey) -> String {
    format!("{key:?}")
}

#[test]
fn keys_are_read_in_all_their_forms() {
    let expected = told(&SigningKey::from_pem(format!("{KEY}{CERTIFICATE}")).unwrap());
    assert!(expected.contains("rsa-sha256") && expected.contains("client alice"), "{expected}");
    let p12 = |bytes: &[u8]| SigningKey::from_pkcs12(bytes, "changeit").unwrap();
    for (form, key) in [
        ("PKCS#1", SigningKey::from_pem(format!("{PKCS1}{CERTIFICATE}")).unwrap()),
        (
            "the certificate of the key is the last",
            SigningKey::from_pem(format!("{CA}{EC_CERTIFICATE}{CERTIFICATE}{KEY}")).unwrap(),
        ),
        (
            "text between",
            SigningKey::from_pem(format!("Bag Attributes\n{CERTIFICATE}\nKey Attributes\n{KEY}")).unwrap(),
        ),
        (
            "encrypted PEM",
            SigningKey::from_encrypted_pem(format!("{ENCRYPTED}{CERTIFICATE}"), "changeit").unwrap(),
        ),
        ("PKCS#12", p12(include_bytes!("keys/client.p12"))),
        ("old PKCS#12", p12(include_bytes!("keys/client-legacy.p12"))),
    ] {
        assert_eq!(told(&key), expected, "{form}");
    }
    let expected = told(&SigningKey::from_pem(format!("{EC_KEY}{EC_CERTIFICATE}")).unwrap());
    assert!(expected.contains("ecdsa-sha256") && expected.contains("client alice ec"), "{expected}");
    for (form, key) in [
        ("SEC1", SigningKey::from_pem(format!("{EC_SEC1}{EC_CERTIFICATE}")).unwrap()),
        ("PKCS#12", p12(include_bytes!("keys/client-ec.p12"))),
    ] {
        assert_eq!(told(&key), expected, "{form}");
    }
}

#[test]
fn what_is_wrong_with_a_key_is_said() {
    let pem = |text: String| SigningKey::from_pem(text).map(|_| ()).unwrap_err();
    for (error, says) in [
        (pem(String::new()), "there is no private key in the PEM text"),
        (pem(CERTIFICATE.to_owned()), "there is no private key in the PEM text"),
        (pem(KEY.to_owned()), "there is no certificate beside it"),
        (pem(format!("{KEY}{CA}{EC_CERTIFICATE}")), "none of the certificates beside it is its own"),
        (pem(format!("{ENCRYPTED}{CERTIFICATE}")), "read it by `from_encrypted_pem`"),
        (
            pem("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n".to_owned()),
            "openssl pkcs8 -topk8",
        ),
        (pem(KEY.replace("MII", "MIJ") + CERTIFICATE), "neither RSA"),
        (
            SigningKey::from_encrypted_pem(format!("{ENCRYPTED}{CERTIFICATE}"), "wrong").unwrap_err(),
            "cannot be decrypted",
        ),
        (
            SigningKey::from_pkcs12(include_bytes!("keys/client.p12"), "wrong").unwrap_err(),
            "cannot be opened with this password",
        ),
        (SigningKey::from_pkcs12(b"0", "changeit").unwrap_err(), "cannot be opened"),
        (SigningKey::from_der(b"x".as_slice(), [b""]).unwrap_err(), "no private key in DER"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Config);
        let text = error.to_string();
        assert!(text.contains(says), "{says}: {text}");
        assert!(!text.contains("wrong") && !format!("{error:?}").contains("MII"), "{error:?}");
    }
}

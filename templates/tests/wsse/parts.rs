//! Which parts are signed, and what their Ids are.

use std::time::Duration;

use roxmltree::Document;
use soapwright_runtime::ErrorKind;
use soapwright_runtime::client::{ClientBuilder, FakeTransport};
use soapwright_runtime::error::Error;
use soapwright_runtime::soap::HeaderBlock;
use soapwright_runtime::wsse::{KeyReference, Part, Security, Signature, SigningKey, Token, UsernameToken};

use crate::keys::{CERTIFICATE, KEY};
use crate::message::{DS, WSSE, WSU, all, children, one, signed};
use crate::vault::{ECHO_11, Session, call, reply, sent};

fn signature() -> Signature {
    Signature::new(SigningKey::from_pem(format!("{KEY}{CERTIFICATE}")).unwrap())
}

fn timestamp() -> Security {
    Security::new().timestamp(Duration::from_secs(60))
}

/// What a session with these header blocks sends, or why not.
fn with_blocks(security: Security, blocks: &[&str]) -> Result<String, Error> {
    let fake = FakeTransport::new();
    fake.reply(reply());
    let mut builder = ClientBuilder::new("http://host").transport(fake.clone()).security(security);
    for block in blocks {
        builder = builder.header_block(HeaderBlock::raw(block)?);
    }
    let session: Session = builder.build(())?;
    call(&session, &ECHO_11, "hei")?;
    Ok(fake.last_request().unwrap().text().to_owned())
}

/// 13, 20, 21: a Timestamp that is there is signed; it stands first, and the Signature last.
#[test]
fn body_and_timestamp_are_signed_unless_told_otherwise() {
    for (security, parts, content) in [
        (Security::new().sign(signature()), "Body", "BinarySecurityToken Signature"),
        (timestamp().sign(signature()), "Timestamp Body", "Timestamp BinarySecurityToken Signature"),
        (timestamp().sign(signature().only([Part::Body])), "Body", "Timestamp BinarySecurityToken Signature"),
        (
            timestamp().sign(signature().only([Part::Timestamp]).reference(KeyReference::Thumbprint)),
            "Timestamp",
            "Timestamp Signature",
        ),
        // 7, 19.
        (
            timestamp()
                .username_token(UsernameToken::digest("a", "b"))
                .sign(signature().part(Part::Token).part(Part::UsernameToken)),
            "Timestamp BinarySecurityToken UsernameToken Body",
            "Timestamp BinarySecurityToken UsernameToken Signature",
        ),
    ] {
        let sent = sent(security, &ECHO_11, "hei");
        let document = Document::parse(&sent).unwrap();
        assert_eq!(signed(&document).join(" "), parts);
        assert_eq!(children(one(&document, WSSE, "Security")).join(" "), content);
    }
}

/// 17: elements that only happen to be called so are not signed, and those that are asked for are found by their namespace.
#[test]
fn header_blocks_are_found_by_name_and_place() {
    let blocks = [
        "<x:Timestamp xmlns:x='urn:x'/>",
        "<x:Body xmlns:x='urn:x'/>",
        "<x:To xmlns:x='urn:x'/>",
        "<a:To xmlns:a='http://www.w3.org/2005/08/addressing'>urn:to</a:To>",
        "<a:Action xmlns:a='http://schemas.xmlsoap.org/ws/2004/08/addressing'>urn:do</a:Action>",
        "<y:Route xmlns:y='urn:y'><y:Route/></y:Route>",
        "<z:Route xmlns:z='urn:z'/>",
    ];
    let names = |signature: Signature| {
        let sent = with_blocks(Security::new().sign(signature), &blocks).unwrap();
        signed(&Document::parse(&sent).unwrap()).join(" ")
    };
    assert_eq!(names(signature()), "Body");
    assert_eq!(names(signature().part(Part::Addressing)), "To Action Body");
    assert_eq!(names(signature().part(Part::header("urn:y", "Route"))), "Route Body");
    assert_eq!(names(signature().only([Part::header("urn:x", "Body")])), "Body");
    let sent =
        with_blocks(Security::new().sign(signature().part(Part::header("urn:y", "Route"))), &blocks).unwrap();
    let document = Document::parse(&sent).unwrap();
    let with_id: Vec<_> = document.descendants().filter(|node| node.has_attribute((WSU, "Id"))).collect();
    let routes: Vec<_> = with_id.iter().filter(|node| node.tag_name().name() == "Route").collect();
    assert_eq!((routes.len(), routes[0].tag_name().namespace()), (1, Some("urn:y")));
    assert_eq!(routes[0].parent().unwrap().tag_name().name(), "Header");
}

#[test]
fn what_is_to_be_signed_has_to_be_there() {
    let refused = |security: Security| {
        let fake = FakeTransport::new();
        let built = ClientBuilder::new("http://host").transport(fake.clone()).security(security).build(());
        let error = match built {
            Ok(session) => call(&session, &ECHO_11, "hei").unwrap_err(),
            Err(error) => error,
        };
        assert_eq!((error.kind(), fake.requests().len()), (ErrorKind::Config, 0), "{error}");
        error.to_string()
    };
    for (security, says) in [
        (Security::new().sign(signature().part(Part::Timestamp)), "ask for one by `timestamp`"),
        (Security::new().sign(signature().part(Part::UsernameToken)), "add one by `username_token`"),
        (
            Security::new().sign(signature().part(Part::Token).reference(KeyReference::IssuerSerial)),
            "the signature's reference sends none",
        ),
        (
            Security::new().sign(signature().part(Part::header("urn:x", "X"))),
            "the header {urn:x}X is to be signed",
        ),
        (Security::new().sign(signature().only([])), "a signature over nothing"),
        (Security::new().sign(signature().part(Part::Addressing)), "switch it on by `addressing`"),
    ] {
        let error = refused(security);
        assert!(error.contains(says), "{says}: {error}");
    }
}

/// 16: a header's own Id counts, and is there once in the whole message.
#[test]
fn ids_are_there_once() {
    let route = Part::header("urn:y", "Route");
    let security = Security::new().sign(signature().part(route));
    let own = format!("<y:Route xmlns:y='urn:y' xmlns:u='{WSU}' u:Id='mine'/>");
    let sent = with_blocks(security.clone(), &[&own]).unwrap();
    let document = Document::parse(&sent).unwrap();
    assert_eq!(signed(&document), ["Route", "Body"]);
    let uri = all(&document, DS, "Reference")[0].attribute("URI");
    assert_eq!(uri, Some("#mine"));
    for other in ["<x:X xmlns:x='urn:x' ID=\"mine\"/>", "<x:X xmlns:x='urn:x' xml:id='mine'/>"] {
        let error = with_blocks(security.clone(), &[other, &own]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("is in the request twice"), "{error}");
    }
    let token = Token::xml("<t:Assertion xmlns:t='urn:t' ID='mine'/>");
    let error = with_blocks(security.clone().token(token), &[&own]).unwrap_err();
    assert!(error.to_string().contains("is in the request twice"), "{error}");
    // Two tokens have two.
    let tokens = Security::new().token(Token::binary("urn:t", b"1")).token(Token::binary("urn:t", b"2"));
    let sent = crate::vault::sent(tokens, &ECHO_11, "hei");
    let document = Document::parse(&sent).unwrap();
    let tokens = all(&document, WSSE, "BinarySecurityToken");
    assert_ne!(tokens[0].attribute((WSU, "Id")), tokens[1].attribute((WSU, "Id")), "{sent}");
    // Two blocks of one name are both signed.
    let two = ["<y:Route xmlns:y='urn:y'>1</y:Route>", "<y:Route xmlns:y='urn:y'>2</y:Route>"];
    let sent = with_blocks(security.clone(), &two).unwrap();
    assert_eq!(signed(&Document::parse(&sent).unwrap()), ["Route", "Route", "Body"], "{sent}");
    // A prefix that the block needs for something else stays its own.
    let taken = "<wsu:Route xmlns:wsu='urn:y'><wsu:a/></wsu:Route>";
    let sent = with_blocks(security, &[taken]).unwrap();
    assert_eq!(signed(&Document::parse(&sent).unwrap()), ["Route", "Body"], "{sent}");
}

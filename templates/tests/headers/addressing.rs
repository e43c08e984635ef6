//! WS-Addressing: what is sent, which replies are taken, and that no message number comes twice.

use std::collections::BTreeSet;

use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use soapwright_runtime::addressing::{Addressing, AddressingVersion};
use soapwright_runtime::client::{Client, ClientBuilder, FakeReply, FakeTransport, Reply};
use soapwright_runtime::codec::{Particle, Type, TypeDef, ns};
use soapwright_runtime::soap::server::find;
use soapwright_runtime::soap::{HeaderBlock, Message, Operation, Service, SoapVersion};
use soapwright_runtime::{Error, ErrorKind};

use super::miniature::{Session, envelope, place, run, saved};

const V1: &str = "http://www.w3.org/2005/08/addressing";
const AUGUST: &str = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
const ECHOED: &[Particle] = &[Particle::required(ns::NONE, "text", 0, Type::STRING)];

macro_rules! service {
    ($name:ident, $version:ident, $operation:ident, $action:literal, $input:expr) => {
        static $name: Service = Service {
            name: "Vault",
            address: None,
            path: "vault",
            paths: &[],
            version: SoapVersion::$version,
            namespaces: &ns::WELL_KNOWN,
            outcome: None,
            secrets: &[],
        };
        static $operation: Operation = Operation {
            name: "Echo",
            service: &$name,
            action: $action,
            input_action: $input,
            request: Message::request(&[], TypeDef::new(ns::NONE, "Echo", ECHOED)),
            response: Some(Message::reply(&[], TypeDef::new(ns::NONE, "EchoResponse", ECHOED))),
        };
    };
}

service!(VAULT, Soap11, ECHO, "urn:vault/Echo", Some("urn:vault/act/Ask"));
service!(VAULT_12, Soap12, ECHO_12, "urn:vault/Echo", Some("urn:vault/act/Ask"));
service!(PLAIN, Soap11, PLAIN_ECHO, "urn:vault/Echo", None);
service!(NAMELESS, Soap11, NAMELESS_ECHO, "", None);

/// The answer of a server of this version: header blocks, where `ID` is the number of the request.
fn answered(soap: &str, blocks: &str, id: &str) -> String {
    let blocks = blocks.replace("ID", id);
    format!(
        "<s:Envelope xmlns:s='{soap}' xmlns:w='{V1}' xmlns:w4='{AUGUST}'><s:Header>{blocks}</s:Header>\
         <s:Body><EchoResponse><text>hi</text></EchoResponse></s:Body></s:Envelope>"
    )
}

/// The text in the first element of this name.
fn within<'t>(text: &'t str, name: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("{name}>")).unwrap_or_else(|| panic!("no {name}: {text}"));
    rest.split_once('<').unwrap().0
}

/// A client whose answers have these blocks.
fn client(addressing: Addressing, blocks: &'static str) -> (FakeTransport, Client<(), ()>) {
    let fake = FakeTransport::computed(move |request| {
        let soap = soap_of(request.text());
        let id =
            request.text().split_once("MessageID>").map_or("", |(_, rest)| rest.split('<').next().unwrap());
        Ok(FakeReply::ok(answered(soap, blocks, id)))
    });
    let client = ClientBuilder::new("https://host:81/in?key=secret");
    let client = client.transport(fake.clone()).addressing(addressing).build(()).unwrap();
    (fake, client)
}

fn soap_of(envelope: &str) -> &str {
    let (_, rest) = envelope.split_once("xmlns:s=\"").unwrap();
    rest.split('"').next().unwrap()
}

/// The header blocks of the newest request, its number cut out.
fn sent(fake: &FakeTransport) -> String {
    let request = fake.last_request().unwrap();
    let (_, rest) = request.text().split_once("<s:Header>").unwrap();
    let (header, _) = rest.split_once("</s:Header>").unwrap();
    let id = within(header, "MessageID");
    assert_eq!(id.len(), "urn:uuid:".len() + 36, "{id}");
    header.replace(id, "ID")
}

fn echo(client: &Client<(), ()>, operation: &'static Operation) -> Result<Reply<String, ()>, Error> {
    client.call::<String>(operation, &[soapwright_runtime::codec::View::Str("hi")]).blocking_reply()
}

#[test]
fn a_request_says_where_it_goes_what_it_is_for_and_its_number() {
    let (fake, client) = client(Addressing::new(AddressingVersion::V1), "");
    echo(&client, &ECHO).unwrap();
    assert_eq!(
        sent(&fake),
        format!(
            "<wsa:Action>urn:vault/act/Ask</wsa:Action><wsa:MessageID>ID</wsa:MessageID>\
             <wsa:ReplyTo><wsa:Address>{V1}/anonymous</wsa:Address></wsa:ReplyTo><wsa:To>https://host:81/in/vault</wsa:To>"
        )
    );
    // The SOAPAction is the binding's, the action of SOAP 1.2 is that of the message.
    let header = |name: &str| fake.last_request().unwrap().header(name).unwrap().to_owned();
    assert_eq!(header("soapaction"), "\"urn:vault/Echo\"");
    echo(&client, &ECHO_12).unwrap();
    assert_eq!(header("content-type"), "application/soap+xml; charset=utf-8; action=\"urn:vault/act/Ask\"");
    echo(&client, &PLAIN_ECHO).unwrap();
    assert!(sent(&fake).starts_with("<wsa:Action>urn:vault/Echo</wsa:Action>"), "{}", sent(&fake));
}

#[test]
fn the_older_version_has_names_of_its_own() {
    let (fake, client) = client(Addressing::new(AddressingVersion::August2004).must_understand(), "");
    echo(&client, &ECHO_12).unwrap();
    assert!(fake.last_request().unwrap().text().contains(&format!("xmlns:wsa=\"{AUGUST}\"")));
    assert_eq!(
        sent(&fake),
        format!(
            "<wsa:Action s:mustUnderstand=\"true\">urn:vault/act/Ask</wsa:Action><wsa:MessageID>ID</wsa:MessageID>\
             <wsa:ReplyTo><wsa:Address>{AUGUST}/role/anonymous</wsa:Address></wsa:ReplyTo>\
             <wsa:To s:mustUnderstand=\"true\">https://host:81/in/vault</wsa:To>"
        )
    );
}

#[test]
fn the_program_chooses_what_is_sent() {
    let all = Addressing::new(AddressingVersion::V1)
        .to("urn:to?a&b")
        .action("urn:act")
        .from("urn:from")
        .reply_to("urn:reply")
        .fault_to("urn:fault")
        .must_understand();
    let (fake, client) = client(Addressing::new(AddressingVersion::August2004), "");
    let text = [soapwright_runtime::codec::View::Str("hi")];
    client.call::<String>(&ECHO, &text).addressing(all.clone()).blocking().unwrap();
    let wanted = "<wsa:Action s:mustUnderstand=\"1\">urn:act</wsa:Action><wsa:MessageID>ID</wsa:MessageID>\
                  <wsa:From><wsa:Address>urn:from</wsa:Address></wsa:From>\
                  <wsa:ReplyTo><wsa:Address>urn:reply</wsa:Address></wsa:ReplyTo>\
                  <wsa:FaultTo><wsa:Address>urn:fault</wsa:Address></wsa:FaultTo>\
                  <wsa:To s:mustUnderstand=\"1\">urn:to?a&amp;b</wsa:To>";
    assert_eq!(sent(&fake), wanted);
    assert_eq!(fake.last_request().unwrap().header("soapaction"), Some("\"urn:act\""));
    echo(&client.with_addressing(all), &ECHO).unwrap();
    assert_eq!(sent(&fake), wanted);
    echo(&client, &ECHO).unwrap();
    assert!(fake.last_request().unwrap().text().contains(AUGUST));
    // One call without any, a client, and a builder.
    let plain = "<s:Body><Echo><text>hi</text></Echo></s:Body>";
    client.call::<String>(&ECHO, &text).without_addressing().blocking().unwrap();
    assert!(fake.last_request().unwrap().text().ends_with(&format!("envelope/\">{plain}</s:Envelope>")));
    echo(&client.without_addressing(), &ECHO).unwrap();
    assert!(!fake.last_request().unwrap().text().contains("wsa:"));
    let builder = ClientBuilder::new("http://host").transport(fake.clone());
    let builder = builder.addressing(Addressing::default()).without_addressing();
    echo(&builder.build(()).unwrap(), &ECHO).unwrap();
    assert!(!fake.last_request().unwrap().text().contains("wsa:"));
    // The client itself is as it was.
    echo(&client, &ECHO).unwrap();
    assert!(fake.last_request().unwrap().text().contains(AUGUST));
}

#[test]
fn an_operation_without_an_action_wants_one() {
    let (fake, client) = client(Addressing::new(AddressingVersion::V1), "");
    let error = echo(&client, &NAMELESS_ECHO).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().contains("Addressing::action"), "{error}");
    assert!(fake.requests().is_empty());
    let client = client.with_addressing(Addressing::new(AddressingVersion::V1).action("urn:a"));
    echo(&client, &NAMELESS_ECHO).unwrap();
    assert_eq!(fake.last_request().unwrap().header("soapaction"), Some("\"urn:a\""));
}

#[test]
fn a_one_way_request_names_no_place_for_a_reply() {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(StatusCode::ACCEPTED, ""));
    let addressing = Addressing::new(AddressingVersion::V1);
    let client = |client: ClientBuilder| client.transport(fake.clone()).addressing(addressing);
    let session = Session::builder("https://host/atlas").client(client).build().unwrap();
    session.places().forget_place(1).blocking().unwrap();
    assert!(!sent(&fake).contains("ReplyTo"), "{}", sent(&fake));
    let media = fake.last_request().unwrap().header("content-type").unwrap().to_owned();
    assert!(media.ends_with("; action=\"urn:example:\\\"atlas\\\"/Forget\""), "{media}");
}

#[test]
fn a_block_of_the_program_takes_the_place_of_ours() {
    let (fake, client) =
        client(Addressing::new(AddressingVersion::V1), "<w:RelatesTo>urn:other</w:RelatesTo>");
    let own = client
        .with_header_block(HeaderBlock::text(V1, "To", "urn:own"))
        .with_header_block(HeaderBlock::text(AUGUST, "Action", "urn:of the other version"));
    echo(&own, &ECHO).unwrap_err();
    let header = sent(&fake);
    assert_eq!(header.matches(":To>").count(), 1, "{header}");
    assert!(header.contains(">urn:own</z:To>") && header.contains("<wsa:Action>"), "{header}");
    // mistakes.md 43: SOAP 1.2 has one action, whoever writes it; also for an operation without one.
    let acting = client.with_header_block(HeaderBlock::text(V1, "Action", "urn:mine"));
    echo(&acting, &ECHO_12).unwrap_err();
    let media = fake.last_request().unwrap().header("content-type").unwrap().to_owned();
    assert!(media.ends_with("; action=\"urn:mine\"") && !sent(&fake).contains("<wsa:Action"), "{media}");
    echo(&acting, &ECHO).unwrap_err();
    assert_eq!(fake.last_request().unwrap().header("soapaction"), Some("\"urn:vault/Echo\""));
    assert_eq!(echo(&acting, &NAMELESS_ECHO).unwrap_err().kind(), ErrorKind::Security);
    // Whose number it is we do not know.
    let own = client.with_header_block(HeaderBlock::text(
        V1,
        "MessageID",
        "urn:uuid:01234567-89ab-4cde-8123-456789abcdef",
    ));
    assert_eq!(echo(&own, &ECHO).unwrap().checked.relates_to, None);
}

#[test]
fn a_reply_to_this_message_is_taken_and_one_to_another_is_not() {
    for good in [
        "<w:RelatesTo>ID</w:RelatesTo>",
        "<w:RelatesTo>\r\n   ID\t</w:RelatesTo>",
        "<w:RelatesTo><!-- to -->ID<![CDATA[]]></w:RelatesTo>",
        "<w4:RelatesTo RelationshipType='w4:Reply'>ID</w4:RelatesTo>",
        "<w:RelatesTo RelationshipType='http://www.w3.org/2005/08/addressing/reply'>ID</w:RelatesTo>",
        "<w:RelatesTo RelationshipType='urn:part-of'>urn:whole</w:RelatesTo><w:RelatesTo>ID</w:RelatesTo>",
        // As gSOAP and WCF write them.
        "<w:RelatesTo>ID</w:RelatesTo><w:To s:mustUnderstand='1'>http://www.w3.org/2005/08/addressing/anonymous</w:To>\
         <w:Action s:mustUnderstand='1'>urn:x</w:Action><w:From s:mustUnderstand='1'><w:Address>urn:x</w:Address></w:From>",
    ] {
        let (fake, client) = client(Addressing::new(AddressingVersion::V1), good);
        for operation in [&ECHO, &ECHO_12] {
            let reply = echo(&client, operation).unwrap_or_else(|error| panic!("{good}: {error}"));
            let id = within(fake.last_request().unwrap().text(), "MessageID").to_owned();
            assert_eq!(reply.checked.relates_to.as_deref(), Some(id.as_str()), "{good}");
        }
    }
    for absent in [
        "",
        "<w:RelatesTo/>",
        "<w:RelatesTo>http://www.w3.org/2005/08/addressing/unspecified</w:RelatesTo>",
        "<w4:RelatesTo>http://schemas.xmlsoap.org/ws/2004/08/addressing/id/unspecified</w4:RelatesTo>",
        "<w:RelatesTo RelationshipType='urn:part-of'>urn:whole</w:RelatesTo>",
        "<RelatesTo>urn:of nobody</RelatesTo>",
    ] {
        let (_, client) = client(Addressing::new(AddressingVersion::V1), absent);
        assert_eq!(echo(&client, &ECHO).unwrap().checked.relates_to, None, "{absent}");
    }
    for bad in [
        "<w:RelatesTo>urn:other</w:RelatesTo>",
        "<w:RelatesTo>IDx</w:RelatesTo>",
        "<w4:RelatesTo>urn:other</w4:RelatesTo>",
        "<w:RelatesTo s:mustUnderstand='1'>urn:uuid:00000000-0000-4000-8000-000000000000</w:RelatesTo>",
    ] {
        let (_, client) = client(Addressing::new(AddressingVersion::V1), bad);
        let error = echo(&client, &ECHO).unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Security, true), "{bad}");
        assert!(error.to_string().contains("it answers another message"), "{error}");
        assert!(error.read_again::<String>(soapwright_runtime::Reading::lenient()).is_err());
    }
}

#[test]
fn a_fault_to_another_message_is_one_that_anybody_may_have_sent() {
    let fault =
        "<s:Fault><faultcode>s:FailedAuthentication</faultcode><faultstring>no</faultstring></s:Fault>";
    let other = envelope(&format!("<w:RelatesTo xmlns:w='{V1}'>urn:other</w:RelatesTo>"), fault);
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("ticket-1")));
    fake.reply(FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, other));
    let addressing = Addressing::new(AddressingVersion::V1);
    let client = |client: ClientBuilder| client.transport(fake.clone()).addressing(addressing);
    let session = run(Session::builder("https://host/atlas").client(client).login("ann", "p")).unwrap();
    let error = session.places().save_place(&place("Oslo")).blocking().unwrap_err();
    assert_eq!((error.kind(), error.is_unverified()), (ErrorKind::Fault, true));
    assert_eq!((error.outcome_unknown(), error.ticket_refused()), (true, false));
    assert!(error.to_string().contains("Anybody may have sent this Fault"), "{error}");
    assert_eq!(fake.requests().len(), 2);
}

/// Of either version of SOAP and of addressing. Other people's codes are their own.
#[test]
fn faults_of_addressing_say_what_to_call() {
    let fault_11 =
        |code: &str| format!("<s:Fault><faultcode>{code}</faultcode><faultstring>no</faultstring></s:Fault>");
    let fault_12 = |code: &str| {
        format!(
            "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{code}</s:Value></s:Subcode></s:Code>\
             <s:Reason><s:Text>no</s:Text></s:Reason></s:Fault>"
        )
    };
    for (code, says) in [
        ("w:MessageAddressingHeaderRequired", "call `addressing` of the session's builder"),
        ("w4:MessageInformationHeaderRequired", "call `addressing` of the session's builder"),
        ("w:ActionNotSupported", "`Addressing::action`"),
        ("w4:DestinationUnreachable", "`Addressing::to`"),
        ("own:ActionNotSupported", "Fault"),
    ] {
        for (operation, fault) in [(&ECHO, fault_11(code)), (&ECHO_12, fault_12(code))] {
            let soap = ns::WELL_KNOWN[usize::from(if operation.service.version == SoapVersion::Soap11 {
                ns::SOAP11
            } else {
                ns::SOAP12
            })];
            let answer = format!(
                "<s:Envelope xmlns:s='{soap}' xmlns:w='{V1}' xmlns:w4='{AUGUST}' xmlns:own='urn:own'><s:Body>{fault}</s:Body></s:Envelope>"
            );
            let fake = FakeTransport::new();
            fake.reply(FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, answer));
            let client: Client<(), ()> = ClientBuilder::new("http://host").transport(fake).build(()).unwrap();
            let text = echo(&client, operation).unwrap_err().to_string();
            assert!(text.contains(says), "{code}: {text}");
            assert_eq!(text.contains("Addressing::"), says.contains("Addressing::"), "{text}");
        }
    }
}

#[test]
fn a_new_login_and_a_second_call_have_numbers_of_their_own() {
    let fault =
        "<s:Fault><faultcode>s:FailedAuthentication</faultcode><faultstring>no</faultstring></s:Fault>";
    let fake = FakeTransport::new();
    fake.reply(FakeReply::ok(saved("ticket-1")));
    // The ticket is refused; then a login, the same call again, and another call.
    fake.reply(FakeReply::new(StatusCode::INTERNAL_SERVER_ERROR, envelope("", fault)));
    for name in ["ticket-2", "Oslo", "Oslo"] {
        fake.reply(FakeReply::ok(saved(name)));
    }
    let addressing = Addressing::new(AddressingVersion::V1);
    let client = |client: ClientBuilder| client.transport(fake.clone()).addressing(addressing);
    let session = run(Session::builder("https://host/atlas").client(client).login("ann", "p")).unwrap();
    for _ in 0..2 {
        session.places().save_place(&place("Oslo")).blocking().unwrap();
    }
    let requests = fake.requests();
    let numbers: BTreeSet<&str> =
        requests.iter().map(|request| within(request.text(), "MessageID")).collect();
    assert_eq!((requests.len(), numbers.len()), (5, 5));
    assert!(requests[1].text().contains(">ticket-1<") && requests[3].text().contains(">ticket-2<"));
}

#[test]
fn what_is_secret_in_the_url_is_not_sent_as_the_address() {
    let (fake, client) =
        client(Addressing::new(AddressingVersion::V1), "<w:RelatesTo>urn:other</w:RelatesTo>");
    let error = echo(&client, &ECHO).unwrap_err();
    assert_eq!(fake.last_request().unwrap().uri.query(), Some("key=secret"));
    for text in [error.masked_request().unwrap(), error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("secret"), "{text}");
    }
}

#[test]
fn a_server_takes_the_action_of_either_place() {
    static OTHER: Operation = Operation {
        name: "Other",
        service: &VAULT,
        action: "urn:vault/Other",
        input_action: None,
        request: Message::request(&[], TypeDef::new(ns::NONE, "Echo", ECHOED)),
        response: None,
    };
    let operations: [&'static Operation; 2] = [&ECHO, &OTHER];
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let request = |blocks: &str| {
        format!(
            "<s:Envelope xmlns:s='{soap}'><s:Header>{blocks}</s:Header><s:Body><Echo/></s:Body></s:Envelope>"
        )
    };
    let found = |action: Option<&'static str>, blocks: &str| {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
        if let Some(action) = action {
            headers.insert("soapaction", HeaderValue::from_static(action));
        }
        find(&operations, &headers, request(blocks).as_bytes()).map(|operation| operation.name)
    };
    for (namespace, action) in [(V1, " urn:vault/Other\n"), (AUGUST, "urn:vault/Other")] {
        let block = format!("<x:Action xmlns:x='{namespace}' s:mustUnderstand='1'>{action}</x:Action>");
        for http in [None, Some("\"\""), Some("\"urn:nobody\"")] {
            assert_eq!(found(http, &block), Some("Other"), "{http:?}");
        }
        // Where both are known, HTTP's counts.
        assert_eq!(found(Some("\"urn:vault/Echo\""), &block), Some("Echo"));
        assert_eq!(found(Some("\"urn:vault/act/Ask\""), &block), Some("Echo"));
    }
    let asked = format!("<x:Action xmlns:x='{V1}'>urn:vault/act/Ask</x:Action>");
    assert_eq!(found(None, &asked), Some("Echo"));
    assert_eq!(found(Some("\"urn:nobody\""), ""), None);
    // By the Body, where there is no action at all.
    assert_eq!(found(None, "<Action>urn:vault/Other</Action>"), Some("Echo"));
}

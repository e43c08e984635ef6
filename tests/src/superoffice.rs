//! A mock of two services of a SuperOffice installation, User and SoPrincipal, as strict as the real ones: fields out of
//! order or in the wrong namespace are dropped, nil on a value type is a Fault.
//!
//! What it does is what every server of `tests/interop/kit` does (its README has the list), and in addition it puts a
//! nil item between the groups, and takes logins.

use std::io;

use roxmltree::{Document, Node};

use super::http_server::{Reply, Server};
use super::message::Message;
use super::shape::{self, AUTHENTICATE_USERNAME_PASSWORD, Element, Field, GET_ALL_USER_GROUPS, HEADERS};
use super::shape::{NAMESPACE, SAVE_USER_GROUP, XSI, escape};
use super::wire::SOAP11;

/// The ticket that a login gives.
pub const TICKET: &str = "7T:abc==";
/// The user whose login succeeds.
pub const USER: &str = "SAL0";
/// The password of [`USER`]; any other is refused.
pub const PASSWORD: &str = "pass & <word>";
/// The user whose login is a Fault.
pub const FAULT_USER: &str = "fault";
/// The user whose login is answered with `Succeeded=false`.
pub const FAIL_USER: &str = "fail";

/// The running services; they end when this is dropped.
#[derive(Debug)]
pub struct SuperOffice {
    server: Server,
}

impl SuperOffice {
    /// Starts both services on one free port.
    ///
    /// # Errors
    /// What binding the port gives.
    pub fn start() -> io::Result<Self> {
        Self::start_on(0)
    }

    /// Starts both services on this port; 0 is a free one.
    ///
    /// # Errors
    /// What binding the port gives.
    pub fn start_on(port: u16) -> io::Result<Self> {
        Ok(Self { server: Server::start_on(port, answer)? })
    }

    /// The base URL of both services.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.url("")
    }

    /// The User service's own address.
    #[must_use]
    pub fn user_url(&self) -> String {
        self.server.url("/User.svc")
    }

    /// The SoPrincipal service's own address.
    #[must_use]
    pub fn principal_url(&self) -> String {
        self.server.url("/SoPrincipal.svc")
    }

    /// The requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<Message> {
        self.server.requests()
    }
}

/// A Fault: its code without prefix, and its text.
struct Fault(&'static str, String);

/// What a call gives: the wrapper's children, and the failure that the headers tell.
struct Outcome {
    response: Vec<Element>,
    failure: bool,
}

pub(super) fn answer(request: &Message) -> Reply {
    let known: &[&Field] = match request.target() {
        "/User.svc" => &[&SAVE_USER_GROUP, &GET_ALL_USER_GROUPS],
        "/SoPrincipal.svc" => &[&AUTHENTICATE_USERNAME_PASSWORD],
        _ => return Reply::new(404),
    };
    if request.method() != "POST" {
        return Reply::new(405);
    }
    let kind = request.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if !kind.starts_with("text/xml") {
        return Reply::new(415);
    }
    let (status, envelope) = match call(request, known) {
        Ok(envelope) => (200, envelope),
        Err(Fault(code, text)) => (500, fault(code, &text)),
    };
    Reply::new(status).header("Content-Type", "text/xml; charset=utf-8").body(envelope)
}

fn client_fault(text: impl std::fmt::Display) -> Fault {
    Fault("Client", text.to_string())
}

/// Reads the request, and writes the response envelope.
fn call(request: &Message, known: &[&Field]) -> Result<String, Fault> {
    let text = std::str::from_utf8(&request.body).map_err(client_fault)?;
    let document = Document::parse(text).map_err(client_fault)?;
    let root = document.root_element();
    let part = |name| root.children().find(|node| node.has_tag_name((SOAP11, name)));
    let body = part("Body").ok_or_else(|| client_fault("no SOAP 1.1 Body"))?;
    let wrapper = body.children().find(Node::is_element).ok_or_else(|| client_fault("an empty Body"))?;
    let operation = known.iter().find(|field| shape::is(wrapper, field.name));
    let operation =
        operation.ok_or_else(|| client_fault(format!("no operation {}", shape::expanded(wrapper))))?;
    let action = request.header("soapaction").unwrap_or_default().trim_matches('"');
    if action.rsplit('/').next() != Some(operation.name) {
        return Err(client_fault(format!("the action {action:?} does not go with {}", operation.name)));
    }
    let mut headers = Vec::new();
    for field in &HEADERS {
        if let Some(block) = part("Header").and_then(|h| h.children().find(|n| shape::is(*n, field.name))) {
            headers.push(read(block, field)?);
        }
    }
    let arguments = read(wrapper, operation)?;
    let outcome = match operation.name {
        "SaveUserGroup" => save_user_group(&arguments)?,
        "GetAllUserGroups" => get_all_user_groups(&arguments),
        _ => authenticate(&arguments)?,
    };
    let wrapper = match operation.name {
        "SaveUserGroup" => "SaveUserGroupResponse",
        "GetAllUserGroups" => "GetAllUserGroupsResponse",
        _ => "AuthenticateResponse",
    };
    Ok(envelope(&headers, wrapper, outcome))
}

/// Only what WCF faults on is refused here; what it drops is dropped.
fn read(node: Node<'_, '_>, field: &Field) -> Result<Element, Fault> {
    let mut problems = Vec::new();
    let element = shape::read(node, field, "", &mut problems);
    match problems.into_iter().find(|problem| problem.contains("is nil")) {
        Some(problem) => Err(Fault("InternalServiceFault", problem)),
        None => Ok(element),
    }
}

fn save_user_group(arguments: &Element) -> Result<Outcome, Fault> {
    let Some(group) = arguments.children.first().filter(|group| !group.nil) else {
        return Ok(Outcome { response: vec![Element::nil("Response")], failure: false });
    };
    match group.value("Value") {
        Some("fault") => return Err(client_fault("asked to fault")),
        Some("fail") => return Ok(Outcome { response: vec![Element::nil("Response")], failure: true }),
        _ => {}
    }
    let id = match group.value("Id").map(str::trim) {
        None | Some("0") => "4711",
        Some(id) => id,
    };
    let mut saved = Element::with("Response", group.children.clone());
    saved.children.retain(|child| child.name != "Id");
    let place = saved.children.iter().position(|child| matches!(child.name, "Rank" | "Deleted"));
    saved.children.insert(place.unwrap_or(saved.children.len()), Element::new("Id", id));
    Ok(Outcome { response: vec![saved], failure: false })
}

fn get_all_user_groups(arguments: &Element) -> Outcome {
    let group = |name: &str, id: &str, deleted: &str| {
        let rank = id.parse::<u8>().map(|id| id.saturating_sub(1)).unwrap_or_default().to_string();
        let fields = [("Value", name), ("Id", id), ("Rank", rank.as_str()), ("Deleted", deleted)];
        Element::with("UserGroup", fields.map(|(name, text)| Element::new(name, text)).into())
    };
    let mut groups =
        vec![group("Sales", "1", "0"), Element::nil("UserGroup"), group("Møte & <annet>", "2", "0")];
    if matches!(arguments.value("IncludeDeleted").map(str::trim), Some("true" | "1")) {
        groups.push(group("Gone", "3", "1"));
    }
    Outcome { response: vec![Element::with("Response", groups)], failure: false }
}

fn authenticate(arguments: &Element) -> Result<Outcome, Fault> {
    let user = arguments.value("UserName").unwrap_or_default();
    let response = match user {
        FAULT_USER => return Err(client_fault("asked to fault")),
        FAIL_USER => return Ok(Outcome { response: Vec::new(), failure: true }),
        USER if arguments.value("Password") == Some(PASSWORD) => {
            let fields = [("UserType", "InternalAssociate"), ("Associate", USER), ("AssociateId", "103")];
            vec![
                Element::with("Response", fields.map(|(name, text)| Element::new(name, text)).into()),
                Element::with("Credentials", vec![Element::new("Ticket", TICKET)]),
                Element::new("AuthenticationSucceeded", "true"),
            ]
        }
        _ => vec![
            Element::nil("Response"),
            Element::nil("Credentials"),
            Element::new("AuthenticationSucceeded", "false"),
        ],
    };
    Ok(Outcome { response, failure: false })
}

/// A response with the four header blocks that WCF writes, null ones too.
fn envelope(headers: &[Element], wrapper: &'static str, outcome: Outcome) -> String {
    let header = |name: &str| headers.iter().find(|block| block.name == name);
    let ticket = header("Credentials").and_then(|c| c.value("Ticket")).unwrap_or("(none)");
    let application = header("ApplicationToken").map_or("(none)", |token| token.text.as_str());
    let pair = |key: &str, value: &str| {
        Element::with("ExtraInfoNameValuePair", vec![Element::new("Key", key), Element::new("Value", value)])
    };
    let extra = match wrapper {
        // A plain string in this service's contract.
        "AuthenticateResponse" => Element::nil("ExtraInfo"),
        _ => {
            Element::with("ExtraInfo", vec![pair("ticket-seen", ticket), pair("apptoken-seen", application)])
        }
    };
    let exception = if outcome.failure {
        let text = |name, text: &str| Element::new(name, text);
        let inner = Element::with("InnerException", vec![text("Message", "inner")]);
        let fields =
            vec![text("Message", "asked to fail"), text("ExceptionType", "SoServerException"), inner];
        Element::with("ExceptionInfo", fields)
    } else {
        Element::nil("ExceptionInfo")
    };
    let succeeded = Element::new("Succeeded", (!outcome.failure).to_string());
    let mut header = String::new();
    for block in [exception, extra, succeeded, Element::nil("TimeZone")] {
        block.write(&mut header);
    }
    let mut body = String::new();
    Element::with(wrapper, outcome.response).write(&mut body);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{SOAP11}\" xmlns:h=\"{NAMESPACE}\" \
         xmlns:i=\"{XSI}\"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )
}

pub(super) fn fault(code: &str, text: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{SOAP11}\"><s:Body><s:Fault>\
         <faultcode>s:{code}</faultcode><faultstring xml:lang=\"en-US\">{}</faultstring>\
         <detail><why>asked</why></detail></s:Fault></s:Body></s:Envelope>",
        escape(text)
    )
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Write};
    use std::net::TcpStream;

    use super::*;

    fn post(mock: &SuperOffice, path: &str, operation: &str, body: &str) -> Message {
        let service = path.trim_start_matches('/').trim_end_matches(".svc");
        let envelope = format!(
            "<s:Envelope xmlns:s='{SOAP11}' xmlns:i='{XSI}'><s:Header><Credentials xmlns='{NAMESPACE}'><Ticket>t</Ticket>\
             </Credentials></s:Header><s:Body><{operation} xmlns='{NAMESPACE}'>{body}</{operation}></s:Body></s:Envelope>"
        );
        let mut stream = TcpStream::connect(mock.server.address()).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nContent-Type: text/xml; charset=utf-8\r\n\
             SOAPAction: \"{NAMESPACE}/{service}/{operation}\"\r\nContent-Length: {}\r\n\r\n{envelope}",
            envelope.len()
        )
        .unwrap();
        crate::message::read(&mut BufReader::new(stream)).unwrap().unwrap()
    }

    #[test]
    fn a_saved_group_comes_back_without_what_was_out_of_order() {
        let mock = SuperOffice::start().unwrap();
        let group = "<UserGroup><Rank>3</Rank><Value>late</Value></UserGroup>";
        let reply = post(&mock, "/User.svc", "SaveUserGroup", group);
        assert_eq!(reply.status(), Some(200));
        assert!(
            reply.text().contains("<h:Response><h:Id>4711</h:Id><h:Rank>3</h:Rank></h:Response>"),
            "{reply:?}"
        );
        assert!(reply.text().contains("<h:Key>ticket-seen</h:Key><h:Value>t</h:Value>"), "{reply:?}");
        assert_eq!(mock.requests().len(), 1);
    }

    #[test]
    fn nil_on_a_value_type_is_a_fault() {
        let mock = SuperOffice::start().unwrap();
        let reply = post(&mock, "/User.svc", "SaveUserGroup", "<UserGroup><Id i:nil='true'/></UserGroup>");
        assert_eq!(reply.status(), Some(500));
        assert!(reply.text().contains("a value type is nil"), "{reply:?}");
    }

    #[test]
    fn failures_come_in_their_forms() {
        let mock = SuperOffice::start().unwrap();
        let save = |value: &str| {
            let group = format!("<UserGroup><Value>{value}</Value></UserGroup>");
            post(&mock, "/User.svc", "SaveUserGroup", &group)
        };
        let failed = save("fail");
        assert_eq!(failed.status(), Some(200));
        assert!(failed.text().contains("<h:Succeeded>false</h:Succeeded>"), "{failed:?}");
        let fault = save("fault");
        assert_eq!(fault.status(), Some(500));
        assert!(fault.text().contains("asked to fault</faultstring>"), "{fault:?}");
        assert_eq!(post(&mock, "/Nowhere.svc", "SaveUserGroup", "").status(), Some(404));
    }

    #[test]
    fn logins_come_in_three_kinds() {
        let mock = SuperOffice::start().unwrap();
        let login = |user: &str, password: &str| {
            let body = format!("<UserName>{user}</UserName><Password>{}</Password>", escape(password));
            post(&mock, "/SoPrincipal.svc", "AuthenticateUsernamePassword", &body).text()
        };
        assert!(login(USER, PASSWORD).contains(&format!("<h:Ticket>{TICKET}</h:Ticket>")));
        let refused = login(USER, "wrong");
        assert!(refused.contains("<h:AuthenticationSucceeded>false<"), "{refused}");
        assert!(!refused.contains(TICKET));
        assert!(login(FAULT_USER, "x").contains("faultstring"));
    }
}

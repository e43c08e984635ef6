//! Our client against one running SOAP server: `interop SERVER URL async|blocking [SERVER_LOG]`.
//!
//! Prints a line for each check, and exits with 1 when one fails. Every request goes through a recording proxy and is
//! judged by its raw bytes; what the server understood is judged by its raw answer, not by our reading of it.

use std::process::ExitCode;

use roxmltree::{Document, Node};
use soapwright_tests::message::Message;
use soapwright_tests::proxy::{Exchange, Proxy};
use soapwright_tests::shape::{self, Element, Field, GET_ALL_USER_GROUPS, SAVE_USER_GROUP, USER_GROUP};
use soapwright_tests::wire;
use superoffice_services86::types::{
    EFieldRight, ETableRight, FieldProperty, FieldRight, TableRight, UserGroup,
};
use superoffice_services86::values::{Flags, List};
use superoffice_services86::{Error, ErrorKind, Session, blocking};

const TOKEN: &str = "app-token-1";
const TICKET: &str = "7T:abc==";
const NAME: &str = "Sales & <Møte>";

/// The two clients behind one face.
enum Client {
    Async(tokio::runtime::Runtime, Session),
    Blocking(blocking::Session),
}

impl Client {
    fn new(kind: &str, base: &str) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(match kind {
            "async" => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                Self::Async(runtime, Session::builder(base).application_token(TOKEN).ticket(TICKET).build()?)
            }
            "blocking" => Self::Blocking(
                blocking::Session::builder(base).application_token(TOKEN).ticket(TICKET).build()?,
            ),
            other => return Err(format!("no client {other:?}").into()),
        })
    }

    fn save(&self, group: &UserGroup) -> Result<Option<UserGroup>, Error> {
        match self {
            Self::Async(runtime, session) => {
                runtime.block_on(async { session.user().save_user_group(group).await })
            }
            Self::Blocking(session) => session.user().save_user_group(group),
        }
    }

    fn groups(&self, include_deleted: bool) -> Result<List<UserGroup>, Error> {
        match self {
            Self::Async(runtime, session) => {
                runtime.block_on(async { session.user().get_all_user_groups(include_deleted).await })
            }
            Self::Blocking(session) => session.user().get_all_user_groups(include_deleted),
        }
    }
}

/// What the checks have found so far.
struct Report {
    server: String,
    proxy: Proxy,
    failures: usize,
}

type Check = Result<(), String>;

impl Report {
    fn check(&mut self, name: &str, outcome: Check) {
        match outcome {
            Ok(()) => println!("ok {name}"),
            Err(why) => {
                println!("FAILED {name}: {why}");
                self.failures += 1;
            }
        }
    }

    /// The one exchange that a call made.
    fn exchange(&self) -> Result<Exchange, String> {
        let mut exchanges = self.proxy.take().map_err(|e| e.to_string())?;
        match (exchanges.pop(), exchanges.len()) {
            (Some(exchange), 0) => Ok(exchange),
            (_, more) => Err(format!("{} exchanges for one call", more + 1)),
        }
    }
}

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: T, expected: T) -> Check {
    if got == expected { Ok(()) } else { Err(format!("{what}: got {got:?}, expected {expected:?}")) }
}

/// Reads the request strictly, and checks the two header blocks that the session sends.
fn request(message: &Message, wrapper: &Field) -> Result<Element, String> {
    let read = wire::request(message, "User", wrapper).map_err(|problems| problems.join("; "))?;
    let names: Vec<&str> = read.headers.iter().map(|block| block.name).collect();
    equal("header blocks", names, vec!["ApplicationToken", "Credentials"])?;
    equal("token", read.header("ApplicationToken").map(|b| b.text.as_str()), Some(TOKEN))?;
    equal("ticket", read.header("Credentials").and_then(|b| b.value("Ticket")), Some(TICKET))?;
    Ok(read.wrapper)
}

/// Every element below `element` that has text, with its path.
fn leaves(element: &Element) -> Vec<(String, String)> {
    fn walk(element: &Element, path: &str, out: &mut Vec<(String, String)>) {
        if element.children.is_empty() && !element.nil {
            out.push((path.to_owned(), element.text.clone()));
        }
        for child in &element.children {
            walk(child, &format!("{path}/{}", child.name), out);
        }
    }
    let mut out = Vec::new();
    walk(element, "", &mut out);
    out
}

/// The first element of that local name, in the service's namespace, read as a user group. What a server leaves out or
/// orders otherwise is its own affair, so the problems are dropped.
fn group_in(xml: &str, name: &str) -> Result<Element, String> {
    let document = Document::parse(xml).map_err(|e| format!("{e}: {xml}"))?;
    let node = document.descendants().find(|node: &Node<'_, '_>| shape::is(*node, name));
    let node = node.ok_or_else(|| format!("no {name} in {xml}"))?;
    Ok(shape::read(node, &USER_GROUP, name, &mut Vec::new()))
}

/// A group with every field set; two properties, so that their order shows.
fn full_group() -> UserGroup {
    let property = |field_type: &str, field_length, mask: Flags<EFieldRight>| FieldProperty {
        field_right: Some(FieldRight { mask, reason: Some("because".into()) }),
        field_type: Some(field_type.into()),
        field_length,
    };
    let properties = [
        ("Value".to_owned(), Some(property("string", 40, EFieldRight::Read | EFieldRight::Write))),
        ("Æ<&>".to_owned(), Some(property("int", 4, EFieldRight::UIHintMandatory.into()))),
    ];
    UserGroup {
        table_right: Some(TableRight {
            mask: ETableRight::Select | ETableRight::Update,
            reason: Some("a reason".into()),
        }),
        field_properties: properties.into_iter().collect(),
        value: Some(NAME.into()),
        tooltip: Some("tip \"quoted\" ]]> 'too'".into()),
        id: 12,
        rank: -3,
        deleted: 1,
    }
}

/// What [`full_group`] is on the wire, by hand.
fn full_leaves() -> Vec<(String, String)> {
    let pair = "/FieldProperties/FieldPropertyDictionaryKeyValuePair";
    let right = format!("{pair}/Value/FieldRight");
    [
        ("/TableRight/Mask", "Select Update"),
        ("/TableRight/Reason", "a reason"),
        (&format!("{pair}/Key"), "Value"),
        (&format!("{right}/Mask"), "Read Write"),
        (&format!("{right}/Reason"), "because"),
        (&format!("{pair}/Value/FieldType"), "string"),
        (&format!("{pair}/Value/FieldLength"), "40"),
        (&format!("{pair}/Key"), "Æ<&>"),
        (&format!("{right}/Mask"), "UIHintMandatory"),
        (&format!("{right}/Reason"), "because"),
        (&format!("{pair}/Value/FieldType"), "int"),
        (&format!("{pair}/Value/FieldLength"), "4"),
        ("/Value", NAME),
        ("/Tooltip", "tip \"quoted\" ]]> 'too'"),
        ("/Id", "12"),
        ("/Rank", "-3"),
        ("/Deleted", "1"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into()
}

fn save_new(report: &Report, client: &Client) -> Check {
    let group = UserGroup { value: Some(NAME.into()), rank: 3, ..UserGroup::default() };
    let saved = client.save(&group).map_err(|e| e.to_string())?.ok_or("no group came back")?;
    equal("saved", (saved.id, saved.value.as_deref(), saved.rank), (4711, Some(NAME), 3))?;
    let exchange = report.exchange()?;
    let sent = request(&exchange.request, &SAVE_USER_GROUP)?;
    let expected = [
        ("/UserGroup/Value", NAME),
        ("/UserGroup/Id", "0"),
        ("/UserGroup/Rank", "3"),
        ("/UserGroup/Deleted", "0"),
    ];
    equal("sent", leaves(&sent), expected.map(|(p, t)| (p.to_owned(), t.to_owned())).into())?;
    // What the server saw of the request's headers, as it tells it.
    let reply = exchange.response.ok_or("no response recorded")?.text();
    let seen = if report.server == "node" { vec![TICKET] } else { vec![TICKET, TOKEN] };
    for value in seen {
        if !reply.contains(&format!(">{value}<")) {
            return Err(format!("the server has not seen {value}: {reply}"));
        }
    }
    Ok(())
}

fn save_full(report: &Report, client: &Client, log: Option<&str>) -> Check {
    let group = full_group();
    let saved = client.save(&group).map_err(|e| e.to_string())?.ok_or("no group came back")?;
    let exchange = report.exchange()?;
    let sent = request(&exchange.request, &SAVE_USER_GROUP)?;
    let sent = sent.children.first().ok_or("no group was sent")?;
    equal("sent", leaves(sent), full_leaves())?;
    // The echo shows what the server understood.
    let reply = exchange.response.ok_or("no response recorded")?.text();
    equal("the server's echo", leaves(&group_in(&reply, "Response")?), full_leaves())?;
    equal("saved", saved, group)?;
    if let Some(log) = log {
        let log = std::fs::read_to_string(log).map_err(|e| format!("{log}: {e}"))?;
        let last = |what: &str, name: &str| {
            let mark = format!("---- {what}\n");
            let entry = log.rsplit(&mark).next().unwrap_or_default();
            group_in(entry.split("---- ").next().unwrap_or_default(), name)
        };
        equal("the server's log of the request", leaves(&last("request", "UserGroup")?), full_leaves())?;
        equal("the server's log of the reply", leaves(&last("reply", "Response")?), full_leaves())?;
    }
    Ok(())
}

fn fail(report: &Report, client: &Client) -> Check {
    let group = UserGroup { value: Some("fail".into()), ..UserGroup::default() };
    let Err(error) = client.save(&group) else { return Err("a failed call is Ok".into()) };
    equal("kind", error.kind(), ErrorKind::Outcome)?;
    let outcome = error.outcome().ok_or("no outcome")?;
    equal("exception type", outcome.kind.as_deref(), Some("SoServerException"))?;
    equal("message", outcome.message.as_deref(), Some("asked to fail"))?;
    equal("fault", error.fault().is_some(), false)?;
    request(&report.exchange()?.request, &SAVE_USER_GROUP).map(drop)
}

fn fault(report: &Report, client: &Client) -> Check {
    let group = UserGroup { value: Some("fault".into()), ..UserGroup::default() };
    let Err(error) = client.save(&group) else { return Err("a Fault is Ok".into()) };
    equal("kind", error.kind(), ErrorKind::Fault)?;
    let fault = error.fault().ok_or("no fault")?;
    equal("faultstring", fault.reason.as_str(), "asked to fault")?;
    equal("status", error.status(), Some(500))?;
    equal("outcome", error.outcome().is_some(), false)?;
    request(&report.exchange()?.request, &SAVE_USER_GROUP).map(drop)
}

fn list(report: &Report, client: &Client, include_deleted: bool) -> Check {
    let groups = client.groups(include_deleted).map_err(|e| e.to_string())?;
    let mut expected = vec![Some(("Sales", 1, 0, 0)), Some(("Møte & <annet>", 2, 1, 0))];
    if include_deleted {
        expected.push(Some(("Gone", 3, 2, 1)));
    }
    match report.server.as_str() {
        "mono" => expected.push(None),
        "mock" => expected.insert(1, None),
        _ => {}
    }
    let got: Vec<_> = groups
        .iter_with_nils()
        .map(|g| g.map(|g| (g.value.as_deref().unwrap_or_default(), g.id, g.rank, g.deleted)))
        .collect();
    equal("groups", got, expected)?;
    let sent = request(&report.exchange()?.request, &GET_ALL_USER_GROUPS)?;
    equal(
        "IncludeDeleted",
        sent.value("IncludeDeleted"),
        Some(if include_deleted { "true" } else { "false" }),
    )
}

fn run(arguments: &[String]) -> Result<usize, Box<dyn std::error::Error>> {
    let [server, url, kind, rest @ ..] = arguments else {
        return Err("usage: interop SERVER URL async|blocking [SERVER_LOG]".into());
    };
    let upstream = url.strip_prefix("http://").and_then(|u| u.split('/').next());
    let proxy = Proxy::start(upstream.ok_or_else(|| format!("{url}: no http URL"))?)?;
    let client = Client::new(kind, &format!("http://{}", proxy.address()))?;
    let mut report = Report { server: server.clone(), proxy, failures: 0 };
    let outcome = save_new(&report, &client);
    report.check("save a new group", outcome);
    let outcome = save_full(&report, &client, rest.first().map(String::as_str));
    report.check("save a group with every field set", outcome);
    let outcome = fail(&report, &client);
    report.check("an outcome failure", outcome);
    let outcome = fault(&report, &client);
    report.check("a Fault", outcome);
    for include_deleted in [false, true] {
        let outcome = list(&report, &client, include_deleted);
        report.check(&format!("list groups, deleted ones: {include_deleted}"), outcome);
    }
    Ok(report.failures)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(2)
        }
    }
}

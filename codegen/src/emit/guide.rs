//! `GUIDE.md`: how a program uses the crate. It becomes the documentation of the crate's module `guide`, so every block
//! in it is compiled.

use std::collections::BTreeSet;

use crate::names::named::{Member, Operation, Service};

use super::call::{self, Call};
use super::context::Context;
use super::{address, arguments, builder, docs, example, listed, policies};
use crate::options::{Arguments, Form, Module};

const START: &str = include_str!("templates/guide/1-start.md");
const WHERE: &str = include_str!("templates/guide/1-where.md");
const ERRORS: &str = include_str!("templates/guide/2-errors.md");
const CARELESS: &str = include_str!("templates/guide/2-careless.md");
const FAULTS: &str = include_str!("templates/guide/2-faults.md");
const TICKETS: &str = include_str!("templates/guide/3-tickets.md");
const ADDRESS: &str = include_str!("templates/guide/3-address.md");
const USERS: &str = include_str!("templates/guide/3-users.md");
const ELSEWHERE: &str = include_str!("templates/guide/3-elsewhere.md");
const REFUSED: &str = include_str!("templates/guide/3-refused.md");
const HEADERS: &str = include_str!("templates/guide/4-headers.md");
const BLOCKS: &str = include_str!("templates/guide/4-blocks.md");
const VALUES: &str = include_str!("templates/guide/5-values.md");
const VALIDATE: &str = include_str!("templates/guide/5-validate.md");
const FORMATS: &str = include_str!("templates/guide/5-formats.md");
const ATTACHMENTS: &str = include_str!("templates/guide/5-attachments.md");
const STREAM: &str = include_str!("templates/guide/5-stream.md");
const BOUND: &str = include_str!("templates/guide/5-bound.md");
const DEEP: &str = include_str!("templates/guide/5-deep.md");
const TESTING: &str = include_str!("templates/guide/6-testing.md");
const TYPES: &str = include_str!("templates/guide/6-types.md");
const PASSWORD: &str = include_str!("templates/guide/7-password.md");
const SIGNED: &str = include_str!("templates/guide/7-signed.md");
const IDENTITIES: &str = include_str!("templates/guide/7-identities.md");
const LAYERS: &str = include_str!("templates/guide/7-layers.md");
const TRUSTED: &str = include_str!("templates/guide/7-trusted.md");
const HTTP: &str = include_str!("templates/guide/7-http.md");

const CRATES: &str = include_str!("templates/guide/8-crates.md");
const MODULES: &str = include_str!("templates/guide/8-modules.md");
const GROWN: &str = include_str!("templates/guide/8-grown.md");
const ABOUT_CRATE: &str = include_str!("templates/guide/0-crate.md");
const ABOUT_MODULE: &str = include_str!("templates/guide/0-module.md");

/// The text of the guide.
pub(super) fn text(cx: &Context<'_>, headline: &str) -> String {
    let login = cx.ticket.login.as_ref().and_then(|login| login.example(cx));
    let headers = session_headers(cx);
    let mut text = format!("<!-- {} -->\n", headline.replacen("// ", "", 1));
    text.push_str(START);
    text.push_str(WHERE);
    text.push_str(ERRORS);
    text.push_str(&declared_faults(cx));
    text.push_str(CARELESS);
    text.push_str(&tickets(cx, login.as_deref()));
    text.push_str(&request_headers(cx, &headers));
    text.push_str(BLOCKS);
    text.push_str(&policies::chapter(cx));
    text.push_str(VALUES);
    text.push_str(ATTACHMENTS);
    if cx.model.services.iter().flat_map(|s| &s.operations).any(has_attachments) {
        text.push_str(BOUND);
    }
    if listed::any(cx) {
        text.push_str(STREAM);
    }
    if cx.is_deep() {
        text.push_str(DEEP);
    }
    for section in [VALIDATE, FORMATS, TESTING, PASSWORD, SIGNED, TRUSTED, HTTP, IDENTITIES, LAYERS] {
        text.push_str(section);
    }
    let (about, this, end) = match cx.options.form {
        Form::Crate => (ABOUT_CRATE, "crate", CRATES),
        Form::Module(_) => (ABOUT_MODULE, "module", MODULES),
    };
    let (listed, items) = streams(&cx.options.form);
    text.push_str(end);
    text.push_str(GROWN);
    let call = call::chosen(cx).map(|found| Call::new(cx, found));
    let call = call.as_ref();
    let uses = |before: &str| -> String {
        let lines = call.into_iter().flat_map(|call| call.uses(cx));
        lines.map(|line| format!("{before}{line}\n")).collect()
    };
    let except = match cx.ticket.login {
        Some(_) => ", except after a new login, if the server refused its ticket",
        None => "",
    };
    text.replace("{{typed-fakes}}", &typed_fakes(cx))
        .replace("{{addresses}}", &addresses(cx))
        .replace("{{url-setter}}", &cx.model.services.first().map(builder::url_setter).unwrap_or_default())
        .replace("{{arguments}}", &separate_arguments(cx))
        .replace("{{quick-start}}", &example::code(cx).join("\n"))
        .replace("{{hidden-use}}", &uses("# "))
        .replace("{{use}}", &uses(""))
        .replace("{{call}}", &call.map(Call::expression).unwrap_or_default())
        .replace("{{login}}", login.as_deref().unwrap_or_default())
        .replace("{{refused}}", &refused(cx))
        .replace("{{except}}", except)
        .replace("{{about}}\n", about)
        .replace("{{grown}}", grown(cx))
        .replace("{{this}}", this)
        .replace("{{listed}}", listed)
        .replace("{{items}}", items)
        .replace("{{as-here}}", if this == "crate" { ", as this crate has it" } else { "" })
        .replace("{{krate}}", &cx.options.path())
}

/// Where the trait of results with a list is, and what the types of streams are called.
fn streams(form: &Form) -> (&'static str, &'static str) {
    match form {
        Form::Crate => (
            "{{krate}}",
            "The type of a stream is `ItemStream<'_, T>`, that of an iterator `ItemIter<'_, T>`; `T` is the result of the\n\
             call, and has to be `Listed`. All three are at the root of the crate.",
        ),
        Form::Module(_) => (
            "{{krate}}::runtime::client",
            "The type of a stream is `ItemStream<'_, T, ResponseHeaders>`, that of an iterator\n\
             `ItemIter<'_, T, ResponseHeaders>`; `T` is the result of the call, and has to be `Listed`. All three are in\n\
             `runtime::client`.",
        ),
    }
}

/// The guide of a module: its examples are not compiled, since only the program knows where the module is.
pub(super) fn of_module(cx: &Context<'_>, module: &Module) -> String {
    let mut out = String::new();
    // Whether a line is in a block, and in one of code.
    let (mut block, mut code) = (false, false);
    for line in text(cx, "").lines().skip_while(|line| !line.starts_with('#')) {
        let fence = line.strip_prefix("```");
        match fence {
            Some(language) if !block => {
                (block, code) = (true, matches!(language, "" | "no_run" | "ignore"));
                out.push_str(if code { "```ignore" } else { line });
            }
            // What only the compiler needs.
            None if code && (line == "#" || line.starts_with("# ")) => continue,
            _ => {
                block &= fence.is_none();
                out.push_str(line);
            }
        }
        out.push('\n');
    }
    module.named_in(&out)
}

/// What becomes of a method when its operation gets one more parameter.
fn grown(cx: &Context<'_>) -> &'static str {
    match (cx.options.arguments, &cx.options.form) {
        (Arguments::Struct, _) => {
            "- A new parameter: each method takes one struct of its parameters, which is a struct literal too."
        }
        (Arguments::Separate, Form::Crate) => {
            "- A new parameter, where a method takes a struct of its parameters. Where it takes them one by one, another one is\n  \
             another signature. With `arguments = \"struct\"` below `[crate]` in soapwright.toml, every method takes a struct."
        }
        (Arguments::Separate, Form::Module(_)) => {
            "- A new parameter, where a method takes a struct of its parameters. Where it takes them one by one, another one is\n  \
             another signature. With `.struct_arguments(true)` in `build.rs`, every method takes a struct."
        }
    }
}

/// How a session logs in, by an operation and otherwise; `login` is the call of the operation.
fn tickets(cx: &Context<'_>, login: Option<&str>) -> String {
    let mut text = String::new();
    if let Some(plan) = &cx.ticket.login {
        text.push_str(&TICKETS.replace("{{address}}\n", if plan.moves() { ADDRESS } else { "" }));
        text.push_str(if login.is_some() && cx.ticket.text.is_some() { USERS } else { "\n" });
    }
    if let Some(header) = any_header(cx) {
        let (gives, ticket, imports, note) = match cx.ticket.text {
            Some(_) => (
                "String",
                "std::fs::read_to_string(\"ticket\")".to_owned(),
                "",
                " If it\nreturns text, this text is the ticket.",
            ),
            None => (
                "RequestHeaders",
                format!("Ok(RequestHeaders {{ {header}, ..RequestHeaders::default() }})"),
                "RequestHeaders, ",
                "",
            ),
        };
        let elsewhere = ELSEWHERE.replace("{{gives}}", gives).replace("{{ticket}}", &ticket);
        text.push_str(&elsewhere.replace("{{imports}}", imports).replace("{{text}}", note));
    }
    if !text.is_empty() {
        text.push_str(REFUSED);
    }
    text
}

/// A request header that is set, as in a struct; text where there is one, and none that the session fills in.
fn any_header(cx: &Context<'_>) -> Option<String> {
    let filled_in: BTreeSet<String> = session_headers(cx).into_iter().collect();
    let all = || cx.model.request_headers.members.iter();
    let given = |member: &Member| filled_in.contains(&docs::code(&member.wire.local));
    let text = || all().filter(|member| member.shape.is_text());
    let text = text().find(|member| !given(member)).or_else(|| text().next());
    match (text, all().next()) {
        (Some(member), _) => Some(format!("{}: Some(\"…\".to_owned())", member.rust)),
        (None, Some(member)) => Some(format!("{}: Default::default()", member.rust)),
        (None, None) => None,
    }
}

/// How a program gets at an address of the contract, where there is one.
fn addresses(cx: &Context<'_>) -> String {
    let mut all = cx.model.services.iter();
    let named = all.find(|service| address::url(service.address.as_deref()).is_some());
    named.map_or_else(String::new, |service| {
        format!("; `{}::{}::ADDRESS` is one", service.rust.module, service.rust.agent)
    })
}

/// How declared faults are told apart, where there are any.
fn declared_faults(cx: &Context<'_>) -> String {
    let all = cx.model.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
    let mut all =
        all.filter_map(|(service, one)| Some((service, one.rust.fault.as_ref()?, one.faults.first()?)));
    let Some((service, fault, alternative)) = all.next() else { return String::new() };
    FAULTS
        .replace("{{faults}}", &format!("{}::faults", service.rust.module))
        .replace("{{fault}}", fault.raw())
        .replace("{{alternative}}", alternative.rust.raw())
}

/// Whether a parameter or a result travels beside its envelope.
fn has_attachments(operation: &Operation) -> bool {
    let bodies = std::iter::once(&operation.input).chain(&operation.output).map(|message| &message.body);
    bodies.flat_map(|body| body.attachments()).next().is_some()
}

/// How a test answers by type, where the crate has the types of requests.
fn typed_fakes(cx: &Context<'_>) -> String {
    let Some(shown) = call::chosen(cx) else { return String::new() };
    if !cx.options.server {
        return String::new();
    }
    let mut lines = vec![
        "With the cargo feature `server`, requests have types and answers are functions:".to_owned(),
        String::new(),
    ];
    // The block needs the feature, and the guide is compiled without it too.
    let block = example::fake(cx, shown.service);
    let gate = "feature = \"server\"";
    for line in block {
        match line.as_str() {
            "```no_run" | "```ignore" => {
                lines.extend([line, format!("# #[cfg({gate})]"), "# mod test {".to_owned()])
            }
            "```" => lines.extend(["# }".to_owned(), "# fn main() {}".to_owned(), line]),
            _ => lines.push(line),
        }
    }
    lines.push(String::new());
    if cx.model.services.iter().any(super::faults::any) {
        lines.push("- `Failure::fault(…).detail(&…)` carries a declared fault.".to_owned());
    }
    lines.push(TYPES.to_owned());
    lines.join("\n")
}

/// What can be asked about the arguments of a method that takes them one by one.
fn separate_arguments(cx: &Context<'_>) -> String {
    if !cx.options.server {
        return "For other methods, set `server = true` in\nsoapwright.toml: then each operation has a type that \
                holds its arguments, with the cargo feature `server`."
            .to_owned();
    }
    let all = cx.model.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
    let separate = |(_, operation): &(&Service, &Operation)| {
        let body = &operation.input.body;
        !body.members.is_empty() && !arguments::as_struct(cx, body)
    };
    let example = all.clone().find(separate).or_else(|| all.into_iter().next());
    let example = example.map_or_else(String::new, |(service, operation)| {
        format!(", such as\n`{}::server::{}`", service.rust.module, operation.rust.request)
    });
    format!(
        "For other methods, fill the request type of the feature `server` with the\nsame values, and check that{example}."
    )
}

/// How request headers are set, where there are any.
fn request_headers(cx: &Context<'_>, filled_in: &[String]) -> String {
    let Some(header) = any_header(cx) else { return String::new() };
    let filled_in = match filled_in {
        [] => String::new(),
        names => format!(
            "The session fills in these: {}. Each\nhas a setter on the builder. Its `with_…` method gives a \
             session with another value, over the same connections.\n",
            names.join(", ")
        ),
    };
    HEADERS.replace("{{filled-in}}", &filled_in).replace("{{header}}", &header)
}

/// The request headers that the session fills in, as code.
fn session_headers(cx: &Context<'_>) -> Vec<String> {
    let wanted: BTreeSet<&str> = cx.options.session_headers.iter().map(String::as_str).collect();
    let all = cx.model.request_headers.members.iter().map(|member| &*member.wire.local);
    all.filter(|name| wanted.is_empty() || wanted.contains(name)).map(docs::code).collect()
}

/// What tells a refused ticket, as a list.
fn refused(cx: &Context<'_>) -> String {
    let codes = |names: &[String]| names.iter().map(|name| docs::code(name)).collect::<Vec<_>>().join(", ");
    let refused = cx.options.login.as_ref().map(|login| login.refused.clone()).unwrap_or_default();
    let status: Vec<String> = refused.status.iter().map(u16::to_string).collect();
    let mut lines = Vec::new();
    if !status.is_empty() {
        lines.push(format!("- HTTP {} without an envelope;", status.join(", ")));
    }
    for (what, names) in [
        ("a Fault whose code or subcode is", &refused.faults),
        (
            "a failure in the response headers whose kind (whole, or what follows its last dot) is",
            &refused.kinds,
        ),
        ("a Fault's reason, or a message in the response headers, that contains", &refused.messages),
    ] {
        if !names.is_empty() {
            lines.push(format!("- {what} {};", codes(names)));
        }
    }
    if let Some(last) = lines.last_mut() {
        last.pop();
        last.push('.');
    }
    lines.join("\n")
}

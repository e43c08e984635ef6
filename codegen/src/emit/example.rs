//! The example in the crate's documentation: it compiles, since it is made from the same model.

use crate::contract::Builtin;
use crate::names::{OperationNames, ServiceNames};
use crate::passes::{Operation, Service, Shape};

use super::context::Context;
use super::login::Login;
use super::{arguments, docs, scalar, session};

/// The lines of the crate's documentation.
pub(super) fn crate_docs(cx: &Context<'_>) -> Vec<String> {
    let mut out = vec![
        "A SOAP client, generated from its contracts.".to_owned(),
        String::new(),
        "Make a [`Session`], ask it for a service, and await what the service's methods return. The [`guide`] tells"
            .to_owned(),
        "of errors, tests, certificates and more.".to_owned(),
        String::new(),
    ];
    out.extend(code(cx));
    out.push(String::new());
    out.push("# Cargo features".to_owned());
    out.push(String::new());
    out.push(
        "- `async` (default): the async client, on reqwest; `rustls` (default) or `native-tls`.".to_owned(),
    );
    out.push(
        "- `blocking`: [`blocking`](crate::blocking)`::Session`, on ureq."
            .replace("[`blocking`](crate::blocking)`::Session`", "`blocking::Session`"),
    );
    out.push("- `validate`: `validate()` for every type, against the contract's facets.".to_owned());
    out.push("- `server`: decoding requests and encoding replies, for fakes and servers.".to_owned());
    if cx.options.server {
        out.push("  Types of requests are in each service's module `server`, with an example.".to_owned());
    }
    for names in &cx.names.services {
        let feature = names.module.trim_start_matches("r#");
        out.push(format!("- `{feature}` (default): the service `{}`.", names.agent));
    }
    out
}

/// A whole program's worth, as a fenced block.
pub(super) fn code(cx: &Context<'_>) -> Vec<String> {
    let krate = cx.options.library();
    let mut out = vec!["```no_run".to_owned(), format!("use {krate}::{{Error, Session}};"), String::new()];
    out.push("async fn example() -> Result<(), Error> {".to_owned());
    let base = base_url(cx);
    let mut chain = vec![format!("    let session = Session::builder({base:?})")];
    if let Some(setter) = session::example_setter(cx) {
        chain.push(format!("        .{setter}(\"secret\")"));
    }
    match cx.ticket.login.as_ref().and_then(Login::example) {
        Some(login) => {
            chain.push(format!("        .{login}"));
            chain.push("        .await?;".to_owned());
        }
        None => chain.push("        .build()?;".to_owned()),
    }
    out.extend(chain);
    if let Some((service, operation, call)) = pick(cx) {
        out.push(format!(
            "    let reply = session.{}().{}({call}).await?;",
            service.accessor, operation.method
        ));
        out.push("    println!(\"{reply:?}\");".to_owned());
    } else {
        out.push("    println!(\"{session:?}\");".to_owned());
    }
    out.push("    Ok(())".to_owned());
    out.push("}".to_owned());
    out.push("```".to_owned());
    out
}

/// A call in an expression that begins with `session`, without its await.
pub(super) fn expression(cx: &Context<'_>) -> String {
    if let Some((service, operation, call)) = pick(cx) {
        return format!("session.{}().{}({call})", service.accessor, operation.method);
    }
    // No operation whose arguments can be written down: one by its descriptor.
    let mut all = cx.names.services.iter().flat_map(|s| s.operations.iter().map(move |o| (s, o)));
    match all.next() {
        Some((service, operation)) => format!(
            "session.client().call::<()>(&{{{{krate}}}}::{}::operations::{}, &[])",
            service.module, operation.descriptor
        ),
        None => String::new(),
    }
}

/// A fake of an operation, as a fenced block.
pub(super) fn fake(cx: &Context<'_>, service: &Service, names: &ServiceNames) -> Vec<String> {
    let krate = cx.options.library();
    let pairs = || service.operations.iter().zip(&names.operations);
    let gives = |o: &Operation| o.output.as_ref().is_some_and(|o| !o.body.members.is_empty());
    let best = pairs().filter(|(o, _)| gives(o) && !o.input.body.members.is_empty());
    let written = best.chain(pairs()).find_map(|(o, own)| Some((own, call(o)?)));
    let Some(own) = written.as_ref().map(|(own, _)| *own).or_else(|| names.operations.first()) else {
        return Vec::new();
    };
    let request = &own.request;
    let mut out = vec![
        "```no_run".to_owned(),
        format!("use {krate}::{{Error, FakeTransport, Session, {}::server::{request}}};", names.module),
        String::new(),
        "async fn example() -> Result<(), Error> {".to_owned(),
        "    let fake = FakeTransport::new();".to_owned(),
        format!("    fake.on::<{request}>(|_request| Ok(Default::default()));"),
        "    let session = Session::builder(\"http://fake\").transport(fake.clone()).build()?;".to_owned(),
    ];
    match &written {
        Some((_, call)) => {
            out.push(format!("    session.{}().{}({call}).await?;", names.accessor, own.method));
            out.push(format!("    assert_eq!(fake.count::<{request}>(), 1);"));
        }
        None => out.push("    println!(\"{session:?}\");".to_owned()),
    }
    out.extend(["    Ok(())", "}", "```"].map(str::to_owned));
    out
}

/// The URL that the services' addresses have in common; only its form matters.
fn base_url(cx: &Context<'_>) -> String {
    let address = cx.model.services.iter().find_map(|s| s.address.as_deref()).unwrap_or_default();
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
    let folder = path.and_then(|p| p.rsplit_once('/')).map_or("", |(folder, _)| folder);
    if folder.is_empty() || folder.contains(['?', '#', '"', '\\']) {
        "https://example.com".to_owned()
    } else {
        format!("https://example.com/{folder}")
    }
}

/// The first operation that gives something and whose arguments can be written down, those that read first.
fn pick<'c>(cx: &Context<'c>) -> Option<(&'c ServiceNames, &'c OperationNames, String)> {
    let all = || {
        cx.model.services.iter().zip(&cx.names.services).flat_map(|(service, names)| {
            service.operations.iter().zip(&names.operations).map(move |(o, own)| (names, o, own))
        })
    };
    let fits = |(names, operation, own): (&'c ServiceNames, &'c Operation, &'c OperationNames)| {
        let gives = operation.output.as_ref().is_some_and(|o| !o.body.members.is_empty());
        let call = call(operation)?;
        gives.then_some((names, own, call))
    };
    all()
        .filter(|(_, o, _)| o.name.starts_with("Get") && !o.input.body.members.is_empty())
        .find_map(fits)
        .or_else(|| all().find_map(fits))
}

/// The arguments of a call, where all are plain.
fn call(operation: &Operation) -> Option<String> {
    let body = &operation.input.body;
    if arguments::as_struct(body) {
        return None;
    }
    let mut out = Vec::new();
    for member in &body.members {
        if !body.wcf && !matches!(member.holder, crate::passes::Holder::Plain) {
            return None;
        }
        out.push(match &member.shape {
            Shape::Scalar(Builtin::Boolean) => "true".to_owned(),
            Shape::Scalar(Builtin::Float | Builtin::Double) => "1.0".to_owned(),
            Shape::Scalar(builtin) => match scalar::rust(*builtin) {
                scalar::Rust::Text => format!("{:?}", member.wire.local.to_lowercase()),
                scalar::Rust::Primitive(..) => "1".to_owned(),
                _ => return None,
            },
            _ => return None,
        });
    }
    Some(out.join(", "))
}

/// The README's list of services.
pub(super) fn services(cx: &Context<'_>) -> String {
    let mut out = String::new();
    for (service, names) in cx.model.services.iter().zip(&cx.names.services) {
        out.push_str(&format!(
            "- {}: {} operations, cargo feature `{}`\n",
            docs::code(&names.agent),
            service.operations.len(),
            names.module.trim_start_matches("r#"),
        ));
    }
    out
}

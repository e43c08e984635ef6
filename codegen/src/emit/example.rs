//! The example in the crate's documentation: it compiles, since it is made from the same model.

use crate::names::named::Service;

use super::call::{self, Call, Found};
use super::context::Context;
use super::{address, docs, policies, session};

/// The lines of the crate's documentation.
pub(super) fn crate_docs(cx: &Context<'_>) -> Vec<String> {
    let mut out = vec![
        "A SOAP client, generated from its contracts.".to_owned(),
        String::new(),
        "Make a [`Session`], ask it for a service, and await what the service's methods return. The [`guide`]"
            .to_owned(),
        "explains errors, tests, certificates and more.".to_owned(),
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
    out.push("- `addressing`: WS-Addressing, of both versions.".to_owned());
    out.push("- `http-digest`: HTTP Digest authentication.".to_owned());
    out.push("- `ntlm`: NTLM, and `Negotiate` with NTLM or with tokens of Kerberos.".to_owned());
    out.push("- `stream`: lists item by item, while the reply comes in.".to_owned());
    out.push("- `cookies`: cookies that servers set, kept for the session.".to_owned());
    out.push("- `wsse`: passwords, timestamps and other tokens in the envelope (WS-Security).".to_owned());
    out.push("- `wsse-signature`: signed requests, and replies whose signature is checked.".to_owned());
    out.push("- `wsse-pkcs12`: keys from PKCS#12 files and from encrypted PEM files.".to_owned());
    out.push("- `serde`: `Serialize` and `Deserialize` for every type. Secrets are written, too.".to_owned());
    out.push("- `server`: decoding requests and encoding replies, for fakes and servers.".to_owned());
    if cx.options.server {
        out.push("  Types of requests are in each service's module `server`, with an example.".to_owned());
    }
    if policies::addressing(cx).is_some() {
        out.push(
            "- `addressing` (default): WS-Addressing, which the contract's policies require.".to_owned(),
        );
    }
    for service in &cx.model.services {
        let feature = service.rust.module.unescaped();
        out.push(format!("- `{feature}` (default): the service `{}`.", service.rust.agent));
    }
    out
}

/// A whole program's worth, as a fenced block.
pub(super) fn code(cx: &Context<'_>) -> Vec<String> {
    let krate = cx.options.path();
    let call = call::chosen(cx).map(|found| Call::new(cx, found));
    let mut out = vec![cx.fence().to_owned()];
    out.extend(call.iter().flat_map(|call| call.uses(cx)));
    out.extend([format!("use {krate}::{{Error, Session}};"), String::new()]);
    out.push("async fn example() -> Result<(), Error> {".to_owned());
    let base = base_url(cx);
    let mut chain = vec![format!("    let session = Session::builder({base:?})")];
    if let Some(setter) = session::example_setter(cx) {
        chain.push(format!("        .{setter}(\"secret\")"));
    }
    match cx.ticket.login.as_ref().and_then(|login| login.example(cx)) {
        Some(login) => {
            chain.push(format!("        .{login}"));
            chain.push("        .await?;".to_owned());
        }
        None => chain.push("        .build()?;".to_owned()),
    }
    out.extend(chain);
    match call {
        Some(call) if call.gives => {
            out.extend(call.statement("let reply = "));
            out.push("    println!(\"{reply:?}\");".to_owned());
        }
        Some(call) => out.extend(call.statement("")),
        None => out.push("    println!(\"{session:?}\");".to_owned()),
    }
    out.push("    Ok(())".to_owned());
    out.push("}".to_owned());
    out.push("```".to_owned());
    out
}

/// A fake of an operation, as a fenced block.
pub(super) fn fake(cx: &Context<'_>, service: &Service) -> Vec<String> {
    let krate = cx.options.path();
    let own = |found: &Found<'_>| std::ptr::eq(found.service, service);
    let found = call::chosen(cx).filter(own).or_else(|| call::simplest(cx, Found::in_service(service)));
    let Some(found) = found else { return Vec::new() };
    let call = Call::new(cx, found);
    let mut request = found.operation.rust.request.to_string();
    let mut out = vec![cx.fence().to_owned()];
    out.extend(call.uses(cx));
    let whole = format!("{krate}::{}::server::{request}", service.rust.module);
    let named_so = out.iter().find(|line| line.ends_with(&format!("::{request};")));
    match named_so {
        None => out.push(format!("use {whole};")),
        // An argument's type is called so too.
        Some(line) if line.starts_with(&format!("use {krate}::types::")) => request = whole,
        // A struct of many arguments exists already: it is the request.
        Some(_) => {}
    }
    out.extend([
        format!("use {krate}::{{Error, FakeTransport, Session}};"),
        String::new(),
        "async fn example() -> Result<(), Error> {".to_owned(),
        "    let fake = FakeTransport::new();".to_owned(),
        format!("    fake.on::<{request}>(|_request| Ok(Default::default()));"),
        "    let session = Session::builder(\"http://fake\").transport(fake.clone()).build()?;".to_owned(),
    ]);
    out.extend(call.statement(""));
    out.push(format!("    assert_eq!(fake.count::<{request}>(), 1);"));
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

/// The README's list of services.
pub(super) fn services(cx: &Context<'_>) -> String {
    let mut out = String::new();
    for service in &cx.model.services {
        out.push_str(&format!(
            "- {}: {} operations, cargo feature `{}`; {}\n",
            docs::code(service.rust.agent.raw()),
            service.operations.len(),
            service.rust.module.unescaped(),
            match address::url(service.address.as_deref()) {
                Some(url) => format!("at {}", docs::code(&url)),
                None => "the contract has no address of it that can be called".to_owned(),
            },
        ));
    }
    out
}

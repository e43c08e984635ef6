//! Calls to a server of the kit.

use super::vault::plain::EchoResponse;
use super::vault::wsse::{Security, SigningKey};
use super::vault::{Call, Error, FakeReply, FakeTransport, Reply, Session, SessionBuilder};
use crate::{Kit, Way};

/// A text that is easy to damage: markup, quotes, white space, line ends, letters beyond ASCII.
pub const TEXT: &str = "hei & h\u{e5} <ja>\t\"'\r\n ]]>";

/// Makes a call and waits for its reply.
pub fn wait<T>(kit: &Kit, way: Way, call: Call<'_, T>) -> Result<Reply<T>, Error>
where
    T: super::vault::runtime::codec::Field + Default + Send + 'static,
{
    match way {
        Way::Async => kit.runtime.block_on(call.reply()),
        Way::Blocking => call.blocking_reply(),
    }
}

/// A session of the server at this path.
pub fn session(
    kit: &Kit,
    server: &str,
    path: &str,
    set_up: impl FnOnce(SessionBuilder) -> SessionBuilder,
) -> Option<Result<Session, Error>> {
    let address = kit.places.of(server)?;
    let builder = Session::builder(address).plain_url(format!("{address}/{path}"));
    Some(set_up(builder).build())
}

/// What a call of `Echo` comes to: what the server saw, or the error.
pub fn echo(kit: &Kit, way: Way, session: &Session) -> Result<String, Error> {
    let Reply { value: EchoResponse { text, seen }, .. } = wait(kit, way, session.plain().echo(TEXT))?;
    let ends = |text: &str| text.replace("\r\n", "\n");
    let seen = seen.unwrap_or_default();
    Ok(if ends(&text) == ends(TEXT) { seen } else { format!("another text came back: {text:?}; {seen}") })
}

/// The envelope that a call of `Echo` sends.
pub fn sent(kit: &Kit, security: Security) -> Result<String, Error> {
    let fake = FakeTransport::new();
    fake.reply(FakeReply::new(super::vault::http::StatusCode::BAD_GATEWAY, "no"));
    let session =
        Session::builder("http://127.0.0.1/plain").transport(fake.clone()).security(security).build()?;
    let answer = wait(kit, Way::Async, session.plain().echo("hei"));
    match fake.last_request() {
        // The answer is none; what counts is what was asked.
        Some(request) => Ok(request.text().to_owned()),
        None => answer.map(|_| String::new()),
    }
}

/// A key of the kit, with its certificate.
pub fn key(kit: &Kit, name: &str) -> Result<SigningKey, Box<dyn std::error::Error>> {
    let mut pem = kit.places.key(&format!("{name}.key.pem"))?;
    pem.extend(kit.places.key(&format!("{name}.cert.pem"))?);
    Ok(SigningKey::from_pem(String::from_utf8(pem)?)?)
}

//! The proposals as the text of a configuration, and in a few words.

use super::{Login, Logins, Outcome, Proposals};

const HEADLINE: &str = "\
# The rest is proposed from the contract, once: soapwright does not change this file. Read it, and correct what is not so.
";

/// How wide comments are.
const WIDTH: usize = 118;

impl Proposals {
    /// The sections of `soapwright.toml`, each below a comment that says why. What is doubted is a comment itself. Empty
    /// where nothing is proposed.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = Text::default();
        self.session(&mut text);
        if let Ok(outcome) = &self.outcome {
            outcome_section(&mut text, outcome);
        }
        self.login(&mut text);
        self.secrets(&mut text);
        if text.0.is_empty() { text.0 } else { format!("\n{HEADLINE}{}", text.0) }
    }

    fn session(&self, text: &mut Text) {
        let session = &self.session;
        if !session.headers.is_empty() {
            text.comment("Request headers that at least half of the operations share: the session fills them in, not the caller.");
            text.line("[session]");
            text.line(&list("headers", &session.headers));
        }
        if session.doubted.is_empty() {
            return;
        }
        if session.headers.is_empty() {
            text.comment(
                "Request headers that the session fills in, not the caller; without this section all of them. In doubt:",
            );
        } else {
            text.comment_on("Others that at least half share:");
        }
        for (name, why) in &session.doubted {
            text.comment_on(&format!("- `{name}`: {why}"));
        }
        if session.headers.is_empty() {
            text.doubted("[session]");
            let names: Vec<String> = session.doubted.iter().map(|(name, _)| name.clone()).collect();
            text.doubted(&list("headers", &names));
        }
    }

    fn login(&self, text: &mut Text) {
        match &self.logins {
            Logins::None { header: None, .. } => {}
            Logins::None { why, header: Some(header) } => {
                text.comment(&format!(
                    "No login is proposed: {why}. For tickets that come from elsewhere this says where they go; a session then \
                     has `login_with`."
                ));
                text.doubted("[login]");
                text.doubted(&pair("header", header));
            }
            Logins::Some(all) => {
                let certain = self.logins.certain();
                if let Some(login) = certain {
                    text.comment(&format!(
                        "`{}` takes a password, and gives what the request header {} takes: it makes `Session::login`.",
                        login.operation,
                        header_of(login),
                    ));
                    text.line("[login]");
                    keys(login).iter().for_each(|line| text.line(line));
                }
                let mut doubted = all.iter().filter(|login| login.doubt.is_some()).peekable();
                if doubted.peek().is_some() {
                    text.comment(if certain.is_some() {
                        "Other operations may log in; one of them can be named here instead."
                    } else {
                        "These operations may log in; one of them can make `Session::login`."
                    });
                }
                for login in doubted {
                    text.comment_on(&format!("- {}:", login.doubt.as_deref().unwrap_or_default()));
                    if certain.is_none() {
                        text.doubted("[login]");
                    }
                    keys(login).iter().for_each(|line| text.doubted(line));
                }
                self.refused(text);
            }
        }
    }

    /// What no contract tells.
    fn refused(&self, text: &mut Text) {
        text.comment(
            "No contract tells what says that a ticket is refused. A session must know it to renew its ticket: then it logs in \
             again and sends the call once more. Without these keys it takes HTTP status 401 and the Faults of WS-Security \
             for it; say here what else this server answers.",
        );
        text.doubted("[login.refused]");
        text.doubted("faults = [\"SessionExpired\"]       # Fault codes");
        if let Ok(Outcome { error: Some(error), doubt: None, .. }) = &self.outcome {
            text.doubted(&format!(
                "kinds = [\"SessionExpired\"]        # kinds of `{error}`, whole or what follows the last dot"
            ));
        }
        text.doubted("messages = [\"ticket has expired\"] # texts in the message");
    }

    fn secrets(&self, text: &mut Text) {
        let secrets = &self.secrets;
        let fields: Vec<String> = secrets.fields.iter().cloned().collect();
        let doubted: Vec<String> = secrets.doubted.iter().cloned().collect();
        if !fields.is_empty() {
            text.comment(
                "Text that looks like a secret by its name: never in Debug output, errors and logs.",
            );
            text.line("[secrets]");
            text.line(&list("fields", &fields));
            if !doubted.is_empty() {
                let quoted: Vec<String> = doubted.iter().map(|name| quoted(name)).collect();
                text.comment_on(&format!("Perhaps these too: {}", quoted.join(", ")));
            }
        } else if !doubted.is_empty() {
            text.comment(
                "Text that may be secret: what is named here is never shown in Debug output, errors and logs.",
            );
            text.doubted("[secrets]");
            text.doubted(&list("fields", &doubted));
        }
    }

    /// What is proposed, a line a section, for whoever started the crate; empty where nothing is.
    #[must_use]
    pub fn told(&self) -> String {
        let mut lines = Vec::new();
        if !self.session.headers.is_empty() {
            lines.push(("[session]", few(self.session.headers.iter())));
        }
        let mut comments = Vec::new();
        match &self.outcome {
            Ok(Outcome { succeeded, error: Some(error), doubt: None, .. }) => {
                lines.push(("[outcome]", format!("{succeeded}, {error}")));
            }
            Ok(_) => comments.push("[outcome]"),
            Err(_) => {}
        }
        match (self.logins.certain(), &self.logins) {
            (Some(login), _) => {
                lines.push(("[login]", login.operation.clone()));
                comments.push("[login.refused]");
            }
            (None, Logins::Some(_) | Logins::None { header: Some(_), .. }) => comments.push("[login]"),
            (None, Logins::None { .. }) => {}
        }
        if !self.secrets.fields.is_empty() {
            lines.push(("[secrets]", few(self.secrets.fields.iter())));
        }
        let mut text = String::new();
        for (section, what) in lines {
            text.push_str(&format!("  {section:<9} {what}\n"));
        }
        if !comments.is_empty() {
            text.push_str(&format!("  as comments, for you to decide: {}\n", comments.join(", ")));
        }
        text
    }
}

fn outcome_section(text: &mut Text, outcome: &Outcome) {
    let (with, of) = outcome.share;
    let Outcome { succeeded, error, .. } = outcome;
    let mut lines = vec!["[outcome]".to_owned(), pair("succeeded", succeeded)];
    lines.push(error.as_ref().map_or_else(|| "error = \"…\"".to_owned(), |error| pair("error", error)));
    lines.extend(outcome.kind.iter().map(|kind| pair("kind", kind)));
    lines.extend(outcome.message.iter().map(|message| pair("message", message)));
    if let Some(doubt) = &outcome.doubt {
        text.comment(&format!(
            "The response header `{succeeded}` may say whether a call worked, but {doubt}."
        ));
        lines.iter().for_each(|line| text.doubted(line));
        return;
    }
    let error = error.as_deref().unwrap_or_default();
    let share = if with == of { "All".to_owned() } else { format!("{with} of the {of}") };
    text.comment(&format!(
        "{share} operations answer with the header `{succeeded}`; where it is false, the call failed, and `{error}` \
         says why."
    ));
    lines.iter().for_each(|line| text.line(line));
}

/// The first few names, and how many more there are.
fn few<'n>(names: impl ExactSizeIterator<Item = &'n String>) -> String {
    const FEW: usize = 6;
    let more = names.len().saturating_sub(FEW);
    let first: Vec<&str> = names.take(FEW).map(String::as_str).collect();
    let first = first.join(", ");
    if more == 0 { first } else { format!("{first} and {more} more") }
}

/// The header that takes the ticket.
fn header_of(login: &Login) -> String {
    let path = login.header.as_deref().unwrap_or(&login.ticket);
    format!("`{}`", path.split('.').next().unwrap_or(path))
}

fn keys(login: &Login) -> Vec<String> {
    let mut lines = vec![pair("operation", &login.operation), pair("ticket", &login.ticket)];
    lines.extend(login.header.iter().map(|header| pair("header", header)));
    lines.extend(login.succeeded.iter().map(|succeeded| pair("succeeded", succeeded)));
    lines.extend(login.url.iter().map(|url| pair("url", url)));
    lines
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn pair(key: &str, value: &str) -> String {
    format!("{key} = {}", quoted(value))
}

/// An array, a value a line where one line would be long.
fn list(key: &str, values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    let line = format!("{key} = [{}]", values.join(", "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let lines: String = values.iter().map(|value| format!("    {value},\n")).collect();
    format!("{key} = [\n{lines}]")
}

/// A text of sections.
#[derive(Default)]
struct Text(String);

impl Text {
    /// A comment that begins a section.
    fn comment(&mut self, text: &str) {
        self.0.push('\n');
        self.comment_on(text);
    }

    /// A comment, broken into lines.
    fn comment_on(&mut self, text: &str) {
        let mut line = String::from("#");
        for word in text.split_whitespace() {
            if line.chars().count() + 1 + word.chars().count() > WIDTH {
                self.line(&line);
                "#".clone_into(&mut line);
            }
            line.push(' ');
            line.push_str(word);
        }
        self.line(&line);
    }

    /// What stands as a comment, to be decided.
    fn doubted(&mut self, lines: &str) {
        lines.lines().for_each(|line| self.line(&format!("# {line}")));
    }

    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

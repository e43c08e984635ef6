//! Saves a user group and prints what the server made of it, on one line.
//!
//! ```text
//! cargo run -p superoffice-services86 --features blocking --example save_user_group -- \
//!     --url https://crm.example.com/remote/services86/User.svc --ticket 7T:… --value Sales --rank 3
//! ```

use std::process::ExitCode;

use superoffice_services86::types::UserGroup;
use superoffice_services86::{Error, Session};

const USAGE: &str = "usage: save_user_group --url URL [--ticket T | --user U --password P [--login-url URL]]
    [--application-token A] --value NAME [--tooltip T] [--id N] [--rank N] [--deleted N] [--blocking]

URL is the address of the User service, or the one that all services are below. The login URL is that of the
SoPrincipal service, where it is not beside the User service.";

/// What the command line says.
#[derive(Default)]
struct Arguments {
    url: String,
    login_url: Option<String>,
    ticket: Option<String>,
    user: Option<String>,
    password: Option<String>,
    application_token: Option<String>,
    group: UserGroup,
    blocking: bool,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        while let Some(word) = words.next() {
            let (name, attached) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
                _ => (word, None),
            };
            if name == "--blocking" {
                arguments.blocking = true;
                continue;
            }
            let value = attached.or_else(|| words.next()).ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--url" => arguments.url = value,
                "--login-url" => arguments.login_url = Some(value),
                "--ticket" => arguments.ticket = Some(value),
                "--user" => arguments.user = Some(value),
                "--password" => arguments.password = Some(value),
                "--application-token" => arguments.application_token = Some(value),
                "--value" => arguments.group.value = Some(value),
                "--tooltip" => arguments.group.tooltip = Some(value),
                "--id" => arguments.group.id = number(&name, &value)?,
                "--rank" => arguments.group.rank = number(&name, &value)?,
                "--deleted" => arguments.group.deleted = number(&name, &value)?,
                _ => return Err(format!("unknown option {name}")),
            }
        }
        if arguments.url.is_empty() {
            return Err("--url is missing".to_owned());
        }
        if arguments.group.value.is_none() {
            return Err("--value is missing".to_owned());
        }
        if arguments.user.is_some() != arguments.password.is_some() {
            return Err("--user and --password go together".to_owned());
        }
        if arguments.ticket.is_some() && arguments.user.is_some() {
            return Err("either --ticket or --user, not both".to_owned());
        }
        Ok(arguments)
    }
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name}: {value:?} is no number that fits"))
}

/// Saves the group with the async client.
async fn save(arguments: &Arguments) -> Result<Option<UserGroup>, Error> {
    let mut builder = Session::builder(&arguments.url);
    if let Some(url) = &arguments.login_url {
        builder = builder.so_principal_url(url);
    }
    if let Some(token) = &arguments.application_token {
        builder = builder.application_token(token);
    }
    let session = match (&arguments.ticket, &arguments.user, &arguments.password) {
        (Some(ticket), ..) => builder.ticket(ticket).build()?,
        (None, Some(user), Some(password)) => builder.login(user, password).await?,
        _ => builder.build()?,
    };
    session.user().save_user_group(&arguments.group).await
}

/// Saves the group with the blocking client.
#[cfg(feature = "blocking")]
fn save_blocking(arguments: &Arguments) -> Result<Option<UserGroup>, Error> {
    use superoffice_services86::blocking::Session;

    let mut builder = Session::builder(&arguments.url);
    if let Some(url) = &arguments.login_url {
        builder = builder.so_principal_url(url);
    }
    if let Some(token) = &arguments.application_token {
        builder = builder.application_token(token);
    }
    let session = match (&arguments.ticket, &arguments.user, &arguments.password) {
        (Some(ticket), ..) => builder.ticket(ticket).build()?,
        (None, Some(user), Some(password)) => builder.login(user, password)?,
        _ => builder.build()?,
    };
    session.user().save_user_group(&arguments.group)
}

/// A string as Rust prints it, or `-` for none.
fn shown(text: Option<&String>) -> String {
    text.map_or_else(|| "-".to_owned(), |text| format!("{text:?}"))
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    #[cfg(feature = "blocking")]
    let saved = if arguments.blocking {
        // A blocking call must not hold up the executor's threads.
        tokio::task::block_in_place(|| save_blocking(&arguments))
    } else {
        save(&arguments).await
    };
    #[cfg(not(feature = "blocking"))]
    let saved = if arguments.blocking {
        eprintln!("--blocking needs the cargo feature `blocking`");
        return ExitCode::from(2);
    } else {
        save(&arguments).await
    };
    match saved {
        Ok(Some(group)) => {
            println!(
                "id={} value={} tooltip={} rank={} deleted={}",
                group.id,
                shown(group.value.as_ref()),
                shown(group.tooltip.as_ref()),
                group.rank,
                group.deleted
            );
            ExitCode::SUCCESS
        }
        Ok(None) => {
            eprintln!("the server answered without a group");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

//! `soapwright fetch`.

use std::path::Path;
use std::time::Duration;

use super::output::Output;
use super::remote::{AccessArgs, FetchArgs};
use super::shell::quoted;
use super::{Stop, on_signals};
use crate::error::Error;
use crate::fetch::{self, Asked, Credentials, Identity, Limits, Progress, Stored};

pub(super) fn run(args: &FetchArgs, output: &Output) -> Result<(), Stop> {
    let asked = Asked { url: args.url.clone(), allow_hosts: args.allow_host.iter().cloned().collect() };
    let (identity, limits) = access(&args.access)?;
    fetch::check_folder(&args.out)?;
    on_signals()?;
    let download = |progress: Progress<'_>| fetch::download(&asked, &identity, &limits, progress);
    let downloaded = with_progress(output, download)?;
    let stored = fetch::store(&downloaded, &args.out, args.overwrite)?;
    stored.warnings.iter().for_each(|warning| output.warn(warning));
    Ok(output.tell(&told(&stored, downloaded.built_in(), &args.out))?)
}

/// Shows how a download goes on, while it goes on.
pub(super) fn with_progress<T>(output: &Output, download: impl FnOnce(Progress<'_>) -> T) -> T {
    let bar = output.bar(1);
    let done = download(&|done: usize, open: usize, url: &str, bytes: u64| {
        bar.set_length((done + open + 1) as u64);
        bar.set_position(done as u64);
        let size = if bytes == 0 { String::new() } else { format!(" {} KB", bytes >> 10) };
        bar.set_message(format!("{url}{size}"));
    });
    bar.finish_and_clear();
    done
}

/// What was done, and what comes next.
fn told(stored: &Stored, built_in: &[String], folder: &Path) -> String {
    let width = stored.files.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let mut text: String =
        stored.files.iter().map(|(name, url)| format!("  {name:width$}  {url}\n")).collect();
    for location in built_in {
        text.push_str(&format!("left as it is, since soapwright has this schema built in: {location}\n"));
    }
    let count = stored.files.len();
    let plural = if count == 1 { "" } else { "s" };
    let text =
        format!("fetched {count} document{plural}\n{text}wrote {}: {}", folder.display(), stored.counts);
    // A schema alone makes no crate.
    if !stored.is_new || !stored.file.ends_with(".wsdl") {
        return text;
    }
    format!("{text}\nnext: soapwright init {}", quoted(&folder.join(&stored.file)))
}

/// Who asks, as options and environment say it.
pub(super) fn access(args: &AccessArgs) -> Result<(Identity, Limits), Error> {
    let identity = Identity {
        credentials: credentials(args.user.as_deref(), |name| std::env::var(name).ok())?,
        certificate: args.cert.clone().zip(args.key.clone()),
        ca: args.ca.clone(),
    };
    let limits = Limits {
        timeout: Duration::from_secs(args.timeout),
        retries: args.retries,
        max_bytes: args.max_size << 20,
    };
    Ok((identity, limits))
}

fn credentials(
    user: Option<&str>,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Option<Credentials>, Error> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty());
    let token = set("SOAPWRIGHT_TOKEN").filter(|_| user.is_none());
    if let Some(token) = token {
        return match set("SOAPWRIGHT_USER") {
            None => Ok(Some(Credentials::Bearer(token))),
            Some(_) => Err(Error::usage("both SOAPWRIGHT_TOKEN and SOAPWRIGHT_USER are set")
                .with_help("set the one that the server asks for")),
        };
    }
    let Some(user) = user.map(str::to_owned).or_else(|| set("SOAPWRIGHT_USER")) else { return Ok(None) };
    match environment("SOAPWRIGHT_PASSWORD") {
        Some(password) => Ok(Some(Credentials::Basic { user, password })),
        None => Err(Error::usage(format!("there is no password for {user}"))
            .with_help("set SOAPWRIGHT_PASSWORD in the environment; it may be empty")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_come_from_options_and_environment() {
        let of = |user: Option<&str>, set: &[(&str, &str)]| {
            let value =
                |name: &str| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            match credentials(user, value) {
                Ok(None) => "none".to_owned(),
                Ok(Some(Credentials::Basic { user, password })) => format!("{user}:{password}"),
                Ok(Some(Credentials::Bearer(token))) => token,
                Err(error) => error.to_string(),
            }
        };
        let (user, password, token) =
            (("SOAPWRIGHT_USER", "me"), ("SOAPWRIGHT_PASSWORD", "pw"), ("SOAPWRIGHT_TOKEN", "t"));
        assert_eq!(of(None, &[]), "none");
        assert_eq!(of(None, &[user, password]), "me:pw");
        assert_eq!(of(Some("you"), &[user, password, token]), "you:pw");
        assert_eq!(of(None, &[token, password]), "t");
        assert!(of(None, &[token, user]).contains("both"));
        assert!(of(Some("you"), &[]).contains("no password for you"));
    }
}

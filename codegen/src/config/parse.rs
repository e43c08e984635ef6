//! Reading and writing the file.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::places::Places;
use super::{Config, keys};
use crate::contract::Place;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};
use crate::error::Error;
use crate::{disk, load};

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is not TOML, has a key that is not known (the nearest known one is named), or lacks
    /// something.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = disk::read_text(path).map_err(Error::io("read", path))?;
        Self::parse(&text, path)
    }

    /// Reads a configuration from its text; `path` is where it stands, for messages and for relative paths.
    ///
    /// # Errors
    ///
    /// As [`Config::read`]: all that is wrong with it, each with its place.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let (mut tree, broken) = DeTable::parse_recoverable(text);
        let places = Places::new(path, text, tree.get_ref());
        let mut errors = Diagnostics::default();
        if broken.is_empty() {
            errors.extend(keys::take_unknown(tree.get_mut(), &places));
        } else {
            errors.extend(broken.iter().map(|error| explain(error, &places)));
            return Err(Error::Config(sorted(errors)));
        }
        let has_contracts = !errors.is_empty() && tree.get_ref().contains_key("contract");
        let Some(mut config) = typed(tree, &places, &mut errors) else {
            return Err(Error::Config(sorted(errors)));
        };
        config.root = path.parent().unwrap_or(Path::new("")).to_path_buf();
        config.places = places;
        // A contract that does not fit was taken out: it is not that there is none.
        let is_told = |error: &Diagnostic| {
            !has_contracts || error.setting.as_ref().is_none_or(|setting| setting.keys != ["contract"])
        };
        errors.extend(config.check().into_iter().filter(is_told));
        config.locate(&mut errors);
        if errors.is_empty() { Ok(config) } else { Err(Error::Config(errors)) }
    }

    /// Says of each diagnostic about a setting where in the file that stands. Without a file, it is the file that there would
    /// be.
    pub(crate) fn locate(&self, diagnostics: &mut Diagnostics) {
        for diagnostic in
            diagnostics.iter_mut().filter(|d| d.setting.is_some() && d.place == Place::default())
        {
            // Who reads a contract knows it by its file.
            if let Some(Setting { keys, .. }) = &mut diagnostic.setting
                && let [table, file, _] = keys.as_mut_slice()
                && *table == "contract"
                && let Some(at) =
                    self.contracts.iter().position(|c| load::name(&self.resolve(&c.wsdl)) == *file)
            {
                *file = at.to_string();
            }
            self.places.locate(diagnostic);
        }
        diagnostics.sort();
    }

    /// The same for an error.
    pub(crate) fn locate_error(&self, mut error: Error) -> Error {
        if let Error::Contract(list) | Error::Config(list) = &mut error {
            self.locate(list);
        }
        error
    }

    /// The configuration as a file, with a line that says what it is.
    ///
    /// # Errors
    ///
    /// When a path is not valid Unicode.
    pub fn render(&self) -> Result<String, Error> {
        let body = toml::to_string(self)
            .map_err(|error| Error::usage(format!("the configuration cannot be written: {error}")))?;
        Ok(format!(
            "# What soapwright writes into this folder. Run `soapwright generate` on this file after a change.\n\n{body}"
        ))
    }
}

/// The configuration that a tree holds. What does not fit is an error and taken out, so that the rest is read too.
fn typed(mut tree: Spanned<DeTable<'_>>, places: &Places, errors: &mut Diagnostics) -> Option<Config> {
    let mut whole = true;
    loop {
        let error = match Config::deserialize(Deserializer::from(tree.clone())) {
            Ok(config) => return Some(config),
            Err(error) => error,
        };
        let known = |other: &Diagnostic| {
            let spans = other.excerpt.as_ref().map(|excerpt| &excerpt.span).zip(error.span());
            spans.is_some_and(|(inner, outer)| outer.start <= inner.start && inner.end <= outer.end)
        };
        // It may not fit only since something was taken out: a key too, if it was misspelt.
        let missing = error.message().strip_prefix("missing field `").and_then(|rest| rest.split_once('`'));
        let misspelt = |other: &Diagnostic| {
            let help = other.help.as_deref().zip(missing);
            help.is_some_and(|(help, (key, _))| help.starts_with(&format!("did you mean `{key}`?")))
        };
        if !errors.iter().any(|other| known(other) || misspelt(other))
            && (whole || !error.message().starts_with("missing field"))
        {
            errors.push(explain(&error, places));
        }
        whole = false;
        if !error.span().is_some_and(|span| take_out(tree.get_mut(), &span)) {
            return None;
        }
    }
}

/// Takes the value out that stands at a span, or the list that it is an item of.
fn take_out(table: &mut DeTable<'_>, span: &std::ops::Range<usize>) -> bool {
    let mut found = None;
    for (key, value) in table.iter_mut() {
        let within = value.span().start <= span.start && span.end <= value.span().end;
        let deeper = match value.get_mut() {
            DeValue::Table(inner) => take_out(inner, span),
            DeValue::Array(items) => items.iter_mut().any(|item| match item.get_mut() {
                DeValue::Table(inner) => take_out(inner, span),
                _ => false,
            }),
            _ => false,
        };
        if deeper {
            return true;
        }
        if within {
            found = Some(key.get_ref().to_string());
        }
    }
    found.is_some_and(|name| table.remove(&*name).is_some())
}

fn sorted(mut errors: Diagnostics) -> Diagnostics {
    errors.sort();
    errors
}

/// What TOML and serde say, as an error at its place.
fn explain(error: &toml::de::Error, places: &Places) -> Diagnostic {
    let message = error.message().lines().next().unwrap_or_default();
    let mut words = message.split('`').skip(1).step_by(2);
    let (kind, message, help) = match words.next() {
        Some(key) if message.starts_with("unknown field") => {
            (Kind::UnknownKey, format!("the key {} is not known", quoted(key)), suggestion(key, words))
        }
        Some(key) if message.starts_with("missing field") => {
            (Kind::Missing, format!("the key {} is missing", quoted(key)), None)
        }
        _ => (Kind::BadValue, message.to_owned(), None),
    };
    places.error(kind, message, error.span()).help_if(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Arguments, Runtime};

    fn parse(text: &str) -> Result<Config, Error> {
        Config::parse(text, Path::new("some/soapwright.toml"))
    }

    const SMALL: &str = "[crate]\nname = \"a-b\"\n[[contract]]\nwsdl = \"wsdl/A.wsdl\"\n";

    #[test]
    fn reads_a_whole_file() {
        let config = parse(
            r#"
            operations = ["A.Do"]
            server = true
            preserve-unknown = true
            runtime = { git = "https://example.org/r.git", rev = "abc" }
            [crate]
            name = "a"
            version = "2.0.0"
            license = "MIT"
            repository = "https://example.org/a"
            publish = ["own"]
            example = "A.Do"
            arguments = "struct"
            [[contract]]
            wsdl = "A.wsdl"
            module = "first"
            [session]
            headers = ["Ticket"]
            [outcome]
            succeeded = "Ok"
            error = "Info"
            [login]
            operation = "A.Login"
            ticket = "result.sessionId"
            header = "SessionHeader.sessionId"
            succeeded = "result.success"
            url = "result.serverUrl"
            [login.refused]
            faults = ["INVALID_SESSION_ID"]
            [secrets]
            fields = ["Password"]
            [rename]
            Thing = "Item"
            [catalog]
            "http://x/y.xsd" = "y.xsd"
            "#,
        )
        .unwrap();
        assert_eq!(config.root, Path::new("some"));
        assert_eq!(config.resolve(&config.contracts[0].wsdl), Path::new("some/A.wsdl"));
        assert_eq!(
            config.runtime,
            Runtime::Git { url: "https://example.org/r.git".into(), rev: Some("abc".into()) }
        );
        assert_eq!(config.package.arguments, Some(Arguments::Struct));
        let outcome = config.outcome.as_ref().unwrap();
        assert_eq!((&outcome.message, &outcome.kind), (&None, &None));
        assert!(config.server && config.preserve_unknown && !config.lenient);
        let login = config.login.as_ref().unwrap();
        assert_eq!(login.header.as_deref(), Some("SessionHeader.sessionId"));
        assert_eq!(login.url.as_deref(), Some("result.serverUrl"));
        assert_eq!(
            (&*login.refused.status, &*login.refused.faults),
            (&[401][..], &["INVALID_SESSION_ID".to_owned()][..])
        );
        // Written and read again it says the same.
        assert_eq!(parse(&config.render().unwrap()).unwrap(), config);
    }

    #[test]
    fn an_unknown_key_is_an_error_with_its_place_and_the_nearest_key() {
        let error =
            parse("[crate]\nname = \"a\"\n[[contract]]\nwsld = \"A.wsdl\"\n").unwrap_err().to_string();
        assert!(error.contains("soapwright.toml:4:1") && error.contains("`wsdl`"), "{error}");
        let error = parse(&format!("lenent = true\n{SMALL}")).unwrap_err().to_string();
        assert!(error.contains("soapwright.toml:1:1") && error.contains("`lenient`"), "{error}");
        let error = parse(&format!("{SMALL}[zebra]\n")).unwrap_err().to_string();
        assert!(error.contains("known here") && error.contains("catalog"), "{error}");
    }

    #[test]
    fn what_does_not_hold_is_refused() {
        for (text, says) in [
            ("[crate]\nname = \"a\"\n", "no [[contract]]"),
            ("[crate]\nname = \"1a\"\n[[contract]]\nwsdl = \"A\"\n", "cannot be a crate's name"),
            ("[crate]\nname = \"../a\"\n[[contract]]\nwsdl = \"A\"\n", "cannot be a crate's name"),
            ("[crate]\nname = \"type\"\n[[contract]]\nwsdl = \"A\"\n", "cannot be a crate's name"),
            ("[crate]\nname = \"a\"\n[[contract]]\nwsdl = \"A\"\n[[contract]]\nwsdl = \"A\"\n", "twice"),
            ("[[contract]]\nwsdl = \"A\"\n", "`crate` is missing"),
            ("runtime = \"linked\"\n[crate]\nname = \"a\"\n[[contract]]\nwsdl = \"A\"\n", "embedded"),
            (
                "runtime = { path = \"a\", version = \"1\" }\n[crate]\nname = \"a\"\n[[contract]]\nwsdl = \"A\"\n",
                "one of",
            ),
            ("lenient = true\nstrict = true\n[crate]\nname = \"a\"\n[[contract]]\nwsdl = \"A\"\n", "say one"),
            ("[crate]\nname = \"a\"\npublish = 1\n[[contract]]\nwsdl = \"A\"\n", "true, false, or a list"),
            ("crate = 1", "invalid type"),
            ("[crate", "soapwright.toml:1"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(says), "{text:?} says {error}");
        }
    }

    #[test]
    fn a_misspelt_key_is_one_error() {
        for (from, to, says) in [
            ("wsdl", "wdsl", "`wdsl` is not known in [[contract]]"),
            ("name", "nmae", "`nmae` is not known in [crate]"),
        ] {
            let Err(Error::Config(errors)) =
                parse(&SMALL.replacen(&format!("{from} ="), &format!("{to} ="), 1))
            else {
                panic!("{to} is taken");
            };
            assert_eq!(errors.iter().count(), 1, "{errors}");
            let said = errors.to_string();
            assert!(said.contains(says) && said.contains(&format!("did you mean `{from}`?")), "{said}");
        }
        let near = parse(&format!("{SMALL}[session]\nheader = [\"H\"]\n")).unwrap_err().to_string();
        assert!(near.contains("did you mean `headers`? `header` belongs in [login]"), "{near}");
    }

    #[test]
    fn a_login_is_an_operation_with_a_ticket_or_only_where_a_ticket_goes() {
        for (keys, says) in [
            ("operation = \"A.L\"", "needs `ticket`"),
            ("ticket = \"T\"", "needs `operation`"),
            ("header = \"H\"\nsucceeded = \"S\"", "succeeded needs `operation`"),
            ("header = \"H\"\nurl = \"U\"", "url needs `operation`"),
        ] {
            let error = parse(&format!("{SMALL}[login]\n{keys}\n")).unwrap_err().to_string();
            assert!(error.contains(says), "{keys:?} says {error}");
        }
        for keys in
            ["header = \"H.Id\"", "operation = \"A.L\"\nticket = \"T\"", "refused = { status = [403] }"]
        {
            assert!(parse(&format!("{SMALL}[login]\n{keys}\n")).is_ok(), "{keys}");
        }
    }

    #[test]
    fn the_runtime_has_four_forms() {
        for (text, runtime) in [
            ("runtime = \"embedded\"", Runtime::Embedded),
            ("runtime = { path = \"../r\" }", Runtime::Path("../r".into())),
            ("runtime = { version = \"1.0\" }", Runtime::Version("1.0".into())),
            ("runtime = { git = \"u\" }", Runtime::Git { url: "u".into(), rev: None }),
        ] {
            assert_eq!(parse(&format!("{text}\n{SMALL}")).unwrap().runtime, runtime);
        }
    }
}

//! Reading and writing the file, and what must hold beyond its syntax.

use std::collections::BTreeSet;
use std::path::Path;

use super::Config;
use crate::diagnostic::nearest;
use crate::error::Error;

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is not TOML, has a key that is not known (the nearest known one is named), or lacks
    /// something.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::io("read", path))?;
        Self::parse(&text, path)
    }

    /// Reads a configuration from its text; `path` is where it stands, for messages and for relative paths.
    ///
    /// # Errors
    ///
    /// As [`Config::read`].
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map(|span| position(text, span.start));
            let place = match at {
                Some((line, column)) => format!("{}:{line}:{column}", path.display()),
                None => path.display().to_string(),
            };
            let (message, help) = explain(error.message());
            Error::Config { place, message, help }
        })?;
        config.root = path.parent().unwrap_or(Path::new("")).to_path_buf();
        config.check().map_err(|message| Error::Config {
            place: path.display().to_string(),
            message,
            help: None,
        })?;
        Ok(config)
    }

    /// What must hold beyond the syntax.
    pub(crate) fn check(&self) -> Result<(), String> {
        crate_name(&self.package.name)?;
        if self.lenient && self.strict {
            return Err(
                "`lenient` turns errors into warnings, and `strict` warnings into errors: say one".to_owned()
            );
        }
        if self.contracts.is_empty() {
            return Err("there is no [[contract]]; name at least one WSDL file".to_owned());
        }
        let mut files = BTreeSet::new();
        for contract in &self.contracts {
            if !files.insert(&contract.wsdl) {
                return Err(format!("the contract {} is named twice", contract.wsdl.display()));
            }
        }
        if let Some(login) = &self.login
            && !login.operation.contains('.')
        {
            return Err(format!("[login] operation is `Service.Operation`, not `{}`", login.operation));
        }
        Ok(())
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

/// Whether cargo takes it as a package name.
fn crate_name(name: &str) -> Result<(), String> {
    let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits && syn::parse_str::<syn::Ident>(&name.replace('-', "_")).is_ok() {
        return Ok(());
    }
    Err(format!(
        "`{name}` cannot be a crate's name: letters, digits, `-` and `_`, a letter first, and no keyword"
    ))
}

/// Line and column, from 1, in characters.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// serde's message about an unknown key lists all keys; the nearest one helps more.
fn explain(message: &str) -> (String, Option<String>) {
    let message = message.lines().next().unwrap_or_default();
    let mut words = message.split('`').skip(1).step_by(2);
    match words.next() {
        Some(key) if message.starts_with("unknown field") => {
            let known: Vec<&str> = words.collect();
            let help = match nearest(key, known.iter().copied()) {
                Some(near) => format!("`{near}` is known; did you mean it?"),
                None => format!("known here: `{}`", known.join("`, `")),
            };
            (format!("the key `{key}` is not known"), Some(help))
        }
        _ => (message.to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Runtime;

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
            ticket = "Credentials.Ticket"
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
        let outcome = config.outcome.as_ref().unwrap();
        assert_eq!((outcome.message.as_str(), outcome.kind.as_str()), ("Message", "ExceptionType"));
        assert!(config.server && config.preserve_unknown && !config.lenient);
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
            ("[[contract]]\nwsdl = \"A\"\n", "missing field `crate`"),
            (
                "[crate]\nname = \"a\"\n[[contract]]\nwsdl = \"A\"\n[login]\noperation = \"L\"\nticket = \"T\"\n",
                "Service.Operation",
            ),
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

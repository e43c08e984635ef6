//! Commands that messages suggest, written so that a user can type them.

use std::path::PathBuf;

use super::inputs;
use super::shell::quoted;
use crate::diagnostic::{nearest, quoted as name};
use crate::error::Error;

/// What to say where the first of the paths that stand without a subcommand is no file, but nearly a subcommand.
pub(super) fn misspelt(named: &[PathBuf], program: &clap::Command) -> Option<Error> {
    let first = named.first().filter(|path| !path.exists())?;
    let word = first.to_str().filter(|word| word.chars().all(|c| c.is_ascii_alphabetic()))?;
    let meant = nearest(word, program.get_subcommands().map(clap::Command::get_name))?;
    let error = Error::usage(format!("there is no command {}, and no file of that name", name(word)));
    Some(error.with_help(format!("did you mean `soapwright {meant}`?")))
}

/// The command that starts a crate from the paths that the user named.
pub(super) fn command(named: &[PathBuf]) -> String {
    let all: Vec<String> = named.iter().map(|path| quoted(path)).collect();
    let several = match named {
        [one] => one.is_dir(),
        _ => named.last().is_some_and(|last| inputs::is_contract(last)),
    };
    let folder = if several { " client" } else { "" };
    format!("soapwright init {}{folder}", all.join(" "))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{command, misspelt};
    use crate::cli::args::Cli;

    #[test]
    fn a_misspelt_command_is_told_as_one() {
        let told = |words: &[&str]| {
            let named: Vec<_> = words.iter().map(Into::into).collect();
            misspelt(&named, &Cli::command()).map(|error| error.to_string())
        };
        for (word, meant) in
            [("inspct", "inspect"), ("sampel", "sample"), ("int", "init"), ("generat", "generate")]
        {
            let said = told(&[word, "Orders.wsdl"]).unwrap();
            assert!(said.contains(&format!("no command `{word}`")), "{said}");
            assert!(said.contains(&format!("did you mean `soapwright {meant}`?")), "{said}");
        }
        for path in ["client", "sampel/soapwright.toml", "src", "sampel.toml"] {
            assert_eq!(told(&[path]), None, "{path}");
        }
        assert_eq!(told(&[]), None);
    }

    #[test]
    fn commands_can_be_typed() {
        assert_eq!(command(&["a b.wsdl".into()]), "soapwright init 'a b.wsdl'");
        assert_eq!(command(&["A.wsdl".into(), "B.wsdl".into()]), "soapwright init A.wsdl B.wsdl client");
        assert_eq!(command(&["A.wsdl".into(), "out".into()]), "soapwright init A.wsdl out");
    }
}

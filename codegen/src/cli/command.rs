//! Commands that messages suggest, written so that a user can type them.

use std::path::{Path, PathBuf};

use super::inputs;

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

/// A path, in quotes where a shell would not read it as one word.
pub(super) fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/\\._-+@%,:=*".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn commands_can_be_typed() {
        assert_eq!(command(&["a b.wsdl".into()]), "soapwright init 'a b.wsdl'");
        assert_eq!(command(&["A.wsdl".into(), "B.wsdl".into()]), "soapwright init A.wsdl B.wsdl client");
        assert_eq!(command(&["A.wsdl".into(), "out".into()]), "soapwright init A.wsdl out");
    }
}

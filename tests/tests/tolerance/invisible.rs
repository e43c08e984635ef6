//! Characters that nobody sees: rustc refuses some of them in source files, and a terminal obeys others.

use std::path::Path;
use std::process::Command;

use super::{contract, read};

/// A character that turns the direction of the text after it, one without a width, and one that begins the escapes of
/// terminals in eight bits.
const HIDDEN: [char; 3] = ['\u{202e}', '\u{200b}', '\u{9b}'];

fn hostile() -> String {
    let h: String = HIDDEN.iter().collect();
    let simple = |name: &str, facets: &str| {
        format!(
            "<x:simpleType name='{name}'><x:restriction base='x:string'>{facets}</x:restriction></x:simpleType>"
        )
    };
    contract(
        &format!(
            "{}{}<x:complexType name='Asked'><x:annotation><x:documentation>said{h} so</x:documentation></x:annotation>\
             <x:sequence><x:element name='a' type='t:E'/><x:element name='b' type='t:P'/>\
             <x:element name='c' type='x:string' default='`{h}`` end'/></x:sequence>\
             <x:attribute name='d' type='x:string' fixed='{h}'/></x:complexType>",
            simple("E", &format!("<x:enumeration value='v{h}'/><x:enumeration value='w'/>")),
            simple("P", &format!("<x:pattern value='[a{h}]\\d'/>")),
        ),
        &[("Ask", "Asked")],
    )
}

fn shows(text: &str) -> Option<char> {
    HIDDEN.into_iter().find(|c| text.contains(*c))
}

fn files(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// What a command says on stdout; what it says on stderr shows no such character.
fn run(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_command_line"));
    let output = command.current_dir(folder).args(words).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{words:?}: {told}");
    assert_eq!(shows(&told), None, "{words:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn they_are_escaped_wherever_they_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| run(folder.path(), words);
    std::fs::write(folder.path().join("t.wsdl"), hostile()).unwrap();
    for words in [
        &["inspect", "t.wsdl"][..],
        &["inspect", "t.wsdl", "--full"],
        &["inspect", "t.wsdl", "--format", "json"],
        &["sample", "t.wsdl", "Ask"],
        &["normalize", "t.wsdl"],
    ] {
        let text = run(words);
        assert_eq!(shows(&text), None, "{words:?}: {text}");
    }
    run(&["generate", "--wsdl", "t.wsdl", "--out", "made"]);
    let mut all = Vec::new();
    files(&folder.path().join("made"), &mut all);
    // In documentation a character without a width is part of some scripts; only what rustc refuses goes.
    // The contract itself has them.
    let is_contract =
        |path: &&std::path::PathBuf| path.extension().is_none_or(|end| end == "wsdl" || end == "gz");
    for path in all.iter().filter(|path| !is_contract(path)) {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains(HIDDEN[0]), "{}: {text}", path.display());
    }
    let types = all.iter().find(|path| path.ends_with("types/asked.rs")).unwrap();
    let text = std::fs::read_to_string(types).unwrap();
    assert!(text.contains("default ``` `\\u{202e}\\u{200b}\\u{9b}`` end ```"), "{text}");
}

#[test]
fn names_of_files_are_escaped_in_toml() {
    let folder = tempfile::tempdir().unwrap();
    let name = format!("t{} '.wsdl", HIDDEN.iter().collect::<String>());
    std::fs::write(folder.path().join(&name), hostile()).unwrap();
    run(folder.path(), &["generate", "--wsdl", &name, "--out", "made"]);
    for (file, table) in [("soapwright.toml", "wsdl = "), ("soapwright.lock", "[contracts]")] {
        let text = std::fs::read_to_string(folder.path().join("made").join(file)).unwrap();
        assert_eq!(shows(&text), None, "{file}: {text}");
        assert!(text.contains(table) && text.contains("t\\u202E\\u200B\\u009B"), "{file}: {text}");
        let read: toml::Table = text.parse().unwrap();
        assert!(format!("{read:?}").contains(&format!("{:?}", format!("../{name}"))), "{file}: {read:?}");
    }
    // They are read as what they were written for.
    run(folder.path(), &["generate", "made/soapwright.toml", "--check"]);
}

#[test]
fn what_xml_does_not_allow_is_refused_by_reference_too() {
    for reference in ["&#1;", "&#x1b;", "&#xFFFE;"] {
        for text in [
            contract("<x:complexType name='T'/>", &[("Ask", "T")])
                .replace("http://x/", &format!("http://x/{reference}")),
            contract(
                &format!(
                    "<x:complexType name='T'><x:annotation><x:documentation>{reference}</x:documentation></x:annotation></x:complexType>"
                ),
                &[("Ask", "T")],
            ),
        ] {
            let errors = read(&text, false).unwrap_err();
            assert!(
                errors.to_string().contains("is one that XML does not allow, by reference either"),
                "{errors}"
            );
        }
    }
    assert!(
        read(
            &contract("<x:complexType name='T'/>", &[("Ask", "T")]).replace("http://x/", "http://x/&#9;"),
            false
        )
        .is_ok()
    );
}

#[test]
fn messages_show_what_is_hidden() {
    let text =
        contract("<x:complexType name='T'/>", &[("Ask", "T")]).replace("name='Ask'", "name='As\u{202e}k'");
    let errors = read(&text, false).unwrap_err().to_string();
    assert_eq!(shows(&errors), None, "{errors}");
}

//! What libxml2 says of documents: `xmllint --schema`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// How many documents are given to one process.
const BATCH: usize = 1000;

/// Validates documents against `driver.xsd` of a folder, and answers with what is wrong with each, if anything.
///
/// # Errors
/// What is wrong with the schema, or that xmllint cannot be run.
pub fn validate(folder: &Path, documents: &[String]) -> Result<Vec<Option<String>>, String> {
    let mut found = Vec::new();
    for (batch, documents) in documents.chunks(BATCH).enumerate() {
        let name = |at: usize| format!("v{}.xml", batch * BATCH + at);
        for (at, text) in documents.iter().enumerate() {
            std::fs::write(folder.join(name(at)), text).map_err(|error| error.to_string())?;
        }
        let names: Vec<String> = (0..documents.len()).map(name).collect();
        let run = Command::new("xmllint")
            .args(["--nonet", "--noout", "--huge", "--schema", "driver.xsd"])
            .args(&names)
            .current_dir(folder)
            .output()
            .map_err(|error| format!("xmllint (package libxml2-utils): {error}"))?;
        let said = String::from_utf8_lossy(&run.stderr);
        let verdicts = verdicts(&said)?;
        for name in &names {
            match verdicts.get(name.as_str()) {
                Some(verdict) => found.push(verdict.clone()),
                None => return Err(format!("xmllint says nothing of {name}: {}", run.status)),
            }
            // Cases of one contract may be many.
            let _ = std::fs::remove_file(folder.join(name));
        }
    }
    Ok(found)
}

/// By document: nothing, or the first thing that is wrong.
fn verdicts(said: &str) -> Result<BTreeMap<&str, Option<String>>, String> {
    if said.contains("failed to compile") {
        let parser =
            said.lines().find(|line| line.contains("parser error") || line.contains("internal error"));
        return Err(parser.unwrap_or("the schema does not compile").to_owned());
    }
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for line in said.lines() {
        if let Some(name) = line.strip_suffix(" validates") {
            found.insert(name, None);
        } else if let Some(name) = line.strip_suffix(" fails to validate") {
            let said = first.remove(name).unwrap_or_else(|| "it fails to validate".to_owned());
            found.insert(name, Some(said));
        } else if line.contains("namespace error") {
            // A namespace that is no URI, which decides nothing.
        } else if let Some((name, rest)) = line.split_once(':') {
            let said = rest.split_once("error : ").map_or(rest, |(_, said)| said);
            first.entry(name).or_insert_with(|| said.to_owned());
        }
    }
    // What is not well-formed has an error, and no verdict.
    for (name, said) in first {
        found.entry(name).or_insert(Some(said));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_are_by_document() {
        let said = "v0.xml validates\nv1.xml:1: element a: Schemas validity error : Element 'a': no.\n\
                    v1.xml:1: element b: Schemas validity error : more\nv1.xml fails to validate\n\
                    v2.xml:1: parser error : Start tag expected\n<\n^\n";
        let found = verdicts(said).unwrap();
        assert_eq!(found["v0.xml"], None);
        assert_eq!(found["v1.xml"].as_deref(), Some("Element 'a': no."));
        assert_eq!(found["v2.xml"].as_deref(), Some("Start tag expected"));
        assert!(
            verdicts("x.xsd:1: element a: Schemas parser error : bad\nWXS schema x.xsd failed to compile\n")
                .is_err()
        );
    }
}

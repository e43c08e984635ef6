//! The MANIFEST.tsv of a folder of contracts: columns by their names.

use std::collections::BTreeMap;
use std::path::Path;

/// What a manifest says of its contracts, by the `file` column. Empty where there is none.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    rows: BTreeMap<String, BTreeMap<String, String>>,
    order: Vec<String>,
}

impl Manifest {
    /// Reads the folder's manifest; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or has no `file` column.
    pub fn read(folder: &Path) -> Result<Option<Self>, String> {
        let path = folder.join("MANIFEST.tsv");
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Self::parse(&text).map(Some).ok_or_else(|| format!("{}: no column is called file", path.display()))
    }

    /// The text of a manifest; `None` without a `file` column.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let columns: Vec<&str> = lines.next()?.split('\t').map(str::trim).collect();
        columns.contains(&"file").then_some(())?;
        let mut manifest = Self::default();
        for line in lines {
            let cells = columns.iter().zip(line.split('\t'));
            let mut row: BTreeMap<String, String> =
                cells.map(|(column, cell)| ((*column).to_owned(), cell.trim().to_owned())).collect();
            let Some(file) = row.remove("file").filter(|file| !file.is_empty()) else { continue };
            manifest.order.push(file.clone());
            manifest.rows.insert(file, row);
        }
        Some(manifest)
    }

    /// The contracts, in its order.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.order
    }

    /// What it says of a contract in a column; empty where it says nothing.
    #[must_use]
    pub fn cell(&self, file: &str, column: &str) -> &str {
        self.rows.get(file).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// Whether it says that the contract is valid, WSDL 1.1, and that all its SOAP bindings are literal, of which there
    /// is one: the `styles` of other bindings do not count.
    #[must_use]
    pub fn is_valid_literal(&self, file: &str) -> bool {
        let mut soap = self.cell(file, "styles").split(';').filter_map(|style| {
            let style = style.split('=').next().unwrap_or_default().trim();
            (style.starts_with("document/") || style.starts_with("rpc/")).then(|| style.ends_with("/literal"))
        });
        let literal = soap.next().is_some_and(|first| first && soap.all(|next| next));
        literal && self.cell(file, "validity") == "ok" && self.cell(file, "wsdl20") != "y"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_names() {
        let text = "id\tfile\tstyles\tvalidity\twsdl20\n\
            1\ta.wsdl\tdocument/literal=3;http-get=2\tok\tn\n\
            2\tb.wsdl\tdocument/literal=1;rpc/encoded=1\tok\tn\n\
            3\tc.wsdl\thttp-get=1\tok\tn\n\
            4\td.wsdl\trpc/literal=1\tmalformed\n";
        let manifest = Manifest::parse(text).unwrap();
        assert_eq!(manifest.files(), ["a.wsdl", "b.wsdl", "c.wsdl", "d.wsdl"]);
        assert_eq!(manifest.cell("b.wsdl", "id"), "2");
        let literal: Vec<_> = manifest.files().iter().filter(|f| manifest.is_valid_literal(f)).collect();
        assert_eq!(literal, ["a.wsdl"]);
        assert!(Manifest::parse("id\tname\n1\ta\n").is_none());
    }
}

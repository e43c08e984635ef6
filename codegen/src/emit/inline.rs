//! Puts the files of a crate into one file, each as a module where the crate declares it: a file that a program includes
//! has no folder of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::Text;
use super::relative::relative;

/// How each file of a crate begins.
const HEADLINE: &str = "// @generated";

/// The file that holds all of these, from `src/lib.rs` on.
///
/// # Errors
/// When a module has no file, or a file no module, which are mistakes of this program.
pub(super) fn inline(files: &BTreeMap<String, Text>) -> Result<String, Vec<String>> {
    let mut tree = Tree { files, used: BTreeSet::new(), missing: Vec::new() };
    let text = tree.file("src/lib.rs").unwrap_or_default();
    let headline = text.lines().next().filter(|line| line.starts_with(HEADLINE)).unwrap_or_default();
    let out = format!("{headline}\n\n{}", tree.body("src", text, 0));
    let unused = files.keys().filter(|path| !tree.used.contains(path.as_str()));
    let unused = unused.map(|path| format!("no module declares {path}; please report this"));
    let problems: Vec<String> = std::mem::take(&mut tree.missing).into_iter().chain(unused).collect();
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

struct Tree<'a> {
    files: &'a BTreeMap<String, Text>,
    used: BTreeSet<&'a str>,
    missing: Vec<String>,
}

impl<'a> Tree<'a> {
    fn file(&mut self, path: &str) -> Option<&'a str> {
        let (path, text) = self.files.get_key_value(path)?;
        self.used.insert(path);
        Some(text)
    }

    /// The items of a file, in which the modules that it declares have their content.
    fn body(&mut self, folder: &str, text: &str, depth: usize) -> String {
        let items = text.lines().skip_while(|line| is_of_file(line));
        let items: String = items.flat_map(|line| [line, "\n"]).collect();
        let mut out = Vec::new();
        for line in relative(&items, depth).lines() {
            match declared(line) {
                Some(name) => self.module(&mut out, folder, (line.trim_end_matches(';'), name), depth),
                None => out.push(line.to_owned()),
            }
        }
        let blank = out.iter().take_while(|line| line.is_empty()).count();
        out.drain(..blank);
        out.iter().flat_map(|line| [line, "\n"]).collect()
    }

    /// Adds a module with its content. What stands before its declaration is at the end of the lines already.
    fn module(&mut self, out: &mut Vec<String>, folder: &str, declaration: (&str, &str), depth: usize) {
        let (declaration, name) = declaration;
        let inner = format!("{folder}/{name}");
        let text = self.file(&format!("{inner}.rs")).or_else(|| self.file(&format!("{inner}/mod.rs")));
        let Some(text) = text else {
            self.missing.push(format!("the module {inner} has no file; please report this"));
            return;
        };
        let start = out.iter().rposition(|line| is_end(line)).map_or(0, |at| at + 1);
        let before = out.split_off(start);
        if out.last().is_some_and(|line| !line.is_empty()) {
            out.push(String::new());
        }
        let (mut docs, attributes): (Vec<String>, Vec<String>) =
            before.into_iter().partition(|line| line.starts_with("///"));
        let own: String = text
            .lines()
            .take_while(|line| is_of_file(line))
            .filter_map(|line| line.strip_prefix("//!"))
            .map(|line| format!("///{line}\n"))
            .collect();
        if !docs.is_empty() && !own.is_empty() {
            docs.push("///".to_owned());
        }
        docs.extend(relative(&own, depth).lines().map(str::to_owned));
        out.extend(docs);
        out.extend(attributes);
        out.push(format!("{declaration} {{"));
        let body = self.body(&inner, text, depth + 1);
        out.extend(body.lines().map(|line| match line {
            "" => String::new(),
            line => format!("    {line}"),
        }));
        out.push("}".to_owned());
    }
}

/// Whether a line is about a file as a whole: its first line and its documentation.
fn is_of_file(line: &str) -> bool {
    line.starts_with(HEADLINE) || line.starts_with("//!")
}

/// Whether the item before ends with a line.
fn is_end(line: &str) -> bool {
    line.is_empty() || (line.ends_with([';', '}']) && !line.starts_with("///"))
}

/// The module that a line declares: `pub(crate) mod r#type;` declares `type`.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
    let name = line.strip_prefix("mod ")?.strip_suffix(';')?;
    Some(name.strip_prefix("r#").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inlined(files: &[(&str, &str)]) -> Result<String, Vec<String>> {
        inline(&files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned().into())).collect())
    }

    #[test]
    fn modules_stand_where_they_are_declared() {
        let text = inlined(&[
            (
                "src/lib.rs",
                "// @generated by x.\n\n#[allow(dead_code)]\nmod a;\n/// Of b.\n#[cold]\npub mod r#type;\n\npub use a::A;\n",
            ),
            (
                "src/a.rs",
                "// @generated by x.\n//! Is a.\n//!\n//! [`A`](crate::A).\n\nuse crate::B;\n\npub struct A;\n",
            ),
            (
                "src/type/mod.rs",
                "// @generated by x.\n//! Type.\n\npub(crate) mod c;\npub(crate) mod d;\npub use c::C;\n",
            ),
            ("src/type/c.rs", "// @generated by x.\n//! C.\n\npub struct C(crate::A);\n"),
            ("src/type/d.rs", "// @generated by x.\n\n"),
        ]);
        let expected = "\
// @generated by x.

/// Is a.
///
/// [`A`](self::A).
#[allow(dead_code)]
mod a {
    use super::B;

    pub struct A;
}

/// Of b.
///
/// Type.
#[cold]
pub mod r#type {
    /// C.
    pub(crate) mod c {
        pub struct C(super::super::A);
    }

    pub(crate) mod d {
    }
    pub use c::C;
}

pub use a::A;
";
        assert_eq!(text.unwrap(), expected);
    }

    #[test]
    fn nothing_is_lost() {
        let problems = inlined(&[("src/lib.rs", "mod a;\n"), ("src/b.rs", "")]).unwrap_err();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("src/a has no file") && problems[1].contains("declares src/b.rs"));
    }
}

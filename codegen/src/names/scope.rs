//! A scope: names that must differ from each other.

use std::collections::{BTreeMap, BTreeSet};

use super::rust_name::unescape;
use super::{case, lock::NamesLock};

/// What a name is for; decides its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Types and variants.
    Pascal,
    /// Modules, fields, methods, parameters.
    Snake,
    /// Statics and constants.
    Screaming,
}

/// Something that needs a name.
#[derive(Debug, Clone)]
pub struct Request {
    /// What identifies it, in the lock too.
    pub key: String,
    /// The name it has on the wire.
    pub wire: String,
    /// Words that distinguish it from others of the same wire name, such as its kind or its place. The best word comes first.
    pub meanings: Vec<String>,
    /// The priority, if two want the same name. The wire name decides between equal priorities.
    pub rank: u8,
}

/// Names given so far. Names that differ only in case count as one, since files are named after them.
#[derive(Debug)]
pub struct Scope<'l> {
    case: Case,
    lock: &'l NamesLock,
    taken: BTreeSet<String>,
    /// Names that are taken too, and shared by several scopes.
    outer: Option<&'l BTreeSet<String>>,
}

impl<'l> Scope<'l> {
    /// A scope in which `reserved` are taken.
    pub fn new<'r>(case: Case, lock: &'l NamesLock, reserved: impl IntoIterator<Item = &'r str>) -> Self {
        Self { case, lock, taken: reserved.into_iter().map(fold).collect(), outer: None }
    }

    /// The same, in which these names are taken too, as [`fold`] writes them.
    pub(super) fn beside(self, outer: &'l BTreeSet<String>) -> Self {
        Self { outer: Some(outer), ..self }
    }

    fn is_free(&self, folded: &str) -> bool {
        !self.taken.contains(folded) && !self.outer.is_some_and(|outer| outer.contains(folded))
    }

    /// How its names are written.
    pub(super) fn case(&self) -> Case {
        self.case
    }

    /// Names all of them. The order of `requests` does not matter.
    pub fn assign(mut self, mut requests: Vec<Request>) -> BTreeMap<String, String> {
        requests.sort_by(|a, b| (a.rank, &a.wire, &a.key).cmp(&(b.rank, &b.wire, &b.key)));
        requests.dedup_by(|a, b| a.key == b.key);
        let mut given = BTreeMap::new();
        for request in &requests {
            if let Some(name) = self.lock.get(&request.key).filter(|n| super::is_identifier(n))
                && self.is_free(&fold(name))
            {
                self.taken.insert(fold(name));
                given.insert(request.key.clone(), name.to_owned());
            }
        }
        for request in &requests {
            if given.contains_key(&request.key) {
                continue;
            }
            let free = |name: &String| self.is_free(&fold(name));
            // Most have the first name they ask for.
            let name = Some(identifier(&request.wire, self.case))
                .filter(free)
                .or_else(|| self.candidates(request).into_iter().find(free));
            if let Some(name) = name {
                self.taken.insert(fold(&name));
                given.insert(request.key.clone(), name);
            }
        }
        given
    }

    /// The possible names, the best one first. The last one cannot clash, by construction.
    fn candidates(&self, request: &Request) -> Vec<String> {
        let spelled = case::spelled(&request.wire);
        let mut bases = vec![request.wire.clone()];
        for meaning in &request.meanings {
            bases.push(format!("{}_{meaning}", request.wire));
        }
        if spelled != request.wire {
            bases.push(spelled);
        }
        bases.push(format!("{}_{}", request.wire, case::casing(&request.wire)));
        let all = request.meanings.join("_");
        bases.push(format!("{}_{}_{all}", request.wire, case::casing(&request.wire)));
        bases.push(format!("{}_{}", request.wire, case::code_points(&request.wire)));
        bases.push(format!("{}_{}", request.wire, case::digest(&request.key)));
        bases.push(format!("{}_{}", request.wire, case::code_points(&request.key)));
        bases.iter().map(|b| identifier(b, self.case)).collect()
    }
}

/// A name as it is compared: names that differ only in case count as one.
pub(super) fn fold(name: &str) -> String {
    unescape(name).to_lowercase()
}

/// Any text as an identifier in a case.
pub fn identifier(text: &str, case: Case) -> String {
    let cased = |text: &str| match case {
        Case::Pascal => case::pascal(text),
        Case::Snake => case::snake(text),
        Case::Screaming => case::screaming(text),
    };
    let mut name = cased(text);
    if super::is_usable(&name) {
        return name;
    }
    if name.is_empty() {
        name = cased(&case::spelled(text));
    }
    if name.is_empty() {
        name = cased("empty");
    }
    if name.starts_with(|c: char| c.is_numeric()) {
        name = match case {
            Case::Pascal => format!("N{name}"),
            Case::Snake => format!("n{name}"),
            Case::Screaming => format!("N{name}"),
        };
    }
    name = super::escape_keyword(&name);
    if super::is_identifier(&name) { name } else { cased(&format!("{}_{}", "name", case::code_points(text))) }
}

#[cfg(test)]
mod tests {
    use super::{Case, Request, Scope, identifier};
    use crate::names::NamesLock;

    fn request(key: &str, wire: &str, meaning: &str, rank: u8) -> Request {
        Request { key: key.into(), wire: wire.into(), meanings: vec![meaning.into()], rank }
    }

    #[test]
    fn widens_by_meaning_whatever_the_order() {
        let lock = NamesLock::default();
        let all = vec![
            request("type a", "UserGroup", "Type", 0),
            request("element a", "UserGroup", "Element", 1),
            request("type b", "userGroup", "Type", 0),
        ];
        let mut reversed = all.clone();
        reversed.reverse();
        let names = Scope::new(Case::Pascal, &lock, []).assign(all);
        assert_eq!(names["type a"], "UserGroup");
        assert_eq!(names["element a"], "UserGroupElement");
        assert_eq!(names["type b"], "UserGroupType");
        assert_eq!(names, Scope::new(Case::Pascal, &lock, []).assign(reversed));
    }

    #[test]
    fn pinned_names_come_first() {
        let mut lock = NamesLock::default();
        lock.pin("b", "rank");
        let names = Scope::new(Case::Snake, &lock, [])
            .assign(vec![request("a", "Rank", "element", 0), request("b", "rank", "attribute", 1)]);
        assert_eq!(names["b"], "rank");
        assert_eq!(names["a"], "rank_element");
    }

    #[test]
    fn makes_identifiers_of_anything() {
        for (text, expected) in
            [("type", "r#type"), ("self", "self_"), ("1st", "n1st"), ("...", "dot_dot_dot"), ("", "empty")]
        {
            assert_eq!(identifier(text, Case::Snake), expected, "{text}");
        }
        assert_eq!(identifier("Self", Case::Pascal), "Self_");
        assert_eq!(identifier("a.b", Case::Pascal), "AB");
        for text in ["日本", "naïve", "\u{1F600}", "a\u{0301}b", "_", "__"] {
            for case in [Case::Snake, Case::Pascal, Case::Screaming] {
                assert!(crate::names::is_identifier(&identifier(text, case)), "{text}");
            }
        }
    }
}

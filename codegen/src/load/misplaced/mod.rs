//! What stands in a contract where XML Schema or WSDL does not allow it, by the tables of [`grammar`](super::grammar).
//!
//! Each such thing gives a warning, and is read where its meaning is clear. Here misspelt names and values are
//! corrected in the tree. All else that is read although it is not allowed stays where it is, and the readers in `read`
//! accept it there.

mod repairs;
mod siblings;
#[cfg(test)]
mod tests;

pub(crate) use siblings::{derivations, is_particle};

use xmltree::XMLNode;

use super::grammar::{AttributeRule, Grammar, Language, Row, Standing};
use super::{Document, Node};
use repairs::{Repair, Repairs};
use siblings::{Fault, Siblings};

use crate::diagnostic::{Diagnostic, Kind, meant, nearest};

/// Compares a document with the grammar and corrects misspelt names and values. Returns a warning for each thing that
/// is not allowed.
pub(super) fn repair(document: &mut Document) -> Vec<Diagnostic> {
    let (diagnostics, repairs) = {
        let mut check = Check { grammar: Grammar::get(), diagnostics: Vec::new(), repairs: Repairs::new() };
        let root = document.root(0);
        let row = Language::from_namespace(root.namespace())
            .filter(|_| matches!(&*root.element.name, "schema" | "definitions"))
            .and_then(|language| check.grammar.row(language, &root.element.name, ""));
        if let Some(row) = row {
            check.element(&Place { node: root, row, in_group: false });
        }
        (check.diagnostics, check.repairs)
    };
    repairs::apply(&mut document.root, repairs);
    diagnostics
}

/// An element with its row.
struct Place<'a> {
    node: Node<'a>,
    row: &'static Row,
    /// It stands in a named model group.
    in_group: bool,
}

struct Check {
    grammar: &'static Grammar,
    diagnostics: Vec<Diagnostic>,
    repairs: Repairs,
}

/// A child with the name that the grammar has for it.
struct Child<'a> {
    node: Node<'a>,
    language: Language,
    name: &'static str,
    /// The rows of this name.
    rows: &'static [Row],
}

impl Check {
    fn element(&mut self, place: &Place<'_>) {
        self.attributes(place);
        self.check_required_attributes(place);
        if place.row.allows_any {
            return;
        }
        let text = place.node.element.children.iter().any(
            |child| matches!(child, XMLNode::Text(text) | XMLNode::CData(text) if !text.trim().is_empty()),
        );
        if text {
            let message = format!("text is not allowed in {}: it is ignored", place.row.name);
            self.warn(&place.node, None, message, "write it as documentation, or as a comment");
        }
        self.children(place);
    }

    fn children(&mut self, place: &Place<'_>) {
        let mut siblings = Siblings::new(place);
        for node in place.node.children() {
            let Some(child) = self.known(place, node) else { continue };
            let fault = siblings.put(&child);
            let read = fault.as_ref().is_none_or(|fault| fault.is_read(place, &child));
            if let Some(fault) = fault {
                self.fault(place, &child, &fault, read);
            }
            let form = form(place.row, &child);
            // What is in a child that is not read is not checked.
            if let Some(row) = Grammar::of_form(child.rows, form).filter(|_| read) {
                let in_group = place.in_group || (row.name == "group" && row.form == "global");
                self.element(&Place { node: child.node, row, in_group });
            }
        }
    }

    /// The child by the name that the grammar has for it, which corrects a misspelt one. `None` for an element that the
    /// grammar does not have: with a warning, or without one where elements of other namespaces may stand.
    fn known<'a>(&mut self, place: &Place<'_>, node: Node<'a>) -> Option<Child<'a>> {
        let (row, local, namespace) = (place.row, &*node.element.name, node.namespace());
        let Some(language) = Language::from_namespace(namespace) else {
            let mut own =
                row.children().filter(|(language, name)| *language == row.language && *name == local);
            if namespace.is_empty()
                && let Some((language, name)) = own.next()
            {
                let uri = language.namespace();
                let message =
                    format!("{local} has no namespace: it is read as {local} of {}", language.title());
                self.warn(&node, None, message, &format!("give it the prefix of {uri}"));
                self.repairs.push((node.index, Repair::Element(name, uri)));
                return Some(Child { node, language, name, rows: self.grammar.named(language, name) });
            }
            if !row.language.extensible() {
                let of = if namespace.is_empty() { "no namespace" } else { namespace };
                let message = format!("{local} of {of} is not allowed in {}: it is ignored", row.name);
                self.warn(&node, None, message, "move it into the appinfo of an annotation");
            }
            return None;
        };
        let rows = self.grammar.named(language, local);
        if let Some(known) = rows.first() {
            return Some(Child { node, language, name: known.name, rows });
        }
        let candidates = || row.children().filter(|(of, _)| *of == language).map(|(_, name)| name);
        let title = language.title();
        if let Some(name) = meant(local, candidates()) {
            let message = format!("{title} has no element {local}: it is read as {name}");
            self.warn(&node, None, message, &format!("write {name}"));
            self.repairs.push((node.index, Repair::Element(name, language.namespace())));
            return Some(Child { node, language, name, rows: self.grammar.named(language, name) });
        }
        let message = format!("{title} has no element {local}: it is ignored");
        let help = match nearest(local, candidates()) {
            Some(near) => format!("did you mean {near}?"),
            None => "correct its name, or remove it".to_owned(),
        };
        self.warn(&node, None, message, &help);
        None
    }

    fn fault(&mut self, place: &Place<'_>, child: &Child<'_>, fault: &Fault, read: bool) {
        let (name, parent) = (child.name, place.row.name);
        let outcome = match fault {
            // With simpleContent the content is text, so it is the particle that is ignored.
            Fault::Beside(other) if name == "simpleContent" && is_particle(other) => {
                format!("{other} is ignored")
            }
            _ if read => "it is read anyway".to_owned(),
            _ => "it is ignored".to_owned(),
        };
        let (message, help) = match fault {
            Fault::Unread => {
                let message = format!("{name} of XML Schema 1.1 is not supported: it is ignored");
                self.diagnostics.push(child.node.diagnostic(None, Kind::Unsupported, message).warning());
                return;
            }
            Fault::NoPlace => {
                let parents: Vec<_> = self.parents(child);
                let help = format!("it is allowed in {}", parents.join(", "));
                (format!("{name} is not allowed in {parent}: {outcome}"), help)
            }
            Fault::Again => {
                (format!("a second {name} is not allowed in {parent}: {outcome}"), format!("keep one {name}"))
            }
            Fault::Beside(other) => (
                format!("{name} is not allowed beside {other} in {parent}: {outcome}"),
                "keep one of the two, or move one into the other".to_owned(),
            ),
            Fault::Late(before) => (
                format!("{name} is not allowed after {before} in {parent}: {outcome}"),
                format!("move it before {before}"),
            ),
        };
        self.warn(&child.node, None, message, &help);
    }

    /// The elements that may hold a child, each once.
    fn parents(&self, child: &Child<'_>) -> Vec<&'static str> {
        let holds = |row: &&Row| {
            row.slots.iter().flat_map(|slot| &slot.names).any(|name| *name == (child.language, child.name))
        };
        let mut parents: Vec<_> = self.grammar.rows().filter(holds).map(|row| row.name).collect();
        parents.sort_unstable();
        parents.dedup();
        parents
    }

    fn attributes(&mut self, place: &Place<'_>) {
        let Place { node, row, .. } = place;
        for (key, value) in &node.element.attributes {
            let local = match key.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                // Attributes of other namespaces may stand anywhere. Those of the row's own language have no prefix.
                Some((namespace, local)) => {
                    if Language::from_namespace(namespace) == Some(row.language) && row.rule(local).is_some()
                    {
                        local
                    } else {
                        continue;
                    }
                }
                None => key.as_str(),
            };
            let has = |name: &str| node.attribute(name).is_some();
            match row.rule(local) {
                Some(rule) if local.len() == key.len() => self.rule(place, rule, value),
                Some(rule) => {
                    let taken = !has(rule.name);
                    let outcome = if taken { "it is read as if it had none" } else { "it is ignored" };
                    let message = format!("{local} must not have a prefix at {}: {outcome}", row.name);
                    self.warn(node, None, message, "remove the prefix");
                    if taken {
                        self.repairs.push((node.index, Repair::Attribute(key.clone(), rule.name)));
                    }
                }
                None => {
                    let names = || row.attributes.iter().map(|rule| rule.name);
                    let title = self.titled(row);
                    match meant(local, names()).filter(|name| !has(name)) {
                        Some(name) => {
                            let message = format!("{title} has no attribute {local}: it is read as {name}");
                            self.warn(node, Some(local), message, &format!("write {name}"));
                            self.repairs.push((node.index, Repair::Attribute(local.to_owned(), name)));
                            if let Some(rule) = row.rule(name) {
                                self.rule(place, rule, value);
                            }
                        }
                        None => {
                            let message = format!("{title} has no attribute {local}: it is ignored");
                            let help = self.attribute_help(row, local);
                            self.warn(node, Some(local), message, &help);
                        }
                    }
                }
            }
        }
    }

    /// Warns of an element that lacks a required attribute. A misspelt attribute counts as the one that is meant.
    fn check_required_attributes(&mut self, place: &Place<'_>) {
        let Place { node, row, .. } = place;
        for rule in row.attributes.iter().filter(|rule| rule.needed) {
            let is = |key: &String| *key == rule.name || meant(key, [rule.name]).is_some();
            if !node.element.attributes.keys().any(is) {
                let message = format!("this {} has no {}: it is ignored", row.name, rule.name);
                let warning = node.diagnostic(None, Kind::Missing, message).warning();
                self.diagnostics.push(
                    warning.help(format!("add the attribute {}, or remove this {}", rule.name, row.name)),
                );
            }
        }
    }

    /// The help for an attribute that its element cannot have.
    fn attribute_help(&self, row: &Row, name: &str) -> String {
        let others =
            self.grammar.rows().filter(|other| other.name == row.name && other.language == row.language);
        let having: Vec<_> = others
            .filter(|other| other.rule(name).is_some_and(|rule| rule.standing == Standing::Allowed))
            .map(|other| self.titled(other))
            .collect();
        if !having.is_empty() {
            return format!("it is allowed at {}", having.join(", "));
        }
        match nearest(name, row.attributes.iter().map(|rule| rule.name)) {
            Some(near) => format!("did you mean {near}?"),
            None => "correct its name, or remove it".to_owned(),
        }
    }

    /// What messages about its attributes call an element. It names the row, as attributes depend on where the element
    /// stands.
    fn titled(&self, row: &Row) -> String {
        match row.form {
            "" => row.name.to_owned(),
            "ref" => format!("{} that refers to another", row.name),
            form => format!("{form} {}", row.name),
        }
    }

    fn rule(&mut self, place: &Place<'_>, rule: &AttributeRule, value: &str) {
        let Place { node, row, .. } = place;
        let name = rule.name;
        match rule.standing {
            Standing::Allowed => {}
            Standing::Unread => {
                let message = format!("{name} of XML Schema 1.1 is not supported: it is ignored");
                self.diagnostics.push(node.diagnostic(Some(name), Kind::Unsupported, message).warning());
            }
            Standing::Tolerated => {
                let message = format!("{} has no attribute {name}: it is read anyway", self.titled(row));
                self.warn(node, Some(name), message, "remove it");
            }
        }
        if let Some(other) = rule.without.filter(|other| node.attribute(other).is_some()) {
            let message = format!(
                "{name} is not allowed beside {other} at {}: only one of the two is read",
                self.titled(row)
            );
            self.warn(node, Some(name), message, "keep one of the two");
        }
        let value = value.trim();
        if rule.words.is_empty() || rule.words.contains(&value) {
            return;
        }
        let (message, repair) = match rule.words.iter().find(|word| word.eq_ignore_ascii_case(value)) {
            Some(word) => (format!("{name} is {value:?}: it is read as {word}"), Some(word)),
            None if rule.refused => return,
            None => {
                let words = rule.words.join(", ");
                (format!("{name} is {value:?}, which is none of {words}: it is ignored"), None)
            }
        };
        self.diagnostics.push(node.diagnostic(Some(name), Kind::BadValue, message).warning());
        self.repairs.extend(repair.map(|word| (node.index, Repair::Value(name, word))));
    }

    fn warn(&mut self, node: &Node<'_>, attribute: Option<&str>, message: String, help: &str) {
        self.diagnostics.push(node.diagnostic(attribute, Kind::Misplaced, message).warning().help(help));
    }
}

/// The form of a child's row: see [`Row::form`].
fn form(parent: &Row, child: &Child<'_>) -> &'static str {
    let top = matches!(parent.name, "schema" | "redefine" | "override");
    match (child.language, child.name) {
        (Language::Xsd, "element" | "attribute") if !top => {
            let keys = &mut child.node.element.attributes.keys();
            if keys.any(|key| key.eq_ignore_ascii_case("ref")) { "ref" } else { "local" }
        }
        (Language::Xsd, "group" | "attributeGroup") if !top => "ref",
        (Language::Xsd, "complexType" | "simpleType") if !top => "local",
        (Language::Xsd, "all" | "choice" | "sequence") if parent.form != "global" => "",
        (Language::Xsd, _) if top => "global",
        (Language::Wsdl, _) if !parent.form.is_empty() => parent.form,
        _ => parent.name,
    }
}

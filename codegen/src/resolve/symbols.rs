//! The symbols of a unit, by kind and name, and what is said when one is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{SchemaIn, Unit};
use crate::contract::QName;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, nearest};
use crate::load::{Loaded, Node, Spot, WSDL, XSD};
use crate::read::{Reference, wsdl, xsd};

/// With so many diagnostics no names are compared any more to say which were meant: nobody reads on.
pub(crate) const COMPARED: usize = 50;

/// What a symbol stands for, and what is known of its schema.
#[derive(Debug)]
pub(crate) struct Found<'a, T> {
    pub(crate) item: &'a T,
    /// Its schema is WCF's.
    pub(crate) wcf: bool,
    /// It comes from a schema that the contract itself brings.
    pub(crate) own: bool,
}

impl<T> Clone for Found<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Found<'_, T> {}

/// One kind of symbol.
#[derive(Debug)]
pub(crate) struct Space<'a, T> {
    /// How the kind is called: `type`, `portType`.
    kind: &'static str,
    pub(crate) map: BTreeMap<QName, Found<'a, T>>,
    /// The names by their local parts, in order; made when a reference leads nowhere.
    by_local: OnceLock<BTreeMap<Arc<str>, Vec<QName>>>,
}

impl<'a, T> Space<'a, T> {
    fn new(kind: &'static str) -> Self {
        Self { kind, map: BTreeMap::new(), by_local: OnceLock::new() }
    }

    /// The names with a local part, in order.
    fn called(&self, local: &str) -> &[QName] {
        let all = self.by_local.get_or_init(|| {
            let mut all: BTreeMap<Arc<str>, Vec<QName>> = BTreeMap::new();
            for name in self.map.keys() {
                all.entry(Arc::clone(&name.local)).or_default().push(name.clone());
            }
            all
        });
        all.get(local).map(Vec::as_slice).unwrap_or_default()
    }
}

/// All symbols of a unit.
#[derive(Debug)]
pub(crate) struct Symbols<'a> {
    pub(crate) types: Space<'a, xsd::TypeDecl>,
    pub(crate) elements: Space<'a, xsd::Element>,
    pub(crate) attributes: Space<'a, xsd::Attribute>,
    pub(crate) groups: Space<'a, xsd::GroupDecl>,
    pub(crate) attribute_groups: Space<'a, xsd::AttributeGroup>,
    pub(crate) messages: Space<'a, wsdl::Message>,
    pub(crate) port_types: Space<'a, wsdl::PortType>,
    pub(crate) bindings: Space<'a, wsdl::Binding>,
    /// The namespaces that there are schemas for.
    namespaces: BTreeSet<Arc<str>>,
}

/// Two declarations of one name, and their places. A check compares them: both must say the same.
pub(crate) struct Redeclaration {
    pub(crate) kind: &'static str,
    pub(crate) name: QName,
    pub(crate) first: Spot,
    pub(crate) second: Spot,
}

impl<'a> Symbols<'a> {
    /// Enters everything of a unit; definitions of one name have to be written the same.
    pub(crate) fn new(unit: &Unit<'a>, loaded: &Loaded, diagnostics: &mut Diagnostics) -> Self {
        let mut symbols = Self {
            types: Space::new("type"),
            elements: Space::new("element"),
            attributes: Space::new("attribute"),
            groups: Space::new("group"),
            attribute_groups: Space::new("attributeGroup"),
            messages: Space::new("message"),
            port_types: Space::new("portType"),
            bindings: Space::new("binding"),
            namespaces: unit.schemas.iter().map(|s| Arc::clone(&s.schema.target)).collect(),
        };
        let mut redeclarations = Vec::new();
        // What is redefined comes last, and is then there already.
        let (redefined, others): (Vec<_>, Vec<_>) = unit.schemas.iter().partition(|s| s.redefined);
        for schema in others.into_iter().chain(redefined) {
            symbols.schema(schema, true, &mut redeclarations);
        }
        for schema in &unit.builtin {
            symbols.schema(schema, false, &mut redeclarations);
        }
        for contract in &unit.contracts {
            let own = (false, true);
            enter(
                &mut symbols.messages,
                contract.messages.iter().map(|i| (&i.name, i.spot, i)),
                own,
                &mut redeclarations,
            );
            enter(
                &mut symbols.port_types,
                contract.port_types.iter().map(|i| (&i.name, i.spot, i)),
                own,
                &mut redeclarations,
            );
            enter(
                &mut symbols.bindings,
                contract.bindings.iter().map(|i| (&i.name, i.spot, i)),
                own,
                &mut redeclarations,
            );
        }
        for redeclaration in redeclarations {
            if !same(loaded, redeclaration.first, redeclaration.second) {
                diagnostics.push(conflict(loaded, &redeclaration));
            }
        }
        symbols
    }

    fn schema(&mut self, of: &SchemaIn<'a>, own: bool, redeclarations: &mut Vec<Redeclaration>) {
        let schema = of.schema;
        let about = (of.wcf, own);
        let mut found = Vec::new();
        let named = schema.types.iter().filter_map(|i| Some((i.name.as_ref()?, i.spot, i)));
        enter(&mut self.types, named, about, &mut found);
        enter(&mut self.elements, schema.elements.iter().map(|i| (&i.name, i.spot, i)), about, &mut found);
        enter(
            &mut self.attributes,
            schema.attributes.iter().map(|i| (&i.name, i.spot, i)),
            about,
            &mut found,
        );
        enter(&mut self.groups, schema.groups.iter().map(|i| (&i.name, i.spot, i)), about, &mut found);
        let groups = schema.attribute_groups.iter().map(|i| (&i.name, i.spot, i));
        enter(&mut self.attribute_groups, groups, about, &mut found);
        if !of.redefined {
            redeclarations.extend(found);
        }
    }

    /// Says what is known of a reference that leads nowhere. `compare` asks for a name that is
    /// like its own.
    fn dangling<T>(
        &self,
        space: &Space<'_, T>,
        to: &Reference,
        loaded: &Loaded,
        compare: bool,
    ) -> Diagnostic {
        let QName { namespace, local } = &to.name;
        let mut message = format!("there is no {} {local}", space.kind);
        if namespace.is_empty() {
            message.push_str(" without a namespace");
        } else {
            message.push_str(&format!(" in the namespace {namespace}"));
        }
        let near = || {
            let all = space.map.keys().filter(|name| name.namespace == *namespace);
            if compare { nearest(local, all.map(|name| &*name.local)) } else { None }
        };
        let elsewhere = space.called(local).first();
        let is_type = space.kind == "element" && self.types.map.contains_key(&to.name);
        let help = if is_type {
            "there is a type of this name: write type instead of element, or name an element of this type"
                .to_owned()
        } else if is_schema_kind(space.kind)
            && loaded.builtin.contains_key(namespace)
            && !self.namespaces.contains(namespace)
        {
            let near = near().map(|near| format!("did you mean {near}? "));
            format!(
                "{}the built-in schema of this namespace has no {local}: name the complete schema in the \
                 catalog (--catalog), or leave out what needs it (--lenient)",
                near.unwrap_or_default()
            )
        } else if let Some(near) = near() {
            format!("did you mean {near}? Correct the name, or add the missing {}", space.kind)
        } else if let Some(elsewhere) = elsewhere {
            format!("there is one in the namespace {:?}: check the prefix", elsewhere.namespace)
        } else if is_schema_kind(space.kind) && &**namespace != XSD && !self.namespaces.contains(namespace) {
            "no schema of this namespace was found: import it with a schemaLocation that leads to a \
             file, or name the namespace in the catalog"
                .to_owned()
        } else {
            format!("add the missing {}, or correct the name", space.kind)
        };
        let mut diagnostic = loaded.diagnostic(to.spot, Some(to.attribute), Kind::Dangling, message);
        diagnostic.referred_by = loaded.document(to.spot.doc).and_then(|d| d.owner(to.spot.element));
        diagnostic.about(to.name.clone()).help(help)
    }

    /// Looks a reference up in one of this table's spaces; `None` after an error.
    pub(crate) fn find<'s, T>(
        &self,
        space: &'s Space<'a, T>,
        to: &Reference,
        loaded: &Loaded,
        diagnostics: &mut Diagnostics,
    ) -> Option<Found<'a, T>> {
        if let Some(found) = space.map.get(&to.name) {
            return Some(*found);
        }
        if to.is_unbound() {
            return None;
        }
        if let Some((name, found)) = meant(space, &to.name) {
            let namespace = &to.name.namespace;
            let message = format!(
                "there is no {} {} in {}: it is read as that of {}",
                space.kind,
                name.local,
                if namespace.is_empty() { "no namespace" } else { namespace },
                name.namespace
            );
            let diagnostic = loaded.diagnostic(to.spot, Some(to.attribute), Kind::Dangling, message);
            diagnostics.push(diagnostic.warning().help("add the prefix of its namespace"));
            return Some(*found);
        }
        // What an unreadable file would have declared is not missed for every use of it.
        let unread = is_schema_kind(space.kind)
            && !self.namespaces.contains(&to.name.namespace)
            && (loaded.unread || diagnostics.has(Kind::MissingFile));
        if !unread {
            let compare = diagnostics.len() < COMPARED;
            diagnostics.push(self.dangling(space, to, loaded, compare));
        }
        None
    }
}

impl<'a, T> Space<'a, T> {
    /// The symbol of a name, or that which a name without a prefix means.
    pub(crate) fn lookup(&self, name: &QName) -> Option<&Found<'a, T>> {
        self.map.get(name).or_else(|| meant(self, name).map(|(_, found)| found))
    }
}

/// The symbol that a name without a prefix means, where neither no namespace nor WSDL's, which is often the default one,
/// has anything of the kind: the only one of that name.
fn meant<'s, 'a, T>(space: &'s Space<'a, T>, name: &QName) -> Option<(&'s QName, &'s Found<'a, T>)> {
    if !name.namespace.is_empty() && &*name.namespace != WSDL {
        return None;
    }
    let all = space.called(&name.local).iter().filter_map(|known| space.map.get_key_value(known));
    let mut all = all.filter(|(_, found)| found.own);
    all.next().filter(|_| all.next().is_none())
}

fn is_schema_kind(kind: &str) -> bool {
    matches!(kind, "type" | "element" | "attribute" | "group" | "attributeGroup")
}

fn enter<'a, T>(
    space: &mut Space<'a, T>,
    items: impl Iterator<Item = (&'a QName, Spot, &'a T)>,
    (wcf, own): (bool, bool),
    redeclarations: &mut Vec<Redeclaration>,
) where
    T: Spotted,
{
    for (name, spot, item) in items {
        match space.map.get(name) {
            Some(first) => {
                redeclarations.push(Redeclaration {
                    kind: space.kind,
                    name: name.clone(),
                    first: first.item.spot(),
                    second: spot,
                });
            }
            None => {
                space.map.insert(name.clone(), Found { item, wcf, own });
            }
        }
    }
}

/// Something with a place.
pub(crate) trait Spotted {
    fn spot(&self) -> Spot;
}

macro_rules! spotted {
    ($($ty:ty),*) => { $(impl Spotted for $ty { fn spot(&self) -> Spot { self.spot } })* };
}
spotted!(xsd::TypeDecl, xsd::Element, xsd::Attribute, xsd::GroupDecl, xsd::AttributeGroup);
spotted!(wsdl::Message, wsdl::PortType, wsdl::Binding);

/// The children of an element, documentation aside.
fn said(node: Node<'_>) -> Vec<Node<'_>> {
    let silent = |n: &Node<'_>| {
        n.element.name == "documentation"
            || n.element.name == "annotation" && n.children().all(|c| c.element.name == "documentation")
    };
    node.children().filter(|n| !silent(n)).collect()
}

/// Whether two elements are written the same, names resolved, documentation and white space aside.
fn same(loaded: &Loaded, first: Spot, second: Spot) -> bool {
    fn alike(a: Node<'_>, b: Node<'_>) -> bool {
        let value = |node: &Node<'_>, key: &str, value: &String| match key {
            "type" | "ref" | "base" | "element" | "message" | "itemType" | "substitutionGroup" => {
                node.attribute(key).and_then(|v| node.qname(v).ok()).map(|q| q.to_string())
            }
            _ => Some(value.clone()),
        };
        let attributes = |node: &Node<'_>| {
            let all = node.element.attributes.iter();
            all.map(|(key, v)| (key.clone(), value(node, key, v))).collect::<BTreeMap<_, _>>()
        };
        let (left, right) = (said(a), said(b));
        a.element.name == b.element.name
            && a.namespace() == b.namespace()
            && attributes(&a) == attributes(&b)
            && left.len() == right.len()
            && (!left.is_empty() || a.text() == b.text())
            && left.into_iter().zip(right).all(|(a, b)| alike(a, b))
    }
    match (loaded.node(first), loaded.node(second)) {
        (Some(a), Some(b)) => alike(a, b),
        _ => false,
    }
}

fn conflict(loaded: &Loaded, redeclaration: &Redeclaration) -> Diagnostic {
    let message = format!(
        "the {} {} is defined twice, with different content: the first definition is at {}",
        redeclaration.kind,
        redeclaration.name.local,
        loaded.place(redeclaration.first)
    );
    loaded
        .diagnostic(redeclaration.second, Some("name"), Kind::Conflict, message)
        .about(redeclaration.name.clone())
        .help("remove one of the two, or rename it")
}

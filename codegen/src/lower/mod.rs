//! Resolved syntax to [`Contract`]: references followed, groups inlined, operations as their bindings make them.

pub(crate) mod actions;
mod ambiguous;
mod anonymous;
mod arrays;
mod budget;
mod builtins;
mod complex;
mod cycles;
mod encoded;
mod incomplete;
mod inherited;
mod messages;
mod operations;
mod overloads;
mod particles;
mod parts;
mod remove_dangling;
mod simple;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::{Builtin, Contract, Field, LeftOut, QName, Type, TypeName, TypeOrigin, TypeRef};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, nearest};
use crate::load::{Loaded, Spot, XSD};
use crate::parallel;
use crate::policy::Policies;
use crate::read::{Reference, xsd};
use crate::resolve::{Found, Resolved, Symbols, Unit};

/// What a unit is lowered with.
struct Lower<'a, 'd> {
    lenient: bool,
    loaded: &'d Loaded,
    symbols: &'d Symbols<'a>,
    diagnostics: &'d mut Diagnostics,
    types: BTreeMap<TypeName, Type>,
    /// The anonymous types that were named, by where they stand and in what.
    anonymous: BTreeMap<(Spot, QName), TypeName>,
    /// Their names.
    taken: BTreeSet<TypeName>,
    /// How often names were wanted again.
    again: BTreeMap<TypeName, usize>,
    /// Built-in schemas' types that something refers to.
    wanted: Vec<QName>,
    /// The direct members of each substitution group.
    members: BTreeMap<QName, BTreeSet<QName>>,
    /// The anonymous complex types that have their names, but are not lowered yet. Why a list and no recursion: elements
    /// may lead to each other over more types than the stack of a thread has room for.
    pending: Vec<(&'a xsd::TypeDecl, Scope)>,
    /// The types of the global elements that have them from the head of their substitution group.
    from_heads: BTreeMap<QName, TypeRef>,
    /// The numbers of the parts of messages that headers refer to, by their names.
    parts: BTreeMap<Spot, BTreeMap<Arc<str>, usize>>,
    /// The types of the text of complex types with simple content.
    texts: BTreeMap<QName, TypeRef>,
    /// The groups that are being inlined.
    expanding: Vec<QName>,
    /// The groups that were inlined somewhere.
    inlined: BTreeSet<QName>,
    /// The attribute groups that were.
    inlined_attributes: BTreeSet<QName>,
    budget: budget::Budget,
    /// Where alternatives begin alike, and with what.
    ambiguous: BTreeSet<(Spot, QName)>,
    /// Elements that are wrappers of messages.
    wrappers: BTreeSet<QName>,
    /// The operations that are left out.
    left_out: Vec<LeftOut>,
    /// What does not say what it has to, and was told of.
    lacking: BTreeSet<Spot>,
    /// The bindings whose requests are in a namespace that is a guess.
    guessed: BTreeSet<QName>,
    /// What the contract asks of clients beside its messages.
    policies: Policies<'a>,
}

/// The component that an anonymous type stands in, and where.
#[derive(Clone)]
struct Scope {
    name: QName,
    origin: TypeOrigin,
    path: Vec<Arc<str>>,
    wcf: bool,
}

impl Scope {
    fn new(name: &QName, origin: TypeOrigin, wcf: bool) -> Self {
        Self { name: name.clone(), origin, path: Vec::new(), wcf }
    }

    fn step(&self, step: impl Into<Arc<str>>) -> Self {
        let mut deeper = self.clone();
        deeper.path.push(step.into());
        deeper
    }

    fn type_name(&self) -> TypeName {
        TypeName { name: self.name.clone(), origin: self.origin, path: self.path.clone() }
    }
}

/// An input as a contract, with all its diagnostics so far.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) contract: Contract,
    pub(crate) diagnostics: Diagnostics,
}

/// Makes a contract of each input.
pub(crate) fn lower(loaded: &Loaded, resolved: &[Resolved<'_>]) -> Vec<Lowered> {
    parallel::map(resolved, |Resolved { unit, symbols, diagnostics }| {
        let mut diagnostics = diagnostics.clone();
        let contract = contract(unit, symbols, loaded, &mut diagnostics);
        Lowered { contract, diagnostics }
    })
}

fn contract(
    unit: &Unit<'_>,
    symbols: &Symbols<'_>,
    loaded: &Loaded,
    diagnostics: &mut Diagnostics,
) -> Contract {
    let mut members: BTreeMap<QName, BTreeSet<QName>> = BTreeMap::new();
    for (name, element) in &symbols.elements.map {
        if let Some(head) = &element.item.substitutes {
            members.entry(head.name.clone()).or_default().insert(name.clone());
        }
    }
    let policies = Policies::new(unit, loaded, diagnostics);
    cycles::check(symbols, loaded, diagnostics);
    if diagnostics.has(Kind::Cycle) || diagnostics.has(Kind::Limit) {
        return Contract::default();
    }
    let mut lower = Lower {
        lenient: loaded.lenient,
        loaded,
        symbols,
        diagnostics,
        types: BTreeMap::new(),
        anonymous: BTreeMap::new(),
        taken: BTreeSet::new(),
        again: BTreeMap::new(),
        wanted: Vec::new(),
        members,
        pending: Vec::new(),
        from_heads: BTreeMap::new(),
        parts: BTreeMap::new(),
        texts: BTreeMap::new(),
        expanding: Vec::new(),
        inlined: BTreeSet::new(),
        inlined_attributes: BTreeSet::new(),
        budget: budget::Budget::default(),
        ambiguous: BTreeSet::new(),
        wrappers: BTreeSet::new(),
        left_out: Vec::new(),
        lacking: BTreeSet::new(),
        guessed: BTreeSet::new(),
        policies,
    };
    let services = lower.services(unit);
    lower.warn_of_unused(unit);
    let types: Vec<_> =
        lower.symbols.types.map.iter().filter(|(_, f)| f.own).map(|(n, f)| (n.clone(), *f)).collect();
    for (name, found) in types {
        lower.named(name, found);
    }
    let mut elements = BTreeMap::new();
    let all: Vec<_> =
        lower.symbols.elements.map.iter().filter(|(_, f)| f.own).map(|(n, f)| (n.clone(), *f)).collect();
    for (name, found) in all {
        if !lower.wrappers.contains(&name) {
            let outer = lower.begin(&Scope::new(&name, TypeOrigin::Element, found.wcf), found.item.spot);
            let field = lower.global_element(found);
            // All that may stand for it is listed.
            if !lower.spend(0, field.substitutes.len()) {
                break;
            }
            lower.end(outer);
            elements.insert(name, field);
        }
    }
    lower.unused_components();
    lower.rest();
    if !lower.budget.spent {
        lower.inherit(&services);
    }
    if lower.budget.spent {
        return Contract::default();
    }
    let Lower { types, left_out, policies, diagnostics, .. } = lower;
    policies.warn(diagnostics);
    let mut contract = Contract { services, types, elements, left_out, ..Contract::default() };
    encoded::adjust(&mut contract);
    if loaded.lenient {
        remove_dangling::remove_dangling(&mut contract, diagnostics);
    }
    contract
}

impl<'a> Lower<'a, '_> {
    fn named(&mut self, name: QName, found: Found<'a, xsd::TypeDecl>) {
        let scope = Scope::new(&name, TypeOrigin::Type, found.wcf);
        let ty = self.type_decl(found.item, &scope);
        self.types.insert(TypeName::named(name), ty);
    }

    /// What was only named so far: anonymous types, and the types of built-in schemas that something refers to.
    fn rest(&mut self) {
        loop {
            if let Some((decl, scope)) = self.pending.pop() {
                let ty = self.type_decl(decl, &scope);
                self.types.insert(scope.type_name(), ty);
            } else if let Some(name) = self.wanted.pop() {
                let key = TypeName::named(name.clone());
                if !self.types.contains_key(&key)
                    && let Some(found) = self.symbols.types.map.get(&name).copied()
                {
                    self.named(name, found);
                }
            } else {
                return;
            }
        }
    }

    /// Groups, attribute groups and attributes that nothing uses may still refer to what does not exist.
    fn unused_components(&mut self) {
        let groups: Vec<_> = self.symbols.groups.map.values().filter(|f| f.own).copied().collect();
        for found in groups {
            let scope = Scope::new(&found.item.name, TypeOrigin::Group, found.wcf);
            if let Some(group) = &found.item.group
                && !self.inlined.contains(&found.item.name)
            {
                let outer = self.begin(&scope, found.item.spot);
                self.expanding.push(found.item.name.clone());
                self.group(group, &scope);
                self.expanding.pop();
                self.end(outer);
            }
        }
        let groups: Vec<_> = self.symbols.attribute_groups.map.values().filter(|f| f.own).copied().collect();
        for found in groups {
            if self.inlined_attributes.contains(&found.item.name) {
                continue;
            }
            let scope = Scope::new(&found.item.name, TypeOrigin::AttributeGroup, found.wcf);
            let outer = self.begin(&scope, found.item.spot);
            self.expanding.push(found.item.name.clone());
            self.attributes(&found.item.attributes, &scope);
            self.expanding.pop();
            self.end(outer);
        }
        let attributes: Vec<_> = self.symbols.attributes.map.values().filter(|f| f.own).copied().collect();
        for found in attributes {
            self.global_attribute_type(found);
        }
    }

    fn type_decl(&mut self, decl: &'a xsd::TypeDecl, scope: &Scope) -> Type {
        let outer = self.begin(scope, decl.spot);
        let kind = match &decl.kind {
            xsd::TypeKind::Complex(complex) => self.complex(complex, scope, decl.spot),
            _ => self.simple(decl, scope),
        };
        self.end(outer);
        let place = self.loaded.place(decl.spot);
        Type { kind, documentation: decl.documentation.clone(), wcf: scope.wcf, place }
    }

    /// The type that a reference leads to; one that is not there after an error.
    fn type_ref(&mut self, to: &Reference) -> TypeRef {
        if to.is_unbound() {
            return missing(to, TypeOrigin::Type);
        }
        if &*to.name.namespace == XSD {
            return match builtins::of_schema(&to.name.local) {
                Some(builtin) => TypeRef::Builtin(builtin),
                None => {
                    let message = format!("XML Schema has no type {}", to.name.local);
                    if let Some((name, builtin)) = builtins::meant(&to.name.local) {
                        let message = format!("{message}: it is read as {name}");
                        let diagnostic =
                            self.loaded.diagnostic(to.spot, Some(to.attribute), Kind::Dangling, message);
                        self.diagnostics.push(diagnostic.warning());
                        return TypeRef::Builtin(builtin);
                    }
                    let mut diagnostic =
                        self.loaded.diagnostic(to.spot, Some(to.attribute), Kind::Dangling, message);
                    diagnostic = match nearest(&to.name.local, builtins::names()) {
                        Some(near) => diagnostic.help(format!("did you mean {near}?")),
                        None => diagnostic.help("use one of its types, or check the prefix"),
                    };
                    self.diagnostics.push(diagnostic.about(to.name.clone()));
                    missing(to, TypeOrigin::Type)
                }
            };
        }
        if &*to.name.namespace == xsd::SERIALIZATION
            && let Some(builtin) = builtins::of_serialization(&to.name.local)
        {
            return TypeRef::Builtin(builtin);
        }
        if let Some(builtin) = builtins::of_encoding(&to.name) {
            return TypeRef::Builtin(builtin);
        }
        match self.symbols.find(&self.symbols.types, to, self.loaded, self.diagnostics) {
            Some(found) => {
                if !found.own {
                    self.wanted.push(to.name.clone());
                }
                let name = found.item.name.as_ref().unwrap_or(&to.name);
                TypeRef::Named(TypeName::named(name.clone()))
            }
            None => missing(to, TypeOrigin::Type),
        }
    }

    /// A type where it is used; `None` where nothing is said. `scope` is where an anonymous type would stand.
    fn type_use(&mut self, ty: &'a xsd::TypeUse, scope: &Scope) -> Option<TypeRef> {
        match ty {
            xsd::TypeUse::None => None,
            xsd::TypeUse::Named(to) => Some(self.type_ref(to)),
            xsd::TypeUse::Inline(decl) => Some(TypeRef::Named(self.anonymous(decl, scope))),
        }
    }

    /// The type of a global element.
    fn element_type(&mut self, found: Found<'a, xsd::Element>) -> TypeRef {
        let mut found = found;
        let mut seen = BTreeSet::new();
        let ty = loop {
            if let Some(ty) = self.from_heads.get(&found.item.name) {
                break ty.clone();
            }
            let scope = Scope::new(&found.item.name, TypeOrigin::Element, found.wcf);
            if let Some(ty) = self.type_use(&found.item.ty, &scope) {
                break ty;
            }
            // Without a type of its own it has that of the head of its substitution group.
            let any = TypeRef::Builtin(Builtin::AnyType);
            let Some(head) = &found.item.substitutes else { break any };
            if !seen.insert(&found.item.name) {
                break any;
            }
            match self.symbols.find(&self.symbols.elements, head, self.loaded, self.diagnostics) {
                Some(next) => found = next,
                None => break missing(head, TypeOrigin::Element),
            }
        };
        self.from_heads.extend(seen.into_iter().map(|name| (name.clone(), ty.clone())));
        ty
    }

    fn global_element(&mut self, found: Found<'a, xsd::Element>) -> Field {
        if let Some(head) = &found.item.substitutes {
            self.symbols.find(&self.symbols.elements, head, self.loaded, self.diagnostics);
        }
        let ty = self.element_type(found);
        let mut field = self.field(found.item, ty);
        field.substitutes = self.substitutes(&found.item.name);
        field
    }

    fn field(&self, element: &xsd::Element, ty: TypeRef) -> Field {
        Field {
            occurs: element.occurs,
            nillable: element.nillable || arrays::is_simple(&element.ty),
            default: element.default.clone(),
            fixed: element.fixed.clone(),
            emit_default: element.emit_default,
            is_abstract: element.is_abstract,
            documentation: element.documentation.clone(),
            ..Field::new(element.name.clone(), ty, self.loaded.place(element.spot))
        }
    }

    /// A field for a message part that is given by its type.
    fn typed_part(&mut self, name: &Arc<str>, namespace: &str, ty: TypeRef, spot: Spot) -> Field {
        let name = QName { namespace: Arc::from(namespace), local: Arc::clone(name) };
        Field::new(name, ty, self.loaded.place(spot))
    }

    /// A diagnostic at an element, or at the value of one of its attributes, that nobody was told yet.
    fn diagnostic(&self, spot: Spot, attribute: Option<&str>, kind: Kind, message: String) -> Diagnostic {
        self.loaded.diagnostic(spot, attribute, kind, message)
    }
}

/// The type of what a dangling reference leads to: no contract has one of its name, so whatever depends on it can be
/// found and cut out.
fn missing(to: &Reference, origin: TypeOrigin) -> TypeRef {
    TypeRef::Named(TypeName { name: to.name.clone(), origin, path: Vec::new() })
}

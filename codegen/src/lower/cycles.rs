//! Types that are derived from themselves.

use std::collections::BTreeSet;

use crate::contract::QName;
use crate::diagnostic::{Diagnostics, Kind};
use crate::load::Loaded;
use crate::read::{Reference, xsd};
use crate::resolve::Symbols;

/// Reports every type that is its own base, item or member, over whatever way.
pub(super) fn check(symbols: &Symbols<'_>, loaded: &Loaded, diagnostics: &mut Diagnostics) {
    let mut done: BTreeSet<&QName> = BTreeSet::new();
    for start in symbols.types.map.keys() {
        // Depth first without recursion: a name is on the way until all it leads to is done.
        let mut way: Vec<(&QName, Vec<&Reference>)> = Vec::new();
        if done.contains(start) {
            continue;
        }
        way.push((start, edges(symbols, start)));
        let mut on_way = BTreeSet::from([start]);
        while let Some((name, rest)) = way.last_mut() {
            let Some(to) = rest.pop() else {
                done.insert(*name);
                on_way.remove(*name);
                way.pop();
                continue;
            };
            if on_way.contains(&to.name) {
                let message = format!("the type {} is derived from itself", to.name.local);
                let diagnostic = loaded.diagnostic(to.spot, Some(to.attribute), Kind::Cycle, message);
                diagnostics.push(diagnostic.about(to.name.clone()).help("give one of them another base"));
            } else if let Some((known, _)) = symbols.types.map.get_key_value(&to.name)
                && !done.contains(known)
            {
                on_way.insert(known);
                way.push((known, edges(symbols, known)));
            }
        }
    }
}

fn edges<'a>(symbols: &Symbols<'a>, name: &QName) -> Vec<&'a Reference> {
    let mut out = Vec::new();
    if let Some(found) = symbols.types.map.get(name) {
        bases(found.item, &mut out);
    }
    out
}

fn bases<'a>(decl: &'a xsd::TypeDecl, out: &mut Vec<&'a Reference>) {
    let mut of_use = |ty: &'a xsd::TypeUse| match ty {
        xsd::TypeUse::Named(to) => out.push(to),
        xsd::TypeUse::Inline(decl) => bases(decl, out),
        xsd::TypeUse::None => {}
    };
    match &decl.kind {
        xsd::TypeKind::Complex(complex) => out.extend(complex.derivation.as_ref().map(|d| &d.base)),
        xsd::TypeKind::Restriction(restriction) => of_use(&restriction.base),
        xsd::TypeKind::List(item) => of_use(item),
        xsd::TypeKind::Union(members) => members.iter().for_each(of_use),
    }
}

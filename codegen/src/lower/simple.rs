//! Simple types.

use std::collections::BTreeSet;

use super::{Lower, Scope};
use crate::contract::{Builtin, EnumValue, Enumeration, Simple, TypeKind, TypeRef};
use crate::diagnostic::Kind;
use crate::read::xsd;

impl<'a> Lower<'a, '_> {
    pub(super) fn simple(&mut self, decl: &'a xsd::TypeDecl, scope: &Scope) -> TypeKind {
        match &decl.kind {
            xsd::TypeKind::Restriction(restriction) => {
                let base = self.simple_use(&restriction.base, &scope.step("base"));
                let base = base.unwrap_or(TypeRef::Builtin(Builtin::AnySimpleType));
                if restriction.values.is_empty() {
                    TypeKind::Alias(Simple { base, facets: restriction.facets.clone() })
                } else {
                    TypeKind::Enum(enumeration(&restriction.values, base, scope.wcf, false))
                }
            }
            xsd::TypeKind::List(item) => {
                if scope.wcf
                    && let Some(flags) = self.flags(item, scope)
                {
                    return TypeKind::Flags(flags);
                }
                let item = self.simple_use(item, &scope.step("item"));
                TypeKind::List(item.unwrap_or(TypeRef::Builtin(Builtin::AnySimpleType)))
            }
            xsd::TypeKind::Union(members) => {
                // One without a name is told by its place among such, where there are several.
                let unnamed = members.iter().filter(|m| matches!(m, xsd::TypeUse::Inline(_))).count();
                let mut number = 0usize;
                let mut types = Vec::new();
                for member in members {
                    number += usize::from(matches!(member, xsd::TypeUse::Inline(_)));
                    let name = if unnamed > 1 { format!("member{number}") } else { "member".to_owned() };
                    types.extend(self.simple_use(member, &scope.step(name)));
                }
                TypeKind::Union(types)
            }
            // A complex type is lowered elsewhere.
            xsd::TypeKind::Complex(_) => {
                TypeKind::Alias(Simple { base: TypeRef::Builtin(Builtin::AnyType), facets: Vec::new() })
            }
        }
    }

    /// A type where only a simple one can stand.
    pub(super) fn simple_use(&mut self, ty: &'a xsd::TypeUse, scope: &Scope) -> Option<TypeRef> {
        let found = self.type_use(ty, scope);
        if let (xsd::TypeUse::Named(to), Some(TypeRef::Named(name))) = (ty, &found)
            && let Some(declared) = self.symbols.types.map.get(&name.name)
            && matches!(declared.item.kind, xsd::TypeKind::Complex(_))
        {
            let message = format!(
                "the type {} is complex, but only a simple type is allowed here: its text is used",
                to.name.local
            );
            let diagnostic = self.diagnostic(to.spot, Some(to.attribute), Kind::BadValue, message);
            self.diagnostics.push(diagnostic.warning().help("name a simple type"));
        }
        found
    }

    /// The enumeration that a WCF list is a set of.
    fn flags(&mut self, item: &'a xsd::TypeUse, scope: &Scope) -> Option<Enumeration> {
        let decl = match item {
            xsd::TypeUse::Inline(decl) => &**decl,
            xsd::TypeUse::Named(to) => self.symbols.types.map.get(&to.name)?.item,
            xsd::TypeUse::None => return None,
        };
        let xsd::TypeKind::Restriction(restriction) = &decl.kind else { return None };
        if restriction.values.is_empty() {
            return None;
        }
        let base = self.type_use(&restriction.base, &scope.step("item"));
        let base = base.unwrap_or(TypeRef::Builtin(Builtin::String));
        Some(enumeration(&restriction.values, base, true, true))
    }
}

/// The values, each once, numbered as WCF numbers where it is WCF's.
pub(super) fn enumeration(from: &[xsd::Enumerated], base: TypeRef, wcf: bool, flags: bool) -> Enumeration {
    let mut values: Vec<EnumValue> = Vec::with_capacity(from.len());
    let mut seen = BTreeSet::new();
    for (index, value) in from.iter().enumerate() {
        if !seen.insert(value.wire.as_str()) {
            continue;
        }
        let counted = if flags {
            u32::try_from(index).ok().and_then(|i| 1i64.checked_shl(i))
        } else {
            i64::try_from(index).ok()
        };
        values.push(EnumValue {
            wire: value.wire.clone(),
            number: value.number.or(if wcf { counted } else { None }),
            documentation: value.documentation.clone(),
        });
    }
    Enumeration { base, values }
}

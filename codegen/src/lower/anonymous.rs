//! Types without a name of their own: they are named by where they stand.

use std::sync::Arc;

use super::{Lower, Scope};
use crate::contract::TypeName;
use crate::read::xsd;

impl<'a> Lower<'a, '_> {
    /// The name of such a type. A complex one is lowered later.
    pub(super) fn anonymous(&mut self, decl: &'a xsd::TypeDecl, scope: &Scope) -> TypeName {
        let key = (decl.spot, scope.name.clone());
        if let Some(name) = self.anonymous.get(&key) {
            return name.clone();
        }
        let mut scope = scope.clone();
        // Elements of one name beside each other have one type in valid schemas; others keep theirs apart.
        let first = scope.type_name();
        if !self.taken.insert(first.clone())
            && let Some(last) = scope.path.pop()
        {
            let mut times = self.again.get(&first).copied().unwrap_or_default();
            loop {
                times += 1;
                scope.path.push(Arc::from(again(&last, times)));
                if self.taken.insert(scope.type_name()) {
                    break;
                }
                scope.path.pop();
            }
            self.again.insert(first, times);
        }
        let name = scope.type_name();
        self.anonymous.insert(key, name.clone());
        if matches!(decl.kind, xsd::TypeKind::Complex(_)) {
            self.pending.push((decl, scope));
            return name;
        }
        // A simple type has no more in it than was written in it, and arrays ask at once what their items are.
        let ty = self.type_decl(decl, &scope);
        self.types.insert(name.clone(), ty);
        name
    }
}

/// The name of an element that stands beside others of its name: one prime for each of them, a number where these are many.
fn again(name: &str, times: usize) -> String {
    if times <= 16 { format!("{name}{}", "'".repeat(times)) } else { format!("{name}'{times}'") }
}

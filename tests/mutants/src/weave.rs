//! Puts mutants into the code of a file: `a < b` becomes `(if crate::mutant_is(7) { a <= b } else { a < b })`.

use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, BinOp, Block, Expr, Stmt, parse_quote};

use crate::place::Span;
use crate::{Mutant, Result};

/// The text of a file with its mutants in it, and the ids of those that are: a constant cannot ask the environment.
pub(crate) fn file(text: &str, mutants: &[Mutant], call: &str) -> Result<(String, Vec<u32>)> {
    let mut file = syn::parse_file(text)?;
    let mut weaver = Weaver { mutants, call: syn::parse_str(call)?, woven: Vec::new(), constants: 0 };
    weaver.visit_file_mut(&mut file);
    Ok((prettyplease::unparse(&file), weaver.woven))
}

struct Weaver<'m> {
    mutants: &'m [Mutant],
    /// The function that tells whether a mutant was called.
    call: syn::Path,
    woven: Vec<u32>,
    /// How many constant contexts the code is in.
    constants: usize,
}

impl<'m> Weaver<'m> {
    /// The mutants of a genre at a place.
    fn at(&self, genre: &str, span: Span) -> Vec<&'m Mutant> {
        let found = self.mutants.iter().filter(|one| one.genre == genre && one.span == span);
        found.filter(|_| self.constants == 0).collect()
    }

    /// The call that asks for a mutant, which is in now.
    fn asks(&mut self, mutant: &Mutant) -> Expr {
        self.woven.push(mutant.id);
        let (call, id) = (&self.call, mutant.id);
        parse_quote! { #call(#id) }
    }

    fn either(&mut self, expression: &mut Expr, mutant: &Mutant, other: &Expr) {
        let asks = self.asks(mutant);
        *expression = parse_quote! { (if #asks { #other } else { #expression }) };
    }

    fn constant(&mut self, visit: impl FnOnce(&mut Self)) {
        self.constants += 1;
        visit(self);
        self.constants -= 1;
    }

    /// A function's body, which may be replaced by a value.
    fn body(
        &mut self,
        signature: &syn::Signature,
        block: &mut Block,
        visit: impl FnOnce(&mut Self, &mut Block),
    ) {
        if signature.constness.is_some() {
            self.constants += 1;
        }
        let span = block.stmts.first().zip(block.stmts.last());
        let span = span.map(|(first, last)| Span::between(first.span(), last.span()));
        visit(self, block);
        for mutant in span.map(|span| self.at("FnValue", span)).unwrap_or_default() {
            let Ok(value) = syn::parse_str::<Expr>(&mutant.replacement) else { continue };
            let asks = self.asks(mutant);
            let early: Stmt = parse_quote! { if #asks { return #value; } };
            block.stmts.insert(0, early);
        }
        if signature.constness.is_some() {
            self.constants -= 1;
        }
    }

    fn arm(&mut self, arm: &mut Arm, whole: Span, guard: Option<Span>) {
        for mutant in self.at("MatchArm", whole) {
            if arm.guard.is_none() {
                let asks = self.asks(mutant);
                arm.guard = Some((Default::default(), Box::new(parse_quote! { !#asks })));
            }
        }
        for mutant in guard.map(|guard| self.at("MatchArmGuard", guard)).unwrap_or_default() {
            if let (Some((_, guard)), Ok(value)) = (&mut arm.guard, syn::parse_str(&mutant.replacement))
                && !has_let(guard)
            {
                self.either(guard, mutant, &value);
            }
        }
    }
}

impl VisitMut for Weaver<'_> {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        // What is asked for later has its place before anything in it changes.
        let arms: Vec<_> = match &*expression {
            Expr::Match(one) => one.arms.iter().map(|arm| (arm.span().into(), guard_of(arm))).collect(),
            _ => Vec::new(),
        };
        let fields: Vec<Span> = match &*expression {
            Expr::Struct(one) if one.rest.is_some() => {
                one.fields.pairs().map(|pair| pair.span().into()).collect()
            }
            _ => Vec::new(),
        };
        visit_mut::visit_expr_mut(self, expression);
        match expression {
            Expr::Binary(binary) if !has_let(&binary.left) && !has_let(&binary.right) => {
                let mut original = binary.clone();
                // `a as usize < b` and `1 + a as usize < b` would begin generic arguments.
                if let left @ (Expr::Cast(_) | Expr::Binary(_)) = &*original.left {
                    *original.left = parse_quote! { (#left) };
                }
                for mutant in self.at("BinaryOperator", original.op.span().into()) {
                    let Ok(op) = syn::parse_str::<BinOp>(&mutant.replacement) else { continue };
                    let other = Expr::Binary(syn::ExprBinary { op, ..original.clone() });
                    self.either(expression, mutant, &other);
                }
            }
            Expr::Unary(unary) => {
                let inner = (*unary.expr).clone();
                for mutant in self.at("UnaryOperator", unary.op.span().into()) {
                    self.either(expression, mutant, &inner);
                }
            }
            Expr::Match(one) => {
                for (arm, (whole, guard)) in one.arms.iter_mut().zip(arms) {
                    self.arm(arm, whole, guard);
                }
            }
            Expr::Struct(one) => {
                let original = one.clone();
                for (index, span) in fields.into_iter().enumerate() {
                    for mutant in self.at("StructField", span) {
                        let mut other = original.clone();
                        let kept = original.fields.iter().enumerate().filter(|(at, _)| *at != index);
                        other.fields = kept.map(|(_, field)| field.clone()).collect();
                        // Before the rest.
                        if !other.fields.is_empty() {
                            other.fields.push_punct(Default::default());
                        }
                        self.either(expression, mutant, &Expr::Struct(other));
                    }
                }
            }
            _ => {}
        }
    }

    fn visit_item_fn_mut(&mut self, item: &mut syn::ItemFn) {
        self.body(&item.sig, &mut item.block, Self::visit_block_mut);
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        self.body(&item.sig, &mut item.block, Self::visit_block_mut);
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        if let Some(block) = &mut item.default {
            self.body(&item.sig, block, Self::visit_block_mut);
        }
    }

    fn visit_item_const_mut(&mut self, item: &mut syn::ItemConst) {
        self.constant(|weaver| visit_mut::visit_item_const_mut(weaver, item));
    }

    fn visit_item_static_mut(&mut self, item: &mut syn::ItemStatic) {
        self.constant(|weaver| visit_mut::visit_item_static_mut(weaver, item));
    }

    fn visit_impl_item_const_mut(&mut self, item: &mut syn::ImplItemConst) {
        self.constant(|weaver| visit_mut::visit_impl_item_const_mut(weaver, item));
    }

    fn visit_trait_item_const_mut(&mut self, item: &mut syn::TraitItemConst) {
        self.constant(|weaver| visit_mut::visit_trait_item_const_mut(weaver, item));
    }

    fn visit_type_array_mut(&mut self, array: &mut syn::TypeArray) {
        self.constant(|weaver| visit_mut::visit_type_array_mut(weaver, array));
    }

    fn visit_expr_repeat_mut(&mut self, repeat: &mut syn::ExprRepeat) {
        self.visit_expr_mut(&mut repeat.expr);
    }

    fn visit_generic_argument_mut(&mut self, argument: &mut syn::GenericArgument) {
        self.constant(|weaver| visit_mut::visit_generic_argument_mut(weaver, argument));
    }

    fn visit_pat_mut(&mut self, pattern: &mut syn::Pat) {
        self.constant(|weaver| visit_mut::visit_pat_mut(weaver, pattern));
    }

    fn visit_variant_mut(&mut self, variant: &mut syn::Variant) {
        self.constant(|weaver| visit_mut::visit_variant_mut(weaver, variant));
    }
}

fn guard_of(arm: &Arm) -> Option<Span> {
    arm.guard.as_ref().map(|(_, guard)| guard.span().into())
}

/// Whether an expression is, or begins, a chain with `let`, which is no expression by itself.
fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// The function that the woven code asks. It allocates nothing after its first call: tests count that. The same number has
/// one place in each crate that holds a copy of the file, and their processes may write to one file.
pub(crate) fn question() -> &'static str {
    r#"
#[doc(hidden)]
#[allow(missing_docs, clippy::indexing_slicing)]
pub fn mutant_is(id: u32) -> bool {
    use std::io::Write;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, Ordering};
    static CALLED: OnceLock<(u32, Option<std::fs::File>)> = OnceLock::new();
    static SEEN: [AtomicBool; 10_000] = [const { AtomicBool::new(false) }; 10_000];
    let (called, trace) = CALLED.get_or_init(|| {
        let called = std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        let trace = std::env::var_os("MUTANT_TRACE").and_then(|folder| {
            let path = std::path::Path::new(&folder).join(std::process::id().to_string());
            std::fs::OpenOptions::new().create(true).append(true).open(path).ok()
        });
        (called, trace)
    });
    if let Some(mut file) = trace.as_ref()
        && !SEEN[id as usize].swap(true, Ordering::Relaxed)
    {
        // In one piece: several crates of a process may write here.
        let mut line = [b'\n'; 6];
        let mut rest = id;
        for digit in line[..5].iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let _ = file.write_all(&line);
    }
    *called == id
}
"#
}

#[cfg(test)]
mod tests {
    use super::*;

    fn woven(text: &str, genre: &str, replacement: &str, from: (usize, usize), to: (usize, usize)) -> String {
        let place = |(line, column): (usize, usize)| serde_json::json!({ "line": line, "column": column });
        let mutant = serde_json::json!({
            "id": 7, "file": "", "name": "", "genre": genre, "replacement": replacement,
            "span": { "start": place(from), "end": place(to) },
        });
        let mutant: Mutant = serde_json::from_value(mutant).unwrap();
        let (text, ids) = file(text, &[mutant], "crate::mutant_is").unwrap();
        assert_eq!(ids.is_empty(), !text.contains("mutant_is"));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_genre_is_asleep_beside_what_it_replaces() {
        let add = "fn f(a: i32) -> i32 { a + 1 }";
        let expected = "fn f(a: i32) -> i32 { (if crate::mutant_is(7u32) { a - 1 } else { a + 1 }) }";
        assert_eq!(woven(add, "BinaryOperator", "-", (1, 25), (1, 26)), expected);
        let expected = "fn f(a: i32) -> i32 { if crate::mutant_is(7u32) { return 0; } a + 1 }";
        assert_eq!(woven(add, "FnValue", "0", (1, 23), (1, 28)), expected);
        let not = "fn f(a: bool) -> bool { !a }";
        let expected = "fn f(a: bool) -> bool { (if crate::mutant_is(7u32) { a } else { !a }) }";
        assert_eq!(woven(not, "UnaryOperator", "", (1, 25), (1, 26)), expected);
        let arms = "fn f(a: i32) { match a { 1 => {} _ => {} } }";
        let expected = "fn f(a: i32) { match a { 1 if !crate::mutant_is(7u32) => {} _ => {} } }";
        assert_eq!(woven(arms, "MatchArm", "", (1, 26), (1, 33)), expected);
    }

    #[test]
    fn what_is_woven_can_be_read_again() {
        let rest = "fn f(a: A) -> A { A { one: 1, two: 2, ..a } }";
        let expected = "fn f(a: A) -> A { (if crate::mutant_is(7u32) { A { one: 1, ..a } } else { A { one: 1, two: 2, ..a } }) }";
        assert_eq!(woven(rest, "StructField", "", (1, 31), (1, 38)), expected);
        let cast = "fn f(a: u8) -> bool { 1 + a as usize == 2 }";
        let expected = "fn f(a: u8) -> bool { (if crate::mutant_is(7u32) { (1 + a as usize) < 2 } else { 1 + a as usize == 2 }) }";
        assert_eq!(woven(cast, "BinaryOperator", "<", (1, 38), (1, 40)), expected);
    }

    #[test]
    fn constants_and_chains_with_let_stay_as_they_are() {
        for text in ["const A: i32 = 12 + 1;", "const fn f() -> i32 { 1 + 1 }", "fn f(a: [u8; 1 + 1]) {}"] {
            let at = text.find('+').unwrap() + 1;
            assert!(
                !woven(text, "BinaryOperator", "-", (1, at), (1, at + 1)).contains("mutant_is"),
                "{text}"
            );
        }
        let chain = "fn f(a: Option<u8>) { if a.is_some() && let Some(_) = a {} }";
        let at = chain.find("&&").unwrap() + 1;
        assert!(!woven(chain, "BinaryOperator", "||", (1, at), (1, at + 2)).contains("mutant_is"));
    }

    #[test]
    fn the_question_is_a_function() {
        let file = syn::parse_file(question()).unwrap();
        assert!(matches!(&file.items[..], [syn::Item::Fn(item)] if item.sig.ident == "mutant_is"));
    }
}

//! Choices: an enum of the alternatives.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::contract::TypeName;
use crate::passes::{Holder, Record, Shape, Variant};

use super::code::Code;
use super::context::{Context, ident};
use super::docs;

/// The enum of a record's choice, in the record's file.
pub(super) fn emit(cx: &Context<'_>, code: &mut Code, name: &TypeName, record: &Record, number: usize) {
    let key = (name.clone(), number);
    let (Some(choice), Some(item), Some(variants)) =
        (record.choices.get(number), cx.names.choices.get(&key), cx.names.variants.get(&key))
    else {
        return;
    };
    let item = ident(item);
    let (choice_trait, field_trait) = (cx.codec(code, "Choice"), cx.codec(code, "Field"));
    let (slot, view) = (cx.codec(code, "Slot"), cx.codec(code, "View"));
    let (mut declared, mut picks, mut numbers, mut chosen) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let default = cx.prelude(code, "Default");
    for (at, (alternative, variant)) in choice.variants.iter().zip(variants).enumerate() {
        let variant = ident(variant);
        let ty = payload(cx, code, alternative);
        let own = vec![format!("{}.", docs::code(&alternative.wire.local))];
        let docs = docs::lines(&docs::with(alternative.documentation.as_deref(), own));
        declared.push(quote! { #docs #variant(#ty) });
        let at = Literal::usize_unsuffixed(at);
        // Repeated elements come one by one into the alternative that is already there.
        let keep = matches!(alternative.holder, Holder::Vec | Holder::VecOption);
        let reset = if keep {
            quote! { if !matches!(self, Self::#variant(_)) { *self = Self::#variant(#default::default()); } }
        } else {
            quote! { *self = Self::#variant(#default::default()); }
        };
        picks.push(quote! { #at => { #reset } });
        numbers.push(quote! { Self::#variant(_) => #at });
        chosen.push((variant.clone(), quote! { Self::#variant(value) => #field_trait::view(value) }));
    }
    let slots =
        chosen.iter().map(|(variant, _)| quote! { Self::#variant(value) => #field_trait::slot(value) });
    let slots: Vec<TokenStream> = slots.collect();
    let views: Vec<TokenStream> = chosen.iter().map(|(_, view)| view.clone()).collect();
    let Some((first, _)) = chosen.first() else { return };
    let note =
        docs::lines(&[format!("One of the elements that {} holds.", docs::code(&name.to_string_local()))]);
    let last = Literal::usize_unsuffixed(choice.variants.len());
    code.push(quote! {
        #note
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #item { #(#declared),* }
        impl #default for #item {
            fn default() -> Self { Self::#first(#default::default()) }
        }
        impl #choice_trait for #item {
            fn pick(&mut self, variant: u16) -> #slot<'_> {
                match variant { #(#picks)* #last.. => return #slot::None }
                match self { #(#slots),* }
            }
            fn variant(&self) -> u16 {
                match self { #(#numbers),* }
            }
            fn chosen(&self) -> #view<'_> {
                match self { #(#views),* }
            }
        }
        impl #field_trait for #item {
            #[inline]
            fn slot(&mut self) -> #slot<'_> { #slot::Choice(self) }
            #[inline]
            fn view(&self) -> #view<'_> { #view::Choice(self) }
        }
    });
}

/// What an alternative holds. Records are boxed: the alternatives stay of a size, and no type contains itself.
fn payload(cx: &Context<'_>, code: &mut Code, variant: &Variant) -> TokenStream {
    let boxed = matches!(variant.shape, Shape::Record(_))
        && !matches!(variant.holder, Holder::Vec | Holder::VecOption);
    cx.held(code, &variant.shape, variant.holder, boxed)
}

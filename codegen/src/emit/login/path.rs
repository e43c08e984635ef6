//! The code that reads, takes or sets the value that a path leads to.

use proc_macro2::TokenStream;
use quote::quote;

use crate::names::named::{Container, Member};
use crate::names::{Path, RustName};

/// The value that a path leads to, as code: a place, or an `Option` of a reference.
pub(super) enum Read {
    Place(TokenStream),
    Maybe(TokenStream),
}

impl<'a> Path<'a> {
    fn fields(&self) -> impl Iterator<Item = (Option<&'a RustName>, &'a Member)> {
        let bare = usize::from(self.is_member);
        self.steps.iter().enumerate().map(move |(at, step)| ((at >= bare).then_some(&step.rust), *step))
    }

    /// The value, read from `start`.
    pub(super) fn read(&self, start: TokenStream) -> Read {
        let mut read = Read::Place(start);
        for (field, member) in self.fields() {
            read = match (read, member.container) {
                (Read::Place(place), container) => {
                    let place = field.map_or_else(|| place.clone(), |field| quote! { #place.#field });
                    match container {
                        Container::Option => Read::Maybe(quote! { #place.as_ref() }),
                        Container::Nillable => Read::Maybe(quote! { #place.value() }),
                        _ => Read::Place(place),
                    }
                }
                (Read::Maybe(value), Container::Option) => {
                    Read::Maybe(quote! { #value.and_then(|value| value.#field.as_ref()) })
                }
                (Read::Maybe(value), Container::Nillable) => {
                    Read::Maybe(quote! { #value.and_then(|value| value.#field.value()) })
                }
                (Read::Maybe(value), _) => Read::Maybe(quote! { #value.map(|value| &value.#field) }),
            };
        }
        read
    }

    /// Moves the value out of `start` into a variable `value`; `otherwise` is what is done where there is none.
    pub(super) fn take(&self, start: TokenStream, otherwise: &TokenStream) -> TokenStream {
        let (mut out, mut place) = (TokenStream::new(), start);
        for (field, member) in self.fields() {
            place = field.map_or_else(|| place.clone(), |field| quote! { #place.#field });
            let option = match member.container {
                Container::Option => quote! { #place },
                Container::Nillable => quote! { #place.into_option() },
                _ => continue,
            };
            out.extend(quote! { let Some(value) = #option else { #otherwise }; });
            place = quote! { value };
        }
        if place.to_string() != "value" {
            out.extend(quote! { let value = #place; });
        }
        out
    }

    /// The assignment of `value` in `start`.
    pub(in crate::emit) fn assign(&self, start: &TokenStream, value: &TokenStream) -> TokenStream {
        let (mut place, count) = (quote! { #start }, self.steps.len());
        for (at, (field, member)) in self.fields().enumerate() {
            place = field.map_or_else(|| place.clone(), |field| quote! { #place.#field });
            if at + 1 < count && member.container != Container::None {
                place = quote! { #place.get_or_insert_default() };
            }
        }
        let value = match self.last() {
            Some(step) if step.boxed => quote! { Box::new(#value) },
            _ => quote! { #value },
        };
        match self.last().map(|step| step.container) {
            Some(Container::Option) => quote! { #place = Some(#value) },
            Some(Container::Nillable) => quote! { #place = (#value).into() },
            _ => quote! { #place = #value },
        }
    }
}

//! From what a contract says to what Rust shall hold: prune, flatten, unwrap arrays, box cycles.
//!
//! The result is a [`Model`]: still without a Rust name, but with a Rust shape for everything.

mod choices;
mod content;
mod data;
mod defaults;
mod facets;
mod families;
mod faults;
mod filter;
mod headers;
mod particles;
mod passes;
mod reach;
mod restrictions;
mod services;
mod shape;
mod synthetic;
mod unions;

pub(crate) use content::{attribute_member, member};
pub use data::{
    Body, Check, Choice, Container, Derived, Detail, Dictionary, Enumerated, Family, Flag, HeaderSet, Item,
    MatchRule, Member, MemberPlace, Message, Model, Offer, Operation, Record, Row, Service, ServiceId, Shape,
    Shared, Stage, Union, UnionMember, Value, Variant,
};
pub(crate) use facets::checks;
pub use filter::Filter;
pub(crate) use particles::{first, may_be_empty, simplify};
pub(crate) use services::{Wcf, id, offers, ports};
pub(crate) use shape::shape_of;
pub use synthetic::{Part, part};

use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};

/// Why there is nothing to generate.
fn nothing_left(contract: &Contract) -> Diagnostic {
    let none = "no operation is left to generate";
    let any = contract.services.iter().flat_map(|s| &s.ports).any(|p| !p.operations.is_empty());
    match contract.left_out.as_slice() {
        [first, rest @ ..] if !any => {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            let message = format!("{none}: {} is left out, since {}{more}", first.name, first.why);
            Diagnostic::error(Kind::Unsupported, message, first.place.clone())
        }
        _ if !any && !contract.services.is_empty() => {
            let port = contract.services.iter().flat_map(|s| &s.ports).next();
            let (name, place) =
                port.map(|p| (p.binding.local.to_string(), p.place.clone())).unwrap_or_default();
            Diagnostic::error(Kind::Missing, format!("{none}: the binding {name} has no operations"), place)
        }
        _ => Diagnostic::error(
            Kind::Missing,
            format!("{none}: the contracts have none with a SOAP binding, or the filter names none of them"),
            crate::contract::Place::default(),
        ),
    }
}

/// Makes the model of a contract. To `diagnostics` goes what cannot be expressed and is kept as raw XML, and which defaults are no
/// values.
///
/// # Errors
/// When nothing is left to generate.
pub fn model(
    contract: &Contract,
    filter: &Filter,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Diagnostics> {
    let mut warnings = Diagnostics::default();
    let unknown = services::unknown_ports(contract, filter);
    if unknown.has_errors() {
        return Err(unknown);
    }
    let mut model = services::collect(contract, filter, &mut warnings);
    if model.services.iter().all(|s| s.operations.is_empty()) {
        let mut errors = Diagnostics::default();
        errors.push(nothing_left(contract));
        return Err(errors);
    }
    reach::close(contract, &mut model, &mut warnings);
    defaults::warn(contract, &model, &mut warnings);
    facets::warn(contract, &mut warnings);
    passes::finite::defaults(&mut model);
    passes::cycles::break_cycles(&mut model);
    families::share(contract, &mut model);
    model.depth = passes::depth::deepest(&model);
    warnings.sort();
    diagnostics.extend(warnings);
    Ok(model)
}

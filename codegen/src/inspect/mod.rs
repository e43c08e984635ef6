//! What a contract says, for people and for programs.

mod overview;
mod policies;
mod text;
mod view;

use std::collections::BTreeSet;

use view::ContractView;

use crate::contract::Contract;
use crate::error::Error;
use crate::visible;

/// The contract in short: one line an operation, with what the contract itself says about it.
#[must_use]
pub fn overview(contract: &Contract) -> String {
    visible::lines(&overview::render(contract)).into_owned()
}

/// The contract as aligned text. With an operation's name (`Operation` or `Service.Operation`): only it, and the types
/// that it reaches.
///
/// # Errors
///
/// When there is no such operation; the nearest one is named.
pub fn text(contract: &Contract, operation: Option<&str>) -> Result<String, Error> {
    Ok(visible::lines(&text::render(&view(contract, operation)?)).into_owned())
}

/// The contract as JSON, indented, keys in a fixed order. Names are written `{namespace}local`.
///
/// # Errors
///
/// When there is no such operation; the nearest one is named.
pub fn json(contract: &Contract, operation: Option<&str>) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(&view(contract, operation)?)
        .map_err(|error| Error::usage(format!("the contract cannot be written as JSON: {error}")))?;
    text.push('\n');
    Ok(visible::json(&text).into_owned())
}

/// The contract as plain data, which both renderings are made of.
///
/// # Errors
///
/// When there is no such operation; the nearest one is named.
pub fn view(contract: &Contract, operation: Option<&str>) -> Result<ContractView, Error> {
    let Some(name) = operation else { return Ok(view::view(contract, &|_| true, &|_, _| true)) };
    let chosen = find(contract, name)?;
    let reached = crate::contract::reached(contract, chosen.iter().map(|(_, operation)| *operation));
    let chosen: BTreeSet<(&str, &str)> =
        chosen.iter().map(|(service, operation)| (&*service.name.local, operation.name.as_str())).collect();
    let wanted = |service: &str, operation: &str| chosen.contains(&(service, operation));
    Ok(view::view(contract, &|ty| reached.contains(ty), &wanted))
}

/// The operations of a name, `Operation` or `Service.Operation`.
pub(crate) fn find<'a>(
    contract: &'a Contract,
    name: &str,
) -> Result<Vec<(&'a crate::contract::Service, &'a crate::contract::Operation)>, Error> {
    let all = || {
        contract
            .services
            .iter()
            .flat_map(|s| s.ports.iter().flat_map(move |p| p.operations.iter().map(move |o| (s, o))))
    };
    let fits = |service: &str, operation: &str| {
        operation == name || name.split_once('.').is_some_and(|(s, o)| s == service && o == operation)
    };
    let found: Vec<_> = all().filter(|(s, o)| fits(&s.name.local, &o.name)).collect();
    if found.is_empty() {
        let bare = name.rsplit('.').next().unwrap_or(name);
        let error = Error::usage(format!("the contract has no operation `{name}`"));
        return Err(match crate::diagnostic::nearest(bare, all().map(|(_, o)| o.name.as_str())) {
            Some(near) => error.with_help(format!("there is `{near}`")),
            None => error,
        });
    }
    Ok(found)
}

#[cfg(test)]
pub(crate) mod tests;

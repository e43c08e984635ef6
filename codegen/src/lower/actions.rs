//! The actions of messages for WS-Addressing (1.0 Metadata, section 4.4).

use crate::contract::Actions;
use crate::read::wsdl::{Direction, Operation, PortType};

/// The actions of an operation: those that the contract says, else the `soapAction` for the request, else those of the
/// default pattern. A notification's request is its output.
pub(super) fn of(port_type: &PortType, operation: &Operation, soap_action: &str) -> Actions {
    let (input, output) = defaults(port_type, operation, soap_action, true);
    let fault =
        |fault: &Direction| fault.action.clone().unwrap_or_else(|| of_fault(port_type, operation, fault));
    let said = |direction: &Option<Direction>, default: String| {
        let own = direction.as_ref()?;
        Some(own.action.clone().unwrap_or(default))
    };
    let (input, output) = (said(&operation.input, input), said(&operation.output, output));
    let faults = operation.faults.iter().map(fault).collect();
    match (input, output) {
        (Some(input), output) => Actions { input, output, faults },
        (None, output) => Actions { input: output.unwrap_or_default(), output: None, faults },
    }
}

/// The actions of input and output that go without saying, by their names or as if they had none. What is sent has the
/// `soapAction` where there is one.
pub(crate) fn defaults(
    port_type: &PortType,
    operation: &Operation,
    soap_action: &str,
    named: bool,
) -> (String, String) {
    let by_pattern = |direction: &Option<Direction>| {
        let name = direction.as_ref().and_then(|own| own.name.as_deref());
        let name = name.filter(|_| named).map(str::to_owned);
        let default = || direction.as_ref().map(|own| default_name(operation, own)).unwrap_or_default();
        pattern(port_type, &[&name.unwrap_or_else(default)])
    };
    let (mut input, mut output) = (by_pattern(&operation.input), by_pattern(&operation.output));
    if !soap_action.is_empty() {
        let sent = if operation.input.is_some() { &mut input } else { &mut output };
        soap_action.clone_into(sent);
    }
    (input, output)
}

/// The action of a fault that goes without saying.
pub(crate) fn of_fault(port_type: &PortType, operation: &Operation, fault: &Direction) -> String {
    let name = fault.name.as_deref().unwrap_or_default();
    pattern(port_type, &[&operation.name, "Fault", name])
}

/// Whether an input or output is called as it would be if it had no name.
pub(crate) fn is_named_so(operation: &Operation, direction: &Direction) -> bool {
    direction.name.as_deref().is_none_or(|name| name == default_name(operation, direction))
}

/// What an input or output without a name is called (WSDL 1.1, section 2.4.5).
fn default_name(operation: &Operation, direction: &Direction) -> String {
    let is_input = operation.input.as_ref().is_some_and(|input| std::ptr::eq(input, direction));
    let ending = match (&operation.input, &operation.output, operation.solicits) {
        (Some(_), Some(_), false) if is_input => "Request",
        (Some(_), Some(_), true) if !is_input => "Solicit",
        (Some(_), Some(_), _) => "Response",
        _ => "",
    };
    format!("{}{ending}", operation.name)
}

/// `NAMESPACE/PORTTYPE/PART`, with colons where the namespace is a URN.
fn pattern(port_type: &PortType, parts: &[&str]) -> String {
    let target = &*port_type.name.namespace;
    let delimiter = if target.starts_with("urn:") { ":" } else { "/" };
    // Only the slash that a namespace ends in counts as the delimiter.
    let mut action =
        if delimiter == "/" { target.strip_suffix('/').unwrap_or(target) } else { target }.to_owned();
    for part in std::iter::once(&&*port_type.name.local).chain(parts) {
        action.push_str(delimiter);
        action.push_str(part);
    }
    action
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Spot;

    #[test]
    fn what_has_no_name_is_called_by_its_operation() {
        let spot = Spot { doc: 0, element: 0 };
        let direction = || Some(Direction { name: None, message: None, action: None, spot });
        for (input, output, solicits, names) in [
            (true, true, false, ["GetRequest", "GetResponse"]),
            (true, true, true, ["GetResponse", "GetSolicit"]),
            (true, false, false, ["Get", ""]),
            (false, true, false, ["", "Get"]),
        ] {
            let [input, output] = [input, output].map(|is_there| direction().filter(|_| is_there));
            let operation = Operation {
                name: "Get".into(),
                documentation: None,
                input,
                output,
                solicits,
                faults: vec![],
                spot,
            };
            let named = |direction: &Option<Direction>| {
                direction.as_ref().map(|direction| default_name(&operation, direction)).unwrap_or_default()
            };
            assert_eq!([named(&operation.input), named(&operation.output)], names);
        }
    }
}

//! Reports declarations that are incomplete: parts without element or type, directions without a message, bindings without
//! a portType. What needs such a declaration is left out, with an error. If nothing needs it, there is only a warning.

use super::Lower;
use crate::diagnostic::{Diagnostic, Kind};
use crate::load::Spot;
use crate::read::wsdl;
use crate::resolve::Unit;

impl Lower<'_, '_> {
    /// Reports a part that is needed, but has neither element nor type. Returns the reason, as a clause that begins with `its`.
    pub(super) fn report_missing_type(&mut self, part: &wsdl::Part) -> String {
        let diagnostic = self.missing_type(part);
        // What needs it is left out, as what needs a name that does not exist.
        self.report_once(part.spot, if self.lenient { diagnostic.warning() } else { diagnostic });
        format!("its part {} has neither element nor type", part.name)
    }

    /// Reports an input, output or fault that is needed, but names no message.
    pub(super) fn report_missing_message(&mut self, direction: &wsdl::Direction) {
        let diagnostic = self.missing_message(direction);
        self.report_once(direction.spot, if self.lenient { diagnostic.warning() } else { diagnostic });
    }

    /// Reports a binding that is needed, but names no portType.
    pub(super) fn report_missing_port_type(&mut self, binding: &wsdl::Binding) {
        let diagnostic = self.missing_port_type(binding);
        self.report_once(binding.spot, if self.lenient { diagnostic.warning() } else { diagnostic });
    }

    fn report_once(&mut self, spot: Spot, diagnostic: Diagnostic) {
        if self.lacking.insert(spot) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Warns of incomplete declarations that nothing needed.
    pub(super) fn warn_of_unused(&mut self, unit: &Unit<'_>) {
        for part in unit.contracts.iter().flat_map(|c| &c.messages).flat_map(|m| &m.parts) {
            if part.element.is_none() && part.ty.is_none() {
                let diagnostic = self.missing_type(part);
                self.report_once(part.spot, diagnostic.warning());
            }
        }
        for operation in unit.contracts.iter().flat_map(|c| &c.port_types).flat_map(|p| &p.operations) {
            let directions = operation.input.iter().chain(&operation.output).chain(&operation.faults);
            for direction in directions.filter(|d| d.message.is_none()) {
                let diagnostic = self.missing_message(direction);
                self.report_once(direction.spot, diagnostic.warning());
            }
        }
        for binding in unit.contracts.iter().flat_map(|c| &c.bindings).filter(|b| b.port_type.is_none()) {
            let diagnostic = self.missing_port_type(binding);
            self.report_once(binding.spot, diagnostic.warning());
        }
    }

    fn missing_type(&mut self, part: &wsdl::Part) -> Diagnostic {
        let text = format!("the part {} has neither element nor type", part.name);
        self.diagnostic(part.spot, None, Kind::Missing, text)
    }

    fn missing_message(&mut self, direction: &wsdl::Direction) -> Diagnostic {
        let name = self.loaded.node(direction.spot).map_or("direction", |node| &node.element.name);
        self.diagnostic(direction.spot, None, Kind::Missing, format!("this {name} has no message"))
    }

    fn missing_port_type(&mut self, binding: &wsdl::Binding) -> Diagnostic {
        let text = format!("the binding {} has no portType", binding.name.local);
        self.diagnostic(binding.spot, None, Kind::Missing, text)
    }
}

//! Parts, messages and portTypes that a contract does not name where it should. Nothing can be made of what needs them;
//! where nothing does, they cost nothing.

use super::Lower;
use crate::diagnostic::{Diagnostic, Kind};
use crate::load::Spot;
use crate::read::wsdl;
use crate::resolve::Unit;

impl Lower<'_, '_> {
    /// Says that a part is needed which has neither element nor type; why, as a clause that begins with `its`.
    pub(super) fn lacks_type(&mut self, part: &wsdl::Part) -> String {
        let diagnostic = self.typeless(part);
        // What needs it is left out, as what needs a name that does not exist.
        self.lacks(part.spot, if self.lenient { diagnostic.warning() } else { diagnostic });
        format!("its part {} has neither element nor type", part.name)
    }

    /// Says that an input, output or fault is needed which names no message.
    pub(super) fn lacks_message(&mut self, direction: &wsdl::Direction) {
        let diagnostic = self.messageless(direction);
        self.lacks(direction.spot, if self.lenient { diagnostic.warning() } else { diagnostic });
    }

    /// Says that a binding is needed which names no portType.
    pub(super) fn lacks_port_type(&mut self, binding: &wsdl::Binding) {
        let diagnostic = self.unbound_binding(binding);
        self.lacks(binding.spot, if self.lenient { diagnostic.warning() } else { diagnostic });
    }

    fn lacks(&mut self, spot: Spot, diagnostic: Diagnostic) {
        if self.lacking.insert(spot) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Warns of what was not needed.
    pub(super) fn unneeded(&mut self, unit: &Unit<'_>) {
        for part in unit.contracts.iter().flat_map(|c| &c.messages).flat_map(|m| &m.parts) {
            if part.element.is_none() && part.ty.is_none() {
                let diagnostic = self.typeless(part);
                self.lacks(part.spot, diagnostic.warning());
            }
        }
        for operation in unit.contracts.iter().flat_map(|c| &c.port_types).flat_map(|p| &p.operations) {
            let directions = operation.input.iter().chain(&operation.output).chain(&operation.faults);
            for direction in directions.filter(|d| d.message.is_none()) {
                let diagnostic = self.messageless(direction);
                self.lacks(direction.spot, diagnostic.warning());
            }
        }
        for binding in unit.contracts.iter().flat_map(|c| &c.bindings).filter(|b| b.port_type.is_none()) {
            let diagnostic = self.unbound_binding(binding);
            self.lacks(binding.spot, diagnostic.warning());
        }
    }

    fn typeless(&mut self, part: &wsdl::Part) -> Diagnostic {
        let text = format!("the part {} has neither element nor type", part.name);
        self.diagnostic(part.spot, None, Kind::Missing, text)
    }

    fn messageless(&mut self, direction: &wsdl::Direction) -> Diagnostic {
        let name = self.loaded.node(direction.spot).map_or("direction", |node| &node.element.name);
        self.diagnostic(direction.spot, None, Kind::Missing, format!("this {name} has no message"))
    }

    fn unbound_binding(&mut self, binding: &wsdl::Binding) -> Diagnostic {
        let text = format!("the binding {} has no portType", binding.name.local);
        self.diagnostic(binding.spot, None, Kind::Missing, text)
    }
}

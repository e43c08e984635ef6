//! SOAP encoding (SOAP 1.1, section 5): the style of a Body's element, the types of what is in it, and arrays.

use super::{Encoder, Result};
use crate::runtime::codec::field::View;
use crate::runtime::codec::tables::{Array, Particle, Type, ns};

/// The encoding of SOAP 1.1. Its namespace is also that of arrays in literal messages.
const SOAP11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The encoding of SOAP 1.2, where arrays say their type otherwise.
const SOAP12: &str = "http://www.w3.org/2003/05/soap-encoding";

impl Encoder {
    /// The element of an encoded Body, with its `encodingStyle`; `envelope` is the namespace of the envelope.
    pub(in crate::runtime) fn encoded(
        &mut self,
        particle: &Particle,
        view: View<'_>,
        envelope: u16,
    ) -> Result<()> {
        let (View::Record(record), Type::Record(def)) = (view, particle.ty) else {
            return self.particle(particle, view, 0);
        };
        let encoding = if envelope == ns::SOAP12 { SOAP12 } else { SOAP11 };
        self.lose_form();
        self.encoding = Some(encoding);
        let name = self.start(particle);
        self.out.push(' ');
        self.push_prefix(envelope);
        self.out.push_str("encodingStyle=\"");
        self.out.push_str(encoding);
        self.out.push('"');
        let content = self.record(record, def, 0).map_err(|error| error.within(particle.name()))?;
        self.end(name, content);
        self.encoding = None;
        Ok(())
    }

    /// ` i:type="…">` of a simple value. Types that share a row with others, or have a name of their own, go without:
    /// the server knows them from its contract.
    #[inline(never)]
    pub(super) fn typed(&mut self, particle: &Particle) {
        let mut ty = particle.ty;
        if let Type::Defaulted(defaulted) = ty {
            ty = defaulted.ty;
        }
        let name = match ty {
            Type::Scalar(scalar) => scalar.name(),
            _ => "",
        };
        if name.is_empty() {
            self.out.push('>');
            return;
        }
        self.use_namespace(ns::XSI);
        self.use_namespace(ns::XSD);
        self.out.push_str(" i:type=\"x:");
        self.out.push_str(name);
        self.out.push_str("\">");
    }

    /// ` enc:arrayType="…[n]"`, the prefix declared where it stands: the namespace of encoding need not be in the table.
    pub(super) fn array_type(&mut self, array: &'static Array, count: usize) -> Result<()> {
        self.lose_form();
        let encoding = self.encoding.unwrap_or(SOAP11);
        self.declare("enc", encoding)?;
        if self.encoding.is_some() {
            self.use_namespace(ns::XSI);
            self.out.push_str(" i:type=\"enc:Array\"");
        }
        let later = encoding == SOAP12;
        self.out.push_str(if later { " enc:itemType=\"" } else { " enc:arrayType=\"" });
        self.push_prefix(array.item_type.0);
        self.out.push_str(array.item_type.1);
        self.out.push_str(if later { "\" enc:arraySize=\"" } else { "[" });
        self.out.push_str(itoa::Buffer::new().format(count));
        self.out.push_str(if later { "\"" } else { "]\"" });
        Ok(())
    }
}

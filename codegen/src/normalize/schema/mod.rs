//! The schemas of a unit, one for each namespace.

mod declarations;
mod references;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kept::Kept;
use super::writer::{Attributes, Writer};
use crate::load::{WSDL, XSD};
use crate::read::xsd::{self, SERIALIZATION};
use crate::resolve::{Symbols, Unit};
use declarations::Schema;
use references::References;

/// The components of one namespace, each kind sorted by name.
#[derive(Default)]
struct Namespace<'a> {
    elements: Vec<&'a xsd::Element>,
    types: Vec<&'a xsd::TypeDecl>,
    groups: Vec<&'a xsd::GroupDecl>,
    attribute_groups: Vec<&'a xsd::AttributeGroup>,
    attributes: Vec<&'a xsd::Attribute>,
    wcf: bool,
}

pub(super) fn schemas(out: &mut Writer, unit: &Unit<'_>, symbols: &Symbols<'_>, kept: Kept<'_>) {
    let mut namespaces: BTreeMap<Arc<str>, Namespace<'_>> = BTreeMap::new();
    macro_rules! gather {
        ($($space:ident),*) => {$(
            for (name, found) in symbols.$space.map.iter().filter(|(_, found)| found.own) {
                let of = namespaces.entry(Arc::clone(&name.namespace)).or_default();
                of.$space.push(found.item);
            }
        )*};
    }
    gather!(elements, types, groups, attribute_groups, attributes);
    for schema in &unit.schemas {
        if let Some(of) = namespaces.get_mut(&schema.schema.target) {
            of.wcf |= schema.wcf;
        }
    }
    if namespaces.is_empty() {
        return;
    }
    out.start_element(WSDL, "types", vec![]);
    for (target, of) in &namespaces {
        schema(out, target, of, kept);
    }
    out.close();
}

fn schema(out: &mut Writer, target: &Arc<str>, of: &Namespace<'_>, kept: Kept<'_>) {
    let mut references = References::new(target, of);
    if of.wcf
        && !target.starts_with(SERIALIZATION)
        && !references.all.iter().any(|n| n.starts_with(SERIALIZATION))
    {
        // What says that this schema is WCF's may be left out with what it was said by.
        references.all.insert(Arc::from(SERIALIZATION));
    }
    let qualified = references.qualified >= references.unqualified;
    let mut attributes = Attributes::new();
    if !target.is_empty() {
        attributes.push(("targetNamespace".into(), target.to_string()));
    }
    if qualified {
        attributes.push(("elementFormDefault".into(), "qualified".into()));
    }
    out.start_element(XSD, "schema", attributes);
    for namespace in &references.all {
        let attributes = if namespace.is_empty() {
            Attributes::new()
        } else {
            vec![("namespace".into(), namespace.to_string())]
        };
        out.empty(XSD, "import", attributes);
    }
    let mut schema = Schema { out, target, qualified, kept };
    of.elements.iter().for_each(|element| schema.element(element, true));
    of.types.iter().for_each(|ty| schema.type_decl(ty));
    for group in &of.groups {
        schema.out.start_element(XSD, "group", vec![("name".into(), group.name.local.to_string())]);
        if let Some(inner) = &group.group {
            schema.group(inner);
        }
        schema.out.close();
    }
    for group in &of.attribute_groups {
        schema.out.start_element(XSD, "attributeGroup", vec![("name".into(), group.name.local.to_string())]);
        schema.attributes(&group.attributes);
        schema.out.close();
    }
    of.attributes.iter().for_each(|attribute| schema.attribute(attribute, None));
    out.close();
}

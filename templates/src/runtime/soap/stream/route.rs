//! The way from the Body to the one list of a result, by the tables.

use crate::runtime::codec::field::{Field, Sequence, Slot};
use crate::runtime::codec::scan::Tag;
use crate::runtime::codec::tables::{CHOICE, ENCODED, MANY, Particle, Type, ns};
use crate::runtime::soap::operation::{Body, Operation};

/// Where the items of a result's list stand.
pub(in crate::runtime) struct Route {
    /// The elements below the Body, the one around the items last: numbers of namespaces and names.
    pub(super) around: Vec<(u16, &'static str)>,
    /// The row of the items.
    pub(super) item: &'static Particle,
    /// Nothing but items stands in the element around them; else they are a run among others.
    pub(super) alone: bool,
    /// The slot of the list in the result; `None` where the result is the list.
    slot: Option<u16>,
}

impl Route {
    /// The way to the list in a slot of the result; `None` where there is none that could be read item by item.
    pub(in crate::runtime) fn of(operation: &'static Operation, slot: Option<u16>) -> Option<Self> {
        let message = operation.response.as_ref().filter(|message| message.attachments.is_empty())?;
        let (mut around, rows) = match &message.body {
            Body::Wrapped(wrapper) | Body::Single(wrapper) if wrapper.flags & ENCODED != 0 => return None,
            Body::Wrapped(wrapper) | Body::Single(wrapper) => {
                (vec![(wrapper.def.namespace, wrapper.def.name)], wrapper.def.elements)
            }
            Body::Bare(rows) => (Vec::new(), *rows),
        };
        // A result of several values is a struct of them, and its slots are theirs.
        let (rows, row) = match (&message.body, slot, rows) {
            (Body::Wrapped(_), Some(slot), _) => (rows, only(rows, slot)?),
            (Body::Single(_) | Body::Bare(_), None, [row]) => (rows, row),
            (Body::Single(_) | Body::Bare(_), Some(slot), [row]) => match row.ty {
                Type::Record(def) if !row.has(MANY | CHOICE | ENCODED) && row.namespace != ns::ANY => {
                    around.push((row.namespace, row.name));
                    (def.elements, only(def.elements, slot)?)
                }
                _ => return None,
            },
            _ => return None,
        };
        if row.has(CHOICE | ENCODED) || row.namespace == ns::ANY {
            return None;
        }
        let (item, alone) = match row.ty {
            Type::List(item) if !row.has(MANY) => {
                around.push((row.namespace, row.name));
                (item, true)
            }
            _ if row.has(MANY) && !around.is_empty() => (row, false),
            _ => return None,
        };
        let is_item = !item.has(CHOICE | ENCODED)
            && item.namespace != ns::ANY
            && !matches!(item.ty, Type::List(_) | Type::Array(_) | Type::Group(_) | Type::Wildcard(_));
        // In a run a name must say what is an item.
        let is_told = alone || rows.iter().filter(|other| other.name == item.name).count() == 1;
        (is_item && is_told).then_some(Self { around, item, alone, slot })
    }

    /// Whether the rest of the reply is to have an item: without one a run would be missing, or something else would stand
    /// in its place.
    pub(in crate::runtime) const fn wants_first(&self) -> bool {
        !self.alone
    }

    /// The elements around the items, the Envelope and the Body among them.
    pub(super) fn opens(&self) -> usize {
        self.around.len() + 2
    }

    pub(super) fn is_item(&self, tag: &Tag, local: &str) -> bool {
        self.item.is(tag.namespace, local)
    }

    /// The list in a result.
    pub(super) fn list<'v>(&self, value: &'v mut dyn Field) -> Option<&'v mut dyn Sequence> {
        match (value.slot(), self.slot) {
            (Slot::Sequence(items), None) => Some(items),
            (Slot::Record(record), Some(slot)) => match record.slot(slot) {
                Slot::Sequence(items) => Some(items),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The one row of a slot.
fn only(rows: &'static [Particle], slot: u16) -> Option<&'static Particle> {
    let mut of_slot = rows.iter().filter(|row| row.slot == slot);
    let row = of_slot.next()?;
    of_slot.next().is_none().then_some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::tables::TypeDef;
    use crate::runtime::soap::{Message, Service, SoapVersion, Wrapper};

    static SERVICE: Service = Service {
        name: "Stock",
        address: None,
        path: "",
        paths: &[],
        version: SoapVersion::Soap11,
        namespaces: &[],
        outcome: None,
        secrets: &[],
    };

    /// Whether there is a way to the list in slot 0 of a result of these rows.
    fn is_found(rows: Vec<Particle>) -> bool {
        let body = |elements| {
            Body::Wrapped(Wrapper { flags: 0, def: TypeDef::new(ns::FIRST, "GetResponse", elements) })
        };
        let message = |elements| Message { headers: &[], body: body(elements), attachments: &[] };
        let operation = Box::leak(Box::new(Operation {
            name: "Get",
            service: &SERVICE,
            action: "",
            input_action: None,
            request: message(&[]),
            response: Some(message(rows.leak())),
        }));
        Route::of(operation, Some(0)).is_some()
    }

    #[test]
    fn items_are_found_where_they_are_elements_of_one_name() {
        let run = |name, slot| Particle::new(ns::FIRST, name, slot, MANY, Type::STRING);
        let list = |flags| {
            let item = Box::leak(Box::new(Particle::new(ns::FIRST, "Item", 0, flags, Type::STRING)));
            Particle::new(ns::FIRST, "Items", 0, 0, Type::List(item))
        };
        assert!(is_found(vec![list(MANY)]));
        assert!(is_found(vec![run("Item", 0), run("Other", 1)]));
        // An alternative of a choice is no item by itself.
        assert!(!is_found(vec![list(MANY | CHOICE)]));
        // Two runs have the same name.
        assert!(!is_found(vec![run("Item", 0), run("Item", 1)]));
        assert!(!is_found(vec![Particle::new(ns::FIRST, "Item", 0, 0, Type::STRING)]));
    }
}

//! Names of the methods that give a field that all types of a family have: the field's own.

use crate::model::{Model, Shared};

use super::rust_name::unescape;
use super::table::Table;

/// Methods and functions that every value has, from traits: one of such a name would stand in front of it.
const OF_TRAITS: [&str; 24] = [
    "borrow",
    "borrow_mut",
    "chosen",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "deserialize",
    "drop",
    "eq",
    "fmt",
    "from",
    "into",
    "ne",
    "nil",
    "pick",
    "serialize",
    "slot",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
    "validate",
    "variant",
];

impl Table {
    pub(super) fn name_accessors(&mut self, model: &Model) {
        for (base, family) in &model.families {
            let field = |shared: &Shared| {
                let types = family.types.iter().zip(&shared.slots);
                let mut all = types.map(|(derived, slot)| self.fields.get(&derived.of)?.get(*slot));
                let first = all.next().flatten()?;
                all.all(|other| other == Some(first)).then(|| first.clone())
            };
            let fields: Vec<Option<String>> = family.shared.iter().map(field).collect();
            let accessors = fields.iter().map(|field| {
                let mut name = field.clone()?;
                while OF_TRAITS.contains(&unescape(&name))
                    || (Some(&name) != field.as_ref() && fields.contains(&Some(name.clone())))
                {
                    name.push('_');
                }
                Some(name)
            });
            let accessors = accessors.collect();
            if let Some(names) = self.families.get_mut(base) {
                names.accessors = accessors;
            }
        }
    }
}

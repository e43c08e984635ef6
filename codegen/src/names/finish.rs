//! From a model and the table of names to a model that has them: every name goes to what it is of.
//!
//! A name that is not there is a mistake of this program. It is told here, once, so that whoever emits need not ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::named::{self, FamilyNames, MapNames, Named, OperationNames, ServiceNames, TypeNames};
use super::rust_name::RustName;
use super::table::{OperationTable, ServiceTable, Table};
use crate::contract::TypeName;
use crate::model::{
    Body, Choice, Derived, Detail, Dictionary, Enumerated, Family, HeaderSet, Item, Member, Message, Model,
    Operation, Record, Row, Service, Shape, Shared, Union, UnionMember, Value, Variant,
};

/// What has no name.
pub(super) type Missing = String;

/// Gives a model its names.
pub(super) fn finish(model: Model, table: &Table) -> Result<named::Model, Missing> {
    let finisher = Finisher::new(table);
    let Model { services, records, choices, families, enums, unions, dictionaries, .. } = model;
    if services.len() != table.services.len() {
        return Err("a service".to_owned());
    }
    let services = services.into_iter().zip(&table.services);
    Ok(Model {
        spaces: table.namespaces.iter().map(|(uri, name)| (Arc::clone(uri), RustName::new(name))).collect(),
        services: services.map(|(service, own)| finisher.service(service, own)).collect::<Result<_, _>>()?,
        records: each(records, |name, record| finisher.record(name, record))?,
        choices: each(choices, |name, choice| finisher.choice(name, choice))?,
        families: each(families, |name, family| finisher.family(name, family))?,
        enums: each(enums, |name, declared| finisher.enumerated(name, declared))?,
        unions: each(unions, |name, union| finisher.union(name, union))?,
        dictionaries: each(dictionaries, |name, dictionary| finisher.dictionary(name, dictionary))?,
        request_headers: finisher.headers(model.request_headers, &table.request_headers)?,
        response_headers: finisher.headers(model.response_headers, &table.response_headers)?,
        primary: model.primary,
        offers: model.offers,
        depth: model.depth,
        vanished: model.vanished,
    })
}

/// Does something for every one of a map.
fn each<T, U>(
    all: BTreeMap<TypeName, T>,
    work: impl Fn(&TypeName, T) -> Result<U, Missing>,
) -> Result<BTreeMap<TypeName, U>, Missing> {
    let done = all.into_iter().map(|(name, one)| {
        let done = work(&name, one)?;
        Ok((name, done))
    });
    done.collect()
}

/// Each of several with its name.
fn named<T>(all: Vec<T>, names: &[String], of: &str) -> Result<Vec<(T, RustName)>, Missing> {
    if all.len() != names.len() {
        return Err(format!("{of}: {} names for {}", names.len(), all.len()));
    }
    Ok(all.into_iter().zip(names.iter().map(RustName::new)).collect())
}

struct Finisher<'t> {
    table: &'t Table,
    types: BTreeMap<&'t TypeName, Arc<TypeNames>>,
    families: BTreeMap<&'t TypeName, Arc<FamilyNames>>,
    maps: BTreeMap<&'t TypeName, Arc<MapNames>>,
}

impl<'t> Finisher<'t> {
    fn new(table: &'t Table) -> Self {
        let map = |(name, table): (&'t TypeName, &String)| {
            (name, Arc::new(MapNames { name: name.clone(), table: RustName::new(table) }))
        };
        Self {
            types: table.types.iter().map(|(name, own)| (name, Arc::new(own.clone()))).collect(),
            families: table.families.iter().map(|(name, own)| (name, Arc::new(own.names.clone()))).collect(),
            maps: table.dictionaries.iter().map(map).collect(),
            table,
        }
    }

    fn of_type(&self, name: &TypeName) -> Result<Arc<TypeNames>, Missing> {
        self.types.get(name).cloned().ok_or_else(|| name.to_string())
    }

    fn of_family(&self, base: &TypeName) -> Result<Arc<FamilyNames>, Missing> {
        self.families.get(base).cloned().ok_or_else(|| format!("what is derived from {base}"))
    }

    fn of_map(&self, name: &TypeName) -> Result<Arc<MapNames>, Missing> {
        self.maps.get(name).cloned().ok_or_else(|| name.to_string())
    }

    fn shape(&self, shape: Shape) -> Result<Shape<Named>, Missing> {
        Ok(match shape {
            Shape::Scalar(builtin) => Shape::Scalar(builtin),
            Shape::Enum(name) => Shape::Enum(self.of_type(&name)?),
            Shape::Flags(name) => Shape::Flags(self.of_type(&name)?),
            Shape::Union(name) => Shape::Union(self.of_type(&name)?),
            Shape::Tokens(inner) => Shape::Tokens(Box::new(self.shape(*inner)?)),
            Shape::Record(name) => Shape::Record(self.of_type(&name)?),
            Shape::Derived(base) => Shape::Derived(self.of_family(&base)?),
            Shape::List(item) => {
                let Item { wire, shape, nillable, array } = *item;
                Shape::List(Box::new(Item { wire, shape: self.shape(shape)?, nillable, array }))
            }
            Shape::Map(name) => Shape::Map(self.of_map(&name)?),
            Shape::Choice(name) => Shape::Choice(self.of_type(&name)?),
            Shape::Group(name) => Shape::Group(self.of_type(&name)?),
            Shape::Element(namespaces) => Shape::Element(namespaces),
            Shape::Attributes(namespaces) => Shape::Attributes(namespaces),
            Shape::Any => Shape::Any,
            Shape::Attachment => Shape::Attachment,
        })
    }

    fn member(&self, member: Member, rust: RustName) -> Result<Member<Named>, Missing> {
        let Member {
            rust: (),
            wire,
            place,
            shape,
            container,
            flags,
            boxed,
            default,
            documentation,
            notes,
            checks,
        } = member;
        let shape = self.shape(shape)?;
        Ok(Member {
            rust,
            wire,
            place,
            shape,
            container,
            flags,
            boxed,
            default,
            documentation,
            notes,
            checks,
        })
    }

    fn members(
        &self,
        members: Vec<Member>,
        names: &[String],
        of: &str,
    ) -> Result<Vec<Member<Named>>, Missing> {
        named(members, names, of)?.into_iter().map(|(member, rust)| self.member(member, rust)).collect()
    }

    fn headers(&self, set: HeaderSet, names: &[String]) -> Result<HeaderSet<Named>, Missing> {
        Ok(HeaderSet { members: self.members(set.members, names, "headers")? })
    }

    fn row(&self, row: Row) -> Result<Row<Named>, Missing> {
        let Row { slot, variant, wire, shape, flags, default } = row;
        Ok(Row { slot, variant, wire, shape: self.shape(shape)?, flags, default })
    }

    fn record(&self, name: &TypeName, record: Record) -> Result<Record<Named>, Missing> {
        let Record { rust: (), members, rows, group, base, wcf, documentation } = record;
        let fields = self.table.fields.get(name).map(Vec::as_slice).unwrap_or_default();
        Ok(Record {
            rust: self.of_type(name)?,
            members: self.members(members, fields, &name.to_string())?,
            rows: rows.into_iter().map(|row| self.row(row)).collect::<Result<_, _>>()?,
            group,
            base,
            wcf,
            documentation,
        })
    }

    fn choice(&self, name: &TypeName, choice: Choice) -> Result<Choice<Named>, Missing> {
        let Choice { rust: (), variants, default, head, documentation } = choice;
        let names = self.table.variants.get(name).map(Vec::as_slice).unwrap_or_default();
        let variants = named(variants, names, &name.to_string())?;
        let variants = variants.into_iter().map(|(variant, rust)| {
            let Variant { rust: (), wire, shape, container, flags, default, documentation, checks } = variant;
            Ok(Variant {
                rust,
                wire,
                shape: self.shape(shape)?,
                container,
                flags,
                default,
                documentation,
                checks,
            })
        });
        let variants = variants.collect::<Result<_, Missing>>()?;
        Ok(Choice { rust: self.of_type(name)?, variants, default, head, documentation })
    }

    fn family(&self, name: &TypeName, family: Family) -> Result<Family<Named>, Missing> {
        let Family { rust: (), types, base, shared } = family;
        let own = self.table.families.get(name).ok_or_else(|| name.to_string())?;
        let types = named(types, &own.variants, &name.to_string())?;
        let types =
            types.into_iter().map(|(derived, rust)| Ok(Derived { rust, of: self.of_type(&derived.of)? }));
        if shared.len() != own.accessors.len() {
            return Err(format!("the common fields of {name}"));
        }
        let shared = shared.into_iter().zip(&own.accessors);
        Ok(Family {
            rust: self.of_family(name)?,
            types: types.collect::<Result<_, Missing>>()?,
            base,
            shared: shared
                .map(|(one, name)| Shared { rust: name.as_ref().map(RustName::new), slots: one.slots })
                .collect(),
        })
    }

    fn enumerated(&self, name: &TypeName, declared: Enumerated) -> Result<Enumerated<Named>, Missing> {
        let Enumerated { rust: (), flags, values, documentation } = declared;
        let names = self.table.values.get(name).map(Vec::as_slice).unwrap_or_default();
        let values = named(values, names, &name.to_string())?.into_iter().map(|(value, rust)| {
            let Value { rust: (), wire, number, documentation } = value;
            Value { rust, wire, number, documentation }
        });
        Ok(Enumerated { rust: self.of_type(name)?, flags, values: values.collect(), documentation })
    }

    fn union(&self, name: &TypeName, union: Union) -> Result<Union<Named>, Missing> {
        let Union { rust: (), members, checks, documentation } = union;
        let names = self.table.values.get(name).map(Vec::as_slice).unwrap_or_default();
        let members = named(members, names, &name.to_string())?.into_iter().map(|(member, rust)| {
            let UnionMember { rust: (), name, types, shape, match_rule } = member;
            Ok(UnionMember { rust, name, types, shape: self.shape(shape)?, match_rule })
        });
        let checks = checks.into_iter().map(|(shape, checks)| Ok((self.shape(shape)?, checks)));
        Ok(Union {
            rust: self.of_type(name)?,
            members: members.collect::<Result<_, Missing>>()?,
            checks: checks.collect::<Result<_, Missing>>()?,
            documentation,
        })
    }

    /// Key and value have no names: they are types of a map.
    fn dictionary(&self, name: &TypeName, dictionary: Dictionary) -> Result<Dictionary<Named>, Missing> {
        let Dictionary { rust: (), entry, key, value } = dictionary;
        Ok(Dictionary {
            rust: self.of_map(name)?,
            entry,
            key: self.member(key, RustName::new("key"))?,
            value: self.member(value, RustName::new("value"))?,
        })
    }

    fn service(&self, service: Service, own: &ServiceTable) -> Result<Service<Named>, Missing> {
        let Service { rust: (), id, documentation, address, version, policies, addressing, operations } =
            service;
        if operations.len() != own.operations.len() {
            return Err(format!("the operations of {id}"));
        }
        let operations = operations.into_iter().zip(&own.operations);
        Ok(Service {
            rust: ServiceNames {
                module: RustName::new(&own.called.module),
                agent: RustName::new(&own.called.agent),
                accessor: RustName::new(&own.called.accessor),
            },
            id,
            documentation,
            address,
            version,
            policies,
            addressing,
            operations: operations.map(|(one, own)| self.operation(one, own)).collect::<Result<_, _>>()?,
        })
    }

    fn operation(&self, operation: Operation, own: &OperationTable) -> Result<Operation<Named>, Missing> {
        let Operation {
            rust: (),
            name,
            documentation,
            action,
            input_action,
            policies,
            mtom,
            input,
            output,
            faults,
        } = operation;
        let given = |name: &Option<String>, what: &str| {
            name.as_ref().map(RustName::new).ok_or_else(|| format!("the {what} of the operation {action}"))
        };
        let details = named(faults, &own.faults, &name)?;
        let details = details.into_iter().map(|(detail, rust)| {
            let Detail { rust: (), name, member } = detail;
            Ok(Detail { member: self.member(member, rust.clone())?, rust, name })
        });
        let faults = details.collect::<Result<Vec<_>, Missing>>()?;
        Ok(Operation {
            rust: OperationNames {
                method: given(&own.method, "method")?,
                descriptor: given(&own.descriptor, "descriptor")?,
                request: given(&own.request, "request")?,
                response: given(&own.response, "response")?,
                fault: if faults.is_empty() { None } else { Some(given(&own.fault, "faults")?) },
            },
            input: self.message(input, &own.parameters, &name)?,
            output: output.map(|output| self.message(output, &own.results, &name)).transpose()?,
            name,
            documentation,
            action,
            input_action,
            policies,
            mtom,
            faults,
        })
    }

    fn message(&self, message: Message, names: &[String], of: &str) -> Result<Message<Named>, Missing> {
        let Message { headers, body: Body { wrapper, members, wcf, encoded } } = message;
        let members = self.members(members, names, of)?;
        Ok(Message { headers, body: Body { wrapper, members, wcf, encoded } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Builtin, QName};
    use crate::model::MemberPlace;
    use crate::names::NamesLock;

    /// A model of one record with one field, and its names.
    fn model() -> (Model, Table) {
        let mut model = Model::default();
        let shape = Shape::Scalar(Builtin::String);
        let field = Member::new(QName::new("urn:x", "type"), MemberPlace::Element, shape);
        let record = Record { members: vec![field], ..Record::default() };
        model.records.insert(TypeName::named(QName::new("urn:x", "Order")), record);
        let table = Table::new(&model, &BTreeMap::new(), &BTreeMap::new(), &NamesLock::default());
        (model, table)
    }

    #[test]
    fn every_name_goes_to_what_it_is_of() {
        let (model, table) = model();
        let named = finish(model, &table).unwrap();
        let record = named.records.values().next().unwrap();
        assert_eq!((record.rust.ident.raw(), record.rust.file().as_str()), ("Order", "x/order.rs"));
        assert_eq!((record.members[0].rust.raw(), record.members[0].rust.unescaped()), ("r#type", "type"));
    }

    #[test]
    fn what_has_no_name_is_told() {
        let (unnamed, mut table) = model();
        table.types.clear();
        assert_eq!(finish(unnamed, &table).unwrap_err(), "{urn:x}Order");
        let (unnamed, mut table) = model();
        table.fields.clear();
        assert_eq!(finish(unnamed, &table).unwrap_err(), "{urn:x}Order: 0 names for 1");
        let (mut unnamed, table) = model();
        let order = unnamed.records.values_mut().next().unwrap();
        order.members[0].shape = Shape::Record(TypeName::named(QName::new("urn:x", "Other")));
        assert_eq!(finish(unnamed, &table).unwrap_err(), "{urn:x}Other");
    }
}

//! A contract as one side of a comparison: what it says, and what follows from it for messages and for Rust.

use std::collections::{BTreeMap, BTreeSet};

use super::parts;
use super::reach::{Children, Reach, children};
use crate::contract::{
    Contract, Field, Operation, Port, QName, Service, Type, TypeName, TypeOrigin, TypeRef,
};
use crate::model::{self, Filter, Wcf};

/// What a comparison needs of a contract beside the contract itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extra {
    /// What policies say of clients, by the service that says it.
    pub(crate) policies: BTreeMap<QName, BTreeSet<String>>,
    /// The media types of binary elements (`xmime:expectedContentTypes`), by where these are declared.
    pub(crate) media: BTreeMap<String, String>,
    /// Which of several ports of one portType is called, by the contract's file.
    pub(crate) ports: BTreeMap<String, String>,
    /// Every operation takes one struct of its parameters, however few there are.
    pub(crate) struct_arguments: bool,
}

/// One side.
pub(super) struct Side<'c> {
    pub(super) contract: &'c Contract,
    pub(super) extra: &'c Extra,
    pub(super) children: Children<'c>,
    pub(super) reach: Reach<'c>,
    pub(super) wcf: Wcf<'c>,
    /// The types of wrappers, whose members are parameters or results.
    wrappers: BTreeSet<&'c TypeName>,
}

impl<'c> Side<'c> {
    pub(super) fn new(contract: &'c Contract, extra: &'c Extra) -> Self {
        let children = children(contract);
        let mut side = Self {
            contract,
            extra,
            reach: Reach::new(contract, &children, operations(contract)),
            children,
            wcf: Wcf::new(contract),
            wrappers: BTreeSet::new(),
        };
        for operation in operations(contract) {
            let reply = operation.output.iter().filter(|_| !parts::is_bare(operation));
            side.wrappers
                .extend(std::iter::once(&operation.input).chain(reply).filter_map(parts::wrapper_type));
        }
        side
    }

    /// The ports of a service that a client is generated for.
    pub(super) fn used<'s>(&self, service: &'s Service) -> Vec<&'s Port> {
        model::ports(service, &Filter { ports: self.extra.ports.clone(), ..Filter::default() })
    }

    /// The type that a reference names, if the contract has it.
    pub(super) fn ty(&self, ty: &TypeRef) -> Option<&'c Type> {
        match ty {
            TypeRef::Named(name) => self.contract.types.get(name),
            TypeRef::Builtin(_) => None,
        }
    }

    /// Whether a type is compared under its own name: it has one, or it is that of a global element which is no wrapper.
    pub(super) fn has_name(&self, name: &TypeName) -> bool {
        name.path.is_empty()
            && match name.origin {
                TypeOrigin::Type => true,
                TypeOrigin::Element => self.contract.elements.contains_key(&name.name),
                _ => false,
            }
    }

    /// Whether a type is that of a wrapper, whose members are parameters or results.
    pub(super) fn is_wrapper(&self, name: &TypeName) -> bool {
        self.wrappers.contains(name)
    }

    /// The media types of a binary element.
    pub(super) fn media(&self, field: &Field) -> Option<&'c str> {
        if self.extra.media.is_empty() {
            return None;
        }
        self.extra.media.get(&field.place.to_string()).map(String::as_str)
    }
}

/// All operations, those of several ports once a port.
pub(super) fn operations(contract: &Contract) -> impl Iterator<Item = &Operation> {
    contract.services.iter().flat_map(|service| &service.ports).flat_map(|port| &port.operations)
}

/// What a parameter is called in reports.
pub(super) fn parameter(operation: &str, name: &str) -> String {
    format!("{operation}({name})")
}

/// What a result is called in reports.
pub(super) fn result(operation: &str, name: &str) -> String {
    format!("{operation} -> {name}")
}

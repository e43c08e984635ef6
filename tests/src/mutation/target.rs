//! What is read: operations of the generated crate, into their own types and into values without any.

use std::sync::LazyLock;

use superoffice_services86::runtime::codec::{Dynamic, Field, Particle, Record, Slot, View};
use superoffice_services86::runtime::soap::{Body, Operation, Wrapper};
use superoffice_services86::runtime::values::{List, Map};
use superoffice_services86::so_principal::operations as so_principal;
use superoffice_services86::types;
use superoffice_services86::user::operations as user;

use super::kitchen;

/// How many of the targets are chosen more often.
pub(super) const FREQUENT: usize = 9;

/// An operation, and a value for its result.
pub(super) struct Target {
    pub(super) operation: &'static Operation,
    pub(super) make: fn(&'static Operation) -> Value,
    /// The reference knows all that its tables use.
    pub(super) compare: bool,
}

/// Where the result of an operation is read into.
pub(super) struct Value {
    pub(super) field: Box<dyn Field>,
}

/// The operation's result in its own type.
macro_rules! typed {
    ($operation:expr, $type:ty) => {
        Target {
            operation: $operation,
            make: |_| Value { field: Box::new(<$type>::default()) },
            compare: true,
        }
    };
}

/// All that can be read.
pub(super) static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let mut targets = vec![
        Target { operation: &kitchen::OPERATION, make: untyped, compare: false },
        typed!(&user::GET_USER_INFO_LIST, List<types::UserInfo>),
        typed!(&user::SAVE_USER, Option<types::User>),
        typed!(&user::SAVE_ROLE_ENTITY, Option<types::RoleEntity>),
        typed!(&user::GET_ALL_ROLES, List<types::SelectableMDOListItem>),
        typed!(&user::GET_DATA_RIGHTS, Map<String, Option<String>>),
        typed!(&user::CAN_CHANGE_PASSWORD, bool),
        typed!(&user::SAVE_SERVICE_AUTH, Option<types::ServiceAuth>),
        typed!(&user::GET_USER_COMMANDS, List<types::CustomCommand>),
    ];
    let all = user::OPERATIONS.iter().chain(so_principal::OPERATIONS);
    targets.extend(all.copied().filter(|one| one.response.is_some()).map(|operation| Target {
        operation,
        make: untyped,
        compare: true,
    }));
    targets
});

fn untyped(operation: &'static Operation) -> Value {
    match operation.response.as_ref().map(|message| &message.body) {
        Some(Body::Single(Wrapper { def, .. })) => {
            let slot = def.elements.first().map_or(0, |particle| particle.slot);
            Value { field: Box::new(Child { record: Dynamic::new(def), slot }) }
        }
        Some(Body::Wrapped(Wrapper { def, .. })) => Value { field: Box::new(Whole(Dynamic::new(def))) },
        _ => Value { field: Box::new(()) },
    }
}

impl Value {
    /// The particle that the value is written by.
    pub(super) fn particle(operation: &'static Operation) -> Option<Particle> {
        match &operation.response.as_ref()?.body {
            Body::Single(wrapper) => wrapper.def.elements.first(),
            Body::Wrapped(wrapper) => return Some(wrapper.element()),
            Body::Bare(rows) => rows.first(),
        }
        .map(|one| Particle::new(one.namespace, one.name, one.slot, one.flags, one.ty))
    }
}

/// The one child of a wrapper.
struct Child {
    record: Dynamic,
    slot: u16,
}

impl Field for Child {
    fn slot(&mut self) -> Slot<'_> {
        Record::slot(&mut self.record, self.slot)
    }

    fn view(&self) -> View<'_> {
        Record::view(&self.record, self.slot)
    }

    fn nil(&mut self) {
        Record::nil(&mut self.record, self.slot);
    }
}

/// A wrapper with its children.
pub(crate) struct Whole(pub(crate) Dynamic);

impl Field for Whole {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(&mut self.0)
    }

    fn view(&self) -> View<'_> {
        View::Record(&self.0)
    }
}

//! Services: which ports and operations become Rust, and what their messages hold.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::contract::{self, Contract, Port, QName, SoapVersion, TypeName};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Setting, quoted, suggestion};

use super::data::{
    Body, Choice, Member, MemberPlace, Message, Model, Offer, Operation, Service, ServiceId, Shape,
};
use super::filter::Filter;
use super::{content, faults, headers};
use crate::visible::code;

/// The choices that stand in a Body.
type Choices = BTreeMap<TypeName, Choice>;

/// The services with the wanted operations, and all their headers.
pub(super) fn collect(contract: &Contract, filter: &Filter, warnings: &mut Diagnostics) -> Model {
    let mut model = Model { offers: offers(contract, filter), ..Model::default() };
    let wcf = Wcf::new(contract);
    let (mut requests, mut replies) = (BTreeSet::new(), BTreeSet::new());
    for service in &contract.services {
        for port in ports(service, filter) {
            let id = id(service, port);
            let wanted = || port.operations.iter().filter(|o| filter.wants(&id, &o.name));
            let mut operations: Vec<Operation> = Vec::new();
            let mut names = BTreeSet::new();
            for declared in wanted() {
                if !names.insert(&declared.name) {
                    warnings.push(
                        Diagnostic::error(
                            Kind::Unsupported,
                            format!("operation {} is overloaded: the first one is used", declared.name),
                            declared.place.clone(),
                        )
                        .warning(),
                    );
                    continue;
                }
                operations.push(operation(contract, &wcf, declared, &mut model.choices));
            }
            for declared in wanted() {
                headers::add(contract, &mut model.request_headers, &mut requests, &declared.input.headers);
                if let Some(output) = &declared.output {
                    headers::add(contract, &mut model.response_headers, &mut replies, &output.headers);
                }
            }
            model.services.push(Service {
                rust: (),
                id,
                documentation: service.documentation.clone().or_else(|| port.documentation.clone()),
                address: port.address.clone(),
                version: port.version,
                policies: port.policies.clone(),
                addressing: port.addressing,
                operations,
            });
        }
    }
    model.services.retain(|s| !s.operations.is_empty());
    model.services.sort_by(|a, b| a.id.cmp(&b.id));
    headers::sort(&mut model.request_headers);
    headers::sort(&mut model.response_headers);
    model.primary = primary(&model);
    model
}

/// What tells a service and portType from others.
pub(crate) fn id(service: &contract::Service, port: &Port) -> ServiceId {
    ServiceId {
        source: service.source.clone(),
        name: service.name.clone(),
        port_type: port.port_type.clone(),
    }
}

/// All services, each with the port that is called.
pub(crate) fn offers(contract: &Contract, filter: &Filter) -> Vec<Offer> {
    let mut offers = Vec::new();
    for service in &contract.services {
        offers.extend(ports(service, filter).into_iter().map(|port| Offer {
            id: id(service, port),
            file: Arc::clone(&service.input.file),
            port: port.name.clone(),
            address: port.address.clone(),
            operations: port.operations.iter().map(|operation| operation.name.clone()).collect(),
        }));
    }
    offers.sort_by(|a, b| a.id.cmp(&b.id));
    offers
}

/// One port a portType: of several bindings the one that is asked for, else the SOAP 1.1 one, which every server speaks
/// that offers both.
pub(crate) fn ports<'c>(service: &'c contract::Service, filter: &Filter) -> Vec<&'c Port> {
    let asked = filter.ports.get(&*service.input.file).or_else(|| filter.ports.get(&service.source));
    let rank = |port: &Port| (asked != Some(&port.name), port.version == SoapVersion::Soap12);
    let mut chosen: Vec<&Port> = Vec::new();
    let mut known: BTreeMap<&QName, usize> = BTreeMap::new();
    for port in &service.ports {
        let at = *known.entry(&port.port_type).or_insert(chosen.len());
        match chosen.get_mut(at) {
            Some(other) if rank(port) < rank(other) => *other = port,
            Some(_) => {}
            None => chosen.push(port),
        }
    }
    chosen
}

/// The ports that are asked for and that no contract has, as errors.
pub(super) fn unknown_ports(contract: &Contract, filter: &Filter) -> Diagnostics {
    let mut errors = Diagnostics::default();
    for (file, wanted) in &filter.ports {
        let is_own = |service: &&contract::Service| *service.input.file == **file || service.source == *file;
        let own: Vec<_> = contract.services.iter().filter(is_own).collect();
        let names = || own.iter().flat_map(|service| &service.ports).map(|port| port.name.as_str());
        if names().all(|name| name != wanted) {
            let contract = file.rsplit('/').next().unwrap_or(file);
            let message = format!("{contract} has no SOAP port {}", quoted(wanted));
            let help = suggestion(wanted, names()).unwrap_or_else(|| "it has no SOAP port at all".to_owned());
            let setting = Setting::value(["contract", file, "port"], wanted);
            errors.push(Diagnostic::setting(Kind::UnknownName, message, setting).help(help));
        }
    }
    errors
}

/// The namespace of the first service's first wrapper.
fn primary(model: &Model) -> Arc<str> {
    let wrapper = |m: &Message| match &m.body.wrapper {
        Some(name) => Some(Arc::clone(&name.namespace)),
        None => m.body.members.first().map(|m| Arc::clone(&m.wire.namespace)),
    };
    model
        .services
        .iter()
        .flat_map(|s| &s.operations)
        .find_map(|o| wrapper(&o.input).filter(|n| !n.is_empty()))
        .or_else(|| model.services.first().map(|s| Arc::clone(&s.id.name.namespace)))
        .unwrap_or_else(|| Arc::from(""))
}

fn operation(
    contract: &Contract,
    wcf: &Wcf<'_>,
    declared: &contract::Operation,
    choices: &mut Choices,
) -> Operation {
    Operation {
        rust: (),
        name: declared.name.clone(),
        documentation: declared.documentation.clone(),
        action: declared.action.clone(),
        input_action: Some(&declared.actions.input).filter(|own| **own != declared.action).cloned(),
        policies: declared.policies.clone(),
        mtom: declared.mtom,
        input: message(contract, wcf, &declared.input, choices),
        output: declared.output.as_ref().map(|m| message(contract, wcf, m, choices)),
        faults: faults::details(contract, &declared.faults),
    }
}

fn message(
    contract: &Contract,
    wcf: &Wcf<'_>,
    declared: &contract::Message,
    choices: &mut Choices,
) -> Message {
    let mut seen = BTreeSet::new();
    let names = declared.headers.iter().map(|header| &header.field.name);
    let names = names.filter(|name| seen.insert(*name)).cloned().collect();
    let encoded = matches!(&declared.body, contract::Body::Rpc { encoded: true, .. });
    let (wrapper, fields): (_, Vec<&contract::Field>) = match &declared.body {
        contract::Body::Empty => (None, Vec::new()),
        contract::Body::Wrapped { element, fields, .. } => (Some(element.clone()), fields.iter().collect()),
        contract::Body::Bare(parts) => (None, parts.iter().map(|p| &p.field).collect()),
        contract::Body::Rpc { element, parts, .. } => {
            (Some(element.clone()), parts.iter().map(|p| &p.field).collect())
        }
    };
    let namespace =
        wrapper.as_ref().map(|w| &w.namespace).or_else(|| fields.first().map(|f| &f.name.namespace));
    let wcf = namespace.is_some_and(|namespace| wcf.has(namespace));
    let bare = matches!(declared.body, contract::Body::Bare(_));
    let mut member = |field: &contract::Field| {
        // One of its substitution group may stand there, as elsewhere.
        if bare && field.is_substituted() {
            let (member, name, choice) = content::substituted(contract, field, wcf);
            choices.insert(name, choice);
            return member;
        }
        content::member(contract, field, wcf)
    };
    let mut members: Vec<Member> = fields.into_iter().map(&mut member).collect();
    members.extend(declared.attachments.iter().map(attachment));
    Message { headers: names, body: Body { wrapper, members, wcf, encoded } }
}

fn attachment(declared: &contract::Attached) -> Member {
    let media: Vec<String> = declared.media.iter().map(|media| code(media)).collect();
    Member {
        notes: if media.is_empty() { Vec::new() } else { vec![media.join(" or ")] },
        ..Member::new(QName::new("", declared.name.as_str()), MemberPlace::Attachment, Shape::Attachment)
    }
}

/// The namespaces that types are declared in, each with whether any of its types is WCF's.
pub(crate) struct Wcf<'c>(BTreeMap<&'c str, bool>);

impl<'c> Wcf<'c> {
    /// Those of a contract.
    pub(crate) fn new(contract: &'c Contract) -> Self {
        let mut all = BTreeMap::new();
        for (name, ty) in &contract.types {
            *all.entry(&*name.name.namespace).or_default() |= ty.wcf;
        }
        Self(all)
    }

    /// Whether parameters in a namespace follow WCF's rules: as its types do, or, where it declares none (a service's
    /// namespace beside those of its data contracts), as all others do.
    pub(crate) fn has(&self, namespace: &str) -> bool {
        self.0.get(namespace).copied().unwrap_or_else(|| self.0.values().any(|wcf| *wcf))
    }
}

//! Contracts as they are found: dangling references under `lenient`, and what is wrong or unusual but clear.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod hostile;
mod invisible;
mod lenient;
mod unusual;

use soapwright::contract::{Contract, Operation, Particle, TypeKind};
use soapwright::diagnostic::{Diagnostic, Diagnostics, Severity};
use soapwright::{ReadOptions, read_contracts};

/// A contract with these schema components, and operations `(name, input type)`, rpc, each with a reply of a string.
fn contract(schema: &str, operations: &[(&str, &str)]) -> String {
    let each = |f: &dyn Fn(&str, &str) -> String| {
        operations.iter().map(|(name, ty)| f(name, ty)).collect::<Vec<_>>().join("\n")
    };
    let messages =
        each(&|name, ty| format!("<message name='{name}In'><part name='value' type='t:{ty}'/></message>"));
    let declared = each(&|name, _| {
        format!("<operation name='{name}'><input message='t:{name}In'/><output message='t:Out'/></operation>")
    });
    let bound = each(&|name, _| {
        format!(
            "<operation name='{name}'><soap:operation soapAction='{name}'/><input><soap:body use='literal' namespace='urn:t'/></input>\
             <output><soap:body use='literal'/></output></operation>"
        )
    });
    format!(
        "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
         xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/'>\
         <types><x:schema targetNamespace='urn:t' elementFormDefault='qualified'>{schema}</x:schema></types>\
         <message name='Out'><part name='answer' type='x:string'/></message>{messages}\
         <portType name='P'>{declared}</portType>\
         <binding name='B' type='t:P'><soap:binding style='rpc'/>{bound}</binding>\
         <service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>\
         </definitions>"
    )
}

fn read(text: &str, lenient: bool) -> Result<(Contract, Vec<Diagnostic>), Diagnostics> {
    let mut options = ReadOptions { lenient, ..ReadOptions::default() };
    options.memory.insert("t.wsdl".into(), text.as_bytes().to_vec());
    read_contracts(&["t.wsdl".into()], &options)
}

fn lenient(text: &str) -> (Contract, String) {
    let (contract, warnings) = read(text, true).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning));
    let said: Vec<_> = warnings.iter().map(|warning| warning.message.as_str()).collect();
    (contract, said.join("\n"))
}

fn operations(contract: &Contract) -> Vec<&Operation> {
    contract.services.iter().flat_map(|s| &s.ports).flat_map(|p| &p.operations).collect()
}

fn names(contract: &Contract) -> Vec<&str> {
    operations(contract).iter().map(|operation| operation.name.as_str()).collect()
}

/// The names of a type's elements, those of groups too.
fn elements(contract: &Contract, ty: &str) -> Vec<String> {
    fn collect(particles: &[Particle], out: &mut Vec<String>) {
        for particle in particles {
            match particle {
                Particle::Element(field) => out.push(field.name.local.to_string()),
                Particle::Group(group) => collect(&group.particles, out),
                Particle::Any(_) => out.push("*".to_owned()),
            }
        }
    }
    let found = contract.types.iter().find(|(name, _)| &*name.name.local == ty && name.path.is_empty());
    let Some(TypeKind::Struct(of)) = found.map(|(_, ty)| &ty.kind) else { panic!("no struct {ty}") };
    let mut out = Vec::new();
    collect(&of.particles, &mut out);
    out
}

/// Types that refer to what is not there, and others that refer to these.
const TYPES: &str = "\
    <x:complexType name='Good'><x:sequence><x:element name='a' type='x:string'/>\
      <x:element name='b' type='t:Nowhere' minOccurs='0'/><x:element ref='t:gone' minOccurs='0'/></x:sequence></x:complexType>\
    <x:complexType name='Choosy'><x:choice><x:element name='a' type='x:string'/>\
      <x:element name='b' type='t:Bad'/></x:choice></x:complexType>\
    <x:complexType name='Bad'><x:sequence><x:element name='c' type='t:Worse'/></x:sequence></x:complexType>\
    <x:complexType name='Worse'><x:complexContent><x:extension base='t:Nowhere'/></x:complexContent></x:complexType>";

/// A type with nothing wrong in it.
const SOUND: &str = "<x:complexType name='Good'><x:sequence><x:element name='a' type='x:string'/></x:sequence></x:complexType>";

//! A small contract in parts, which a test changes: one operation in document style that sends a `What` and gets one back.

use std::fmt::Display;

use soapwright::contract::{Contract, Particle, TypeKind};
use soapwright::internals::emit::{EmitOptions, Emitted, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};

/// The schema of `urn:t`: the elements `Do` and `DoResponse`, and the type `What`, which comes last.
pub const SCHEMA: &str = "<x:schema targetNamespace='urn:t' elementFormDefault='qualified'>\
    <x:element name='Do'><x:complexType><x:sequence><x:element name='what' type='t:What'/></x:sequence></x:complexType></x:element>\
    <x:element name='DoResponse'><x:complexType><x:sequence><x:element name='done' type='t:What'/></x:sequence></x:complexType></x:element>\
    <x:complexType name='What'><x:sequence><x:element name='name' type='x:string'/></x:sequence></x:complexType></x:schema>";

/// Messages and a portType of one operation.
pub const ABSTRACT: &str = "<message name='In'><part name='p' element='t:Do'/></message>\
    <message name='Out'><part name='p' element='t:DoResponse'/></message>\
    <portType name='P'><operation name='Do'><input message='t:In'/><output message='t:Out'/></operation></portType>";

/// Its binding and service.
pub const CONCRETE: &str = "<binding name='B' type='t:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\
    <operation name='Do'><soap:operation soapAction='Do'/><input><soap:body use='literal'/></input>\
    <output><soap:body use='literal'/></output></operation></binding>\
    <service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>";

/// A WSDL document with this in it.
#[must_use]
pub fn definitions(inner: &str) -> String {
    format!(
        "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
         xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/' \
         xmlns:enc='http://schemas.xmlsoap.org/soap/encoding/'>{inner}</definitions>"
    )
}

/// The whole contract, with these schemas in the place of [`SCHEMA`].
#[must_use]
pub fn whole(schemas: &str) -> String {
    definitions(&format!("<types>{schemas}</types>{ABSTRACT}{CONCRETE}"))
}

/// The options with which these files are there, whatever the disk has.
fn in_memory(files: &[(&str, &[u8])]) -> ReadOptions {
    let mut options = ReadOptions::default();
    for (name, bytes) in files {
        options.memory.insert((*name).into(), bytes.to_vec());
    }
    options
}

/// Reads the first of some files and makes a crate of it: the contract, and all warnings of both.
///
/// # Errors
/// What reading or the crate gives.
pub fn read(files: &[(&str, &[u8])]) -> Result<(Contract, String), String> {
    let first = files.first().map(|(name, _)| (*name).into()).into_iter().collect::<Vec<_>>();
    let (contract, warnings) = read_contracts(&first, &in_memory(files)).map_err(text)?;
    let mut said: Vec<String> = warnings.into_iter().map(|warning| warning.message).collect();
    said.extend(emitted(&contract)?.warnings.iter().map(|warning| warning.message.clone()));
    Ok((contract, said.join("\n")))
}

/// The crate of a contract.
///
/// # Errors
/// What making it gives.
pub fn emitted(contract: &Contract) -> Result<Emitted, String> {
    emit(contract, &EmitOptions::new("t"), &NamesLock::default()).map_err(text)
}

/// The text of the one file of a crate whose path ends so.
///
/// # Errors
/// When there is no such file.
pub fn file(contract: &Contract, end: &str) -> Result<String, String> {
    let found = emitted(contract)?.files.into_iter().find(|(path, _)| path.to_string().ends_with(end));
    Ok(found.ok_or_else(|| format!("no {end}"))?.1)
}

/// The names of a type's elements; `*` is a wildcard, `()` a group.
///
/// # Errors
/// When there is no such type, or it is no struct.
pub fn elements(contract: &Contract, ty: &str) -> Result<Vec<String>, String> {
    let found = contract.types.iter().find(|(name, _)| &*name.name.local == ty && name.path.is_empty());
    let Some(TypeKind::Struct(of)) = found.map(|(_, ty)| &ty.kind) else {
        return Err(format!("no struct {ty}"));
    };
    let name = |particle: &Particle| match particle {
        Particle::Element(field) => field.name.local.to_string(),
        Particle::Any(_) => "*".to_owned(),
        Particle::Group(_) => "()".to_owned(),
    };
    Ok(of.particles.iter().map(name).collect())
}

fn text(error: impl Display) -> String {
    error.to_string()
}

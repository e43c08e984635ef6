//! Contracts of any size, of kinds whose reading or writing once took time that grew with the square of their size.
//!
//! `bin/hostile_contracts` measures what they cost. Nothing here depends on the generator.

mod files;
mod schemas;
mod services;

/// A kind of contract.
#[derive(Clone, Copy)]
pub struct Kind {
    /// What there is much of.
    pub name: &'static str,
    /// The least size that is measured; twice and four times as much are too.
    pub size: usize,
    /// Whether it is in order: exit code 0, not 2.
    pub good: bool,
    /// It grows with the square of its size, up to a limit: each of so many has a copy of so much, or its whole way in its
    /// name.
    pub copied: bool,
    /// The files of one of a size, the contract first.
    pub files: fn(usize) -> Files,
}

/// Files by their names.
pub type Files = Vec<(String, String)>;

/// All kinds.
pub fn kinds() -> Vec<Kind> {
    let mut all = schemas::KINDS.to_vec();
    all.extend(files::KINDS);
    all.extend(services::KINDS);
    all
}

/// The name of the contract among its files.
pub const CONTRACT: &str = "t.wsdl";

/// The operation that each of them has.
pub const OPERATION: &str = "S.Do";

const HEAD: &str = "<definitions targetNamespace='urn:t' xmlns:t='urn:t' xmlns:x='http://www.w3.org/2001/XMLSchema' \
                    xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns='http://schemas.xmlsoap.org/wsdl/'>\n";

/// So many of something, each on a line of its own.
fn each(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| one(at) + "\n").collect()
}

/// A contract file of these WSDL components.
fn definitions(components: &str) -> String {
    format!("{HEAD}{components}</definitions>")
}

/// The schema of these components.
fn schema(components: &str) -> String {
    format!("<x:schema targetNamespace='urn:t' elementFormDefault='qualified'>\n{components}</x:schema>\n")
}

/// The elements, messages and so on of [`OPERATION`], which sends and receives `content`: what stands in the
/// schema, and what follows the types.
fn operation(content: &str) -> (String, String) {
    let root = |name: &str| {
        format!(
            "<x:element name='{name}'><x:complexType><x:sequence>{content}</x:sequence></x:complexType></x:element>\n"
        )
    };
    let rest = "<message name='In'><part name='p' element='t:Do'/></message>\n\
         <message name='Out'><part name='p' element='t:Done'/></message>\n\
         <portType name='P'><operation name='Do'><input message='t:In'/><output message='t:Out'/></operation></portType>\n\
         <binding name='B' type='t:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\n\
         <operation name='Do'><soap:operation soapAction='Do'/><input><soap:body use='literal'/></input>\
         <output><soap:body use='literal'/></output></operation></binding>\n\
         <service name='S'><port name='P' binding='t:B'><soap:address location='http://x/'/></port></service>\n";
    (root("Do") + &root("Done"), rest.to_owned())
}

/// The files of a contract with these schema components, whose operation sends and receives `content`.
fn wsdl(components: &str, content: &str) -> Files {
    let (roots, rest) = operation(content);
    let types = schema(&format!("{components}{roots}"));
    vec![(CONTRACT.to_owned(), definitions(&format!("<types>{types}</types>{rest}")))]
}

/// A complex type of these elements.
fn complex(name: &str, content: &str) -> String {
    format!("<x:complexType name='{name}'><x:sequence>{content}</x:sequence></x:complexType>")
}

/// A restricted text.
fn simple(name: &str, facets: &str) -> String {
    format!(
        "<x:simpleType name='{name}'><x:restriction base='x:string'>{facets}</x:restriction></x:simpleType>"
    )
}

/// An element of a type.
fn element(name: impl std::fmt::Display, ty: impl std::fmt::Display) -> String {
    format!("<x:element name='{name}' type='{ty}'/>")
}

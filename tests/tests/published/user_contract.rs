//! The IR of the published User contract against tables that were made without our code.

use std::collections::BTreeMap;
use std::path::Path;

use soapwright::contract::{
    Body, Builtin, Enumeration, Field, Header, Message, Particle, Type, TypeKind, TypeRef,
};
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::harness::{Test, with_shared};

use super::reading::{Shared, read};

const SERVICES86: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";

fn user(shared: &Path) -> Shared {
    let path = shared.join("contracts/superoffice/WSDL-Services86-User.xml");
    let user = read(&[path]);
    let (_, warnings) = user.reading().as_ref().unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    user
}

/// A type as the tables write it.
fn type_text(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Builtin(builtin) => match builtin {
            Builtin::String => "xs:string".into(),
            Builtin::Int => "xs:int".into(),
            Builtin::Short => "xs:short".into(),
            Builtin::Boolean => "xs:boolean".into(),
            Builtin::DateTime => "xs:dateTime".into(),
            Builtin::Duration => "xs:duration".into(),
            other => format!("xs:{other:?}"),
        },
        TypeRef::Named(name) => {
            assert!(name.path.is_empty(), "{name}");
            match &*name.name.namespace {
                SERVICES86 => name.name.local.to_string(),
                "http://schemas.microsoft.com/2003/10/Serialization/Arrays" => {
                    format!("arr:{}", name.name.local)
                }
                "http://schemas.microsoft.com/2003/10/Serialization/" => format!("ser:{}", name.name.local),
                other => panic!("{other}"),
            }
        }
    }
}

fn occurs_text(field: &Field) -> String {
    let max = field.occurs.max.map_or("unbounded".to_owned(), |max| max.to_string());
    format!("{{min={},max={max},nil={}}}", field.occurs.min, u8::from(field.nillable))
}

fn fields_text<'a>(fields: impl Iterator<Item = &'a Field>, separator: &str) -> String {
    let all: Vec<_> =
        fields.map(|f| format!("{}:{}{}", f.name.local, type_text(&f.ty), occurs_text(f))).collect();
    if all.is_empty() { "-".into() } else { all.join(separator) }
}

fn headers_text(headers: &[Header]) -> String {
    let all: Vec<_> =
        headers.iter().map(|h| format!("{}:{}", h.field.name.local, type_text(&h.field.ty))).collect();
    all.join(",")
}

fn wrapped(message: &Message) -> (&str, &[Field]) {
    match &message.body {
        Body::Wrapped { element, fields, .. } => {
            assert_eq!(&*element.namespace, SERVICES86);
            (&element.local, fields)
        }
        other => panic!("{other:?}"),
    }
}

fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), head.len(), "{line}");
            head.iter().zip(cells).map(|(h, c)| ((*h).to_owned(), c.to_owned())).collect()
        })
        .collect()
}

/// Joined by whatever the table joins with: compares lists, not their separators.
fn list(text: &str) -> Vec<String> {
    text.replace("; ", ";").replace("},", "};").split(';').map(str::to_owned).collect()
}

fn operations_are_as_in_the_table(shared: &Path) {
    let contract = user(shared);
    let rows = table(&shared.join("facts/services86_user_facts.tsv"));
    assert_eq!(contract.services.len(), 1);
    let ports = &contract.services[0].ports;
    assert_eq!(ports.len(), 1);
    assert_eq!(ports[0].operations.len(), 79);
    assert_eq!(rows.len(), 79);
    for (operation, row) in ports[0].operations.iter().zip(&rows) {
        assert_eq!(operation.name, row["operation"]);
        let output = operation.output.as_ref().unwrap();
        let (request, params) = wrapped(&operation.input);
        let (response, results) = wrapped(output);
        assert_eq!(request, row["request_element"]);
        assert_eq!(response, row["response_element"]);
        assert_eq!(list(&fields_text(params.iter(), ";")), list(&row["params(name:type{min,max,nil})"]));
        assert_eq!(list(&fields_text(results.iter(), ";")), list(&row["response_fields"]));
        assert_eq!(headers_text(&operation.input.headers), row["headers_in"]);
        assert_eq!(headers_text(&output.headers), row["headers_out"]);
        assert_eq!(operation.action, row["soapAction"]);
    }
}

fn members(of: &Enumeration) -> String {
    let all: Vec<_> = of.values.iter().map(|v| format!("{}={}", v.wire, v.number.unwrap())).collect();
    all.join("; ")
}

/// The cells of a type's row: kind, base, fields, members.
fn cells(ty: &Type) -> (&'static str, String, String, String) {
    let none = || "-".to_owned();
    match &ty.kind {
        TypeKind::Struct(of) => {
            let fields: Vec<&Field> = of
                .particles
                .iter()
                .map(|p| if let Particle::Element(field) = p { field } else { panic!("{p:?}") })
                .collect();
            assert!(of.attributes.is_empty() && !of.restriction && !of.mixed && of.text.is_none());
            let base = of.base.clone().map_or_else(none, |b| type_text(&TypeRef::Named(b)));
            let array = matches!(fields.as_slice(), [only] if only.occurs.max.is_none());
            (if array { "array" } else { "complex" }, base, fields_text(fields.into_iter(), "; "), none())
        }
        TypeKind::Dictionary { entry, key, value } => {
            let pair = fields_text([&**key, &**value].into_iter(), ", ");
            let fields = format!("{}:({pair}){{min=0,max=unbounded,nil=0}}", entry.local);
            ("dictionary", none(), fields, none())
        }
        TypeKind::Enum(of) => ("enum", type_text(&of.base), none(), members(of)),
        TypeKind::Flags(of) => ("flags-list", type_text(&of.base), none(), members(of)),
        TypeKind::Alias(of) => ("simple", type_text(&of.base), none(), none()),
        other => panic!("{other:?}"),
    }
}

fn types_are_as_in_the_table(shared: &Path) {
    let contract = user(shared);
    let rows = table(&shared.join("facts/services86_user_types.tsv"));
    assert_eq!(contract.types.len(), rows.len());
    for row in &rows {
        let local = row["type"].rsplit(':').next().unwrap();
        let (name, ty) = contract
            .types
            .iter()
            .find(|(n, _)| *n.name.local == *local && *n.name.namespace == *row["namespace"])
            .unwrap_or_else(|| panic!("{local} is missing"));
        assert!(name.path.is_empty());
        assert!(ty.wcf, "{local}");
        let (kind, base, fields, members) = cells(ty);
        assert_eq!(kind, row["kind"], "{local}");
        assert_eq!(base, row["base"], "{local}");
        assert_eq!(fields, row["ordered_own_fields(name:type{min,max,nil})"], "{local}");
        assert_eq!(members, row["enum_members"], "{local}");
    }
}

fn every_contract_reads_alone_and_all_together(shared: &Path) {
    let mut files: Vec<_> = ["superoffice", "superoffice-2026"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(shared.join("contracts").join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml" || e == "wsdl"))
        .collect();
    files.sort();
    assert!(files.len() >= 58, "{}", files.len());
    for file in &files {
        let contract = read(std::slice::from_ref(file));
        assert_eq!(contract.services.len(), 1);
    }
    files.retain(|f| {
        let name = f.file_name().unwrap().to_string_lossy().into_owned();
        f.parent().unwrap().ends_with("superoffice") && name.contains("Services86")
    });
    assert_eq!(files.len(), 56);
    let contract = read(&files);
    assert_eq!(contract.services.len(), 56);
    let operations: usize = contract.services.iter().flat_map(|s| &s.ports).map(|p| p.operations.len()).sum();
    assert_eq!(operations, 1461);
}

fn every_vendors_contract_is_read_or_refused_with_a_place(shared: &Path) {
    let contracts = shared.join("contracts");
    let mut options = ReadOptions::default();
    for line in std::fs::read_to_string(contracts.join("wellknown/catalog.tsv")).unwrap().lines() {
        let (url, file) = line.split_once('\t').unwrap();
        options.catalog.insert(url.to_owned(), contracts.join("wellknown").join(file));
    }
    let (mut sound, mut read) = (0, 0);
    for row in table(&contracts.join("vendors/MANIFEST.tsv")) {
        let path = contracts.join("vendors").join(&row["file"]);
        let soap = row["wsdl20"] != "y" && row["validity"] == "ok" && row["soap"].contains("1.");
        sound += usize::from(soap);
        match read_contracts(&[path], &options) {
            Ok(_) => read += usize::from(soap),
            Err(diagnostics) => {
                assert!(diagnostics.has_errors());
                assert!(
                    diagnostics.iter().all(|d| !d.place.file.is_empty() && d.place.line > 0),
                    "{diagnostics}"
                );
                assert_ne!(row["validity"], "", "{diagnostics}");
            }
        }
    }
    assert!(read * 100 >= sound * 90, "{read} of {sound}");
}

pub(crate) fn tests() -> Vec<Test> {
    vec![
        with_shared(operations_are_as_in_the_table),
        with_shared(types_are_as_in_the_table),
        with_shared(every_contract_reads_alone_and_all_together),
        with_shared(every_vendors_contract_is_read_or_refused_with_a_place),
    ]
}

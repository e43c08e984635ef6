//! Crates made of contracts: what they look like, and that they do not depend on the order of anything. (That they compile is
//! tried in `crates`.)
//! `SOAPWRIGHT_BLESS=1` writes the expected text anew; read the difference before committing it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use soapwright::contract::Contract;
use soapwright::internals::emit::{EmitOptions, Emitted, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, read_contracts};
use soapwright_tests::sketch::{self, SCHEMA, file, whole};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emit").join(name)
}

fn read(inputs: &[PathBuf]) -> Contract {
    read_contracts(inputs, &ReadOptions::default()).unwrap().0
}

fn options() -> EmitOptions {
    let mut options = EmitOptions::new("clashes");
    options.sources = vec!["clashes.wsdl".to_owned()];
    options.secrets = vec!["Ticket".to_owned(), "Password".to_owned()];
    options.modules.insert("clashes".to_owned(), "option".to_owned());
    options.empty_workspace = true;
    options
}

/// Everything but the runtime, as one text.
fn shown(emitted: &Emitted) -> String {
    let own = emitted.files.iter().filter(|(path, _)| !path.starts_with("src/runtime/"));
    own.map(|(path, text)| format!("=== {path}\n{text}")).collect()
}

#[test]
fn a_contract_full_of_clashes_looks_as_expected() {
    let emitted = emit(&read(&[here("clashes.wsdl")]), &options(), &NamesLock::default()).unwrap();
    assert!(emitted.warnings.is_empty(), "{}", emitted.warnings);
    let text = shown(&emitted);
    let path = here("clashes.txt");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (number, (left, right)) in expected.lines().zip(text.lines()).enumerate() {
        assert_eq!(left, right, "clashes.txt:{}", number + 1);
    }
    assert_eq!(expected.lines().count(), text.lines().count());
}

#[test]
fn unknown_elements_are_kept_where_the_configuration_says_so() {
    let contract = read(&[here("clashes.wsdl")]);
    let mut options = options();
    options.preserve_unknown = true;
    let emitted = emit(&contract, &options, &NamesLock::default()).unwrap();
    let text = &emitted.files["src/types/form.rs"];
    // The contract has a field of that name.
    assert!(
        text.contains("    pub unknown: String,\n") && text.contains("    pub unknown_elements: Unknown,\n"),
        "{text}"
    );
    assert!(
        text.contains("        0: unknown = ") && text.contains("\n    } unknown unknown_elements\n}\n"),
        "{text}"
    );
}

#[test]
fn no_namespace_is_called_as_what_its_file_imports() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clashes.wsdl");
    let text = std::fs::read_to_string(here("clashes.wsdl")).unwrap();
    std::fs::write(&path, text.replace("urn:other:clashes", "urn:other:well-known")).unwrap();
    let emitted = emit(&read(&[path]), &options(), &NamesLock::default()).unwrap();
    let text = &emitted.files["src/namespaces.rs"];
    assert!(text.contains("    WELL_KNOWN_OTHER = \"urn:other:well-known\";\n"), "{text}");
}

#[test]
fn the_setter_of_a_header_is_not_called_as_that_of_an_address() {
    let thing = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/data/thing.wsdl");
    let text = std::fs::read_to_string(thing).unwrap();
    let text = text.replace("\"Ticket\"", "\"ThingUrl\"").replace("\"tns:Ticket\"", "\"tns:ThingUrl\"");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thing.wsdl");
    std::fs::write(&path, text).unwrap();
    let emitted = emit(&read(&[path]), &EmitOptions::new("thing"), &NamesLock::default()).unwrap();
    let text = &emitted.files["src/session.rs"];
    for setter in ["pub fn thing_url(", "pub fn thing_url_header("] {
        assert_eq!(text.matches(setter).count(), 1, "{setter} in {text}");
    }
}

#[test]
fn a_service_has_its_address_where_the_contract_names_one_that_can_be_called() {
    const CLASHES: &str = "http://localhost/app/Option.svc";
    let wsdl = |address: &str| {
        let text = std::fs::read_to_string(here("clashes.wsdl")).unwrap();
        assert!(text.contains(CLASHES), "the contract's address");
        text.replace(CLASHES, address)
    };
    let folder = tempfile::tempdir().unwrap();
    let emitted = |address: &str| {
        let path = folder.path().join("clashes.wsdl");
        std::fs::write(&path, wsdl(address)).unwrap();
        emit(&read(&[path]), &options(), &NamesLock::default()).unwrap()
    };
    let good = emitted("https://host/a b/Option.svc?x=1");
    for (path, text) in [
        ("src/option/mod.rs", "pub const ADDRESS: &'static str = \"https://host/a%20b/Option.svc?x=1\";"),
        ("src/option/blocking.rs", "pub const ADDRESS: &'static str = super::Option::ADDRESS;"),
        (
            "src/option/operations.rs",
            "address: Some(crate::option::Option::ADDRESS),\n    path: \"Option.svc\",",
        ),
        ("src/session.rs", "/// - `Option`: `https://host/a%20b/Option.svc?x=1`"),
        ("src/blocking.rs", "/// - `Option`: `https://host/a%20b/Option.svc?x=1`"),
        ("README.md", "; at `https://host/a%20b/Option.svc?x=1`"),
        ("GUIDE.md", "`option::Option::ADDRESS` is one"),
    ] {
        assert!(good.files[path].contains(text), "{path}: {}", good.files[path]);
    }
    let none = emitted("https://{host}/Option.svc");
    for (path, text) in &none.files {
        assert!(!text.contains("const ADDRESS") && !text.contains("::ADDRESS"), "{path}: {text}");
    }
    for (path, text) in [
        ("src/option/operations.rs", "address: None,\n    path: \"Option.svc\","),
        ("src/session.rs", "/// - `Option`: no usable address; set one with `option_url`"),
        ("README.md", "; the contract has no address of it that can be called"),
    ] {
        assert!(none.files[path].contains(text), "{path}: {}", none.files[path]);
    }
}

#[test]
fn no_secret_shows_in_debug() {
    let emitted = emit(&read(&[here("clashes.wsdl")]), &options(), &NamesLock::default()).unwrap();
    let headers = &emitted.files["src/headers.rs"];
    assert!(headers.contains(".field(\"ticket\", &\"***\")"), "{headers}");
    let service = &emitted.files["src/option/mod.rs"];
    assert!(service.contains(".field(\"password\", &\"***\")"), "{service}");
}

#[test]
fn the_order_of_services_and_a_second_run_change_nothing() {
    let contract = read(&[here("clashes.wsdl")]);
    let first = emit(&contract, &options(), &NamesLock::default()).unwrap();
    let mut shuffled = contract.clone();
    let mut twin = shuffled.services[0].clone();
    twin.source = "another".to_owned();
    shuffled.services.push(twin);
    let one = emit(&shuffled, &options(), &NamesLock::default()).unwrap();
    shuffled.services.reverse();
    let other = emit(&shuffled, &options(), &NamesLock::default()).unwrap();
    assert_eq!(one.files, other.files);
    assert_eq!(one.names, other.names);
    // The names that the first run gave are the names that a later one gives.
    let again = emit(&contract, &options(), &first.names).unwrap();
    assert_eq!(first.files, again.files);
    assert_eq!(first.names, again.names);
}

#[test]
fn pinned_names_stay_when_a_type_arrives() {
    let mut contract = read(&[here("clashes.wsdl")]);
    let first = emit(&contract, &options(), &NamesLock::default()).unwrap();
    let pinned: BTreeMap<_, _> =
        first.names.names.iter().filter(|(key, _)| key.starts_with("type ")).collect();
    assert!(pinned.len() > 8, "{pinned:?}");
    // `option`, beside `Option`: without the lock their names would be given anew.
    let mut arrived = contract.types.keys().find(|name| &*name.name.local == "Option").unwrap().clone();
    let ty = contract.types[&arrived].clone();
    arrived.name.local = "OPTION".into();
    contract.types.insert(arrived, ty);
    let second = emit(&contract, &options(), &first.names).unwrap();
    for (key, name) in pinned {
        assert_eq!(second.names.names.get(key), Some(name), "{key}");
    }
}

#[test]
fn a_filter_prunes_what_its_operations_do_not_reach() {
    let mut options = options();
    options.operations = vec!["Fire".to_owned()];
    let emitted = emit(&read(&[here("clashes.wsdl")]), &options, &NamesLock::default()).unwrap();
    assert_eq!((emitted.counts.operations, emitted.counts.structs), (1, 0));
    assert!(!emitted.files.contains_key("src/types/option.rs"));
    options.operations = vec!["Nothing".to_owned()];
    assert!(emit(&read(&[here("clashes.wsdl")]), &options, &NamesLock::default()).is_err());
}

#[test]
fn the_manifest_says_what_the_runtime_says() {
    let emitted = emit(&read(&[here("clashes.wsdl")]), &options(), &NamesLock::default()).unwrap();
    let manifest = &emitted.files["Cargo.toml"];
    let runtime =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/Cargo.toml"))
            .unwrap();
    let mut section = "";
    for line in runtime.lines().filter(|l| !l.starts_with("default =")) {
        if line.starts_with('[') {
            section = line;
        } else if matches!(section, "[features]" | "[dependencies]") {
            assert!(manifest.lines().any(|own| own == line), "missing in the generated Cargo.toml: {line}");
        }
    }
}

#[test]
fn requests_have_types_only_where_the_configuration_asks() {
    let contract = read(&[here("clashes.wsdl")]);
    let without = emit(&contract, &options(), &NamesLock::default()).unwrap();
    let mut options = options();
    options.server = true;
    let with = emit(&contract, &options, &NamesLock::default()).unwrap();
    let changed: Vec<&str> = with
        .files
        .iter()
        .filter(|(path, text)| without.files.get(*path) != Some(*text))
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(
        changed,
        ["GUIDE.md", "README.md", "src/lib.rs", "src/option/mod.rs", "src/option/server.rs"],
        "what `server = true` changes"
    );
    assert_eq!(without.names, with.names);
    // What checks the arguments of a method that takes them one by one.
    assert!(without.files["GUIDE.md"].contains("For other methods, set `server = true`"));
    let (_, path) = with.files["GUIDE.md"].split_once("and check that, such as\n`").unwrap();
    let (module, request) = path.split_once('`').unwrap().0.rsplit_once("::").unwrap();
    assert_eq!(module, "option::server");
    let server = &with.files["src/option/server.rs"];
    assert!(server.contains(&format!("request! {{ {request}: ")), "{request}");
}

#[test]
fn an_array_that_others_extend_is_no_list() {
    let what = "<x:complexType name='What'><x:sequence><x:element name='i' type='t:Items'/></x:sequence></x:complexType>\
        <x:complexType name='Items'><x:sequence><x:element name='Item' type='x:int' minOccurs='0' maxOccurs='unbounded'/>\
        </x:sequence></x:complexType>";
    let page = "<x:complexType name='Page'><x:complexContent><x:extension base='t:Items'><x:sequence>\
        <x:element name='total' type='x:int'/></x:sequence></x:extension></x:complexContent></x:complexType>";
    let start = SCHEMA.find("<x:complexType name='What'>").unwrap();
    let schema = |more: &str| whole(&format!("{}{what}{more}</x:schema>", &SCHEMA[..start]));
    let (alone, _) = sketch::read(&[("t.wsdl", schema("").as_bytes())]).unwrap();
    assert!(file(&alone, "types/what.rs").unwrap().contains("pub i: List<i32>"));
    // As a list it would lose what a page says beyond its items.
    let (extended, _) = sketch::read(&[("t.wsdl", schema(page).as_bytes())]).unwrap();
    let text = file(&extended, "types/what.rs").unwrap();
    assert!(!text.contains("List<i32>") && text.contains("Type::Derived("), "{text}");
}

#[test]
fn types_that_nest_deep_have_a_higher_recursion_limit() {
    let schema = |count: usize, back: &str| {
        let what = "<x:complexType name='What'><x:sequence><x:element name='n' type='t:N0'/></x:sequence></x:complexType>";
        let one = |at: usize| {
            let next = if at + 1 < count { format!("t:N{}", at + 1) } else { back.to_owned() };
            format!(
                "<x:complexType name='N{at}'><x:sequence><x:element name='n' type='{next}' minOccurs='0'/></x:sequence></x:complexType>"
            )
        };
        let start = SCHEMA.find("<x:complexType name='What'>").unwrap();
        let types: String = (0..count).map(one).collect();
        whole(&format!("{}{what}{types}</x:schema>", &SCHEMA[..start]))
    };
    // `What` is one more. In a ring the compiler may go all the way round.
    for (count, back, deep) in
        [(23, "x:int", false), (24, "x:int", true), (24, "t:N0", true), (23, "t:N0", false)]
    {
        let (contract, _) = sketch::read(&[("t.wsdl", schema(count, back).as_bytes())]).unwrap();
        for path in ["src/lib.rs", "GUIDE.md"] {
            assert_eq!(
                file(&contract, path).unwrap().contains("recursion_limit"),
                deep,
                "{count} {back}: {path}"
            );
        }
    }
}

#[test]
fn a_boolean_of_digits_is_written_as_a_digit() {
    let bit = "<x:simpleType name='Bit'><x:restriction base='x:boolean'><x:pattern value='0|1'/></x:restriction></x:simpleType></x:schema>";
    let schema = SCHEMA.replace("name='name' type='x:string'", "name='name' type='t:Bit'");
    let (contract, _) =
        sketch::read(&[("t.wsdl", whole(&schema.replace("</x:schema>", bit)).as_bytes())]).unwrap();
    let text = file(&contract, "types/what.rs").unwrap();
    assert!(text.contains("pub name: u8"), "{text}");
}

#[test]
fn a_member_that_wcf_leaves_out_when_it_is_the_default_is_left_out() {
    let member = |name: &str, says: &str| {
        format!(
            "<x:element name='{name}' type='x:int' minOccurs='0'><x:annotation><x:appinfo>\
             <DefaultValue EmitDefaultValue='{says}' xmlns='http://schemas.microsoft.com/2003/10/Serialization/'/>\
             </x:appinfo></x:annotation></x:element>"
        )
    };
    let (start, members) = ("<x:element name='name'", member("never", "false") + &member("always", "true"));
    let wcf = "xmlns:ser='http://schemas.microsoft.com/2003/10/Serialization/' targetNamespace";
    let schema = SCHEMA.replace("targetNamespace", wcf);
    let what = schema.rfind(start).unwrap();
    let schema = format!("{}{members}{}", &schema[..what], &schema[what..]);
    let (contract, _) = sketch::read(&[("t.wsdl", whole(&schema).as_bytes())]).unwrap();
    let text = file(&contract, "types/what.rs").unwrap();
    assert_eq!(text.matches("OMIT_DEFAULT").count(), 2, "{text}");
}

#[test]
fn a_message_and_a_type_of_one_name_are_told_apart() {
    let text = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/features/clashes/contract.wsdl")).unwrap();
    let (contract, _) = sketch::read(&[("t.wsdl", &text)]).unwrap();
    let blocking = file(&contract, "s/blocking.rs").unwrap();
    assert!(blocking.contains("use super::FindResponse;"), "{blocking}");
    assert!(blocking.contains("again() -> crate::types::a::FindResponse;"), "{blocking}");
    assert!(blocking.contains(") -> FindResponse;"), "{blocking}");
}

#[test]
fn what_the_contract_expects_to_be_files_leaves_as_parts() {
    let contract = read(&[here("../../slips/policy.wsdl")]);
    let emitted = emit(&contract, &EmitOptions::new("files"), &NamesLock::default()).unwrap();
    let text = shown(&emitted);
    // Two elements have the attribute, and one operation has the policy.
    assert_eq!(text.matches("\"data\", 1, OPTIMIZED, Type::BASE64)").count(), 1, "{text}");
    assert_eq!(text.matches("\"data\", 0, OPTIMIZED, Type::BASE64)").count(), 1, "{text}");
    let (_, upload) = text.split_once("pub static UPLOAD: Operation").unwrap();
    let (request, _) = upload.split_once("response:").unwrap();
    assert!(request.trim_end().ends_with("}.optimized(),"), "{request}");
    assert_eq!(text.matches(".optimized()").count(), 1);
}

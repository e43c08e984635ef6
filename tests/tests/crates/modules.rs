//! Modules of programs: one file each, which a program includes wherever it likes. They are written here as a `build.rs` does it,
//! and included from beside the program, so that all of them are compiled with the other crates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use soapwright::Builder;
use soapwright_tests::corpus::catalog;
use soapwright_tests::crates::{Joined, Krate, Made, joined, joined_with_shared};
use soapwright_tests::folders::{temporary, workspace, write};

use crate::names;

/// A package whose modules need the runtime alone. Its lints are stricter than the compiler's own: those of a program are not
/// the generator's to choose.
fn package(name: &str, edition: &str) -> String {
    let runtime = workspace().join("templates");
    format!(
        "[package]\nname = {name:?}\nedition = {edition:?}\n\n[dependencies]\nsoapwright-runtime = {{ path = {runtime:?}, \
         features = [\"blocking\", \"server\", \"validate\", \"serde\"] }}\n\n[lints.rust]\nunsafe_code = \"forbid\"\n\
         unreachable_pub = \"warn\"\nrust_2018_idioms = {{ level = \"warn\", priority = -1 }}\n\n\
         [lints.clippy]\npedantic = {{ level = \"warn\", priority = -1 }}\n"
    )
}

/// A module of a contract, as text.
fn module(builder: Builder, name: &str) -> String {
    let folder = temporary();
    let report = builder.module_name(name).out_dir(folder.path()).module().unwrap();
    let text = std::fs::read_to_string(report.module.unwrap()).unwrap();
    assert_own_text(&text);
    text
}

/// What an included file cannot have, wherever it is included, and what its program has not.
fn assert_own_text(text: &str) {
    for (at, line) in text.lines().enumerate() {
        let code = line.trim_start();
        let forbidden = ["//!", "#![", "#[cfg(", "#[cfg_attr("].iter().any(|start| code.starts_with(start));
        let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        let from_crate = !code.starts_with("//") && words.any(|word| word.starts_with("crate::"));
        assert!(!forbidden && !from_crate, "line {}: {line}", at + 1);
    }
}

/// The features of contracts, and those that are hard on names.
fn contracts() -> BTreeMap<String, PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(tests.join("features")).unwrap() {
        let path = entry.unwrap().path();
        let wsdl = path.join("contract.wsdl");
        if wsdl.exists() {
            all.insert(path.file_name().unwrap().to_string_lossy().replace('-', "_"), wsdl);
        }
    }
    all.insert("clashes_of_names".to_owned(), tests.join("tests/emit/clashes.wsdl"));
    all.insert("ledger".to_owned(), tests.join("tests/encoded/ledger.wsdl"));
    all
}

/// A library of modules, each two levels deep, and so many programs' worth of them.
fn library(name: &str, edition: &str, modules: BTreeMap<String, String>) -> Krate {
    let mut files = BTreeMap::from([("Cargo.toml".to_owned(), package(name, edition))]);
    let mut lib =
        "//! Modules.\n\n#![recursion_limit = \"4096\"]\n\n/// One level.\npub mod r#in {\n".to_owned();
    for (name, text) in modules {
        lib.push_str(&format!(
            "    /// Another.\n    pub mod of_{name} {{\n        include!(\"{name}.rs\");\n    }}\n"
        ));
        files.insert(format!("src/{name}.rs"), text);
    }
    lib.push_str("}\n");
    files.insert("src/lib.rs".to_owned(), lib);
    Krate::new(name, files).clean()
}

fn everything(wsdl: &Path) -> Builder {
    Builder::new().wsdl(wsdl).lenient(true).blocking(true).server(true).validate(true)
}

fn a_module_of_each_feature_compiles_two_levels_deep() -> Made {
    let all = contracts();
    assert!(all.len() > 30, "{all:?}");
    let modules = all.iter().map(|(name, wsdl)| (name.clone(), module(everything(wsdl), name))).collect();
    let bare = all.iter().map(|(name, wsdl)| {
        (name.clone(), module(Builder::new().wsdl(wsdl).async_client(false).struct_arguments(true), name))
    });
    Made::crates(vec![library("modules", "2024", modules), library("bare-modules", "2021", bare.collect())])
}

fn a_private_module_of_a_program_may_be_hard_on_names() -> Made {
    let folder = temporary();
    let files = write(folder.path(), &[("Awkward.wsdl", &names::contract())]);
    let text = module(everything(&files[0]), "awkward");
    let main = "//! A program.\n\nmod r#type {\n    include!(\"awkward.rs\");\n}\n\nfn main() {\n    \
                let session = r#type::Session::builder(\"http://fake\").build();\n    println!(\"{session:?}\");\n}\n";
    let files = [
        ("Cargo.toml", package("awkward-program", "2024")),
        ("src/awkward.rs", text),
        ("src/main.rs", main.to_owned()),
    ];
    Made::crates(vec![
        Krate::new("awkward-program", files.map(|(path, text)| (path.to_owned(), text)).into()).clean(),
    ])
}

pub(crate) fn tests() -> Vec<Joined> {
    vec![
        joined(a_module_of_each_feature_compiles_two_levels_deep),
        joined(a_private_module_of_a_program_may_be_hard_on_names),
        joined_with_shared(modules_of_published_contracts_compile).long(),
    ]
}

/// Published contracts of many makers, below the folder `contracts`.
const PUBLISHED: [&str; 16] = [
    "superoffice/WSDL-Services86-User.xml",
    "vendors/JeremyDunn+php-fedex-api-wrapper/src/FedEx/_wsdl/LocationsService_v12.wsdl",
    "vendors/KDAB+KDSoap/unittests/ihc_wsdl/resourceinteraction.wsdl",
    "vendors/KDAB+KDSoap/unittests/tech3356_wsdl/transformMedia-V1_0_7.wsdl",
    "vendors/PSICQUIC+psicquic-webservice/src/main/wsdl/psicquic11.wsdl",
    "vendors/SuperOffice+devnet-php-oidc-soap/WSDL/7.3/WcfArchive.wsdl",
    "vendors/WsdlToPhp+PackageGenerator/tests/resources/MyBoardPack.wsdl",
    "vendors/amabnl+amadeus-ws-client/tests/Amadeus/Client/Session/Handler/testfiles/testwsdl.wsdl",
    "vendors/apache+axis-axis1-java/axis-ant/src/test/wsdl/clash/clash.wsdl",
    "vendors/apache+axis-axis1-java/interop-mock/src/main/resources/wsdl/soap12-add-test.wsdl",
    "vendors/apache+axis-axis2-java-core/modules/jaxbri-codegen/src/test/wsdl/DocLitBareService.wsdl",
    "vendors/apache+axis-axis2-java-core/modules/samples/jaxws-interop/src/main/resources/META-INF/BaseDataTypesDocLitB.wsdl",
    "vendors/onvif+specs/wsdl/ver10/events/wsdl/event.wsdl",
    "vendors/rahulnij+Zavenir/Organization.svc.wsdl",
    "vendors/superfell+WSDL2ZKSforce/partner.wsdl",
    "vendors/tgulacsi+mantis-soap/mantisconnect.wsdl",
];

fn modules_of_published_contracts_compile(shared: &Path) -> Made {
    let catalog = catalog(&shared.join("contracts/wellknown/catalog.tsv")).unwrap();
    let mut modules = BTreeMap::new();
    for (at, path) in PUBLISHED.iter().enumerate() {
        let name = format!("published_{at}");
        let mut builder = everything(&shared.join("contracts").join(path));
        for (url, file) in &catalog {
            builder = builder.catalog(url, file);
        }
        let text = module(builder, &name);
        modules.insert(name, text);
    }
    Made::crates(vec![library("published-modules", "2024", modules)])
}

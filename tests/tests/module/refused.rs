//! What a program may do wrong, and what cargo shows of it.

use soapwright_tests::crates::{Krate, Space};

use crate::{contracts, krate, readme};

/// A program whose `build.rs` does this, on a runtime with these features.
fn program(name: &str, build: &str, features: &str, contract: String) -> Krate {
    let manifest = readme::blocks("A module, by `build.rs`").remove(0);
    let runtime = format!("templates\", default-features = false, features = [{features}] }}");
    let manifest = readme::manifest(&manifest).replace("templates\" }", &runtime);
    let main =
        "pub mod orders {\n    include!(concat!(env!(\"OUT_DIR\"), \"/orders.rs\"));\n}\n\nfn main() {}\n";
    krate(
        name,
        &[
            ("Cargo.toml", format!("[package]\nname = {name:?}\nedition = \"2024\"\n\n{manifest}")),
            (
                "build.rs",
                format!("fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{build}    Ok(())\n}}\n"),
            ),
            ("src/main.rs", main.to_owned()),
            ("wsdl/Orders.wsdl", contract),
        ],
    )
}

/// What cargo says of a program that does not compile.
fn complaint(krate: &Krate) -> String {
    let space = Space::new("module-refused").unwrap();
    space.write(std::slice::from_ref(krate)).unwrap();
    let run = space.cargo(&["build", "--quiet", "--workspace"]).unwrap();
    assert!(!run.status.success());
    String::from_utf8(run.stderr).unwrap()
}

#[test]
#[ignore = "compiles the generator once more: see .ci/run"]
fn what_does_not_fit_is_said_in_words() {
    let module = |more: &str| {
        format!("    let report = soapwright::Builder::new().wsdl(\"wsdl/Orders.wsdl\"){more}.module()?;\n")
    };

    let blocking = module(".blocking(true)") + "    let _ = report;\n";
    let said = complaint(&program("no-blocking", &blocking, "", contracts::orders()));
    let first = said.split("error").nth(1).unwrap_or_default().to_owned();
    assert!(first.contains("the feature `async` of soapwright-runtime"), "{said}");
    assert!(said.contains("this module has blocking calls, which needs the feature `blocking`"), "{said}");
    assert!(
        said.contains("features = [\"blocking\"]") && said.contains("`.blocking(false)` in build.rs"),
        "{said}"
    );

    // As if another version had written it.
    let other = module("")
        + "    let file = report.module.ok_or(\"no file\")?;\n    \
           let text = std::fs::read_to_string(&file)?.replace(\"generated_by!(\\\"\", \"generated_by!(\\\"9.8.\");\n    \
           std::fs::write(&file, text)?;\n";
    let said = complaint(&program("other-version", &other, "\"async\"", contracts::orders()));
    let words = format!(
        "this module was written by soapwright 9.8.{0}, and soapwright-runtime is {0}",
        env!("CARGO_PKG_VERSION")
    );
    assert!(said.contains(&words), "{said}");

    let broken = contracts::orders().replacen("type=\"tns:Line\"", "type=\"tns:Lime\"", 1);
    let said =
        complaint(&program("broken-contract", &(module("") + "    let _ = report;\n"), "\"async\"", broken));
    assert!(said.contains("wsdl/Orders.wsdl:10:") && said.contains("did you mean Line?"), "{said}");
    assert!(!said.contains("Diagnostic {"), "{said}");
}

//! Modules of programs, by their `build.rs`: what README.md shows, built from nothing; then the contract changes, and one build
//! later the new client runs. Then what a program may do wrong, and what the compiler says of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod contracts;
mod readme;
mod refused;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use soapwright_tests::crates::{Krate, Space};
use soapwright_tests::http_server::{Reply, Server};

/// A package's files, by path.
fn krate(name: &str, files: &[(&str, String)]) -> Krate {
    Krate::new(
        name,
        files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect::<BTreeMap<_, _>>(),
    )
}

/// The program of the README, with a contract, and with an address of the environment.
fn program(contract: String, main: &str) -> Krate {
    let [manifest, build, _] = readme::blocks("A module, by `build.rs`").try_into().unwrap();
    let manifest =
        format!("[package]\nname = \"shop\"\nedition = \"2024\"\n\n{}\n", readme::manifest(&manifest));
    krate(
        "shop",
        &[
            ("Cargo.toml", format!("{manifest}[lints.rust]\nwarnings = \"deny\"\n")),
            ("build.rs", build),
            ("src/main.rs", main.to_owned()),
            ("wsdl/Orders.wsdl", contract),
        ],
    )
}

/// The README's `src/main.rs`.
fn main_file() -> String {
    let main = readme::blocks("A module, by `build.rs`").pop().unwrap();
    let address = "\"https://shop.example.com/soap\"";
    assert_eq!(main.matches(address).count(), 1, "{main}");
    main.replace(address, "std::env::var(\"SHOP\").unwrap()")
}

/// A program with two modules: one below others and with blocking calls, in the edition before; one with a configuration. What
/// grows is a file that a contract imports, and the configuration.
fn two_modules(grown: bool) -> Krate {
    let manifest = readme::blocks("A module, by `build.rs`").remove(0);
    let manifest =
        readme::manifest(&manifest).replace("templates\" }", "templates\", features = [\"blocking\"] }");
    let package = "[package]\nname = \"two-modules\"\nedition = \"2021\"\n\n";
    let element = |name: &str| format!("<xs:element name='{name}' type='xs:string' minOccurs='0'/>");
    let before = format!("<xs:element name='crate' type='xs:int'/>{}", element("mod"));
    let (main, config) = (include_str!("programs/two.rs"), include_str!("programs/two.toml"));
    let (main, config, types) = if grown {
        let main = main.replace("item.r#mod", "item.place").replace("types::Order", "types::Purchase");
        let config = format!("{config}\n[rename]\nOrder = \"Purchase\"\n");
        (main, config, contracts::stock_types(&(before + &element("place")), &element("where")))
    } else {
        (main.to_owned(), config.to_owned(), contracts::stock_types(&before, ""))
    };
    krate(
        "two-modules",
        &[
            ("Cargo.toml", format!("{package}{manifest}\n[lints.rust]\nwarnings = \"deny\"\n")),
            ("build.rs", include_str!("programs/two_build.rs").to_owned()),
            ("src/main.rs", main),
            ("soapwright.toml", config),
            ("wsdl/Orders.wsdl", contracts::orders()),
            ("wsdl/Stock.wsdl", contracts::stock()),
            ("xsd/stock.xsd", types),
        ],
    )
}

/// The xtask of the README.
fn xtask() -> Krate {
    let [manifest, main] = readme::blocks("An xtask").try_into().unwrap();
    krate("xtask", &[("Cargo.toml", readme::manifest(&manifest)), ("src/main.rs", main)])
}

/// Answers as the service does: to each operation with its own response.
fn shop() -> Server {
    Server::start(|request| {
        let text = request.text();
        let body = match () {
            () if text.contains("placeOrder>") => {
                let number = if text.contains("note>fragile</") { 8 } else { 7 };
                format!("<placeOrderResponse xmlns='urn:example:orders'><number>{number}</number></placeOrderResponse>")
            }
            () if text.contains("cancelOrder>") => {
                "<cancelOrderResponse xmlns='urn:example:orders'><cancelled>true</cancelled></cancelOrderResponse>".to_owned()
            }
            () if text.contains("self>AB</") => "<countResponse xmlns='urn:example:stock'><item><crate>5</crate><mod>wool</mod>\
                                                  <place>B 12</place></item></countResponse>"
                .to_owned(),
            () => return Reply::new(500),
        };
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>{body}</s:Body></s:Envelope>"
        );
        Reply::new(200).header("Content-Type", "text/xml; charset=utf-8").body(envelope)
    })
    .unwrap()
}

/// What a program prints, which calls the server.
fn printed(program: &Path, server: &Server) -> String {
    let output = Command::new(program).env("SHOP", server.url("/soap")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The xtask writes a crate, beside its own.
fn writes_a_crate(xtask: &Path) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("wsdl")).unwrap();
    std::fs::write(folder.path().join("wsdl/Orders.wsdl"), contracts::orders()).unwrap();
    let task = Command::new(xtask).current_dir(folder.path()).output().unwrap();
    assert!(task.status.success(), "{}", String::from_utf8_lossy(&task.stderr));
    assert!(folder.path().join("orders-client/src/lib.rs").is_file());
}

#[test]
#[ignore = "compiles the generator once more: see .ci/run"]
fn one_build_after_its_contract_changes_a_program_runs_the_new_client() {
    let space = Space::new("module").unwrap();
    let server = shop();
    let mut first = vec![program(contracts::orders(), &main_file()), two_modules(false)];
    // It compiles the generator once more.
    let long = std::env::var_os("SOAPWRIGHT_LONG").is_some();
    first.extend(long.then(xtask));
    let built = space.build(&first).unwrap();
    assert_eq!(printed(built.program("shop", "shop").unwrap(), &server), "order 7\n");
    assert_eq!(
        printed(built.program("two-modules", "two-modules").unwrap(), &server),
        "5 Some(\"wool\") 0\n"
    );

    // Nothing changes, and nothing is compiled.
    space.write(&first).unwrap();
    let again = space.cargo(&["build", "--workspace", "--message-format", "json"]).unwrap();
    let again = String::from_utf8(again.stdout).unwrap();
    assert!(again.contains("\"fresh\":true") && !again.contains("\"fresh\":false"), "{again}");

    if long {
        writes_a_crate(built.program("xtask", "xtask").unwrap());
    }

    // A contract, a file that another one imports, and a configuration grow. The program uses what is new.
    let main = main_file()
        .replace("        ..Default", "        note: Some(\"fragile\".into()),\n        ..Default")
        .replace(
            "println!(\"order {number}\")",
            "println!(\"order {number}: {}\", session.orders().cancel_order(number).await?)",
        );
    let mut second = vec![program(contracts::grown_orders(), &main), two_modules(true)];
    second.extend(long.then(xtask));
    let built = space.build(&second).unwrap();
    assert_eq!(printed(built.program("shop", "shop").unwrap(), &server), "order 8: true\n");
    assert_eq!(
        printed(built.program("two-modules", "two-modules").unwrap(), &server),
        "5 Some(\"B 12\") 0\n"
    );
}

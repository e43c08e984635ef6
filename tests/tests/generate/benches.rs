//! The modules that the benches read and write by.

use soapwright::Builder;

use soapwright_tests::folders::{temporary, workspace};

/// Compares a module of the benches with what its contracts make of it now.
fn up_to_date(builder: Builder, name: &str) {
    let out = temporary();
    let report = builder.server(true).module_name(name).out_dir(out.path()).module().unwrap();
    let fresh = std::fs::read_to_string(report.module.unwrap()).unwrap();
    let file = workspace().join("tests/benches/src").join(format!("{name}.rs"));
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&file, &fresh).unwrap();
    }
    let checked_in = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(fresh == checked_in, "{} is not up to date: SOAPWRIGHT_BLESS=1 writes it", file.display());
}

#[test]
fn the_modules_of_the_benches_are_up_to_date() {
    let benches = workspace().join("tests/benches");
    up_to_date(Builder::new().config(benches.join("soapwright.toml")).async_client(false), "contract");
    up_to_date(Builder::new().wsdl(benches.join("wsdl/Cards.wsdl")).blocking(true), "cards");
}

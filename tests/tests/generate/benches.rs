//! The module that the benches read and write by.

use soapwright::Builder;

use soapwright_tests::folders::{temporary, workspace};

#[test]
fn the_module_of_the_benches_is_up_to_date() {
    let benches = workspace().join("tests/benches");
    let out = temporary();
    let builder = Builder::new().config(benches.join("soapwright.toml"));
    let report = builder.server(true).async_client(false).out_dir(out.path()).module();
    let fresh = std::fs::read_to_string(report.unwrap().module.unwrap()).unwrap();
    let file = benches.join("src/contract.rs");
    if std::env::var_os("SOAPWRIGHT_BLESS").is_some() {
        std::fs::write(&file, &fresh).unwrap();
    }
    let checked_in = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(fresh == checked_in, "{} is not up to date: SOAPWRIGHT_BLESS=1 writes it", file.display());
}

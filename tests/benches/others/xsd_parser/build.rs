//! Generates the code: 160 KB for these few types, so it is not checked in.

use std::path::PathBuf;

use xsd_parser::config::Schema;
use xsd_parser::{Config, generate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let schemas = ["envelope.xsd", "rows.xsd", "plain.xsd"];
    for schema in schemas {
        println!("cargo::rerun-if-changed={schema}");
    }
    let config = Config::default()
        .with_schemas(schemas.map(|schema| Schema::File(PathBuf::from(schema))))
        .with_nillable_type_support()
        .with_quick_xml();
    let code = generate(config)?.to_string();
    Ok(std::fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("types.rs"), code)?)
}

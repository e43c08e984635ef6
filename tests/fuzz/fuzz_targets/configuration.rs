//! A text as `soapwright.toml`: it is refused with a place, or it is written again with the same meaning.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use soapwright::internals::config::Config;

fuzz_target!(|text: &str| {
    let path = Path::new("fuzzed/soapwright.toml");
    let config = match Config::parse(text, path) {
        Ok(config) => config,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let rendered = config.render().expect("what was read can be written");
    let again = Config::parse(&rendered, path).expect("what was written can be read");
    assert_eq!(again.render().expect("it was written before"), rendered);
});

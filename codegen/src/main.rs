//! The `soapwright` command.

fn main() {}

use soapwright::{Builder, Error};

fn main() -> Result<(), Error> {
    Builder::new().config("soapwright.toml").module()?;
    let counts = Builder::new().wsdl("wsdl/Stock.wsdl").module_name("counts");
    counts.blocking(true).struct_arguments(true).module()?;
    Ok(())
}

//! Prints a message of a shape, for programs in other languages. Usage: `message SHAPE BYTES`.

use std::io::Write as _;
use std::process::ExitCode;

use soapwright_benches::Failure;
use soapwright_benches::shapes::SHAPES;

fn main() -> ExitCode {
    match print() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("message: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(name), Some(size)) = (arguments.next(), arguments.next()) else {
        return Err("say a shape and a number of bytes".into());
    };
    let shape = SHAPES.iter().find(|shape| shape.name == name).ok_or("there is no such shape")?;
    Ok(std::io::stdout().write_all(&(shape.make)(size.parse()?))?)
}

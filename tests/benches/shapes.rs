//! How fast each shape of a message is read and written, beside quick-xml's loops over the same bytes.
//!
//! ```sh
//! cargo bench --bench shapes -- [SHAPE...] [--size 4M] [--runs 9] [--decode | --encode] [--best]
//! ```
//!
//! SHAPE is a part of a name; without one, all are measured. `token` is the loop that only finds the tags, `names` the one
//! that finds namespaces and attributes too. Speeds are millions of bytes a second, `/token` and `/names` the ratios to those.
//! All four are measured in turns, and medians count (`--best`: the shortest runs). The first round warms the heap and does
//! not count; what was read is dropped outside the time.

use std::process::ExitCode;

use soapwright_benches::Failure;
use soapwright_benches::arguments::Arguments;
use soapwright_benches::loops::{namespaced, tokens, utf_8};
use soapwright_benches::shapes::{SHAPES, Shape};
use soapwright_benches::timing::{Times, speed};

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shapes: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let arguments = Arguments::read(&["decode", "encode", "best"])?;
    let wanted: Vec<&Shape> = SHAPES.iter().filter(|shape| arguments.wants(shape.name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = SHAPES.iter().map(|shape| shape.name).collect();
        return Err(format!("there is no such shape; there are {}", names.join(", ")).into());
    }
    println!(
        "{:<15}{:>9}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}",
        "shape", "bytes", "token", "names", "decode", "/token", "/names", "encode", "/token", "/names"
    );
    for shape in wanted {
        row(shape, &arguments).map_err(|error| format!("{}: {error}", shape.name))?;
    }
    Ok(())
}

fn row(shape: &Shape, arguments: &Arguments) -> Result<(), Failure> {
    let bytes = (shape.make)(arguments.size);
    let value = (shape.decode)(&bytes)?;
    let written = value.encode()?;
    if !(shape.decode)(written.as_bytes())?.same(value.as_ref()) {
        return Err("what was written does not say what was read".into());
    }
    let (decodes, encodes) = (!arguments.has("encode"), !arguments.has("decode"));
    let (mut token, mut names, mut decode, mut encode) =
        (Times::default(), Times::default(), Times::default(), Times::default());
    for round in 0..=arguments.runs {
        token.run(|| tokens(&bytes))?;
        names.run(|| namespaced(&bytes))?;
        if decodes {
            drop(decode.run(|| (shape.decode)(&bytes))?);
        }
        if encodes {
            drop(encode.run(|| value.encode())?);
        }
        if round == 0 {
            for times in [&mut token, &mut names, &mut decode, &mut encode] {
                times.warmed();
            }
        }
    }
    // UTF-16 counts as the UTF-8 that it would be, since that is what is written.
    let length = utf_8(&bytes).len();
    let [token, names] = [token, names].map(|times| speed(length, times.seconds(arguments.has("best"))));
    print!("{:<15}{length:>9}{token:>8.0}{names:>8.0}", shape.name);
    for (times, length) in [(decode, length), (encode, written.len())] {
        let speed = speed(length, times.seconds(arguments.has("best")));
        if speed > 0.0 {
            print!("{speed:>8.0}{:>8.2}{:>8.2}", speed / token, speed / names);
        } else {
            print!("{:>8}{:>8}{:>8}", "-", "-", "-");
        }
    }
    println!();
    Ok(())
}

//! How fast other Rust libraries read and write, on the flat list and on elements with seven attributes.
//!
//! ```sh
//! cargo bench --features rivals --bench rivals -- [flat] [attributes-7] [--size 1M] [--runs 9] [--best]
//! ```
//!
//! roxmltree makes a tree of texts, and no values; the others make structs. `times` says how many times as long each takes as
//! the codec. All are measured in turns in one process.

use std::process::ExitCode;

use soapwright_benches::{Failure, heap};
use soapwright_benches::arguments::Arguments;
use soapwright_benches::rivals::{serde_attributes, serde_flat, tree, yaserde_attributes, yaserde_flat};
use soapwright_benches::shapes::SHAPES;
use soapwright_benches::timing::{Times, speed};

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rivals: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), Failure> {
    let arguments = Arguments::read(&["best"])?;
    heap::keep();
    for name in ["flat", "attributes-7"] {
        if arguments.wants(name) {
            shape(name, &arguments)?;
        }
    }
    Ok(())
}

/// One who is measured: its name, how many bytes it reads or writes, and what it does.
type Rival<'a> = (&'static str, usize, Box<dyn FnMut() -> Result<(), Failure> + 'a>);

fn shape(name: &str, arguments: &Arguments) -> Result<(), Failure> {
    let shape = SHAPES.iter().find(|shape| shape.name == name).ok_or("there is no such shape")?;
    let bytes = (shape.make)(arguments.size);
    let value = (shape.decode)(&bytes)?;
    let written = value.encode()?.len();
    let is_flat = name == "flat";
    let rows = if is_flat { "<Row>" } else { "<p:span " };
    let rows = std::str::from_utf8(&bytes)?.matches(rows).count();
    let by_yaserde = if is_flat { yaserde_flat(&bytes)?.0 } else { yaserde_attributes(&bytes)?.0 };
    if by_yaserde != rows {
        return Err(format!("yaserde reads {by_yaserde} of {rows} rows").into());
    }
    let (flat, spans);
    let mut rivals: Vec<Rival<'_>> = vec![
        ("codec, decode", bytes.len(), Box::new(|| (shape.decode)(&bytes).map(drop))),
        ("roxmltree, tree", bytes.len(), Box::new(|| tree(&bytes).map(drop))),
    ];
    let mut writers: Vec<Rival<'_>> = vec![("codec, encode", written, Box::new(|| value.encode().map(drop)))];
    if is_flat {
        flat = serde_flat(&bytes)?;
        rivals.push(("serde + quick-xml, decode", bytes.len(), Box::new(|| serde_flat(&bytes).map(drop))));
        rivals.push(("yaserde, decode", bytes.len(), Box::new(|| yaserde_flat(&bytes).map(drop))));
        writers.push(("serde + quick-xml, encode", flat.write()?.len(), Box::new(|| flat.write().map(drop))));
    } else {
        spans = serde_attributes(&bytes)?;
        rivals.push((
            "serde + quick-xml, decode",
            bytes.len(),
            Box::new(|| serde_attributes(&bytes).map(drop)),
        ));
        rivals.push(("yaserde, decode", bytes.len(), Box::new(|| yaserde_attributes(&bytes).map(drop))));
        writers.push((
            "serde + quick-xml, encode",
            spans.write()?.len(),
            Box::new(|| spans.write().map(drop)),
        ));
    }
    println!("{name}, {} bytes, {rows} rows", bytes.len());
    for mut rivals in [rivals, writers] {
        compare(&mut rivals, arguments)?;
    }
    Ok(())
}

fn compare(rivals: &mut [Rival<'_>], arguments: &Arguments) -> Result<(), Failure> {
    let mut times = vec![Times::default(); rivals.len()];
    for round in 0..=arguments.runs {
        for ((_, _, what), times) in rivals.iter_mut().zip(&mut times) {
            // What was read is dropped within the time here, by all of them.
            times.run(what)?;
            if round == 0 {
                times.warmed();
            }
        }
    }
    let mut first = None;
    for ((name, bytes, _), times) in rivals.iter().zip(&times) {
        let seconds = times.seconds(arguments.has("best"));
        let times = seconds / *first.get_or_insert(seconds);
        println!("  {name:<28}{:>8.0} MB/s{times:>8.2} times", speed(*bytes, seconds));
    }
    Ok(())
}

//! How fast other Rust libraries read and write, on the flat list and on elements with seven attributes.
//!
//! ```sh
//! cargo bench --features rivals --bench rivals -- [flat] [attributes-7] [--size 4M] [--runs 9] [--best]
//! ```
//!
//! Without a size the messages have 1 KB, 200 KB, 4 MB and 20 MB. roxmltree makes a tree of texts, and no values; the others
//! make structs. `times` says how many times as long each takes as the codec. All are measured in turns in one process, with
//! what was read dropped outside the time, and one round before those that count. A run reads small messages many times.

use std::any::Any;
use std::process::ExitCode;

use soapwright_benches::arguments::Arguments;
use soapwright_benches::rivals::{
    serde_attributes, serde_flat, tree, xsd_parser, yaserde_attributes, yaserde_flat,
};
use soapwright_benches::shapes::{SHAPES, Shape};
use soapwright_benches::timing::{Times, speed};
use soapwright_benches::{Failure, heap};

/// The sizes of messages, in bytes.
const SIZES: [usize; 4] = [1_000, 200_000, 4_000_000, 20_000_000];

/// A run reads at least so many bytes.
const LEAST: usize = 200_000;

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
            let shape = SHAPES.iter().find(|shape| shape.name == name).ok_or("there is no such shape")?;
            for size in arguments.given_size.map_or(SIZES.to_vec(), |size| vec![size]) {
                measure_shape(shape, size, &arguments)?;
            }
        }
    }
    Ok(())
}

/// What was read or written, to be dropped later.
type Made = Box<dyn Any>;

/// One who is measured: its name, how many bytes it reads or writes, and what it does.
struct Rival<'a> {
    name: &'static str,
    bytes: usize,
    what: Box<dyn FnMut() -> Result<Made, Failure> + 'a>,
}

impl<'a> Rival<'a> {
    fn new<T: 'static>(
        name: &'static str,
        bytes: usize,
        mut what: impl FnMut() -> Result<T, Failure> + 'a,
    ) -> Self {
        Self { name, bytes, what: Box::new(move || Ok(Box::new(what()?))) }
    }
}

/// Whether a rival reads all rows.
fn check<T>(name: &str, read: (usize, T), rows: usize) -> Result<T, Failure> {
    match read {
        (count, read) if count == rows => Ok(read),
        (count, _) => Err(format!("{name} reads {count} of {rows} rows").into()),
    }
}

fn measure_shape(shape: &Shape, size: usize, arguments: &Arguments) -> Result<(), Failure> {
    let made = (shape.make)(size);
    let bytes = &*made;
    let value = (shape.decode)(bytes)?;
    let is_flat = shape.name == "flat";
    let rows = std::str::from_utf8(bytes)?.matches(if is_flat { "<Row>" } else { "<p:span " }).count();
    let by_parser = xsd_parser(bytes)?;
    check("xsd-parser", (by_parser.count(), ()), rows)?;
    let (flat, spans);
    let mut readers = vec![Rival::new("codec, decode", bytes.len(), || (shape.decode)(bytes))];
    let mut writers = vec![Rival::new("codec, encode", value.encode()?.len(), || value.encode())];
    // A tree borrows the text, so it is dropped within its time. It is a few vectors.
    readers.push(Rival::new("roxmltree, tree", bytes.len(), || tree(bytes).map(|(count, _)| count)));
    if is_flat {
        flat = check("serde", serde_flat(bytes)?, rows)?;
        check("yaserde", yaserde_flat(bytes)?, rows)?;
        readers.push(Rival::new("serde + quick-xml, decode", bytes.len(), || serde_flat(bytes)));
        readers.push(Rival::new("yaserde, decode", bytes.len(), || yaserde_flat(bytes)));
        writers.push(Rival::new("serde + quick-xml, encode", flat.write()?.len(), || flat.write()));
    } else {
        spans = check("serde", serde_attributes(bytes)?, rows)?;
        check("yaserde", yaserde_attributes(bytes)?, rows)?;
        readers.push(Rival::new("serde + quick-xml, decode", bytes.len(), || serde_attributes(bytes)));
        readers.push(Rival::new("yaserde, decode", bytes.len(), || yaserde_attributes(bytes)));
        writers.push(Rival::new("serde + quick-xml, encode", spans.write()?.len(), || spans.write()));
    }
    readers.push(Rival::new("xsd-parser, decode", bytes.len(), || xsd_parser(bytes)));
    writers.push(Rival::new("xsd-parser, encode", by_parser.write()?.len(), || by_parser.write()));
    println!("{}, {} bytes, {rows} rows", shape.name, bytes.len());
    for mut rivals in [readers, writers] {
        compare(&mut rivals, arguments)?;
    }
    Ok(())
}

fn compare(rivals: &mut [Rival<'_>], arguments: &Arguments) -> Result<(), Failure> {
    let mut times = vec![Times::default(); rivals.len()];
    let mut made = Vec::new();
    for round in 0..=arguments.runs {
        for (rival, times) in rivals.iter_mut().zip(&mut times) {
            let again = LEAST.div_ceil(rival.bytes);
            made.reserve(again);
            times.run(|| {
                for _ in 0..again {
                    made.push((rival.what)()?);
                }
                Ok(())
            })?;
            made.clear();
            if round == 0 {
                times.warmed();
            }
        }
    }
    let mut first = None;
    for (rival, times) in rivals.iter().zip(&times) {
        let (name, again) = (rival.name, LEAST.div_ceil(rival.bytes));
        let rate = speed(rival.bytes * again, times.seconds(arguments.has("best")));
        let first = *first.get_or_insert(rate);
        println!("  {name:<28}{rate:>8.0} MB/s{:>8.2} times", first / rate);
    }
    Ok(())
}

//! How fast each shape of a message is read and written, beside quick-xml's loops over the same bytes.
//!
//! ```sh
//! cargo bench --bench shapes -- [SHAPE...] [--size 4M] [--runs 9] [--decode | --encode] [--best] [--cold] [--tsv]
//! cargo bench --bench shapes -- --growth [SHAPE...] [--size 4M] [--runs 9]
//! ```
//!
//! SHAPE is a part of a name; without one, all are measured. `token` is the loop that only finds the tags, `names` the one
//! that finds namespaces and attributes too. Speeds are millions of bytes a second, `/token` and `/names` the ratios to those.
//! All four are measured in turns, and medians count (`--best`: the shortest runs). The first round warms the heap, which keeps
//! what it has, and does not count; what was read is dropped outside the time.
//!
//! `--cold` measures each run in a process of its own, once: the heap is cold then, and so are the caches for code.
//! `--tsv` prints the speeds alone, with tabs between them, for `page.sh`. A failure of one shape does not hide the others.
//!
//! `--growth` doubles the bytes of each shape, and fields, attributes and prefixes, and fails where that takes more than 2.2
//! times as long.

use std::process::{Command, ExitCode, Stdio};

use soapwright_benches::arguments::Arguments;
use soapwright_benches::loops::{namespaced, tokens, utf_8};
use soapwright_benches::shapes::{SHAPES, Shape};
use soapwright_benches::timing::{Times, speed};
use soapwright_benches::{Failure, growth, heap};

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
    let arguments = Arguments::read(&["decode", "encode", "best", "growth", "tsv", "cold", "once"])?;
    if !arguments.has("cold") && !arguments.has("once") {
        heap::keep();
    }
    if arguments.has("growth") {
        return growth::check(&arguments);
    }
    let wanted: Vec<&Shape> = SHAPES.iter().filter(|shape| arguments.wants(shape.name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = SHAPES.iter().map(|shape| shape.name).collect();
        return Err(format!("there is no such shape; there are {}", names.join(", ")).into());
    }
    let is_table = !arguments.has("tsv") && !arguments.has("once");
    if is_table {
        println!(
            "{:<15}{:>9}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}{:>8}",
            "shape", "bytes", "token", "names", "decode", "/token", "/names", "encode", "/token", "/names"
        );
    }
    let mut failed = Vec::new();
    for shape in wanted {
        let measured = match (arguments.has("once"), arguments.has("cold")) {
            (true, _) => once(shape, &arguments),
            (false, true) => cold(shape, &arguments),
            (false, false) => warm(shape, &arguments),
        };
        match measured {
            Ok(speeds) if is_table => speeds.print(shape.name),
            Ok(speeds) => speeds.print_tsv(shape.name),
            // A shape that cannot be read hides no other.
            Err(error) => {
                eprintln!("{:<15}{error}", shape.name);
                failed.push(shape.name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", ")).into()) }
}

/// Millions of bytes a second; 0 where nothing was measured.
struct Speeds {
    length: usize,
    token: f64,
    names: f64,
    decode: f64,
    encode: f64,
}

impl Speeds {
    fn print(&self, name: &str) {
        let Self { length, token, names, decode, encode } = self;
        print!("{name:<15}{length:>9}{token:>8.0}{names:>8.0}");
        for speed in [decode, encode] {
            if *speed > 0.0 {
                print!("{speed:>8.0}{:>8.2}{:>8.2}", speed / token, speed / names);
            } else {
                print!("{:>8}{:>8}{:>8}", "-", "-", "-");
            }
        }
        println!();
    }

    fn print_tsv(&self, name: &str) {
        let Self { length, token, names, decode, encode } = self;
        println!("{name}\t{length}\t{token:.1}\t{names:.1}\t{decode:.1}\t{encode:.1}");
    }
}

/// Round by round in this process.
fn warm(shape: &Shape, arguments: &Arguments) -> Result<Speeds, Failure> {
    let bytes = (shape.make)(arguments.size);
    let value = (shape.decode)(&bytes)?;
    let written = value.encode()?;
    if !(shape.decode)(written.as_bytes())?.same(value.as_ref()) {
        return Err("what was written does not say what was read".into());
    }
    let (decodes, encodes) = (!arguments.has("encode"), !arguments.has("decode"));
    let mut all: [Times; 4] = Default::default();
    for round in 0..=arguments.runs {
        let [token, names, decode, encode] = &mut all;
        token.run(|| tokens(&bytes))?;
        names.run(|| namespaced(&bytes))?;
        if decodes {
            drop(decode.run(|| (shape.decode)(&bytes))?);
        }
        if encodes {
            drop(encode.run(|| value.encode())?);
        }
        if round == 0 {
            all.iter_mut().for_each(Times::warmed);
        }
    }
    Ok(speeds(&bytes, written.len(), &all, arguments))
}

/// Once in this process, which has done nothing before.
fn once(shape: &Shape, arguments: &Arguments) -> Result<Speeds, Failure> {
    let bytes = (shape.make)(arguments.size);
    let mut all: [Times; 4] = Default::default();
    let [token, names, decode, encode] = &mut all;
    token.run(|| tokens(&bytes))?;
    names.run(|| namespaced(&bytes))?;
    let value = decode.run(|| (shape.decode)(&bytes))?;
    let written = encode.run(|| value.encode())?;
    Ok(speeds(&bytes, written.len(), &all, arguments))
}

/// Once in each of so many processes: there the heap has to be asked of the system first.
fn cold(shape: &Shape, arguments: &Arguments) -> Result<Speeds, Failure> {
    let mut columns: [Vec<f64>; 5] = Default::default();
    for _ in 0..arguments.runs {
        let mut command = Command::new(std::env::current_exe()?);
        let size = arguments.size.to_string();
        let output =
            command.args(["--once", "--size", &size, shape.name]).stderr(Stdio::inherit()).output()?;
        let text = String::from_utf8(output.stdout)?;
        // Other shapes may have the name as a part of theirs.
        let line = text.lines().find_map(|line| line.strip_prefix(shape.name)?.strip_prefix('\t'));
        for (column, figure) in columns.iter_mut().zip(line.ok_or("it could not be measured")?.split('\t')) {
            column.push(figure.parse()?);
        }
    }
    let [length, token, names, decode, encode] = columns.map(|mut column| {
        column.sort_by(f64::total_cmp);
        let index = if arguments.has("best") { column.len().saturating_sub(1) } else { column.len() / 2 };
        column.get(index).copied().unwrap_or_default()
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a number of bytes")]
    Ok(Speeds { length: length as usize, token, names, decode, encode })
}

fn speeds(bytes: &[u8], written: usize, times: &[Times; 4], arguments: &Arguments) -> Speeds {
    // UTF-16 counts as the UTF-8 that it would be, since that is what is written.
    let length = utf_8(bytes).len();
    let [token, names, decode, encode] = times.each_ref().map(|times| times.seconds(arguments.has("best")));
    Speeds {
        length,
        token: speed(length, token),
        names: speed(length, names),
        decode: speed(length, decode),
        encode: speed(written, encode),
    }
}

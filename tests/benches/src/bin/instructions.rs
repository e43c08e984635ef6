//! What `.ci/instructions` counts the instructions of: `instructions` lists the cases, `instructions CASE` runs one.
//!
//! Callgrind counts what [`counted`] does and nothing else. Each case reads or writes the same bytes each time.

use std::hint::black_box;
use std::process::ExitCode;

use soapwright_benches::Failure;
use soapwright_benches::loops::{namespaced, tokens};
use soapwright_benches::shapes::{SHAPES, Shape};

/// The shapes that are guarded: one for each part of the codec that can become slow alone.
const GUARDED: [&str; 6] = ["flat", "numbers", "attributes-7", "sparse-300", "any", "multiref"];

/// How long the messages are.
const SIZE: usize = 200_000;

fn main() -> ExitCode {
    let done = match std::env::args().nth(1) {
        None => {
            list();
            Ok(())
        }
        Some(case) => run(&case),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("instructions: {error}");
            ExitCode::FAILURE
        }
    }
}

fn list() {
    for name in GUARDED {
        println!("decode-{name}\nencode-{name}");
    }
    println!("quick-xml-tokens\nquick-xml-names");
}

fn run(case: &str) -> Result<(), Failure> {
    if let Some(name) = case.strip_prefix("decode-") {
        let (shape, bytes) = shape(name)?;
        return twice(|| (shape.decode)(&bytes));
    }
    if let Some(name) = case.strip_prefix("encode-") {
        let (shape, bytes) = shape(name)?;
        let value = (shape.decode)(&bytes)?;
        return twice(|| value.encode());
    }
    // Not our code: they change when the compiler, the processor or libc does.
    let (_, bytes) = shape("flat")?;
    match case {
        "quick-xml-tokens" => twice(|| tokens(&bytes)),
        "quick-xml-names" => twice(|| namespaced(&bytes)),
        _ => Err(format!("there is no case `{case}`").into()),
    }
}

fn shape(name: &str) -> Result<(&'static Shape, Vec<u8>), Failure> {
    let shape = SHAPES.iter().find(|shape| shape.name == name);
    let shape = shape.ok_or_else(|| format!("there is no shape `{name}`"))?;
    Ok((shape, (shape.make)(SIZE)))
}

/// What is found out once (features of the processor, symbols of libc) is found out by the first run, which does not count.
/// Nor does the dropping of what was made.
fn twice<T>(mut what: impl FnMut() -> Result<T, Failure>) -> Result<(), Failure> {
    drop(black_box(what()?));
    let mut made = None;
    counted(&mut || {
        made = Some(what()?);
        Ok(())
    })?;
    drop(black_box(made));
    Ok(())
}

/// Callgrind is told the name of this function.
#[inline(never)]
fn counted(what: &mut dyn FnMut() -> Result<(), Failure>) -> Result<(), Failure> {
    what()
}

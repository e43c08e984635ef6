//! Whether anything grows faster than what it is given.

use crate::Failure;
use crate::arguments::Arguments;
use crate::shapes::{DOUBLED, SHAPES, Shape};
use crate::timing::Times;

/// How much more the doubled message may take: twice, and some for what no longer fits into a cache.
const MOST: f64 = 2.2;

/// Doubles the bytes of each shape, and what else a message has many of. A line for each says how much longer reading and
/// writing take then.
///
/// # Errors
/// When something takes more than 2.2 times as long, or cannot be read.
pub fn check(arguments: &Arguments) -> Result<(), Failure> {
    println!("{:<15}{:<17}{:>8}{:>8}", "doubled", "shape", "decode", "encode");
    let size = arguments.size;
    let mut worse = Vec::new();
    for shape in SHAPES.iter().filter(|shape| arguments.wants(shape.name)) {
        let bytes = [(shape.make)(size), (shape.make)(2 * size)];
        row("bytes", [shape, shape], &bytes, arguments, &mut worse)?;
    }
    for (what, [one, two]) in DOUBLED {
        if arguments.wants(one.name) {
            row(what, [one, two], &[(one.make)(size), (two.make)(size)], arguments, &mut worse)?;
        }
    }
    match worse.is_empty() {
        true => Ok(()),
        false => Err(format!("more than {MOST} times as long: {}", worse.join(", ")).into()),
    }
}

fn row(
    what: &str,
    shapes: [&Shape; 2],
    bytes: &[Vec<u8>; 2],
    arguments: &Arguments,
    worse: &mut Vec<String>,
) -> Result<(), Failure> {
    let [one, two] = shapes;
    let [half, whole] = bytes;
    let values = [(one.decode)(half)?, (two.decode)(whole)?];
    let [small, large] = &values;
    let (mut decode, mut encode) =
        ([Times::default(), Times::default()], [Times::default(), Times::default()]);
    for round in 0..=arguments.runs {
        let [a, b] = &mut decode;
        drop(a.run(|| (one.decode)(half))?);
        drop(b.run(|| (two.decode)(whole))?);
        let [c, d] = &mut encode;
        c.run(|| small.encode())?;
        d.run(|| large.encode())?;
        if round == 0 {
            for times in [a, b, c, d] {
                times.warmed();
            }
        }
    }
    print!("{what:<15}{:<17}", two.name);
    for (direction, [small, large]) in [("decode", decode), ("encode", encode)] {
        // The shortest runs: whatever disturbs makes runs longer.
        let ratio = large.seconds(true) / small.seconds(true);
        print!("{ratio:>8.2}");
        if ratio > MOST {
            worse.push(format!("{direction} of {} ({what})", two.name));
        }
    }
    println!();
    Ok(())
}

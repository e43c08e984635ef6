//! Puts measured speeds into README.md and shapes.svg. Usage: `page OPTIONS TSV...`, which `page.sh` calls.
//!
//! OPTIONS are those with which `shapes` ran, in one word. Each TSV is what `shapes --tsv` printed, of another build; of each figure the median counts. In README.md the lines between
//! `<!-- shapes -->` and `<!-- end -->` are written anew.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use soapwright_benches::Failure;
use soapwright_benches::shapes::SHAPES;

/// What the ratios are drawn to at most.
const MOST: f64 = 4.0;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let options = arguments.next().unwrap_or_default();
    match page(&options, &arguments.collect::<Vec<String>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("page: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The speeds of a shape in MB/s.
struct Row {
    name: String,
    what: &'static str,
    bytes: f64,
    token: f64,
    names: f64,
    decode: f64,
    encode: f64,
}

fn page(options: &str, files: &[String]) -> Result<(), Failure> {
    let texts: Vec<String> = files.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    let rows = rows(&texts)?;
    if rows.is_empty() {
        return Err("no shape was measured".into());
    }
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::write(here.join("shapes.svg"), drawing(&rows))?;
    let readme = here.join("README.md");
    let text = std::fs::read_to_string(&readme)?;
    let (begin, end) = ("<!-- shapes -->\n", "<!-- end -->");
    let parts = text.split_once(begin).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let (before, after) = parts.ok_or("README.md has no place for the table")?;
    std::fs::write(&readme, format!("{before}{begin}{}{end}{after}", table(&rows, options, files.len())))?;
    Ok(())
}

fn rows(texts: &[String]) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for shape in SHAPES {
        let mut columns: [Vec<f64>; 5] = Default::default();
        for line in texts.iter().flat_map(|text| text.lines()) {
            let Some(figures) = line.strip_prefix(shape.name).and_then(|rest| rest.strip_prefix('\t')) else {
                continue;
            };
            for (column, figure) in columns.iter_mut().zip(figures.split('\t')) {
                column.push(figure.parse()?);
            }
        }
        // A shape that could not be read in time has no row.
        if columns.iter().all(|column| !column.is_empty()) {
            let [bytes, token, names, decode, encode] = columns.map(median);
            rows.push(Row {
                name: shape.name.to_owned(),
                what: shape.what,
                bytes,
                token,
                names,
                decode,
                encode,
            });
        }
    }
    Ok(rows)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

fn table(rows: &[Row], options: &str, builds: usize) -> String {
    let builds = if builds == 1 { "one build".to_owned() } else { format!("the medians of {builds} builds") };
    let options = if options.is_empty() { String::new() } else { format!(" with `{options}`") };
    let mut text = format!("\nMB/s and ratios, {builds}{options}:\n\n");
    text.push_str("| shape | what it is | MB | tokens | names | decode | /tokens | /names | encode | /tokens | /names |\n");
    text.push_str("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for row in rows {
        let Row { name, what, token, names, decode, encode, .. } = row;
        let megabytes = row.bytes / 1e6;
        let _ = write!(text, "| {name} | {what} | {megabytes:.1} | {token:.0} | {names:.0}");
        for speed in [decode, encode] {
            let _ = write!(text, " | {speed:.0} | {:.2} | {:.2}", speed / token, speed / names);
        }
        text.push_str(" |\n");
    }
    text.push('\n');
    text
}

/// Two bars a shape: how many times the token loop's speed reading and writing have.
fn drawing(rows: &[Row]) -> String {
    const LEFT: f64 = 130.0;
    const UNIT: f64 = 140.0;
    let mut bars = String::new();
    let mut y = 40.0;
    for row in rows {
        let _ = writeln!(
            bars,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y + 12.0,
            row.name
        );
        for (speed, color, down) in [(row.decode, "#2a6fb0", 0.0), (row.encode, "#d98324", 8.0)] {
            let ratio = speed / row.token;
            let (width, top) = (ratio.min(MOST) * UNIT, y + down);
            let _ = writeln!(
                bars,
                "<rect x=\"{LEFT}\" y=\"{top}\" width=\"{width:.1}\" height=\"7\" fill=\"{color}\"/>\
                 <text x=\"{:.1}\" y=\"{}\" font-size=\"8\">{ratio:.2}</text>",
                LEFT + width + 3.0,
                top + 7.0
            );
        }
        y += 22.0;
    }
    let (width, height) = (LEFT + MOST * UNIT + 40.0, y + 10.0);
    let mut lines = String::new();
    for (ratio, label) in [(1.0, "1 ×"), (2.0, "2 ×"), (3.0, "3 ×"), (4.0, "4 ×")] {
        let x = LEFT + ratio * UNIT;
        let strong = if ratio < 1.5 { "#888" } else { "#ddd" };
        let _ = writeln!(lines, "<line x1=\"{x}\" y1=\"34\" x2=\"{x}\" y2=\"{y}\" stroke=\"{strong}\"/>");
        let _ = writeln!(lines, "<text x=\"{x}\" y=\"30\" text-anchor=\"middle\">{label}</text>");
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"14\">Speed of reading (blue) and writing (orange), \
         as multiples of the speed at which quick-xml finds the tags</text>\n{lines}{bars}</svg>\n"
    )
}

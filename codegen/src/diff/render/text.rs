//! For people at a terminal.

use std::fmt::Write as _;

use super::{both, counts};
use crate::diff::change::{Change, Report, Stand};
use crate::diff::class::{Class, Direction};
use crate::diff::kind::Kind;
use crate::diff::rules::{Rule, rules};
use crate::visible;

/// How many operations are named.
const NAMED: usize = 4;

/// A report, grouped by class, the worst first.
pub fn text(report: &Report, colour: bool) -> String {
    let paint = Paint(colour);
    let mut out = String::new();
    for class in Class::ALL {
        let own: Vec<&Change> = report.changes.iter().filter(|change| change.class == class).collect();
        if own.is_empty() {
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", paint.class(class, &format!("{class} ({})", own.len())));
        for change in own {
            one(change, &paint, &mut out);
        }
        out.push('\n');
    }
    if !report.ignored.is_empty() {
        let _ = writeln!(out, "{}", paint.dim(&format!("ignored ({})", report.ignored.len())));
        for (change, reason) in &report.ignored {
            let line = format!("  {}  {}: {reason}", change.at, change.kind.name());
            let _ = writeln!(out, "{}", paint.dim(&line.replace(['\n', '\u{1b}'], " ")));
        }
        out.push('\n');
    }
    if report.changes.is_empty() {
        out.push_str("no change\n");
    } else {
        let _ = writeln!(out, "{}: a {} change", counts(report), report.summary().version());
    }
    visible::replaced(
        &out,
        |c| c != '\n' && c != '\u{1b}' && visible::is_invisible(c),
        |c, out| {
            out.extend(c.escape_default());
        },
    )
    .into_owned()
}

fn one(change: &Change, paint: &Paint, out: &mut String) {
    let clean = |text: &str| text.replace(['\n', '\u{1b}'], " ");
    let direction = match change.direction {
        Direction::None => String::new(),
        direction => format!("  in {}", words(direction)),
    };
    let _ = writeln!(out, "  {}  {}{direction}", paint.bold(&clean(&change.at)), change.kind.name());
    let old = change.old.as_ref().map(|stand| ("-", stand));
    let new = change.new.as_ref().map(|stand| ("+", stand));
    let width = [&change.old, &change.new]
        .into_iter()
        .flatten()
        .map(|stand| clean(&stand.text).chars().count())
        .max()
        .unwrap_or(0);
    for (sign, stand) in old.into_iter().chain(new) {
        let text = clean(&stand.text);
        let place = stand.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let line = format!("    {sign} {text:<width$}  {}", clean(&place));
        let _ = writeln!(out, "{}", paint.side(sign, line.trim_end()));
    }
    let _ = writeln!(out, "      {}", paint.dim(&clean(&change.note)));
    if let Some(witness) = &change.witness {
        let _ = writeln!(out, "      {}", paint.dim(&format!("witness: {}", clean(witness))));
    }
    match change.operations.as_slice() {
        [] => {}
        [only] if *only == change.at || change.at.starts_with(&**only) => {}
        all => {
            let named: Vec<String> = all.iter().take(NAMED).map(|name| clean(name)).collect();
            let more = all.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let _ = writeln!(out, "      {}", paint.dim(&format!("operations: {}{more}", named.join(", "))));
        }
    }
}

const fn words(direction: Direction) -> &'static str {
    match direction {
        Direction::None => "no message",
        Direction::Request => "requests",
        Direction::Response => "replies",
        Direction::Both => "requests and replies",
    }
}

/// Colours, or none.
struct Paint(bool);

impl Paint {
    fn with(&self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn class(&self, class: Class, text: &str) -> String {
        let code = match class {
            Class::Breaking => "1;31",
            Class::Risky => "1;33",
            Class::Compatible => "1;32",
            Class::Cosmetic => "1;34",
        };
        self.with(code, text)
    }

    fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }

    fn side(&self, sign: &str, text: &str) -> String {
        self.with(if sign == "-" { "31" } else { "32" }, text)
    }
}

/// What a kind of change is, what each case of it means, and what to do.
pub fn explain(kind: Kind) -> String {
    let mut out = format!("{}\n\n{}\n", kind.name(), kind.what());
    for rule in rules().iter().filter(|rule| rule.kind == kind) {
        let _ = writeln!(out, "\n  {}", case(rule));
        let _ = writeln!(out, "    {}: {}", rule.class, axes(rule));
        let _ = writeln!(out, "    {}", rule.why);
    }
    let _ = writeln!(out, "\nWhat to do: {}", kind.advice());
    out
}

/// All rules, one a line.
pub fn list() -> String {
    let width = |of: fn(&Rule) -> usize| rules().iter().map(of).max().unwrap_or(0);
    let (kinds, cases) = (width(|rule| rule.kind.name().len()), width(|rule| case(rule).len()));
    let mut out = String::new();
    for rule in rules() {
        let name = rule.kind.name();
        let _ = writeln!(out, "{name:<kinds$}  {:<cases$}  {:<10}  {}", case(rule), rule.class, rule.why);
    }
    out
}

/// The direction and condition of a rule.
fn case(rule: &Rule) -> String {
    let direction = rule.direction.map_or("any", Direction::name);
    match rule.condition {
        "-" => direction.to_owned(),
        condition => format!("{direction}, {condition}"),
    }
}

fn axes(rule: &Rule) -> String {
    let breaks = |it: bool| if it { "breaks" } else { "ok" };
    let data = if rule.data { "loses" } else { "ok" };
    format!("wire {}, data {data}, source {}", breaks(rule.wire), breaks(rule.source))
}

/// A change in one line, for formats that have one.
pub(super) fn line(change: &Change) -> String {
    let both = both(change);
    let both = if both.is_empty() { both } else { format!(" ({both})") };
    format!("{}: {}{both}. {}", change.kind.name(), change.at, change.note)
}

/// What stands at one side, or nothing.
pub(super) fn side(stand: Option<&Stand>) -> &str {
    stand.map_or("", |stand| stand.text.as_str())
}

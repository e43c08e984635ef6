//! As JUnit's XML: a test case a change, of which those at or above the limit fail.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::text::line;
use crate::diff::change::Report;
use crate::diff::class::Class;
use crate::visible;

/// A report; changes of `limit` and worse are failures.
pub fn junit(report: &Report, limit: Class) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory cannot fail.
    let _ = write(report, limit, &mut writer);
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    text
}

fn write(report: &Report, limit: Class, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
    let failures = report.changes.iter().filter(|change| change.class >= limit).count();
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let (tests, failures) = (report.changes.len().to_string(), failures.to_string());
    let attributes = [("name", "soapwright diff"), ("tests", &*tests), ("failures", &*failures)];
    writer.write_event(Event::Start(BytesStart::new("testsuites").with_attributes(attributes)))?;
    writer.write_event(Event::Start(BytesStart::new("testsuite").with_attributes(attributes)))?;
    for change in &report.changes {
        let at = clean(&change.at);
        let case = BytesStart::new("testcase");
        let case = case.with_attributes([("classname", change.kind.name()), ("name", &*at)]);
        if change.class < limit {
            writer.write_event(Event::Empty(case))?;
            continue;
        }
        writer.write_event(Event::Start(case))?;
        let message = clean(&line(change));
        let failure = BytesStart::new("failure");
        let failure = failure.with_attributes([("type", change.class.name()), ("message", &*message)]);
        writer.write_event(Event::Start(failure))?;
        writer.write_event(Event::Text(BytesText::new(&clean(&places(change)))))?;
        writer.write_event(Event::End(BytesEnd::new("failure")))?;
        writer.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn places(change: &crate::diff::Change) -> String {
    let side = |word: &str, stand: &Option<crate::diff::Stand>| {
        let place = stand.as_ref().and_then(|stand| stand.place.as_ref());
        place.map(|place| format!("{word} {place}"))
    };
    let both = [side("old", &change.old), side("new", &change.new)];
    both.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// Without characters that XML cannot have.
fn clean(text: &str) -> String {
    visible::lines(text).into_owned()
}

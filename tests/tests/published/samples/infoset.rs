//! Whether two elements say the same, by the operation's table: the same elements in the same order, equal values.

use roxmltree::Node;
use superoffice_services86::runtime::codec::{MANY, NILLABLE, OPTIONAL, Particle, Scalar, Type};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The white space of XML.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// What a comparison found. Counted, so that a test can tell a comparison from none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Elements that stand in both.
    pub(crate) same: usize,
    /// Optional elements that were nil and were left out.
    pub(crate) left_out: usize,
    /// Value types that were added.
    pub(crate) added: usize,
}

/// Compares an element with what was written for it.
///
/// # Errors
/// Where they differ, and how.
pub(crate) fn compare(
    particle: &Particle,
    namespaces: &[&str],
    sample: Node<'_, '_>,
    written: Node<'_, '_>,
    tally: &mut Tally,
) -> Result<(), String> {
    let within = |error: String| format!("{}: {error}", sample.tag_name().name());
    one(particle, namespaces, sample, written, tally).map_err(within)
}

fn one(
    particle: &Particle,
    namespaces: &[&str],
    sample: Node<'_, '_>,
    written: Node<'_, '_>,
    tally: &mut Tally,
) -> Result<(), String> {
    for node in [sample, written] {
        if !is(node, particle, namespaces) {
            return Err(format!("{:?} stands where the table has {}", node.tag_name(), particle.name()));
        }
        let foreign = node.attributes().find(|attribute| attribute.namespace() != Some(XSI));
        if let Some(attribute) = foreign {
            return Err(format!("the attribute {}, of which the table knows nothing", attribute.name()));
        }
    }
    tally.same += 1;
    match (nil(sample), nil(written)) {
        (true, true) => return no_content(sample).and_then(|()| no_content(written)),
        (false, false) => {}
        (sample, written) => return Err(format!("nil is {written}, and was {sample}")),
    }
    match &particle.ty {
        Type::Record(def) => {
            if !def.attributes.is_empty() || def.text.is_some() {
                return Err("a type with attributes or text: these services have none".into());
            }
            children(def.elements, namespaces, sample, written, tally)
        }
        Type::List(item) => children(std::slice::from_ref(item), namespaces, sample, written, tally),
        Type::Any => {
            // Counted like the rest.
            tally.same += sample.descendants().skip(1).filter(Node::is_element).count();
            alike(sample, written)
        }
        Type::Derived(_) => Err("a type with derived types: these services have none".into()),
        simple => {
            if let Some(child) = [sample, written].iter().find_map(Node::first_element_child) {
                return Err(format!("the element {} in a simple value", child.tag_name().name()));
            }
            let (was, is) = (text(sample), text(written));
            if equal(simple, &was, &is)? {
                Ok(())
            } else {
                Err(format!("the value is {is:?}, and was {was:?}"))
            }
        }
    }
}

/// Two elements of open content, which must be the same but for prefixes.
fn alike(was: Node<'_, '_>, is: Node<'_, '_>) -> Result<(), String> {
    let attributes = |node: Node<'_, '_>| {
        let mut all: Vec<_> = node
            .attributes()
            .map(|a| {
                let qualified = a.namespace() == Some(XSI) && a.name() == "type";
                let value = if qualified { resolved(node, a.value()) } else { a.value().to_owned() };
                (a.namespace().unwrap_or_default().to_owned(), a.name().to_owned(), value)
            })
            .collect();
        all.sort();
        all
    };
    let elements = |node: Node<'_, '_>| node.children().filter(|n| n.is_element()).count();
    if attributes(was) != attributes(is) || text(was) != text(is) || elements(was) != elements(is) {
        return Err(format!("the open content of {:?} changed", was.tag_name()));
    }
    let pairs = was.children().filter(Node::is_element).zip(is.children().filter(Node::is_element));
    for (was, is) in pairs {
        if was.tag_name() != is.tag_name() {
            return Err(format!("{:?} stands where {:?} stood", is.tag_name(), was.tag_name()));
        }
        alike(was, is)?;
    }
    Ok(())
}

/// A qualified name as `{namespace}local`.
fn resolved(node: Node<'_, '_>, name: &str) -> String {
    let (prefix, local) = name.trim_matches(BLANK).split_once(':').unwrap_or(("", name.trim_matches(BLANK)));
    let prefix = (!prefix.is_empty()).then_some(prefix);
    format!("{{{}}}{local}", node.lookup_namespace_uri(prefix).unwrap_or_default())
}

fn children(
    particles: &[Particle],
    namespaces: &[&str],
    sample: Node<'_, '_>,
    written: Node<'_, '_>,
    tally: &mut Tally,
) -> Result<(), String> {
    for node in [sample, written] {
        if !text(node).trim_matches(BLANK).is_empty() {
            return Err(format!("the text {:?} between elements", text(node)));
        }
    }
    let of = |node| particles.iter().find(|particle| is(node, particle, namespaces));
    let mut samples = sample.children().filter(Node::is_element).peekable();
    let mut written = written.children().filter(Node::is_element).peekable();
    loop {
        match (samples.peek().copied(), written.peek().copied()) {
            (None, None) => return Ok(()),
            (Some(was), Some(is)) if was.tag_name() == is.tag_name() => {
                let particle = of(was).ok_or_else(|| format!("the table lacks {:?}", was.tag_name()))?;
                compare(particle, namespaces, was, is, tally)?;
                samples.next();
                written.next();
            }
            (Some(was), _) if nil(was) && of(was).is_some_and(may_be_left_out) => {
                tally.left_out += 1;
                samples.next();
            }
            (_, Some(is)) if of(is).is_some_and(|particle| may_be_added(particle, is)) => {
                tally.added += 1;
                written.next();
            }
            (was, is) => {
                let name = |node: Option<Node<'_, '_>>| node.map(|node| format!("{:?}", node.tag_name()));
                return Err(format!("{:?} stands where {:?} stood", name(is), name(was)));
            }
        }
    }
}

/// An item of a list is no such element: a list with one item less is another list.
fn may_be_left_out(particle: &Particle) -> bool {
    particle.has(OPTIONAL) && !particle.has(MANY)
}

/// Whether .NET has the element as a value type, which cannot be absent there, and it is that type's default.
fn may_be_added(particle: &Particle, written: Node<'_, '_>) -> bool {
    if particle.has(NILLABLE) || particle.has(MANY) {
        return false;
    }
    let text = text(written);
    match particle.ty {
        Type::Scalar(Scalar::Bool) => text == "false",
        Type::Scalar(scalar) if is_integer(scalar) || is_float(scalar) => text == "0",
        Type::Scalar(Scalar::DateTime) => text == "0001-01-01T00:00:00",
        Type::Scalar(Scalar::Duration) => text == "PT0S",
        Type::Enum(names) => names.contains(&text.as_str()),
        Type::Flags(_) => text.is_empty(),
        _ => false,
    }
}

fn is_integer(scalar: Scalar) -> bool {
    use Scalar::{I8, I16, I32, I64, U8, U16, U32, U64};
    matches!(scalar, I8 | I16 | I32 | I64 | U8 | U16 | U32 | U64)
}

fn is_float(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::F32 | Scalar::F64 | Scalar::Decimal)
}

/// Whether two texts are one value of a simple type. Knows no more than it must: texts of other types are compared as
/// they stand.
fn equal(ty: &Type, was: &str, is: &str) -> Result<bool, String> {
    let (left, right) = (was.trim_matches(BLANK), is.trim_matches(BLANK));
    Ok(match ty {
        Type::Scalar(Scalar::String | Scalar::AnyUri) => was == is,
        Type::Scalar(Scalar::Bool) => truth(left)? == truth(right)?,
        Type::Scalar(scalar) if is_integer(*scalar) => number::<i128>(left)? == number(right)?,
        Type::Scalar(scalar) if is_float(*scalar) => number::<f64>(left)? == number::<f64>(right)?,
        Type::Scalar(Scalar::Base64) => left.replace(BLANK, "") == right.replace(BLANK, ""),
        Type::Flags(_) | Type::SimpleList(_) => left.split_whitespace().eq(right.split_whitespace()),
        _ => left == right,
    })
}

fn truth(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(format!("{text:?} is no boolean")),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

fn is(node: Node<'_, '_>, particle: &Particle, namespaces: &[&str]) -> bool {
    node.tag_name().name() == particle.name()
        && node.tag_name().namespace().unwrap_or_default() == namespaces[particle.namespace as usize]
}

fn nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((XSI, "nil")).map(|text| text.trim_matches(BLANK)), Some("true" | "1"))
}

fn no_content(node: Node<'_, '_>) -> Result<(), String> {
    if node.first_element_child().is_some() || !text(node).trim_matches(BLANK).is_empty() {
        return Err("a nil element with content".into());
    }
    Ok(())
}

/// All text of an element itself; comments may stand between.
fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// The comparison itself must be able to fail.
pub(crate) mod tests {
    use super::*;
    use superoffice_services86::runtime::codec::TypeDef;

    static NAMESPACES: [&str; 1] = [""];
    static LIST: Particle =
        Particle::new(0, "n", 0, OPTIONAL | NILLABLE | MANY, Type::Scalar(Scalar::String));
    static DEF: TypeDef = TypeDef::new(
        0,
        "T",
        &[
            Particle::new(0, "a", 0, OPTIONAL | NILLABLE, Type::Scalar(Scalar::String)),
            Particle::new(0, "b", 1, OPTIONAL, Type::Scalar(Scalar::I32)),
            Particle::new(0, "c", 2, OPTIONAL | NILLABLE, Type::Scalar(Scalar::I32)),
            Particle::new(0, "d", 3, OPTIONAL | NILLABLE, Type::List(&LIST)),
        ],
    );
    static ROOT: Particle = Particle::new(0, "r", 0, 0, Type::Record(&DEF));

    fn compared(was: &str, is: &str) -> Result<Tally, String> {
        let xml = |content: &str| format!("<r xmlns:i=\"{XSI}\">{content}</r>");
        let (was, is) = (xml(was), xml(is));
        let (was, is) = (roxmltree::Document::parse(&was).unwrap(), roxmltree::Document::parse(&is).unwrap());
        let mut tally = Tally::default();
        compare(&ROOT, &NAMESPACES, was.root_element(), is.root_element(), &mut tally).map(|()| tally)
    }

    pub(crate) fn what_says_the_same_passes() {
        let cases = [
            ("<a i:type='x'>x</a><b> 07 </b>", "<a>x</a><b>7</b>", (3, 0, 0)),
            ("<a i:nil='true'/><b>1</b>", "<b>1</b>", (2, 1, 0)),
            ("<b>1</b><c i:nil='1'/>", "<b>1</b>", (2, 1, 0)),
            ("<a/>", "<a></a><b>0</b>", (2, 0, 1)),
            ("<d> <n i:nil='true'/><n>x</n></d>", "<d><n i:nil='true'/><n>x</n></d>", (4, 0, 0)),
        ];
        for (was, is, (same, left_out, added)) in cases {
            assert_eq!(compared(was, is), Ok(Tally { same, left_out, added }), "{was} {is}");
        }
    }

    pub(crate) fn what_differs_fails() {
        let cases = [
            ("<a>x</a>", "<a>x </a>"),
            ("<a>x</a>", ""),
            ("<a/>", ""),
            ("<a/>", "<a i:nil='true'/>"),
            ("<a i:nil='true'/>", "<a/>"),
            ("<b>1</b>", "<b>2</b>"),
            ("<b>1</b>", ""),
            ("", "<b>1</b>"),
            ("", "<c>0</c>"),
            ("", "<a/>"),
            ("<b>1</b><a/>", "<a/><b>1</b>"),
            ("<d><n i:nil='true'/><n>x</n></d>", "<d><n>x</n></d>"),
            ("<d/>", ""),
            ("<z/>", "<z/>"),
            ("<a xmlns='urn:a'/>", "<a/>"),
            ("<a><b/></a>", "<a/>"),
            ("stray", ""),
        ];
        for (was, is) in cases {
            assert!(compared(was, is).is_err(), "{was} {is}");
        }
    }
}

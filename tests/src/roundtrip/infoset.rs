//! Whether two elements say the same, by their XML alone: names, attributes, text and order, whatever the prefixes.

use std::collections::BTreeSet;

use roxmltree::Node;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The white space of XML.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// What may differ.
#[derive(Debug, Clone, Default)]
pub struct Allowed {
    /// Defaults that the contract declares, as local name and value: they may appear where nothing was, and where an
    /// element was empty.
    pub defaults: BTreeSet<(String, String)>,
    /// As in WCF contracts: an element that was nil may be left out, and one that holds the default of a value type may
    /// appear, or be left out.
    pub wcf: bool,
    /// The names of enumerations' members of value 0, which are value types in WCF contracts.
    pub zeros: BTreeSet<String>,
    /// Other spellings of one value, and an `xsi:type` that says no more than the contract does, as a program that was not
    /// made from the same contract may write them.
    pub spelling: bool,
}

/// Compares an element with what was written for it.
///
/// # Errors
/// Where they differ, and how.
pub fn same(was: Node<'_, '_>, is: Node<'_, '_>, allowed: &Allowed) -> Result<(), String> {
    let within = |error: String| format!("{}/{error}", was.tag_name().name());
    one(was, is, allowed).map_err(within)
}

fn one(was: Node<'_, '_>, is: Node<'_, '_>, allowed: &Allowed) -> Result<(), String> {
    attributes(was, is, allowed)?;
    let mut after = is.children().filter(Node::is_element).peekable();
    let mut before = was.children().filter(Node::is_element).peekable();
    let leaf = before.peek().is_none() && after.peek().is_none();
    loop {
        match (before.peek().copied(), after.peek().copied()) {
            (None, None) => break,
            (Some(b), Some(a)) if b.tag_name() == a.tag_name() => {
                same(b, a, allowed)?;
                before.next();
                after.next();
            }
            (Some(b), _) if allowed.wcf && is_value(b, allowed) => {
                before.next();
            }
            (_, Some(a)) if allowed.wcf && is_value(a, allowed) => {
                after.next();
            }
            (b, a) => {
                let name = |node: Option<Node<'_, '_>>| {
                    node.map_or_else(|| "nothing".to_owned(), |node| format!("`{}`", node.tag_name().name()))
                };
                return Err(format!(": {} stands where {} stood", name(a), name(b)));
            }
        }
    }
    if leaf {
        let (b, a) = (text(was), text(is));
        let default =
            b.is_empty() && allowed.defaults.contains(&(was.tag_name().name().to_owned(), a.clone()));
        if default || equal(&b, &a, was, is, allowed) {
            return Ok(());
        }
        return Err(format!(": the text is {a:?}, and was {b:?}"));
    }
    let (b, a) = (runs(was), runs(is));
    let blank = |runs: &[String]| runs.iter().all(String::is_empty);
    if a != b && !(blank(&a) && blank(&b)) {
        let join = |runs: Vec<String>| runs.join("|");
        return Err(format!(": the text between elements is {:?}, and was {:?}", join(a), join(b)));
    }
    Ok(())
}

fn attributes(was: Node<'_, '_>, is: Node<'_, '_>, allowed: &Allowed) -> Result<(), String> {
    for attribute in was.attributes() {
        let namespace = attribute.namespace();
        if namespace == Some(XSI) && attribute.name().ends_with("chemaLocation") {
            continue;
        }
        let said = is.attributes().find(|a| a.namespace() == namespace && a.name() == attribute.name());
        let is_type = namespace == Some(XSI) && attribute.name() == "type";
        match said {
            Some(said) if equal(attribute.value(), said.value(), was, is, allowed) => {}
            None if is_type && allowed.spelling => {}
            None if namespace == Some(XSI) && attribute.name() == "nil" && !nil(was) => {}
            Some(said) => {
                let (name, b, a) = (attribute.name(), attribute.value(), said.value());
                return Err(format!(": the attribute {name} is {a:?}, and was {b:?}"));
            }
            None => return Err(format!(": the attribute {} is gone", attribute.name())),
        }
    }
    for attribute in is.attributes() {
        let had =
            was.attributes().any(|a| a.namespace() == attribute.namespace() && a.name() == attribute.name());
        let default = (attribute.name().to_owned(), attribute.value().to_owned());
        if !had && !allowed.defaults.contains(&default) {
            return Err(format!(": the attribute {} was added", attribute.name()));
        }
    }
    Ok(())
}

/// Whether two texts are one value. Qualified names may have other prefixes.
fn equal(was: &str, is: &str, before: Node<'_, '_>, after: Node<'_, '_>, allowed: &Allowed) -> bool {
    if was == is {
        return true;
    }
    let resolved = |text: &str, node: Node<'_, '_>| {
        let names = text.split_ascii_whitespace().map(|name| match name.split_once(':') {
            Some((prefix, local)) => {
                Some((node.lookup_namespace_uri(Some(prefix))?.to_owned(), local.to_owned()))
            }
            None => Some((node.lookup_namespace_uri(None).unwrap_or_default().to_owned(), name.to_owned())),
        });
        names.collect::<Option<Vec<_>>>().filter(|_| text.contains(':'))
    };
    let names = resolved(was, before);
    if names.is_some() && names == resolved(is, after) {
        return true;
    }
    let (was, is) = (was.trim_matches(BLANK), is.trim_matches(BLANK));
    allowed.spelling && (was == is || truth(was).is_some() && truth(was) == truth(is) || number(was, is))
}

fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn number(was: &str, is: &str) -> bool {
    let both = was.parse::<f64>().ok().zip(is.parse::<f64>().ok());
    both.is_some_and(|(was, is)| was.total_cmp(&is).is_eq())
}

/// Whether it is the default of one of .NET's value types, or nil.
fn is_value(node: Node<'_, '_>, allowed: &Allowed) -> bool {
    let zeros = ["0", "false", "PT0S", "0001-01-01T00:00:00", "00000000-0000-0000-0000-000000000000", ""];
    let text = text(node);
    let zero = zeros.contains(&text.as_str()) || allowed.zeros.contains(&text);
    nil(node) || node.first_element_child().is_none() && zero
}

fn nil(node: Node<'_, '_>) -> bool {
    matches!(node.attribute((XSI, "nil")).map(|text| text.trim_matches(BLANK)), Some("true" | "1"))
}

/// All text of an element itself; comments may stand between.
fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

/// The text before each element, and after the last; blank runs are empty.
fn runs(node: Node<'_, '_>) -> Vec<String> {
    let mut runs = vec![String::new()];
    for child in node.children() {
        if child.is_element() {
            runs.push(String::new());
        } else if let (true, Some(text), Some(last)) = (child.is_text(), child.text(), runs.last_mut()) {
            last.push_str(text);
        }
    }
    for run in &mut runs {
        if run.trim_matches(BLANK).is_empty() {
            run.clear();
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(was: &str, is: &str, allowed: &Allowed) -> Result<(), String> {
        let xml = |content: &str| format!("<r xmlns:i=\"{XSI}\" xmlns:p=\"urn:p\">{content}</r>");
        let (was, is) = (xml(was), xml(is));
        let (was, is) = (roxmltree::Document::parse(&was).unwrap(), roxmltree::Document::parse(&is).unwrap());
        same(was.root_element(), is.root_element(), allowed)
    }

    #[test]
    fn what_says_the_same_passes() {
        for (was, is) in [
            ("<p:a x='1' p:y='2'/>", "<q:a xmlns:q='urn:p' q:y='2' x='1'></q:a>"),
            ("<a>p:x</a>", "<a xmlns:q='urn:p'>q:x</a>"),
            ("<a i:type='p:x'/>", "<a xmlns:q='urn:p' i:type='q:x'/>"),
            (" <a>x<!-- no --></a> ", "<a><![CDATA[x]]></a>"),
            ("t<a/>u", "t<a/>u"),
            ("<a i:nil='false'>x</a>", "<a>x</a>"),
        ] {
            assert_eq!(compared(was, is, &Allowed::default()), Ok(()), "{was} {is}");
        }
    }

    #[test]
    fn what_differs_fails() {
        for (was, is) in [
            ("<a>x</a>", "<a>x </a>"),
            ("<a>x</a>", ""),
            ("", "<a>0</a>"),
            ("<a i:nil='true'/>", ""),
            ("<a i:nil='true'/>", "<a/>"),
            ("<a x='1'/>", "<a/>"),
            ("<a/>", "<a x='1'/>"),
            ("<a x='1'/>", "<a x='2'/>"),
            ("<a x='1'/>", "<a p:x='1'/>"),
            ("<a/><b/>", "<b/><a/>"),
            ("<a/>", "<p:a/>"),
            ("t<a/>u", "t<a/>"),
            ("<a>1</a>", "<a>true</a>"),
            ("<a i:type='p:x'/>", "<a/>"),
            ("<a>p:x</a>", "<a xmlns:q='urn:q'>q:x</a>"),
        ] {
            assert!(compared(was, is, &Allowed::default()).is_err(), "{was} {is}");
        }
    }

    #[test]
    fn what_is_allowed_passes() {
        let defaults = [("x".to_owned(), "1".to_owned()), ("a".to_owned(), "7".to_owned())].into();
        let defaults = Allowed { defaults, ..Allowed::default() };
        assert_eq!(compared("<a/>", "<a x='1'>7</a>", &defaults), Ok(()));
        assert!(compared("<a/>", "<a x='2'>7</a>", &defaults).is_err());
        let wcf = Allowed { wcf: true, ..Allowed::default() };
        assert_eq!(compared("<b i:nil='true'/><c/>", "<a>0</a><c/>", &wcf), Ok(()));
        assert!(compared("<c/>", "<a>1</a><c/>", &wcf).is_err());
        let spelling = Allowed { spelling: true, ..Allowed::default() };
        assert_eq!(compared("<a i:type='p:x'> 07 </a><b>1</b>", "<a>7</a><b>true</b>", &spelling), Ok(()));
        assert!(compared("<a>07</a>", "<a>8</a>", &spelling).is_err());
    }
}

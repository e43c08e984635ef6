//! Every element of the grammar in every place of it: what is not allowed is told of, what is allowed is not, and what is
//! told to be read or ignored is so.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::super::grammar::{Grammar, Language, Row, Standing};
use super::super::{Document, WSDL, XSD, parse};
use super::{Child, form, repair};
use crate::diagnostic::{Diagnostic, Diagnostics, Kind};
use crate::read::xsd;

/// A document with its misspelt names put right, and what was told.
fn checked(text: &str) -> (Document, Vec<Diagnostic>) {
    let mut document =
        parse::parse(Arc::from("t.xml"), Arc::from(text)).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let told = repair(&mut document);
    (document, told)
}

fn told(text: &str) -> Vec<String> {
    checked(text).1.into_iter().map(|diagnostic| diagnostic.message).collect()
}

/// What a schema says, as its reader understands it.
fn model(text: &str) -> String {
    let (document, _) = checked(text);
    format!("{:#?}", xsd::read(document.root(0), None, &mut Diagnostics::default()))
}

/// An element written out, with what it needs to mean something.
fn written(row: &Row, inner: &str) -> String {
    let prefix = row.language.prefix();
    let mut attributes = String::new();
    for (name, value) in [("ref", "t:r"), ("name", "n"), ("base", "t:b"), ("value", "1")] {
        let wanted = row.rule(name).is_some_and(|rule| rule.words.is_empty()) && !attributes.contains("ref=");
        // Attributes and elements of one form have no reference.
        if wanted && (name != "ref" || row.form == "ref") {
            attributes.push_str(&format!(" {name}='{value}'"));
        }
    }
    if row.rule("schemaLocation").is_some_and(|rule| rule.needed) {
        attributes.push_str(" schemaLocation='none.xsd'");
    }
    if row.rule("location").is_some_and(|rule| rule.needed) {
        attributes.push_str(" location='http://x/'");
    }
    if let Some(word) = row.rule("value").and_then(|rule| rule.words.first()) {
        attributes.push_str(&format!(" value='{word}'"));
    }
    let inner = match (inner, row.name) {
        ("", "sequence" | "choice" | "all") => "<xs:element name='in' type='xs:int'/>",
        ("", "group") if row.form == "global" => "<xs:sequence><xs:element name='in'/></xs:sequence>",
        ("", "simpleType") => "<xs:restriction base='xs:int'/>",
        ("", "complexContent" | "simpleContent") => "<xs:extension base='t:b'/>",
        ("", "extension" | "restriction") if row.form != "simpleType" => "<xs:attribute name='in'/>",
        ("", "annotation") => "<xs:documentation>said</xs:documentation>",
        ("", "documentation") => "said",
        _ => inner,
    };
    format!("<{prefix}:{}{attributes}>{inner}</{prefix}:{0}>", row.name)
}

/// A row, and the rows around it up to the root of a document.
type Home = Vec<&'static Row>;

/// A home for every row that a schema or contract can hold.
fn homes() -> Vec<Home> {
    let grammar = Grammar::get();
    let roots = [(Language::Xsd, "schema"), (Language::Wsdl, "definitions")];
    let mut pending: VecDeque<Home> =
        roots.into_iter().map(|(language, name)| vec![grammar.row(language, name, "").unwrap()]).collect();
    let (mut homes, mut seen) = (Vec::new(), BTreeSet::new());
    while let Some(home) = pending.pop_front() {
        let row = *home.last().unwrap();
        if !seen.insert((row.language, row.name, row.form)) {
            continue;
        }
        let (looked_into, unread): (Vec<_>, Vec<_>) = row.slots.iter().partition(|slot| !slot.unread);
        for (language, name) in unread.into_iter().flat_map(|slot| &slot.names) {
            seen.insert((*language, name, ""));
        }
        for (language, name) in looked_into.into_iter().flat_map(|slot| &slot.names) {
            for child in [row_in(row, *language, name, false), row_in(row, *language, name, true)] {
                pending.push_back(home.iter().copied().chain([child]).collect());
            }
        }
        homes.push(home);
    }
    let all: BTreeSet<_> = grammar.rows().map(|row| (row.language, row.name, row.form)).collect();
    assert_eq!(seen, all, "a row that nothing holds");
    homes
}

/// The row of an element in another, by itself or as a reference.
fn row_in(parent: &Row, language: Language, name: &'static str, reference: bool) -> &'static Row {
    let text = if reference { "<a ref=''/>" } else { "<a/>" };
    let document = parse::parse(Arc::from(""), Arc::from(text)).unwrap();
    let form = form(parent, &Child { node: document.root(0), language, name, rows: &[] });
    Grammar::get().row(language, name, form).unwrap()
}

/// A document with these children at the end of a home.
fn document(home: &Home, children: &str) -> String {
    let mut text = children.to_owned();
    let ends = |name: &str| home.last().is_some_and(|row| row.name == name);
    let (root, around) = home.split_first().unwrap();
    for row in around.iter().rev() {
        // The last one holds what is tried, and nothing else.
        text = if text.is_empty() && ends(row.name) { " ".into() } else { text };
        text = written(row, &text);
    }
    let spaces =
        [("xs", XSD), ("wsdl", WSDL)].map(|(prefix, uri)| format!("xmlns:{prefix}='{uri}'")).join(" ");
    let spaces = format!(
        "{spaces} xmlns:t='urn:t' xmlns:soap='{}' xmlns:mime='{}'",
        Language::Soap.namespace(),
        Language::Mime.namespace()
    );
    let prefix = root.language.prefix();
    format!("<{prefix}:{0} targetNamespace='urn:t' {spaces}>{text}</{prefix}:{0}>", root.name)
}

/// The rows of the elements of a language, as they would be read in another row: each name once.
fn elements(parent: &Row, language: Language) -> Vec<&'static Row> {
    let names: BTreeSet<_> =
        Grammar::get().rows().filter(|row| row.language == language).map(|row| row.name).collect();
    names.into_iter().map(|name| row_in(parent, language, name, false)).collect()
}

#[test]
fn every_element_in_every_place() {
    let (mut allowed, mut refused) = (0, 0);
    for home in homes() {
        let row = *home.last().unwrap();
        assert_eq!(told(&document(&home, "")), [""; 0], "{} by itself", row.name);
        if row.allows_any {
            continue;
        }
        for language in [Language::Xsd, Language::Wsdl, Language::Soap, Language::Mime] {
            for child in elements(row, language) {
                let text = document(&home, &written(child, ""));
                let slot = row.slots.iter().find(|slot| slot.names.contains(&(language, child.name)));
                let (_, told) = checked(&text);
                match slot {
                    Some(slot)
                        if !slot.unread && slot.without.is_none_or(|a| !text.contains(&format!(" {a}="))) =>
                    {
                        allowed += 1;
                        assert!(told.is_empty(), "{told:?}\n{text}");
                    }
                    slot => {
                        refused += 1;
                        let kind =
                            if slot.is_some_and(|s| s.unread) { Kind::Unsupported } else { Kind::Misplaced };
                        assert!(
                            told.iter().any(|d| d.kind == kind && d.message.contains(child.name)),
                            "{text}"
                        );
                        assert!(
                            told.iter().all(|d| d.help.is_some() || d.kind == Kind::Unsupported),
                            "{told:?}"
                        );
                        assert!(told.iter().all(|d| d.place.line == 1 && d.place.column > 1), "{told:?}");
                    }
                }
            }
        }
    }
    assert!(allowed > 250 && refused > 3000, "{allowed} {refused}");
}

/// What no reader looks at, or what depends on files.
const SILENT: [&str; 17] = [
    "annotation",
    "appinfo",
    "import",
    "include",
    "redefine",
    "override",
    "notation",
    "unique",
    "key",
    "keyref",
    "assert",
    "assertion",
    "alternative",
    "openContent",
    "defaultOpenContent",
    "selector",
    "field",
];

#[test]
fn what_is_told_to_be_read_is_read_and_what_is_ignored_is_not() {
    let (mut counts, mut wrong): (BTreeMap<bool, usize>, Vec<String>) = Default::default();
    for home in homes().into_iter().filter(|home| home.first().is_some_and(|row| row.name == "schema")) {
        let row = *home.last().unwrap();
        let all = elements(row, Language::Xsd);
        let none = std::iter::once(String::new());
        // What comes first: nothing, or whatever the row may hold.
        let first =
            row.slots.iter().flat_map(|slot| &slot.names).map(|(_, name)| *name).collect::<BTreeSet<_>>();
        let first = all.iter().filter(|child| first.contains(child.name)).map(|child| written(child, ""));
        // Two of a kind shall differ.
        let first =
            first.map(|text| text.replace("<xs:anyAttribute>", "<xs:anyAttribute namespace='urn:x'>"));
        for before in none.chain(first) {
            let alone = document(&home, if before.is_empty() { " " } else { &before });
            if row.allows_any || !told(&alone).is_empty() {
                continue;
            }
            for child in all.iter().filter(|child| !SILENT.contains(&child.name)) {
                let text = document(&home, &format!("{before}{}", written(child, "")));
                let said = told(&text);
                let Some(said) = said.first() else { continue };
                let read = !said.ends_with("it is ignored");
                assert!(
                    !read || said.ends_with("it is read anyway") || said.ends_with(" is ignored"),
                    "{said}"
                );
                *counts.entry(read).or_default() += 1;
                if (model(&alone) != model(&text)) != read {
                    wrong.push(format!("{said}\n{}", text.split_once("mime/'>").unwrap().1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counts.get(&true) > Some(&100) && counts.get(&false) > Some(&1000), "{counts:?}");
}

#[test]
fn every_attribute_at_every_element() {
    let names: BTreeSet<_> = Grammar::get()
        .rows()
        .flat_map(|row| row.attributes.iter().map(|rule| (row.language, rule.name)))
        .collect();
    for home in homes() {
        let row = *home.last().unwrap();
        let text = document(&home, "");
        let tag = format!("<{}:{}", row.language.prefix(), row.name);
        let at = text.rfind(&tag).unwrap() + tag.len();
        let head = text.get(at..).unwrap().split('>').next().unwrap();
        for (language, name) in names.iter().filter(|(language, _)| *language == row.language) {
            // A reference decides which row it is; one that is written already is tried already.
            if *name == "ref" || head.contains(&format!(" {name}=")) {
                continue;
            }
            let rule = row.rule(name);
            let value = rule.and_then(|rule| rule.words.first()).map_or("1", |word| *word);
            let with = format!("{} {name}='{value}'{}", text.get(..at).unwrap(), text.get(at..).unwrap());
            let told = told(&with);
            let allowed = rule.is_some_and(|rule| rule.standing == Standing::Allowed);
            let beside = |said: &String| said.contains(&format!("beside {name}"));
            assert_eq!(told.iter().all(beside), allowed, "{told:?}\n{with}");
            // The same with a prefix is another attribute; one of its own language is a slip.
            if allowed && *language == row.language {
                let prefix = row.language.prefix();
                let with =
                    with.replace(&format!(" {name}='{value}'"), &format!(" {prefix}:{name}='{value}'"));
                let (_, told) = checked(&with);
                assert!(told.iter().any(|d| d.message.contains("must not have a prefix")), "{with}");
            }
        }
    }
}

#[test]
fn misspelt_names_and_values_are_put_right() {
    let schema = |inner: &str| {
        format!("<xs:schema xmlns:xs='{XSD}' xmlns:t='urn:t' targetNamespace='urn:t'>{inner}</xs:schema>")
    };
    let right = schema(
        "<xs:complexType name='T'><xs:sequence><xs:element name='a' minOccurs='0' maxOccurs='unbounded' \
         type='xs:int'/></xs:sequence><xs:attribute name='b' use='required'/></xs:complexType>",
    );
    for (from, to, said) in [
        ("minOccurs", "minOccur", "local element has no attribute minOccur: it is read as minOccurs"),
        ("maxOccurs", "maxoccurs", "local element has no attribute maxoccurs: it is read as maxOccurs"),
        (
            "minOccurs",
            "xs:minOccurs",
            "minOccurs must not have a prefix at element: it is read as if it had none",
        ),
        ("unbounded", "Unbounded", "maxOccurs is \"Unbounded\": it is read as unbounded"),
        ("required", "Required", "use is \"Required\": it is read as required"),
        ("xs:sequence>", "xs:Sequence>", "XML Schema has no element Sequence: it is read as sequence"),
        ("xs:sequence>", "xs:sequnce>", "XML Schema has no element sequnce: it is read as sequence"),
        ("xs:sequence>", "sequence>", "sequence has no namespace: it is read as sequence of XML Schema"),
        (
            "xs:complexType",
            "xs:complextype",
            "XML Schema has no element complextype: it is read as complexType",
        ),
    ] {
        let wrong = right.replace(from, to);
        assert_eq!(told(&wrong), [said]);
        assert_eq!(model(&wrong), model(&right), "{wrong}");
    }
    let two = right.replace("minOccurs='0'", "minOccurs='0' minOccur='1'");
    assert_eq!(told(&two), ["local element has no attribute minOccur: it is ignored"]);
}

#[test]
fn our_own_schemas_are_right() {
    for (_, name, text) in super::super::builtin::SCHEMAS {
        assert_eq!(told(text), [""; 0], "{name}");
    }
}

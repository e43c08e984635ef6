//! The same document in another spelling: prefixes, CDATA, references, comments, white space, unknown elements.

use fastrand::Rng;
use roxmltree::{Document, Node};

use super::values;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const PREFIXES: [&str; 8] = ["n0", "soap", "p", "x-y", "é", "_", "Q", "longer.prefix"];

/// Prefix and namespace pairs in scope, the innermost last.
type Scope = Vec<(String, String)>;

/// Writes `xml` again, as somebody else might have.
pub(super) fn respell(xml: &str, rng: &mut Rng) -> String {
    let Ok(document) = Document::parse(xml) else { return xml.to_owned() };
    let mut speller = Speller { rng, out: String::with_capacity(xml.len() * 2), noise: 0 };
    speller.noise = speller.rng.u8(0..4);
    match speller.rng.u8(0..3) {
        0 => {}
        1 => speller.out.push_str("<?xml version='1.0' encoding=\"utf-8\" standalone='yes' ?>"),
        _ => speller.out.push_str("<?xml version=\"1.0\"?>\r\n"),
    }
    speller.interlude();
    speller.element(document.root_element(), &mut Scope::new());
    speller.interlude();
    speller.out
}

/// Header blocks that no contract declares.
const BLOCKS: [&str; 6] = [
    "<u:T xmlns:u='urn:unknown' xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:mustUnderstand='1'/>",
    "<u:T xmlns:u='urn:unknown' xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:mustUnderstand=' TRUE'>t</u:T>",
    "<u:T xmlns:u='urn:unknown' xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:mustUnderstand='0'/>",
    "<u:T xmlns:u='urn:unknown' xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:mustUnderstand='1' \
     e:actor='urn:somebody'/>",
    "<u:T xmlns:u='urn:unknown' xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:mustUnderstand='1' \
     e:actor='http://schemas.xmlsoap.org/soap/actor/next'/>",
    "<w:To xmlns:w='http://www.w3.org/2005/08/addressing' \
     xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' e:mustUnderstand='1'>t</w:To>",
];

/// A value as servers write it that print with the means of their language; or no value at all.
fn odd(text: &str, rng: &mut Rng) -> String {
    let number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let odd = match text {
        "true" => rng.choice(["True", "TRUE", "yes"]).unwrap_or_default().to_owned(),
        "false" => rng.choice(["False", "FALSE", "no"]).unwrap_or_default().to_owned(),
        _ if number => {
            let end = rng.choice([".0", ".00", ".", ".5", "E0", "E+2", "e-1", "E+999999999", ",0"]);
            format!("{text}{}", end.unwrap_or_default())
        }
        _ if text.contains('T') && text.contains(':') => {
            let apart = text.replace('T', rng.choice([" ", "  ", "t", "T"]).unwrap_or_default());
            let plain = apart.trim_end_matches('Z').to_owned();
            match rng.u8(0..4) {
                0 => plain + rng.choice(["+0000", "+01", " -0130", "z", " UTC", "+1"]).unwrap_or_default(),
                1 => apart.replace("+01:00", "+0100"),
                2 => apart.split([' ', 'T']).next().unwrap_or_default().to_owned(),
                _ => apart,
            }
        }
        _ => text.trim_end_matches('=').to_owned(),
    };
    match rng.u8(0..6) {
        0 => String::new(),
        1 => " \n".to_owned(),
        _ => odd,
    }
}

struct Speller<'r> {
    rng: &'r mut Rng,
    out: String,
    /// How much is done to the document, 0 to 3.
    noise: u8,
}

impl Speller<'_> {
    /// One time out of `n`, more often where there is more noise.
    fn once_in(&mut self, n: u8) -> bool {
        self.noise > 0 && self.rng.u8(0..n) < self.noise
    }

    /// What may stand between elements: white space, comments and processing instructions.
    fn interlude(&mut self) {
        if self.once_in(16) {
            let pick = self.rng.choice([" ", "\n  ", "\r\n\t", "<!-- a - b -->", "<?pi <a> & ?>", "<!---->"]);
            self.out.push_str(pick.unwrap_or_default());
        }
    }

    fn element(&mut self, node: Node<'_, '_>, scope: &mut Scope) {
        let outer = scope.len();
        let mut namespace = node.tag_name().namespace().unwrap_or("");
        let is_of_soap = namespace.contains("soap");
        if !is_of_soap && self.once_in(96) {
            // Many servers are careless with them.
            let others =
                ["", "urn:other", "urn:third", XSI, "http://www.superoffice.net/ws/crm/NetServer/Services86"];
            namespace = self.rng.choice(others).unwrap_or("");
        }
        let mut declared: Scope = Vec::new();
        // What an element declares itself, its values may use.
        let parent = node.parent();
        for own in node.namespaces() {
            let inherited = parent.is_some_and(|parent| parent.namespaces().any(|other| other == own));
            if !inherited && own.name().is_some() && node.parent_element().is_some() {
                declared.push((own.name().unwrap_or("").to_owned(), own.uri().to_owned()));
            }
        }
        scope.extend(declared.iter().cloned());
        let prefix = self.prefix(namespace, true, scope, &mut declared);
        let mut attributes = Vec::new();
        for attribute in node.attributes() {
            let uri = attribute.namespace().unwrap_or("");
            let prefix = match uri {
                "" => String::new(),
                "http://www.w3.org/XML/1998/namespace" => "xml".to_owned(),
                uri => self.prefix(uri, false, scope, &mut declared),
            };
            let mut value = attribute.value().to_owned();
            if uri == XSI && attribute.name() == "nil" && self.once_in(4) {
                value = self.rng.choice(["1", " true ", "false", "0", "TRUE"]).unwrap_or("true").to_owned();
            }
            if uri == XSI
                && attribute.name() == "type"
                && let Some((old, local)) = attribute.value().split_once(':')
                && let Some(uri) = node.lookup_namespace_uri(Some(old))
            {
                let new = self.prefix(uri, false, scope, &mut declared);
                value = format!("{new}:{local}");
            }
            attributes.push((prefix, attribute.name().to_owned(), value));
        }
        if self.once_in(24) {
            attributes.push((String::new(), "unknown".to_owned(), values::text(self.rng)));
        }
        for (prefix, uri) in &declared {
            if prefix.is_empty() {
                attributes.push((String::new(), "xmlns".to_owned(), uri.clone()));
            } else {
                attributes.push(("xmlns".to_owned(), prefix.clone(), uri.clone()));
            }
        }
        if self.rng.bool() {
            self.rng.shuffle(&mut attributes);
        }
        let name = if prefix.is_empty() {
            node.tag_name().name().to_owned()
        } else {
            format!("{prefix}:{}", node.tag_name().name())
        };
        self.out.push('<');
        self.out.push_str(&name);
        for (prefix, local, value) in &attributes {
            self.attribute(prefix, local, value);
        }
        let spaced = if self.once_in(12) { " " } else { "" };
        self.out.push_str(spaced);
        if node.first_child().is_none() && !self.once_in(4) {
            self.out.push_str("/>");
        } else {
            self.out.push('>');
            self.content(node, scope);
            let spaced = if self.once_in(16) { "\n" } else { "" };
            self.out.push_str(&format!("</{name}{spaced}>"));
        }
        scope.truncate(outer);
    }

    fn content(&mut self, node: Node<'_, '_>, scope: &mut Scope) {
        let mut children: Vec<_> = node.children().collect();
        let elements = children.iter().any(Node::is_element);
        let mixed = elements && children.iter().any(Node::is_text);
        if elements && !mixed {
            if children.len() > 1 && self.once_in(40) {
                let (a, b) = (self.rng.usize(0..children.len()), self.rng.usize(0..children.len()));
                children.swap(a, b);
            }
            if self.once_in(40)
                && let Some(again) = self.rng.choice(children.iter().copied())
            {
                children.push(again);
            }
            if self.once_in(40) {
                let gone = self.rng.usize(0..children.len());
                children.remove(gone);
            }
        }
        for child in children {
            if elements && !mixed {
                self.interlude();
                if self.once_in(64) {
                    let unknown = self.rng.choice([
                        "<Unknown/>",
                        "<u:Unknown xmlns:u='urn:unknown' a='&lt;'>t<u:b><![CDATA[<]]></u:b>&#10;</u:Unknown>",
                        "<Unknown xmlns=''><Rank>1</Rank></Unknown>",
                        "<Unknown xml:lang='en'>text</Unknown>",
                    ]);
                    self.out.push_str(unknown.unwrap_or_default());
                }
            }
            if child.is_element() {
                self.element(child, scope);
            } else if child.is_text() {
                let text = child.text().unwrap_or("");
                let text = if self.once_in(80) { odd(text, self.rng) } else { text.to_owned() };
                self.text(&text);
            }
        }
        if node.tag_name().name() == "Header" && self.once_in(24) {
            self.out.push_str(self.rng.choice(BLOCKS).unwrap_or_default());
        }
        if elements && !mixed {
            self.interlude();
        }
    }

    /// A prefix for a namespace: one in scope, or a new one that is added to `declared`.
    fn prefix(&mut self, uri: &str, element: bool, scope: &mut Scope, declared: &mut Scope) -> String {
        let bound = |scope: &Scope, prefix: &str| {
            scope
                .iter()
                .rev()
                .find(|(known, _)| known == prefix)
                .map_or("", |(_, uri)| uri.as_str())
                .to_owned()
        };
        if uri.is_empty() {
            if !bound(scope, "").is_empty() {
                let undo = (String::new(), String::new());
                declared.retain(|(prefix, _)| !prefix.is_empty());
                declared.push(undo.clone());
                scope.push(undo);
            }
            return String::new();
        }
        let fits = scope
            .iter()
            .rev()
            .map(|(prefix, _)| prefix)
            .find(|prefix| (element || !prefix.is_empty()) && bound(scope, prefix) == uri);
        let again = self.once_in(48);
        if let Some(prefix) = fits.cloned()
            && !again
        {
            return prefix;
        }
        let free = |prefix: &str| !declared.iter().any(|(taken, _)| taken == prefix);
        let start = self.rng.usize(0..PREFIXES.len());
        let default = element && self.rng.u8(0..3) == 0 && free("");
        let prefix = if default {
            String::new()
        } else {
            let all = PREFIXES.iter().cycle().skip(start).take(PREFIXES.len());
            let found = all.copied().find(|prefix| free(prefix)).unwrap_or("z").to_owned();
            // A prefix of this very element must not change its meaning halfway.
            if declared.iter().any(|(taken, _)| *taken == found) {
                format!("{found}{}", declared.len())
            } else {
                found
            }
        };
        let pair = (prefix.clone(), uri.to_owned());
        declared.push(pair.clone());
        scope.push(pair);
        prefix
    }

    fn attribute(&mut self, prefix: &str, local: &str, value: &str) {
        let space = if self.once_in(16) { "\n  " } else { " " };
        let equals = if self.once_in(16) { " = " } else { "=" };
        let quote = if self.rng.bool() { '"' } else { '\'' };
        let colon = if prefix.is_empty() { "" } else { ":" };
        self.out.push_str(&format!("{space}{prefix}{colon}{local}{equals}{quote}"));
        for character in value.chars() {
            match character {
                '&' | '<' | '\t' | '\n' | '\r' => self.reference(character),
                _ if character == quote || self.once_in(48) => self.reference(character),
                _ => self.out.push(character),
            }
        }
        self.out.push(quote);
    }

    fn reference(&mut self, character: char) {
        let code = u32::from(character);
        let named = match character {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&apos;",
            _ => "",
        };
        match self.rng.u8(0..4) {
            0 => self.out.push_str(&format!("&#{code};")),
            1 => self.out.push_str(&format!("&#x{code:X};")),
            _ if named.is_empty() => self.out.push_str(&format!("&#x{code:04x};")),
            _ => self.out.push_str(named),
        }
    }

    fn text(&mut self, text: &str) {
        if self.once_in(8) && !text.contains(['\r']) && !text.contains("]]>") {
            self.out.push_str(&format!("<![CDATA[{text}]]>"));
            return;
        }
        for character in text.chars() {
            if self.once_in(64) {
                self.out.push_str("<!-- <b> & -->");
            }
            match character {
                '&' | '<' | '>' | '\r' => self.reference(character),
                '\n' if self.once_in(8) => self.out.push_str("\r\n"),
                _ if self.once_in(24) => self.reference(character),
                _ => self.out.push(character),
            }
        }
    }
}

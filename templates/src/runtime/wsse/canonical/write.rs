//! Writing the canonical form of one element, while it is read.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::{DEPTH, Method, Visit, XmlAttributes, close};
use crate::runtime::codec::DecodeError;
use crate::runtime::codec::scan::{Cursor, Piece, Tag};

/// How much is gathered before it is handed on.
const PIECE: usize = 8192;

/// Writes the canonical form of one element.
pub(in crate::runtime) struct Writer<'w> {
    method: &'w Method,
    sink: &'w mut dyn FnMut(&[u8]),
    out: String,
    /// What each prefix was last declared to mean in the output; the innermost is the last.
    rendered: BTreeMap<String, Vec<String>>,
    /// A piece of content.
    text: String,
    /// How many elements stand around the outermost one.
    depth: usize,
}

/// An element whose end tag is to be written.
struct Open {
    tag: Tag,
    /// The prefixes that it declares in the output.
    declared: Vec<String>,
}

impl<'w> Writer<'w> {
    pub(in crate::runtime) fn new(method: &'w Method, sink: &'w mut dyn FnMut(&[u8])) -> Self {
        Self { method, sink, out: String::new(), rendered: BTreeMap::new(), text: String::new(), depth: 0 }
    }

    /// Reads the element whose tag comes next up to and including its end tag. `depth` others stand around it.
    pub(in crate::runtime) fn element(
        &mut self,
        cursor: &mut Cursor<'_>,
        inherited: &XmlAttributes,
        depth: usize,
        visit: &mut dyn Visit,
    ) -> Result<(), DecodeError> {
        self.depth = depth;
        let mut open = Vec::new();
        self.start(cursor, Some(inherited), &mut open, visit)?;
        while let Some(last) = open.last() {
            self.text.clear();
            match cursor.piece(&mut self.text)? {
                Piece::Start => self.start(cursor, None, &mut open, visit)?,
                Piece::End => {
                    let name = cursor.written_name(&last.tag);
                    close(cursor, &last.tag)?;
                    self.end(name);
                    if let Some(last) = open.pop() {
                        self.undeclare(&last.declared);
                    }
                }
                Piece::Text => push_text(&self.text, &mut self.out),
                Piece::Instruction => {
                    self.out.push_str("<?");
                    self.out.push_str(&self.text);
                    self.out.push_str("?>");
                }
                Piece::Comment if self.method.comments => {
                    self.out.push_str("<!--");
                    self.out.push_str(&self.text);
                    self.out.push_str("-->");
                }
                Piece::Comment => {}
            }
            if self.out.len() >= PIECE {
                self.flush();
            }
        }
        self.flush();
        Ok(())
    }

    fn flush(&mut self) {
        (self.sink)(self.out.as_bytes());
        self.out.clear();
    }

    /// `inherited` is given for the outermost element.
    fn start(
        &mut self,
        cursor: &mut Cursor<'_>,
        inherited: Option<&XmlAttributes>,
        open: &mut Vec<Open>,
        visit: &mut dyn Visit,
    ) -> Result<(), DecodeError> {
        let depth = self.depth + open.len();
        let tag = super::open(cursor, depth)?;
        if let Some(bytes) = visit.start(cursor, &tag)? {
            self.base64(bytes);
            cursor.skip(&tag, DEPTH.saturating_sub(depth + 1))?;
            cursor.leave(tag.scope());
            return Ok(());
        }
        let name = cursor.written_name(&tag);
        self.out.push('<');
        self.out.push_str(name);
        let declared = self.declarations(cursor, &tag, inherited.is_some());
        self.attributes(cursor, inherited.filter(|_| !self.method.exclusive));
        self.out.push('>');
        if tag.empty {
            cursor.leave(tag.scope());
            self.end(name);
            self.undeclare(&declared);
        } else {
            open.push(Open { tag, declared });
        }
        Ok(())
    }

    /// Writes bytes that stand beside the message as they would be in it.
    fn base64(&mut self, bytes: &[u8]) {
        // Without padding but at the end.
        for chunk in bytes.chunks(PIECE / 4 * 3) {
            BASE64_STANDARD.encode_string(chunk, &mut self.out);
            self.flush();
        }
    }

    fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Writes the declarations of an element, in the order of their prefixes.
    fn declarations(&mut self, cursor: &Cursor<'_>, tag: &Tag, outermost: bool) -> Vec<String> {
        let mut needed: BTreeMap<&str, &str> = BTreeMap::new();
        let Method { exclusive, inclusive, .. } = self.method;
        if *exclusive {
            let used = cursor.each_written_attribute().map(|(prefix, ..)| prefix);
            let used = used.filter(|prefix| !prefix.is_empty()).chain([cursor.prefix_of(tag)]);
            needed.extend(used.filter_map(|prefix| Some((prefix, cursor.uri_bound(prefix)?))));
        }
        match (*exclusive, outermost) {
            (true, true) => {
                let listed = inclusive.iter().filter_map(|one| Some((one.as_str(), cursor.uri_bound(one)?)));
                needed.extend(listed);
            }
            (false, true) => needed.extend(cursor.each_binding()),
            (exclusive, false) => {
                let own = cursor.declared_by(tag);
                needed.extend(own.filter(|(prefix, _)| !exclusive || inclusive.contains(*prefix)));
            }
        }
        let says_default = outermost && self.method.says_default;
        if says_default {
            needed.entry("").or_insert_with(|| cursor.uri_bound("").unwrap_or_default());
        }
        let mut declared = Vec::new();
        for (prefix, uri) in needed {
            let now = self.rendered.get(prefix).and_then(|all| all.last()).map_or("", String::as_str);
            if prefix == "xml" || (now == uri && !(says_default && prefix.is_empty())) {
                continue;
            }
            self.out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.out.push_str(prefix);
            self.out.push_str("=\"");
            push_value(uri, &mut self.out);
            self.out.push('"');
            self.rendered.entry(prefix.to_owned()).or_default().push(uri.to_owned());
            declared.push(prefix.to_owned());
        }
        declared
    }

    fn undeclare(&mut self, declared: &[String]) {
        for prefix in declared {
            if let Some(all) = self.rendered.get_mut(prefix) {
                all.pop();
            }
        }
    }

    /// Writes attributes in the order of their namespaces and names.
    fn attributes(&mut self, cursor: &Cursor<'_>, inherited: Option<&XmlAttributes>) {
        const XML: &str = "http://www.w3.org/XML/1998/namespace";
        let mut all: Vec<_> = cursor
            .each_written_attribute()
            .map(|(prefix, uri, local, value)| (uri, local, prefix, value))
            .collect();
        for (local, value) in inherited.into_iter().flatten() {
            if !all.iter().any(|(uri, own, ..)| *uri == XML && own == local) {
                all.push((XML, local, "xml", value));
            }
        }
        all.sort_unstable_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)));
        for (_, local, prefix, value) in all {
            self.out.push(' ');
            if !prefix.is_empty() {
                self.out.push_str(prefix);
                self.out.push(':');
            }
            self.out.push_str(local);
            self.out.push_str("=\"");
            push_value(value, &mut self.out);
            self.out.push('"');
        }
    }
}

fn push_text(text: &str, out: &mut String) {
    push_escaped(text, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

fn push_value(value: &str, out: &mut String) {
    push_escaped(value, out, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        b'\r' => Some("&#xD;"),
        _ => None,
    });
}

#[inline]
fn push_escaped(text: &str, out: &mut String, escape: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(escaped) = escape(byte) {
            out.push_str(text.get(from..at).unwrap_or_default());
            out.push_str(escaped);
            from = at + 1;
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use crate::runtime::codec::encode::{Arguments, Encoder};
    use crate::runtime::codec::{OPTIONAL, Particle, Type, TypeDef, View, ns};
    use crate::runtime::values::QName;
    use crate::runtime::wsse::canonical::{Method, element_at};

    /// Three of a contract, whose order is not that of their prefixes.
    static NAMESPACES: [&str; ns::FIRST as usize + 3] = {
        let mut all = [""; ns::FIRST as usize + 3];
        let mut at = 0;
        while at < ns::WELL_KNOWN.len() {
            all[at] = ns::WELL_KNOWN[at];
            at += 1;
        }
        (all[at], all[at + 1], all[at + 2]) = ("urn:z", "urn:m", "http://a");
        all
    };
    const A: u16 = ns::FIRST;
    const B: u16 = ns::FIRST + 1;
    const C: u16 = ns::FIRST + 2;

    const fn attribute(namespace: u16, name: &'static str, slot: u16, ty: Type) -> Particle {
        Particle::new(namespace, name, slot, OPTIONAL, ty)
    }

    static INNER: TypeDef = TypeDef {
        name: "Inner",
        namespace: A,
        elements: &[],
        attributes: &[attribute(ns::NONE, "y", 0, Type::STRING), attribute(ns::NONE, "x", 1, Type::QNAME)],
        text: Some(&Particle::new(ns::NONE, "", 2, 0, Type::QNAME)),
    };
    static OUTER: TypeDef = TypeDef {
        name: "Outer",
        namespace: A,
        elements: &[Particle::optional(B, "inner", 8, Type::Record(&INNER))],
        attributes: &[
            attribute(A, "last", 0, Type::STRING),
            attribute(C, "late", 1, Type::STRING),
            attribute(C, "early", 2, Type::STRING),
            attribute(ns::XML, "lang", 3, Type::STRING),
            attribute(ns::NONE, "first", 4, Type::STRING),
            attribute(ns::NONE, "a", 5, Type::QNAME),
            attribute(B, "middle", 6, Type::STRING),
            attribute(ns::XSI, "kind", 7, Type::STRING),
        ],
        text: None,
    };
    static ROOT: Particle = Particle::required(A, "root", 0, Type::Record(&OUTER));

    /// What the encoder writes in canonical form is what is made of it here.
    #[test]
    fn attributes_stand_in_canonical_order() {
        let far = QName::new("urn:far", "x");
        let known = QName::new("urn:m", "x");
        let mut forms = 0;
        // Each set of attributes that may be there.
        for there in 0u32..1 << 8 {
            for (name, text) in [(&far, "1 > 0 \t\"&<\r\n"), (&known, "")] {
                let view = |slot: u32, view| if there >> slot & 1 == 1 { view } else { View::Absent };
                let text = View::Str(text);
                let inner = [view(2, text), View::QName(name), View::QName(&known)];
                let inner = Arguments(&inner);
                let views: Vec<View<'_>> = (0..8)
                    .map(|slot| view(slot, if slot == 5 { View::QName(name) } else { text }))
                    .chain([view(there % 8, View::Record(&inner))])
                    .collect();
                let mut encoder = Encoder::new(&NAMESPACES).canonical();
                encoder.particle(&ROOT, View::Record(&Arguments(&views)), 0).expect("it is written");
                let mut all = Encoder::new(&NAMESPACES);
                all.declarations(&encoder.used).expect("declarations");
                let start = format!("<w{}>", all.out);
                let own = encoder.take_form().expect("it has canonical form");
                let mut prefixes: Vec<&str> = own.iter().map(String::as_str).collect();
                prefixes.extend(["a", "b", "c", "i"]);
                let document = format!("{start}{}</w>", encoder.out);
                let mut canonical = Vec::new();
                element_at(&document, 0, &Method::exclusive(prefixes), &mut |piece| {
                    canonical.extend_from_slice(piece);
                })
                .expect("XML");
                let canonical = String::from_utf8(canonical).expect("text");
                let content = canonical.split_once('>').map(|(_, content)| content.to_owned());
                assert_eq!(content, Some(format!("{}</w>", encoder.out)));
                forms += 1;
            }
        }
        assert_eq!(forms, 512);
    }
}

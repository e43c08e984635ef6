//! The scanner: a cursor over the text of a reply that knows namespaces and checks well-formedness.
//!
//! Elements that declare nothing cost nothing: each state of the bindings has a number (the epoch), the prefix bound to
//! each known namespace stands in a small array, and only an element that declares something leaves an undo log. The
//! cursor owns the prefixes it remembers, so they outlive the text they came from.

use super::chars::{NAME_BYTE, is_ncname, is_space};
use super::failure::DecodeError;
use super::tables::ns;

/// The number of a namespace that is not in the crate's table.
pub(in super::super) const UNKNOWN: u16 = u16::MAX;

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

pub(super) type Result<T> = std::result::Result<T, DecodeError>;

/// A piece of the text, or of the cursor's own memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in super::super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    const fn is_empty(self) -> bool {
        self.start == self.end
    }

    fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// A prefix that is in scope.
struct Binding {
    prefix: Span,
    namespace: u16,
    uri: Span,
}

/// An attribute of the tag that was just read. Declarations are not among them once the tag is done.
struct Attribute {
    prefix: Span,
    local: Span,
    /// In the text, or in `values` when it held references or line breaks.
    value: Span,
    rewritten: bool,
    namespace: u16,
    uri: Span,
}

/// The name of an open element: what its end tag must repeat.
#[derive(Clone, Copy)]
pub(in super::super) struct Name<'t> {
    prefix: Span,
    /// The local name, with a closing `>` as in the tables.
    pub(in super::super) tag: &'t str,
}

/// A start tag that was just read.
pub(in super::super) struct Tag {
    prefix: Span,
    local: Span,
    /// The namespace's number, or [`UNKNOWN`].
    pub(in super::super) namespace: u16,
    /// `<X/>`.
    pub(in super::super) empty: bool,
    /// `xsi:nil="true"`.
    pub(in super::super) nil: bool,
    /// It has attributes besides declarations and `xsi:nil`.
    pub(in super::super) attributes: bool,
    /// Where it began.
    pub(in super::super) start: usize,
    scope: Scope,
}

/// What to return to when an element ends.
#[derive(Clone, Copy)]
pub(in super::super) struct Scope {
    bindings: u32,
    undo: u32,
    epoch: u32,
}

#[derive(Clone, Copy)]
struct Undo {
    namespace: u16,
    prefix: Option<Span>,
}

/// Reads the text of a reply, tag by tag.
pub(in super::super) struct Cursor<'a> {
    text: &'a str,
    bytes: &'a [u8],
    pub(in super::super) position: usize,
    namespaces: &'static [&'static str],
    /// Prefixes and URIs of the bindings.
    memory: String,
    bindings: Vec<Binding>,
    /// The prefix now bound to each known namespace.
    current: Vec<Option<Span>>,
    undo: Vec<Undo>,
    epoch: u32,
    epochs: u32,
    attributes: Vec<Attribute>,
    /// Attribute values that are not as they stand in the text.
    values: String,
    /// The last text from a name to `/>` that meant "nil and empty", valid for one epoch.
    nil_memo: &'a [u8],
    nil_epoch: u32,
    /// `]]>` occurs somewhere.
    cdata_end: bool,
    /// A carriage return occurs somewhere.
    carriage_return: bool,
}

impl<'a> Cursor<'a> {
    /// Checks the characters of `text` and passes the XML declaration.
    pub(in super::super) fn new(text: &'a str, namespaces: &'static [&'static str]) -> Result<Self> {
        let bytes = text.as_bytes();
        if u32::try_from(bytes.len()).is_err() {
            return Err(DecodeError::new(super::failure::DecodeErrorKind::Limit("4 GiB of text"), 0));
        }
        let rare = check_characters(bytes)?;
        let mut cursor = Self {
            text,
            bytes,
            position: 0,
            namespaces,
            memory: String::new(),
            bindings: Vec::new(),
            current: vec![None; namespaces.len()],
            undo: Vec::new(),
            epoch: 0,
            epochs: 0,
            attributes: Vec::new(),
            values: String::new(),
            nil_memo: b"",
            nil_epoch: 0,
            cdata_end: rare.bracket && memchr::memmem::find(bytes, b"]]>").is_some(),
            carriage_return: rare.carriage_return,
        };
        let (prefix, uri) = (cursor.remember("xml"), cursor.remember("http://www.w3.org/XML/1998/namespace"));
        cursor.bindings.push(Binding { prefix, namespace: ns::XML, uri });
        if let Some(none) = cursor.current.first_mut() {
            *none = Some(Span::default());
        }
        cursor.declaration()?;
        Ok(cursor)
    }

    #[cold]
    pub(in super::super) fn syntax(&self, rule: &'static str) -> DecodeError {
        DecodeError::syntax(rule, self.position)
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    fn rest(&self, from: usize) -> &'a [u8] {
        self.bytes.get(from..).unwrap_or_default()
    }

    /// The byte at a position; 0 past the end (a NUL cannot occur in the text).
    #[inline(always)]
    pub(in super::super) fn at(&self, position: usize) -> u8 {
        self.bytes.get(position).copied().unwrap_or(0)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the length of the text was checked to fit 32 bits")]
    fn span(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    fn remember(&mut self, text: &str) -> Span {
        let start = self.memory.len();
        self.memory.push_str(text);
        Self::span(start, self.memory.len())
    }

    /// `<?xml … ?>` at the very beginning.
    fn declaration(&mut self) -> Result<()> {
        let Some(rest) = self.text.strip_prefix("<?xml") else { return Ok(()) };
        if !rest.bytes().next().is_some_and(is_space) {
            return Ok(());
        }
        let end = rest.find("?>").ok_or_else(|| self.syntax("the XML declaration has no end"))?;
        let declaration = rest.get(..end).unwrap_or("");
        if !declaration_is_legal(declaration) {
            return Err(self.syntax("the XML declaration is malformed"));
        }
        self.position = "<?xml".len() + end + 2;
        Ok(())
    }

    /// Passes white space, comments and processing instructions; stands at the `<` of a tag afterwards.
    #[inline(always)]
    pub(in super::super) fn next_tag(&mut self) -> Result<()> {
        if self.at(self.position) == b'<' && !matches!(self.at(self.position + 1), b'!' | b'?') {
            return Ok(());
        }
        self.find_tag()
    }

    #[inline(never)]
    fn find_tag(&mut self) -> Result<()> {
        loop {
            match self.at(self.position) {
                b'<' => match self.at(self.position + 1) {
                    b'!' | b'?' => self.misc()?,
                    _ => return Ok(()),
                },
                byte if is_space(byte) => self.position += 1,
                0 if self.position >= self.bytes.len() => return Err(self.syntax("the text ends too early")),
                _ => return Err(self.syntax("text where an element was expected")),
            }
        }
    }

    /// Passes a comment or a processing instruction.
    #[cold]
    fn misc(&mut self) -> Result<()> {
        let rest = self.slice(self.position, self.text.len());
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("--").ok_or_else(|| self.syntax("a comment has no end"))?;
            if comment.as_bytes().get(end + 2) != Some(&b'>') {
                return Err(self.syntax("`--` inside a comment"));
            }
            self.position += "<!--".len() + end + "-->".len();
        } else if let Some(instruction) = rest.strip_prefix("<?") {
            let end =
                instruction.find("?>").ok_or_else(|| self.syntax("a processing instruction has no end"))?;
            let content = instruction.get(..end).unwrap_or("");
            let target = content.split([' ', '\t', '\r', '\n']).next().unwrap_or("");
            if target.eq_ignore_ascii_case("xml") {
                return Err(self.syntax("an XML declaration that is not at the beginning"));
            }
            if !is_ncname(target) {
                return Err(self.syntax("a processing instruction without a name"));
            }
            self.position += "<?".len() + end + "?>".len();
        } else if rest.starts_with("<!DOCTYPE") {
            return Err(self.syntax("a DOCTYPE, which SOAP forbids"));
        } else {
            return Err(self.syntax("markup that has no place here"));
        }
        Ok(())
    }

    /// After the root element: only comments, processing instructions and white space may follow.
    pub(in super::super) fn finish(&mut self) -> Result<()> {
        while self.position < self.bytes.len() {
            match self.at(self.position) {
                byte if is_space(byte) => self.position += 1,
                b'<' if matches!(self.at(self.position + 1), b'!' | b'?') => self.misc()?,
                _ => return Err(self.syntax("something after the end of the root element")),
            }
        }
        Ok(())
    }

    /// Whether an end tag comes next.
    #[inline]
    pub(in super::super) fn at_end_tag(&self) -> bool {
        self.at(self.position + 1) == b'/'
    }

    /// Where the tag's local name begins if the prefix of `namespace` stands before it, and that prefix.
    #[inline(always)]
    fn after_prefix(&self, namespace: u16) -> Option<(usize, Span)> {
        let prefix = (*self.current.get(namespace as usize)?)?;
        let start = self.position + 1;
        if prefix.is_empty() {
            return Some((start, prefix));
        }
        let length = (prefix.end - prefix.start) as usize;
        let fits =
            begins(self.rest(start), prefix.of(&self.memory).as_bytes()) && self.at(start + length) == b':';
        fits.then_some((start + length + 1, prefix))
    }

    /// The fast step: reads the tag `namespace:tag` if exactly that, without attributes, stands at the cursor.
    #[inline(always)]
    pub(in super::super) fn expect(&mut self, namespace: u16, tag: &'static str) -> Option<Name<'static>> {
        let (start, prefix) = self.after_prefix(namespace)?;
        if !begins(self.rest(start), tag.as_bytes()) {
            return None;
        }
        self.position = start + tag.len();
        Some(Name { prefix, tag })
    }

    /// The fast step for nil: reads the tag `namespace:tag` if it stands at the cursor, empty, with the same attribute
    /// as the last one that was nil.
    #[inline]
    pub(in super::super) fn expect_nil(&mut self, namespace: u16, tag: &'static str) -> bool {
        if self.nil_epoch != self.epoch || self.nil_memo.is_empty() {
            return false;
        }
        let Some((start, _)) = self.after_prefix(namespace) else { return false };
        let Some((_, local)) = tag.as_bytes().split_last() else { return false };
        let end = start + local.len();
        if !begins(self.rest(start), local) || !begins(self.rest(end), self.nil_memo) {
            return false;
        }
        self.position = end + self.nil_memo.len();
        true
    }

    /// The scope that is open now, for a tag that [`expect`](Self::expect) read.
    #[inline]
    pub(in super::super) fn scope(&self) -> Scope {
        Scope { bindings: 0, undo: 0, epoch: self.epoch }
    }

    /// Leaves an element's scope.
    #[inline]
    pub(in super::super) fn leave(&mut self, scope: Scope) {
        if self.epoch != scope.epoch {
            self.restore(scope);
        }
    }

    fn restore(&mut self, scope: Scope) {
        self.bindings.truncate(scope.bindings as usize);
        while self.undo.len() > scope.undo as usize {
            if let Some(undo) = self.undo.pop()
                && let Some(entry) = self.current.get_mut(undo.namespace as usize)
            {
                *entry = undo.prefix;
            }
        }
        let end = self.bindings.last().map_or(0, |binding| binding.uri.end.max(binding.prefix.end));
        self.memory.truncate(end as usize);
        self.epoch = scope.epoch;
    }

    /// The general step: reads any start tag. The cursor stands at its `<`. Whoever calls it must [`leave`](Self::leave)
    /// the tag's scope, that of an empty element too.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "both lists are shorter than the text, whose length fits 32 bits"
    )]
    pub(in super::super) fn open(&mut self) -> Result<Tag> {
        let start = self.position;
        let (prefix, local, end) = self.name(start + 1)?;
        let scope =
            Scope { bindings: self.bindings.len() as u32, undo: self.undo.len() as u32, epoch: self.epoch };
        let mut tag = Tag {
            prefix: Span::default(),
            local,
            namespace: ns::NONE,
            empty: false,
            nil: false,
            attributes: false,
            start,
            scope,
        };
        if self.at(end) == b'>' {
            self.position = end + 1;
        } else if self.nil_epoch == self.epoch
            && !self.nil_memo.is_empty()
            && begins(self.rest(end), self.nil_memo)
        {
            self.position = end + self.nil_memo.len();
            tag.empty = true;
            tag.nil = true;
        } else {
            self.attribute_list(end, &mut tag)?;
        }
        (tag.prefix, tag.namespace, _) = self.lookup(prefix)?;
        Ok(tag)
    }

    /// A qualified name in the text: prefix, local name, and where it ends.
    fn name(&self, start: usize) -> Result<(Span, Span, usize)> {
        let (mut end, mut colon, mut ascii) = (start, None, true);
        loop {
            let byte = self.at(end);
            if !NAME_BYTE.get(byte as usize).is_some_and(|legal| *legal) {
                break;
            }
            if byte == b':' && colon.replace(end).is_some() {
                return Err(DecodeError::syntax("a name with two colons", start));
            }
            ascii &= byte < 0x80;
            end += 1;
        }
        let (prefix, local) = match colon {
            Some(colon) => (Self::span(start, colon), Self::span(colon + 1, end)),
            None => (Span::default(), Self::span(start, end)),
        };
        let legal = |span: Span| {
            let first = self.at(span.start as usize);
            if ascii {
                !span.is_empty() && !matches!(first, b'0'..=b'9' | b'-' | b'.')
            } else {
                is_ncname(span.of(self.text))
            }
        };
        if !legal(local) || (colon.is_some() && !legal(prefix)) {
            return Err(DecodeError::syntax("a name that is not one", start));
        }
        Ok((prefix, local, end))
    }

    /// The binding of a prefix of the text: its place in memory, the namespace's number, its URI.
    fn lookup(&self, prefix: Span) -> Result<(Span, u16, Span)> {
        let text = prefix.of(self.text);
        self.lookup_text(text)
            .ok_or_else(|| DecodeError::syntax("a prefix that is not declared", prefix.start as usize))
    }

    fn lookup_text(&self, text: &str) -> Option<(Span, u16, Span)> {
        for binding in self.bindings.iter().rev() {
            let length = (binding.prefix.end - binding.prefix.start) as usize;
            if length == text.len() && (length == 0 || binding.prefix.of(&self.memory) == text) {
                return Some((binding.prefix, binding.namespace, binding.uri));
            }
        }
        text.is_empty().then_some((Span::default(), ns::NONE, Span::default()))
    }

    /// Reads attributes from the end of the element's name to the end of the tag.
    #[inline(never)]
    fn attribute_list(&mut self, start: usize, tag: &mut Tag) -> Result<()> {
        self.attributes.clear();
        self.values.clear();
        let mut position = start;
        let mut declarations = false;
        loop {
            let before = position;
            while is_space(self.at(position)) {
                position += 1;
            }
            match self.at(position) {
                b'>' => {
                    self.position = position + 1;
                    break;
                }
                b'/' if self.at(position + 1) == b'>' => {
                    tag.empty = true;
                    self.position = position + 2;
                    break;
                }
                _ if before == position => {
                    return Err(DecodeError::syntax("a tag that does not end", position));
                }
                _ => {}
            }
            let (prefix, local, end) = self.name(position)?;
            position = end;
            while is_space(self.at(position)) {
                position += 1;
            }
            if self.at(position) != b'=' {
                return Err(DecodeError::syntax("an attribute without a value", position));
            }
            position += 1;
            while is_space(self.at(position)) {
                position += 1;
            }
            let quote = self.at(position);
            if !matches!(quote, b'"' | b'\'') {
                return Err(DecodeError::syntax("an attribute value without quotes", position));
            }
            let from = position + 1;
            let length = memchr::memchr2(quote, b'<', self.rest(from))
                .ok_or_else(|| DecodeError::syntax("an attribute value without an end", position))?;
            if self.at(from + length) == b'<' {
                return Err(DecodeError::syntax("`<` in an attribute value", from + length));
            }
            position = from + length + 1;
            let (value, rewritten) = self.attribute_value(from, from + length)?;
            declarations |=
                prefix.of(self.text) == "xmlns" || (prefix.is_empty() && local.of(self.text) == "xmlns");
            self.attributes.push(Attribute {
                prefix,
                local,
                value,
                rewritten,
                namespace: ns::NONE,
                uri: Span::default(),
            });
        }
        self.check_repeated()?;
        if declarations {
            self.declare(tag.empty)?;
        }
        self.resolve_attributes(tag)?;
        if tag.nil && tag.empty && !tag.attributes && !declarations {
            self.nil_memo = self.bytes.get(start..self.position).unwrap_or_default();
            self.nil_epoch = self.epoch;
        }
        Ok(())
    }

    /// References resolved, line breaks made spaces (XML 1.0, 3.3.3).
    fn attribute_value(&mut self, start: usize, end: usize) -> Result<(Span, bool)> {
        let raw = self.slice(start, end);
        if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
            return Ok((Self::span(start, end), false));
        }
        let from = self.values.len();
        let mut position = start;
        while position < end {
            let stop = raw.get(position - start..).unwrap_or("").find(['&', '\t', '\n', '\r']);
            let Some(stop) = stop.map(|offset| position + offset) else {
                self.values.push_str(self.slice(position, end));
                break;
            };
            self.values.push_str(self.slice(position, stop));
            position = stop + 1;
            match self.at(stop) {
                b'&' => {
                    let (character, after) = self.reference(stop)?;
                    self.values.push(character);
                    position = after;
                }
                b'\r' if self.at(position) == b'\n' => {}
                _ => self.values.push(' '),
            }
        }
        Ok((Self::span(from, self.values.len()), true))
    }

    fn check_repeated(&self) -> Result<()> {
        for (index, attribute) in self.attributes.iter().enumerate() {
            let same = |other: &Attribute| {
                other.local.of(self.text) == attribute.local.of(self.text)
                    && other.prefix.of(self.text) == attribute.prefix.of(self.text)
            };
            if self.attributes.iter().take(index).any(same) {
                return Err(DecodeError::syntax(
                    "an attribute that stands twice",
                    attribute.local.start as usize,
                ));
            }
        }
        Ok(())
    }

    /// Puts the tag's namespace declarations into force.
    fn declare(&mut self, empty: bool) -> Result<()> {
        self.epochs += 1;
        self.epoch = self.epochs;
        for index in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index) else { break };
            let at = attribute.local.start as usize;
            let (prefix, local) = (attribute.prefix.of(self.text), attribute.local.of(self.text));
            let declared = match (prefix, local) {
                ("xmlns", prefix) => prefix,
                ("", "xmlns") => "",
                _ => continue,
            };
            let uri = self.value_of(attribute).to_owned();
            self.bind(declared, &uri, !empty, at)?;
        }
        self.attributes.retain(|attribute| {
            let (prefix, local) = (attribute.prefix.of(self.text), attribute.local.of(self.text));
            prefix != "xmlns" && !(prefix.is_empty() && local == "xmlns")
        });
        Ok(())
    }

    fn bind(&mut self, prefix: &str, uri: &str, keep: bool, at: usize) -> Result<()> {
        let xml = uri == "http://www.w3.org/XML/1998/namespace";
        if prefix == "xmlns"
            || (prefix == "xml") != xml
            || uri == XMLNS
            || (uri.is_empty() && !prefix.is_empty())
        {
            return Err(DecodeError::syntax("a namespace declaration that is not allowed", at));
        }
        let namespace = self.number(uri);
        let (prefix, uri) = (self.remember(prefix), self.remember(uri));
        self.bindings.push(Binding { prefix, namespace, uri });
        if !keep {
            // The element has no content: nobody will ask for the current prefixes before it is left.
            return Ok(());
        }
        for number in 0..self.current.len() {
            let Some(entry) = self.current.get_mut(number) else { break };
            let bound = entry.is_some_and(|old| old.of(&self.memory) == prefix.of(&self.memory));
            if bound {
                let namespace = u16::try_from(number).unwrap_or(UNKNOWN);
                self.undo.push(Undo { namespace, prefix: entry.take() });
            }
        }
        if let Some(entry) = self.current.get_mut(namespace as usize) {
            self.undo.push(Undo { namespace, prefix: entry.replace(prefix) });
        }
        Ok(())
    }

    /// The number of a namespace.
    fn number(&self, uri: &str) -> u16 {
        if uri.is_empty() {
            return ns::NONE;
        }
        let found = self.namespaces.iter().position(|known| *known == uri);
        found.and_then(|index| u16::try_from(index).ok()).unwrap_or(UNKNOWN)
    }

    /// Resolves the prefixes of the attributes that are left, and reads `xsi:nil`.
    fn resolve_attributes(&mut self, tag: &mut Tag) -> Result<()> {
        for index in 0..self.attributes.len() {
            let Some(prefix) = self.attributes.get(index).map(|attribute| attribute.prefix) else { break };
            if prefix.is_empty() {
                tag.attributes = true;
                continue;
            }
            let (_, namespace, uri) = self.lookup(prefix)?;
            if let Some(attribute) = self.attributes.get_mut(index) {
                attribute.namespace = namespace;
                attribute.uri = uri;
            }
            let Some(attribute) = self.attributes.get(index) else { break };
            let local = attribute.local.of(self.text);
            let same = |other: &Attribute| {
                !other.prefix.is_empty()
                    && other.local.of(self.text) == local
                    && other.uri.of(&self.memory) == uri.of(&self.memory)
            };
            if self.attributes.iter().take(index).any(same) {
                return Err(DecodeError::syntax(
                    "an attribute that stands twice",
                    attribute.local.start as usize,
                ));
            }
            if namespace == ns::XSI && local == "nil" {
                tag.nil =
                    matches!(self.value_of(attribute).trim_matches([' ', '\t', '\r', '\n']), "true" | "1");
            } else {
                tag.attributes = true;
            }
        }
        Ok(())
    }

    fn value_of(&self, attribute: &Attribute) -> &str {
        attribute.value.of(if attribute.rewritten { &self.values } else { self.text })
    }

    /// The attributes of the tag that was just read, declarations not among them: number and URI of the namespace,
    /// local name, value.
    pub(in super::super) fn each_attribute(&self) -> impl Iterator<Item = (u16, &str, &str, &str)> {
        self.attributes.iter().map(|attribute| {
            let local = attribute.local.of(self.text);
            (attribute.namespace, attribute.uri.of(&self.memory), local, self.value_of(attribute))
        })
    }

    /// The `xsi:type` of the tag that was just read, as written.
    pub(in super::super) fn type_attribute(&self) -> Option<&str> {
        self.each_attribute()
            .find(|(namespace, _, local, _)| *namespace == ns::XSI && *local == "type")
            .map(|found| found.3)
    }

    /// Resolves a qualified name in content: number and URI of its namespace, and the local name.
    pub(in super::super) fn qualified<'n>(&self, name: &'n str) -> Option<(u16, &str, &'n str)> {
        let name = name.trim_matches([' ', '\t', '\r', '\n']);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let (_, namespace, uri) = self.lookup_text(prefix)?;
        is_ncname(local).then(|| (namespace, uri.of(&self.memory), local))
    }

    /// Every prefix in scope but `xml`, the innermost binding of each: prefix and URI.
    pub(in super::super) fn in_scope(&self) -> Vec<(&str, &str)> {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for binding in self.bindings.iter().skip(1).rev() {
            let (prefix, uri) = (binding.prefix.of(&self.memory), binding.uri.of(&self.memory));
            if !seen.iter().any(|(known, _)| *known == prefix) {
                seen.push((prefix, uri));
            }
        }
        seen
    }

    /// The URI of a tag's namespace.
    pub(in super::super) fn uri_of(&self, tag: &Tag) -> &str {
        self.lookup_text(tag.prefix.of(&self.memory)).map_or("", |(_, _, uri)| uri.of(&self.memory))
    }

    /// A piece of the text.
    pub(in super::super) fn text_between(&self, start: usize, end: usize) -> &'a str {
        self.slice(start, end)
    }

    /// The local name of a tag that was just read.
    pub(in super::super) fn local(&self, tag: &Tag) -> &'a str {
        tag.local.of(self.text)
    }

    /// Reads an end tag, which must repeat the name. The cursor stands at its `<`.
    #[inline(always)]
    pub(in super::super) fn close(&mut self, name: Name<'_>) -> Result<()> {
        let start = self.position + 2;
        if name.prefix.is_empty()
            && self.at(self.position + 1) == b'/'
            && name.tag.as_bytes().last() == Some(&b'>')
            && begins(self.rest(start), name.tag.as_bytes())
        {
            self.position = start + name.tag.len();
            return Ok(());
        }
        self.close_any(name)
    }

    /// As [`close`](Self::close), with a prefix, and white space after the name.
    fn close_any(&mut self, name: Name<'_>) -> Result<()> {
        if self.at(self.position + 1) != b'/' {
            return Err(self.syntax("an end tag was expected"));
        }
        let mut start = self.position + 2;
        if !name.prefix.is_empty() {
            let prefix = name.prefix.of(&self.memory).as_bytes();
            if !begins(self.rest(start), prefix) || self.at(start + prefix.len()) != b':' {
                return Err(self.syntax("an end tag that does not match its start tag"));
            }
            start += prefix.len() + 1;
        }
        let local = name.tag.strip_suffix('>').unwrap_or(name.tag);
        if begins(self.rest(start), local.as_bytes()) {
            let mut end = start + local.len();
            while is_space(self.at(end)) {
                end += 1;
            }
            if self.at(end) == b'>' {
                self.position = end + 1;
                return Ok(());
            }
        }
        Err(self.syntax("an end tag that does not match its start tag"))
    }

    /// Reads a reference at `position`, which holds `&`: the character, and where it goes on.
    fn reference(&self, position: usize) -> Result<(char, usize)> {
        let bad = || DecodeError::syntax("a reference to an unknown entity", position);
        let length = memchr::memchr(b';', self.rest(position).get(..16).unwrap_or(self.rest(position)))
            .ok_or_else(bad)?;
        let name = self.slice(position + 1, position + length);
        let character = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let digits = name.strip_prefix('#').ok_or_else(bad)?;
                let number = match digits.strip_prefix('x') {
                    Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                        u32::from_str_radix(hex, 16)
                    }
                    None if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse(),
                    _ => return Err(bad()),
                };
                let character = number.ok().and_then(char::from_u32).filter(|c| super::chars::is_char(*c));
                character.ok_or_else(|| {
                    DecodeError::syntax("a reference to a character that XML forbids", position)
                })?
            }
        };
        Ok((character, position + length + 1))
    }

    /// Reads text up to and including the end tag. `None` means that it stands in `buffer`.
    #[inline(always)]
    pub(in super::super) fn text(&mut self, name: Name<'_>, buffer: &mut String) -> Result<Option<&'a str>> {
        let start = self.position;
        let end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
        if self.at(end) == b'<' && self.at(end + 1) == b'/' && !self.carriage_return && !self.cdata_end {
            self.position = end;
            self.close(name)?;
            return Ok(Some(self.slice(start, end)));
        }
        self.text_with_markup(start, end, name, buffer)?;
        Ok(None)
    }

    fn text_with_markup(
        &mut self,
        mut start: usize,
        mut end: usize,
        name: Name<'_>,
        out: &mut String,
    ) -> Result<()> {
        out.clear();
        loop {
            self.plain_text(start, end, out)?;
            if self.at(end) == b'&' {
                let (character, after) = self.reference(end)?;
                out.push(character);
                start = after;
            } else {
                self.position = end;
                match self.at(end + 1) {
                    b'/' => return self.close(name),
                    b'!' if self.rest(end).starts_with(b"<![CDATA[") => {
                        let (from, to) = self.cdata(end)?;
                        push_lines(self.slice(from, to), out);
                        start = to + "]]>".len();
                    }
                    b'!' | b'?' => {
                        self.misc()?;
                        start = self.position;
                    }
                    _ => return Err(self.syntax("an element where only text was expected")),
                }
            }
            end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
        }
    }

    fn plain_text(&self, start: usize, end: usize, out: &mut String) -> Result<()> {
        let text = self.slice(start, end);
        self.check_cdata_end(start, text)?;
        if self.carriage_return {
            push_lines(text, out)
        } else {
            out.push_str(text)
        }
        Ok(())
    }

    fn check_cdata_end(&self, start: usize, text: &str) -> Result<()> {
        match if self.cdata_end { text.find("]]>") } else { None } {
            Some(at) => Err(DecodeError::syntax("`]]>` in text", start + at)),
            None => Ok(()),
        }
    }

    /// The content of a CDATA section that begins at `start`.
    fn cdata(&self, start: usize) -> Result<(usize, usize)> {
        let from = start + "<![CDATA[".len();
        let length = memchr::memmem::find(self.rest(from), b"]]>");
        Ok((from, from + length.ok_or_else(|| DecodeError::syntax("a CDATA section has no end", start))?))
    }

    /// Passes the content and the end tag of an open element, all checked. Returns where the content ended.
    pub(in super::super) fn skip(&mut self, tag: &Tag, depth: usize) -> Result<usize> {
        if tag.empty {
            return Ok(self.position);
        }
        let local = tag.local.of(self.text);
        let end = self.content(Name { prefix: tag.prefix, tag: local }, depth)?;
        self.leave(tag.scope);
        Ok(end)
    }

    /// Passes the content and the end tag of an open element that is known by name.
    pub(in super::super) fn content(&mut self, name: Name<'_>, depth: usize) -> Result<usize> {
        let mut open: Vec<(Span, Span, Scope)> = Vec::new();
        loop {
            let start = self.position;
            let end = next_markup(self.bytes, start).ok_or_else(|| self.syntax("the text ends too early"))?;
            self.check_cdata_end(start, self.slice(start, end))?;
            self.position = end;
            if self.at(end) == b'&' {
                self.position = self.reference(end)?.1;
                continue;
            }
            match self.at(end + 1) {
                b'/' => {
                    let Some((prefix, local, scope)) = open.pop() else {
                        self.close(name)?;
                        return Ok(end);
                    };
                    self.close(Name { prefix, tag: local.of(self.text) })?;
                    self.leave(scope);
                }
                b'!' if self.rest(end).starts_with(b"<![CDATA[") => {
                    self.position = self.cdata(end)?.1 + "]]>".len()
                }
                b'!' | b'?' => self.misc()?,
                _ => {
                    if open.len() >= depth {
                        return Err(DecodeError::new(
                            super::failure::DecodeErrorKind::Limit("depth of elements"),
                            end,
                        ));
                    }
                    let tag = self.open()?;
                    if tag.empty {
                        self.leave(tag.scope);
                    } else {
                        open.push((tag.prefix, tag.local, tag.scope));
                    }
                }
            }
        }
    }
}

impl Tag {
    /// What its end tag must repeat, in the words of the table.
    pub(in super::super) fn name<'t>(&self, tag: &'t str) -> Name<'t> {
        Name { prefix: self.prefix, tag }
    }

    /// The scope to return to when it ends.
    pub(in super::super) const fn scope(&self) -> Scope {
        self.scope
    }
}

/// Text with its line breaks made `\n` (XML 1.0, 2.11).
fn push_lines(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\r') {
        out.push_str(before);
        out.push('\n');
        rest = after.strip_prefix('\n').unwrap_or(after);
    }
    out.push_str(rest);
}

/// `starts_with` for names, most of which are too short to be worth a call of memcmp.
#[inline(always)]
fn begins(rest: &[u8], name: &[u8]) -> bool {
    let Some(rest) = rest.get(..name.len()) else { return false };
    if let (Some(first), Some(expected)) = (rest.first_chunk::<8>(), name.first_chunk::<8>()) {
        u64::from_le_bytes(*first) == u64::from_le_bytes(*expected)
            && match (rest.last_chunk::<8>(), name.last_chunk::<8>()) {
                (Some(last), Some(expected)) => u64::from_le_bytes(*last) == u64::from_le_bytes(*expected),
                _ => false,
            }
            && (name.len() <= 16 || rest == name)
    } else if let (Some(first), Some(expected)) = (rest.first_chunk::<4>(), name.first_chunk::<4>()) {
        u32::from_le_bytes(*first) == u32::from_le_bytes(*expected)
            && match (rest.last_chunk::<4>(), name.last_chunk::<4>()) {
                (Some(last), Some(expected)) => u32::from_le_bytes(*last) == u32::from_le_bytes(*expected),
                _ => false,
            }
    } else {
        rest.iter().eq(name)
    }
}

/// The next `<` or `&`. Short texts are the rule: three words are looked at before memchr is called.
#[inline(always)]
fn next_markup(bytes: &[u8], start: usize) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut position = start;
    for _ in 0..3 {
        let Some(chunk) = bytes.get(position..).and_then(|rest| rest.first_chunk::<8>()) else { break };
        let word = u64::from_le_bytes(*chunk);
        let (less, amp) = (word ^ (LOW * b'<' as u64), word ^ (LOW * b'&' as u64));
        let found = ((less.wrapping_sub(LOW) & !less) | (amp.wrapping_sub(LOW) & !amp)) & HIGH;
        if found != 0 {
            return Some(position + (found.trailing_zeros() / 8) as usize);
        }
        position += 8;
    }
    memchr::memchr2(b'<', b'&', bytes.get(position..)?).map(|index| position + index)
}

/// Bytes that make reading slower where they occur at all.
#[derive(Default)]
struct Rare {
    carriage_return: bool,
    bracket: bool,
    /// The first byte of U+FFFE and U+FFFF, among others.
    wide: bool,
}

/// Control characters, U+FFFE and U+FFFF are not characters of XML. One pass, in pieces that vector code can take.
fn check_characters(bytes: &[u8]) -> Result<Rare> {
    let illegal = |byte: u8| (byte < 0x20) & (byte != 9) & (byte != 10) & (byte != 13);
    let mut rare = Rare::default();
    for (index, chunk) in bytes.chunks(4096).enumerate() {
        let mut bad = false;
        let (mut carriage_return, mut bracket, mut wide) = (false, false, false);
        for byte in chunk {
            bad |= illegal(*byte);
            carriage_return |= *byte == b'\r';
            bracket |= *byte == b']';
            wide |= *byte == 0xEF;
        }
        if bad {
            let at = chunk.iter().position(|byte| illegal(*byte)).unwrap_or(0);
            return Err(DecodeError::syntax("a control character", index * 4096 + at));
        }
        rare.carriage_return |= carriage_return;
        rare.bracket |= bracket;
        rare.wide |= wide;
    }
    if rare.wide {
        for noncharacter in [b"\xEF\xBF\xBE", b"\xEF\xBF\xBF"] {
            if let Some(at) = memchr::memmem::find(bytes, noncharacter) {
                return Err(DecodeError::syntax("U+FFFE or U+FFFF", at));
            }
        }
    }
    Ok(rare)
}

/// `version`, then optionally `encoding` and `standalone`, each `name="value"`, in that order.
fn declaration_is_legal(declaration: &str) -> bool {
    let mut rest = declaration;
    let mut found = Vec::new();
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if trimmed.is_empty() {
            break;
        }
        if trimmed.len() == rest.len() {
            return false;
        }
        let Some((name, after)) = trimmed.split_once('=') else { return false };
        let after = after.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return false };
        let Some((value, after)) = after.get(1..).and_then(|after| after.split_once(quote)) else {
            return false;
        };
        found.push((name.trim_end_matches([' ', '\t', '\r', '\n']), value));
        rest = after;
    }
    let version = |value: &str| {
        value
            .strip_prefix("1.")
            .is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit()))
    };
    let encoding = |value: &str| {
        value.starts_with(|c: char| c.is_ascii_alphabetic())
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    match found.as_slice() {
        [("version", v)] => version(v),
        [("version", v), ("encoding", e)] => version(v) && encoding(e),
        [("version", v), ("standalone", s)] => version(v) && matches!(*s, "yes" | "no"),
        [("version", v), ("encoding", e), ("standalone", s)] => {
            version(v) && encoding(e) && matches!(*s, "yes" | "no")
        }
        _ => false,
    }
}

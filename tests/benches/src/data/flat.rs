//! Lists of flat rows, in all the ways in which servers write them.

use std::fmt::{Display, Write as _};

use super::{ENVELOPE, INSTANCE, Numbers, OTHER, SCHEMA, SHAPES, reply};

const ASCII: &[&str] = &[
    "Ada Lovelace",
    "Office in the second floor",
    "granted by the role",
    "ada.lovelace@example.com",
    "+47 22 33 44 55",
    "x",
    "Administrator (no access to the sales module)",
    "Read only",
];
const OTHERS: &[&str] = &[
    "Bjørn Ødegård",
    "上田 花子",
    "Łukasz Żak — næste år",
    "Mehmet Yılmaz",
    "Привет, мир",
    "Αθήνα",
    "Dörte Grünwald, Straße",
    "東京都千代田区丸の内一丁目",
];
const ENTITIES: &[&str] = &[
    "Smith &amp; Daughters",
    "Read &lt;only&gt;",
    "&quot;Ada&quot; &#38; Co",
    "not your own &amp; not your group&apos;s",
    "a &lt; b &amp;&amp; c &gt; d",
    "R&amp;D",
];
const KINDS: &[&str] = &["Unknown", "InternalAssociate", "ExternalAssociate", "ResourceAssociate"];

/// How often a text is nil, and how that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nil {
    /// Once in six times, as WCF writes it.
    Some,
    /// Every second time.
    Half,
    /// Every second time, in three spellings.
    Spellings,
}

/// How a list of rows is written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The prefix of all names, with its colon; none for the default namespace.
    pub prefix: &'static str,
    /// The end of each line, where each element stands on a line of its own.
    pub line: &'static str,
    /// Which texts are nil.
    pub nil: Nil,
    /// `xsi:type` on every value.
    pub typed: bool,
    /// The default namespace, declared on every element.
    pub declared: bool,
    /// What the texts are.
    pub texts: &'static [&'static str],
    /// The text that comes first.
    pub first: &'static str,
}

impl Style {
    /// As WCF writes it.
    pub const WCF: Self = Self {
        prefix: "",
        line: "",
        nil: Nil::Some,
        typed: false,
        declared: false,
        texts: ASCII,
        first: "Ada Lovelace",
    };
    /// With letters of other alphabets.
    pub const OTHERS: Self = Self { texts: OTHERS, ..Self::WCF };
    /// With an entity in each text, or several.
    pub const ENTITIES: Self = Self { texts: ENTITIES, ..Self::WCF };
}

/// A reply to `GetRows`, of at least `size` bytes and hardly more.
#[must_use]
pub fn rows(size: usize, style: &Style) -> String {
    let mut list = List { xml: String::with_capacity(size + 4096), numbers: Numbers::new(), style };
    list.xml.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    list.line(0);
    let _ =
        write!(list.xml, "<s:Envelope xmlns:s=\"{ENVELOPE}\" xmlns:i=\"{INSTANCE}\" xmlns:x=\"{SCHEMA}\">");
    list.line(1);
    list.xml.push_str("<s:Body>");
    let (prefix, declared) = (style.prefix, style.prefix.trim_end_matches(':'));
    let colon = if declared.is_empty() { "" } else { ":" };
    list.line(2);
    let _ = write!(list.xml, "<{prefix}GetRowsResponse xmlns{colon}{declared}=\"{SHAPES}\">");
    list.line(3);
    let _ = write!(list.xml, "<{prefix}GetRowsResult>");
    let mut id = 1u32;
    while list.xml.len() < size {
        list.row(id);
        id += 1;
    }
    for (depth, name) in [(3, "GetRowsResult"), (2, "GetRowsResponse")] {
        list.line(depth);
        let _ = write!(list.xml, "</{prefix}{name}>");
    }
    list.line(1);
    list.xml.push_str("</s:Body>");
    list.line(0);
    list.xml.push_str("</s:Envelope>");
    list.line(0);
    list.xml
}

struct List<'a> {
    xml: String,
    numbers: Numbers,
    style: &'a Style,
}

impl List<'_> {
    fn line(&mut self, depth: usize) {
        if !self.style.line.is_empty() {
            let _ = write!(self.xml, "{}{:2$}", self.style.line, "", depth * 2);
        }
    }

    fn row(&mut self, id: u32) {
        self.line(4);
        let prefix = self.style.prefix;
        let _ = write!(self.xml, "<{prefix}Row");
        self.declaration();
        self.xml.push('>');
        self.value("Id", "x:int", id);
        let code = self.numbers.below(1_000_000);
        self.value("Code", "x:string", format_args!("C-{code:06}"));
        if id == 1 {
            self.value("Name", "x:string", self.style.first);
        } else {
            self.text("Name");
        }
        let (deleted, rank) = (self.numbers.once_in(10), self.numbers.below(900));
        self.value("Deleted", "x:boolean", deleted);
        self.value("Rank", "x:int", rank);
        self.text("Tooltip");
        let kind = self.numbers.one_of(KINDS);
        // The name of its type would need a declaration of its own.
        self.open("Kind", "");
        self.close("Kind", kind);
        let group = self.numbers.below(40);
        self.value("GroupId", "x:int", group);
        self.text("Email");
        self.text("Phone");
        let owner = self.numbers.below(5000);
        self.value("OwnerId", "x:int", owner);
        self.text("Remark");
        self.line(4);
        let _ = write!(self.xml, "</{prefix}Row>");
    }

    fn text(&mut self, name: &str) {
        let nil = self.numbers.once_in(if self.style.nil == Nil::Some { 6 } else { 2 });
        if !nil {
            let text = self.numbers.one_of(self.style.texts);
            return self.value(name, "x:string", text);
        }
        self.open(name, "");
        self.xml.pop();
        match self.style.nil {
            Nil::Spellings => match self.numbers.below(3) {
                0 => self.xml.push_str(" i:nil=\"true\"/>"),
                1 => self.xml.push_str(" i:nil='1'/>"),
                _ => {
                    let _ = write!(self.xml, " p5:nil=\"true\" xmlns:p5=\"{INSTANCE}\"/>");
                }
            },
            Nil::Some | Nil::Half => self.xml.push_str(" i:nil=\"true\"/>"),
        }
    }

    fn value(&mut self, name: &str, of: &str, value: impl Display) {
        self.open(name, of);
        self.close(name, value);
    }

    fn open(&mut self, name: &str, of: &str) {
        self.line(5);
        let _ = write!(self.xml, "<{}{name}", self.style.prefix);
        self.declaration();
        if self.style.typed && !of.is_empty() {
            let _ = write!(self.xml, " i:type=\"{of}\"");
        }
        self.xml.push('>');
    }

    fn close(&mut self, name: &str, value: impl Display) {
        let _ = write!(self.xml, "{value}</{}{name}>", self.style.prefix);
    }

    fn declaration(&mut self) {
        if self.style.declared {
            let _ = write!(self.xml, " xmlns=\"{SHAPES}\"");
        }
    }
}

/// A reply to `GetTagged`: rows that hold small arrays.
#[must_use]
pub fn arrays(size: usize) -> String {
    let mut id = 0;
    reply("GetTagged", "", size, |xml, numbers| {
        id += 1;
        let _ = write!(xml, "<Tagged><Id>{id}</Id><Name>{}</Name><Tags>", numbers.one_of(ASCII));
        for _ in 0..numbers.below(5) {
            let _ = write!(xml, "<string>{}</string>", numbers.one_of(ASCII));
        }
        xml.push_str("</Tags><Ranks>");
        for _ in 0..numbers.below(6) {
            let _ = write!(xml, "<int>{}</int>", numbers.below(100_000));
        }
        xml.push_str("</Ranks>");
        if numbers.once_in(2) {
            xml.push_str("<Aliases i:nil=\"true\"/>");
        } else {
            let _ = write!(xml, "<Aliases><string>{}</string></Aliases>", numbers.one_of(ASCII));
        }
        xml.push_str("</Tagged>");
    })
}

/// A reply to `GetFigures`, as WCF writes derived types of another namespace: each declares the prefix of its type.
#[must_use]
pub fn figures(size: usize) -> String {
    let mut id = 0;
    reply("GetFigures", "", size, |xml, numbers| {
        id += 1;
        let (name, color) = (numbers.one_of(ASCII), numbers.one_of(&["red", "green", "blue"]));
        let (of, member, value) = match numbers.once_in(2) {
            true => ("Circle", "Radius", format!("{}.5", numbers.below(1000))),
            false => ("Square", "Side", numbers.below(1000).to_string()),
        };
        let _ = write!(xml, "<Figure i:type=\"a:{of}\" xmlns:a=\"{OTHER}\"><Id>{id}</Id><Name>{name}</Name>");
        let _ = write!(xml, "<a:Color>{color}</a:Color><a:{member}>{value}</a:{member}></Figure>");
    })
}

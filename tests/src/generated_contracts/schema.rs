//! Types, elements, groups and attributes.

use std::fmt::Write as _;

use super::names::{self, Names};
use super::{Author, Space};

const BUILTINS: &[&str] = &[
    "string",
    "boolean",
    "int",
    "long",
    "short",
    "byte",
    "unsignedByte",
    "unsignedInt",
    "unsignedLong",
    "float",
    "double",
    "decimal",
    "integer",
    "positiveInteger",
    "dateTime",
    "date",
    "time",
    "gYear",
    "gMonthDay",
    "duration",
    "base64Binary",
    "hexBinary",
    "QName",
    "anyURI",
    "anyType",
    "anySimpleType",
    "token",
    "NMTOKENS",
    "ID",
    "IDREFS",
    "language",
];
const SIMPLE: &[&str] =
    &["string", "boolean", "int", "decimal", "dateTime", "QName", "token", "NMTOKENS", "anySimpleType"];

impl Author {
    /// Chooses the names of everything, so that anything can refer to anything.
    pub(super) fn declare(&mut self, spaces: &mut [Space]) {
        for space in spaces {
            let (mut types, mut elements, mut others) =
                (Names::default(), Names::default(), Names::default());
            for _ in 0..self.rng.usize(3..14) {
                let simple = self.chance(5);
                space.complex.push((types.fresh(&mut self.rng), simple));
            }
            for _ in 0..self.rng.usize(2..7) {
                space.simple.push(types.fresh(&mut self.rng));
            }
            for _ in 0..self.rng.usize(0..3) {
                space.arrays.push(types.fresh(&mut self.rng));
            }
            for _ in 0..self.rng.usize(3..12) {
                space.elements.push(elements.fresh(&mut self.rng));
            }
            for _ in 0..self.rng.usize(0..3) {
                space.groups.push(others.fresh(&mut self.rng));
                space.attribute_groups.push(others.fresh(&mut self.rng));
                space.attributes.push(others.fresh(&mut self.rng));
            }
        }
    }

    /// Writes all schemas.
    pub(super) fn schemas(&mut self, spaces: &mut [Space]) {
        for at in 0..spaces.len() {
            let text = self.schema(spaces, at);
            if let Some(space) = spaces.get_mut(at) {
                space.text = text;
            }
        }
    }

    fn schema(&mut self, spaces: &[Space], at: usize) -> String {
        let Some(space) = spaces.get(at) else { return String::new() };
        let form =
            self.rng.choice(["", " elementFormDefault='qualified'", " attributeFormDefault='qualified'"]);
        let mut out = format!("<x:schema targetNamespace='{}'{}>", space.uri, form.unwrap_or_default());
        for other in spaces.iter().filter(|other| other.uri != space.uri) {
            let _ = write!(out, "<x:import namespace='{}'/>", other.uri);
        }
        for (index, (name, simple)) in space.complex.iter().enumerate() {
            self.complex(spaces, space, index, name, *simple, &mut out);
        }
        for name in &space.simple {
            let _ = write!(out, "<x:simpleType name='{name}'>");
            self.simple(spaces, &mut out);
            out.push_str("</x:simpleType>");
        }
        for name in &space.arrays {
            let item = self.ty(spaces);
            let brackets = self.rng.choice(["[]", "[]", "[][]", "[,]", "[3]"]).unwrap_or("[]");
            let _ = write!(
                out,
                "<x:complexType name='{name}'><x:complexContent><x:restriction base='enc:Array'>\
                 <x:attribute ref='enc:arrayType' w:arrayType='{item}{brackets}'/></x:restriction></x:complexContent></x:complexType>"
            );
        }
        for (index, name) in space.elements.iter().enumerate() {
            let _ = write!(out, "<x:element name='{name}'");
            // Only earlier ones are heads, so that no group goes round.
            let heads: Vec<&String> = space.elements.iter().take(index).collect();
            if let Some(head) = self.rng.choice(heads).filter(|_| self.rng.u8(..4) == 0) {
                let _ = write!(out, " substitutionGroup='{}:{head}'", space.prefix);
            }
            if self.chance(8) {
                out.push_str(" abstract='true'");
            }
            if self.chance(4) {
                out.push_str(" nillable='true'");
            }
            self.typed(spaces, &mut out, "element");
        }
        for name in &space.groups {
            let _ = write!(out, "<x:group name='{name}'><x:sequence>");
            let mut own = Names::default();
            for _ in 0..self.rng.usize(1..4) {
                self.element(spaces, &mut own, &mut out);
            }
            out.push_str("</x:sequence></x:group>");
        }
        for name in &space.attribute_groups {
            let _ = write!(out, "<x:attributeGroup name='{name}'>");
            self.attribute(spaces, &mut Names::default(), &mut out);
            out.push_str("</x:attributeGroup>");
        }
        for name in &space.attributes {
            let ty = self.rng.choice(SIMPLE).copied().unwrap_or("string");
            let _ = write!(out, "<x:attribute name='{name}' type='x:{ty}'/>");
        }
        out.push_str("</x:schema>");
        out
    }

    fn complex(
        &mut self,
        spaces: &[Space],
        own: &Space,
        index: usize,
        name: &str,
        simple: bool,
        out: &mut String,
    ) {
        let mixed = if !simple && self.chance(12) { " mixed='true'" } else { "" };
        let is_abstract = if self.chance(10) { " abstract='true'" } else { "" };
        let _ = write!(out, "<x:complexType name='{name}'{mixed}{is_abstract}>");
        if self.chance(4) {
            let _ = write!(
                out,
                "<x:annotation><x:documentation>{} */ [`x`] [y](z) &lt;b&gt; # </x:documentation></x:annotation>",
                names::any(&mut self.rng)
            );
        }
        // Only earlier ones are bases, so that no type is its own.
        let bases: Vec<&(String, bool)> =
            own.complex.iter().take(index).filter(|(_, other)| *other == simple).collect();
        let base = self.rng.choice(bases).map(|(name, _)| format!("{}:{name}", own.prefix));
        if simple {
            let base = match base.filter(|_| self.rng.bool()) {
                Some(base) => base,
                None => self.simple_type(spaces),
            };
            let _ = write!(out, "<x:simpleContent><x:extension base='{base}'>");
            self.attributes(spaces, out);
            out.push_str("</x:extension></x:simpleContent>");
        } else if let Some(base) = base.filter(|_| self.rng.u8(..3) == 0) {
            let how = if self.chance(4) { "restriction" } else { "extension" };
            let _ = write!(out, "<x:complexContent><x:{how} base='{base}'>");
            self.content(spaces, out);
            let _ = write!(out, "</x:{how}></x:complexContent>");
        } else {
            self.content(spaces, out);
        }
        out.push_str("</x:complexType>");
    }

    fn content(&mut self, spaces: &[Space], out: &mut String) {
        let mut own = Names::default();
        match self.rng.u8(..12) {
            0 => {}
            1 => {
                out.push_str("<x:all>");
                for _ in 0..self.rng.usize(0..4) {
                    let _ = write!(out, "<x:element name='{}'", own.fresh(&mut self.rng));
                    self.typed(spaces, out, "element");
                }
                out.push_str("</x:all>");
            }
            2 => {
                // An array wrapper.
                let _ = write!(
                    out,
                    "<x:sequence><x:element name='{}' maxOccurs='unbounded'",
                    own.fresh(&mut self.rng)
                );
                self.typed(spaces, out, "element");
                out.push_str("</x:sequence>");
            }
            _ => self.group(spaces, &mut own, out),
        }
        self.attributes(spaces, out);
    }

    fn group(&mut self, spaces: &[Space], own: &mut Names, out: &mut String) {
        let kind = self.rng.choice(["sequence", "sequence", "choice"]).unwrap_or("sequence");
        let _ = write!(out, "<x:{kind}{}>", self.occurs());
        self.deep += 1;
        for _ in 0..self.rng.usize(0..5) {
            match self.rng.u8(..14) {
                0 | 1 if self.deep < 4 => self.group(spaces, own, out),
                2 => {
                    let namespace =
                        self.rng.choice(["##any", "##other", "##local", "urn:a urn:b", "##targetNamespace"]);
                    let _ = write!(
                        out,
                        "<x:any namespace='{}' processContents='lax'{}/>",
                        namespace.unwrap_or("##any"),
                        self.occurs()
                    );
                }
                3 | 4 => {
                    if let Some(to) = self.reference(spaces, |space| &space.elements) {
                        let _ = write!(out, "<x:element ref='{to}'{}/>", self.occurs());
                    }
                }
                5 => {
                    if let Some(to) = self.reference(spaces, |space| &space.groups).filter(|_| self.deep < 4)
                    {
                        let _ = write!(out, "<x:group ref='{to}'{}/>", self.occurs());
                    }
                }
                _ => self.element(spaces, own, out),
            }
        }
        self.deep -= 1;
        let _ = write!(out, "</x:{kind}>");
    }

    /// A local element.
    fn element(&mut self, spaces: &[Space], own: &mut Names, out: &mut String) {
        let _ = write!(out, "<x:element name='{}'{}", own.fresh(&mut self.rng), self.occurs());
        if self.chance(4) {
            out.push_str(" nillable='true'");
        }
        if self.chance(10) {
            out.push_str(" form='unqualified'");
        }
        self.typed(spaces, out, "element");
    }

    /// The type of an element whose tag is open, and its end.
    fn typed(&mut self, spaces: &[Space], out: &mut String, tag: &str) {
        match self.rng.u8(..10) {
            0 => out.push_str("/>"),
            1 if self.deep < 3 => {
                self.deep += 1;
                out.push_str("><x:complexType>");
                self.content(spaces, out);
                let _ = write!(out, "</x:complexType></x:{tag}>");
                self.deep -= 1;
            }
            2 => {
                out.push_str("><x:simpleType>");
                self.simple(spaces, out);
                let _ = write!(out, "</x:simpleType></x:{tag}>");
            }
            3 => {
                let given = self.rng.choice([
                    "type='x:int' default='7'",
                    "type='x:string' fixed='&quot;{}\\'",
                    "type='x:string' default=''",
                ]);
                let _ = write!(out, " {}/>", given.unwrap_or_default());
            }
            _ => {
                let ty = self.ty(spaces);
                let _ = write!(out, " type='{ty}'/>");
            }
        }
    }

    /// The name of any type.
    pub(super) fn ty(&mut self, spaces: &[Space]) -> String {
        let own: Vec<String> = spaces
            .iter()
            .flat_map(|space| {
                let complex = space.complex.iter().map(|(name, _)| name);
                complex.chain(&space.arrays).map(|name| format!("{}:{name}", space.prefix))
            })
            .collect();
        match self.rng.u8(..10) {
            0..4 => self.rng.choice(own).unwrap_or_else(|| "x:string".to_owned()),
            4 | 5 => self.simple_type(spaces),
            6 if self.chance(3) => "enc:string".to_owned(),
            _ => format!("x:{}", self.rng.choice(BUILTINS).copied().unwrap_or("string")),
        }
    }

    fn simple_type(&mut self, spaces: &[Space]) -> String {
        match self.reference(spaces, |space| &space.simple).filter(|_| self.rng.bool()) {
            Some(name) => name,
            None => format!("x:{}", self.rng.choice(SIMPLE).copied().unwrap_or("string")),
        }
    }

    /// What a simple type is. It refers to built-in ones alone, so that none is its own.
    fn simple(&mut self, _: &[Space], out: &mut String) {
        let base = self.rng.choice(["string", "int", "token", "decimal", "NMTOKEN"]).unwrap_or("string");
        match self.rng.u8(..6) {
            0 => out.push_str("<x:list itemType='x:int'/>"),
            1 => out.push_str("<x:union memberTypes='x:int x:dateTime x:string'/>"),
            2 => out.push_str(
                "<x:union><x:simpleType><x:restriction base='x:string'><x:enumeration value='all'/></x:restriction></x:simpleType>\
                 <x:simpleType><x:restriction base='x:int'/></x:simpleType></x:union>",
            ),
            3 => {
                let _ = write!(
                    out,
                    "<x:restriction base='x:{base}'><x:pattern value='[\\d*/{{}}]+'/><x:whiteSpace value='collapse'/></x:restriction>"
                );
            }
            _ => {
                out.push_str("<x:restriction base='x:string'>");
                for _ in 0..self.rng.usize(1..9) {
                    let value = names::value(&mut self.rng).replace('\'', "&apos;");
                    let _ = write!(out, "<x:enumeration value='{value}'/>");
                }
                out.push_str("</x:restriction>");
            }
        }
    }

    fn attributes(&mut self, spaces: &[Space], out: &mut String) {
        if self.chance(2) {
            return;
        }
        let mut own = Names::default();
        for _ in 0..self.rng.usize(0..3) {
            self.attribute(spaces, &mut own, out);
        }
        if let Some(to) = self.reference(spaces, |space| &space.attributes).filter(|_| self.rng.bool()) {
            let _ = write!(out, "<x:attribute ref='{to}'/>");
        }
        if let Some(to) = self.reference(spaces, |space| &space.attribute_groups).filter(|_| self.rng.bool())
        {
            let _ = write!(out, "<x:attributeGroup ref='{to}'/>");
        }
        if self.chance(5) {
            out.push_str("<x:anyAttribute/>");
        }
    }

    fn attribute(&mut self, spaces: &[Space], own: &mut Names, out: &mut String) {
        let usage =
            self.rng.choice(["", " use='required'", " use='prohibited'", " default='1'", " fixed='2'"]);
        let ty = self.simple_type(spaces);
        let name = own.fresh(&mut self.rng);
        let _ = write!(out, "<x:attribute name='{name}' type='{ty}'{}/>", usage.unwrap_or_default());
    }
}

//! `xs:anyType` and wildcards: XML kept as it came.

use std::borrow::Cow;
use std::fmt;

use super::{Attributes, DateTime, Decimal, Namespace, QName};
use crate::runtime::codec::chars::referred;
use crate::runtime::codec::secrets;

/// The content of an element whose type the contract leaves open.
///
/// It keeps the attributes, the inner XML, and the namespace declarations that the XML needs to stand elsewhere.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AnyType {
    /// The `xsi:type`, where one was given.
    pub type_name: Option<QName>,
    /// The other attributes.
    pub attributes: Vec<(QName, String)>,
    /// Prefix and namespace pairs that `xml` uses and does not declare itself; the empty prefix is the default.
    pub declarations: Vec<(String, Namespace)>,
    /// The XML between the start and the end tag, as it came; well-formed, and balanced.
    pub xml: String,
}

/// Without the content of WS-Security's `Password`.
impl fmt::Debug for AnyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyType")
            .field("type_name", &self.type_name)
            .field("attributes", &Attributes::masked(&self.attributes))
            .field("declarations", &self.declarations)
            .field("xml", &secrets::mask(self.xml.as_bytes(), &[]))
            .finish()
    }
}

const XSD: &str = "http://www.w3.org/2001/XMLSchema";

impl AnyType {
    /// A simple value of type `type_name`. The text is escaped; it must not hold characters that XML forbids.
    #[inline]
    pub fn simple(type_name: QName, text: &str) -> Self {
        Self { type_name: Some(type_name), xml: escape(text), ..Self::default() }
    }

    /// Text of no type.
    #[inline]
    pub(in crate::runtime) fn characters(text: &str) -> Self {
        Self { xml: escape(text), ..Self::default() }
    }

    #[inline]
    fn xsd(local: &str, text: &str) -> Self {
        Self::simple(QName::new(XSD, local), text)
    }

    /// An `xs:string`.
    #[inline]
    pub fn string(text: &str) -> Self {
        Self::xsd("string", text)
    }

    /// An `xs:boolean`.
    #[inline]
    pub fn boolean(value: bool) -> Self {
        Self::xsd("boolean", if value { "true" } else { "false" })
    }

    /// An `xs:int`.
    #[inline]
    pub fn int(value: i32) -> Self {
        Self::xsd("int", itoa::Buffer::new().format(value))
    }

    /// An `xs:long`.
    #[inline]
    pub fn long(value: i64) -> Self {
        Self::xsd("long", itoa::Buffer::new().format(value))
    }

    /// An `xs:double`.
    #[inline]
    pub fn double(value: f64) -> Self {
        if value.is_infinite() {
            Self::xsd("double", if value < 0.0 { "-INF" } else { "INF" })
        } else {
            Self::xsd("double", &value.to_string())
        }
    }

    /// An `xs:decimal`.
    #[inline]
    pub fn decimal(value: &Decimal) -> Self {
        Self::xsd("decimal", value.as_str())
    }

    /// An `xs:dateTime`.
    #[inline]
    pub fn date_time(value: &DateTime) -> Self {
        Self::xsd("dateTime", &value.to_string())
    }

    /// The text, references resolved; `None` where there are child elements.
    ///
    /// Comments and processing instructions are left out, as they are everywhere.
    #[inline]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        if !self.xml.contains(['<', '&', '\r']) {
            return Some(Cow::Borrowed(&self.xml));
        }
        let mut out = String::with_capacity(self.xml.len());
        let mut rest = self.xml.as_str();
        while let Some(at) = rest.find(['<', '&']) {
            let (plain, markup) = rest.split_at_checked(at)?;
            lines(plain, &mut out);
            rest = if let Some(cdata) = markup.strip_prefix("<![CDATA[") {
                let (text, rest) = cdata.split_once("]]>")?;
                lines(text, &mut out);
                rest
            } else if let Some(comment) = markup.strip_prefix("<!--") {
                comment.split_once("-->")?.1
            } else if let Some(instruction) = markup.strip_prefix("<?") {
                instruction.split_once("?>")?.1
            } else {
                let (name, rest) = markup.strip_prefix('&')?.split_once(';')?;
                out.push(referred(name)?);
                rest
            };
        }
        lines(rest, &mut out);
        Some(Cow::Owned(out))
    }
}

/// Escapes what character data must not hold, and the carriage return, which would not survive.
#[inline]
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
    out
}

/// Every way to end a line becomes `\n`.
#[inline]
fn lines(text: &str, out: &mut String) {
    let mut parts = text.split('\r');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('\n');
        out.push_str(part.strip_prefix('\n').unwrap_or(part));
    }
}

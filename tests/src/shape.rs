//! The facts of the few elements that these tests send and check, written by hand after the published contract, and a
//! strict reading of them.
//!
//! WCF's DataContractSerializer drops in silence what is out of order or in the wrong namespace. [`read`] takes what
//! that serializer would take, and names what it would drop.

use roxmltree::Node;

/// The namespace of all Services86 elements.
pub const NAMESPACE: &str = "http://www.superoffice.net/ws/crm/NetServer/Services86";
/// `xsi:`.
pub const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What an element holds.
#[derive(Debug)]
pub enum Shape {
    /// A string: may be nil.
    Text,
    /// A number, truth value or set of flags, which .NET has as a value type: nil makes WCF fault, and a WCF client
    /// always writes it.
    Value,
    /// Children in this order, each at most once.
    Record(&'static [Field]),
    /// Any number of this child.
    Items(&'static Field),
}

/// A child element.
#[derive(Debug)]
pub struct Field {
    /// Local name; the namespace is [`NAMESPACE`].
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
}

const fn text(name: &'static str) -> Field {
    Field { name, shape: Shape::Text }
}

const fn value(name: &'static str) -> Field {
    Field { name, shape: Shape::Value }
}

const fn record(name: &'static str, fields: &'static [Field]) -> Field {
    Field { name, shape: Shape::Record(fields) }
}

const fn items(name: &'static str, item: &'static Field) -> Field {
    Field { name, shape: Shape::Items(item) }
}

static RIGHT: [Field; 2] = [value("Mask"), text("Reason")];
static PROPERTY: [Field; 3] = [record("FieldRight", &RIGHT), text("FieldType"), value("FieldLength")];
static PROPERTY_PAIR: Field =
    record("FieldPropertyDictionaryKeyValuePair", &[text("Key"), record("Value", &PROPERTY)]);

/// The request header blocks, in the order in which the contract declares them.
pub static HEADERS: [Field; 3] = [
    text("ApplicationToken"),
    record("Credentials", &[text("Ticket")]),
    record("TimeZone", &[value("SoTimeZoneId"), text("SoTimeZoneLocationCode")]),
];

/// A user group: the two fields of its base type first.
pub static USER_GROUP: Field = record(
    "UserGroup",
    &[
        record("TableRight", &RIGHT),
        items("FieldProperties", &PROPERTY_PAIR),
        text("Value"),
        text("Tooltip"),
        value("Id"),
        value("Rank"),
        value("Deleted"),
    ],
);

/// The wrapper of a call that saves a group; its one child is [`USER_GROUP`].
pub static SAVE_USER_GROUP: Field = Field { name: "SaveUserGroup", shape: Shape::Items(&USER_GROUP) };
/// The wrapper of a call that lists groups.
pub static GET_ALL_USER_GROUPS: Field = record("GetAllUserGroups", &[value("IncludeDeleted")]);
/// The wrapper of a login.
pub static AUTHENTICATE_USERNAME_PASSWORD: Field =
    record("AuthenticateUsernamePassword", &[text("UserName"), text("Password")]);

/// An element that was read: names, order and text, no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Local name.
    pub name: &'static str,
    /// `xsi:nil`.
    pub nil: bool,
    /// The text of an element without children.
    pub text: String,
    /// The child elements.
    pub children: Vec<Element>,
}

impl Element {
    /// An element with text.
    #[must_use]
    pub fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, nil: false, text: text.into(), children: Vec::new() }
    }

    /// A nil element.
    #[must_use]
    pub fn nil(name: &'static str) -> Self {
        Self { nil: true, ..Self::new(name, "") }
    }

    /// An element with children.
    #[must_use]
    pub fn with(name: &'static str, children: Vec<Element>) -> Self {
        Self { children, ..Self::new(name, "") }
    }

    /// The first child of that name.
    #[must_use]
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name, unless it is nil.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.child(name).filter(|child| !child.nil).map(|child| child.text.as_str())
    }

    /// Appends the element in the prefix `h`, `i` being bound to [`XSI`].
    pub fn write(&self, out: &mut String) {
        if self.nil {
            out.push_str(&format!("<h:{} i:nil=\"true\"/>", self.name));
            return;
        }
        out.push_str(&format!("<h:{}>{}", self.name, escape(&self.text)));
        for child in &self.children {
            child.write(out);
        }
        out.push_str(&format!("</h:{}>", self.name));
    }
}

/// Text with `&`, `<` and `>` as references.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Reads `node` as `field`; what a WCF server would drop, refuse, or not find goes to `problems`, with its path.
pub fn read(node: Node<'_, '_>, field: &Field, path: &str, problems: &mut Vec<String>) -> Element {
    let path = format!("{path}/{}", field.name);
    if node.attribute((XSI, "nil")).is_some_and(|nil| nil == "true" || nil == "1") {
        if matches!(field.shape, Shape::Value) {
            problems.push(format!("{path}: a value type is nil"));
        }
        return Element::nil(field.name);
    }
    let mut element = Element::new(field.name, "");
    match &field.shape {
        Shape::Text | Shape::Value => {
            element.text = node.text().unwrap_or_default().to_owned();
            if let Some(child) = node.children().find(Node::is_element) {
                problems.push(format!("{path}: has a child {}", child.tag_name().name()));
            }
        }
        Shape::Items(item) => {
            for child in node.children().filter(Node::is_element) {
                if is(child, item.name) {
                    element.children.push(read(child, item, &path, problems));
                } else {
                    problems.push(format!("{path}: {} is no item of it", expanded(child)));
                }
            }
        }
        Shape::Record(fields) => {
            let mut left = fields.iter();
            for child in node.children().filter(Node::is_element) {
                // Only what stands behind the last field read may follow.
                let mut ahead = left.clone();
                if let Some(field) = ahead.find(|field| is(child, field.name)) {
                    element.children.push(read(child, field, &path, problems));
                    left = ahead;
                } else {
                    let what = if fields.iter().any(|f| is(child, f.name)) {
                        "is out of order"
                    } else {
                        "is unknown"
                    };
                    problems.push(format!("{path}: {} {what}", expanded(child)));
                }
            }
            for field in *fields {
                if matches!(field.shape, Shape::Value) && element.child(field.name).is_none() {
                    problems.push(format!("{path}: the value type {} is missing", field.name));
                }
            }
        }
    }
    element
}

/// Whether `node` is the element `name` of [`NAMESPACE`].
#[must_use]
pub fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((NAMESPACE, name))
}

/// `{namespace}local`.
#[must_use]
pub fn expanded(node: Node<'_, '_>) -> String {
    format!("{{{}}}{}", node.tag_name().namespace().unwrap_or_default(), node.tag_name().name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(group: &str) -> Vec<String> {
        let xml = format!("<UserGroup xmlns='{NAMESPACE}' xmlns:i='{XSI}'>{group}</UserGroup>");
        let document = roxmltree::Document::parse(&xml).unwrap();
        let mut problems = Vec::new();
        read(document.root_element(), &USER_GROUP, "", &mut problems);
        problems
    }

    #[test]
    fn a_group_in_schema_order_has_no_problems() {
        let right = "<TableRight><Mask/><Reason i:nil='true'/></TableRight>";
        assert!(
            problems(&format!("{right}<Value>x</Value><Id>0</Id><Rank>3</Rank><Deleted>0</Deleted>"))
                .is_empty()
        );
    }

    #[test]
    fn what_wcf_would_drop_or_refuse_is_named() {
        let numbers = "<Id>0</Id><Rank>3</Rank><Deleted>0</Deleted>";
        for (group, expected) in [
            (
                format!("{numbers}<Value>x</Value>"),
                format!("/UserGroup: {{{NAMESPACE}}}Value is out of order"),
            ),
            (format!("<Value xmlns=''>x</Value>{numbers}"), "/UserGroup: {}Value is unknown".to_owned()),
            (
                "<Id i:nil='true'/><Rank>1</Rank><Deleted>0</Deleted>".to_owned(),
                "/UserGroup/Id: a value type is nil".to_owned(),
            ),
            (
                "<Id>1</Id><Deleted>0</Deleted>".to_owned(),
                "/UserGroup: the value type Rank is missing".to_owned(),
            ),
            (
                format!("<FieldProperties><Pair/></FieldProperties>{numbers}"),
                format!("/UserGroup/FieldProperties: {{{NAMESPACE}}}Pair is no item of it"),
            ),
        ] {
            assert_eq!(problems(&group), [expected], "{group}");
        }
    }
}

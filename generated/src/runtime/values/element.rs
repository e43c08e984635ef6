//! Elements and attributes whose names the contract leaves open, or does not know.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{AnyType, QName};
use crate::runtime::codec::order::order;
use crate::runtime::codec::secrets::{MASK, is_secret};
use crate::runtime::codec::{Field, Slot, View};

/// An element kept as XML, at a place where the contract allows any element (`xs:any`).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// The element's name.
    pub name: QName,
    /// Its attributes and content.
    pub content: AnyType,
}

/// Without the content of WS-Security's `Password`.
impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Element");
        shown.field("name", &self.name);
        match is_secret(&self.name.local, &[]) {
            true => shown.field("content", &MASK),
            false => shown.field("content", &self.content),
        };
        shown.finish()
    }
}

impl Element {
    /// An element from its name and content.
    #[must_use]
    #[inline]
    pub const fn new(name: QName, content: AnyType) -> Self {
        Self { name, content }
    }

    /// Text between elements, which has no name.
    #[inline]
    pub(in crate::runtime) fn text(text: &str) -> Self {
        Self { name: QName::default(), content: AnyType::characters(text) }
    }
}

impl Field for Element {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Element(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Element(self)
    }
}

/// Attributes of any name, in their order, at a place where the contract allows any attribute (`xs:anyAttribute`).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attributes(pub Vec<(QName, String)>);

/// Without the value of one that is called `Password`.
impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Attributes").field(&Self::masked(&self.0)).finish()
    }
}

impl Attributes {
    /// As `Debug` shows them.
    pub(super) fn masked(attributes: &[(QName, String)]) -> Vec<(&QName, &str)> {
        let mut masked = Vec::with_capacity(attributes.len());
        for (name, text) in attributes {
            masked.push((name, if is_secret(&name.local, &[]) { MASK } else { text.as_str() }));
        }
        masked
    }

    /// The value of an attribute.
    #[must_use]
    #[inline]
    pub fn get(&self, namespace: &str, local: &str) -> Option<&str> {
        let named = |name: &QName| name.namespace == namespace && name.local == local;
        self.0.iter().find(|(name, _)| named(name)).map(|(_, value)| value.as_str())
    }
}

impl Deref for Attributes {
    type Target = Vec<(QName, String)>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Attributes {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Field for Attributes {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Attributes(self)
    }

    #[inline]
    fn view(&self) -> View<'_> {
        View::Attributes(self)
    }
}

/// The elements of a record that the contract does not know, each with its place among the others.
///
/// A reply of a newer server may bring such elements. They are kept, and written back at the same place. So a program can
/// read, change and write a record without losing anything. A record that the program made has none. Text where the contract has elements only is kept as an
/// element without a name.
///
/// A record whose element was `xsi:nil` and had attributes is there with those, and written back as nil:
/// [`is_nil`](Self::is_nil).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unknown {
    /// Mostly there is nothing.
    kept: Option<Box<Kept>>,
}

#[derive(Debug, Clone, Default)]
struct Kept {
    /// In the order in which they came.
    elements: Vec<(u16, Element)>,
    /// Their places do not ascend.
    mixed: bool,
    nil: bool,
}

impl Kept {
    /// The elements in the order of their places. Why not kept so: an element at an earlier place than those before it
    /// would have all of them move.
    #[cold]
    #[inline(never)]
    fn placed(&self) -> Vec<&(u16, Element)> {
        if !self.mixed {
            let mut placed = Vec::with_capacity(self.elements.len());
            placed.extend(&self.elements);
            return placed;
        }
        let after = |number| self.elements.get(number).map(|(after, _)| *after);
        let order = order(self.elements.len(), &|one, other| after(one).cmp(&after(other)));
        let mut placed = Vec::with_capacity(order.len());
        for number in order {
            placed.extend(self.elements.get(number));
        }
        placed
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.nil == other.nil
            && self.elements.len() == other.elements.len()
            && self.placed() == other.placed()
    }
}

impl Eq for Kept {}

impl Unknown {
    /// Whether there are none, and the record is not nil.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.kept.is_none()
    }

    /// Whether the record's element was `xsi:nil="true"` and had attributes. It is written as nil again, with the attributes
    /// and nothing else, unless this is [cleared](Self::clear).
    #[inline]
    #[must_use]
    pub fn is_nil(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.nil)
    }

    #[inline]
    pub(in crate::runtime) fn set_nil(&mut self) {
        self.kept.get_or_insert_default().nil = true;
    }

    /// The elements, in the order in which they are written.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = &Element> {
        self.placed().into_iter().map(|(_, element)| element)
    }

    /// Forgets them all, so that they are not written.
    #[inline]
    pub fn clear(&mut self) {
        self.kept = None;
    }

    /// Adds an element behind the `after` first rows of the record's table.
    #[inline]
    pub fn push(&mut self, after: u16, element: Element) {
        let kept = self.kept.get_or_insert_default();
        kept.mixed |= kept.elements.last().is_some_and(|(before, _)| *before > after);
        kept.elements.push((after, element));
    }

    /// The elements with their places, ascending.
    #[inline]
    pub(in crate::runtime) fn placed(&self) -> Vec<&(u16, Element)> {
        match &self.kept {
            Some(kept) => kept.placed(),
            None => Vec::new(),
        }
    }
}

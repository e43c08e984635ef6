//! How the engine reaches into Rust values: [`Record`], [`Field`], and the borrowed [`Slot`] and [`View`] they hand out.

use super::tables::TypeDef;
use crate::runtime::values::{AnyType, Attachment, Attributes, Element, QName, Streamed, Unknown, Upload};

/// A struct that knows its table, so that XML of its type can be written and read anywhere. Generated for every complex type
/// that is a struct.
pub trait Typed: Record + Default {
    /// The table.
    const TABLE: &'static TypeDef;
}

/// A Rust value with numbered slots: what a [`TypeDef`]'s particles fill and read.
///
/// Generated for every complex type. Numbers out of range give [`Slot::None`] and [`View::Absent`].
pub trait Record {
    /// The place for slot `index`. Asking makes the value present: an `Option` becomes `Some`.
    fn slot(&mut self, index: u16) -> Slot<'_>;

    /// The value of slot `index`.
    fn view(&self, index: u16) -> View<'_>;

    /// Sets the bit of each slot below 1024 that holds something. Says whether it did; by default it does not, and each slot
    /// has to be asked.
    fn present(&self, slots: &mut [u64; 16]) -> bool {
        let _ = slots;
        false
    }

    /// How many bytes it takes, without its text and its lists.
    fn size(&self) -> usize {
        size_of_val(self)
    }

    /// `xsi:nil` was read for slot `index`. By default nil and absent mean the same, as in WCF.
    fn nil(&mut self, index: u16) {
        let _ = index;
    }

    /// Where the elements go that the table does not know; `None` (the default) passes over them.
    fn unknown_mut(&mut self) -> Option<&mut Unknown> {
        None
    }

    /// The elements that the table does not know; they are written back.
    fn unknown(&self) -> Option<&Unknown> {
        None
    }

    /// What the contract demands of the values in the slots; `None` (the default) where that is not known.
    #[cfg(feature = "validate")]
    fn rules(&self) -> Option<super::validate::Rules> {
        None
    }
}

/// A value that can stand in a slot: scalars, records, and `Option`, `Box`, `Vec`, `List`, `Map`, `Nillable` of them.
pub trait Field {
    /// The place to read into; makes the value present.
    fn slot(&mut self) -> Slot<'_>;

    /// The value to write.
    fn view(&self) -> View<'_>;

    /// `xsi:nil` was read. By default nil and absent mean the same.
    fn nil(&mut self) {}

    /// A list of such values as one that the engine fills by itself, item after item, if it can.
    fn bare(items: &mut Vec<Self>) -> Option<Bare<'_>>
    where
        Self: Sized,
    {
        let _ = items;
        None
    }
}

/// A list that the engine fills by itself: no slot has to be asked for with each item.
pub enum Bare<'a> {
    /// Texts.
    Str(&'a mut Vec<String>),
    /// 32-bit integers.
    I32(&'a mut Vec<i32>),
}

/// A place for a value that is being read.
pub enum Slot<'a> {
    /// No such slot: the value is read, checked and dropped.
    None,
    /// Text.
    Str(&'a mut String),
    /// `true`, `false`, `1`, `0`.
    Bool(&'a mut bool),
    /// A 16-bit integer.
    I16(&'a mut i16),
    /// A 32-bit integer.
    I32(&'a mut i32),
    /// A 64-bit integer.
    I64(&'a mut i64),
    /// A double.
    F64(&'a mut f64),
    /// Any other simple value.
    Lex(&'a mut dyn LexValue),
    /// A qualified name; its prefix is resolved where it stands.
    QName(&'a mut QName),
    /// Qualified names, separated by white space.
    QNames(&'a mut Vec<QName>),
    /// XML kept as it came.
    Any(&'a mut AnyType),
    /// XML kept as it came, with the name of its element: what a wildcard takes.
    Element(&'a mut Element),
    /// Attributes of any name.
    Attributes(&'a mut Attributes),
    /// A complex type.
    Record(&'a mut dyn Record),
    /// A repeated element, or an array wrapper.
    Sequence(&'a mut dyn Sequence),
    /// A choice, a substitution group, or a type with derived types.
    Choice(&'a mut dyn Choice),
    /// A file beside the envelope: no element fills it.
    Attachment(&'a mut Attachment),
}

impl Slot<'_> {
    /// Whether a text fills it.
    #[inline]
    pub(super) const fn is_simple(&self) -> bool {
        !matches!(
            self,
            Self::None
                | Self::Any(_)
                | Self::Element(_)
                | Self::Record(_)
                | Self::Sequence(_)
                | Self::Choice(_)
        )
    }
}

/// A value that is being written.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// Not there: omitted, or `xsi:nil` where the particle is required and nillable.
    Absent,
    /// There as `xsi:nil`.
    Nil,
    /// Text.
    Str(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// A 16-bit integer.
    I16(i16),
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// A double.
    F64(f64),
    /// Any other simple value.
    Lex(&'a dyn LexValue),
    /// A qualified name; a prefix is declared where it stands.
    QName(&'a QName),
    /// Qualified names, separated by white space.
    QNames(&'a [QName]),
    /// XML kept as it came.
    Any(&'a AnyType),
    /// XML kept as it came, with the name of its element.
    Element(&'a Element),
    /// Attributes of any name.
    Attributes(&'a Attributes),
    /// A complex type.
    Record(&'a dyn Record),
    /// The items of a repeated element, or of an array wrapper.
    Items(&'a dyn Items),
    /// A choice, a substitution group, or a type with derived types.
    Choice(&'a dyn Choice),
    /// A file beside the envelope: in no element.
    Attachment(&'a Attachment),
}

impl View<'_> {
    /// Whether it is a value whose text needs nothing of what stands around it.
    #[inline]
    pub(super) const fn is_simple(&self) -> bool {
        matches!(
            self,
            Self::Str(_)
                | Self::Bool(_)
                | Self::I16(_)
                | Self::I32(_)
                | Self::I64(_)
                | Self::F64(_)
                | Self::Lex(_)
        )
    }
}

/// A growing collection that is being read.
pub trait Sequence {
    /// The wrapper element itself was there (it may be empty).
    fn present(&mut self) {}

    /// How many bytes more the items take when one is appended: mostly 0, since there is room for some.
    fn growth(&self) -> usize;

    /// Appends an item and gives the place to read it into.
    fn push(&mut self) -> Slot<'_>;

    /// Appends an item that was `xsi:nil`.
    fn push_nil(&mut self);

    /// Its items, if they are of those that the engine appends by itself.
    fn bare(&mut self) -> Option<Bare<'_>> {
        None
    }

    /// The wrapper element itself was not there after all, or it was `xsi:nil`. By default it makes no difference.
    #[cfg(feature = "serde")]
    fn missing(&mut self, nil: bool) {
        let _ = nil;
    }

    /// Whether it can tell that an item was `xsi:nil`.
    #[cfg(feature = "serde")]
    fn keeps_nil(&self) -> bool {
        true
    }
}

/// How many bytes more a vector takes when an item is appended, which doubles it.
#[inline]
pub(in crate::runtime) const fn growth<T>(items: &Vec<T>) -> usize {
    match items.len() == items.capacity() {
        true => match items.capacity() {
            0 => first::<T>() * size_of::<T>(),
            capacity => capacity * size_of::<T>(),
        },
        false => 0,
    }
}

/// For how many items a vector has room at first. Large ones often come alone or as a pair, as what a wildcard takes does.
const fn first<T>() -> usize {
    if size_of::<T>() < 128 { 4 } else { 2 }
}

/// Items of so many bytes are made where they stay. For small ones a copy takes as long, and less code.
const LARGE: usize = 512;

/// Appends the default of an item.
#[inline]
pub(in crate::runtime) fn push_default<T: Default>(items: &mut Vec<T>) {
    if const { first::<T>() < 4 } && items.capacity() == 0 {
        items.reserve_exact(first::<T>());
    }
    if const { size_of::<T>() < LARGE } {
        items.push(T::default());
    } else {
        items.extend(std::iter::once_with(T::default));
    }
}

/// A collection that is being written.
pub trait Items {
    /// How many items there are, nil ones included.
    fn count(&self) -> usize;

    /// Item `index`: [`View::Nil`] for a nil one, [`View::Absent`] out of range.
    fn item(&self, index: usize) -> View<'_>;
}

/// One of several alternatives.
pub trait Choice {
    /// Becomes alternative `variant` and gives the place to read into. A number out of range is the catch-all. An
    /// alternative that consists of several elements, and is there already, keeps what it has.
    fn pick(&mut self, variant: u16) -> Slot<'_>;

    /// Becomes alternative `variant`, for which `xsi:nil` was read. By default its value is the alternative's own default.
    fn nil(&mut self, variant: u16) {
        self.pick(variant);
    }

    /// Which alternative is there.
    fn variant(&self) -> u16;

    /// The value of the alternative that is there.
    fn chosen(&self) -> View<'_>;
}

/// A simple value that is read from and written as text.
pub trait LexValue {
    /// Takes the text of an element or attribute, references resolved, white space as it came.
    ///
    /// # Errors
    /// When the text is not in the value's lexical space; the value is then unchanged.
    fn read(&mut self, text: &str) -> Result<(), LexError>;

    /// Appends the text, not escaped: the engine escapes what needs it.
    fn write(&self, out: &mut String);

    /// Whether the contract has the value: an enumeration keeps other names, too, and a union other texts.
    fn is_known(&self) -> bool {
        true
    }

    /// How many bytes a text becomes beyond its own length: of a list of short items, many.
    fn growth(&self, _: &str) -> usize {
        0
    }

    /// Takes bytes that stand beside the envelope, where an `xop:Include` is in place of the text. Says whether it can.
    fn read_bytes(&mut self, _: &[u8]) -> bool {
        false
    }

    /// As [`read_bytes`](Self::read_bytes), of a part whose bytes went to the program's own writer.
    fn read_streamed(&mut self, _: &Streamed) -> bool {
        false
    }

    /// The bytes of a value whose text is their base64: they may leave as a part beside the envelope.
    #[inline]
    fn octets(&self) -> Option<Octets<'_>> {
        None
    }
}

/// The bytes of a value, for who need not have them as text.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Octets<'a> {
    /// In memory.
    Bytes(&'a [u8]),
    /// They are read when the value is sent: it has no text.
    Upload(&'a Upload),
    /// The value has no text and cannot be sent, for this reason.
    Never(&'static str),
}

/// A value from its text, or the default of its type where the text is no value of it.
pub fn lexical<T: LexValue + Default>(text: &str) -> T {
    let mut value = T::default();
    // A text that is no value leaves the default as it is.
    let _ = value.read(text);
    value
}

/// A text that is not a value of its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LexError {
    /// What was expected, for a message: `"an xs:dateTime such as 2024-03-01T12:00:00Z"`.
    pub expected: &'static str,
}

impl std::fmt::Display for LexError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for LexError {}

impl<T: Field + Default> Field for Option<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        self.get_or_insert_default().slot()
    }

    #[inline]
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, Field::view)
    }

    #[inline]
    fn nil(&mut self) {
        *self = None;
    }
}

impl<T: Field + ?Sized> Field for Box<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }

    #[inline]
    fn view(&self) -> View<'_> {
        (**self).view()
    }

    #[inline]
    fn nil(&mut self) {
        (**self).nil();
    }
}

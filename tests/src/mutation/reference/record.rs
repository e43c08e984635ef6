//! Records and lists: which element fills what, what is absent, and what is missing.

use roxmltree::Node;
use superoffice_services86::runtime::codec::{
    MANY, NILLABLE, OPTIONAL, Particle, Record, Slot, Type, TypeDef, View,
};

use super::{Reader, Result, XSI, elements, text, trim};

impl Reader {
    /// The row of a child of an element: the one with its name. Else the only one with its local name, where none of its
    /// siblings has that very name. Of several wrong namespaces the first counts, one that the contract knows, or none,
    /// before one that it does not.
    pub(super) fn row(
        &self,
        rows: &'static [Particle],
        child: Node<'_, '_>,
        siblings: &[Node<'_, '_>],
    ) -> Option<&'static Particle> {
        if let Some(row) = rows.iter().find(|row| self.is(row, child)) {
            return Some(row);
        }
        let local = child.tag_name().name();
        let mut named = rows.iter().filter(|row| row.name == local);
        let row = named.next()?;
        if named.any(|other| other.namespace != row.namespace) {
            return None;
        }
        let uris: Vec<&str> = siblings
            .iter()
            .filter(|sibling| sibling.tag_name().name() == local)
            .map(|sibling| sibling.tag_name().namespace().unwrap_or(""))
            .collect();
        if uris.iter().any(|uri| self.uri(row) == Some(uri)) {
            return None;
        }
        let counts = uris.iter().find(|uri| self.knows(uri)).or(uris.first())?;
        (*counts == child.tag_name().namespace().unwrap_or("")).then_some(row)
    }

    fn uri(&self, row: &Particle) -> Option<&&'static str> {
        self.namespaces.get(row.namespace as usize)
    }

    fn is(&self, row: &Particle, node: Node<'_, '_>) -> bool {
        row.name == node.tag_name().name()
            && self.uri(row).is_some_and(|uri| *uri == node.tag_name().namespace().unwrap_or(""))
    }

    fn record(&self, record: &mut dyn Record, def: &'static TypeDef, node: Node<'_, '_>) -> Result<()> {
        let attribute = |row: &Particle| {
            let of_row = |one: &roxmltree::Attribute<'_, '_>| {
                one.name() == row.name && self.uri(row) == Some(&one.namespace().unwrap_or(""))
            };
            node.attributes().find(of_row).map(|one| one.value().to_owned())
        };
        for row in def.attributes {
            match attribute(row) {
                Some(said) => self.said(record, row, &said, node)?,
                None => required(record, row)?,
            }
        }
        match def.text {
            Some(row) => self.said(record, row, &text(node)?, node),
            None => self.children(record, def.elements, node, false),
        }
    }

    /// The children of a record; in a wrapper another element cannot stand in place of the only result.
    pub(super) fn children(
        &self,
        record: &mut dyn Record,
        rows: &'static [Particle],
        node: Node<'_, '_>,
        wrapper: bool,
    ) -> Result<()> {
        let children = elements(node)?;
        let mut seen: Vec<*const Particle> = Vec::new();
        let mut unknown = false;
        for child in &children {
            match self.row(rows, *child, &children) {
                None => unknown = true,
                Some(row) if !row.has(MANY) && seen.contains(&std::ptr::from_ref(row)) => {}
                Some(row) => {
                    seen.push(row);
                    self.child(record, row, *child)?;
                }
            }
        }
        for row in rows.iter().filter(|row| !seen.contains(&std::ptr::from_ref(*row))) {
            required(record, row)?;
        }
        if wrapper && unknown && rows.len() == 1 && seen.is_empty() {
            return Err("another element in place of the result".into());
        }
        Ok(())
    }

    pub(super) fn child(&self, record: &mut dyn Record, row: &Particle, child: Node<'_, '_>) -> Result<()> {
        let nil = nil(child);
        if row.has(MANY) {
            let Slot::Sequence(sequence) = record.slot(row.slot) else {
                return Err("a repeated particle without a sequence".into());
            };
            return self.item(sequence, row, child);
        }
        if nil {
            record.nil(row.slot);
            return if says_absent(record, row) {
                Ok(())
            } else {
                Err("nil where a value is required".into())
            };
        }
        if super::simple::is_empty_of(row.ty, child)? {
            return empty(record, row);
        }
        self.value(record.slot(row.slot), row, child)
    }

    /// An item: one that says nothing is nil where the list may have that.
    fn item(
        &self,
        sequence: &mut dyn superoffice_services86::runtime::codec::Sequence,
        row: &Particle,
        child: Node<'_, '_>,
    ) -> Result<()> {
        let nil = nil(child);
        match nil || super::simple::is_empty_of(row.ty, child)? {
            true if row.has(NILLABLE) => sequence.push_nil(),
            // No phantom item.
            true if nil => {}
            true => return Err("an empty item".into()),
            false => self.value(sequence.push(), row, child)?,
        }
        Ok(())
    }

    fn value(&self, slot: Slot<'_>, row: &Particle, node: Node<'_, '_>) -> Result<()> {
        match (slot, row.ty) {
            (Slot::None, _) => Ok(()),
            (Slot::Record(record), Type::Record(def)) => self.record(record, def, node),
            (Slot::Sequence(sequence), Type::List(item)) => {
                sequence.present();
                let children = elements(node)?;
                for child in &children {
                    if let Some(row) = self.row(std::slice::from_ref(item), *child, &children) {
                        self.item(sequence, row, *child)?;
                    }
                }
                Ok(())
            }
            (Slot::Any(any), _) => self.any(any, node),
            (simple, ty) => self.simple(simple, ty, &text(node)?, node),
        }
    }

    /// A simple value that is an attribute, or the text of a record.
    fn said(&self, record: &mut dyn Record, row: &Particle, text: &str, node: Node<'_, '_>) -> Result<()> {
        match super::simple::says_nothing(row.ty, text) {
            true => empty(record, row),
            false => self.simple(record.slot(row.slot), row.ty, text, node),
        }
    }
}

/// Whether an element is nil.
pub(super) fn nil(node: Node<'_, '_>) -> bool {
    let said = node.attribute((XSI, "nil")).map(trim).unwrap_or_default();
    said == "1" || said.eq_ignore_ascii_case("true")
}

/// Whether the Rust value says that there is nothing.
fn says_absent(record: &dyn Record, row: &Particle) -> bool {
    match record.view(row.slot) {
        View::Absent | View::Nil => true,
        View::Items(items) => items.count() == 0,
        _ => false,
    }
}

fn empty(record: &dyn Record, row: &Particle) -> Result<()> {
    if says_absent(record, row) { Ok(()) } else { Err(format!("an empty {}", row.name)) }
}

/// What must be there, and is not.
fn required(record: &dyn Record, row: &Particle) -> Result<()> {
    let wanted = !row.has(OPTIONAL) && !row.has(MANY);
    if wanted && !says_absent(record, row) { Err(format!("no {}", row.name)) } else { Ok(()) }
}

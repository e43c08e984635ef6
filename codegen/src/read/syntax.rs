//! All documents as they are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{wsdl, xsd};
use crate::diagnostic::Diagnostic;
use crate::load::DocId;

/// The syntax models of all documents, each read once.
#[derive(Debug, Default)]
pub(crate) struct Syntax {
    pub(crate) contracts: BTreeMap<DocId, wsdl::Definitions>,
    /// By document, and for a schema without a namespace by that of the schema that includes it.
    pub(crate) schemas: BTreeMap<(DocId, Option<Arc<str>>), Vec<xsd::Schema>>,
    /// Why not all was read.
    pub(crate) too_much: Option<Diagnostic>,
}

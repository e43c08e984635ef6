//! From one address to all documents that it leads to, each once.

use std::collections::{BTreeMap, VecDeque};

use url::Url;

use super::access::Access;
use super::address::{self, Allowed};
use super::failure::Failure;
use super::get::Client;
use super::judge::judged;
use super::{Limits, Progress};
use crate::load::{self, Root, Scanned, XSD};

/// How many documents a contract may have.
const DOCUMENTS: usize = 2000;

/// How much all of them may have, in the largest that one may have.
const TOTAL: u64 = 16;

/// A document as it came.
#[derive(Debug)]
pub(super) struct Document {
    /// The address that was asked for.
    pub(super) url: Url,
    pub(super) bytes: Vec<u8>,
    pub(super) scanned: Scanned,
    /// The key of the address that each of its links leads to; `None` for one that stays as it is.
    targets: Vec<Option<String>>,
}

/// All documents of a contract, in the order in which they are imported; the contract is the first.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) all: Vec<Document>,
    /// The document of each address, by its key. Several lead to one that is redirected to.
    known: BTreeMap<String, usize>,
    /// Locations that stay, as soapwright has the schema built in.
    pub(super) built_in: Vec<String>,
}

/// Who imports a document.
struct Importer {
    url: Url,
    line: u32,
}

struct Wanted {
    url: Url,
    by: Option<Importer>,
}

impl Documents {
    /// Brings the document of an address, and all that it imports.
    ///
    /// # Errors
    /// When one of them does not come, or is not one.
    pub(super) fn bring(
        first: &Url,
        access: &Access,
        allowed: &Allowed,
        limits: &Limits,
        progress: Progress<'_>,
    ) -> Result<Self, Failure> {
        let mut documents = Self::default();
        let mut work = VecDeque::from([Wanted { url: first.clone(), by: None }]);
        let mut total = 0;
        while let Some(wanted) = work.pop_front() {
            let key = address::key(&wanted.url);
            if documents.known.contains_key(&key) {
                continue;
            }
            let by = |failure: Failure| imported(failure, wanted.by.as_ref());
            if documents.all.len() >= DOCUMENTS {
                let why = format!("is one document too many: a contract may have {DOCUMENTS}");
                return Err(by(Failure::new(&wanted.url, why)));
            }
            let (done, open) = (documents.all.len(), work.len());
            let received = |bytes: u64| progress(done, open, wanted.url.as_str(), bytes);
            received(0);
            let client = Client { access, allowed, limits, received: &received };
            let got = client.get(&wanted.url).map_err(by)?;
            let at = address::key(&got.url);
            if let Some(same) = documents.known.get(&at).copied() {
                documents.known.insert(key, same);
                continue;
            }
            let (bytes, scanned) = judged(&got.url, got.bytes, &got.media_type).map_err(by)?;
            total += bytes.len() as u64;
            if total > limits.max_bytes.saturating_mul(TOTAL) {
                let why = format!("is too much: all documents together may have {TOTAL} times --max-size");
                return Err(by(Failure::new(&wanted.url, why)));
            }
            let targets = documents.follow(&got.url, &scanned, allowed, &mut work)?;
            let number = documents.all.len();
            documents.known.insert(key, number);
            documents.known.insert(at, number);
            documents.all.push(Document { url: wanted.url, bytes, scanned, targets });
        }
        Ok(documents)
    }

    /// Queues what a document imports; answers with the keys.
    fn follow(
        &mut self,
        base: &Url,
        scanned: &Scanned,
        allowed: &Allowed,
        work: &mut VecDeque<Wanted>,
    ) -> Result<Vec<Option<String>>, Failure> {
        let mut targets = Vec::new();
        for link in &scanned.links {
            let by = Importer { url: base.clone(), line: link.line };
            let target = address::joined(base, &link.location)
                .map_err(|error| Failure::new(&link.location, format!("is no address: {error}")))
                .map_err(|failure| imported(failure, Some(&by)))?;
            let is_built_in =
                link.namespace.as_deref().is_some_and(|name| name == XSD || load::is_standard(name));
            if is_built_in && !(address::is_web(&target) && allowed.allows(&target)) {
                self.built_in.push(target.to_string());
                targets.push(None);
                continue;
            }
            if !address::is_web(&target) {
                let why = format!("cannot be fetched: its scheme is {}, not http or https", target.scheme());
                return Err(imported(Failure::new(&target, why), Some(&by)));
            }
            targets.push(Some(address::key(&target)));
            work.push_back(Wanted { url: target, by: Some(by) });
        }
        Ok(targets)
    }

    /// The documents with locations that lead to each other's names, by these.
    pub(super) fn renamed(&self, names: &[String]) -> BTreeMap<String, Vec<u8>> {
        let of_key = |key: &String| self.known.get(key).and_then(|number| names.get(*number)).cloned();
        let renamed = |document: &Document| {
            let locations: Vec<_> =
                document.targets.iter().map(|key| key.as_ref().and_then(of_key)).collect();
            document.scanned.rewritten(&document.bytes, &locations)
        };
        names.iter().cloned().zip(self.all.iter().map(renamed)).collect()
    }

    /// The addresses and kinds of all documents, in order.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&Url, &Root)> {
        self.all.iter().map(|document| (&document.url, &document.scanned.root))
    }
}

/// Says who imports what went wrong.
fn imported(failure: Failure, by: Option<&Importer>) -> Failure {
    match by {
        Some(Importer { url, line }) => failure.and(&format!("\n  imported by {url}, line {line}")),
        None => failure,
    }
}

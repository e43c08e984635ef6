//! What documents are called on the disk: after what they are called on their server, on any system, and always the same.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use url::Url;

use super::address;
use crate::disk;
use crate::load::Root;

/// How long a name is at most, without its ending.
const LENGTH: usize = 80;

/// Endings of documents, and of the programs that serve them, which say nothing of what a document is about.
const ENDINGS: [&str; 14] =
    ["wsdl", "xsd", "xml", "svc", "asmx", "ashx", "aspx", "asp", "php", "jsp", "cgi", "do", "cfc", "pl"];

/// Names that are given one after the other. What was named before keeps its name.
#[derive(Debug, Default)]
pub(super) struct FileNames {
    /// The names of earlier runs, by the keys of addresses.
    before: BTreeMap<String, String>,
    /// Names that are given away, in small letters, as some systems know no others.
    taken: BTreeSet<String>,
}

impl FileNames {
    /// The names of earlier runs, by the keys of addresses.
    pub(super) fn new(before: BTreeMap<String, String>) -> Self {
        let taken = before.values().map(|name| name.to_lowercase()).collect();
        Self { before, taken }
    }

    /// The name of a document.
    pub(super) fn name(&mut self, url: &Url, root: &Root) -> String {
        let ending = if *root == Root::Definitions { "wsdl" } else { "xsd" };
        let key = address::key(url);
        if let Some(name) = self.before.get(&key).filter(|name| name.ends_with(&format!(".{ending}"))) {
            return name.clone();
        }
        let (stem, folder) = stem(url, ending);
        let hash: String = disk::hash(&key).chars().take(8).collect();
        let within = folder.map(|folder| format!("{folder}-{stem}"));
        let hashed = format!("{stem}-{hash}");
        // The last one is another for each address.
        let candidates = [
            Some(stem),
            within,
            Some(hashed.clone()),
            Some(format!("{hashed}-{key_length}", key_length = key.len())),
        ];
        let mut names = candidates.into_iter().flatten().map(|stem| format!("{stem}.{ending}"));
        let free = names.find(|name| !self.taken.contains(&name.to_lowercase()));
        let name = free.unwrap_or_else(|| format!("{}.{ending}", disk::hash(&key)));
        self.taken.insert(name.to_lowercase());
        name
    }
}

/// A name without its ending, and the folder that it is in on its server.
fn stem(url: &Url, ending: &str) -> (String, Option<String>) {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let segments: Vec<String> =
        url.path_segments().into_iter().flatten().map(decoded).filter(|s| !s.is_empty()).collect();
    let mut parts = Vec::new();
    if let Some(last) = segments.last() {
        parts.push(safe(without_ending(last)));
    }
    // Of a query, what tells documents of one program apart.
    for (name, value) in url.query_pairs() {
        let is_whole = ["wsdl", "singlewsdl"].iter().any(|all| name.eq_ignore_ascii_case(all));
        match value.rsplit(['/', '\\']).find(|part| !part.is_empty()) {
            Some(value) => parts.push(safe(without_ending(value))),
            None if is_whole => {}
            None => parts.push(safe(&name)),
        }
    }
    parts.retain(|part| !part.is_empty());
    let kind = if ending == "wsdl" { "contract" } else { "schema" };
    let mut stem = parts.join("-");
    if stem.is_empty() {
        stem = kind.to_owned();
    }
    if stem.len() > LENGTH {
        let hash = disk::hash(address::key(url));
        // Names are ASCII by now.
        let (begin, hash) = (stem.get(..LENGTH - 9).unwrap_or_default(), hash.get(..8).unwrap_or_default());
        stem = format!("{}-{hash}", begin.trim_end_matches(['-', '.']));
    }
    if is_device(&stem) {
        stem = format!("{kind}-{stem}");
    }
    let folder = segments.len().checked_sub(2).and_then(|at| segments.get(at)).map(|folder| safe(folder));
    (stem, folder.filter(|folder| !folder.is_empty() && folder.len() <= LENGTH))
}

fn without_ending(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ending)) if ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)) => stem,
        _ => name,
    }
}

/// A text of letters, digits and `-_.` that begins and ends with none of `-.`; what else there was is one `-`.
fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '_' => out.push(c),
            '.' if !out.ends_with('.') => out.push('.'),
            _ if !out.ends_with('-') => out.push('-'),
            _ => {}
        }
    }
    out.trim_matches(['-', '.']).to_owned()
}

/// Whether some system takes a name for one of its devices.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(first.as_str(), "con" | "prn" | "aux" | "nul")
        || (first.len() == 4 && (first.starts_with("com") || first.starts_with("lpt")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(urls: &[&str], root: &Root) -> Vec<String> {
        let mut names = FileNames::default();
        urls.iter().map(|url| names.name(&Url::parse(url).unwrap(), root)).collect()
    }

    #[test]
    fn names_say_what_the_server_says() {
        for (url, wanted) in [
            ("http://x/User.svc?wsdl", "User.wsdl"),
            ("http://x/User.svc?singleWsdl", "User.wsdl"),
            ("http://x/User.svc?wsdl=wsdl0", "User-wsdl0.wsdl"),
            ("http://x/a/my.orders.v1.WSDL", "my.orders.v1.wsdl"),
            ("http://x/", "contract.wsdl"),
            ("http://x/services/orders/?wsdl", "orders.wsdl"),
            ("http://x/..%2F..%2Fetc%2Fpasswd", "etc-passwd.wsdl"),
            ("http://x/.hidden", "hidden.wsdl"),
            ("http://x/%E4%B8%AD%20.wsdl", "contract.wsdl"),
            ("http://x/nul.wsdl", "contract-nul.wsdl"),
            ("http://x/Com1.a.wsdl", "contract-Com1.a.wsdl"),
            ("http://x/soapwright.lock", "soapwright.lock.wsdl"),
            ("http://x/a%00b%0Ac:d*e.wsdl", "a-b-c-d-e.wsdl"),
        ] {
            assert_eq!(names(&[url], &Root::Definitions), [wanted], "{url}");
        }
        for (url, wanted) in [
            ("http://x/User.svc?xsd=xsd0", "User-xsd0.xsd"),
            ("http://x/User?xsd=../types/common.xsd", "User-common.xsd"),
            ("http://x/schema.php?id=5&lang=en", "schema-5-en.xsd"),
            ("http://x/types.xsd", "types.xsd"),
            ("http://x/types.xsd?v=1.2", "types-1.2.xsd"),
        ] {
            assert_eq!(names(&[url], &Root::Schema), [wanted], "{url}");
        }
        let long = names(
            &[&format!("http://x/{}1", "a".repeat(300)), &format!("http://x/{}2", "a".repeat(300))],
            &Root::Schema,
        );
        assert!(long[0] != long[1] && long.iter().all(|name| name.len() <= LENGTH + 4), "{long:?}");
    }

    #[test]
    fn no_two_documents_have_one_name() {
        let all = names(
            &[
                "http://x/a/t.xsd",
                "http://x/b/t.xsd",
                "http://x/b/T.xsd",
                "http://y/a/t.xsd",
                "http://x/t.xsd",
            ],
            &Root::Schema,
        );
        assert_eq!(all[..2], ["t.xsd", "b-t.xsd"]);
        let distinct: BTreeSet<String> = all.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), all.len(), "{all:?}");
    }

    #[test]
    fn a_name_stays_as_it_was() {
        let before = BTreeMap::from([("http://x/b/t.xsd".to_owned(), "t.xsd".to_owned())]);
        let mut names = FileNames::new(before);
        assert_eq!(names.name(&Url::parse("http://x/a/t.xsd").unwrap(), &Root::Schema), "a-t.xsd");
        assert_eq!(names.name(&Url::parse("http://x/b/t.xsd").unwrap(), &Root::Schema), "t.xsd");
        assert_eq!(names.name(&Url::parse("http://x/b/t.xsd").unwrap(), &Root::Definitions), "t.wsdl");
    }
}

//! `soapwright.toml`: which contracts become which crate, and what a contract cannot say by itself.
//!
//! Nothing about a vendor is in the generator; what one vendor needs stands here. Unknown keys are errors.

mod changes;
mod check;
mod find;
mod keys;
mod parse;
mod places;
mod runtime;
mod start;
mod version;

pub use changes::{Changes, Classed, Ignored};
pub use find::{FILE_NAME, find};
pub use runtime::Runtime;
pub use start::{absolute, name_from, relative};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A whole configuration file.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The crate that is written.
    #[serde(rename = "crate")]
    pub package: Package,
    /// The contracts, one `[[contract]]` each. At least one.
    #[serde(rename = "contract", default)]
    pub contracts: Vec<ContractFile>,
    /// Only these operations, as `Operation` or `Service.Operation`; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<String>>,
    /// What the session does by itself.
    #[serde(default, skip_serializing_if = "Session::is_empty")]
    pub session: Session,
    /// The response headers that say whether a call worked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The operation that makes a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<Login>,
    /// What never appears in Debug output or logs.
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    pub secrets: Secrets,
    /// Rust names of one's own choice: what the contract calls a thing (`Type`, `Type.Field`, `Type.Value`,
    /// `Service.Operation`, `Service.Operation.Parameter`, `Type/element` for a type without a name) to Rust name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rename: BTreeMap<String, String>,
    /// Where imported URLs are found, and namespaces that are imported without one: URL or namespace to local file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub catalog: BTreeMap<String, PathBuf>,
    /// Types of one's own choice: contract type to built-in type, for contracts that say too little.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub types: BTreeMap<String, String>,
    /// What the program thinks of changes that `diff` tells of.
    #[serde(default, skip_serializing_if = "Changes::is_empty")]
    pub changes: Changes,
    /// Also write what servers and fakes need: typed requests, decoding of requests, encoding of replies.
    #[serde(default, skip_serializing_if = "is_false")]
    pub server: bool,
    /// Dangling references are warnings, and only what depends on them is left out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lenient: bool,
    /// Warnings are errors: nothing is written as long as there are some.
    #[serde(default, skip_serializing_if = "is_false")]
    pub strict: bool,
    /// Elements that the contract does not know are kept and sent back.
    #[serde(default, skip_serializing_if = "is_false")]
    pub preserve_unknown: bool,
    /// Where the support code comes from.
    #[serde(default, skip_serializing_if = "Runtime::is_embedded")]
    pub runtime: Runtime,
    /// The folder that paths are relative to and that the crate is written to: where the file lies.
    #[serde(skip)]
    pub root: PathBuf,
    /// That folder was not there when the run began: paths that lead out of it are looked up as if it were still not there.
    #[serde(skip)]
    pub(crate) is_root_new: bool,
    /// Contracts that were edited since they were downloaded are taken as they are. Said for one run, and not in the file.
    #[serde(skip)]
    pub accept: bool,
    /// Where each setting stands in the file.
    #[serde(skip)]
    places: places::Places,
}

/// `[crate]`: the crate that is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Package {
    /// The package name.
    pub name: String,
    /// The package version; `0.1.0` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its licence, as cargo takes it: `MIT OR Apache-2.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// Where its source is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// Whether, or to which registries, it may be published; as cargo takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<Publish>,
    /// The operation that README and guide show a call of, as `Service.Operation`; the simplest when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// How operations take their parameters; `separate` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Arguments>,
}

/// How operations take their parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arguments {
    /// One by one; where there are more than four, as one struct.
    Separate,
    /// Always as one struct, so that one more breaks no caller.
    Struct,
}

impl Package {
    /// A crate of this name, of which nothing else is said.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// Whether a crate may be published.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged, expecting = "`publish` is true, false, or a list of registries")]
pub enum Publish {
    /// To any registry, or to none.
    Anywhere(bool),
    /// To these registries.
    To(Vec<String>),
}

/// `[[contract]]`: one contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ContractFile {
    /// The WSDL file.
    pub wsdl: PathBuf,
    /// The name of its module and cargo feature; the file's stem in snake case when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Which of several ports of one portType is called, by name (of a contract without a service: which binding); the one
    /// of SOAP 1.1 when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
}

/// `[session]`: what the session does by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Session {
    /// Request headers that the session fills in, not the caller.
    #[serde(default)]
    pub headers: Vec<String>,
}

impl Session {
    fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }
}

/// `[outcome]`: the response headers that say whether a call worked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Outcome {
    /// The header that is `true` when the call worked.
    pub succeeded: String,
    /// The header that says what went wrong.
    pub error: String,
    /// The field of `error` with the message; when left out, `Message`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The field of `error` with the kind of error; when left out, `ExceptionType`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// `[login]`: the operation that makes a session, and where its ticket goes.
///
/// Without `operation` the rest still says where a ticket goes and what refuses it, for tickets that come from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Login {
    /// It, as `Service.Operation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The path to the ticket in the Body's result: `Credentials.Ticket`. Goes with `operation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// The path to the ticket's place in the request headers: `SessionHeader.sessionId`. When left out, the first step of
    /// `ticket` goes into the header of its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The path to the boolean in the result, or in the response headers, that is `false` when the login was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub succeeded: Option<String>,
    /// The path to the address in the result that later calls go to: `result.serverUrl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What says that a ticket is refused.
    #[serde(default, skip_serializing_if = "Refused::is_default")]
    pub refused: Refused,
}

/// `[login.refused]`: what says that the server refuses a ticket and, for that reason alone, did not run the call.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Refused {
    /// HTTP statuses of answers without an envelope; 401 when left out.
    pub status: Vec<u16>,
    /// Local names of a Fault's code or subcodes; when left out, those of WS-Security and WS-SecureConversation that mean it.
    pub faults: Vec<String>,
    /// Exception types in the response header that `[outcome]` calls `error`; none when left out.
    pub kinds: Vec<String>,
    /// Texts in a Fault's reason, or in the message of that header; none when left out.
    pub messages: Vec<String>,
}

impl Default for Refused {
    fn default() -> Self {
        let usual = soapwright_runtime::client::Refused::DEFAULT;
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            status: usual.status.to_vec(),
            faults: texts(usual.faults),
            kinds: texts(usual.kinds),
            messages: texts(usual.messages),
        }
    }
}

impl Refused {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// `[secrets]`: what never appears in Debug output or logs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Secrets {
    /// The fields and headers.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Elements and attributes that no contract declares: those of faults and of what is kept as raw XML.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undeclared: Vec<String>,
}

impl Secrets {
    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.undeclared.is_empty()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Config {
    /// A configuration that says nothing but which contracts become which crate.
    #[must_use]
    pub fn new(crate_name: impl Into<String>, root: impl Into<PathBuf>) -> Self {
        Self {
            package: Package::new(crate_name),
            contracts: Vec::new(),
            operations: None,
            accept: false,
            session: Session::default(),
            outcome: None,
            login: None,
            secrets: Secrets::default(),
            rename: BTreeMap::new(),
            catalog: BTreeMap::new(),
            types: BTreeMap::new(),
            changes: Changes::default(),
            server: false,
            lenient: false,
            strict: false,
            preserve_unknown: false,
            runtime: Runtime::default(),
            root: root.into(),
            is_root_new: false,
            places: places::Places::default(),
        }
    }

    /// The file that it was read from.
    pub(crate) fn file(&self) -> Option<&str> {
        self.places.file()
    }

    /// A path of the configuration, from where the program stands.
    #[must_use]
    pub fn resolve(&self, path: &Path) -> PathBuf {
        if self.root.as_os_str().is_empty() {
            return path.to_path_buf();
        }
        let joined = self.root.join(path);
        // The system finds no `new/../file` while `new` is still to be made.
        if !path.starts_with("..") || (!self.is_root_new && self.root.exists()) {
            return joined;
        }
        let full = absolute(&self.root).map(|root| start::joined(root, path));
        // As short as the user would write it.
        full.ok().and_then(|full| relative(Path::new("."), &full).ok()).unwrap_or(joined)
    }
}

//! What a configuration says about the crate.

use std::collections::BTreeMap;

/// How to emit a crate.
#[derive(Debug, Clone)]
pub struct EmitOptions {
    /// The package name.
    pub crate_name: String,
    /// The package version.
    pub crate_version: String,
    /// More lines of `[package]`: `license = "MIT"`.
    pub package: Vec<String>,
    /// The operation that the documentation shows a call of, as `Service.Operation`; the simplest when left out.
    pub example: Option<String>,
    /// The file names of the contracts, for the first line of each file: `User.wsdl`.
    pub sources: Vec<String>,
    /// A contract's file, or its stem, to the module (and cargo feature) that is asked for.
    pub modules: BTreeMap<String, String>,
    /// A contract's file, or its stem, to the port that is called, where a portType has several and SOAP 1.1 is not meant.
    pub ports: BTreeMap<String, String>,
    /// The request headers that the session fills in; all when empty.
    pub session_headers: Vec<String>,
    /// The response headers that say whether a call worked.
    pub outcome: Option<OutcomeOptions>,
    /// The ticket that every call sends.
    pub login: Option<LoginOptions>,
    /// Fields and headers that never appear in `Debug`.
    pub secrets: Vec<String>,
    /// The same of what no contract declares: elements and attributes of faults and of raw XML.
    pub undeclared_secrets: Vec<String>,
    /// The operations to emit, as `Operation`, `Service.Operation` or `Service.*`; all when empty.
    pub operations: Vec<String>,
    /// What the contract calls a thing (`Type`, `Type.Field`, `Service.Operation`) to Rust name, as `[rename]` has it.
    pub renames: BTreeMap<String, String>,
    /// Whether requests get types of their own for servers and fakes, under the cargo feature `server`.
    pub server: bool,
    /// Whether records keep the elements that they do not know, and write them back.
    pub preserve_unknown: bool,
    /// How operations take their parameters.
    pub arguments: Arguments,
    /// Where the support code comes from.
    pub runtime: Runtime,
    /// Whether `Cargo.toml` gets an empty `[workspace]`, since a workspace above does not have the crate as a member.
    pub empty_workspace: bool,
    /// Whether it is a crate, or a module of a program.
    pub form: Form,
}

impl EmitOptions {
    /// A crate of this name, with nothing configured.
    #[must_use]
    pub fn new(crate_name: impl Into<String>) -> Self {
        Self {
            crate_name: crate_name.into(),
            crate_version: "0.1.0".to_owned(),
            package: Vec::new(),
            example: None,
            sources: Vec::new(),
            modules: BTreeMap::new(),
            ports: BTreeMap::new(),
            session_headers: Vec::new(),
            outcome: None,
            login: None,
            secrets: Vec::new(),
            undeclared_secrets: Vec::new(),
            operations: Vec::new(),
            renames: BTreeMap::new(),
            server: false,
            preserve_unknown: false,
            arguments: Arguments::Separate,
            runtime: Runtime::Embedded,
            empty_workspace: false,
            form: Form::Crate,
        }
    }

    /// What the paths of examples begin with: the crate, or where a program is thought to have the module.
    #[must_use]
    pub fn path(&self) -> String {
        match &self.form {
            Form::Crate => self.library(),
            Form::Module(module) => format!("crate::{}", module.name),
        }
    }

    /// The name that programs use: the package's, in snake case.
    #[must_use]
    pub fn library(&self) -> String {
        self.crate_name.replace('-', "_").to_ascii_lowercase()
    }
}

/// The response headers that say whether a call worked.
#[derive(Debug, Clone)]
pub struct OutcomeOptions {
    /// The header that is `false` after a failure.
    pub succeeded: String,
    /// The header that says what went wrong.
    pub error: Option<String>,
    /// The field of `error` with the kind of failure; when left out, `ExceptionType`, where there is one.
    pub kind: Option<String>,
    /// The field of `error` with the message; when left out, `Message`, where there is one.
    pub message: Option<String>,
}

/// The ticket that every call sends: where it goes, what gives it, and what says that it is refused.
#[derive(Debug, Clone, Default)]
pub struct LoginOptions {
    /// The operation that gives it; without one, tickets come from elsewhere.
    pub operation: Option<LoginOperation>,
    /// The path of its place in the request headers: `SessionHeader.sessionId`. Without one, the first step of the
    /// operation's `ticket` goes into the header of its type.
    pub header: Option<String>,
    /// What says that a ticket is refused.
    pub refused: RefusedOptions,
}

/// The operation that makes a session.
#[derive(Debug, Clone)]
pub struct LoginOperation {
    /// `Service.Operation`.
    pub name: String,
    /// The path of the ticket in the result: `Credentials.Ticket`.
    pub ticket: String,
    /// The path of the boolean in the result (or the response headers) that is `false` when the login was refused.
    pub succeeded: Option<String>,
    /// The path of the address in the result that later calls go to.
    pub url: Option<String>,
}

/// What says that the server refuses a ticket and did not run the call.
#[derive(Debug, Clone)]
pub struct RefusedOptions {
    /// HTTP statuses of answers without an envelope.
    pub status: Vec<u16>,
    /// Local names of a Fault's code or subcodes.
    pub faults: Vec<String>,
    /// Exception types that the response headers tell.
    pub kinds: Vec<String>,
    /// Texts in a Fault's reason, or in the message that the response headers tell.
    pub messages: Vec<String>,
}

/// As the runtime has it for crates that are generated without such options.
impl Default for RefusedOptions {
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

/// How operations take their parameters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Arguments {
    /// One by one; a struct of them where they are many.
    #[default]
    Separate,
    /// As one struct, also where there are few or none: one more breaks no caller.
    Struct,
}

/// What is made of the contracts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Form {
    /// A crate. Its cargo features turn its parts on.
    #[default]
    Crate,
    /// A module of a program, in one file. What it shall have is in it, and nothing else.
    Module(Module),
}

/// A module of a program. Its requests have types where [`EmitOptions::server`] says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Module {
    /// What it is called, as it stands in code: `orders`, `r#type`.
    pub name: String,
    /// Whether it knows the HTTP client of async calls.
    pub async_client: bool,
    /// Whether it has blocking calls.
    pub blocking: bool,
    /// Whether it exports what checks values.
    pub validate: bool,
}

impl Module {
    /// A text in which its names stand: `{{module}}` as in code, `{{file}}` as that of its file.
    #[must_use]
    pub fn named_in(&self, text: &str) -> String {
        let file = self.name.strip_prefix("r#").unwrap_or(&self.name);
        text.replace("{{module}}", &self.name).replace("{{file}}", file)
    }
}

/// Where the support code comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Runtime {
    /// The crate carries it.
    #[default]
    Embedded,
    /// A dependency on `soapwright-runtime`: what stands right of the equals sign in `Cargo.toml`, such as
    /// `{ path = "../templates", default-features = false }`.
    Dependency(String),
}

//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use super::fail_on::FailOn;
#[cfg(feature = "fetch")]
use super::remote::{FetchArgs, UpdateArgs};

/// Reads SOAP contracts (WSDL 1.1 with XML Schema) and writes a ready Rust client crate.
#[derive(Debug, Parser)]
#[command(
    name = "soapwright",
    version,
    after_help = "Without a subcommand it generates.\n\n\
        Examples:\n  \
        soapwright init User.wsdl                  start a crate in ./user-client\n  \
        soapwright                                 write again what ./soapwright.toml says\n  \
        soapwright --check                         would anything change?\n  \
        soapwright inspect User.wsdl               what a contract offers\n  \
        soapwright sample User.wsdl SaveUserGroup  its envelopes\n  \
        soapwright diff old.wsdl new.wsdl          what changed, and what it breaks\n  \
        soapwright fetch URL --out wsdl            download a contract, with what it imports\n  \
        soapwright update                          download it again, and write what changed\n\n\
        Exit codes: 0 done, 1 --check or diff found changes, 2 bad input or usage."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) generate: GenerateArgs,
    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// Say nothing but errors and what was asked for.
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

impl Cli {
    pub(super) fn color(&self) -> ColorChoice {
        self.color
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start a crate: write its soapwright.toml, then the crate.
    #[command(after_help = "Examples:\n  \
        soapwright init Orders.wsdl                the crate orders-client in ./orders-client\n  \
        soapwright init Orders.wsdl client         in ./client\n  \
        soapwright init wsdl/*.wsdl client         several contracts, one crate\n\n\
        From then on soapwright.toml is yours to edit, and `soapwright generate DIR` writes the crate again.")]
    Init(InitArgs),
    /// Write a client crate (the default).
    #[command(after_help = "Examples:\n  \
        soapwright generate                        ./soapwright.toml, else ./generated/soapwright.toml\n  \
        soapwright generate my/soapwright.toml     another configuration\n  \
        soapwright generate --check                show the diff; exit code 1 if there is one\n  \
        soapwright generate --bump                 give the crate its next version after a change of the contract\n  \
        soapwright generate --wsdl User.wsdl SoPrincipal.wsdl --out client\n                                             \
        start a crate, and a soapwright.toml for it")]
    Generate(GenerateArgs),
    /// Show what contracts offer: services, operations, types.
    #[command(after_help = "Examples:\n  \
        soapwright inspect User.wsdl               one line an operation\n  \
        soapwright inspect User.wsdl --operation SaveUserGroup\n  \
        soapwright inspect User.wsdl --full        messages, headers and all types\n  \
        soapwright inspect *.wsdl --format json")]
    Inspect(InspectArgs),
    /// Show sample envelopes of an operation, request and response.
    #[command(after_help = "Examples:\n  \
        soapwright sample User.wsdl SaveUserGroup\n  \
        soapwright sample User.wsdl SaveUserGroup --headers\n  \
        soapwright sample User.wsdl SaveUserGroup --part request > request.xml")]
    Sample(SampleArgs),
    /// Rewrite a contract flat, without comments, one declaration a line, so that changes are readable diffs.
    #[command(after_help = "Examples:\n  \
        soapwright normalize User.wsdl                         to stdout\n  \
        soapwright normalize published/User.wsdl --out wsdl/User.wsdl\n  \
        soapwright normalize published/*.wsdl --out wsdl       each into the folder")]
    Normalize(NormalizeArgs),
    /// Compare two contracts by meaning: what changed, whether it breaks anything, and why.
    #[command(after_help = "Examples:\n  \
        soapwright diff old/User.wsdl new/User.wsdl\n  \
        soapwright diff git:HEAD:wsdl wsdl --format markdown   the working tree against the last commit\n  \
        soapwright diff soapwright.toml new/ --fail-on risky   a crate's contracts against a folder\n  \
        soapwright diff --explain field-moved                  what a kind of change means\n\n\
        Each side is a WSDL file, a folder of them, a soapwright.toml, or git:REV:PATH for one of these in a commit.\n\
        Exit codes: 0 nothing at or above --fail-on, 1 there is, 2 bad input or usage.")]
    Diff(DiffArgs),
    /// Download a contract, with all that it imports, into a folder.
    #[cfg(feature = "fetch")]
    #[command(after_help = "Examples:\n  \
        soapwright fetch 'https://shop.example.com/Orders.svc?wsdl' --out wsdl\n  \
        soapwright fetch 'https://shop.example.com/Orders.svc?wsdl' --out wsdl --allow-host schemas.example.com\n  \
        SOAPWRIGHT_USER=ann SOAPWRIGHT_PASSWORD=… soapwright fetch URL --out wsdl\n  \
        soapwright fetch URL --out wsdl            again: keeps names, removes what is no longer imported\n\n\
        All documents lie in DIR, and import each other there; soapwright.lock has the address, time and SHA-256 of each.\n\
        Nothing is written unless all of them came. Files that soapwright did not write are never touched.\n\n\
        Environment: SOAPWRIGHT_USER and SOAPWRIGHT_PASSWORD, or SOAPWRIGHT_TOKEN (bearer), for the server of URL alone;\n\
        http_proxy, https_proxy, all_proxy and no_proxy.\n\
        Exit codes: 0 done, 2 a document did not come, or is none.")]
    Fetch(FetchArgs),
    /// Pin the Rust names of a module that a build.rs writes: they then stay when the contract grows.
    #[command(after_help = "Examples:\n  \
        soapwright pin wsdl/Orders.wsdl      writes wsdl/soapwright.lock\n  \
        soapwright pin soapwright.toml       writes soapwright.lock beside it\n\n\
        A crate needs no pin: `soapwright generate` writes its lock.")]
    Pin(PinArgs),
    /// Download the contracts of a crate again: show what changed, and write documents and crate.
    #[cfg(feature = "fetch")]
    #[command(after_help = "Examples:\n  \
        soapwright update                          show what changed, then ask\n  \
        soapwright update client < /dev/null       would anything change? exit code 1 if so\n  \
        soapwright update client --yes --report changes.md\n\n\
        Contracts are downloaded from where `soapwright fetch` had them, as soapwright.lock beside them says. Documents and\n\
        crate are both written, or neither. Environment: as for `soapwright fetch`.\n\
        Exit codes: 0 nothing changed, or it was written; 1 something changed and was not written, or with --yes something\n\
        changed at or above --fail-on; 2 a document did not come, or the new contract is not in order.")]
    Update(UpdateArgs),
    /// Write a completion script for a shell to stdout.
    #[command(after_help = "Examples:\n  \
        soapwright completions bash > ~/.local/share/bash-completion/completions/soapwright\n  \
        soapwright completions fish > ~/.config/fish/completions/soapwright.fish")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Clone, Default, Args)]
pub(super) struct ReadArgs {
    /// Leave out what depends on dangling references, with a warning.
    #[arg(long, conflicts_with = "strict")]
    pub(super) lenient: bool,
    /// Take warnings for errors.
    #[arg(long)]
    pub(super) strict: bool,
    /// Local files for imported URLs or namespaces: lines of URL, tab, file (relative to the list).
    #[arg(long, value_name = "TSV")]
    pub(super) catalog: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The contracts (files, folders with *.wsdl, or patterns); then the folder of the new crate, if it shall not be
    /// named after the one contract.
    #[arg(required = true, value_name = "WSDL... [DIR]")]
    pub(super) paths: Vec<PathBuf>,
    /// The name of the new crate [default: after the folder].
    #[arg(long, value_name = "NAME")]
    pub(super) crate_name: Option<String>,
    /// Only these operations: Operation or Service.Operation, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) operations: Vec<String>,
    /// List every file that is written.
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// Take contracts as they are that were edited since they were downloaded.
    #[arg(long)]
    pub(super) accept: bool,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

#[derive(Debug, Default, Args)]
pub(super) struct GenerateArgs {
    /// The configuration, or its folder [default: ./soapwright.toml, else ./generated/soapwright.toml].
    #[arg(conflicts_with = "wsdl", value_name = "CONFIG", num_args = 0..)]
    pub(super) config: Vec<PathBuf>,
    /// Change nothing; show what would change as a diff, with exit code 1 if there is anything.
    #[arg(long)]
    pub(super) check: bool,
    /// Contracts to start a crate from: files, folders (their *.wsdl) or patterns.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    pub(super) wsdl: Vec<PathBuf>,
    /// The folder of the new crate.
    #[arg(long, value_name = "DIR", requires = "wsdl")]
    pub(super) out: Option<PathBuf>,
    /// The name of the new crate [default: after the folder].
    #[arg(long, value_name = "NAME", requires = "wsdl")]
    pub(super) crate_name: Option<String>,
    /// Only these operations: Operation or Service.Operation, separated by commas.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) operations: Vec<String>,
    /// List every file that is written or removed.
    #[arg(long, short)]
    pub(super) verbose: bool,
    /// Give the crate the version that the changes of its contracts ask for, and write it into the configuration.
    #[arg(long, conflicts_with_all = ["check", "wsdl"])]
    pub(super) bump: bool,
    /// Add what changed in the contracts to a changelog, in Markdown, as the entry of a version.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "wsdl"])]
    pub(super) changelog: Option<PathBuf>,
    /// Take contracts as they are that were edited since they were downloaded.
    #[arg(long)]
    pub(super) accept: bool,
    /// Say on stderr how long each phase takes.
    #[arg(long)]
    pub(super) timings: bool,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

impl GenerateArgs {
    /// Whether anything of it stands on the command line.
    pub(super) fn is_asked(&self) -> bool {
        let ReadArgs { lenient, strict, catalog } = &self.read;
        let switches = [self.check, self.verbose, self.bump, self.accept, self.timings, *lenient, *strict];
        switches.contains(&true)
            || !(self.config.is_empty() && self.wsdl.is_empty() && self.operations.is_empty())
            || self.out.is_some()
            || self.changelog.is_some()
            || self.crate_name.is_some()
            || catalog.is_some()
    }
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// The contracts: files, folders (their *.wsdl) or patterns.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Only this operation (Operation or Service.Operation) and the types that it reaches.
    #[arg(long, value_name = "NAME")]
    pub(super) operation: Option<String>,
    /// Show messages, headers and types too, not one line an operation.
    #[arg(long)]
    pub(super) full: bool,
    /// How to show it; JSON is always full.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// Aligned text.
    Text,
    /// JSON.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct SampleArgs {
    /// The contract.
    pub(super) file: PathBuf,
    /// The operation: Operation or Service.Operation.
    pub(super) operation: String,
    /// Show the header blocks too that no contract requires (those without wsdl:required).
    #[arg(long)]
    pub(super) headers: bool,
    /// Only this envelope.
    #[arg(long, value_enum)]
    pub(super) part: Option<Part>,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Part {
    /// What the client sends.
    Request,
    /// What the server answers.
    Response,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The old contract.
    #[arg(required_unless_present_any = ["explain", "rules"], value_name = "OLD")]
    pub(super) old: Option<PathBuf>,
    /// The new contract.
    #[arg(required_unless_present_any = ["explain", "rules"], value_name = "NEW")]
    pub(super) new: Option<PathBuf>,
    /// How to show it.
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: DiffFormat,
    /// The class from which on the exit code is 1.
    #[arg(long, value_enum, value_name = "CLASS", default_value = "breaking")]
    pub(super) fail_on: FailOn,
    /// Write a message for each breaking change of what is sent: right on one side, and refused or misread on the other.
    #[arg(long, value_name = "DIR")]
    pub(super) witness: Option<PathBuf>,
    /// Tell what a kind of change is, what it means, and what to do.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["old", "rules"])]
    pub(super) explain: Option<String>,
    /// List all rules.
    #[arg(long, conflicts_with = "old")]
    pub(super) rules: bool,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DiffFormat {
    /// Text, grouped by class.
    Text,
    /// Tables, fit for a pull request.
    Markdown,
    /// JSON.
    Json,
    /// Annotations of GitHub's workflows.
    Github,
    /// JUnit's XML.
    Junit,
    /// SARIF 2.1.0.
    Sarif,
}

#[derive(Debug, Args)]
pub(super) struct PinArgs {
    /// The contracts of the module, or its soapwright.toml [default: ./soapwright.toml].
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct NormalizeArgs {
    /// The contracts: files, folders (their *.wsdl) or patterns.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The file to write [default: stdout]; a folder where there are several contracts.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Local files for imported URLs or namespaces: lines of URL, tab, file (relative to the list).
    #[arg(long, value_name = "TSV")]
    pub(super) catalog: Option<PathBuf>,
}

//! What may stand on the command line of those commands that ask servers.

use std::path::PathBuf;

use clap::Args;

use super::fail_on::FailOn;

#[derive(Debug, Args)]
pub(super) struct FetchArgs {
    /// The address of the contract, such as `https://shop.example.com/Orders.svc?wsdl`.
    pub(super) url: String,
    /// The folder to write to: one for contracts, not that of a crate.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Another host that documents may come from: HOST, or HOST:PORT; may be repeated.
    #[arg(long, value_name = "HOST")]
    pub(super) allow_host: Vec<String>,
    /// Write over documents in DIR that were edited.
    #[arg(long)]
    pub(super) overwrite: bool,
    #[command(flatten)]
    pub(super) access: AccessArgs,
}

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    /// The configuration, or its folder [default: ./soapwright.toml, else ./generated/soapwright.toml].
    #[arg(value_name = "CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Write without asking.
    #[arg(long)]
    pub(super) yes: bool,
    /// Write what changed to a file, as Markdown, if anything is written.
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
    /// Give the crate the version that the changes ask for, and write it into the configuration.
    #[arg(long)]
    pub(super) bump: bool,
    /// Add what changed to a changelog, in Markdown, as the entry of a version.
    #[arg(long, value_name = "FILE")]
    pub(super) changelog: Option<PathBuf>,
    /// The class from which on the exit code is 1, with --yes.
    #[arg(long, value_enum, value_name = "CLASS", default_value = "breaking")]
    pub(super) fail_on: FailOn,
    /// Write over documents that were edited.
    #[arg(long)]
    pub(super) overwrite: bool,
    #[command(flatten)]
    pub(super) access: AccessArgs,
}

#[derive(Debug, Args)]
pub(super) struct AccessArgs {
    /// Who asks; the password is in SOAPWRIGHT_PASSWORD.
    #[arg(long, value_name = "NAME")]
    pub(super) user: Option<String>,
    /// The client's certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(super) cert: Option<PathBuf>,
    /// The key of the client's certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(super) key: Option<PathBuf>,
    /// The authorities that servers are believed by (PEM), in place of the system's.
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    /// How long a connection may say nothing. A document may take four times as long in all, and at least a minute.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) timeout: u64,
    /// How often a document is asked for again where a connection is dropped or a server is busy.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=20))]
    pub(super) retries: u32,
    /// How large a document may be, unpacked.
    #[arg(long, value_name = "MB", default_value_t = 32, value_parser = clap::value_parser!(u64).range(1..=64))]
    pub(super) max_size: u64,
}

//! Lists all user groups in a table.
//!
//! ```text
//! cargo run -p superoffice-services86 --example list_user_groups -- URL TICKET [APPLICATION_TOKEN] [--deleted]
//! ```

use std::process::ExitCode;

use superoffice_services86::{Error, Session};

async fn list(url: &str, ticket: &str, token: Option<&String>, deleted: bool) -> Result<(), Error> {
    let mut builder = Session::builder(url).ticket(ticket);
    if let Some(token) = token {
        builder = builder.application_token(token);
    }
    let session = builder.build()?;
    let groups = session.user().get_all_user_groups(deleted).await?;
    println!("{:>6}  {:>4}  {:>7}  Name", "Id", "Rank", "Deleted");
    for group in &groups {
        let name = group.value.as_deref().unwrap_or("-");
        println!("{:>6}  {:>4}  {:>7}  {name}", group.id, group.rank, group.deleted);
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    let (flags, words): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let deleted = flags.iter().any(|flag| flag == "--deleted");
    let (Some(url), Some(ticket)) = (words.first(), words.get(1)) else {
        eprintln!("usage: list_user_groups URL TICKET [APPLICATION_TOKEN] [--deleted]");
        return ExitCode::from(2);
    };
    match list(url, ticket, words.get(2), deleted).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

//! Contracts of our own, and what they propose.

mod logins;
mod others;
mod rendered;
mod sketch;

use super::{Login, Logins, Proposals, propose};
use crate::diagnostic::Diagnostics;
use crate::model::{self, Filter};
use crate::names::{self, NamesLock};
use crate::options::EmitOptions;
use crate::{ReadOptions, read_contracts};

/// What a sketched contract proposes.
fn proposals(sketch: &str) -> Proposals {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("Sketch.wsdl");
    std::fs::write(&file, sketch::wsdl(sketch)).unwrap();
    let (contract, _) = match read_contracts(&[file], &ReadOptions::default()) {
        Ok(read) => read,
        Err(errors) => panic!("{sketch}\n{}", errors.render(false)),
    };
    let model = model::model(&contract, &Filter::default(), &mut Diagnostics::default()).unwrap();
    let named = names::names(model, &EmitOptions::new("sketch"), &NamesLock::default()).unwrap();
    propose(&named.model)
}

/// A login as its keys; what is doubted begins with a question mark and ends in the reason. What services are called is the
/// names' affair.
fn login_line(login: &Login) -> String {
    let operation = login.operation.split_once('.').unwrap().1;
    let mut line = format!("{operation} gives {}", login.ticket);
    for (word, value) in [("to", &login.header), ("if", &login.succeeded), ("at", &login.url)] {
        line.extend(value.iter().map(|value| format!(" {word} {value}")));
    }
    match &login.doubt {
        Some(doubt) => format!("? {line}: {doubt}"),
        None => line,
    }
}

/// The logins, a line each.
fn logins(proposals: &Proposals) -> Vec<String> {
    match &proposals.logins {
        Logins::Some(all) => all.iter().map(login_line).collect(),
        Logins::None { why, header } => {
            let header = header.as_ref().map(|header| format!("; a ticket goes to {header}"));
            vec![format!("none: {}{}", why.replace("`Sketch.", "`"), header.unwrap_or_default())]
        }
    }
}

//! What a contract's policies ask of clients: as plain data, and as text.

use std::fmt::Write as _;

use serde::Serialize;

use crate::contract::{About, Actions, Operation, Policy, Port};
use crate::policy::needs::Program;
use crate::policy::words::{Row, rows, summaries};

/// A policy that is attached to a part of the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyView {
    /// The part, in words.
    pub subject: String,
    /// `requests and replies`, `requests` or `replies`.
    pub about: &'static str,
    /// Its assertions, each before what stands in it.
    pub assertions: Vec<AssertionView>,
}

/// An assertion of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssertionView {
    /// Its name, after those of what it stands in: `TransportBinding/IncludeTimestamp`.
    pub assertion: String,
    /// What it asks for beside its name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// The specification that it is of; its namespace where that is not known.
    pub of: String,
    /// `honoured`, `offered` or `not supported`.
    pub standing: &'static str,
    /// A client may do without.
    pub optional: bool,
    /// Where it is one of several alternatives: `alternative 1 of 2, taken`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alternative: String,
    /// What the client does, what the program has to do, or why neither is possible.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What the program writes.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub call: String,
    /// The cargo feature that has it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub feature: &'static str,
}

/// The actions of WS-Addressing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActionsView {
    /// Of the request.
    pub input: String,
    /// Of the reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// Of the faults.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

impl ActionsView {
    pub(super) fn new(actions: &Actions) -> Self {
        Self { input: actions.input.clone(), output: actions.output.clone(), faults: actions.faults.clone() }
    }
}

pub(super) fn views(policies: &[Policy]) -> Vec<PolicyView> {
    policies.iter().map(view).filter(|policy| !policy.assertions.is_empty()).collect()
}

fn view(policy: &Policy) -> PolicyView {
    let assertion = |row: Row| AssertionView {
        assertion: row.path,
        detail: row.detail,
        of: row.of,
        standing: row.standing.words(),
        optional: row.optional,
        alternative: row.way,
        note: row.note,
        call: row.call,
        feature: row.feature,
    };
    PolicyView {
        subject: policy.subject.clone(),
        about: match policy.about {
            About::Both => "requests and replies",
            About::Requests => "requests",
            About::Replies => "replies",
        },
        assertions: rows(&policy.items).into_iter().map(assertion).collect(),
    }
}

/// All assertions with all that is said of them.
pub(super) fn write(policies: &[PolicyView], indent: &str, out: &mut String) -> std::fmt::Result {
    for policy in policies {
        writeln!(out, "{indent}policy of {}", policy.subject)?;
        for one in &policy.assertions {
            let optional = if one.optional { ", optional" } else { "" };
            let detail = if one.detail.is_empty() { String::new() } else { format!(" ({})", one.detail) };
            let way =
                if one.alternative.is_empty() { String::new() } else { format!("  [{}]", one.alternative) };
            writeln!(out, "{indent}  {}{detail}{optional}  {}{way}", one.assertion, one.standing)?;
            if !one.note.is_empty() {
                writeln!(out, "{indent}      {}", one.note)?;
            }
            if !one.call.is_empty() {
                writeln!(out, "{indent}      {}", written(&one.call, one.feature))?;
            }
        }
    }
    Ok(())
}

fn written(call: &str, feature: &str) -> String {
    if feature.is_empty() { call.to_owned() } else { format!("{call}  feature {feature}") }
}

/// What the policies of a port and its operations ask for, in short, and what a program writes for it.
pub(super) fn summary(port: &Port, out: &mut String) -> std::fmt::Result {
    let all = || port.policies.iter().chain(port.operations.iter().flat_map(|of: &Operation| &of.policies));
    let told = summaries(all());
    if told.is_empty() {
        return Ok(());
    }
    writeln!(out, "    policies")?;
    for summary in told {
        writeln!(out, "      {}", summary.subjects)?;
        if !summary.honoured.is_empty() {
            writeln!(out, "        honoured       {}", summary.honoured.join(", "))?;
        }
        for row in summary.rows {
            let label = match (row.spare, row.optional) {
                (true, _) => "not taken",
                (false, true) => "optional",
                (false, false) => row.standing.words(),
            };
            let detail = if row.detail.is_empty() { String::new() } else { format!(" ({})", row.detail) };
            let note =
                if row.note.is_empty() || row.spare { String::new() } else { format!(": {}", row.note) };
            writeln!(out, "        {label:<13}  {}{detail}{note}", row.path)?;
            if !row.call.is_empty() && !row.spare {
                writeln!(out, "        {:<13}    {}", "", written(&row.call, row.feature))?;
            }
        }
    }
    let program = program(port);
    if program.is_empty() {
        return Ok(());
    }
    let features = match program.features().as_slice() {
        [] => String::new(),
        [only] => format!(", with the cargo feature {only}"),
        features => format!(", with the cargo features {}", features.join(", ")),
    };
    writeln!(out, "      the program writes{features}")?;
    writeln!(out, "        Session::builder(url)")?;
    for line in program.session.lines() {
        writeln!(out, "            {line}")?;
    }
    writeln!(out, "            .build()?")?;
    for (operations, needs) in &program.calls {
        if let Some(security) = needs.security() {
            writeln!(out, "      and for calls of {}, in place of the session's", operations.join(", "))?;
            writeln!(out, "        {security}")?;
        }
    }
    Ok(())
}

fn program(port: &Port) -> Program<'_> {
    Program::of(&port.policies, port.operations.iter().map(|of| (of.name.as_str(), of.policies.as_slice())))
}

/// What a program writes for the policies of a port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramView {
    /// The cargo features that it needs.
    pub features: Vec<&'static str>,
    /// Calls of the builder of the session, as lines of code.
    pub session: Vec<String>,
    /// What calls of some operations have in place of what the session has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallsView>,
}

/// What calls of these operations have in place of what the session has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallsView {
    /// The operations.
    pub operations: Vec<String>,
    /// A method of their calls.
    pub code: String,
}

impl ProgramView {
    pub(super) fn new(port: &Port) -> Option<Self> {
        let program = program(port);
        if program.is_empty() {
            return None;
        }
        let calls = program.calls.iter().filter_map(|(operations, needs)| {
            let operations = operations.iter().map(|name| (*name).to_owned()).collect();
            Some(CallsView { operations, code: needs.security()? })
        });
        Some(Self { features: program.features(), session: program.session.lines(), calls: calls.collect() })
    }
}

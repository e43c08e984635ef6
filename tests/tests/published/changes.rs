//! What changed between published contracts; and that nothing does between two forms of one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use soapwright::internals::diff::{self, Class, Report};
use soapwright::internals::emit::{EmitOptions, Emitted, emit};
use soapwright::internals::names::NamesLock;
use soapwright::{ReadOptions, normalize, read_contracts};
use soapwright_tests::face::lost;
use soapwright_tests::harness::{Test, with_shared};
use soapwright_tests::{corpus, shared as data};

fn read(file: &Path, options: &ReadOptions) -> diff::Read {
    diff::read(&[file.to_path_buf()], options).unwrap_or_else(|errors| panic!("{errors}"))
}

fn compare(old: &Path, new: &Path) -> Report {
    let options = ReadOptions::default();
    read(old, &options).compare(&read(new, &options))
}

/// The changes in short: class, kind, place.
fn short(report: &Report) -> BTreeSet<(&'static str, &'static str, String)> {
    let short = |change: &diff::Change| (change.class.name(), change.kind.name(), change.at.clone());
    report.changes.iter().map(short).collect()
}

fn an_upgrade_of_the_user_agent(shared: &Path) {
    let file = |version: &str| shared.join(format!("contracts/superoffice/WSDL-Services{version}-User.xml"));
    let report = compare(&file("86"), &file("87"));
    let mut wanted = BTreeSet::new();
    let mut add = |class, kind, places: &[&str]| {
        wanted.extend(places.iter().map(|place| (class, kind, (*place).to_owned())));
    };
    add("breaking", "field-type-changed", &["UserGroup.Deleted"]);
    add(
        "risky",
        "field-added",
        &[
            "ModuleLicenseLink.IsHidden",
            "Person.CategoryName",
            "User.RequestSignature",
            "User.TicketCategories",
            "User.NickName",
            "User.WaitingForApproval",
            "User.ExtraFields",
            "User.CustomFields",
        ],
    );
    add("risky", "namespace-changed", &["http://www.superoffice.net/ws/crm/NetServer/Services86"]);
    let operations =
        ["GetAccessToken", "GetValidUserNameForNewUser", "GetDefaultAssociateUserName", "IsNickNameUnique"];
    add("compatible", "operation-added", &operations);
    // A slip of the pen in a text for people was corrected.
    add("cosmetic", "documentation-changed", &["CreateDefaultUserFromUserTypeAndPersonId"]);
    assert_eq!(short(&report), wanted);
    assert_eq!(report.summary().version(), "major");
    let field = report.changes.iter().find(|change| change.at == "UserGroup.Deleted").unwrap();
    let sides = (field.old.as_ref().unwrap(), field.new.as_ref().unwrap());
    assert_eq!((&*sides.0.text, &*sides.1.text), ("xs:short", "xs:boolean"));
    assert!(field.operations.iter().any(|operation| operation == "SaveUserGroup"));
}

/// The crate of one version over the lock of another: only what is told as breaking is another in code, and nothing has
/// another name.
fn an_upgrade_keeps_the_names_of_the_user_agent(shared: &Path) {
    let emitted = |version: &str, lock: &NamesLock| {
        let file = shared.join(format!("contracts/superoffice/WSDL-Services{version}-User.xml"));
        let (contract, _) = read_contracts(&[file], &ReadOptions::default()).unwrap();
        let mut options = EmitOptions::new("user");
        options.modules.insert(format!("WSDL-Services{version}-User"), "user".to_owned());
        emit(&contract, &options, lock).unwrap()
    };
    let old = emitted("86", &NamesLock::default());
    let new = emitted("87", &old.names);
    assert_eq!(lost(&old, &new), ["UserGroup.deleted: i16 → bool"]);
    assert!(new.renamed_services.is_empty());
    let paths = |emitted: &Emitted| emitted.files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(paths(&old), paths(&new));
    // Lines that differ are of what is told: the rest is the version of the namespace and of the address.
    let told = [
        "is_hidden",
        "category_name",
        "request_signature",
        "ticket_categories",
        "nick_name",
        "waiting_for_approval",
        "extra_fields",
        "custom_fields",
        "deleted",
        "get_access_token",
        "get_valid_user_name_for_new_user",
        "get_default_associate_user_name",
        "is_nick_name_unique",
    ];
    let quiet = [
        "src/types/user.rs",
        "src/types/user_group.rs",
        "src/types/person.rs",
        "src/types/module_license_link.rs",
    ];
    for (path, text) in new.files.iter().filter(|(path, _)| path.starts_with("src/")) {
        let own = path.starts_with("src/types/") && !quiet.contains(&path.as_str());
        let plain = |text: &str| text.replace("Services87", "Services86");
        let is_same = old.files.get(path).is_some_and(|old| plain(old) == plain(text));
        let is_told = told.iter().any(|word| text.to_lowercase().contains(word));
        assert!(is_same || (is_told && !own), "{path} says something else");
    }
}

/// Three years later some operations are gone, with the types that only they used.
fn what_is_gone_is_found(shared: &Path) {
    for (agent, operations, types) in [("Quote", 3, 2), ("Report", 9, 8), ("Selection", 4, 3)] {
        let name = format!("WSDL-Services86-{agent}.xml");
        let contracts = shared.join("contracts");
        let report = compare(
            &contracts.join("superoffice").join(&name),
            &contracts.join("superoffice-2026").join(&name),
        );
        let count = |kind: &str| report.changes.iter().filter(|change| change.kind.name() == kind).count();
        assert_eq!((count("operation-removed"), count("type-removed")), (operations, types), "{agent}");
        assert_eq!(report.changes.len(), operations + types, "{agent}\n{}", diff::text(&report, false));
        assert!(report.changes.iter().all(|change| change.class == Class::Breaking), "{agent}");
    }
}

/// Every contract there is that can be read.
fn contracts(shared: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![shared.join("contracts/superoffice"), shared.join("contracts/vendors")];
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|end| end == "wsdl")
                || path.parent().is_some_and(|parent| parent.ends_with("superoffice"))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// A normal form, written otherwise: declarations in the reverse order, each schema in two parts, and other prefixes.
fn otherwise(normalized: &str) -> String {
    let mut out = String::new();
    let mut lines = normalized.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if !line.starts_with("    <xs:schema") || line.ends_with("/>") {
            continue;
        }
        let (mut imports, mut declared): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for inner in lines.by_ref().take_while(|inner| *inner != "    </xs:schema>") {
            let begins = inner.starts_with("      <") && !inner.starts_with("      </");
            let is_import = inner.starts_with("      <xs:import");
            match (begins, is_import) {
                (true, true) => imports.push(format!("{inner}\n")),
                (true, false) => declared.push(format!("{inner}\n")),
                (false, _) => declared.last_mut().unwrap().push_str(&format!("{inner}\n")),
            }
        }
        declared.reverse();
        let (first, second) = declared.split_at(declared.len() / 2);
        let close = "    </xs:schema>\n";
        out.push_str(&[&imports.concat(), &first.concat(), close, line, "\n"].concat());
        out.push_str(&[&imports.concat(), &second.concat(), close].concat());
    }
    // The old prefix stays declared, for values that may be names.
    let declared =
        normalized.match_indices(" xmlns:").filter_map(|(at, _)| normalized[at + 7..].split('=').next());
    for prefix in declared.collect::<BTreeSet<_>>() {
        let uri = out
            .split_once(&format!(" xmlns:{prefix}=\""))
            .and_then(|(_, rest)| rest.split('"').next())
            .unwrap();
        let both = format!(" xmlns:{prefix}=\"{uri}\" xmlns:other_{prefix}=\"{uri}\"");
        out = out.replace(&format!(" xmlns:{prefix}=\"{uri}\""), &both);
        for attribute in ["type", "ref", "base", "element", "message", "binding"] {
            out =
                out.replace(&format!(" {attribute}=\"{prefix}:"), &format!(" {attribute}=\"other_{prefix}:"));
        }
    }
    out
}

/// A contract is what its normal form is, both ways, and itself; and so in another order and with other prefixes.
fn no_form_is_a_change(shared: &Path) {
    let catalog = corpus::catalog(&shared.join("contracts/wellknown/catalog.tsv")).unwrap();
    let mut options = ReadOptions { catalog, ..ReadOptions::default() };
    let (normalized, written) = (PathBuf::from("normalized.wsdl"), PathBuf::from("otherwise.wsdl"));
    let long = std::env::var_os("SOAPWRIGHT_LONG").is_some();
    let (mut compared, mut wrong) = (0, Vec::new());
    for file in contracts(shared) {
        let Ok(text) = normalize(std::slice::from_ref(&file), &options) else { continue };
        let other = otherwise(&text);
        let schemas = |text: &str| text.matches("<xs:schema").count();
        assert!(schemas(&other) > schemas(&text) || !text.contains("</xs:schema>"));
        options.memory.insert(written.clone(), other.into_bytes());
        options.memory.insert(normalized.clone(), text.into_bytes());
        let read = |file: &PathBuf| {
            diff::read(std::slice::from_ref(file), &options).unwrap_or_else(|errors| panic!("{errors}"))
        };
        let (one, other) = (read(&file), read(&normalized));
        compared += 1;
        let mut reports = vec![one.compare(&other), other.compare(&one), one.compare(&one)];
        // All of them where tests may take long.
        if long || compared % 6 == 0 {
            let third = read(&written);
            reports.extend([one.compare(&third), third.compare(&one)]);
        }
        for report in reports {
            if !report.changes.is_empty() {
                wrong.push(format!("{}\n{}", file.display(), diff::text(&report, false)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 173, "{compared}");
}

/// All agents against themselves: their reading takes most of the time.
fn many_agents_are_compared_in_no_time(shared: &Path) {
    let agents: Vec<PathBuf> = data::superoffice(shared, "Services86").unwrap().into_values().collect();
    let all = diff::read(&agents, &ReadOptions::default()).unwrap();
    let start = Instant::now();
    assert!(all.compare(&all).changes.is_empty());
    // Not optimized, and beside other tests.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// Contracts that are probably versions of each other: files that are called alike but for digits.
fn versions(shared: &Path) -> Vec<(PathBuf, PathBuf)> {
    let mut all = contracts(shared);
    for folder in ["superoffice-2026", "wellknown"] {
        let entries = std::fs::read_dir(shared.join("contracts").join(folder)).unwrap();
        all.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in all {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        groups.entry(name.chars().filter(|c| !c.is_ascii_digit()).collect()).or_default().push(path);
    }
    let pairs = |group: Vec<PathBuf>| {
        let next = group.iter().skip(1).cloned().collect::<Vec<_>>();
        group.into_iter().zip(next)
    };
    groups.into_values().flat_map(pairs).collect()
}

/// Messages of one version of a contract that another one does not take are told of, whichever is the later one.
fn no_message_refutes_a_report(shared: &Path) {
    let catalog = corpus::catalog(&shared.join("contracts/wellknown/catalog.tsv")).unwrap();
    let options = ReadOptions { catalog, ..ReadOptions::default() };
    let long = std::env::var_os("SOAPWRIGHT_LONG").is_some();
    let (count, step) = if long { (50, 1) } else { (3, 4) };
    let (mut compared, mut wrong) = (0, Vec::new());
    for (one, other) in versions(shared).into_iter().step_by(step) {
        let read = |path: &PathBuf| diff::read(std::slice::from_ref(path), &options).ok();
        let (Some(a), Some(b)) = (read(&one), read(&other)) else { continue };
        for (old, new) in [(&a, &b), (&b, &a)] {
            let report = old.compare(new);
            compared += 1;
            let refuted = old.refuted(new, &report, count, 11);
            wrong.extend(refuted.into_iter().map(|line| format!("{}: {line}", one.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared * step >= 20, "{compared}");
}

pub(crate) fn tests() -> Vec<Test> {
    vec![
        with_shared(an_upgrade_of_the_user_agent),
        with_shared(an_upgrade_keeps_the_names_of_the_user_agent),
        with_shared(what_is_gone_is_found),
        with_shared(no_form_is_a_change),
        with_shared(many_agents_are_compared_in_no_time),
        with_shared(no_message_refutes_a_report),
    ]
}

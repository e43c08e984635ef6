//! `soapwright update`: what it shows, what it writes, and what a killed run leaves behind.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use soapwright_tests::http_server::{Reply, Server};

use super::*;

/// What the server has, by a number that a test sets.
const AS_BEFORE: usize = 0;
const COMMENTED: usize = 1;
const WITH_A_FIELD: usize = 2;
const WITHOUT_THE_OLD_FIELD: usize = 3;
const BROKEN: usize = 4;
const GONE: usize = 5;
const WITH_ANOTHER_DOCUMENT: usize = 6;

fn order(state: usize) -> Reply {
    let text = schema("", "Order");
    let field = |name: &str| format!("<xs:element name=\"{name}\" type=\"xs:int\"/>");
    let optional = r#"<xs:element name="gift" type="xs:int" minOccurs="0"/></xs:sequence>"#;
    xml(match state {
        COMMENTED => text.replace("<xs:complexType", "<!-- a comment -->\n<xs:complexType"),
        WITH_A_FIELD => text.replace("</xs:sequence>", optional),
        WITHOUT_THE_OLD_FIELD => text.replace(&field("number"), &field("count")),
        BROKEN => text.replace("xs:int", "t:Missing"),
        GONE => return Reply::new(404),
        WITH_ANOTHER_DOCUMENT => {
            text.replace("<xs:complexType", "<xs:include schemaLocation='u.xsd'/><xs:complexType")
        }
        _ => text,
    })
}

/// A server, and a project with the contract and a crate of it in these folders.
struct Project {
    server: Server,
    state: Arc<AtomicUsize>,
    dir: TempDir,
    wsdl: &'static str,
}

impl Project {
    fn new(wsdl: &'static str) -> Self {
        let state = Arc::new(AtomicUsize::new(AS_BEFORE));
        let seen = Arc::clone(&state);
        let server = Server::start(move |request| match request.target() {
            "/o?wsdl" => xml(contract(&import("t.xsd"))),
            "/u.xsd" => xml(schema("", "Other")),
            _ => order(seen.load(Ordering::SeqCst)),
        })
        .unwrap();
        let project = Self { server, state, dir: tempfile::tempdir().unwrap(), wsdl };
        project.run(&["fetch", &project.server.url("/o?wsdl"), "--out", wsdl], 0);
        project.run(&["generate", "--wsdl", &format!("{wsdl}/o.wsdl"), "--out", "client"], 0);
        project
    }

    fn set(&self, state: usize) {
        self.state.store(state, Ordering::SeqCst);
    }

    fn run(&self, words: &[&str], code: i32) -> String {
        let output = command(self.dir.path()).args(words).stdin(Stdio::null()).output().unwrap();
        let (found, said) = texts(&output);
        assert_eq!(found, Some(code), "{words:?}: {said}");
        said
    }

    fn update(&self, more: &[&str], code: i32) -> String {
        self.run(&[&["update", "client"][..], more].concat(), code)
    }

    /// All files, with their content; those of staging folders too.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = BTreeMap::new();
        let mut pending = vec![self.dir.path().to_path_buf()];
        while let Some(folder) = pending.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.dir.path()).unwrap().to_str().unwrap().replace('\\', "/");
                match path.is_dir() {
                    true => pending.push(path),
                    false => drop(all.insert(name, fs::read(path).unwrap())),
                }
            }
        }
        all
    }

    /// The same without the lock of the documents, which has the time.
    fn timeless(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.files();
        assert!(files.remove(&format!("{}/soapwright.lock", self.wsdl)).is_some());
        files
    }

    /// Expects that documents and crate fit each other and the locks.
    fn is_whole(&self) {
        assert!(self.run(&["generate", "client", "--check"], 0).contains("nothing would change"));
    }
}

/// The contract within the crate's folder, and beside it.
const PLACES: [&str; 2] = ["client/wsdl", "contracts/wsdl"];

#[test]
fn what_has_not_changed_is_left_alone() {
    for wsdl in PLACES {
        let project = Project::new(wsdl);
        let before = project.files();
        for more in [&[][..], &["--yes", "--fail-on", "any"]] {
            assert!(project.update(more, 0).contains("nothing changed"));
            assert_eq!(project.files(), before);
        }
        // What means the same is written, if anything is to be.
        project.set(COMMENTED);
        assert!(project.update(&[], 0).contains("what they mean does not"));
        assert_eq!(project.files(), before);
        project.update(&["--yes", "--fail-on", "any"], 0);
        let now = project.files();
        assert!(String::from_utf8_lossy(&now[&format!("{wsdl}/t.xsd")]).contains("a comment"));
        assert_eq!(now["client/src/lib.rs"], before["client/src/lib.rs"]);
        project.is_whole();
    }
}

#[test]
fn an_update_may_give_the_crate_its_version_and_its_changelog() {
    for wsdl in PLACES {
        let project = Project::new(wsdl);
        project.set(WITH_A_FIELD);
        let said = project.update(&["--yes", "--bump", "--changelog", "CHANGELOG.md"], 0);
        assert!(said.contains("the version is 0.1.1 now"), "{said}");
        let now = project.files();
        let text = |name: &str| String::from_utf8_lossy(&now[name]).into_owned();
        assert!(text("client/Cargo.toml").contains("version = \"0.1.1\""));
        assert!(text("client/soapwright.toml").contains("version = \"0.1.1\""));
        assert!(text("CHANGELOG.md").contains("## 0.1.1\n\n### Added\n\n- The field `Order.gift`"));
        project.is_whole();
        assert!(project.update(&[], 0).contains("nothing changed"));
    }
}

#[test]
fn changes_are_shown_and_written_if_one_says_so() {
    for wsdl in PLACES {
        let project = Project::new(wsdl);
        let before = project.files();
        project.set(WITH_A_FIELD);
        let said = project.update(&["--report", "changes.md"], 1);
        assert!(said.contains("Order.gift") && said.contains("nothing was written: --yes"), "{said}");
        assert_eq!(project.files(), before);
        let said = project.update(&["--yes", "--report", "changes.md"], 0);
        assert!(said.contains("Order.gift") && said.contains("changes.md"), "{said}");
        let now = project.files();
        assert!(String::from_utf8_lossy(&now["changes.md"]).contains("Order.gift"));
        assert!(String::from_utf8_lossy(&now[&format!("{wsdl}/t.xsd")]).contains("gift"));
        let types = |files: &BTreeMap<String, Vec<u8>>| {
            let of_types = files.iter().filter(|(name, _)| name.starts_with("client/src/types"));
            of_types.map(|(_, text)| String::from_utf8_lossy(text).into_owned()).collect::<String>()
        };
        assert!(types(&now).contains("gift") && !types(&before).contains("gift"));
        project.is_whole();
        assert!(project.update(&[], 0).contains("nothing changed"));
        // What breaks is told by the exit code, and written all the same.
        project.set(WITHOUT_THE_OLD_FIELD);
        let said = project.update(&["--yes"], 1);
        assert!(said.contains("Order.number") && said.contains("wrote client"), "{said}");
        project.is_whole();
        // Documents come and go.
        project.set(WITH_ANOTHER_DOCUMENT);
        project.update(&["--yes"], 1);
        assert!(project.files().contains_key(&format!("{wsdl}/u.xsd")));
        project.set(AS_BEFORE);
        project.update(&["--yes"], 0);
        let mut after = project.timeless();
        after.remove("changes.md");
        let mut before = before;
        before.remove(&format!("{wsdl}/soapwright.lock"));
        // But for the version that the crate should have after all that.
        let lock = String::from_utf8(after["client/soapwright.lock"].clone()).unwrap();
        let kept: String =
            lock.split_inclusive('\n').filter(|line| !line.starts_with("proposed = ")).collect();
        assert_ne!(lock, kept);
        after.insert("client/soapwright.lock".to_owned(), kept.into_bytes());
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&after), names(&before));
        for (name, bytes) in &after {
            assert!(Some(bytes) == before.get(name), "the way back leads to where it began: {name}");
        }
    }
}

#[test]
fn settings_for_changes_count() {
    let project = Project::new("client/wsdl");
    project.set(WITHOUT_THE_OLD_FIELD);
    project.update(&["--fail-on", "any"], 1);
    let config = project.dir.path().join("client/soapwright.toml");
    let text = fs::read_to_string(&config).unwrap();
    let ignore = "\n[[changes.ignore]]\nwhere = \"Order.*\"\nreason = \"we know\"\n";
    fs::write(&config, text + ignore).unwrap();
    assert!(project.update(&["--yes"], 0).contains("what they mean does not"));
    project.is_whole();
}

#[test]
fn what_does_not_come_or_is_not_in_order_changes_nothing() {
    for wsdl in PLACES {
        let project = Project::new(wsdl);
        let before = project.files();
        for (state, told) in [(BROKEN, "Missing"), (GONE, "404 Not Found")] {
            project.set(state);
            for more in [&[][..], &["--yes", "--report", "changes.md"]] {
                let said = project.update(more, 2);
                assert!(said.contains(told), "{said}");
                assert_eq!(project.files(), before);
            }
        }
        // An edit is not given up by chance.
        project.set(WITH_A_FIELD);
        let edited = project.dir.path().join(wsdl).join("t.xsd");
        fs::write(&edited, schema("<!-- mine -->", "Order")).unwrap();
        assert!(project.update(&["--yes"], 2).contains("edited since"));
        project.update(&["--yes", "--overwrite"], 0);
        project.is_whole();
    }
    // Of a contract that nobody downloaded there is nothing to ask for.
    let project = Project::new("client/wsdl");
    fs::remove_file(project.dir.path().join("client/wsdl/soapwright.lock")).unwrap();
    assert!(project.update(&["--yes"], 2).contains("soapwright fetch"));
}

#[test]
fn credentials_go_to_one_server() {
    let project = Project::new("client/wsdl");
    let other = site(&[
        ("/p?wsdl", contract(&import("t.xsd")).replace("urn:o", "urn:p")),
        ("/t.xsd", schema("", "Order")),
    ]);
    project.run(&["fetch", &other.url("/p?wsdl"), "--out", "client/wsdl"], 0);
    let config = project.dir.path().join("client/soapwright.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text + "\n[[contract]]\nwsdl = \"wsdl/p.wsdl\"\n").unwrap();
    let asked = (project.server.requests().len(), other.requests().len());
    let mut update = command(project.dir.path());
    update.args(["update", "client"]).env("SOAPWRIGHT_TOKEN", "t0ken").stdin(Stdio::null());
    let (code, said) = texts(&update.output().unwrap());
    assert!(code == Some(2) && said.contains("several servers") && said.contains(&other.url("")), "{said}");
    assert_eq!((project.server.requests().len(), other.requests().len()), asked);
}

/// Kills runs at moments that are spread over the time that a run takes, half of them near its end.
#[test]
fn a_killed_run_leaves_the_old_state_or_the_new_one() {
    let steps = if std::env::var_os("SOAPWRIGHT_LONG").is_some() { 50 } else { 12 };
    for wsdl in PLACES {
        let project = Project::new(wsdl);
        let start = Instant::now();
        project.set(WITH_ANOTHER_DOCUMENT);
        project.update(&["--yes"], 0);
        let whole_run = start.elapsed();
        let new = project.timeless();
        project.set(AS_BEFORE);
        project.update(&["--yes"], 0);
        let old = project.timeless();
        assert_ne!(old, new);
        for step in 1..=steps {
            project.set(WITH_ANOTHER_DOCUMENT);
            let mut update = command(project.dir.path());
            update
                .args(["update", "client", "--yes"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let mut run = update.spawn().unwrap();
            let share = step as f64 / f64::from(steps);
            thread::sleep(whole_run.mul_f64(if step % 2 == 0 { share } else { 0.8 + 0.3 * share }));
            run.kill().unwrap();
            run.wait().unwrap();
            // What looks says of which state it is, or that a run was cut off; what writes puts it right.
            let check = command(project.dir.path()).args(["generate", "client", "--check"]).output().unwrap();
            let (code, said) = texts(&check);
            assert!(matches!(code, Some(0 | 1)), "{said}");
            let (_, said) =
                texts(&command(project.dir.path()).args(["generate", "client"]).output().unwrap());
            let now = project.timeless();
            let differing: Vec<_> = [&old, &new]
                .map(|state| {
                    now.iter()
                        .filter(|(name, text)| state.get(*name) != Some(text))
                        .map(|(name, _)| name)
                        .collect::<Vec<_>>()
                })
                .into();
            assert!(now == old || now == new, "step {step}: {differing:?}\n{said}");
            project.is_whole();
            project.set(AS_BEFORE);
            project.update(&["--yes"], 0);
            assert_eq!(project.timeless(), old);
        }
    }
}

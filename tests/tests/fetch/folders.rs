//! The folder: what a second run does, what stands in the way, and what a killed run leaves behind.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use soapwright_tests::http_server::{Reply, Server};

use super::*;

/// A server whose documents change with a number that a test sets.
fn changing(documents: fn(usize, &str) -> Option<String>) -> (Server, Arc<AtomicUsize>) {
    let state = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&state);
    let server = Server::start(move |request| {
        let document = documents(seen.load(Ordering::SeqCst), request.target());
        document.map_or_else(|| Reply::new(404), xml)
    })
    .unwrap();
    (server, state)
}

#[test]
fn a_second_run_changes_nothing_but_the_lock() {
    let server = site(&[("/o?wsdl", contract(&import("t.xsd"))), ("/t.xsd", schema("", "Order"))]);
    let dir = folder_of(&server.url("/o?wsdl"));
    let before = files(dir.path());
    thread::sleep(Duration::from_millis(1100));
    let said = fetched(dir.path(), &server.url("/o?wsdl"));
    assert!(said.contains("0 created, 0 updated, 0 deleted, 2 same") && !said.contains("next:"), "{said}");
    let mut after = files(dir.path());
    assert_ne!(before["soapwright.lock"], after["soapwright.lock"], "it has the time");
    after.insert("soapwright.lock".into(), before["soapwright.lock"].clone());
    assert_eq!(before, after);
}

#[test]
fn names_stay_and_what_is_no_longer_imported_goes() {
    let (server, state) = changing(|state, target| match (state, target) {
        (0, "/o?wsdl") => Some(contract(&import("b/t.xsd"))),
        (_, "/o?wsdl") => Some(contract(&(import("a/t.xsd") + &import("b/t.xsd")))),
        (0, "/b/t.xsd") => Some(schema(&include("gone.xsd"), "Order")),
        (_, "/b/t.xsd") => Some(schema("", "Order")),
        (0, "/b/gone.xsd") => Some(schema("", "Gone")),
        (1, "/a/t.xsd") => Some(schema("", "Other")),
        _ => None,
    });
    let dir = folder_of(&server.url("/o?wsdl"));
    fs::write(dir.path().join("wsdl/mine.xsd"), "mine").unwrap();
    assert_eq!(names(dir.path()), ["gone.xsd", "mine.xsd", "o.wsdl", "t.xsd"]);
    state.store(1, Ordering::SeqCst);
    fetched(dir.path(), &server.url("/o?wsdl"));
    assert_eq!(names(dir.path()), ["a-t.xsd", "mine.xsd", "o.wsdl", "t.xsd"]);
    assert_eq!(lock(dir.path())["t.xsd"].0, server.url("/b/t.xsd"));
    // What does not come leaves everything as it was.
    let before = files(dir.path());
    state.store(2, Ordering::SeqCst);
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &[]);
    assert!(code == Some(2) && said.contains("404"), "{said}");
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_folder_has_room_for_several_contracts() {
    let server = site(&[
        ("/o?wsdl", contract(&import("t.xsd"))),
        ("/p?wsdl", contract(&import("t.xsd"))),
        ("/t.xsd", schema("", "Order")),
    ]);
    let dir = folder_of(&server.url("/o?wsdl"));
    fetched(dir.path(), &server.url("/p?wsdl"));
    assert_eq!(names(dir.path()), ["o.wsdl", "p.wsdl", "t.xsd"]);
    for contract in ["o.wsdl", "p.wsdl"] {
        whole(dir.path(), contract);
    }
    // One that is deleted is given up; what the other needs stays.
    fs::remove_file(dir.path().join("wsdl/o.wsdl")).unwrap();
    fetched(dir.path(), &server.url("/p?wsdl"));
    assert_eq!(names(dir.path()), ["p.wsdl", "t.xsd"]);
    whole(dir.path(), "p.wsdl");
    // One of the same name gets another; if the first is given up, its name is free.
    let moved = site(&[("/new/p?wsdl", contract(&import("t.xsd"))), ("/new/t.xsd", schema("", "Order"))]);
    fetched(dir.path(), &moved.url("/new/p?wsdl"));
    assert_eq!(names(dir.path()), ["new-p.wsdl", "new-t.xsd", "p.wsdl", "t.xsd"]);
    whole(dir.path(), "new-p.wsdl");
    let dir = folder_of(&server.url("/p?wsdl"));
    fs::remove_file(dir.path().join("wsdl/p.wsdl")).unwrap();
    fetched(dir.path(), &moved.url("/new/p?wsdl"));
    assert_eq!(names(dir.path()), ["p.wsdl", "t.xsd"]);
    whole(dir.path(), "p.wsdl");
}

#[test]
fn edits_are_kept_unless_they_are_given_up() {
    let server = site(&[("/o?wsdl", contract(&import("t.xsd"))), ("/t.xsd", schema("", "Order"))]);
    let dir = folder_of(&server.url("/o?wsdl"));
    let edited = schema("<!-- mine -->", "Order");
    fs::write(dir.path().join("wsdl/t.xsd"), &edited).unwrap();
    let before = files(dir.path());
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &[]);
    assert!(code == Some(2) && said.contains("edited since they were downloaded: t.xsd"), "{said}");
    assert!(said.contains("--overwrite"), "{said}");
    assert_eq!(files(dir.path()), before);
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &["--overwrite"], &[]);
    assert!(code == Some(0) && said.contains("the edit is overwritten"), "{said}");
    whole(dir.path(), "o.wsdl");
    assert_eq!(read(dir.path(), "t.xsd"), schema("", "Order"));
}

#[test]
fn files_of_others_are_in_the_way() {
    let server = site(&[("/o?wsdl", contract(&import("t.xsd"))), ("/t.xsd", schema("", "Order"))]);
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("wsdl")).unwrap();
    fs::write(dir.path().join("wsdl/t.xsd"), "mine").unwrap();
    let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &["--overwrite"], &[]);
    assert!(code == Some(2) && said.contains("t.xsd") && said.contains("in the way"), "{said}");
    assert_eq!(names(dir.path()), ["t.xsd"]);
    // The folder of a crate: its lock would be written over.
    for (file, text) in [
        ("soapwright.toml", "[crate]\nname = \"a\"\n"),
        ("soapwright.lock", "format = 2\ngenerator = \"0\"\n"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("wsdl")).unwrap();
        fs::write(dir.path().join("wsdl").join(file), text).unwrap();
        let asked = server.requests().len();
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &[]);
        assert!(code == Some(2) && said.contains("folder of a crate"), "{said}");
        assert_eq!((files(dir.path()).len(), server.requests().len()), (1, asked));
    }
    // And the other way round.
    let dir = folder_of(&server.url("/o?wsdl"));
    let words = ["generate", "--wsdl", "wsdl/o.wsdl", "--out", "wsdl"];
    let (code, said) = texts(&command(dir.path()).args(words).output().unwrap());
    assert!(code == Some(2) && said.contains("need a folder each"), "{said}");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let server = site(&[("/o?wsdl", contract(&import("t.xsd"))), ("/t.xsd", schema("", "Order"))]);
    for name in ["t.xsd", "soapwright.lock"] {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("wsdl")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside"), dir.path().join("wsdl").join(name)).unwrap();
        let (code, said) = fetch(dir.path(), &server.url("/o?wsdl"), &[], &[]);
        assert!(code == Some(2), "{said}");
        assert!(!dir.path().join("outside").exists() && !dir.path().join("wsdl/o.wsdl").exists());
    }
}

/// How many documents the contract of the killed runs has, beside itself.
const MANY: usize = 40;

/// Kills runs at moments that are spread over the time that a run takes, half of them near its end.
#[test]
fn a_killed_run_leaves_the_old_state_or_the_new_one() {
    let (server, state) = changing(|state, target| {
        let comment = format!("<!-- {state} -->");
        match target.strip_prefix("/t").and_then(|rest| rest.strip_suffix(".xsd")) {
            Some("0") => Some(schema(&comment, "Order")),
            Some(number) => Some(schema(&comment, &format!("T{number}"))),
            None => Some(
                contract(&(0..MANY).map(|number| import(&format!("t{number}.xsd"))).collect::<String>())
                    .replace("</types>", &format!("</types>{comment}")),
            ),
        }
    });
    let url = server.url("/o?wsdl");
    let dir = folder_of(&url);
    let start = Instant::now();
    fetched(dir.path(), &url);
    let whole_run = start.elapsed();
    let steps = if std::env::var_os("SOAPWRIGHT_LONG").is_some() { 200 } else { 20 };
    let of_state = |state: usize| format!("<!-- {state} -->");
    let mut old = 0;
    for step in 1..=steps {
        state.store(step, Ordering::SeqCst);
        let run = command(dir.path())
            .args(["fetch", &url, "--out", "wsdl"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut run = run.unwrap();
        let share =
            if step % 2 == 0 { step as f64 / steps as f64 } else { 0.85 + 0.25 * step as f64 / steps as f64 };
        thread::sleep(whole_run.mul_f64(share));
        run.kill().unwrap();
        run.wait().unwrap();
        let documents: Vec<Vec<u8>> = fs::read_dir(dir.path().join("wsdl"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "xsd" || ending == "wsdl"))
            .map(|path| fs::read(path).unwrap())
            .collect();
        assert_eq!(documents.len(), MANY + 1);
        let of = |state: usize| {
            documents.iter().filter(|text| String::from_utf8_lossy(text).contains(&of_state(state))).count()
        };
        // Cut off between two renames, which is rare, it has left what the next run undoes.
        let is_between = fs::read_dir(dir.path().join("wsdl"))
            .unwrap()
            .any(|entry| entry.unwrap().path().join("journal").exists());
        let is_one_state = of(old) == MANY + 1 || of(step) == MANY + 1;
        assert!(is_between || is_one_state, "{} old and {} new", of(old), of(step));
        fetched(dir.path(), &url);
        whole(dir.path(), "o.wsdl");
        old = step;
    }
}

#[test]
fn generate_refuses_what_was_edited_since() {
    let server = site(&[("/o?wsdl", contract(&import("t.xsd"))), ("/t.xsd", schema("", "Order"))]);
    let dir = folder_of(&server.url("/o?wsdl"));
    let run = |words: &[&str]| texts(&command(dir.path()).args(words).output().unwrap());
    assert_eq!(run(&["init", "wsdl/o.wsdl", "client"]).0, Some(0));
    assert_eq!(run(&["generate", "client", "--check"]).0, Some(0));
    // What somebody put there by hand is theirs, whatever it is.
    let by_hand = schema("", "Hand").replace("urn:t", "urn:hand");
    let importing = contract(&import("t.xsd")).replace("urn:o", "urn:p").replace(
        "</xs:schema></types>",
        "</xs:schema><xs:schema><xs:import namespace='urn:hand' schemaLocation='hand.xsd'/></xs:schema></types>",
    );
    fs::write(dir.path().join("wsdl/hand.xsd"), by_hand).unwrap();
    fs::write(dir.path().join("wsdl/p.wsdl"), importing).unwrap();
    let (code, said) = run(&["init", "wsdl/p.wsdl", "hand"]);
    assert_eq!(code, Some(0), "{said}");
    // An import counts, not only the contract itself.
    fs::write(dir.path().join("wsdl/t.xsd"), schema("<!-- mine -->", "Order")).unwrap();
    for more in [&[][..], &["--check"]] {
        let (code, said) = run(&[&["generate", "client"][..], more].concat());
        assert!(
            code == Some(2) && said.contains("wsdl/t.xsd: edited since") && said.contains("--accept"),
            "{said}"
        );
    }
    let (code, said) = run(&["generate", "client", "--accept"]);
    assert_eq!(code, Some(0), "{said}");
    // Without the lock there is nothing to compare with.
    fs::remove_file(dir.path().join("wsdl/soapwright.lock")).unwrap();
    assert_eq!(run(&["generate", "client", "--check"]).0, Some(0));
}

#[test]
fn other_commands_say_to_fetch() {
    let dir = tempfile::tempdir().unwrap();
    let url = "https://orders.invalid/o?wsdl";
    for words in [
        &["inspect", url][..],
        &["sample", url, "place"],
        &["normalize", url],
        &["diff", url, url],
        &["init", url, "client"],
        &["generate", url],
        &["generate", "--wsdl", url, "--out", "client"],
        &[url],
    ] {
        let (code, said) = texts(&command(dir.path()).args(words).output().unwrap());
        let told = format!("soapwright fetch '{url}' --out wsdl");
        assert!(code == Some(2) && said.contains(&told), "{words:?}: {said}");
    }
}

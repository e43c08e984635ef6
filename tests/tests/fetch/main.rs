//! `soapwright fetch` against a server of ours: what it brings, what it refuses, whom it shows credentials, and what a killed
//! run leaves behind.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod access;
mod documents;
mod folders;
mod refused;
mod secure;
mod updates;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use soapwright_tests::http_server::{Reply, Server};
use soapwright_tests::message::Message;
use tempfile::TempDir;

/// A contract whose one operation takes an `Order` of the namespace `urn:t`, with these imports in its schema.
fn contract(imports: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:o="urn:o" xmlns:t="urn:t" targetNamespace="urn:o">
  <types><xs:schema targetNamespace="urn:o">
    {imports}
    <xs:element name="place"><xs:complexType><xs:sequence><xs:element name="order" type="t:Order"/></xs:sequence></xs:complexType></xs:element>
  </xs:schema></types>
  <message name="place"><part name="body" element="o:place"/></message>
  <portType name="Orders"><operation name="place"><input message="o:place"/></operation></portType>
  <binding name="Orders" type="o:Orders"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="place"><soap:operation soapAction=""/><input><soap:body use="literal"/></input></operation></binding>
  <service name="Orders"><port name="Orders" binding="o:Orders"><soap:address location="http://x/orders"/></port></service>
</definitions>
"#
    )
}

/// A schema of `urn:t` with these imports, and a type of this name.
fn schema(imports: &str, name: &str) -> String {
    format!(
        r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">{imports}
  <xs:complexType name="{name}"><xs:sequence><xs:element name="number" type="xs:int"/></xs:sequence></xs:complexType>
</xs:schema>
"#
    )
}

/// An import of `urn:t` in a contract's schema.
fn import(location: &str) -> String {
    format!(r#"<xs:import namespace="urn:t" schemaLocation="{location}"/>"#)
}

fn include(location: &str) -> String {
    format!(r#"<xs:include schemaLocation="{location}"/>"#)
}

/// A document as a server sends it.
fn xml(body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(200).header("Content-Type", "text/xml").body(body)
}

/// A server of these documents; what else is asked for is not there.
fn site(documents: &[(&str, String)]) -> Server {
    let documents: BTreeMap<String, String> =
        documents.iter().map(|(target, text)| ((*target).to_owned(), text.clone())).collect();
    Server::start(move |request| match documents.get(request.target()) {
        Some(text) => xml(text.as_str()),
        None => Reply::new(404).body("<html><title>Not here</title></html>"),
    })
    .unwrap()
}

/// A server of a contract at `/o?wsdl` that imports `t.xsd`, which is answered by a function.
fn site_with(answer: impl Fn(&Message) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| match request.target() {
        "/o?wsdl" => xml(contract(&import("t.xsd"))),
        _ => answer(request),
    })
    .unwrap()
}

/// The command, with nothing in its environment that changes what it does.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_command_line"));
    command.current_dir(folder);
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_ascii_uppercase());
    }
    for name in ["USER", "PASSWORD", "TOKEN"] {
        command.env_remove(format!("SOAPWRIGHT_{name}"));
    }
    command
}

fn texts(output: &Output) -> (Option<i32>, String) {
    let both = [&output.stdout[..], &output.stderr].concat();
    (output.status.code(), String::from_utf8(both).unwrap())
}

/// Fetches into `wsdl`, with more arguments and variables; answers with the exit code and what was said.
fn fetch(folder: &Path, url: &str, more: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = command(folder);
    command.args(["fetch", url, "--out", "wsdl"]).args(more).envs(environment.iter().copied());
    texts(&command.output().unwrap())
}

/// Fetches, and expects that it works.
fn fetched(folder: &Path, url: &str) -> String {
    let (code, said) = fetch(folder, url, &[], &[]);
    assert_eq!(code, Some(0), "{said}");
    said
}

/// A folder with what was fetched from a URL.
fn folder_of(url: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fetched(dir.path(), url);
    dir
}

/// The files of `wsdl`, with their content; none may begin with a dot.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder.join("wsdl")) else { return BTreeMap::new() };
    let read = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        assert!(!name.starts_with('.') && entry.file_type().unwrap().is_file(), "{name}");
        (name, fs::read(entry.path()).unwrap())
    };
    entries.map(|entry| read(entry.unwrap())).collect()
}

/// The names of the documents.
fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().filter(|name| name != "soapwright.lock").collect()
}

fn read(folder: &Path, name: &str) -> String {
    String::from_utf8(files(folder).remove(name).unwrap_or_else(|| panic!("no {name}: {:?}", names(folder))))
        .unwrap()
}

/// What the lock says of each document: its URL and its SHA-256.
fn lock(folder: &Path) -> BTreeMap<String, (String, String)> {
    let table: toml::Table = read(folder, "soapwright.lock").parse().unwrap();
    let text = |entry: &toml::Value, key: &str| entry[key].as_str().unwrap().to_owned();
    let documents = table["document"].as_table().unwrap().iter();
    documents.map(|(name, entry)| (name.clone(), (text(entry, "url"), text(entry, "sha256")))).collect()
}

/// `inspect` reads the contract, from the disk alone.
fn inspected(folder: &Path, name: &str) -> String {
    let (code, said) =
        texts(&command(folder).args(["inspect", &format!("wsdl/{name}"), "--full"]).output().unwrap());
    assert_eq!(code, Some(0), "{said}");
    said
}

/// Expects that a folder is whole: each document is in the lock with its hash, and the contract can be read.
fn whole(folder: &Path, contract: &str) {
    let lock = lock(folder);
    assert_eq!(lock.keys().cloned().collect::<Vec<_>>(), names(folder));
    for (name, (_, sha256)) in &lock {
        assert_eq!(*sha256, sha256_of(&files(folder)[name]), "{name}");
    }
    assert!(inspected(folder, contract).contains("place"), "{:?}", names(folder));
}

fn sha256_of(bytes: &[u8]) -> String {
    soapwright::internals::hash(bytes)
}

//! Files of a commit, read by `git cat-file` alone: nothing is checked out, no filter, hook or textconv runs, and nothing is
//! fetched.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::disk;
use crate::load::Files;

/// What a side that stands in a commit begins with.
const PREFIX: &str = "git:";
/// The length that the answers of git have at most before their content.
const HEADER: u64 = 4096;

/// The files of one commit.
#[derive(Debug)]
pub(crate) struct Commit {
    revision: String,
    root: PathBuf,
    process: Mutex<Option<CatFile>>,
}

/// A running `git cat-file --batch`.
#[derive(Debug)]
struct CatFile {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Drop for CatFile {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a path of a commit leads to.
#[derive(Debug)]
pub(crate) enum Object {
    /// A file.
    File(Vec<u8>),
    /// A folder: the names in it, sorted.
    Folder(Vec<String>),
}

/// The two parts of `git:REV:PATH`.
pub(crate) fn split(path: &Path) -> Option<(&str, &str)> {
    path.to_str()?.strip_prefix(PREFIX)?.split_once(':')
}

impl Commit {
    /// The commit that a revision means. Whether there is one shows when it is read.
    ///
    /// # Errors
    /// When the revision is none.
    pub(crate) fn new(revision: &str) -> io::Result<Self> {
        let strange = |c: char| c.is_whitespace() || c.is_control();
        if revision.is_empty()
            || revision.starts_with('-')
            || revision.contains(strange)
            || revision.contains("..")
        {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is no revision"));
        }
        let root = PathBuf::from(format!("{PREFIX}{revision}:"));
        Ok(Self { revision: revision.to_owned(), root, process: Mutex::new(None) })
    }

    /// A path in the commit as all else calls it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// What stands at a path.
    ///
    /// # Errors
    /// When there is nothing, it is neither file nor folder, it is too large, or git cannot be run.
    pub(crate) fn object(&self, path: &Path, largest: u64) -> io::Result<Object> {
        let name = self.name(path)?;
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = match process.take() {
            Some(running) => running,
            None => start()?,
        };
        let answer = ask(&mut running, &format!("{}:{name}", self.revision), largest);
        // After an error the rest of the answer may still be to come.
        if answer.is_ok() || answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            *process = Some(running);
        }
        answer
    }

    /// What git calls a path.
    fn name(&self, path: &Path) -> io::Result<String> {
        let refused = |why: &'static str| io::Error::new(ErrorKind::InvalidInput, why);
        let inner =
            path.strip_prefix(&self.root).map_err(|_| refused("it is outside of the commit's files"))?;
        let mut steps = Vec::new();
        for component in inner.components() {
            match component {
                Component::Normal(step) => {
                    steps.push(step.to_str().ok_or_else(|| refused("its name is not UTF-8"))?);
                }
                Component::CurDir => {}
                _ => return Err(refused("it is outside of the commit's files")),
            }
        }
        let name = steps.join("/");
        if name.contains(['\n', '\r', '\0']) { Err(refused("its name has a line break")) } else { Ok(name) }
    }
}

impl Files for Commit {
    fn root(&self) -> &Path {
        &self.root
    }

    fn read(&self, path: &Path, largest: u64) -> io::Result<Vec<u8>> {
        match self.object(path, largest)? {
            Object::File(bytes) => Ok(bytes),
            Object::Folder(_) => Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file")),
        }
    }
}

fn start() -> io::Result<CatFile> {
    let mut child = Command::new("git")
        .args(["--no-replace-objects", "--no-optional-locks", "cat-file", "--batch"])
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| io::Error::new(error.kind(), format!("git cannot be run: {error}")))?;
    let pipes = child.stdin.take().zip(child.stdout.take());
    let (questions, answers) = pipes.ok_or_else(|| io::Error::other("git cannot be talked to"))?;
    Ok(CatFile { child, questions, answers: BufReader::new(answers) })
}

/// Asks for one object.
fn ask(git: &mut CatFile, object: &str, largest: u64) -> io::Result<Object> {
    let no_repository = |_| io::Error::other("git has no repository here");
    writeln!(git.questions, "{object}").and_then(|()| git.questions.flush()).map_err(no_repository)?;
    let mut header = String::new();
    let read = (&mut git.answers).take(HEADER).read_line(&mut header)?;
    if read == 0 {
        return Err(io::Error::other("git has no repository here"));
    }
    // An object's name, its type and its size; what is missing or ambiguous is told with the question before it.
    let mut words = header.trim_end().rsplitn(3, ' ');
    let (size, kind, name) = (words.next().unwrap_or_default(), words.next(), words.next());
    let (Some(kind), Some(name), Ok(size)) = (kind, name, size.parse::<u64>()) else {
        return Err(io::Error::new(ErrorKind::NotFound, "the commit has no such file"));
    };
    if size > largest {
        return Err(io::Error::new(ErrorKind::FileTooLarge, disk::too_large(size, largest)));
    }
    let mut bytes = Vec::new();
    (&mut git.answers).take(size).read_to_end(&mut bytes)?;
    let mut end = [0];
    git.answers.read_exact(&mut end)?;
    match kind {
        "blob" => Ok(Object::File(bytes)),
        "tree" => Ok(Object::Folder(entries(&bytes, name.len() / 2))),
        _ => Err(io::Error::new(ErrorKind::NotFound, "it is neither a file nor a folder")),
    }
}

/// The names in a tree: mode, space, name, zero, and the binary name of the object.
fn entries(mut tree: &[u8], id: usize) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(end) = tree.iter().position(|byte| *byte == 0) {
        let entry = String::from_utf8_lossy(tree.get(..end).unwrap_or_default());
        names.extend(entry.split_once(' ').map(|(_, name)| name.to_owned()));
        tree = tree.get(end + 1 + id..).unwrap_or_default();
    }
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_of_a_commit_has_two_parts() {
        assert_eq!(split(Path::new("git:HEAD~1:wsdl/User.wsdl")), Some(("HEAD~1", "wsdl/User.wsdl")));
        assert_eq!(split(Path::new("git:origin/main:")), Some(("origin/main", "")));
        assert_eq!(split(Path::new("wsdl/User.wsdl")), None);
        assert_eq!(split(Path::new("git:HEAD")), None);
    }

    #[test]
    fn no_revision_is_an_option_and_no_path_leads_out() {
        for revision in ["", "--help", "a b", "a..b", "a\nb"] {
            assert!(Commit::new(revision).is_err(), "{revision:?}");
        }
        let commit = Commit::new("HEAD").unwrap();
        assert_eq!(commit.name(&commit.path("a/./b.wsdl")).unwrap(), "a/b.wsdl");
        assert!(commit.name(Path::new("/etc/passwd")).is_err());
        assert!(commit.name(&commit.path("../x")).is_err());
        assert!(commit.name(&commit.path("a\nb")).is_err());
    }

    #[test]
    fn a_tree_is_a_list_of_names() {
        let tree = b"100644 b.wsdl\0aaaaaaaaaaaaaaaaaaaa40000 a\0bbbbbbbbbbbbbbbbbbbb";
        assert_eq!(entries(tree, 20), ["a", "b.wsdl"]);
        assert!(entries(b"broken", 20).is_empty());
    }
}

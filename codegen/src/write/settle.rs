//! The state of a folder before a run reads it: no other run in it, and nothing half done.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::journal::{self, Entry};
use super::stage::{PREFIX, Stage, Token};
use crate::error::Error;
use crate::sources::{self, Sources};
use crate::{lock, plan};

/// How long a run waits for another one.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it looks.
const PAUSE: Duration = Duration::from_millis(10);

/// How long a staging folder may be there before the run that made it holds it.
const BEGINNING: Duration = Duration::from_secs(1);

/// What a run is going to do to the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Write to it.
    Write,
    /// Look at it, and change nothing.
    Look,
}

/// A folder that no run is writing to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settled {
    /// Of the lock that it has.
    pub(super) token: Token,
    /// When an entry of it came or went last.
    changed: Option<SystemTime>,
    /// It has the staging folder of a run that was cut off before its first rename.
    staged: bool,
    /// What the user should know: folders that look like ours and are not, and files that were left as they are.
    pub(crate) notes: Vec<String>,
}

impl Settled {
    /// Whether nothing was written since: what was read meanwhile is one state, and not parts of two.
    pub(crate) fn holds(&self, root: &Path) -> Result<bool, Error> {
        Ok(Token::read(root)? == self.token
            && changed(root) == self.changed
            && exists(&self.token.folder(root))? == self.staged)
    }
}

fn changed(root: &Path) -> Option<SystemTime> {
    root.metadata().and_then(|data| data.modified()).ok()
}

/// Waits until no run is writing to a folder, and answers for the state that it has then.
///
/// # Errors
///
/// As [`repair`]'s and [`look`]'s.
pub(crate) fn settle(root: &Path, purpose: Purpose) -> Result<Settled, Error> {
    match purpose {
        Purpose::Write => repair(root),
        Purpose::Look => look(root),
    }
}

/// For a run that writes: waits for another run, and undoes what a run has left that was cut off.
///
/// # Errors
///
/// When something cannot be put back, or another run takes longer than a minute.
fn repair(root: &Path) -> Result<Settled, Error> {
    let start = Instant::now();
    let mut notes = Vec::new();
    loop {
        let token = Token::read(root)?;
        let folder = token.folder(root);
        if !exists(&folder)? {
            return settled(root, token, notes, Purpose::Write);
        }
        match Stage::take_over(folder)? {
            // The run that made it may not have come to hold it yet.
            Some(stage) if journal::read(stage.folder())?.is_none() && is_young(stage.folder()) => {
                stage.leave();
            }
            // It stood while its run ended: the lock is another one by now.
            Some(stage) if Token::read(root)? != token => drop(stage),
            Some(stage) => notes.extend(undo(root, &stage)?),
            None => {}
        }
        wait(root, start)?;
    }
}

/// For a run that writes nothing: waits for another run.
///
/// # Errors
///
/// When a run was cut off here, or another one takes longer than a minute.
fn look(root: &Path) -> Result<Settled, Error> {
    let start = Instant::now();
    loop {
        let token = Token::read(root)?;
        let folder = token.folder(root);
        if !exists(&folder)? {
            return settled(root, token, Vec::new(), Purpose::Look);
        }
        if !Stage::is_held(&folder) {
            if journal::read(&folder)?.is_some() {
                return Err(Error::Interrupted { path: folder });
            }
            if !is_young(&folder) {
                return settled(root, token, Vec::new(), Purpose::Look);
            }
        }
        wait(root, start)?;
    }
}

fn wait(root: &Path, start: Instant) -> Result<(), Error> {
    if start.elapsed() > PATIENCE {
        return Err(Error::refused(root, "another soapwright is writing to this folder: try again"));
    }
    std::thread::sleep(PAUSE);
    Ok(())
}

/// Whether a staging folder was made a moment ago.
fn is_young(folder: &Path) -> bool {
    let age = |time: SystemTime| time.elapsed().unwrap_or_default();
    folder.metadata().and_then(|data| data.modified()).is_ok_and(|time| age(time) < BEGINNING)
}

/// Whether a staging folder is there. A link or a file of its name is nobody's.
pub(super) fn exists(folder: &Path) -> Result<bool, Error> {
    match folder.symlink_metadata() {
        Ok(data) if data.is_dir() => Ok(true),
        Ok(_) => Err(Error::refused(folder, "this is no folder: soapwright puts what it stages there")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::io("look at", folder)(error)),
    }
}

/// Looks for staging folders that are not of this lock.
pub(super) fn settled(
    root: &Path,
    token: Token,
    mut notes: Vec<String>,
    purpose: Purpose,
) -> Result<Settled, Error> {
    let own = token.folder(root);
    for folder in stages(root)?.into_iter().filter(|folder| *folder != own) {
        let is_folder = folder.symlink_metadata().is_ok_and(|data| data.is_dir());
        let is_done = is_folder && (is_done(&folder, &token) || Stage::is_empty(&folder));
        if is_done && purpose == Purpose::Write {
            // A run that lives removes its own.
            drop(Stage::take_over(folder)?);
        } else if !is_done && !Stage::is_held(&folder) && folder.exists() {
            notes.push(format!(
                "{} is not of a run that was interrupted here: it is left as it is. Look at it, and remove it",
                folder.display()
            ));
        }
    }
    Ok(Settled { changed: changed(root), staged: exists(&own)?, token, notes })
}

/// Whether a staging folder is of the run that wrote this lock: it was interrupted after its last rename.
fn is_done(folder: &Path, token: &Token) -> bool {
    let entries = journal::read(folder).ok().flatten().unwrap_or_default();
    let lock = entries.iter().find(|entry| entry.path == lock::FILE_NAME);
    lock.and_then(|entry| entry.new.as_deref()).is_some_and(|hash| token.is_of(hash))
}

fn stages(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::io("read", root)(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io("read", root))?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Puts everything back as it was, as far as it is what the run has made of it; says what is not. Doing it twice does no
/// harm.
pub(super) fn undo(root: &Path, stage: &Stage) -> Result<Vec<String>, Error> {
    let mut notes = Vec::new();
    let Some(entries) = journal::read(stage.folder())? else { return Ok(notes) };
    let known = sources::known(root)?;
    for entry in &entries {
        let is_beside = entry.path.starts_with("..");
        let is_ours = (entry.old.is_none() && !is_beside)
            || known.contains_key(&entry.path)
            || is_document(root, &entry.path)?;
        if entry.path == lock::FILE_NAME {
            // It is replaced last: what replaces it is not there yet.
            continue;
        }
        if !is_ours || !put_back(root, stage, entry)? {
            let place = root.join(&entry.path);
            notes.push(format!(
                "{} is not what the run that was interrupted here has made of it: it is left as it is",
                place.display()
            ));
        }
    }
    remove_empty_folders(root, entries.iter().map(|entry| entry.path.as_str()));
    journal::remove(stage.folder())?;
    Ok(notes)
}

/// Whether a path is that of a downloaded document or of the lock beside it: what an update writes with a crate. The folder
/// has such a lock at every moment of an update.
fn is_document(root: &Path, path: &str) -> Result<bool, Error> {
    let Some((folder, name)) = path.rsplit_once('/') else { return Ok(false) };
    if name != lock::FILE_NAME && !name.ends_with(".wsdl") && !name.ends_with(".xsd") {
        return Ok(false);
    }
    // Nothing is read through a link.
    let lock = plan::read_document(root, &format!("{folder}/{}", lock::FILE_NAME))?;
    Ok(lock.is_some() && Sources::read(&root.join(folder))?.is_some())
}

/// Removes folders that lost, or never got, their last file. Folders that are not empty cannot be removed, so they stay.
pub(super) fn remove_empty_folders<'a>(root: &Path, paths: impl Iterator<Item = &'a str>) {
    // What lies beside the root has a lock in its folder.
    for path in paths.filter(|path| !path.starts_with("..")) {
        let mut folder = Path::new(path).parent();
        while let Some(inner) = folder.filter(|inner| !inner.as_os_str().is_empty()) {
            if fs::remove_dir(root.join(inner)).is_err() {
                break;
            }
            folder = inner.parent();
        }
    }
}

/// Puts one file back; `false` when what stands there, or what was kept, is not what the journal says.
fn put_back(root: &Path, stage: &Stage, entry: &Entry) -> Result<bool, Error> {
    let Entry { path, old, new } = entry;
    let standing = journal::standing(root, path)?;
    if standing == *old {
        return Ok(true);
    }
    if standing != *new && standing.is_some() {
        return Ok(false);
    }
    let place = root.join(path);
    if old.is_none() {
        fs::remove_file(&place).map_err(Error::io("remove", &place))?;
        return Ok(true);
    }
    let kept = stage.old_file(path);
    if journal::standing(&stage.folder().join("old"), &plan::inside(path))? != *old {
        return Ok(false);
    }
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
    }
    fs::rename(&kept, &place).map_err(Error::io("restore", &place))?;
    Ok(true)
}

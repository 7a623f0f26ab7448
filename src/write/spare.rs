//! The site before the last, kept to become the next.
//!
//! Two sites that follow each other have nearly all files in common. Making a tree of 30,000 files,
//! each a link to one of the old site, costs five seconds; removing the old tree afterwards one more.
//! So the old tree is put aside below `.dibao/` when it is swapped out, and the next build makes it
//! the new site by changing only what differs: a file of it that *is* the standing site's file (one
//! inode, two names) needs nothing. What stands in it is trusted for nothing else, so a spare tree
//! that is old, half made or tampered with costs time and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::DirEntryExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use borsh::BorshSerialize;

use super::output::is_marked;
use super::stamp::Stamp;
use super::swap::remove_tree;
use super::{Output, Staging, WriteError, at, disk};

/// What a tree held before it was filled, by path below it; files are taken out as they are used.
#[derive(Debug, Default)]
pub(super) struct Leftover {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Inode of each regular file.
    files: BTreeMap<String, u64>,
    folders: BTreeSet<String>,
}

impl Output {
    /// Where the old tree is kept: below the folder `.dibao`, under a name of its own for each output.
    fn spare(&self) -> Option<PathBuf> {
        let cache = self.cache.as_ref()?;
        let key = blake3::hash(self.path().as_os_str().as_encoded_bytes());
        Some(cache.join(format!("spare-{}", &key.to_hex()[..16])))
    }

    /// Makes the tree that is kept the one at `path`, and lists what is in it. `None` where none is
    /// kept, or it is none of ours.
    pub(super) fn take_spare(&self, path: &Path) -> Option<Leftover> {
        let spare = self.spare()?;
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|at| at.is_dir());
        if !is_folder(spare.parent()?) || !is_folder(&spare) || !is_marked(&spare) {
            return None;
        }
        disk::rename(&spare, path).ok()?;
        let mut state = State::default();
        if list(path, "", &mut state).is_err() {
            remove_tree(path);
            return None;
        }
        Some(Leftover {
            state: Mutex::new(state),
        })
    }

    /// Keeps a tree that is no longer used. `false`: it cannot be kept, and is to be removed.
    pub(super) fn keep_spare(&self, path: &Path) -> bool {
        let Some(spare) = self.spare() else {
            return false;
        };
        let Some(cache) = spare.parent() else {
            return false;
        };
        if !make_cache(cache) {
            return false;
        }
        if fs::symlink_metadata(&spare).is_ok_and(|at| at.is_dir()) {
            remove_tree(&spare);
        }
        disk::rename(path, &spare).is_ok()
    }
}

/// Makes the folder `.dibao`, which git is not to know. `false` where it cannot be, or is a link.
pub fn make_cache(cache: &Path) -> bool {
    if disk::create_dir(cache).is_ok() {
        let ignored = cache.join(".gitignore");
        let _ = super::replace(&ignored, b"*\n");
    }
    fs::symlink_metadata(cache).is_ok_and(|at| at.is_dir())
}

/// Lists a tree; what is neither a folder nor a regular file goes.
fn list(folder: &Path, below: &str, state: &mut State) -> std::io::Result<()> {
    for entry in disk::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let name = entry.file_name();
        let path = match name.to_str() {
            Some(name) if below.is_empty() => name.to_owned(),
            Some(name) => format!("{below}/{name}"),
            None if kind.is_dir() => {
                remove_tree(&entry.path());
                continue;
            }
            None => String::new(),
        };
        if kind.is_dir() {
            list(&entry.path(), &path, state)?;
            state.folders.insert(path);
        } else if kind.is_file() && !path.is_empty() {
            state.files.insert(path, entry.ino());
        } else {
            disk::remove_file(&entry.path())?;
        }
    }
    Ok(())
}

/// A site that stands.
#[derive(Debug)]
pub struct Standing(PathBuf);

impl Standing {
    /// A hash of the names and the [`Stamp`]s of all files below a folder of the site. `None` where there
    /// is no such folder, or it cannot be looked at.
    pub fn stamp(&self, folder: &str) -> Option<[u8; 32]> {
        let mut hasher = blake3::Hasher::new();
        let tree = walkdir::WalkDir::new(self.0.join(folder)).sort_by_file_name();
        for entry in tree {
            let entry = entry.ok()?;
            if entry.file_type().is_dir() {
                continue;
            }
            let metadata = entry.metadata().ok()?;
            let path = entry.path().strip_prefix(&self.0).ok()?;
            let path = path.as_os_str().as_encoded_bytes();
            hasher.update(&(path.len() as u64).to_le_bytes());
            hasher.update(path);
            Stamp::of(&metadata).serialize(&mut hasher).ok()?;
        }
        Some(hasher.finalize().into())
    }
}

impl Staging {
    /// The site that this one will replace; afterwards this one.
    pub fn site(&self) -> Standing {
        Standing(self.output.path())
    }
}

impl Leftover {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The inode of the file at a path, once: afterwards it counts as used.
    pub(super) fn take(&self, path: &str) -> Option<u64> {
        self.state().files.remove(path)
    }

    /// Makes way for a file where the tree has a folder.
    pub(super) fn clear_folder(&self, path: &str, target: &Path) {
        let mut state = self.state();
        if state.folders.remove(path) {
            let inside = format!("{path}/");
            state.files.retain(|file, _| !file.starts_with(&inside));
            state.folders.retain(|folder| !folder.starts_with(&inside));
            remove_tree(target);
        }
    }

    /// Makes way for a folder where the tree has a file, and says whether the folder is there.
    pub(super) fn take_folder(&self, path: &str, target: &Path) -> bool {
        let mut state = self.state();
        if state.files.remove(path).is_some() {
            let _ = disk::remove_file(target);
        }
        state.folders.remove(path)
    }

    /// Gives a folder that the new site needs the files of one that it may have taken the place of:
    /// the folders of an index differ, from site to site, in what stands behind the last `-`.
    pub(super) fn rename_alike(&self, folder: &str, tree: &Path) {
        let mut state = self.state();
        let Some(end) = folder.rfind('-') else {
            return;
        };
        let alike = &folder[..=end];
        let is_alike = |other: &&String| other.starts_with(alike) && !other[end..].contains('/');
        let from = alike.to_owned();
        let candidate = state.folders.range(from..).next().filter(is_alike).cloned();
        let Some(candidate) = candidate.filter(|_| !state.folders.contains(folder)) else {
            return;
        };
        if disk::rename(&tree.join(&candidate), &tree.join(folder)).is_err() {
            return;
        }
        state.folders.remove(&candidate);
        state.folders.insert(folder.to_owned());
        let inside = format!("{candidate}/");
        let moved: Vec<(String, u64)> = state
            .files
            .range(inside.clone()..)
            .take_while(|(file, _)| file.starts_with(&inside))
            .map(|(file, inode)| (file.clone(), *inode))
            .collect();
        for (file, inode) in moved {
            state.files.remove(&file);
            state
                .files
                .insert([folder, &file[candidate.len()..]].concat(), inode);
        }
    }

    /// Removes what the new site does not have.
    pub(super) fn clear(&self, tree: &Path) -> Result<(), WriteError> {
        let mut state = self.state();
        let files = std::mem::take(&mut state.files);
        for path in files.keys().map(|path| tree.join(path)) {
            disk::remove_file(&path).map_err(at("cannot remove", &path))?;
        }
        let folders = std::mem::take(&mut state.folders);
        // Those inside others first.
        for path in folders.iter().rev().map(|path| tree.join(path)) {
            fs::remove_dir(&path).map_err(at("cannot remove", &path))?;
        }
        Ok(())
    }
}

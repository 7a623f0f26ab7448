//! The site before the last, kept to become the next.
//!
//! Two sites that follow each other have nearly all files in common. Making a tree of 30,000 files,
//! each a link to one of the old site, costs five seconds; removing the old tree afterwards one more.
//! So the old tree is put aside below `.dibao/` when it is swapped out, and the next build makes it
//! the new site by changing only what differs: a file of it that *is* the standing site's file (one
//! inode, two names) needs nothing. What stands in it is trusted for nothing else, so a spare tree
//! that is old, half made or tampered with costs time and no more.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::fs::DirEntryExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::output::is_marked;
use super::swap::remove_tree;
use super::{Output, WriteError, at};

/// What a tree held before it was filled, by path below it; files are taken out as they are used.
#[derive(Debug, Default)]
pub(super) struct Leftover {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Inode of each regular file.
    files: HashMap<String, u64>,
    folders: HashSet<String>,
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
        #[expect(clippy::disallowed_methods, reason = "write moves its own tree")]
        fs::rename(&spare, path).ok()?;
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
        #[expect(clippy::disallowed_methods, reason = "write moves its own tree")]
        fs::rename(path, &spare).is_ok()
    }
}

/// Makes the folder `.dibao`, which git is not to know. `false` where it cannot be, or is a link.
pub fn make_cache(cache: &Path) -> bool {
    #[expect(clippy::disallowed_methods, reason = "write is where folders are made")]
    if fs::create_dir(cache).is_ok() {
        let ignored = cache.join(".gitignore");
        let _ = super::replace(&ignored, b"*\n");
    }
    fs::symlink_metadata(cache).is_ok_and(|at| at.is_dir())
}

/// Lists a tree; what is neither a folder nor a regular file goes.
fn list(folder: &Path, below: &str, state: &mut State) -> std::io::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "write looks through its own tree"
    )]
    for entry in fs::read_dir(folder)? {
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
            #[expect(clippy::disallowed_methods, reason = "write clears its own tree")]
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
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
            #[expect(clippy::disallowed_methods, reason = "write clears its own tree")]
            let _ = fs::remove_file(target);
        }
        state.folders.remove(path)
    }

    /// Removes what the new site does not have.
    pub(super) fn clear(&self, tree: &Path) -> Result<(), WriteError> {
        let mut state = self.state();
        let mut files: Vec<String> = state.files.drain().map(|(path, _)| path).collect();
        files.sort_unstable();
        for path in files.into_iter().map(|path| tree.join(path)) {
            #[expect(clippy::disallowed_methods, reason = "write clears its own tree")]
            fs::remove_file(&path).map_err(at("cannot remove", &path))?;
        }
        let mut folders: Vec<String> = state.folders.drain().collect();
        // Those inside others first.
        folders.sort_unstable_by(|a, b| b.cmp(a));
        for path in folders.into_iter().map(|path| tree.join(path)) {
            fs::remove_dir(&path).map_err(at("cannot remove", &path))?;
        }
        Ok(())
    }
}

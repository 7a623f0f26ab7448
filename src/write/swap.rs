//! The moment when the new site takes the old one's place, and what is left when a build dies.
//!
//! Names beside an output folder `public`: `.public.dibao-<pid>` is a tree being filled (or, after
//! the swap, the old one being removed), `.public.dibao-<pid>-index` runs of its search index,
//! `.public.dibao-old` the old tree on systems that cannot exchange two names in one step,
//! `.public.dibao-lock` the lock.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::output::is_marked;
use super::staging::Written;
use super::{Output, Staging, WriteError, at, disk};

impl Staging {
    /// Swaps the new tree in and puts the old one aside, or removes it. Before the swap the old site stands whole,
    /// after it the new one.
    pub fn publish(self) -> Result<Written, WriteError> {
        if let Some(leftover) = &self.leftover {
            leftover.clear(&self.path)?;
        }
        let written = self.written();
        let output = self.output.path();
        if self.output.standing()? {
            self.sync()?;
        }
        if !output.exists() {
            rename(&self.path, &output)?;
            return Ok(written);
        }
        if disk::exchange(&self.path, &output).map_err(at("cannot replace", &output))? {
            // From here on the path holds the old tree.
            if !self.output.keep_spare(&self.path) {
                remove_tree(&self.path);
            }
            return Ok(written);
        }
        let old = self.output.beside("old");
        rename(&output, &old)?;
        if let Err(error) = rename(&self.path, &output) {
            let _ = rename(&old, &output);
            return Err(error);
        }
        remove_tree(&old);
        Ok(written)
    }
}

impl Staging {
    /// Waits until the new tree is on the device: otherwise a loss of power soon after the swap
    /// could leave empty files where a whole site was. Only asked for where there is an old site to
    /// lose; a first build that is cut by a loss of power is built again. It costs 0.2 s for 14,000
    /// files of 93 MB; a sync of each file would cost minutes.
    fn sync(&self) -> Result<(), WriteError> {
        disk::sync(&self.path).map_err(at("cannot sync", &self.path))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After `publish` the name is gone or the old tree's remains. A tree that was filled in part
        // is as good a spare as a whole one.
        let was_spare = self.leftover.is_some();
        if self.path.exists() && !(was_spare && self.output.keep_spare(&self.path)) {
            remove_tree(&self.path);
        }
    }
}

impl Output {
    /// Puts the old tree back where a swap in two steps was cut between them.
    pub(super) fn recover(&self) -> Result<(), WriteError> {
        let old = self.beside("old");
        if !self.path().exists() && is_marked(&old) {
            rename(&old, &self.path())?;
        }
        Ok(())
    }

    /// Removes trees that killed builds left. Only called under the lock: none of them is in use.
    pub(super) fn clear_litter(&self) -> Result<(), WriteError> {
        let prefix = self.sibling("");
        let entries =
            disk::read_dir(&self.parent).map_err(at("cannot list the folder", &self.parent))?;
        for entry in entries.flatten() {
            let ours = entry.file_name().to_str().is_some_and(|name| {
                name.strip_prefix(&prefix).is_some_and(|suffix| {
                    let suffix = suffix.strip_suffix("-index").unwrap_or(suffix);
                    suffix == "old" || suffix.bytes().all(|byte| byte.is_ascii_digit())
                })
            });
            if ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                remove_tree(&entry.path());
            }
        }
        Ok(())
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), WriteError> {
    disk::rename(from, to).map_err(at("cannot replace", to))
}

/// Removes a tree of ours as far as it can be removed: what stays is litter for the next build,
/// and no reason to call the build failed. Its branches go in parallel; removing a large tree
/// takes nearly as long as writing it.
pub(super) fn remove_tree(tree: &Path) {
    let Ok(entries) = disk::read_dir(tree) else {
        return;
    };
    let entries: Vec<_> = entries.flatten().collect();
    entries.par_iter().for_each(|entry| {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_tree(&path);
        } else {
            let _ = disk::remove_file(&path);
        }
    });
    let _ = fs::remove_dir(tree);
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn names_of_litter_belong_to_one_output_only() {
        let output = Output {
            parent: "/x".into(),
            name: "public".into(),
            cache: None,
        };
        assert_eq!(output.sibling("12"), ".public.dibao-12");
        assert_eq!(
            output.beside("lock").file_name(),
            Some(OsStr::new(".public.dibao-lock"))
        );
    }
}

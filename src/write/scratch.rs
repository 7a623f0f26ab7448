//! Where the search index keeps what does not fit in memory, while a site is being built.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::swap::remove_tree;
use super::{Output, Staging, disk};
use crate::search::{InMemory, Scratch};

/// Most bytes of runs that stay in memory: an archive of 12,000 posts has about as many.
const IN_MEMORY: usize = 96 << 20;

/// Runs of the search index: in memory while they are few, then by and by in files beside the output, one a
/// partition. Dropped, it takes its files along; what a killed build leaves the next one clears.
#[derive(Debug)]
pub struct Spill {
    folder: PathBuf,
    most: usize,
    held: InMemory,
    n_held: usize,
    on_disk: bool,
}

impl Staging {
    /// A place for the runs of the search index.
    pub fn spill(&self) -> Spill {
        Spill::new(&self.output, IN_MEMORY)
    }
}

impl Spill {
    pub(super) fn new(output: &Output, most: usize) -> Self {
        Self {
            folder: output.beside(&format!("{}-index", std::process::id())),
            most,
            held: InMemory::default(),
            n_held: 0,
            on_disk: false,
        }
    }

    fn file(&self, partition: usize) -> PathBuf {
        self.folder.join(partition.to_string())
    }

    fn append_to_file(&self, partition: usize, runs: &[u8]) -> io::Result<()> {
        let path = self.file(partition);
        let written = disk::append(&path).and_then(|mut file| file.write_all(runs));
        written.map_err(|error| told("cannot write", &path, &error))
    }

    /// Moves what is held to the disk.
    fn spill(&mut self) -> io::Result<()> {
        if !self.on_disk {
            disk::create_dir(&self.folder)
                .map_err(|error| told("cannot create the folder", &self.folder, &error))?;
            self.on_disk = true;
        }
        for (partition, runs) in self.held.take_all().into_iter().enumerate() {
            if !runs.is_empty() {
                self.append_to_file(partition, &runs.concat())?;
            }
        }
        self.n_held = 0;
        Ok(())
    }

    /// What a partition has on the disk.
    fn take_file(&self, partition: usize) -> io::Result<Vec<u8>> {
        let path = self.file(partition);
        let failed = |error: io::Error| told("cannot read", &path, &error);
        let mut file = match disk::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            file => file.map_err(failed)?,
        };
        let mut runs = Vec::new();
        file.read_to_end(&mut runs).map_err(failed)?;
        // What cannot be removed goes with the folder.
        let _ = disk::remove_file(&path);
        Ok(runs)
    }
}

impl Scratch for Spill {
    fn append(&mut self, partition: usize, run: Vec<u8>) -> io::Result<()> {
        self.n_held += run.len();
        self.held.append(partition, run)?;
        if self.n_held > self.most {
            self.spill()?;
        }
        Ok(())
    }

    fn take(&mut self, partition: usize) -> io::Result<Vec<Vec<u8>>> {
        let held = self.held.take(partition)?;
        if !self.on_disk {
            return Ok(held);
        }
        let mut runs = vec![self.take_file(partition)?];
        runs.extend(held);
        Ok(runs)
    }
}

/// An error of the system with the path at fault.
fn told(what: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("{what} `{}`: {error}", path.display()),
    )
}

impl Drop for Spill {
    fn drop(&mut self) {
        if self.on_disk {
            remove_tree(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_come_back_in_order_from_memory_and_from_disk_and_leave_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = Output {
            parent: folder.path().to_owned(),
            name: "public".to_owned(),
            cache: None,
        };
        for most in [100, 5, 3] {
            let mut spill = Spill::new(&output, most);
            for (partition, run) in [(0, "ab"), (2, "cd"), (0, "ef"), (2, "g")] {
                spill.append(partition, run.into()).expect("room");
            }
            assert_eq!(spill.on_disk, most < 100);
            let mut all = |partition| spill.take(partition).expect("readable").concat();
            assert_eq!([all(0), all(1), all(2)], [&b"abef"[..], b"", b"cdg"]);
            assert_eq!(all(0), b"", "what was taken is forgotten");
            let left = spill.folder.clone();
            assert_eq!(left.exists(), most < 100);
            drop(spill);
            assert!(!left.exists());
        }
    }
}

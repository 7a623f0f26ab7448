//! The floor: what reading a finished tree and writing it again costs, with two threads and nothing
//! else to do. No generator can be faster than the write.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use walkdir::WalkDir;

use crate::Outcome;

const N_THREADS: usize = 2;
/// Files that a thread takes at a time.
const HANDFUL: usize = 16;

/// What the floor prints.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Phases {
    /// Seconds to read the tree.
    pub(super) read: f64,
    /// Seconds to write it.
    pub(super) write: f64,
}

/// Reads the tree `from` and writes it to the new folder `to`; prints the seconds of both phases.
pub(crate) fn floor(from: &Path, to: &Path) -> Outcome {
    let start = Instant::now();
    let (folders, files) =
        read(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
    let read = start.elapsed().as_secs_f64();
    let start = Instant::now();
    write(to, &folders, &files)
        .map_err(|error| format!("cannot write {}: {error}", to.display()))?;
    let phases = Phases {
        read,
        write: start.elapsed().as_secs_f64(),
    };
    println!("{}", serde_json::to_string(&phases).expect("two numbers"));
    Ok(())
}

type File = (PathBuf, Vec<u8>);

fn read(from: &Path) -> io::Result<(Vec<PathBuf>, Vec<File>)> {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in WalkDir::new(from) {
        let entry = entry?;
        let inner = entry
            .path()
            .strip_prefix(from)
            .expect("the walk began there")
            .to_path_buf();
        if entry.file_type().is_dir() {
            folders.push(inner);
        } else {
            files.push((inner, fs::read(entry.path())?));
        }
    }
    Ok((folders, files))
}

fn write(to: &Path, folders: &[PathBuf], files: &[File]) -> io::Result<()> {
    for folder in folders {
        fs::create_dir_all(to.join(folder))?;
    }
    let next = AtomicUsize::new(0);
    let work = || -> io::Result<()> {
        loop {
            let first = next.fetch_add(HANDFUL, Ordering::Relaxed);
            let Some(rest) = files.get(first..).filter(|rest| !rest.is_empty()) else {
                return Ok(());
            };
            for (path, bytes) in rest.iter().take(HANDFUL) {
                fs::write(to.join(path), bytes)?;
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..N_THREADS).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().expect("a writer does not panic"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_written_as_it_was_read() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let there = std::env::temp_dir().join(format!("dibao-floor-{}", std::process::id()));
        let (folders, files) = read(&here).unwrap();
        write(&there, &folders, &files).unwrap();
        let again = read(&there).unwrap();
        fs::remove_dir_all(&there).unwrap();
        let sorted = |mut files: Vec<File>| {
            files.sort();
            files
        };
        assert!(files.len() > HANDFUL / 4);
        assert_eq!(sorted(files), sorted(again.1));
    }
}

//! One build at a time into one folder.

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;

use rustix::fs::{FlockOperation, flock, fstat, stat};

use super::{Output, WriteError, at, disk};

/// Held while a build writes. The system lets go of it when the process ends, however it ends, so
/// a lock is never stale; the file's content (the process id) is only for the message.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of an output folder, or says who has it.
    pub(super) fn take(output: &Output) -> Result<Self, WriteError> {
        let path = output.beside("lock");
        loop {
            let mut file = disk::open_lock(&path).map_err(at("cannot write", &path))?;
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => {}
                Err(rustix::io::Errno::WOULDBLOCK) => {
                    let mut process = String::new();
                    let _ = file.read_to_string(&mut process);
                    let process = process.trim();
                    let who = match process.parse::<u32>() {
                        Ok(process) => format!(" (process {process})"),
                        Err(_) => String::new(),
                    };
                    return Err(WriteError::Locked {
                        path: output.path(),
                        who,
                    });
                }
                Err(error) => return Err(at("cannot lock", &path)(error.into())),
            }
            // Between open and lock the former holder may have removed the file: then this is the
            // lock of nothing.
            let same = match (fstat(&file), stat(&path)) {
                (Ok(ours), Ok(theirs)) => ours.st_ino == theirs.st_ino,
                _ => false,
            };
            if !same {
                continue;
            }
            // Only for the message: a full disk must not leave a lock that nobody removes.
            let _ = file
                .set_len(0)
                .and_then(|()| writeln!(file, "{}", std::process::id()));
            return Ok(Self { path, _file: file });
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still held, so nobody can lock the old file unseen. A file that cannot be
        // removed harms nobody: the next build locks it again.
        let _ = disk::remove_file(&self.path);
    }
}

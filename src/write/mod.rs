//! The output folder: what may be touched, how it is filled, how it is swapped in.
//!
//! A build writes a whole new tree beside the old one ([`Staging`]) and exchanges the two in one
//! step ([`Staging::publish`]). Killed at any moment, the folder holds the old site or the new one.
//!
//! 1. [`Output::new`] refuses folders that are not ours to replace.
//! 2. [`Output::stage`] takes the lock, clears what a killed build left, makes an empty tree or takes
//!    the one that the build before put aside.
//! 3. [`Staging::write`] and [`Staging::copy`] fill it, from any number of threads.
//! 4. [`Staging::publish`] swaps it in and puts the old tree aside for the next build.
//!
//! Unix only so far. Where a file system cannot exchange two names, the swap takes two steps, and
//! the next build mends what a crash between them left.

use std::io;
use std::path::{Path, PathBuf};

pub use output::Output;
pub use replace::replace;
pub use scratch::Spill;
pub use spare::{Standing, make_cache};
pub use staging::{Staging, Written, hex, is_data, manifest};
pub use stamp::Stamp;

mod disk;
mod lock;
mod output;
mod replace;
mod scratch;
mod spare;
mod staging;
mod stamp;
mod swap;
#[cfg(test)]
mod tests;

/// The output cannot be written. Always with the path at fault.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder is not ours to replace.
    #[error("the output folder `{path}` {reason}", path = path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// Why, as the rest of the sentence.
        reason: String,
    },
    /// Another build writes the same folder.
    #[error("`{path}` is being written by another build{who}", path = path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
        /// ` (process 42)` when known.
        who: String,
    },
    /// An Artifact's path leads nowhere inside the output: a defect of the stage that made it.
    #[error("`{0}` is no path inside the output folder")]
    Outside(String),
    /// Two Artifacts claim one path: a defect of the plan.
    #[error("two files of the site claim `{0}`")]
    Twice(String),
    /// A file that was to be copied cannot be read, any more or at all.
    #[error("cannot read `{path}`: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system says no.
    #[error("{what} `{path}`: {source}", path = path.display())]
    Io {
        /// What was tried: `cannot write`.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Puts the path and the attempt to an error of the system.
fn at(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    move |source| WriteError::Io {
        what,
        path: path.to_owned(),
        source,
    }
}

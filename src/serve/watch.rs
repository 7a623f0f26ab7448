//! Changes on disk, told once they have settled.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::is_post;

/// An editor writes, renames and touches within this time.
const QUIET: Duration = Duration::from_millis(50);

/// What is waited after a file was closed or renamed, which is what a save ends with.
const SETTLED: Duration = Duration::from_millis(4);

/// Longest wait for quiet.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the system told.
struct Change {
    /// Files concerned; none when it is not known which.
    paths: Vec<PathBuf>,
    /// Whether whoever wrote is done.
    settled: bool,
}

/// Watches `content/` and `themes/` below a root and calls `changed` after each burst of changes,
/// with the files concerned where all of them are known and whole. Watching ends when the watcher is dropped.
pub(super) fn watch(
    root: &Path,
    changed: impl Fn(Vec<PathBuf>) + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    let (sender, receiver) = mpsc::channel();
    // Events carry real paths; a link above the root must not hide ours.
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let base = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An error means that events were lost: build, to be sure.
        let change = match event {
            Ok(event) if !matters(&base, &event) => return,
            Ok(event) => Change {
                settled: is_settled(event.kind),
                paths: event.paths,
            },
            Err(_) => Change {
                paths: Vec::new(),
                settled: false,
            },
        };
        let _ = sender.send(change);
    })?;
    watcher.watch(&root.join("content"), RecursiveMode::Recursive)?;
    let themes = root.join("themes");
    if themes.is_dir() {
        watcher.watch(&themes, RecursiveMode::Recursive)?;
    }
    #[expect(clippy::disallowed_methods, reason = "serve waits beside the site")]
    thread::spawn(move || {
        while let Ok(change) = receiver.recv() {
            match burst(change, &receiver) {
                Some(paths) => changed(paths),
                None => return,
            }
        }
    });
    Ok(watcher)
}

/// Collects what changes together. `None` when nobody watches any more.
fn burst(first: Change, receiver: &Receiver<Change>) -> Option<Vec<PathBuf>> {
    #[expect(clippy::disallowed_methods, reason = "serve measures quiet")]
    let begin = Instant::now();
    let mut known = !first.paths.is_empty();
    let mut settled = first.settled;
    let mut paths: BTreeSet<PathBuf> = first.paths.into_iter().collect();
    while begin.elapsed() < PATIENCE {
        match receiver.recv_timeout(if settled { SETTLED } else { QUIET }) {
            Ok(change) => {
                known &= !change.paths.is_empty();
                paths.extend(change.paths);
                settled = change.settled;
            }
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
    // A file that is still being written may be half there.
    if !known || !settled {
        return Some(Vec::new());
    }
    // What an editor wrote beside the file and renamed over it is gone.
    paths.retain(|path| path.exists() || is_post(&path.to_string_lossy()));
    Some(paths.into_iter().collect())
}

/// Whether a file is as its writer wants it: it was closed, or renamed to its name.
fn is_settled(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
    )
}

/// Whether an event may change the site: reading does not, nor do hidden files, which are no part
/// of the archive.
fn matters(base: &Path, event: &Event) -> bool {
    let written = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    };
    let hidden = |path: &PathBuf| {
        let below = path.strip_prefix(base).unwrap_or(path);
        below
            .components()
            .any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."))
    };
    written && (event.paths.is_empty() || !event.paths.iter().all(hidden))
}

//! Changes on disk, told once they have settled.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// An editor writes, renames and touches within this time.
const QUIET: Duration = Duration::from_millis(50);

/// Longest wait for quiet.
const PATIENCE: Duration = Duration::from_millis(500);

/// Watches `content/` and `themes/` below a root and calls `changed` after each burst of changes.
/// Watching ends when the watcher is dropped.
pub(super) fn watch(
    root: &Path,
    changed: impl Fn() + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    let (sender, receiver) = mpsc::channel();
    // Events carry real paths; a link above the root must not hide ours.
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let base = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // An error means that events were lost: build, to be sure.
        if event.map_or(true, |event| matters(&base, &event)) {
            let _ = sender.send(());
        }
    })?;
    watcher.watch(&root.join("content"), RecursiveMode::Recursive)?;
    let themes = root.join("themes");
    if themes.is_dir() {
        watcher.watch(&themes, RecursiveMode::Recursive)?;
    }
    #[expect(clippy::disallowed_methods, reason = "serve waits beside the site")]
    thread::spawn(move || {
        while receiver.recv().is_ok() {
            #[expect(clippy::disallowed_methods, reason = "serve measures quiet")]
            let begin = Instant::now();
            while begin.elapsed() < PATIENCE {
                match receiver.recv_timeout(QUIET) {
                    Ok(()) => {}
                    Err(RecvTimeoutError::Timeout) => break,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            changed();
        }
    });
    Ok(watcher)
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

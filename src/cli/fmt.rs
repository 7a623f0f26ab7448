//! `dibao fmt`: brings front matter into its usual form.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::{Exit, Failure, Root, report};
use crate::lint::{Format, format};
use crate::load;
use crate::source::Source;
use crate::write::replace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// Writes nothing; names the files that would change, and fails if there are any
    #[arg(long)]
    check: bool,
    /// Only these files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let paths = arguments
        .paths
        .iter()
        .map(|path| super::existing(&root, path));
    let paths = paths.collect::<Result<Vec<_>, _>>()?;
    let (listing, _) = load::list(&root).map_err(|source| Failure::Io {
        what: "cannot read",
        path: root.join("content"),
        source,
    })?;
    let (mut n_changed, mut n_refused, mut n_posts) = (0, 0, 0);
    let mut lines = String::new();
    for entry in &listing.posts {
        let full = root.join("content").join(&entry.path);
        if !paths.is_empty() && !paths.iter().any(|path| full.starts_with(path)) {
            continue;
        }
        n_posts += 1;
        let shown = report::printable(&format!("content/{}", entry.path));
        // Binary files and halves of a merge are no posts to format.
        let read = match load::source(entry) {
            Ok(_) => load::read(&entry.disk, Source::MAX_BYTES).ok(),
            Err(_) => None,
        };
        let Some(bytes) = read else {
            n_refused += 1;
            let _ = writeln!(lines, "left {shown} as it is: `dibao check` tells why");
            continue;
        };
        match format(&entry.path, &bytes) {
            Format::Usual => {}
            Format::Refused(reason) => {
                n_refused += 1;
                let _ = writeln!(lines, "left {shown} as it is: {reason}");
            }
            Format::Changed(changed) => {
                n_changed += 1;
                if arguments.check {
                    let _ = writeln!(lines, "{shown} is not in its usual form");
                    continue;
                }
                replace(&entry.disk, &changed).map_err(|source| Failure::Io {
                    what: "cannot write",
                    path: entry.disk.clone(),
                    source,
                })?;
                let _ = writeln!(lines, "formatted {shown}");
            }
        }
    }
    report::lines(&lines);
    let failed = arguments.check && n_changed > 0;
    let verb = if arguments.check {
        "to format"
    } else {
        "formatted"
    };
    let line = format!("{n_posts} posts, {n_changed} {verb}, {n_refused} left as they are");
    report::closing(&line, failed);
    Ok(if failed { Exit::Content } else { Exit::Done })
}

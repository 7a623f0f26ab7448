//! `dibao check`

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::git::{self, Repository};
use super::progress::{self, Bar};
use super::{Exit, Failure, Root, report};
use crate::diagnostic::Diagnostic;
use crate::lint::{Mender, Refusal};
use crate::load;
use crate::pipeline::{self, Options};
use crate::source::Source;
use crate::write::replace;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// How to show problems; all but `human` go to stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Counts warnings as errors
    #[arg(long)]
    strict: bool,
    /// Shows only problems of files that differ from a revision of git
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Mends what has one safe remedy, then shows what is left
    #[arg(long)]
    fix: bool,
    /// Shows only problems of these files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Github,
    Sarif,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let wanted = Wanted::new(arguments, &root)?;
    let options = Options {
        drafts: true,
        strict: arguments.strict,
        ..arguments.root.options()
    };
    let bar = Bar::start(&options.progress);
    progress::watch_signals(&options)?;
    let mut checked = pipeline::check_to_mend(&options);
    if arguments.fix
        && let Ok((_, mender)) = &checked
    {
        let n_mended = mend(&root, &wanted, mender)?;
        if n_mended > 0 {
            checked = pipeline::check_to_mend(&options);
        }
    }
    bar.stop();
    progress::obey(&options);
    let (mut report, _) = checked?;
    report
        .diagnostics
        .retain(|diagnostic| wanted.holds(&root, diagnostic));
    let diagnostics = &report.diagnostics;
    let base = || Repository::of(&root).map_or(String::new(), |repository| repository.base);
    match arguments.format {
        Format::Human => {
            report::human(&root, diagnostics);
            let line = report::counted(report.counts, diagnostics);
            report::closing(&line, report.failed(arguments.strict));
        }
        Format::Json => report::answer(&report::json(diagnostics))?,
        Format::Github => report::answer(&report::github(diagnostics, &base()))?,
        Format::Sarif => report::answer(&report::sarif(diagnostics, &base()))?,
    }
    Ok(if report.failed(arguments.strict) {
        Exit::Content
    } else {
        Exit::Done
    })
}

/// Mends the posts that are asked for, each as a whole or not at all; counts those that changed.
fn mend(root: &Path, wanted: &Wanted, mender: &Mender) -> Result<usize, Failure> {
    let (listing, _) = load::list(root).map_err(|source| Failure::Io {
        what: "cannot read",
        path: root.join("content"),
        source,
    })?;
    let mut n_mended = 0;
    let mut lines = String::new();
    for entry in &listing.posts {
        let path = format!("content/{}", entry.path);
        // What cannot be a post was told by the check.
        if !wanted.holds_path(&root.join(&path)) || load::source(entry).is_err() {
            continue;
        }
        let Ok(bytes) = load::read(&entry.disk, Source::MAX_BYTES) else {
            continue;
        };
        match mender.mend(&entry.path, &bytes) {
            Ok(None) => {}
            Ok(Some(mended)) => {
                replace(&entry.disk, &mended).map_err(|source| Failure::Io {
                    what: "cannot write",
                    path: entry.disk.clone(),
                    source,
                })?;
                n_mended += 1;
                let _ = writeln!(lines, "mended {}", report::printable(&path));
            }
            Err(Refusal(reason)) => {
                let path = report::printable(&path);
                let _ = writeln!(lines, "left {path} as it is: {reason}");
            }
        }
    }
    report::lines(&lines);
    Ok(n_mended)
}

/// Which files' problems are asked for: all when both are `None`.
struct Wanted {
    /// Files and folders, from `/`.
    paths: Option<Vec<PathBuf>>,
    /// Files that differ from a revision, from `/`.
    changed: Option<BTreeSet<PathBuf>>,
}

impl Wanted {
    fn new(arguments: &Arguments, root: &Path) -> Result<Self, Failure> {
        let changed = match &arguments.changed_since {
            Some(revision) => {
                let changed = git::changed_since(root, revision)?;
                Some(changed.into_iter().collect())
            }
            None => None,
        };
        let found = arguments
            .paths
            .iter()
            .map(|path| super::existing(root, path));
        let paths = found.collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            paths: (!paths.is_empty()).then_some(paths),
            changed,
        })
    }

    fn holds(&self, root: &Path, diagnostic: &Diagnostic) -> bool {
        self.holds_path(&root.join(&diagnostic.path))
    }

    fn holds_path(&self, path: &Path) -> bool {
        let within = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
        self.paths.as_deref().is_none_or(within)
            && self
                .changed
                .as_ref()
                .is_none_or(|changed| changed.contains(path))
    }
}

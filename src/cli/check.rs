//! `dibao check`

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::git::{self, Repository};
use super::progress::{self, Bar};
use super::{Exit, Failure, Root, report};
use crate::diagnostic::Diagnostic;
use crate::pipeline::{self, Options};

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
    let checked = pipeline::check(&options);
    bar.stop();
    progress::obey(&options);
    let mut report = checked?;
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

/// Which files' problems are asked for: all when both are `None`.
struct Wanted {
    /// Files and folders, from `/`.
    paths: Option<Vec<PathBuf>>,
    /// Files that differ from a revision, from `/`.
    changed: Option<Vec<PathBuf>>,
}

impl Wanted {
    fn new(arguments: &Arguments, root: &Path) -> Result<Self, Failure> {
        let changed = match &arguments.changed_since {
            Some(revision) => Some(git::changed_since(root, revision)?),
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
        let path = root.join(&diagnostic.path);
        let within = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
        self.paths.as_deref().is_none_or(within)
            && self
                .changed
                .as_ref()
                .is_none_or(|changed| changed.contains(&path))
    }
}

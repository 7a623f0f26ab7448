//! `dibao diff`: what a change to the archive changes for its readers.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::progress::{self, Bar};
use super::{Exit, Failure, Root, git, report};
use crate::diagnostic::Severity;
use crate::diff::{self, Snapshot};
use crate::pipeline::{self, Content, Options};
use crate::theme::{ALL, Parts};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// An earlier output of `dibao build` to compare with
    #[arg(value_name = "BASE_DIR", required_unless_present = "changed_since")]
    base: Option<PathBuf>,
    /// Compares with the archive as it was where the history left a revision of git
    #[arg(long, value_name = "REV", conflicts_with = "base")]
    changed_since: Option<String>,
    /// How to write the summary
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    format: Format,
    /// File to write to instead of stdout
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where the new site will be seen; the summary links there
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Compares drafts too
    #[arg(long)]
    drafts: bool,
    /// Ends with 1 when an address of a post is lost, or a warning is new
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Markdown,
    Html,
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let options = Options {
        drafts: arguments.drafts,
        base_url: arguments.base_url.clone(),
        ..arguments.root.options()
    };
    progress::watch_signals(&options)?;
    let bar = Bar::start(&options.progress);
    let sides = sides(arguments, &root, &options);
    bar.stop();
    progress::obey(&options);
    let (before, after, content, failed) = sides?;
    let summary = diff::compare(&before, &after);
    let language = &content.settings.language;
    let text = match arguments.format {
        Format::Markdown => {
            let site = arguments.base_url.as_ref();
            diff::markdown(
                &summary,
                language,
                site.map(|_| content.settings.base_url.as_str()),
            )
        }
        Format::Html => {
            let base = &content.site.address.base;
            let style = content.theme.stylesheet(ALL, Parts::ALL);
            let styles: Vec<String> = style.iter().map(|path| format!("{base}{path}")).collect();
            diff::html(&summary, language, &styles, base)
        }
        Format::Json => {
            let json = serde_json::to_string_pretty(&summary).map_err(io::Error::from)?;
            json + "\n"
        }
    };
    match &arguments.output {
        Some(path) => write(path, &text)?,
        None => report::answer(&text)?,
    }
    if failed {
        report::closing(
            "the archive has errors: what is left out of it is told as gone",
            true,
        );
    }
    let worse = !summary.lost.is_empty()
        || summary
            .new_problems
            .as_ref()
            .is_some_and(|new| !new.is_empty());
    Ok(if failed || arguments.strict && worse {
        Exit::Content
    } else {
        Exit::Done
    })
}

/// The site before and the site after; whether the latter has errors.
fn sides(
    arguments: &Arguments,
    root: &Path,
    options: &Options,
) -> Result<(Snapshot, Snapshot, Content, bool), Failure> {
    let before = match (&arguments.base, &arguments.changed_since) {
        (Some(base), _) => {
            let folder = super::existing(root, base)?;
            pipeline::snapshot_of_output(&folder)
                .map_err(|error| Failure::Usage(format!("`{}` is {error}", base.display())))?
        }
        (None, revision) => {
            let revision = revision.as_deref().unwrap_or("HEAD");
            let earlier = git::earlier(root, revision)?;
            if earlier.path().join("content").is_dir() {
                let options = Options {
                    root: earlier.path().to_owned(),
                    ..options.clone()
                };
                pipeline::snapshot_here(&options)?.0
            } else {
                Snapshot {
                    problems: Some(Vec::new()),
                    ..Snapshot::default()
                }
            }
        }
    };
    let (after, diagnostics, content) = pipeline::snapshot_here(options)?;
    let failed = diagnostics
        .iter()
        .any(|one| one.severity == Severity::Error);
    Ok((before, after, content, failed))
}

#[expect(
    clippy::disallowed_methods,
    reason = "diff writes the file it is asked for"
)]
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|source| Failure::Io {
        what: "cannot write",
        path: path.to_owned(),
        source,
    })
}

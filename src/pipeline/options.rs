//! What to build and how, and why it cannot be done.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::cache::Secret;
use crate::config::SearchMode;
use crate::write::WriteError;

/// Stack of the threads that parse and render. Parsers of Markdown, HTML and YAML recurse; their
/// bounds on nesting are tested against this.
pub const STACK: usize = 16 << 20;

/// What to build and how.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line"
)]
pub struct Options {
    /// The folder that holds `content/`.
    pub root: PathBuf,
    /// Where to; `public/` under the root when absent.
    pub output: Option<PathBuf>,
    /// Overrules the settings' `base_url`.
    pub base_url: Option<String>,
    /// Builds drafts too.
    pub drafts: bool,
    /// Counts warnings as errors.
    pub strict: bool,
    /// Leaves files with errors out and builds the rest.
    pub keep_going: bool,
    /// Overrules the settings' search mode.
    pub search: Option<SearchMode>,
    /// Makes a site that opens from `file://`.
    pub offline: bool,
    /// Times the steps of parsing, too, which costs about a hundredth of the build.
    pub timed: bool,
    /// Asks git who changed the posts, and when, unless the settings say no.
    pub history: bool,
    /// Keeps below `.dibao/` what the next build can use again.
    pub cache: bool,
    /// What marks parsed posts that are kept as this user's own; without it none are kept.
    pub secret: Option<Secret>,
    /// Bytes of Items' texts that stay in memory until the site is made; when absent 1 MiB, or 64 MiB for an
    /// index of posts that were parsed anew.
    pub texts_in_memory: Option<usize>,
    /// Threads; as many as the machine has processors when absent.
    pub jobs: Option<usize>,
    /// The user's home folder, which no build may replace.
    pub home: Option<PathBuf>,
    /// How far the build is, for whoever watches.
    pub progress: Arc<Progress>,
    /// Number of a signal that asks the build to stop, 0 while there is none; looked at between two
    /// files.
    pub signal: Arc<AtomicUsize>,
}

/// How far a build is: a count that another thread may look at.
#[derive(Debug, Default)]
pub struct Progress {
    /// Sources parsed and files written so far.
    pub done: AtomicUsize,
    /// Sources to parse and files to write, as far as known.
    pub total: AtomicUsize,
}

/// A build cannot be done, whatever the content says.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no archive.
    #[error("no folder `content/` in `{path}`: {source}", path = root.display())]
    NoContent {
        /// Where it was looked for.
        root: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `--base-url` is none.
    #[error(
        "`{0}` is no address that a site can have: give `https://host/` or `https://host/path/`"
    )]
    BaseUrl(String),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// What was parsed cannot be put aside, or not be read again.
    #[error("cannot keep the parsed posts in `{path}` while the site is made: {source}", path = folder.display())]
    Shelf {
        /// The folder that it was put into.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The search index cannot be made.
    #[error("cannot make the search index: {0}")]
    Index(std::io::Error),
    /// The system gives no threads.
    #[error("cannot start threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// dibao itself failed, outside of any one file.
    #[error("dibao itself failed: {0}; this is a defect, please report it with the archive")]
    Internal(String),
    /// A signal asked to stop.
    #[error("interrupted; the output is as it was")]
    Interrupted,
}

impl Options {
    /// The output folder as asked for.
    pub fn output_folder(&self) -> PathBuf {
        match &self.output {
            Some(output) => output.clone(),
            None => self.root.join("public"),
        }
    }

    /// `Err` once a signal asks to stop.
    pub(super) fn go_on(&self) -> Result<(), BuildError> {
        match self.signal.load(Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(BuildError::Interrupted),
        }
    }
}

/// Runs a job on threads of known number and stack.
pub fn on_threads<T: Send>(
    options: &Options,
    job: impl FnOnce() -> T + Send,
) -> Result<T, BuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .stack_size(STACK)
        .build()?;
    Ok(pool.install(job))
}

/// An address with `http` or `https`, a host, perhaps a path, and a slash at the end.
pub(super) fn base_url(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\`{}|^?#".contains(c);
    if host.is_empty() || url.contains(odd) || rest.contains("//") {
        return None;
    }
    Some(format!("{}/", url.trim_end_matches('/')))
}

pub(super) fn no_content(options: &Options) -> impl FnOnce(std::io::Error) -> BuildError {
    let root = options.root.clone();
    move |source| BuildError::NoContent { root, source }
}

//! The command line: one file per subcommand, each with its arguments and one function.
//!
//! What was typed is converted once into what the library takes ([`crate::pipeline::Options`]);
//! after that nobody looks at arguments again. Diagnostics are shown by `report`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::pipeline::{BuildError, Options};
use crate::serve::ServeError;

mod build;
mod check;
mod completions;
mod diff;
mod explain;
mod export;
mod fmt;
mod git;
mod import;
mod init;
mod kit;
mod new;
mod progress;
mod report;
mod schema;
mod search;
mod secret;
mod serve;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; there may be warnings.
    Done,
    /// The content, the theme or the settings have errors (or warnings, under `--strict`).
    Content,
    /// Wrong usage, or the disk or the environment says no.
    Environment,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Content => 1,
            Exit::Environment => 2,
        })
    }
}

/// Turns a git folder of Markdown digests into a static, searchable policy archive.
#[derive(Debug, Parser)]
#[command(name = "dibao", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds the site
    Build(build::Arguments),
    /// Serves the site on this machine, rebuilds on save and reloads the browser
    Serve(serve::Arguments),
    /// Shows all problems of the content, and mends some
    Check(check::Arguments),
    /// Brings the front matter of posts into its usual form
    Fmt(fmt::Arguments),
    /// Begins a post
    New(new::Arguments),
    /// Begins an archive
    Init(init::Arguments),
    /// Takes over the posts of another generator
    Import(import::Arguments),
    /// Shows what a change to the archive changes for readers
    Diff(diff::Arguments),
    /// Shows what the program sees in one file, and why
    Explain(explain::Arguments),
    /// Finds items in the built site, as its search box does
    Search(search::Arguments),
    /// Prints the JSON Schema of posts, settings and vocabulary files
    Schema(schema::Arguments),
    /// Writes the items of the built site as files for a search engine
    Export(export::Arguments),
    /// Prints completions for a shell
    Completions(completions::Arguments),
}

/// Where the archive is.
#[derive(Debug, Clone, Args)]
struct Root {
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

/// Why a command could not do its work. Always ends the program with [`Exit::Environment`].
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("{0}")]
    Usage(String),
    #[error("{what} `{path}`: {source}", path = path.display())]
    Io {
        what: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot write the answer: {0}")]
    Output(#[from] std::io::Error),
}

/// Runs the program with the arguments that it was given.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Panics are caught where they can be told as an error in one file; their trace tells a
    // contributor nothing.
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(|| dispatch(cli));
    let exit = match result {
        Ok(Ok(exit)) => exit,
        // Whoever read the answer has heard enough (`dibao explain x | head`).
        Ok(Err(Failure::Output(error))) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            Exit::Done
        }
        Ok(Err(failure)) => {
            report::failure(&failure.to_string());
            Exit::Environment
        }
        Err(panic) => {
            let words = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            let words = words.unwrap_or("no message");
            report::failure(&format!("dibao itself failed: {words}; please report this"));
            Exit::Environment
        }
    };
    let _ = std::io::stdout().flush();
    exit.into()
}

fn dispatch(cli: Cli) -> Result<Exit, Failure> {
    match cli.command {
        Command::Build(arguments) => build::run(arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}

/// A path that was typed, without links: as seen from the current folder, else from the root.
fn existing(root: &Path, path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize()
        .or_else(|_| root.join(path).canonicalize())
        .map_err(|source| Failure::Io {
            what: "cannot find",
            path: path.to_owned(),
            source,
        })
}

impl Root {
    /// The root without links.
    fn path(&self) -> Result<PathBuf, Failure> {
        self.root.canonicalize().map_err(|source| Failure::Io {
            what: "cannot find the folder",
            path: self.root.clone(),
            source,
        })
    }

    /// Options for the pipeline with everything else at its default.
    fn options(&self) -> Options {
        Options {
            root: self.root.clone(),
            home: std::env::home_dir(),
            ..Options::default()
        }
    }
}

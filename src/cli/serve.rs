//! `dibao serve`

use std::process::{Command, Stdio};

use clap::Args;

use super::{Exit, Failure, Root, report};
use crate::diagnostic::Severity;
use crate::pipeline::Options;
use crate::serve::{self, Address, Event};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// Address to serve on; others than this machine's own let others in
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Port to serve on [default: 1111, or the next that is free]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Opens the site in a browser
    #[arg(long)]
    open: bool,
    /// Shows drafts too
    #[arg(long)]
    drafts: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let options = Options {
        drafts: arguments.drafts,
        history: true,
        ..arguments.root.options()
    };
    let address = Address {
        host: arguments.host.clone(),
        port: arguments.port,
    };
    serve::run(&options, &address, |event| match event {
        Event::Listening { url, taken } => {
            if let Some(port) = taken {
                report::lines(&format!("port {port} is taken, so another one is used\n"));
            }
            report::lines(&format!("serving {url} (stop with Ctrl-C)\n"));
            if arguments.open {
                open(url);
            }
        }
        Event::Built {
            diagnostics,
            counts,
            timings,
            kept,
        } => {
            report::human_in_brief(&root, diagnostics);
            let found = report::counted(counts, diagnostics);
            let seconds = timings.wall.as_secs_f64();
            let errors = diagnostics
                .iter()
                .any(|one| one.severity == Severity::Error);
            let rest = if kept { "; the site is as it was" } else { "" };
            report::closing(&format!("{found} in {seconds:.1} s{rest}"), errors);
        }
        Event::Failed(error) => report::failure(&error.to_string()),
        Event::Unwatched(error) => {
            report::failure(&format!(
                "changes cannot be watched, restart to see them: {error}"
            ));
        }
    })?;
    Ok(Exit::Done)
}

/// Opens the address in the desktop's browser. Not more than the desktop's own command: a crate
/// would only know more names of it.
fn open(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line opens a browser"
    )]
    let started = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = started {
        report::failure(&format!("cannot open a browser with `{program}`: {error}"));
    }
}

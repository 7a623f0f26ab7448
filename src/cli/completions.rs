//! `dibao completions`

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Exit, Failure, report};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The shell that will read them
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    // Into memory first: clap_complete panics on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "dibao", &mut script);
    report::answer(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

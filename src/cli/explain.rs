//! `dibao explain`

use clap::Args;

use super::{Exit, Failure};

#[derive(Debug, Args)]
pub(super) struct Arguments {}

pub(super) fn run(_arguments: Arguments) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}

//! The project's habits, one command each: `cargo xtask test`, `cargo xtask bench`,
//! `cargo xtask search`, `cargo xtask crash`, `cargo xtask fuzz`, `cargo xtask sbom`,
//! `cargo xtask shots`.
//!
//! This program is a tool for people at a terminal: it prints, starts programs and writes below
//! `target/`. dibao itself never depends on it.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]
#![allow(
    clippy::cast_precision_loss,
    reason = "counts of posts and bytes, shown with a few digits"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod bench;
mod crash;
mod fuzz;
mod program;
mod sbom;
mod shots;
mod site;
mod test;

/// Runs the project's tests, benchmark and screenshots.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs every test; all steps run even when one fails
    Test(test::Arguments),
    /// Times dibao beside the floor that the disk sets, and beside Hugo where that is installed
    Bench(bench::Arguments),
    /// Measures the search index in Chromium, beside Pagefind where that is installed
    Search(bench::search::Arguments),
    /// Kills rebuilds at random moments and looks at what stands
    Crash(crash::Arguments),
    /// Lets libFuzzer look for inputs that break what the targets below `fuzz/` promise
    Fuzz(fuzz::Arguments),
    /// Prints a bill of materials of the program, in CycloneDX
    Sbom,
    /// Takes pictures of every kind of page, to look at
    Shots(shots::Arguments),
    /// Reads a finished tree and writes it again: what `bench` measures dibao against
    #[command(hide = true)]
    Floor {
        /// Tree to read
        from: PathBuf,
        /// New folder to write
        to: PathBuf,
    },
}

/// Why a habit was not kept, in words for whoever typed the command.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Test(arguments) => test::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Search(arguments) => bench::search::run(&arguments),
        Command::Crash(arguments) => crash::run(&arguments),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Sbom => sbom::run(),
        Command::Shots(arguments) => shots::run(&arguments),
        Command::Floor { from, to } => bench::floor(&from, &to),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("\n{message}");
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask test`: the one command that runs every test.
//!
//! Steps run in order, all of them, even when one fails; each prints what its runner prints. A
//! check of our own closes with a line `name: N passed, N failed`.

use std::time::{Duration, Instant};

use crate::Outcome;

pub(crate) use pages::{Counts, Plan};

mod contract;
mod pages;
mod rust;
mod scripts;

/// Runs every test; all steps run even when one fails.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Runs these steps alone, with commas between
    #[arg(long, value_name = "STEPS", value_delimiter = ',')]
    only: Vec<String>,
    /// Names the steps
    #[arg(long)]
    list: bool,
}

/// A part of the tests that can be run by itself.
struct Step {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome<Verdict>,
}

/// How a step ends when nothing is wrong.
pub(crate) enum Verdict {
    Passed,
    /// Not run, and why that is no fault.
    Skipped(String),
}

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the Rust is laid out by cargo fmt",
        run: rust::fmt,
    },
    Step {
        name: "clippy",
        about: "the lints of Cargo.toml, warnings denied",
        run: rust::clippy,
    },
    Step {
        name: "doc",
        about: "the documentation builds, warnings denied",
        run: rust::doc,
    },
    Step {
        name: "test",
        about: "cargo test, all packages",
        run: rust::test,
    },
    Step {
        name: "js",
        about: "node --test on tests/js",
        run: scripts::js,
    },
    Step {
        name: "release",
        about: "the program as users get it",
        run: rust::release,
    },
    Step {
        name: "html",
        about: "the Nu HTML checker on every page",
        run: pages::html,
    },
    Step {
        name: "browser",
        about: "axe, CSP, requests and width in Chromium",
        run: pages::browser,
    },
    Step {
        name: "contract",
        about: "the scripts of ../shared/contract",
        run: contract::run,
    },
    Step {
        name: "licences",
        about: "cargo deny, where it is installed",
        run: rust::licences,
    },
];

/// Runs the steps and sums up.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    if arguments.list {
        for step in STEPS {
            println!("{:<10}{}", step.name, step.about);
        }
        return Ok(());
    }
    for name in &arguments.only {
        if !STEPS.iter().any(|step| step.name == name) {
            return Err(format!(
                "there is no step `{name}`: `cargo xtask test --list` names them"
            ));
        }
    }
    let wanted = |step: &&Step| {
        arguments.only.is_empty() || arguments.only.iter().any(|name| name == step.name)
    };
    let mut rows = Vec::new();
    for step in STEPS.iter().filter(wanted) {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = (step.run)();
        if let Err(message) = &outcome {
            println!("{message}");
        }
        rows.push((step.name, outcome, start.elapsed()));
    }
    sum_up(&rows)
}

fn sum_up(rows: &[(&str, Outcome<Verdict>, Duration)]) -> Outcome {
    println!();
    for (name, outcome, time) in rows {
        let (word, why) = match outcome {
            Ok(Verdict::Passed) => ("passed", ""),
            Ok(Verdict::Skipped(why)) => ("skipped", why.as_str()),
            Err(message) => ("FAILED", message.lines().next().unwrap_or_default()),
        };
        println!("{name:<10}{word:<9}{:>6.1} s  {why}", time.as_secs_f64());
    }
    let failed: Vec<&str> = rows
        .iter()
        .filter(|row| row.1.is_err())
        .map(|row| row.0)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!(
        "failed: {0}\nagain: cargo xtask test --only {0}",
        failed.join(",")
    ))
}

/// Closes a check of our own: the line that runners print, then the verdict.
pub(crate) fn close(name: &str, passed: usize, failed: usize) -> Outcome<Verdict> {
    println!("{name}: {passed} passed, {failed} failed");
    match (passed, failed) {
        (0, 0) => Err(format!("{name}: nothing was checked")),
        (_, 0) => Ok(Verdict::Passed),
        _ => Err(format!("{name}: {failed} failed")),
    }
}

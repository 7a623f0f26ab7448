//! The step for black-box checks that lie beside the project, where they do.

use std::process::{Command, Stdio};

use super::{Verdict, close};
use crate::Outcome;
use crate::program;

/// The scripts, and whether dibao passes them yet. One that begins to pass must be named as
/// passing, so that it never fails again unseen.
const SCRIPTS: &[(&str, bool)] = &[
    ("build", true),
    ("items", true),
    ("search", false),
    ("check", true),
];

pub(super) fn run() -> Outcome<Verdict> {
    let Some(folder) = program::shared()
        .map(|shared| shared.join("contract"))
        .filter(|folder| folder.is_dir())
    else {
        return Ok(Verdict::Skipped("there is no ../shared/contract".into()));
    };
    let (mut passed, mut failed) = (0, 0);
    for (name, expected) in SCRIPTS {
        let mut script = Command::new("bash");
        script
            .arg(folder.join(name))
            .arg(program::dibao())
            .current_dir(program::project());
        let (success, said) = program::answer(script.stderr(Stdio::inherit()))?;
        let last = said.trim_end().lines().last().unwrap_or_default();
        let word = match (success, expected) {
            (true, true) => "passed",
            (false, false) => "not yet",
            (false, true) => "FAILED",
            (true, false) => "passes now: say so in SCRIPTS",
        };
        println!("{name}: {word}: {last}");
        if success == *expected {
            passed += usize::from(success);
        } else {
            failed += 1;
        }
    }
    close("contract", passed, failed)
}

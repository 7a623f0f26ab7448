//! Hugo, with a site that is equal to dibao's in what readers use: home with pages of 20, posts with
//! contents and neighbours, tags, categories, years, months, a feed, a sitemap.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::program;

/// The program, where it is installed. What the PyPI package puts on the `PATH` is a Python script
/// that starts the program; timing that would flatter us, so its word on where the program lies is
/// taken.
pub(super) fn find() -> Outcome<Option<PathBuf>> {
    if program::find("hugo").is_none() {
        return Ok(None);
    }
    let output = Command::new("hugo").arg("version").output();
    let output = output.map_err(|error| format!("cannot start hugo: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    let inner = said
        .lines()
        .filter(|line| line.contains("Running Hugo"))
        .find_map(|line| line.split_once(" at "));
    let inner = inner.map(|(_, path)| PathBuf::from(path.trim().trim_end_matches("\u{1b}[0m")));
    Ok(Some(
        inner
            .filter(|path| path.is_file())
            .unwrap_or_else(|| "hugo".into()),
    ))
}

/// A build of our site for Hugo with the given content.
pub(super) fn command(hugo: &Path, content: &Path, output: &Path) -> Command {
    let mut command = Command::new(hugo);
    command
        .arg("--quiet")
        .arg("--source")
        .arg(program::project().join("xtask/bench/hugo"));
    command
        .arg("--contentDir")
        .arg(content)
        .arg("--destination")
        .arg(output);
    command.arg("--noBuildLock");
    command
}

//! The step for JavaScript.

use std::path::PathBuf;
use std::process::Command;

use walkdir::WalkDir;

use super::Verdict;
use crate::Outcome;
use crate::program;

/// Files are named one by one: what `node --test` makes of a folder differs between its versions.
pub(super) fn js() -> Outcome<Verdict> {
    let folder = program::project().join("tests/js");
    let is_test = |path: &PathBuf| {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        name.ends_with(".test.js") || name.ends_with(".test.mjs")
    };
    let entries = WalkDir::new(&folder)
        .sort_by_file_name()
        .into_iter()
        .flatten();
    let tests: Vec<PathBuf> = entries
        .map(walkdir::DirEntry::into_path)
        .filter(is_test)
        .collect();
    if tests.is_empty() {
        return Ok(Verdict::Skipped("no *.test.js in tests/js".into()));
    }
    program::need_browser_and_java()?;
    program::need_npm_packages()?;
    let mut node = Command::new("node");
    node.arg("--test")
        .args(tests)
        .current_dir(program::project());
    program::run(&mut node).map(|()| Verdict::Passed)
}

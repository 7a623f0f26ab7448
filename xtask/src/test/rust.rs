//! Steps that cargo does.

use std::process::Command;

use super::Verdict;
use crate::Outcome;
use crate::program::{self, cargo};

pub(super) fn fmt() -> Outcome<Verdict> {
    passed(cargo().args(["fmt", "--all", "--check"]))
}

pub(super) fn clippy() -> Outcome<Verdict> {
    let arguments = [
        "clippy",
        "--quiet",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    passed(cargo().args(arguments))
}

pub(super) fn doc() -> Outcome<Verdict> {
    let arguments = [
        "doc",
        "--quiet",
        "--locked",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ];
    passed(cargo().args(arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

pub(super) fn test() -> Outcome<Verdict> {
    passed(cargo().args(["test", "--locked", "--workspace", "--no-fail-fast"]))
}

pub(super) fn release() -> Outcome<Verdict> {
    passed(cargo().args(["build", "--locked", "--release"]))
}

/// Licences, bans and sources; advisories where their list is at hand, which comes from the network.
pub(super) fn licences() -> Outcome<Verdict> {
    if program::find("cargo-deny").is_none() {
        return Ok(Verdict::Skipped(
            "cargo-deny is not installed: cargo install cargo-deny".into(),
        ));
    }
    program::run(cargo().args(["deny", "--offline", "check", "licenses", "bans", "sources"]))?;
    let advisories = program::run(cargo().args(["deny", "--offline", "check", "advisories"]));
    match advisories {
        Ok(()) => Ok(Verdict::Passed),
        Err(_) if !has_advisories() => Ok(Verdict::Skipped(
            "licences, bans and sources are sound; the list of advisories is not here: cargo deny fetch"
                .into(),
        )),
        Err(error) => Err(error),
    }
}

/// Whether cargo-deny has fetched its list of advisories.
fn has_advisories() -> bool {
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let lists = home.and_then(|home| std::fs::read_dir(home.join("advisory-dbs")).ok());
    // Before the first list is fetched the folder may hold a lock.
    lists.is_some_and(|mut lists| lists.any(|one| one.is_ok_and(|one| one.path().is_dir())))
}

fn passed(command: &mut Command) -> Outcome<Verdict> {
    program::run(command).map(|()| Verdict::Passed)
}

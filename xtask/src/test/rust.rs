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

/// Needs a list of advisories from the network, so it is no part of what must pass anywhere.
pub(super) fn licences() -> Outcome<Verdict> {
    if program::find("cargo-deny").is_none() {
        return Ok(Verdict::Skipped(
            "cargo-deny is not installed: cargo install cargo-deny".into(),
        ));
    }
    passed(cargo().args(["deny", "--offline", "check", "licenses", "bans", "sources"]))
}

fn passed(command: &mut Command) -> Outcome<Verdict> {
    program::run(command).map(|()| Verdict::Passed)
}

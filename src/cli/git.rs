//! What git knows of the archive: asked of the `git` program, which reads every kind of repository.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Failure;

/// The repository that holds an archive.
pub(super) struct Repository {
    /// Its top folder, without links.
    top: PathBuf,
    /// The archive's root seen from there, with a slash at its end; empty when it is the top.
    pub(super) base: String,
}

impl Repository {
    /// `None`: the root is in no repository, or there is no git.
    pub(super) fn of(root: &Path) -> Option<Self> {
        let out = run(root, &["rev-parse", "--show-toplevel"]).ok()?;
        let top = out.strip_suffix(b"\n").unwrap_or(&out);
        let top = Path::new(OsStr::from_bytes(top)).canonicalize().ok()?;
        let below = root.strip_prefix(&top).ok()?.to_str()?;
        let base = match below {
            "" => String::new(),
            below => format!("{below}/"),
        };
        Some(Self { top, base })
    }
}

/// Files that differ between where the history left `revision` and the working folder, new ones
/// included, from `/`.
pub(super) fn changed_since(root: &Path, revision: &str) -> Result<Vec<PathBuf>, Failure> {
    let Some(repository) = Repository::of(root) else {
        let message = format!("`{}` is in no git repository", root.display());
        return Err(Failure::Usage(message));
    };
    let top = &repository.top;
    if run(top, &["rev-parse", "--verify", "--quiet", "HEAD"]).is_err() {
        let message = format!("the repository of `{}` has no commit yet", root.display());
        return Err(Failure::Usage(message));
    }
    let commit = format!("{revision}^{{commit}}");
    let verify = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ];
    if run(top, &verify).is_err() {
        let shallow = run(top, &["rev-parse", "--is-shallow-repository"]).unwrap_or_default();
        let why = if shallow.starts_with(b"true") {
            "; the clone is shallow: fetch its history with `git fetch --unshallow`"
        } else {
            ""
        };
        let message = format!("`{revision}` is no revision of the repository{why}");
        return Err(Failure::Usage(message));
    }
    if run(top, &["merge-base", "HEAD", &commit]).is_err() {
        let message = format!(
            "git finds no commit that `{revision}` and the working folder have in common; in a \
             shallow clone fetch the history with `git fetch --unshallow`"
        );
        return Err(Failure::Usage(message));
    }
    let diff = [
        "diff",
        "--name-only",
        "--no-renames",
        "-z",
        "--merge-base",
        "--end-of-options",
    ];
    let mut tracked: Vec<&str> = diff.to_vec();
    tracked.extend([revision, "--"]);
    let mut names = run(top, &tracked)?;
    names.extend(run(
        top,
        &["ls-files", "--others", "--exclude-standard", "-z"],
    )?);
    let paths = names
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty());
    Ok(paths
        .map(|name| top.join(OsStr::from_bytes(name)))
        .collect())
}

/// Runs git in a folder and returns what it prints.
fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    #[expect(clippy::disallowed_methods, reason = "the command line asks git")]
    let out = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()
        .map_err(|error| Failure::Usage(format!("cannot run git: {error}")))?;
    if out.status.success() {
        return Ok(out.stdout);
    }
    let words = String::from_utf8_lossy(&out.stderr);
    let words = words.lines().next().unwrap_or("no message");
    Err(Failure::Usage(format!("git says: {words}")))
}

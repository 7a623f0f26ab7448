//! What git knows of the archive: asked of the `git` program, which reads every kind of repository.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

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

    /// As [`Repository::of`], for those who cannot do without.
    fn required(root: &Path) -> Result<Self, Failure> {
        Self::of(root).ok_or_else(|| {
            let message = format!("`{}` is in no git repository", root.display());
            Failure::Usage(message)
        })
    }

    fn has_commit(&self) -> bool {
        self.commit("HEAD").is_some()
    }

    /// The commit that a revision names.
    fn commit(&self, revision: &str) -> Option<String> {
        let commit = format!("{revision}^{{commit}}");
        let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let out = run(&self.top, &[&verify[..], &[&commit]].concat()).ok()?;
        Some(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// Where the history of a commit left that of the working folder.
    fn left(&self, commit: &str) -> Option<String> {
        let out = run(&self.top, &["merge-base", "HEAD", commit]).ok()?;
        Some(String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// Whether the history was cut off when it was fetched.
    fn is_shallow(&self) -> bool {
        let out = run(&self.top, &["rev-parse", "--is-shallow-repository"]);
        out.is_ok_and(|out| out.starts_with(b"true"))
    }

    /// The archive as a commit has it.
    fn check_out(&self, commit: &str) -> Result<Earlier, Failure> {
        let Self { top, base } = self;
        let place = |source| Failure::Io {
            what: "cannot make a folder in",
            path: std::env::temp_dir(),
            source,
        };
        let folder = tempfile::Builder::new()
            .prefix("dibao-")
            .tempdir()
            .map_err(place)?;
        // An index of its own: the one of the repository is somebody's work.
        let index = folder.path().join(".index");
        let index: (&str, &OsStr) = ("GIT_INDEX_FILE", index.as_os_str());
        run_with(top, &["read-tree", commit], index, b"")?;
        let kinds = [format!("{base}content"), format!("{base}themes")];
        let list = ["ls-files", "-z", "--", &kinds[0], &kinds[1]];
        let names = run_with(top, &list, index, b"")?;
        let mut prefix = folder.path().join("tree").into_os_string();
        prefix.push("/");
        let prefix = format!("--prefix={}", prefix.to_string_lossy());
        let write = ["checkout-index", "-z", "--stdin", &prefix];
        run_with(top, &write, index, &names)?;
        let inner = folder.path().join("tree").join(base);
        #[expect(
            clippy::disallowed_methods,
            reason = "a branch that had no archive has an empty one"
        )]
        std::fs::create_dir_all(&inner).map_err(place)?;
        Ok(Earlier {
            _folder: folder,
            root: inner,
        })
    }
}

/// Files that differ between where the history left `revision` and the working folder, new ones
/// included, from `/`.
pub(super) fn changed_since(root: &Path, revision: &str) -> Result<Vec<PathBuf>, Failure> {
    let repository = Repository::required(root)?;
    if !repository.has_commit() {
        let message = format!("the repository of `{}` has no commit yet", root.display());
        return Err(Failure::Usage(message));
    }
    let Some(commit) = repository.commit(revision) else {
        let why = if repository.is_shallow() {
            "; the clone is shallow: fetch its history with `git fetch --unshallow`"
        } else {
            ""
        };
        let message = format!("`{revision}` is no revision of the repository{why}");
        return Err(Failure::Usage(message));
    };
    if repository.left(&commit).is_none() {
        let message = format!(
            "git finds no commit that `{revision}` and the working folder have in common; in a \
             shallow clone fetch the history with `git fetch --unshallow`"
        );
        return Err(Failure::Usage(message));
    }
    let top = &repository.top;
    let tracked = [
        "diff",
        "--name-only",
        "--no-renames",
        "-z",
        "--merge-base",
        "--end-of-options",
        revision,
        "--",
    ];
    let mut names = run(top, &tracked)?;
    let untracked = ["ls-files", "--others", "--exclude-standard", "-z"];
    names.extend(run(top, &untracked)?);
    let paths = names
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty());
    Ok(paths
        .map(|name| top.join(OsStr::from_bytes(name)))
        .collect())
}

/// The archive as it was where the history left `revision`, in a folder that goes when it is
/// dropped. `content/` is missing there when it was missing then.
pub(super) fn earlier(root: &Path, revision: &str) -> Result<Earlier, Failure> {
    let repository = Repository::required(root)?;
    if !repository.has_commit() {
        return Err(Failure::Usage(
            "the repository has no commits yet".to_owned(),
        ));
    }
    let Some(commit) = repository.commit(revision) else {
        let message =
            format!("git knows no revision `{revision}`; in a clone of one branch, fetch it first");
        return Err(Failure::Usage(message));
    };
    let left = repository.left(&commit).unwrap_or(commit);
    repository.check_out(&left)
}

/// A folder with an archive of earlier.
pub(super) struct Earlier {
    /// Held for its end, when it goes.
    _folder: TempDir,
    root: PathBuf,
}

impl Earlier {
    /// The archive's root.
    pub(super) fn path(&self) -> &Path {
        &self.root
    }
}

/// Runs git in a folder and returns what it prints.
fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    run_with(
        folder,
        arguments,
        ("GIT_OPTIONAL_LOCKS", OsStr::new("0")),
        b"",
    )
}

/// Runs git with a variable of its environment and something to read.
fn run_with(
    folder: &Path,
    arguments: &[&str],
    variable: (&str, &OsStr),
    input: &[u8],
) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::Usage(format!("cannot run git: {error}"));
    #[expect(clippy::disallowed_methods, reason = "the command line asks git")]
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env(variable.0, variable.1)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut stdin = child.stdin.take().expect("asked for above");
    let out = std::thread::scope(|scope| {
        // Git may print before it has read all. What it does not want to read is its own choice.
        scope.spawn(move || {
            let _ = stdin.write_all(input);
        });
        child.wait_with_output()
    });
    let out = out.map_err(failed)?;
    if out.status.success() {
        return Ok(out.stdout);
    }
    let words = String::from_utf8_lossy(&out.stderr);
    let words = words.lines().next().unwrap_or("no message");
    Err(Failure::Usage(format!("git says: {words}")))
}

//! A folder with an archive, for one test, and the program to run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An archive in a folder of its own, gone after the test.
pub(crate) struct Archive {
    folder: tempfile::TempDir,
}

impl Archive {
    /// An archive of these files: path from the root, text.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a place for files");
        let archive = Self { folder };
        fs::create_dir(archive.path("content")).expect("an empty folder");
        for (path, text) in files {
            archive.write(path, text);
        }
        archive
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file");
    }

    /// Runs `dibao COMMAND --root ROOT ARGUMENTS`.
    pub(crate) fn run(&self, command: &str, arguments: &[&str]) -> Run {
        let out = self.command(command, arguments).output().expect("runs");
        Run::new(&out)
    }

    /// The command, for those who do not want to wait.
    pub(crate) fn command(&self, command: &str, arguments: &[&str]) -> Command {
        let mut run = Command::new(env!("CARGO_BIN_EXE_dibao"));
        run.arg(command)
            .arg("--root")
            .arg(self.root())
            .args(arguments);
        run.current_dir(self.root());
        // What builds keep is marked by a secret that the user's own builds do not share.
        run.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
        run
    }

    /// Runs git on the archive's folder, and fails the test unless git did what was asked.
    #[track_caller]
    pub(crate) fn git(&self, arguments: &[&str]) {
        self.git_with(&[], arguments);
    }

    /// As `git`, with variables of the environment.
    #[track_caller]
    pub(crate) fn git_with(&self, environment: &[(&str, &str)], arguments: &[&str]) {
        let mut git = self.git_command(arguments);
        git.envs(environment.iter().copied());
        let out = git.output().expect("git runs");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "git {arguments:?}: {said}");
    }

    /// The command, for those to whom git may say no.
    pub(crate) fn git_command(&self, arguments: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.root());
        for setting in [
            "user.name=甲",
            "user.email=a@example.org",
            "commit.gpgsign=false",
            "init.defaultBranch=main",
        ] {
            git.args(["-c", setting]);
        }
        git.args(arguments);
        git
    }

    /// All files below a folder: path to bytes.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let top = self.path(folder);
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&top) {
            let entry = entry.expect("readable");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&top).expect("below");
                let path = path.to_str().expect("UTF-8").to_owned();
                files.insert(path, fs::read(entry.path()).expect("readable"));
            }
        }
        files
    }

    /// Names directly below the root, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root()).expect("readable");
        let mut names: Vec<_> = entries
            .map(|entry| {
                entry
                    .expect("readable")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        names
    }
}

/// What a run of the program left.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    fn new(out: &Output) -> Self {
        Self {
            code: out.status.code(),
            stdout: String::from_utf8_lossy(&out.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&out.stderr).into_owned(),
        }
    }

    /// Fails the test unless the program ended with this code.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        let shown = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "{shown}");
        self
    }
}

//! Broken archives (`tests/cases/faults/*.txt`): each ends as the contract says, soon, and no good post
//! is lost.
//!
//! A case begins with `#### name` and `outcome: …` (`settings.txt` says which there are); below stand
//! files and orders as in `check.rs`. A good post lies beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use dibao::diagnostic::Severity;
use dibao::pipeline::{self, Options};

use crate::check::lay_out;

/// How long a case may take before it counts as hanging, on a busy machine and unoptimised.
const PATIENCE: Duration = Duration::from_mins(2);

struct Case {
    name: String,
    outcome: String,
    lines: Vec<String>,
}

fn cases(file: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/faults");
    let text = fs::read_to_string(folder.join(file)).expect("a case file");
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("#### ") {
            cases.push(Case {
                name: name.to_owned(),
                outcome: String::new(),
                lines: Vec::new(),
            });
        } else if let Some(case) = cases.last_mut() {
            match line.strip_prefix("outcome: ") {
                Some(outcome) if case.outcome.is_empty() => outcome.clone_into(&mut case.outcome),
                _ => case.lines.push(line.to_owned()),
            }
        }
    }
    cases
}

/// How a build ended: the code that the program exits with, and whether the good post and anything
/// at all are in the output.
#[derive(Debug, PartialEq, Eq)]
struct End {
    code: i32,
    told: bool,
    written: bool,
    good: bool,
}

fn build(root: &Path, keep_going: bool) -> End {
    let options = Options {
        root: root.to_owned(),
        keep_going,
        jobs: Some(1),
        history: true,
        ..Options::default()
    };
    let report = pipeline::build(&options);
    let (code, told) = match &report {
        Err(error) => {
            println!("{error}");
            (2, false)
        }
        Ok(report) => {
            let error = |severity: Severity| severity == Severity::Error;
            let failed = report.diagnostics.iter().any(|one| error(one.severity));
            // A defect of our own is told under this code: no input may find one.
            let internal = report.diagnostics.iter().find(|one| one.code == "internal");
            assert!(internal.is_none(), "{internal:?}");
            (i32::from(failed), !report.diagnostics.is_empty())
        }
    };
    End {
        code,
        told,
        written: root.join("public").exists(),
        good: fs::read_to_string(root.join("public/posts/good/index.html"))
            .is_ok_and(|page| page.contains("<h1") && page.contains("好的一篇")),
    }
}

/// Runs one case; what is wrong about how it ended.
fn run(case: &Case) -> Option<String> {
    let place = place();
    let root = place.path().join("archive");
    let good = ["== content/good.md", "# 好的一篇", "", "正文好。", ""];
    let lines: Vec<String> = case
        .lines
        .iter()
        .cloned()
        .chain(good.map(str::to_owned))
        .collect();
    if !lay_out(&root, &lines) {
        println!("skipped: {} cannot be had here", case.name);
        return None;
    }
    let before = names(&root);
    let first = build(&root, false);
    let fail = |why: &str| Some(format!("{}: {why}: {first:?}", case.name));
    let outcome = match (&*case.outcome, first.code, first.told) {
        ("any", 0, false) => "fine",
        ("any", 0, true) => "told",
        ("any", 1, _) => "refused",
        (outcome, ..) => outcome,
    };
    let fits = match outcome {
        "fine" => first.code == 0 && !first.told,
        "told" => first.code == 0 && first.told,
        "left out" | "refused" | "cannot" => first.code == 1 && first.told,
        _ => false,
    };
    if !fits || first.written != (first.code == 0) {
        return fail(outcome);
    }
    if first.code == 0 && !first.good && case.outcome != "fine" || first.code == 0 && !post(&root) {
        return fail("the good post is lost");
    }
    if first.code == 1 {
        let again = build(&root, true);
        let expected = outcome != "cannot";
        if again.code != 1 || again.good != expected {
            return Some(format!("{}: with --keep-going: {again:?}", case.name));
        }
    }
    let mut after = names(&root);
    after.remove("public");
    let beside = names(place.path());
    if after != before || beside.len() != 1 {
        return fail("something was written elsewhere");
    }
    unlock(&root);
    None
}

/// Whether the good post has a page; a template of the case may show nothing of it.
fn post(root: &Path) -> bool {
    root.join("public/posts/good/index.html").is_file()
}

/// A folder of one's own; in memory where the system has such, for hundreds of builds that sync.
fn place() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory
        .or_else(|_| tempfile::tempdir())
        .expect("a place for files")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

/// Lets the folder be deleted again.
fn unlock(root: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let locked: PathBuf = root.join("content/a");
    if locked.is_dir() {
        let _ = fs::set_permissions(locked, fs::Permissions::from_mode(0o700));
    }
}

/// Runs all cases of a file, each by itself so that one which never ends has a name.
fn run_all(file: &'static str) {
    let mut wrong = Vec::new();
    let all = cases(file);
    let n = all.len();
    for case in all {
        let name = case.name.clone();
        let (done, ended) = mpsc::channel();
        std::thread::spawn(move || done.send(run(&case)));
        match ended.recv_timeout(PATIENCE) {
            Ok(found) => wrong.extend(found),
            Err(mpsc::RecvTimeoutError::Timeout) => wrong.push(format!("{name}: hangs")),
            Err(mpsc::RecvTimeoutError::Disconnected) => wrong.push(format!("{name}: panics")),
        }
    }
    println!("{file}: {n} broken archives, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn broken_settings_end_as_the_contract_says() {
    run_all("settings.txt");
}

#[test]
fn broken_vocabularies_end_as_the_contract_says() {
    run_all("vocabularies.txt");
}

#[test]
fn broken_themes_end_as_the_contract_says() {
    run_all("themes.txt");
}

#[test]
fn broken_posts_and_files_end_as_the_contract_says() {
    run_all("posts.txt");
}

#[test]
fn there_are_broken_archives_enough() {
    let files = [
        "settings.txt",
        "vocabularies.txt",
        "themes.txt",
        "posts.txt",
    ];
    let n: usize = files.iter().map(|file| cases(file).len()).sum();
    assert!(n >= 250, "only {n}");
}

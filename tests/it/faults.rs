//! Broken archives (`tests/cases/faults/*.txt`): the program ends with each as the contract says, soon,
//! in little memory, and no good post is lost.
//!
//! A case begins with `#### name` and `outcome: …` (`settings.txt` says which there are); below stand
//! files and orders as in `check.rs`. A good post lies beside them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use wait4::Wait4;

use crate::check::lay_out;

/// How long a build may stand still on a busy machine before it is ended.
const PATIENCE: Duration = Duration::from_mins(2);

/// How long the processors may work for one build, even unoptimised: the dearest case takes 7 to 18 s, as busy as
/// the machine is. Work that grows with the square of the text takes many minutes.
const WORK: Duration = Duration::from_secs(45);

/// How much memory one build may hold at once, in bytes.
const MEMORY: u64 = 1 << 30;

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
    code: Option<i32>,
    told: bool,
    written: bool,
    good: bool,
}

/// The most that any build of a file of cases took.
#[derive(Debug, Default)]
struct Most {
    work: (Duration, String),
    memory: (u64, String),
}

/// Runs the program, with folders of its own in place of the user's; what is wrong with how it ran.
fn build(
    place: &Path,
    keep_going: bool,
    as_other: bool,
    name: &str,
    most: &mut Most,
) -> Result<End, String> {
    let root = place.join("archive");
    let said = place.join("said");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
    command
        .args(["build", "--jobs", "1"])
        .args(keep_going.then_some("--keep-going"))
        .current_dir(&root)
        .env("HOME", place.join("home"))
        .env("XDG_STATE_HOME", place.join("state"))
        .env("TMPDIR", place.join("temporary"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&said).expect("a file"));
    if as_other {
        command.uid(65_534).gid(65_534);
    }
    let child = command.spawn().expect("starts");
    let pid = Pid::from_child(&child);
    let (ended, waits) = mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if waits.recv_timeout(PATIENCE).is_err() {
            let _ = kill_process(pid, Signal::KILL);
        }
    });
    let used = child.wait4().expect("ends");
    let _ = ended.send(());
    watch.join().expect("watches");
    let said = fs::read(&said).expect("said");
    let said = String::from_utf8_lossy(&said);
    println!("{name}: {:?}\n{said}", used.status);
    let work = used.rusage.utime + used.rusage.stime;
    if work > most.work.0 {
        most.work = (work, name.to_owned());
    }
    if used.rusage.maxrss > most.memory.0 {
        most.memory = (used.rusage.maxrss, name.to_owned());
    }
    if work > WORK || used.rusage.maxrss > MEMORY {
        return Err(format!(
            "took {work:?} and {} bytes of memory",
            used.rusage.maxrss
        ));
    }
    // A defect of our own is told under this code: no input may find one.
    if said.contains("panicked at") || said.contains("error[internal]") {
        return Err(format!("broke: {said}"));
    }
    Ok(End {
        code: used.status.code(),
        told: said.contains("warning[") || said.contains("error["),
        written: root.join("public").exists(),
        good: fs::read_to_string(root.join("public/posts/good/index.html"))
            .is_ok_and(|page| page.contains("<h1") && page.contains("好的一篇")),
    })
}

/// Runs one case; what is wrong about how it ended.
fn run(case: &Case, most: &mut Most) -> Option<String> {
    let place = place();
    let root = place.path().join("archive");
    let good = ["== content/good.md", "# 好的一篇", "", "正文好。", ""];
    let lines: Vec<String> = case
        .lines
        .iter()
        .cloned()
        .chain(good.map(str::to_owned))
        .collect();
    // Root reads everything: somebody else builds where files are locked.
    let locked = case.lines.iter().any(|line| line.starts_with("!locked"));
    let as_other = locked && rustix::process::getuid().is_root();
    if !lay_out(&root, &lines) && !as_other {
        println!("skipped: {} cannot be had here", case.name);
        return None;
    }
    for folder in ["", "archive", "home", "temporary", "state"] {
        let folder = place.path().join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).expect("ours");
    }
    let build =
        |keep_going, most: &mut Most| build(place.path(), keep_going, as_other, &case.name, most);
    let before = tree(place.path());
    let fail = |why: String| Some(format!("{}: {why}", case.name));
    let first = match build(false, most) {
        Ok(end) => end,
        Err(why) => return fail(why),
    };
    let fits = match &*case.outcome {
        "fine" => first.code == Some(0) && !first.told,
        "told" => first.code == Some(0) && first.told,
        "left out" | "refused" | "cannot" => first.code == Some(1) && first.told,
        _ => false,
    };
    let sound = first.code == Some(0);
    if !fits || first.written != sound {
        return fail(format!("is no `{}`: {first:?}", case.outcome));
    }
    // A template of the case may show nothing of the good post, but it has a page.
    if sound && !(first.good || case.outcome == "fine" && post(&root)) {
        return fail(format!("the good post is lost: {first:?}"));
    }
    if !sound {
        let again = match build(true, most) {
            Ok(end) => end,
            Err(why) => return fail(why),
        };
        if again.code != Some(1) || again.good != (case.outcome != "cannot") {
            return fail(format!("with --keep-going: {again:?}"));
        }
    }
    let after = tree(place.path());
    unlock(&root);
    if after != before {
        let new = after.iter().filter(|one| before.get(one.0) != Some(one.1));
        let gone = before.keys().filter(|path| !after.contains_key(*path));
        let changed: Vec<_> = new.map(|one| one.0).chain(gone).collect();
        return fail(format!("changed elsewhere: {changed:?}"));
    }
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

/// Every path of a place with what lies there, but for what a build may write: the output, what is
/// kept for the next build, and the user's secret.
fn tree(place: &Path) -> BTreeMap<PathBuf, String> {
    let own = ["archive/public", "archive/.dibao", "state", "said"].map(|path| place.join(path));
    let entries = walkdir::WalkDir::new(place).into_iter();
    entries
        .filter_entry(|entry| !own.iter().any(|path| entry.path() == path))
        .flatten()
        .map(|entry| {
            let data = entry.path().symlink_metadata().expect("there it is");
            let time = data.is_file().then(|| data.modified().ok());
            let what = format!("{:?} {} {time:?}", data.file_type(), data.len());
            let what = if data.is_dir() { String::new() } else { what };
            (entry.into_path(), what)
        })
        .collect()
}

/// Lets the folder be deleted again.
fn unlock(root: &Path) {
    let locked: PathBuf = root.join("content/a");
    if locked.is_dir() {
        let _ = fs::set_permissions(locked, fs::Permissions::from_mode(0o700));
    }
}

/// Runs all cases of a file.
fn run_all(file: &str) {
    let mut most = Most::default();
    let all = cases(file);
    let wrong: Vec<String> = all.iter().filter_map(|case| run(case, &mut most)).collect();
    println!(
        "{file}: {} broken archives, {} wrong; at most {most:?}",
        all.len(),
        wrong.len()
    );
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

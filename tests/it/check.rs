//! Every code that `check` can tell, by a small archive that has the fault and one that has not:
//! `tests/cases/check/*.txt`.
//!
//! A case begins with `#### code`. Behind `told: PATH:LINE` stand the files of an archive of which
//! the code must be told there; behind `not:` those of one of which it must not be told at all. A
//! file is `== PATH` and its lines (`\u{301}` stands for that character), or one of
//! `!bytes PATH TEXT` (with `\xFF`, `\r`, `\n`), `!sparse PATH BYTES`, `!long PATH CHARACTERS`,
//! `!nested PATH DEPTH`, `!items PATH NUMBER`, `!links PATH NUMBER`, `!title PATH CHARACTERS`, `!link PATH TARGET`, `!locked PATH`,
//! `!repeat PATH NUMBER LINE`, `!line PATH NUMBER TEXT` (`#n` counts), `!front PATH NUMBER LINE`,
//! `!bomb PATH` and `!front-bomb PATH` (aliases of YAML), `!folder PATH`, `!locked-folder PATH`,
//! `!fifo PATH`, `!socket PATH`, `!deep FOLDERS`, `!many FILES`, `!name BYTES END`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use dibao::diagnostic::{CODES, Diagnostic, Group, Level};
use dibao::pipeline::{self, Options};
use rustix::fs::{FileType, Mode, OFlags};

/// Half a case: files, and where the code must be told.
#[derive(Default)]
struct Half {
    told: Option<String>,
    lines: Vec<String>,
}

struct Case {
    code: String,
    told: Half,
    not: Half,
    /// Why no file can have it.
    cannot: Option<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/check")
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap();
        let mut in_not = false;
        for line in text.lines() {
            if let Some(code) = line.strip_prefix("#### ") {
                in_not = false;
                cases.push(Case {
                    code: code.to_owned(),
                    told: Half::default(),
                    not: Half::default(),
                    cannot: None,
                });
                continue;
            }
            let case = cases.last_mut().expect("a case begins with `#### code`");
            if let Some(place) = line.strip_prefix("told: ") {
                case.told.told = Some(place.to_owned());
            } else if let Some(why) = line.strip_prefix("cannot: ") {
                case.cannot = Some(why.to_owned());
            } else if line == "not:" {
                in_not = true;
            } else {
                let half = if in_not {
                    &mut case.not
                } else {
                    &mut case.told
                };
                half.lines.push(line.to_owned());
            }
        }
    }
    cases
}

/// Writes the files of half a case; `false` when this machine cannot have them.
pub(crate) fn lay_out(root: &Path, lines: &[String]) -> bool {
    fs::create_dir_all(root.join("content")).unwrap();
    let mut had = true;
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for line in lines {
        if let Some(path) = line.strip_prefix("== ") {
            files.push((root.join(path), String::new()));
        } else if let Some(order) = line
            .strip_prefix('!')
            .filter(|_| files.is_empty() || line.starts_with("!sparse"))
        {
            had &= obey(root, order);
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(&characters(line));
            text.push('\n');
        }
    }
    for (path, text) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // A blank line parts cases, and belongs to none.
        let text = text
            .strip_suffix("\n\n")
            .map_or(text.clone(), |text| format!("{text}\n"));
        fs::write(path, text).unwrap();
    }
    had
}

fn obey(root: &Path, order: &str) -> bool {
    let mut words = order.splitn(3, ' ');
    let (verb, path) = (words.next().unwrap(), words.next().unwrap());
    let rest = words.next().unwrap_or("");
    let path = root.join(OsString::from_vec(bytes(path)));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let number = || rest.parse::<usize>().expect("a number");
    match verb {
        "bytes" => fs::write(path, bytes(rest)).unwrap(),
        "sparse" => fs::File::create(path)
            .unwrap()
            .set_len(number() as u64)
            .unwrap(),
        "long" => fs::write(path, "a".repeat(number() + 1)).unwrap(),
        "links" => fs::write(path, "[甲](https://a.example/) ".repeat(number())).unwrap(),
        "title" => fs::write(
            path,
            format!("---\ntitle: {}\n---\n甲\n", "题".repeat(number())),
        )
        .unwrap(),
        "nested" => fs::write(path, format!("{}a\n", "> ".repeat(number()))).unwrap(),
        "items" => {
            let item = |n| format!("## 第{n}号政策在这里印发\n\n2020年9月7日印发第{n}号。\n\n");
            let text: String = (0..number()).map(item).collect();
            fs::write(path, format!("---\ndigest: true\nitems: h2\n---\n{text}")).unwrap();
        }
        "repeat" | "line" | "front" => {
            let (n, text) = rest.split_once(' ').expect("a number and a text");
            let n: usize = n.parse().expect("a number");
            let text = match verb {
                "repeat" => format!("{text}\n").repeat(n),
                "line" => {
                    (0..n)
                        .map(|i| text.replace("#n", &i.to_string()))
                        .collect::<String>()
                        + "\n"
                }
                _ => format!("---\n{}---\n", format!("{text}\n").repeat(n)),
            };
            fs::write(path, text).unwrap();
        }
        "bomb" => fs::write(path, bomb()).unwrap(),
        "front-bomb" => fs::write(
            path,
            format!(
                "---\nx:\n  {}---\n",
                bomb().trim_end().replace('\n', "\n  ") + "\n"
            ),
        )
        .unwrap(),
        "folder" => fs::create_dir(path).unwrap(),
        "many" => {
            for n in 0..path
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .parse::<usize>()
                .unwrap()
            {
                fs::write(root.join(format!("content/{n}.txt")), "").unwrap();
            }
        }
        "deep" => {
            let n: usize = path.file_name().unwrap().to_str().unwrap().parse().unwrap();
            // No path is as long as this, only each step of it.
            let mut folder =
                rustix::fs::open(root.join("content"), OFlags::DIRECTORY, Mode::empty()).unwrap();
            for _ in 0..n {
                rustix::fs::mkdirat(&folder, "a", Mode::RWXU).unwrap();
                folder =
                    rustix::fs::openat(&folder, "a", OFlags::DIRECTORY, Mode::empty()).unwrap();
            }
            let flags = OFlags::CREATE | OFlags::WRONLY;
            rustix::fs::openat(&folder, "b.md", flags, Mode::RUSR | Mode::WUSR).unwrap();
        }
        "name" => {
            let n: usize = path.file_name().unwrap().to_str().unwrap().parse().unwrap();
            let path = root.join("content").join("a".repeat(n) + rest);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "甲\n").unwrap();
        }
        "fifo" => {
            rustix::fs::mknodat(rustix::fs::CWD, &path, FileType::Fifo, Mode::RUSR, 0).unwrap();
        }
        "socket" => drop(UnixListener::bind(path).unwrap()),
        "locked-folder" => {
            fs::create_dir(&path).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
        }
        "link" => symlink(rest, path).unwrap(),
        "locked" => {
            fs::write(&path, "a").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
            // Whoever runs as root reads it all the same.
            return fs::read(&path).is_err();
        }
        _ => panic!("`{verb}` is no order"),
    }
    true
}

/// Aliases that would become a thousand million words.
fn bomb() -> String {
    (1..=9).fold("a0: &a0 [x]\n".to_owned(), |text, n| {
        let before = format!("*a{}", n - 1);
        format!("{text}a{n}: &a{n} [{}]\n", [before.as_str(); 9].join(","))
    })
}

/// `\u{301}` as that character.
fn characters(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (digits, after) = after.split_once('}').expect("a closing bracket");
        out.push_str(before);
        out.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
        rest = after;
    }
    out + rest
}

/// `\xFF`, `\r` and `\n` as those bytes.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digits = String::from_utf8(vec![*high, *low]).unwrap();
                out.push(u8::from_str_radix(&digits, 16).unwrap());
                after
            }
            (b'\\', [b'r', after @ ..]) => {
                out.push(b'\r');
                after
            }
            (b'\\', [b'n', after @ ..]) => {
                out.push(b'\n');
                after
            }
            _ => {
                out.push(*first);
                after
            }
        };
    }
    out
}

fn check(root: &Path) -> Vec<Diagnostic> {
    let options = Options {
        root: root.to_owned(),
        drafts: true,
        jobs: Some(1),
        ..Options::default()
    };
    pipeline::check(&options).expect("an archive").diagnostics
}

#[test]
fn every_code_is_told_of_an_archive_that_has_the_fault_and_not_of_one_that_has_not() {
    let mut wrong = Vec::new();
    for case in cases().iter().filter(|case| case.cannot.is_none()) {
        let code = &case.code;
        let place = case.told.told.as_deref().expect("`told: PATH:LINE`");
        let folder = tempfile::tempdir().unwrap();
        if lay_out(folder.path(), &case.told.lines) {
            let told = check(folder.path());
            let at = |one: &Diagnostic| {
                let line = one.place.map_or(1, |place| place.line);
                format!("{}:{line}", one.path)
            };
            let hit = told.iter().any(|one| {
                one.code == code
                    && (at(one) == place || place.ends_with(':') && at(one).starts_with(place))
            });
            if !hit {
                let all: Vec<_> = told
                    .iter()
                    .map(|one| format!("{} {}", at(one), one.code))
                    .collect();
                wrong.push(format!("{code} is not told at {place}, but {all:?}"));
            }
        } else {
            println!("skipped: {code} cannot be had here");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(lay_out(folder.path(), &case.not.lines), "{code}");
        for one in check(folder.path()) {
            if one.code == code {
                wrong.push(format!(
                    "{code} is told where it should not be: {} {:?} {}",
                    one.path, one.place, one.message
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_code_is_without_a_case() {
    let cases = cases();
    let names: Vec<&str> = cases.iter().map(|case| case.code.as_str()).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(unique.len(), names.len(), "no code has two");
    let codes: BTreeSet<&str> = CODES.iter().map(|code| code.name).collect();
    assert_eq!(unique, codes);
}

/// The page of the user guide that the registry makes.
#[expect(clippy::format_push_string, reason = "a page is made once")]
fn page() -> String {
    let mut page = String::from(
        "# What `dibao check` tells\n\n\
         <!-- Made from src/diagnostic/codes.rs: UPDATE_EXPECT=1 cargo test --test it check:: -->\n\n\
         Each message carries a code. How to set what a code counts as, and how to allow one in a file or folder,\n\
         stands in [the guide](guide.md#levels-and-exceptions); errors cannot be allowed. *Only `check`* means that\n\
         `dibao build` does not tell it; *off* that it is told only where `site.yaml` asks for it; *mended* that\n\
         `dibao check --fix` does it.\n",
    );
    for group in Group::ALL {
        page += &format!("\n## {}\n", group.title());
        for code in CODES.iter().filter(|code| code.group == group) {
            let level = match code.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Off => "off",
            };
            let only = if code.only_check {
                ", only `check`"
            } else {
                ""
            };
            let mended = if code.fixed { ", mended" } else { "" };
            page += &format!(
                "\n### {}\n\n*{level}{only}{mended}*\n\n{} {}\n\n**Mend:** {}\n",
                code.name, code.meaning, code.why, code.remedy
            );
            if code.level != Level::Error {
                page += &format!("\n**Allow:** `<!-- dibao-allow: {} -->`\n", code.name);
            }
        }
    }
    page
}

#[test]
fn the_user_guide_has_a_page_with_every_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    if std::env::var("UPDATE_EXPECT").is_ok() {
        fs::write(&path, page()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page(),
        "docs/checks.md is not what the registry says: run with UPDATE_EXPECT=1"
    );
}

#[test]
fn what_only_check_tells_is_not_told_by_a_build() {
    let only: BTreeMap<&str, bool> = CODES
        .iter()
        .map(|code| (code.name, code.only_check))
        .collect();
    for case in cases().iter().filter(|case| only[case.code.as_str()]) {
        let folder = tempfile::tempdir().unwrap();
        assert!(lay_out(folder.path(), &case.told.lines));
        let options = Options {
            root: folder.path().to_owned(),
            jobs: Some(1),
            ..Options::default()
        };
        println!("{}", case.code);
        let told = pipeline::build(&options).expect("an archive").diagnostics;
        assert!(
            told.iter().all(|one| one.code != case.code),
            "{}",
            case.code
        );
    }
}

//! What is kept between builds changes how long they take, and nothing else.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

use crate::archive::Archive;

/// Steps of the random walk; `DIBAO_STEPS` asks for more, `DIBAO_SEED` for another walk.
const N_STEPS: usize = 24;

/// The interface strings of the built-in theme.
const STRINGS: &str = include_str!("../../themes/default/strings/zh-CN.yaml");

/// A plain congruential generator: the same walk in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

/// A digest of a few items about a few places and policies.
fn post(chance: &mut Chance) -> String {
    let week = 1 + chance.below(50);
    let tags = tags(chance);
    let more = chance.one(&[
        "",
        "",
        "lang: en\n",
        "draft: true\n",
        "categories: [周报]\n",
        "image: pictures/a.png\n",
        "supersedes: p1.md\n",
    ]);
    let title = chance.one(&["", "", "数据周报 "]);
    let mut text = format!("---\ntitle: {title}2024年第{week}周\n{tags}\n{more}---\n\n");
    for item in 0..=chance.below(4) {
        let place = chance.one(&["四川省", "杭州市", "山东省"]);
        let number = chance.below(1000);
        let (day, kind) = (1 + chance.below(28), item + chance.below(3));
        let tag = chance.one(&["算力", "数据", "医保"]);
        let link = chance.one(&["", "", "[前一期](p1.md)", "![图](pictures/a.png)"]);
        let _ = write!(
            text,
            "**{place}发布第{number}号办法**\n\n9月{day}日，{place}印发《关于第{kind}类事项的通知》，{tag}。{link}\n\n"
        );
    }
    text
}

fn tags(chance: &mut Chance) -> String {
    let tags = ["算力", "数据", "医保", "医疗保障"];
    format!("tags: [{}, {}]", chance.one(&tags), chance.one(&tags))
}

/// Changes something, as editors do.
fn step(archive: &Archive, chance: &mut Chance) -> String {
    let name = |chance: &mut Chance| {
        let folder = chance.one(&["", "", "", "2024/"]);
        format!("content/{folder}p{}.md", chance.below(12))
    };
    match chance.below(16) {
        0..=2 => {
            let path = name(chance);
            archive.write(&path, post(chance));
            format!("write {path}")
        }
        3..=5 => {
            let path = name(chance);
            let Ok(text) = fs::read_to_string(archive.path(&path)) else {
                return "nothing".to_owned();
            };
            archive.write(&path, edited(&text, chance));
            format!("edit {path}")
        }
        6 => {
            let path = name(chance);
            let _ = fs::remove_file(archive.path(&path));
            format!("remove {path}")
        }
        7 => {
            let (from, to) = (name(chance), name(chance));
            let _ = fs::create_dir_all(archive.path("content/2024"));
            let _ = fs::rename(archive.path(&from), archive.path(&to));
            format!("move {from} to {to}")
        }
        8 => {
            // What was a file becomes a folder, and back.
            let file = archive.path("content/files/x");
            if file.is_dir() {
                fs::remove_dir_all(&file).expect("ours");
            }
            if chance.below(2) == 0 {
                let _ = fs::remove_file(&file);
                archive.write("content/files/x/y.txt", chance.below(9).to_string());
            } else {
                archive.write("content/files/x", chance.below(9).to_string());
            }
            "files/x".to_owned()
        }
        9 | 10 => {
            archive.write("content/site.yaml", settings(chance));
            "settings".to_owned()
        }
        11 => {
            let (file, text) = match chance.below(4) {
                0 => (
                    "templates/not_found.html",
                    format!("<p>没有{}</p>", chance.below(9)),
                ),
                1 => ("templates/item.html", format!("<i>{}</i>", chance.below(3))),
                2 => (
                    "strings/zh-CN.yaml",
                    STRINGS.replacen("posts:", &format!("posts: 第{}种", chance.below(3)), 1),
                ),
                _ => (
                    "static/site.css",
                    format!("p {{ margin: {}px }}", chance.below(9)),
                ),
            };
            here_or_gone(archive, &format!("themes/default/{file}"), &text, chance)
        }
        12 => {
            let (file, text) = match chance.below(2) {
                0 => (
                    "tags.yaml",
                    "医疗保障:\n  aliases: [医保]\n  description: 看病\n",
                ),
                _ => (
                    "policies.yaml",
                    "关于第1类事项的通知:\n  aliases: [关于第2类事项的通知]\n",
                ),
            };
            here_or_gone(archive, &format!("content/{file}"), text, chance)
        }
        13 => {
            let (file, text) = match chance.below(3) {
                0 => ("pages/about.md", "# 关于\n\n说明。\n"),
                1 => ("posts/_index.md", "# 各期\n\n导语。\n"),
                _ => ("pages/help.md", "# 怎么用\n\n见[关于](about.md)。\n"),
            };
            let text = format!("{text}\n第{}版。\n", chance.below(3));
            here_or_gone(archive, &format!("content/{file}"), &text, chance)
        }
        14 => {
            let side = 1 + chance.below(3) as u8;
            here_or_gone(archive, "content/pictures/a.png", png(side), chance)
        }
        _ => "nothing".to_owned(),
    }
}

/// A post with a small change.
fn edited(text: &str, chance: &mut Chance) -> String {
    match chance.below(5) {
        0 => format!("{}又说了第{}句。\n", text.trim_end(), chance.below(99)),
        1 => {
            let tags = tags(chance);
            let line = |line: &str| {
                let kept = if line.starts_with("tags:") {
                    &tags
                } else {
                    line
                };
                format!("{kept}\n")
            };
            text.lines().map(line).collect()
        }
        2 => text.replacen("9月", "10月", 1),
        3 => format!(
            "{text}\n**另有一条关于{}的消息**\n\n正文。\n",
            chance.below(9)
        ),
        // As long as before.
        _ => text.replacen("发布第", "公布第", 1),
    }
}

fn settings(chance: &mut Chance) -> String {
    format!(
        "title: 邸报{}\nsearch: {}\npaginate: {}\nlanguage: {}\n{}{}{}",
        chance.below(3),
        chance.one(&["sharded", "sharded", "auto", "off"]),
        chance.one(&["2", "20"]),
        chance.one(&["zh-CN", "zh-CN", "en"]),
        chance.one(&["", "base_url: https://example.org/archive/\n"]),
        chance.one(&["", "", "offline: true\n"]),
        chance.one(&["", "", "relations:\n  supersedes: 取代\n",]),
    )
}

fn here_or_gone(
    archive: &Archive,
    path: &str,
    text: impl AsRef<[u8]>,
    chance: &mut Chance,
) -> String {
    if chance.below(3) == 0 {
        let _ = fs::remove_file(archive.path(path));
        return format!("remove {path}");
    }
    archive.write(path, text);
    format!("write {path}")
}

/// The beginning of a picture of so many pixels, which tells its size.
fn png(side: u8) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend([0, 0, 0, side, 0, 0, 0, side, 8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// Builds with what is kept and without, and compares.
#[track_caller]
fn builds_as_at_first(archive: &Archive, options: &[&str], done: &str) {
    archive.run("build", options).ends_with(0);
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("site").display().to_string();
    let first = ["--no-cache", "--output", &output];
    archive
        .run("build", &[options, &first].concat())
        .ends_with(0);
    let (warm, first) = (archive.tree("public"), archive.tree(&output));
    let paths: Vec<&String> = warm.keys().collect();
    assert_eq!(paths, first.keys().collect::<Vec<_>>(), "after {done}");
    for (path, bytes) in &first {
        assert!(warm[path] == *bytes, "after {done}, {path}");
    }
}

/// Edits that leave all indexes and addresses as they are, so that files are made anew by what was
/// looked at for them alone.
#[test]
fn a_small_edit_shows_on_every_page_that_it_stands_on() {
    let post = |week: u8| {
        format!(
            "---\ntitle: 数据周报 2024年第{week}周\ntags: [数据]\n---\n\n\
             **四川省发布第{week}号办法**\n\n9月{week}日，四川省印发《数据办法》，数据。\n\n\
             **杭州市另有消息**\n\n正文{week}，见[前一期](p1.md)。\n"
        )
    };
    let archive = Archive::new(&[("content/site.yaml", "search: sharded\n")]);
    for week in 1..=9 {
        archive.write(&format!("content/p{week}.md"), post(week));
    }
    builds_as_at_first(&archive, &[], "nothing");
    for (path, from, to) in [
        ("p3.md", "正文3", "正文3，又说了一句"),
        ("p3.md", "又说了一句", "又说了两句"),
        ("p5.md", "杭州市另有消息", "杭州市还有消息"),
        ("p4.md", "第4周", "第4周（补）"),
        ("p6.md", "9月6日", "9月7日"),
        ("p7.md", "(p1.md)", "(p2.md)"),
        ("p8.md", "tags:", "lang: en\ntags:"),
        ("p9.md", "tags:", "source_url: https://example.org/a\ntags:"),
        ("p2.md", "《数据办法》", "《数据办法》（试行）"),
    ] {
        let path = format!("content/{path}");
        let text = fs::read_to_string(archive.path(&path)).expect("is there");
        assert!(text.contains(from), "{path} has no {from}");
        archive.write(&path, text.replacen(from, to, 1));
        builds_as_at_first(&archive, &[], &format!("{from} became {to}"));
    }
}

#[test]
fn after_any_change_a_build_is_what_a_first_build_would_be() {
    let asked = |name: &str| Some(std::env::var(name).ok()?.parse().expect("a number"));
    let steps = asked("DIBAO_STEPS").map_or(N_STEPS, |n| n as usize);
    let archive = Archive::new(&[
        ("content/p0.md", "# 甲\n\n正文。\n"),
        ("content/site.yaml", "search: sharded\n"),
    ]);
    let mut chance = Chance(asked("DIBAO_SEED").unwrap_or(20_240_920));
    for number in 0..steps {
        let done = step(&archive, &mut chance);
        let drafts: &[&str] = [&[][..], &["--drafts"]][usize::from(chance.below(8) == 0)];
        builds_as_at_first(&archive, drafts, &format!("{number}: {done}"));
    }
    let kept = archive.names();
    assert!(kept.contains(&".dibao".to_owned()), "{kept:?}");
}

/// The tree that is put aside.
fn spare(archive: &Archive) -> std::path::PathBuf {
    let entries = fs::read_dir(archive.path(".dibao")).expect("is kept");
    let mut names = entries.flatten().map(|entry| entry.path());
    let is_spare = |path: &std::path::PathBuf| path.to_string_lossy().contains("/spare-");
    names.find(is_spare).expect("a tree")
}

#[test]
fn a_tree_that_was_put_aside_is_trusted_for_nothing() {
    let archive = Archive::new(&[
        ("content/a.md", "# 甲\n\n正文。\n"),
        ("content/x.txt", "附件"),
        ("outside/keep.txt", "别人的"),
    ]);
    archive.run("build", &[]).ends_with(0);
    archive.write("content/a.md", "# 甲\n\n改了。\n");
    archive.run("build", &[]).ends_with(0);
    let site = archive.tree("public");

    let spare = spare(&archive);
    fs::remove_dir_all(spare.join("posts")).expect("ours");
    symlink(archive.path("outside"), spare.join("posts")).expect("free");
    fs::remove_file(spare.join("index.html")).expect("ours");
    symlink(archive.path("outside/keep.txt"), spare.join("index.html")).expect("free");
    fs::write(spare.join("robots.txt"), "假的").expect("ours");
    fs::create_dir(spare.join("feed.xml.d")).expect("free");
    fs::write(spare.join("feed.xml.d/more"), "多余").expect("free");
    archive.run("build", &[]).ends_with(0);
    assert!(archive.tree("public") == site);
    assert_eq!(archive.tree("outside")["keep.txt"], "别人的".as_bytes());
    assert_eq!(archive.tree("outside").len(), 1);
}

#[test]
fn an_unchanged_file_is_one_file_in_both_trees_and_a_changed_one_is_not() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n"), ("content/b.md", "# 乙\n")]);
    for text in ["# 甲\n\n一。\n", "# 甲\n\n二。\n", "# 甲\n\n三。\n"] {
        archive.write("content/a.md", text);
        archive.run("build", &[]).ends_with(0);
    }
    let inode = |path: std::path::PathBuf| fs::metadata(path).expect("is there").ino();
    let same =
        |file: &str| inode(archive.path("public").join(file)) == inode(spare(&archive).join(file));
    assert!(same("posts/b/index.html"));
    assert!(!same("posts/a/index.html"));
}

#[test]
fn a_link_in_place_of_the_kept_folder_is_not_followed() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n"), ("outside/keep.txt", "别人的")]);
    symlink(archive.path("outside"), archive.path(".dibao")).expect("free");
    for text in ["# 甲\n\n一。\n", "# 甲\n\n二。\n", "# 甲\n\n三。\n"] {
        archive.write("content/a.md", text);
        archive.run("build", &[]).ends_with(0);
    }
    assert_eq!(archive.tree("outside").len(), 1);
}

/// What a build tells of the posts that it took over; with everything parsed it tells nothing.
fn kept(archive: &Archive) -> Vec<u8> {
    fs::read(archive.path(".dibao/documents")).expect("is kept")
}

#[test]
fn what_somebody_else_kept_is_not_used_and_that_is_said() {
    let archive = Archive::new(&[
        ("content/a.md", "# 甲\n\n正文。\n"),
        ("content/b.md", "# 乙\n"),
    ]);
    archive.run("build", &[]).ends_with(0);
    let site = archive.tree("public");
    let before = kept(&archive).len();
    let run = archive.run("build", &[]).ends_with(0);
    assert!(!run.stderr.contains(".dibao"), "{}", run.stderr);
    assert_eq!(kept(&archive).len(), before, "nothing is parsed again");

    // Bytes that lead a page astray, in a file that the index fits.
    let mut bytes = kept(&archive);
    let text = "正文".as_bytes();
    for at in 0..bytes.len() - text.len() {
        if bytes[at..].starts_with(text) {
            bytes[at..at + text.len()].copy_from_slice("坏人".as_bytes());
        }
    }
    archive.write(".dibao/documents", &bytes);
    let run = archive.run("build", &[]).ends_with(0);
    assert!(
        run.stderr
            .contains("1 parsed posts in `.dibao/` are damaged or were kept by somebody else"),
        "{}",
        run.stderr
    );
    assert!(archive.tree("public") == site);

    // All of it, with another secret.
    let mut other = archive.command("build", &[]);
    other.env("DIBAO_CACHE_KEY", "eines anderen");
    let told = String::from_utf8(other.output().expect("runs").stderr).expect("UTF-8");
    assert!(told.contains("2 parsed posts in `.dibao/`"), "{told}");
    assert!(archive.tree("public") == site);
}

#[test]
fn kept_files_of_any_bytes_do_no_harm() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n\n正文。\n")]);
    archive.run("build", &[]).ends_with(0);
    let site = archive.tree("public");
    let index = fs::read(archive.path(".dibao/index")).expect("is kept");
    let pages = fs::read(archive.path(".dibao/pages")).expect("is kept");
    let documents = kept(&archive);
    let mut chance = Chance(7);
    for round in 0..24 {
        let (name, bytes) = match round % 4 {
            0 => ("index", &index),
            2 => ("pages", &pages),
            _ => ("documents", &documents),
        };
        let mut bytes = bytes.clone();
        match round % 3 {
            0 => bytes.truncate(chance.below(bytes.len() as u64) as usize),
            1 => {
                let at = chance.below(bytes.len() as u64) as usize;
                bytes[at] ^= 1 << chance.below(8);
            }
            _ => {
                let at = chance.below(bytes.len() as u64 - 4) as usize;
                bytes[at..at + 4].fill(0xFF);
            }
        }
        archive.write(&format!(".dibao/{name}"), &bytes);
        archive.run("build", &[]).ends_with(0);
        assert!(archive.tree("public") == site, "{round}: {name}");
    }
}

#[test]
fn a_page_that_somebody_changed_in_the_site_is_mended() {
    let archive = Archive::new(&[
        ("content/a.md", "# 甲\n\n正文。\n"),
        ("content/b.md", "# 乙\n"),
    ]);
    archive.run("build", &[]).ends_with(0);
    archive.run("build", &[]).ends_with(0);
    let site = archive.tree("public");
    let page = archive.path("public/posts/a/index.html");
    let text = fs::read_to_string(&page).expect("is there");
    for changed in [text.replace("正文", "坏人"), String::new()] {
        fs::write(&page, changed).expect("ours");
        archive.run("build", &[]).ends_with(0);
        assert!(archive.tree("public") == site);
    }
    fs::remove_file(&page).expect("ours");
    archive.run("build", &[]).ends_with(0);
    assert!(archive.tree("public") == site);
}

#[test]
fn pages_that_somebody_else_vouches_for_are_made_anew() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n\n正文。\n")]);
    archive.run("build", &[]).ends_with(0);
    let site = archive.tree("public");
    // The same file, length and time, so that only the mark on what is remembered tells.
    let page = archive.path("public/posts/a/index.html");
    let time = fs::metadata(&page)
        .and_then(|at| at.modified())
        .expect("has one");
    let text = fs::read_to_string(&page).expect("is there");
    fs::write(&page, text.replace("正文", "坏人")).expect("ours");
    let file = fs::File::options()
        .write(true)
        .open(&page)
        .expect("is there");
    file.set_modified(time).expect("ours");

    let mut other = archive.command("build", &[]);
    other.env("DIBAO_CACHE_KEY", "eines anderen");
    assert!(other.output().expect("runs").status.success());
    assert!(archive.tree("public") == site);
}

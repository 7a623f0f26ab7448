//! What is kept between builds changes how long they take, and nothing else.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};

use crate::archive::Archive;

/// Steps of the random walk; `DIBAO_STEPS` asks for more.
const N_STEPS: usize = 24;

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
}

/// A digest of a few items about a few places and policies.
fn post(chance: &mut Chance) -> String {
    let tags = ["算力", "数据", "医保"];
    let places = ["四川省", "杭州市", "山东省"];
    let tag = tags[chance.below(3) as usize];
    let week = 1 + chance.below(50);
    let mut text = format!("---\ntitle: 2024年第{week}周\ntags: [{tag}]\n---\n\n");
    for item in 0..=chance.below(4) {
        let place = places[chance.below(3) as usize];
        let number = chance.below(1000);
        let (day, kind) = (1 + chance.below(28), item + chance.below(3));
        let _ = write!(
            text,
            "**{place}发布第{number}号办法**\n\n9月{day}日，{place}印发《关于第{kind}类事项的通知》，{tag}。\n\n"
        );
    }
    text
}

/// Changes something, as editors do.
fn step(archive: &Archive, chance: &mut Chance) -> String {
    let name = |chance: &mut Chance| format!("content/p{}.md", chance.below(12));
    match chance.below(10) {
        0..=4 => {
            let path = name(chance);
            archive.write(&path, post(chance));
            format!("write {path}")
        }
        5 => {
            let path = name(chance);
            let _ = fs::remove_file(archive.path(&path));
            format!("remove {path}")
        }
        6 => {
            let (from, to) = (name(chance), name(chance));
            let _ = fs::rename(archive.path(&from), archive.path(&to));
            format!("move {from} to {to}")
        }
        7 => {
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
        8 => {
            let title = chance.below(3);
            let search = ["sharded", "sharded", "auto"][chance.below(3) as usize];
            let settings = format!("title: 邸报{title}\nsearch: {search}\n");
            archive.write("content/site.yaml", settings);
            "settings".to_owned()
        }
        _ => {
            let theme = archive.path("themes/default/templates/not_found.html");
            if chance.below(2) == 0 {
                let _ = fs::remove_file(theme);
            } else {
                let text = format!("<p>没有{}</p>", chance.below(9));
                archive.write("themes/default/templates/not_found.html", text);
            }
            "theme".to_owned()
        }
    }
}

#[test]
fn after_any_change_a_build_is_what_a_first_build_would_be() {
    let steps = std::env::var("DIBAO_STEPS").map_or(N_STEPS, |n| n.parse().expect("a number"));
    let archive = Archive::new(&[
        ("content/p0.md", "# 甲\n\n正文。\n"),
        ("content/site.yaml", "search: sharded\n"),
    ]);
    let cold = tempfile::tempdir().expect("a folder");
    let mut chance = Chance(20_240_920);
    for number in 0..steps {
        let done = step(&archive, &mut chance);
        archive.run("build", &[]).ends_with(0);
        let output = cold.path().join("site").display().to_string();
        archive
            .run("build", &["--no-cache", "--output", &output])
            .ends_with(0);
        let warm = archive.tree("public");
        let paths: Vec<&String> = warm.keys().collect();
        let first = archive.tree(&output);
        assert_eq!(paths, first.keys().collect::<Vec<_>>(), "{number}: {done}");
        for (path, bytes) in &first {
            assert!(warm[path] == *bytes, "{number}: after {done}, {path}");
        }
        fs::remove_dir_all(cold.path().join("site")).expect("ours");
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

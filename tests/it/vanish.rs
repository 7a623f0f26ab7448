//! Files that go, or become something else, while a site is built of them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{spawn, yield_now};

use dibao::pipeline::{self, Options, Progress, Report};
use rustix::fs::{CWD, FileType, Mode, mknodat};

use crate::archive::Archive;

/// Posts that are parsed, and files that are written, before it is the turn of what changes.
const BEFORE: usize = 300;

/// An archive whose last post and last asset come late enough to be changed under the build's hands.
fn archive() -> Archive {
    let archive = Archive::new(&[
        ("content/zz.md", "# 末篇\n\n末。\n"),
        ("content/zz.bin", "末"),
    ]);
    archive.write("outside", "# 别人的秘密\n\n秘密。\n");
    // A text that takes a while.
    archive.write("content/00.md", "甲乙。".repeat(100_000));
    for number in 0..BEFORE {
        archive.write(&format!("content/p{number:04}.md"), "# 一篇\n\n正文。\n");
        archive.write(&format!("content/p{number:04}.txt"), "附件");
    }
    archive
}

/// Builds, and calls `change` once the listing is made (`when` 0), or the first pages are written.
fn build(archive: &Archive, keep_going: bool, when: usize, change: fn(&Path)) -> Report {
    let progress = Arc::new(Progress::default());
    let options = Options {
        root: archive.root().to_owned(),
        jobs: Some(1),
        keep_going,
        progress: Arc::clone(&progress),
        ..Options::default()
    };
    let content = archive.path("content");
    let watch = spawn(move || {
        while progress.total.load(Ordering::Relaxed) <= when {
            yield_now();
        }
        change(&content);
    });
    let report = pipeline::build(&options).expect("the output can be written");
    watch.join().expect("the change is made");
    report
}

/// What is told of files that cannot be read.
fn unreadable(report: &Report) -> Vec<&str> {
    let told = report.diagnostics.iter();
    told.filter(|one| one.code == "unreadable")
        .map(|one| one.path.as_str())
        .collect()
}

fn remove(path: &Path) {
    fs::remove_file(path).expect("it was there");
}

/// While posts are parsed.
const PARSING: usize = 0;

/// While pages are written: the posts were counted.
const WRITING: usize = BEFORE + 2;

#[test]
fn a_post_that_vanishes_is_told_and_nothing_changes() {
    let archive = archive();
    let report = build(&archive, false, PARSING, |content| {
        remove(&content.join("zz.md"));
    });
    assert_eq!(unreadable(&report), ["content/zz.md"]);
    assert!(report.failed(false) && report.written.is_none());
    assert!(!archive.path("public").exists());
}

#[test]
fn an_asset_that_vanishes_is_told_and_the_old_site_stays() {
    let archive = archive();
    archive.run("build", &[]).ends_with(0);
    let before = archive.tree("public");
    archive.write("content/p0001.txt", "新的附件");
    let report = build(&archive, false, WRITING, |content| {
        remove(&content.join("zz.bin"));
    });
    assert_eq!(unreadable(&report), ["content/zz.bin"]);
    assert!(report.failed(false) && report.written.is_none());
    assert!(archive.tree("public") == before);
}

#[test]
fn a_build_that_keeps_going_is_made_of_what_is_left() {
    let archive = archive();
    let report = build(&archive, true, PARSING, |content| {
        remove(&content.join("zz.md"));
        remove(&content.join("zz.bin"));
    });
    assert_eq!(unreadable(&report), ["content/zz.bin", "content/zz.md"]);
    assert!(report.failed(false) && report.written.is_some());
    let site = archive.tree("public");
    assert!(site.contains_key("posts/p0299/index.html") && site.contains_key("posts/p0299.txt"));
    assert!(!site.keys().any(|path| path.contains("zz")));
}

#[test]
fn a_folder_that_vanishes_whole_is_told() {
    let archive = archive();
    let report = build(&archive, false, PARSING, |content| {
        fs::rename(content, content.with_file_name("gone")).expect("it was there");
    });
    assert!(unreadable(&report).contains(&"content/zz.md"));
    assert!(!archive.path("public").exists());
}

#[test]
fn what_a_file_has_become_is_neither_followed_nor_waited_for() {
    let archive = archive();
    let report = build(&archive, true, PARSING, |content| {
        let (post, asset) = (content.join("zz.md"), content.join("zz.bin"));
        remove(&post);
        symlink(content.with_file_name("outside"), &post).expect("free");
        remove(&asset);
        mknodat(CWD, &asset, FileType::Fifo, Mode::RUSR, 0).expect("free");
    });
    assert_eq!(unreadable(&report), ["content/zz.bin", "content/zz.md"]);
    let secret = "别人的秘密".as_bytes();
    for (path, bytes) in archive.tree("public") {
        assert!(memchr::memmem::find(&bytes, secret).is_none(), "{path}");
    }
}

#[test]
fn a_content_folder_that_is_a_link_out_is_no_archive() {
    for target in ["/etc", "../elsewhere", ".hidden", "."] {
        let archive = Archive::new(&[]);
        let place = archive.path("a");
        for folder in ["elsewhere", "a/.hidden"] {
            archive.write(&format!("{folder}/x.md"), "# 别人的\n");
        }
        symlink(target, place.join("content")).expect("free");
        for command in ["build", "check"] {
            let mut run = Command::new(env!("CARGO_BIN_EXE_dibao"));
            let out = run.args([command, "--root"]).arg(&place).output();
            let out = out.expect("runs");
            let said = String::from_utf8_lossy(&out.stderr);
            assert_eq!(out.status.code(), Some(2), "{target}: {said}");
            assert!(said.contains("is a link"), "{target}: {said}");
        }
        assert!(!place.join("public").exists());
    }
    let archive = Archive::new(&[("texts/a.md", "# 甲\n")]);
    fs::remove_dir(archive.path("content")).expect("empty");
    symlink("texts", archive.path("content")).expect("free");
    archive.run("build", &["--strict"]).ends_with(0);
    assert!(archive.path("public/posts/a/index.html").exists());
}

//! Every corpus builds, and builds to the same bytes each time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use dibao::config::SearchMode;
use dibao::pipeline::{self, Options};
use walkdir::WalkDir;

use crate::archive::Archive;
use crate::corpora::{self, Corpus};

#[test]
fn every_archive_builds_with_exit_code_0() {
    let failures: Vec<String> = corpora::all()
        .iter()
        .filter_map(|corpus| Some(format!("{}: {}", corpus.name, corpus.failure.as_ref()?)))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_post_of_an_archive_has_a_page() {
    for Corpus {
        name, posts, pages, ..
    } in corpora::built()
    {
        assert!(!posts.is_empty(), "{name}: data/posts.jsonl names no post");
        for (source, url) in posts {
            assert!(
                pages.contains_key(url),
                "{name}: {source} has no page at {url}"
            );
        }
    }
}

#[test]
fn a_build_with_one_thread_and_a_build_with_two_are_byte_equal() {
    for corpus in corpora::built() {
        let again = corpora::fresh(&format!("again-{}", corpus.name)).join("public");
        corpora::build(&corpus.root, &again, "1").expect("it was built before");
        let (first, second) = (files(&corpus.site), files(&again));
        let paths = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            paths(&first),
            paths(&second),
            "{}: other files",
            corpus.name
        );
        for (path, bytes) in &first {
            assert!(second[path] == *bytes, "{}: {path} differs", corpus.name);
        }
    }
}

#[test]
fn a_build_does_not_depend_on_where_when_and_for_whom_it_is_made() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let mut posts = files(&content).into_iter().collect::<Vec<_>>();
    let builds: Vec<BTreeMap<String, Vec<u8>>> = [
        &[("LC_ALL", "C"), ("TZ", "UTC"), ("SOURCE_DATE_EPOCH", "0")][..],
        &[("LC_ALL", "zh_CN.UTF-8"), ("TZ", "Asia/Shanghai")],
        &[
            ("LANG", "tr_TR.UTF-8"),
            ("TZ", "America/Los_Angeles"),
            ("SOURCE_DATE_EPOCH", "4000000000"),
        ],
    ]
    .iter()
    .map(|environment| {
        let archive = Archive::new(&[]);
        // In another order on the disk, and with other times.
        posts.reverse();
        for (path, bytes) in &posts {
            archive.write(&format!("content/{path}"), bytes);
        }
        let mut build = archive.command("build", &["--base-url", "https://archive.example.org/"]);
        build.current_dir("/").envs(environment.iter().copied());
        let out = build.output().expect("starts");
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        files(&archive.path("public"))
    })
    .collect();
    for other in &builds[1..] {
        assert!(builds[0].keys().eq(other.keys()));
        for (path, bytes) in other {
            assert!(builds[0][path] == *bytes, "{path} differs");
        }
    }
}

#[test]
fn texts_that_are_put_aside_come_into_the_site_as_they_were() {
    let archive = Archive::new(&[]);
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for (path, bytes) in files(&content) {
        archive.write(&format!("content/{path}"), bytes);
    }
    let [here, aside] = [("here", None), ("aside", Some(0))].map(|(name, texts_in_memory)| {
        let options = Options {
            root: archive.path(""),
            output: Some(archive.path(name)),
            search: Some(SearchMode::Sharded),
            texts_in_memory,
            ..Options::default()
        };
        let report = pipeline::build(&options).expect("builds");
        assert!(report.written.is_some());
        files(&archive.path(name))
    });
    assert!(here.keys().eq(aside.keys()));
    for (path, bytes) in &here {
        assert!(aside[path] == *bytes, "{path} differs");
    }
}

/// All files of a tree but dibao's own notes about it.
fn files(tree: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(tree) {
        let entry = entry.expect("a folder of ours");
        let path = entry
            .path()
            .strip_prefix(tree)
            .expect("the walk began there")
            .to_str()
            .expect("UTF-8")
            .to_owned();
        if entry.file_type().is_file() && !path.starts_with(".dibao") {
            files.insert(path, fs::read(entry.path()).expect("a file of ours"));
        }
    }
    files
}

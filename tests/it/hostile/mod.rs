//! Hostile posts: whatever strangers write, nothing but text comes of it.
//!
//! The cases are built into one site, which this checks file by file; `tests/js/hostile.test.js`
//! opens the same site in a browser, beside one that a careless generator made of the same posts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use url::Url;

use crate::archive::Archive;
use crate::page::Page;
use cases::Case;

mod careless;
pub(crate) mod cases;
pub(crate) mod oracle;
mod outputs;

const SETTINGS: &str = "title: 敌意\nbase_url: https://example.org/\nauthor: 某\n\
    facets: {department: {label: 部门}}\nrelations: {replaces: {label: 取代, inverse: 被取代}}\n\
    repository: https://example.org/owner/name\nedit: {forge: gitlab}\n";

/// The site of all cases: path to bytes, and what was said.
struct Built {
    cases: Vec<Case>,
    tree: BTreeMap<String, Vec<u8>>,
    said: String,
}

static BUILT: LazyLock<Built> = LazyLock::new(|| {
    let cases = cases::cases();
    let archive = Archive::new(&[
        ("content/site.yaml", SETTINGS),
        ("content/plain.md", "# 平常\n\n哨兵，平常的一篇。\n"),
    ]);
    for case in &cases {
        for (path, text) in &case.files {
            archive.write(path, text);
        }
    }
    commit(&archive);
    let run = archive.run("build", &["--search", "single"]).ends_with(0);
    assert_eq!(archive.names(), [".dibao", ".git", "content", "public"]);
    let built = Built {
        tree: archive.tree("public"),
        said: run.stderr,
        cases,
    };
    keep(&built);
    built
});

/// Authors whose names are markup, too: git tells them on the pages.
fn commit(archive: &Archive) {
    let git = |who: &str, arguments: &[&str]| {
        let mut git = Command::new("git");
        git.arg("-C").arg(archive.root()).args(arguments);
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), who);
            git.env(format!("GIT_{role}_EMAIL"), "\" onmouseover=\"canary(0)");
            git.env(format!("GIT_{role}_DATE"), "2020-09-10T00:00:00Z");
        }
        let out = git.output().expect("git runs");
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "git {arguments:?}: {said}");
    };
    let message = "x\n\nCo-authored-by: <script>canary(0)</script> <a@b.example>\n\
        Co-authored-by: \"><img src=x onerror=canary(0)> <c@d.example>\n\
        Co-authored-by: \u{202E}名 <javascript:canary(0)>\n";
    git("x", &["init", "-q"]);
    git(
        "' data-canary=' =1+1 &lt;img src=x onerror=canary(0)&gt;",
        &["add", "-A"],
    );
    git(
        "' data-canary=' =1+1 &lt;img src=x onerror=canary(0)&gt;",
        &["commit", "-qm", message],
    );
}

/// Leaves both sites for the browser.
fn keep(built: &Built) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    let fresh = target.with_extension("new");
    let _ = fs::remove_dir_all(&fresh);
    let put = |path: PathBuf, bytes: &[u8]| {
        fs::create_dir_all(path.parent().expect("below the target")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    for (path, bytes) in &built.tree {
        put(fresh.join("ours").join(path), bytes);
    }
    for case in &built.cases {
        let path = fresh.join("careless").join(&case.name).join("index.html");
        put(path, careless::page(case).as_bytes());
    }
    let names: Vec<&str> = built.cases.iter().map(|case| case.name.as_str()).collect();
    put(
        fresh.join("cases.json"),
        &serde_json::to_vec(&names).expect("names"),
    );
    let _ = fs::remove_dir_all(&target);
    fs::rename(&fresh, &target).expect("beside it");
}

fn is(path: &str, extension: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, end)| end == extension)
}

fn text(path: &str) -> &'static str {
    let bytes = BUILT.tree.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("there is no {path}"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let html = BUILT.tree.keys().filter(|path| is(path, "html"));
    html.map(|path| (path.as_str(), text(path)))
}

#[test]
fn no_page_holds_anything_but_what_is_allowed() {
    let mut wrong = Vec::new();
    let mut n_pages = 0;
    for (path, html) in pages() {
        let mut page = Url::parse("https://example.org/").expect("a URL");
        page.set_path(path);
        n_pages += 1;
        for finding in oracle::findings(&page, html) {
            wrong.push(format!("{path}: {finding}"));
        }
    }
    println!("{n_pages} pages of {} cases", BUILT.cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_post_is_lost_and_none_is_cut_short() {
    let texts: Vec<String> = pages().map(|(_, html)| Page::read(html).text).collect();
    let mut lost = Vec::new();
    for case in &BUILT.cases {
        if !texts.iter().any(|text| text.contains(&case.sentinel())) {
            lost.push(case.name.as_str());
        }
    }
    assert!(lost.is_empty(), "{lost:#?}\n{}", BUILT.said);
}

//! What git knows of the posts, on their pages.

use std::fs;
use std::process::Command;

use crate::archive::Archive;

/// Runs git with an author and a day.
fn git(archive: &Archive, who: &str, day: &str, arguments: &[&str]) {
    let environment = [
        ("GIT_AUTHOR_NAME", who),
        ("GIT_COMMITTER_NAME", "机器"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_COMMITTER_EMAIL", "c@example.org"),
        ("GIT_AUTHOR_DATE", day),
        ("GIT_COMMITTER_DATE", "2021-01-01T00:00:00Z"),
    ];
    archive.git_with(&environment, arguments);
}

fn commit(archive: &Archive, who: &str, day: &str) {
    git(archive, who, day, &["add", "-A"]);
    git(archive, who, day, &["commit", "-qm", "x"]);
}

/// Two posts of two authors; one tells its last change itself, one was renamed.
fn archive() -> Archive {
    let archive = Archive::new(&[
        (
            "content/site.yaml",
            "language: en\nrepository: https://codeberg.org/o/n\nedit: {folder: sub}\n",
        ),
        (
            "content/old name.md",
            "---\ntitle: Plain\ndate: 2020-08-01\n---\n\nText.\n",
        ),
        (
            "content/told.md",
            "---\ntitle: Told\nupdated: 2020-12-24\n---\n\nText.\n",
        ),
        (".gitignore", "public*/\n"),
    ]);
    git(&archive, "x", "2020-09-01T00:00:00Z", &["init", "-q"]);
    commit(&archive, "甲", "2020-09-01T23:30:00-08:00");
    git(
        &archive,
        "x",
        "",
        &["mv", "content/old name.md", "content/new.md"],
    );
    commit(&archive, "&lt;\u{202e}乙", "2020-09-02T12:00:00Z");
    archive.write(
        "content/new.md",
        "---\ntitle: Plain\ndate: 2020-08-01\n---\n\nMore text.\n",
    );
    commit(&archive, "丙", "2020-09-03T00:30:00+08:00");
    archive
}

fn read(archive: &Archive, path: &str) -> String {
    fs::read_to_string(archive.path(path)).expect(path)
}

#[test]
fn a_post_tells_its_first_and_last_change_and_who_made_them() {
    let archive = archive();
    archive.run("build", &[]).ends_with(0);
    let page = read(&archive, "public/posts/new/index.html");
    for expected in [
        "First filed <time datetime=\"2020-09-01\">",
        "Updated</dt><dd><time datetime=\"2020-09-03\">",
        "<bdi>丙</bdi>, <bdi>&amp;lt;乙</bdi>, <bdi>甲</bdi>",
        "href=\"https://codeberg.org/o/n/_edit/main/sub/content/new.md\"",
        "href=\"https://codeberg.org/o/n/commits/branch/main/sub/content/new.md\"",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    let told = read(&archive, "public/posts/told/index.html");
    assert!(
        told.contains("Updated</dt><dd><time datetime=\"2020-12-24\">"),
        "{told}"
    );
    let sitemap = read(&archive, "public/sitemap.xml");
    assert!(
        sitemap.contains("/posts/new/</loc><lastmod>2020-09-03</lastmod>"),
        "{sitemap}"
    );
    let feed = read(&archive, "public/feed.xml");
    assert!(
        feed.contains("<updated>2020-09-03T00:30:00+08:00</updated>"),
        "{feed}"
    );
}

#[test]
fn a_post_that_was_renamed_and_changed_in_one_commit_keeps_its_story() {
    let archive = archive();
    let text = read(&archive, "content/new.md");
    let long = format!("{text}\n{}", "A line that stays as it is.\n".repeat(20));
    archive.write("content/new.md", &long);
    commit(&archive, "丙", "2020-09-04T12:00:00Z");
    archive.remove("content/new.md");
    archive.write("content/moved.md", long.replace("Plain", "Moved"));
    archive.write(
        "content/other.md",
        "---\ntitle: Other\n---\n\nNothing alike.\n",
    );
    commit(&archive, "丁", "2020-09-05T12:00:00Z");
    archive.run("build", &[]).ends_with(0);
    let page = read(&archive, "public/posts/moved/index.html");
    for expected in [
        "First filed <time datetime=\"2020-09-01\">",
        "Updated</dt><dd><time datetime=\"2020-09-05\">",
        "<bdi>丁</bdi>, <bdi>丙</bdi>",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    let other = read(&archive, "public/posts/other/index.html");
    assert!(
        other.contains("First filed <time datetime=\"2020-09-05\">"),
        "{other}"
    );
}

#[test]
fn neither_the_time_zone_nor_the_times_of_files_reach_the_site() {
    let archive = archive();
    archive.run("build", &[]).ends_with(0);
    let path = archive.path("content/new.md");
    let file = fs::File::options().write(true).open(path).expect("there");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    file.set_modified(long_ago).expect("allowed");
    let mut again = archive.command("build", &["--output", "public2", "--jobs", "1"]);
    let out = again
        .env("TZ", "Pacific/Kiritimati")
        .output()
        .expect("runs");
    assert!(out.status.success());
    assert!(archive.tree("public") == archive.tree("public2"));
}

#[test]
fn a_shallow_clone_tells_nothing_and_says_why() {
    let archive = archive();
    let clone = archive.path("clone");
    let url = format!("file://{}", archive.root().display());
    let arguments = [
        "clone",
        "-q",
        "--depth",
        "1",
        &url,
        clone.to_str().expect("UTF-8"),
    ];
    git(&archive, "x", "", &arguments);
    let root = clone.to_str().expect("UTF-8");
    let output = archive.path("public3");
    let output = output.to_str().expect("UTF-8");
    let run = archive.run("explain", &["content/new.md"]);
    assert_eq!(run.code, Some(0));
    let out = Command::new(env!("CARGO_BIN_EXE_dibao"))
        .args(["build", "--root", root, "--output", output])
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(
        out.status.success() && said.contains("the clone is shallow"),
        "{said}"
    );
    let page = read(&archive, "public3/posts/new/index.html");
    assert!(
        !page.contains("First filed") && !page.contains("Updated"),
        "{page}"
    );
    assert!(page.contains("/_edit/main/"), "{page}");
}

#[test]
fn without_commits_without_repository_and_when_switched_off_nothing_is_told() {
    let post = ("content/a.md", "---\ntitle: A\n---\n\nText.\n");
    let archive = Archive::new(&[post]);
    let silent = |archive: &Archive| {
        let run = archive.run("build", &[]).ends_with(0);
        assert!(!run.stderr.contains("not told"), "{}", run.stderr);
        let page = read(archive, "public/posts/a/index.html");
        assert!(!page.contains("<bdi>"), "{page}");
    };
    silent(&archive);
    git(&archive, "x", "", &["init", "-q"]);
    silent(&archive);
    commit(&archive, "甲", "2020-09-01T23:30:00-08:00");
    archive.write("content/site.yaml", "history: false\n");
    silent(&archive);
    archive.write("content/site.yaml", "history: true\n");
    archive.run("build", &[]).ends_with(0);
    let page = read(&archive, "public/posts/a/index.html");
    assert!(page.contains("<bdi>甲</bdi>"), "{page}");
}

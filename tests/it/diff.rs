//! What a branch changes for readers.

use crate::archive::Archive;

/// Two digests of two items, and a page.
fn archive() -> Archive {
    let digest = "---\ntitle: 周报\ndate: 2020-09-14\ntags: [数据]\n---\n\n\
        **甲市印发《甲市数据条例》**\n\n9月8日，甲市印发《甲市数据条例》。\n\n\
        **乙市召开座谈会**\n\n9月9日，乙市召开座谈会。\n";
    Archive::new(&[
        ("content/site.yaml", "language: en\n"),
        ("content/a.md", digest),
        ("content/b.md", "---\ntitle: 一文\n---\n\n正文。\n"),
        ("content/pages/about.md", "# 关于\n\n我们。\n"),
    ])
}

/// A commit of everything, on `main`, and a branch `change`.
fn with_branch(archive: &Archive) {
    archive.git(&["init", "-q"]);
    archive.write(".gitignore", "public/\n");
    archive.git(&["add", "-A"]);
    archive.git(&["commit", "-qm", "one"]);
    archive.git(&["checkout", "-qb", "change"]);
}

fn change(archive: &Archive) {
    archive.remove("content/b.md");
    archive.write(
        "content/c.md",
        "---\ntitle: 新文\ntags: [算力]\nlayot: x\n---\n\n正文二。\n",
    );
    let text = std::fs::read_to_string(archive.path("content/a.md")).expect("there");
    archive.write("content/a.md", text.replace("9月9日", "9月10日"));
}

#[test]
fn an_earlier_output_and_an_earlier_revision_give_the_same_summary() {
    let archive = archive();
    with_branch(&archive);
    archive.run("build", &[]).ends_with(0);
    change(&archive);
    let of_output = archive.run("diff", &["public"]).ends_with(0);
    let of_revision = archive
        .run("diff", &["--changed-since", "main"])
        .ends_with(0);
    assert_eq!(of_output.stdout, of_revision.stdout);
    for line in [
        "| Posts | 1 | 1 | 1 |",
        "| Items | 1 | 1 | 1 |",
        "- `/posts/b/`",
        "- 新文 `content/c.md`",
        "- 周报 `content/a.md` (items)",
        "- 乙市召开座谈会 `a.md:11` (text, date)",
        "- 一文 `content/b.md`",
        "- 算力 0 → 1",
        "- `content/c.md:4` unknown\\-key: \\`layot\\` is not a known key",
    ] {
        assert!(
            of_output.stdout.lines().any(|l| l == line),
            "{line}\n{}",
            of_output.stdout
        );
    }
    archive.run("diff", &["public", "--strict"]).ends_with(1);
}

#[test]
fn an_alias_keeps_an_address_and_a_renamed_file_is_a_moved_page() {
    let archive = archive();
    archive.run("build", &["--output", "before"]).ends_with(0);
    archive.remove("content/b.md");
    archive.write(
        "content/c/b.md",
        "---\ntitle: 一文\naliases: [/posts/b/]\n---\n\n正文。\n",
    );
    let run = archive.run("diff", &["before", "--strict"]).ends_with(0);
    let line = "- 一文: `/posts/b/` → `/posts/c/b/`";
    assert!(run.stdout.lines().any(|l| l == line), "{}", run.stdout);
    assert!(!run.stdout.contains('⚠'), "{}", run.stdout);
}

#[test]
fn the_summary_is_a_page_too_that_loads_nothing_but_the_sites_own_style() {
    let archive = archive();
    archive.run("build", &[]).ends_with(0);
    archive.write("content/c.md", "---\ntitle: <b>新</b>\n---\n\n正文。\n");
    let page = archive.path("changes.html");
    let page = page.to_str().expect("UTF-8");
    let arguments = ["public", "--format", "html", "--output", page];
    archive.run("diff", &arguments).ends_with(0);
    let html = std::fs::read_to_string(page).expect("written");
    assert!(
        html.contains("&lt;b&gt;新&lt;/b&gt;") && html.contains("noindex"),
        "{html}"
    );
    assert!(
        !html.contains("<script") && !html.contains("style="),
        "{html}"
    );
}

#[test]
fn a_branch_that_deletes_everything_and_odd_bases_are_told_clearly() {
    let archive = archive();
    let run = archive
        .run("diff", &["--changed-since", "main"])
        .ends_with(2);
    assert!(
        run.stderr.contains("in no git repository"),
        "{}",
        run.stderr
    );
    archive.git(&["init", "-q"]);
    let run = archive
        .run("diff", &["--changed-since", "main"])
        .ends_with(2);
    assert!(run.stderr.contains("has no commits yet"), "{}", run.stderr);
    with_branch(&archive);
    let run = archive
        .run("diff", &["--changed-since=--output=x"])
        .ends_with(2);
    assert!(
        run.stderr.contains("git knows no revision"),
        "{}",
        run.stderr
    );
    let run = archive.run("diff", &["content"]).ends_with(2);
    assert!(run.stderr.contains("no site of dibao"), "{}", run.stderr);
    for path in ["content/a.md", "content/b.md", "content/pages/about.md"] {
        archive.remove(path);
    }
    let run = archive
        .run("diff", &["--changed-since", "main"])
        .ends_with(0);
    assert!(
        run.stdout.contains("**⚠ Every post is gone.**"),
        "{}",
        run.stdout
    );
    std::fs::remove_dir_all(archive.path("content")).expect("there");
    let run = archive
        .run("diff", &["--changed-since", "main"])
        .ends_with(2);
    assert!(
        run.stderr.contains("no folder `content/`"),
        "{}",
        run.stderr
    );
    assert!(!archive.path("public").exists());
}

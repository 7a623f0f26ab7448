//! Folders of other generators, and what becomes of them.
//!
//! `tests/cases/import/NAME/site` is a folder as the generator NAME has it;
//! `tests/cases/import/NAME/expected.txt` is the archive that it becomes: every new file with its
//! text, then what was said, then the redirects of the built site.
//! `UPDATE_CASES=1 cargo test import` writes the latter; review the diff.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::archive::{Archive, Run};

const GENERATORS: [&str; 5] = ["jekyll", "hugo", "hexo", "zola", "csdn"];

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/import")
        .join(name)
}

fn import(archive: &Archive, from: &str, folder: &Path) -> Run {
    archive.run("import", &[from, folder.to_str().expect("UTF-8")])
}

/// All that the archive holds, readable.
fn shown(archive: &Archive, run: &Run) -> String {
    let mut text = String::new();
    for (path, bytes) in archive.tree("content") {
        text.extend(["=== content/", &path, "\n"]);
        text += &match String::from_utf8(bytes) {
            Ok(text) => text.replace('\r', "␍"),
            Err(_) => "(copied)\n".to_owned(),
        };
    }
    text += "=== said\n";
    text += &run.stderr;
    text += "=== redirects\n";
    text + &fs::read_to_string(archive.path("public/_redirects")).expect("a built site")
}

#[test]
fn a_folder_becomes_an_archive_whose_old_addresses_lead_to_its_posts() {
    for name in GENERATORS {
        let archive = Archive::new(&[]);
        let run = import(&archive, name, &case(name).join("site")).ends_with(0);
        archive.run("check", &[]).ends_with(0);
        archive.run("build", &["--drafts"]).ends_with(0);
        let redirects = fs::read_to_string(archive.path("public/_redirects")).expect("written");
        for line in redirects.lines() {
            let from = line.split(' ').next().expect("a first word");
            let base = if name == "zola" { "/z/" } else { "/" };
            let base = if name == "jekyll" { "/blog/" } else { base };
            let mut page = from.strip_prefix(base).expect("below the base").to_owned();
            if from.contains('%') {
                continue; // the same path, raw, stands beside it
            }
            if !page.contains(".html") {
                page = format!("{}/index.html", page.trim_end_matches('/'));
            }
            assert!(
                archive.path(&format!("public/{page}")).is_file(),
                "{name}: {line}"
            );
        }
        let shown = shown(&archive, &run);
        let expected = case(name).join("expected.txt");
        if std::env::var("UPDATE_CASES").is_ok() {
            fs::write(&expected, &shown).expect("writable");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        assert!(
            shown == expected,
            "{name}: `UPDATE_CASES=1` writes this:\n{shown}"
        );
    }
}

#[test]
fn what_stands_below_the_front_matter_is_kept_byte_for_byte() {
    let body = |text: &[u8]| -> Vec<u8> {
        let text = String::from_utf8_lossy(text).into_owned();
        let mark = ["\n---\n", "\n---\r\n", "\n+++\n", "\n}\n"]
            .into_iter()
            .filter_map(|mark| Some(text.find(mark)? + mark.len()))
            .min();
        text.as_bytes()[mark.unwrap_or(0)..].to_vec()
    };
    for name in GENERATORS {
        let archive = Archive::new(&[]);
        import(&archive, name, &case(name).join("site")).ends_with(0);
        let mut new: Vec<Vec<u8>> = archive.tree("content").values().map(|t| body(t)).collect();
        new.push(Vec::new());
        for entry in walkdir::WalkDir::new(case(name).join("site")) {
            let path = entry.expect("readable").into_path();
            let left = ["index.md", "_index.md", "note.md", "undated.md"];
            let file = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("UTF-8");
            let bundle = path
                .parent()
                .is_some_and(|p| p.ends_with("bundle") || p.ends_with("about"));
            if !file.ends_with("md") || left.contains(&file) && !(bundle && file == "index.md") {
                continue;
            }
            let old = body(&fs::read(&path).expect("readable"));
            assert!(new.contains(&old), "{}", path.display());
        }
    }
}

#[test]
fn importing_again_changes_nothing_and_what_is_there_is_never_overwritten() {
    let archive = Archive::new(&[]);
    let site = case("hexo").join("site");
    import(&archive, "hexo", &site).ends_with(0);
    archive.write("content/posts/plain.md", "我改过。\n");
    let before = archive.tree("content");
    let run = import(&archive, "hexo", &site).ends_with(0);
    assert_eq!(archive.tree("content"), before);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains("wrote 0 files"), "{}", run.stderr);
    assert!(
        run.stderr.contains("content/posts/plain.md"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_dry_run_names_the_files_and_writes_none() {
    let archive = Archive::new(&[]);
    let site = case("zola").join("site");
    let run = archive.run(
        "import",
        &["zola", site.to_str().expect("UTF-8"), "--dry-run"],
    );
    let run = run.ends_with(0);
    assert!(
        run.stdout.contains("content/blog/first.md\n"),
        "{}",
        run.stdout
    );
    assert!(archive.tree("content").is_empty());
}

#[test]
fn an_archive_at_another_path_keeps_the_path_of_the_old_site_in_its_addresses() {
    let settings = ("content/site.yaml", "base_url: https://new.example/\n");
    let archive = Archive::new(&[settings]);
    import(&archive, "jekyll", &case("jekyll").join("site")).ends_with(0);
    archive.run("build", &[]).ends_with(0);
    let redirects = fs::read_to_string(archive.path("public/_redirects")).expect("written");
    for line in [
        "/blog/notes/2021/01/03/second.html /posts/notes/2021-01-02-second/ 301",
        "/blog/old/weekly-1/ /posts/2020-09-13-%E5%91%A8%E6%8A%A5-%E4%B8%80/ 301",
        "/blog/fixed/page/ /fixed/page/ 301",
    ] {
        assert!(redirects.lines().any(|l| l == line), "{line}\n{redirects}");
    }
}

#[test]
fn a_file_that_cannot_be_taken_stops_the_import_before_anything_is_written() {
    type Spoil = fn(&Archive);
    let cases: [(&str, Spoil, &str); 5] = [
        (
            "binary data",
            |archive| archive.write("old/_posts/2020-01-02-b.md", b"\x89PNG\r\n\x1a\n"),
            "_posts/2020-01-02-b.md:1:1: error[import-file]: `_posts/2020-01-02-b.md` is a PNG picture",
        ),
        (
            "half a merge",
            |archive| {
                let text = "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> x\n";
                archive.write("old/_posts/2020-01-02-b.md", text);
            },
            "error[import-file]: git could not merge this file",
        ),
        (
            "a link out of the folder",
            |archive| {
                archive.write("secret.md", "秘密\n");
                let link = archive.path("old/_posts/2020-01-02-b.md");
                symlink(archive.path("secret.md"), link).expect("free");
            },
            "_posts/2020-01-02-b.md:1:1: error[import-file]: left out: the link leads out",
        ),
        (
            "a huge file",
            |archive| {
                let file = fs::File::create(archive.path("old/_posts/2020-01-02-b.md"));
                file.expect("free").set_len(200 << 20).expect("sparse");
            },
            "is larger than 32 MiB",
        ),
        (
            "settings that cannot be read",
            |archive| archive.write("old/_config.yml", "title: [\n"),
            "_config.yml:1:1: error[import-settings]",
        ),
    ];
    for (name, spoil, message) in cases {
        let archive = Archive::new(&[("old/_posts/2020-01-01-a.md", "---\ntitle: 甲\n---\n文\n")]);
        spoil(&archive);
        let old = archive.path("old");
        let run = import(&archive, "jekyll", &old).ends_with(1);
        assert!(run.stderr.contains(message), "{name}: {}", run.stderr);
        assert!(
            run.stderr.contains("nothing was written"),
            "{name}: {}",
            run.stderr
        );
        assert!(archive.tree("content").is_empty(), "{name}");
        let old = old.to_str().expect("UTF-8");
        archive
            .run("import", &["jekyll", old, "--keep-going"])
            .ends_with(1);
        let written: Vec<String> = archive.tree("content").into_keys().collect();
        let texts = written.iter().filter(|path| path.starts_with("posts/"));
        assert_eq!(
            texts.collect::<Vec<_>>(),
            ["posts/2020-01-01-a.md"],
            "{name}"
        );
    }
}

#[test]
fn a_folder_without_posts_or_inside_the_archive_is_refused() {
    let archive = Archive::new(&[
        ("old/readme.txt", "x"),
        ("content/_posts/2020-01-01-a.md", "x"),
    ]);
    let run = import(&archive, "hugo", &archive.path("old")).ends_with(1);
    assert!(
        run.stderr.contains("error[import-folder]: no posts here"),
        "{}",
        run.stderr
    );
    import(&archive, "jekyll", &archive.path("content")).ends_with(2);
    import(&archive, "jekyll", archive.root()).ends_with(2);
    import(&archive, "jekyll", &archive.path("missing")).ends_with(2);
    assert_eq!(archive.tree("content").len(), 1);
}

#[test]
fn a_seed_is_imported_as_it_is_and_found_at_the_path_it_came_from() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    if !seeds.is_dir() {
        println!("skipped: there are no seeds");
        return;
    }
    let archive = Archive::new(&[]);
    import(&archive, "csdn", &seeds).ends_with(0);
    archive.run("check", &[]).ends_with(0);
    archive.run("build", &[]).ends_with(0);
    let redirects = fs::read_to_string(archive.path("public/_redirects")).expect("written");
    assert_eq!(redirects.lines().count(), 1, "{redirects}");
    assert!(redirects.contains("/article/details/"), "{redirects}");
    assert_eq!(archive.tree("content").len(), 2);
}

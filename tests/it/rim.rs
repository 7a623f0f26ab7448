//! Files in, files out, exit codes.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, symlink};
use std::process::Command;

use crate::archive::Archive;

const POST: (&str, &str) = ("content/a.md", "---\ntitle: 甲\n---\n\n正文。\n");

#[test]
fn a_build_leaves_the_site_and_what_it_keeps_and_nothing_else() {
    let archive = Archive::new(&[POST, ("content/x.txt", "附件")]);
    let run = archive.run("build", &[]).ends_with(0);
    assert!(run.stderr.contains(" → "), "{}", run.stderr);
    assert_eq!(archive.names(), [".dibao", "content", "public"]);
    assert!(archive.tree("public").contains_key(".dibao"));
}

#[test]
fn files_that_did_not_change_keep_their_time_of_change() {
    let archive = Archive::new(&[POST, ("content/x.txt", "附件"), ("content/y.txt", "一")]);
    archive.run("build", &[]).ends_with(0);
    let stamp =
        |path: &str| fs::metadata(archive.path(path)).map(|file| (file.mtime(), file.mtime_nsec()));
    let paths: Vec<String> = archive.tree("public").into_keys().collect();
    let before: Vec<_> = paths
        .iter()
        .map(|path| stamp(&format!("public/{path}")).ok())
        .collect();
    archive.write("content/y.txt", "二");
    archive.run("build", &[]).ends_with(0);
    let changed: Vec<&String> = paths
        .iter()
        .zip(before)
        .filter(|(path, before)| stamp(&format!("public/{path}")).ok() != *before)
        .map(|(path, _)| path)
        .collect();
    assert_eq!(changed, ["posts/y.txt"]);
}

#[test]
fn a_folder_with_other_peoples_files_is_refused_and_left_alone() {
    let archive = Archive::new(&[POST, ("public/holiday.txt", "照片")]);
    let run = archive.run("build", &[]).ends_with(2);
    assert!(
        run.stderr.contains("public") && run.stderr.contains("did not write"),
        "{}",
        run.stderr
    );
    assert_eq!(archive.tree("public").len(), 1);
    archive.remove("public/holiday.txt");
    archive.run("build", &[]).ends_with(0);
}

#[test]
fn outputs_that_would_take_something_else_away_are_refused() {
    let archive = Archive::new(&[POST, ("elsewhere/x", ""), ("a.file", "")]);
    fs::create_dir(archive.path(".git")).expect("free");
    symlink(archive.path("elsewhere"), archive.path("link")).expect("free");
    let root = archive.root().to_str().expect("UTF-8").to_owned();
    let mut cases = vec!["/".to_owned(), "link".to_owned(), "a.file".to_owned()];
    for below in [
        "",
        "/..",
        "/content",
        "/content/public",
        "/themes/x",
        "/.git",
        "/.git/x",
        "/content/..",
    ] {
        cases.push(format!("{root}{below}"));
    }
    if let Some(home) = std::env::home_dir() {
        cases.push(home.to_str().expect("UTF-8").to_owned());
    }
    for output in &cases {
        let run = archive.run("build", &["--output", output]);
        assert_eq!(run.code, Some(2), "{output}: {}", run.stderr);
        assert!(
            run.stderr.contains("the output folder"),
            "{output}: {}",
            run.stderr
        );
    }
    assert!(archive.path("content/a.md").exists());
}

#[test]
fn errors_in_the_content_leave_the_output_as_it_was() {
    let archive = Archive::new(&[POST]);
    archive.run("build", &[]).ends_with(0);
    let before = archive.tree("public");
    archive.write("content/b.md", "# 乙\n");
    archive.write(
        "content/open.md",
        "<<<<<<< HEAD\n一\n=======\n二\n>>>>>>> topic\n",
    );
    let run = archive.run("build", &[]).ends_with(1);
    assert!(
        run.stderr
            .contains("content/open.md:1:1: error[conflict-marker]:"),
        "{}",
        run.stderr
    );
    assert_eq!(archive.tree("public"), before);
    let run = archive.run("build", &["--keep-going"]).ends_with(1);
    assert!(run.stderr.contains("content/open.md"), "{}", run.stderr);
    assert!(archive.path("public/posts/b/index.html").exists());
    assert!(!archive.path("public/posts/open/index.html").exists());
}

#[test]
fn under_strict_a_warning_is_enough_to_write_nothing() {
    let archive = Archive::new(&[("content/a.md", "---\ntitle: 甲\ntitle: 乙\n---\n\n正文。\n")]);
    archive.run("build", &["--strict"]).ends_with(1);
    assert!(!archive.path("public").exists());
    archive.run("build", &[]).ends_with(0);
    archive.run("check", &["--strict"]).ends_with(1);
    archive.run("check", &[]).ends_with(0);
}

#[test]
fn a_folder_without_content_and_an_unknown_option_are_wrong_usage() {
    let archive = Archive::new(&[]);
    fs::remove_dir(archive.path("content")).expect("empty");
    let run = archive.run("build", &[]).ends_with(2);
    assert!(
        run.stderr.contains("no folder `content/`"),
        "{}",
        run.stderr
    );
    archive.run("build", &["--nonsense"]).ends_with(2);
    archive
        .run("build", &["--base-url", "ftp://x/"])
        .ends_with(2);
}

#[test]
fn only_regular_files_below_content_are_read() {
    let archive = Archive::new(&[
        POST,
        ("secret.txt", "密"),
        ("content/.hidden/x.txt", "藏"),
        ("content/sub/b.txt", "乙"),
    ]);
    for (target, link) in [
        ("secret.txt", "out.txt"),
        ("content/.hidden/x.txt", "hidden.txt"),
        ("nowhere", "dangling.md"),
        ("content/sub", "folder"),
        ("content", "loop"),
        ("content/sub/b.txt", "inside.txt"),
    ] {
        symlink(archive.path(target), archive.path("content").join(link)).expect("free");
    }
    let fifo = archive.path("content/pipe.md");
    let made = Command::new("mkfifo")
        .arg(&fifo)
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    let run = archive.run("build", &[]).ends_with(0);
    for name in [
        "out.txt",
        "hidden.txt",
        "dangling.md",
        "folder",
        "loop",
        "pipe.md",
    ] {
        let line = format!("content/{name}:1:1: warning[left-out]");
        assert!(run.stderr.contains(&line), "{name}: {}", run.stderr);
    }
    let site = archive.tree("public");
    assert!(site.contains_key("posts/inside.txt"));
    assert!(
        !site
            .values()
            .any(|bytes| bytes == "密".as_bytes() || bytes == "藏".as_bytes())
    );
}

#[test]
fn a_post_whose_name_is_not_utf8_is_published_with_a_warning() {
    let archive = Archive::new(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    fs::write(archive.path("content").join(name), "# 甲\n\n正文。\n").expect("free");
    let run = archive.run("build", &[]).ends_with(0);
    assert!(
        run.stderr
            .contains("content/caf%E9.md:1:1: warning[file-name]"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("1 post"), "{}", run.stderr);
}

#[test]
fn a_file_that_is_no_text_or_too_large_is_an_error() {
    let archive = Archive::new(&[POST]);
    archive.write("content/p.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let large = fs::File::create(archive.path("content/large.md")).expect("free");
    large.set_len((64 << 20) + 1).expect("a hole is free");
    let run = archive.run("check", &[]).ends_with(1);
    assert!(
        run.stderr
            .contains("content/p.md:1:1: error[binary-file]: this is a PNG picture"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("content/large.md:1:1: error[too-large]"),
        "{}",
        run.stderr
    );
}

#[test]
fn two_builds_into_one_folder_do_not_meet() {
    let archive = Archive::new(&[POST]);
    let lock = archive.path(".public.dibao-lock");
    fs::write(&lock, "1\n").expect("free");
    archive.run("build", &[]).ends_with(0);
    assert!(!lock.exists(), "a lock that nobody holds is taken over");
    let held = fs::File::create(&lock).expect("free");
    rustix::fs::flock(&held, rustix::fs::FlockOperation::LockExclusive).expect("free");
    let run = archive.run("build", &[]).ends_with(2);
    assert!(run.stderr.contains("another build"), "{}", run.stderr);
}

#[test]
fn the_manifest_holds_the_hash_of_every_data_file() {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;

    let archive = Archive::new(&[POST]);
    archive.run("build", &[]).ends_with(0);
    let site = archive.tree("public");
    let manifest = &site["data/manifest.json"];
    let manifest: serde_json::Value = serde_json::from_slice(manifest).expect("JSON");
    let mut n = 0;
    for (path, bytes) in &site {
        let Some(name) = path.strip_prefix("data/") else {
            continue;
        };
        if ["manifest.json", "index.html"].contains(&name) {
            continue;
        }
        let mut hash = String::new();
        for byte in Sha256::digest(bytes) {
            let _ = write!(hash, "{byte:02x}");
        }
        assert_eq!(manifest[name], hash, "{name}");
        n += 1;
    }
    assert!(n > 0 && manifest.as_object().expect("an object").len() == n);
}

#[test]
fn check_tells_programs_what_it_tells_people() {
    let archive = Archive::new(&[("content/a.md", "---\ntitle: 甲\ntitle: 乙\n---\n\n正文。\n")]);
    let run = archive.run("check", &["--format", "json"]).ends_with(0);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["diagnostics"][0]["line"], 3);
    let run = archive.run("check", &["--format", "github"]).ends_with(0);
    assert!(
        run.stdout
            .starts_with("::warning file=content/a.md,line=3,"),
        "{}",
        run.stdout
    );
    let run = archive.run("check", &["--format", "sarif"]).ends_with(0);
    let sarif: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "duplicate-key");
    archive
        .run("check", &["content/a.md", "--strict"])
        .ends_with(1);
    archive.write("content/b.md", "# 乙\n");
    archive
        .run("check", &["content/b.md", "--strict"])
        .ends_with(0);
    archive.run("check", &["content/none.md"]).ends_with(2);
}

#[test]
fn check_can_keep_to_what_changed_since_a_revision() {
    let dirty = "---\ntitle: 甲\ntitle: 乙\n---\n\n正文。\n";
    let archive = Archive::new(&[("sub/content/old.md", dirty)]);
    archive.git(&["init", "-q"]);
    archive.git(&["add", "."]);
    archive.git(&["commit", "-qm", "a"]);
    archive.write("sub/content/new-新.md", dirty);
    let root = archive.path("sub");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
        command
            .args(["check", "--format", "github", "--root"])
            .arg(&root)
            .args(arguments);
        command.output().expect("runs")
    };
    let all = String::from_utf8(run(&[]).stdout).expect("UTF-8");
    assert_eq!(all.lines().count(), 2, "{all}");
    let new = String::from_utf8(run(&["--changed-since", "HEAD"]).stdout).expect("UTF-8");
    assert!(
        new.starts_with("::warning file=sub/content/new-新.md,"),
        "{new}"
    );
    assert_eq!(new.lines().count(), 1, "{new}");
    assert_eq!(
        run(&["--changed-since", "--output=x"]).status.code(),
        Some(2)
    );
}

#[test]
fn a_new_post_passes_check_and_never_replaces_another() {
    let archive = Archive::new(&[]);
    for arguments in [
        &["关于“试行”的: 通知"][..],
        &["关于“试行”的: 通知"],
        &["本周", "--digest", "--period", "2020-W37"],
    ] {
        archive.run("new", arguments).ends_with(0);
    }
    assert_eq!(archive.tree("content").len(), 3);
    archive.run("check", &["--strict"]).ends_with(0);
    archive
        .run("new", &["甲", "--period", "有一天"])
        .ends_with(2);
    archive.run("new", &["  "]).ends_with(2);
}

#[test]
fn a_new_archive_builds_without_a_warning() {
    let place = tempfile::tempdir().expect("a place for files");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
        command.args(arguments).current_dir(place.path());
        command.output().expect("runs").status.code()
    };
    assert_eq!(run(&["init", "档案"]), Some(0));
    assert_eq!(run(&["init", "档案"]), Some(2), "never twice");
    assert_eq!(run(&["build", "--root", "档案", "--strict"]), Some(0));
}

#[test]
fn hints_say_what_was_probably_meant() {
    let post = "---\ntitle: 甲\ndate: 2020-09-30\nperiod: 2020-W40\ntags: [港口 数据]\ndigest: true\ndraft: true\n---\n\n\
                **甲港启用数据平台**\n\n9月30日，甲港启用平台。[来源](http//a.example/x)\n\n\
                **乙港印发办法**\n\n9月30日，乙港印发《办法》。\n\n＊＊丙港＊＊\n";
    let archive = Archive::new(&[("content/a.md", post)]);
    let told = archive.run("check", &[]).ends_with(0).stderr;
    for words in [
        "if these are two tags, write `港口, 数据`",
        "write `https://a.example/x`",
        "write `**丙港**`",
        "1 post, 2 items, 1 draft, ",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn an_address_elsewhere_is_the_source_of_a_post_and_not_its_path() {
    let archive = Archive::new(&[]);
    archive.write("content/site.yaml", "base_url: https://gazette.example/\n");
    for (name, keys) in [
        ("甲", "source: 某号\nurl: https://a.example/s?id=1\n"),
        ("乙", "source: 某号\nurl: https://a.example/s?id=2\n"),
        ("丙", "url: https://b.example/x/\n"),
        ("丁", "source: 某社\n"),
        ("戊", "url: https://gazette.example/old/\n"),
    ] {
        let post = format!("---\ntitle: {name}\n{keys}---\n\n正文。\n");
        archive.write(&format!("content/{name}.md"), post);
    }
    archive.run("build", &[]).ends_with(0);
    let link = |href: &str, label: &str| {
        format!("<dd><a href=\"{href}\" rel=\"nofollow noopener\">{label}</a></dd>")
    };
    for (path, source) in [
        ("posts/甲", link("https://a.example/s?id=1", "某号")),
        ("posts/乙", link("https://a.example/s?id=2", "某号")),
        ("posts/丙", link("https://b.example/x/", "b.example")),
        ("posts/丁", "<dd>某社</dd>".to_owned()),
        ("old", String::new()),
    ] {
        let page = fs::read_to_string(archive.path(&format!("public/{path}/index.html")));
        let page = page.expect(path);
        assert!(page.contains(&source), "{path}: {page}");
        assert_eq!(page.contains("<dt>来源</dt>"), !source.is_empty(), "{path}");
    }
}

#[test]
fn an_hour_without_an_offset_is_of_the_time_zone_that_the_settings_name() {
    let post = "---\ntitle: 甲\nperiod: 2020-W37\ndate: 2020-09-30 08:15:00\n---\n\n正文。\n";
    let archive = Archive::new(&[("content/a.md", post)]);
    for (settings, stamp) in [
        ("", "2020-09-30T08:15:00+08:00"),
        ("timezone: Europe/Berlin\n", "2020-09-30T08:15:00+02:00"),
        ("timezone: America/St_Johns\n", "2020-09-30T08:15:00-02:30"),
    ] {
        archive.write("content/site.yaml", settings);
        archive.run("build", &[]).ends_with(0);
        let feed = fs::read_to_string(archive.path("public/feed.xml")).expect("a feed");
        assert!(feed.contains(stamp), "{settings}: {feed}");
    }
    archive.write("content/site.yaml", "timezone: Asia/Atlantis\n");
    let told = archive.run("build", &[]).ends_with(1).stderr;
    assert!(told.contains("content/site.yaml:1:1"), "{told}");
}

#[test]
fn completions_and_explanations_survive_a_closed_pipe() {
    let archive = Archive::new(&[POST]);
    let mut explain = archive.command("explain", &["content/a.md"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ended = explain.stdout(writer).output().expect("runs");
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
    let run = Command::new(env!("CARGO_BIN_EXE_dibao"))
        .args(["completions", "bash"])
        .output();
    assert!(String::from_utf8_lossy(&run.expect("runs").stdout).contains("changed-since"));
}

#[test]
fn check_mends_what_is_safe_and_a_second_time_nothing() {
    let post = "---\ntitle: 甲\ndate: 2020/9/3\ntags: [IoT]\n---\r\n\r\n[a](http://x.example/) [b](https://x.example/) \r\n乙\r\n";
    let archive = Archive::new(&[
        ("content/tags.yaml", "物联网: [IoT]\n"),
        ("content/a.md", post),
        ("content/b.md", "---\ndate: 2020/9/3\n---\n甲\n"),
    ]);
    let gbk = b"---\ndate: 2020/9/3\n---\n\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\n";
    std::fs::write(archive.path("content/c.md"), gbk).unwrap();
    let path = archive.path("content/a.md");
    let run = archive
        .run("check", &["--fix", "content/a.md", "content/c.md"])
        .ends_with(0);
    assert!(run.stderr.contains("mended content/a.md"), "{}", run.stderr);
    assert!(
        run.stderr.contains("left content/c.md as it is"),
        "{}",
        run.stderr
    );
    let mended = post
        .replace("2020/9/3", "2020-09-03")
        .replace("[IoT]", "[物联网]")
        .replace("http://x", "https://x")
        .replace(" \r\n乙", "\r\n乙");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), mended);
    let other = std::fs::read_to_string(archive.path("content/b.md")).unwrap();
    assert!(other.contains("2020/9/3"), "only what was asked for");
    assert_eq!(std::fs::read(archive.path("content/c.md")).unwrap(), gbk);
    let again = archive
        .run("check", &["--fix", "content/a.md"])
        .ends_with(0);
    assert!(!again.stderr.contains("mended"), "{}", again.stderr);
}

#[test]
fn fmt_brings_front_matter_into_its_usual_form_and_asks_first_with_check() {
    let archive = Archive::new(&[
        (
            "content/a.md",
            "---\ntags:\n- 'a' \ntitle: '甲' # 名\n---\n正文  \n",
        ),
        ("content/b.md", "---\ntitle: 乙\n---\n正文\n"),
        ("content/c.md", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n"),
    ]);
    let run = archive.run("fmt", &["--check"]).ends_with(1);
    assert!(
        run.stderr.contains("content/a.md is not in its usual form"),
        "{}",
        run.stderr
    );
    assert!(!run.stderr.contains("content/b.md"), "{}", run.stderr);
    archive.run("fmt", &[]).ends_with(0);
    let text = std::fs::read_to_string(archive.path("content/a.md")).unwrap();
    assert_eq!(text, "---\ntitle: 甲 # 名\ntags: [a]\n---\n正文  \n");
    archive.run("fmt", &["--check"]).ends_with(0);
}

#[test]
fn bad_input_is_told_in_a_line_and_nothing_is_written() {
    let archive = Archive::new(&[
        (
            "content/half.md",
            "# 甲\n\n<<<<<<< HEAD\n一\n=======\n二\n>>>>>>> b\n",
        ),
        ("content/ok.md", "# 乙\n"),
    ]);
    std::fs::write(
        archive.path("content/picture.md"),
        b"\x89PNG\r\n\x1a\n\0\0\0",
    )
    .unwrap();
    let large = std::fs::File::create(archive.path("content/large.md")).unwrap();
    large.set_len(200 << 20).unwrap();
    let run = archive.run("check", &["--fix"]).ends_with(1);
    for told in [
        "content/half.md:3:1: error[conflict-marker]",
        "content/picture.md:1:1: error[binary-file]",
        "content/large.md:1:1: error[too-large]",
    ] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    archive.run("build", &[]).ends_with(1);
    assert!(!archive.path("public").exists());
    let length = archive.path("content/large.md").metadata().unwrap().len();
    assert_eq!(length, 200 << 20, "left alone");
}

#[test]
fn changed_since_tells_what_is_wrong_with_the_repository() {
    let archive = Archive::new(&[("content/a.md", "# 甲\n")]);
    let run = archive
        .run("check", &["--changed-since", "main"])
        .ends_with(2);
    assert!(
        run.stderr.contains("is in no git repository"),
        "{}",
        run.stderr
    );
    archive.git(&["init", "-q"]);
    let run = archive
        .run("check", &["--changed-since", "HEAD"])
        .ends_with(2);
    assert!(run.stderr.contains("has no commit yet"), "{}", run.stderr);
    archive.git(&["add", "."]);
    archive.git(&["commit", "-qm", "a"]);
    let run = archive
        .run("check", &["--changed-since", "nowhere"])
        .ends_with(2);
    assert!(
        run.stderr.contains("`nowhere` is no revision"),
        "{}",
        run.stderr
    );
    // A branch that deletes everything leaves nothing to tell of.
    std::fs::remove_file(archive.path("content/a.md")).unwrap();
    archive
        .run("check", &["--changed-since", "HEAD", "--strict"])
        .ends_with(0);
}

//! What helps people to contribute: drafts, files for hosts, the page of a CMS.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::archive::Archive;

const KINDS: [&str; 3] = ["post", "digest", "policy"];

#[test]
fn a_new_post_of_each_kind_and_language_passes_check() {
    for language in ["zh-CN", "en"] {
        let settings = format!("language: {language}\n");
        let archive = Archive::new(&[("content/site.yaml", &settings)]);
        for kind in KINDS {
            let arguments = [
                "甲市数据条例: \"新\"",
                "--kind",
                kind,
                "--period",
                "2026-W47",
            ];
            let run = archive.run("new", &arguments).ends_with(0);
            assert!(archive.path(run.stdout.trim()).is_file(), "{}", run.stdout);
        }
        archive.run("new", &["周报", "--digest"]).ends_with(0);
        let run = archive.run("check", &["--strict"]).ends_with(0);
        assert!(run.stderr.contains(" 0 warnings"), "{}", run.stderr);
    }
}

/// Runs `dibao new --interactive` with these answers.
fn answer(archive: &Archive, answers: &str) -> (Option<i32>, String, String) {
    let mut child = archive
        .command("new", &["--interactive"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("runs");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(answers.as_bytes()).expect("read");
    drop(stdin);
    let out = child.wait_with_output().expect("ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn questions_fill_a_post_in_and_are_asked_again_when_the_answer_will_not_do() {
    let archive = Archive::new(&[]);
    let answers = "一周政策要闻\nletter\ndigest\n2026-W99\n2026-W47\n数据， 算力\n";
    let (code, stdout, stderr) = answer(&archive, answers);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("`letter` is no kind"), "{stderr}");
    assert!(stderr.contains("`2026-W99` is no period"), "{stderr}");
    let text = fs::read_to_string(archive.path(stdout.trim())).expect("written");
    for line in [
        "title: \"一周政策要闻\"",
        "period: \"2026-W47\"",
        "tags: [\"数据\", \"算力\"]",
        "digest: true",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    archive.run("check", &[]).ends_with(0);
}

#[test]
fn answers_that_end_early_write_nothing() {
    let archive = Archive::new(&[]);
    for answers in ["", "题\n", "题\npolicy\n\nnot an address\nftp://x\n??\n"] {
        let (code, _, stderr) = answer(&archive, answers);
        assert_eq!(code, Some(2), "{stderr}");
        assert!(stderr.contains("nothing was written"), "{stderr}");
    }
    assert!(archive.tree("content").is_empty());
}

/// `dibao init` in a folder, with what it wrote.
fn init(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_dibao"))
        .arg("init")
        .arg(folder)
        .args(arguments)
        .output()
        .expect("runs");
    let said = [out.stdout, out.stderr].concat();
    (
        out.status.code(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

#[test]
fn a_new_archive_with_all_kits_builds_without_a_warning_and_its_files_are_sound() {
    let place = Archive::new(&[]);
    let folder = place.path("new");
    let (code, said) = init(&folder, &["--kit", "netlify,github,gitlab"]);
    assert_eq!(code, Some(0), "{said}");
    let root = folder.to_str().expect("UTF-8");
    let out = Command::new(env!("CARGO_BIN_EXE_dibao"))
        .args(["build", "--strict", "--root", root])
        .output()
        .expect("runs");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let read = |path: &str| fs::read_to_string(folder.join(path)).expect(path);
    let yaml = |path: &str| -> serde_yaml::Value {
        serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    };
    for path in [".github/workflows/check.yml", ".github/workflows/pages.yml"] {
        let workflow = yaml(path);
        assert!(
            workflow.get("permissions").is_some(),
            "{path} asks for no more than it needs"
        );
        let text = read(path);
        let uses: Vec<&str> = text
            .lines()
            .filter_map(|l| l.split_once("uses: "))
            .map(|u| u.1)
            .collect();
        assert!(!uses.is_empty());
        for action in uses {
            let pin = action
                .split('@')
                .nth(1)
                .and_then(|pin| pin.split(' ').next());
            let pinned =
                pin.is_some_and(|p| p.len() == 40 && p.bytes().all(|b| b.is_ascii_hexdigit()));
            assert!(pinned && action.contains(" # v"), "{path}: {action}");
        }
        for run in text.lines().filter(|l| l.trim_start().starts_with("run:")) {
            assert!(
                !run.contains("${{"),
                "{path}: words of a stranger in a script: {run}"
            );
        }
    }
    let gitlab = yaml(".gitlab-ci.yml");
    assert!(gitlab.get("pages").is_some());
    only_known_keys_of_gitlab(&gitlab);
    let form = yaml(".github/ISSUE_TEMPLATE/news.yml");
    let ids: Vec<_> = form["body"]
        .as_sequence()
        .expect("a list")
        .iter()
        .map(|f| f["id"].as_str())
        .collect();
    assert!(ids.iter().all(Option::is_some) && ids.len() == 6, "{ids:?}");
    let netlify: toml::Table = read("netlify.toml").parse().expect("TOML");
    assert!(!netlify.contains_key("headers") && !netlify.contains_key("redirects"));
    only_known_keys_of_netlify(&netlify);
    let preview = netlify["context"]["deploy-preview"]["command"]
        .as_str()
        .expect("text");
    assert!(
        preview.contains("--drafts") && preview.contains("dibao diff"),
        "{preview}"
    );
    let hook = fs::metadata(folder.join(".githooks/pre-commit")).expect("there");
    assert_eq!(hook.permissions().mode() & 0o111, 0o111);
    for path in ["netlify.toml", ".github/workflows/check.yml"] {
        let script = read(path);
        assert!(
            script.contains(env!("CARGO_PKG_VERSION")),
            "{path} installs this version"
        );
    }
}

/// GitLab refuses a pipeline with a key that it does not know; these are the ones of its reference that
/// such a file may use.
fn only_known_keys_of_gitlab(pipeline: &serde_yaml::Value) {
    const TOP: [&str; 6] = [
        "default",
        "include",
        "stages",
        "variables",
        "workflow",
        "image",
    ];
    const JOB: [&str; 14] = [
        "after_script",
        "allow_failure",
        "artifacts",
        "before_script",
        "cache",
        "dependencies",
        "environment",
        "image",
        "needs",
        "rules",
        "script",
        "stage",
        "timeout",
        "variables",
    ];
    const ARTIFACTS: [&str; 8] = [
        "exclude",
        "expire_in",
        "expose_as",
        "name",
        "paths",
        "reports",
        "untracked",
        "when",
    ];
    let keys = |value: &serde_yaml::Value| -> Vec<String> {
        let map = value.as_mapping().expect("a map");
        map.keys()
            .map(|key| key.as_str().expect("text").to_owned())
            .collect()
    };
    for name in keys(pipeline) {
        let part = &pipeline[name.as_str()];
        if TOP.contains(&name.as_str()) && name != "default" {
            continue;
        }
        for key in keys(part) {
            assert!(JOB.contains(&key.as_str()), "{name}: {key}");
        }
        assert!(
            name == "default" || part["script"].is_sequence(),
            "{name} does something"
        );
        if let Some(artifacts) = part.get("artifacts") {
            for key in keys(artifacts) {
                assert!(
                    ARTIFACTS.contains(&key.as_str()),
                    "{name}: artifacts: {key}"
                );
            }
        }
        for rule in part["rules"].as_sequence().into_iter().flatten() {
            assert_eq!(keys(rule), ["if"], "{name}");
        }
    }
}

/// As Netlify's reference of file-based configuration has them.
fn only_known_keys_of_netlify(file: &toml::Table) {
    const BUILD: [&str; 8] = [
        "base",
        "command",
        "edge_functions",
        "environment",
        "functions",
        "ignore",
        "processing",
        "publish",
    ];
    const CONTEXTS: [&str; 3] = ["branch-deploy", "deploy-preview", "production"];
    assert!(
        file.keys()
            .all(|key| ["build", "context"].contains(&key.as_str())),
        "{file:?}"
    );
    let contexts = file["context"].as_table().expect("a table");
    assert!(
        contexts.keys().all(|key| CONTEXTS.contains(&key.as_str())),
        "{contexts:?}"
    );
    for part in contexts.values().chain([&file["build"]]) {
        for (key, value) in part.as_table().expect("a table") {
            assert!(BUILD.contains(&key.as_str()) && value.is_str(), "{key}");
        }
    }
}

#[test]
fn kits_are_added_to_an_archive_that_is_there_and_nothing_is_overwritten() {
    let archive = Archive::new(&[("CONTRIBUTING.md", "我们的。\n")]);
    let (code, said) = init(archive.root(), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--kit"), "{said}");
    let (code, said) = init(archive.root(), &["--kit", "github"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("CONTRIBUTING.md (was there, left alone)"),
        "{said}"
    );
    assert!(archive.path(".github/workflows/check.yml").is_file());
    assert!(archive.tree("content").is_empty());
}

#[test]
fn the_hook_stops_a_commit_with_errors_and_lets_others_pass() {
    let archive = Archive::new(&[]);
    init(archive.root(), &["--kit", "github"]);
    archive.git(&["init", "-q"]);
    archive.write("content/a.md", "---\ntitle: 甲\n---\n\n正文。\n");
    archive.git(&["add", "-A"]);
    let program = Path::new(env!("CARGO_BIN_EXE_dibao"))
        .parent()
        .expect("a folder");
    let path = format!(
        "{}:{}",
        program.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let commit = || {
        let out = archive
            .git_command(&["-c", "core.hooksPath=.githooks", "commit", "-qam", "x"])
            .env("PATH", &path)
            .output()
            .expect("runs");
        (
            out.status.success(),
            String::from_utf8_lossy(&out.stderr).into_owned(),
        )
    };
    let (passed, said) = commit();
    assert!(passed, "{said}");
    archive.write("content/a.md", "<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> x\n");
    let (passed, said) = commit();
    assert!(!passed && said.contains("conflict-marker"), "{said}");
}

#[test]
fn the_page_of_the_cms_is_off_until_asked_for_and_needs_its_scripts() {
    let post = (
        "content/2020/a.md",
        "---\ntitle: 甲\ndate: 2020-09-10\n---\n\n正文。\n",
    );
    let archive = Archive::new(&[post]);
    archive.run("build", &[]).ends_with(0);
    assert!(!archive.path("public/admin").exists());
    archive.write(
        "content/site.yaml",
        "repository: https://github.com/o/n\nadmin: true\n",
    );
    archive.run("check", &[]).ends_with(0);
    let run = archive.run("build", &[]).ends_with(1);
    assert!(
        run.stderr.contains("npm install decap-cms"),
        "{}",
        run.stderr
    );
    for name in [
        "decap-cms.js",
        "1.decap-cms.js",
        "decap-cms.js.map",
        "other.js",
    ] {
        archive.write(&format!("node_modules/decap-cms/dist/{name}"), "//\n");
    }
    archive.run("build", &[]).ends_with(0);
    let files: Vec<String> = archive.tree("public/admin").into_keys().collect();
    assert_eq!(
        files,
        ["1.decap-cms.js", "config.yml", "decap-cms.js", "index.html"]
    );
    let config = fs::read_to_string(archive.path("public/admin/config.yml")).expect("written");
    let config: serde_yaml::Value = serde_yaml::from_str(&config).expect("YAML");
    assert_eq!(config["backend"]["name"], "github");
    assert_eq!(config["backend"]["repo"], "o/n");
    assert_eq!(config["publish_mode"], "editorial_workflow");
    let folders: Vec<_> = config["collections"]
        .as_sequence()
        .expect("a list")
        .iter()
        .map(|c| c["folder"].as_str())
        .collect();
    assert_eq!(folders, [Some("content/2021"), Some("content/2020")]);
    let headers = fs::read_to_string(archive.path("public/_headers")).expect("written");
    assert!(headers.contains("/admin/*\n  Content-Security-Policy: default-src 'none'; script-src 'self' 'unsafe-eval'"), "{headers}");
    let page = fs::read_to_string(archive.path("public/posts/2020/a/index.html")).expect("written");
    assert!(
        page.contains("http-equiv=\"Content-Security-Policy\""),
        "each page keeps its policy"
    );
    archive.write("content/site.yaml", "admin: {bundle: /etc}\n");
    let run = archive.run("build", &[]).ends_with(1);
    assert!(run.stderr.contains("lies outside"), "{}", run.stderr);
}

#[test]
fn a_site_with_drafts_asks_search_engines_to_stay_away() {
    let archive = Archive::new(&[("content/a.md", "---\ntitle: 甲\n---\n\n正文。\n")]);
    archive.run("build", &["--drafts"]).ends_with(0);
    let headers = fs::read_to_string(archive.path("public/_headers")).expect("written");
    assert!(headers.contains("X-Robots-Tag: noindex"), "{headers}");
    let page = fs::read_to_string(archive.path("public/posts/a/index.html")).expect("written");
    assert!(
        page.contains("<meta name=\"robots\" content=\"noindex\">"),
        "{page}"
    );
    archive.run("build", &[]).ends_with(0);
    let headers = fs::read_to_string(archive.path("public/_headers")).expect("written");
    assert!(!headers.contains("noindex"), "{headers}");
}

//! Corpora, each built once for all tests: the sample archive, and real posts where `../shared` has them.
//!
//! The site has a base path, so that a link that forgets it is found.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use walkdir::WalkDir;

use crate::page::Page;

/// Where the sites pretend to be.
pub(crate) const BASE_URL: &str = "https://archive.example.org/base/";
/// Its path.
pub(crate) const BASE: &str = "/base/";

/// A corpus and the site made of it.
pub(crate) struct Corpus {
    /// What the tests call it.
    pub(crate) name: &'static str,
    /// The folder that holds `content/`.
    pub(crate) root: PathBuf,
    /// What the program said when it failed; the rest is then empty.
    pub(crate) failure: Option<String>,
    /// The output folder.
    pub(crate) site: PathBuf,
    /// Address of each post, from the root of the host, by its path below `content/`.
    pub(crate) posts: BTreeMap<String, String>,
    /// All pages, by address from the root of the host.
    pub(crate) pages: BTreeMap<String, Page>,
}

/// The corpora that could be built; that all can is a test of its own.
pub(crate) fn built() -> impl Iterator<Item = &'static Corpus> {
    all().iter().filter(|corpus| corpus.failure.is_none())
}

/// All corpora.
pub(crate) fn all() -> &'static [Corpus] {
    static ALL: LazyLock<Vec<Corpus>> =
        LazyLock::new(|| roots().into_iter().map(Corpus::build).collect());
    &ALL
}

/// Runs `dibao build`; the error is what it said.
pub(crate) fn build(root: &Path, output: &Path, jobs: &str) -> Result<(), String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dibao"));
    command
        .args(["build", "--base-url", BASE_URL, "--jobs", jobs, "--root"])
        .arg(root)
        .arg("--output")
        .arg(output);
    let output = command
        .output()
        .expect("the program was built for this test");
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let errors: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("error"))
        .take(10)
        .collect();
    Err(format!("{}: {}", output.status, errors.join("\n")))
}

/// A folder of its own for a name, below `target/`, new in each run.
pub(crate) fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("a folder of ours");
    }
    fs::create_dir_all(&folder).expect("target/ can be written");
    folder
}

/// Material beside the project that a user's clone does not have.
pub(crate) fn shared() -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if shared.is_dir() {
        return Some(shared);
    }
    eprintln!("real posts: skipped, there is no ../shared");
    None
}

fn roots() -> Vec<(&'static str, PathBuf)> {
    let mut roots = vec![("sample", PathBuf::from(env!("CARGO_MANIFEST_DIR")))];
    let Some(shared) = shared() else {
        return roots;
    };
    for (name, folder) in [
        ("seeds", "seeds"),
        ("zh-posts", "corpora/zh-posts"),
        ("zh-digests", "corpora/zh-digests"),
        ("zh-laws", "corpora/zh-laws/docs"),
        ("en-policies", "corpora/en-policies"),
        ("en-18f", "corpora/en-18f/content"),
        ("oddities", "oddities/content"),
    ] {
        let root = fresh(&format!("corpus-{name}"));
        copy(&shared.join(folder), &root.join("content"));
        roots.push((name, root));
    }
    roots
}

/// Copies a tree. The seeds are Markdown under another name.
fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.expect("../shared can be read");
        let mut target = to.join(
            entry
                .path()
                .strip_prefix(from)
                .expect("the walk began there"),
        );
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).expect("target/ can be written");
        } else {
            if target
                .extension()
                .is_some_and(|extension| extension == "txt")
            {
                target.set_extension("md");
            }
            // Read and written, for a copy would keep that the original may not be written.
            let bytes = fs::read(entry.path()).expect("../shared can be read");
            fs::write(&target, bytes).expect("target/ can be written");
        }
    }
}

impl Corpus {
    fn build((name, root): (&'static str, PathBuf)) -> Self {
        let site = fresh(&format!("site-{name}")).join("public");
        let failure = build(&root, &site, "2").err();
        let mut corpus = Self {
            name,
            root,
            failure,
            site,
            posts: BTreeMap::new(),
            pages: BTreeMap::new(),
        };
        if corpus.failure.is_none() {
            corpus.read_posts();
            corpus.read_pages();
        }
        corpus
    }

    fn read_posts(&mut self) {
        let list = fs::read_to_string(self.site.join("data/posts.jsonl")).unwrap_or_default();
        for line in list.lines() {
            let post: serde_json::Value =
                serde_json::from_str(line).expect("posts.jsonl holds an object a line");
            let text = |key: &str| {
                post[key]
                    .as_str()
                    .expect("a post has a source and an address")
                    .to_owned()
            };
            self.posts.insert(text("source"), decoded(&text("url")));
        }
    }

    fn read_pages(&mut self) {
        for entry in WalkDir::new(&self.site).into_iter().flatten() {
            let inner = entry
                .path()
                .strip_prefix(&self.site)
                .expect("the walk began there");
            let inner = inner.to_str().expect("dibao writes UTF-8 names");
            if entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "html")
            {
                let address = inner.strip_suffix("index.html").unwrap_or(inner);
                let html = fs::read_to_string(entry.path()).expect("dibao writes UTF-8");
                self.pages
                    .insert(format!("{BASE}{address}"), Page::read(&html));
            }
        }
    }
}

/// A path of an address as it is on disk.
pub(crate) fn decoded(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8_lossy()
        .into_owned()
}

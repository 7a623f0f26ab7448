//! What lies under `content/` and `themes/`, and the bytes of it.
//!
//! [`list`] walks once and says what each file is; [`source`] reads one. They are apart so that the
//! parallel map can read, parse and drop each text instead of holding all of them. Only regular
//! files are read: a link that leads out of `content/` (or into a hidden folder of it, where git
//! keeps its settings) would publish what nobody put there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;

mod bytes;

/// The largest Source that is read, in bytes.
pub const MAX_SOURCE: u64 = 64 << 20;

/// The largest file of a theme that is read, in bytes.
const MAX_THEME_FILE: u64 = 16 << 20;

/// Settings and vocabulary, by their names at the top of `content/`.
const TOP_FILES: [&str; 4] = ["policies.yaml", "regions.yaml", "site.yaml", "tags.yaml"];

/// The files under `content/`, each list in order of path (bytes).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Posts and standing pages.
    pub posts: Vec<Entry>,
    /// `site.yaml`, `tags.yaml`, `regions.yaml`, `policies.yaml`, those that exist.
    pub settings: Vec<Entry>,
    /// All other files.
    pub assets: Vec<Entry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Path below the walked folder, parts joined by `/`. Bytes of the name that are no UTF-8 are
    /// spelled `%XX`.
    pub path: String,
    /// Where the file is.
    pub disk: PathBuf,
}

impl Listing {
    /// The settings or vocabulary file of that name, when it exists.
    pub fn setting(&self, name: &str) -> Option<&Entry> {
        self.settings.iter().find(|entry| entry.path == name)
    }
}

/// Walks `content/` below `root`. `Err`: it does not exist or is no folder.
pub fn list(root: &Path) -> io::Result<(Listing, Vec<Diagnostic>)> {
    let content = root.join("content");
    let real = content.canonicalize()?;
    if !real.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let mut diagnostics = Vec::new();
    let mut listing = Listing::default();
    for entry in walk(&content, "content", &real, &mut diagnostics) {
        let path = entry.path.as_str();
        if is_post(path) {
            listing.posts.push(entry);
        } else if TOP_FILES.contains(&path) {
            listing.settings.push(entry);
        } else if is_top_yaml(path) {
            diagnostics.push(
                warning(
                    "unused-file",
                    &named("content", path),
                    format!("`{path}` is no settings file of dibao and is left out"),
                )
                .hint("known are `site.yaml`, `tags.yaml`, `regions.yaml` and `policies.yaml`"),
            );
        } else {
            listing.assets.push(entry);
        }
    }
    Ok((listing, diagnostics))
}

/// Whether a file of that name is a post: `.md` or `.markdown`, in any case.
pub fn is_post(path: &str) -> bool {
    Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| {
            extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
        })
}

/// Reads one file below `content/` as text, with what had to be repaired; `Err` when it cannot be
/// a Source at all (unreadable, too large, binary, unmerged).
pub fn source(entry: &Entry) -> Result<(Source, Vec<Diagnostic>), Diagnostic> {
    let path = named("content", &entry.path);
    let bytes = read(&entry.disk, MAX_SOURCE).map_err(|error| unreadable(&path, &error))?;
    if let Some(kind) = bytes::binary(&bytes) {
        return Err(error("binary", &path, format!("this is {kind}, not text"))
            .hint("give it its own extension, or save the text as UTF-8"));
    }
    let (source, flaws) = Source::new(entry.path.as_str(), &bytes);
    if let Some(place) = bytes::conflict(&source.text) {
        let mut diagnostic = error(
            "conflict-marker",
            &path,
            "git could not merge this file and left its markers".to_owned(),
        )
        .hint(
            "choose one of the two versions and delete the lines `<<<<<<<`, `=======`, `>>>>>>>`",
        );
        diagnostic.place = Some(place);
        return Err(diagnostic);
    }
    let diagnostics = flaws
        .into_iter()
        .map(|(flaw, span)| bytes::flaw(&path, &source, flaw, span))
        .collect();
    Ok((source, diagnostics))
}

/// Reads the archive's own theme files: path below `themes/<name>/` to bytes. None when the folder
/// does not exist.
pub fn theme(root: &Path, name: &str) -> (BTreeMap<String, Vec<u8>>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut files = BTreeMap::new();
    let plain = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let folder = root.join("themes").join(name);
    let Ok(real) = folder.canonicalize() else {
        return (files, diagnostics);
    };
    if !plain || name.is_empty() {
        diagnostics.push(
            error(
                "theme",
                "content/site.yaml",
                format!("`{name}` is no name of a folder below `themes/`"),
            )
            .hint("give the folder's name alone"),
        );
        return (files, diagnostics);
    }
    let base = format!("themes/{name}");
    for entry in walk(&folder, &base, &real, &mut diagnostics) {
        match read(&entry.disk, MAX_THEME_FILE) {
            Ok(bytes) => {
                files.insert(entry.path, bytes);
            }
            Err(error) => diagnostics.push(unreadable(&named(&base, &entry.path), &error)),
        }
    }
    (files, diagnostics)
}

/// Reads a regular file of at most `bound` bytes.
pub fn read(path: &Path, bound: u64) -> io::Result<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "load is where files are read")]
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::other("no regular file"));
    }
    let mut bytes = Vec::with_capacity(metadata.len().min(bound) as usize + 1);
    // The length is asked again by reading: files grow while they are read.
    file.take(bound + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bound {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(bytes)
}

/// All regular files below `folder`, in order of path; hidden ones are skipped, whatever else is
/// left out is a Diagnostic. `base` stands before paths in messages; `real` is the folder without
/// links.
fn walk(folder: &Path, base: &str, real: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut walker = walkdir::WalkDir::new(folder).min_depth(1).into_iter();
    while let Some(found) = walker.next() {
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                let at = error.path().unwrap_or(folder);
                let path = named(base, &spelled(at.strip_prefix(folder).unwrap_or(at)).0);
                let reason = error
                    .into_io_error()
                    .unwrap_or_else(|| io::Error::other("a loop of links"));
                diagnostics.push(unreadable(&path, &reason));
                continue;
            }
        };
        let kind = found.file_type();
        if found.file_name().as_encoded_bytes().starts_with(b".") {
            if kind.is_dir() {
                walker.skip_current_dir();
            }
            continue;
        }
        if kind.is_dir() {
            continue;
        }
        let below = found
            .path()
            .strip_prefix(folder)
            .expect("walkdir yields paths below its start");
        let (path, utf8) = spelled(below);
        let shown = named(base, &path);
        if let Err(reason) = regular(&found, real) {
            diagnostics.push(
                warning("left-out", &shown, format!("left out: {reason}"))
                    .hint("put a copy of the file in its place, or delete it"),
            );
            continue;
        }
        if !utf8 {
            diagnostics.push(
                warning(
                    "file-name",
                    &shown,
                    format!("the name is not UTF-8; it stands here as `{path}`"),
                )
                .hint("rename the file"),
            );
        }
        entries.push(Entry {
            path,
            disk: found.into_path(),
        });
    }
    diagnostics.sort_by(|a, b| a.path.cmp(&b.path));
    entries.sort();
    // `a%FF` may be a name of its own beside a name that is spelled so.
    entries.dedup_by(|later, earlier| {
        let same = later.path == earlier.path;
        if same {
            diagnostics.push(
                error(
                    "file-name",
                    &named(base, &later.path),
                    "two files have this name, once bytes that are no UTF-8 are spelled out"
                        .to_owned(),
                )
                .hint("rename one of them"),
            );
        }
        same
    });
    entries
}

/// Whether an entry that is no folder is a regular file, directly or through a link that stays
/// among the files that are listed anyway.
fn regular(found: &walkdir::DirEntry, real: &Path) -> Result<(), String> {
    let kind = found.file_type();
    if kind.is_file() {
        return Ok(());
    }
    if !kind.is_symlink() {
        return Err("it is no regular file but a pipe, socket or device".to_owned());
    }
    let Ok(target) = found.path().canonicalize() else {
        return Err("the link leads nowhere".to_owned());
    };
    let Ok(below) = target.strip_prefix(real) else {
        return Err("the link leads out of this folder".to_owned());
    };
    let hidden = below
        .components()
        .any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    if hidden {
        return Err("the link leads to a hidden file".to_owned());
    }
    match target.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(()),
        // Folders that link to each other hold exponentially many paths.
        Ok(metadata) if metadata.is_dir() => Err("links to folders are not followed".to_owned()),
        _ => Err("the link leads to no regular file".to_owned()),
    }
}

/// A path below a folder with `/` between its parts, and whether it was UTF-8 throughout.
fn spelled(below: &Path) -> (String, bool) {
    let mut path = String::new();
    let mut utf8 = true;
    for part in below.components() {
        if !path.is_empty() {
            path.push('/');
        }
        for chunk in part.as_os_str().as_encoded_bytes().utf8_chunks() {
            path.push_str(chunk.valid());
            for byte in chunk.invalid() {
                utf8 = false;
                path.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    (path, utf8)
}

/// `content` and `a.md` make `content/a.md`.
fn named(base: &str, path: &str) -> String {
    if path.is_empty() {
        base.to_owned()
    } else {
        format!("{base}/{path}")
    }
}

fn is_top_yaml(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|e| e.to_str());
    !path.contains('/') && matches!(extension, Some("yaml" | "yml"))
}

fn unreadable(path: &str, reason: &io::Error) -> Diagnostic {
    if reason.kind() == io::ErrorKind::FileTooLarge {
        let megabytes = MAX_SOURCE >> 20;
        return error(
            "too-large",
            path,
            format!("the file is larger than {megabytes} MiB"),
        )
        .hint("split it, or keep it outside `content/`");
    }
    error("unreadable", path, format!("cannot be read: {reason}"))
        .hint("check the file's permissions")
}

fn error(code: &'static str, path: &str, message: String) -> Diagnostic {
    whole(Severity::Error, code, path, message)
}

fn warning(code: &'static str, path: &str, message: String) -> Diagnostic {
    whole(Severity::Warning, code, path, message)
}

fn whole(severity: Severity, code: &'static str, path: &str, message: String) -> Diagnostic {
    Diagnostic {
        severity,
        code,
        path: path.to_owned(),
        place: None,
        message,
        hint: None,
    }
}

/// Adds a hint in passing.
trait Hint {
    fn hint(self, hint: &str) -> Self;
}

impl Hint for Diagnostic {
    fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }
}

//! What lies under `content/` and `themes/`, and the bytes of it.
//!
//! [`list`] walks once and says what each file is; [`source`] reads one. They are apart so that the
//! parallel map can read, parse and drop each text instead of holding all of them. Only regular
//! files are read: a link that leads out of `content/` (or into a hidden folder of it, where git
//! keeps its settings) would publish what nobody put there.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::OFlags;

use crate::diagnostic::{self, Diagnostic, Diagnostics, Severity};
use crate::source::{Source, is_binary};
use crate::theme::embedded::is_built_in;

/// The largest file of a theme that is read, in bytes.
const MAX_THEME_FILE: u64 = 16 << 20;

/// The longest path below `content/`, in bytes: systems know none above 4,096, and the output lies
/// elsewhere.
const MAX_PATH: usize = 1024;

/// Settings and vocabulary, by their names at the top of `content/`.
const TOP_FILES: [&str; 5] = [
    "links.csv",
    "policies.yaml",
    "regions.yaml",
    "site.yaml",
    "tags.yaml",
];

/// First bytes of what people attach to posts, and what it is: a better message than "binary".
const MAGIC: [(&[u8], &str); 10] = [
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x7fELF", "a program"),
    (b"\xff\xfe", "text in UTF-16, which dibao does not read,"),
    (b"\xfe\xff", "text in UTF-16, which dibao does not read,"),
];

/// The files under `content/`, each list in order of path (bytes).
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Posts and standing pages.
    pub posts: Vec<Entry>,
    /// `site.yaml`, `tags.yaml`, `regions.yaml`, `policies.yaml`, `links.csv`, those that exist.
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

/// Walks `content/` below `root`. `Err`: it does not exist, is no folder, or is a link out of `root`.
pub fn list(root: &Path) -> io::Result<(Listing, Vec<Diagnostic>)> {
    let content = root.join("content");
    let real = content_of(root)?;
    let mut diagnostics = Vec::new();
    let mut listing = Listing::default();
    for entry in walk(&content, "content", &real, &mut diagnostics) {
        let path = entry.path.as_str();
        if is_post(path) {
            listing.posts.push(entry);
        } else if TOP_FILES.contains(&path) {
            listing.settings.push(entry);
        } else if is_top_yaml(path) {
            let message = format!("`{path}` is no settings file and is left out");
            diagnostics.push(about("unused-file", &named("content", path), message));
        } else {
            listing.assets.push(entry);
        }
    }
    Ok((listing, diagnostics))
}

/// The post at a real path, as [`list`] would name it; `None` for anything else, and for what only
/// the walk can judge (links, names that are no UTF-8).
pub fn post_at(root: &Path, disk: &Path) -> Option<Entry> {
    let content = content_of(root).ok()?;
    let below = disk.strip_prefix(&content).ok()?;
    let plain = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().is_some_and(|name| !name.starts_with('.')),
        _ => false,
    };
    let (path, utf8) = spelled(below);
    let real = disk.canonicalize().is_ok_and(|real| real == disk) && disk.is_file();
    (utf8 && real && is_post(&path) && below.components().all(plain)).then(|| Entry {
        path,
        disk: disk.to_owned(),
    })
}

/// The folder `content/` without links. A repository may hold a link of that name: what it leads to
/// outside of `root` is not the archive's.
fn content_of(root: &Path) -> io::Result<PathBuf> {
    let real = root.join("content").canonicalize()?;
    if !real.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let root = root.canonicalize()?;
    let below = real.strip_prefix(&root).ok();
    if below.is_none_or(|below| below == Path::new("") || hides(below)) {
        let message = "it is a link that leads out of the archive, or to a hidden folder";
        return Err(io::Error::other(message));
    }
    Ok(real)
}

/// Whether a path leads through something hidden.
fn hides(path: &Path) -> bool {
    let hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    path.components().any(hidden)
}

/// All regular files below a folder, as [`list`] takes them, but for hidden ones; what was left out
/// is a Diagnostic.
pub fn files(folder: &Path) -> io::Result<(Vec<Entry>, Vec<Diagnostic>)> {
    let real = folder.canonicalize()?;
    if !real.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory));
    }
    let mut diagnostics = Vec::new();
    let entries = walk(&real, "", &real, &mut diagnostics);
    Ok((entries, diagnostics))
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
    let bytes = read(&entry.disk, Source::MAX_BYTES).map_err(|error| unreadable(&path, &error))?;
    if let Some(kind) = binary_kind(&bytes) {
        return Err(about(
            "binary-file",
            &path,
            format!("this is {kind}, not text"),
        ));
    }
    let (source, flaws) = Source::new(entry.path.as_str(), &bytes);
    let mut diagnostics = Diagnostics::new(&source);
    if let Some(conflict) = source.conflict() {
        let message = "git could not merge this file and left its markers";
        let whole = about("conflict-marker", &path, message.to_owned());
        return Err(Diagnostic {
            place: Some(source.place(conflict)),
            ..whole
        });
    }
    diagnostics.add_flaws(&flaws);
    let diagnostics = diagnostics.into_vec();
    Ok((source, diagnostics))
}

/// The scripts of the CMS in a folder below the root: `main`, and its parts, `103.main`. Name to
/// place, in order.
pub fn scripts(
    root: &Path,
    folder: &str,
    main: &str,
) -> Result<BTreeMap<String, PathBuf>, Diagnostic> {
    let refuse = |message: String, hint: &str| {
        let mut flaw = about("settings", "content/site.yaml", message);
        flaw.hint(hint.to_owned());
        flaw
    };
    let inside = root
        .canonicalize()
        .and_then(|root| Ok((root.join(folder).canonicalize()?, root)));
    let missing = || {
        let message = format!("`admin` needs `{folder}/{main}`, which is not there");
        refuse(
            message,
            "run `npm install decap-cms` in the archive's folder, or name the folder under `admin: {bundle: …}`",
        )
    };
    let Ok((place, root)) = inside else {
        return Err(missing());
    };
    if !place.starts_with(&root) {
        let message = format!("`{folder}` lies outside of the archive's folder");
        return Err(refuse(
            message,
            "name a folder below the one that holds `content/`",
        ));
    }
    let (files, _) = files(&place).map_err(|_| missing())?;
    let part = format!(".{main}");
    let of_cms = |name: &str| name == main || !name.contains('/') && name.ends_with(&part);
    let found = files.into_iter().filter(|file| of_cms(&file.path));
    let found: BTreeMap<String, PathBuf> = found.map(|file| (file.path, file.disk)).collect();
    if found.contains_key(main) {
        Ok(found)
    } else {
        Err(missing())
    }
}

/// What bytes are that are no text: `a PNG picture`; `None` for text.
pub fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    let magic = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    let known = magic.map(|(_, kind)| *kind);
    known.or_else(|| is_binary(bytes).then_some("binary data"))
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
    let Some(real) = folder.canonicalize().ok().filter(|real| real.is_dir()) else {
        if !is_built_in(name) {
            let message = format!("there is no folder `themes/{name}`");
            let mut diagnostic = about("settings", "content/site.yaml", message);
            diagnostic.hint("correct `theme`, or delete it to use the built-in one");
            diagnostics.push(diagnostic);
        }
        return (files, diagnostics);
    };
    let inside = root.canonicalize().is_ok_and(|root| real.starts_with(root));
    if !plain || name.is_empty() || !inside {
        let message = format!("`{name}` is no name of a folder below `themes/`");
        let mut diagnostic = about("settings", "content/site.yaml", message);
        diagnostic.hint("give the folder's name alone");
        diagnostics.push(diagnostic);
        return (files, diagnostics);
    }
    let base = format!("themes/{name}");
    for entry in walk(&folder, &base, &real, &mut diagnostics) {
        match read(&entry.disk, MAX_THEME_FILE) {
            Ok(bytes) if !is_sound(&entry.path, &bytes) => {
                diagnostics.push(Diagnostic {
                    severity: Severity::Error,
                    code: "theme",
                    path: named(&base, &entry.path),
                    place: None,
                    message: "this file of the theme is no text in UTF-8".to_owned(),
                    hint: Some("save it as UTF-8".into()),
                });
            }
            Ok(bytes) => {
                files.insert(entry.path, bytes);
            }
            Err(error) => diagnostics.push(unreadable(&named(&base, &entry.path), &error)),
        }
    }
    (files, diagnostics)
}

/// Whether a file of a theme that must be text is.
fn is_sound(path: &str, bytes: &[u8]) -> bool {
    path.starts_with("static/") || std::str::from_utf8(bytes).is_ok()
}

/// Opens a file to read it. What has become a link or a pipe since it was looked at is neither
/// followed nor waited for.
pub fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let regular = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    options.read(true).custom_flags(regular.cast_signed());
    options.open(path)
}

/// Reads a regular file of at most `bound` bytes, as [`open`] opens it.
pub fn read(path: &Path, bound: u64) -> io::Result<Vec<u8>> {
    let file = open(path)?;
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

/// Reads as [`read`] does, and follows links: for files of the user's own.
pub fn read_linked(path: &Path, bound: u64) -> io::Result<Vec<u8>> {
    read(&path.canonicalize()?, bound)
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
        if path.len() > MAX_PATH {
            let reason = format!("left out: its path is longer than {MAX_PATH} bytes");
            diagnostics.push(about("left-out", &shown, reason));
            continue;
        }
        let disk = match regular(found, real) {
            Ok(disk) => disk,
            Err(reason) => {
                diagnostics.push(about("left-out", &shown, format!("left out: {reason}")));
                continue;
            }
        };
        if !utf8 {
            let message = format!("the name is not UTF-8; it stands here as `{path}`");
            diagnostics.push(about("file-name", &shown, message));
        }
        entries.push(Entry { path, disk });
    }
    diagnostic::sort(diagnostics);
    entries.sort();
    // A name may really be `a%FF` beside one that is only spelled so.
    entries.dedup_by(|later, earlier| {
        let same = later.path == earlier.path;
        if same {
            let message = format!("two files are called `{}`", later.path);
            diagnostics.push(about("same-name", &named(base, &later.path), message));
        }
        same
    });
    entries
}

/// Where an entry that is no folder lies as a regular file, itself or through a link that stays among
/// the files that are listed anyway.
fn regular(found: walkdir::DirEntry, real: &Path) -> Result<PathBuf, String> {
    let kind = found.file_type();
    if kind.is_file() {
        return Ok(found.into_path());
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
    if hides(below) {
        return Err("the link leads to a hidden file".to_owned());
    }
    match target.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(target),
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
                let _ = write!(path, "%{byte:02X}");
            }
        }
    }
    (path, utf8)
}

/// `content` and `a.md` make `content/a.md`.
fn named(base: &str, path: &str) -> String {
    if path.is_empty() {
        base.to_owned()
    } else if base.is_empty() {
        path.to_owned()
    } else {
        format!("{base}/{path}")
    }
}

fn is_top_yaml(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|e| e.to_str());
    !path.contains('/') && matches!(extension, Some("yaml" | "yml"))
}

/// What there is to say of a file, by its path from the root, that cannot be read.
pub fn unreadable(path: &str, reason: &io::Error) -> Diagnostic {
    match reason.kind() {
        io::ErrorKind::FileTooLarge => {
            let megabytes = Source::MAX_BYTES >> 20;
            let message = format!("the file is larger than {megabytes} MiB");
            about("too-large", path, message)
        }
        _ => about("unreadable", path, format!("cannot be read: {reason}")),
    }
}

/// A Diagnostic about a whole file, by its path from the root; severity and hint are the code's.
fn about(code: &str, path: &str, message: String) -> Diagnostic {
    let code = diagnostic::code(code).expect("a code of the table: the tests use each");
    Diagnostic {
        severity: code.severity(),
        code: code.name,
        path: path.to_owned(),
        place: None,
        message,
        hint: Some(code.remedy.into()),
    }
}

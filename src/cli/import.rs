//! `dibao import`: posts of another generator into this archive.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Exit, Failure, Root, report};
use crate::config;
use crate::diagnostic::Severity;
use crate::import::{self, Folder, Generator, MAX_FILES, Plan};
use crate::load::{self, Entry};
use crate::source::Source;

/// The largest file that is copied beside the posts, in bytes.
const MAX_ASSET: u64 = 256 << 20;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// What made the posts
    #[arg(value_name = "FROM")]
    from: From,
    /// Folder of the old site: the one that holds its settings
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Leaves files out that cannot be taken, by name, and imports the rest; still ends with 1
    #[arg(long)]
    keep_going: bool,
    /// Says what would be written, and writes nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    Jekyll,
    Hugo,
    Hexo,
    Zola,
    Csdn,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let root = arguments.root.path()?;
    let folder = arguments
        .folder
        .canonicalize()
        .map_err(|source| Failure::Io {
            what: "cannot find the folder",
            path: arguments.folder.clone(),
            source,
        })?;
    if folder.starts_with(root.join("content")) || root.join("content").starts_with(&folder) {
        let message = format!(
            "`{}` and `content/` lie in each other: import into another folder (`--root`)",
            arguments.folder.display()
        );
        return Err(Failure::Usage(message));
    }
    let (plan, listing) = plan(arguments, &root, &folder)?;
    let n_errors = plan
        .notes
        .iter()
        .filter(|note| note.severity == Severity::Error)
        .count();
    let stops = n_errors > 0 && !arguments.keep_going || plan.files.is_empty();
    let mut done = Done::default();
    if !stops {
        done = write(&plan, &listing, &root, arguments.dry_run)?;
    }
    report::answer(&done.lines)?;
    report::human(&root, &plan.notes);
    report::closing(&summary(&done, &plan, stops, arguments.dry_run), stops);
    Ok(if n_errors > 0 || stops {
        Exit::Content
    } else {
        Exit::Done
    })
}

fn plan(
    arguments: &Arguments,
    root: &Path,
    folder: &Path,
) -> Result<(Plan, BTreeMap<String, PathBuf>), Failure> {
    let (entries, flaws) = load::files(folder).map_err(|source| Failure::Io {
        what: "cannot read the folder",
        path: arguments.folder.clone(),
        source,
    })?;
    let entries: Vec<Entry> = entries.into_iter().filter(|e| !is_made(&e.path)).collect();
    if entries.len() > MAX_FILES {
        let message = format!("the folder holds more than {MAX_FILES} files");
        return Err(Failure::Usage(message));
    }
    let listing: BTreeMap<String, PathBuf> = entries
        .into_iter()
        .map(|Entry { path, disk }| (path, disk))
        .collect();
    let files: Vec<String> = listing.keys().cloned().collect();
    let read = |path: &str| {
        let disk = listing.get(path).ok_or("it is gone")?;
        let read = load::read(disk, Source::MAX_BYTES);
        let bytes = read.map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => {
                let megabytes = Source::MAX_BYTES >> 20;
                format!("`{path}` is larger than {megabytes} MiB")
            }
            _ => format!("`{path}` cannot be read: {error}"),
        })?;
        match load::binary_kind(&bytes) {
            Some(kind) => Err(format!("`{path}` is {kind}, not text")),
            None => Ok(bytes),
        }
    };
    let generator = match arguments.from {
        From::Jekyll => Generator::Jekyll,
        From::Hugo => Generator::Hugo,
        From::Hexo => Generator::Hexo,
        From::Zola => Generator::Zola,
        From::Csdn => Generator::Csdn,
    };
    let folder = Folder {
        files: &files,
        read: &read,
    };
    let mut plan = import::plan(generator, &folder, base_path(root).as_deref());
    // A link that leads out of the folder could bring anything in.
    for mut flaw in flaws.into_iter().filter(|flaw| !is_made(&flaw.path)) {
        let out = flaw.code == "left-out";
        flaw.severity = if out {
            Severity::Error
        } else {
            Severity::Warning
        };
        flaw.code = "import-file";
        flaw.hint = Some("put a copy of the file in its place, or delete it".into());
        plan.notes.push(flaw);
    }
    for file in plan.files.iter().filter(|file| file.bytes.is_none()) {
        let size = listing.get(&file.from).map(|disk| disk.metadata());
        if let Some(Ok(metadata)) = size
            && metadata.len() > MAX_ASSET
        {
            let megabytes = MAX_ASSET >> 20;
            let message = format!("the file is larger than {megabytes} MiB");
            plan.notes.push(import::problem(&file.from, message));
        }
    }
    let too_large: Vec<String> = plan
        .notes
        .iter()
        .filter(|note| note.severity == Severity::Error)
        .map(|note| note.path.clone())
        .collect();
    plan.files.retain(|file| !too_large.contains(&file.from));
    crate::diagnostic::sort(&mut plan.notes);
    Ok((plan, listing))
}

/// Whether a file lies where generators and package managers put what they make or fetch.
fn is_made(path: &str) -> bool {
    const FOLDERS: [&str; 7] = [
        "_site",
        "node_modules",
        "public",
        "resources",
        "target",
        "themes",
        "vendor",
    ];
    let top = path.split('/').next().unwrap_or_default();
    FOLDERS.contains(&top) && path != top
}

/// The path of the address that the archive says it has; `None` when it has no settings yet.
fn base_path(root: &Path) -> Option<String> {
    let bytes = load::read_linked(&root.join("content/site.yaml"), Source::MAX_BYTES).ok()?;
    let (settings, _) = config::read(&Source::new("site.yaml", &bytes).0);
    let rest = settings.base_url.split_once("://")?.1;
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    Some(format!("/{path}"))
}

#[derive(Default)]
struct Done {
    /// What was written, a line each.
    lines: String,
    new: usize,
    /// There already with the same bytes.
    same: usize,
    /// There already with other bytes: left alone.
    other: Vec<String>,
}

/// Writes what is not there yet; nothing that is there is touched.
fn write(
    plan: &Plan,
    listing: &BTreeMap<String, PathBuf>,
    root: &Path,
    dry: bool,
) -> Result<Done, Failure> {
    let content = root.join("content");
    let mut done = Done::default();
    if !content.join("site.yaml").exists() && !plan.settings.is_empty() {
        done.put(&content, "site.yaml", plan.settings.as_bytes(), dry)?;
    }
    for file in &plan.files {
        let disk = &listing[&file.from];
        let copied;
        let bytes = if let Some(bytes) = &file.bytes {
            bytes
        } else {
            copied = load::read(disk, MAX_ASSET).map_err(|source| Failure::Io {
                what: "cannot read",
                path: disk.clone(),
                source,
            })?;
            &copied
        };
        done.put(&content, &file.to, bytes, dry)?;
    }
    Ok(done)
}

impl Done {
    fn put(&mut self, content: &Path, to: &str, bytes: &[u8], dry: bool) -> Result<(), Failure> {
        let path = content.join(to);
        match load::read(&path, MAX_ASSET.max(bytes.len() as u64)) {
            Ok(old) if old == bytes => {
                self.same += 1;
                return Ok(());
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            _ => {
                self.other.push(to.to_owned());
                return Ok(());
            }
        }
        if !dry {
            create(content, &path, bytes).map_err(|source| Failure::Io {
                what: "cannot write",
                path,
                source,
            })?;
        }
        self.lines.push_str("content/");
        self.lines.push_str(to);
        self.lines.push('\n');
        self.new += 1;
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "import makes files in content/")]
fn create(content: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(content);
    fs::create_dir_all(folder)?;
    // A folder of the archive may be a link to elsewhere.
    if !folder.canonicalize()?.starts_with(content.canonicalize()?) {
        return Err(io::Error::other("the folder leads out of `content/`"));
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

fn summary(done: &Done, plan: &Plan, stops: bool, dry: bool) -> String {
    if stops {
        let hint = if plan.files.is_empty() {
            ""
        } else {
            ": mend or delete the files above, or leave them out with `--keep-going`"
        };
        return format!("nothing was written{hint}");
    }
    let mut line = match (dry, done.new) {
        (true, n) => format!("would write {n} files"),
        (false, n) => format!("wrote {n} files"),
    };
    if done.same > 0 {
        let _ = write!(line, ", {} were there already", done.same);
    }
    if let Some(first) = done.other.first() {
        let n = done.other.len();
        let _ = write!(
            line,
            ", left {n} alone that are there with other text (`content/{first}`)"
        );
    }
    if !dry && done.new > 0 {
        line.push_str("; now `dibao check`");
    }
    line
}

//! The new tree, while it is filled.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use super::disk::{self, File};
use super::lock::Lock;
use super::output::{MARKER, MARKER_TEXT};
use super::spare::Leftover;
use super::stamp::Stamp;
use super::{Output, WriteError, at};
use crate::load::read;
use crate::render::Body;

/// The largest file of the standing site that is read back, in bytes.
const MAX_OLD_FILE: u64 = 256 << 20;

/// Bytes that are copied at once: they stay in the cache until they are hashed and written.
const COPIED: usize = 1 << 17;

/// A new site beside the old one. Dropped before [`Staging::publish`], it takes its files along.
#[derive(Debug)]
pub struct Staging {
    pub(super) output: Output,
    /// The folder being filled.
    pub(super) path: PathBuf,
    /// The site that it will replace.
    old: Option<PathBuf>,
    /// Folders that exist, relative to `path`.
    folders: RwLock<HashSet<String>>,
    /// What the tree held when it was taken, where it is not a new one.
    pub(super) leftover: Option<Leftover>,
    /// SHA-256 of files below `data/`, by their name there.
    hashes: Mutex<BTreeMap<String, String>>,
    n_files: AtomicU64,
    n_bytes: AtomicU64,
    n_unchanged: AtomicU64,
    _lock: Lock,
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Files in the new site.
    pub files: u64,
    /// Bytes in them.
    pub bytes: u64,
    /// How many of the files were the same before; they keep their time of change.
    pub unchanged: u64,
}

impl Output {
    /// Takes the lock, clears what killed builds left and makes the empty tree.
    pub fn stage(self) -> Result<Staging, WriteError> {
        let lock = Lock::take(&self)?;
        self.recover()?;
        self.clear_litter()?;
        // Asked again: what stood there may have changed until the lock was ours.
        let old = self.standing()?.then(|| self.path());
        let path = self.beside(&std::process::id().to_string());
        let leftover = old.as_ref().and_then(|_| self.take_spare(&path));
        if leftover.is_none() {
            disk::create_dir(&path).map_err(at("cannot create the folder", &path))?;
        }
        let staging = Staging {
            old,
            output: self,
            path,
            folders: RwLock::default(),
            leftover,
            hashes: Mutex::default(),
            n_files: AtomicU64::new(0),
            n_bytes: AtomicU64::new(0),
            n_unchanged: AtomicU64::new(0),
            _lock: lock,
        };
        staging.write(MARKER, Body::Whole(MARKER_TEXT.into()))?;
        Ok(staging)
    }
}

impl Staging {
    /// Writes one Artifact. A file that holds the same bytes as in the old site is that file, so
    /// its time of change stays.
    pub fn write(&self, path: &str, body: Body<'_>) -> Result<(), WriteError> {
        let target = self.place(path)?;
        match body {
            Body::Whole(bytes) => {
                if is_data(path) {
                    self.note_hash(path, hex(&Sha256::digest(&bytes)));
                }
                self.count(bytes.len() as u64);
                if let Some(inode) = self.same_as_old(path, &bytes)
                    && self.be_old(path, path, &target, inode)?
                {
                    return Ok(());
                }
                self.make_way(path, &target)?;
                let mut file = create(path, &target)?;
                file.write_all(&bytes).map_err(at("cannot write", &target))
            }
            Body::Streamed(write) => {
                self.make_way(path, &target)?;
                let mut file =
                    BufWriter::with_capacity(1 << 16, Hashing::new(create(path, &target)?));
                write(&mut file).map_err(at("cannot write", &target))?;
                let hashing = file
                    .into_inner()
                    .map_err(|error| at("cannot write", &target)(error.into_error()))?;
                if is_data(path) {
                    self.note_hash(path, hex(&hashing.hash.finalize()));
                }
                self.count(hashing.n_bytes);
                self.settle(path, &target, hashing.file)
            }
        }
    }

    /// Copies a file into the site. Its bytes are copied, never linked: the source may be edited
    /// in place.
    pub fn copy(&self, path: &str, from: &Path) -> Result<(), WriteError> {
        let target = self.place(path)?;
        let unreadable = |source| WriteError::Unreadable {
            path: from.to_owned(),
            source,
        };
        let mut source = disk::open(from).map_err(unreadable)?;
        let metadata = source.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(unreadable(io::Error::other("no regular file")));
        }
        self.count(metadata.len());
        if let Some((mut old, inode)) = self.open_old(path, metadata.len()) {
            let same = same_bytes(&mut old, &mut source).unwrap_or(false);
            if same && self.be_old(path, path, &target, inode)? {
                return Ok(());
            }
            source.rewind().map_err(unreadable)?;
        }
        self.make_way(path, &target)?;
        let mut file = create(path, &target)?;
        io::copy(&mut source, &mut file).map_err(at("cannot write", &target))?;
        Ok(())
    }

    /// Writes `data/manifest.json`: the SHA-256 of every data file, by its name.
    pub fn write_manifest(&self) -> Result<(), WriteError> {
        let text = {
            let hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
            if hashes.is_empty() {
                return Ok(());
            }
            manifest(&hashes)
        };
        self.write("data/manifest.json", Body::Whole(text.into_bytes()))
    }

    /// Counts what was written so far.
    pub fn written(&self) -> Written {
        Written {
            files: self.n_files.load(Ordering::Relaxed),
            bytes: self.n_bytes.load(Ordering::Relaxed),
            unchanged: self.n_unchanged.load(Ordering::Relaxed),
        }
    }

    /// Checks a path and makes the folders above it.
    fn place(&self, path: &str) -> Result<PathBuf, WriteError> {
        let plain = path
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\0', '\\']));
        if !plain {
            return Err(WriteError::Outside(path.to_owned()));
        }
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.make_folder(folder)?;
        }
        Ok(self.path.join(path))
    }

    /// Makes a folder and those above it, once.
    fn make_folder(&self, folder: &str) -> Result<(), WriteError> {
        let known = self.folders.read().unwrap_or_else(PoisonError::into_inner);
        if known.contains(folder) {
            return Ok(());
        }
        drop(known);
        if let Some((above, _)) = folder.rsplit_once('/') {
            self.make_folder(above)?;
        }
        let path = self.path.join(folder);
        let leftover = self.leftover.as_ref();
        if leftover.is_some_and(|leftover| leftover.take_folder(folder, &path)) {
            let mut known = self.folders.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(folder.to_owned());
            return Ok(());
        }
        match disk::create_dir(&path) {
            Ok(()) => {}
            // Another thread was faster, or a file has the name: then writing into it fails.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(at("cannot create the folder", &path)(error)),
        }
        let mut known = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(folder.to_owned());
        Ok(())
    }

    fn count(&self, bytes: u64) {
        self.n_files.fetch_add(1, Ordering::Relaxed);
        self.n_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Notes the hash of a data file.
    fn note_hash(&self, path: &str, hash: String) {
        let name = path.trim_start_matches("data/").to_owned();
        let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        hashes.insert(name, hash);
    }

    /// The old site's file at the same path and its inode, when it is a regular file of that length.
    fn open_old(&self, path: &str, length: u64) -> Option<(File, u64)> {
        let old = self.old.as_ref()?.join(path);
        // Looked at before it is opened: most files that changed have another length.
        let metadata = fs::symlink_metadata(&old).ok()?;
        if !metadata.is_file() || metadata.size() != length {
            return None;
        }
        Some((disk::open(&old).ok()?, metadata.ino()))
    }

    /// The inode of the old site's file at the same path, when it holds these bytes.
    fn same_as_old(&self, path: &str, bytes: &[u8]) -> Option<u64> {
        let (mut old, inode) = self.open_old(path, bytes.len() as u64)?;
        let same = same_bytes(&mut old, &mut &bytes[..]).unwrap_or(false);
        same.then_some(inode)
    }

    /// Removes what the tree held at a path before it was filled. What may be the standing site's file
    /// by another name is never written into.
    fn make_way(&self, path: &str, target: &Path) -> Result<(), WriteError> {
        let Some(leftover) = &self.leftover else {
            return Ok(());
        };
        if leftover.take(path).is_some() {
            disk::remove_file(target).map_err(at("cannot remove", target))?;
        } else {
            leftover.clear_folder(path, target);
        }
        Ok(())
    }

    /// Takes files of a folder of the standing site as they are, into a folder that may have another
    /// name. They are not read.
    pub fn keep(&self, from: &str, to: &str, names: &[String]) -> Result<(), WriteError> {
        if let Some(leftover) = &self.leftover {
            if let Some((above, _)) = to.rsplit_once('/') {
                self.make_folder(above)?;
            }
            leftover.rename_alike(to, &self.path);
        }
        let Some(old) = &self.old else {
            let none = io::Error::from(io::ErrorKind::NotFound);
            return Err(at("cannot read", &self.output.path())(none));
        };
        for name in names {
            let (from, path) = (format!("{from}/{name}"), format!("{to}/{name}"));
            let target = self.place(&path)?;
            let source = old.join(&from);
            let metadata = fs::symlink_metadata(&source).map_err(at("cannot read", &source))?;
            if !metadata.is_file() {
                return Err(at("cannot read", &source)(io::Error::other(
                    "no regular file",
                )));
            }
            self.count(metadata.len());
            if !self.be_old(&from, &path, &target, metadata.ino())? {
                let gone = io::Error::other("the old file is gone");
                return Err(at("cannot write", &target)(gone));
            }
        }
        Ok(())
    }

    /// Reads a file of the standing site.
    pub fn read_old(&self, path: &str) -> io::Result<Vec<u8>> {
        let old = self.old.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let old = old.join(path);
        if !fs::symlink_metadata(&old)?.is_file() {
            return Err(io::Error::other("no regular file"));
        }
        read(&old, MAX_OLD_FILE)
    }

    /// Writes a part of a file of the standing site to `out`.
    pub fn copy_part(&self, path: &str, part: Range<u64>, out: &mut dyn Write) -> io::Result<()> {
        let old = self.old.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut file = disk::open(&old.join(path))?;
        file.seek(io::SeekFrom::Start(part.start))?;
        let mut left = part.end.saturating_sub(part.start);
        let mut buffer = vec![0; COPIED];
        while left > 0 {
            let n = fill(&mut file, &mut buffer[..COPIED.min(left as usize)])?;
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            out.write_all(&buffer[..n])?;
            left -= n as u64;
        }
        Ok(())
    }

    /// Whether the standing site has a file as it was when it was stamped.
    pub fn stands(&self, path: &str, stamp: Stamp) -> bool {
        let old = self.old.as_ref().map(|old| old.join(path));
        let metadata = old.and_then(|old| fs::symlink_metadata(old).ok());
        metadata.is_some_and(|metadata| metadata.is_file() && Stamp::of(&metadata) == stamp)
    }

    /// Takes a file of the standing site that [`Staging::stands`] as it is; it is not read. `sha256`: what
    /// [`Staging::noted_hash`] told of it. `false`: it has to be written after all.
    pub fn take(&self, path: &str, stamp: Stamp, sha256: Option<&str>) -> Result<bool, WriteError> {
        if sha256.is_none() && is_data(path) {
            return Ok(false);
        }
        let target = self.place(path)?;
        let taken = self.be_old(path, path, &target, stamp.inode)?;
        if taken {
            self.count(stamp.length);
            if let Some(hash) = sha256.filter(|_| is_data(path)) {
                self.note_hash(path, hash.to_owned());
            }
        }
        Ok(taken)
    }

    /// The SHA-256 of a data file that was written, in hexadecimal digits.
    pub fn noted_hash(&self, path: &str) -> Option<String> {
        let name = path.strip_prefix("data/")?;
        let hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        hashes.get(name).cloned()
    }

    /// The stamp of a file that was written. `None` where the system does not tell.
    pub fn stamp(&self, path: &str) -> Option<Stamp> {
        let metadata = fs::symlink_metadata(self.path.join(path)).ok()?;
        Some(Stamp::of(&metadata))
    }

    /// Makes the file at a path one of the old site's, of that inode, which it may be already. `false`:
    /// it has to be written after all.
    fn be_old(
        &self,
        from: &str,
        path: &str,
        target: &Path,
        inode: u64,
    ) -> Result<bool, WriteError> {
        let leftover = self.leftover.as_ref();
        if let Some(held) = leftover.and_then(|leftover| leftover.take(path)) {
            if held == inode {
                self.n_unchanged.fetch_add(1, Ordering::Relaxed);
                return Ok(true);
            }
            disk::remove_file(target).map_err(at("cannot remove", target))?;
        } else {
            self.make_way(path, target)?;
        }
        self.link_old(from, path, target)
    }

    /// Puts the old site's file into the new tree. `false`: it has to be written after all (a file
    /// system without hard links, or a file with as many as it may have).
    fn link_old(&self, from: &str, path: &str, target: &Path) -> Result<bool, WriteError> {
        let old = self.old.as_ref().expect("only called for old files");
        match disk::hard_link(&old.join(from), target) {
            Ok(()) => {
                self.n_unchanged.fetch_add(1, Ordering::Relaxed);
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(WriteError::Twice(path.to_owned()))
            }
            Err(_) => self.copy_old(&old.join(from), target),
        }
    }

    /// Copies the old site's file with its time of change.
    fn copy_old(&self, old: &Path, target: &Path) -> Result<bool, WriteError> {
        let Ok(mut source) = disk::open(old) else {
            return Ok(false);
        };
        let Ok(modified) = source.metadata().and_then(|metadata| metadata.modified()) else {
            return Ok(false);
        };
        let mut file = create(&target.to_string_lossy(), target)?;
        io::copy(&mut source, &mut file)
            .and_then(|_| file.set_modified(modified))
            .map_err(at("cannot write", target))?;
        self.n_unchanged.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }

    /// Replaces a file that was written as a stream by the old site's when both are the same.
    fn settle(&self, path: &str, target: &Path, mut file: File) -> Result<(), WriteError> {
        let length = file.stream_position().map_err(at("cannot write", target))?;
        let Some((mut old, _)) = self.open_old(path, length) else {
            return Ok(());
        };
        file.rewind().map_err(at("cannot read", target))?;
        if same_bytes(&mut old, &mut file).unwrap_or(false) {
            disk::remove_file(target).map_err(at("cannot write", target))?;
            if !self.link_old(path, path, target)? {
                file.rewind().map_err(at("cannot read", target))?;
                let mut again = create(path, target)?;
                io::copy(&mut file, &mut again).map_err(at("cannot write", target))?;
            }
        }
        Ok(())
    }
}

/// Whether a path of the site is that of a data file; pages below `data/` are none.
pub fn is_data(path: &str) -> bool {
    let Some(name) = path.strip_prefix("data/") else {
        return false;
    };
    let page = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "html");
    !page && name != "manifest.json"
}

/// The text of `data/manifest.json`: the SHA-256 of each data file, by its name below `data/`.
pub fn manifest(hashes: &BTreeMap<String, String>) -> String {
    let text: serde_json::Map<_, _> = hashes
        .iter()
        .map(|(name, hash)| (name.clone(), hash.clone().into()))
        .collect();
    format!("{:#}\n", serde_json::Value::Object(text))
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Makes a file that must not be there yet.
fn create(path: &str, target: &Path) -> Result<File, WriteError> {
    disk::create_new(target).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Twice(path.to_owned()),
        _ => at("cannot write", target)(error),
    })
}

/// Whether two readers give the same bytes to their ends.
fn same_bytes(a: &mut impl Read, b: &mut impl Read) -> io::Result<bool> {
    let mut left = [0; 1 << 14];
    let mut right = [0; 1 << 14];
    loop {
        let n = fill(a, &mut left)?;
        let m = fill(b, &mut right)?;
        if left[..n] != right[..m] {
            return Ok(false);
        }
        if n == 0 {
            return Ok(true);
        }
    }
}

/// Reads until the buffer is full or the reader at its end.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n = 0;
    while n < buffer.len() {
        match reader.read(&mut buffer[n..]) {
            Ok(0) => break,
            Ok(more) => n += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n)
}

/// A file that knows the hash of what went into it.
struct Hashing {
    file: File,
    hash: Sha256,
    n_bytes: u64,
}

impl Hashing {
    fn new(file: File) -> Self {
        Self {
            file,
            hash: Sha256::new(),
            n_bytes: 0,
        }
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

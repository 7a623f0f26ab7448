//! Parsed Documents, kept between builds.
//!
//! `.dibao/documents` holds what files were parsed into, `.dibao/index` says where in it. An entry is
//! used for a file of the same bytes under the same settings, vocabulary and program, and if it
//! carries a mark that only a holder of the user's own secret can make: the folder may have come
//! with an archive, from anybody, and the HTML in it goes to readers as it is. Everything else is
//! parsed. Entries are only ever put behind those that stand; the index is replaced as a whole when
//! all is written, so a build that dies leaves the old one with what it names.
//!
//! `.dibao/search` holds what the index for search has to be updated by, `.dibao/pages` what each file
//! of the site was made from and how it looked then; both are marked in the same way.
//!
//! Leaves stay in the file until their pages are rendered, and texts where they are many, as on a
//! [`super::shelf::Shelf`].

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::ops::Range;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};
use rustix::fs::{FlockOperation, flock};

use super::BuildError;
use super::pages::Shown;
use super::shelf::{Reading, Room, Taken, failed};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document, Leaf, Shelved};
use crate::load;
use crate::source::{ContentKey, Source};
use crate::write;

/// Largest index that is read, in bytes: that of two million posts.
const MAX_INDEX: u64 = 256 << 20;

/// Bytes that no entry of the index names any more, from which on the file is begun anew if they are
/// more than the others.
const MAX_WASTE: u64 = 64 << 20;

/// Name of the file with what is remembered of the search index.
const SEARCH: &str = "search";

/// Name of the file with what is remembered of the site's files.
const PAGES: &str = "pages";

/// Bytes of the mark at the head of such a file.
const MARK: usize = 32;

/// What only the user's own builds know.
#[derive(Clone, Copy)]
pub struct Secret(pub [u8; 32]);

/// The kept Documents, and those of this build.
#[derive(Debug)]
pub(super) struct Cache {
    file: Reading,
    index: PathBuf,
    secret: Secret,
    circumstances: [u8; 32],
    known: BTreeMap<String, Entry>,
    /// Length of the file when it was opened.
    begin: u64,
    used: Mutex<BTreeMap<String, Entry>>,
    /// Entries that were named for a file as it is, and were not made by this user's builds.
    n_refused: AtomicUsize,
    end: AtomicU64,
    /// Why the first Document that could not be kept was not.
    failure: Mutex<Option<io::Error>>,
}

/// What `.dibao/index` holds.
#[derive(BorshSerialize, BorshDeserialize)]
struct Index {
    /// Program, settings and vocabulary.
    circumstances: [u8; 32],
    entries: BTreeMap<String, Entry>,
}

/// Where a Document lies: its values, then its Leaf, then the texts of its Items.
#[derive(Debug, Clone, BorshSerialize, BorshDeserialize)]
struct Entry {
    key: ContentKey,
    at: u64,
    n_values: u32,
    n_leaf: u32,
    n_texts: u32,
    mark: [u8; 32],
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Cache {
    /// Opens the files in a folder, or begins them. `Err`: nothing can be kept there, and why.
    pub(super) fn open(folder: &Path, secret: Secret, circumstances: [u8; 32]) -> io::Result<Self> {
        if !write::make_cache(folder) {
            return Err(io::Error::other(
                "`.dibao` is no folder that can be written",
            ));
        }
        let file = open(&folder.join("documents"))?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)
            .map_err(|_| io::Error::other("another build uses `.dibao/documents`"))?;
        let index = folder.join("index");
        let mut known = known(&index, circumstances);
        let live = known.values().map(Entry::len);
        let live = live.fold(0, u64::saturating_add);
        let mut end = file.metadata()?.len();
        if known.is_empty() || end - live.min(end) > MAX_WASTE.max(live) {
            known.clear();
            file.set_len(0)?;
            end = 0;
        }
        Ok(Self {
            file: Reading::new(file),
            index,
            secret,
            circumstances,
            known,
            begin: end,
            used: Mutex::default(),
            n_refused: AtomicUsize::new(0),
            end: AtomicU64::new(end),
            failure: Mutex::default(),
        })
    }

    /// The Document that a Source was parsed into before, and what there was to say of it. The texts of
    /// its Items come along while there is room for them.
    pub(super) fn get(&self, source: &Source, room: &Room) -> Option<(Document, Vec<Diagnostic>)> {
        let entry = self.known.get(&source.path)?;
        if entry.key != source.key {
            return None;
        }
        let found = self.read(entry, source, room);
        if found.is_some() {
            self.note(&source.path, entry.clone());
        } else {
            self.n_refused.fetch_add(1, Ordering::Relaxed);
        }
        found
    }

    fn read(
        &self,
        entry: &Entry,
        source: &Source,
        room: &Room,
    ) -> Option<(Document, Vec<Diagnostic>)> {
        // The index itself carries no mark: what it names may not even be there.
        if entry.at.checked_add(entry.len())? > self.begin {
            return None;
        }
        let mut bytes = vec![0; entry.len() as usize];
        self.file.file.read_exact_at(&mut bytes, entry.at).ok()?;
        if self.mark(&source.path, source.key, &bytes) != entry.mark {
            return None;
        }
        let (values, text) = bytes.split_at(entry.n_values as usize);
        let (mut document, diagnostics) =
            <(Document, Vec<Diagnostic>)>::try_from_slice(values).ok()?;
        entry.tell(&mut document);
        if room.take(entry.n_texts as usize) {
            let texts = str::from_utf8(&text[entry.n_leaf as usize..]).ok()?;
            document.take_texts_from(texts);
        }
        Some((document, diagnostics))
    }

    /// How many entries were not used because they are damaged, or somebody else's.
    pub(super) fn n_refused(&self) -> usize {
        self.n_refused.load(Ordering::Relaxed)
    }

    /// Keeps a Document, and takes its Leaf and the texts of its Items where there is no room for them.
    /// Where it cannot be kept all stays in the Document, and [`Cache::finish`] tells why.
    pub(super) fn put(&self, document: &mut Document, told: &[Diagnostic], room: &Room) {
        let taken = Taken::out_of(document);
        match self.append(document, &taken, told) {
            Ok(entry) => {
                let at = entry.at + u64::from(entry.n_values);
                let stays = room.take(entry.n_texts as usize);
                taken.lies_at(at, document.shelved, document, stays);
                self.note(&document.path, entry);
            }
            Err(error) => {
                taken.put_back(document);
                let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
                failure.get_or_insert(error);
            }
        }
    }

    fn append(
        &self,
        document: &mut Document,
        taken: &Taken,
        told: &[Diagnostic],
    ) -> io::Result<Entry> {
        let mut behind = Vec::new();
        let place = taken.write_leaf(&mut behind)?;
        let n_leaf = behind.len();
        taken.write_texts(&mut behind);
        // Where they lie from their beginning on; where that is, is only known afterwards.
        document.shelved = place;
        document.shelved_texts = Some(taken.places(0));
        let mut bytes = borsh::to_vec(&(&*document, told))?;
        let n_values = bytes.len();
        bytes.append(&mut behind);
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        self.file.file.write_all_at(&bytes, at)?;
        Ok(Entry {
            key: document.key,
            at,
            n_values: u32::try_from(n_values).map_err(io::Error::other)?,
            n_leaf: u32::try_from(n_leaf).map_err(io::Error::other)?,
            n_texts: u32::try_from(taken.n_texts()).map_err(io::Error::other)?,
            mark: self.mark(&document.path, document.key, &bytes),
        })
    }

    /// Why something that lies here could not be read.
    pub(super) fn lost(&self) -> Option<BuildError> {
        let folder = self.index.parent().unwrap_or(&self.index);
        self.file.lost().map(failed(folder))
    }

    /// Names what this build used for the next one; what it did not use is forgotten.
    pub(super) fn finish(&self) -> io::Result<()> {
        let failure = self.failure.lock().map(|mut failure| failure.take());
        if let Some(error) = failure.unwrap_or_else(|poisoned| poisoned.into_inner().take()) {
            return Err(error);
        }
        let entries =
            std::mem::take(&mut *self.used.lock().unwrap_or_else(PoisonError::into_inner));
        let index = Index {
            circumstances: self.circumstances,
            entries,
        };
        write::replace(&self.index, &borsh::to_vec(&index)?)
    }

    /// What is remembered of the search index of the site that the stamp is of.
    pub(super) fn index(&self, stamp: Option<[u8; 32]>) -> Option<Vec<u8>> {
        self.remembered(SEARCH, &stamp?)
    }

    /// Remembers a search index; forgets that of the build before where there is none.
    pub(super) fn keep_index(&self, stamp: Option<[u8; 32]>, remembered: &[u8]) -> io::Result<()> {
        match stamp {
            Some(stamp) => self.remember(SEARCH, &stamp, remembered),
            None => write::replace(&self.index.with_file_name(SEARCH), &[]),
        }
    }

    /// What is remembered of the files of the site that was built last; nothing where that cannot be
    /// told.
    pub(super) fn shown(&self) -> Shown {
        let remembered = self.remembered(PAGES, &[]);
        let shown = remembered.and_then(|bytes| Shown::try_from_slice(&bytes).ok());
        shown.unwrap_or_default()
    }

    /// Remembers files in place of those of the build before.
    pub(super) fn keep_shown(&self, shown: &Shown) -> io::Result<()> {
        // Room for the mark first, and all of it at once: it grows with the pages.
        let mut bytes = Vec::with_capacity(MARK + borsh::object_length(shown)?);
        bytes.resize(MARK, 0);
        borsh::to_writer(&mut bytes, shown)?;
        self.remember_marked(PAGES, &[], bytes)
    }

    /// What [`Cache::remember`] wrote below a name for the same `of`.
    fn remembered(&self, name: &str, of: &[u8]) -> Option<Vec<u8>> {
        let path = self.index.with_file_name(name);
        let is_file = fs::symlink_metadata(&path).is_ok_and(|at| at.is_file());
        let mut bytes = is_file.then(|| load::read(&path, MAX_INDEX))?.ok()?;
        let remembered = (bytes.len() >= MARK).then(|| bytes.split_off(MARK))?;
        (bytes == self.mark_of(name, of, &remembered)).then_some(remembered)
    }

    fn remember(&self, name: &str, of: &[u8], remembered: &[u8]) -> io::Result<()> {
        self.remember_marked(name, of, [&[0; MARK], remembered].concat())
    }

    /// `bytes`: room for the mark, and what is to be remembered.
    fn remember_marked(&self, name: &str, of: &[u8], mut bytes: Vec<u8>) -> io::Result<()> {
        let mark = self.mark_of(name, of, &bytes[MARK..]);
        bytes[..MARK].copy_from_slice(&mark);
        write::replace(&self.index.with_file_name(name), &bytes)
    }

    /// What shows that a file was written by a build of this user under these circumstances, for what
    /// `of` tells.
    fn mark_of(&self, name: &str, of: &[u8], remembered: &[u8]) -> [u8; MARK] {
        let key = blake3::derive_key(&format!("dibao {name}"), &self.secret.0);
        let mut hasher = blake3::Hasher::new_keyed(&key);
        hasher.update(&self.circumstances);
        hasher.update(&(of.len() as u64).to_le_bytes());
        hasher.update(of);
        hasher.update(remembered);
        hasher.finalize().into()
    }

    fn note(&self, path: &str, entry: Entry) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.insert(path.to_owned(), entry);
    }

    /// What shows that an entry was made by a build of this user, from this file, under these
    /// circumstances.
    fn mark(&self, path: &str, key: ContentKey, bytes: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret.0);
        hasher.update(&self.circumstances);
        hasher.update(&key.0);
        hasher.update(&(path.len() as u64).to_le_bytes());
        hasher.update(path.as_bytes());
        hasher.update(bytes);
        hasher.finalize().into()
    }
}

impl Entry {
    fn len(&self) -> u64 {
        u64::from(self.n_values) + u64::from(self.n_leaf) + u64::from(self.n_texts)
    }

    /// Tells a Document where its Leaf and its texts lie.
    fn tell(&self, document: &mut Document) {
        let leaf = self.at + u64::from(self.n_values);
        let texts = leaf + u64::from(self.n_leaf);
        if let Some(place) = &mut document.shelved {
            place.at = leaf;
        }
        for place in document.shelved_texts.iter_mut().flatten() {
            *place += texts;
        }
    }
}

impl document::Shelf for Cache {
    fn take(&self, place: Range<u64>) -> String {
        self.file.take(place)
    }

    fn take_leaf(&self, place: Shelved) -> Leaf {
        self.file.take_leaf(place)
    }
}

/// Opens the file of Documents; a link or a pipe of that name is none.
fn open(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path).is_ok_and(|at| !at.is_file()) {
        return Err(io::Error::other("`.dibao/documents` is no file"));
    }
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

/// The entries of an index that was made under the same circumstances; none of any other.
fn known(index: &Path, circumstances: [u8; 32]) -> BTreeMap<String, Entry> {
    let is_file = fs::symlink_metadata(index).is_ok_and(|at| at.is_file());
    let bytes = is_file.then(|| load::read(index, MAX_INDEX));
    let index = bytes.and_then(|bytes| Index::try_from_slice(&bytes.ok()?).ok());
    index
        .filter(|index| index.circumstances == circumstances)
        .map_or_else(BTreeMap::new, |index| index.entries)
}

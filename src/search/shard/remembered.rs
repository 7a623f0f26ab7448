//! What is remembered of an index, so that the next one need not be made from nothing: a hash of
//! every Record and of every file. [`super::update`] compares.

use super::invert::Shards;
use super::layout::{Kind, file_name, folder_of, folder_shift, folders};
use super::{VERSION, varint};
use crate::search::terms::n_blocks;

/// The first half of a BLAKE3 hash.
pub(crate) type Key = [u8; 16];

/// The [`Key`] of some bytes.
pub(crate) fn key_of(bytes: &[u8]) -> Key {
    let mut key = Key::default();
    key.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    key
}

/// The six digits of a key that names carry.
pub(crate) fn digits(key: &Key) -> String {
    let [a, b, c, ..] = key;
    format!("{a:02x}{b:02x}{c:02x}")
}

/// A file of a folder with a hash in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileKey {
    pub(super) id: u32,
    pub(super) part: u32,
    pub(super) key: Key,
}

/// An index, as hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remembered {
    pub(super) shards: Shards,
    /// Entries in a group.
    pub(super) group: u32,
    /// Of the dictionary before it was packed.
    pub(super) dictionary: Key,
    /// Of the Records, by number.
    pub(super) records: Vec<Key>,
    /// Of the files of each kind, by id and part.
    pub(super) files: [Vec<FileKey>; 6],
    /// Of the blocks of terms.
    pub(super) blocks: Vec<Key>,
}

impl Remembered {
    pub(super) fn n_items(&self) -> u32 {
        self.records.len() as u32
    }

    /// How many ids a kind has.
    pub(super) fn n_files(&self, kind: Kind) -> u32 {
        match kind {
            Kind::Entry => self.n_items().div_ceil(self.group),
            Kind::Text => self.n_items(),
            _ => self.shards.0[kind as usize],
        }
    }

    /// The files of each folder of a kind.
    pub(super) fn by_folder(&self, kind: Kind) -> Vec<&[FileKey]> {
        let n = self.n_files(kind);
        let mut rest = self.files[kind as usize].as_slice();
        let in_folder = |folder| {
            let length = rest.partition_point(|file| folder_of(file.id, n) <= folder);
            let (files, after) = rest.split_at(length);
            rest = after;
            files
        };
        (0..folders(n)).map(in_folder).collect()
    }

    /// The paths of a kind's folders.
    pub(super) fn folder_paths(&self, kind: Kind) -> Vec<String> {
        let folders = self.by_folder(kind).into_iter();
        (0..)
            .zip(folders)
            .map(|(folder, files)| folder_path(kind, folder, files))
            .collect()
    }

    /// The hashes of a kind's folders, as the manifest has them.
    pub(super) fn folder_hashes(&self, kind: Kind) -> String {
        self.by_folder(kind).into_iter().map(folder_hash).collect()
    }

    /// The files with an id.
    pub(super) fn parts(&self, kind: Kind, id: u32) -> &[FileKey] {
        let files = &self.files[kind as usize];
        let start = files.partition_point(|file| file.id < id);
        let length = files[start..].partition_point(|file| file.id == id);
        &files[start..start + length]
    }

    /// Whether files with the same ids stand in the same folders of another index.
    pub(super) fn has_folders_of(&self, other: &Self) -> bool {
        let shift = |index: &Self, kind| folder_shift(index.n_files(kind));
        [Kind::Entry, Kind::Text]
            .into_iter()
            .all(|kind| shift(self, kind) == shift(other, kind))
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = mark();
        self.shards
            .0
            .iter()
            .for_each(|&n| varint::write(&mut out, n));
        varint::write(&mut out, self.group);
        out.extend_from_slice(&self.dictionary);
        for keys in [&self.records, &self.blocks] {
            varint::write(&mut out, keys.len() as u32);
            out.extend_from_slice(keys.as_flattened());
        }
        for files in &self.files {
            varint::write(&mut out, files.len() as u32);
            let mut last = 0;
            for file in files {
                varint::write(&mut out, file.id - last);
                varint::write(&mut out, file.part);
                out.extend_from_slice(&file.key);
                last = file.id;
            }
        }
        out
    }

    /// `None` for bytes that were not made by [`Remembered::encode`] of this version.
    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut bytes = bytes.strip_prefix(mark().as_slice())?;
        let bytes = &mut bytes;
        let mut shards = [0; 4];
        for n in &mut shards {
            *n = varint::read(bytes).filter(|&n| n > 0)?;
        }
        let group = varint::read(bytes).filter(|&group| group > 0)?;
        let dictionary = read_key(bytes)?;
        let records = read_keys(bytes)?;
        let blocks = read_keys(bytes)?;
        let mut files: [Vec<FileKey>; 6] = Default::default();
        for files in &mut files {
            *files = read_files(bytes)?;
        }
        let index = Self {
            shards: Shards(shards),
            group,
            dictionary,
            records,
            files,
            blocks,
        };
        (bytes.is_empty() && index.is_whole()).then_some(index)
    }

    /// Whether every file is there that an index of this shape has.
    fn is_whole(&self) -> bool {
        let whole = |kind: Kind| {
            let files = &self.files[kind as usize];
            let n = self.n_files(kind);
            let n_first = files.iter().filter(|file| file.part == 0).count();
            let expected = if kind == Kind::Text { 0 } else { n };
            n_first == expected as usize && files.last().is_none_or(|file| file.id < n)
        };
        self.blocks.len() == n_blocks(self.n_items()) as usize && Kind::ALL.into_iter().all(whole)
    }
}

/// The path of a folder from the output folder.
pub(super) fn folder_path(kind: Kind, folder: u32, files: &[FileKey]) -> String {
    format!(
        "search/{}/{folder:02x}-{}",
        kind.letter(),
        folder_hash(files)
    )
}

/// Six digits of the hash of the names and hashes of a folder's files.
fn folder_hash(files: &[FileKey]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(file_name(file.id, file.part).as_bytes());
        hasher.update(&[0]);
        hasher.update(&file.key);
    }
    hasher.finalize().to_hex()[..6].to_owned()
}

/// What the bytes begin with: another program may make another index from the same Records.
fn mark() -> Vec<u8> {
    format!("dibao {} search {VERSION}\n", env!("CARGO_PKG_VERSION")).into_bytes()
}

fn read_key(bytes: &mut &[u8]) -> Option<Key> {
    varint::take(bytes, 16)?.try_into().ok()
}

fn read_keys(bytes: &mut &[u8]) -> Option<Vec<Key>> {
    let n = varint::read(bytes)? as usize;
    let (keys, []) = varint::take(bytes, n.checked_mul(16)?)?.as_chunks() else {
        return None;
    };
    Some(keys.to_vec())
}

/// Files by rising id and part; parts count from 0, those of texts from 1.
fn read_files(bytes: &mut &[u8]) -> Option<Vec<FileKey>> {
    let mut files: Vec<FileKey> = Vec::new();
    let mut last = 0_u32;
    for _ in 0..varint::read(bytes)? {
        let id = last.checked_add(varint::read(bytes)?)?;
        let part = varint::read(bytes)?;
        let key = read_key(bytes)?;
        if files
            .last()
            .is_some_and(|file| (file.id, file.part) >= (id, part))
        {
            return None;
        }
        files.push(FileKey { id, part, key });
        last = id;
    }
    Some(files)
}

//! The files of the index that was there before, each checked against its remembered hash.

use std::io::Read;

use flate2::read::GzDecoder;

use super::dictionary;
use super::layout::{Kind, file_name, folder_of};
use super::remembered::{FileKey, Remembered, key_of};
use crate::search::record::Entry;
use crate::search::terms::{FOLDER, block_name};

/// Largest size that a group of entries may unpack to.
const MAX_GROUP: u64 = 256 * 1024 * 1024;

/// The index before. All its methods: `None` for what is not there or not as it was.
pub(super) struct OldIndex<'a> {
    pub(super) index: &'a Remembered,
    folders: [Vec<String>; 6],
    read: &'a crate::search::Old<'a>,
}

impl<'a> OldIndex<'a> {
    pub(super) fn new(index: &'a Remembered, read: &'a crate::search::Old<'a>) -> Self {
        Self {
            index,
            folders: Kind::ALL.map(|kind| index.folder_paths(kind)),
            read,
        }
    }

    /// What is remembered of a file.
    pub(super) fn key(&self, kind: Kind, id: u32, part: u32) -> Option<FileKey> {
        let parts = self.index.parts(kind, id);
        let at = parts.binary_search_by_key(&part, |file| file.part).ok()?;
        Some(parts[at])
    }

    /// The bytes of a file.
    pub(super) fn file(&self, kind: Kind, id: u32, part: u32) -> Option<Vec<u8>> {
        let file = self.key(kind, id, part)?;
        let folder = folder_of(id, self.index.n_files(kind));
        let folder = self.folders[kind as usize].get(folder as usize)?;
        let bytes = (self.read)(&format!("{folder}/{}", file_name(id, part))).ok()?;
        (key_of(&bytes) == file.key).then_some(bytes)
    }

    /// The bytes of a file that is a gzip stream.
    pub(super) fn unpacked(&self, kind: Kind, id: u32, part: u32) -> Option<Vec<u8>> {
        unpack(&self.file(kind, id, part)?)
    }

    /// A block of terms, before compression.
    pub(super) fn block(&self, block: u32) -> Option<Vec<u8>> {
        let key = self.index.blocks.get(block as usize)?;
        let bytes = (self.read)(&format!("{FOLDER}/{}", block_name(block, key))).ok()?;
        if key_of(&bytes) == *key {
            unpack(&bytes)
        } else {
            None
        }
    }

    /// The entry of an Item with its whole text.
    pub(super) fn entry(&self, number: u32, dictionary: &[u8]) -> Option<Entry<'static>> {
        let group = self.index.group;
        let packed = self.file(Kind::Entry, number / group, 0)?;
        let bytes = dictionary::unpack(dictionary, &packed, MAX_GROUP).ok()?;
        let entries: Vec<Entry<'static>> = serde_json::from_slice(&bytes).ok()?;
        let mut entry = entries.into_iter().nth((number % group) as usize)?;
        for file in self.index.parts(Kind::Text, number) {
            let piece = self.unpacked(Kind::Text, number, file.part)?;
            entry
                .text
                .to_mut()
                .push_str(&String::from_utf8(piece).ok()?);
        }
        Some(entry)
    }
}

fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

//! One shard: a directory of terms, then their lists, long ones in chunks.

use super::layout::{Kind, Sizes};
use super::read::ShardList;
use super::{list, pack, pack_numbers, varint};

/// Writes one shard.
pub(super) struct ShardWriter {
    has_places: bool,
    /// How its files are packed.
    pack: fn(&[u8]) -> Vec<u8>,
    sizes: Sizes,
    n_terms: u32,
    directory: Vec<u8>,
    lists: Vec<u8>,
    last_term: Vec<u8>,
    chunks: Vec<Chunk>,
}

/// A chunk of one of the shard's lists.
pub(super) enum Chunk {
    /// Its file.
    New(Vec<u8>),
    /// The file of this part of the shard as it was.
    Old(u32),
}

/// A chunk of a list as it was.
pub(super) struct OldChunk {
    pub(super) part: u32,
    /// Before compression.
    pub(super) bytes: Vec<u8>,
}

impl ShardWriter {
    pub(super) fn new(kind: Kind, sizes: Sizes) -> Self {
        Self {
            has_places: kind.has_places(),
            // Words and names are text for a good part.
            pack: match kind {
                Kind::Pair | Kind::Single => pack_numbers,
                _ => pack,
            },
            sizes,
            n_terms: 0,
            directory: Vec::new(),
            lists: Vec::new(),
            last_term: Vec::new(),
            chunks: Vec::new(),
        }
    }

    /// Begins a term; terms come in order of bytes. Its two lists follow.
    pub(super) fn term(&mut self, term: &[u8], items: u32) {
        let shared = (self.last_term.iter().zip(term))
            .take_while(|(a, b)| a == b)
            .count();
        varint::write(&mut self.directory, shared as u32);
        varint::write(&mut self.directory, (term.len() - shared) as u32);
        self.directory.extend_from_slice(&term[shared..]);
        self.last_term.truncate(shared);
        self.last_term.extend_from_slice(&term[shared..]);
        varint::write(&mut self.directory, items);
        self.n_terms += 1;
    }

    /// Adds a list that `write` appends. A chunk that is among the old ones is taken from there.
    /// `None` when it is no list.
    pub(super) fn list(
        &mut self,
        old: &[OldChunk],
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Option<()> {
        let start = self.lists.len();
        write(&mut self.lists);
        let length = self.lists.len() - start;
        if length <= self.sizes.list {
            varint::write(&mut self.directory, (length as u32) << 1);
            return Some(());
        }
        let chunks = list::cut(&self.lists[start..], self.has_places, &self.sizes)?;
        self.lists.truncate(start);
        varint::write(&mut self.lists, self.chunks.len() as u32);
        varint::write(&mut self.lists, chunks.len() as u32);
        let mut last = None;
        for chunk in chunks {
            varint::write(&mut self.lists, chunk.items);
            varint::write(
                &mut self.lists,
                last.map_or(chunk.last, |last| last - chunk.last),
            );
            last = Some(chunk.last);
            let known = old.iter().find(|old| old.bytes == chunk.bytes);
            self.chunks.push(match known {
                Some(old) => Chunk::Old(old.part),
                None => Chunk::New((self.pack)(&chunk.bytes)),
            });
        }
        self.end_chunked(start);
        Some(())
    }

    /// Adds a list as it stood in another shard. `None` when it is no list.
    pub(super) fn old_list(&mut self, list: &ShardList<'_>) -> Option<()> {
        if !list.chunked {
            varint::write(&mut self.directory, (list.bytes.len() as u32) << 1);
            self.lists.extend_from_slice(list.bytes);
            return Some(());
        }
        let start = self.lists.len();
        let (parts, rest) = list.parts()?;
        varint::write(&mut self.lists, self.chunks.len() as u32);
        varint::write(&mut self.lists, parts.len() as u32);
        self.lists.extend_from_slice(rest);
        self.chunks.extend(parts.map(Chunk::Old));
        self.end_chunked(start);
        Some(())
    }

    fn end_chunked(&mut self, start: usize) {
        let length = self.lists.len() - start;
        varint::write(&mut self.directory, (length as u32) << 1 | 1);
    }

    /// The shard's file and the chunks, part 1 first.
    pub(super) fn finish(self) -> (Vec<u8>, Vec<Chunk>) {
        let mut out = Vec::with_capacity(self.directory.len() + self.lists.len() + 5);
        varint::write(&mut out, self.n_terms);
        out.extend_from_slice(&self.directory);
        out.extend_from_slice(&self.lists);
        ((self.pack)(&out), self.chunks)
    }
}

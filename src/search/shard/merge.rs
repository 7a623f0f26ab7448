//! From runs to the files of a folder of shards.

use std::io;
use std::ops::Range;

use super::layout::Kind;
use super::list::{self, Piece};
use super::{pack, varint};

/// A file of a folder: its name without the folder, and its bytes.
pub(crate) type File = (String, Vec<u8>);

/// Lists above this many bytes become chunks of their own.
const LONG_LIST: usize = 6 * 1024;
/// Size of a chunk before compression.
const CHUNK: usize = 8 * 1024;

/// Makes the files of a folder from its runs, given in order of the archive.
///
/// `Err`: the runs are broken (the disk that kept them failed).
pub(crate) fn merge(kind: Kind, shards: Range<u32>, runs: &[Vec<u8>]) -> io::Result<Vec<File>> {
    let mut pieces = read_runs(runs).ok_or_else(broken)?;
    pieces.sort_by(|a, b| (a.order, a.term).cmp(&(b.order, b.term)));
    let mut files = Vec::new();
    let mut n_chunks = 0;
    let mut rest = pieces.as_slice();
    // A shard without terms is written too, so that a missing file is always a fault.
    for shard in shards {
        let n_pieces = rest.partition_point(|piece| piece.order >> 32 <= u64::from(shard));
        let (pieces, after) = rest.split_at(n_pieces);
        rest = after;
        let mut terms: Vec<&[TermPiece<'_>]> = pieces.chunk_by(|a, b| a.term == b.term).collect();
        terms.sort_unstable_by_key(|pieces| pieces[0].term);
        let mut writer = ShardWriter {
            kind,
            n_chunks,
            ..ShardWriter::default()
        };
        for pieces in &terms {
            writer.add(pieces).ok_or_else(broken)?;
        }
        n_chunks = writer.n_chunks;
        files.push((format!("{shard}.bin"), pack(&writer.finish(terms.len()))));
        files.append(&mut writer.chunks);
    }
    Ok(files)
}

fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the scratch file of the search index is damaged",
    )
}

/// A term's part in one run.
struct TermPiece<'a> {
    order: u64,
    term: &'a [u8],
    items: u32,
    headline: Piece<'a>,
    text: Piece<'a>,
}

fn read_runs(runs: &[Vec<u8>]) -> Option<Vec<TermPiece<'_>>> {
    let mut pieces = Vec::new();
    for run in runs {
        let mut run = run.as_slice();
        while !run.is_empty() {
            let order = u64::from_le_bytes(varint::take(&mut run, 8)?.try_into().ok()?);
            let length = varint::read(&mut run)? as usize;
            let term = varint::take(&mut run, length)?;
            let items = varint::read(&mut run)?;
            let headline = Piece::read(&mut run)?;
            let text = Piece::read(&mut run)?;
            pieces.push(TermPiece {
                order,
                term,
                items,
                headline,
                text,
            });
        }
    }
    Some(pieces)
}

/// Writes one shard: a directory of terms, then their lists.
struct ShardWriter<'a> {
    kind: Kind,
    directory: Vec<u8>,
    lists: Vec<u8>,
    last_term: &'a [u8],
    chunks: Vec<File>,
    n_chunks: u32,
}

impl Default for ShardWriter<'_> {
    fn default() -> Self {
        Self {
            kind: Kind::Pair,
            directory: Vec::new(),
            lists: Vec::new(),
            last_term: b"",
            chunks: Vec::new(),
            n_chunks: 0,
        }
    }
}

impl<'a> ShardWriter<'a> {
    fn add(&mut self, pieces: &[TermPiece<'a>]) -> Option<()> {
        let term = pieces[0].term;
        let shared = self
            .last_term
            .iter()
            .zip(term)
            .take_while(|(a, b)| a == b)
            .count();
        varint::write(&mut self.directory, shared as u32);
        varint::write(&mut self.directory, (term.len() - shared) as u32);
        self.directory.extend_from_slice(&term[shared..]);
        self.last_term = term;
        let items = pieces.iter().map(|piece| piece.items).sum();
        varint::write(&mut self.directory, items);
        self.add_list(pieces.iter().map(|piece| piece.headline))?;
        self.add_list(pieces.iter().map(|piece| piece.text))
    }

    fn add_list(&mut self, pieces: impl Iterator<Item = Piece<'a>>) -> Option<()> {
        let start = self.lists.len();
        list::join(pieces, &mut self.lists);
        let length = self.lists.len() - start;
        if length <= LONG_LIST {
            varint::write(&mut self.directory, (length as u32) << 1);
            return Some(());
        }
        let chunks = list::cut(&self.lists[start..], self.kind.has_places(), CHUNK)?;
        self.lists.truncate(start);
        varint::write(&mut self.lists, self.n_chunks);
        varint::write(&mut self.lists, chunks.len() as u32);
        let mut last = 0;
        for chunk in chunks {
            varint::write(&mut self.lists, chunk.items);
            varint::write(&mut self.lists, chunk.last - last);
            last = chunk.last;
            self.chunks
                .push((format!("c{}.bin", self.n_chunks), pack(&chunk.bytes)));
            self.n_chunks += 1;
        }
        let length = self.lists.len() - start;
        varint::write(&mut self.directory, (length as u32) << 1 | 1);
        Some(())
    }

    fn finish(&self, n_terms: usize) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.directory.len() + self.lists.len() + 5);
        varint::write(&mut out, n_terms as u32);
        out.extend_from_slice(&self.directory);
        out.extend_from_slice(&self.lists);
        out
    }
}

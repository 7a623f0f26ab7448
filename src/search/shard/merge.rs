//! From runs to the files of a folder of shards.

use std::io;
use std::ops::Range;

use super::layout::{Kind, Sizes};
use super::list::{self, Piece};
use super::varint;
use super::writer::{Chunk, ShardWriter};

/// A file of a folder: its id, its part and its bytes.
pub(super) type File = (u32, u32, Vec<u8>);

/// Makes the files of a folder from its runs, given in order of the archive of so many Items.
///
/// `Err`: the runs are broken (the disk that kept them failed).
pub(super) fn merge(
    kind: Kind,
    shards: Range<u32>,
    runs: &[Vec<u8>],
    items: u32,
    sizes: Sizes,
) -> io::Result<Vec<File>> {
    let mut pieces = read_runs(runs).ok_or_else(broken)?;
    pieces.sort_by(|a, b| (a.order, a.term).cmp(&(b.order, b.term)));
    let mut files = Vec::new();
    let mut rest = pieces.as_slice();
    // A shard without terms is written too, so that a missing file is always a fault.
    for shard in shards {
        let n_pieces = rest.partition_point(|piece| piece.shard() <= shard);
        let (pieces, after) = rest.split_at(n_pieces);
        rest = after;
        let mut terms: Vec<&[TermPiece<'_>]> = pieces.chunk_by(|a, b| a.term == b.term).collect();
        terms.sort_unstable_by_key(|pieces| pieces[0].term);
        let mut writer = ShardWriter::new(kind, sizes);
        for pieces in terms {
            writer.term(pieces[0].term, pieces.iter().map(|piece| piece.items).sum());
            for zone in [0, 1] {
                let pieces = pieces.iter().map(|piece| piece.lists[zone]);
                let list = |out: &mut Vec<u8>| list::join(pieces, items, out);
                writer.list(&[], list).ok_or_else(broken)?;
            }
        }
        let (file, chunks) = writer.finish();
        files.push((shard, 0, file));
        for (part, chunk) in (1..).zip(chunks) {
            if let Chunk::New(bytes) = chunk {
                files.push((shard, part, bytes));
            }
        }
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
pub(super) struct TermPiece<'a> {
    order: u64,
    pub(super) term: &'a [u8],
    items: u32,
    /// Of headlines, of texts.
    pub(super) lists: [Piece<'a>; 2],
}

impl TermPiece<'_> {
    pub(super) fn shard(&self) -> u32 {
        (self.order >> 32) as u32
    }
}

/// The terms in some runs, as they stand there. `None` when these are none.
pub(super) fn read_runs(runs: &[Vec<u8>]) -> Option<Vec<TermPiece<'_>>> {
    let mut pieces = Vec::new();
    for run in runs {
        let mut run = run.as_slice();
        while !run.is_empty() {
            let order = u64::from_le_bytes(varint::take(&mut run, 8)?.try_into().ok()?);
            let length = varint::read(&mut run)? as usize;
            pieces.push(TermPiece {
                order,
                term: varint::take(&mut run, length)?,
                items: varint::read(&mut run)?,
                lists: [Piece::read(&mut run)?, Piece::read(&mut run)?],
            });
        }
    }
    Some(pieces)
}

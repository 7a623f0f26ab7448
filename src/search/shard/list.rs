//! Posting lists: which Items hold a term, and where.
//!
//! Items are named by *rank*: 0 is the newest. A list is a run of postings; a posting is the gap to
//! the rank before it and, in lists with places, the position of the symbol. A gap of 0 is another
//! place in the same Item, its position counted from the one before. In place of the first gap stands
//! the Item's *number*, counted from the oldest: new Items then leave the lists that they are not in
//! as they are.

use super::layout::Sizes;
use super::varint;

/// A list under construction, or a piece of one from a stretch of the archive.
#[derive(Debug, Default, Clone)]
pub(crate) struct List {
    /// Rank of the first Item; only with `items` above 0.
    pub(crate) first: u32,
    /// Rank of the last Item.
    pub(crate) last: u32,
    /// How many Items.
    pub(crate) items: u32,
    /// The postings without the gap of the first.
    pub(crate) bytes: Vec<u8>,
    position: u32,
}

impl List {
    /// Adds an Item. Ranks never fall; the same Item once only.
    pub(crate) fn push(&mut self, rank: u32) {
        if self.items == 0 {
            self.first = rank;
        } else {
            varint::write(&mut self.bytes, rank - self.last);
        }
        self.last = rank;
        self.items += 1;
    }

    /// Adds a place. Ranks never fall, positions rise within an Item.
    pub(crate) fn push_place(&mut self, rank: u32, position: u32) {
        if self.items > 0 && self.last == rank {
            self.bytes.push(0);
            varint::write(&mut self.bytes, position - self.position);
        } else {
            self.push(rank);
            varint::write(&mut self.bytes, position);
        }
        self.position = position;
    }

    /// Empties it, keeping its memory.
    pub(crate) fn clear(&mut self) {
        self.items = 0;
        self.bytes.clear();
    }

    /// The whole as one piece.
    pub(crate) fn as_piece(&self) -> Piece<'_> {
        Piece {
            first: self.first,
            last: self.last,
            items: self.items,
            bytes: &self.bytes,
        }
    }

    /// Appends it to a run of pieces.
    pub(crate) fn write_piece(&self, out: &mut Vec<u8>) {
        varint::write(out, self.items);
        if self.items > 0 {
            varint::write(out, self.first);
            varint::write(out, self.last);
            varint::write(out, self.bytes.len() as u32);
            out.extend_from_slice(&self.bytes);
        }
    }
}

/// A piece of a list as it stands in a run.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) items: u32,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Piece<'a> {
    /// Takes a piece off the front of a run.
    pub(crate) fn read(run: &mut &'a [u8]) -> Option<Self> {
        let items = varint::read(run)?;
        if items == 0 {
            return Some(Self::default());
        }
        let first = varint::read(run)?;
        let last = varint::read(run)?;
        let length = varint::read(run)? as usize;
        let bytes = varint::take(run, length)?;
        Some(Self {
            first,
            last,
            items,
            bytes,
        })
    }
}

/// Joins the pieces of one list into its final bytes; `items` is how many Items have ranks.
pub(crate) fn join<'a>(pieces: impl Iterator<Item = Piece<'a>>, items: u32, out: &mut Vec<u8>) {
    let mut last = None;
    for piece in pieces.filter(|piece| piece.items > 0) {
        let gap = last.map_or(items - 1 - piece.first, |last| piece.first - last);
        varint::write(out, gap);
        out.extend_from_slice(piece.bytes);
        last = Some(piece.last);
    }
}

/// A stretch of a long list that becomes a file of its own.
pub(crate) struct Chunk {
    /// How many Items.
    pub(crate) items: u32,
    /// Number of the last Item.
    pub(crate) last: u32,
    /// A list of its own.
    pub(crate) bytes: Vec<u8>,
}

/// Cuts a list into chunks, between Items. `None` when the bytes are no list.
///
/// A chunk ends before an Item whose number says so, once it is long enough: a change within one
/// chunk then seldom moves the borders of the others.
pub(crate) fn cut(mut list: &[u8], places: bool, sizes: &Sizes) -> Option<Vec<Chunk>> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut number = 0;
    while !list.is_empty() {
        let before = list;
        let gap = varint::read(&mut list)?;
        let after_gap = list;
        if places {
            varint::read(&mut list)?;
        }
        let fresh = gap > 0 || chunks.is_empty();
        number = if chunks.is_empty() {
            gap
        } else {
            number.checked_sub(gap)?
        };
        match chunks.last_mut() {
            Some(chunk) if !fresh || !is_border(number, chunk.bytes.len(), sizes.chunk) => {
                chunk
                    .bytes
                    .extend_from_slice(&before[..before.len() - list.len()]);
                chunk.items += u32::from(fresh);
                chunk.last = number;
            }
            _ => {
                let mut bytes = Vec::with_capacity(sizes.chunk + 16);
                varint::write(&mut bytes, number);
                bytes.extend_from_slice(&after_gap[..after_gap.len() - list.len()]);
                chunks.push(Chunk {
                    items: 1,
                    last: number,
                    bytes,
                });
            }
        }
    }
    Some(chunks)
}

/// Whether a chunk of `length` bytes ends before the Item with this number.
fn is_border(number: u32, length: usize, size: usize) -> bool {
    let mixed = number.wrapping_mul(0x9e37_79b1) >> 16;
    let may_end = length >= size - size / 8 && (mixed as usize).is_multiple_of(size / 16);
    may_end || length >= size + size / 2
}

/// Reads a list back: calls `posting` with rank and position (0 in lists without places); `items` is
/// how many Items there are. `None` when the bytes are no list.
pub(crate) fn read(
    mut list: &[u8],
    items: u32,
    places: bool,
    mut posting: impl FnMut(u32, u32),
) -> Option<()> {
    let (mut last, mut position) = (None, 0_u32);
    while !list.is_empty() {
        let gap = varint::read(&mut list)?;
        let value = if places { varint::read(&mut list)? } else { 0 };
        position = match last {
            Some(_) if gap == 0 => position.checked_add(value)?,
            _ => value,
        };
        let rank = match last {
            Some(last) => gap.checked_add(last).filter(|&rank| rank < items)?,
            None => items.checked_sub(gap)?.checked_sub(1)?,
        };
        last = Some(rank);
        posting(rank, position);
    }
    Some(())
}

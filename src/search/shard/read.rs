//! The terms of a shard, read back.

use std::ops::Range;

use super::varint;

/// A list as it stands in a shard.
#[derive(Clone, Copy)]
pub(crate) struct ShardList<'a> {
    pub(crate) bytes: &'a [u8],
    /// Whether its postings are in files of their own.
    pub(crate) chunked: bool,
}

impl<'a> ShardList<'a> {
    /// The parts that a chunked list stands in (as [`super::layout::file_name`] numbers them), and
    /// what is said of each. `None` when there cannot be so many.
    pub(crate) fn parts(&self) -> Option<(Range<u32>, &'a [u8])> {
        let mut rest = self.bytes;
        let first = varint::read(&mut rest)?.checked_add(1)?;
        let n = varint::read(&mut rest).filter(|&n| n as usize <= rest.len())?;
        Some((first..first.checked_add(n)?, rest))
    }
}

/// A term as it stands in a shard.
pub(crate) struct ShardTerm<'a> {
    pub(crate) text: String,
    /// How many Items hold it.
    pub(crate) items: u32,
    /// Of headlines, of texts.
    pub(crate) lists: [ShardList<'a>; 2],
}

/// A term in an unpacked shard, or all terms that begin with it. `None`: these bytes are no shard.
pub(crate) fn find<'a>(mut shard: &'a [u8], term: &str, exact: bool) -> Option<Vec<ShardTerm<'a>>> {
    let n_terms = varint::read(&mut shard)?;
    let mut key: Vec<u8> = Vec::new();
    let mut found = Vec::new();
    let mut start = 0_usize;
    for _ in 0..n_terms {
        let kept = varint::read(&mut shard)? as usize;
        let length = varint::read(&mut shard)? as usize;
        let rest = varint::take(&mut shard, length)?;
        if kept > key.len() {
            return None;
        }
        key.truncate(kept);
        key.extend_from_slice(rest);
        let items = varint::read(&mut shard)?;
        let lengths = [varint::read(&mut shard)?, varint::read(&mut shard)?];
        let hit = if exact {
            key == term.as_bytes()
        } else {
            key.starts_with(term.as_bytes())
        };
        if hit {
            found.push((String::from_utf8(key.clone()).ok()?, items, start, lengths));
        }
        start += lengths
            .iter()
            .map(|length| (length >> 1) as usize)
            .sum::<usize>();
    }
    let list = |start: usize, code: u32| {
        Some(ShardList {
            bytes: shard.get(start..start + (code >> 1) as usize)?,
            chunked: code & 1 == 1,
        })
    };
    let placed = |(text, items, start, [headlines, texts]): (String, u32, usize, [u32; 2])| {
        let middle = start + (headlines >> 1) as usize;
        Some(ShardTerm {
            text,
            items,
            lists: [list(start, headlines)?, list(middle, texts)?],
        })
    };
    found.into_iter().map(placed).collect()
}

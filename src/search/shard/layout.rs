//! Which file a term, an entry or a piece of text is in. The browser computes the same
//! (`themes/default/scripts/search/layout.js`).

use serde::{Deserialize, Serialize};

/// Version of the format (`docs/search-format.md`).
pub const VERSION: u32 = 2;

/// About how large the parts of an index are, in bytes. Tests take smaller ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// A shard after compression.
    pub(crate) shard: usize,
    /// The longest list that stands within its shard.
    pub(crate) list: usize,
    /// A chunk of a longer one, before compression.
    pub(crate) chunk: usize,
    /// The longest text that an entry holds whole; the first piece of a longer one.
    pub(crate) first_piece: usize,
    /// A further piece.
    pub(crate) piece: usize,
    /// A group of entries before compression. Small groups cost files, large ones cost readers bytes:
    /// a page of results takes one group each.
    pub(crate) group: usize,
    /// The least text that is worth a dictionary.
    pub(crate) dictionary: usize,
}

impl Sizes {
    /// Those of every index that is published.
    pub(crate) const STANDARD: Self = Self {
        shard: 7 * 1024,
        list: 6 * 1024,
        chunk: 8 * 1024,
        first_piece: 6 * 1024,
        piece: 16 * 1024,
        group: 3 * 1024,
        dictionary: 2_000_000,
    };
}

/// What a folder of the sharded index holds, in order of [`Manifest::folders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Pairs of neighbouring symbols, with places.
    Pair,
    /// Characters that stand alone, and first characters of words.
    Single,
    /// Words.
    Word,
    /// Filter terms.
    Filter,
    /// Entries of results.
    Entry,
    /// Further pieces of long texts.
    Text,
}

impl Kind {
    /// All kinds.
    pub(crate) const ALL: [Self; 6] = [
        Self::Pair,
        Self::Single,
        Self::Word,
        Self::Filter,
        Self::Entry,
        Self::Text,
    ];
    /// The kinds that hold terms.
    pub(crate) const TERMS: [Self; 4] = [Self::Pair, Self::Single, Self::Word, Self::Filter];

    /// The letter that its folders begin with.
    pub(crate) fn letter(self) -> char {
        ['p', 's', 'w', 'f', 'e', 't'][self as usize]
    }

    /// Whether its lists say where in the Item the term stands.
    pub(crate) fn has_places(self) -> bool {
        self == Self::Pair
    }
}

/// What a reader of the sharded index needs first. Its size does not grow with the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the format.
    pub version: u32,
    /// `sharded`.
    pub mode: String,
    /// How many Items.
    pub items: u32,
    /// Number of shards of pairs, singles, words and filters.
    pub shards: [u32; 4],
    /// Entries in a group.
    pub group: u32,
    /// First and last year of the Items' own days; 0 when none has one.
    pub years: [i16; 2],
    /// Hashes of the folders of each kind, six hex digits each.
    pub folders: [String; 6],
    /// Name of the dictionary that entries are packed with; empty without one.
    pub dictionary: String,
    /// Hashes of the blocks of terms that the panel of facets counts, six hex digits each.
    pub terms: String,
    /// Name of the table of traditional characters.
    pub table: String,
}

/// Name of a file below its folder. Part 0 is a shard or a group of entries itself; the others are
/// the chunks of its lists, or the further pieces of a text.
pub(crate) fn file_name(id: u32, part: u32) -> String {
    match part.checked_sub(1) {
        None => format!("{id}.bin"),
        Some(part) => format!("{id}-{part}.bin"),
    }
}

/// Most folders of a kind, so that their hashes fit in the manifest.
pub(crate) const MAX_FOLDERS: u32 = 64;

/// In which folder a file stands when there are `n` files: the smallest power of two files a
/// folder that keeps to [`MAX_FOLDERS`], so that growth seldom moves a file.
pub(crate) fn folder_of(id: u32, n: u32) -> u32 {
    id >> folder_shift(n)
}

/// Number of folders for `n` files.
pub(crate) fn folders(n: u32) -> u32 {
    if n == 0 { 0 } else { folder_of(n - 1, n) + 1 }
}

/// Logarithm of the number of files a folder.
pub(crate) fn folder_shift(n: u32) -> u32 {
    let mut shift = 0;
    while n.div_ceil(1 << shift) > MAX_FOLDERS {
        shift += 1;
    }
    shift
}

/// Hash that places a term: FNV-1a over the code points of what [`placing`] returns, well mixed.
pub(crate) fn hash(text: &str) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for c in text.chars() {
        hash = (hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
    }
    hash ^= hash >> 15;
    hash = hash.wrapping_mul(0x2c1b_3c6d);
    hash ^ (hash >> 13)
}

/// The part of a term that decides its shard: of a pair, the first symbol and the first character
/// of the second, of a word, its first two characters, so that everything that begins alike is in
/// one shard.
pub(crate) fn placing(kind: Kind, term: &str, first_symbol: usize) -> &str {
    let start = match kind {
        Kind::Pair => first_symbol,
        Kind::Word => term.chars().next().map_or(0, char::len_utf8),
        _ => return term,
    };
    let next = term[start..].chars().next().map_or(0, char::len_utf8);
    &term[..start + next]
}

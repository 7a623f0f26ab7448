//! Entries of one archive resemble each other. Compressing each small group against a common
//! sample takes a quarter (real text) to two fifths (generated) off them.
//!
//! A group is a raw deflate stream whose window begins with the dictionary. `DecompressionStream`
//! knows no dictionaries, but a stored block puts the same bytes in the window: a reader unpacks
//! [`stored_block`], then the group, and drops the dictionary from what comes out.

use std::io;

use flate2::{Compress, Compression, FlushCompress, Status};

/// Size of the dictionary.
const SIZE: usize = 16 * 1024;
/// How much of one entry goes into it.
const SAMPLE: usize = 400;
/// Archives with less text than this do without.
const WORTH: usize = 2_000_000;

/// Whether an archive with so much text gets a dictionary.
pub(super) fn is_worth(bytes: usize) -> bool {
    bytes >= WORTH
}

/// A sample of entries, `entry(0)` to `entry(n - 1)` being their JSON.
pub(super) fn sample(n: usize, entry: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let n_samples = SIZE / SAMPLE;
    let mut dictionary = Vec::with_capacity(SIZE);
    for i in 0..n_samples {
        let entry = entry(i * n / n_samples);
        dictionary.extend_from_slice(&entry[..entry.len().min(SAMPLE)]);
    }
    dictionary
}

/// The dictionary as a block of a deflate stream that is not its last; nothing for none.
pub(crate) fn stored_block(dictionary: &[u8]) -> Vec<u8> {
    let Ok(length) = u16::try_from(dictionary.len()) else {
        return Vec::new();
    };
    if length == 0 {
        return Vec::new();
    }
    let mut block = vec![0];
    block.extend_from_slice(&length.to_le_bytes());
    block.extend_from_slice(&(!length).to_le_bytes());
    block.extend_from_slice(dictionary);
    block
}

/// Packs groups against a dictionary.
pub(super) struct Packer<'a> {
    dictionary: &'a [u8],
    compress: Compress,
}

impl<'a> Packer<'a> {
    pub(super) fn new(dictionary: &'a [u8]) -> Self {
        Self {
            dictionary,
            compress: Compress::new(Compression::new(6), false),
        }
    }

    /// Packs one group.
    pub(super) fn pack(&mut self, group: &[u8]) -> io::Result<Vec<u8>> {
        self.compress.reset();
        if !self.dictionary.is_empty() {
            self.compress.set_dictionary(self.dictionary)?;
        }
        // More than deflate ever needs: what does not shrink is stored, with 5 bytes a block.
        let mut packed = Vec::with_capacity(group.len() + group.len() / 1000 + 64);
        match self
            .compress
            .compress_vec(group, &mut packed, FlushCompress::Finish)?
        {
            Status::StreamEnd => Ok(packed),
            _ => Err(io::Error::other("deflate did not come to its end")),
        }
    }
}

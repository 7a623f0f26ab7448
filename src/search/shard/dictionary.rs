//! Entries of one archive resemble each other. Compressing each small group against a common
//! sample takes a quarter (real text) to two fifths (generated) off them.
//!
//! A group is a raw deflate stream whose window begins with the dictionary. `DecompressionStream`
//! knows no dictionaries, but a stored block puts the same bytes in the window: a reader unpacks
//! [`stored_block`], then the group, and drops the dictionary from what comes out.

use std::io::{self, Read};

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

/// How much of one entry goes into the dictionary.
const SAMPLE: usize = 400;

/// The dictionary made from the JSON of some entries, at most 160 of them.
pub(super) fn of_samples(entries: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut dictionary = Vec::new();
    for entry in entries {
        dictionary.extend_from_slice(&entry[..entry.len().min(SAMPLE)]);
    }
    dictionary
}

/// The dictionary as a block of a deflate stream that is not its last; nothing for none.
fn stored_block(dictionary: &[u8]) -> Vec<u8> {
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

/// Unpacks a group, at most so many bytes of it.
pub(crate) fn unpack(dictionary: &[u8], packed: &[u8], most: u64) -> io::Result<Vec<u8>> {
    let block = stored_block(dictionary);
    let mut bytes = Vec::new();
    DeflateDecoder::new(block.chain(packed))
        .take(most)
        .read_to_end(&mut bytes)?;
    bytes.drain(..dictionary.len().min(bytes.len()));
    Ok(bytes)
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

//! Search: any phrase, exactly, from static files.
//!
//! [`build`] makes the files below `search/` from [`Records`]; `ask` answers a query from them, as
//! the browser does. A query matches the Items whose folded headline or text contains it ([`fold`],
//! [`tokenize`]); stems and guesses only feed suggestions. Two indexes give the same answers: one
//! elasticlunr file for small archives, shards for the others.

use std::io;

pub mod fold;
mod rank;
pub mod record;
pub mod shard;
mod table;
pub mod tokenize;

pub use record::{Record, Records};

/// Takes a file of the index: its path from the output folder and its bytes. Called from several
/// threads, in no fixed order; the set of files is always the same.
pub type Sink<'a> = dyn Fn(String, Vec<u8>) -> io::Result<()> + Sync + 'a;

/// Writes the index of all Records, as files below `search/`.
pub fn build(
    records: &dyn Records,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<shard::Manifest> {
    shard::build(records, scratch, sink)
}

/// Where runs wait between inverting and merging: memory, or files that the rim provides.
pub trait Scratch {
    /// Keeps a run behind those that the partition already has.
    fn append(&mut self, partition: usize, run: Vec<u8>) -> io::Result<()>;

    /// Gives back what the partition holds, in order, in any number of pieces, and forgets it.
    fn take(&mut self, partition: usize) -> io::Result<Vec<Vec<u8>>>;
}

/// A [`Scratch`] in memory.
#[derive(Debug, Default)]
pub struct InMemory {
    partitions: Vec<Vec<Vec<u8>>>,
}

impl Scratch for InMemory {
    fn append(&mut self, partition: usize, run: Vec<u8>) -> io::Result<()> {
        if self.partitions.len() <= partition {
            self.partitions.resize_with(partition + 1, Vec::new);
        }
        self.partitions[partition].push(run);
        Ok(())
    }

    fn take(&mut self, partition: usize) -> io::Result<Vec<Vec<u8>>> {
        Ok(self.partitions.get_mut(partition).map(std::mem::take).unwrap_or_default())
    }
}

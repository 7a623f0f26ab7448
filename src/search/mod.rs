//! Search: any phrase, exactly, from static files.
//!
//! [`build`] makes the files below `search/` from [`Records`]; `ask` answers a query from them, as
//! the browser does. A query matches the Items whose folded headline or text contains it ([`fold`],
//! [`tokenize`]); stems and guesses only feed suggestions. Two indexes give the same answers: one
//! elasticlunr file for small archives, shards for the others.

use std::io;

use crate::config::SearchMode;

pub mod bulk;
mod elasticlunr;
pub mod fold;
pub mod query;
mod rank;
pub mod reader;
pub mod record;
mod scripts;
pub mod shard;
mod table;
mod terms;
pub mod tokenize;

pub use reader::{
    Advice, AskError, Hit, Hits, Options, Order, Suggestion, Way, advise, ask, loose,
};
pub use record::{Record, Records};
pub use scripts::scripts;

/// Takes a file of the index: its path from the output folder and its bytes. Called from several
/// threads, in no fixed order; the set of files is always the same.
pub type Sink<'a> = dyn Fn(String, Vec<u8>) -> io::Result<()> + Sync + 'a;

/// Largest single index, in bytes, that `auto` keeps to.
const MAX_SINGLE: usize = 1_000_000;
/// Largest text, in bytes, for which `auto` tries a single index at all.
const MAX_SINGLE_TEXT: usize = 400_000;

/// Which index was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One elasticlunr index.
    Single,
    /// Shards.
    Sharded,
    /// None.
    Off,
}

/// Writes the index of all Records, as files below `search/`.
pub fn build(
    records: &dyn Records,
    mode: SearchMode,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<Engine> {
    let single = match mode {
        SearchMode::Off => return Ok(Engine::Off),
        SearchMode::Sharded => None,
        SearchMode::Single => Some(elasticlunr::script(records)),
        SearchMode::Auto if text_exceeds(records, MAX_SINGLE_TEXT) => None,
        SearchMode::Auto => {
            Some(elasticlunr::script(records)).filter(|script| script.len() <= MAX_SINGLE)
        }
    };
    if let Some(script) = single {
        elasticlunr::write(records, script, sink)?;
        return Ok(Engine::Single);
    }
    shard::build(records, scratch, sink)?;
    Ok(Engine::Sharded)
}

fn text_exceeds(records: &dyn Records, bytes: usize) -> bool {
    let mut left = bytes;
    (0..records.len()).any(|index| {
        let record = records.record(index);
        match left.checked_sub(record.text.len() + record.headline.len()) {
            Some(rest) => left = rest,
            None => return true,
        }
        false
    })
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

impl InMemory {
    /// Gives back everything, by partition.
    pub fn take_all(&mut self) -> Vec<Vec<Vec<u8>>> {
        std::mem::take(&mut self.partitions)
    }
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
        Ok(self
            .partitions
            .get_mut(partition)
            .map(std::mem::take)
            .unwrap_or_default())
    }
}

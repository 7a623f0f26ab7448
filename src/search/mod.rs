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
use shard::layout::Sizes;

/// Takes a file of the index: its path from the output folder and its bytes. Called from several
/// threads, in no fixed order; the set of files is always the same.
pub type Sink<'a> = dyn Fn(String, Vec<u8>) -> io::Result<()> + Sync + 'a;

/// Reads a file of an index that was there before, by its path from the output folder.
pub type Old<'a> = dyn Fn(&str) -> io::Result<Vec<u8>> + Sync + 'a;

/// Takes what stays of an index that was there before. Called from several threads, in no fixed
/// order.
pub type Keep<'a> = dyn Fn(&Kept<'_>) -> io::Result<()> + Sync + 'a;

/// Files of a folder that stay as they are, in a folder that may have another name.
#[derive(Debug, Clone, Copy)]
pub struct Kept<'a> {
    /// The folder where they are, from the output folder.
    pub from: &'a str,
    /// The folder where they go; often the same.
    pub to: &'a str,
    /// Their names.
    pub names: &'a [String],
}

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

/// An index that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Which it is.
    pub engine: Engine,
    /// What [`update`] wants to know of it: to be kept as it is, beside the index. About 30 bytes an
    /// Item; nothing for an index that is always made anew.
    pub remembered: Vec<u8>,
}

/// Writes the index of all Records, as files below `search/`.
pub fn build(
    records: &dyn Records,
    mode: SearchMode,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<Made> {
    let made = |engine, remembered| Made { engine, remembered };
    let single = match mode {
        SearchMode::Off => return Ok(made(Engine::Off, Vec::new())),
        SearchMode::Sharded => None,
        SearchMode::Single => Some(elasticlunr::script(records)),
        SearchMode::Auto if text_exceeds(records, MAX_SINGLE_TEXT) => None,
        SearchMode::Auto => {
            Some(elasticlunr::script(records)).filter(|script| script.len() <= MAX_SINGLE)
        }
    };
    if let Some(script) = single {
        elasticlunr::write(records, script, sink)?;
        return Ok(made(Engine::Single, Vec::new()));
    }
    let remembered = shard::build(records, Sizes::STANDARD, scratch, sink)?;
    Ok(made(Engine::Sharded, remembered))
}

/// Makes the index of all Records from the one that was there, if little has changed: the same files
/// as [`build`] would write, those that stay given to `keep` and the others to `sink`. What is given
/// to neither is of the index no more.
///
/// `remembered` is [`Made::remembered`] of the index that `old` reads. What is read of it is checked
/// against that; what is kept is not read.
///
/// `None`, and neither was called, where only [`build`] will do: the index is a single one, much has
/// changed, or what is remembered or what is there is not as it should be.
pub fn update(
    records: &dyn Records,
    mode: SearchMode,
    remembered: &[u8],
    old: &Old<'_>,
    sink: &Sink<'_>,
    keep: &Keep<'_>,
) -> io::Result<Option<Made>> {
    let sharded = match mode {
        SearchMode::Off | SearchMode::Single => false,
        SearchMode::Sharded => true,
        SearchMode::Auto => text_exceeds(records, MAX_SINGLE_TEXT),
    };
    if !sharded {
        return Ok(None);
    }
    let updated = shard::update(records, Sizes::STANDARD, remembered, old, sink, keep)?;
    Ok(updated.map(|remembered| Made {
        engine: Engine::Sharded,
        remembered,
    }))
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
pub trait Scratch: Send {
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

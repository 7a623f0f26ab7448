//! What is decided before an index is written, from one look at every Record.

use jiff::civil::Date;
use rayon::prelude::*;

use super::invert::Shards;
use super::layout::Sizes;
use super::remembered::{Key, key_of};
use crate::search::rank;
use crate::search::record::{Record, Records};

/// What an entry holds beside headline and text, about.
const FRAME: usize = 220;
/// From so many Items on the number of files weighs more, and groups are twice as large.
const MANY: usize = 300_000;
/// How many entries the dictionary is made from.
const SAMPLES: usize = 40;

/// The Records in order, and how many files of each kind they need.
pub(super) struct Plan<'a> {
    records: &'a dyn Records,
    /// Index of the Record at each rank.
    pub(super) order: Vec<u32>,
    pub(super) sizes: Sizes,
    /// Bytes of headline and text, by rank.
    pub(super) bytes: Vec<u32>,
    /// Hashes of all that the index holds of a Record, by number.
    pub(super) keys: Vec<Key>,
    /// Number of shards.
    pub(super) shards: Shards,
    /// Entries in a group.
    pub(super) group: u32,
    /// First and last year of the Items' own days; 0 without any.
    pub(super) years: [i16; 2],
    /// Numbers of the Items that the dictionary is made from; none for no dictionary.
    pub(super) samples: Vec<u32>,
}

/// What is seen of one Record.
struct Look {
    bytes: u32,
    entry_bytes: usize,
    key: Key,
    /// Hash of the id.
    id: u128,
    year: Option<i16>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(records: &'a dyn Records, sizes: Sizes) -> Self {
        let order = rank::order(records);
        let looks: Vec<Look> = (order.par_iter())
            .map_init(Vec::new, |room, &index| {
                look(&records.record(index as usize), &sizes, room)
            })
            .collect();
        let all = looks.iter().map(|look| look.bytes as usize).sum();
        let samples = if all >= sizes.dictionary {
            samples(looks.iter().rev().map(|look| look.id))
        } else {
            Vec::new()
        };
        Self {
            records,
            sizes,
            shards: shards(all, &sizes),
            group: group_size(&looks, &sizes),
            years: years(looks.iter().filter_map(|look| look.year)),
            samples,
            bytes: looks.iter().map(|look| look.bytes).collect(),
            keys: looks.iter().rev().map(|look| look.key).collect(),
            order,
        }
    }

    pub(super) fn n_items(&self) -> u32 {
        self.order.len() as u32
    }

    pub(super) fn n_groups(&self) -> u32 {
        self.n_items().div_ceil(self.group)
    }

    /// The Record at a rank.
    pub(super) fn of_rank(&self, rank: u32) -> Record<'a> {
        self.records.record(self.order[rank as usize] as usize)
    }

    /// The Record with a number, counted from the oldest.
    pub(super) fn of_number(&self, number: u32) -> Record<'a> {
        self.of_rank(self.n_items() - 1 - number)
    }
}

fn look(record: &Record<'_>, sizes: &Sizes, room: &mut Vec<u8>) -> Look {
    let bytes = record.headline.len() + record.text.len();
    Look {
        bytes: bytes as u32,
        entry_bytes: bytes.min(sizes.first_piece) + FRAME,
        key: record_key(record, room),
        id: u128::from_be_bytes(key_of(record.id.as_bytes())),
        year: record.date.map(Date::year),
    }
}

/// A hash of all that the index holds of a Record.
fn record_key(record: &Record<'_>, room: &mut Vec<u8>) -> Key {
    room.clear();
    let mut say = |text: &str| {
        room.extend_from_slice(&(text.len() as u64).to_le_bytes());
        room.extend_from_slice(text.as_bytes());
    };
    for text in [
        &record.id,
        &record.url,
        &record.headline,
        &record.text,
        &record.post_title,
    ] {
        say(text);
    }
    for text in [&record.period, &record.section, &record.marker] {
        say(if text.is_some() { "1" } else { "0" });
        say(text.as_deref().unwrap_or_default());
    }
    say(&record.date.map(|date| date.to_string()).unwrap_or_default());
    for list in record.by_facet() {
        say(&list.len().to_string());
        for term in list {
            say(term);
        }
    }
    key_of(room)
}

/// Numbers of the Items with the smallest hashes of their ids: an edit or a new Item seldom changes
/// the choice. `ids` by number.
fn samples(ids: impl Iterator<Item = u128>) -> Vec<u32> {
    let mut all: Vec<(u128, u32)> = ids.zip(0..).collect();
    if all.len() > SAMPLES {
        all.select_nth_unstable(SAMPLES);
        all.truncate(SAMPLES);
    }
    all.sort_unstable();
    all.into_iter().map(|(_, number)| number).collect()
}

/// Number of shards of each kind, from the size of the text. The shares are compressed bytes of
/// index per thousand bytes of Chinese text, measured on generated and real digests. In steps of an
/// eighth to a sixteenth: another number places every term anew.
fn shards(bytes: usize, sizes: &Sizes) -> Shards {
    Shards([700, 140, 50, 20].map(|share| {
        let n = (bytes / 1000 * share / sizes.shard).max(1) as u32;
        let step = n.ilog2().saturating_sub(3);
        n >> step << step
    }))
}

fn group_size(looks: &[Look], sizes: &Sizes) -> u32 {
    let bytes: usize = looks.iter().map(|look| look.entry_bytes).sum();
    let times = if looks.len() > MANY { 2 } else { 1 };
    (times * sizes.group * looks.len())
        .checked_div(bytes)
        .unwrap_or(1)
        .clamp(1, 32) as u32
}

/// The first and the last.
fn years(years: impl Iterator<Item = i16>) -> [i16; 2] {
    let range = years.fold(None, |range: Option<(i16, i16)>, year| {
        let (first, last) = range.unwrap_or((year, year));
        Some((first.min(year), last.max(year)))
    });
    range.map_or([0, 0], |(first, last)| [first, last])
}

//! The sharded index: small files by hash of the term, so that a reader's bytes grow with the query
//! and not with the archive. `docs/search-format.md` is its specification.

use std::io::{self, Write};
use std::ops::Range;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::Date;
use rayon::prelude::*;

use super::record::Records;
use super::{Scratch, Sink};
use invert::{Shards, invert};
use layout::Kind;

pub(crate) mod dictionary;
mod entries;
mod invert;
pub(crate) mod layout;
pub(crate) mod list;
mod merge;
pub(crate) mod varint;

pub use layout::{Manifest, VERSION};

/// Text of one stretch of the archive, inverted at once by one thread.
const STRETCH_BYTES: usize = 8 * 1024 * 1024;
/// Compressed size that a shard aims at.
const SHARD_BYTES: usize = 7 * 1024;

/// Writes the sharded index of all Records to `sink`, as files below `search/`.
pub(crate) fn build(
    records: &dyn Records,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<Manifest> {
    let order = super::rank::order(records);
    let sizes: Vec<u32> = (order.par_iter())
        .map(|&index| {
            let record = records.record(index as usize);
            (record.headline.len() + record.text.len()) as u32
        })
        .collect();
    let shards = plan(&sizes);
    invert_all(records, &order, &sizes, shards, scratch)?;
    let mut names = merge_all(shards, scratch, sink)?;
    let entries = entries::write(records, &order, &sizes, sink)?;
    let [.., entry_names, text_names] = &mut names;
    (*entry_names, *text_names) = (entries.entry_names, entries.text_names);
    let manifest = Manifest {
        version: VERSION,
        mode: "sharded".to_owned(),
        items: order.len() as u32,
        shards: shards.0,
        group: entries.group,
        years: years(records),
        folders: names,
        dictionary: entries.dictionary,
        terms: super::terms::write_blocks(records, &order, sink)?,
        table: super::table::write(sink)?,
    };
    sink(
        "search/manifest.json".to_owned(),
        serde_json::to_vec(&manifest)?,
    )?;
    Ok(manifest)
}

/// Number of shards of each kind, from the size of the text. The shares are compressed bytes of
/// index per thousand bytes of Chinese text, measured on generated and real digests.
fn plan(sizes: &[u32]) -> Shards {
    let bytes: usize = sizes.iter().map(|&size| size as usize).sum();
    Shards([700, 140, 50, 20].map(|share| (bytes / 1000 * share / SHARD_BYTES).max(1) as u32))
}

fn invert_all(
    records: &dyn Records,
    order: &[u32],
    sizes: &[u32],
    shards: Shards,
    scratch: &mut dyn Scratch,
) -> io::Result<()> {
    for window in stretches(sizes).chunks(rayon::current_num_threads()) {
        let runs: Vec<Vec<Vec<u8>>> = (window.par_iter())
            .map(|ranks| invert(records, order, ranks.clone(), shards))
            .collect();
        for (partition, run) in runs
            .into_iter()
            .flat_map(|runs| runs.into_iter().enumerate())
        {
            if !run.is_empty() {
                scratch.append(partition, run)?;
            }
        }
    }
    Ok(())
}

fn stretches(sizes: &[u32]) -> Vec<Range<u32>> {
    let mut stretches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (rank, &size) in (0..).zip(sizes) {
        bytes += size as usize;
        if bytes >= STRETCH_BYTES {
            stretches.push(start..rank + 1);
            (start, bytes) = (rank + 1, 0);
        }
    }
    if (start as usize) < sizes.len() {
        stretches.push(start..sizes.len() as u32);
    }
    stretches
}

/// Writes all shards; returns the hashes of their folders by kind.
fn merge_all(
    shards: Shards,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<[String; 6]> {
    let mut names: [String; 6] = Default::default();
    let partitions: Vec<usize> = (0..shards.partitions()).collect();
    for window in partitions.chunks(2 * rayon::current_num_threads()) {
        let mut runs = Vec::new();
        for &partition in window {
            runs.push((partition, scratch.take(partition)?));
        }
        let hashes: Vec<io::Result<String>> = (runs.into_par_iter())
            .map(|(partition, runs)| {
                let (kind, folder) = shards.partition(partition);
                let files = merge::merge(kind, shards.in_folder(kind, folder), &runs)?;
                drop(runs);
                write_folder(kind, folder, files, sink)
            })
            .collect();
        for (&partition, hash) in window.iter().zip(hashes) {
            names[shards.partition(partition).0 as usize].push_str(&hash?);
        }
    }
    Ok(names)
}

/// Writes a folder under a name that carries the hash of what is in it; returns the hash.
fn write_folder(
    kind: Kind,
    folder: u32,
    files: Vec<merge::File>,
    sink: &Sink<'_>,
) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    for (name, bytes) in &files {
        hasher.update(name.as_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    let hash = hasher.finalize().to_hex()[..6].to_owned();
    for (name, bytes) in files {
        sink(
            format!("search/{}/{folder:02x}-{hash}/{name}", kind.letter()),
            bytes,
        )?;
    }
    Ok(hash)
}

/// First and last year of the Items' own days.
fn years(records: &dyn Records) -> [i16; 2] {
    let years = (0..records.len()).filter_map(|index| records.record(index).date.map(Date::year));
    let range = years.fold(None, |range: Option<(i16, i16)>, year| {
        let (first, last) = range.unwrap_or((year, year));
        Some((first.min(year), last.max(year)))
    });
    range.map_or([0, 0], |(first, last)| [first, last])
}

/// Compresses a file for the browser's `DecompressionStream("gzip")`. No time, no name: the same
/// bytes each time.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("a vector takes all bytes")
}

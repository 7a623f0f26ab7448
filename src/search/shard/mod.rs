//! The sharded index: small files by hash of the term, so that a reader's bytes grow with the query
//! and not with the archive. `docs/search-format.md` is its specification.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;
use zlib_rs::{DeflateConfig, ReturnCode, Strategy, compress_bound, compress_slice};

use super::record::Records;
use super::{Keep, Old, Scratch, Sink};
use invert::{Stretch, invert};
use layout::{Kind, Sizes, file_name};
use plan::Plan;
use remembered::{FileKey, Remembered, folder_path, key_of};

mod change;
pub(crate) mod dictionary;
mod emit;
mod entries;
mod invert;
pub(crate) mod layout;
pub(crate) mod list;
mod merge;
mod old;
mod patch;
mod plan;
pub(crate) mod read;
pub(crate) mod remembered;
pub(crate) mod varint;
mod writer;

pub use layout::{Manifest, VERSION};

/// Text of one stretch of the archive, inverted at once by one thread, which takes 16 times as much: what the
/// processor's caches hold. 4 MiB cost a sixth more.
const STRETCH_BYTES: usize = 512 * 1024;

/// Stretches for each thread whose runs are waited for together: enough that threads seldom wait.
const STRETCHES_AT_ONCE: usize = 8;

/// Writes the sharded index of all Records to `sink`, as files below `search/`; returns what
/// [`update`] wants to know of it.
pub(crate) fn build(
    records: &dyn Records,
    sizes: Sizes,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<Vec<u8>> {
    let plan = Plan::new(records, sizes);
    invert_all(&plan, scratch)?;
    let [pairs, singles, words, filters] = merge_all(&plan, scratch, sink)?;
    let dictionary = entries::dictionary(&plan);
    let [groups, texts] = entries::write(&plan, &dictionary, sink)?;
    let index = Remembered {
        shards: plan.shards,
        group: plan.group,
        dictionary: key_of(&dictionary),
        files: [pairs, singles, words, filters, groups, texts],
        blocks: super::terms::write_blocks(records, &plan.order, sink)?,
        records: plan.keys,
    };
    write_manifest(&index, plan.years, &dictionary, sink)?;
    Ok(index.encode())
}

/// Makes the index of all Records from the one that was there, if little has changed; the same bytes
/// as [`build`]. `None`, and nothing is written, if much has, or if what is remembered or what is
/// there is not as it should be.
pub(crate) fn update(
    records: &dyn Records,
    sizes: Sizes,
    remembered: &[u8],
    old: &Old<'_>,
    sink: &Sink<'_>,
    keep: &Keep<'_>,
) -> io::Result<Option<Vec<u8>>> {
    let Some(before) = Remembered::decode(remembered) else {
        return Ok(None);
    };
    let plan = Plan::new(records, sizes);
    let dictionary = entries::dictionary(&plan);
    let Some(patched) = patch::patch(&plan, &dictionary, &before, old) else {
        return Ok(None);
    };
    let index = patched.emit(&before, sink, keep)?;
    write_manifest(&index, plan.years, &dictionary, sink)?;
    Ok(Some(index.encode()))
}

fn write_manifest(
    index: &Remembered,
    years: [i16; 2],
    dictionary: &[u8],
    sink: &Sink<'_>,
) -> io::Result<()> {
    let manifest = Manifest {
        version: VERSION,
        mode: "sharded".to_owned(),
        items: index.n_items(),
        shards: index.shards.0,
        group: index.group,
        years,
        folders: Kind::ALL.map(|kind| index.folder_hashes(kind)),
        dictionary: entries::write_dictionary(dictionary, sink)?,
        terms: index.blocks.iter().map(remembered::digits).collect(),
        table: super::table::write(sink)?,
    };
    sink(
        "search/manifest.json".to_owned(),
        serde_json::to_vec(&manifest)?,
    )
}

fn invert_all(plan: &Plan<'_>, scratch: &mut dyn Scratch) -> io::Result<()> {
    let n_threads = rayon::current_num_threads();
    let rooms = Mutex::new(Vec::new());
    for window in stretches(&plan.bytes).chunks(n_threads * STRETCHES_AT_ONCE) {
        let runs: Vec<Vec<Vec<u8>>> = (window.par_iter().with_max_len(1))
            .map(|ranks| {
                let free = || rooms.lock().unwrap_or_else(PoisonError::into_inner);
                let mut room: Stretch = free().pop().unwrap_or_default();
                let runs = invert(plan, ranks.clone(), &mut room);
                free().push(room);
                runs
            })
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

/// Writes all shards; returns the files by kind.
fn merge_all(
    plan: &Plan<'_>,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
) -> io::Result<[Vec<FileKey>; 4]> {
    let shards = plan.shards;
    // A thread holds the runs of one partition, and no more than that.
    let scratch = Mutex::new(scratch);
    let written: Vec<Vec<FileKey>> = (0..shards.partitions())
        .into_par_iter()
        .with_max_len(1)
        .map(|partition| {
            let runs = scratch
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(partition)?;
            let (kind, folder) = shards.partition(partition);
            let ids = shards.in_folder(kind, folder);
            let files = merge::merge(kind, ids, &runs, plan.n_items(), plan.sizes)?;
            drop(runs);
            write_folder(kind, folder, files, sink)
        })
        .collect::<io::Result<_>>()?;
    let mut all: [Vec<FileKey>; 4] = Default::default();
    for (partition, mut files) in written.into_iter().enumerate() {
        all[shards.partition(partition).0 as usize].append(&mut files);
    }
    Ok(all)
}

/// Writes a folder under a name that carries the hash of what is in it.
fn write_folder(
    kind: Kind,
    folder: u32,
    files: Vec<merge::File>,
    sink: &Sink<'_>,
) -> io::Result<Vec<FileKey>> {
    let keys: Vec<FileKey> = (files.iter())
        .map(|(id, part, bytes)| FileKey {
            id: *id,
            part: *part,
            key: key_of(bytes),
        })
        .collect();
    let path = folder_path(kind, folder, &keys);
    for (id, part, bytes) in files {
        sink(format!("{path}/{}", file_name(id, part)), bytes)?;
    }
    Ok(keys)
}

/// Compresses a file for the browser's `DecompressionStream("gzip")`. No time, no name: the same
/// bytes each time.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("a vector takes all bytes")
}

/// Does what [`pack`] does for lists of numbers, in which nothing stands twice by more than chance:
/// counting how often each byte comes, without looking for what came before, packs them tighter (by
/// 0.5 % with places, by 8 % without) and takes half the time.
fn pack_numbers(bytes: &[u8]) -> Vec<u8> {
    let standard = DeflateConfig::default();
    let config = DeflateConfig {
        // 16 more stand for the gzip format.
        window_bits: standard.window_bits + 16,
        strategy: Strategy::HuffmanOnly,
        ..standard
    };
    // The bound is that of the zlib format, which has a shorter head.
    let mut packed = vec![0; compress_bound(bytes.len()) + 16];
    let (written, end) = compress_slice(&mut packed, bytes, config);
    let length = written.len();
    assert_eq!(end, ReturnCode::Ok, "there is room");
    packed.truncate(length);
    // Which system it was packed on: unknown, as `pack` says.
    packed[9] = 255;
    packed
}

#[cfg(test)]
mod tests;

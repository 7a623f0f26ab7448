//! The entries of results, in groups, and the further pieces of long texts. Entries are numbered from
//! the oldest, so that what is added at the end leaves earlier groups as they are.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::dictionary::{Packer, of_samples};
use super::layout::{Kind, Sizes, folder_shift, folders};
use super::merge::File;
use super::plan::Plan;
use super::remembered::FileKey;
use super::{pack, write_folder};
use crate::search::Sink;
use crate::search::record::{Entry, Record};

/// Writes all entries; returns the files of groups and of texts.
pub(super) fn write(
    plan: &Plan<'_>,
    dictionary: &[u8],
    sink: &Sink<'_>,
) -> io::Result<[Vec<FileKey>; 2]> {
    let groups = in_folders(Kind::Entry, plan.n_groups(), sink, |groups| {
        pack_groups(plan, dictionary, groups)
    })?;
    let texts = in_folders(Kind::Text, plan.n_items(), sink, |numbers| {
        let pieces = |number| further_pieces(number, &plan.of_number(number).text, &plan.sizes);
        Ok(numbers.flat_map(pieces).collect())
    })?;
    Ok([groups, texts])
}

/// Writes the folders of `n` ids, each with the files that `make` makes of its ids.
fn in_folders(
    kind: Kind,
    n: u32,
    sink: &Sink<'_>,
    make: impl Fn(Range<u32>) -> io::Result<Vec<File>> + Sync,
) -> io::Result<Vec<FileKey>> {
    let shift = folder_shift(n);
    let folder = |folder: u32| {
        let ids = folder << shift..((folder + 1) << shift).min(n);
        write_folder(kind, folder, make(ids)?, sink)
    };
    let files: Vec<io::Result<Vec<FileKey>>> =
        (0..folders(n)).into_par_iter().map(folder).collect();
    files.into_iter().flat_map(spread).collect()
}

/// A list of results from the result of a list.
fn spread<T>(list: io::Result<Vec<T>>) -> Vec<io::Result<T>> {
    match list {
        Ok(list) => list.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}

/// The files of some groups.
pub(super) fn pack_groups(
    plan: &Plan<'_>,
    dictionary: &[u8],
    groups: impl Iterator<Item = u32>,
) -> io::Result<Vec<File>> {
    let mut packer = Packer::new(dictionary);
    let pack = |id: u32| {
        let numbers = id * plan.group..((id + 1) * plan.group).min(plan.n_items());
        let group: Vec<Record<'_>> = numbers.map(|number| plan.of_number(number)).collect();
        Ok((id, 0, packer.pack(&group_json(&group, &plan.sizes))?))
    };
    groups.map(pack).collect()
}

/// The dictionary of the archive; empty without one.
pub(super) fn dictionary(plan: &Plan<'_>) -> Vec<u8> {
    let entry = |&number: &u32| group_json(&[plan.of_number(number)], &plan.sizes);
    of_samples(plan.samples.iter().map(entry))
}

/// Writes the dictionary; returns its name below `search/`, which is empty without one.
pub(super) fn write_dictionary(dictionary: &[u8], sink: &Sink<'_>) -> io::Result<String> {
    if dictionary.is_empty() {
        return Ok(String::new());
    }
    let bytes = pack(dictionary);
    let name = format!("c/dictionary-{}.bin", &blake3::hash(&bytes).to_hex()[..6]);
    sink(format!("search/{name}"), bytes)?;
    Ok(name)
}

fn group_json(group: &[Record<'_>], sizes: &Sizes) -> Vec<u8> {
    let entries: Vec<Entry<'_>> = (group.iter())
        .map(|record| {
            let (first, pieces) = cut(&record.text, sizes);
            Entry::new(record, first.to_owned().into(), pieces.len())
        })
        .collect();
    serde_json::to_vec(&entries).expect("strings and numbers make JSON")
}

/// The files of a text after its first piece.
pub(super) fn further_pieces(number: u32, text: &str, sizes: &Sizes) -> Vec<File> {
    let pieces = (1..).zip(cut(text, sizes).1);
    pieces
        .map(|(part, piece)| (number, part, pack(piece.as_bytes())))
        .collect()
}

/// The first piece of a text, and the others.
fn cut<'t>(text: &'t str, sizes: &Sizes) -> (&'t str, Vec<&'t str>) {
    if text.len() <= sizes.first_piece {
        return (text, Vec::new());
    }
    let (first, mut rest) = text.split_at(boundary(text, sizes.first_piece));
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(boundary(rest, sizes.piece));
        pieces.push(piece);
        rest = after;
    }
    (first, pieces)
}

/// The last place at or before `most` bytes where a text may be cut.
fn boundary(text: &str, most: usize) -> usize {
    let mut at = most.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

//! The entries of results, in groups, and the further pieces of long texts.

use std::io;

use rayon::prelude::*;

use super::dictionary::{Packer, is_worth, sample};
use super::layout::{Kind, folder_shift, folders};
use super::merge::File;
use super::{pack, write_folder};
use crate::search::Sink;
use crate::search::record::{Entry, Record, Records};

/// Longest text that an entry holds whole, and length of its first piece otherwise, in bytes.
const FIRST_PIECE: usize = 6 * 1024;
/// Length of a further piece.
const PIECE: usize = 16 * 1024;
/// Size of a group before compression. Small groups cost files, large ones cost readers bytes: a page
/// of results takes one group each.
const GROUP: usize = 3 * 1024;
/// Size of a group in archives of more than [`MANY`] Items.
const LARGE_GROUP: usize = 6 * 1024;
/// From here on the number of files weighs more.
const MANY: usize = 300_000;
/// What an entry holds beside headline and text, about.
const FRAME: usize = 220;

/// What was written.
pub(super) struct Written {
    /// Entries in a group.
    pub(super) group: u32,
    /// Name of the dictionary; empty without one.
    pub(super) dictionary: String,
    /// Hashes of the folders of entries.
    pub(super) entry_names: String,
    /// Hashes of the folders of texts.
    pub(super) text_names: String,
}

/// Writes all entries. Entries are numbered from the oldest, so that what is added at the end
/// leaves earlier groups as they are.
pub(super) fn write(
    records: &dyn Records,
    order: &[u32],
    sizes: &[u32],
    sink: &Sink<'_>,
) -> io::Result<Written> {
    let n_items = order.len() as u32;
    let group = group_size(sizes);
    let n_groups = n_items.div_ceil(group);
    let of_number = |number: u32| records.record(order[(n_items - 1 - number) as usize] as usize);
    let dictionary = if is_worth(sizes.iter().map(|&size| size as usize).sum()) {
        sample(order.len(), |i| group_json(&[of_number(i as u32)]))
    } else {
        Vec::new()
    };
    let write_groups = |folder: u32| {
        let first = folder << folder_shift(n_groups);
        let last = ((folder + 1) << folder_shift(n_groups)).min(n_groups);
        let mut packer = Packer::new(&dictionary);
        let files = (first..last).map(|number| {
            let numbers = number * group..((number + 1) * group).min(n_items);
            let group: Vec<Record<'_>> = numbers.map(of_number).collect();
            Ok((format!("{number}.bin"), packer.pack(&group_json(&group))?))
        });
        write_folder(Kind::Entry, folder, files.collect::<io::Result<_>>()?, sink)
    };
    let entry_names: Vec<io::Result<String>> = (0..folders(n_groups))
        .into_par_iter()
        .map(write_groups)
        .collect();
    let shift = folder_shift(n_items);
    let text_names = (0..folders(n_items)).into_par_iter().map(|folder| {
        let numbers = folder << shift..((folder + 1) << shift).min(n_items);
        let files = numbers.flat_map(|number| further_pieces(number, &of_number(number).text));
        write_folder(Kind::Text, folder, files.collect(), sink)
    });
    let text_names: Vec<io::Result<String>> = text_names.collect();
    Ok(Written {
        group,
        dictionary: write_dictionary(&dictionary, sink)?,
        entry_names: entry_names.into_iter().collect::<io::Result<String>>()?,
        text_names: text_names.into_iter().collect::<io::Result<String>>()?,
    })
}

fn write_dictionary(dictionary: &[u8], sink: &Sink<'_>) -> io::Result<String> {
    if dictionary.is_empty() {
        return Ok(String::new());
    }
    let bytes = pack(dictionary);
    let name = format!("c/dictionary-{}.bin", &blake3::hash(&bytes).to_hex()[..6]);
    sink(format!("search/{name}"), bytes)?;
    Ok(name)
}

fn group_size(sizes: &[u32]) -> u32 {
    let bytes: usize = sizes
        .iter()
        .map(|&size| (size as usize).min(FIRST_PIECE) + FRAME)
        .sum();
    let size = if sizes.len() > MANY {
        LARGE_GROUP
    } else {
        GROUP
    };
    (size * sizes.len())
        .checked_div(bytes)
        .unwrap_or(1)
        .clamp(1, 32) as u32
}

fn group_json(group: &[Record<'_>]) -> Vec<u8> {
    let entries: Vec<Entry<'_>> = (group.iter())
        .map(|record| {
            let (first, pieces) = cut(&record.text);
            Entry::new(record, first.to_owned().into(), pieces.len())
        })
        .collect();
    serde_json::to_vec(&entries).expect("strings and numbers make JSON")
}

fn further_pieces(number: u32, text: &str) -> Vec<File> {
    let pieces = cut(text).1.into_iter().enumerate();
    pieces
        .map(|(i, piece)| (format!("{number}-{i}.bin"), pack(piece.as_bytes())))
        .collect()
}

/// The first piece of a text, and the others.
fn cut(text: &str) -> (&str, Vec<&str>) {
    if text.len() <= FIRST_PIECE {
        return (text, Vec::new());
    }
    let (first, mut rest) = text.split_at(boundary(text, FIRST_PIECE));
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(boundary(rest, PIECE));
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

//! What the panel of facets counts: which Items have which terms, in the reader's spelling.
//!
//! The files of `f` answer a query that names a term; these tell all terms of a set of Items. They
//! are loaded when a reader opens the panel, and come in blocks of Items, so that a large archive's
//! panel needs those blocks only that hold results.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Sink;
use super::record::{FACETS, Record, Records};
use super::shard::remembered::{Key, digits, key_of};
use super::shard::{pack, varint};

/// Least number of Items in a block, as a power of two.
const LEAST_SHIFT: u32 = 16;
/// Most blocks, so that their hashes fit in the manifest.
const MAX_BLOCKS: u32 = 64;

/// Terms of one facet with the numbers of the Items that have them, rising.
type Terms = BTreeMap<String, Vec<u32>>;

/// The facets of the panel: those that a query can name, and years.
const KEYS: usize = FACETS.len() + 1;

/// A block without Items, before compression.
pub(crate) const EMPTY_BLOCK: [u8; KEYS] = [0; KEYS];

/// Where the blocks are, from the output folder.
pub(crate) const FOLDER: &str = "search/n";

/// Where the terms of the single index are, from the output folder.
pub(crate) const PATH: &str = "search/terms.js";

/// Writes the terms of the sharded index; returns the hashes of the blocks. `order[rank]` is an
/// Item's index; Items are numbered from the oldest.
pub(crate) fn write_blocks(
    records: &dyn Records,
    order: &[u32],
    sink: &Sink<'_>,
) -> io::Result<Vec<Key>> {
    let n_items = order.len() as u32;
    let write = |block: u32| {
        let numbers = in_block(block, n_items);
        let of_number = |number: u32| order[(n_items - 1 - number) as usize];
        let base = numbers.start;
        let bytes = pack(&encode(&gather(records, numbers, of_number), base));
        let key = key_of(&bytes);
        sink(format!("{FOLDER}/{}", block_name(block, &key)), bytes)?;
        Ok(key)
    };
    let blocks = 0..n_blocks(n_items);
    let keys: Vec<io::Result<Key>> = blocks.into_par_iter().map(write).collect();
    keys.into_iter().collect()
}

/// Name of a block below [`FOLDER`].
pub(crate) fn block_name(block: u32, key: &Key) -> String {
    format!("{block}-{}.bin", digits(key))
}

/// How many blocks so many Items take.
pub(crate) fn n_blocks(n_items: u32) -> u32 {
    n_items.div_ceil(1 << block_shift(n_items))
}

/// The numbers of the Items in a block.
pub(crate) fn in_block(block: u32, n_items: u32) -> Range<u32> {
    let shift = block_shift(n_items);
    block << shift..((block + 1) << shift).min(n_items)
}

/// A block of the sharded index, before compression, with the terms of some Items put in place of
/// theirs. `changed` rises; those of them that are in `numbers` still are Items. `None` when the bytes
/// are no block.
pub(crate) fn patch_block<'a>(
    bytes: &[u8],
    numbers: &Range<u32>,
    changed: &[u32],
    record: impl Fn(u32) -> Record<'a>,
) -> Option<Vec<u8>> {
    let mut facets = decode(bytes, numbers.start)?;
    let changed: FxHashSet<u32> = changed.iter().copied().collect();
    for items in facets.iter_mut().flat_map(BTreeMap::values_mut) {
        items.retain(|number| numbers.contains(number) && !changed.contains(number));
    }
    let mut fresh: Vec<u32> = changed
        .into_iter()
        .filter(|n| numbers.contains(n))
        .collect();
    fresh.sort_unstable();
    for number in fresh {
        for_each_term(&record(number), |facet, term| {
            let items = facets[facet].entry(term.to_owned()).or_default();
            if let Err(at) = items.binary_search(&number) {
                items.insert(at, number);
            }
        });
    }
    for terms in &mut facets {
        terms.retain(|_, items| !items.is_empty());
    }
    Some(encode(&facets, numbers.start))
}

/// The terms of the single index as a script, Items by rank.
pub(crate) fn script(records: &dyn Records, order: &[u32]) -> String {
    let terms = gather(records, 0..order.len() as u32, |rank| order[rank as usize]);
    let json = serde_json::json!(terms).to_string();
    format!(
        "globalThis.dibaoTerms = {};\n",
        super::scripts::escaped(&json)
    )
}

/// Logarithm of the number of Items in a block.
pub(crate) fn block_shift(n_items: u32) -> u32 {
    let mut shift = LEAST_SHIFT;
    while n_items.div_ceil(1 << shift) > MAX_BLOCKS {
        shift += 1;
    }
    shift
}

fn gather(
    records: &dyn Records,
    numbers: Range<u32>,
    index_of: impl Fn(u32) -> u32,
) -> [Terms; KEYS] {
    let mut all: [Terms; KEYS] = Default::default();
    for number in numbers {
        let record = records.record_without_text(index_of(number) as usize);
        for_each_term(&record, |facet, term| match all[facet].get_mut(term) {
            Some(items) if items.last() == Some(&number) => {}
            Some(items) => items.push(number),
            None => _ = all[facet].insert(term.to_owned(), vec![number]),
        });
    }
    all
}

/// Calls `term` with each facet's number and term of a Record. A place is its whole path.
fn for_each_term(record: &Record<'_>, mut term: impl FnMut(usize, &str)) {
    for (facet, list) in record.by_facet().into_iter().enumerate() {
        for value in list.iter().filter(|value| can_be_asked(value)) {
            term(facet, value);
        }
    }
    if let Some(date) = record.date {
        term(FACETS.len(), &format!("{:04}", date.year()));
    }
}

/// Whether a query can name the value: within quotes, a quotation mark before a space ends it.
fn can_be_asked(value: &str) -> bool {
    !value.contains(['"', '＂']) && !value.trim().is_empty()
}

/// Reads what [`encode`] wrote.
fn decode(mut bytes: &[u8], base: u32) -> Option<[Terms; KEYS]> {
    let bytes = &mut bytes;
    let mut facets: [Terms; KEYS] = Default::default();
    for terms in &mut facets {
        let mut term = Vec::new();
        for _ in 0..varint::read(bytes)? {
            let shared = varint::read(bytes)? as usize;
            let length = varint::read(bytes)? as usize;
            term.truncate(shared);
            term.extend_from_slice(varint::take(bytes, length)?);
            let n = varint::read(bytes)? as usize;
            let mut items = Vec::with_capacity(n.min(bytes.len()));
            let mut last = base;
            for _ in 0..n {
                last = last.checked_add(varint::read(bytes)?)?;
                items.push(last);
            }
            terms.insert(String::from_utf8(term.clone()).ok()?, items);
        }
    }
    bytes.is_empty().then_some(facets)
}

fn encode(facets: &[Terms; KEYS], base: u32) -> Vec<u8> {
    let mut out = Vec::new();
    for terms in facets {
        varint::write(&mut out, terms.len() as u32);
        let mut last: &[u8] = b"";
        for (term, items) in terms {
            let term = term.as_bytes();
            let shared = last.iter().zip(term).take_while(|(a, b)| a == b).count();
            varint::write(&mut out, shared as u32);
            varint::write(&mut out, (term.len() - shared) as u32);
            out.extend_from_slice(&term[shared..]);
            last = term;
            varint::write(&mut out, items.len() as u32);
            let mut before = base;
            for &item in items {
                varint::write(&mut out, item - before);
                before = item;
            }
        }
    }
    out
}

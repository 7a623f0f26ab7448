//! What the panel of facets counts: which Items have which terms, in the reader's spelling.
//!
//! The files of `f` answer a query that names a term; these tell all terms of a set of Items. They
//! are loaded when a reader opens the panel, and come in blocks of Items, so that a large archive's
//! panel needs those blocks only that hold results.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::Sink;
use super::record::{FACETS, Record, Records};
use super::shard::{pack, varint};

/// Least number of Items in a block, as a power of two.
const LEAST_SHIFT: u32 = 16;
/// Most blocks, so that their hashes fit in the manifest.
const MAX_BLOCKS: u32 = 64;

/// Terms of one facet with the numbers of the Items that have them, rising.
type Terms = BTreeMap<String, Vec<u32>>;

/// The facets of the panel: those that a query can name, and years.
const KEYS: usize = FACETS.len() + 1;

/// Where the terms of the single index are, from the output folder.
pub(crate) const PATH: &str = "search/terms.js";

/// Writes the terms of the sharded index; returns the hashes of the blocks, six digits each.
/// `order[rank]` is an Item's index; Items are numbered from the oldest.
pub(crate) fn write_blocks(
    records: &dyn Records,
    order: &[u32],
    sink: &Sink<'_>,
) -> io::Result<String> {
    let n_items = order.len() as u32;
    let shift = block_shift(n_items);
    let hashes: Vec<io::Result<String>> = (0..n_items.div_ceil(1 << shift))
        .into_par_iter()
        .map(|block| {
            let numbers = block << shift..((block + 1) << shift).min(n_items);
            let of_number = |number: u32| order[(n_items - 1 - number) as usize];
            let bytes = pack(&encode(
                &gather(records, numbers, of_number),
                block << shift,
            ));
            let hash = blake3::hash(&bytes).to_hex()[..6].to_owned();
            sink(format!("search/n/{block}-{hash}.bin"), bytes)?;
            Ok(hash)
        })
        .collect();
    hashes.into_iter().collect()
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
fn block_shift(n_items: u32) -> u32 {
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
        let record = records.record(index_of(number) as usize);
        for_each_term(&record, |facet, term| {
            let items = all[facet].entry(term.to_owned()).or_default();
            if items.last() != Some(&number) {
                items.push(number);
            }
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

//! In which order results stand: *rank*, decided when the index is built.
//!
//! Rank 0 is the newest Item. By date, results stand in order of rank. By relevance, those whose
//! headline holds every word of the query stand first, each part in order of rank: of an English word
//! any form with the same stem will do there, and a stop word need not stand there. An Item is a
//! paragraph or two: how often a word occurs in it says little, that its headline has it says a lot.

use std::cmp::Reverse;

use super::record::Records;

/// Indexes of all Records in order of rank: latest day first, then order of the export; Records
/// without any day last.
pub(crate) fn order(records: &dyn Records) -> Vec<u32> {
    let mut order: Vec<u32> = (0..records.len() as u32).collect();
    order.sort_by_cached_key(|&index| Reverse(records.day(index as usize)));
    order
}

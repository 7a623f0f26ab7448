//! Which terms an edit touches, and what their lists lose and gain.

use std::collections::{BTreeMap, BTreeSet};

use super::invert::{Shards, Stretch};
use super::layout::Kind;
use super::list::{self, Piece};
use super::merge::read_runs;

/// Rank and position of every place of a term.
pub(super) type Postings = Vec<(u32, u32)>;
/// Its places in headlines and in texts.
pub(super) type Lists = [Postings; 2];
/// Something of each term of each shard of a kind.
pub(super) type ByTerm<T> = BTreeMap<u32, BTreeMap<Vec<u8>, T>>;

/// What becomes of a term.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Ranks that lose all their places, rising.
    pub(super) ranks: Vec<u32>,
    /// The places that they get.
    pub(super) lists: Lists,
}

/// The lists of a stretch by kind; `items` is how many Items have ranks.
pub(super) fn lists_of(
    mut stretch: Stretch,
    shards: Shards,
    items: u32,
) -> Option<[ByTerm<Lists>; 4]> {
    let mut all: [ByTerm<Lists>; 4] = Default::default();
    for (partition, run) in stretch.runs(shards).into_iter().enumerate() {
        let (kind, _) = shards.partition(partition);
        let terms = &mut all[kind as usize];
        for piece in read_runs(&[run])? {
            let lists = [
                postings(piece.lists[0], kind, items)?,
                postings(piece.lists[1], kind, items)?,
            ];
            let shard = terms.entry(piece.shard()).or_default();
            shard.insert(piece.term.to_vec(), lists);
        }
    }
    Some(all)
}

fn postings(piece: Piece<'_>, kind: Kind, items: u32) -> Option<Postings> {
    let (mut bytes, mut postings) = (Vec::new(), Vec::new());
    list::join(std::iter::once(piece), items, &mut bytes);
    let push = |rank, position| postings.push((rank, position));
    list::read(&bytes, items, kind.has_places(), push)?;
    Some(postings)
}

/// What turns the old lists into the new ones. Both hold the same Items.
pub(super) fn changes(old: ByTerm<Lists>, mut new: ByTerm<Lists>) -> ByTerm<Change> {
    let mut changes: ByTerm<Change> = BTreeMap::new();
    let mut note = |shard, term, old: &Lists, new: Lists| {
        if let Some(change) = change(old, new) {
            changes.entry(shard).or_default().insert(term, change);
        }
    };
    for (shard, terms) in old {
        let new = new.get_mut(&shard);
        let mut new = new.map(std::mem::take).unwrap_or_default();
        for (term, lists) in terms {
            let fresh = new.remove(&term).unwrap_or_default();
            note(shard, term, &lists, fresh);
        }
        for (term, lists) in new {
            note(shard, term, &Lists::default(), lists);
        }
    }
    for (shard, terms) in new {
        for (term, lists) in terms {
            note(shard, term, &Lists::default(), lists);
        }
    }
    changes
}

fn change(old: &Lists, mut new: Lists) -> Option<Change> {
    let mut ranks = BTreeSet::new();
    for (old, new) in old.iter().zip(&new) {
        let old: BTreeSet<&(u32, u32)> = old.iter().collect();
        let new: BTreeSet<&(u32, u32)> = new.iter().collect();
        ranks.extend(old.symmetric_difference(&new).map(|(rank, _)| *rank));
    }
    for list in &mut new {
        list.retain(|(rank, _)| ranks.contains(rank));
    }
    (!ranks.is_empty()).then(|| Change {
        ranks: ranks.into_iter().collect(),
        lists: new,
    })
}

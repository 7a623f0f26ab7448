//! An index after a small edit, from the index before it.
//!
//! Lists and entries name Items by number, counted from the oldest; all that an index holds of an
//! Item depends on its Record and its number. So the Items to look at are the numbers whose Record
//! is another than before: the edited ones, new ones at the end, and those that moved. Their old
//! terms come from the old entries and filters, and only shards, groups and blocks that hold any of
//! them are made again, by the same code that makes all.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::change::{ByTerm, Change, Lists, Postings, changes, lists_of};
use super::emit::{Part, Patched};
use super::entries::{further_pieces, pack_groups};
use super::invert::Stretch;
use super::layout::Kind;
use super::list::{self, List};
use super::old::OldIndex;
use super::plan::Plan;
use super::read::{ShardList, ShardTerm, find};
use super::remembered::{Key, Remembered, key_of};
use super::writer::{Chunk, OldChunk, ShardWriter};
use super::{merge, pack};
use crate::search::terms;

/// Of how many Records one may be another before all is made anew.
const MOST_CHANGED: usize = 50;
/// So many may always be.
const FEW: usize = 16;

/// The new index, if it is near enough to the old one and that is as it should be.
pub(super) fn patch(
    plan: &Plan<'_>,
    dictionary: &[u8],
    before: &Remembered,
    old: &crate::search::Old<'_>,
) -> Option<Patched> {
    let index = Remembered {
        shards: plan.shards,
        group: plan.group,
        dictionary: key_of(dictionary),
        records: plan.keys.clone(),
        files: before.files.clone(),
        blocks: before.blocks.clone(),
    };
    let changed = changed(&before.records, &index.records);
    let most = (index.records.len() / MOST_CHANGED).max(FEW);
    if !same_layout(before, &index) || changed.len() > most {
        return None;
    }
    let patch = Patch {
        plan,
        dictionary,
        old: OldIndex::new(before, old),
        items: before.n_items().max(index.n_items()),
        changed,
    };
    let mut patched = Patched {
        index,
        files: Default::default(),
        blocks: BTreeMap::new(),
    };
    for (kind, shards) in Kind::TERMS.into_iter().zip(patch.shards()?) {
        patched.replace(kind, shards);
    }
    patched.replace(Kind::Entry, patch.groups()?);
    patched.replace(Kind::Text, patch.texts());
    patch.blocks(&mut patched)?;
    Some(patched)
}

/// Whether what did not change is in the same place in both.
fn same_layout(before: &Remembered, after: &Remembered) -> bool {
    (before.shards, before.group, before.dictionary)
        == (after.shards, after.group, after.dictionary)
        && before.has_folders_of(after)
        && terms::block_shift(before.n_items()) == terms::block_shift(after.n_items())
}

/// Numbers whose Record is another than before, or that are there only once.
fn changed(before: &[Key], after: &[Key]) -> Vec<u32> {
    let n = before.len().max(after.len()) as u32;
    let changed = |&number: &u32| before.get(number as usize) != after.get(number as usize);
    (0..n).filter(changed).collect()
}

struct Patch<'a> {
    plan: &'a Plan<'a>,
    dictionary: &'a [u8],
    old: OldIndex<'a>,
    /// How many Items the larger of the two indexes has: ranks count from there.
    items: u32,
    /// Numbers of Items to take out or put in.
    changed: Vec<u32>,
}

impl Patch<'_> {
    /// The shards to be replaced, by kind.
    fn shards(&self) -> Option<[BTreeMap<u32, Vec<Part>>; 4]> {
        let mut new = lists_of(self.new_stretch(), self.plan.shards, self.items)?;
        let mut old = lists_of(self.old_stretch()?, self.plan.shards, self.items)?;
        old[Kind::Filter as usize] = self.old_filters()?;
        let mut all: [BTreeMap<u32, Vec<Part>>; 4] = Default::default();
        for kind in Kind::TERMS {
            let at = kind as usize;
            let changes = changes(std::mem::take(&mut old[at]), std::mem::take(&mut new[at]));
            all[at] = (changes.into_par_iter())
                .map(|(shard, changes)| Some((shard, self.shard(kind, shard, changes)?)))
                .collect::<Option<_>>()?;
        }
        Some(all)
    }

    /// The changed Items as they are, newest first.
    fn new_stretch(&self) -> Stretch {
        let mut stretch = Stretch::default();
        for &number in self
            .changed
            .iter()
            .rev()
            .filter(|&&n| n < self.plan.n_items())
        {
            let record = self.plan.of_number(number);
            let rank = self.items - 1 - number;
            stretch.add_texts(rank, &record.headline, &record.text);
            stretch.add_filters(rank, &record);
        }
        stretch
    }

    /// The changed Items as they were, without filters, which entries do not hold.
    fn old_stretch(&self) -> Option<Stretch> {
        let mut stretch = Stretch::default();
        let n_items = self.old.index.n_items();
        for &number in self.changed.iter().rev().filter(|&&n| n < n_items) {
            let entry = self.old.entry(number, self.dictionary)?;
            stretch.add_texts(self.items - 1 - number, &entry.headline, &entry.text);
        }
        Some(stretch)
    }

    /// The filters of the changed Items as they were: filters are few, so that all are read.
    fn old_filters(&self) -> Option<ByTerm<Lists>> {
        let ranks: BTreeSet<u32> = self.changed.iter().map(|n| self.items - 1 - n).collect();
        let shard = |shard| {
            let bytes = self.old.unpacked(Kind::Filter, shard, 0)?;
            let mut terms = BTreeMap::new();
            for term in find(&bytes, "", false)? {
                let (mut postings, _) = self.read_list(Kind::Filter, shard, term.lists[1])?;
                postings.retain(|(rank, _)| ranks.contains(rank));
                if !postings.is_empty() {
                    terms.insert(term.text.into_bytes(), [Vec::new(), postings]);
                }
            }
            Some((shard, terms))
        };
        let n_shards = self.plan.shards.0[Kind::Filter as usize];
        (0..n_shards).into_par_iter().map(shard).collect()
    }

    /// A list of a shard, and its chunks if it has any.
    fn read_list(
        &self,
        kind: Kind,
        shard: u32,
        list: ShardList<'_>,
    ) -> Option<(Postings, Vec<OldChunk>)> {
        let mut postings = Postings::new();
        let mut push = |rank, position| postings.push((rank, position));
        let mut chunks = Vec::new();
        if !list.chunked {
            list::read(list.bytes, self.items, kind.has_places(), push)?;
            return Some((postings, chunks));
        }
        for part in list.parts()?.0 {
            let bytes = self.old.unpacked(kind, shard, part)?;
            list::read(&bytes, self.items, kind.has_places(), &mut push)?;
            chunks.push(OldChunk { part, bytes });
        }
        Some((postings, chunks))
    }

    /// A shard with changes.
    fn shard(&self, kind: Kind, id: u32, changes: BTreeMap<Vec<u8>, Change>) -> Option<Vec<Part>> {
        let bytes = self.old.unpacked(kind, id, 0)?;
        let mut writer = ShardWriter::new(kind, self.plan.sizes);
        let mut changes = changes.into_iter().peekable();
        for term in find(&bytes, "", false)? {
            let text = term.text.as_bytes();
            while let Some((new, change)) = changes.next_if(|(new, _)| new.as_slice() < text) {
                self.term(kind, id, &mut writer, &new, None, change)?;
            }
            if let Some((_, change)) = changes.next_if(|(changed, _)| changed == text) {
                self.term(kind, id, &mut writer, text, Some(&term), change)?;
            } else {
                writer.term(text, term.items);
                writer.old_list(&term.lists[0])?;
                writer.old_list(&term.lists[1])?;
            }
        }
        for (new, change) in changes {
            self.term(kind, id, &mut writer, &new, None, change)?;
        }
        let (file, chunks) = writer.finish();
        let mut parts = vec![Part::New((id, 0, file))];
        for (part, chunk) in (1..).zip(chunks) {
            parts.push(match chunk {
                Chunk::New(bytes) => Part::New((id, part, bytes)),
                Chunk::Old(old) if old == part => Part::Old(self.old.key(kind, id, part)?),
                Chunk::Old(old) => Part::New((id, part, self.old.file(kind, id, old)?)),
            });
        }
        Some(parts)
    }

    /// Writes a term with a change, if any Item still holds it.
    fn term(
        &self,
        kind: Kind,
        shard: u32,
        writer: &mut ShardWriter,
        text: &[u8],
        old: Option<&ShardTerm<'_>>,
        change: Change,
    ) -> Option<()> {
        let mut lists = Vec::new();
        let mut ranks = BTreeSet::new();
        for (zone, fresh) in change.lists.into_iter().enumerate() {
            let (mut postings, chunks) = match old {
                Some(old) => self.read_list(kind, shard, old.lists[zone])?,
                None => (Vec::new(), Vec::new()),
            };
            postings.retain(|(rank, _)| change.ranks.binary_search(rank).is_err());
            postings.extend(fresh);
            postings.sort_unstable();
            ranks.extend(postings.iter().map(|&(rank, _)| rank));
            lists.push((postings, chunks));
        }
        if ranks.is_empty() {
            return Some(());
        }
        writer.term(text, ranks.len() as u32);
        for (postings, chunks) in lists {
            let list = list_of(kind, &postings);
            let pieces = std::iter::once(list.as_piece());
            writer.list(&chunks, |out| list::join(pieces, self.items, out))?;
        }
        Some(())
    }

    /// The groups of entries to be replaced.
    fn groups(&self) -> Option<BTreeMap<u32, Vec<Part>>> {
        let groups: BTreeSet<u32> = self.changed.iter().map(|n| n / self.plan.group).collect();
        let groups: Vec<u32> = groups
            .into_iter()
            .filter(|&id| id < self.plan.n_groups())
            .collect();
        let packed: Vec<Vec<merge::File>> = (groups.par_chunks(16))
            .map(|ids| pack_groups(self.plan, self.dictionary, ids.iter().copied()).ok())
            .collect::<Option<_>>()?;
        let files = packed.into_iter().flatten();
        Some(files.map(|file| (file.0, vec![Part::New(file)])).collect())
    }

    /// The texts to be replaced.
    fn texts(&self) -> BTreeMap<u32, Vec<Part>> {
        let numbers = self.changed.iter().filter(|&&n| n < self.plan.n_items());
        let pieces = |&number: &u32| {
            let text = self.plan.of_number(number).text;
            let files = further_pieces(number, &text, &self.plan.sizes);
            (number, files.into_iter().map(Part::New).collect())
        };
        numbers.map(pieces).collect()
    }

    /// The blocks of terms.
    fn blocks(&self, patched: &mut Patched) -> Option<()> {
        let n_items = self.plan.n_items();
        let shift = terms::block_shift(n_items);
        let n_blocks = terms::n_blocks(n_items);
        patched
            .index
            .blocks
            .resize(n_blocks as usize, Key::default());
        let touched: BTreeSet<u32> = self.changed.iter().map(|number| number >> shift).collect();
        for block in touched.into_iter().filter(|&block| block < n_blocks) {
            let old = if (block as usize) < self.old.index.blocks.len() {
                self.old.block(block)?
            } else {
                terms::EMPTY_BLOCK.to_vec()
            };
            let numbers = terms::in_block(block, n_items);
            let record = |number| self.plan.of_number(number);
            let new = terms::patch_block(&old, &numbers, &self.changed, record)?;
            if new != old {
                let packed = pack(&new);
                patched.index.blocks[block as usize] = key_of(&packed);
                patched.blocks.insert(block, packed);
            }
        }
        Some(())
    }
}

fn list_of(kind: Kind, postings: &[(u32, u32)]) -> List {
    let mut list = List::default();
    for &(rank, position) in postings {
        if kind.has_places() {
            list.push_place(rank, position);
        } else {
            list.push(rank);
        }
    }
    list
}

//! Items of different posts about the same event or Policy.
//!
//! Two Items belong together when they cite the same Policy, or when their headlines share rare
//! pairs of characters and their days lie near each other. Each Item looks at a bounded number of
//! neighbours in time under each of its Policies and of its rarest pairs.

use std::cmp::Reverse;

use super::facet::{Facet, Gathered};
use super::rows::Rows;
use super::{ItemId, Role};

/// How many related Items an Item has at most.
const MAX_RELATED: usize = 5;

/// How many Items before and after it an Item looks at under each Policy and each pair.
const REACH: usize = 4;

/// How many pairs of its headline an Item is found by: the rarest.
const PAIRS: usize = 5;

/// How many of them two Items must share when they share no Policy.
const MIN_SHARED: u32 = 2;

/// A pair that more Items have is a common word.
const MAX_FREQUENCY: u16 = 4_096;

/// How far apart the days of one event are reported.
const MAX_DAYS: u32 = 10;

/// What a shared Policy counts against shared pairs, which count 1.
const POLICY: u32 = 8;

/// Slots for counting pairs, few enough to stay in the cache; pairs that fall together only count as
/// more frequent than they are.
const SLOTS: usize = 1 << 19;

/// A pair that no headline has.
const NO_PAIR: u32 = u32::MAX;

/// For each Item, by its index, the related Items, best first. `repeats` are left out.
pub(super) fn related_items(
    of: Gathered<'_>,
    policies: &Facet,
    cited: &[&[ItemId]],
    repeats: &Rows<ItemId>,
) -> Rows<ItemId> {
    let index = |id: ItemId| (of.item_starts[id.document as usize] + id.item) as usize;
    let mut ids: Vec<ItemId> = vec![
        ItemId {
            document: 0,
            item: 0
        };
        policies.of_items.len()
    ];
    for (document, value) in of.documents.iter().enumerate() {
        for item in 0..value.items.len() as u32 {
            let id = ItemId {
                document: document as u32,
                item,
            };
            ids[index(id)] = id;
        }
    }
    let days = days(of, &ids);
    let rarest = rarest_pairs(of, &ids);
    let by_pair = Postings::new(of.items.iter().map(|&id| index(id)), &rarest, &days);
    let by_policy = positions(policies, cited, index);

    let mut scores = vec![0_u32; ids.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut found: Vec<(Reverse<u32>, u32, u32)> = Vec::new();
    let row = |own: usize| -> Vec<ItemId> {
        let mut add = |other: usize, score: u32| {
            if ids[other].document != ids[own].document {
                if scores[other] == 0 {
                    touched.push(other as u32);
                }
                scores[other] += score;
            }
        };
        let row = policies.of_items.row(own);
        for (&policy, &at) in row.iter().zip(by_policy.row(own)) {
            for &other in around(cited[policy as usize], at as usize) {
                add(index(other), POLICY);
            }
        }
        if let Some(day) = days[own] {
            let pairs = rarest[own].iter().take_while(|&&pair| pair != NO_PAIR);
            for (column, &pair) in pairs.enumerate() {
                by_pair.each_near(pair, own, column, day, |other| add(other, 1));
            }
        }
        found.clear();
        for &other in &touched {
            let score = std::mem::take(&mut scores[other as usize]);
            if score >= MIN_SHARED && !repeats.row(own).contains(&ids[other as usize]) {
                let apart = match (days[own], days[other as usize]) {
                    (Some(a), Some(b)) => a.abs_diff(b),
                    _ => u32::MAX,
                };
                found.push((Reverse(score), apart, other));
            }
        }
        touched.clear();
        found.sort_unstable();
        found
            .iter()
            .take(MAX_RELATED)
            .map(|&(_, _, other)| ids[other as usize])
            .collect()
    };
    (0..ids.len()).map(row).collect()
}

/// The day of each Item, else the last day of its post's period, as a number; `None` for what is in
/// no post.
fn days(of: Gathered<'_>, ids: &[ItemId]) -> Vec<Option<i32>> {
    let epoch = jiff::civil::date(1970, 1, 1);
    let day = |&id: &ItemId| {
        let document = &of.documents[id.document as usize];
        if of.roles[id.document as usize] != Role::Post {
            return None;
        }
        let own = of.days[(of.item_starts[id.document as usize] + id.item) as usize];
        let date = own.or_else(|| document.dates.period.as_ref().map(|period| period.end))?;
        Some(date.duration_since(epoch).as_hours() as i32 / 24)
    };
    ids.iter().map(day).collect()
}

/// The rarest pairs of characters of each Item's headline that other headlines have, too.
fn rarest_pairs(of: Gathered<'_>, ids: &[ItemId]) -> Vec<[u32; PAIRS]> {
    let headline = |id: ItemId| {
        let is_post = of.roles[id.document as usize] == Role::Post;
        let item = &of.documents[id.document as usize].items[id.item as usize];
        if is_post { item.headline.as_str() } else { "" }
    };
    let mut counts = vec![0_u16; SLOTS];
    // Headlines lie all over the memory: each is read once.
    let mut all: Rows<u32> = Rows::with_capacity(ids.len());
    let mut own: Vec<u32> = Vec::new();
    for &id in ids {
        each_pair(headline(id), |pair| own.push(pair));
        for &pair in &own {
            let count = &mut counts[pair as usize];
            *count = count.saturating_add(1);
        }
        all.push(own.drain(..));
    }
    let mut pairs: Vec<(u16, u32)> = Vec::new();
    let rarest = |own: &[u32]| {
        pairs.clear();
        for &pair in own {
            let count = counts[pair as usize];
            if (2..=MAX_FREQUENCY).contains(&count) {
                pairs.push((count, pair));
            }
        }
        if pairs.len() > PAIRS {
            pairs.select_nth_unstable(PAIRS);
            pairs.truncate(PAIRS);
        }
        let mut rarest = [NO_PAIR; PAIRS];
        pairs.sort_unstable();
        pairs.dedup();
        for (slot, &(_, pair)) in rarest.iter_mut().zip(&pairs) {
            *slot = pair;
        }
        rarest
    };
    all.iter().map(rarest).collect()
}

/// Longest headline that is read, in characters.
const MAX_HEADLINE: usize = 64;

/// Calls with the slot of each pair of neighbouring letters; Latin ones and digits in threes would
/// say more, but headlines of one event share their names anyway.
fn each_pair(headline: &str, mut each: impl FnMut(u32)) {
    let mut before = None;
    for char in headline.chars().take(MAX_HEADLINE) {
        // Most are Han; the table behind `is_alphanumeric` is slow for those.
        if !matches!(char, '\u{4E00}'..='\u{9FFF}') && !char.is_alphanumeric() {
            before = None;
            continue;
        }
        let char = u64::from(u32::from(char.to_ascii_lowercase()));
        if let Some(before) = before.replace(char) {
            let mixed = (before << 32 | char).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            each((mixed >> 45) as u32);
        }
    }
}

/// Items by pair, in order of time.
struct Postings {
    postings: Vec<Posting>,
    /// For each Item where it stands in `postings` under each of its pairs.
    places: Vec<[u32; PAIRS]>,
}

/// An Item under a pair, with its day, [`i32::MIN`] when it has none: all that a look at a neighbour
/// needs, so that it costs one access to memory.
#[derive(Clone, Copy)]
struct Posting {
    pair: u32,
    item: u32,
    day: i32,
}

impl Postings {
    /// `order`: indexes of Items, newest first by `days`.
    fn new(
        order: impl Iterator<Item = usize>,
        rarest: &[[u32; PAIRS]],
        days: &[Option<i32>],
    ) -> Self {
        let mut ends = vec![0_u32; SLOTS + 1];
        for &pair in rarest.iter().flatten().filter(|&&pair| pair != NO_PAIR) {
            ends[pair as usize + 1] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let nothing = Posting {
            pair: NO_PAIR,
            item: 0,
            day: 0,
        };
        let mut postings = vec![nothing; sum as usize];
        let mut places = vec![[0; PAIRS]; rarest.len()];
        for item in order {
            for (place, &pair) in places[item].iter_mut().zip(&rarest[item]) {
                if pair != NO_PAIR {
                    // Filling moves each beginning to its end.
                    let next = &mut ends[pair as usize];
                    postings[*next as usize] = Posting {
                        pair,
                        item: item as u32,
                        day: days[item].unwrap_or(i32::MIN),
                    };
                    *place = *next;
                    *next += 1;
                }
            }
        }
        Self { postings, places }
    }

    /// Calls with those next to an Item under one of its pairs, the `column`-th, whose day is near.
    fn each_near(
        &self,
        pair: u32,
        own: usize,
        column: usize,
        day: i32,
        mut each: impl FnMut(usize),
    ) {
        let at = self.places[own][column] as usize;
        // In order of time, so that nothing beyond the first one out of reach is near.
        let is_near =
            |posting: &&Posting| posting.pair == pair && posting.day.abs_diff(day) <= MAX_DAYS;
        let newer = self.postings[..at].iter().rev().take(REACH);
        newer
            .take_while(is_near)
            .for_each(|posting| each(posting.item as usize));
        let older = self.postings[at + 1..].iter().take(REACH);
        older
            .take_while(is_near)
            .for_each(|posting| each(posting.item as usize));
    }
}

/// Place of each Item in the lists of the Policies that it cites: rows in step with `of_items`.
fn positions(policies: &Facet, cited: &[&[ItemId]], index: impl Fn(ItemId) -> usize) -> Rows<u32> {
    let mut positions: Rows<u32> = policies.of_items.clone();
    for (policy, items) in cited.iter().enumerate() {
        for (at, &id) in items.iter().enumerate() {
            let item = index(id);
            let row = policies.of_items.row(item);
            if let Some(column) = row.iter().position(|&other| other as usize == policy) {
                positions.row_mut(item)[column] = at as u32;
            }
        }
    }
    positions
}

fn around<T>(list: &[T], at: usize) -> &[T] {
    &list[at.saturating_sub(REACH)..list.len().min(at + REACH + 1)]
}

#[cfg(test)]
mod tests {
    use crate::archive::fixture::{document, gather, item, policy};
    use crate::document::Item;

    /// Whether Items `0` of two posts are related.
    fn are_related(a: Item, b: Item) -> bool {
        let other = |path: &str| document(path).items(vec![item(&format!("旁的消息{path}"), "")]);
        let one = document("a.md").items(vec![a]);
        let two = document("b.md").items(vec![b]);
        let (archive, _) = gather(vec![one, two, other("c.md"), other("d.md")]);
        let related = |index: usize| !archive.related_items.row(index).is_empty();
        assert_eq!(related(0), related(1), "both ways");
        related(0)
    }

    #[test]
    fn items_that_cite_one_policy_are_related_whenever_they_were() {
        let cites =
            |headline: &str, day: &str| item(headline, "").on(day).works(vec![policy("数据条例")]);
        assert!(are_related(
            cites("甲", "2020-09-10"),
            cites("乙", "2022-01-01")
        ));
    }

    #[test]
    fn items_with_like_headlines_are_related_when_their_days_are_near() {
        let first = || item("海湾论坛开幕 发布多项成果", "").on("2020-09-17");
        assert!(are_related(
            first(),
            item("某市：海湾论坛闭幕", "").on("2020-09-20")
        ));
        assert!(!are_related(
            first(),
            item("某市：海湾论坛闭幕", "").on("2021-09-20")
        ));
        assert!(!are_related(
            first(),
            item("某省印发数据条例", "").on("2020-09-17")
        ));
    }
}

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

/// The rank of an Item that is in no post.
const NO_RANK: u32 = u32::MAX;

/// The day of an Item of which no day is known.
const NO_DAY: i32 = i32::MIN;

/// For each Item, by its index, the related Items, best first. `repeats` are left out.
pub(super) fn related_items(
    of: Gathered<'_>,
    policies: &Facet,
    cited: &[&[ItemId]],
    repeats: &Rows<ItemId>,
) -> Rows<ItemId> {
    let ids = of.all_items();
    let mut ranks = vec![NO_RANK; ids.len()];
    for (rank, &id) in of.items.iter().enumerate() {
        ranks[of.index(id)] = rank as u32;
    }
    let days = days(of, &ids, &ranks);
    let neighbours = Neighbours::new(rarest_pairs(of, &ids), &ranks, &days);
    let by_policy = positions(policies, cited, |id| of.index(id));

    // Newest first, and all of this by rank: neighbours in time lie next to each other in memory.
    let mut scores = vec![0_u32; of.items.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut found: Vec<(Reverse<u32>, u32, ItemId)> = Vec::new();
    let mut row = |rank: usize| -> Vec<ItemId> {
        let own = of.index(of.items[rank]);
        let mut add = |other: u32, score: u32| {
            if of.items[other as usize].document != of.items[rank].document {
                if scores[other as usize] == 0 {
                    touched.push(other);
                }
                scores[other as usize] += score;
            }
        };
        let row = policies.of_items.row(own);
        for (&policy, &at) in row.iter().zip(by_policy.row(own)) {
            for &other in around(cited[policy as usize], at as usize) {
                add(ranks[of.index(other)], POLICY);
            }
        }
        neighbours.each(rank, &days, |other| add(other, 1));
        found.clear();
        for &other in &touched {
            let score = std::mem::take(&mut scores[other as usize]);
            let other_id = of.items[other as usize];
            if score >= MIN_SHARED && !repeats.row(own).contains(&other_id) {
                let apart = match (days[rank], days[other as usize]) {
                    (NO_DAY, _) | (_, NO_DAY) => u32::MAX,
                    (a, b) => a.abs_diff(b),
                };
                found.push((Reverse(score), apart, other_id));
            }
        }
        touched.clear();
        found.sort_unstable();
        let best = found.iter().take(MAX_RELATED);
        best.map(|&(_, _, other)| other).collect()
    };
    let by_rank: Rows<ItemId> = (0..of.items.len()).map(&mut row).collect();
    let row = |&rank: &u32| by_rank.row(rank as usize).iter().copied();
    ranks.iter().map(row).collect()
}

/// The day of each Item, by rank, else the last day of its post's period, as a number; [`NO_DAY`] when
/// neither is known.
fn days(of: Gathered<'_>, ids: &[ItemId], ranks: &[u32]) -> Vec<i32> {
    let epoch = jiff::civil::date(1970, 1, 1);
    let mut days = vec![NO_DAY; of.items.len()];
    for ((id, own), &rank) in ids.iter().zip(of.days).zip(ranks) {
        let period = || of.documents[id.document as usize].dates.period.as_ref();
        let date = own.or_else(|| period().map(|period| period.end));
        if let Some(date) = date.filter(|_| rank != NO_RANK) {
            days[rank as usize] = date.duration_since(epoch).as_hours() as i32 / 24;
        }
    }
    days
}

/// The rarest pairs of characters of each Item's headline that other headlines have, too.
fn rarest_pairs(of: Gathered<'_>, ids: &[ItemId]) -> Vec<[u32; PAIRS]> {
    let headline = |id: ItemId| {
        let is_post = of.roles[id.document as usize] == Role::Post;
        let item = &of.documents[id.document as usize].items[id.item as usize];
        if is_post { &*item.headline } else { "" }
    };
    let mut counts = vec![0_u16; SLOTS];
    // Headlines lie all over the memory: each is read once.
    let longest = ids.iter().map(|&id| headline(id).len().min(MAX_HEADLINE));
    let mut all: Rows<u32> = Rows::with_room_for(ids.len(), longest.sum());
    let mut own: Vec<u32> = Vec::new();
    for &id in ids {
        each_pair(headline(id), |pair| own.push(pair));
        for &pair in &own {
            let count = &mut counts[pair as usize];
            *count = count.saturating_add(1);
        }
        all.push(own.drain(..));
    }
    let rarest = |own: &[u32]| {
        let mut rarest = [u64::MAX; PAIRS];
        for &pair in own {
            let count = counts[pair as usize];
            if (2..=MAX_FREQUENCY).contains(&count) {
                keep_rarest(&mut rarest, u64::from(count) << 32 | u64::from(pair));
            }
        }
        // The lower half; that of `u64::MAX` is `NO_PAIR`.
        rarest.map(|rare| rare as u32)
    };
    all.iter().map(rarest).collect()
}

/// Puts a pair, with its count above, where it belongs among the rarest ones, unless it is there.
/// Without a branch: which ones are rare cannot be foreseen.
fn keep_rarest(rarest: &mut [u64; PAIRS], mut new: u64) {
    for rare in rarest {
        let after = if *rare == new {
            u64::MAX
        } else {
            new.max(*rare)
        };
        *rare = new.min(*rare);
        new = after;
    }
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

/// For each Item, by its rank in time, and each of its pairs the next Items in time with the same
/// pair, newer and older, where their days are near. What is far in time is far in memory, too: it is
/// left out when the chains are made, so that following them stays in the cache.
struct Neighbours {
    newer: Vec<[Link; PAIRS]>,
    older: Vec<[Link; PAIRS]>,
}

/// A rank and a column of pairs in one number: `rank * PAIRS + column`; [`NO_LINK`] at the end.
type Link = u32;

const NO_LINK: Link = u32::MAX;

impl Neighbours {
    /// `rarest` and `ranks` by index of Item, `days` by rank, newest first.
    fn new(rarest: Vec<[u32; PAIRS]>, ranks: &[u32], days: &[i32]) -> Self {
        let mut by_rank = vec![[NO_PAIR; PAIRS]; days.len()];
        for (pairs, &rank) in rarest.into_iter().zip(ranks) {
            if rank != NO_RANK {
                by_rank[rank as usize] = pairs;
            }
        }
        let nothing = vec![[NO_LINK; PAIRS]; days.len()];
        let (mut newer, mut older) = (nothing.clone(), nothing);
        let mut latest = vec![NO_LINK; SLOTS];
        for (rank, pairs) in by_rank.iter().enumerate() {
            let pairs = pairs.iter().take_while(|&&pair| pair != NO_PAIR);
            for (column, &pair) in pairs.enumerate() {
                let own = (rank * PAIRS + column) as Link;
                let before = std::mem::replace(&mut latest[pair as usize], own);
                if before != NO_LINK && are_near(days[rank], days[before as usize / PAIRS]) {
                    newer[rank][column] = before;
                    older[before as usize / PAIRS][before as usize % PAIRS] = own;
                }
            }
        }
        Self { newer, older }
    }

    /// Calls with the ranks of those near an Item, once for each pair that they share.
    fn each(&self, rank: usize, days: &[i32], mut each: impl FnMut(u32)) {
        let day = days[rank];
        for links in [&self.newer, &self.older] {
            for &first in &links[rank] {
                let mut link = first;
                for _ in 0..REACH {
                    let at = link as usize / PAIRS;
                    if link == NO_LINK || !are_near(day, days[at]) {
                        break;
                    }
                    each(at as u32);
                    link = links[at][link as usize % PAIRS];
                }
            }
        }
    }
}

fn are_near(a: i32, b: i32) -> bool {
    a != NO_DAY && b != NO_DAY && a.abs_diff(b) <= MAX_DAYS
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

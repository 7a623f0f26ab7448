//! What a Term occurs with, and when.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{Archive, ItemId};

/// Fewer common Items are chance.
const SUPPORT: usize = 2;

impl Archive {
    /// Terms of the facet `with` that stand in the Items of a Term more often than in the archive at
    /// large, those with the highest lift first, at most `n`: (Term, common Items).
    ///
    /// Lift is the share of a Term among these Items over its share among all; one that stands
    /// everywhere has a lift of 1 and says nothing. How many Items must be common grows with the
    /// root of the Items, so that a rare Term does not lead the list by chance.
    pub fn company(&self, facet: usize, term: usize, with: usize, n: usize) -> Vec<(u32, usize)> {
        let own = &self.facets[facet].terms[term];
        let others = &self.facets[with].terms;
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        for id in &own.items {
            for &other in self.terms_of_item(with, *id) {
                *counts.entry(other).or_default() += 1;
            }
        }
        let is_own = |other: u32| {
            let is_above = |below: usize, above: usize| {
                let parent = |at: usize| others[at].parent.map(|parent| parent as usize);
                std::iter::successors(Some(below), |at| parent(*at)).any(|at| at == above)
            };
            facet == with && (is_above(other as usize, term) || is_above(term, other as usize))
        };
        let support = SUPPORT.max(own.items.len().isqrt() / 2);
        let (n_items, n_own) = (self.newest_items.len() as u64, own.items.len() as u64);
        let of_all = |other: u32| others[other as usize].items.len().max(1) as u64;
        let mut found: Vec<(u32, u32)> = counts
            .into_iter()
            .filter(|&(other, common)| {
                // A lift of 5/4 or more, in whole numbers.
                let is_high = u64::from(common) * n_items * 4 >= n_own * of_all(other) * 5;
                common as usize >= support && is_high && !is_own(other)
            })
            .collect();
        found.sort_unstable_by(|&(a, n_a), &(b, n_b)| {
            let lift = (u64::from(n_b) * of_all(a)).cmp(&(u64::from(n_a) * of_all(b)));
            lift.then(n_b.cmp(&n_a)).then(a.cmp(&b))
        });
        found.truncate(n);
        found
            .into_iter()
            .map(|(other, common)| (other, common as usize))
            .collect()
    }

    /// The day of an Item, else the last day of its post's period.
    pub fn day_of(&self, id: ItemId) -> Option<Date> {
        let period = || self.document(id.document).dates.period.as_ref();
        let own = self.item(id).date.date;
        own.or_else(|| period().map(|period| period.end))
    }

    /// How many of these Items fall into each year, oldest first; years without any are left out.
    pub fn years_of(&self, items: &[ItemId]) -> Vec<(i16, usize)> {
        let mut years = BTreeMap::new();
        for day in items.iter().filter_map(|id| self.day_of(*id)) {
            *years.entry(day.year()).or_default() += 1;
        }
        years.into_iter().collect()
    }

    /// Terms of a facet that stand in these Items, those in most of them first, at most `n`: (Term,
    /// Items among these).
    pub fn terms_among(&self, facet: usize, items: &[ItemId], n: usize) -> Vec<(u32, usize)> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for id in items {
            for &term in self.terms_of_item(facet, *id) {
                *counts.entry(term).or_default() += 1;
            }
        }
        let mut terms: Vec<(u32, usize)> = counts.into_iter().collect();
        terms.sort_by_key(|&(_, count)| Reverse(count));
        terms.truncate(n);
        terms
    }
}

#[cfg(test)]
mod tests {
    use crate::archive::fixture::{document, gather, item};
    use crate::archive::{Archive, REGIONS, TAGS};

    /// Ten Items: `芯片` in 3, `通用` in all, 湖北 in 3 of which 2 with `芯片`, 广东 in 7.
    fn archive() -> Archive {
        let items = (0..10).map(|n| {
            let text = if n < 3 { "芯片 通用" } else { "通用" };
            let place = if n == 0 || n == 1 || n == 9 {
                "湖北"
            } else {
                "广东"
            };
            item(&format!("第{n}条"), text)
                .regions(&[place])
                .on(if n < 2 { "2021-03-01" } else { "2023-05-05" })
        });
        gather(vec![
            document("a.md")
                .tags(&["芯片", "通用"])
                .items(items.collect()),
        ])
        .0
    }

    fn names(archive: &Archive, facet: usize, term: &str, with: usize) -> Vec<(String, usize)> {
        let terms = &archive.facets[facet].terms;
        let term = terms
            .iter()
            .position(|known| known.name == term)
            .expect("the term");
        let company = archive.company(facet, term, with, 8);
        let name = |at: u32| archive.facets[with].terms[at as usize].name.clone();
        company.into_iter().map(|(at, n)| (name(at), n)).collect()
    }

    #[test]
    fn company_is_what_stands_here_more_often_than_elsewhere() {
        let archive = archive();
        assert_eq!(
            names(&archive, TAGS, "芯片", REGIONS),
            [("湖北".to_owned(), 2)]
        );
        assert_eq!(
            names(&archive, TAGS, "通用", REGIONS),
            [],
            "a tag of all items says nothing"
        );
        assert_eq!(names(&archive, TAGS, "芯片", TAGS), []);
    }

    #[test]
    fn years_count_items_by_their_own_day() {
        let archive = archive();
        assert_eq!(
            archive.years_of(&archive.newest_items),
            [(2021, 2), (2023, 8)]
        );
    }
}

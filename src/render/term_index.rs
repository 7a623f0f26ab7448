//! Which Terms a post and an Item have: the archive's indexes the other way round.

use std::collections::{BTreeMap, HashMap};

use crate::archive::{Archive, Facet, ItemId};

/// A Term by its Facet and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TermRef {
    pub(super) facet: u32,
    pub(super) term: u32,
}

/// Terms by Document and by Item, in order of facet and Term.
pub(super) struct TermIndex<'a> {
    posts: Lists,
    items: Lists,
    /// Number of each Document's first Item, over the whole archive.
    first_item: Vec<u32>,
    /// Terms by name, for each facet. Looked up, never walked.
    names: Vec<HashMap<&'a str, usize>>,
    /// Terms right below a Term: (facet, parent).
    children: BTreeMap<(usize, usize), Vec<usize>>,
}

impl<'a> TermIndex<'a> {
    pub(super) fn new(archive: &'a Archive) -> Self {
        let mut first_item = Vec::with_capacity(archive.documents.len());
        let mut n_items = 0;
        for document in &archive.documents {
            first_item.push(n_items);
            n_items += document.items.len() as u32;
        }
        let item_number = |id: &ItemId| first_item[id.document as usize] + id.item;
        let posts = Lists::new(
            archive.documents.len(),
            &archive.facets,
            |facet, term, found| {
                let posts = &archive.facets[facet].terms[term].posts;
                posts.iter().for_each(|document| found(*document));
            },
        );
        let mut items = Lists::new(n_items as usize, &archive.facets, |facet, term, found| {
            let items = &archive.facets[facet].terms[term].items;
            items.iter().for_each(|id| found(item_number(id)));
        });
        items.drop_ancestors(&archive.facets);
        let names = archive.facets.iter().map(|facet| {
            facet
                .terms
                .iter()
                .enumerate()
                .map(|(at, term)| (term.name.as_str(), at))
                .collect()
        });
        let mut children: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (facet, found) in archive.facets.iter().enumerate() {
            for (at, term) in found.terms.iter().enumerate() {
                if let Some(parent) = term.parent {
                    children
                        .entry((facet, parent as usize))
                        .or_default()
                        .push(at);
                }
            }
        }
        Self {
            posts,
            items,
            first_item,
            names: names.collect(),
            children,
        }
    }

    /// The Term of a name.
    pub(super) fn named(&self, facet: usize, name: &str) -> Option<usize> {
        self.names[facet].get(name).copied()
    }

    /// Terms right below a Term.
    pub(super) fn children(&self, facet: usize, term: usize) -> &[usize] {
        self.children.get(&(facet, term)).map_or(&[], Vec::as_slice)
    }

    /// Terms of a post in one facet.
    pub(super) fn post(&self, document: u32, facet: usize) -> impl Iterator<Item = usize> {
        self.posts.of(document, facet)
    }

    /// Terms of an Item in one facet; of a Term and its parent only the Term.
    pub(super) fn item(&self, id: ItemId, facet: usize) -> impl Iterator<Item = usize> {
        self.items
            .of(self.first_item[id.document as usize] + id.item, facet)
    }
}

/// A list of Terms for each of many things, end to end.
struct Lists {
    starts: Vec<u32>,
    terms: Vec<TermRef>,
}

impl Lists {
    /// `visit` calls its last argument with each thing that has a Term.
    fn new(n: usize, facets: &[Facet], visit: impl Fn(usize, usize, &mut dyn FnMut(u32))) -> Self {
        let all = || {
            let terms =
                |facet: usize| (0..facets[facet].terms.len()).map(move |term| (facet, term));
            (0..facets.len()).flat_map(terms)
        };
        let mut starts = vec![0_u32; n + 1];
        for (facet, term) in all() {
            visit(facet, term, &mut |thing| starts[thing as usize + 1] += 1);
        }
        for at in 0..n {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut terms = vec![TermRef { facet: 0, term: 0 }; starts[n] as usize];
        for (facet, term) in all() {
            visit(facet, term, &mut |thing| {
                let at = &mut next[thing as usize];
                terms[*at as usize] = TermRef {
                    facet: facet as u32,
                    term: term as u32,
                };
                *at += 1;
            });
        }
        Self { starts, terms }
    }

    fn of(&self, thing: u32, facet: usize) -> impl Iterator<Item = usize> {
        let range = self.starts[thing as usize] as usize..self.starts[thing as usize + 1] as usize;
        self.terms[range]
            .iter()
            .filter(move |found| found.facet as usize == facet)
            .map(|found| found.term as usize)
    }

    /// Takes out every Term that stands above another Term of the same thing.
    fn drop_ancestors(&mut self, facets: &[Facet]) {
        let mut kept = Vec::with_capacity(self.terms.len());
        let mut starts = Vec::with_capacity(self.starts.len());
        for bounds in self.starts.windows(2) {
            starts.push(kept.len() as u32);
            let terms = &self.terms[bounds[0] as usize..bounds[1] as usize];
            let is_above = |upper: &TermRef, lower: &TermRef| {
                upper.facet == lower.facet
                    && ancestors(&facets[lower.facet as usize], lower.term).any(|a| a == upper.term)
            };
            kept.extend(
                terms
                    .iter()
                    .filter(|term| !terms.iter().any(|other| is_above(term, other))),
            );
        }
        starts.push(kept.len() as u32);
        self.terms = kept;
        self.starts = starts;
    }
}

/// Terms above a Term. A parent stands before its child, so this ends.
fn ancestors(facet: &Facet, term: u32) -> impl Iterator<Item = u32> {
    let parent = |term: u32| {
        facet.terms[term as usize]
            .parent
            .filter(|parent| *parent < term)
    };
    std::iter::successors(parent(term), move |term| parent(*term))
}

//! The home page, lists of posts, facets and Terms.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::archive::{ItemId, POLICIES, REGIONS, Role, TAGS};
use crate::render::json_ld::About;
use crate::render::view::{
    FacetView, FeedLink, HomeView, ItemRow, LinkView, PostRow, PostsView, TermGroup, TermLink,
    TermView,
};
use crate::site::{Page, PageKind};

use super::{Scope, Subject};

/// Items that the home page shows.
const NEWEST_ITEMS: usize = 10;
/// Terms of a facet that the home page shows.
const HOME_TERMS: usize = 24;
/// Policies that the home page shows.
const HOME_POLICIES: usize = 8;
/// Months in the home page's strip.
const HOME_MONTHS: usize = 24;
/// Other spellings that the page of a Term shows.
const ALIASES: usize = 24;
/// Items below a post in the list of a Term.
const ITEMS_BELOW: usize = 8;

impl Scope<'_> {
    pub(super) fn home(&self, page: &Page) -> HomeView {
        let renderer = self.renderer;
        let archive = renderer.archive;
        let (listing, _) = self.listing(page);
        let mut subject = Subject::new(self, page, &renderer.settings.title, "");
        subject
            .description
            .clone_from(&renderer.settings.description);
        let newest_items = archive.newest_items.iter().take(NEWEST_ITEMS);
        let facets = archive.facets.iter().enumerate();
        let all =
            facets.map(|(at, facet)| (facet.key.clone(), self.page(PageKind::Facet { facet: at })));
        HomeView {
            head: subject.head(),
            posts: listing.posts.iter().map(|id| self.post_row(*id)).collect(),
            items: newest_items
                .map(|id| self.item_row_with_regions(*id))
                .collect(),
            months: self.last_months(HOME_MONTHS),
            dates: self.page(PageKind::Dates),
            tags: self.top(TAGS, HOME_TERMS),
            regions: self.top(REGIONS, HOME_TERMS),
            policies: self.top(POLICIES, HOME_POLICIES),
            more: if listing.n_pages > 1 {
                self.page(PageKind::Home { page: 2 })
            } else {
                String::new()
            },
            all: all.collect(),
        }
    }

    pub(super) fn posts(&self, page: &Page) -> PostsView {
        let archive = self.renderer.archive;
        let (listing, pages) = self.listing(page);
        let is_head = page.kind == PageKind::Posts { page: 1 };
        let head = archive.of_role(Role::Head).next().filter(|_| is_head);
        let title = self.renderer.words.text("posts");
        let mut subject = Subject::new(self, page, title, "");
        subject.number(&pages);
        PostsView {
            head: subject.head(),
            title: title.to_owned(),
            intro: head.map_or_else(Vec::new, |id| self.sections(id)),
            n_posts: listing.n_posts,
            posts: listing.posts.iter().map(|id| self.post_row(*id)).collect(),
            pages,
        }
    }

    pub(super) fn facet(&self, page: &Page, facet: usize) -> FacetView {
        let renderer = self.renderer;
        let found = &renderer.archive.facets[facet];
        let title = renderer.facet_label(facet);
        let (thin, thick): (Vec<usize>, Vec<usize>) =
            (0..found.terms.len()).partition(|term| renderer.is_thin(facet, *term));
        FacetView {
            head: Subject::new(self, page, &title, &found.key).head(),
            key: found.key.clone(),
            title,
            n_terms: found.terms.len(),
            groups: self.groups(facet, &thick),
            thin: thin
                .into_iter()
                .map(|term| self.term_link(facet, term))
                .collect(),
        }
    }

    pub(super) fn term_view(&self, page: &Page, facet: usize, at: usize) -> TermView {
        let renderer = self.renderer;
        let found = &renderer.archive.facets[facet];
        let term = &found.terms[at];
        let (listing, pages) = self.listing(page);
        let feed = self.feed_of(facet, at);
        let LinkView { label, .. } = self.term_words(facet, at);
        let mut subject = Subject::new(self, page, &label, &found.key);
        subject.breadcrumbs = self.term_crumbs(facet, at);
        subject.noindex = renderer.is_thin(facet, at);
        if facet == POLICIES && listing.page == 1 {
            subject.about = About::Policy(at);
        }
        subject.description = term.description.clone().unwrap_or_default();
        if !feed.is_empty() {
            let (label, href) = (label.clone(), feed.clone());
            subject.feeds.push(FeedLink {
                label,
                href,
                mime: "application/atom+xml",
            });
        }
        subject.number(&pages);
        // A Term of ten thousand Items has hundreds of pages: its particulars stand on the first.
        let is_first = listing.page == 1;
        let items = if is_first { &*term.items } else { &[] };
        let days = || {
            items
                .iter()
                .filter_map(|id| renderer.archive.item(*id).date.date)
        };
        let posts = listing.posts.iter();
        let posts = posts.map(|id| self.post_with_items(*id, facet, at as u32));
        let policy = renderer
            .archive
            .policies
            .get(at)
            .filter(|_| facet == POLICIES && is_first);
        let n_aliases = if is_first {
            term.aliases.len().min(ALIASES)
        } else {
            0
        };
        let aliases = &term.aliases[..n_aliases];
        TermView {
            posts: posts.collect(),
            items: listing.items.iter().map(|id| self.item_row(*id)).collect(),
            key: found.key.clone(),
            facet: renderer.facet_label(facet),
            title: label,
            description: term.description.clone().unwrap_or_default(),
            aliases: aliases.to_vec(),
            policy: policy.map(|policy| self.policy(policy)),
            thin: subject.noindex,
            n_posts: term.posts.len(),
            n_items: term.items.len(),
            first: days().min().map(|day| renderer.words.day(day)),
            last: days().max().map(|day| renderer.words.day(day)),
            children: self.children(facet, at),
            pages,
            feed,
            head: subject.head(),
        }
    }

    fn item_row_with_regions(&self, id: ItemId) -> ItemRow {
        ItemRow {
            regions: self.item_terms(id, REGIONS),
            ..self.item_row(id)
        }
    }

    /// A post with those of its Items that have a Term. An Item that is the whole post is the post
    /// itself.
    fn post_with_items(&self, document: u32, facet: usize, term: u32) -> PostRow {
        let archive = self.renderer.archive;
        let found = archive.document(document);
        let n_items = if found.digest {
            found.items.len() as u32
        } else {
            0
        };
        let items = (0..n_items).map(|item| ItemId { document, item });
        let items = items.filter(|id| archive.terms_of_item(facet, *id).contains(&term));
        let items: Vec<ItemId> = items.collect();
        PostRow {
            items: items
                .iter()
                .take(ITEMS_BELOW)
                .map(|id| self.item_line(*id))
                .collect(),
            n_more: items.len().saturating_sub(ITEMS_BELOW),
            ..self.post_line(document)
        }
    }

    /// The Terms with the most Items that stand below no other; ties in the archive's order.
    fn top(&self, facet: usize, n: usize) -> Vec<TermLink> {
        let terms = &self.renderer.archive.facets[facet].terms;
        let roots = (0..terms.len()).filter(|term| terms[*term].parent.is_none());
        let mut order: Vec<usize> = roots.collect();
        order.sort_by_key(|term| Reverse(terms[*term].items.len()));
        order.truncate(n);
        order
            .into_iter()
            .map(|term| self.term_link(facet, term))
            .collect()
    }

    /// Terms below their parents, those with most Items first; a facet without parents is one group.
    fn groups(&self, facet: usize, terms: &[usize]) -> Vec<TermGroup> {
        let found = &self.renderer.archive.facets[facet].terms;
        let most_first = |order: &mut Vec<usize>| {
            order.sort_by_key(|term| Reverse(found[*term].items.len()));
        };
        let links = |order: &[usize]| {
            order
                .iter()
                .map(|term| self.term_link(facet, *term))
                .collect()
        };
        let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for term in terms {
            let root = self.ancestors(facet, *term).last().unwrap_or(*term);
            below.entry(root).or_default().push(*term);
        }
        let is_flat = below
            .iter()
            .all(|(root, terms)| terms.as_slice() == [*root]);
        if is_flat {
            let mut order = terms.to_vec();
            most_first(&mut order);
            let group = TermGroup {
                head: None,
                terms: links(&order),
            };
            return if order.is_empty() {
                Vec::new()
            } else {
                vec![group]
            };
        }
        let mut roots: Vec<usize> = below.keys().copied().collect();
        most_first(&mut roots);
        let groups = roots.into_iter().map(|root| {
            let mut terms = below.remove(&root).unwrap_or_default();
            terms.retain(|term| *term != root);
            most_first(&mut terms);
            TermGroup {
                head: Some(self.term_link(facet, root)),
                terms: links(&terms),
            }
        });
        groups.collect()
    }

    /// Terms right below a Term. Only regions have any, and there are few thousand of them.
    fn children(&self, facet: usize, term: usize) -> Vec<TermLink> {
        if facet != REGIONS {
            return Vec::new();
        }
        let terms = self.renderer.archive.facets[facet]
            .terms
            .iter()
            .enumerate()
            .skip(term + 1);
        let below = terms.filter(|(_, other)| other.parent == Some(term as u32));
        below.map(|(at, _)| self.term_link(facet, at)).collect()
    }

    /// The Terms above a Term, nearest first. A parent stands before its child, so this ends.
    fn ancestors(&self, facet: usize, term: usize) -> impl Iterator<Item = usize> {
        let terms = &self.renderer.archive.facets[facet].terms;
        let parent = move |term: usize| {
            terms[term]
                .parent
                .map(|parent| parent as usize)
                .filter(|parent| *parent < term)
        };
        std::iter::successors(parent(term), move |term| parent(*term))
    }

    /// The facet, then the Terms above a Term.
    fn term_crumbs(&self, facet: usize, term: usize) -> Vec<LinkView> {
        let mut crumbs: Vec<LinkView> = self
            .ancestors(facet, term)
            .map(|above| self.term_words(facet, above))
            .collect();
        let label = self.renderer.facet_label(facet);
        crumbs.push(LinkView {
            label,
            href: self.page(PageKind::Facet { facet }),
        });
        crumbs.reverse();
        crumbs
    }
}

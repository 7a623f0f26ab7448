//! The home page, lists of posts, facets and Terms.

use std::collections::BTreeMap;

use crate::archive::{ItemId, Policy};
use crate::render::view::{
    FacetView, FeedLink, HomeView, LinkView, PolicyView, PostRow, PostsView, StatusView, TermGroup,
    TermLink, TermView,
};
use crate::site::Page;

use super::{ListKey, Scope};

/// Items that the home page shows.
const NEWEST_ITEMS: usize = 10;
/// Terms of a facet that the home page shows.
const HOME_TERMS: usize = 24;
/// Policies that the home page shows.
const HOME_POLICIES: usize = 8;
/// Months in the home page's strip.
const HOME_MONTHS: usize = 24;
/// Items below a post in the list of a Term.
const ITEMS_BELOW: usize = 8;

impl Scope<'_> {
    pub(super) fn home(&self, page: &Page) -> HomeView {
        let renderer = self.renderer;
        let archive = renderer.archive;
        let mut subject = self.page_subject(page, &renderer.settings.title, "");
        subject
            .description
            .clone_from(&renderer.settings.description);
        let posts = self.slice(&archive.newest, ListKey::Home, 1);
        let top = |key: &str, n: usize, roots_only: bool| {
            renderer
                .facet_at(key)
                .map_or_else(Vec::new, |facet| self.top(facet, n, roots_only))
        };
        let lists = archive.facets.iter().enumerate();
        let all = lists.map(|(at, facet)| (facet.key.clone(), self.list(ListKey::Facet(at))));
        HomeView {
            head: subject.head(),
            posts: posts
                .iter()
                .map(|document| self.post_row(*document))
                .collect(),
            items: self
                .newest_items()
                .into_iter()
                .map(|id| self.item_row(id))
                .collect(),
            months: self.last_months(HOME_MONTHS),
            dates: self.list(ListKey::Dates),
            tags: top("tags", HOME_TERMS, false),
            regions: top("regions", HOME_TERMS, true),
            policies: top("policies", HOME_POLICIES, false),
            more: self.pagination(ListKey::Home, 1).next.unwrap_or_default(),
            all: all.collect::<BTreeMap<_, _>>(),
        }
    }

    pub(super) fn posts(&self, page: &Page, key: ListKey, number: usize) -> PostsView {
        let archive = self.renderer.archive;
        let title = self.renderer.words.text("posts");
        let mut subject = self.page_subject(page, title, "");
        let pages = self.pagination(key, number);
        subject.number(&pages);
        PostsView {
            head: subject.head(),
            title: title.to_owned(),
            n_posts: archive.newest.len(),
            posts: self
                .slice(&archive.newest, key, number)
                .iter()
                .map(|document| self.post_row(*document))
                .collect(),
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
            head: self.page_subject(page, &title, &found.key).head(),
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

    pub(super) fn term_view(
        &self,
        page: &Page,
        facet: usize,
        at: usize,
        number: usize,
    ) -> TermView {
        let renderer = self.renderer;
        let found = &renderer.archive.facets[facet];
        let term = &found.terms[at];
        let key = ListKey::Term(facet, at);
        let pages = self.pagination(key, number);
        let feed = self.feed_of(facet, at);
        let facet_label = renderer.facet_label(facet);
        let words = self.term_words(facet, at);
        let mut subject = self.page_subject(page, &words.label, &found.key);
        subject.breadcrumbs = self.term_crumbs(facet, at);
        subject.noindex = renderer.is_thin(facet, at);
        subject.description = term.description.clone().unwrap_or_default();
        if !feed.is_empty() {
            subject.feeds.push(FeedLink {
                label: words.label.clone(),
                href: feed.clone(),
                mime: "application/atom+xml",
            });
        }
        subject.number(&pages);
        let dates = || term.items.iter().filter_map(|id| self.item_date(*id));
        let by_post = by_post(&term.items);
        let posts = self.slice(&term.posts, key, number).iter().map(|document| {
            let items = by_post.get(document).map_or(&[][..], Vec::as_slice);
            self.post_with_items(*document, items)
        });
        let is_policy = found.key == "policies";
        let policy = renderer.archive.policies.get(at).filter(|_| is_policy);
        TermView {
            posts: posts.collect(),
            key: found.key.clone(),
            facet: facet_label,
            title: words.label,
            description: term.description.clone().unwrap_or_default(),
            aliases: term.aliases.clone(),
            policy: policy.map(|policy| self.policy(policy)),
            thin: subject.noindex,
            n_posts: term.posts.len(),
            n_items: term.items.len(),
            first: dates().min().map(|day| renderer.words.day(day)),
            last: dates().max().map(|day| renderer.words.day(day)),
            children: self.children(facet, at),
            pages,
            feed,
            head: subject.head(),
        }
    }

    /// A post with those of its Items that a list is about. An Item that is the whole post is the
    /// post itself.
    fn post_with_items(&self, document: u32, items: &[ItemId]) -> PostRow {
        let digest = self.renderer.archive.documents[document as usize].digest;
        let items = if digest { items } else { &[] };
        let shown = items
            .iter()
            .take(ITEMS_BELOW)
            .map(|id| self.item_line(*id))
            .collect();
        PostRow {
            items: shown,
            n_more: items.len().saturating_sub(ITEMS_BELOW),
            ..self.post_row(document)
        }
    }

    fn item_date(&self, id: ItemId) -> Option<jiff::civil::Date> {
        self.renderer.archive.documents[id.document as usize].items[id.item as usize]
            .date
            .date
    }

    fn newest_items(&self) -> Vec<ItemId> {
        let years = self.renderer.archive.calendar.years.iter().rev();
        years
            .flat_map(|year| year.items.iter().copied())
            .take(NEWEST_ITEMS)
            .collect()
    }

    /// The Terms with the most Items; ties in the archive's order.
    fn top(&self, facet: usize, n: usize, roots_only: bool) -> Vec<TermLink> {
        let terms = &self.renderer.archive.facets[facet].terms;
        let mut order: Vec<usize> = (0..terms.len())
            .filter(|term| !roots_only || terms[*term].parent.is_none())
            .collect();
        order.sort_by_key(|term| std::cmp::Reverse(terms[*term].items.len()));
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
            order.sort_by_key(|term| std::cmp::Reverse(found[*term].items.len()));
        };
        let root = |mut term: usize| {
            while let Some(parent) = found[term].parent.map(|p| p as usize).filter(|p| *p < term) {
                term = parent;
            }
            term
        };
        let mut below: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for term in terms {
            below.entry(root(*term)).or_default().push(*term);
        }
        let has_tree = below
            .iter()
            .any(|(root, terms)| terms.as_slice() != [*root]);
        let links = |terms: &[usize]| {
            terms
                .iter()
                .map(|term| self.term_link(facet, *term))
                .collect()
        };
        if !has_tree {
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

    fn children(&self, facet: usize, term: usize) -> Vec<TermLink> {
        let below = self.renderer.terms.children(facet, term).iter();
        below.map(|at| self.term_link(facet, *at)).collect()
    }

    /// The facet, then the Terms above a Term.
    fn term_crumbs(&self, facet: usize, term: usize) -> Vec<LinkView> {
        let terms = &self.renderer.archive.facets[facet].terms;
        let mut crumbs = Vec::new();
        let mut at = term;
        while let Some(parent) = terms[at].parent.map(|p| p as usize).filter(|p| *p < at) {
            crumbs.push(self.term_words(facet, parent));
            at = parent;
        }
        let label = self.renderer.facet_label(facet);
        crumbs.push(LinkView {
            label,
            href: self.list(ListKey::Facet(facet)),
        });
        crumbs.reverse();
        crumbs
    }

    fn policy(&self, policy: &Policy) -> PolicyView {
        let renderer = self.renderer;
        let named = |facet: &str, names: &[String]| {
            let links = names.iter().map(|name| self.term_named(facet, name));
            links.collect::<Vec<_>>()
        };
        let kind = format!("kind_{}", policy.kind);
        let kind_words = renderer.words.text(&kind);
        PolicyView {
            kind: if kind_words == kind {
                String::new()
            } else {
                kind_words.to_owned()
            },
            issuers: named("issuers", &policy.issuers),
            regions: named("regions", &policy.regions),
            number: policy.number.clone().unwrap_or_default(),
            status: policy
                .status
                .iter()
                .map(|status| StatusView {
                    word: status.word.clone(),
                    date: status.date.map(|day| renderer.words.day(day)),
                    item: status.item.map(|item| self.item_link(item)),
                })
                .collect(),
            relations: policy
                .relations
                .iter()
                .map(|relation| {
                    (
                        relation.relation.to_owned(),
                        self.term_named("policies", &relation.title),
                    )
                })
                .collect(),
        }
    }

    /// A Term by its name; without address when the archive has none of that name.
    fn term_named(&self, facet: &str, name: &str) -> LinkView {
        let found = self
            .renderer
            .facet_at(facet)
            .and_then(|at| Some((at, self.renderer.terms.named(at, name)?)));
        match found {
            Some((facet, term)) => LinkView {
                label: name.to_owned(),
                href: self.term(facet, term),
            },
            None => LinkView {
                label: name.to_owned(),
                href: String::new(),
            },
        }
    }
}

/// Items by their posts, in their order.
fn by_post(items: &[ItemId]) -> BTreeMap<u32, Vec<ItemId>> {
    let mut by_post: BTreeMap<u32, Vec<ItemId>> = BTreeMap::new();
    for id in items {
        by_post.entry(id.document).or_default().push(*id);
    }
    by_post
}

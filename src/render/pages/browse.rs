//! The home page, lists of posts, facets and Terms.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::archive::{ISSUERS, ItemId, POLICIES, REGIONS, Role, TAGS};
use crate::config::SearchMode;
use crate::render::initial;
use crate::render::json_ld::About;
use crate::render::view::{
    CompanyView, FacetView, FeedLink, HomeView, ItemRow, LetterGroup, LinkView, NewsView, PostRow,
    PostsView, SpanRow, TermGroup, TermLink, TermView,
};
use crate::site::{Page, PageKind};

use super::dates::Unit;
use super::{Scope, Subject};

/// Items that the home page shows.
const NEWEST_ITEMS: usize = 10;
/// Terms of a facet that the home page shows.
const HOME_TERMS: usize = 24;
/// Policies that the home page shows.
const HOME_POLICIES: usize = 8;
/// Terms of a facet in what the last week brought.
const NEWS_TERMS: usize = 6;
/// Days that a post covers at most to count whole for the last week.
const NEWS_DAYS: i32 = 31;
/// Terms of each facet that a Term occurs with.
const COMPANY: usize = 8;
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
            news: self.news(),
            months: self.months_picture(),
            years: self.years(),
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
        let (trends, trends_table) = if facet == TAGS {
            self.trends()
        } else {
            (Vec::new(), None)
        };
        FacetView {
            head: Subject::new(self, page, &title, &found.key).head(),
            key: found.key.clone(),
            title,
            n_terms: found.terms.len(),
            groups: self.groups(facet, &thick),
            thin: self.by_letter(facet, &thin),
            map: (facet == REGIONS).then(|| self.map_picture()).flatten(),
            trends,
            trends_table,
        }
    }

    /// Terms by the initial of their name.
    fn by_letter(&self, facet: usize, terms: &[usize]) -> Vec<LetterGroup> {
        let mut groups: BTreeMap<char, Vec<(String, TermLink)>> = BTreeMap::new();
        for term in terms {
            let link = self.term_link(facet, *term);
            let key = initial::key(&link.label);
            groups
                .entry(initial::letter(&key))
                .or_default()
                .push((key, link));
        }
        let groups = groups.into_iter().map(|(letter, mut terms)| {
            terms.sort_by(|(a, first), (b, second)| a.cmp(b).then(first.href.cmp(&second.href)));
            LetterGroup {
                letter,
                id: if letter == '#' {
                    "letter-0".to_owned()
                } else {
                    format!("letter-{letter}")
                },
                terms: terms.into_iter().map(|(_, link)| link).collect(),
            }
        });
        groups.collect()
    }

    /// The years, newest first.
    fn years(&self) -> Vec<SpanRow> {
        let years = self.renderer.archive.calendar.years.iter().enumerate();
        let rows = years.rev().map(|(at, year)| SpanRow {
            label: self.renderer.words.year(year.start),
            href: self.page(Unit::Year.page(at)),
            n_posts: year.posts.len(),
            n_items: year.items.len(),
        });
        rows.collect()
    }

    /// What the last week that holds anything brought.
    fn news(&self) -> Option<NewsView> {
        let renderer = self.renderer;
        let archive = renderer.archive;
        let at = archive.calendar.weeks.len().checked_sub(1)?;
        let week = &archive.calendar.weeks[at];
        let mut items = week.items.clone();
        for post in &week.posts {
            let document = renderer.document(*post);
            let is_short = document
                .dates
                .period
                .as_ref()
                .is_some_and(|period| (period.end - period.start).get_days() < NEWS_DAYS);
            let all = (0..document.items.len() as u32).map(|item| ItemId {
                document: *post,
                item,
            });
            items.extend(all.filter(|_| is_short));
        }
        items.sort_unstable();
        items.dedup();
        let among = |facet: usize, n: usize| -> Vec<TermLink> {
            let terms = archive.terms_among(facet, &items, n).into_iter();
            terms
                .map(|(term, n_items)| TermLink {
                    n_items,
                    ..self.term_link(facet, term as usize)
                })
                .collect()
        };
        // New is what only Items of this week cite.
        let cited = archive.terms_among(POLICIES, &items, usize::MAX);
        let new = cited.iter().filter(|(policy, n)| {
            archive.facets[POLICIES].terms[*policy as usize].items.len() == *n
        });
        let mut policies: Vec<TermLink> = new
            .map(|(policy, _)| self.term_link(POLICIES, *policy as usize))
            .collect();
        let n_more_policies = policies.len().saturating_sub(NEWS_TERMS);
        policies.truncate(NEWS_TERMS);
        Some(NewsView {
            week: LinkView {
                label: renderer.words.week(week.start),
                href: self.page(Unit::Week.page(at)),
            },
            days: renderer.words.days(week.start, week.end),
            n_posts: week.posts.len(),
            n_items: items.len(),
            regions: among(REGIONS, NEWS_TERMS),
            issuers: among(ISSUERS, NEWS_TERMS),
            tags: among(TAGS, NEWS_TERMS),
            policies,
            n_more_policies,
        })
    }

    /// The page on which facets combine, with a Term chosen; empty for facets that it has not.
    fn explore_term(&self, facet: usize, term: usize) -> String {
        let renderer = self.renderer;
        if facet > POLICIES || renderer.settings.search == SearchMode::Off {
            return String::new();
        }
        let found = &renderer.archive.facets[facet];
        let mut query = url::form_urlencoded::Serializer::for_suffix(String::from("?"), 1);
        query.append_pair(&found.key, &found.terms[term].name);
        self.page(PageKind::Explore) + &query.finish()
    }

    /// What a Term occurs with, by facet.
    fn company(&self, facet: usize, term: usize) -> Vec<CompanyView> {
        let renderer = self.renderer;
        let views = [TAGS, REGIONS, ISSUERS, POLICIES].map(|with| {
            let terms = renderer.archive.company(facet, term, with, COMPANY);
            CompanyView {
                label: renderer.facet_label(with),
                terms: terms
                    .into_iter()
                    .map(|(other, n_items)| TermLink {
                        n_items,
                        ..self.term_link(with, other as usize)
                    })
                    .collect(),
            }
        });
        let views = views.into_iter().filter(|view| !view.terms.is_empty());
        views.collect()
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
        let is_dossier = is_first && !subject.noindex;
        let days = || items.iter().filter_map(|id| renderer.item(*id).date.date);
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
            years: (is_dossier && facet != POLICIES)
                .then(|| self.years_picture(items))
                .flatten(),
            timeline: (is_dossier && facet == POLICIES)
                .then(|| self.timeline_picture(at))
                .flatten(),
            company: if is_dossier {
                self.company(facet, at)
            } else {
                Vec::new()
            },
            explore: if is_dossier {
                self.explore_term(facet, at)
            } else {
                String::new()
            },
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
        let found = self.renderer.document(document);
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

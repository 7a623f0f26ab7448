//! Views from the archive: one function for each template, and the rows that they share.

use crate::archive::{DocumentId, ItemId};
use crate::date::Period;
use crate::diagnostic::Diagnostic;
use crate::site::{Page, PageKind, Route};

use super::address::{ListKey, Scope, encode};
use super::head::Subject;
use super::headers::META_POLICY;
use super::view::{
    DayView, FeedLink, Html, ItemRow, LinkView, NavLink, Pagination, PeriodView, PostRow, SiteView,
    TermLink,
};
use super::words::{is_plain, machine, span_of};
use super::{File, Renderer};

mod browse;
mod dates;
mod plain;
mod post;

/// A Term with fewer Items (and fewer posts) is thin: a short page that is not indexed.
pub(super) const THIN: usize = 3;

/// Facets whose Terms have a feed.
const WITH_FEED: [&str; 2] = ["tags", "regions"];

/// Folders below the root that have an address of their own in a site that opens from a disk;
/// pages lie no deeper (`regions/<province>/<city>/<county>/page/2/` is 6).
const DEPTHS: usize = 32;

impl Renderer<'_> {
    /// Renders a page.
    pub(super) fn page(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let scope = Scope::new(self, &page.route);
        let subject = |title: &str, nav: &str| self.subject(&scope, page, title, nav);
        match page.kind {
            PageKind::Home { page: 1 } => self.html("home.html", &scope, &scope.home(page)),
            PageKind::Home { page: number } => self.html(
                "posts.html",
                &scope,
                &scope.posts(page, ListKey::Home, number),
            ),
            PageKind::Posts { page: number } => self.html(
                "posts.html",
                &scope,
                &scope.posts(page, ListKey::Posts, number),
            ),
            PageKind::Post { document } => {
                self.html("post.html", &scope, &scope.post_view(page, document))
            }
            PageKind::Standing { document } => {
                self.html("standing.html", &scope, &scope.standing(page, document))
            }
            PageKind::Facet { facet } => self.html("facet.html", &scope, &scope.facet(page, facet)),
            PageKind::Term {
                facet,
                term,
                page: number,
            } => self.html(
                "term.html",
                &scope,
                &scope.term_view(page, facet, term, number),
            ),
            PageKind::Dates => self.html("dates.html", &scope, &scope.dates(page)),
            PageKind::Year { page: number, .. }
            | PageKind::Month { page: number, .. }
            | PageKind::Week { page: number, .. } => {
                self.html("span.html", &scope, &scope.span(page, number))
            }
            PageKind::Undated { page: number } => {
                self.html("undated.html", &scope, &scope.undated(page, number))
            }
            PageKind::Search => {
                let title = self.words.text("search");
                self.html(
                    "search.html",
                    &scope,
                    &scope.search(subject(title, "search")),
                )
            }
            PageKind::Data => {
                let title = self.words.text("data");
                self.html("data.html", &scope, &scope.data(subject(title, "data")))
            }
            PageKind::NotFound => {
                let title = self.words.text("not_found");
                self.html(
                    "not_found.html",
                    &scope,
                    &scope.not_found(subject(title, "")),
                )
            }
        }
    }

    /// What all pages share, by depth.
    pub(super) fn chrome(&self) -> Vec<tera::Value> {
        let depths = if self.settings.offline { DEPTHS } else { 1 };
        (0..depths)
            .map(|depth| {
                let scope = Scope::new(self, &Route("x/".repeat(depth)));
                tera::Value::from_serializable(&scope.site_view())
            })
            .collect()
    }

    /// Terms that have a feed: (facet, term).
    pub(super) fn terms_with_feed(&self) -> impl Iterator<Item = (usize, usize)> {
        let facets = self.archive.facets.iter().enumerate();
        let facets = facets.filter(|(_, facet)| WITH_FEED.contains(&facet.key.as_str()));
        facets.flat_map(move |(at, facet)| {
            (0..facet.terms.len())
                .filter(move |term| !self.is_thin(at, *term))
                .map(move |t| (at, t))
        })
    }

    /// Whether a Term has too little for a page that is worth indexing.
    pub(super) fn is_thin(&self, facet: usize, term: usize) -> bool {
        let term = &self.archive.facets[facet].terms[term];
        term.items.len().max(term.posts.len()) < THIN
    }

    /// What readers call a facet.
    pub(super) fn facet_label(&self, facet: usize) -> String {
        let facet = &self.archive.facets[facet];
        if facet.label.is_empty() {
            self.words.0.fill(&format!("facet_{}", facet.key), &[])
        } else {
            facet.label.clone()
        }
    }

    pub(super) fn facet_at(&self, key: &str) -> Option<usize> {
        self.archive
            .facets
            .iter()
            .position(|facet| facet.key == key)
    }
}

impl Scope<'_> {
    fn site_view(&self) -> SiteView {
        let renderer = self.renderer;
        let (settings, words) = (renderer.settings, renderer.words);
        let file = |path: &str| self.encoded(&encode(path));
        let feed = |label, path, mime| FeedLink {
            label,
            href: file(path),
            mime,
        };
        let standing = renderer
            .site
            .pages
            .iter()
            .filter_map(|page| match page.kind {
                PageKind::Standing { document } => Some(LinkView {
                    label: renderer.archive.documents[document as usize].title.clone(),
                    href: self.route(&page.route),
                }),
                _ => None,
            });
        let data = self.list(ListKey::Data);
        let data = (!data.is_empty()).then(|| LinkView {
            label: words.text("data").to_owned(),
            href: data,
        });
        let documents = renderer.archive.newest.iter();
        let n_items = documents
            .map(|document| renderer.archive.documents[*document as usize].items.len())
            .sum();
        SiteView {
            title: settings.title.clone(),
            description: settings.description.clone(),
            lang: if settings.language.starts_with("en") {
                "en"
            } else {
                "zh-CN"
            },
            author: settings.author.clone(),
            license: settings.license.clone().unwrap_or_default(),
            repository: settings.repository.clone().unwrap_or_default(),
            home: self.encoded(""),
            search: self.list(ListKey::Search),
            stylesheet: renderer
                .theme
                .stylesheet
                .as_deref()
                .map_or_else(String::new, file),
            icon: file("static/favicon.svg"),
            policy: Html(if settings.offline { "" } else { META_POLICY }.to_owned()),
            nav: self.nav(),
            standing: standing.chain(data).collect(),
            feeds: vec![
                feed(
                    words.text("feed_posts").to_owned(),
                    "feed.xml",
                    "application/atom+xml",
                ),
                feed(
                    words.text("feed_items").to_owned(),
                    "items.xml",
                    "application/atom+xml",
                ),
                feed(
                    words.text("feed_json").to_owned(),
                    "feed.json",
                    "application/feed+json",
                ),
            ],
            n_posts: renderer.archive.newest.len(),
            n_items,
        }
    }

    fn nav(&self) -> Vec<NavLink> {
        let renderer = self.renderer;
        let dates = NavLink {
            key: "dates".to_owned(),
            label: renderer.words.text("dates").to_owned(),
            href: self.list(ListKey::Dates),
        };
        let facets = renderer
            .archive
            .facets
            .iter()
            .enumerate()
            .map(|(at, facet)| NavLink {
                key: facet.key.clone(),
                label: renderer.facet_label(at),
                href: if facet.terms.is_empty() {
                    String::new()
                } else {
                    self.list(ListKey::Facet(at))
                },
            });
        let links = std::iter::once(dates).chain(facets);
        links.filter(|link| !link.href.is_empty()).collect()
    }

    fn page_subject(&self, page: &Page, title: &str, nav: &str) -> Subject<'_> {
        self.renderer.subject(self, page, title, nav)
    }

    /// A Document's language when it is not the site's.
    fn lang(&self, document: DocumentId) -> Option<String> {
        let site = &self.renderer.settings.language;
        let lang = self.renderer.archive.documents[document as usize]
            .lang
            .as_ref()?;
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        (primary(lang) != primary(site)).then(|| lang.clone())
    }

    fn post_link(&self, document: DocumentId) -> LinkView {
        LinkView {
            label: self.renderer.archive.documents[document as usize]
                .title
                .clone(),
            href: self.post(document),
        }
    }

    fn post_row(&self, document: DocumentId) -> PostRow {
        let found = &self.renderer.archive.documents[document as usize];
        PostRow {
            title: found.title.clone(),
            href: self.post(document),
            lang: self.lang(document),
            period: found
                .dates
                .period
                .as_ref()
                .map(|period| self.period(period)),
            summary: found.summary.clone(),
            n_items: if found.digest { found.items.len() } else { 0 },
            items: Vec::new(),
            n_more: 0,
        }
    }

    /// An Item in a list of Items of many posts.
    fn item_row(&self, id: ItemId) -> ItemRow {
        let document = &self.renderer.archive.documents[id.document as usize];
        ItemRow {
            post: document.digest.then(|| self.post_link(id.document)),
            regions: self.item_terms(id, "regions"),
            ..self.item_line(id)
        }
    }

    /// An Item in a list below its post.
    fn item_line(&self, id: ItemId) -> ItemRow {
        let item = &self.renderer.archive.documents[id.document as usize].items[id.item as usize];
        ItemRow {
            headline: item.headline.clone(),
            href: self.item(id),
            date: item.date.date.map(|day| self.renderer.words.day(day)),
            post: None,
            regions: Vec::new(),
        }
    }

    /// An Item as a link.
    fn item_link(&self, id: ItemId) -> LinkView {
        let item = &self.renderer.archive.documents[id.document as usize].items[id.item as usize];
        LinkView {
            label: item.headline.clone(),
            href: self.item(id),
        }
    }

    /// An Item's Terms in a facet, as links.
    fn item_terms(&self, id: ItemId, facet: &str) -> Vec<LinkView> {
        let Some(at) = self.renderer.facet_at(facet) else {
            return Vec::new();
        };
        self.renderer
            .terms
            .item(id, at)
            .map(|term| self.term_words(at, term))
            .collect()
    }

    /// A Term as a link.
    fn term_words(&self, facet: usize, term: usize) -> LinkView {
        let found = &self.renderer.archive.facets[facet];
        LinkView {
            label: label(&found.key, &found.terms[term].name).to_owned(),
            href: self.term(facet, term),
        }
    }

    /// A Term with its numbers.
    fn term_link(&self, facet: usize, term: usize) -> TermLink {
        let LinkView { label, href } = self.term_words(facet, term);
        let found = &self.renderer.archive.facets[facet].terms[term];
        TermLink {
            label,
            href,
            n_posts: found.posts.len(),
            n_items: found.items.len(),
        }
    }

    fn period(&self, period: &Period) -> PeriodView {
        let renderer = self.renderer;
        let text = renderer.words.days(period.start, period.end);
        let weeks = &renderer.archive.calendar.weeks;
        let week = span_of(weeks, period.end).map(ListKey::Week);
        PeriodView {
            label: if is_plain(period) {
                text.clone()
            } else {
                period.label.clone()
            },
            text,
            iso: machine(period.start, period.end),
            href: week.map_or_else(String::new, |week| self.list(week)),
        }
    }

    fn day(&self, moment: Option<&crate::date::Moment>) -> Option<DayView> {
        moment.map(|moment| self.renderer.words.day(moment.date))
    }

    fn pagination(&self, key: ListKey, number: usize) -> Pagination {
        let renderer = self.renderer;
        let list = renderer.addresses.list(key);
        let href = |number: usize| {
            let at = list.get(number.checked_sub(1)?)?;
            Some(self.route(&renderer.site.pages[*at].route))
        };
        let of = list.len();
        let values = [("n", &*number.to_string()), ("of", &*of.to_string())];
        let mut pages: Vec<LinkView> = Vec::new();
        let near = |page: usize| page == 1 || page == of || page.abs_diff(number) <= 2;
        for page in 1..=of {
            let (label, href) = match href(page) {
                Some(href) if near(page) => (page.to_string(), href),
                _ if pages.last().is_some_and(|last| last.href.is_empty()) => continue,
                _ => ("…".to_owned(), String::new()),
            };
            pages.push(LinkView { label, href });
        }
        Pagination {
            number,
            of,
            text: renderer.words.0.fill("page_of", &values),
            previous: href(number.wrapping_sub(1)),
            next: href(number + 1),
            pages,
        }
    }

    /// The entries of a list that stand on one page of it; the last page takes what is left.
    fn slice<'e, T>(&self, entries: &'e [T], key: ListKey, number: usize) -> &'e [T] {
        let size = self.renderer.settings.paginate.max(1);
        let start = (number.saturating_sub(1) * size).min(entries.len());
        let is_last = number >= self.renderer.addresses.list(key).len();
        let end = if is_last {
            entries.len()
        } else {
            (start + size).min(entries.len())
        };
        &entries[start..end]
    }

    /// The feed of a Term; empty when it has none.
    fn feed_of(&self, facet: usize, term: usize) -> String {
        let path = format!("{}feed.xml", self.renderer.site.terms[facet][term].0);
        match self.renderer.files.get(&path) {
            Some(File::TermFeed { .. }) => self.encoded(&encode(&path)),
            _ => String::new(),
        }
    }
}

/// What readers see of a Term: of a region the last part of its path.
fn label<'n>(facet: &str, name: &'n str) -> &'n str {
    match name.rsplit_once('/') {
        Some((_, last)) if facet == "regions" => last,
        _ => name,
    }
}

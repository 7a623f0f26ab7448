//! Views from the archive: one function for each template, and the rows that they share.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tera::{Context, Value};

use crate::archive::{DocumentId, ItemId, POLICIES, REGIONS, Role, TAGS};
use crate::config::SearchMode;
use crate::date::{Moment, Period};
use crate::diagnostic::Diagnostic;
use crate::site::{Listing, Page, PageKind, Route, listing};

use super::address::Scope;
use super::head::Subject;
use super::key::{Made, ViewKey};
use super::view::{
    DayView, FeedLink, Head, Html, ItemLine, ItemRow, LinkView, NavLink, Pagination, PeriodView,
    PostRow, Shared, SharedView, SiteView, TermLink,
};
use super::words::{is_notation, is_plain, machine, span_of};
use super::{Chrome, File, Frame, Renderer};
use dates::Unit;

mod browse;
mod dates;
mod numbers;
mod plain;
mod policy;
mod post;

/// A Term with fewer Items (and fewer posts) is thin: a short page that is not indexed.
pub(super) const THIN: usize = 3;

/// Keys of the ways to browse that are no facets.
const DATES: &str = "dates";
const SEARCH: &str = "search";
const EXPLORE: &str = "explore";

/// Facets whose Terms have a feed.
const WITH_FEED: [usize; 3] = [TAGS, REGIONS, POLICIES];

/// The first page of a list names all its pages when there are no more of them than this.
const ALL_PAGES: usize = 150;

/// Folders below the root that have an address of their own in a site that opens from a disk;
/// pages lie no deeper (`regions/<province>/<city>/<county>/page/2/` is 6).
const DEPTHS: usize = 32;

impl Renderer<'_> {
    /// Makes a page, as far as the Scope wants it.
    pub(super) fn page(&self, page: &Page, scope: &Scope) -> Result<Made, Diagnostic> {
        match page.kind {
            PageKind::Home { page: 1 } => self.html("home.html", scope, "", &scope.home(page)),
            PageKind::Home { .. } | PageKind::Posts { .. } => {
                self.html("posts.html", scope, "", &scope.posts(page))
            }
            PageKind::Post { document } => {
                self.html("post.html", scope, "", &scope.post_view(page, document))
            }
            PageKind::Standing { document } => {
                self.html("standing.html", scope, "", &scope.standing(page, document))
            }
            PageKind::Facet { facet } => {
                let nav = &self.archive.facets[facet].key;
                self.html("facet.html", scope, nav, &scope.facet(page, facet))
            }
            PageKind::Term { facet, term, .. } => {
                let nav = &self.archive.facets[facet].key;
                self.html("term.html", scope, nav, &scope.term_view(page, facet, term))
            }
            PageKind::Dates => self.html("dates.html", scope, DATES, &scope.dates(page)),
            PageKind::Year { year, .. } => self.html(
                "span.html",
                scope,
                DATES,
                &scope.span(page, Unit::Year, year),
            ),
            PageKind::Month { month, .. } => self.html(
                "span.html",
                scope,
                DATES,
                &scope.span(page, Unit::Month, month),
            ),
            PageKind::Week { week, .. } => self.html(
                "span.html",
                scope,
                DATES,
                &scope.span(page, Unit::Week, week),
            ),
            PageKind::Undated { .. } => {
                self.html("undated.html", scope, DATES, &scope.undated(page))
            }
            PageKind::Search => self.html("search.html", scope, SEARCH, &scope.search(page)),
            PageKind::Explore => self.html("explore.html", scope, EXPLORE, &scope.explore(page)),
            PageKind::Data => self.html("data.html", scope, "", &scope.data(page)),
            PageKind::NotFound => self.html("not_found.html", scope, "", &scope.not_found(page)),
        }
    }

    /// What all pages share, by depth.
    pub(super) fn chrome(&self) -> Vec<Chrome> {
        let depths = if self.settings.offline { DEPTHS } else { 1 };
        (0..depths)
            .map(|depth| {
                let scope = Scope::new(self, &Route::from("x/".repeat(depth)));
                let view = scope.site_view();
                let site = Value::from_serializable(&view);
                let of_site = ViewKey::joined(&[
                    &self.theme.key,
                    self.settings.language.as_bytes(),
                    ViewKey::of(&view).bytes(),
                ]);
                let browse = view.nav.iter().map(|link| link.key.as_str());
                let shared = browse
                    .chain(["", SEARCH, EXPLORE])
                    .map(|nav| Ok((nav.to_owned(), self.shared(&site, of_site, nav)?)))
                    .collect();
                Chrome { site, shared }
            })
            .collect()
    }

    /// The parts of a page that all pages under one way to browse share, as HTML.
    fn shared(&self, site: &Value, of_site: ViewKey, nav: &str) -> Result<Frame, Diagnostic> {
        let mut context = Context::new();
        context.insert_value("site", site.clone());
        let head = Head {
            nav: nav.to_owned(),
            ..Head::default()
        };
        context.insert("page", &BTreeMap::from([("head", head)]));
        let part = |template| {
            let html = self.template(template, &context, 1024)?;
            let html = String::from_utf8_lossy(&html);
            Ok(Html(html.trim_end().to_owned()))
        };
        let view = SharedView {
            head: part("head.html")?,
            masthead: part("masthead.html")?,
            foot: part("foot.html")?,
        };
        Ok(Frame {
            key: ViewKey::joined(&[of_site.bytes(), ViewKey::of(&view).bytes()]),
            view: Value::from_serializable(&view),
        })
    }

    /// Terms that have a feed: (facet, term).
    pub(super) fn terms_with_feed(&self) -> impl Iterator<Item = (usize, usize)> {
        WITH_FEED.into_iter().flat_map(move |facet| {
            let terms = 0..self.archive.facets[facet].terms.len();
            terms
                .filter(move |term| !self.is_thin(facet, *term))
                .map(move |term| (facet, term))
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
}

impl Scope<'_> {
    fn site_view(&self) -> SiteView {
        let renderer = self.renderer;
        let (settings, words) = (renderer.settings, renderer.words);
        let feed = |label, path, mime| FeedLink {
            label: words.text(label).to_owned(),
            href: self.file(path),
            mime,
        };
        let standing = renderer
            .archive
            .of_role(Role::Standing)
            .map(|id| self.post_link(id));
        let data = LinkView {
            label: words.text("data").to_owned(),
            href: self.page(PageKind::Data),
        };
        let has_search = settings.search != SearchMode::Off;
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
            search: if has_search {
                self.page(PageKind::Search)
            } else {
                String::new()
            },
            explore: if has_search {
                self.page(PageKind::Explore)
            } else {
                String::new()
            },
            icon: self.file("static/favicon.svg"),
            policy: Html(if settings.offline {
                String::new()
            } else {
                renderer.policy()
            }),
            nav: self.nav(),
            standing: standing.chain([data]).collect(),
            feeds: vec![
                feed("feed_posts", "feed.xml", "application/atom+xml"),
                feed("feed_items", "items.xml", "application/atom+xml"),
                feed("feed_json", "feed.json", "application/feed+json"),
            ],
            n_posts: renderer.archive.newest.len(),
            n_items: renderer.archive.newest_items.len(),
        }
    }

    fn nav(&self) -> Vec<NavLink> {
        let renderer = self.renderer;
        let dates = NavLink {
            key: DATES.to_owned(),
            label: renderer.words.text("dates").to_owned(),
            href: self.page(PageKind::Dates),
        };
        let facets = renderer.archive.facets.iter().enumerate();
        let facets = facets.filter(|(_, facet)| !facet.terms.is_empty());
        let facets = facets.map(|(at, facet)| NavLink {
            key: facet.key.clone(),
            label: renderer.facet_label(at),
            href: self.page(PageKind::Facet { facet: at }),
        });
        std::iter::once(dates).chain(facets).collect()
    }

    /// A Document's language when it is not the site's.
    fn lang(&self, document: DocumentId) -> Option<String> {
        let site = &self.renderer.settings.language;
        let lang = self.renderer.document(document).lang.as_ref()?;
        let primary = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
        (primary(lang) != primary(site)).then(|| lang.clone())
    }

    fn post_link(&self, document: DocumentId) -> LinkView {
        LinkView {
            label: self.renderer.document(document).title.clone(),
            href: self.post(document),
        }
    }

    fn post_row(&self, document: DocumentId) -> PostRow {
        PostRow {
            summary: self.renderer.document(document).summary.clone(),
            ..self.post_line(document)
        }
    }

    /// A post in a long list: without summary.
    fn post_line(&self, document: DocumentId) -> PostRow {
        let found = self.renderer.document(document);
        PostRow {
            title: found.title.clone(),
            href: self.post(document),
            lang: self.lang(document),
            period: self.period_of(document),
            summary: String::new(),
            n_items: if found.digest { found.items.len() } else { 0 },
            items: Vec::new(),
            n_more: 0,
        }
    }

    /// An Item in a list of Items of many posts. One without a day names its post, which tells the
    /// time.
    fn item_row(&self, id: ItemId) -> ItemRow {
        let digest = self.renderer.document(id.document).digest;
        let ItemLine {
            headline,
            href,
            date,
        } = self.item_line(id);
        let is_dated = date.is_some();
        ItemRow {
            headline,
            href,
            date,
            period: (!digest && !is_dated)
                .then(|| self.period_of(id.document))
                .flatten(),
            post: (digest && !is_dated).then(|| self.post_link(id.document)),
            regions: Vec::new(),
        }
    }

    /// An Item in a short list.
    fn item_line(&self, id: ItemId) -> ItemLine {
        let item = self.renderer.item(id);
        ItemLine {
            headline: item.headline.to_string(),
            href: self.item(id),
            date: item.date.date.map(|day| self.day_of_item(day)),
        }
    }

    /// An Item as a link.
    fn item_link(&self, id: ItemId) -> LinkView {
        let item = self.renderer.item(id);
        LinkView {
            label: item.headline.to_string(),
            href: self.item(id),
        }
    }

    /// An Item's Terms in a facet, as links.
    fn item_terms(&self, id: ItemId, facet: usize) -> Vec<Shared<LinkView>> {
        let terms = self.renderer.archive.terms_of_item(facet, id).iter();
        terms
            .map(|term| self.shared_term(facet, *term as usize))
            .collect()
    }

    fn shared_term(&self, facet: usize, term: usize) -> Shared<LinkView> {
        let known = self.renderer.common.term(facet, term);
        known.map_or_else(|| Shared::new(&self.term_words(facet, term)), Clone::clone)
    }

    fn day_of_item(&self, day: Date) -> Shared<DayView> {
        let known = self.renderer.common.day(day);
        known.map_or_else(|| Shared::new(&self.renderer.words.day(day)), Clone::clone)
    }

    fn period_of(&self, document: DocumentId) -> Option<Shared<PeriodView>> {
        let known = self.renderer.common.period(document);
        // Looked at in any case, so that it is noted.
        let period = self.renderer.document(document).dates.period.as_ref()?;
        Some(known.map_or_else(|| Shared::new(&self.period(period)), Clone::clone))
    }

    /// A Term as a link.
    pub(in crate::render) fn term_words(&self, facet: usize, term: usize) -> LinkView {
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

    pub(in crate::render) fn period(&self, period: &Period) -> PeriodView {
        let renderer = self.renderer;
        let text = renderer.words.days(period.start, period.end);
        let weeks = &renderer.archive.calendar.weeks;
        let week = span_of(weeks, period.end);
        PeriodView {
            label: if is_notation(&period.label) && period.label.contains('W') {
                renderer.words.week(period.end)
            } else if is_plain(period) || is_notation(&period.label) {
                text.clone()
            } else {
                period.label.clone()
            },
            text,
            iso: machine(period.start, period.end),
            href: week.map_or_else(String::new, |week| {
                self.page(PageKind::Week { week, page: 1 })
            }),
        }
    }

    fn day(&self, moment: Option<&Moment>) -> Option<DayView> {
        moment.map(|moment| self.renderer.words.day(moment.date))
    }

    /// What a list page lists, and where it stands among the pages of its list.
    fn listing(&self, page: &Page) -> (Listing<'_>, Pagination) {
        let renderer = self.renderer;
        let found = listing(renderer.archive, &page.kind, renderer.settings.paginate);
        let found = found.expect("the page is one of a list");
        let (number, of) = (found.page, found.n_pages);
        let first = renderer.site.route(&first_page(page.kind));
        let href = |number: usize| self.route(&first.page(number));
        let values = [("n", &*number.to_string()), ("of", &*of.to_string())];
        // The first page leads to all, so that none is far from the home page.
        let has_all = number == 1 && of <= ALL_PAGES;
        let is_near =
            |page: usize| has_all || page == 1 || page == of || page.abs_diff(number) <= 2;
        let mut pages: Vec<LinkView> = Vec::new();
        for page in 1..=of {
            if is_near(page) {
                pages.push(LinkView {
                    label: page.to_string(),
                    href: href(page),
                });
            } else if pages.last().is_some_and(|last| !last.href.is_empty()) {
                pages.push(LinkView {
                    label: "…".to_owned(),
                    href: String::new(),
                });
            }
        }
        let pagination = Pagination {
            number,
            of,
            text: renderer.words.0.fill("page_of", &values),
            previous: (number > 1).then(|| href(number - 1)),
            next: (number < of).then(|| href(number + 1)),
            pages,
        };
        (found, pagination)
    }

    /// The feed of a Term; empty when it has none.
    fn feed_of(&self, facet: usize, term: usize) -> String {
        if !WITH_FEED.contains(&facet) || self.renderer.is_thin(facet, term) {
            return String::new();
        }
        let path = format!("{}feed.xml", self.renderer.site.terms[facet][term].0);
        match self.renderer.files.get(&path) {
            Some(File::TermFeed { .. }) => self.file(&path),
            _ => String::new(),
        }
    }
}

/// The first page of a list.
fn first_page(kind: PageKind) -> PageKind {
    let page = 1;
    match kind {
        PageKind::Home { .. } => PageKind::Home { page },
        PageKind::Posts { .. } => PageKind::Posts { page },
        PageKind::Term { facet, term, .. } => PageKind::Term { facet, term, page },
        PageKind::Year { year, .. } => PageKind::Year { year, page },
        PageKind::Month { month, .. } => PageKind::Month { month, page },
        PageKind::Week { week, .. } => PageKind::Week { week, page },
        PageKind::Undated { .. } => PageKind::Undated { page },
        other => other,
    }
}

/// What readers see of a Term: of a region the last part of its path.
fn label<'n>(facet: &str, name: &'n str) -> &'n str {
    match name.rsplit_once('/') {
        Some((_, last)) if facet == "regions" => last,
        _ => name,
    }
}

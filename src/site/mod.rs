//! Every Page and asset of the site; each URL owned exactly once.
//!
//! [`plan`] takes the Archive and the list of assets and decides all addresses (DESIGN §4.3); pages
//! are rendered later, one by one, from a [`Page`] and the Site.

use std::collections::{BTreeMap, HashSet};

use crate::archive::{Archive, CalendarSpan, DocumentId, Role};
use crate::config::{SearchMode, Settings};
use crate::diagnostic::Diagnostic;

mod asset;
#[cfg(test)]
mod cases;
mod claim;
mod crowd;
mod link;
mod listing;
mod permalink;
mod post;
mod redirect;
mod route;
mod term;

pub use asset::{Asset, is_served};
pub use link::Resolved;
pub use listing::{Listing, listing};
pub use post::route_of;
pub use redirect::{Redirect, old_route};
pub use route::{Address, Route};

use claim::Claims;
use link::Targets;

/// Every Page and asset, and the address of everything that can be linked to.
#[derive(Debug)]
pub struct Site {
    /// Where it is served.
    pub address: Address,
    /// Pages in a fixed order.
    pub pages: Vec<Page>,
    /// Route of each post and standing page, by Document; heads have that of `/posts/`.
    pub posts: Vec<Route>,
    /// Route of each Facet's list of Terms.
    pub facets: Vec<Route>,
    /// Route of each Term, by facet and Term.
    pub terms: Vec<Vec<Route>>,
    /// Route of each year of the calendar.
    pub years: Vec<Route>,
    /// Route of each month of the calendar.
    pub months: Vec<Route>,
    /// Route of each week of the calendar.
    pub weeks: Vec<Route>,
    /// Files copied as they are, in order of path.
    pub assets: Vec<Asset>,
    /// Old addresses, in order.
    pub redirects: Vec<Redirect>,
    /// For each Document, what each of its links resolves to.
    pub links: Vec<Vec<Resolved>>,
    /// For each Document, the picture of its front matter, when it is a file of the archive.
    pub pictures: Vec<Option<Route>>,
    /// Width and height of pictures among the assets, in CSS pixels, where whoever read them knows: the
    /// page keeps their room free while they load.
    pub sizes: BTreeMap<Route, [u32; 2]>,
}

/// One URL: its route and what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    /// Where it is.
    pub route: Route,
    /// What it shows.
    pub kind: PageKind,
}

/// What a Page shows. `page` counts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// `/` and `/page/2/`: newest posts.
    Home {
        /// Number of the page.
        page: usize,
    },
    /// `/posts/` and its pages: all posts.
    Posts {
        /// Number of the page.
        page: usize,
    },
    /// A post.
    Post {
        /// The Document.
        document: DocumentId,
    },
    /// A standing page (`content/pages/about.md`).
    Standing {
        /// The Document.
        document: DocumentId,
    },
    /// `/tags/`: all Terms of a Facet, by index into the archive's facets.
    Facet {
        /// The Facet.
        facet: usize,
    },
    /// `/tags/区块链/`.
    Term {
        /// The Facet.
        facet: usize,
        /// The Term.
        term: usize,
        /// Number of the page.
        page: usize,
    },
    /// `/dates/`.
    Dates,
    /// `/dates/2020/`, by index into the calendar's years.
    Year {
        /// The year.
        year: usize,
        /// Number of the page.
        page: usize,
    },
    /// `/dates/2020/09/`.
    Month {
        /// The month.
        month: usize,
        /// Number of the page.
        page: usize,
    },
    /// `/dates/2020/w37/`.
    Week {
        /// The week.
        week: usize,
        /// Number of the page.
        page: usize,
    },
    /// `/dates/undated/`: posts without a period.
    Undated {
        /// Number of the page.
        page: usize,
    },
    /// `/search/`.
    Search,
    /// `/explore/`: all facets together.
    Explore,
    /// `/data/`: what the export holds, column by column.
    Data,
    /// `/404.html`.
    NotFound,
}

impl Site {
    /// Route of the page that shows something; of page `page` for lists.
    pub fn route(&self, kind: &PageKind) -> Route {
        let fixed = |path: &str| Route::from(path);
        match *kind {
            PageKind::Home { page } => fixed("").page(page),
            PageKind::Posts { page } => fixed("posts/").page(page),
            PageKind::Post { document } | PageKind::Standing { document } => {
                self.posts[document as usize].clone()
            }
            PageKind::Facet { facet } => self.facets[facet].clone(),
            PageKind::Term { facet, term, page } => self.terms[facet][term].page(page),
            PageKind::Dates => fixed("dates/"),
            PageKind::Year { year, page } => self.years[year].page(page),
            PageKind::Month { month, page } => self.months[month].page(page),
            PageKind::Week { week, page } => self.weeks[week].page(page),
            PageKind::Undated { page } => fixed("dates/undated/").page(page),
            PageKind::Search => fixed("search/"),
            PageKind::Explore => fixed("explore/"),
            PageKind::Data => fixed("data/"),
            PageKind::NotFound => fixed("404.html"),
        }
    }

    /// A link from the root of the host, base path included, percent-encoded once.
    pub fn href(&self, to: &Route) -> String {
        self.address.href(to)
    }

    /// A link on the page `from`: as [`Site::href`], or relative when the site must work from
    /// `file://`.
    pub fn href_from(&self, from: &Route, to: &Route) -> String {
        self.address.href_from(from, to)
    }

    /// A link with scheme and host.
    pub fn absolute(&self, to: &Route) -> String {
        self.address.absolute(to)
    }
}

/// Decides every address. `assets` are the paths below `content/` of all files that are no posts,
/// in order.
pub fn plan(archive: &Archive, settings: &Settings, assets: &[String]) -> (Site, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let facets = term::facet_routes(archive);
    let mut claims = Claims::new(
        archive
            .facets
            .iter()
            .map(|facet| term::facet_part(&facet.key)),
    );
    let terms = term::term_routes(archive, &facets);
    let posts = post::routes(archive, &mut claims, &mut diagnostics);
    let assets = asset::place(assets, &mut claims, &mut diagnostics);
    crowd::report(&posts, &assets, &mut diagnostics);
    let mut site = Site {
        address: Address::new(&settings.base_url, settings.offline),
        pages: Vec::new(),
        years: span_routes(&archive.calendar.years, year_route),
        months: span_routes(&archive.calendar.months, month_route),
        weeks: span_routes(&archive.calendar.weeks, week_route),
        posts,
        facets,
        terms,
        assets,
        redirects: Vec::new(),
        links: Vec::new(),
        pictures: Vec::new(),
        sizes: BTreeMap::new(),
    };
    site.pages = pages(&site, archive, settings);
    site.redirects = redirects(&site, archive, &mut claims, &mut diagnostics);
    let mut targets = Targets::new(
        archive,
        &site.posts,
        &site.pages,
        &site.assets,
        &site.redirects,
        &site.address,
    );
    let ids = 0..archive.documents.len() as DocumentId;
    let links = ids
        .clone()
        .map(|id| targets.resolve(id, &mut diagnostics))
        .collect();
    let pictures = ids
        .map(|id| targets.picture(id, &mut diagnostics))
        .collect();
    (site.links, site.pictures) = (links, pictures);
    (site, diagnostics)
}

fn span_routes(spans: &[CalendarSpan], route: impl Fn(&CalendarSpan) -> String) -> Vec<Route> {
    spans.iter().map(|span| Route::from(route(span))).collect()
}

fn year_route(span: &CalendarSpan) -> String {
    format!("dates/{:04}/", span.start.year())
}

fn month_route(span: &CalendarSpan) -> String {
    format!("dates/{:04}/{:02}/", span.start.year(), span.start.month())
}

fn week_route(span: &CalendarSpan) -> String {
    let (year, week) = span.iso_week();
    format!("dates/{year:04}/w{week:02}/")
}

/// All pages: posts first, then lists.
fn pages(site: &Site, archive: &Archive, settings: &Settings) -> Vec<Page> {
    let mut kinds: Vec<PageKind> = Vec::new();
    kinds.extend(
        archive
            .of_role(Role::Post)
            .map(|document| PageKind::Post { document }),
    );
    kinds.extend(
        archive
            .of_role(Role::Standing)
            .map(|document| PageKind::Standing { document }),
    );
    let mut list = |kind: &dyn Fn(usize) -> PageKind| {
        let n = listing(archive, &kind(1), settings.paginate).map_or(1, |listing| listing.n_pages);
        kinds.extend((1..=n).map(kind));
    };
    list(&|page| PageKind::Home { page });
    list(&|page| PageKind::Posts { page });
    for facet in 0..archive.facets.len() {
        list(&|_| PageKind::Facet { facet });
        for term in 0..archive.facets[facet].terms.len() {
            list(&|page| PageKind::Term { facet, term, page });
        }
    }
    list(&|_| PageKind::Dates);
    for year in 0..site.years.len() {
        list(&|page| PageKind::Year { year, page });
    }
    for month in 0..site.months.len() {
        list(&|page| PageKind::Month { month, page });
    }
    for week in 0..site.weeks.len() {
        list(&|page| PageKind::Week { week, page });
    }
    if !archive.calendar.undated_posts.is_empty() {
        list(&|page| PageKind::Undated { page });
    }
    if settings.search != SearchMode::Off {
        kinds.extend([PageKind::Search, PageKind::Explore]);
    }
    kinds.extend([PageKind::Data, PageKind::NotFound]);
    let pages = kinds.into_iter().map(|kind| Page {
        route: site.route(&kind),
        kind,
    });
    pages.collect()
}

fn redirects(
    site: &Site,
    archive: &Archive,
    claims: &mut Claims,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    if archive
        .documents
        .iter()
        .all(|document| document.meta.aliases.is_empty())
    {
        return Vec::new();
    }
    let live: HashSet<String> = site
        .pages
        .iter()
        .map(|page| page.route.0.to_lowercase())
        .collect();
    let is_live = |route: &Route| live.contains(&route.0.to_lowercase());
    redirect::plan(archive, &site.posts, is_live, claims, diagnostics)
}

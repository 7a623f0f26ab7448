//! Every Page and asset of the site; each URL owned exactly once.
//!
//! [`plan`] takes the Archive and the list of assets and decides all addresses (DESIGN §4.3); pages
//! are rendered later, one by one, from a [`Page`] and the Site.

use crate::archive::{Archive, DocumentId};
use crate::config::Settings;
use crate::diagnostic::Diagnostic;

/// Every Page and asset, and the address of everything that can be linked to.
#[derive(Debug)]
pub struct Site {
    /// Pages in a fixed order.
    pub pages: Vec<Page>,
    /// Route of each post, by Document.
    pub posts: Vec<Route>,
    /// Route of each Term, by facet and Term.
    pub terms: Vec<Vec<Route>>,
    /// Files copied as they are: path below `content/` to route.
    pub assets: Vec<Asset>,
    /// Old addresses: from, to.
    pub redirects: Vec<Redirect>,
    /// For each Document, what each of its links resolves to.
    pub links: Vec<Vec<Resolved>>,
}

/// A path from the site's root: raw UTF-8, without leading slash, `a/b/` for pages, `a/b.png` for
/// files. The root is empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Route(pub String);

/// One URL: its route and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it is.
    pub route: Route,
    /// What it shows.
    pub kind: PageKind,
}

/// What a Page shows. `page` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// `/dates/undated/`: posts and items without a date.
    Undated {
        /// Number of the page.
        page: usize,
    },
    /// `/search/`.
    Search,
    /// `/data/`: what the export holds, column by column.
    Data,
    /// `/404.html`.
    NotFound,
}

/// A file copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path below `content/`.
    pub path: String,
    /// Where it goes.
    pub route: Route,
}

/// An old address and the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// Path from the root, raw UTF-8, without leading slash.
    pub from: String,
    /// Where it leads.
    pub to: Route,
}

/// What a link of a Document resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// A page or file of this site, with the fragment (may be empty).
    Here(Route, String),
    /// Nothing: the words stay, the link goes.
    Missing,
}

/// Decides every address. `assets` are the paths below `content/` of all files that are no posts,
/// in order.
pub fn plan(
    _archive: &Archive,
    _settings: &Settings,
    _assets: &[String],
) -> (Site, Vec<Diagnostic>) {
    let site = Site {
        pages: Vec::new(),
        posts: Vec::new(),
        terms: Vec::new(),
        assets: Vec::new(),
        redirects: Vec::new(),
        links: Vec::new(),
    };
    (site, Vec::new())
}

//! What a template may use: plain structs, one per template, fields ready to print.
//!
//! Every template sees four names: `site` ([`SiteView`]), `shared` ([`SharedView`]), `t` (the
//! interface strings, by key) and `page` (the struct named after the template). Texts are escaped when printed; [`Html`] is
//! printed as it is. Addresses (`href`) are percent-encoded and hold the base path. Lists are in
//! the order in which they are meant to be shown. A field that may be empty says so.

use serde::{Serialize, Serializer};

mod browse;
mod dates;
mod picture;
mod post;
mod shared;

pub use browse::{
    CompanyView, DataFile, DataView, ExploreView, FacetView, HomeView, LetterGroup, NewsView,
    NotFoundView, PolicyRelationView, PolicyView, PostsView, RedirectView, SearchView, StatusView,
    TermGroup, TermView,
};
pub use dates::{DatesView, MonthCell, SpanRow, SpanView, UndatedView, YearRow};
pub use picture::{PictureRow, PictureView, TrendView};
pub use post::{
    ContentsEntry, FacetTerms, ItemView, PartView, PostView, RelationView, SectionView,
    StandingView,
};
pub use shared::Shared;

/// Safe HTML: printed without escaping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(pub String);

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            tera::Value::safe_string(&self.0).serialize(serializer)
        } else {
            serializer.serialize_str(&self.0)
        }
    }
}

/// What all pages share.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// Name of the archive.
    pub title: String,
    /// One sentence; may be empty.
    pub description: String,
    /// Language of the interface, BCP 47.
    pub lang: &'static str,
    /// Who publishes the archive; may be empty.
    pub author: String,
    /// Licence of the texts: a name or an address; may be empty.
    pub license: String,
    /// Where the text of the archive is kept; may be empty.
    pub repository: String,
    /// The home page.
    pub home: String,
    /// The search page; empty when the site has none.
    pub search: String,
    /// The page on which facets combine; empty when the site has none.
    pub explore: String,
    /// The icon.
    pub icon: String,
    /// Content security policy for hosts that ignore `_headers`; empty when the site is made to be
    /// opened from a disk, where such a policy would shut out its own styles.
    pub policy: Html,
    /// Ways to browse.
    pub nav: Vec<NavLink>,
    /// Standing pages (`content/pages/`) and the page of the data.
    pub standing: Vec<LinkView>,
    /// Feeds of the whole archive.
    pub feeds: Vec<FeedLink>,
    /// Posts in the archive.
    pub n_posts: usize,
    /// Items in the archive.
    pub n_items: usize,
}

/// `shared`: parts of a page that are the same on all pages under one way to browse, made once from
/// the templates of these names. Those see `site`, `t` and `page.head.nav`.
#[derive(Debug, Clone, Serialize)]
pub struct SharedView {
    /// `head.html`: what the head of every page begins with.
    pub head: Html,
    /// `masthead.html`: the top of the page, with the ways to browse.
    pub masthead: Html,
    /// `foot.html`: the end of the page.
    pub foot: Html,
}

/// What the head of a page needs; every view has one as `head`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Head {
    /// Title of the window: the page's, then the site's.
    pub title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// The page's address with scheme and host.
    pub canonical: String,
    /// Whether search engines are asked to leave the page out.
    pub noindex: bool,
    /// OpenGraph type: `website` or `article`.
    pub kind: &'static str,
    /// A picture of the page with scheme and host; may be empty.
    pub image: String,
    /// Key of the [`NavLink`] that the page stands under; may be empty.
    pub nav: String,
    /// The pages above this one, from the home page down; empty on the home page.
    pub breadcrumbs: Vec<LinkView>,
    /// Name of the page as the last breadcrumb.
    pub crumb: String,
    /// Feeds of this page's subject; may be empty.
    pub feeds: Vec<FeedLink>,
    /// The page and its translations with scheme and host: `label` is the language, then `x-default`
    /// for all others; empty when there are none.
    pub translations: Vec<LinkView>,
    /// The style sheet; empty when the theme has none.
    pub stylesheet: String,
    /// The script that runs before anything is painted; empty when the theme has none.
    pub script: String,
    /// Scripts that this page loads when it is there; may be empty.
    pub scripts: Vec<String>,
    /// JSON-LD, one graph; empty on pages that are lists.
    pub json_ld: Html,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A way to browse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavLink {
    /// `tags`, `dates`, … as [`Head::nav`].
    pub key: String,
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// Its title.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// `application/atom+xml` or `application/feed+json`.
    pub mime: &'static str,
}

/// A Term with its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermLink {
    /// What readers see; of a region the last part of its path.
    pub label: String,
    /// Its page.
    pub href: String,
    /// Posts with it.
    pub n_posts: usize,
    /// Items with it.
    pub n_items: usize,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayView {
    /// For machines: `2020-09-10`.
    pub iso: String,
    /// For people: `2020年9月10日`.
    pub text: String,
}

/// A stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PeriodView {
    /// The words it was read from (`2020年9月第2周`).
    pub label: String,
    /// The days: `2020年9月7日至13日`. Equal to `label` when that says no less.
    pub text: String,
    /// For machines, in a form that HTML knows: a day, month, year or ISO week, else the first day.
    pub iso: String,
    /// The page of its last week.
    pub href: String,
}

/// A post in a list.
#[derive(Debug, Clone, Serialize)]
pub struct PostRow {
    /// Title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Language when it is not the site's.
    pub lang: Option<String>,
    /// Time covered.
    pub period: Option<Shared<PeriodView>>,
    /// One or two sentences; empty in long lists.
    pub summary: String,
    /// Items in it; 0 when it is no digest.
    pub n_items: usize,
    /// Those of its items that the list is about; may be empty.
    pub items: Vec<ItemLine>,
    /// How many more there are than `items` shows.
    pub n_more: usize,
}

/// An Item in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ItemRow {
    /// Headline.
    pub headline: String,
    /// Its place in its post.
    pub href: String,
    /// Its day.
    pub date: Option<Shared<DayView>>,
    /// The time its post covers, where the Item is the whole post and has no day of its own.
    pub period: Option<Shared<PeriodView>>,
    /// The post it stands in, when the Item has no day that would place it; `None` where the list is
    /// of that post, or the Item is the whole post.
    pub post: Option<LinkView>,
    /// Regions it is about; empty in long lists.
    pub regions: Vec<Shared<LinkView>>,
}

/// An Item in a short list, such as that below its post.
#[derive(Debug, Clone, Serialize)]
pub struct ItemLine {
    /// Headline.
    pub headline: String,
    /// Its place in its post.
    pub href: String,
    /// Its day.
    pub date: Option<Shared<DayView>>,
}

/// Where a page stands in a list that goes on over several.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Pagination {
    /// This page, from 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// `第 2 页，共 5 页`.
    pub text: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// Pages to jump to, the gaps as links without address.
    pub pages: Vec<LinkView>,
}

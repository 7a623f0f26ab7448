//! Views of the home page, of lists, facets and Terms, and of the pages that stand alone.

use serde::Serialize;

use super::{
    DayView, Head, ItemRow, LinkView, Pagination, PictureView, PostRow, SectionView, SpanRow,
    TermLink, TrendView,
};

/// `home.html`: the first page.
#[derive(Debug, Clone, Serialize)]
pub struct HomeView {
    /// Head of the page.
    pub head: Head,
    /// The newest posts.
    pub posts: Vec<PostRow>,
    /// The newest Items; may be empty.
    pub items: Vec<ItemRow>,
    /// What the last week that holds anything brought; `None` in an archive without dates.
    pub news: Option<NewsView>,
    /// How much the months hold; `None` in an archive without dates.
    pub months: Option<PictureView>,
    /// The years, newest first; may be empty.
    pub years: Vec<SpanRow>,
    /// The page of dates.
    pub dates: String,
    /// Tags with the most Items; may be empty.
    pub tags: Vec<TermLink>,
    /// Regions with the most Items, provinces and countries only; may be empty.
    pub regions: Vec<TermLink>,
    /// Policies that most Items cite; may be empty.
    pub policies: Vec<TermLink>,
    /// The next page of posts; empty when this one shows all.
    pub more: String,
    /// How many Terms each facet has, for links to all of them: key to link.
    pub all: std::collections::BTreeMap<String, String>,
}

/// What a week brought.
#[derive(Debug, Clone, Serialize)]
pub struct NewsView {
    /// The week: `label` is its name.
    pub week: LinkView,
    /// Its days in words.
    pub days: String,
    /// Posts whose period touches it.
    pub n_posts: usize,
    /// Items in it: dated in it, or in a post that covers no more than a month and touches it.
    pub n_items: usize,
    /// Regions of these Items, with how many of them; those with most first; may be empty.
    pub regions: Vec<TermLink>,
    /// Issuers, likewise.
    pub issuers: Vec<TermLink>,
    /// Tags, likewise.
    pub tags: Vec<TermLink>,
    /// Policies that no earlier Item cites; may be empty.
    pub policies: Vec<TermLink>,
    /// How many more of them there are.
    pub n_more_policies: usize,
}

/// `posts.html`: a list of posts (`/page/2/`, `/posts/`).
#[derive(Debug, Clone, Serialize)]
pub struct PostsView {
    /// Head of the page.
    pub head: Head,
    /// Title.
    pub title: String,
    /// The text of `index.md` at the top of the archive, on the first page of `/posts/`; may be
    /// empty.
    pub intro: Vec<SectionView>,
    /// How many posts there are on all pages.
    pub n_posts: usize,
    /// The posts.
    pub posts: Vec<PostRow>,
    /// Where the page stands.
    pub pages: Pagination,
}

/// `facet.html`: all Terms of a Facet.
#[derive(Debug, Clone, Serialize)]
pub struct FacetView {
    /// Head of the page.
    pub head: Head,
    /// Key of the Facet.
    pub key: String,
    /// Title.
    pub title: String,
    /// How many Terms there are.
    pub n_terms: usize,
    /// Terms with 3 Items or more: under their parent, or all in one group; may be empty.
    pub groups: Vec<TermGroup>,
    /// Terms with fewer Items, by initial, `#` for what has none first; may be empty.
    pub thin: Vec<LetterGroup>,
    /// Of regions: the provinces on a map of tiles.
    pub map: Option<PictureView>,
    /// Of tags: how those with most Items went over the years; may be empty.
    pub trends: Vec<TrendView>,
    /// The numbers of `trends` as a table, without a drawing; `None` when there are none.
    pub trends_table: Option<PictureView>,
}

/// Terms with one initial, a Han character by its Pinyin, in order of Pinyin.
#[derive(Debug, Clone, Serialize)]
pub struct LetterGroup {
    /// `A` to `Z`, or `#`.
    pub letter: char,
    /// Its anchor.
    pub id: String,
    /// The Terms; never empty.
    pub terms: Vec<TermLink>,
}

/// Terms that belong together.
#[derive(Debug, Clone, Serialize)]
pub struct TermGroup {
    /// The Term above them; `None` when there is none.
    pub head: Option<TermLink>,
    /// The Terms.
    pub terms: Vec<TermLink>,
}

/// `term.html`: a Term.
#[derive(Debug, Clone, Serialize)]
pub struct TermView {
    /// Head of the page.
    pub head: Head,
    /// Key of the Facet.
    pub key: String,
    /// What readers call the Facet.
    pub facet: String,
    /// The Term's name.
    pub title: String,
    /// What it is; may be empty.
    pub description: String,
    /// Other spellings, on the first page; may be empty.
    pub aliases: Vec<String>,
    /// For a policy, on the first page: what is known of it; `None` otherwise.
    pub policy: Option<PolicyView>,
    /// Whether it has fewer than 3 Items.
    pub thin: bool,
    /// Posts with it.
    pub n_posts: usize,
    /// Items with it.
    pub n_items: usize,
    /// Day of the oldest dated Item, on the first page.
    pub first: Option<DayView>,
    /// Day of the newest dated Item, on the first page.
    pub last: Option<DayView>,
    /// Terms below it; may be empty.
    pub children: Vec<TermLink>,
    /// Items by year, on the first page, where there are two years or more.
    pub years: Option<PictureView>,
    /// Of a policy: its Items and what became of it on one line, on the first page, where there are
    /// two days or more.
    pub timeline: Option<PictureView>,
    /// What it occurs with more often than chance would have it, by facet, on the first page; may
    /// be empty.
    pub company: Vec<CompanyView>,
    /// Of a tag, category or declared facet: the posts, each with its matching Items.
    pub posts: Vec<PostRow>,
    /// Of a region, issuer or policy: the Items.
    pub items: Vec<ItemRow>,
    /// Where the page stands.
    pub pages: Pagination,
    /// Its feed; empty when it has none.
    pub feed: String,
    /// The page on which facets combine, with this Term chosen; empty when there is none.
    pub explore: String,
}

/// Terms of one facet that keep a Term company, those with the highest lift first.
#[derive(Debug, Clone, Serialize)]
pub struct CompanyView {
    /// What readers call the facet.
    pub label: String,
    /// The Terms; `n_items` are the Items that have both; never empty.
    pub terms: Vec<TermLink>,
}

/// What is known of a Policy, in the order that Chinese readers know. Only what the archive says.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyView {
    /// Index number (索引号); may be empty.
    pub index_number: String,
    /// Issuing bodies (发文机关), without address where they are no Terms; may be empty.
    pub issuers: Vec<LinkView>,
    /// Day it was made (成文日期).
    pub issued: Option<DayView>,
    /// Canonical title (标题).
    pub title: String,
    /// Document number (发文字号); may be empty.
    pub number: String,
    /// Day it was published (发布日期).
    pub published: Option<DayView>,
    /// Kind in words; may be empty.
    pub kind: String,
    /// Regions; may be empty.
    pub regions: Vec<LinkView>,
    /// Day it takes effect (施行日期).
    pub effective: Option<DayView>,
    /// Where its text stands; may be empty.
    pub url: String,
    /// What became of it, oldest first; may be empty.
    pub status: Vec<StatusView>,
    /// How many more there are than `status` shows.
    pub n_more: usize,
    /// Related policies by kind of relation; may be empty.
    pub relations: Vec<PolicyRelationView>,
}

/// How a Policy stands to others.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyRelationView {
    /// The relation in words.
    pub label: String,
    /// The others, without address where no Item cites them; never empty.
    pub policies: Vec<LinkView>,
}

/// What became of a Policy.
#[derive(Debug, Clone, Serialize)]
pub struct StatusView {
    /// The word.
    pub word: String,
    /// Day of the Item.
    pub date: Option<DayView>,
    /// The Item that says so; `None` when the archive's own register does.
    pub item: Option<LinkView>,
    /// Its words; empty where its headline says so.
    pub evidence: String,
}

/// `search.html`: the search page.
#[derive(Debug, Clone, Serialize)]
pub struct SearchView {
    /// Head of the page.
    pub head: Head,
    /// Whether there is an index to search.
    pub searchable: bool,
}

/// `explore.html`: the page on which facets combine.
#[derive(Debug, Clone, Serialize)]
pub struct ExploreView {
    /// Head of the page.
    pub head: Head,
}

/// `data.html`: what the export holds.
#[derive(Debug, Clone, Serialize)]
pub struct DataView {
    /// Head of the page.
    pub head: Head,
    /// The files.
    pub files: Vec<DataFile>,
}

/// A file of the export.
#[derive(Debug, Clone, Serialize)]
pub struct DataFile {
    /// `items.jsonl`.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// What one record is, a text.
    pub about: String,
    /// Its fields: (name, meaning); empty when another file has the same.
    pub fields: Vec<(&'static str, String)>,
}

/// `not_found.html`: the page for addresses that lead nowhere.
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundView {
    /// Head of the page.
    pub head: Head,
}

/// `redirect.html`: an old address, for hosts that ignore `_redirects`.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    /// The new address.
    pub href: String,
    /// The new address with scheme and host.
    pub canonical: String,
}

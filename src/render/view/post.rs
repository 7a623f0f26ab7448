//! Views of posts and standing pages.

use serde::Serialize;

use super::{DayView, Head, Html, ItemLine, LinkView, PeriodView, PostRow, Shared};

/// `post.html`: a post.
#[derive(Debug, Clone, Serialize)]
pub struct PostView {
    /// Head of the page.
    pub head: Head,
    /// Title.
    pub title: String,
    /// Language when it is not the site's.
    pub lang: Option<String>,
    /// Time covered.
    pub period: Option<Shared<PeriodView>>,
    /// Day of publication by the source.
    pub published: Option<DayView>,
    /// Day it came into this archive.
    pub archived: Option<DayView>,
    /// Last change.
    pub updated: Option<DayView>,
    /// Where the text comes from: `label` is its name, else the host; `href` is empty for a name without address.
    pub source: Option<LinkView>,
    /// Where the text comes from, in full: `label` is the address as people read it.
    pub origin: Option<LinkView>,
    /// A copy kept elsewhere (`archive_url` in the front matter): `label` is the host.
    pub copy: Option<LinkView>,
    /// Authors; may be empty.
    pub authors: Vec<String>,
    /// Terms of the post, by facet: tags, categories and declared facets; facets without a Term are
    /// left out.
    pub facets: Vec<FacetTerms>,
    /// Typed links to other posts; may be empty.
    pub relations: Vec<RelationView>,
    /// The post in other languages; may be empty.
    pub translations: Vec<LinkView>,
    /// The text of this post where it is edited; may be empty.
    pub edit: String,
    /// The list of its changes; may be empty.
    pub history: String,
    /// When it came into the archive, as the history of its file has it.
    pub first_change: Option<DayView>,
    /// Names of those who changed it, newest first; may be empty. Written by strangers.
    pub contributors: Vec<String>,
    /// Whether it was split into Items.
    pub digest: bool,
    /// Items in it.
    pub n_items: usize,
    /// Contents list; empty unless the post is a digest of two Items or more.
    pub contents: Vec<ContentsEntry>,
    /// The body: stretches with or without a Section's title.
    pub sections: Vec<SectionView>,
    /// Whether the post is an issue of a series, whose issues `previous` and `next` are.
    pub series: bool,
    /// The issue before, by period: of its series where it belongs to one, else of all.
    pub previous: Option<LinkView>,
    /// The issue after, likewise.
    pub next: Option<LinkView>,
    /// Related posts, best first; may be empty.
    pub related: Vec<PostRow>,
}

/// `standing.html`: a standing page.
#[derive(Debug, Clone, Serialize)]
pub struct StandingView {
    /// Head of the page.
    pub head: Head,
    /// Title.
    pub title: String,
    /// Language when it is not the site's.
    pub lang: Option<String>,
    /// Last change.
    pub updated: Option<DayView>,
    /// The body.
    pub sections: Vec<SectionView>,
}

/// The Terms of a post in one Facet.
#[derive(Debug, Clone, Serialize)]
pub struct FacetTerms {
    /// The Facet's key.
    pub key: String,
    /// What readers call it.
    pub label: String,
    /// The Terms; never empty.
    pub terms: Vec<LinkView>,
}

/// Typed links of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct RelationView {
    /// What readers call it.
    pub label: String,
    /// The posts; never empty.
    pub posts: Vec<LinkView>,
}

/// A line of the contents list.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsEntry {
    /// Title of a Section, or headline of an Item.
    pub label: String,
    /// Its anchor: `#i-1a2b3c4d`.
    pub href: String,
    /// The Items of a Section; empty for an Item.
    pub items: Vec<ContentsEntry>,
}

/// A stretch of the body.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// Title; empty for text and Items outside of Sections.
    pub title: Html,
    /// Anchor; empty when there is no title.
    pub id: String,
    /// What it consists of, in order.
    pub parts: Vec<PartView>,
}

/// A part of the body.
#[derive(Debug, Clone, Serialize)]
pub struct PartView {
    /// `prose`, `item`, `contents` (the source's own contents list) or `folded` (boilerplate).
    pub kind: &'static str,
    /// The text; empty for an Item.
    pub html: Html,
    /// The Item when `kind` is `item`.
    pub item: Option<ItemView>,
}

/// An Item on its post's page.
#[derive(Debug, Clone, Serialize)]
pub struct ItemView {
    /// Anchor.
    pub id: String,
    /// Identifier in the data export.
    pub item_id: String,
    /// Headline; empty when the Item has none, or is the whole post.
    pub headline: Html,
    /// Category of a headline `【政策】…`; may be empty.
    pub marker: String,
    /// Level of the headline: 2, or 3 within a Section.
    pub level: u8,
    /// Its day; `None` when the text does not tell.
    pub date: Option<Shared<DayView>>,
    /// Whether the year of `date` was inferred.
    pub inferred: bool,
    /// The words that the date was read from; may be empty.
    pub evidence: String,
    /// Whether to say that the date is not known: in digests, where readers expect one.
    pub undated: bool,
    /// Regions it is about; may be empty.
    pub regions: Vec<Shared<LinkView>>,
    /// Issuing bodies; may be empty.
    pub issuers: Vec<Shared<LinkView>>,
    /// Policies it cites; may be empty.
    pub policies: Vec<Shared<LinkView>>,
    /// The text.
    pub html: Html,
    /// Items that say nearly the same; may be empty.
    pub repeats: Vec<ItemLine>,
    /// Items about the same event or policy, without their posts; may be empty.
    pub related: Vec<ItemLine>,
}

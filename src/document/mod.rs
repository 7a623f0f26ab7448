//! One parsed Source: what its front matter says, its Sections and its Items.
//!
//! [`parse()`] returns a [`Document`] and Diagnostics for *any* text; it never fails. A Document
//! keeps what the Archive and the pages need (HTML with holes, plain text of Items, Mentions) and
//! nothing that borrows from the Source, so the Source can go.

use std::collections::BTreeMap;

use compact_str::CompactString;
use jiff::civil::Date;
use litemap::LiteMap;

use crate::date::{Moment, Period};

use crate::diagnostic::Allow;
use crate::source::{ContentKey, Place};

pub use crate::lexicon::WorkKind;

mod allow;
pub mod block;
mod dates;
pub mod front_matter;
pub mod markdown;
mod mention;
mod meta;
pub mod outline;
mod parse;
mod shelf;
mod title;

pub use allow::allows;
pub use meta::{KeyPlaces, key_of, keys, position};
pub use parse::{Made, Step, explain, parse, parse_and, watched};
pub use shelf::{ItemTexts, Shelf, Shelved};
pub use title::of_path as title_of_path;

/// One parsed Source. A *digest* is a Document that holds several Items.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Document {
    /// Path below `content/`, as in [`crate::source::Source::path`].
    pub path: String,
    /// Hash of the file's bytes.
    pub key: ContentKey,
    /// What the front matter says.
    pub meta: Meta,
    /// Title: front matter, else first H1, else first bold or text line, else the file name.
    pub title: String,
    /// Line of the title in the Source, for messages.
    pub title_line: u32,
    /// One or two sentences for lists and previews, plain text.
    pub summary: String,
    /// The Document's dates, each with its evidence.
    pub dates: Dates,
    /// BCP 47 tag when the front matter or the text tells (`zh`, `en`), else the site's.
    pub lang: Option<String>,
    /// Whether it was split into Items.
    pub digest: bool,
    /// What only its own page and the export show, while it is here. Who may meet a Document of which
    /// the rim has put it aside asks [`Document::leaf`].
    pub leaf: Option<Box<Leaf>>,
    /// Where the rim keeps the Leaf meanwhile; `None` while it is here.
    pub shelved: Option<Shelved>,
    /// Where the rim keeps the texts of Items meanwhile, in bytes of its own: where each begins, and
    /// where the last one ends; `None` while they are here.
    pub shelved_texts: Option<Box<[u64]>>,
    /// Titled groups of Items, in order.
    pub sections: Vec<Section>,
    /// Pieces of news, in order; never empty: an article is one Item.
    pub items: Vec<Item>,
    /// Addresses that only the whole archive can resolve; holes in [`Markup`] name them by number.
    pub links: Vec<Link>,
    /// Headings of the body, in order: what `other.md#part` may name.
    pub anchors: Vec<Anchor>,
    /// Diagnostics that the file allows.
    pub allows: Vec<Allow>,
    /// Who changed it, and when; told by the rim where it knows.
    pub story: Option<Box<Story>>,
}

/// What only the page of a Document and the export show of it.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Leaf {
    /// All HTML of the body; Parts, titles of Sections and Items are Passages of it.
    pub markup: Markup,
    /// The body in order of reading; Items and Sections stand in it by number.
    pub parts: Vec<Part>,
    /// One for each Item, in order.
    pub items: Vec<ItemLeaf>,
    /// What was seen of each look that may mark headlines, the best first, with its score: only
    /// when asked to explain.
    pub looks: Vec<String>,
}

/// What only the page of a Document and the export show of one of its Items.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ItemLeaf {
    /// Headline as HTML; empty when the Item is headless.
    pub headline: Passage,
    /// Body as HTML.
    pub markup: Passage,
    /// The words that tell its day, and where the year came from.
    pub date_evidence: Option<String>,
    /// External addresses in the Item, in order, without repeats.
    pub links: Vec<String>,
    /// Name of the outline rule that began the Item, for `explain`.
    #[borsh(
        serialize_with = "crate::kept::name::write",
        deserialize_with = "crate::kept::name::read"
    )]
    pub rule: &'static str,
    /// What the mention rules saw and why; empty but in what [`explain`] returns.
    pub mentions: Vec<Mention>,
}

/// Who changed a Document, and when, as the history of its file has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Story {
    /// The oldest change.
    pub first: Moment,
    /// The newest one.
    pub last: Moment,
    /// Names of those who changed it, newest first, without repeats. Written by strangers.
    pub contributors: Vec<String>,
}

/// What the front matter says of a Document. A key that is absent or unreadable is `None` or empty.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Meta {
    /// `title`; only in what [`explain`] returns, [`Document::title`] has it.
    pub title: Option<String>,
    /// `slug`: replaces the last part of the URL.
    pub slug: Option<Box<str>>,
    /// `permalink`, or Hugo's `url`: the whole path of the URL.
    pub permalink: Option<Box<str>>,
    /// `aliases`, `redirect_from`: old paths or URLs of the post.
    pub aliases: Vec<String>,
    /// `draft`, or `published: false`.
    pub draft: bool,
    /// `lang`, `language`, `locale`.
    pub lang: Option<String>,
    /// `translation_key` and its spellings: posts that share it are translations of each other.
    pub translation: Option<Box<str>>,
    /// `period`: the time that the Document covers.
    pub period: Option<Period>,
    /// `published` with a date: the day the source published it.
    pub published: Option<Moment>,
    /// `date`, `pubDate`, `created`: may be the day of a migration (see [`Dates::archived`]).
    pub date: Option<Moment>,
    /// `updated`, `lastmod`, `last_modified_at`.
    pub updated: Option<Moment>,
    /// `author`, `authors`.
    pub authors: Vec<String>,
    /// `source`, `source_url`, or decoded from `arturl_encode`: where the text comes from.
    pub source_url: Option<Box<str>>,
    /// `tags`, in order, without repeats.
    pub tags: Vec<CompactString>,
    /// `categories`, `category`.
    pub categories: Vec<CompactString>,
    /// `keywords`: never searched; only in what [`explain`] returns.
    pub keywords: Vec<String>,
    /// `description`, `summary`, `excerpt`; only in what [`explain`] returns, [`Document::summary`] is
    /// made of it.
    pub description: Option<String>,
    /// `image` (map or string), else `featuredImage`, `featuredImagePreview`, `cover`.
    pub image: Option<Box<Picture>>,
    /// `layout`, `type`: kept for themes.
    pub layout: Option<Box<str>>,
    /// `artid`: number of the text where it was first published.
    pub artid: Option<Box<str>>,
    /// `render_with_liquid`: body text is never template source, so this is only kept.
    pub render_with_liquid: Option<bool>,
    /// `digest`: overrules whether the body is split into Items.
    pub digest: Option<bool>,
    /// `items`: overrules which marker starts an Item (see the user guide).
    pub items: Option<Box<str>>,
    /// Every other key, for themes, declared facets and relations.
    #[borsh(
        serialize_with = "crate::kept::map::write",
        deserialize_with = "crate::kept::map::read"
    )]
    pub extra: LiteMap<String, MetaValue>,
    /// Where each top-level key stands, spelled as in the file.
    pub places: KeyPlaces,
}

/// A picture named in the front matter.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Picture {
    /// Address as written.
    pub path: String,
    /// Text for those who do not see it.
    pub alt: Option<String>,
}

/// A value of the front matter that dibao itself does not read.
#[derive(
    Debug, Clone, PartialEq, Eq, serde::Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(untagged)]
pub enum MetaValue {
    /// No value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A scalar as written: text, numbers and dates alike.
    Text(String),
    /// A list.
    List(Vec<MetaValue>),
    /// A map, in order of its keys.
    Map(BTreeMap<String, MetaValue>),
}

/// The four clocks of a Document, never mixed: what it covers, when its source published it, when
/// it came into this archive, when it was last changed.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Dates {
    /// Time covered.
    pub period: Option<Period>,
    /// Day of publication by the source.
    pub published: Option<Moment>,
    /// Day it was filed here or migrated.
    pub archived: Option<Moment>,
    /// Last change that the front matter tells.
    pub updated: Option<Moment>,
    /// Where `period` comes from.
    pub evidence: PeriodEvidence,
}

/// Where a Document's Period was read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub enum PeriodEvidence {
    /// `period` in the front matter.
    FrontMatter,
    /// The title.
    Title,
    /// `date` or `published` in the front matter.
    Date,
    /// A full date in the first blocks of the text.
    Head,
    /// The file name.
    FileName,
    /// There is none.
    #[default]
    None,
}

/// A stretch of the body, in order of reading.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Part {
    /// Text that belongs to no Item: the introduction, a remark between Sections.
    Prose(Passage),
    /// A Section begins: index into [`Document::sections`], and its title as HTML.
    Section(u32, Passage),
    /// An Item stands here: index into [`Document::items`].
    Item(u32),
    /// A contents list or summary that repeats headlines.
    Contents(Passage),
    /// Boilerplate: kept on the page folded; out of Items, search, feeds and export.
    Folded(Passage),
}

/// A titled group of Items.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Section {
    /// Title as text.
    pub title: Box<str>,
    /// Anchor in the page, unique in the Document.
    pub fragment: Box<str>,
    /// 1-based line of the title.
    pub line: u32,
}

/// One piece of news in a Document.
///
/// An archive of 100,000 posts holds 650,000 of them from the first parsed post to the last rendered
/// page: what lists, links and indexes do not ask for stands in [`ItemLeaf`].
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Item {
    /// Anchor in the page (`i-1a2b3c4d`), unique in the Document (DESIGN §4.3).
    pub fragment: CompactString,
    /// 1-based line of the headline; of the first body line when headless.
    pub line: u32,
    /// Index into [`Document::sections`].
    pub section: Option<u32>,
    /// Headline as text; generated when `headless`.
    pub headline: Box<str>,
    /// Whether the text has no headline of its own.
    pub headless: bool,
    /// The day of the event or report.
    pub date: ItemDate,
    /// `政策` of a headline `【政策】…`.
    pub marker: Option<Box<str>>,
    /// Body as plain text, paragraphs parted by `\n`, without the headline. Empty while the rim keeps
    /// it ([`Document::shelved_texts`]): who may meet such a Document asks [`Document::item_text`].
    pub text: Box<str>,
    /// Places that the Item is about, deepest first spelled (`四川/成都`).
    pub regions: Box<[CompactString]>,
    /// Issuing bodies, canonical names.
    pub issuers: Box<[CompactString]>,
    /// Every 《…》 and unmarked title found, in order of the text.
    pub works: Box<[Work]>,
}

/// The day of an Item.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct ItemDate {
    /// The day; only with status `Explicit` or `YearInferred`.
    #[borsh(
        serialize_with = "crate::kept::some_date::write",
        deserialize_with = "crate::kept::some_date::read"
    )]
    pub date: Option<Date>,
    /// How sure it is.
    pub status: DateStatus,
}

/// How sure an Item's date is.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DateStatus {
    /// Year, month and day stand in the Item.
    Explicit,
    /// Month and day stand in the Item; the year comes from elsewhere.
    YearInferred,
    /// Only 近日, 日前 and the like.
    Relative,
    /// Nothing.
    #[default]
    None,
}

/// A title that an Item cites.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Work {
    /// Title as written, without 《》.
    pub title: Box<str>,
    /// What kind of work it is.
    pub kind: WorkKind,
    /// For a short form: the full title in the same Item.
    pub refers_to: Option<Box<str>>,
    /// Document number (`国发〔2020〕10号`) that the text gives it.
    pub number: Option<Box<str>>,
    /// Status word near it (`征求意见`, `印发`), when the text gives one.
    pub status: Option<Box<str>>,
    /// Bodies that the text names as its issuers.
    pub issuers: Vec<String>,
    /// Whether it stood between 《》.
    pub marked: bool,
}

/// A place in an Item that names something, for `explain` and for evidence on pages.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Mention {
    /// The words.
    pub words: String,
    /// 1-based line in the Source.
    pub line: u32,
    /// What it was taken for: `region 四川/成都`, `not a region: 大学 follows` …
    pub reading: String,
}

/// HTML of a Document or of a stretch of it, safe to print, with holes where an address depends on
/// the whole archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Markup {
    /// The HTML. At each hole one attribute is missing.
    pub html: String,
    /// Holes in order of `at`.
    pub holes: Vec<Hole>,
}

/// A stretch of a Document's [`Markup`].
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct Passage {
    /// First byte of the HTML, and the byte after the last.
    html: (u32, u32),
    /// Its holes among those of the Markup.
    holes: (u32, u32),
}

/// A missing attribute (` href="…"` or ` src="…"`, with its leading space).
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Hole {
    /// Byte in [`Markup::html`] where the attribute goes.
    pub at: u32,
    /// Index into [`Document::links`].
    pub link: u32,
}

/// A place in a Document's body that others may link to.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Anchor {
    /// Its `id` in the page.
    pub id: String,
    /// What code forges call it (`part-two`); empty when another heading has that name.
    pub name: String,
}

/// An address that only the whole archive can resolve.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Link {
    /// What it points to.
    pub target: Target,
    /// Where it stands in the Source.
    pub place: Place,
}

/// What a [`Link`] points to.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Target {
    /// A link to another Source, an asset or a page: the path as written, percent-decoded, and the
    /// fragment without `#`.
    Path {
        /// Relative (`other.md`, `../a/b.md`) or from the site's root (`/posts/a/`).
        path: Box<str>,
        /// Fragment, may be empty.
        fragment: Box<str>,
    },
    /// A picture beside the Source.
    Picture {
        /// Relative path, percent-decoded.
        path: Box<str>,
    },
    /// The page of a Policy, by title as in [`Work::title`].
    Policy {
        /// The title.
        title: Box<str>,
    },
}

impl Document {
    /// Title of the Section that an Item stands in.
    pub fn section_of(&self, item: &Item) -> Option<&str> {
        let section = self.sections.get(item.section? as usize);
        section.map(|section| &*section.title)
    }
}

impl Markup {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// Puts another stretch after this one; where it stands now.
    pub fn append(&mut self, other: &Self) -> Passage {
        let (at, hole) = (self.html.len() as u32, self.holes.len() as u32);
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.iter().map(|hole| Hole {
            at: hole.at + at,
            link: hole.link,
        }));
        Passage {
            html: (at, self.html.len() as u32),
            holes: (hole, self.holes.len() as u32),
        }
    }

    /// The HTML of a Passage, its holes not filled.
    pub fn of(&self, passage: Passage) -> &str {
        &self.html[passage.html.0 as usize..passage.html.1 as usize]
    }

    /// All of it.
    pub fn whole(&self) -> Passage {
        Passage {
            html: (0, self.html.len() as u32),
            holes: (0, self.holes.len() as u32),
        }
    }

    /// The Passage from the end of another one on.
    pub fn since(&self, before: Passage) -> Passage {
        let whole = self.whole();
        Passage {
            html: (before.html.1, whole.html.1),
            holes: (before.holes.1, whole.holes.1),
        }
    }

    /// Appends the HTML to `out`, asking `attribute` for what goes into each hole.
    ///
    /// `attribute` gets the index into [`Document::links`] and appends the whole attribute with a
    /// leading space, or nothing.
    pub fn fill(&self, out: &mut String, attribute: impl FnMut(&mut String, u32)) {
        self.whole().fill(&self.html, &self.holes, out, attribute);
    }
}

impl Passage {
    /// Whether there is nothing to show.
    pub fn is_empty(self) -> bool {
        self.html.0 == self.html.1
    }

    /// Bytes of its HTML.
    pub fn len(self) -> usize {
        (self.html.1 - self.html.0) as usize
    }

    /// Does what [`Markup::fill`] does for a stretch of a Markup, given its `html` and `holes`.
    pub fn fill(
        self,
        html: &str,
        holes: &[Hole],
        out: &mut String,
        mut attribute: impl FnMut(&mut String, u32),
    ) {
        let mut from = self.html.0 as usize;
        for hole in &holes[self.holes.0 as usize..self.holes.1 as usize] {
            let at = hole.at as usize;
            out.push_str(&html[from..at]);
            attribute(out, hole.link);
            from = at;
        }
        out.push_str(&html[from..self.html.1 as usize]);
    }

    /// How many holes it has.
    pub fn n_holes(self) -> usize {
        (self.holes.1 - self.holes.0) as usize
    }
}

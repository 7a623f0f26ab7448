//! All Documents, and the indexes over their Items.
//!
//! The archive knows no URLs, no HTML beyond what Documents hold, and no disk.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::Source;

/// Index of a Document in [`Archive::documents`].
pub type DocumentId = u32;

/// An Item by its Document and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId {
    /// Index into [`Archive::documents`].
    pub document: DocumentId,
    /// Index into [`Document::items`].
    pub item: u32,
}

/// All Documents and the indexes over them.
#[derive(Debug)]
pub struct Archive {
    /// Documents in order of path (bytes).
    pub documents: Vec<Document>,
    /// Posts, newest first: by end of period, then start, then path; undated ones last.
    pub newest: Vec<DocumentId>,
    /// How many of `newest` have a period.
    pub n_dated: usize,
    /// `tags`, `categories`, `regions`, `issuers`, `policies`, then declared facets.
    pub facets: Vec<Facet>,
    /// Years, months and weeks.
    pub calendar: Calendar,
    /// Policies in order of canonical title; Term `i` of the facet `policies` is `policies[i]`.
    pub policies: Vec<Policy>,
    /// For each Document: related ones, best first, at most 6.
    pub related: Vec<Vec<DocumentId>>,
    /// For each Document: typed links, in order of the declared relations.
    pub relations: Vec<Vec<TypedLink>>,
    /// For each Document: translations of it, in order of language.
    pub translations: Vec<Vec<DocumentId>>,
    /// Items about the same event or policy: `related_items[&id]`, best first.
    pub related_items: BTreeMap<ItemId, Vec<ItemId>>,
    /// Items that say nearly the same: `repeats[&id]`, in order.
    pub repeats: BTreeMap<ItemId, Vec<ItemId>>,
}

/// A way to browse.
#[derive(Debug, Clone)]
pub struct Facet {
    /// `tags`, `categories`, `regions`, `issuers`, `policies`, or the declared key.
    pub key: String,
    /// What readers see; empty for the built-in ones, whose label is an interface string.
    pub label: String,
    /// Terms in order of name; a region's parent stands before it.
    pub terms: Vec<Term>,
}

/// One value of a Facet.
#[derive(Debug, Clone, Default)]
pub struct Term {
    /// What readers see: the preferred spelling; for regions the whole path (`四川/成都`).
    pub name: String,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// What it is, from `tags.yaml`.
    pub description: Option<String>,
    /// Index of the parent Term.
    pub parent: Option<u32>,
    /// Posts with it, newest first.
    pub posts: Vec<DocumentId>,
    /// Items with it (children's included, once), newest first.
    pub items: Vec<ItemId>,
}

/// A public document cited as 《…》, with all Items that cite it.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Canonical title: the most frequent spelling, ties to the earliest Source.
    pub title: String,
    /// Other spellings and short forms.
    pub aliases: Vec<String>,
    /// Kind, as in `data/policy_kinds.tsv`.
    pub kind: String,
    /// Canonical names of issuing bodies.
    pub issuers: Vec<String>,
    /// Regions.
    pub regions: Vec<String>,
    /// Document number.
    pub number: Option<String>,
    /// Status words with the Item that says so and its date, oldest first.
    pub status: Vec<PolicyStatus>,
    /// Titles related by `policies.yaml`: (relation, title).
    pub relations: Vec<(String, String)>,
    /// Items that cite it, oldest first, undated ones last.
    pub items: Vec<ItemId>,
}

/// What an Item says became of a Policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyStatus {
    /// The word (`征求意见`, `印发`, `施行`, `废止`).
    pub word: String,
    /// Date of the Item.
    pub date: Option<Date>,
    /// The Item.
    pub item: ItemId,
}

/// A typed link between two Documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedLink {
    /// Index into the settings' relations.
    pub relation: u32,
    /// Whether this Document is the one pointed to.
    pub inverse: bool,
    /// The other Document.
    pub other: DocumentId,
}

/// Years, months and weeks that hold something, oldest first.
#[derive(Debug, Default)]
pub struct Calendar {
    /// Years.
    pub years: Vec<CalendarSpan>,
    /// Months.
    pub months: Vec<CalendarSpan>,
    /// ISO weeks.
    pub weeks: Vec<CalendarSpan>,
    /// Posts without a period, in order of path.
    pub undated_posts: Vec<DocumentId>,
    /// Items without a date, in order of path and line.
    pub undated_items: Vec<ItemId>,
}

/// A year, month or ISO week and what stands in it.
#[derive(Debug, Clone)]
pub struct CalendarSpan {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Posts whose period touches it, newest first.
    pub posts: Vec<DocumentId>,
    /// Items with a date in it, newest first.
    pub items: Vec<ItemId>,
}

/// Gathers Documents into an Archive.
///
/// `vocabulary` are the files `tags.yaml` and `policies.yaml` where they exist. Drafts and Documents
/// with errors are already left out.
pub fn gather(
    documents: Vec<Document>,
    _settings: &Settings,
    _vocabulary: &[Source],
) -> (Archive, Vec<Diagnostic>) {
    let archive = Archive {
        newest: Vec::new(),
        n_dated: 0,
        facets: Vec::new(),
        calendar: Calendar::default(),
        policies: Vec::new(),
        related: Vec::new(),
        relations: Vec::new(),
        translations: Vec::new(),
        related_items: BTreeMap::new(),
        repeats: BTreeMap::new(),
        documents,
    };
    (archive, Vec::new())
}

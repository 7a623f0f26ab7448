//! All Documents, and the indexes over their Items.
//!
//! The archive knows no URLs, no HTML beyond what Documents hold, and no disk. [`gather`] is one
//! pass after another over the Documents in order of path; each grows with the number of Items and
//! no faster, and none depends on the order in which the Documents came.

use std::borrow::Cow;
use std::sync::Arc;

use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Item, KeyPlaces, Shelf, Work};
use crate::source::{Place, Source};

mod calendar;
#[cfg(test)]
mod cases;
mod circle;
mod company;
mod facet;
#[cfg(test)]
pub(crate) mod fixture;
mod needle;
mod order;
mod policy;
mod register;
mod related;
mod related_item;
mod relation;
mod repeat;
mod rows;
mod seen;
mod series;
mod tag;
mod yaml;

pub use calendar::{Calendar, CalendarSpan};
pub use facet::{Facet, Term};
pub use order::{Role, below_posts, join_path, without_extension};
pub use policy::{Policy, PolicyRelation, PolicyStatus};
pub use register::{POLICY_KEYS, RELATIONS, relation_spellings};
pub use relation::TypedLink;
pub use rows::Rows;
pub use seen::seen_by;
pub use series::SeriesIndex;
pub use tag::{KnownTag, TAG_KEYS, TagVocabulary, is_no_term};

use facet::Gathered;
use policy::PolicyIndex;
use register::Register;

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
    pub documents: Vec<Arc<Document>>,
    /// What each Document is.
    pub roles: Vec<Role>,
    /// Posts, newest first: by end of period, then start, then path; undated ones last.
    pub newest: Vec<DocumentId>,
    /// How many of `newest` have a period.
    pub n_dated: usize,
    /// Items of all posts, newest first: by their own day, else by the end of their post's period.
    pub newest_items: Vec<ItemId>,
    /// `tags`, `categories`, `regions`, `issuers`, `policies`, then declared facets.
    pub facets: Vec<Facet>,
    /// Years, months and weeks.
    pub calendar: Calendar,
    /// Policies in order of canonical title; Term `i` of the facet `policies` is `policies[i]`.
    pub policies: Vec<Policy>,
    /// For each Document: related ones, best first, at most 6.
    pub related: Rows<DocumentId>,
    /// For each Document: translations of it, in order of language.
    pub translations: Rows<DocumentId>,
    /// For each Document: typed links, in order of the declared relations.
    pub relations: Rows<TypedLink>,
    /// For each Item, by [`Archive::item_index`]: Items about the same event or Policy, best first,
    /// at most 5.
    pub related_items: Rows<ItemId>,
    /// For each Item, by [`Archive::item_index`]: Items that say nearly the same, in order of path,
    /// at most 8.
    pub repeats: Rows<ItemId>,
    /// Which digests are issues of one series.
    pub series: SeriesIndex,
    item_starts: Vec<u32>,
    ranks: Vec<u32>,
    policy_index: PolicyIndex,
}

/// Index into [`Archive::facets`] of the tags.
pub const TAGS: usize = 0;
/// Index into [`Archive::facets`] of the categories.
pub const CATEGORIES: usize = 1;
/// Index into [`Archive::facets`] of the regions.
pub const REGIONS: usize = 2;
/// Index into [`Archive::facets`] of the issuers.
pub const ISSUERS: usize = 3;
/// Index into [`Archive::facets`] of the policies.
pub const POLICIES: usize = 4;

impl Archive {
    /// Forgets what was only asked for while the archive was gathered and its links were resolved.
    /// Documents that somebody else holds, too, keep it.
    pub fn forget_what_was_gathered(&mut self) {
        for document in self.documents.iter_mut().filter_map(Arc::get_mut) {
            document.links = Vec::new();
            document.anchors = Vec::new();
            document.meta.places = KeyPlaces::default();
            document.meta.image = None;
            for item in &mut document.items {
                item.works = Box::default();
            }
        }
    }

    /// A Document.
    pub fn document(&self, id: DocumentId) -> &Document {
        seen::note(id);
        &self.documents[id as usize]
    }

    /// An Item.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.document(id.document).items[id.item as usize]
    }

    /// Number of an Item among all Items of all Documents, in order of path and text: the row in
    /// [`Facet::of_items`].
    pub fn item_index(&self, id: ItemId) -> usize {
        (self.item_starts[id.document as usize] + id.item) as usize
    }

    /// Items of all posts in order of path and text: the order of the export.
    pub fn items(&self) -> impl Iterator<Item = ItemId> {
        let posts = (0..self.documents.len() as DocumentId)
            .filter(|&document| self.roles[document as usize] == Role::Post);
        posts.flat_map(|document| {
            let n = self.documents[document as usize].items.len() as u32;
            (0..n).map(move |item| ItemId { document, item })
        })
    }

    /// Terms of a Facet that an Item has, without their parents.
    pub fn terms_of_item(&self, facet: usize, id: ItemId) -> &[u32] {
        self.facets[facet].of_items.row(self.item_index(id))
    }

    /// Terms of a Facet that a post or any of its Items has, without their parents.
    pub fn terms_of_post(&self, facet: usize, id: DocumentId) -> &[u32] {
        self.facets[facet].of_posts.row(id as usize)
    }

    /// The post before and the post after in time, older and newer: of its series where it belongs
    /// to one, else of all.
    pub fn neighbours(&self, id: DocumentId) -> (Option<DocumentId>, Option<DocumentId>) {
        if self.roles[id as usize] != Role::Post {
            return (None, None);
        }
        let posts = self.series.issues(id).unwrap_or(&self.newest);
        let rank = |id: DocumentId| self.ranks[id as usize];
        let at = posts.partition_point(|&post| rank(post) < rank(id));
        let newer = at.checked_sub(1).and_then(|at| posts.get(at));
        (posts.get(at + 1).copied(), newer.copied())
    }

    /// Documents of a role, in order of path.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = DocumentId> {
        let ids = 0..self.documents.len() as DocumentId;
        ids.filter(move |&id| self.roles[id as usize] == role)
    }

    /// The Policy that a cited title means; a short form means what it refers to.
    pub fn policy_of(&self, work: &Work) -> Option<u32> {
        self.policy_titled(work.refers_to.as_ref().unwrap_or(&work.title))
    }

    /// The Policy with this full title in any spelling.
    pub fn policy_titled(&self, title: &str) -> Option<u32> {
        self.policy_index.find(title)
    }
}

/// Gathers Documents into an Archive.
///
/// `vocabulary` are the files `tags.yaml` and `policies.yaml` where they exist. Drafts and Documents
/// with errors are already left out.
///
/// Documents come owned, or shared with whoever gathers them again after the next save.
pub fn gather<D: Into<Arc<Document>>>(
    documents: Vec<D>,
    settings: &Settings,
    vocabulary: &[Source],
) -> (Archive, Vec<Diagnostic>) {
    let documents = documents.into_iter().map(Into::into).collect();
    gather_shelved(documents, settings, vocabulary, None)
}

/// Does what [`gather`] does with Documents of which the texts may lie on a shelf.
pub fn gather_shelved(
    mut documents: Vec<Arc<Document>>,
    settings: &Settings,
    vocabulary: &[Source],
    shelf: Option<&dyn Shelf>,
) -> (Archive, Vec<Diagnostic>) {
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let mut diagnostics = Vec::new();
    let find = |path: &str| vocabulary.iter().find(|source| source.path == path);
    let tags = find("tags.yaml").map(|file| TagVocabulary::read(file, &mut diagnostics));
    let register = find("policies.yaml").map(|file| Register::read(file, &mut diagnostics));

    let roles: Vec<Role> = documents
        .iter()
        .map(|document| Role::of(&document.path))
        .collect();
    let (newest, n_dated) = order::newest(&documents, &roles);
    let item_starts = item_starts(&documents);
    let days = order::item_days(&documents);
    let newest_items = order::newest_items(&documents, &newest, &item_starts, &days);
    let of = Gathered {
        documents: &documents,
        roles: &roles,
        newest: &newest,
        items: &newest_items,
        item_starts: &item_starts,
        days: &days,
        shelf,
    };

    let (policies, policies_of_items, policy_index) =
        policy::gather(of, &register.unwrap_or_default(), &mut diagnostics);
    let mut facets = vec![
        facet::tags(of, &tags.unwrap_or_default(), &mut diagnostics),
        facet::categories(of, &mut diagnostics),
        facet::regions(of),
        facet::issuers(of),
        facet::policies(of, &policies, policies_of_items),
    ];
    facets.extend(facet::declared(of, settings, &mut diagnostics));

    let repeats = repeat::repeats(of);
    let cited: Vec<&[ItemId]> = policies
        .iter()
        .map(|policy| policy.items.as_slice())
        .collect();
    let archive = Archive {
        relations: relation::relations(of, settings, &mut diagnostics),
        related_items: related_item::related_items(of, &facets[POLICIES], &cited, &repeats),
        repeats,
        calendar: Calendar::new(of, n_dated),
        related: related::related(of, &facets[TAGS]),
        translations: related::translations(of),
        ranks: ranks(&newest, documents.len()),
        series: SeriesIndex::new(of),
        facets,
        policies,
        policy_index,
        roles,
        newest,
        n_dated,
        newest_items,
        item_starts,
        documents,
    };
    (archive, diagnostics)
}

fn item_starts(documents: &[Arc<Document>]) -> Vec<u32> {
    let mut next = 0;
    let start = |document: &Arc<Document>| {
        let start = next;
        next += document.items.len() as u32;
        start
    };
    documents.iter().map(start).collect()
}

fn ranks(newest: &[DocumentId], n: usize) -> Vec<u32> {
    let mut ranks = vec![0; n];
    for (rank, &id) in newest.iter().enumerate() {
        ranks[id as usize] = rank as u32;
    }
    ranks
}

/// A problem in a file below `content/`; its severity is the code's.
pub(crate) fn problem(
    code: &'static str,
    path: &str,
    place: Option<Place>,
    message: impl Into<String>,
    hint: impl Into<Cow<'static, str>>,
) -> Diagnostic {
    let mut problem = Diagnostic::of_file(path, code, message);
    problem.place = place;
    problem.hint(hint);
    problem
}

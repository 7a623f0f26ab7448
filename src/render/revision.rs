//! A post that was saved after the archive was gathered, shown before it is gathered again.
//!
//! A preview has to show a save at once, and gathering ten thousand posts takes half a second. Most
//! saves change words of one post and nothing that the archive's indexes count by, so its page can
//! be rendered from the new Document and the old indexes meanwhile. What the indexes say of it (what
//! is related, which lists it stands in) is the old until the archive is gathered.

use crate::archive::{DocumentId, ItemId, Role};
use crate::document::{Document, Item, Target};
use crate::site::Resolved;

use super::Renderer;

/// A Document in place of the gathered one.
pub(super) struct Revision {
    document: Document,
    links: Vec<Resolved>,
}

impl Renderer<'_> {
    /// Shows a Document in place of the one that was gathered at its path, from now on. `None`, and
    /// nothing changes, where it would not fit the indexes: another number of Items, another
    /// address, or a link that the post did not have.
    pub fn revise(&mut self, mut document: Document) -> Option<DocumentId> {
        let documents = &self.archive.documents;
        let id = documents
            .binary_search_by(|one| one.path.as_str().cmp(&document.path))
            .ok()?;
        let id = id as DocumentId;
        let old = self.document(id);
        if self.archive.roles[id as usize] == Role::Head || !is_alike(old, &document) {
            return None;
        }
        let links = self.links_of_revised(id, &document)?;
        document.story.clone_from(&old.story);
        let told = document.story.as_ref().map(|story| story.last);
        document.dates.updated = document.dates.updated.or(told);
        self.revised.insert(id, Revision { document, links });
        Some(id)
    }

    /// A Document as it is to be shown.
    pub(super) fn document(&self, id: DocumentId) -> &Document {
        match self.revised.get(&id) {
            Some(revision) => &revision.document,
            None => self.archive.document(id),
        }
    }

    /// An Item as it is to be shown.
    pub(super) fn item(&self, id: ItemId) -> &Item {
        &self.document(id.document).items[id.item as usize]
    }

    /// What the links of a Document lead to, in order.
    pub(super) fn links_of(&self, id: DocumentId) -> &[Resolved] {
        match self.revised.get(&id) {
            Some(revision) => &revision.links,
            None => self.site.links.get(id as usize).map_or(&[], Vec::as_slice),
        }
    }

    /// What the links of a new Document lead to, by those of the old one; `None` where it has one
    /// that only the plan can resolve.
    fn links_of_revised(&self, id: DocumentId, document: &Document) -> Option<Vec<Resolved>> {
        let old = self.document(id).links.iter().zip(self.links_of(id));
        let links = document.links.iter().map(|link| {
            let known = old.clone().find(|(old, _)| old.target == link.target);
            if let Some((_, resolved)) = known {
                return Some(resolved.clone());
            }
            let Target::Policy { title } = &link.target else {
                return None;
            };
            let policy = self.archive.policy_titled(title);
            Some(policy.map_or(Resolved::Missing, Resolved::Policy))
        });
        links.collect()
    }
}

/// Whether a Document stands at the same address as another, and its Items in the same rows.
fn is_alike(old: &Document, new: &Document) -> bool {
    let address = |document: &Document| {
        let meta = &document.meta;
        (
            meta.slug.clone(),
            meta.permalink.clone(),
            meta.aliases.clone(),
            meta.draft,
            meta.date,
        )
    };
    old.items.len() == new.items.len() && address(old) == address(new)
}

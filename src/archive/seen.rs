//! Which Documents are looked at while something is made of the archive.
//!
//! What was made of some Documents need not be made again while those, and the indexes, are what they
//! were. Nobody has to list them: [`Archive::document`](super::Archive::document) and
//! [`Archive::item`](super::Archive::item), by which all that is rendered asks for Documents, note them.
//! The note is the thread's own: a page is made on one thread, from its beginning to its end.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};

use super::{Archive, DocumentId, ItemId};

thread_local! {
    static SEEN: RefCell<Option<Vec<DocumentId>>> = const { RefCell::new(None) };
}

/// Makes something, and tells the Documents that were looked at, each once, in order.
pub fn seen_by<T>(make: impl FnOnce() -> T) -> (T, Vec<DocumentId>) {
    let around = SEEN.replace(Some(Vec::new()));
    let made = make();
    let mut seen = SEEN.replace(around).unwrap_or_default();
    seen.sort_unstable();
    seen.dedup();
    seen.shrink_to_fit();
    // Who makes this as a part of something looks at them, too.
    for id in &seen {
        note(*id);
    }
    (made, seen)
}

/// Notes a Document that is looked at.
pub(super) fn note(id: DocumentId) {
    SEEN.with_borrow_mut(|seen| {
        if let Some(seen) = seen
            && seen.last() != Some(&id)
        {
            seen.push(id);
        }
    });
}

impl Archive {
    /// Tells a hasher all that is no Document's own: who asks the indexes is not noted.
    pub fn hash_indexes(&self, out: &mut impl Hasher) {
        // No `..`: an index that is new has to be told, too.
        let Self {
            documents,
            roles,
            newest,
            n_dated,
            newest_items,
            facets,
            calendar,
            policies,
            related: _,
            translations: _,
            relations: _,
            related_items,
            repeats: _,
            series,
            item_starts,
            // By `newest`.
            ranks: _,
            // What the plan asks.
            policy_index: _,
        } = self;
        (documents.len(), related_items.len(), roles, newest, n_dated).hash(out);
        (
            newest_items,
            facets,
            calendar,
            policies,
            series,
            item_starts,
        )
            .hash(out);
    }

    /// Tells a hasher what a Document was parsed from, and what the indexes say of it to nobody who does
    /// not look at it.
    pub fn hash_document(&self, id: DocumentId, out: &mut impl Hasher) {
        let document = &self.documents[id as usize];
        (&document.path, document.key, &document.story).hash(out);
        self.related.row(id as usize).hash(out);
        self.translations.row(id as usize).hash(out);
        self.relations.row(id as usize).hash(out);
        for item in 0..document.items.len() as u32 {
            let row = self.item_index(ItemId { document: id, item });
            self.related_items.row(row).hash(out);
            self.repeats.row(row).hash(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture::{document, gather, item};

    #[test]
    fn what_is_looked_at_in_between_is_told_once_and_in_order() {
        let post = |path| document(path).items(vec![item("题", "文")]);
        let (archive, _) = gather(["a.md", "b.md", "c.md"].map(post).into());
        archive.document(1);
        let look = || {
            archive.document(2);
            archive.item(ItemId {
                document: 0,
                item: 0,
            });
            archive.document(2);
        };
        assert_eq!(seen_by(look).1, [0, 2]);
        archive.document(1);
        assert!(seen_by(|| ()).1.is_empty());
        let look_around = || (archive.document(1), seen_by(look).1);
        let ((_, inside), around) = seen_by(look_around);
        assert_eq!((&*inside, &*around), (&[0, 2][..], &[0, 1, 2][..]));
    }
}

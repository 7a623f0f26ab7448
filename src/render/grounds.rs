//! What all files of a site are made from, as hashes: what was made of the same need not be made again.
//!
//! A file is made from Documents, which are noted while it is made ([`crate::archive::seen_by`]), and from
//! what is no Document's own: indexes, addresses, settings, theme.

use std::collections::BTreeMap;
use std::hash::Hash;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::archive::DocumentId;
use crate::kept::Digest;
use crate::site::Site;

use super::Renderer;

/// Hashes of what a site is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Grounds {
    /// Of all that is no Document's own.
    frame: [u8; 32],
    /// Of each Document.
    documents: Vec<[u8; 32]>,
}

/// Which Documents are others than they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed(Vec<bool>);

impl Grounds {
    /// Which Documents differ from those of before; `None` where more than Documents does.
    pub fn since(&self, before: &Self) -> Option<Changed> {
        let alike = self.frame == before.frame && self.documents.len() == before.documents.len();
        let both = self.documents.iter().zip(&before.documents);
        alike.then(|| Changed(both.map(|(now, then)| now != then).collect()))
    }
}

impl Changed {
    /// Whether any of these Documents is another. One that is not known is.
    pub fn any(&self, documents: &[DocumentId]) -> bool {
        let changed = |id: &DocumentId| self.0.get(*id as usize).copied().unwrap_or(true);
        documents.iter().any(changed)
    }
}

impl Renderer<'_> {
    /// What is rendered is made from this.
    pub fn grounds(&self) -> Grounds {
        let ids = 0..self.archive.documents.len() as DocumentId;
        Grounds {
            frame: self.frame(),
            documents: ids.map(|id| self.document_key(id)).collect(),
        }
    }

    fn frame(&self) -> [u8; 32] {
        let mut out = Digest::default();
        // No `..`: what is new has to be told, too.
        let Site {
            address,
            pages,
            posts,
            facets,
            terms,
            years,
            months,
            weeks,
            assets,
            redirects,
            // Of one Document each.
            links: _,
            pictures: _,
            sizes,
        } = self.site;
        (address, pages, posts, facets, terms, years, months).hash(&mut out);
        (weeks, assets, redirects, sizes).hash(&mut out);
        format!("{:?}", self.settings).hash(&mut out);
        self.theme.key.hash(&mut out);
        for chrome in &self.chrome {
            let keys = chrome.shared.as_ref().ok();
            keys.map(BTreeMap::len).hash(&mut out);
            for (nav, frame) in keys.into_iter().flatten() {
                (nav, frame.key.bytes()).hash(&mut out);
            }
        }
        self.archive.hash_indexes(&mut out);
        out.end()
    }

    fn document_key(&self, id: DocumentId) -> [u8; 32] {
        let mut out = Digest::default();
        self.archive.hash_document(id, &mut out);
        self.site.links.get(id as usize).hash(&mut out);
        self.site.pictures.get(id as usize).hash(&mut out);
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grounds(frame: u8, documents: &[u8]) -> Grounds {
        Grounds {
            frame: [frame; 32],
            documents: documents.iter().map(|document| [*document; 32]).collect(),
        }
    }

    #[test]
    fn a_file_is_the_same_while_the_frame_and_the_documents_that_it_was_made_of_are() {
        let before = grounds(1, &[1, 2, 3]);
        let changed = grounds(1, &[1, 9, 3]).since(&before).expect("one frame");
        for (seen, is_other) in [
            (&[][..], false),
            (&[0, 2], false),
            (&[0, 1], true),
            (&[7], true),
        ] {
            assert_eq!(changed.any(seen), is_other, "{seen:?}");
        }
        assert_eq!(grounds(2, &[1, 2, 3]).since(&before), None);
        assert_eq!(grounds(1, &[1, 2]).since(&before), None);
    }
}

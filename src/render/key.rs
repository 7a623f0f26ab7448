//! What a page is made from, as a hash: a page of the same key need not be made again.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::kept;
use crate::site::Page;

use super::Renderer;
use super::address::Scope;

/// A hash of everything that goes into the HTML of a page: the templates and interface strings, what
/// all pages share, the view. Pages of one key are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct ViewKey([u8; 32]);

/// What is wanted of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Its HTML.
    Html,
    /// Its key, and the HTML unless the key is this one.
    Change(Option<ViewKey>),
}

/// A page as it was wanted.
#[derive(Debug)]
pub struct Made {
    /// Its key, where one was wanted.
    pub key: Option<ViewKey>,
    /// Its HTML; `None` where it would be what it was.
    pub html: Option<Vec<u8>>,
}

impl Made {
    /// The HTML of a page that was not held against what it was before.
    pub(crate) fn whole(self) -> Vec<u8> {
        self.html
            .expect("only left out where the key is that of before")
    }
}

impl Renderer<'_> {
    /// Renders a page unless its key is the one that it had `before`. `Err`: a template failed, with
    /// template, line and column.
    pub fn changed(&self, page: &Page, before: Option<ViewKey>) -> Result<Made, Diagnostic> {
        let mut scope = Scope::new(self, &page.route);
        scope.wanted = Wanted::Change(before);
        self.page(page, &scope)
    }
}

impl ViewKey {
    /// The key of what comes into a page in these parts.
    pub(super) fn joined(parts: &[&[u8]]) -> Self {
        Self(kept::hash(parts.iter().copied()))
    }

    /// The key of a view.
    pub(super) fn of(view: &impl Serialize) -> Self {
        // Views are plain structs; a map or list that did not know its length would be a defect.
        let bytes = postcard::to_extend(view, Vec::with_capacity(16 * 1024));
        Self(blake3::hash(&bytes.expect("views know their lengths")).into())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

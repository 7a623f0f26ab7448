//! Where the HTML of Documents lies between parsing and rendering.

use std::borrow::Cow;
use std::fmt::Debug;
use std::io;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Document;

use super::Renderer;

/// A place for the HTML of Documents that the rim provides, so that it need not stay in memory.
pub trait Shelf: Debug + Send + Sync {
    /// Gives back the bytes that were put there.
    fn take(&self, place: Range<u64>) -> io::Result<String>;
}

impl Renderer<'_> {
    /// The HTML of a Document's body, wherever it lies.
    pub(super) fn html_of<'d>(&self, document: &'d Document) -> Result<Cow<'d, str>, Diagnostic> {
        let Some(place) = document.shelved.clone() else {
            return Ok(Cow::Borrowed(&document.markup.html));
        };
        let taken = match self.shelf {
            Some(shelf) => shelf.take(place),
            None => Err(io::Error::other("nobody keeps it")),
        };
        taken.map(Cow::Owned).map_err(|error| Diagnostic {
            severity: Severity::Error,
            code: "internal",
            path: format!("content/{}", document.path),
            place: None,
            message: format!("the text that was put aside is lost: {error}"),
            hint: Some("build again; if it stays so, look after the disk".to_owned()),
        })
    }
}

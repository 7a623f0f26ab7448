//! The HTML of Documents, put aside in a nameless file until their pages are rendered.
//!
//! It is as much again as the text. A build of 100,000 posts would hold it in memory from the first
//! parsed post to the last rendered page, for nothing: between the two nobody looks at it.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::BuildError;
use crate::document::Document;
use crate::render;

/// A file without a name, gone with the process however that ends.
#[derive(Debug)]
pub(super) struct Shelf {
    file: File,
    folder: PathBuf,
    end: AtomicU64,
}

impl Shelf {
    /// Makes one on the disk of `folder`.
    pub(super) fn new(folder: &Path) -> Result<Self, BuildError> {
        let file = tempfile::tempfile_in(folder).map_err(failed(folder))?;
        Ok(Self {
            file,
            folder: folder.to_owned(),
            end: AtomicU64::new(0),
        })
    }

    /// Takes the HTML out of a Document.
    pub(super) fn put(&self, document: &mut Document) -> Result<(), BuildError> {
        let html = std::mem::take(&mut document.markup.html);
        let length = html.len() as u64;
        let at = self.end.fetch_add(length, Ordering::Relaxed);
        let written = self.file.write_all_at(html.as_bytes(), at);
        written.map_err(failed(&self.folder))?;
        document.shelved = Some(at..at + length);
        Ok(())
    }
}

/// Puts the folder to an error: the file has no name.
fn failed(folder: &Path) -> impl FnOnce(io::Error) -> BuildError {
    move |source| BuildError::Shelf {
        folder: folder.to_owned(),
        source,
    }
}

impl render::Shelf for Shelf {
    fn take(&self, place: Range<u64>) -> io::Result<String> {
        text_at(&self.file, place)
    }
}

/// The text that lies at a place of a file.
pub(super) fn text_at(file: &File, place: Range<u64>) -> io::Result<String> {
    let mut bytes = vec![0; (place.end - place.start) as usize];
    file.read_exact_at(&mut bytes, place.start)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture;
    use render::Shelf as _;

    #[test]
    fn what_is_put_aside_comes_back_and_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(folder.path()).expect("a file");
        let mut documents = ["<p>甲</p>", "", "<p>b</p>"].map(|html| {
            let mut document = fixture::document("a.md");
            html.clone_into(&mut document.markup.html);
            (html, document)
        });
        for (_, document) in &mut documents {
            shelf.put(document).expect("room");
            assert!(document.markup.html.is_empty());
        }
        for (html, document) in &documents {
            let place = document.shelved.clone().expect("was put aside");
            assert_eq!(shelf.take(place).expect("is there"), *html);
        }
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
        assert!(shelf.take(5..500).is_err());
    }
}

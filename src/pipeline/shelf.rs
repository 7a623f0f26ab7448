//! The HTML of Documents, and the texts of their Items where they are many, put aside in a nameless file
//! until their pages are rendered.
//!
//! They are twice the text of the archive. A build of 100,000 posts would hold them in memory from the
//! first parsed post to the last rendered page, and is asked for one of them at a time.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::BuildError;
use crate::document::{self, Document};

/// A file without a name, gone with the process however that ends.
#[derive(Debug)]
pub(super) struct Shelf {
    file: Reading,
    folder: PathBuf,
    end: AtomicU64,
}

/// A file that text is taken from again.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) file: File,
    /// Why the first text that could not be read was not.
    lost: Mutex<Option<io::Error>>,
}

/// What was taken out of a Document.
pub(super) struct Taken {
    html: String,
    texts: Vec<String>,
}

/// How much room there is in memory for the texts of Items, in bytes.
#[derive(Debug)]
pub(super) struct Room(AtomicUsize);

/// Bytes of texts that stay in memory: those of 300 posts. Reading the others again costs a hundredth of
/// a build at most, and 10,000 posts take 15 to 25 MiB less.
pub(super) const TEXTS_IN_MEMORY: usize = 1 << 20;

impl Shelf {
    /// Makes one on the disk of `folder`.
    pub(super) fn new(folder: &Path) -> Result<Self, BuildError> {
        let file = tempfile::tempfile_in(folder).map_err(failed(folder))?;
        Ok(Self {
            file: Reading::new(file),
            folder: folder.to_owned(),
            end: AtomicU64::new(0),
        })
    }

    /// Takes the HTML out of a Document, and the texts of its Items where there is no room for them.
    pub(super) fn put(&self, document: &mut Document, room: &Room) -> Result<(), BuildError> {
        let taken = Taken::out_of(document);
        let stays = room.take(taken.n_texts());
        let mut bytes = Vec::new();
        taken.write_html(&mut bytes);
        if !stays {
            taken.write_texts(&mut bytes);
        }
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let written = self.file.file.write_all_at(&bytes, at);
        written.map_err(failed(&self.folder))?;
        taken.lies_at(at, document, stays);
        Ok(())
    }

    /// Why something that lies here could not be read.
    pub(super) fn lost(&self) -> Option<BuildError> {
        self.file.lost().map(failed(&self.folder))
    }
}

impl Taken {
    /// Takes HTML and texts.
    pub(super) fn out_of(document: &mut Document) -> Self {
        let texts = document.items.iter_mut();
        Self {
            html: std::mem::take(&mut document.markup.html),
            texts: texts.map(|item| std::mem::take(&mut item.text)).collect(),
        }
    }

    /// Bytes of the HTML.
    pub(super) fn n_html(&self) -> usize {
        self.html.len()
    }

    /// Bytes of the texts.
    pub(super) fn n_texts(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }

    pub(super) fn write_html(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self.html.as_bytes());
    }

    pub(super) fn write_texts(&self, bytes: &mut Vec<u8>) {
        for text in &self.texts {
            bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// Where the texts begin and the last one ends, if they lie at `at`.
    pub(super) fn places(&self, at: u64) -> Box<[u64]> {
        let ends = self.texts.iter().scan(at, |end, text| {
            *end += text.len() as u64;
            Some(*end)
        });
        std::iter::once(at).chain(ends).collect()
    }

    /// Tells the Document where its HTML lies, and behind it the texts if they do not stay.
    pub(super) fn lies_at(self, at: u64, document: &mut Document, texts_stay: bool) {
        let end = at + self.html.len() as u64;
        document.shelved = Some(at..end);
        if texts_stay {
            self.put_texts_back(document);
        } else {
            document.shelved_texts = Some(self.places(end));
        }
    }

    /// Gives the Document all that it had.
    pub(super) fn put_back(mut self, document: &mut Document) {
        document.markup.html = std::mem::take(&mut self.html);
        self.put_texts_back(document);
    }

    fn put_texts_back(self, document: &mut Document) {
        document.shelved_texts = None;
        for (item, text) in document.items.iter_mut().zip(self.texts) {
            item.text = text;
        }
    }
}

impl Room {
    pub(super) fn new(bytes: usize) -> Self {
        Self(AtomicUsize::new(bytes))
    }

    /// Takes room for so many bytes, if there is so much.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let less = |room: usize| room.checked_sub(bytes);
        let order = Ordering::Relaxed;
        self.0.fetch_update(order, order, less).is_ok()
    }
}

impl Reading {
    pub(super) fn new(file: File) -> Self {
        Self {
            file,
            lost: Mutex::default(),
        }
    }

    /// The text at a place; empty where it cannot be read, and [`Reading::lost`] tells.
    pub(super) fn take(&self, place: Range<u64>) -> String {
        text_at(&self.file, place).unwrap_or_else(|error| {
            let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
            lost.get_or_insert(error);
            String::new()
        })
    }

    /// Why the first text that could not be read was not.
    pub(super) fn lost(&self) -> Option<io::Error> {
        let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.take()
    }
}

/// Puts the folder to an error: the file has no name.
pub(super) fn failed(folder: &Path) -> impl FnOnce(io::Error) -> BuildError {
    move |source| BuildError::Shelf {
        folder: folder.to_owned(),
        source,
    }
}

impl document::Shelf for Shelf {
    fn take(&self, place: Range<u64>) -> String {
        self.file.take(place)
    }
}

/// The text that lies at a place of a file.
fn text_at(file: &File, place: Range<u64>) -> io::Result<String> {
    thread_local! {
        static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    ROOM.with_borrow_mut(|bytes| {
        bytes.resize((place.end - place.start) as usize, 0);
        file.read_exact_at(bytes, place.start)?;
        let text = simdutf8::basic::from_utf8(bytes).map_err(io::Error::other)?;
        Ok(text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture;
    use document::Shelf as _;

    fn digest(html: &str, texts: [&str; 2]) -> Document {
        let mut document = fixture::document("a.md");
        html.clone_into(&mut document.markup.html);
        document.items = texts.map(|text| fixture::item("甲", text)).into();
        document
    }

    #[test]
    fn what_is_put_aside_comes_back_and_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(folder.path()).expect("a file");
        let room = Room::new("甲第二条".len());
        let values = [
            ("<p>甲</p>", ["甲", "第二条"]),
            ("", ["", "b"]),
            ("<p>b</p>", ["乙", ""]),
        ];
        let documents = values.map(|(html, texts)| {
            let mut document = digest(html, texts);
            shelf.put(&mut document, &room).expect("room");
            document
        });
        let stays = documents.each_ref().map(|one| one.shelved_texts.is_none());
        assert_eq!(stays, [true, false, false]);
        let shelf = Some(&shelf as &dyn document::Shelf);
        for ((html, texts), document) in values.iter().zip(&documents) {
            assert!(document.markup.html.is_empty());
            assert_eq!(document.html(shelf), *html);
            let all = document.item_texts(shelf);
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(document.item_text(number, shelf), *text);
                assert_eq!(all.of(number), *text);
            }
        }
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
    }

    #[test]
    fn what_is_lost_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let shelf = Shelf::new(folder.path()).expect("a file");
        assert!(shelf.lost().is_none());
        assert_eq!(shelf.take(5..500), "");
        assert!(shelf.lost().is_some());
    }
}

//! The Leaves of Documents, and the texts of their Items where they are many, put aside in a nameless file
//! until their pages are rendered.
//!
//! They are more than twice the text of the archive. A build of 100,000 posts would hold them in memory
//! from the first parsed post to the last rendered page, and is asked for one of them at a time.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};

use super::BuildError;
use crate::document::{self, Document, Leaf, Markup, Shelved};

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
    leaf: Option<Box<Leaf>>,
    texts: Vec<Box<str>>,
}

/// Where the texts of Items go: of posts that were parsed, and of those that an earlier build parsed, of which
/// few are asked for.
#[derive(Debug)]
pub(super) struct Rooms {
    pub(super) new: Room,
    pub(super) kept: Room,
}

/// How much room there is in memory for the texts of Items, in bytes.
#[derive(Debug)]
pub(super) struct Room(AtomicUsize);

/// Bytes of texts that stay in memory where no index asks for all of them: those of 300 posts. Reading the
/// others again costs a hundredth of a build at most, and 10,000 posts take 15 to 25 MiB less.
pub(super) const TEXTS_IN_MEMORY: usize = 1 << 20;

/// Bytes of texts that stay in memory for the index, which asks for each text twice, in another order than that
/// of the posts: those of 20,000 posts.
pub(super) const TEXTS_FOR_INDEX: usize = 64 << 20;

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

    /// Takes the Leaf out of a Document, and the texts of its Items where there is no room for them.
    pub(super) fn put(&self, document: &mut Document, room: &Room) -> Result<(), BuildError> {
        let taken = Taken::out_of(document);
        let stays = room.take(taken.n_texts());
        let mut bytes = Vec::new();
        let written = taken.write_leaf(&mut bytes);
        let place = written.map_err(failed(&self.folder))?;
        if !stays {
            taken.write_texts(&mut bytes);
        }
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let written = self.file.file.write_all_at(&bytes, at);
        written.map_err(failed(&self.folder))?;
        taken.lies_at(at, place, document, stays);
        Ok(())
    }

    /// Why something that lies here could not be read.
    pub(super) fn lost(&self) -> Option<BuildError> {
        self.file.lost().map(failed(&self.folder))
    }
}

impl Taken {
    /// Takes the Leaf and the texts.
    pub(super) fn out_of(document: &mut Document) -> Self {
        let texts = document.items.iter_mut();
        Self {
            leaf: document.leaf.take(),
            texts: texts.map(|item| std::mem::take(&mut item.text)).collect(),
        }
    }

    /// Bytes of the texts.
    pub(super) fn n_texts(&self) -> usize {
        self.texts.iter().map(|text| text.len()).sum()
    }

    /// Writes the Leaf behind `bytes`; where it lies from there on.
    pub(super) fn write_leaf(&self, bytes: &mut Vec<u8>) -> io::Result<Option<Shelved>> {
        let Some(leaf) = &self.leaf else {
            return Ok(None);
        };
        let html = leaf.markup.html.as_bytes();
        bytes.extend_from_slice(html);
        let start = bytes.len();
        (&leaf.markup.holes, &leaf.parts, &leaf.items).serialize(bytes)?;
        Ok(Some(Shelved {
            at: 0,
            n_html: u32::try_from(html.len()).map_err(io::Error::other)?,
            n_rest: u32::try_from(bytes.len() - start).map_err(io::Error::other)?,
        }))
    }

    /// Writes the texts, one behind the other.
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

    /// Tells the Document where its Leaf lies, and behind it the texts if they do not stay.
    pub(super) fn lies_at(
        self,
        at: u64,
        place: Option<Shelved>,
        document: &mut Document,
        texts_stay: bool,
    ) {
        document.shelved = place.map(|place| Shelved { at, ..place });
        if texts_stay {
            self.put_texts_back(document);
        } else {
            let end = at + place.map_or(0, |place| place.len());
            document.shelved_texts = Some(self.places(end));
        }
    }

    /// Gives the Document all that it had.
    pub(super) fn put_back(mut self, document: &mut Document) {
        document.shelved = None;
        document.leaf = self.leaf.take();
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
        let text = bytes_at(&self.file, place, text_of);
        self.unless_lost(text)
    }

    /// The Leaf at a place; empty where it cannot be read, and [`Reading::lost`] tells.
    pub(super) fn take_leaf(&self, place: Shelved) -> Leaf {
        let end = place.at.saturating_add(place.len());
        let leaf = bytes_at(&self.file, place.at..end, |bytes| {
            let (html, rest) = bytes.split_at(place.n_html as usize);
            let html = text_of(html)?;
            let (holes, parts, items) = BorshDeserialize::try_from_slice(rest)?;
            Ok(Leaf {
                markup: Markup { html, holes },
                parts,
                items,
                looks: Vec::new(),
            })
        });
        self.unless_lost(leaf)
    }

    fn unless_lost<T: Default>(&self, found: io::Result<T>) -> T {
        found.unwrap_or_else(|error| {
            let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
            lost.get_or_insert(error);
            T::default()
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

    fn take_leaf(&self, place: Shelved) -> Leaf {
        self.file.take_leaf(place)
    }
}

/// What is read of the bytes at a place of a file.
fn bytes_at<T>(
    file: &File,
    place: Range<u64>,
    read: impl FnOnce(&[u8]) -> io::Result<T>,
) -> io::Result<T> {
    thread_local! {
        static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    ROOM.with_borrow_mut(|bytes| {
        bytes.resize((place.end - place.start) as usize, 0);
        file.read_exact_at(bytes, place.start)?;
        read(bytes)
    })
}

fn text_of(bytes: &[u8]) -> io::Result<String> {
    let text = simdutf8::basic::from_utf8(bytes).map_err(io::Error::other)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture;
    use crate::document::{Part, Passage};
    use document::Shelf as _;

    fn digest(html: &str, texts: [&str; 2]) -> Document {
        let mut document = fixture::document("a.md");
        let passage = Passage::default();
        document.leaf = Some(Box::new(Leaf {
            markup: Markup {
                html: html.to_owned(),
                holes: Vec::new(),
            },
            parts: vec![Part::Prose(passage), Part::Item(1)],
            items: Vec::new(),
            looks: Vec::new(),
        }));
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
            assert!(document.leaf.is_none());
            let leaf = document.leaf(shelf);
            assert_eq!(leaf.markup.html, *html);
            assert!(matches!(leaf.parts[..], [Part::Prose(_), Part::Item(1)]));
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
        let place = Shelved {
            at: 5,
            n_html: 500,
            n_rest: 5,
        };
        assert!(shelf.take_leaf(place).parts.is_empty());
        assert!(shelf.lost().is_some());
    }
}

//! What the rim puts aside of Documents, so that it need not stay in memory.

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;

use super::{Document, Item, Leaf};

/// A place for bytes of Documents that the rim provides.
pub trait Shelf: Debug + Send + Sync {
    /// Gives back the text that was put there. Empty where it is lost: whoever keeps it remembers
    /// that, and publishes nothing of what was made from it.
    fn take(&self, place: Range<u64>) -> String;

    /// Gives back the Leaf that was put there. Empty where it is lost, as with [`Shelf::take`].
    fn take_leaf(&self, place: Shelved) -> Leaf;
}

/// Where a Leaf lies: the HTML, and behind it the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Shelved {
    /// First byte.
    pub at: u64,
    /// Bytes of the HTML.
    pub n_html: u32,
    /// Bytes of the rest.
    pub n_rest: u32,
}

impl Shelved {
    /// Bytes of all of it.
    pub fn len(&self) -> u64 {
        u64::from(self.n_html) + u64::from(self.n_rest)
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The texts of a Document's Items, wherever they lay.
#[derive(Debug)]
pub enum ItemTexts<'d> {
    /// The Items hold them.
    Here(&'d [Item]),
    /// One after another, and where each begins and the last one ends.
    Taken(Cow<'d, str>, &'d [u64]),
}

impl ItemTexts<'_> {
    /// The text of an Item, by its number in the Document.
    pub fn of(&self, item: usize) -> &str {
        match self {
            Self::Here(items) => &items[item].text,
            Self::Taken(text, places) => {
                let at = |place: u64| (place - places[0]) as usize;
                text.get(at(places[item])..at(places[item + 1]))
                    .unwrap_or_default()
            }
        }
    }
}

impl Document {
    /// What only its own page and the export show.
    pub fn leaf(&self, shelf: Option<&dyn Shelf>) -> Cow<'_, Leaf> {
        match (self.leaf.as_deref(), self.shelved) {
            (Some(leaf), _) => Cow::Borrowed(leaf),
            (None, Some(place)) => Cow::Owned(of(shelf).take_leaf(place)),
            (None, None) => Cow::Owned(Leaf::default()),
        }
    }

    /// The texts of all Items.
    pub fn item_texts(&self, shelf: Option<&dyn Shelf>) -> ItemTexts<'_> {
        match self.shelved_texts.as_deref() {
            Some(places @ [first, .., last]) => {
                ItemTexts::Taken(taken(shelf, *first..*last).into(), places)
            }
            _ => ItemTexts::Here(&self.items),
        }
    }

    /// Gives the Items their texts again, from all of them one after another.
    pub fn take_texts_from(&mut self, texts: &str) {
        let Some(places) = self.shelved_texts.take() else {
            return;
        };
        let texts = ItemTexts::Taken(texts.into(), &places);
        for (number, item) in self.items.iter_mut().enumerate() {
            item.text = texts.of(number).into();
        }
    }

    /// The text of one Item, by its number.
    pub fn item_text(&self, item: usize, shelf: Option<&dyn Shelf>) -> Cow<'_, str> {
        match self.shelved_texts.as_deref() {
            Some(places) => Cow::Owned(taken(shelf, places[item]..places[item + 1])),
            None => Cow::Borrowed(&self.items[item].text),
        }
    }
}

fn taken(shelf: Option<&dyn Shelf>, place: Range<u64>) -> String {
    of(shelf).take(place)
}

fn of(shelf: Option<&dyn Shelf>) -> &dyn Shelf {
    shelf.expect("who puts something aside says where it lies")
}

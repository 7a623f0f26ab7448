//! What the rim puts aside of Documents, so that it need not stay in memory.

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;

use super::{Document, Item};

/// A place for text of Documents that the rim provides.
pub trait Shelf: Debug + Send + Sync {
    /// Gives back the bytes that were put there. Empty where they are lost: whoever keeps them remembers
    /// that, and publishes nothing of what was made from it.
    fn take(&self, place: Range<u64>) -> String;
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
    /// The HTML of the body.
    pub fn html(&self, shelf: Option<&dyn Shelf>) -> Cow<'_, str> {
        match self.shelved.clone() {
            Some(place) => Cow::Owned(taken(shelf, place)),
            None => Cow::Borrowed(&self.markup.html),
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
            texts.of(number).clone_into(&mut item.text);
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
    let shelf = shelf.expect("who puts something aside says where it lies");
    shelf.take(place)
}

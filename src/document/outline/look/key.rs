//! Lines folded for comparison with other lines.

use std::hash::Hasher;

use super::lead::Lead;
use crate::fold::{compatible, is_alphanumeric, simple};

/// Folds a line for comparison with other lines: letters and digits only, lower case, of one width;
/// number, bullet and category left out. Returns its hash, or `None` when nothing is left.
pub(in crate::document::outline) fn key(text: &str) -> Option<u64> {
    words_key(&text[Lead::of(text).rest..])
}

/// [`key`] of a line whose head was already taken off.
pub(in crate::document::outline) fn words_key(words: &str) -> Option<u64> {
    let mut key = WordsKey::default();
    for c in words.chars() {
        let Some(c) = simple(c) else {
            // It may join with its neighbours: all is read anew.
            let mut key = WordsKey::default();
            compatible(words).for_each(|c| key.add(c));
            return key.finish();
        };
        key.add(c);
    }
    key.finish()
}

/// The hash of the letters and digits of a text.
#[derive(Default)]
struct WordsKey {
    hasher: rustc_hash::FxHasher,
    length: u32,
}

impl WordsKey {
    fn add(&mut self, c: char) {
        if is_alphanumeric(c) {
            self.hasher.write_u32(c.into());
            self.length += 1;
        }
    }

    fn finish(self) -> Option<u64> {
        (self.length >= 2).then(|| self.hasher.finish())
    }
}

/// How a text begins, as far as its [`words_key`] is concerned: texts with one key begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document::outline) enum Beginning {
    /// Hash of the first letters and digits.
    Hash(u64),
    /// A character among the first changes in folding in a way that only the whole text tells.
    Unknown,
}

/// Letters and digits that make a [`Beginning`].
const BEGINNING: usize = 4;

/// How a text begins.
pub(in crate::document::outline) fn beginning(words: &str) -> Beginning {
    let mut hasher = rustc_hash::FxHasher::default();
    let mut length = 0;
    for c in words.chars() {
        // One further character is looked at: it may change the last one.
        let Some(folded) = simple(c) else {
            return Beginning::Unknown;
        };
        if length == BEGINNING {
            break;
        }
        if is_alphanumeric(folded) {
            hasher.write_u32(folded.into());
            length += 1;
        }
    }
    Beginning::Hash(hasher.finish())
}

/// Whether two texts have the same letters and digits.
pub(in crate::document::outline) fn same_words(a: &str, b: &str) -> bool {
    let letters = |text| compatible(text).filter(|&c| is_alphanumeric(c));
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

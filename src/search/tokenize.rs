//! Folded text as symbols: words, and characters that stand alone.
//!
//! A *symbol* is a word (a run of letters and digits of a script with spaces) or one character that
//! is neither part of a word nor a space: Han, Kana, Hangul, punctuation. The index holds single
//! symbols and pairs of neighbours; positions count symbols, a space counting as one.

use super::fold::is_word;

/// A word, or a character that stands alone, in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// The word or character.
    pub text: &'a str,
    /// Byte where it starts in the folded text.
    pub start: usize,
    /// How many symbols and spaces stand before it.
    pub position: u32,
    /// Whether it is a word.
    pub word: bool,
}

/// The symbols of a folded text, in order.
pub fn symbols(folded: &str) -> impl Iterator<Item = Symbol<'_>> {
    let mut chars = folded.char_indices().peekable();
    let mut position = 0;
    std::iter::from_fn(move || {
        loop {
            let (start, c) = chars.next()?;
            let here = position;
            position += 1;
            if c == ' ' {
                continue;
            }
            let word = is_word(c);
            let mut end = start + c.len_utf8();
            while word && let Some(&(at, next)) = chars.peek() {
                if !is_word(next) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
            return Some(Symbol {
                text: &folded[start..end],
                start,
                position: here,
                word,
            });
        }
    })
}

/// The tokens of a folded text as the single index holds them (DESIGN §7): every run of Han, Kana
/// and Hangul as single characters and overlapping pairs, every word as it is. Punctuation is left
/// out; the check against the text sees to it.
pub fn tokens(folded: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut previous: Option<Symbol<'_>> = None;
    for symbol in symbols(folded) {
        if !symbol.text.chars().all(char::is_alphanumeric) {
            previous = None;
            continue;
        }
        tokens.push(symbol.text);
        if symbol.word {
            previous = None;
            continue;
        }
        if let Some(before) = previous
            && before.position + 1 == symbol.position
        {
            tokens.push(&folded[before.start..symbol.start + symbol.text.len()]);
        }
        previous = Some(symbol);
    }
    tokens
}

/// Whether a folded text contains a folded phrase, words only from their start.
///
/// `finished`: the phrase's last word, if it ends in one, must end where the text's word ends.
pub fn contains(folded: &str, phrase: &str, finished: bool) -> bool {
    find(folded, phrase, finished, 0).is_some()
}

/// The byte where a phrase first stands in a folded text at or after `from`; rules as [`contains`].
pub fn find(folded: &str, phrase: &str, finished: bool, from: usize) -> Option<usize> {
    let starts_in_word = phrase.chars().next().is_some_and(is_word);
    let ends_in_word = finished && phrase.chars().next_back().is_some_and(is_word);
    let mut from = from;
    while let Some(at) = folded.get(from..).and_then(|rest| rest.find(phrase)) {
        let start = from + at;
        let end = start + phrase.len();
        let cut_start = starts_in_word && folded[..start].chars().next_back().is_some_and(is_word);
        let cut_end = ends_in_word && folded[end..].chars().next().is_some_and(is_word);
        if !cut_start && !cut_end {
            return Some(start);
        }
        from = start + folded[start..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

//! Lines that want something of the reader.

use super::news::reports;
use crate::lexicon::outline_words;

/// Bytes beyond which a text is more than a call.
const LONGEST_CALL: usize = 1200;

/// Whether a text asks to follow, share or write in: by two words or more, and it tells no news.
pub(in crate::document::outline) fn calls(text: &str) -> bool {
    if text.len() > LONGEST_CALL {
        return false;
    }
    let mut found = outline_words().call.find(text).map(|(_, word, _)| word);
    let Some(first) = found.next() else {
        return false;
    };
    found.any(|word| !word.contains(first) && !first.contains(word)) && !reports(text)
}

/// Bytes of the longest closing line that asks for something.
const LONGEST_BEG: usize = 60 * 3;

/// Whether a short line at the end of a text asks to scan, follow or share.
pub(in crate::document::outline) fn begs(text: &str) -> bool {
    text.len() <= LONGEST_BEG && !reports(text) && outline_words().beg.any_in(text)
}

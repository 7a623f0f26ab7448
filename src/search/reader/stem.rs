//! Other forms of English words, for ranking and suggestions, never for matching: stems and stop words of
//! elasticlunr's English pipeline, as the browser's elasticlunr has them.

use std::thread_local;

use elasticlunr::lang::English;
use elasticlunr::{Language, Pipeline};

use super::{AskError, Index};
use crate::search::query::{Clause, Wanted};

thread_local! {
    static PIPELINE: Pipeline = English::new().make_pipeline();
}

/// The word that a clause is, if it is one English word and not in quotation marks.
pub(super) fn word_of(clause: &Clause) -> Option<&str> {
    match &clause.wanted {
        Wanted::Text { phrase, .. } if is_latin(phrase) && !clause.source.starts_with('"') => {
            Some(phrase)
        }
        _ => None,
    }
}

/// Whether a word says so little that it need not stand in a headline.
pub(super) fn is_stop_word(word: &str) -> bool {
    stem(word).is_none()
}

/// Words of the archive with the same stem but other letters, with the number of Items that hold each;
/// none for a stop word.
pub(super) fn forms(index: &mut dyn Index, word: &str) -> Result<Vec<(String, u32)>, AskError> {
    let stem = if is_latin(word) { stem(word) } else { None };
    let Some(stem) = stem.filter(|stem| stem.len() >= 2) else {
        return Ok(Vec::new());
    };
    let start = &stem[..(stem.len() - 1).max(2)];
    let mut forms = index.words(start)?;
    forms.retain(|(other, _)| {
        other != word && is_latin(other) && self::stem(other).as_ref() == Some(&stem)
    });
    Ok(forms)
}

/// A word's stem; `None` for a stop word.
fn stem(word: &str) -> Option<String> {
    PIPELINE.with(|pipeline| pipeline.run(vec![word.to_owned()]).pop())
}

fn is_latin(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

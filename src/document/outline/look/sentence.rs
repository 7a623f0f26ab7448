//! How a text begins and ends: whole, broken off, going on, asking; several pieces in one line.

use super::character::{is_blank, is_ideograph};
use super::lead::{Lead, category};
use super::number::numbering;
use crate::lexicon::outline_words;

/// Whether a text ends like a sentence.
pub(in crate::document::outline) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| {
        is_blank(c) || matches!(c, '”' | '’' | '"' | '）' | ')' | '」' | '』' | '*')
    });
    text.ends_with(['。', '；', ';', '…']) || (text.ends_with('.') && text.contains(' '))
}

/// Whether a text stops in the middle: the next line goes on.
pub(in crate::document::outline) fn is_open_ended(text: &str) -> bool {
    text.trim_end_matches(is_blank).ends_with([
        '，', ',', '、', '（', '(', '《', '“', '【', '「', '『', '[', '—', '在', '与', '和', '的',
        '由', '对', '为',
    ])
}

/// Characters from which on a line is text, and no title of a section.
const TEXT: usize = 30;

/// Whether a line of text stops before its sentence does.
pub(in crate::document::outline) fn is_broken_off(text: &str) -> bool {
    let text = text.trim_end_matches(is_blank);
    let within = text.contains('。') || text.contains('，') && text.chars().nth(TEXT).is_some();
    within && text.ends_with(is_ideograph)
}

/// Whether a text goes on with what stood before it.
pub(in crate::document::outline) fn continues(text: &str) -> bool {
    text.trim_start_matches(is_blank).starts_with([
        '，', '。', '；', '：', '、', '）', ')', '》', '”', '】', '」', '』', ']', '！', '？', ',',
        ';', ':', '!', '?', '.',
    ])
}

/// Question marks make questions, and so do the words that ask.
pub(in crate::document::outline) fn is_question(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| is_blank(c) || c == '*');
    let words = outline_words();
    text.ends_with(['？', '?'])
        || words.question_ends.end_of(text)
        || words
            .question_begins
            .beginning(text)
            .is_some_and(|word| !word.is_ascii() || text[word.len()..].starts_with(' '))
}

/// Whether a line is the question of a dialogue: `问：…`.
pub(in crate::document::outline) fn asks(text: &str) -> bool {
    let rest = text.strip_prefix(['问', 'Q', '答', 'A']);
    rest.is_some_and(|rest| rest.starts_with(['：', ':']))
}

/// Whether what follows a colon after these words is what somebody says.
pub(in crate::document::outline) fn speaks(text: &str) -> bool {
    text.ends_with([
        '说', '称', '道', '示', '为', '出', '调', '括', '如', '问', '答', '析', '测', '括',
    ])
}

/// Shortest text in which several pieces can stand, in bytes.
const SHORTEST_RUN: usize = 120;

/// Bytes at which further pieces begin in a line that holds several: a category after the end of a
/// sentence, or the next number of a list of three and more.
pub(in crate::document::outline) fn running_starts(text: &str) -> Vec<usize> {
    if text.len() < SHORTEST_RUN {
        return Vec::new();
    }
    let lead = Lead::of(text);
    let ends_before = |at: usize| {
        text[..at]
            .trim_end()
            .ends_with(['。', '；', '！', '？', ';'])
    };
    if lead.category.is_some() {
        return text
            .match_indices('【')
            .map(|(at, _)| at)
            .filter(|&at| at > 0 && ends_before(at) && category(&text[at..]).is_some())
            .collect();
    }
    let Some((style, 1)) = lead.number else {
        return Vec::new();
    };
    let mut starts = Vec::new();
    let mut wanted = 2;
    for (at, c) in text.char_indices().skip(1) {
        let may_start = c.is_ascii_digit() || matches!(c, '（' | '(' | '①'..='⑳' | '一'..='龥');
        if may_start
            && ends_before(at)
            && !text[..at].ends_with(|c: char| c.is_ascii_digit())
            && let Some((found, number, _)) = numbering(&text[at..])
            && found == style
            && number == wanted
        {
            starts.push(at);
            wanted += 1;
        }
    }
    if starts.len() >= 2 {
        starts
    } else {
        Vec::new()
    }
}

//! Lines that name a source, a photographer, a right.

use super::character::{is_blank, is_decoration};
use super::sentence::ends_sentence;
use crate::lexicon::outline_words;

/// Longest line of credits, in bytes.
const LONGEST_CREDITS: usize = 120;

/// Whether a short line only says where a piece comes from: `来源：某报　2021-03-09`.
pub(in crate::document::outline) fn is_credit(text: &str) -> bool {
    let text = text.trim_start_matches(|c| is_blank(c) || matches!(c, '（' | '(' | '【' | '['));
    text.len() <= LONGEST_CREDITS
        && !ends_sentence(text)
        && outline_words().credit.beginning(text).is_some_and(|word| {
            let rest = text[word.len()..].trim_start();
            !word.ends_with(char::is_alphanumeric)
                || rest.starts_with(['：', ':', '|', '｜', '丨', '/', '】'])
        })
}

/// Characters of the longest caption of a picture.
const LONGEST_CAPTION: usize = 60;

/// Whether a short line is what stands below a picture: `某地的游客（资料图）`, `某处一角。某某 摄`.
pub(in crate::document::outline) fn is_caption(text: &str) -> bool {
    let words = text.trim_end_matches(|c| is_blank(c) || matches!(c, '）' | ')'));
    let boxed = words.len() < text.trim_end().len();
    let ends = words.ends_with("资料图") || boxed && words.ends_with(['图', '摄']);
    let photographed =
        words.ends_with(" 摄") || words.ends_with("/摄") || words.ends_with("图源网络");
    text.chars().nth(LONGEST_CAPTION).is_none() && (ends || photographed)
}

/// Whether a line claims a copyright: `© 2026 …`.
pub(in crate::document::outline) fn is_copyright(text: &str) -> bool {
    let text = text.trim_start_matches(|c| is_blank(c) || c == '*' || c == '_');
    text.starts_with('©') && text.len() <= LONGEST_CREDITS
}

/// Whether a word is all that a link to the source says: `来源`, `[原文]`, `🔗链接`.
pub(in crate::document::outline) fn is_credit_alone(word: &str) -> bool {
    let bare = |c: char| is_blank(c) || is_decoration(c) || "[]（）()【】".contains(c);
    outline_words().credit.is_one(word.trim_matches(bare))
}

/// Whether a body ends by naming its source: `（某报）`, `来源：…`, `(@某某)`.
pub(in crate::document::outline) fn names_source(body: &str) -> bool {
    let tail = body.trim_end();
    let from = tail.char_indices().rev().nth(30).map_or(0, |(at, _)| at);
    let tail = &tail[from..];
    if let Some(open) = tail.rfind(['（', '(']) {
        let inner = &tail[open..];
        let before = tail[..open].trim_end();
        let closes = inner.ends_with(['）', ')']);
        let short = inner.chars().count() <= 18;
        if closes
            && short
            && (before.ends_with(['。', '！', '？', '”', '.', '…'])
                || inner.contains('@')
                || before.is_empty())
        {
            return true;
        }
    }
    outline_words().source.any_in(tail)
}

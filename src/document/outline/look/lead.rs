//! What stands at the head of a line, before its words: symbol, number, category, label.

use std::ops::Range;

use super::character::{is_blank, is_decoration, is_operator};
use super::day::is_dateline;
use super::number::numbering;
use crate::fold::clip;

/// A style of numbering at the head of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::document::outline) enum Style {
    /// `一、`
    Han,
    /// `（一）`
    HanParen,
    /// `1、`
    Comma,
    /// `1.`
    Dot,
    /// `1）`
    HalfParen,
    /// `（1）`
    Paren,
    /// `01`
    Zero,
    /// `①`
    Circle,
    /// `[1]`, `【1】`
    Square,
    /// `No.1`, `TOP 1`
    Rank,
    /// `第一条`, `第3章`: the articles of a law
    Article,
    /// `第一条新闻：`, `新闻一：`
    Nth,
    /// A number and nothing else.
    Alone,
    /// `1 | …`
    Bar,
    /// `1.2 …`
    Parts,
    /// `09:30`: news by the clock.
    Time,
    /// `标题：…`: the headline as a field.
    Field,
}

/// What stands at the head of a line, before its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::document::outline) struct Lead {
    /// A symbol or emoji.
    pub(in crate::document::outline) symbol: Option<char>,
    /// A number of a list.
    pub(in crate::document::outline) number: Option<(Style, u32)>,
    /// The words between 【 and 】, as bytes of the line.
    pub(in crate::document::outline) category: Option<Range<usize>>,
    /// Byte at which the words begin.
    pub(in crate::document::outline) rest: usize,
}

/// Longest category between 【 and 】, in characters.
const LONGEST_CATEGORY: usize = 12;

impl Lead {
    /// Reads what stands behind the first `length` bytes of a line; places are those in the line.
    pub(super) fn behind(text: &str, length: usize) -> Self {
        let lead = Self::of(&text[length..]);
        Self {
            rest: lead.rest + length,
            category: lead
                .category
                .map(|range| range.start + length..range.end + length),
            ..lead
        }
    }

    /// Gives it the number that stands before; `None` where it has one of its own.
    pub(super) fn numbered(self, style: Style, value: u32) -> Option<Self> {
        self.number.is_none().then_some(Self {
            number: Some((style, value)),
            ..self
        })
    }

    /// Reads the head of a line.
    pub(in crate::document::outline) fn of(text: &str) -> Self {
        let mut lead = Self::default();
        loop {
            let rest = &text[lead.rest..];
            let skipped = rest.len() - rest.trim_start_matches(is_blank).len();
            lead.rest += skipped;
            let rest = &text[lead.rest..];
            if lead.number.is_none()
                && let Some((style, number, length)) = numbering(rest)
            {
                lead.number = Some((style, number));
                lead.rest += length;
                continue;
            }
            if lead.category.is_none()
                && let Some(inner) = category(rest)
            {
                let end = lead.rest + inner.end + '】'.len_utf8();
                lead.category = Some(lead.rest + inner.start..lead.rest + inner.end);
                lead.rest = end;
                continue;
            }
            match rest.chars().next() {
                Some(c) if is_decoration(c) && !is_operator(rest) => {
                    if lead.number.is_none() && lead.category.is_none() {
                        lead.symbol.get_or_insert(c);
                    }
                    lead.rest += c.len_utf8();
                }
                _ => return lead,
            }
        }
    }
}

/// A category `【政策】` with words after it: the bytes between the brackets.
pub(super) fn category(text: &str) -> Option<Range<usize>> {
    let inner = text.strip_prefix('【')?;
    let end = inner
        .char_indices()
        .take(LONGEST_CATEGORY + 1)
        .find(|(_, c)| *c == '】')
        .map(|(at, _)| at)?;
    let start = '【'.len_utf8();
    let words = &inner[..end];
    if is_dateline(words) {
        return None;
    }
    let after = inner[end + '】'.len_utf8()..].trim_start_matches(is_blank);
    (!words.trim().is_empty() && !after.is_empty()).then_some(start..start + end)
}

/// Characters of a label, and fewest of the words behind it.
const LABEL: (std::ops::RangeInclusive<usize>, usize) = (2..=6, 5);

/// The kind of the short label at the head of a line, told by the mark that parts it from the words:
/// `「` of `「政策」…`, `｜` of `政策｜…`.
pub(in crate::document::outline) fn label(words: &str) -> Option<char> {
    let pairs = ["[]", "［］", "「」", "『』", "〔〕", "〖〗", "〈〉", "<>"];
    let first = words.chars().next()?;
    let pair = pairs.iter().find(|pair| pair.starts_with(first));
    let (kind, inner, rest) = if let Some(pair) = pair {
        let close = pair.chars().nth(1)?;
        let inner = &words[first.len_utf8()..];
        let (inner, _) = clip(inner, LABEL.0.end() + 1).split_once(close)?;
        let from = first.len_utf8() + inner.len() + close.len_utf8();
        (first, inner, words.len() - from)
    } else {
        let head = clip(words, LABEL.0.end() + 3);
        let (inner, _) = head.split_once(['｜', '丨', '|'])?;
        ('｜', inner.trim_end(), words.len() - inner.len())
    };
    let fits = LABEL.0.contains(&inner.chars().count())
        && inner.chars().all(char::is_alphabetic)
        && rest >= LABEL.1 * 3;
    fits.then_some(kind)
}

/// Characters of the longest label before a link, brackets and all.
const LONGEST_LABEL: usize = 8;

/// Whether words are a label between brackets: `[产品]`.
pub(in crate::document::outline) fn is_label(words: &str) -> bool {
    let inner = words
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    words.chars().count() <= LONGEST_LABEL
        && inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(char::is_alphabetic))
}

/// A headline without bullet, number, category, and without what only held it to its text.
pub(in crate::document::outline) fn bare_headline(text: &str) -> &str {
    let words = &text[Lead::of(text).rest..];
    let words = if words.is_empty() { text } else { words };
    words
        .trim_end_matches(|c: char| {
            is_blank(c) || matches!(c, '：' | ':' | '。' | '；' | ';' | '*' | '\u{200D}')
        })
        .trim_start_matches(is_blank)
}

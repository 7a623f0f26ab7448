//! Titles of parts of a work, of sections, of closing words.

use super::character::is_blank;
use super::day::is_day;
use super::number::{arabic, han_number};
use crate::lexicon::outline_words;

/// Whether a title is that of a part of a book or course: `第二部分 …`, `第3讲`.
pub(in crate::document::outline) fn is_chapter(title: &str) -> bool {
    let Some(inner) = title.trim_start().strip_prefix('第') else {
        return false;
    };
    let inner = inner.trim_start();
    let number = arabic(inner).or_else(|| han_number(inner));
    number.is_some_and(|(_, length)| {
        let unit = inner[length..].trim_start();
        unit.starts_with("部分") || unit.starts_with(['章', '节', '讲', '课', '篇', '编', '回'])
    })
}

/// Bytes of the longest title that can be one: `Responsibilities` and what may stand before it.
const LONGEST_PART_TITLE: usize = 16 + 36;

/// Whether a title is a version, with or without its day, as over the parts of a change log:
/// `v1.8.0 - 2024-03-28`.
pub(in crate::document::outline) fn is_version(title: &str) -> bool {
    let bare = |c: char| is_blank(c) || "[]()（）-—–:：".contains(c);
    let words = title.trim_matches(bare).trim_start_matches(['v', 'V']);
    let number = |c: char| c.is_ascii_digit() || c == '.';
    let rest = words.trim_start_matches(number);
    let version = &words[..words.len() - rest.len()];
    let parts = version.split('.').filter(|part| !part.is_empty()).count();
    parts >= 2 && (rest.trim_matches(bare).is_empty() || is_day(rest.trim_start_matches(bare)))
}

/// Whether a title heads a part of an essay or manual: such a word alone, or at its end.
pub(in crate::document::outline) fn is_part_title(title: &str) -> bool {
    let title = title.trim_end_matches(|c: char| is_blank(c) || matches!(c, '：' | ':' | '*'));
    title.len() <= LONGEST_PART_TITLE
        && outline_words().part.find(title).any(|(at, word, _)| {
            at + word.len() == title.len() && title.len() <= word.len() + 36
                || at == 0 && title.len() <= word.len() + 12
        })
}

/// Bytes of the longest title of a Section.
const LONGEST_SECTION_TITLE: usize = 16 * 3;

/// Bytes of the longest title that is nothing but a time.
const LONGEST_TIME: usize = 12 * 3;

/// Whether a title is nothing but a year, a part of one or a month: `2021年第一季度`, `上半年`, `3月份`.
pub(in crate::document::outline) fn is_time(title: &str) -> bool {
    let title = title.trim();
    let signs = "零〇一二三四五六七八九十第上中下半旬份度- ";
    let units = ['年', '季', '月', '周'];
    title.len() <= LONGEST_TIME
        && title.ends_with(['年', '度', '月', '周', '旬', '份'])
        && title.contains(units)
        && title
            .chars()
            .all(|c| c.is_ascii_digit() || units.contains(&c) || signs.contains(c))
}

/// Whether a title is that of a Section: 行业动态, 本周要闻.
pub(in crate::document::outline) fn is_section_title(title: &str) -> bool {
    let words = outline_words();
    let title = title.trim_matches(['【', '】', '[', ']', '「', '」', '〖', '〗', '#', '＃', ' ']);
    title.len() <= LONGEST_SECTION_TITLE
        && (words.section.is_one(title) || words.section_end.end_of(title))
}

/// Titles over closing words and introductions, which are no news.
pub(in crate::document::outline) fn is_closing_title(title: &str) -> bool {
    outline_words().closing.any_in(title)
}

/// Whether a title is such words and nothing else, or ends with them behind a time: `注释`, `本周行动清单`.
pub(in crate::document::outline) fn is_closing_title_alone(title: &str) -> bool {
    let words = outline_words();
    let title = title.trim();
    let name = words
        .span
        .beginning(title)
        .map_or(title, |span| &title[span.len()..]);
    words.closing.is_one(name)
}

/// Whether a title stands over what to do: `安全建议`.
pub(in crate::document::outline) fn advises(title: &str) -> bool {
    outline_words()
        .advice
        .end_of(title.trim_end_matches(['：', ':', ' ']))
}

//! Emphasis and line breaks beside Chinese, Japanese and Korean characters.
//!
//! CommonMark's flanking rule fails where no spaces part words: in `**《方案》**指出` the closing
//! `**` follows punctuation and precedes a letter, so it closes nothing. The CJK-friendly
//! amendment to CommonMark (2.1 and 6.2) repairs that. pulldown-cmark has no such option, so a
//! mark that is neither space nor punctuation goes between the run and the punctuation, and is
//! taken out of every event again.

use icu_properties::props::{
    EastAsianWidth, EmojiPresentation, GeneralCategory, GeneralCategoryGroup, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use memchr::{memchr2, memchr3, memmem};

use super::lone_tag;

/// Neither space nor punctuation to pulldown-cmark; a [`crate::source::Source`] never holds it.
const LETTER_MARK: char = '\u{FDD0}';
/// Punctuation to pulldown-cmark (a numeral sign of a dead script); used where `_` needs one.
const PUNCTUATION_MARK: char = '\u{10A7F}';

/// A text with marks in it, and the way back.
#[derive(Debug)]
pub(super) struct Marked<'a> {
    original: &'a str,
    /// The text to parse.
    pub(super) text: String,
    /// For each insertion: where it begins in `text`, and all bytes inserted up to its end.
    insertions: Vec<(usize, usize)>,
}

impl<'a> Marked<'a> {
    /// The byte of the original that stands at `at` in the marked text.
    pub(super) fn unmap(&self, at: usize) -> usize {
        let before = self.insertions.partition_point(|&(start, _)| start < at);
        at - before.checked_sub(1).map_or(0, |i| self.insertions[i].1)
    }

    /// The stretch of the original that a part of the marked text came from; `None` when `part` is
    /// not a slice of it.
    pub(super) fn original(&self, part: &str) -> Option<&'a str> {
        let start = offset_in(&self.text, part)?;
        Some(&self.original[self.unmap(start)..self.unmap(start + part.len())])
    }
}

/// Where `part` begins in `whole`, when it is a slice of it.
pub(super) fn offset_in(whole: &str, part: &str) -> Option<usize> {
    let start = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (start + part.len() <= whole.len()).then_some(start)
}

/// Whether `c` is one of the marks.
pub(super) fn is_mark(c: char) -> bool {
    c == LETTER_MARK || c == PUNCTUATION_MARK
}

/// Puts marks beside emphasis runs that need them, and where Markdown goes on below a lone tag; `None`
/// when none does.
pub(super) fn mark(text: &str) -> Option<Marked<'_>> {
    let bytes = text.as_bytes();
    // `_` needs help only after a variation selector, which hardly any text holds.
    let selectors = memmem::find(bytes, b"\xEF\xB8").is_some();
    let next_run = |from: usize| {
        let rest = &bytes[from..];
        let found = if selectors {
            memchr3(b'*', b'~', b'_', rest)
        } else {
            memchr2(b'*', b'~', rest)
        };
        found.map(|i| from + i)
    };
    let mut marks: Vec<(usize, &'static [char])> = Vec::new();
    let mut at = 0;
    while let Some(mut start) = next_run(at) {
        let delimiter = bytes[start];
        let mut end = start;
        while bytes.get(end) == Some(&delimiter) {
            end += 1;
        }
        at = end;
        let slashes = bytes[..start]
            .iter()
            .rev()
            .take_while(|&&b| b == b'\\')
            .count();
        if slashes % 2 == 1 {
            start += 1;
        }
        if start < end && (delimiter != b'~' || end - start > 1) {
            mark_run(text, start, end, &mut marks);
        }
    }
    let before = marks.len();
    marks.extend(lone_tag::ends(text).map(|end| (end, &[LETTER_MARK][..])));
    if marks.is_empty() || text.contains(PUNCTUATION_MARK) {
        return None;
    }
    if before > 0 && before < marks.len() {
        marks.sort_by_key(|&(at, _)| at);
    }
    Some(insert(text, &marks))
}

/// Decides what one run needs: nothing, or marks before or after it.
fn mark_run(text: &str, start: usize, end: usize, marks: &mut Vec<(usize, &'static [char])>) {
    const LETTER: &[char] = &[LETTER_MARK];
    let underscore = text.as_bytes()[start] == b'_';
    let (before, selected) = class_before(&text[..start]);
    let Some(next) = text[end..].chars().next() else {
        return;
    };
    let after = class(next);
    if before == Class::Space || after == Class::Space {
        return;
    }
    if underscore {
        if selected && before.is_punctuation() {
            marks.push((start, &[PUNCTUATION_MARK]));
        }
        return;
    }
    // After a variation selector pulldown-cmark sees no punctuation, whatever the selector is on.
    let seen_before = !selected && before.is_punctuation();
    if seen_before == after.is_punctuation() || !(before.is_cjk() || after.is_cjk()) {
        return;
    }
    if seen_before {
        let glued = text.as_bytes()[start - 1];
        if matches!(glued, b'*' | b'~') {
            // The run before must not lose the punctuation that it stands beside.
            let run = text[..start].trim_end_matches(glued as char).len();
            if class_before(&text[..run]).0.is_punctuation()
                && marks.last().is_none_or(|&(at, _)| at < run)
            {
                marks.push((run, LETTER));
            }
        }
        let marks_here: &[char] = if glued == b'_' {
            &[PUNCTUATION_MARK, LETTER_MARK]
        } else {
            LETTER
        };
        if marks.last().is_none_or(|&(at, _)| at < start) {
            marks.push((start, marks_here));
        }
    } else if next == '_' {
        marks.push((end, &[LETTER_MARK, PUNCTUATION_MARK]));
    } else {
        marks.push((end, LETTER));
    }
}

fn insert<'a>(text: &'a str, marks: &[(usize, &'static [char])]) -> Marked<'a> {
    let mut out = String::with_capacity(text.len() + marks.len() * 4);
    let mut insertions = Vec::with_capacity(marks.len());
    let mut copied = 0;
    for &(at, what) in marks {
        out.push_str(&text[copied..at]);
        copied = at;
        let start = out.len();
        out.extend(what);
        insertions.push((start, out.len() - at));
    }
    out.push_str(&text[copied..]);
    Marked {
        original: text,
        text: out,
        insertions,
    }
}

/// What the amendment tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Punctuation,
    CjkPunctuation,
    Cjk,
    Other,
}

impl Class {
    fn is_punctuation(self) -> bool {
        matches!(self, Self::Punctuation | Self::CjkPunctuation)
    }

    fn is_cjk(self) -> bool {
        matches!(self, Self::Cjk | Self::CjkPunctuation)
    }
}

/// Class of the character or sequence that ends `text`; true when a variation selector ends it.
fn class_before(text: &str) -> (Class, bool) {
    let mut chars = text.chars();
    match chars.next_back() {
        None => (Class::Space, false),
        Some(selector @ '\u{FE00}'..='\u{FE0E}') => match chars.next_back() {
            // The fullwidth form of a quotation mark.
            Some('‘' | '’' | '“' | '”') if selector == '\u{FE01}' => {
                (Class::CjkPunctuation, true)
            }
            base => (base.map_or(Class::Other, class), true),
        },
        // An ideographic variation selector only follows ideographs.
        Some('\u{E0100}'..='\u{E01EF}') => (Class::Cjk, false),
        Some(c) => (class(c), false),
    }
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return if c.is_ascii_punctuation() {
            Class::Punctuation
        } else if c.is_ascii_whitespace() {
            Class::Space
        } else {
            Class::Other
        };
    }
    if is_ideograph(c) {
        return Class::Cjk;
    }
    if c.is_whitespace() {
        return Class::Space;
    }
    match (is_punctuation(c), is_cjk(c)) {
        (true, true) => Class::CjkPunctuation,
        (true, false) => Class::Punctuation,
        (false, true) => Class::Cjk,
        (false, false) => Class::Other,
    }
}

/// Whether `c` is one of the ideographs that nearly all Chinese text consists of.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Unicode punctuation as CommonMark 0.31 has it: general categories P and S.
pub(super) fn is_punctuation(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    GeneralCategoryGroup::Punctuation
        .union(GeneralCategoryGroup::Symbol)
        .contains(category)
}

/// A CJK character in the sense of the amendment.
fn is_cjk(c: char) -> bool {
    is_wide(c) && !CodePointSetData::new::<EmojiPresentation>().contains(c)
        || matches!(
            CodePointMapData::<EastAsianWidth>::new().get(c),
            EastAsianWidth::Halfwidth
        )
        || is_hangul(c)
}

fn is_wide(c: char) -> bool {
    is_ideograph(c)
        || matches!(
            CodePointMapData::<EastAsianWidth>::new().get(c),
            EastAsianWidth::Wide | EastAsianWidth::Fullwidth
        )
}

fn is_hangul(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Hangul
}

/// Whether a line break in the source between these two characters is nothing on the page.
///
/// It is when both are wide and neither is Hangul, which parts words by spaces (CSS Text 3, 4.1.3);
/// the quotes, dashes and ellipses that Chinese shares with other scripts count as wide beside a
/// wide character.
pub fn joins_lines(before: char, after: char) -> bool {
    if before.is_ascii() || after.is_ascii() {
        return false;
    }
    let joins = |c: char| is_wide(c) && !is_hangul(c);
    let shared = |c: char| matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·');
    match (joins(before), joins(after)) {
        (true, true) => true,
        (true, false) => shared(after),
        (false, true) => shared(before),
        (false, false) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_only_where_the_rule_fails() {
        for plain in [
            "**重点**内容",
            "他说 **《方案》** 指出",
            "a**(b)**c",
            "* 《方案》",
            "\\*《方案》",
        ] {
            assert!(mark(plain).is_none(), "{plain}");
        }
        let marked = mark("**《方案》**指出").expect("needs a mark");
        assert_eq!(marked.text, "**《方案》\u{FDD0}**指出");
    }

    #[test]
    fn every_byte_finds_its_way_back() {
        let text = "打造**“数字”**平台，**《方案》**指出";
        let marked = mark(text).expect("needs marks");
        for (at, c) in marked.text.char_indices().filter(|(_, c)| !is_mark(*c)) {
            assert!(text[marked.unmap(at)..].starts_with(c), "{at}");
        }
        assert_eq!(marked.original(&marked.text), Some(text));
    }

    #[test]
    fn lines_join_between_wide_characters_only() {
        let table = [
            ('中', '文', true),
            ('，', '文', true),
            ('”', '文', true),
            ('中', '“', true),
            ('中', 'a', false),
            ('a', 'b', false),
            ('한', '국', false),
            ('”', '“', false),
        ];
        for (before, after, expected) in table {
            assert_eq!(joins_lines(before, after), expected, "{before}{after}");
        }
    }
}

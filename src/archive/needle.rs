//! Whether a name stands in a text, whatever its case and width.

use std::cell::OnceCell;

use memchr::{memchr, memchr2, memchr3_iter, memmem};
use unicode_normalization::UnicodeNormalization;

use crate::fold::is_invisible;

/// A name to look for.
///
/// Letters and digits must stand as whole words (`AI` does not stand in `said`); Han characters
/// have no words to keep to.
#[derive(Debug)]
pub(super) struct Needle {
    folded: String,
    /// How to look for it in text as written; `None` when only folded text will do.
    raw: Option<Raw>,
    /// Whether the first and the last character must be at the edge of a word.
    edges: (bool, bool),
}

#[derive(Debug)]
enum Raw {
    /// Has neither case nor width.
    Exact(Box<memmem::Finder<'static>>),
    /// ASCII letters in any case.
    AnyCase,
}

/// An Item's words, folded only when a Needle asks for it.
pub(super) struct Haystack<'a> {
    headline: &'a str,
    text: &'a str,
    /// Headline and text folded; `None` when folding would change nothing but ASCII case.
    folded: OnceCell<Option<String>>,
}

impl Needle {
    /// `None` for a name without any character to look for.
    pub(super) fn new(name: &str) -> Option<Self> {
        let folded = fold(name);
        let (first, last) = (folded.chars().next()?, folded.chars().next_back()?);
        let plain = |char: char| char.is_ascii() || is_plain(char);
        let raw = if !folded.chars().all(plain) {
            None
        } else if folded.bytes().any(|byte| byte.is_ascii_alphabetic()) {
            Some(Raw::AnyCase)
        } else {
            Some(Raw::Exact(Box::new(
                memmem::Finder::new(&folded).into_owned(),
            )))
        };
        Some(Self {
            edges: (is_word(first), is_word(last)),
            raw,
            folded,
        })
    }

    /// The folded name: equal for names that would find the same.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether the name stands in the Item's headline or text.
    pub(super) fn stands_in(&self, haystack: &Haystack<'_>) -> bool {
        if self.raw.is_some() && (self.found(haystack.headline) || self.found(haystack.text)) {
            return true;
        }
        match haystack.folded() {
            Some(folded) => {
                let mut from = 0;
                while let Some(at) = folded[from..].find(&self.folded) {
                    if self.at_edges(folded, from + at) {
                        return true;
                    }
                    from = next_char(folded, from + at);
                }
                false
            }
            None => false,
        }
    }

    fn found(&self, text: &str) -> bool {
        let mut from = 0;
        while let Some(at) = self.find_raw(&text.as_bytes()[from..]) {
            if self.at_edges(text, from + at) {
                return true;
            }
            from += at + 1;
        }
        false
    }

    fn find_raw(&self, text: &[u8]) -> Option<usize> {
        match self.raw.as_ref()? {
            Raw::Exact(finder) => finder.find(text),
            Raw::AnyCase => {
                let needle = self.folded.as_bytes();
                let (low, up) = (needle[0], needle[0].to_ascii_uppercase());
                let mut from = 0;
                loop {
                    let rest = &text[from..];
                    let at = if low == up {
                        memchr(low, rest)?
                    } else {
                        memchr2(low, up, rest)?
                    };
                    let candidate = rest.get(at..at + needle.len())?;
                    if candidate.eq_ignore_ascii_case(needle) {
                        return Some(from + at);
                    }
                    from += at + 1;
                }
            }
        }
    }

    fn at_edges(&self, text: &str, at: usize) -> bool {
        let end = at + self.folded.len();
        let before = || text[..at].chars().next_back().is_some_and(is_word);
        let after = || text[end..].chars().next().is_some_and(is_word);
        !(self.edges.0 && before() || self.edges.1 && after())
    }
}

impl<'a> Haystack<'a> {
    pub(super) fn new(headline: &'a str, text: &'a str) -> Self {
        Self {
            headline,
            text,
            folded: OnceCell::new(),
        }
    }

    fn folded(&self) -> Option<&str> {
        self.folded
            .get_or_init(|| {
                let needed = needs_folding(self.headline) || needs_folding(self.text);
                needed.then(|| fold(&format!("{}\n{}", self.headline, self.text)))
            })
            .as_deref()
    }
}

/// NFKC, lower case, one space for any white space, nothing invisible.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for char in text.trim().nfkc().flat_map(char::to_lowercase) {
        if char.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if !is_invisible(char) {
            folded.push(char);
        }
    }
    folded
}

/// Whether folding a text may change more than the case of ASCII letters.
fn needs_folding(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Letters with case or accents, Greek, Cyrillic: lead bytes C3 to D6. All others that NFKC
    // changes and that people write lie in the blocks below, behind E2, E3 and EF.
    if bytes.iter().any(|&byte| matches!(byte, 0xC2..=0xDF)) {
        return true;
    }
    memchr3_iter(0xE2, 0xE3, 0xEF, bytes).any(|at| {
        let (Some(&second), Some(&third)) = (bytes.get(at + 1), bytes.get(at + 2)) else {
            return false;
        };
        match bytes[at] {
            // General punctuation but dashes, quotes and dots; superscripts, numbers in circles.
            0xE2 => match second {
                0x80 => matches!(third, 0x80..=0x8F | 0xA8..=0xAF),
                0x81 => third >= 0x9F,
                0x82 | 0x84..=0x86 | 0x91..=0x93 | 0xBA..=0xBF => true,
                _ => false,
            },
            // Ideographic space; letters and months in circles, squared units.
            0xE3 => (second == 0x80 && third == 0x80) || matches!(second, 0x88..=0x8F),
            // Compatibility ideographs; zero-width marks; fullwidth letters and digits.
            0xEF => match second {
                0xBC => matches!(third, 0x90..=0x99 | 0xA1..=0xBA),
                0xBD => matches!(third, 0x81..=0x9A),
                0xA4..=0xAB | 0xB8 | 0xBB | 0xBE | 0xBF => true,
                _ => false,
            },
            _ => false,
        }
    })
}

/// A character that has neither case nor a compatibility form worth looking for: Han, Kana, Hangul
/// and their punctuation.
fn is_plain(char: char) -> bool {
    matches!(u32::from(char), 0x2E80..=0x9FFF | 0xAC00..=0xD7A3 | 0x2_0000..=0x3_FFFF)
}

/// A letter or digit that makes words with its neighbours.
fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || (u32::from(char) < 0x2E80 && char.is_alphanumeric())
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_a_text_whatever_its_case_and_width() {
        for (name, text, stands) in [
            ("区块链", "我省推进区块链产业", true),
            ("5G", "建设５Ｇ基站", true),
            ("5G", "建设5g基站", true),
            ("5Ｇ", "建设5G基站", true),
            ("5G", "15G 流量", false),
            ("AI", "he said so", false),
            ("AI", "AI芯片", true),
            ("AI", "用ai，不用 AIGC", true),
            ("AI", "用 AIGC", false),
            ("C++", "用 c++ 写", true),
            ("École", "ÉCOLE", true),
            ("smart city", "a Smart\u{3000}City plan", true),
            ("物联网", "物联", false),
            ("", "任何", false),
            ("微服务", "微\u{200B}服务", true),
        ] {
            let found = Needle::new(name)
                .is_some_and(|needle| needle.stands_in(&Haystack::new("题", text)));
            assert_eq!(found, stands, "{name} in {text}");
        }
    }

    #[test]
    fn the_headline_counts_and_does_not_run_into_the_text() {
        let stands = |name| {
            Needle::new(name)
                .unwrap()
                .stands_in(&Haystack::new("数字人民币", "试点"))
        };
        assert!(stands("数字人民币"));
        assert!(!stands("人民币试点"));
    }
}

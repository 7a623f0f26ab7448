//! The one form in which text and query are compared.
//!
//! [`fold`] is NFKC, lower case, traditional to simplified characters one by one, zero-width
//! characters dropped, white space collapsed, the brackets and spaces of document numbers made one.
//! The browser folds the same way (`themes/default/scripts/search/fold.js`); both are tested on
//! `tests/vectors/tokenize.json`. The fold need not be right as language (`乾坤` becomes `干坤`),
//! only the same on both sides.

pub use crate::fold::traditional_pairs;

use crate::fold::simplified;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Brings a text into the form in which it is compared.
///
/// No white space at either end; inside, one space at most.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.chars().all(is_plain) {
        fold_chars(text.chars().map(narrowed), &mut out);
    } else if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        fold_chars(text.chars(), &mut out);
    } else {
        fold_chars(text.nfkc(), &mut out);
    }
    if out.ends_with(' ') {
        out.pop();
    }
    fold_document_numbers(out)
}

/// Whether a character counts as part of a word: letters and digits of scripts that part words by
/// spaces. Everything else but white space stands alone.
pub fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    !stands_alone(c) && c.is_alphanumeric()
}

/// Whether NFKC does to a character, whatever stands beside it, nothing but what [`narrowed`] does:
/// ASCII, common Han, their punctuation and the wide forms of ASCII. Most Chinese texts hold no other,
/// and normalising them costs more than all else in a fold.
fn is_plain(c: char) -> bool {
    matches!(c,
        '\0'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}'
        | '\u{3000}'..='\u{3029}' | '\u{2010}' | '\u{2012}'..='\u{2016}' | '\u{2018}'..='\u{2023}'
        | '\u{b7}')
}

/// The narrow form of a plain character.
fn narrowed(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from((u32::from(c) - 0xfee0) as u8),
        '\u{3000}' => ' ',
        c => c,
    }
}

fn fold_chars(chars: impl Iterator<Item = char>, out: &mut String) {
    for c in chars {
        if c.is_ascii() && !c.is_ascii_whitespace() && c != '\u{b}' {
            out.push(c.to_ascii_lowercase());
        } else if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_zero_width(c) {
        } else if stands_alone(c) {
            out.push(simplified(c));
        } else {
            out.extend(c.to_lowercase());
        }
    }
}

/// Han, Kana, Hangul and the signs between them: each character can be searched for on its own.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{a960}'..='\u{a97f}'
        | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ffef}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

fn is_zero_width(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Writes the year of every document number as `〔2020〕`, whatever brackets it stands in, and drops
/// the spaces around it: `国发 [2020] 10 号` becomes `国发〔2020〕10号`.
fn fold_document_numbers(text: String) -> String {
    if !text.contains(['〔', '【', '[']) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['〔', '【', '[']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some((year, after)) = bracketed_year(from) {
            let name = out.strip_suffix(' ').unwrap_or(&out);
            if name.chars().next_back().is_some_and(stands_alone) {
                out.truncate(name.len());
            }
            out.push('〔');
            out.push_str(year);
            out.push('〕');
            rest = number_after_year(after, &mut out);
        } else {
            let bracket = from.chars().next().map_or(1, char::len_utf8);
            out.push_str(&from[..bracket]);
            rest = &from[bracket..];
        }
    }
    out.push_str(rest);
    out
}

/// Four digits in brackets at the start of a folded text, and what follows them.
fn bracketed_year(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(['〔', '【', '['])?;
    let inner = inner.strip_prefix(' ').unwrap_or(inner);
    let year = inner.get(..4)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let after = &inner[4..];
    let after = after.strip_prefix(' ').unwrap_or(after);
    Some((year, after.strip_prefix(['〕', '】', ']'])?))
}

/// Appends the `10号` that follows the year without its spaces; returns what comes after.
fn number_after_year<'a>(after: &'a str, out: &mut String) -> &'a str {
    let number = after.strip_prefix(' ').unwrap_or(after);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return after;
    }
    out.push_str(&number[..digits]);
    let rest = &number[digits..];
    match rest.strip_prefix(' ') {
        Some(tail) if tail.starts_with('号') => tail,
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use unicode_normalization::char::{canonical_combining_class, compose};

    use super::*;

    #[test]
    fn a_plain_character_is_only_narrowed_whatever_stands_beside_it() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|&c| is_plain(c)).collect();
        for &c in &plain {
            let normal: Vec<char> = [c].into_iter().nfkc().collect();
            assert_eq!(normal, [narrowed(c)], "{c:?}");
            assert_eq!(canonical_combining_class(c), 0, "{c:?}");
            for before in ['a', ' ', '<', '政'] {
                assert_eq!(compose(before, narrowed(c)), None, "{before:?} and {c:?}");
            }
        }
    }
}

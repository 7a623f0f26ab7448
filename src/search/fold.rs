//! The one form in which text and query are compared.
//!
//! [`fold`] is NFKC, lower case, traditional to simplified characters one by one, zero-width
//! characters dropped, white space collapsed, the brackets and spaces of document numbers made one.
//! The browser folds the same way (`themes/default/scripts/search/fold.js`); both are tested on
//! `tests/vectors/tokenize.json`. The fold need not be right as language (`乾坤` becomes `干坤`),
//! only the same on both sides.

pub use crate::fold::traditional_pairs;

use crate::fold::{compatible, simplified};

/// Brings a text into the form in which it is compared.
///
/// No white space at either end; inside, one space at most.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_chars(compatible(text), &mut out);
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
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    #[test]
    fn every_character_is_folded_as_after_normalising_whatever_stands_beside_it() {
        for c in '\0'..='\u{1FFFF}' {
            for text in [c.to_string(), format!("a{c}政")] {
                let mut normal = String::new();
                fold_chars(text.nfkc(), &mut normal);
                let normal = fold_document_numbers(normal.trim_end_matches(' ').to_owned());
                assert_eq!(fold(&text), normal, "{c:?}");
            }
        }
    }
}

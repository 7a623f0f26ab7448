//! One key for all the ways to write the same words.
//!
//! Two spellings mean the same tag, title or headline when their folded keys are equal. A key is
//! for comparing and hashing, never for showing.

use std::str::Chars;
use std::sync::LazyLock;

use unicode_normalization::{Recompositions, UnicodeNormalization};

/// Folds a text: NFKC, lower case, no white space, nothing invisible, one style of brackets, no
/// letters that only look like Latin ones in a Latin word.
///
/// `国发〔2020〕10 号` and `国发［2020］10号` have the same key, so have `ＢＳＮ` and `bsn`, and
/// `《关于〈意见〉的说明》` and `《关于《意见》的说明》`.
pub fn fold_key(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    if let Some(plain) = latin_for_lookalikes(text) {
        return fold_key(&plain);
    }
    let mut key = String::with_capacity(text.len());
    key.extend(folded(text));
    key
}

/// The simplified characters and what they replace, as (traditional, simplified), by rising code
/// point of the traditional one. Both lie in the Basic Multilingual Plane.
pub fn traditional_pairs() -> impl Iterator<Item = (char, char)> {
    include_str!("search/data/traditional.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter_map(|pair| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?))
        })
}

/// The simplified character for a traditional one, any other as it is.
#[inline]
pub fn simplified(c: char) -> char {
    static TABLE: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let mut table = vec![0_u16; 0x1_0000];
        for (from, to) in traditional_pairs() {
            if let Ok(to) = u16::try_from(u32::from(to)) {
                table[from as usize] = to;
            }
        }
        table
    });
    match TABLE.get(c as usize) {
        Some(&to) if to != 0 => char::from_u32(u32::from(to)).unwrap_or(c),
        _ => c,
    }
}

/// Characters at the head of a text that tell whether it is in traditional characters.
const TOLD_BY: usize = 600;

/// Share of them that must be traditional: old books are cited in simplified texts.
const TRADITIONAL: usize = 20;

/// Whether a text is written in traditional characters.
pub fn is_traditional<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let han = |c: &char| matches!(c, '\u{4E00}'..='\u{9FFF}');
    let head = texts.flat_map(str::chars).filter(han).take(TOLD_BY);
    let (mut all, mut traditional) = (0, 0);
    for c in head {
        all += 1;
        traditional += usize::from(simplified(c) != c);
    }
    traditional * TRADITIONAL > 2 * all
}

/// A text in simplified characters, each in its place: what stands where does not change.
pub fn in_simplified(text: &str) -> String {
    let one = |c: char| {
        let simple = simplified(c);
        if simple.len_utf8() == c.len_utf8() {
            simple
        } else {
            c
        }
    };
    text.chars().map(one).collect()
}

/// The first `most` characters of a text, as much of it as is looked at.
pub fn clip(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    // `Chars` passes over many characters at once, `CharIndices` does not.
    let mut chars = text.chars();
    match chars.nth(most) {
        Some(next) => &text[..text.len() - chars.as_str().len() - next.len_utf8()],
        None => text,
    }
}

/// The characters of [`fold_key`], one by one, for those who need only the first few; lookalikes
/// stay.
pub fn folded(text: &str) -> impl Iterator<Item = char> {
    compatible(text)
        .filter(|&char| !char.is_whitespace() && !is_invisible(char))
        .map(one_bracket)
}

/// The characters of a text in NFKC and lower case.
///
/// Text of nothing but Han, ASCII and the usual marks, which nearly all is, takes a short way.
pub fn compatible(text: &str) -> Compatible<'_> {
    if text.chars().all(|char| simple(char).is_some()) {
        Compatible::Simple {
            chars: text.chars(),
            dots: 0,
        }
    } else {
        Compatible::Any {
            chars: text.nfkc(),
            lower: None,
        }
    }
}

/// Iterator of [`compatible`].
#[derive(Clone)]
pub enum Compatible<'t> {
    /// Each character changes by itself, if at all.
    Simple {
        /// What is left.
        chars: Chars<'t>,
        /// Dots of an ellipsis to come.
        dots: u8,
    },
    /// Whatever Unicode has.
    Any {
        /// What is left.
        chars: Recompositions<Chars<'t>>,
        /// The lower case of one character may be several.
        lower: Option<std::char::ToLowercase>,
    },
}

impl Iterator for Compatible<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Simple { chars, dots } => {
                if *dots > 0 {
                    *dots -= 1;
                    return Some('.');
                }
                let char = chars.next()?;
                if char == ELLIPSIS {
                    *dots = 2;
                    return Some('.');
                }
                Some(simple(char).unwrap_or(char))
            }
            Self::Any { chars, lower } => loop {
                if let Some(char) = lower.as_mut().and_then(Iterator::next) {
                    return Some(char);
                }
                *lower = Some(chars.next()?.to_lowercase());
            },
        }
    }
}

/// Three dots in NFKC.
const ELLIPSIS: char = '…';

/// What NFKC and lower case make of a character that stays one and joins with no other.
///
/// Of an ellipsis, which becomes three, itself.
pub fn simple(char: char) -> Option<char> {
    match char {
        '\0'..='\x7F' => Some(char.to_ascii_lowercase()),
        '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{3001}'..='\u{3029}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2013}'..='\u{2016}'
        | '\u{2018}'..='\u{2022}'
        | ELLIPSIS
        | '\u{2190}'..='\u{2199}'
        | '\u{25A0}'..='\u{26FF}'
        | '\u{1F300}'..='\u{1FAFF}'
        | '\u{B7}'
        | '\u{FEFF}' => Some(char),
        '\u{3000}' => Some(' '),
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(char) - 0xFEE0).map(|char| char.to_ascii_lowercase())
        }
        _ => None,
    }
}

/// [`char::is_alphanumeric`], quick for Chinese text.
pub fn is_alphanumeric(char: char) -> bool {
    match char {
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => true,
        '\u{2010}'..='\u{2027}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{FF01}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}' => false,
        _ => char.is_alphanumeric(),
    }
}

/// Whether a character shows nothing and takes no room: zero-width and bidirectional controls,
/// variation selectors, fillers, soft hyphens (Unicode's `Default_Ignorable_Code_Point`).
pub fn is_invisible(char: char) -> bool {
    matches!(u32::from(char),
        0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F
        | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFF8 | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A
        | 0xE0000..=0xE0FFF)
}

/// Whether a character turns the text after it round (U+202A–202E, U+2066–2069): it would reach out
/// of a text into the page around it.
pub fn turns(char: char) -> bool {
    matches!(char, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text without what [`turns`] it round.
pub fn straight(text: String) -> String {
    if text.contains(turns) {
        text.replace(turns, "")
    } else {
        text
    }
}

/// Letters of other scripts that no reader can tell from Latin ones (Unicode's `confusables.txt`,
/// those of one letter that print alike), each before the Latin one.
const LOOKALIKES: [&str; 4] = [
    "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXҮYԌGԚQԜWҺH",
    "аaеeѕsіiјjоoрpсcуyхxһhԁdԛqԝwѵvӏl",
    "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoϲcϳj",
    "օoսuɑaɡg",
];

fn lookalike(char: char) -> Option<char> {
    if !('\u{251}'..='\u{585}').contains(&char) {
        return None;
    }
    LOOKALIKES.iter().find_map(|pairs| {
        let mut chars = pairs.chars();
        while let (Some(odd), Some(latin)) = (chars.next(), chars.next()) {
            if odd == char {
                return Some(latin);
            }
        }
        None
    })
}

/// The text with Latin letters for their lookalikes in words that have both: nobody writes `pоlicy`
/// with a Cyrillic `о` but to pass for another word. `None` when there is no such word.
pub fn latin_for_lookalikes(text: &str) -> Option<String> {
    if !text.chars().any(|char| lookalike(char).is_some()) {
        return None;
    }
    let in_word = |char: char| char.is_ascii_alphabetic() || ('\u{250}'..'\u{600}').contains(&char);
    let mut plain = String::with_capacity(text.len());
    let mut mixed = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let own = in_word(first);
        let end = rest.find(|char| in_word(char) != own).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        let both = own
            && word.contains(|char: char| char.is_ascii_alphabetic())
            && word.contains(|char: char| lookalike(char).is_some());
        if both {
            mixed = true;
            plain.extend(word.chars().map(|char| lookalike(char).unwrap_or(char)));
        } else {
            plain.push_str(word);
        }
    }
    mixed.then_some(plain)
}

fn fold_ascii(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_whitespace())
        .map(|char| one_bracket(char.to_ascii_lowercase()))
        .collect()
}

/// Brackets of one kind become round ones, angle brackets of titles become `<` and `>`.
fn one_bracket(char: char) -> char {
    match char {
        '[' | '{' | '〔' | '【' | '〖' | '〘' | '〚' | '⟦' | '⦅' => '(',
        ']' | '}' | '〕' | '】' | '〗' | '〙' | '〛' | '⟧' | '⦆' => ')',
        '《' | '〈' | '⟨' | '⟪' | '«' | '‹' => '<',
        '》' | '〉' | '⟩' | '⟫' | '»' | '›' => '>',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_thing_have_one_key() {
        for (a, b) in [
            ("国发〔2020〕10 号", "国发［2020］10号"),
            ("国发〔2020〕10号", "国发【2020】10号"),
            ("ＢＳＮ", "bsn"),
            ("5Ｇ", "5g"),
            ("(试行)", "（ 试行 ）"),
            ("关于〈意见〉的说明", "关于《意见》的说明"),
            ("é", "e\u{301}"),
            ("区\u{200B}块链", "区块链"),
            ("Smart Contract", "SmartContract"),
        ] {
            assert_eq!(fold_key(a), fold_key(b), "{a} and {b}");
        }
    }

    #[test]
    fn the_short_ways_lead_where_unicode_does() {
        for char in '\0'..=char::MAX {
            let long: String = char.nfkc().flat_map(char::to_lowercase).collect();
            let short: String = compatible(char.encode_utf8(&mut [0; 4])).collect();
            assert_eq!(short, long, "U+{:04X}", u32::from(char));
            assert_eq!(is_alphanumeric(char), char.is_alphanumeric(), "{char:?}");
            if simple(char).is_some() {
                // It joins neither with what stands before it nor with what follows.
                for (before, after) in [('a', char), (char, 'a'), (char, char), ('国', char)] {
                    let pair = String::from_iter([before, after]);
                    let long: String = pair.nfkc().flat_map(char::to_lowercase).collect();
                    assert_eq!(compatible(&pair).collect::<String>(), long, "{pair:?}");
                }
            }
        }
        let text = "Ａ国……e\u{301}É";
        let long: String = text.nfkc().flat_map(char::to_lowercase).collect();
        assert_eq!(compatible(text).collect::<String>(), long);
    }

    #[test]
    fn different_things_keep_different_keys() {
        for (a, b) in [
            ("5G", "6G"),
            ("方案", "《方案》"),
            ("C", "C++"),
            ("第1期", "第2期"),
        ] {
            assert_ne!(fold_key(a), fold_key(b), "{a} and {b}");
        }
    }

    #[test]
    fn letters_that_only_look_latin_count_as_latin_within_a_latin_word() {
        for (written, plain) in [
            ("p\u{43E}licy", "policy"),
            ("\u{440}\u{43E}licy", "policy"),
            ("\u{3A1}OLICY", "policy"),
            ("5G\u{415}U政策", "5geu政策"),
        ] {
            assert_eq!(fold_key(written), plain, "{written}");
        }
        for same in [
            "политика",
            "с\u{43E}с\u{43E}",
            "TNFα",
            "μm",
            "ΔT",
            "policy и сорт",
        ] {
            assert_eq!(latin_for_lookalikes(same), None, "{same}");
        }
    }
}

//! One key for all the ways to write the same words.
//!
//! Two spellings mean the same tag, title or headline when their folded keys are equal. A key is
//! for comparing and hashing, never for showing.

use unicode_normalization::UnicodeNormalization;

/// Folds a text: NFKC, lower case, no white space, nothing invisible, one style of brackets.
///
/// `国发〔2020〕10 号` and `国发［2020］10号` have the same key, so have `ＢＳＮ` and `bsn`, and
/// `《关于〈意见〉的说明》` and `《关于《意见》的说明》`.
pub fn fold_key(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut key = String::with_capacity(text.len());
    key.extend(folded(text));
    key
}

/// The characters of [`fold_key`], one by one, for those who need only the first few.
pub fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|&char| !char.is_whitespace() && !is_invisible(char))
        .map(one_bracket)
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
}

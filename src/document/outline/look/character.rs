//! What a character is: blank, ideograph, ornament; how wide a text is.

/// Whether `c` is one of the ideographs that nearly all Chinese text consists of.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Spaces of all widths, and characters that show nothing.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{FE0E}' | '\u{FE0F}' | '\u{2060}' | '\u{AD}'
        )
}

/// Bullets, arrows, dingbats, emoji: never a part of the words.
pub(in crate::document::outline) fn is_decoration(c: char) -> bool {
    matches!(c,
        '*' | '#' | '＃' | '＊' | '»' | '›' | '＞' | '~' | '=' | '|' | '_' | '>' | '-' | '+' | '•' | '·' | '※' | '‖' | '—' | '–' | '丨' | '｜' | '◦' | '‣' | '⁃' | '▍'
        | '\u{2190}'..='\u{23FF}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{27BF}' | '\u{2900}'..='\u{2BFF}' | '\u{3030}' | '〓'
        | '\u{1F000}'..='\u{1FAFF}' | '\u{20E3}' | '\u{200D}' | '\u{FE0F}')
}

/// Whether a text begins with a sign that belongs to its words: `=1+1`, `-5℃`, `+86`, `>90%`.
pub(super) fn is_operator(text: &str) -> bool {
    let mut chars = text.chars();
    matches!(chars.next(), Some('=' | '+' | '-' | '~' | '>'))
        && chars.next().is_some_and(|c| c.is_ascii_digit())
}

/// Characters as wide as one of Chinese: two of others.
pub(in crate::document::outline) fn width(text: &str) -> usize {
    let ascii = text.bytes().filter(u8::is_ascii).count();
    text.chars().count() - ascii / 2
}

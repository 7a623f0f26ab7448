//! Text cut into numbers, words and marks, for the readers of dates.
//!
//! Full-width forms count as ASCII, Chinese numerals as numbers (`二〇二〇`, `十二`), white space
//! only parts tokens. Every token knows the bytes it was read from.

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    /// First byte in the text.
    pub(super) start: usize,
    /// One past the last byte.
    pub(super) end: usize,
    /// Whether nothing stands between it and the token before.
    pub(super) glued: bool,
}

/// What a [`Token`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// Its value (saturating), and how many decimal digits it was or would be written with.
    Number(u32, usize),
    /// A run of ASCII letters as written.
    Word(&'t str),
    /// Any other character.
    Mark(char),
}

/// Cuts a text into tokens, at most `limit` of them.
pub(super) fn tokens(text: &str, limit: usize) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len().min(limit) / 2);
    let mut rest = text;
    while tokens.len() < limit {
        rest = rest.trim_start_matches(|char: char| char.is_whitespace() || char == '\u{200B}');
        let Some(first) = rest.chars().next() else {
            break;
        };
        let start = text.len() - rest.len();
        let (kind, len) = if digit(first).is_some() {
            number(rest)
        } else if han_digit(first).is_some() {
            han_number(rest)
        } else if first.is_ascii_alphabetic() {
            let len = run(rest, |char| char.is_ascii_alphabetic());
            (Kind::Word(&rest[..len]), len)
        } else {
            (Kind::Mark(narrow(first)), first.len_utf8())
        };
        let glued = tokens.last().is_some_and(|token| token.end == start);
        tokens.push(Token {
            kind,
            start,
            end: start + len,
            glued,
        });
        rest = &rest[len..];
    }
    tokens
}

fn number(rest: &str) -> (Kind<'_>, usize) {
    let len = run(rest, |char| digit(char).is_some());
    let digits = rest[..len].chars().filter_map(digit);
    let value = digits.clone().fold(0_u32, |value, digit| {
        value.saturating_mul(10).saturating_add(digit)
    });
    (Kind::Number(value, digits.count()), len)
}

/// `二〇二〇` digit by digit, `十`, `十二`, `二十`, `二十三` by tens.
fn han_number(rest: &str) -> (Kind<'_>, usize) {
    let len = run(rest, |char| han_digit(char).is_some());
    let digits: Vec<u32> = rest[..len].chars().filter_map(han_digit).collect();
    let value = match digits.iter().position(|&digit| digit == 10) {
        None => digits.iter().fold(0_u32, |value, digit| {
            value.saturating_mul(10).saturating_add(*digit)
        }),
        Some(ten) => {
            let tens = digits[..ten].last().copied().unwrap_or(1);
            let ones = digits.get(ten + 1).copied().unwrap_or(0);
            tens * 10 + ones
        }
    };
    let tens = digits.contains(&10);
    let width = if tens { 2 } else { digits.len() };
    (Kind::Number(value, width), len)
}

fn digit(char: char) -> Option<u32> {
    narrow(char).to_digit(10)
}

fn han_digit(char: char) -> Option<u32> {
    const DIGITS: &str = "〇一二三四五六七八九十";
    let char = if matches!(char, '零' | '○') {
        '〇'
    } else {
        char
    };
    let index = DIGITS.chars().position(|digit| digit == char)?;
    u32::try_from(index).ok()
}

/// The ASCII form of a full-width character.
fn narrow(char: char) -> char {
    match char {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(char) - 0xFEE0).unwrap_or(char),
        other => other,
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|char| !belongs(char)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_every_script() {
        for (text, value, width) in [
            ("2020", 2020, 4),
            ("２０２０", 2020, 4),
            ("二〇二〇", 2020, 4),
            ("09", 9, 2),
            ("十", 10, 2),
            ("十二", 12, 2),
            ("二十", 20, 2),
            ("三十一", 31, 2),
            ("99999999999", u32::MAX, 11),
        ] {
            let tokens = tokens(text, 9);
            assert_eq!(tokens.len(), 1, "{text}");
            assert_eq!(tokens[0].kind, Kind::Number(value, width), "{text}");
        }
    }
}

//! Bytes into text.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{Flaw, Span};

/// Makes clean text of bytes; see [`super::Source::text`] for what clean means.
pub(super) fn text(bytes: &[u8]) -> (String, Vec<(Flaw, Span)>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let (decoded, flaw) = characters(bytes);
    let mut flaws = Vec::new();
    let text = if is_clean(decoded.as_bytes()) {
        decoded.to_string()
    } else {
        clean(&decoded, &mut flaws)
    };
    if let Some(flaw) = flaw {
        let first = match flaw {
            Flaw::Gb18030 => bytes.iter().take_while(|byte| byte.is_ascii()).count(),
            _ => Encoding::utf8_valid_up_to(bytes),
        };
        // Repairs before the place may have moved it.
        let start = clean(&decoded[..first], &mut Vec::new()).len();
        flaws.insert(0, (flaw, character_at(&text, start)));
    }
    (text, flaws)
}

/// Whether bytes hold no text that anyone could want to read: mostly NULs, control characters and
/// bytes that are neither UTF-8 nor GB18030.
///
/// The first 64 KiB decide. Text with a few stray bytes is text.
pub fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(64 << 10)];
    if sample.len() < 16 || is_clean(sample) && Encoding::utf8_valid_up_to(sample) == sample.len() {
        return false;
    }
    let n_nul = memchr::memchr_iter(0, sample).count();
    if n_nul >= 16 && n_nul * 20 > sample.len() {
        return true;
    }
    let is_control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    let n_control = sample.iter().filter(|&&b| is_control(b)).count();
    let n_invalid = if gb18030(sample).is_some() {
        0
    } else {
        count_characters(sample).invalid
    };
    (n_control + n_invalid) * 10 > sample.len() * 3
}

/// Decodes, without looking at control characters.
fn characters(bytes: &[u8]) -> (Cow<'_, str>, Option<Flaw>) {
    // Faster than the standard library on Chinese text.
    if let Some(text) = UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        return (text, None);
    }
    match gb18030(bytes) {
        Some(text) => (text, Some(Flaw::Gb18030)),
        None => (String::from_utf8_lossy(bytes), Some(Flaw::InvalidBytes)),
    }
}

/// The text when the bytes are GB18030. UTF-8 with a damaged character or two often decodes as
/// GB18030 too, into nonsense, so text that is mostly sound UTF-8 is not tried.
fn gb18030(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let n = count_characters(bytes);
    // One pair of GB18030 in seven looks like a short character of UTF-8, hardly any like a long.
    if n.long * 3 > n.invalid || n.short > n.invalid * 4 {
        return None;
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// How much of some bytes is UTF-8 beyond ASCII.
#[derive(Default)]
struct CharacterCount {
    /// Characters of two bytes.
    short: usize,
    /// Characters of three or four bytes.
    long: usize,
    /// Bytes that belong to no character.
    invalid: usize,
}

fn count_characters(bytes: &[u8]) -> CharacterCount {
    let mut n = CharacterCount::default();
    for chunk in bytes.utf8_chunks() {
        n.invalid += chunk.invalid().len();
        for char in chunk.valid().chars() {
            match char.len_utf8() {
                1 => {}
                2 => n.short += 1,
                _ => n.long += 1,
            }
        }
    }
    n
}

/// Whether there is nothing to repair. May say no of clean text, never yes of other.
///
/// Every byte of every Source passes here: plain comparisons in short blocks, which the compiler
/// turns into vector instructions.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "branches would keep the compiler from using vector instructions"
)]
fn is_clean(bytes: &[u8]) -> bool {
    const BLOCK: usize = 64;
    let suspicious = |block: &[u8], next: &[u8]| {
        block.iter().zip(next).fold(false, |found, (&a, &b)| {
            found
                | ((a < 0x20) & (a != b'\n') & (a != b'\t'))
                | (a == 0x7F)
                // U+0080 to U+009F; U+FDD0 to U+FDEF and other U+FDxx; U+FFC0 to U+FFFF.
                | ((a == 0xC2) & (b < 0xA0))
                | ((a == 0xEF) & ((b == 0xB7) | (b == 0xBF)))
                // U+nFFFE and U+nFFFF, and a few ideographs.
                | ((a == 0xBF) & ((b == 0xBE) | (b == 0xBF)))
        })
    };
    let mut at = 0;
    while at + BLOCK < bytes.len() {
        let next = &bytes[at + 1..=at + BLOCK];
        if suspicious(&bytes[at..at + BLOCK], next)
            && really_dirty(&bytes[at.saturating_sub(3)..(at + BLOCK + 3).min(bytes.len())])
        {
            return false;
        }
        at += BLOCK;
    }
    // The last byte has no next one; a newline stands in for it.
    let mut tail = [b'\n'; BLOCK + 1];
    tail[..bytes.len() - at].copy_from_slice(&bytes[at..]);
    !(suspicious(&tail[..BLOCK], &tail[1..]) && really_dirty(&bytes[at.saturating_sub(3)..]))
}

/// Looks closer at a block that the quick test found suspicious, with the characters that reach
/// into it and out of it.
fn really_dirty(block: &[u8]) -> bool {
    block.utf8_chunks().any(|chunk| {
        chunk
            .valid()
            .chars()
            .any(|char| replacement(char).is_some())
    })
}

/// What a character becomes; `None` keeps it.
fn replacement(char: char) -> Option<(char, Flaw)> {
    match char {
        '\n' | '\t' => None,
        '\0' => Some(('\u{FFFD}', Flaw::Nul)),
        // Only reached for one that no newline follows.
        '\r' => Some(('\n', Flaw::LoneCarriageReturn)),
        _ if char.is_control() || is_noncharacter(char) => Some((' ', Flaw::Control)),
        _ => None,
    }
}

/// Code points that Unicode reserves for programs; HTML forbids them.
fn is_noncharacter(char: char) -> bool {
    let code = u32::from(char);
    (0xFDD0..=0xFDEF).contains(&code) || code & 0xFFFE == 0xFFFE
}

fn clean(text: &str, flaws: &mut Vec<(Flaw, Span)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if char == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        let Some((instead, flaw)) = replacement(char) else {
            out.push(char);
            continue;
        };
        let start = out.len() as u32;
        out.push(instead);
        if !flaws.iter().any(|(seen, _)| *seen == flaw) {
            let end = out.len() as u32;
            flaws.push((flaw, Span { start, end }));
        }
    }
    out
}

fn character_at(text: &str, start: usize) -> Span {
    let width = text[start..].chars().next().map_or(0, char::len_utf8);
    Span {
        start: start as u32,
        end: (start + width) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes, their text, and each flaw with the byte where it stands.
    type Case = (&'static [u8], &'static str, &'static [(Flaw, u32)]);

    /// 邸报 in GB18030.
    const GAZETTE: &[u8] = b"\xDB\xA1\xB1\xA8";

    #[test]
    fn bytes_become_text_as_the_table_says() {
        use Flaw::{Control, Gb18030, InvalidBytes, LoneCarriageReturn, Nul};
        let cases: &[Case] = &[
            (b"plain\n", "plain\n", &[]),
            (b"\xEF\xBB\xBF# a", "# a", &[]),
            (b"a\r\nb\r\n", "a\nb\n", &[]),
            (b"a\rb\r\nc", "a\nb\nc", &[(LoneCarriageReturn, 1)]),
            (b"a\0b\0", "a\u{FFFD}b\u{FFFD}", &[(Nul, 1)]),
            (b"a\x08\x1Bb\x7F\tc", "a  b \tc", &[(Control, 1)]),
            (
                "a\u{85}b\u{FDD0}\u{FFFE}".as_bytes(),
                "a b  ",
                &[(Control, 1)],
            ),
            ("a\u{1FFFF}".as_bytes(), "a ", &[(Control, 1)]),
            (
                "a\u{2028}·￥俾\u{FFFD}".as_bytes(),
                "a\u{2028}·￥俾\u{FFFD}",
                &[],
            ),
            (GAZETTE, "邸报", &[(Gb18030, 0)]),
            (b"\r\nab \xDB\xA1\xB1\xA8", "\nab 邸报", &[(Gb18030, 4)]),
            (b"a\xFFb", "a\u{FFFD}b", &[(InvalidBytes, 1)]),
            // 政策周 with its last byte gone would be 鏀跨瓥鍛 in GB18030.
            (
                b"\xE6\x94\xBF\xE7\xAD\x96\xE5\x91",
                "政策\u{FFFD}",
                &[(InvalidBytes, 6)],
            ),
        ];
        for (bytes, expected, flaws) in cases {
            let (text, seen) = super::text(bytes);
            assert_eq!(&text, expected);
            let seen: Vec<_> = seen.iter().map(|(flaw, at)| (*flaw, at.start)).collect();
            assert_eq!(&seen, flaws, "{expected:?}");
        }
    }

    #[test]
    fn a_dirty_character_is_found_wherever_it_stands() {
        for dirt in ["\0", "\r", "\u{80}", "\u{FDD0}", "\u{FFFF}", "\u{10FFFE}"] {
            for n_before in 0..140 {
                for after in ["", "b", "策"] {
                    let text = format!("{}{dirt}{after}", "a".repeat(n_before));
                    assert!(!is_clean(text.as_bytes()), "{dirt:?} after {n_before}");
                }
            }
        }
        assert!(is_clean("政策，俾·￥策".repeat(40).as_bytes()));
    }

    #[test]
    fn pictures_and_archives_are_binary_and_damaged_text_is_not() {
        let noise: Vec<u8> = (0..4096_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert!(is_binary(&noise));
        assert!(is_binary(
            &[b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0; 40]].concat()
        ));
        let utf_16: Vec<u8> = "A digest of the week\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(is_binary(&utf_16));
        assert!(!is_binary(b""));
        assert!(!is_binary(
            b"---\ntitle: a\0b\n---\n\0\x01 text that goes on\n"
        ));
        assert!(!is_binary(&GAZETTE.repeat(100)));
        assert!(!is_binary("政策".repeat(50_000).as_bytes()));
        assert!(!is_binary(
            b"caf\xE9, na\xEFve, d\xE9j\xE0 vu: a text in Latin-1\n"
        ));
    }
}

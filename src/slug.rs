//! Names in URLs (DESIGN §4.3): slugs, fragments, percent-encoding.
//!
//! A slug keeps Chinese as it is. On disk and in `_redirects` the text is raw UTF-8; [`encode_path`]
//! makes of it what goes into an `href`, once.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};

use crate::fold;

/// Longest slug in bytes: file systems allow 255, and an archive may be unpacked below others.
pub const MAX_BYTES: usize = 120;

/// Bytes of `-` and a [`short_hash`].
const HASH: usize = 7;

/// How many folded characters of a headless Item's text its fragment is made from.
pub const FRAGMENT_CHARS: usize = 64;

/// Makes one part of a path from any text; case is kept. Never empty, never over [`MAX_BYTES`].
///
/// NFC; letters, marks, digits and `_ - . ~` stay, every other run becomes one `-`, then `-` and
/// `.` go at the ends. A slug that had to be cut ends in `-` and six hex digits of the hash of the
/// whole one; an empty one is the hash of the text; a name that Windows reserves for devices, or
/// that passes for another with letters that only look Latin, gets `-` and the hash.
pub fn slug(text: &str) -> String {
    let text = nfc(text);
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    for char in text.chars() {
        if keeps(char) {
            if std::mem::take(&mut gap) {
                slug.push('-');
            }
            slug.push(char);
        } else {
            gap = true;
        }
    }
    if gap {
        slug.push('-');
    }
    let trimmed = slug.trim_matches(['-', '.']);
    if trimmed.is_empty() {
        return short_hash(&text);
    }
    // A device is opened whatever stands behind the first dot.
    let plain = if is_device_name(trimmed) {
        Cow::Owned(trimmed.replace('.', "-"))
    } else {
        Cow::Borrowed(trimmed)
    };
    let passes = || fold::latin_for_lookalikes(trimmed).is_some() && !ends_in_hash(trimmed);
    let marked = is_device_name(trimmed) || passes();
    if trimmed.len() > MAX_BYTES || marked && trimmed.len() + HASH > MAX_BYTES {
        cut(&plain)
    } else if marked {
        format!("{plain}-{}", short_hash(trimmed))
    } else {
        trimmed.to_owned()
    }
}

/// Whether a slug tells by six hex digits already that it is no other's.
fn ends_in_hash(slug: &str) -> bool {
    let end = slug.rsplit_once('-').map_or("", |(_, end)| end);
    end.len() == HASH - 1 && end.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Makes the slug of a Term: as [`slug`], with ASCII letters in lower case.
pub fn term_slug(name: &str) -> String {
    slug(&name.to_ascii_lowercase())
}

/// Six hex digits that tell `text` from others of the same slug.
pub fn short_hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..6].to_owned()
}

/// The fragment of an Item with this headline: `i-` and eight hex digits of its folded hash.
pub fn headline_fragment(headline: &str) -> String {
    fragment_of_key(&fold::fold_key(headline))
}

/// The fragment of an Item without a headline, from the beginning of its text.
pub fn text_fragment(text: &str) -> String {
    fragment_of_key(&fold::folded(text).take(FRAGMENT_CHARS).collect::<String>())
}

/// Percent-encodes a path for an `href`: all but ASCII letters, digits, `- . _ ~` and `/`.
pub fn encode_path(path: &str) -> Cow<'_, str> {
    const KEPT: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~')
        .remove(b'/');
    utf8_percent_encode(path, &KEPT).into()
}

/// Undoes percent-encoding. What would not be UTF-8 stays as written.
pub fn decode(path: &str) -> Cow<'_, str> {
    percent_decode_str(path)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(path))
}

fn fragment_of_key(key: &str) -> String {
    format!("i-{}", &blake3::hash(key.as_bytes()).to_hex()[..8])
}

fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// What nobody sees must not tell two URLs apart, so invisible letters and marks do not stay.
fn keeps(char: char) -> bool {
    if char.is_ascii() {
        return char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | '~');
    }
    (char.is_alphanumeric() || is_combining_mark(char)) && !fold::is_invisible(char)
}

fn cut(slug: &str) -> String {
    let mut end = MAX_BYTES - HASH;
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    let kept = slug[..end].trim_end_matches(['-', '.']);
    format!("{kept}-{}", short_hash(slug))
}

/// Windows opens a device for these names, whatever the extension.
pub fn is_device_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    let upper = stem.to_ascii_uppercase();
    match upper.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => upper
            .strip_prefix("COM")
            .or_else(|| upper.strip_prefix("LPT"))
            .is_some_and(|n| matches!(n, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slugs_are_as_the_table_says() {
        for (text, expected) in [
            ("hello world", "hello-world"),
            ("ABC 周报", "ABC-周报"),
            ("$总结人生", "总结人生"),
            ("2018-09-25- UltimaNG", "2018-09-25--UltimaNG"),
            (
                "反电信网络诈骗法(2022-09-02)",
                "反电信网络诈骗法-2022-09-02",
            ),
            ("Fee to 0% - August 30, 2021", "Fee-to-0---August-30-2021"),
            ("..", &short_hash("..")),
            ("", &short_hash("")),
            ("《》", &short_hash("《》")),
            ("a/b\\c", "a-b-c"),
            ("-.v1.0.-", "v1.0"),
            ("e\u{301}t\u{E9}", "été"),
            ("微\u{200B}服务", "微-服务"),
            ("\u{202E}abc\u{202C}", "abc"),
            ("❤\u{FE0F}", &short_hash("❤\u{FE0F}")),
            ("con", &format!("con-{}", short_hash("con"))),
            ("Aux.md", &format!("Aux-md-{}", short_hash("Aux.md"))),
            ("A\u{391}", &format!("A\u{391}-{}", short_hash("A\u{391}"))),
            ("content", "content"),
            ("COM10", "COM10"),
        ] {
            assert_eq!(slug(text), expected, "{text:?}");
            assert_eq!(slug(expected), expected, "{text:?}");
        }
        let long = slug(&"A\u{391}".repeat(39));
        assert!(long.len() <= MAX_BYTES && slug(&long) == long, "{long}");
    }

    #[test]
    fn terms_are_lower_case_in_ascii_only() {
        assert_eq!(term_slug("Web3 Ébène"), "web3-Ébène");
        assert_eq!(term_slug("C++"), "c");
    }

    #[test]
    fn a_long_slug_is_cut_between_characters_and_carries_its_hash() {
        let long = "政".repeat(60);
        let slug = slug(&long);
        assert!(slug.len() <= MAX_BYTES && slug.len() > MAX_BYTES - 4);
        assert!(slug.ends_with(&format!("-{}", short_hash(&long))));
        assert_eq!(super::slug(&"a".repeat(120)), "a".repeat(120));
    }

    #[test]
    fn a_path_is_encoded_once_and_decoded_back() {
        let path = "/tags/区块链/50%25 off.html";
        let encoded = encode_path(path);
        assert_eq!(
            encoded,
            "/tags/%E5%8C%BA%E5%9D%97%E9%93%BE/50%2525%20off.html"
        );
        assert_eq!(decode(&encoded), path);
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%ff"), "%ff");
    }

    #[test]
    fn a_fragment_does_not_depend_on_width_case_or_spaces() {
        assert_eq!(
            headline_fragment("ＡＢＣ 上线"),
            headline_fragment("abc上线")
        );
        assert_eq!(headline_fragment("x").len(), 10);
        let text = "字".repeat(64);
        assert_eq!(text_fragment(&text), text_fragment(&format!("{text}尾")));
        assert_ne!(text_fragment(&text), text_fragment(&text[3..]));
    }

    proptest! {
        #[test]
        fn a_slug_never_leaves_its_characters(text in any::<String>()) {
            let slug = slug(&text);
            prop_assert!(!slug.is_empty() && slug.len() <= MAX_BYTES);
            prop_assert!(slug.chars().all(keeps), "{slug:?}");
            prop_assert!(!slug.starts_with(['-', '.']) && !slug.ends_with(['-', '.']));
            prop_assert!(is_nfc(&slug));
            prop_assert_eq!(super::slug(&slug), slug.clone());
        }

        #[test]
        fn encoding_then_decoding_gives_the_path_back(text in any::<String>()) {
            let encoded = encode_path(&text).into_owned();
            prop_assert!(encoded.is_ascii());
            prop_assert_eq!(decode(&encoded), text);
        }
    }
}

//! Which addresses a text may link to, and how they are written in HTML.

use std::fmt::Write as _;

use url::Url;

/// An address as an author wrote it, entities decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// Absolute: `http`, `https`, `mailto` or `tel`, ready for [`write()`].
    Absolute(String),
    /// In this archive: path (percent-decoded, may be empty) and fragment (without `#`).
    Local { path: String, fragment: String },
    /// `data:`: content, no address.
    Data,
    /// Anything else (`javascript:`, an address without a host).
    Refused,
}

/// Tells what kind of address it is, as a browser would.
pub(super) fn classify(written: &str) -> Address {
    // Browsers trim control characters and spaces, and skip tabs and newlines anywhere.
    let trimmed = written.trim_matches(|c: char| c <= ' ' || is_invisible(c));
    let cleaned: String;
    let address = if trimmed.contains(['\t', '\n', '\r']) {
        cleaned = trimmed.replace(['\t', '\n', '\r'], "");
        &cleaned
    } else {
        trimmed
    };
    if address.starts_with(['/', '\\']) && address[1..].starts_with(['/', '\\']) {
        let host = address.trim_start_matches(['/', '\\']);
        return absolute(format!("https://{host}"));
    }
    match scheme(address) {
        None => local(address),
        Some(scheme) if is_one_of(scheme, &["http", "https"]) => absolute(address.to_owned()),
        Some(scheme) if is_one_of(scheme, &["mailto", "tel"]) => {
            Address::Absolute(address.to_owned())
        }
        Some(scheme) if is_one_of(scheme, &["data"]) => Address::Data,
        Some(_) => Address::Refused,
    }
}

/// Writes an address into a quoted attribute: everything that a URL may not hold is
/// percent-encoded, `&` is escaped.
pub(super) fn write(html: &mut String, address: &str) {
    let bytes = address.as_bytes();
    let mut copied = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$()*+,;=".contains(&byte);
        let encoded = byte == b'%'
            && bytes
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if plain || encoded {
            continue;
        }
        // Only bytes of multi-byte characters are cut apart, and those are all encoded.
        html.push_str(address.get(copied..at).unwrap_or_default());
        copied = at + 1;
        if byte == b'&' {
            html.push_str("&amp;");
        } else {
            write!(html, "%{byte:02X}").expect("a string takes everything");
        }
    }
    html.push_str(address.get(copied..).unwrap_or_default());
}

/// Undoes percent-encoding once; `None` when what comes out is no text.
pub(super) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high)? << 4 | hex(*low)?);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// A few words for a link that has none: the host and the last part of the path.
pub(super) fn label(address: &str) -> String {
    const LONGEST: usize = 48;
    let without_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let plain = without_scheme
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let decoded = percent_decode(plain).unwrap_or_else(|| plain.to_owned());
    if decoded.chars().count() <= LONGEST {
        return decoded;
    }
    let (host, path) = decoded.split_once('/').unwrap_or((&decoded, ""));
    let last = path.rsplit('/').next().unwrap_or_default();
    let short = |part: &str| -> String {
        if part.chars().count() <= LONGEST / 2 {
            part.to_owned()
        } else {
            part.chars().take(LONGEST / 2).chain(['…']).collect()
        }
    };
    if last.is_empty() {
        short(host)
    } else {
        format!("{}/…/{}", short(host), short(last))
    }
}

fn absolute(address: String) -> Address {
    match Url::parse(&address) {
        Ok(url) if url.has_host() && url.username().is_empty() => Address::Absolute(address),
        // A name before `@` only serves to make one host look like another.
        _ => Address::Refused,
    }
}

fn local(address: &str) -> Address {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    // The query says nothing about a file; addresses of this site have none.
    let path = path.split('?').next().unwrap_or_default();
    let decode = |text: &str| percent_decode(text).unwrap_or_else(|| text.to_owned());
    Address::Local {
        path: decode(path),
        fragment: decode(fragment),
    }
}

fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut chars = scheme.chars();
    let named = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    named.then_some(scheme)
}

fn is_one_of(scheme: &str, names: &[&str]) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(scheme))
}

/// Characters without width, which hide in front of pasted addresses.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_name_a_place_are_links() {
        for refused in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "\u{200B}javascript:alert(1)",
            "vbscript:x",
            "file:///etc/passwd",
            "http://",
            "https://user@host/",
            "http://[broken/",
        ] {
            assert_eq!(classify(refused), Address::Refused, "{refused:?}");
        }
        assert_eq!(classify("DATA:text/html,x"), Address::Data);
        for (written, path, fragment) in [
            ("a.md", "a.md", ""),
            ("a%20b.md#c", "a b.md", "c"),
            ("/posts/a/", "/posts/a/", ""),
            ("#二", "", "二"),
            ("x.png?raw=true", "x.png", ""),
        ] {
            let expected = Address::Local {
                path: path.to_owned(),
                fragment: fragment.to_owned(),
            };
            assert_eq!(classify(written), expected);
        }
        for absolute in [
            "http://a.cn/x",
            "HTTPS://a.cn",
            "mailto:a@b.cn",
            "tel:12345",
        ] {
            assert_eq!(classify(absolute), Address::Absolute(absolute.to_owned()));
        }
        assert_eq!(
            classify("/\\evil.example/x"),
            Address::Absolute("https://evil.example/x".to_owned())
        );
    }

    #[test]
    fn addresses_are_encoded_once() {
        let table = [
            ("http://a.cn/a b", "http://a.cn/a%20b"),
            ("http://a.cn/a%20b", "http://a.cn/a%20b"),
            ("http://a.cn/100%", "http://a.cn/100%25"),
            (
                "http://a.cn/?a=1&b=\"'<",
                "http://a.cn/?a=1&amp;b=%22%27%3C",
            ),
            ("http://a.cn/政策", "http://a.cn/%E6%94%BF%E7%AD%96"),
        ];
        for (address, expected) in table {
            let mut html = String::new();
            write(&mut html, address);
            assert_eq!(html, expected);
        }
    }
}

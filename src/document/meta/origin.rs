//! A value that says where the text comes from.

use crate::config::Settings;
use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::document::front_matter::Entry;

use super::key::Field;
use super::{shown, wrong_kind};

/// After every key that is named for it.
const LAST: u8 = 50;

/// What a key means, but that `url: https://elsewhere.example/…` tells where a post comes from, as in what programs
/// that clip pages write, and not where it goes. `permalink` is no such key: it says where a post is to stand.
pub(super) fn unless_elsewhere(
    field: Option<(Field, u8)>,
    plain: &str,
    entry: &Entry,
    settings: &Settings,
) -> Option<(Field, u8)> {
    let elsewhere = |value: &MetaValue| {
        let MetaValue::Text(text) = value else {
            return false;
        };
        let text = text.trim();
        is_address(text) && host(text) != host(&settings.base_url)
    };
    match field {
        Some((Field::Permalink, _)) if plain != "permalink" && elsewhere(&entry.value) => {
            Some((Field::Source, LAST))
        }
        field => field,
    }
}

/// The host of an address, with its port.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.to_ascii_lowercase())
}

/// The address in a value: a text, or under `url` or `link` of a map.
pub(super) fn address(value: &MetaValue) -> Option<String> {
    match value {
        MetaValue::Text(text) => is_address(text.trim()).then(|| text.trim().to_owned()),
        MetaValue::Map(map) => ["url", "link", "href"]
            .iter()
            .find_map(|key| address(map.get(*key)?)),
        _ => None,
    }
}

/// Decodes `arturl_encode`: an address as hex digits of UTF-8, with colons strewn in. Its last part
/// is the number of the text.
pub(super) fn decode(
    entry: &Entry,
    artid: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let MetaValue::Text(code) = &entry.value else {
        if entry.value != MetaValue::Null {
            wrong_kind(entry, "hex digits", HINT, diagnostics);
        }
        return None;
    };
    let Some(address) = from_hex(code).filter(|address| is_address(address)) else {
        let message = format!("`{}` does not hold an address in hex digits", entry.key);
        diagnostics
            .add("invalid-source", shown(entry), message)
            .hint(HINT);
        return None;
    };
    let last = address
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("");
    if let Some(artid) = artid.filter(|artid| *artid != last) {
        let message = format!("the address ends in `{last}`, but `artid` is `{artid}`");
        diagnostics
            .add("invalid-source", shown(entry), message)
            .hint("correct the one that belongs to another text");
    }
    Some(address)
}

const HINT: &str = "write the address of the original under `source`";

fn from_hex(code: &str) -> Option<String> {
    let digits: Vec<u8> = code
        .chars()
        .filter(|char| !matches!(char, ':' | ' '))
        .map(|char| char.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else {
        return None;
    };
    let bytes = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    String::from_utf8(bytes).ok()
}

/// Whether a text is an `http` or `https` address that can stand in a link as it is.
fn is_address(text: &str) -> bool {
    let rest = ["http://", "https://"].iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme)
            .then(|| &text[scheme.len()..])
    });
    let odd =
        |char: char| char.is_control() || char.is_whitespace() || "<>\"\\^`{|}".contains(char);
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(odd))
}

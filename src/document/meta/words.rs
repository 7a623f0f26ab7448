//! A value that is a line of text.

use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::document::front_matter::Entry;

use super::wrong_kind;

/// Reads text; empty text is none. Numbers and `true` are taken as written, with a warning.
pub(super) fn read(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<String> {
    let text = match &entry.value {
        MetaValue::Null => return None,
        MetaValue::Text(text) => Some(text.trim().to_owned()),
        MetaValue::Bool(flag) => Some(flag.to_string()),
        MetaValue::List(list) => only_text(list),
        MetaValue::Map(_) => None,
    };
    let Some(text) = text else {
        wrong_kind(entry, "text", "write one text, between quotes", diagnostics);
        return None;
    };
    check_number(entry, &text, diagnostics);
    // A line break in a title or an address would be a space to every reader.
    let text = if text.contains('\n') {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text
    };
    (!text.is_empty()).then_some(text)
}

/// Reads the name of a language as HTML wants it, `zh` or `zh-Hans-CN`; `zh_CN` is told as `zh-CN`.
pub(super) fn language(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<String> {
    let name = read(entry, diagnostics)?.replace('_', "-");
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mut parts = name.split('-');
    let first = parts.next().unwrap_or_default();
    if (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(is_part)
    {
        return Some(name);
    }
    let message = format!("`{name}` is no language");
    diagnostics
        .add("value-type", entry.value_span, message)
        .hint("write `zh` or `en`");
    None
}

/// The text of a list that holds nothing else.
fn only_text(list: &[MetaValue]) -> Option<String> {
    match list {
        [MetaValue::Text(text)] => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Other programs take an unquoted number for a number, and `0012` for 10.
fn check_number(entry: &Entry, text: &str, diagnostics: &mut Diagnostics) {
    let source = diagnostics.source();
    let written = source.slice(entry.value_span);
    let is_bare = written.starts_with(text) && !text.is_empty();
    // `0012` and `1.10` change; `2020` stays what it is.
    let is_number = (text.starts_with('0') && text.len() > 1 || text.contains('.'))
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_flag = matches!(entry.value, MetaValue::Bool(_));
    if is_bare && is_number || is_flag {
        diagnostics
            .add(
                "value-type",
                entry.value_span,
                format!("`{}` wants text, not the bare `{text}`", entry.key),
            )
            .hint(format!("put it between quotes: `\"{text}\"`"));
    }
}

//! TOML front matter, as Zola and Hugo have it.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::config::{MAX_YAML_DEPTH, yaml_depth};
use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::source::{Source, Span};

use super::Entry;
use super::entry::{TextLine, lines};
use super::yaml;

/// Reads the keys of a TOML block. A block with a fault is read key by key, so that the sound ones
/// survive.
pub(super) fn entries(source: &Source, span: Span, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let block = source.slice(span);
    if block.len() > yaml::MAX_BYTES || yaml_depth(block) > MAX_YAML_DEPTH {
        diagnostics
            .add(
                "front-matter-bounds",
                span,
                "the front matter is too long or nests too deep",
            )
            .hint("move the text to the body");
        return Vec::new();
    }
    match block.parse::<Table>() {
        Ok(table) => table
            .into_iter()
            .map(|(key, value)| place(source, span, &key, value))
            .collect(),
        Err(error) => {
            let entries = salvage(source, span);
            // Keys that stand twice are reported one by one, with both lines.
            if !error.message().contains("duplicate") {
                let at = error.span().unwrap_or_default();
                let at = Span {
                    start: span.start + at.start as u32,
                    end: span.start + at.end as u32,
                };
                diagnostics
                    .add(
                        "front-matter-invalid",
                        at,
                        format!("this is not TOML: {}", error.message().replace('\n', ", ")),
                    )
                    .hint("write `key = \"text\"`, or mend the brackets and quotes");
            }
            entries
        }
    }
}

/// Reads each top-level key, with the lines up to the next one, by itself.
fn salvage(source: &Source, span: Span) -> Vec<Entry> {
    let block = source.slice(span);
    let mut starts: Vec<usize> = lines(block, 0)
        .filter(|line| key_of(line.text).is_some() || line.text.starts_with('['))
        .map(|line| line.start)
        .collect();
    starts.push(block.len());
    let mut entries = Vec::new();
    let mut in_table = false;
    for pair in starts.windows(2) {
        let chunk = &block[pair[0]..pair[1]];
        // Keys below a table's line belong to the table.
        let begins_table = chunk.starts_with('[');
        if in_table && !begins_table {
            continue;
        }
        in_table |= begins_table;
        let chunk_span = Span::of(chunk, &source.text);
        if let Ok(table) = chunk.parse::<Table>() {
            let pairs = table.into_iter();
            entries.extend(pairs.map(|(key, value)| place(source, chunk_span, &key, value)));
        } else if let Some((key, value)) = key_of(chunk) {
            entries.push(Entry {
                key: key.trim_matches(['"', '\'']).to_owned(),
                key_span: Span::of(key, &source.text),
                value: yaml::salvage(value),
                value_span: chunk_span,
            });
        }
    }
    entries
}

fn place(source: &Source, span: Span, key: &str, value: Value) -> Entry {
    let block = source.slice(span);
    let found = lines(block, 0).find_map(|TextLine { text, .. }| {
        let (name, value) = key_of(text).or_else(|| table_of(text))?;
        (name.trim_matches(['"', '\'']) == key).then_some((name, value))
    });
    let key_span = found.map_or(span, |(name, _)| Span::of(name, &source.text));
    let value_span = found.map_or(key_span, |(_, value)| match value {
        "" => key_span,
        value => Span::of(value, &source.text),
    });
    Entry {
        key: key.to_owned(),
        key_span,
        value: meta_value(value),
        value_span,
    }
}

/// `key = value`.
fn key_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-\"'".contains(&byte);
    (!key.is_empty() && key.bytes().all(is_key)).then_some((key, value.trim()))
}

/// `[table]`, `[table.of.tables]`, `[[table]]`: its first name.
fn table_of(line: &str) -> Option<(&str, &str)> {
    let inner = line.trim().strip_prefix('[')?.trim_start_matches('[');
    let end = inner.find(['.', ']'])?;
    Some((inner[..end].trim(), ""))
}

fn meta_value(value: Value) -> MetaValue {
    match value {
        Value::String(text) => MetaValue::Text(text),
        Value::Integer(number) => MetaValue::Text(number.to_string()),
        Value::Float(number) => MetaValue::Text(number.to_string()),
        Value::Boolean(flag) => MetaValue::Bool(flag),
        Value::Datetime(stamp) => MetaValue::Text(stamp.to_string()),
        Value::Array(list) => MetaValue::List(list.into_iter().map(meta_value).collect()),
        Value::Table(table) => {
            let pairs = table
                .into_iter()
                .map(|(key, value)| (key, meta_value(value)));
            MetaValue::Map(pairs.collect::<BTreeMap<_, _>>())
        }
    }
}

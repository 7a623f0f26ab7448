//! Vocabulary files as YAML: bounded, with the line of whatever is wrong in them.

use serde_yaml::Value;

use super::problem;
use crate::config::{MAX_YAML_DEPTH, yaml_depth};
use crate::diagnostic::Diagnostic;
use crate::fold::straight;
use crate::source::{Place, Source, Span};

/// Longest vocabulary file that is read: 1 MiB is some 20,000 terms.
const MAX_BYTES: usize = 1 << 20;

/// Reads a whole file; what cannot be read is an error, and the file counts as empty.
pub(super) fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Value {
    if source.text.len() > MAX_BYTES {
        diagnostics.push(problem(
            "vocabulary",
            &source.path,
            None,
            format!("the file has more than {} KiB", MAX_BYTES / 1024),
            "keep only what differs from what the posts say",
        ));
        return Value::Null;
    }
    if yaml_depth(&source.text) > MAX_YAML_DEPTH {
        diagnostics.push(problem(
            "vocabulary",
            &source.path,
            None,
            format!("brackets nest deeper than {MAX_YAML_DEPTH}"),
            "close each bracket on its line",
        ));
        return Value::Null;
    }
    match serde_yaml::from_str(&source.text) {
        Ok(value) => value,
        Err(error) => {
            let place = error.location().map(|at| Place {
                line: at.line() as u32,
                column: at.column() as u32,
                end_line: at.line() as u32,
                end_column: at.column() as u32 + 1,
            });
            diagnostics.push(problem(
                "vocabulary",
                &source.path,
                place,
                format!("the file cannot be read: {}", one_line(&error.to_string())),
                "mend the line; a name with `:`, `#` or brackets goes between quotes",
            ));
            Value::Null
        }
    }
}

/// A scalar as it reads: text, numbers and truth values alike.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            Some(straight(text.trim().to_owned())).filter(|text| !text.is_empty())
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        _ => None,
    }
}

/// A scalar or a list of scalars as a list.
pub(super) fn scalars(value: &Value) -> Vec<String> {
    match value {
        Value::Sequence(list) => list.iter().filter_map(scalar).collect(),
        other => scalar(other).into_iter().collect(),
    }
}

/// Where a word of the file stands: the first line that begins with it as a key, else where it
/// stands first at all, from byte `from` on.
pub(super) fn place_of(source: &Source, word: &str, from: usize) -> Option<Place> {
    let text = source.text.get(from..)?;
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let key = line.trim_start_matches([' ', '-', '"', '\'', '?']);
        if let Some(rest) = key.strip_prefix(word)
            && rest.trim_start_matches(['"', '\'', ' ']).starts_with(':')
        {
            start = Some(at + line.len() - key.len());
            break;
        }
        at += line.len();
    }
    let start = from + start.or_else(|| text.find(word))?;
    let span = Span {
        start: start as u32,
        end: (start + word.len()) as u32,
    };
    Some(source.place(span))
}

/// Byte at which a word's own block begins, to look for places below it.
pub(super) fn offset_of(source: &Source, place: Option<Place>) -> usize {
    place.map_or(0, |place| source.span_at(place.line).start as usize)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! YAML values.
//!
//! Nine keys in ten hold a plain or quoted scalar or a short list on one line: these are read here,
//! as written (`1.10` stays `1.10`). Whatever else a value is goes to the YAML library, by itself
//! and within bounds; what the library refuses is salvaged as text, with a Diagnostic.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::config::{MAX_YAML_DEPTH, yaml_depth};
use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::source::{Source, Span};

use super::Entry;
use super::entry::{Colon, Piece, RawEntry, pieces};

/// Bytes of one front matter that are read; keys that reach beyond are left out, but for short ones
/// that dibao knows.
pub(super) const MAX_BYTES: usize = 64 << 10;

/// Bytes of a value that is read beyond [`MAX_BYTES`].
const MAX_SHORT: usize = 1 << 10;

/// Values of one front matter that are reported as no YAML; a file with more was not written by
/// hand.
const MAX_REFUSED: usize = 32;

/// Reads the keys of a YAML block.
pub(super) fn entries(source: &Source, span: Span, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let block = source.slice(span);
    let mut reader = Reader {
        source,
        diagnostics,
        budget: MAX_BYTES,
        n_refused: 0,
    };
    if block.trim_start().starts_with('{') {
        return reader.flow_mapping(block);
    }
    let mut entries = Vec::with_capacity(16);
    let mut known = BTreeSet::new();
    let mut beyond = None;
    for piece in pieces(block) {
        match piece {
            Piece::Entry(raw) if !within(block, raw, &mut known) => {
                beyond.get_or_insert(raw.key);
            }
            Piece::Entry(raw) => entries.push(reader.entry(raw)),
            Piece::Stray(_) if beyond.is_some() => {}
            Piece::Stray(line) => {
                let span = Span::of(line.trim(), &source.text);
                reader
                    .diagnostics
                    .add(
                        "front-matter-invalid",
                        span,
                        format!("`{}` is no `key: value`", shortened(line)),
                    )
                    .hint("delete the line, or indent it if it belongs to the key above");
            }
        }
    }
    if let Some(key) = beyond {
        let message = format!(
            "the front matter is longer than {} KiB; `{}` and what follows is left out",
            MAX_BYTES >> 10,
            shortened(key)
        );
        reader
            .diagnostics
            .add("front-matter-bounds", Span::of(key, &source.text), message)
            .hint("move the text to the body");
    }
    entries
}

/// Whether an entry ends within the bound, or is a short one of a key that dibao knows and that stands
/// there for the first time: the title of a post is worth a look.
fn within<'s>(block: &str, raw: RawEntry<'s>, known: &mut BTreeSet<&'s str>) -> bool {
    let is_first = super::meta::is_known(raw.key) && known.insert(raw.key);
    let end = Span::of(raw.value, block).end as usize;
    end <= MAX_BYTES || is_first && raw.value.len() <= MAX_SHORT
}

struct Reader<'s, 'd, 'r> {
    source: &'s Source,
    diagnostics: &'r mut Diagnostics<'d>,
    /// Bytes that may still be handed to the library.
    budget: usize,
    /// Values that were refused so far.
    n_refused: usize,
}

impl<'s> Reader<'s, '_, '_> {
    fn entry(&mut self, raw: RawEntry<'s>) -> Entry {
        let key_span = Span::of(raw.key, &self.source.text);
        let value_text = raw.value.trim();
        let value_span = if value_text.is_empty() {
            Span {
                start: key_span.end,
                end: key_span.end,
            }
        } else {
            Span::of(value_text, &self.source.text)
        };
        self.check_colon(raw, key_span);
        let value = match simple(raw.value) {
            Some(value) => value,
            None => self.library(raw.value, value_span),
        };
        let key = unquoted(raw.key).to_owned();
        Entry {
            key,
            key_span,
            value,
            value_span,
        }
    }

    fn check_colon(&mut self, raw: RawEntry, span: Span) {
        let (what, key) = match raw.colon {
            Colon::Plain => return,
            Colon::FullWidth => ("a full-width colon follows", raw.key),
            Colon::Tight => ("no space follows the colon of", raw.key),
        };
        self.diagnostics
            .add("front-matter-invalid", span, format!("{what} `{key}`"))
            .hint(format!("write `{key}: ` with an ASCII colon and a space"));
    }

    /// A block that is one `{…}`, as in JSON.
    fn flow_mapping(&mut self, block: &'s str) -> Vec<Entry> {
        let span = Span::of(block.trim(), &self.source.text);
        let MetaValue::Map(map) = self.library(block, span) else {
            return Vec::new();
        };
        let places = |key: &str| {
            let at = block
                .find(&format!("\"{key}\""))
                .map(|at| at + 1)
                .or_else(|| block.find(key));
            // A key that was spelled with escapes stands nowhere as it is.
            at.map_or(span, |at| {
                Span::of(&block[at..at + key.len()], &self.source.text)
            })
        };
        map.into_iter()
            .map(|(key, value)| {
                let key_span = places(&key);
                Entry {
                    key,
                    key_span,
                    value,
                    value_span: key_span,
                }
            })
            .collect()
    }

    fn library(&mut self, value: &'s str, span: Span) -> MetaValue {
        if self.n_refused == MAX_REFUSED {
            return salvage(value);
        }
        let error = match self.parse(value) {
            Ok(value) => return value,
            Err(error) => error,
        };
        if let Some(value) = self.without_tabs(value) {
            return value;
        }
        let span = error
            .at
            .map_or(span, |(line, column)| self.point(value, line, column));
        self.diagnostics
            .add(error.code, span, error.message)
            .hint(error.hint);
        self.n_refused += 1;
        if self.n_refused == MAX_REFUSED {
            let message = "more values below are no YAML; each is taken as plain text";
            self.diagnostics
                .add("front-matter-bounds", span, message)
                .hint("mend the first ones, then look again");
        }
        salvage(value)
    }

    /// Tabs may not indent in YAML; many editors write them all the same.
    fn without_tabs(&mut self, value: &'s str) -> Option<MetaValue> {
        let tab = value.find("\n\t").or_else(|| value.find(" \t"))? + 1;
        let spaced: String = value
            .split_inclusive('\n')
            .map(|line| {
                let text = line.trim_start_matches([' ', '\t']);
                line[..line.len() - text.len()].replace('\t', "  ") + text
            })
            .collect();
        let value_read = self.parse(&spaced).ok()?;
        let span = Span::of(&value[tab..=tab], &self.source.text);
        self.diagnostics
            .add("front-matter-invalid", span, "a tab indents the line")
            .hint("indent with spaces: YAML does not allow tabs");
        Some(value_read)
    }

    fn parse(&mut self, value: &str) -> Result<MetaValue, Refusal> {
        if value.len() > self.budget {
            return Err(Refusal::bounds(
                "the value is too long for YAML other than plain text",
            ));
        }
        if yaml_depth(value) > MAX_YAML_DEPTH {
            return Err(Refusal::bounds("brackets nest too deep"));
        }
        // An alias repeats what it stands for, so few of a large value are as bad as a bomb.
        let n_aliases = value.matches('*').count();
        if n_aliases.saturating_mul(value.len()) > MAX_BYTES * 16 {
            return Err(Refusal::bounds("too many aliases"));
        }
        self.budget -= value.len();
        serde_yaml::from_str::<Whole>(&format!("k: {value}\n"))
            .map(|whole| whole.k.0)
            .map_err(|error| Refusal::of_library(&error))
    }

    /// The span of the character at a line and column of `k:` and the value, as the library counts.
    fn point(&self, value: &str, line: usize, column: usize) -> Span {
        let column = if line <= 1 {
            column.saturating_sub(3)
        } else {
            column
        };
        let text = value.split('\n').nth(line.saturating_sub(1)).unwrap_or("");
        let base = Span::of(value, &self.source.text).start as usize;
        let start = if text.is_empty() {
            value.len()
        } else {
            text.as_ptr() as usize - value.as_ptr() as usize
        };
        let at = text.char_indices().nth(column.saturating_sub(1));
        let (offset, width) = at.map_or((text.len(), 0), |(at, char)| (at, char.len_utf8()));
        let start = (base + start + offset) as u32;
        Span {
            start,
            end: start + width as u32,
        }
    }
}

/// Why a value was not read.
struct Refusal {
    code: &'static str,
    message: String,
    hint: &'static str,
    /// Line and column in `k:` and the value, from 1.
    at: Option<(usize, usize)>,
}

impl Refusal {
    fn bounds(message: &str) -> Self {
        let hint = "write the value as plain text, or move it to the body";
        Self {
            code: "front-matter-bounds",
            message: message.to_owned(),
            hint,
            at: None,
        }
    }

    fn of_library(error: &serde_yaml::Error) -> Self {
        let text = error.to_string();
        let at = error.location().map(|place| (place.line(), place.column()));
        let words = text.split(" at line ").next().unwrap_or(&text);
        let words = words.strip_prefix("k: ").unwrap_or(words);
        let hint = if words.contains("mapping values") {
            "put the value between quotes: it holds a colon and a space"
        } else if words.contains("anchor") {
            "write the value out: an alias works only below the key of its anchor"
        } else {
            "put the value between quotes, or close its brackets and quotes"
        };
        let message = format!("this is not YAML: {words}");
        Self {
            code: "front-matter-invalid",
            message,
            hint,
            at,
        }
    }
}

/// One value behind a key, as the library reads it.
#[derive(serde::Deserialize)]
struct Whole {
    k: Tree,
}

struct Tree(MetaValue);

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Text(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Text(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Text(value.to_string())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Text(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree(MetaValue::Text(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(Tree(value)) = access.next_element()? {
            list.push(value);
        }
        Ok(Tree(MetaValue::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((Tree(key), Tree(value))) = access.next_entry()? {
            map.insert(key_text(&key), value);
        }
        Ok(Tree(MetaValue::Map(map)))
    }

    /// A tag (`!ruby/object`) says nothing to us; its value does.
    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, access: A) -> Result<Tree, A::Error> {
        use serde::de::VariantAccess;
        let (_tag, value): (String, _) = access.variant()?;
        value.newtype_variant()
    }
}

fn key_text(key: &MetaValue) -> String {
    match key {
        MetaValue::Text(text) => text.clone(),
        MetaValue::Bool(flag) => flag.to_string(),
        _ => "null".to_owned(),
    }
}

/// Reads a value of the simplest and commonest forms: a scalar on one line, a list of such on one
/// line, and a block list or mapping of such. `None` for anything else.
fn simple(value: &str) -> Option<MetaValue> {
    let (first, rest) = value.split_once('\n').unwrap_or((value, ""));
    if rest.trim().is_empty() {
        return simple_line(first);
    }
    let first = first.trim();
    if !(first.is_empty() || first.starts_with('#')) {
        return None;
    }
    simple_block(rest)
}

fn simple_block(rest: &str) -> Option<MetaValue> {
    let mut indent = None;
    let mut list = Vec::new();
    let mut map = BTreeMap::new();
    for line in rest.lines() {
        let text = line.trim_start_matches(' ');
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let width = line.len() - text.len();
        if *indent.get_or_insert(width) != width {
            return None;
        }
        if let Some(item) = text.strip_prefix("- ") {
            let item = item.trim_start_matches(' ');
            // `- key: value` is a mapping, `- - x` a list.
            if item.starts_with('-') {
                return None;
            }
            list.push(simple_line(item)?);
        } else {
            let (key, value) = text
                .split_once(": ")
                .or_else(|| Some((text.strip_suffix(':')?, "")))?;
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
            if !key.bytes().all(is_plain) || key.starts_with('-') || key.is_empty() {
                return None;
            }
            map.insert(key.to_owned(), simple_line(value)?);
        }
    }
    match (list.is_empty(), map.is_empty()) {
        (false, true) => Some(MetaValue::List(list)),
        (true, false) => Some(MetaValue::Map(map)),
        (true, true) => Some(MetaValue::Null),
        (false, false) => None,
    }
}

fn simple_line(line: &str) -> Option<MetaValue> {
    let line = line.trim_matches(' ');
    if line.contains('\t') {
        return None;
    }
    match line.chars().next() {
        None => Some(MetaValue::Null),
        Some('[') => simple_list(line),
        Some(_) => {
            let (value, rest) = simple_scalar(line, false)?;
            (rest.is_empty() || rest.starts_with('#')).then_some(value)
        }
    }
}

/// `[a, 'b', "c"]`.
fn simple_list(line: &str) -> Option<MetaValue> {
    let mut rest = line[1..].trim_start_matches(' ');
    let mut list = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(']') {
            let after = after.trim_start_matches(' ');
            let is_end = after.is_empty() || after.starts_with('#');
            return is_end.then_some(MetaValue::List(list));
        }
        let (value, after) = simple_scalar(rest, true)?;
        list.push(value);
        rest = match after.strip_prefix(',') {
            Some(after) => after.trim_start_matches(' '),
            None if after.starts_with(']') => after,
            None => return None,
        };
    }
}

/// A scalar and what follows it, spaces skipped.
fn simple_scalar(text: &str, in_list: bool) -> Option<(MetaValue, &str)> {
    match text.chars().next()? {
        '#' => Some((MetaValue::Null, text)),
        '"' => {
            let inner = &text[1..];
            let end = inner
                .find(['"', '\\'])
                .filter(|&end| inner.as_bytes()[end] == b'"')?;
            let rest = &inner[end + 1..];
            Some((
                MetaValue::Text(inner[..end].to_owned()),
                after_scalar(rest)?,
            ))
        }
        '\'' => {
            let inner = &text[1..];
            let end = inner.find('\'')?;
            let rest = &inner[end + 1..];
            // A doubled quote is one in the text.
            (!rest.starts_with('\'')).then_some(())?;
            Some((
                MetaValue::Text(inner[..end].to_owned()),
                after_scalar(rest)?,
            ))
        }
        '?' | ':' | '-' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '%' | '@'
        | '`' => None,
        _ => {
            let stop = if in_list {
                text.find([',', ']'])?
            } else {
                text.find(" #").unwrap_or(text.len())
            };
            let plain = text[..stop].trim_end_matches(' ');
            let unsafe_in_list =
                |plain: &str| plain.contains(['[', '{', '}', '"', '\'', '#', ':', '?']);
            let colon = plain.ends_with(':') || plain.contains(": ");
            let is_safe = !(colon || in_list && unsafe_in_list(plain));
            is_safe.then_some(())?;
            Some((plain_scalar(plain), text[stop..].trim_start_matches(' ')))
        }
    }
}

/// What follows a quoted scalar; a comment must be parted from it by a space.
fn after_scalar(rest: &str) -> Option<&str> {
    (!rest.starts_with('#')).then(|| rest.trim_start_matches(' '))
}

fn plain_scalar(text: &str) -> MetaValue {
    match text {
        "~" | "null" | "Null" | "NULL" => MetaValue::Null,
        "true" | "True" | "TRUE" => MetaValue::Bool(true),
        "false" | "False" | "FALSE" => MetaValue::Bool(false),
        _ => MetaValue::Text(text.to_owned()),
    }
}

/// The best guess at a value that is no YAML: the items of a list where it looks like one, else
/// its text.
pub(super) fn salvage(value: &str) -> MetaValue {
    let value = value.trim();
    let item = |text: &str| MetaValue::Text(unquoted(text.trim()).to_owned());
    if let Some(inner) = value.strip_prefix('[') {
        let inner = inner.trim_start_matches('[').trim_end_matches(']');
        let items = inner.split(',').filter(|text| !text.trim().is_empty());
        return MetaValue::List(items.map(item).collect());
    }
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    if value.lines().all(is_item) && !value.is_empty() {
        let items = value
            .lines()
            .map(|line| line.trim_start().trim_start_matches("- "));
        return MetaValue::List(items.map(item).collect());
    }
    let words: Vec<&str> = value.split_whitespace().collect();
    item(&words.join(" "))
}

/// Takes off a pair of quotes, or a single one that was never closed.
fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        let Some(inner) = text.strip_prefix(quote) else {
            continue;
        };
        let inner = inner.strip_suffix(quote).unwrap_or(inner);
        return if inner.contains(quote) { text } else { inner };
    }
    text
}

fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

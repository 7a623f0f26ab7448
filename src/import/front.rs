//! Changing a front matter without touching what need not change.

use std::borrow::Cow;
use std::fmt::Write;

use serde_yaml::{Mapping, Value};

use super::{Generator, config};
use crate::config::Settings;
use crate::diagnostic::Diagnostics;
use crate::document::{Meta, front_matter};
use crate::source::Source;

/// Longest front matter that is rewritten, in bytes: that of the reader.
const MAX_BYTES: usize = 64 << 10;

/// A text with its front matter in YAML between `---`, or without any.
pub(super) struct Prepared<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// What was lost on the way.
    pub(super) notes: Vec<String>,
}

/// Turns TOML and JSON into YAML, and puts the line in front that Hexo does without.
pub(super) fn prepared(generator: Generator, bytes: &[u8]) -> Prepared<'_> {
    let same = |notes| Prepared {
        bytes: Cow::Borrowed(bytes),
        notes,
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return same(Vec::new());
    };
    let text = text.trim_start_matches('\u{feff}');
    let found = match generator {
        Generator::Zola | Generator::Hugo if text.starts_with("+++") => fenced(text, "+++", toml),
        Generator::Hexo if text.starts_with(";;;") => {
            fenced(text, ";;;", |inner| json(&format!("{{{inner}}}")))
        }
        Generator::Hugo if text.starts_with('{') => braced(text),
        Generator::Hexo => unopened(text),
        _ => None,
    };
    match found {
        None => same(Vec::new()),
        Some(Err(why)) => same(vec![format!("the front matter cannot be read: {why}")]),
        Some(Ok((yaml, body, notes))) => Prepared {
            bytes: Cow::Owned(format!("---\n{yaml}---\n{body}").into_bytes()),
            notes,
        },
    }
}

/// Whether the front matter names a day.
pub(super) fn has_day(generator: Generator, bytes: &[u8]) -> bool {
    let prepared = prepared(generator, bytes);
    let (source, _) = Source::new("", &prepared.bytes);
    Front::new(&source, &prepared.bytes).meta.date.is_some()
}

/// YAML of the front matter, the text below it, what was lost.
type Parts<'a> = (String, &'a str, Vec<String>);

/// Front matter between lines of `mark`.
fn fenced<'a>(
    text: &'a str,
    mark: &str,
    read: impl Fn(&str) -> Result<(String, Vec<String>), String>,
) -> Option<Result<Parts<'a>, String>> {
    let mut at = text.find('\n')? + 1;
    let start = at;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == mark {
            let body = &text[at + line.len()..];
            let inner = &text[start..at];
            if inner.len() > MAX_BYTES {
                return Some(Err("it is too long".to_owned()));
            }
            return Some(read(inner).map(|(yaml, notes)| (yaml, body, notes)));
        }
        at += line.len();
    }
    None
}

/// Hugo's JSON, which ends where its brackets do.
fn braced(text: &str) -> Option<Result<Parts<'_>, String>> {
    let head = &text[..text.len().min(MAX_BYTES)];
    let nested = head.bytes().filter(|b| matches!(b, b'[' | b'{')).count();
    let mut values = serde_json::Deserializer::from_slice(text.as_bytes())
        .into_iter::<serde_json::Map<String, serde_json::Value>>();
    let read = (nested < 10_000).then(|| values.next())??;
    let end = values.byte_offset();
    let body = text[end..].strip_prefix("\r\n").unwrap_or(&text[end..]);
    let body = body.strip_prefix('\n').unwrap_or(body);
    Some(match read {
        Ok(_) => json(&text[..end]).map(|(yaml, notes)| (yaml, body, notes)),
        Err(error) => Err(error.to_string()),
    })
}

/// Keys, then `---`, with no line above them.
fn unopened(text: &str) -> Option<Result<Parts<'_>, String>> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(200) {
        let bare = line.trim_end();
        if bare == "---" {
            let body = &text[at + line.len()..];
            return (at > 0).then(|| Ok((text[..at].to_owned(), body, Vec::new())));
        }
        let is_key = bare.split_once(':').is_some_and(|(key, rest)| {
            let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            !key.is_empty()
                && key.chars().all(is_word)
                && (rest.is_empty() || rest.starts_with(' '))
        });
        let goes_on = at > 0 && bare.starts_with([' ', '-']);
        if !is_key && !goes_on {
            return None;
        }
        at += line.len();
    }
    None
}

fn json(text: &str) -> Result<(String, Vec<String>), String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match value {
        Value::Mapping(map) => Ok((yaml(&map), Vec::new())),
        _ => Err("it is no map of keys".to_owned()),
    }
}

/// TOML in the order in which its keys stand; what Zola calls taxonomies are keys of their own here.
fn toml(text: &str) -> Result<(String, Vec<String>), String> {
    let depth = text.bytes().filter(|b| matches!(b, b'[' | b'{')).count();
    if depth > 10_000 {
        return Err("it nests too deep".to_owned());
    }
    let table: toml::Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let place = |key: &str| {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_start().trim_start_matches(['[', '"', '\'']);
            if let Some(rest) = bare.strip_prefix(key)
                && rest
                    .trim_start_matches(['"', '\''])
                    .trim_start()
                    .starts_with(['=', ']', '.'])
            {
                return at;
            }
            at += line.len();
        }
        at
    };
    let mut keys: Vec<(usize, String, toml::Value)> = table
        .into_iter()
        .map(|(key, value)| (place(&key), key, value))
        .collect();
    keys.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut map = Mapping::new();
    for (_, key, value) in keys {
        match value {
            toml::Value::Table(inner) if key == "taxonomies" => {
                for (key, value) in inner {
                    map.entry(key.into()).or_insert(config::of_toml(value));
                }
            }
            value => {
                map.insert(key.into(), config::of_toml(value));
            }
        }
    }
    let comments = text
        .lines()
        .filter(|line| line.trim_start().starts_with('#'));
    let notes = match comments.count() {
        0 => Vec::new(),
        _ => vec!["comments of the front matter were left behind".to_owned()],
    };
    Ok((yaml(&map), notes))
}

/// Keys as YAML, a line each where that can be; nothing for none.
fn yaml(map: &Mapping) -> String {
    let mut out = String::new();
    for (key, value) in map {
        let key = config::scalar(key).unwrap_or_default();
        out.push_str(&line(&key, value));
    }
    out
}

fn line(key: &str, value: &Value) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let key = if !key.is_empty() && key.chars().all(plain) {
        key.to_owned()
    } else {
        quoted(key)
    };
    match value {
        Value::Sequence(items) if items.iter().all(|item| config::scalar(item).is_some()) => {
            let items = items.iter().filter_map(config::scalar).collect::<Vec<_>>();
            format!("{key}: {}\n", list(&items))
        }
        Value::Sequence(_) | Value::Mapping(_) => {
            let inner = serde_yaml::to_string(value).unwrap_or_default();
            let inner = inner
                .lines()
                .fold(String::new(), |text, line| text + "  " + line + "\n");
            format!("{key}:\n{inner}")
        }
        Value::String(text) if crate::date::stamp::read(text).is_ok() => format!("{key}: {text}\n"),
        Value::String(text) => format!("{key}: {}\n", quoted(text)),
        Value::Null => format!("{key}:\n"),
        value => format!("{key}: {}\n", config::scalar(value).unwrap_or_default()),
    }
}

/// Text as YAML: a string of JSON is one.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A list on one line.
pub(super) fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// A text's front matter, to be changed line by line.
pub(super) struct Front<'a> {
    /// What it says.
    pub(super) meta: Meta,
    /// Lines of the front matter with their ends, fences included; empty when there is none.
    lines: Vec<&'a str>,
    /// What stands below it.
    body: &'a [u8],
    /// Lines put in: before which line of `lines`, and instead of how many.
    changes: Vec<(usize, usize, String)>,
    added: String,
    /// `\n` or `\r\n`, as the front matter has it.
    newline: &'static str,
}

impl<'a> Front<'a> {
    /// `source` is the text as dibao reads it, `raw` the same as it lies on disk, in UTF-8.
    pub(super) fn new(source: &Source, raw: &'a [u8]) -> Self {
        let mut flaws = Diagnostics::new(source);
        let (meta, body) = front_matter::read(source, &Settings::default(), None, &mut flaws);
        let n_lines = source.text[..body as usize].matches('\n').count();
        let closed = source.text[..body as usize].ends_with('\n') || body == 0;
        let n_lines = if closed { n_lines } else { n_lines + 1 };
        let (head, body) = raw.split_at(end_of_line(raw, n_lines));
        let head = std::str::from_utf8(head).unwrap_or_default();
        let newline = if head.contains("\r\n") { "\r\n" } else { "\n" };
        Self {
            meta,
            lines: head.split_inclusive('\n').collect(),
            body,
            changes: Vec::new(),
            added: String::new(),
            newline,
        }
    }

    /// Whether one of the keys stands there.
    pub(super) fn has(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.meta.places.get(key).is_some())
    }

    /// Makes lists of `tags` and `categories` that are words parted by spaces, as Jekyll has them.
    pub(super) fn split_words(&mut self) {
        for key in ["categories", "tags"] {
            let of_key = |line: &&&str| key_of(line) == Some(key);
            let Some(line) = self.lines.iter().find(of_key) else {
                continue;
            };
            let value = line.split_once(':').map_or("", |(_, value)| value.trim());
            let odd = value.contains([',', '，', '、', '[', '{', '"', '\'', '#', '|', '>']);
            let words: Vec<String> = value.split_whitespace().map(str::to_owned).collect();
            if odd || words.len() < 2 {
                continue;
            }
            self.set(&[key], key, &list(&words));
            if key == "tags" {
                self.meta.tags = words.into_iter().map(Into::into).collect();
            } else {
                self.meta.categories = words.into_iter().map(Into::into).collect();
            }
        }
    }

    /// Puts a key below all others.
    pub(super) fn add(&mut self, key: &str, value: &str) {
        let _ = write!(self.added, "{key}: {value}{}", self.newline);
    }

    /// Puts a key in the place of the first of `keys` that stands there, and takes the others out.
    pub(super) fn set(&mut self, keys: &[&str], key: &str, value: &str) {
        let mut line = format!("{key}: {value}{}", self.newline);
        let mut done = false;
        for at in 0..self.lines.len() {
            if !keys.iter().any(|key| key_of(self.lines[at]) == Some(key)) {
                continue;
            }
            let rest = &self.lines[at + 1..];
            let goes_on = |line: &&&str| {
                line.starts_with([' ', '\t', ']', '}']) && !line.trim().is_empty()
                    || line.starts_with("- ")
                    || line.trim_end() == "-"
            };
            let n = 1 + rest.iter().take_while(goes_on).count();
            self.changes.push((at, n, std::mem::take(&mut line)));
            done = true;
        }
        if !done {
            self.added.push_str(&line);
        }
    }

    /// The whole file.
    pub(super) fn text(&self) -> Vec<u8> {
        let mut head = String::new();
        if self.lines.is_empty() {
            if !self.added.is_empty() {
                let newline = self.newline;
                let added = &self.added;
                head = format!("---{newline}{added}---{newline}{newline}");
            }
        } else {
            let last = self.lines.len() - 1;
            let closes = matches!(self.lines[last].trim_end(), "---" | "..." | "+++") && last > 0;
            let mut at = 0;
            while at < self.lines.len() {
                if at == last && closes {
                    head.push_str(&self.added);
                }
                // Of two changes the later one knows more.
                let changed = self.changes.iter().rev().find(|change| change.0 == at);
                let (n, line) = changed.map_or((1, self.lines[at]), |(_, n, line)| (*n, line));
                head.push_str(line);
                at += n;
            }
            if !closes && !self.added.is_empty() {
                if !head.ends_with('\n') {
                    head.push_str(self.newline);
                }
                head.push_str(&self.added);
                head.push_str("---");
                head.push_str(self.newline);
            }
        }
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(self.body);
        bytes
    }
}

/// The byte after the `n`th end of a line: `\n`, `\r\n` or a lone `\r`, as [`Source`] counts them.
fn end_of_line(raw: &[u8], n: usize) -> usize {
    let mut at = 0;
    for _ in 0..n {
        let Some(next) = raw[at..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
        else {
            return raw.len();
        };
        at += next + 1;
        if raw[at - 1] == b'\r' && raw.get(at) == Some(&b'\n') {
            at += 1;
        }
    }
    at
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let key = key.trim_start_matches('\u{feff}').trim_matches(['"', '\'']);
    (!key.is_empty() && !key.starts_with([' ', '\t', '#', '-'])).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, change: impl Fn(&mut Front)) -> String {
        let (source, _) = Source::new("a.md", text.as_bytes());
        let mut front = Front::new(&source, text.as_bytes());
        change(&mut front);
        String::from_utf8(front.text()).expect("text of text")
    }

    #[test]
    fn a_key_is_added_or_replaced_and_all_else_stays() {
        let set =
            |front: &mut Front| front.set(&["aliases", "redirect_from"], "aliases", "[\"/x/\"]");
        for (text, expected) in [
            (
                "---\ntitle: 甲 # 题\n---\n正文  \n",
                "---\ntitle: 甲 # 题\naliases: [\"/x/\"]\n---\n正文  \n",
            ),
            (
                "---\nredirect_from:\n  - /a/\n  - /b/\ntitle: 甲\n---\n正文",
                "---\naliases: [\"/x/\"]\ntitle: 甲\n---\n正文",
            ),
            (
                "---\r\ntitle: 甲\r\naliases:\r\n- /a/\r\n---\r\n一\r\n二\n",
                "---\r\ntitle: 甲\r\naliases: [\"/x/\"]\r\n---\r\n一\r\n二\n",
            ),
            ("只有正文\n", "---\naliases: [\"/x/\"]\n---\n\n只有正文\n"),
            (
                "\n---\ntitle: 甲\nimage: a\nimage: b\n...\n正文\n",
                "\n---\ntitle: 甲\nimage: a\nimage: b\naliases: [\"/x/\"]\n...\n正文\n",
            ),
        ] {
            assert_eq!(changed(text, set), expected);
            assert_eq!(changed(text, |_| ()), text);
        }
    }

    #[test]
    fn other_languages_of_front_matter_become_yaml() {
        for (generator, text, expected) in [
            (
                Generator::Zola,
                "+++\ntitle = \"甲\"\ndate = 2020-09-13\n[taxonomies]\ntags = [\"一\", \"二\"]\n[extra]\nlead = true\n+++\n正文\n",
                "---\ntitle: \"甲\"\ndate: 2020-09-13\ntags: [\"一\", \"二\"]\nextra:\n  lead: true\n---\n正文\n",
            ),
            (
                Generator::Hugo,
                "{\"title\": \"甲\", \"draft\": true}\n\n正文\n",
                "---\ntitle: \"甲\"\ndraft: true\n---\n\n正文\n",
            ),
            (
                Generator::Hexo,
                "title: 甲\ntags:\n- 一\n---\n正文\n",
                "---\ntitle: 甲\ntags:\n- 一\n---\n正文\n",
            ),
            (
                Generator::Hexo,
                "\"title\": \"甲\"\n;;;\n",
                "\"title\": \"甲\"\n;;;\n",
            ),
            (
                Generator::Hexo,
                ";;;\n\"title\": \"甲\"\n;;;\n正文\n",
                "---\ntitle: \"甲\"\n---\n正文\n",
            ),
            (
                Generator::Zola,
                "+++\ntitle = \n+++\n文\n",
                "+++\ntitle = \n+++\n文\n",
            ),
            (Generator::Jekyll, "+++\na = 1\n+++\n", "+++\na = 1\n+++\n"),
            (Generator::Hexo, "一行：文字\n---\n", "一行：文字\n---\n"),
        ] {
            let prepared = prepared(generator, text.as_bytes());
            assert_eq!(String::from_utf8_lossy(&prepared.bytes), expected);
        }
    }
}

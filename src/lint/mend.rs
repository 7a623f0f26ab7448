//! What `check --fix` undoes: faults that have one remedy, which changes nothing else.
//!
//! A mended text differs from the written one in the spans at fault alone: line ends, byte-order
//! mark and everything else stay byte for byte, and a mended text has nothing left to mend.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Tag};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::hosts::host_of;
use super::link::secure_hosts;
use super::meta::{WORDS, is_plain, spelled};
use super::{Hosts, Trace, text, without_comment};
use crate::archive::TagVocabulary;
use crate::config::{Settings, Shape};
use crate::date::stamp::{self, Stamp};
use crate::diagnostic::{Allow, Diagnostic};
use crate::document::front_matter::{self, Entry};
use crate::document::{MetaValue, allows, key_of, markdown};
use crate::fold::fold_key;
use crate::source::{Source, Span};

/// How often a text is mended again: one edit may uncover another (a tag behind a tag).
const ROUNDS: usize = 4;

/// What is known beyond the text that is mended.
#[derive(Debug)]
pub struct Mender {
    settings: Settings,
    hosts: Hosts,
    /// Hosts that other links of the archive reach by `https`.
    secure: BTreeSet<String>,
    tags: TagVocabulary,
}

/// Why a file is left alone though something in it could be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub &'static str);

/// Words in place of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    span: Span,
    words: String,
}

impl Mender {
    /// Takes what the archive knows.
    pub fn new(
        settings: &Settings,
        hosts: &Hosts,
        traces: &[Trace],
        vocabulary: &[Source],
    ) -> Self {
        let tags = vocabulary.iter().find(|file| file.path == "tags.yaml");
        Self {
            settings: settings.clone(),
            hosts: hosts.clone(),
            secure: secure_hosts(traces).map(str::to_owned).collect(),
            tags: tags
                .map(|file| TagVocabulary::read(file, &mut Vec::new()))
                .unwrap_or_default(),
        }
    }

    /// The bytes of a post, mended; `None` when there is nothing to mend.
    pub fn mend(&self, path: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Refusal> {
        let mut mended: Option<Vec<u8>> = None;
        for _ in 0..ROUNDS {
            let bytes = mended.as_deref().unwrap_or(bytes);
            let (source, flaws) = Source::new(path, bytes);
            let edits = self.edits(&source);
            if edits.is_empty() {
                break;
            }
            if !flaws.is_empty() {
                return Err(Refusal("it is not sound UTF-8 text"));
            }
            mended = Some(apply(bytes, &source.text, &edits)?);
        }
        Ok(mended.filter(|mended| mended != bytes))
    }

    /// What is to be changed in a text, in order and apart from each other.
    fn edits(&self, source: &Source) -> Vec<Edit> {
        let head = front_matter::entries(source);
        let allowed = allows(source, head.body);
        let mut edits = Vec::new();
        let mut add = |code: &'static str, span: Span, words: String| {
            if self.may(code, source, span, &allowed) && source.slice(span) != words {
                edits.push(Edit { span, words });
            }
        };
        for entry in &head.entries {
            self.entry(source, entry, &mut add);
        }
        let body = markdown::read(&source.text[head.body as usize..], head.body);
        for span in text::decomposed(source, &body) {
            add("not-nfc", span, source.slice(span).nfc().collect());
        }
        self.links(source, &body, &mut add);
        for (span, _) in text::trailing_in(source, &body, head.body) {
            add("trailing-space", span, String::new());
        }
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let mut end = 0;
        edits.retain(|edit| {
            let apart = edit.span.start >= end;
            if apart {
                end = edit.span.end.max(end);
            }
            apart
        });
        edits
    }

    /// Whether neither the settings nor the file forbid to mend a fault.
    fn may(&self, code: &'static str, source: &Source, span: Span, allowed: &[Allow]) -> bool {
        let rules = &self.settings.rules;
        if rules.silence(code) {
            return false;
        }
        let path = format!("content/{}", source.path);
        let excepted = |allowance: &crate::diagnostic::Allowance| {
            allowance.code == code && allowance.holds(&path)
        };
        if rules.allowances.iter().any(excepted) {
            return false;
        }
        let mut fault = Diagnostic::of_file(&source.path, code, "");
        fault.place = Some(source.place(span));
        !allowed.iter().any(|allow| allow.holds(&fault))
    }

    fn entry(
        &self,
        source: &Source,
        entry: &Entry,
        add: &mut impl FnMut(&'static str, Span, String),
    ) {
        let written = source.slice(entry.value_span);
        if written.contains('\n') && !matches!(entry.value, MetaValue::List(_)) {
            return;
        }
        let Some(key) = key_of(&entry.key) else {
            return;
        };
        match key.shape {
            Shape::Day | Shape::DayOrFlag => {
                let (bare, _) = without_comment(written);
                if let Some(words) = date(bare, &entry.value) {
                    let span = Span {
                        start: entry.value_span.start,
                        end: entry.value_span.start + bare.len() as u32,
                    };
                    add("date-form", span, words);
                }
            }
            Shape::Terms if key.name == "tags" => self.tags(entry, written, add),
            _ => {}
        }
        if WORDS.contains(&key.name) && !is_nfc(written) {
            add("not-nfc", entry.value_span, written.nfc().collect());
        }
        // Spaces behind a value on the key's own line.
        let line = source.span_at(source.line(entry.key_span.start));
        if entry.value_span.end <= line.end && !written.starts_with(['|', '>']) {
            let whole = source.slice(line);
            let bare = whole.trim_end_matches([' ', '\t']);
            let start = line.start + bare.len() as u32;
            if start >= entry.value_span.end && start < line.end {
                let spaces = Span {
                    start,
                    end: line.end,
                };
                add("trailing-space", spaces, String::new());
            }
        }
    }

    /// Tags that are aliases, each where it stands in the list.
    fn tags(&self, entry: &Entry, written: &str, add: &mut impl FnMut(&'static str, Span, String)) {
        let MetaValue::List(list) = &entry.value else {
            return;
        };
        for value in list {
            let MetaValue::Text(tag) = value else {
                continue;
            };
            let key = fold_key(tag);
            let Some(known) = self.tags.find(&key).filter(|known| !known.stop) else {
                continue;
            };
            let present = |value: &MetaValue| matches!(value, MetaValue::Text(other) if fold_key(other) == fold_key(&known.name));
            // Where both stand, someone must choose which line goes.
            let needs_quotes = known.name.contains([
                ',', '[', ']', '{', '}', '#', ':', '"', '\'', '&', '*', '!', '|', '>', '%', '@',
                '`',
            ]);
            if fold_key(&known.name) == key || needs_quotes || list.iter().any(present) {
                continue;
            }
            if let Some(at) = scalar_in(written, tag) {
                let start = entry.value_span.start + at as u32;
                let span = Span {
                    start,
                    end: start + tag.len() as u32,
                };
                add("tag-alias", span, known.name.clone());
            }
        }
    }

    fn links(
        &self,
        source: &Source,
        body: &markdown::Body<'_>,
        add: &mut impl FnMut(&'static str, Span, String),
    ) {
        for (event, span) in &body.events {
            let Event::Start(Tag::Link { dest_url, .. }) = event else {
                continue;
            };
            let known = host_of(dest_url).filter(|(host, secure)| {
                !secure && (self.secure.contains(host) || self.hosts.https(host))
            });
            if known.is_none() || self.dead(dest_url) {
                continue;
            }
            let words = source.slice(*span);
            let address = dest_url.as_ref();
            for (at, _) in words.match_indices(address) {
                let start = span.start + at as u32;
                let scheme = Span {
                    start,
                    end: start + "http".len() as u32,
                };
                add("link-http", scheme, "https".to_owned());
            }
        }
    }

    fn dead(&self, address: &str) -> bool {
        host_of(address).is_some_and(|(host, _)| self.hosts.dead(&host).is_some())
    }
}

/// The usual form of a date, in the quotes that it stands in.
fn date(written: &str, value: &MetaValue) -> Option<String> {
    let MetaValue::Text(text) = value else {
        return None;
    };
    let quote = ["\"", "'"]
        .into_iter()
        .find(|quote| written.len() >= 2 && written.starts_with(quote) && written.ends_with(quote));
    let quote = quote.unwrap_or("");
    let inner = &written[quote.len()..written.len() - quote.len()];
    if inner.trim() != text.trim() || is_plain(text.trim()) {
        return None;
    }
    match stamp::read(text) {
        Ok(Stamp::Moment(moment)) => Some(format!("{quote}{}{quote}", spelled(&moment))),
        _ => None,
    }
}

/// Where a list holds exactly this scalar.
fn scalar_in(list: &str, scalar: &str) -> Option<usize> {
    let found = list.match_indices(scalar).find(|(at, _)| {
        let before = list[..*at].trim_end_matches([' ', '\t']);
        let after = list[at + scalar.len()..].trim_start_matches([' ', '\t']);
        let opened = before.ends_with(['[', ',', '"', '\'', '\n']) || {
            let lead = before.trim_end_matches('-');
            lead.len() < before.len() && (lead.is_empty() || lead.ends_with(['\n', ' ']))
        };
        let closed = after.is_empty() || after.starts_with([']', ',', '"', '\'', '\n', '#']);
        opened && closed
    });
    found.map(|(at, _)| at)
}

/// Puts edits of a clean text into the bytes that it was read from.
fn apply(bytes: &[u8], text: &str, edits: &[Edit]) -> Result<Vec<u8>, Refusal> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let (mark, raw) = match bytes.strip_prefix(MARK) {
        Some(raw) => (MARK, raw),
        None => (&[][..], bytes),
    };
    let mut out = Vec::with_capacity(bytes.len() + 64);
    out.extend_from_slice(mark);
    let mut edits = edits.iter().peekable();
    // `at` counts bytes of the text, which has no carriage returns.
    let mut at = 0;
    let mut index = 0;
    while index < raw.len() {
        if raw[index] == b'\r' && raw.get(index + 1) == Some(&b'\n') {
            out.push(b'\r');
            index += 1;
            continue;
        }
        if let Some(edit) = edits.next_if(|edit| edit.span.start as usize == at) {
            out.extend_from_slice(edit.words.as_bytes());
            let n = (edit.span.end - edit.span.start) as usize;
            at += n;
            index += n;
            continue;
        }
        if text.as_bytes().get(at) != Some(&raw[index]) {
            return Err(Refusal("its bytes are not what was read"));
        }
        out.push(raw[index]);
        at += 1;
        index += 1;
    }
    Ok(out)
}

/// The span of a text in the bytes that it was read from, for those who replace a stretch of it.
pub(super) fn raw_offset(bytes: &[u8], at: usize) -> usize {
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let raw = &bytes[mark..];
    let mut seen = 0;
    let mut index = 0;
    while index < raw.len() && seen < at {
        let skipped = raw[index] == b'\r' && raw.get(index + 1) == Some(&b'\n');
        seen += usize::from(!skipped);
        index += 1;
    }
    mark + index
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mender() -> Mender {
        let (hosts, _) = Hosts::read(
            &Source::new(
                "links.csv",
                b"host,status\nold.example,dead\nsafe.example,https\n",
            )
            .0,
        );
        let tags = Source::new("tags.yaml", "物联网: [IoT, 万物互联]\n".as_bytes()).0;
        let trace = Trace {
            https: BTreeSet::from(["seen.example".to_owned()]),
            ..Trace::default()
        };
        Mender::new(&Settings::default(), &hosts, &[trace], &[tags])
    }

    fn mended(text: &str) -> String {
        let bytes = mender().mend("a.md", text.as_bytes()).expect("sound");
        bytes.map_or_else(
            || text.to_owned(),
            |bytes| String::from_utf8(bytes).unwrap(),
        )
    }

    #[test]
    fn what_has_one_remedy_is_mended_and_nothing_else_changes() {
        for (written, expected) in [
            (
                "---\ndate: 2023-12-15T21:47:31+0800\n---\n",
                "---\ndate: 2023-12-15 21:47:31 +08:00\n---\n",
            ),
            (
                "---\ndate: '2020/9/3' # c\n---\n",
                "---\ndate: '2020-09-03' # c\n---\n",
            ),
            (
                "---\ndate: 2020-09-03T08:00:00Z\n---\n",
                "---\ndate: 2020-09-03T08:00:00Z\n---\n",
            ),
            (
                "---\ndate: 2021-26-02\n---\n",
                "---\ndate: 2021-26-02\n---\n",
            ),
            (
                "+++\ndate = \"2020/9/3\"\n+++\n",
                "+++\ndate = \"2020-09-03\"\n+++\n",
            ),
            (
                "---\ntags: [IoT, 'a']\n---\n",
                "---\ntags: [物联网, 'a']\n---\n",
            ),
            (
                "---\ntags:\n  - a\n  - IoT  \n---\n",
                "---\ntags:\n  - a\n  - 物联网  \n---\n",
            ),
            (
                "---\ntags: [IoT, 物联网]\n---\n",
                "---\ntags: [IoT, 物联网]\n---\n",
            ),
            ("---\ntags: [IoTa]\n---\n", "---\ntags: [IoTa]\n---\n"),
            (
                "[a](http://seen.example/x) http://www.safe.example/",
                "[a](https://seen.example/x) https://www.safe.example/",
            ),
            (
                "[a](http://other.example/x) `http://seen.example/`",
                "[a](http://other.example/x) `http://seen.example/`",
            ),
            (
                "cafe\u{301} `cafe\u{301}` [x](cafe\u{301}.md)",
                "café `cafe\u{301}` [x](cafe\u{301}.md)",
            ),
            (
                "---\ntitle: cafe\u{301}\nslug: cafe\u{301}\n---\n",
                "---\ntitle: café\nslug: cafe\u{301}\n---\n",
            ),
            (
                "a \nb  \nc\n\nd  \n\n```\ne  \n```\n",
                "a\nb  \nc\n\nd\n\n```\ne  \n```\n",
            ),
            (
                "---\ntitle: a  \ntext: |\n  b  \n---\n",
                "---\ntitle: a\ntext: |\n  b  \n---\n",
            ),
            ("\u{FEFF}a \r\nb\r\n", "\u{FEFF}a\r\nb\r\n"),
            (
                "<!-- dibao-allow: trailing-space -->\na \nb\n",
                "<!-- dibao-allow: trailing-space -->\na \nb\n",
            ),
        ] {
            assert_eq!(mended(written), expected, "{written:?}");
        }
    }

    #[test]
    fn a_file_in_another_encoding_is_refused_and_only_when_there_is_something_to_mend() {
        let gbk = b"\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA \nb\n";
        assert!(mender().mend("a.md", gbk).is_err());
        let gbk = b"\xD6\xD0\xB9\xFA\xD6\xD0\xB9\xFA\nb\n";
        assert_eq!(mender().mend("a.md", gbk), Ok(None));
    }

    proptest! {
        #[test]
        fn a_mended_text_has_nothing_left_to_mend(
            text in "(---\n((date: (2020/9/3|2020年9月3日|x)|tags: \\[IoT, a\\]|title: e\u{301}) {0,2}\r?\n){0,3}---\n)?((e\u{301}|甲| |[*`\\[\\]()#>-]|http://seen.example/|\r?\n| {2}|```|月){0,12}\n){0,6}",
        ) {
            let mender = mender();
            if let Ok(Some(once)) = mender.mend("a.md", text.as_bytes()) {
                prop_assert_eq!(mender.mend("a.md", &once), Ok(None), "{:?}", String::from_utf8_lossy(&once));
                let ends = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte == b'\n' || byte == b'\r').count();
                prop_assert_eq!(ends(&once), ends(text.as_bytes()), "line ends stay");
            }
        }
    }
}

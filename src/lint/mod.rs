//! What only `check` asks: faults that leave the site as good as it is, but that a contributor can
//! mend.
//!
//! [`source`] looks at one Source beside the Document that was made of it, in parallel; [`archive`]
//! looks at what only all of them together tell. [`mend`] undoes what is safe to undo, [`format()`]
//! brings a front matter into its usual form; both change nothing else.

use std::collections::BTreeSet;

use crate::archive::Archive;
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::front_matter;
use crate::document::{Document, Made, markdown};
use crate::source::{Place, Source, Span};

mod day;
mod format;
mod hosts;
mod item;
mod link;
mod mend;
mod meta;
mod name;
mod picture;
mod tag;
mod text;

pub use format::{Format, format};
pub use hosts::Hosts;
pub use mend::{Mender, Refusal};
pub use picture::MAX_PICTURE;

/// What one Source tells for the comparison with all others.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Path below `content/`.
    pub path: String,
    /// Hosts that it links to by `https`.
    pub https: BTreeSet<String>,
    /// Links by `http`: host and place.
    pub http: Vec<(String, Place)>,
}

/// A Source as the lints see it.
struct Text<'a> {
    source: &'a Source,
    document: &'a Document,
    body: &'a markdown::Body<'a>,
    /// Byte where the body begins.
    start: u32,
    /// The front matter's keys.
    entries: &'a [front_matter::Entry],
    settings: &'a Settings,
    hosts: &'a Hosts,
}

/// Looks at one Source, and the Document beside what it was made of.
pub fn source(
    source: &Source,
    document: &Document,
    made: &Made<'_>,
    settings: &Settings,
    hosts: &Hosts,
) -> (Vec<Diagnostic>, Trace) {
    let mut diagnostics = Diagnostics::new(source);
    let text = Text {
        source,
        document,
        body: made.body,
        start: made.start,
        entries: made.entries,
        settings,
        hosts,
    };
    let mut trace = Trace {
        path: source.path.clone(),
        ..Trace::default()
    };
    name::look(&text, &mut diagnostics);
    meta::look(&text, &mut diagnostics);
    text::look(&text, &mut diagnostics);
    day::look(&text, &mut diagnostics);
    link::look(&text, &mut trace, &mut diagnostics);
    picture::look(&text, &mut diagnostics);
    item::look(&text, &mut diagnostics);
    (diagnostics.into_vec(), trace)
}

/// Looks at all of them together. `vocabulary` are the files beside the posts, `assets` the files
/// beside them: path below `content/`, and size in bytes.
pub fn archive(
    archive: &Archive,
    settings: &Settings,
    vocabulary: &[Source],
    traces: &[Trace],
    assets: &[(String, u64)],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    link::together(traces, &mut diagnostics);
    picture::assets(assets, &mut diagnostics);
    tag::look(archive, settings, vocabulary, &mut diagnostics);
    item::together(archive, &mut diagnostics);
    diagnostics
}

impl<'a> Text<'a> {
    fn prose(&self) -> impl Iterator<Item = (u32, &'a str)> {
        prose(self.source, self.body, self.start)
    }
}

/// The lines of a body that are no code, each with its first byte.
fn prose<'a>(
    source: &'a Source,
    body: &markdown::Body<'_>,
    start: u32,
) -> impl Iterator<Item = (u32, &'a str)> {
    let code = code(body);
    let mut at = start;
    let mut next = 0;
    source.text[start as usize..]
        .split('\n')
        .filter_map(move |line| {
            let begin = at;
            at += line.len() as u32 + 1;
            while next < code.len() && code[next].end <= begin {
                next += 1;
            }
            let in_code = code.get(next).is_some_and(|span| span.start < at);
            (!in_code).then_some((begin, line))
        })
}

/// The code blocks of a body, in order.
fn code(body: &markdown::Body<'_>) -> Vec<Span> {
    use pulldown_cmark::{Event, Tag};
    let mut spans: Vec<Span> = body
        .events
        .iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)))
        .map(|(_, span)| *span)
        .collect();
    spans.sort_unstable();
    spans
}

/// A value as it is written on one line, without the comment behind it, and the comment.
fn without_comment(written: &str) -> (&str, &str) {
    let end = match written.chars().next() {
        Some(quote @ ('"' | '\'')) => quote_end(written, quote),
        Some('[' | '{') => flow_end(written),
        _ => None,
    };
    let from = end.unwrap_or(0);
    match written[from..].find(" #") {
        Some(at) => (written[..from + at].trim_end(), &written[from + at + 1..]),
        None => (written.trim_end(), ""),
    }
}

/// The byte behind the quote that closes the one at the beginning.
fn quote_end(written: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in written.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            char if char == quote => {
                // Two single quotes are one.
                let doubled = quote == '\'' && written[at + 1..].starts_with(quote);
                if !doubled {
                    return Some(at + 1);
                }
                escaped = true;
            }
            _ => {}
        }
    }
    None
}

/// The byte behind the bracket that closes the one at the beginning.
fn flow_end(written: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut skip = 0;
    for (at, char) in written.char_indices() {
        if at < skip {
            continue;
        }
        match char {
            '[' | '{' => depth += 1,
            ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            '"' | '\'' if written[..at].ends_with(['[', ',', ' ', '{']) => {
                skip = at + quote_end(&written[at..], char)?;
            }
            _ => {}
        }
    }
    None
}

/// `1.5 MiB`.
fn mebibytes(bytes: u64) -> String {
    let tenths = (bytes * 10) >> 20;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

/// `1 picture`, `3 pictures`.
fn counted(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

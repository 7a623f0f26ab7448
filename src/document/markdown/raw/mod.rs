//! Raw HTML into the events that Markdown would have given.
//!
//! Archives hold whole bodies as `<p><strong>…</strong></p>`, and authors mix tags into Markdown.
//! What Markdown has too becomes the same events, so that everything behind sees one kind of
//! stream: `<b>` is Strong, `<li>` an Item, text is text with its Span. What Markdown lacks but is
//! harmless (`<details>`, `<ruby>`, tables with spans) stays as single normalised tags, without
//! any attribute that the list in [`open_tag`] does not name, opened and closed in one container.
//! The rest goes and leaves its content; of programs and comments nothing stays.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use self::build::Builder;
use self::element::{Element, element};
use self::token::{Token, What, attribute, decode, tokens};
use super::Finding;
use super::cjk::offset_in;
use super::events::Spanned;
use crate::document::block::{is_inline, is_inline_end};
use crate::source::Span;

mod blocks;
mod build;
mod element;
mod token;
mod words;

/// Replaces raw HTML among the events.
pub(super) fn lift<'a>(
    text: &'a str,
    events: Vec<Spanned<'a>>,
    findings: &mut Vec<Finding>,
) -> Vec<Spanned<'a>> {
    let closed = pair(text, &events);
    let mut builder = Builder::new(closed, events.len(), findings);
    let mut events = events.into_iter().peekable();
    while let Some((event, span)) = events.next() {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                let mut lines = Vec::new();
                while let Some((Event::Html(_) | Event::Text(_), _)) = events.peek() {
                    lines.extend(events.next());
                }
                let html = Html::new(text, &lines);
                builder.html_block(&html);
            }
            Event::End(TagEnd::HtmlBlock) => {}
            Event::InlineHtml(tag) => {
                let at = Html {
                    pieces: vec![(0, span.start)],
                    text: tag,
                };
                builder.inline_html(&at, span);
            }
            Event::Start(tag) => builder.start(tag, span),
            Event::End(tag) => builder.end(tag, span),
            other => builder.other(other, span),
        }
    }
    builder.finish()
}

/// The text of an HTML block, and where it came from.
pub(super) struct Html<'a> {
    text: CowStr<'a>,
    /// Where each stretch begins in `text`, and in the Source's text.
    pieces: Vec<(usize, u32)>,
}

impl<'a> Html<'a> {
    fn new(text: &'a str, lines: &[Spanned<'a>]) -> Self {
        let slices: Vec<&str> = lines
            .iter()
            .map(|(event, _)| match event {
                Event::Html(line) | Event::Text(line) => &**line,
                _ => "",
            })
            .collect();
        let (Some((_, first)), Some((_, last))) = (lines.first(), lines.last()) else {
            return Self {
                text: CowStr::Borrowed(""),
                pieces: Vec::new(),
            };
        };
        let whole = &text[first.start as usize..last.end as usize];
        if whole.len() == slices.iter().map(|line| line.len()).sum::<usize>() {
            return Self {
                text: CowStr::Borrowed(whole),
                pieces: vec![(0, first.start)],
            };
        }
        let mut joined = String::with_capacity(whole.len());
        let mut pieces = Vec::with_capacity(lines.len());
        for (line, (_, span)) in slices.iter().zip(lines) {
            pieces.push((joined.len(), span.start));
            joined.push_str(line);
        }
        Self {
            text: CowStr::from(joined),
            pieces,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span {
            start: self.offset(start),
            end: self.offset(end),
        }
    }

    fn offset(&self, at: usize) -> u32 {
        let after = self.pieces.partition_point(|&(start, _)| start <= at);
        let (start, source) = self.pieces[after.saturating_sub(1)];
        source + (at - start) as u32
    }

    /// A slice of the block as a string that lives as long as the text, when it is a slice of that.
    fn own(&self, part: &str) -> CowStr<'a> {
        if let CowStr::Borrowed(whole) = &self.text
            && let Some(start) = offset_in(whole, part)
        {
            return CowStr::Borrowed(&whole[start..start + part.len()]);
        }
        CowStr::from(part.to_owned())
    }
}

/// For each start tag of a block-level element in HTML blocks, in order: whether its end tag
/// follows in the same container, perhaps in a later HTML block.
fn pair(text: &str, events: &[Spanned]) -> Vec<bool> {
    /// How many open elements an end tag looks through.
    const REACH: usize = 64;
    let mut closed = Vec::new();
    let mut open: Vec<Option<(Element, usize)>> = Vec::new();
    let mut at = 0;
    while at < events.len() {
        match &events[at].0 {
            Event::Start(Tag::HtmlBlock) => {
                let lines = events[at + 1..]
                    .iter()
                    .take_while(|(event, _)| matches!(event, Event::Html(_) | Event::Text(_)))
                    .count();
                let html = Html::new(text, &events[at + 1..=at + lines]);
                for token in tokens(&html.text) {
                    pair_token(&token, &mut open, &mut closed, REACH);
                }
                at += lines;
            }
            Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(tag) if !is_inline(tag) => open.push(None),
            Event::End(tag) if !is_inline_end(*tag) => while let Some(Some(_)) = open.pop() {},
            _ => {}
        }
        at += 1;
    }
    closed
}

fn pair_token(
    token: &Token,
    open: &mut Vec<Option<(Element, usize)>>,
    closed: &mut Vec<bool>,
    reach: usize,
) {
    match token.what {
        What::Open { name, .. } => {
            if let Some(element) = element(name).filter(|e| e.is_block()) {
                open.push(Some((element, closed.len())));
                closed.push(false);
            }
        }
        What::Close { name } => {
            let Some(element) = element(name).filter(|e| e.is_block()) else {
                return;
            };
            let found = open
                .iter()
                .rev()
                .take(reach)
                .take_while(|entry| entry.is_some())
                .position(|entry| entry.is_some_and(|(e, _)| e.is_closed_by(element)));
            if let Some(up) = found {
                let at = open.len() - 1 - up;
                if let Some((_, number)) = open[at] {
                    closed[number] = true;
                }
                open.truncate(at);
            }
        }
        _ => {}
    }
}

/// A start tag that is kept, with the attributes that say something.
fn open_tag(name: &str, attributes: &str) -> String {
    let kept: &[&str] = match name {
        "td" | "th" => &["colspan", "rowspan"],
        "abbr" | "dfn" => &["title"],
        "details" => &["open"],
        _ => &[],
    };
    let mut tag = format!("<{name}");
    for attribute_name in kept {
        let Some(value) = attribute(attributes, attribute_name) else {
            continue;
        };
        let valid = match *attribute_name {
            "colspan" | "rowspan" => value.parse::<u16>().is_ok_and(|n| (1..=1000).contains(&n)),
            _ => true,
        };
        if valid {
            tag.push(' ');
            tag.push_str(attribute_name);
            tag.push_str("=\"");
            let value = if *attribute_name == "open" {
                ""
            } else {
                &value
            };
            pulldown_cmark_escape::escape_html(&mut tag, value).expect("a string takes everything");
            tag.push('"');
        }
    }
    tag.push('>');
    tag
}

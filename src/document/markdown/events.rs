//! pulldown-cmark's events, mapped back into the text as it was written.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use super::cjk::{self, Marked};
use super::{Finding, MAX_DEPTH};
use crate::fold::turns;
use crate::source::Span;

/// Everything but smart punctuation (wrong quotes in Chinese) and math (`投资$8亿元，其中$3亿元`).
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

/// An event and the bytes of the text that it came from.
pub(super) type Spanned<'a> = (Event<'a>, Span);

/// Parses `text`; Spans count from its start.
pub(super) fn read<'a>(text: &'a str, findings: &mut Vec<Finding>) -> Vec<Spanned<'a>> {
    let control = first_control(text);
    if let Some(span) = control {
        findings.push(Finding {
            code: "text-direction",
            span,
            message: "invisible characters that reverse the direction of text were removed"
                .to_owned(),
            hint: "delete the characters U+202A to U+202E and U+2066 to U+2069",
        });
    }
    let mut stream = Stream::new(text, control.is_some());
    match cjk::mark(text) {
        None => {
            for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
                stream.push(event, range);
            }
        }
        Some(marked) => {
            for (event, range) in Parser::new_ext(&marked.text, OPTIONS).into_offset_iter() {
                let range = marked.unmap(range.start)..marked.unmap(range.end);
                if let Some(event) = unmark(event, &marked) {
                    stream.push(event, range);
                }
            }
        }
    }
    if let Some(span) = stream.too_deep {
        findings.push(Finding {
            code: "nesting-too-deep",
            span,
            message: format!("lists, quotes or spans nest deeper than {MAX_DEPTH} levels"),
            hint: "what is deeper is shown without its nesting",
        });
    }
    if stream.ragged {
        join_texts(&mut stream.events);
    }
    stream.events
}

/// Makes one event of texts that stand side by side.
pub(super) fn join_texts(events: &mut Vec<Spanned>) {
    let mut joined: Option<(usize, String)> = None;
    let mut kept = 0;
    for at in 0..events.len() {
        let pair = kept > 0
            && matches!(events[at].0, Event::Text(_))
            && matches!(events[kept - 1].0, Event::Text(_));
        if pair {
            let end = events[at].1.end;
            let (last, span) = &mut events[kept - 1];
            span.end = span.end.max(end);
            if joined.is_none() {
                joined = Some((kept - 1, take_text(last)));
            }
            let next = take_text(&mut events[at].0);
            if let Some((_, whole)) = &mut joined {
                whole.push_str(&next);
            }
            continue;
        }
        if let Some((target, whole)) = joined.take() {
            events[target].0 = Event::Text(CowStr::from(whole));
        }
        events.swap(kept, at);
        kept += 1;
    }
    if let Some((target, whole)) = joined {
        events[target].0 = Event::Text(CowStr::from(whole));
    }
    events.truncate(kept);
}

fn take_text(event: &mut Event) -> String {
    match std::mem::replace(event, Event::Text(CowStr::Borrowed(""))) {
        Event::Text(text) => text.into_string(),
        _ => String::new(),
    }
}

fn follows(text: &str, a: &str, b: &str) -> bool {
    let start = cjk::offset_in(text, a);
    start.is_some_and(|start| cjk::offset_in(text, b) == Some(start + a.len()))
}

/// Whether raw HTML is among the events.
pub(super) fn any_html(events: &[Spanned]) -> bool {
    events
        .iter()
        .any(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)))
}

/// A Span of two offsets.
pub(super) fn span(range: &Range<usize>) -> Span {
    Span {
        start: range.start as u32,
        end: range.end as u32,
    }
}

/// The first explicit direction control: it would reach out of the text into the page around it.
fn first_control(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    // U+202A–202E and U+2066–2069 in UTF-8.
    let embedding = memchr::memmem::find_iter(bytes, b"\xE2\x80")
        .find(|&at| matches!(bytes[at + 2], 0xAA..=0xAE));
    let isolate = memchr::memmem::find_iter(bytes, b"\xE2\x81")
        .find(|&at| matches!(bytes[at + 2], 0xA6..=0xA9));
    let first = embedding.into_iter().chain(isolate).min()?;
    Some(span(&(first..first + 3)))
}

/// Takes the marks out of every string of an event; `None` when only marks were in it.
fn unmark<'a>(event: Event<'_>, marked: &Marked<'a>) -> Option<Event<'a>> {
    let own = |string: CowStr<'_>| -> CowStr<'a> {
        match &string {
            CowStr::Borrowed(part) => match marked.original(part) {
                Some(original) => CowStr::Borrowed(original),
                None => string.into_static(),
            },
            CowStr::Boxed(_) | CowStr::Inlined(_) if string.contains(cjk::is_mark) => {
                CowStr::from(string.replace(cjk::is_mark, ""))
            }
            _ => string.into_static(),
        }
    };
    Some(match event {
        Event::Text(text) => {
            let text = own(text);
            if text.is_empty() {
                return None;
            }
            Event::Text(text)
        }
        Event::Code(text) => Event::Code(own(text)),
        Event::Html(text) => Event::Html(own(text)),
        Event::InlineHtml(text) => Event::InlineHtml(own(text)),
        Event::FootnoteReference(name) => Event::FootnoteReference(own(name)),
        Event::Start(tag) => Event::Start(map_strings(tag, own)),
        other => other.into_static(),
    })
}

/// A tag with each of its strings made anew.
fn map_strings<'a, 'b>(tag: Tag<'a>, own: impl Fn(CowStr<'a>) -> CowStr<'b>) -> Tag<'b> {
    match tag {
        Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        } => Tag::Link {
            link_type,
            dest_url: own(dest_url),
            title: own(title),
            id: own(id),
        },
        Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        } => Tag::Image {
            link_type,
            dest_url: own(dest_url),
            title: own(title),
            id: own(id),
        },
        Tag::FootnoteDefinition(name) => Tag::FootnoteDefinition(own(name)),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            Tag::CodeBlock(CodeBlockKind::Fenced(own(info)))
        }
        Tag::Heading {
            level,
            id,
            classes,
            attrs,
        } => Tag::Heading {
            level,
            id: id.map(&own),
            classes: classes.into_iter().map(&own).collect(),
            attrs: attrs
                .into_iter()
                .map(|(key, value)| (own(key), value.map(&own)))
                .collect(),
        },
        other => other.into_static(),
    }
}

/// Collects events: neighbouring texts become one, what nests too deep loses its nesting.
struct Stream<'a> {
    text: &'a str,
    controls: bool,
    events: Vec<Spanned<'a>>,
    /// For each open tag: whether it was left out.
    open: Vec<bool>,
    depth: usize,
    too_deep: Option<Span>,
    /// Whether texts stand side by side.
    ragged: bool,
}

impl<'a> Stream<'a> {
    fn new(text: &'a str, controls: bool) -> Self {
        Self {
            text,
            controls,
            events: Vec::with_capacity(text.len() / 40 + 8),
            open: Vec::new(),
            depth: 0,
            too_deep: None,
            ragged: false,
        }
    }

    fn push(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(text, &range),
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => {
                // Events are balanced: each end has its start.
                if self.open.pop() == Some(false) {
                    self.depth -= 1;
                    self.events.push((Event::End(tag), span(&range)));
                }
            }
            Event::Code(code) => {
                let code = self.clean(code);
                self.events.push((Event::Code(code), span(&range)));
            }
            Event::FootnoteReference(name) => {
                let name = self.clean(name);
                self.events
                    .push((Event::FootnoteReference(name), span(&range)));
            }
            // Raw HTML is cleaned when it is taken apart: its Spans must stay exact.
            other => self.events.push((other, span(&range))),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: &Range<usize>) {
        // A container leaves room for what must stand in it (items, cells).
        let dropped = match tag {
            Tag::Item
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.open.last() == Some(&true),
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock => false,
            _ => self.depth >= MAX_DEPTH,
        };
        if dropped {
            self.too_deep.get_or_insert(span(range));
            let parts_text = matches!(
                tag,
                Tag::Item
                    | Tag::TableRow
                    | Tag::TableCell
                    | Tag::DefinitionListTitle
                    | Tag::DefinitionListDefinition
            );
            if parts_text {
                self.events.push((Event::HardBreak, span(range)));
            }
        } else {
            self.depth += 1;
            let tag = map_strings(tag, |string| self.clean(string));
            self.events.push((Event::Start(tag), span(range)));
        }
        self.open.push(dropped);
    }

    fn text(&mut self, text: CowStr<'a>, range: &Range<usize>) {
        let text = self.clean(text);
        if let Some((Event::Text(before), before_span)) = self.events.last_mut() {
            match (&*before, &text) {
                (CowStr::Borrowed(a), CowStr::Borrowed(b)) if follows(self.text, a, b) => {
                    let start = cjk::offset_in(self.text, a).expect("it is a slice of the text");
                    let end = start + a.len() + b.len();
                    *before = CowStr::Borrowed(&self.text[start..end]);
                    before_span.end = range.end as u32;
                    return;
                }
                _ => self.ragged = true,
            }
        }
        self.events.push((Event::Text(text), span(range)));
    }

    fn clean(&self, string: CowStr<'a>) -> CowStr<'a> {
        let suspect = self.controls || !matches!(string, CowStr::Borrowed(_));
        if suspect { clean(string) } else { string }
    }
}

/// Takes direction controls out of a string; entities can bring them into any text.
pub(super) fn clean(string: CowStr<'_>) -> CowStr<'_> {
    if string.contains(turns) {
        CowStr::from(string.replace(turns, ""))
    } else {
        string
    }
}

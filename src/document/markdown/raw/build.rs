//! The tree builder: keeps what is open, closes what must be closed, and so hands out a balanced
//! stream whatever the tags do.

use std::collections::BTreeSet;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::{
    Element, Html, Token, What, attribute, decode, element, is_inline_end, open_tag, tokens,
};
use crate::document::block::is_inline;
use crate::document::markdown::events::{Spanned, clean, join_texts};
use crate::document::markdown::{Finding, MAX_DEPTH};
use crate::source::Span;

/// More spans than this are never open at once; their tags are left out.
const MOST_FORMATS: usize = 16;

/// An open element.
#[derive(Debug)]
enum Frame {
    /// Markdown's own block.
    Container,
    /// Markdown's own span.
    MarkdownSpan,
    /// A link of Markdown within a raw link: only its content stays.
    DroppedLink,
    /// A raw block, and whether its end tag is known to follow.
    Block { element: Element, closed: bool },
    /// A paragraph around words that stand in no block.
    Implied,
    /// A raw span.
    Span(Element),
}

/// A raw span that is in force, whether or not it is open in the current block.
#[derive(Debug)]
struct Format<'a> {
    element: Element,
    start: Event<'a>,
    span: Span,
    open: bool,
    /// How many blocks were open when it began; it ends with the innermost of them.
    home: usize,
}

/// White space that matters if words follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Space,
    Line,
    Break,
}

/// Builds the new stream.
pub(super) struct Builder<'a, 'f> {
    out: Vec<Spanned<'a>>,
    stack: Vec<Frame>,
    formats: Vec<Format<'a>>,
    /// Whether the current block has words in it.
    words: bool,
    gap: Option<Gap>,
    /// For each block-level start tag: whether its end tag follows.
    closed: std::vec::IntoIter<bool>,
    /// Program text among inline HTML is skipped until this end tag.
    hidden: Option<&'static str>,
    findings: &'f mut Vec<Finding>,
    reported: BTreeSet<String>,
}

impl<'a, 'f> Builder<'a, 'f> {
    pub(super) fn new(closed: Vec<bool>, events: usize, findings: &'f mut Vec<Finding>) -> Self {
        Self {
            out: Vec::with_capacity(events * 2),
            stack: Vec::new(),
            formats: Vec::new(),
            words: false,
            gap: None,
            closed: closed.into_iter(),
            hidden: None,
            findings,
            reported: BTreeSet::new(),
        }
    }

    pub(super) fn finish(mut self) -> Vec<Spanned<'a>> {
        let end = self.out.last().map_or(0, |(_, span)| span.end);
        self.close_to(0, Span { start: end, end });
        join_texts(&mut self.out);
        self.out
    }

    /// A start tag of Markdown.
    pub(super) fn start(&mut self, tag: Tag<'a>, span: Span) {
        let frame = if matches!(tag, Tag::Link { .. }) && self.in_raw_link() {
            self.stack.push(Frame::DroppedLink);
            return;
        } else if is_inline(&tag) {
            Frame::MarkdownSpan
        } else {
            self.before_markdown_block(span);
            Frame::Container
        };
        self.out.push((Event::Start(tag), span));
        self.stack.push(frame);
    }

    /// An end tag of Markdown: raw elements that are still open in it are closed.
    pub(super) fn end(&mut self, tag: TagEnd, span: Span) {
        self.hidden = None;
        let inline = is_inline_end(tag);
        let at = self.stack.iter().rposition(|frame| match frame {
            Frame::MarkdownSpan | Frame::DroppedLink => inline,
            Frame::Container => !inline,
            _ => false,
        });
        if let Some(at) = at {
            self.close_to(at + 1, span);
            let dropped = matches!(self.stack[at], Frame::DroppedLink);
            self.stack.truncate(at);
            if !dropped {
                self.out.push((Event::End(tag), span));
            }
        }
    }

    /// Whether a raw link is open around the current words.
    fn in_raw_link(&self) -> bool {
        let spans = self.stack.iter().rev();
        spans
            .take_while(|frame| !matches!(frame, Frame::Container | Frame::Block { .. }))
            .any(|frame| matches!(frame, Frame::Span(Element::Link)))
    }

    /// Text, code, a break or a rule of Markdown.
    pub(super) fn other(&mut self, event: Event<'a>, span: Span) {
        if self.hidden.is_some() {
            return;
        }
        if matches!(event, Event::Rule) {
            self.before_markdown_block(span);
        }
        self.out.push((event, span));
    }

    /// A single tag among Markdown's words.
    pub(super) fn inline_html(&mut self, html: &Html<'a>, span: Span) {
        for token in tokens(&html.text) {
            match token.what {
                What::Open { name, attributes } => {
                    self.inline_open(html, name, attributes, &token, span);
                }
                What::Close { name } => self.inline_close(html, name, &token, span),
                What::Text(_) if self.hidden.is_none() => self.literal(html, &token),
                What::Text(_) | What::Hidden(_) => {}
            }
        }
    }

    fn inline_open(
        &mut self,
        html: &Html<'a>,
        name: &str,
        attributes: &str,
        token: &Token,
        span: Span,
    ) {
        let Some(kind) = element(name) else {
            return self.literal(html, token);
        };
        if self.hidden.is_some() {
            return;
        }
        if let Element::Refused = kind {
            self.refuse(name, span);
            self.hidden = match name.to_ascii_lowercase().as_str() {
                "script" => Some("script"),
                "style" => Some("style"),
                _ => None,
            };
        } else if kind.is_span() {
            let spans = self.stack.iter().rev();
            let open = spans
                .take_while(|frame| {
                    matches!(
                        frame,
                        Frame::Span(_) | Frame::MarkdownSpan | Frame::DroppedLink
                    )
                })
                .count();
            if open >= MOST_FORMATS {
                return self.too_deep(span);
            }
            if let Some(start) = self.span_start(kind, attributes) {
                self.out.push((start, span));
                self.stack.push(Frame::Span(kind));
            }
        } else if kind == Element::Image {
            self.image(html, attributes, span);
        } else if kind == Element::WordBreak {
            self.out
                .push((Event::InlineHtml(CowStr::Borrowed("<wbr>")), span));
        } else if kind.is_block() || kind == Element::Break {
            self.hard_break(kind, span);
        }
    }

    fn inline_close(&mut self, html: &Html<'a>, name: &str, token: &Token, span: Span) {
        let Some(kind) = element(name) else {
            return self.literal(html, token);
        };
        if self.hidden.is_some_and(|h| h.eq_ignore_ascii_case(name)) {
            self.hidden = None;
        } else if kind.is_span() {
            let reach = self.stack.iter().rev();
            let up = reach
                .take_while(|frame| matches!(frame, Frame::Span(_)))
                .position(|frame| matches!(frame, Frame::Span(open) if *open == kind));
            if let Some(up) = up {
                self.close_to(self.stack.len() - 1 - up, span);
            }
        } else if kind.is_block() {
            self.hard_break(kind, span);
        }
    }

    /// A break among words: one for `<br>`, at most one for block-level tags in a row.
    fn hard_break(&mut self, kind: Element, span: Span) {
        let after_words = matches!(
            self.out.last(),
            Some((
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::End(_),
                _
            ))
        );
        if kind == Element::Break || after_words {
            self.out.push((Event::HardBreak, span));
        }
    }

    /// A tag of no HTML element is text.
    fn literal(&mut self, html: &Html<'a>, token: &Token) {
        let span = html.span(token.start, token.end);
        let text = html.own(&html.text[token.start..token.end]);
        self.push_text(text, span);
    }

    /// An HTML block of Markdown.
    pub(super) fn html_block(&mut self, html: &Html<'a>) {
        let mut last = Span::default();
        for token in tokens(&html.text) {
            let span = html.span(token.start, token.end);
            last = Span {
                start: span.end,
                end: span.end,
            };
            match token.what {
                What::Text(text) => self.text(html, text, token.start),
                What::Open { name, attributes } => match element(name) {
                    Some(kind) => self.open(html, kind, name, attributes, span),
                    None => self.words_literal(html, &token, span),
                },
                What::Close { name } => match element(name) {
                    Some(kind) => self.close(kind, span),
                    None => self.words_literal(html, &token, span),
                },
                What::Hidden(Some(name)) => self.refuse(name, span),
                What::Hidden(None) => {}
            }
        }
        self.end_html_block(last);
    }

    fn words_literal(&mut self, html: &Html<'a>, token: &Token, span: Span) {
        self.begin_words(span);
        self.literal(html, token);
    }

    /// Nothing that is not known to be closed later outlives its HTML block.
    fn end_html_block(&mut self, span: Span) {
        self.formats.clear();
        let containers = self
            .stack
            .iter()
            .rposition(|frame| matches!(frame, Frame::Container | Frame::MarkdownSpan))
            .map_or(0, |at| at + 1);
        let first = self.stack[containers..]
            .iter()
            .position(|frame| match frame {
                Frame::Block { element, closed } => {
                    !closed || element.holds_only_words() || *element == Element::Paragraph
                }
                _ => true,
            });
        if let Some(first) = first {
            self.close_to(containers + first, span);
        }
        self.gap = None;
    }

    fn open(&mut self, html: &Html<'a>, kind: Element, name: &str, attributes: &str, span: Span) {
        let closed = kind.is_block() && self.closed.next().unwrap_or(false);
        match kind {
            Element::Refused => self.refuse(name, span),
            Element::Through(false) => {}
            Element::Through(true) => self.block_boundary(span),
            Element::Break => self.line_break(span),
            Element::Rule => {
                self.block_boundary(span);
                if !self.only_words() {
                    self.leave_structure(span);
                    self.out.push((Event::Rule, span));
                }
            }
            Element::Image => {
                if attribute(attributes, "src").is_some() {
                    self.begin_words(span);
                    self.image(html, attributes, span);
                }
            }
            Element::WordBreak => {
                self.begin_words(span);
                self.out
                    .push((Event::InlineHtml(CowStr::Borrowed("<wbr>")), span));
            }
            _ if kind.is_span() => {
                if self.formats.len() >= MOST_FORMATS {
                    return self.too_deep(span);
                }
                if let Some(start) = self.span_start(kind, attributes) {
                    let home = self.blocks();
                    self.formats.push(Format {
                        element: kind,
                        start,
                        span,
                        open: false,
                        home,
                    });
                }
            }
            _ => self.open_block(kind, attributes, span, closed),
        }
    }

    fn close(&mut self, kind: Element, span: Span) {
        if kind.is_span() {
            self.close_format(kind, span);
        } else if kind == Element::Through(true) {
            self.block_boundary(span);
        } else if kind.is_block() {
            let found = self
                .stack
                .iter()
                .rev()
                .take_while(|frame| !matches!(frame, Frame::Container | Frame::MarkdownSpan))
                .position(
                    |frame| matches!(frame, Frame::Block { element, .. } if element.is_closed_by(kind)),
                );
            if let Some(up) = found {
                self.close_to(self.stack.len() - 1 - up, span);
                self.end_formats();
            } else if kind == Element::Paragraph {
                self.block_boundary(span);
            }
        }
    }

    fn close_format(&mut self, kind: Element, span: Span) {
        let Some(at) = self.formats.iter().rposition(|f| f.element == kind) else {
            return;
        };
        if self.formats[at].open {
            // Spans opened inside are opened again when words follow.
            let up = self
                .stack
                .iter()
                .rev()
                .position(|frame| matches!(frame, Frame::Span(open) if *open == kind))
                .expect("an open format has a frame");
            self.close_to(self.stack.len() - 1 - up, span);
        }
        self.formats.remove(at);
    }

    fn open_block(&mut self, kind: Element, attributes: &str, span: Span, closed: bool) {
        self.block_boundary(span);
        if self.only_words() {
            return;
        }
        if self.stack.len() >= MAX_DEPTH {
            return self.too_deep(span);
        }
        if !self.make_room(kind, span) {
            return;
        }
        let start = match kind {
            Element::Paragraph => Event::Start(Tag::Paragraph),
            Element::Heading(level) => Event::Start(heading(level, attributes)),
            Element::List(true) => {
                let first = attribute(attributes, "start").and_then(|n| n.parse().ok());
                Event::Start(Tag::List(Some(first.unwrap_or(1))))
            }
            Element::List(false) => Event::Start(Tag::List(None)),
            Element::Item => Event::Start(Tag::Item),
            Element::Quote => Event::Start(Tag::BlockQuote(None)),
            Element::Definitions => Event::Start(Tag::DefinitionList),
            Element::Term => Event::Start(Tag::DefinitionListTitle),
            Element::Definition => Event::Start(Tag::DefinitionListDefinition),
            Element::Block(name) => {
                self.out.push((Event::Start(Tag::HtmlBlock), span));
                let tag = open_tag(name, attributes);
                Event::Html(CowStr::from(if name == "table" {
                    format!("<div class=\"table\" tabindex=\"0\">{tag}")
                } else {
                    tag
                }))
            }
            _ => return,
        };
        self.out.push((start, span));
        self.words = false;
        self.gap = None;
        self.stack.push(Frame::Block {
            element: kind,
            closed,
        });
    }

    /// Closes what an element of this kind ends (an item ends the item before) and opens what it
    /// needs around it; false when it cannot stand here.
    fn make_room(&mut self, kind: Element, span: Span) -> bool {
        let (siblings, parents): (&[Element], &[Element]) = match kind {
            Element::Item => (
                &[Element::Item],
                &[Element::List(true), Element::List(false)],
            ),
            Element::Term | Element::Definition => (
                &[Element::Term, Element::Definition],
                &[Element::Definitions],
            ),
            Element::Block("td" | "th") => (
                &[Element::Block("td"), Element::Block("th")],
                &[Element::Block("tr")],
            ),
            Element::Block("tr") => (
                &[Element::Block("tr")],
                &[
                    Element::Block("table"),
                    Element::Block("tbody"),
                    Element::Block("thead"),
                    Element::Block("tfoot"),
                ],
            ),
            Element::Block("tbody" | "thead" | "tfoot" | "caption") => (
                &[
                    Element::Block("tbody"),
                    Element::Block("thead"),
                    Element::Block("tfoot"),
                    Element::Block("caption"),
                ],
                &[Element::Block("table")],
            ),
            Element::Block("summary") => (&[], &[Element::Block("details")]),
            Element::Block("figcaption") => (&[], &[Element::Block("figure")]),
            _ => {
                self.leave_structure(span);
                return true;
            }
        };
        let mut close_at = None;
        for (at, frame) in self.stack.iter().enumerate().rev() {
            match frame {
                Frame::Container | Frame::MarkdownSpan | Frame::DroppedLink => return false,
                Frame::Block { element, .. } if parents.contains(element) => {
                    if let Some(at) = close_at {
                        self.close_to(at, span);
                    }
                    return true;
                }
                Frame::Block { element, .. } if siblings.contains(element) => {
                    close_at = Some(at);
                }
                Frame::Block { .. } | Frame::Implied | Frame::Span(_) => {}
            }
        }
        false
    }

    /// A list holds items only, a table rows: words and other blocks get what is missing.
    fn leave_structure(&mut self, span: Span) {
        let needed = match self.stack.last() {
            Some(Frame::Block {
                element: Element::List(_),
                ..
            }) => Some((Element::Item, Tag::Item)),
            Some(Frame::Block {
                element: Element::Definitions,
                ..
            }) => Some((Element::Definition, Tag::DefinitionListDefinition)),
            _ => None,
        };
        if let Some((element, tag)) = needed {
            self.out.push((Event::Start(tag), span));
            self.stack.push(Frame::Block {
                element,
                closed: false,
            });
        }
    }

    fn text(&mut self, html: &Html<'a>, text: &str, start: usize) {
        if self.in_pre() {
            let span = html.span(start, start + text.len());
            self.begin_words(span);
            let text = match decode(text) {
                std::borrow::Cow::Borrowed(text) => html.own(text),
                std::borrow::Cow::Owned(text) => CowStr::from(text),
            };
            return self.push_text(text, span);
        }
        let mut at = start;
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.gap = self.gap.max(Some(Gap::Line));
            }
            let trimmed = line.trim_matches(|c: char| c.is_ascii_whitespace());
            if !trimmed.is_empty() {
                let lead = line.len() - line.trim_ascii_start().len();
                if lead > 0 {
                    self.gap = self.gap.max(Some(Gap::Space));
                }
                let span = html.span(at + lead, at + lead + trimmed.len());
                self.begin_words(span);
                let text = match decode(trimmed) {
                    std::borrow::Cow::Borrowed(text) => html.own(text),
                    std::borrow::Cow::Owned(text) => CowStr::from(text),
                };
                self.push_text(text, span);
            }
            if line.len() > trimmed.len()
                && (!trimmed.is_empty() || i == 0)
                && line.ends_with(|c: char| c.is_ascii_whitespace())
            {
                self.gap = self.gap.max(Some(Gap::Space));
            }
            at += line.len() + 1;
        }
    }

    fn push_text(&mut self, text: CowStr<'a>, span: Span) {
        self.out.push((Event::Text(clean(text)), span));
    }

    /// Makes the current place one where words may stand: a paragraph is opened where none is, the
    /// spans in force are opened, white space before the words is written.
    fn begin_words(&mut self, span: Span) {
        let ready = self.stack.iter().rev().find_map(|frame| match frame {
            Frame::Span(_) => None,
            Frame::Implied => Some(true),
            Frame::Block { element, .. } => Some(element.holds_words()),
            Frame::Container | Frame::MarkdownSpan | Frame::DroppedLink => Some(false),
        });
        if ready != Some(true) {
            self.leave_structure(span);
            if !self.in_words() {
                self.out.push((Event::Start(Tag::Paragraph), span));
                self.stack.push(Frame::Implied);
            }
            self.words = false;
        }
        let gap = self.gap.take().filter(|_| self.words);
        match gap {
            Some(Gap::Break) => self.out.push((Event::HardBreak, span)),
            Some(Gap::Line) => self.out.push((Event::SoftBreak, span)),
            Some(Gap::Space) => self.push_text(
                CowStr::Borrowed(" "),
                Span {
                    start: span.start,
                    end: span.start,
                },
            ),
            None => {}
        }
        self.words = true;
        for i in 0..self.formats.len() {
            let format = &mut self.formats[i];
            if !format.open {
                format.open = true;
                let (element, start, at) = (format.element, format.start.clone(), format.span);
                self.out.push((start, at));
                self.stack.push(Frame::Span(element));
            }
        }
    }

    fn line_break(&mut self, span: Span) {
        let trailing = matches!(self.out.last(), Some((Event::Start(_), _)));
        if self.words && !trailing {
            self.gap = None;
            self.out.push((Event::HardBreak, span));
        }
    }

    /// Ends the paragraph and the spans in it; the spans stay in force.
    fn block_boundary(&mut self, span: Span) {
        let mut keep = self.stack.len();
        while keep > 0 && matches!(self.stack[keep - 1], Frame::Span(_)) {
            keep -= 1;
        }
        let ends = match keep.checked_sub(1).map(|top| &self.stack[top]) {
            Some(Frame::Implied) => true,
            Some(Frame::Block { element, .. }) => *element == Element::Paragraph,
            _ => false,
        };
        if ends {
            keep -= 1;
            self.close_to(keep, span);
            self.end_formats();
        } else if self.only_words() {
            self.gap = Some(Gap::Space);
            return;
        } else {
            self.close_to(keep, span);
            if self.words && self.in_words() {
                // Words in a list item or cell that a `<div>` parts are lines of their own.
                self.gap = Some(Gap::Break);
                return;
            }
        }
        self.words = false;
        self.gap = None;
    }

    /// Spans end with the block that they began in.
    fn end_formats(&mut self) {
        let blocks = self.blocks();
        self.formats.retain(|format| format.home <= blocks);
    }

    /// Whether words stand in the current block without a paragraph.
    fn in_words(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Block { element, .. }) if element.holds_words())
    }

    fn before_markdown_block(&mut self, span: Span) {
        self.formats.clear();
        self.block_boundary(span);
        self.leave_structure(span);
    }

    fn only_words(&self) -> bool {
        self.stack.iter().rev().find_map(|frame| match frame {
            Frame::Block { element, .. } => Some(element.holds_only_words()),
            Frame::Container | Frame::MarkdownSpan | Frame::DroppedLink => Some(false),
            _ => None,
        }) == Some(true)
    }

    fn in_pre(&self) -> bool {
        self.stack.iter().rev().any(|frame| {
            matches!(
                frame,
                Frame::Block {
                    element: Element::Block("pre"),
                    ..
                }
            )
        })
    }

    /// How many blocks are open.
    fn blocks(&self) -> usize {
        let blocks = self.stack.iter();
        blocks
            .filter(|frame| matches!(frame, Frame::Block { .. } | Frame::Container))
            .count()
    }

    /// Closes raw elements until `depth` frames are left.
    fn close_to(&mut self, depth: usize, span: Span) {
        while self.stack.len() > depth {
            let Some(frame) = self.stack.pop() else { break };
            let end = match frame {
                Frame::Container | Frame::MarkdownSpan | Frame::DroppedLink => continue,
                Frame::Implied => TagEnd::Paragraph,
                Frame::Span(element) => {
                    self.end_span(element, span);
                    continue;
                }
                Frame::Block { element, .. } => {
                    self.words = false;
                    self.gap = None;
                    match element {
                        Element::Paragraph => TagEnd::Paragraph,
                        Element::Heading(level) => TagEnd::Heading(heading_level(level)),
                        Element::List(numbered) => TagEnd::List(numbered),
                        Element::Item => TagEnd::Item,
                        Element::Quote => TagEnd::BlockQuote(None),
                        Element::Definitions => TagEnd::DefinitionList,
                        Element::Term => TagEnd::DefinitionListTitle,
                        Element::Definition => TagEnd::DefinitionListDefinition,
                        Element::Block(name) => {
                            let tag = if name == "table" {
                                "</table></div>".to_owned()
                            } else {
                                format!("</{name}>")
                            };
                            self.out.push((Event::Html(CowStr::from(tag)), span));
                            TagEnd::HtmlBlock
                        }
                        _ => continue,
                    }
                }
            };
            self.out.push((Event::End(end), span));
        }
    }

    fn end_span(&mut self, element: Element, span: Span) {
        if let Some(format) = self
            .formats
            .iter_mut()
            .rev()
            .find(|format| format.open && format.element == element)
        {
            format.open = false;
        }
        let end = match element {
            Element::Strong => Event::End(TagEnd::Strong),
            Element::Emphasis => Event::End(TagEnd::Emphasis),
            Element::Strikethrough => Event::End(TagEnd::Strikethrough),
            Element::Superscript => Event::End(TagEnd::Superscript),
            Element::Subscript => Event::End(TagEnd::Subscript),
            Element::Link => Event::End(TagEnd::Link),
            Element::Span(name) => Event::InlineHtml(CowStr::from(format!("</{name}>"))),
            _ => return,
        };
        self.out.push((end, span));
    }

    /// The event that opens a raw span; `None` when it says nothing (an anchor without address).
    fn span_start(&self, kind: Element, attributes: &str) -> Option<Event<'a>> {
        Some(match kind {
            Element::Strong => Event::Start(Tag::Strong),
            Element::Emphasis => Event::Start(Tag::Emphasis),
            Element::Strikethrough => Event::Start(Tag::Strikethrough),
            Element::Superscript => Event::Start(Tag::Superscript),
            Element::Subscript => Event::Start(Tag::Subscript),
            Element::Link => {
                let address = attribute(attributes, "href")?;
                let nested = self.formats.iter().any(|f| f.element == Element::Link)
                    || self.in_markdown_link();
                if nested || address.trim().is_empty() {
                    return None;
                }
                Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url: CowStr::from(address.into_owned()),
                    title: title(attributes),
                    id: CowStr::Borrowed(""),
                })
            }
            Element::Span(name) => Event::InlineHtml(CowStr::from(open_tag(name, attributes))),
            _ => return None,
        })
    }

    /// Whether a link is open around the current place.
    fn in_markdown_link(&self) -> bool {
        let mut depth = 0_usize;
        for (event, _) in self.out.iter().rev() {
            match event {
                Event::End(tag) if is_inline_end(*tag) => depth += 1,
                Event::Start(Tag::Link { .. }) if depth == 0 => return true,
                Event::Start(tag) if is_inline(tag) => depth = depth.saturating_sub(1),
                Event::Start(_) | Event::End(_) => return false,
                _ => {}
            }
        }
        false
    }

    fn image(&mut self, html: &Html<'a>, attributes: &str, span: Span) {
        let Some(address) = attribute(attributes, "src") else {
            return;
        };
        let address = match address {
            std::borrow::Cow::Borrowed(address) => html.own(address),
            std::borrow::Cow::Owned(address) => CowStr::from(address),
        };
        self.out.push((
            Event::Start(Tag::Image {
                link_type: LinkType::Inline,
                dest_url: address,
                title: title(attributes),
                id: CowStr::Borrowed(""),
            }),
            span,
        ));
        if let Some(alt) = attribute(attributes, "alt").filter(|alt| !alt.trim().is_empty()) {
            self.push_text(CowStr::from(alt.into_owned()), span);
        }
        self.out.push((Event::End(TagEnd::Image), span));
    }

    fn refuse(&mut self, name: &str, span: Span) {
        let name = name.to_ascii_lowercase();
        if self.reported.insert(name.clone()) {
            self.findings.push(Finding {
                code: "html-dropped",
                span,
                message: format!("`<{name}>` is left out"),
                hint: "pages run no code and embed nothing from elsewhere; link to it instead",
            });
        }
    }

    fn too_deep(&mut self, span: Span) {
        if self.reported.insert("too deep".to_owned()) {
            self.findings.push(Finding {
                code: "nesting-too-deep",
                span,
                message: "HTML tags nest too deep".to_owned(),
                hint: "close tags that are no longer needed",
            });
        }
    }
}

fn heading(level: u8, attributes: &str) -> Tag<'static> {
    let id = attribute(attributes, "id").filter(|id| {
        !id.is_empty()
            && id
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    });
    Tag::Heading {
        level: heading_level(level),
        id: id.map(|id| CowStr::from(id.into_owned())),
        classes: Vec::new(),
        attrs: Vec::new(),
    }
}

fn heading_level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

fn title<'a>(attributes: &str) -> CowStr<'a> {
    attribute(attributes, "title").map_or(CowStr::Borrowed(""), |title| {
        clean(CowStr::from(title.into_owned()))
    })
}

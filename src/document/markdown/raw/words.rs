//! Words and the spans around them.

use std::borrow::Cow;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::build::{Builder, Frame, Gap, MOST_FORMATS};
use super::{Element, Html, Token, What, attribute, decode, element, open_tag, tokens};
use crate::document::block::{is_inline, is_inline_end};
use crate::document::markdown::events::clean;
use crate::source::Span;

impl<'a> Builder<'a, '_> {
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

    pub(super) fn inline_open(
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

    pub(super) fn inline_close(&mut self, html: &Html<'a>, name: &str, token: &Token, span: Span) {
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
    pub(super) fn hard_break(&mut self, kind: Element, span: Span) {
        let after_words = matches!(
            self.out.last(),
            Some((
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::End(_),
                _
            ))
        );
        if after_words || kind == Element::Break && !self.begins_block() {
            self.out.push((Event::HardBreak, span));
        }
    }

    /// Whether no word of the paragraph, point or cell has come yet: there is nothing to break.
    pub(super) fn begins_block(&self) -> bool {
        let last = self.out.last().map(|(event, _)| event);
        matches!(
            last,
            Some(Event::Start(Tag::Paragraph | Tag::Item | Tag::TableCell))
        )
    }

    pub(super) fn text(&mut self, html: &Html<'a>, text: &str, start: usize) {
        if self.in_pre() {
            let span = html.span(start, start + text.len());
            self.begin_words(span);
            let text = match decode(text) {
                Cow::Borrowed(text) => html.own(text),
                Cow::Owned(text) => CowStr::from(text),
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
                    Cow::Borrowed(text) => html.own(text),
                    Cow::Owned(text) => CowStr::from(text),
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

    /// Makes the current place one where words may stand: a paragraph is opened where none is, the
    /// spans in force are opened, white space before the words is written.
    pub(super) fn begin_words(&mut self, span: Span) {
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

    pub(super) fn line_break(&mut self, span: Span) {
        let trailing = matches!(self.out.last(), Some((Event::Start(_), _)));
        if self.words && !trailing {
            self.gap = None;
            self.out.push((Event::HardBreak, span));
        }
    }

    pub(super) fn push_text(&mut self, text: CowStr<'a>, span: Span) {
        self.out.push((Event::Text(clean(text)), span));
    }

    /// A tag of no HTML element is text.
    pub(super) fn literal(&mut self, html: &Html<'a>, token: &Token) {
        let span = html.span(token.start, token.end);
        let text = html.own(&html.text[token.start..token.end]);
        self.push_text(text, span);
    }

    pub(super) fn words_literal(&mut self, html: &Html<'a>, token: &Token, span: Span) {
        self.begin_words(span);
        self.literal(html, token);
    }

    pub(super) fn image(&mut self, html: &Html<'a>, attributes: &str, span: Span) {
        let Some(address) = attribute(attributes, "src") else {
            return;
        };
        let address = match address {
            Cow::Borrowed(address) => html.own(address),
            Cow::Owned(address) => CowStr::from(address),
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

    /// The event that opens a raw span; `None` when it says nothing (an anchor without address).
    pub(super) fn span_start(&mut self, kind: Element, attributes: &str) -> Option<Event<'a>> {
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

    pub(super) fn end_span(&mut self, element: Element, span: Span) {
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

    /// Whether a link is open around the current place. Each event is looked at once.
    pub(super) fn in_markdown_link(&mut self) -> bool {
        let (seen, mut open) = self.links;
        for (event, _) in &self.out[seen..] {
            match event {
                Event::Start(Tag::Link { .. }) => open += 1,
                Event::End(TagEnd::Link) => open = open.saturating_sub(1),
                Event::Start(tag) if is_inline(tag) => {}
                Event::End(tag) if is_inline_end(*tag) => {}
                Event::Start(_) | Event::End(_) => open = 0,
                _ => {}
            }
        }
        self.links = (self.out.len(), open);
        open > 0
    }
}

fn title<'a>(attributes: &str) -> CowStr<'a> {
    attribute(attributes, "title").map_or(CowStr::Borrowed(""), |title| {
        clean(CowStr::from(title.into_owned()))
    })
}

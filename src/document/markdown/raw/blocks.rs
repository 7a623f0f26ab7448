//! Block-level tags of raw HTML: what they open, what they close, what they need around them.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag};

use super::build::{Builder, Format, Frame, Gap, MOST_FORMATS};
use super::{Element, Html, attribute, open_tag};
use crate::document::markdown::MAX_DEPTH;
use crate::source::Span;

impl<'a> Builder<'a, '_> {
    pub(super) fn open(
        &mut self,
        html: &Html<'a>,
        kind: Element,
        name: &str,
        attributes: &str,
        span: Span,
    ) {
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

    pub(super) fn close(&mut self, kind: Element, span: Span) {
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

    pub(super) fn close_format(&mut self, kind: Element, span: Span) {
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

    pub(super) fn open_block(&mut self, kind: Element, attributes: &str, span: Span, closed: bool) {
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
    pub(super) fn make_room(&mut self, kind: Element, span: Span) -> bool {
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
                Frame::Block {
                    element: Element::Block("table" | "thead" | "tbody" | "tfoot"),
                    ..
                } if matches!(kind, Element::Block("td" | "th")) => {
                    self.close_to(at + 1, span);
                    self.open_cell("tr", span);
                    return true;
                }
                Frame::Block { .. } | Frame::Implied | Frame::Span(_) => {}
            }
        }
        false
    }

    /// A list holds items only, a table rows, a row cells: words and other blocks get what is
    /// missing.
    pub(super) fn leave_structure(&mut self, span: Span) {
        while let Some(Frame::Block { element, .. }) = self.stack.last() {
            let (inner, tag) = match element {
                Element::List(_) => (Element::Item, Tag::Item),
                Element::Definitions => (Element::Definition, Tag::DefinitionListDefinition),
                Element::Block("table" | "thead" | "tbody" | "tfoot") => {
                    return self.leave_table(span);
                }
                Element::Block("tr") => return self.open_cell("td", span),
                _ => return,
            };
            self.out.push((Event::Start(tag), span));
            self.push_block(inner);
        }
    }

    fn leave_table(&mut self, span: Span) {
        self.open_cell("tr", span);
        self.open_cell("td", span);
    }

    /// Opens a row or a cell that the author left out.
    fn open_cell(&mut self, name: &'static str, span: Span) {
        self.out.push((Event::Start(Tag::HtmlBlock), span));
        self.out
            .push((Event::Html(CowStr::from(format!("<{name}>"))), span));
        self.push_block(Element::Block(name));
    }

    fn push_block(&mut self, element: Element) {
        self.stack.push(Frame::Block {
            element,
            closed: false,
        });
    }

    /// Ends the paragraph and the spans in it; the spans stay in force.
    pub(super) fn block_boundary(&mut self, span: Span) {
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
    pub(super) fn end_formats(&mut self) {
        let blocks = self.blocks();
        self.formats.retain(|format| format.home <= blocks);
    }

    /// Whether words stand in the current block without a paragraph.
    pub(super) fn in_words(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Block { element, .. }) if element.holds_words())
    }

    pub(super) fn only_words(&self) -> bool {
        self.stack.iter().rev().find_map(|frame| match frame {
            Frame::Block { element, .. } => Some(element.holds_only_words()),
            Frame::Container | Frame::MarkdownSpan | Frame::DroppedLink => Some(false),
            _ => None,
        }) == Some(true)
    }

    pub(super) fn in_pre(&self) -> bool {
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
    pub(super) fn blocks(&self) -> usize {
        let blocks = self.stack.iter();
        blocks
            .filter(|frame| matches!(frame, Frame::Block { .. } | Frame::Container))
            .count()
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

pub(super) fn heading_level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

//! The tree builder: keeps what is open, closes what must be closed, and so hands out a balanced
//! stream whatever the tags do.

use std::collections::BTreeSet;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::blocks::heading_level;
use super::{Element, Html, What, element, tokens};
use crate::document::block::{is_inline, is_inline_end};
use crate::document::markdown::Finding;
use crate::document::markdown::events::{Spanned, join_texts};
use crate::source::Span;

/// More spans than this are never open at once; their tags are left out.
pub(super) const MOST_FORMATS: usize = 16;

/// An open element.
#[derive(Debug)]
pub(super) enum Frame {
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
pub(super) struct Format<'a> {
    pub(super) element: Element,
    pub(super) start: Event<'a>,
    pub(super) span: Span,
    pub(super) open: bool,
    /// How many blocks were open when it began; it ends with the innermost of them.
    pub(super) home: usize,
}

/// White space that matters if words follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    Space,
    Line,
    Break,
}

/// Builds the new stream.
pub(super) struct Builder<'a, 'f> {
    pub(super) out: Vec<Spanned<'a>>,
    /// How many links are open after so many of the events that went out; a block closes all.
    pub(super) links: (usize, usize),
    pub(super) stack: Vec<Frame>,
    pub(super) formats: Vec<Format<'a>>,
    /// Whether the current block has words in it.
    pub(super) words: bool,
    pub(super) gap: Option<Gap>,
    /// For each block-level start tag: whether its end tag follows.
    pub(super) closed: std::vec::IntoIter<bool>,
    /// Program text among inline HTML is skipped until this end tag.
    pub(super) hidden: Option<&'static str>,
    pub(super) findings: &'f mut Vec<Finding>,
    pub(super) reported: BTreeSet<String>,
}

impl<'a, 'f> Builder<'a, 'f> {
    pub(super) fn new(closed: Vec<bool>, events: usize, findings: &'f mut Vec<Finding>) -> Self {
        Self {
            out: Vec::with_capacity(events * 2),
            links: (0, 0),
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
    pub(super) fn in_raw_link(&self) -> bool {
        let spans = self.stack.iter().rev();
        spans
            .take_while(|frame| !matches!(frame, Frame::Container | Frame::Block { .. }))
            .any(|frame| matches!(frame, Frame::Span(Element::Link)))
    }

    /// Text, code, a break or a rule of Markdown.
    pub(super) fn other(&mut self, event: Event<'a>, span: Span) {
        let left_by_break = matches!(event, Event::SoftBreak) && self.begins_block();
        if self.hidden.is_some() || left_by_break {
            return;
        }
        if matches!(event, Event::Rule) {
            self.before_markdown_block(span);
        }
        self.out.push((event, span));
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

    fn before_markdown_block(&mut self, span: Span) {
        self.formats.clear();
        self.block_boundary(span);
        self.leave_structure(span);
    }

    /// Closes raw elements until `depth` frames are left.
    pub(super) fn close_to(&mut self, depth: usize, span: Span) {
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

    pub(super) fn refuse(&mut self, name: &str, span: Span) {
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

    pub(super) fn too_deep(&mut self, span: Span) {
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

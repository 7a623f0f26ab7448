//! The body of a Document as Blocks over one stream of events, and how to look at and cut it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

pub use self::shape::Shape;
pub use self::slice::{Cut, Slice};
use super::markdown::Finding;
use crate::source::Span;

mod shape;
mod slice;
mod text;

/// What [`super::markdown::read`] saw: events in order, and the top-level Blocks that they form.
///
/// Events are balanced. Text that no break parts is one event. Raw HTML is gone or normalised:
/// `Html` and `InlineHtml` hold single tags of the allow-list without event handlers, each opened
/// and closed in the same container; `HtmlBlock` wraps the block-level ones.
#[derive(Debug, Clone)]
pub struct Body<'a> {
    /// The text that was read.
    pub source: &'a str,
    /// Byte of the Source at which it begins.
    pub base: u32,
    /// Events, each with its Span in the Source.
    pub events: Vec<(Event<'a>, Span)>,
    /// Top-level Blocks in order; together they cover all events.
    pub blocks: Vec<Block>,
    /// What a person may want to mend.
    pub findings: Vec<Finding>,
}

/// A top-level Block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the Source.
    pub span: Span,
    /// Its events, from its start tag to its end tag.
    pub events: Range<usize>,
}

/// What a Block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// A heading of this level as written, 1 to 6.
    Heading(u8),
    /// A list; `true` when numbered.
    List(bool),
    /// A quote or an alert.
    Quote,
    /// A code block.
    Code,
    /// A table, in Markdown or HTML.
    Table,
    /// Other raw HTML that has no like in Markdown (`<details>`, `<figure>`).
    Html,
    /// A thematic break.
    Rule,
    /// The definition of a footnote.
    Footnote,
    /// A definition list.
    Definition,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListItem {
    /// Its number, in a numbered list.
    pub number: Option<u64>,
    /// Its events with its start and end tag.
    pub events: Range<usize>,
    /// Where it stands in the Source.
    pub span: Span,
}

impl<'a> Body<'a> {
    /// Moves Spans by `base` and finds the Blocks.
    pub(super) fn new(
        source: &'a str,
        base: u32,
        mut events: Vec<(Event<'a>, Span)>,
        mut findings: Vec<Finding>,
    ) -> Self {
        if base > 0 {
            let spans = events.iter_mut().map(|(_, span)| span);
            for span in spans.chain(findings.iter_mut().map(|finding| &mut finding.span)) {
                span.start += base;
                span.end += base;
            }
        }
        findings.sort_by_key(|finding| finding.span);
        let blocks = blocks(&events);
        Self {
            source,
            base,
            events,
            blocks,
            findings,
        }
    }

    /// The text of a Span as it was written.
    pub fn written(&self, span: Span) -> &'a str {
        let from = (span.start - self.base) as usize;
        let to = (span.end - self.base) as usize;
        &self.source[from..to]
    }

    /// The inline content of a Paragraph or Heading, without its tags.
    pub fn inner(&self, block: &Block) -> Slice {
        Slice::from(block.events.start + 1..block.events.end - 1)
    }

    /// Addresses of the links in a range of events, as written, in order.
    pub fn links(&self, events: Range<usize>) -> impl Iterator<Item = (&str, Span)> {
        self.events[events].iter().filter_map(|(event, span)| {
            if let Event::Start(Tag::Link { dest_url, .. }) = event {
                Some((&**dest_url, *span))
            } else {
                None
            }
        })
    }

    /// Addresses of the pictures in a range of events, as written, in order.
    pub fn pictures(&self, events: Range<usize>) -> impl Iterator<Item = (&str, Span)> {
        self.events[events].iter().filter_map(|(event, span)| {
            if let Event::Start(Tag::Image { dest_url, .. }) = event {
                Some((&**dest_url, *span))
            } else {
                None
            }
        })
    }

    /// The items of the list whose start tag is event `list`.
    pub fn items(&self, list: usize) -> Vec<ListItem> {
        let mut number = match &self.events[list].0 {
            Event::Start(Tag::List(first)) => *first,
            _ => return Vec::new(),
        };
        let mut items = Vec::new();
        let mut depth = 0_usize;
        let mut start = list;
        for (at, (event, _)) in self.events.iter().enumerate().skip(list + 1) {
            match event {
                Event::Start(_) => {
                    if depth == 0 {
                        start = at;
                    }
                    depth += 1;
                }
                Event::End(_) if depth == 0 => break,
                Event::End(_) => {
                    depth -= 1;
                    if depth == 0 {
                        items.push(ListItem {
                            number,
                            events: start..at + 1,
                            span: self.events[start].1,
                        });
                        number = number.map(|n| n.saturating_add(1));
                    }
                }
                _ => {}
            }
        }
        items
    }

    /// The Blocks directly in a container: the item of a list, a quote, a footnote.
    ///
    /// Inline content that stands there without a paragraph (the text of a tight list item) comes
    /// as a Paragraph whose events are the inline events alone: use [`Slice::from`] on them.
    pub fn children(&self, container: Range<usize>) -> Vec<Block> {
        let mut children = Vec::new();
        let mut inline: Option<usize> = None;
        let last = container.end.saturating_sub(1);
        let mut at = container.start + 1;
        while at < last {
            let (event, span) = &self.events[at];
            let kind = match event {
                Event::Start(tag) if !is_inline(tag) => Some(kind_of(tag)),
                Event::Rule => Some(BlockKind::Rule),
                _ => None,
            };
            let end = self.end_of(at);
            if let Some(kind) = kind {
                children.extend(inline.take().map(|start| self.loose(start..at)));
                children.push(Block {
                    kind,
                    span: *span,
                    events: at..end,
                });
            } else {
                inline.get_or_insert(at);
            }
            at = end;
        }
        children.extend(inline.take().map(|start| self.loose(start..last)));
        children
    }

    fn loose(&self, events: Range<usize>) -> Block {
        Block {
            kind: BlockKind::Paragraph,
            span: self.span(&Slice::from(events.clone())),
            events,
        }
    }

    /// The event after the one that ends what begins at `start`.
    fn end_of(&self, start: usize) -> usize {
        let mut depth = 0_usize;
        for (at, (event, _)) in self.events.iter().enumerate().skip(start) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.events.len()
    }
}

/// Name of a normalised tag: `td` of `<td colspan="2">` and `</td>`.
pub(super) fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    &name[..end.unwrap_or(name.len())]
}

pub(super) fn is_inline(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

pub(super) fn is_inline_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

fn blocks(events: &[(Event, Span)]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (at, (event, span)) in events.iter().enumerate() {
        if depth == 0 {
            let kind = match event {
                Event::Start(Tag::HtmlBlock) => match events.get(at + 1) {
                    Some((Event::Html(tag), _)) if tag.contains("<table") => BlockKind::Table,
                    _ => BlockKind::Html,
                },
                Event::Start(tag) => kind_of(tag),
                Event::Rule => BlockKind::Rule,
                _ => BlockKind::Paragraph,
            };
            let inline = match event {
                Event::Start(tag) => is_inline(tag),
                Event::Rule => false,
                _ => true,
            };
            // Text that lost the container around it (nesting too deep) joins its neighbours.
            match blocks.last_mut() {
                Some(last) if inline && is_loose(events, last) => {
                    last.events.end = at + 1;
                    last.span.end = span.end;
                }
                _ => blocks.push(Block {
                    kind,
                    span: *span,
                    events: at..at + 1,
                }),
            }
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(block) = blocks.last_mut() {
            block.events.end = at + 1;
            block.span.end = block.span.end.max(span.end);
        }
    }
    blocks
}

/// Whether a block is inline content without a tag around it.
fn is_loose(events: &[(Event, Span)], block: &Block) -> bool {
    block.kind == BlockKind::Paragraph
        && !matches!(events[block.events.start].0, Event::Start(Tag::Paragraph))
}

fn kind_of(tag: &Tag) -> BlockKind {
    match tag {
        Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
        Tag::List(first) => BlockKind::List(first.is_some()),
        Tag::BlockQuote(_) => BlockKind::Quote,
        Tag::CodeBlock(_) => BlockKind::Code,
        Tag::Table(_) => BlockKind::Table,
        Tag::HtmlBlock => BlockKind::Html,
        Tag::FootnoteDefinition(_) => BlockKind::Footnote,
        Tag::DefinitionList => BlockKind::Definition,
        _ => BlockKind::Paragraph,
    }
}

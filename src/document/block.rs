//! The body of a Document as Blocks over one stream of events, and how to look at and cut it.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::markdown::Finding;
use super::markdown::cjk::joins_lines;
use crate::source::Span;

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

/// A place between two characters of the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// Index into [`Body::events`].
    pub event: usize,
    /// Byte of that event's text; 0 for events without text.
    pub byte: usize,
}

/// A stretch of inline events, perhaps from the middle of a text to the middle of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// First character.
    pub start: Cut,
    /// After the last character.
    pub end: Cut,
    /// Indices of the spans (bold, links) that are open at `start`, outermost first.
    pub open: Vec<usize>,
}

impl From<Range<usize>> for Slice {
    fn from(events: Range<usize>) -> Self {
        Self {
            start: Cut {
                event: events.start,
                byte: 0,
            },
            end: Cut {
                event: events.end,
                byte: 0,
            },
            open: Vec::new(),
        }
    }
}

impl Slice {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    /// The events that it touches.
    pub fn events(&self) -> Range<usize> {
        let end = self.end.event + usize::from(self.end.byte > 0);
        self.start.event..end.max(self.start.event)
    }

    /// The part of `text`, the text of event `at`, that is in the slice.
    pub fn clip<'s>(&self, at: usize, text: &'s str) -> &'s str {
        let from = if at == self.start.event {
            self.start.byte
        } else {
            0
        };
        let to = if at == self.end.event {
            self.end.byte
        } else {
            text.len()
        };
        text.get(from..to).unwrap_or_default()
    }
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

    /// Where a Slice stands in the Source. Exact to the byte where the text is as it was written,
    /// to the line where it holds entities or escapes.
    pub fn span(&self, slice: &Slice) -> Span {
        let start = self.offset(slice.start);
        let end = if slice.end.byte > 0 {
            self.offset(slice.end)
        } else {
            slice
                .end
                .event
                .checked_sub(1)
                .and_then(|last| self.events.get(last))
                .map_or(start, |(_, span)| span.end)
        };
        Span {
            start,
            end: end.max(start),
        }
    }

    fn offset(&self, cut: Cut) -> u32 {
        let Some((event, span)) = self.events.get(cut.event) else {
            return self.events.last().map_or(self.base, |(_, span)| span.end);
        };
        match event {
            Event::Text(text) if text.len() == (span.end - span.start) as usize => {
                span.start + cut.byte as u32
            }
            _ => span.start,
        }
    }

    /// What people read in a Slice: without markup and pictures, entities decoded; a hard break and
    /// the end of a block is `\n`, a soft break a space or nothing.
    pub fn text(&self, slice: &Slice) -> String {
        let mut text = PlainText::default();
        for at in slice.events() {
            match &self.events[at].0 {
                Event::Text(words) => text.words(slice.clip(at, words)),
                Event::Code(words) => text.words(slice.clip(at, words)),
                Event::SoftBreak => text.soft_break(),
                Event::HardBreak | Event::Rule => text.newline(),
                Event::Start(Tag::Image { .. }) => text.pictures += 1,
                Event::End(TagEnd::Image) => text.pictures = text.pictures.saturating_sub(1),
                Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell) => text.space(),
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                Event::End(tag) if !is_inline_end(*tag) => text.newline(),
                Event::Start(tag) if !is_inline(tag) => text.newline(),
                Event::Html(tag) => match tag_name(tag) {
                    "td" | "th" => text.space(),
                    _ => text.newline(),
                },
                _ => {}
            }
        }
        text.finish()
    }

    /// Whether a Slice shows nothing: no text but spaces, no picture.
    pub fn is_blank(&self, slice: &Slice) -> bool {
        slice.events().all(|at| match &self.events[at].0 {
            Event::Text(text) | Event::Code(text) => slice.clip(at, text).trim().is_empty(),
            Event::Start(Tag::Image { .. }) => false,
            _ => true,
        })
    }

    /// The inline content of a Paragraph or Heading, without its tags.
    pub fn inner(&self, block: &Block) -> Slice {
        Slice::from(block.events.start + 1..block.events.end - 1)
    }

    /// Cuts inline content at its soft and hard breaks; blank lines are left out.
    pub fn lines(&self, slice: &Slice) -> Vec<Slice> {
        let mut lines = Vec::new();
        let mut open = slice.open.clone();
        let mut start = slice.start;
        let mut open_at_start = open.clone();
        let mut end_line = |end: Cut, start: Cut, open: Vec<usize>| {
            let line = self.trimmed(Slice { start, end, open });
            if !self.is_blank(&line) {
                lines.push(line);
            }
        };
        for at in slice.events() {
            match &self.events[at].0 {
                Event::SoftBreak | Event::HardBreak => {
                    let end = Cut { event: at, byte: 0 };
                    end_line(end, start, open_at_start);
                    start = Cut {
                        event: at + 1,
                        byte: 0,
                    };
                    open_at_start = open.clone();
                }
                _ => self.step(at, &mut open),
            }
        }
        end_line(slice.end, start, open_at_start);
        lines
    }

    /// Cuts a Slice in two at a place in it.
    pub fn cut(&self, slice: &Slice, at: Cut) -> (Slice, Slice) {
        let mut open = slice.open.clone();
        for event in slice.start.event..at.event.min(slice.end.event) {
            self.step(event, &mut open);
        }
        let first = Slice {
            end: at,
            ..slice.clone()
        };
        let second = Slice {
            start: at,
            end: slice.end,
            open,
        };
        (self.trimmed(first), self.trimmed(second))
    }

    /// The place of a byte of [`Body::text`]'s result for a Slice of one line, so that text rules
    /// can say where to cut.
    pub fn find(&self, slice: &Slice, byte: usize) -> Cut {
        let mut before = 0;
        let mut pictures = 0_usize;
        let mut started = false;
        for at in slice.events() {
            match &self.events[at].0 {
                Event::Start(Tag::Image { .. }) => pictures += 1,
                Event::End(TagEnd::Image) => pictures = pictures.saturating_sub(1),
                Event::Text(text) | Event::Code(text) if pictures == 0 => {
                    let mut shown = slice.clip(at, text);
                    let from = text.len() - text_tail(text, shown);
                    let mut skipped = 0;
                    if !started {
                        let trimmed = shown.trim_start();
                        skipped = shown.len() - trimmed.len();
                        shown = trimmed;
                        started = !shown.is_empty();
                    }
                    if byte < before + shown.len() {
                        return Cut {
                            event: at,
                            byte: from + skipped + (byte - before),
                        };
                    }
                    before += shown.len();
                }
                _ => {}
            }
        }
        slice.end
    }

    /// The bold stretches of a Slice, in order; neighbours with nothing but spaces between are one.
    pub fn bold(&self, slice: &Slice) -> Vec<Slice> {
        let mut bold: Vec<Slice> = Vec::new();
        let mut open = slice.open.clone();
        let mut current: Option<Slice> = None;
        let mut plain_between = true;
        for at in slice.events() {
            if let Event::Text(text) | Event::Code(text) = &self.events[at].0 {
                let shown = slice.clip(at, text);
                let strong = open
                    .iter()
                    .any(|&i| matches!(self.events[i].0, Event::Start(Tag::Strong)));
                if !shown.trim().is_empty() {
                    if strong {
                        let start = Cut {
                            event: at,
                            byte: if at == slice.start.event {
                                slice.start.byte
                            } else {
                                0
                            },
                        };
                        let end = if at == slice.end.event {
                            slice.end
                        } else {
                            Cut {
                                event: at + 1,
                                byte: 0,
                            }
                        };
                        match &mut current {
                            Some(run) if !plain_between => run.end = end,
                            _ => {
                                bold.extend(current.replace(Slice {
                                    start,
                                    end,
                                    open: open.clone(),
                                }));
                            }
                        }
                    }
                    plain_between = !strong;
                }
            } else {
                self.step(at, &mut open);
            }
        }
        bold.extend(current);
        bold
    }

    /// How much of a Slice is bold or a link.
    pub fn shape(&self, slice: &Slice) -> Shape {
        let mut shape = Shape {
            all_bold: true,
            all_linked: true,
            ..Shape::default()
        };
        let mut open = slice.open.clone();
        let mut seen = false;
        for at in slice.events() {
            match &self.events[at].0 {
                Event::Text(text) | Event::Code(text)
                    if !slice.clip(at, text).trim().is_empty() =>
                {
                    let in_tag = |wanted: fn(&Tag) -> bool| {
                        open.iter()
                            .any(|&i| matches!(&self.events[i].0, Event::Start(tag) if wanted(tag)))
                    };
                    if in_tag(|tag| matches!(tag, Tag::Image { .. })) {
                        continue;
                    }
                    let bold = in_tag(|tag| matches!(tag, Tag::Strong));
                    shape.begins_bold |= bold && !seen;
                    shape.ends_bold = bold;
                    shape.all_bold &= bold;
                    shape.all_linked &= in_tag(|tag| matches!(tag, Tag::Link { .. }));
                    seen = true;
                }
                Event::Start(Tag::Image { .. }) => {
                    shape.pictures += 1;
                    self.step(at, &mut open);
                }
                _ => self.step(at, &mut open),
            }
        }
        shape.all_bold &= seen;
        shape.all_linked &= seen;
        shape.blank = !seen;
        shape
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

    /// Keeps `open` up to date over one event.
    pub(super) fn step(&self, at: usize, open: &mut Vec<usize>) {
        match &self.events[at].0 {
            Event::Start(_) => open.push(at),
            Event::InlineHtml(tag) if !tag.starts_with("</") && tag_name(tag) != "wbr" => {
                open.push(at);
            }
            Event::End(_) | Event::InlineHtml(_) if !is_void(&self.events[at].0) => {
                open.pop();
            }
            _ => {}
        }
    }

    /// Moves the ends of a Slice off tags that would open or close with nothing between, and off
    /// the spaces at its ends.
    fn trimmed(&self, mut slice: Slice) -> Slice {
        while slice.start.byte == 0 && slice.start.event < slice.end.event {
            let closes = match &self.events[slice.start.event].0 {
                Event::End(_) => true,
                Event::InlineHtml(tag) => tag.starts_with("</"),
                Event::SoftBreak | Event::HardBreak => {
                    slice.start.event += 1;
                    continue;
                }
                _ => false,
            };
            if !closes {
                break;
            }
            slice.open.pop();
            slice.start.event += 1;
        }
        while slice.end.byte == 0 && slice.end.event > slice.start.event {
            let opens = match &self.events[slice.end.event - 1].0 {
                Event::Start(_) | Event::SoftBreak | Event::HardBreak => true,
                Event::InlineHtml(tag) => !tag.starts_with("</"),
                _ => false,
            };
            if !opens {
                break;
            }
            slice.end.event -= 1;
        }
        slice
    }
}

/// How much of a line is bold or a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shape {
    /// No text in it.
    pub blank: bool,
    /// All text is bold.
    pub all_bold: bool,
    /// The first text is bold.
    pub begins_bold: bool,
    /// The last text is bold.
    pub ends_bold: bool,
    /// All text is linked.
    pub all_linked: bool,
    /// How many pictures are in it.
    pub pictures: usize,
}

fn is_void(event: &Event) -> bool {
    matches!(event, Event::InlineHtml(tag) if tag_name(tag) == "wbr")
}

/// How many bytes of `text` follow the start of its slice `part`.
fn text_tail(text: &str, part: &str) -> usize {
    text.len() - (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
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

fn is_inline_end(tag: TagEnd) -> bool {
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

/// Text as people read it, built up piece by piece.
#[derive(Default)]
struct PlainText {
    text: String,
    pending: Option<Gap>,
    pictures: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Soft,
    Space,
    Line,
}

impl PlainText {
    fn words(&mut self, words: &str) {
        if self.pictures > 0 || words.is_empty() {
            return;
        }
        let words = if self.text.is_empty() {
            words.trim_start()
        } else {
            words
        };
        match (self.text.chars().next_back(), self.pending.take()) {
            (None | Some('\n'), _) | (_, None) => {}
            (Some(before), Some(Gap::Soft)) => {
                if !words.starts_with(|after| joins_lines(before, after)) {
                    self.text.push(' ');
                }
            }
            (_, Some(Gap::Space)) => self.text.push(' '),
            (_, Some(Gap::Line)) => {
                self.text.truncate(self.text.trim_end().len());
                self.text.push('\n');
            }
        }
        self.text.push_str(words);
    }

    fn soft_break(&mut self) {
        self.pending = self.pending.max(Some(Gap::Soft));
    }

    fn space(&mut self) {
        self.pending = self.pending.max(Some(Gap::Space));
    }

    fn newline(&mut self) {
        self.pending = self.pending.max(Some(Gap::Line));
    }

    fn finish(mut self) -> String {
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

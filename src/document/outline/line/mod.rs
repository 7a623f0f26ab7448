//! A Body as Lines: what stands alone on the page and may head an Item or a Section.

mod among;
mod cut;

use pulldown_cmark::{Event, Tag};

use super::group::group;
use super::look::{self, Lead, Style};
use super::table::{self, News};
use crate::document::block::Shape;
use crate::document::markdown::{Block, BlockKind, Body, Cut, ListItem, Slice};

/// Characters beyond which a line is certainly not a headline: its text is not kept whole.
pub(super) const LONGEST_HEADLINE: usize = 200;

/// Events beyond which the head of a line is not looked at closely.
const MOST_EVENTS: usize = 200;

/// One line of a paragraph, one heading, one point of a list, or one other Block.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub(super) struct Line {
    /// What it is.
    pub(super) ground: Ground,
    /// Index of its Block.
    pub(super) block: usize,
    /// Its inline text: of a point, the first line.
    pub(super) slice: Slice,
    /// All its events: of a point, from `Start(Item)` to `End(Item)`; else those of `slice`.
    pub(super) events: std::ops::Range<usize>,
    /// First of its Block, or a paragraph of its own within it.
    pub(super) first: bool,
    /// Last of its Block, or of such a paragraph.
    pub(super) last: bool,
    /// The text of `slice`.
    pub(super) text: String,
    /// The text of the whole point, quote or other Block, else empty.
    pub(super) inner: String,
    /// How bold, how linked.
    pub(super) shape: Shape,
    /// What stands before the words.
    pub(super) lead: Lead,
    /// Bytes of the words after bullet, number and category.
    words: std::ops::Range<usize>,
    /// How many characters they have.
    length: usize,
    /// What [`Line::head`] gives; few lines have it, and a Line is moved often.
    head: Option<Box<Head>>,
    /// The line was cut off the end of the line before it.
    pub(super) glued: bool,
    /// It is the number of the line below it, and nothing else.
    pub(super) given: bool,
    /// A point that says more of the bold one above it in the same list.
    pub(super) below: bool,
}

/// What a Line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// A heading of this level.
    Heading(u8),
    /// A line of a paragraph.
    Text,
    /// A point of a top-level list, with its number.
    Point(Option<u64>),
    /// A point of a list of lists: the title of a Section.
    Group,
    /// A quote.
    Quote,
    /// A code block.
    Code,
    /// A table.
    Table,
    /// The headline of a row in a table of news.
    Row,
    /// Another cell of such a row.
    Cell,
    /// A name of a column over such rows.
    Name,
    /// `<details>`: its first line is the summary.
    Details,
    /// A thematic break.
    Rule,
    /// Pictures and nothing else.
    Picture,
    /// Anything else.
    Other,
}

/// Bold or linked words at the head of a line: bytes of its text, and where they end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// One link.
    pub(super) link: Option<Stretch>,
    /// Bold words.
    pub(super) bold: Option<Stretch>,
}

/// A part of a line, by bytes of its text and by cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) start: Cut,
    pub(super) end: Cut,
}

impl Stretch {
    fn grown(self, to: usize, end: Cut) -> Self {
        Self { to, end, ..self }
    }

    /// The words of the stretch.
    pub(super) fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.from..self.to).unwrap_or_default().trim()
    }
}

impl Line {
    /// Whether there are words.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.inner.trim().is_empty()
    }

    /// The words after bullet, number and category.
    pub(super) fn words(&self) -> &str {
        &self.text[self.words.clone()]
    }

    /// How many characters the words have.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Bold or linked words at its head, when they are not the whole: bytes of `text`.
    pub(super) fn head(&self) -> Head {
        self.head.as_deref().copied().unwrap_or_default()
    }

    /// Takes another reading of what stands before the words.
    fn set_lead(&mut self, lead: Lead) {
        let rest = &self.text[lead.rest..];
        let start = self.text.len() - rest.trim_start().len();
        self.words = start..start + rest.trim().len();
        self.length = self.text[self.words.clone()].chars().count();
        self.lead = lead;
    }

    /// Style of its number; the points of a numbered list count as `1.`.
    pub(super) fn style(&self) -> Option<Style> {
        match (self.lead.number, self.ground) {
            (Some((style, _)), _) => Some(style),
            (None, Ground::Point(Some(_))) => Some(Style::Dot),
            _ => None,
        }
    }

    /// Whether it stands alone and is nothing but a day: `3月9日（周二）`.
    pub(super) fn is_day(&self) -> bool {
        let alone = matches!(self.ground, Ground::Heading(_))
            || self.ground == Ground::Text && self.first && self.last;
        alone && look::is_day(&self.text)
    }

    /// Whether it is a paragraph of its own and nothing but a number.
    fn is_number(&self) -> bool {
        self.ground == Ground::Text
            && self.first
            && self.last
            && self.length == 0
            && self.lead.number.is_some()
    }

    /// All text of the line and, for a point, of what hangs on it.
    pub(super) fn whole(&self) -> &str {
        if self.inner.is_empty() {
            &self.text
        } else {
            &self.inner
        }
    }
}

/// Flattens a Body; `tables` are those whose rows are Lines of their own, `groups` the lists whose
/// inner points are.
pub(super) fn read(body: &Body<'_>, tables: &[(usize, News)], groups: &[usize]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(body.blocks.len() + 8);
    let mut tables = tables.iter().peekable();
    for (index, block) in body.blocks.iter().enumerate() {
        match block.kind {
            BlockKind::Heading(level) => {
                let slice = body.inner(block);
                push(body, &mut lines, Ground::Heading(level), index, slice);
            }
            BlockKind::Paragraph => {
                let slice = if matches!(
                    body.events[block.events.start].0,
                    Event::Start(Tag::Paragraph)
                ) {
                    body.inner(block)
                } else {
                    Slice::from(block.events.clone())
                };
                let at = lines.len();
                for (slice, text) in cut::logical_lines(body, &slice) {
                    push_text(body, &mut lines, Ground::Text, index, slice, text);
                }
                if lines.len() == at {
                    push(body, &mut lines, Ground::Other, index, slice);
                }
                cut::split_glued(body, &mut lines, at);
                cut::split_running(body, &mut lines, at);
            }
            BlockKind::List(_) => {
                let grouped = groups.binary_search(&index).is_ok();
                for item in body.items(block.events.start) {
                    let inner = grouped.then(|| group(body, &item)).flatten();
                    if let Some(inner) = inner {
                        let title = first_line(body, &item.events);
                        push(body, &mut lines, Ground::Group, index, title);
                        for item in inner {
                            push_point(body, &mut lines, index, item);
                        }
                    } else {
                        push_point(body, &mut lines, index, item);
                    }
                }
            }
            BlockKind::Table if let Some((_, news)) = tables.next_if(|(at, _)| *at == index) => {
                push_rows(body, &mut lines, index, news);
            }
            BlockKind::Html if let Some(summary) = summary(body, block) => {
                let at = lines.len();
                push(body, &mut lines, Ground::Details, index, summary);
                let line = &mut lines[at];
                line.events = block.events.clone();
                line.inner = body.text(&Slice::from(block.events.clone()));
            }
            kind => {
                let ground = match kind {
                    BlockKind::Quote => Ground::Quote,
                    BlockKind::Code => Ground::Code,
                    BlockKind::Table => Ground::Table,
                    BlockKind::Rule => Ground::Rule,
                    _ => Ground::Other,
                };
                let at = lines.len();
                push(
                    body,
                    &mut lines,
                    ground,
                    index,
                    Slice::from(block.events.clone()),
                );
                let line = &mut lines[at];
                line.inner = if kind == BlockKind::Table {
                    table::cells(body, block)
                } else {
                    std::mem::take(&mut line.text)
                };
                line.text.clear();
                line.lead = Lead::default();
                (line.words, line.length) = (0..0, 0);
            }
        }
    }
    among::read(&mut lines);
    lines
}

fn push_point(body: &Body<'_>, lines: &mut Vec<Line>, block: usize, item: ListItem) {
    let slice = first_line(body, &item.events);
    let at = lines.len();
    push(body, lines, Ground::Point(item.number), block, slice);
    let line = &mut lines[at];
    line.events = item.events.clone();
    line.inner = body.text(&Slice::from(item.events));
}

/// Adds the rows of a table of news, the headline of each first.
fn push_rows(body: &Body<'_>, lines: &mut Vec<Line>, block: usize, news: &News) {
    for (n, row) in news.rows.iter().enumerate() {
        let mut add = |ground, cell: &std::ops::Range<usize>| {
            push(body, lines, ground, block, Slice::from(cell.clone()));
        };
        if n == 0 {
            row.cells.iter().for_each(|cell| add(Ground::Name, cell));
            continue;
        }
        add(Ground::Row, &row.cells[news.headline]);
        for (column, cell) in row.cells.iter().enumerate() {
            if column != news.headline {
                add(Ground::Cell, cell);
            }
        }
    }
}

/// The words of the `<summary>` of a Block that is one `<details>`.
fn summary(body: &Body<'_>, block: &Block) -> Option<Slice> {
    let is_tag = |at: usize, name: &str| matches!(body.events.get(at), Some((Event::Html(tag), _)) if tag.starts_with(name));
    let start = block.events.start;
    let opens = is_tag(start + 1, "<details")
        && matches!(body.events[start + 2].0, Event::Start(Tag::HtmlBlock))
        && is_tag(start + 3, "<summary");
    let end = (start + 4..block.events.end).find(|&at| is_tag(at, "</summary"))?;
    opens.then(|| Slice::from(start + 4..end))
}

fn push(body: &Body<'_>, lines: &mut Vec<Line>, ground: Ground, block: usize, slice: Slice) {
    let text = body.text(&slice);
    push_text(body, lines, ground, block, slice, text);
}

/// Adds a line whose text is already known.
fn push_text(
    body: &Body<'_>,
    lines: &mut Vec<Line>,
    ground: Ground,
    block: usize,
    slice: Slice,
    text: String,
) {
    let mut shape = body.shape(&slice);
    // Meant to be bold: `**1.****甲市…**`, where the asterisks after a full stop close nothing.
    if shape.pictures == 0 && is_between_asterisks(&text, shape.ends_bold) {
        (shape.all_bold, shape.begins_bold, shape.ends_bold) = (true, true, true);
    }
    let ground = if ground == Ground::Text && text.is_empty() && shape.pictures > 0 {
        Ground::Picture
    } else {
        ground
    };
    let short = text.len() <= LONGEST_HEADLINE * 4;
    let lead = if short {
        Lead::of(&text)
    } else {
        Lead::of(look::clip(&text, LONGEST_HEADLINE))
    };
    let head = if shape.blank
        || slice.events().len() > MOST_EVENTS
        || !(shape.begins_bold
            || begins_linked(body, &slice)
            || lead.number.is_some() && begins_strong(body, &slice))
    {
        None
    } else {
        Some(Box::new(head(body, &slice, lead.rest)))
    };
    let rest = &text[lead.rest..];
    let start = text.len() - rest.trim_start().len();
    let words = start..start + rest.trim().len();
    lines.push(Line {
        ground,
        block,
        events: slice.events(),
        first: false,
        last: false,
        length: text[words.clone()].chars().count(),
        words,
        text,
        inner: String::new(),
        shape,
        lead,
        head,
        slice,
        glued: false,
        given: false,
        below: false,
    });
}

/// Whether a text begins with two asterisks that stayed as they were typed, and ends in bold or with
/// two more.
fn is_between_asterisks(text: &str, ends_bold: bool) -> bool {
    let inner = text.trim().strip_prefix("**");
    inner.is_some_and(|inner| ends_bold || inner.len() > 2 && inner.ends_with("**"))
}

/// The first logical line of a point of a list.
pub(super) fn first_line(body: &Body<'_>, item: &std::ops::Range<usize>) -> Slice {
    let inline = body
        .children(item.clone())
        .into_iter()
        .next()
        .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_)));
    let Some(block) = inline else {
        return Slice::from(item.start..item.start);
    };
    let tagged = matches!(
        body.events[block.events.start].0,
        Event::Start(Tag::Paragraph | Tag::Heading { .. })
    );
    let slice = if tagged {
        body.inner(&block)
    } else {
        Slice::from(block.events)
    };
    cut::logical_lines(body, &slice)
        .into_iter()
        .next()
        .map_or(slice, |(line, _)| line)
}

/// Finds the bold and the linked words at the head of a line.
fn head(body: &Body<'_>, slice: &Slice, lead: usize) -> Head {
    let mut open = slice.open.clone();
    let mut head = Head::default();
    let (mut link_done, mut bold_done) = (false, false);
    let mut bytes = Slice {
        end: slice.start,
        ..slice.clone()
    };
    for at in slice.events() {
        if let Event::Text(text) | Event::Code(text) = &body.events[at].0 {
            let shown = slice.clip(at, text);
            if shown.trim().is_empty() {
                continue;
            }
            let before = body.text(&bytes).len();
            bytes.end = if at + 1 >= slice.end.event {
                slice.end
            } else {
                Cut {
                    event: at + 1,
                    byte: 0,
                }
            };
            let after = body.text(&bytes).len();
            let start = Cut {
                event: at,
                byte: if at == slice.start.event {
                    slice.start.byte
                } else {
                    0
                },
            };
            let here = Stretch {
                from: before,
                to: after,
                start,
                end: bytes.end,
            };
            let within = |wanted: fn(&Tag) -> bool| {
                open.iter()
                    .any(|&i| matches!(&body.events[i].0, Event::Start(tag) if wanted(tag)))
            };
            if within(|tag| matches!(tag, Tag::Image { .. })) {
                continue;
            }
            let opens_only = after <= lead
                || look::is_label(shown.trim())
                || shown
                    .trim()
                    .chars()
                    .all(|c| matches!(c, '《' | '「' | '『' | '“' | '"' | '【' | '['));
            if within(|tag| matches!(tag, Tag::Link { .. })) {
                if !link_done {
                    head.link = Some(head.link.map_or(here, |link| link.grown(after, bytes.end)));
                }
            } else if !opens_only || head.link.is_some() {
                link_done = true;
            }
            if within(|tag| matches!(tag, Tag::Strong)) {
                if !bold_done {
                    head.bold = Some(head.bold.map_or(here, |bold| bold.grown(after, bytes.end)));
                }
            } else if after > lead || head.bold.is_some() {
                bold_done = true;
            }
            if link_done && bold_done {
                break;
            }
        } else {
            body.step(at, &mut open);
        }
    }
    head
}

fn begins_linked(body: &Body<'_>, slice: &Slice) -> bool {
    slice
        .open
        .iter()
        .any(|&at| matches!(body.events[at].0, Event::Start(Tag::Link { .. })))
        || slice
            .events()
            .take(8)
            .any(|at| matches!(body.events[at].0, Event::Start(Tag::Link { .. })))
}

/// Whether bold words begin near the head of a line: `1、**…**`.
fn begins_strong(body: &Body<'_>, slice: &Slice) -> bool {
    slice
        .events()
        .take(4)
        .any(|at| matches!(body.events[at].0, Event::Start(Tag::Strong)))
}

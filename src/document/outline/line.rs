//! A Body as Lines: what stands alone on the page and may head an Item or a Section.

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
                for (slice, text) in logical_lines(body, &slice) {
                    push_text(body, &mut lines, Ground::Text, index, slice, text);
                }
                if lines.len() == at {
                    push(body, &mut lines, Ground::Other, index, slice);
                }
                split_glued(body, &mut lines, at);
                split_running(body, &mut lines, at);
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
    mark_ends(&mut lines);
    open_paragraphs(&mut lines);
    level_first(&mut lines);
    number_headings(&mut lines);
    flat_points(&mut lines);
    columns(&mut lines);
    go_on_from_nine(&mut lines);
    number_in_parts(&mut lines);
    number_bare(&mut lines);
    number_above(&mut lines);
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

/// Numbers in two parts (`1.1 …`, `1.2 …`, `2.1 …`) that follow each other: alone they could be
/// quantities.
fn number_in_parts(lines: &mut [Line]) {
    let found: Vec<(usize, (u32, u32), Lead)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.lead.number.is_none())
        .filter_map(|(at, line)| {
            let (number, lead) = look::in_parts(&line.text)?;
            Some((at, number, lead))
        })
        .collect();
    let follows =
        |(a, b): (u32, u32), (c, d): (u32, u32)| c == a && d == b + 1 || c == a + 1 && d == 1;
    let in_order = found.windows(2).all(|pair| follows(pair[0].1, pair[1].1));
    if found.len() >= 2 && found[0].1.1 == 1 && in_order {
        for (at, _, lead) in found {
            lines[at].set_lead(lead);
        }
    }
}

/// A heading with the number 1 whose list goes on one level below is of that level: where a list
/// begins below it, that one begins with 1 too.
fn level_first(lines: &mut [Line]) {
    let numbered = |line: &Line| match (line.ground, line.lead.number) {
        (Ground::Heading(level), Some((style, number))) => Some((level, style, number)),
        _ => None,
    };
    let all: Vec<usize> = (0..lines.len())
        .filter(|&at| numbered(&lines[at]).is_some())
        .collect();
    for pair in all.windows(2) {
        let first = numbered(&lines[pair[0]]);
        let (Some((upper, style, 1)), Some((lower, other, 2))) = (first, numbered(&lines[pair[1]]))
        else {
            continue;
        };
        if upper < lower && style == other {
            lines[pair[0]].ground = Ground::Heading(lower);
        }
    }
}

/// After a heading `1.…` the number of the next may be glued to words that begin with a figure:
/// `2.29路公交改道`.
fn number_headings(lines: &mut [Line]) {
    let mut before: Option<(u8, u32)> = None;
    for line in lines {
        let Ground::Heading(level) = line.ground else {
            continue;
        };
        match line.lead.number {
            Some((Style::Dot, number)) => before = Some((level, number)),
            Some(_) => before = None,
            None => {
                let follows = before.filter(|(above, _)| *above == level);
                let lead = follows.and_then(|(_, number)| look::glued_number(&line.text, number));
                before = before.filter(|(above, _)| *above <= level);
                if let Some(lead) = lead {
                    before = before.map(|(level, number)| (level, number + 1));
                    line.set_lead(lead);
                }
            }
        }
    }
}

/// Fewest bold points of flat lists that are headlines.
const FEWEST_FLAT: usize = 3;

/// In lists without levels a bold point heads the plain ones below it, which are its text. Where all
/// lists are so, a plain point in another one is no headline either.
fn flat_points(lines: &mut [Line]) {
    let is_point = |line: &Line| matches!(line.ground, Ground::Point(_));
    let is_head = |line: &Line| is_point(line) && line.shape.all_bold;
    let next_is_plain = |at: usize| {
        let next = lines.get(at + 1);
        next.is_some_and(|next| is_point(next) && !is_head(next) && next.block == lines[at].block)
    };
    let heads: Vec<usize> = (0..lines.len()).filter(|&at| is_head(&lines[at])).collect();
    let plain = |line: &&Line| is_point(line) && !is_head(line);
    let first_is_plain = |line: &Line| plain(&line) && line.first && !line.last;
    if heads.len() >= FEWEST_FLAT
        && heads.iter().all(|&at| next_is_plain(at))
        && !lines.iter().any(first_is_plain)
    {
        for line in lines.iter_mut() {
            line.below = is_point(line) && !is_head(line);
        }
    }
}

/// Where points that are one link each stand alone over their texts, a list of points without any link
/// tells of something else: the columns of the paper, what the reader will find.
fn columns(lines: &mut [Line]) {
    let is_point = |line: &Line| matches!(line.ground, Ground::Point(_));
    let over_text = |at: usize| {
        let next = lines.get(at + 1);
        next.is_some_and(|next| matches!(next.ground, Ground::Text | Ground::Picture))
    };
    let heads = |at: &usize| {
        let line = &lines[*at];
        is_point(line) && line.shape.all_linked && line.first && line.last && over_text(*at)
    };
    if (0..lines.len()).filter(heads).count() < FEWEST_FLAT {
        return;
    }
    let mut from = 0;
    while from < lines.len() {
        let block = lines[from].block;
        let to = from
            + lines[from..]
                .iter()
                .take_while(|line| line.block == block)
                .count();
        let list = &mut lines[from..to];
        let linked = |line: &Line| line.shape.all_linked || line.head().link.is_some();
        if list.len() > 1 && list.iter().all(|line| is_point(line) && !linked(line)) {
            for line in list {
                line.below = true;
            }
        }
        from = to;
    }
}

/// Fewest bare numbers in a row that are those of a list.
const FEWEST_BARE: usize = 3;

/// Bare numbers (`1 …`, `2 …`, `3 …`) at the head of headings or bold lines that follow each other
/// without a gap: alone they could be quantities.
fn number_bare(lines: &mut [Line]) {
    let found: Vec<(usize, u32, Lead)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.lead.number.is_none())
        .filter(|(_, line)| matches!(line.ground, Ground::Heading(_)) || line.shape.all_bold)
        .filter_map(|(at, line)| {
            let (number, lead) = look::bare_number(&line.text)?;
            Some((at, number, lead))
        })
        .collect();
    let in_order = found
        .iter()
        .zip(1..)
        .all(|((_, number, _), n)| *number == n);
    if found.len() >= FEWEST_BARE && in_order {
        for (at, _, lead) in found {
            lines[at].set_lead(lead);
        }
    }
}

/// Numbers that each are a paragraph (`01`, `02`, `03`), without a gap, are those of the lines below
/// them.
fn number_above(lines: &mut [Line]) {
    let found: Vec<(usize, usize, (Style, u32))> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_number())
        .filter_map(|(at, line)| {
            let below = (at + 1..lines.len()).find(|&below| !lines[below].is_blank())?;
            let next = &lines[below];
            let may = next.ground == Ground::Text && next.first && next.lead == Lead::default();
            Some((at, below, line.lead.number.filter(|_| may)?))
        })
        .collect();
    let number = |n: usize| found[n].2.1;
    let in_order = |n: usize| number(n) == 1 || n > 0 && number(n) == number(n - 1) + 1;
    if found.len() >= FEWEST_BARE && (0..found.len()).all(in_order) {
        // `10` is written otherwise than `09`, and of one list with it.
        let (style, _) = found[0].2;
        for (at, below, (_, number)) in found {
            lines[below].lead.number = Some((style, number));
            lines[at].given = true;
        }
    }
}

/// After `08 …`, `09 …` the numbers `10 …`, `11 …` are of one list: alone they could be any number.
fn go_on_from_nine(lines: &mut [Line]) {
    let mut before = 0;
    for line in lines {
        match line.lead.number {
            Some((Style::Zero, number)) => before = number,
            Some((Style::Bar, number)) if before >= 9 && number == before + 1 => {
                before = number;
                line.lead.number = Some((Style::Zero, number));
            }
            None if before >= 9 => {
                if let Some(lead) = look::goes_on(&line.text, before) {
                    before += 1;
                    line.set_lead(lead);
                }
            }
            _ => {}
        }
    }
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

fn mark_ends(lines: &mut [Line]) {
    for at in 0..lines.len() {
        lines[at].first = at == 0 || lines[at - 1].block != lines[at].block;
        lines[at].last = at + 1 == lines.len() || lines[at + 1].block != lines[at].block;
    }
}

/// Fewest lines of a paragraph that may be paragraphs of their own, fewest long ones among them, and
/// characters of a long one.
const TIGHT: (usize, usize, usize) = (4, 2, 30);

/// Texts are pasted without blank lines, each paragraph on one line: then long lines end as sentences do,
/// which lines that were broken at some width do not.
fn open_paragraphs(lines: &mut [Line]) {
    for paragraph in lines.chunk_by_mut(|a, b| a.block == b.block) {
        if paragraph.len() < TIGHT.0 || paragraph.iter().any(|line| line.ground != Ground::Text) {
            continue;
        }
        let long = |line: &&Line| line.text.chars().nth(TIGHT.2).is_some();
        let n_long = paragraph.iter().filter(long).count();
        let ended = (paragraph.iter().filter(long)).filter(|line| ends_paragraph(&line.text));
        if n_long < TIGHT.1 || ended.count() * 8 < n_long * 7 {
            continue;
        }
        for at in 0..paragraph.len() {
            let ends = paragraph.get(at + 1).is_none_or(|next| !next.glued);
            let line = &mut paragraph[at];
            line.first |= !line.glued;
            line.last |= ends;
        }
    }
}

/// Whether a line ends as a sentence does, a note or an address behind it left aside.
fn ends_paragraph(text: &str) -> bool {
    let text = text.trim_end();
    let text = match text.strip_suffix([']', '］', '）', ')']) {
        Some(open) => open
            .rsplit_once(['[', '［', '（', '('])
            .map_or(text, |(before, _)| before.trim_end()),
        None => text,
    };
    look::ends_sentence(text) || text.ends_with(['！', '!', '？', '?'])
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

/// Joins lines that only a converter parted: a bold word or a link alone on its line, punctuation
/// at the head of the next one.
fn logical_lines(body: &Body<'_>, slice: &Slice) -> Vec<(Slice, String)> {
    let all = body.lines(slice);
    if is_broken_headline(body, &all) {
        let whole = Slice {
            end: all[all.len() - 1].end,
            ..all[0].clone()
        };
        let text = body.text(&whole).replace('\n', "");
        return vec![(whole, text)];
    }
    // Each line with its text and that of the last line joined to it.
    let mut joined: Vec<(Slice, String, Option<String>)> = Vec::new();
    for line in all {
        let text = body.text(&line);
        if let Some((before, whole, last)) = joined.last_mut() {
            let before_text = last.as_ref().unwrap_or(whole);
            let goes_on = !text.is_empty() && !before_text.is_empty() && {
                let number_alone =
                    before_text.len() < 12 && Lead::of(before_text).rest == before_text.len();
                let in_link = line
                    .open
                    .iter()
                    .any(|&at| matches!(body.events[at].0, Event::Start(Tag::Link { .. })));
                look::continues(&text)
                    || look::is_open_ended(before_text)
                    || number_alone
                    || in_link
                    || look::is_broken_off(before_text) && body.shape(&line).all_bold
            };
            if goes_on {
                before.end = line.end;
                *last = Some(text);
                continue;
            }
        }
        joined.push((line, text, None));
    }
    joined
        .into_iter()
        .map(|(slice, text, last)| {
            let text = last.map_or(text, |_| body.text(&slice));
            (slice, text)
        })
        .collect()
}

/// Lines over which a headline may be broken, and characters of the whole.
const BROKEN: (std::ops::RangeInclusive<usize>, usize) = (2..=3, 60);

/// Whether a paragraph is one headline in bold over several lines: none of them is a title of its
/// own, a number or a sentence.
fn is_broken_headline(body: &Body<'_>, lines: &[Slice]) -> bool {
    if !BROKEN.0.contains(&lines.len()) || !lines.iter().all(|line| body.shape(line).all_bold) {
        return false;
    }
    let texts: Vec<String> = lines.iter().map(|line| body.text(line)).collect();
    let whole: usize = texts.iter().map(|text| text.chars().count()).sum();
    let stops = ['。', '：', ':', '！', '？', '；', '】', '」'];
    whole <= BROKEN.1
        && texts[0].chars().count() >= 8
        && !look::is_section_title(&texts[0])
        && !texts[0].trim_end().ends_with(stops)
        && texts[1..].iter().all(|text| Lead::of(text).rest == 0)
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
    logical_lines(body, &slice)
        .into_iter()
        .next()
        .map_or(slice, |(line, _)| line)
}

/// Cuts bold headlines off the end of a paragraph (`…完成。**【行业】…**`).
fn split_glued(body: &Body<'_>, lines: &mut Vec<Line>, from: usize) {
    let Some(last) = lines.len().checked_sub(1).filter(|&last| last >= from) else {
        return;
    };
    let line = &lines[last];
    if line.ground != Ground::Text || !line.shape.ends_bold || line.shape.all_bold {
        return;
    }
    let Some(bold) = body.bold(&line.slice).pop() else {
        return;
    };
    let words = body.text(&bold);
    let length = words.chars().count();
    if !(6..=80).contains(&length)
        || look::ends_sentence(&words)
        || words.ends_with(['：', ':', '，', '、'])
    {
        return;
    }
    // The cut goes before the tags that open the bold stretch.
    let mut start = bold.start;
    if start.byte == 0 {
        while start.event > line.slice.start.event
            && matches!(body.events[start.event - 1].0, Event::Start(_))
        {
            start.event -= 1;
        }
    }
    let (before, after) = body.cut(&line.slice, start);
    let before_text = body.text(&before);
    if !before_text
        .trim_end()
        .ends_with(['。', '！', '？', '）', ')', '”', '.'])
    {
        return;
    }
    let block = line.block;
    lines.truncate(last);
    push(body, lines, Ground::Text, block, before);
    push(body, lines, Ground::Text, block, after);
    if let Some(line) = lines.last_mut() {
        line.glued = true;
    }
}

/// Cuts a line in which several pieces stand one after the other: `【甲】…。【乙】…`, `1、…；2、…；3、…`.
fn split_running(body: &Body<'_>, lines: &mut Vec<Line>, from: usize) {
    let mut at = from;
    while at < lines.len() {
        let line = &lines[at];
        let cuts = if line.text.contains('\n') {
            Vec::new()
        } else {
            look::running_starts(&line.text)
        };
        if cuts.is_empty() {
            at += 1;
            continue;
        }
        let (block, mut rest) = (line.block, line.slice.clone());
        let whole = rest.clone();
        let after = lines.split_off(at + 1);
        lines.truncate(at);
        for byte in cuts {
            let (before, tail) = body.cut(&rest, body.find(&whole, byte));
            push(body, lines, Ground::Text, block, before);
            rest = tail;
        }
        push(body, lines, Ground::Text, block, rest);
        for line in &mut lines[at + 1..] {
            line.glued = true;
        }
        at = lines.len();
        lines.extend(after);
    }
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
                    .all(|c| matches!(c, '《' | '「' | '『' | '“' | '【' | '['));
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

//! The outline: Sections, Items and what stands between them, as stretches of the Body.

use super::headline::{Headline, headline};
use super::line::{self, Ground, Line};
use super::look;
use super::marker::Marker;
use super::role::{Role, Roles};
use crate::document::markdown::{Body, Cut, ListItem, Slice};

/// A stretch of the Body with one meaning.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// What it is.
    pub(crate) kind: PieceKind,
    /// What stands in it, in order.
    pub(crate) chunks: Vec<Chunk>,
}

/// What a Piece is.
#[derive(Debug, Clone)]
pub(crate) enum PieceKind {
    /// Text that belongs to no Item.
    Prose,
    /// The title of a Section.
    Section(Title),
    /// An Item.
    Item(Start),
    /// A contents list.
    Contents(Vec<Entry>),
    /// Boilerplate.
    Folded,
}

/// The title of a Section or the headline of an Item.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    /// The words.
    pub(crate) text: String,
    /// Where they are.
    pub(crate) slice: Slice,
    /// The start event of the heading that holds them.
    pub(crate) heading: Option<usize>,
    /// Byte of the Source at which they begin.
    pub(crate) at: u32,
    /// Number of the line, to be found by contents lists.
    pub(crate) line: usize,
    /// `{#id}` behind them.
    pub(crate) id: Option<String>,
}

/// How an Item begins.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    /// Its headline; `None` when the text has none of its own.
    pub(crate) headline: Option<Title>,
    /// `政策` of `【政策】…`.
    pub(crate) category: Option<String>,
    /// Byte of the Source at which it begins.
    pub(crate) at: u32,
    /// Name of the rule that saw it.
    pub(crate) rule: &'static str,
    /// Number of the line, to be found by contents lists.
    pub(crate) line: usize,
}

/// An entry of a contents list.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The words.
    pub(crate) slice: Slice,
    /// Number of the line that it repeats.
    pub(crate) to: Option<usize>,
    /// Whether a link is already in it.
    pub(crate) linked: bool,
}

/// A part of a Piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chunk {
    /// Whole Blocks.
    Blocks(std::ops::Range<usize>),
    /// A part of a paragraph.
    Paragraph(Slice),
    /// Some points of a list.
    Points(Vec<ListItem>),
}

/// Builds Pieces line by line.
pub(super) struct Builder<'b> {
    body: &'b Body<'b>,
    lines: &'b [Line],
    pieces: Vec<Piece>,
    /// Boilerplate met inside an Item: it comes after the Item.
    folded: Vec<Chunk>,
    /// The line added last, to see whether the next goes on with it.
    last_line: Option<usize>,
}

/// Puts the outline of a digest together.
pub(super) fn build(
    body: &Body<'_>,
    lines: &[Line],
    roles: &Roles,
    marker: Marker,
    marked: &[bool],
    sections: &[bool],
) -> Vec<Piece> {
    let headless = headless_sections(lines, roles, marked, sections);
    let mut builder = Builder {
        body,
        lines,
        pieces: Vec::new(),
        folded: Vec::new(),
        last_line: None,
    };
    let mut comment = false;
    for at in 0..lines.len() {
        if marked[at] || sections[at] {
            comment = false;
        }
        comment |= roles.of[at] == Role::Comment;
        match roles.of[at] {
            Role::Title | Role::Stray => builder.last_line = None,
            Role::Contents => builder.contents(at, roles),
            Role::Folded | Role::Tail | Role::Comment => builder.fold(at),
            Role::Text | Role::Refrain if comment => builder.fold(at),
            // The number of a headline, as one that stands before it on its line.
            Role::Text if lines[at].given && heads(lines, marked, at) => builder.last_line = None,
            Role::Text if sections[at] => builder.section(at),
            Role::Text if marked[at] => builder.item(at, own_marker(&lines[at], marker)),
            Role::Text if headless[at] => builder.headless(at),
            Role::Text | Role::Subtitle | Role::Refrain => builder.text(at),
        }
    }
    builder.flush();
    builder.pieces
}

/// Whether the next line with words is a headline.
fn heads(lines: &[Line], marked: &[bool], at: usize) -> bool {
    let below = (at + 1..lines.len()).find(|&below| !lines[below].is_blank());
    below.is_some_and(|below| marked[below])
}

/// The marker of one line: the points of a list that is a Section's news are marked as such.
fn own_marker(line: &Line, marker: Marker) -> Marker {
    match line.ground {
        Ground::Point(number) if !marker.marks_points() => Marker::Point(number.is_some()),
        _ => marker,
    }
}

/// The whole Body as one Item, with boilerplate at its ends set aside.
pub(super) fn whole(body: &Body<'_>, lines: &[Line], roles: &Roles) -> Vec<Piece> {
    let mut builder = Builder {
        body,
        lines,
        pieces: Vec::new(),
        folded: Vec::new(),
        last_line: None,
    };
    let start = Start {
        headline: None,
        category: None,
        at: 0,
        rule: "whole",
        line: usize::MAX,
    };
    let mut begun = false;
    for at in 0..lines.len() {
        match roles.of[at] {
            Role::Title | Role::Stray => builder.last_line = None,
            Role::Folded | Role::Tail => builder.fold(at),
            Role::Text | Role::Subtitle | Role::Contents | Role::Comment | Role::Refrain => {
                if !begun {
                    builder.begin(PieceKind::Item(Start {
                        at: builder.at(at),
                        ..start.clone()
                    }));
                    begun = true;
                }
                builder.add(at);
            }
        }
    }
    if !begun {
        builder.flush();
        builder.begin(PieceKind::Item(start));
    }
    builder.flush();
    builder.pieces
}

/// The first line of text in each Section without marked Items, where that text is a piece of its
/// own.
fn headless_sections(
    lines: &[Line],
    roles: &Roles,
    marked: &[bool],
    sections: &[bool],
) -> Vec<bool> {
    let mut found = vec![false; lines.len()];
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| sections[at]).collect();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(lines.len());
        let inner = start + 1..end;
        if inner.clone().any(|at| marked[at]) || look::is_closing_title(lines[start].words()) {
            continue;
        }
        let bare = lines[start].ground == Ground::Text && !lines[start].shape.all_bold;
        let first = inner.clone().find(|&at| {
            roles.of[at] == Role::Text
                && lines[at].ground == Ground::Text
                && lines[at].text.chars().count() >= 40
        });
        if let Some(at) = first
            && look::ends_sentence(&lines[at].text)
            && !look::begs(&lines[at].text)
            && (bare || look::reports(&lines[at].text))
        {
            found[at] = true;
        }
    }
    found
}

impl Builder<'_> {
    fn begin(&mut self, kind: PieceKind) {
        self.pieces.push(Piece {
            kind,
            chunks: Vec::new(),
        });
        self.last_line = None;
    }

    fn flush(&mut self) {
        if !self.folded.is_empty() {
            let chunks = std::mem::take(&mut self.folded);
            self.pieces.push(Piece {
                kind: PieceKind::Folded,
                chunks,
            });
        }
        self.last_line = None;
    }

    fn section(&mut self, at: usize) {
        self.flush();
        let title = self.title(
            at,
            self.lines[at].slice.clone(),
            self.written(&self.lines[at]).trim().to_owned(),
        );
        self.begin(PieceKind::Section(title));
    }

    /// A line as it is written: rules see it in simplified characters.
    fn written(&self, line: &Line) -> String {
        let text = self.body.text(&line.slice);
        // A headline that a converter broke is joined in the Line only.
        if text.len() == line.text.len() {
            text
        } else {
            line.text.clone()
        }
    }

    fn item(&mut self, at: usize, marker: Marker) {
        self.flush();
        let line = &self.lines[at];
        let (headline, rest) = self.cut_headline(line, marker);
        let text = headline
            .as_ref()
            .map(|slice| look::bare_headline(&self.body.text(slice)).to_owned());
        let headline = headline
            .zip(text)
            .filter(|(_, text)| !text.is_empty())
            .map(|(slice, text)| self.title(at, slice, text));
        let start = Start {
            at: headline
                .as_ref()
                .map_or_else(|| self.at(at), |title| title.at),
            category: (marker != Marker::Bracketed)
                .then(|| line.lead.category.clone())
                .flatten()
                .and_then(|range| Some(self.written(line).get(range)?.trim().to_owned())),
            rule: marker.name(),
            line: at,
            headline,
        };
        let has_headline = start.headline.is_some();
        self.begin(PieceKind::Item(start));
        if !has_headline {
            self.add(at);
            return;
        }
        if let Some(rest) = rest {
            self.chunk(Chunk::Paragraph(rest));
        }
        match line.ground {
            Ground::Point(_) => self.rest_of_point(at, line.slice.end),
            Ground::Details => self.rest_of_details(at),
            Ground::Quote => {
                let end = line::first_line(self.body, &line.events).end;
                self.rest_of_point(at, end);
            }
            _ => {}
        }
    }

    fn headless(&mut self, at: usize) {
        self.flush();
        let start = Start {
            headline: None,
            category: None,
            at: self.at(at),
            rule: "section-text",
            line: at,
        };
        self.begin(PieceKind::Item(start));
        self.add(at);
    }

    fn text(&mut self, at: usize) {
        match self.pieces.last().map(|piece| &piece.kind) {
            Some(PieceKind::Item(_)) => {}
            Some(PieceKind::Prose) if self.folded.is_empty() => {}
            _ => {
                self.flush();
                self.begin(PieceKind::Prose);
            }
        }
        self.add(at);
    }

    fn fold(&mut self, at: usize) {
        let chunk = self.chunk_of(at);
        push_chunk(self.body, self.lines, &mut self.folded, chunk, at, None);
        self.last_line = None;
    }

    fn contents(&mut self, at: usize, roles: &Roles) {
        let fresh = !matches!(
            self.pieces.last().map(|piece| &piece.kind),
            Some(PieceKind::Contents(_))
        );
        if fresh {
            self.flush();
            self.begin(PieceKind::Contents(Vec::new()));
        }
        let line = &self.lines[at];
        let chunk = self.chunk_of(at);
        let to = roles
            .contents
            .iter()
            .find(|list| list.lines.contains(&at))
            .and_then(|list| {
                let from = list.twins.partition_point(|&(entry, _)| entry < at);
                list.twins
                    .get(from)
                    .filter(|&&(entry, _)| entry == at)
                    .map(|&(_, to)| to)
            });
        let linked = self.body.links(line.slice.events()).next().is_some();
        let simple = matches!(line.ground, Ground::Text | Ground::Heading(_))
            || matches!(line.ground, Ground::Point(_)) && line.inner.len() <= line.text.len() + 8;
        let entry = Entry {
            slice: line.slice.clone(),
            to,
            linked,
        };
        if let Some(Piece {
            kind: PieceKind::Contents(entries),
            chunks,
        }) = self.pieces.last_mut()
        {
            if simple && !line.is_blank() {
                entries.push(entry);
                // An entry stands where its number is; other chunks keep their place between them.
                chunks.push(Chunk::Paragraph(line.slice.clone()));
            } else {
                entries.push(Entry {
                    slice: line.slice.clone(),
                    to: None,
                    linked: true,
                });
                chunks.push(chunk);
            }
        }
    }

    /// Cuts a marked line into headline and rest.
    fn cut_headline(&self, line: &Line, marker: Marker) -> (Option<Slice>, Option<Slice>) {
        let after_lead = |slice: &Slice| {
            if line.lead.rest == 0 {
                slice.clone()
            } else {
                self.body
                    .cut(slice, self.body.find(slice, line.lead.rest))
                    .1
            }
        };
        match headline(line, marker) {
            Headline::None => (None, None),
            Headline::Rest => (Some(after_lead(&line.slice)), None),
            Headline::Quoted => (Some(line::first_line(self.body, &line.events)), None),
            Headline::Part(range) => {
                let find = |byte| self.body.find(&line.slice, byte);
                let (_, from) = self.body.cut(&line.slice, find(range.start));
                let (headline, mut rest) = self.body.cut(&from, find(range.end));
                if line.text[range.end..].starts_with('】') {
                    let close = self.body.find(&rest, '】'.len_utf8());
                    rest = self.body.cut(&rest, close).1;
                }
                (Some(headline), self.rest(rest))
            }
            Headline::Stretch(stretch) => {
                let start = if stretch.from < line.lead.rest {
                    self.body.find(&line.slice, line.lead.rest)
                } else {
                    stretch.start
                };
                let (_, from) = self.body.cut(&line.slice, start);
                let (headline, rest) = self.body.cut(&from, stretch.end);
                (Some(headline), self.rest(rest))
            }
        }
    }

    /// What stands behind a headline on its line, without the colon or dash that held them together.
    fn rest(&self, rest: Slice) -> Option<Slice> {
        if self.body.is_blank(&rest) {
            return None;
        }
        let text = self.body.text(&rest);
        let words = text.trim_start_matches(|c: char| c == ' ' || "：:。—–|｜丨".contains(c));
        if words.is_empty() || words.len() == text.len() {
            return Some(rest);
        }
        let at = self.body.find(&rest, text.len() - words.len());
        Some(self.body.cut(&rest, at).1)
    }

    /// What hangs on a point below its first line, which ends at `end`, and what a quote holds below it.
    fn rest_of_point(&mut self, at: usize, end: Cut) {
        let line = &self.lines[at];
        let children = self.body.children(line.events.clone());
        let mut children = children.into_iter();
        let Some(first) = children.next() else { return };
        // The first line may end inside the first paragraph.
        let (_, below) = self.body.cut(&Slice::from(first.events.clone()), end);
        if !self.body.is_blank(&below) {
            let mut below = below;
            below.open.retain(|&open| {
                !matches!(
                    self.body.events[open].0,
                    pulldown_cmark::Event::Start(pulldown_cmark::Tag::Paragraph)
                )
            });
            self.chunk(Chunk::Paragraph(below));
        }
        for child in children {
            self.chunk(Chunk::Blocks(child.events));
        }
    }

    /// What a `<details>` holds below its summary.
    fn rest_of_details(&mut self, at: usize) {
        let line = &self.lines[at];
        // After the summary's last event, its closing tag and the end of its Block.
        let summary = line.slice.end.event + 1;
        let end = line.events.end - 1;
        if summary < end {
            for child in self.body.children(summary..end) {
                self.chunk(Chunk::Blocks(child.events));
            }
        }
    }

    fn chunk(&mut self, chunk: Chunk) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.chunks.push(chunk);
        }
        self.last_line = None;
    }

    /// Adds a line to the Piece at hand.
    fn add(&mut self, at: usize) {
        let chunk = self.chunk_of(at);
        let (body, lines, last) = (self.body, self.lines, self.last_line);
        if let Some(piece) = self.pieces.last_mut() {
            push_chunk(body, lines, &mut piece.chunks, chunk, at, last);
        }
        self.last_line = Some(at);
    }

    fn chunk_of(&self, at: usize) -> Chunk {
        let line = &self.lines[at];
        match line.ground {
            Ground::Point(number) => Chunk::Points(vec![ListItem {
                number,
                events: line.events.clone(),
                span: self.body.events[line.events.start].1,
            }]),
            Ground::Row | Ground::Cell | Ground::Name | Ground::Group => {
                Chunk::Paragraph(line.slice.clone())
            }
            Ground::Text | Ground::Picture if !is_block(self.lines, at) => {
                Chunk::Paragraph(line.slice.clone())
            }
            _ => Chunk::Blocks(self.body.blocks[line.block].events.clone()),
        }
    }

    fn title(&self, at: usize, slice: Slice, text: String) -> Title {
        let line = &self.lines[at];
        let block = &self.body.blocks[line.block];
        let heading = matches!(line.ground, Ground::Heading(_)).then_some(block.events.start);
        let id = heading.and_then(|start| match &self.body.events[start].0 {
            pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { id: Some(id), .. }) => {
                Some(id.to_string())
            }
            _ => None,
        });
        Title {
            line: at,
            at: self.body.span(&slice).start,
            text,
            slice,
            heading,
            id,
        }
    }

    fn at(&self, at: usize) -> u32 {
        self.body.span(&self.lines[at].slice).start
    }
}

/// Adds a chunk; lines of one paragraph and points of one list grow together.
fn push_chunk(
    body: &Body<'_>,
    lines: &[Line],
    chunks: &mut Vec<Chunk>,
    chunk: Chunk,
    at: usize,
    last: Option<usize>,
) {
    let line = &lines[at];
    let goes_on = line.ground != Ground::Cell
        && last.is_some_and(|last| last + 1 == at && lines[last].block == line.block);
    let block = &body.blocks[line.block];
    match (chunks.last_mut(), chunk) {
        (Some(Chunk::Paragraph(before)), Chunk::Paragraph(slice)) if goes_on => {
            before.end = slice.end;
            let ends = lines
                .get(at + 1)
                .is_none_or(|next| next.block != line.block);
            if ends && is_whole(body, before, block) {
                let events = block.events.clone();
                chunks.pop();
                chunks.push(Chunk::Blocks(events));
            }
        }
        (Some(Chunk::Points(before)), Chunk::Points(points)) if goes_on => {
            before.extend(points);
        }
        (Some(Chunk::Blocks(before)), Chunk::Blocks(events)) if before.end == events.start => {
            before.end = events.end;
        }
        (_, chunk) => chunks.push(chunk),
    }
}

/// Whether a line is all that its Block holds.
fn is_block(lines: &[Line], at: usize) -> bool {
    let other = |line: Option<&Line>| line.is_none_or(|line| line.block != lines[at].block);
    other(at.checked_sub(1).map(|before| &lines[before])) && other(lines.get(at + 1))
}

/// Whether a stretch is the whole inline content of a paragraph.
fn is_whole(body: &Body<'_>, slice: &Slice, block: &crate::document::markdown::Block) -> bool {
    let inner = body.inner(block);
    slice.start <= inner.start && slice.end >= inner.end
}

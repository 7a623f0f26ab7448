//! Tables of news: each row is a piece of news, one of its cells the headline.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::look;
use crate::date::text::days;
use crate::document::markdown::{Block, BlockKind, Body, Slice};
use crate::lexicon::outline_words;

/// Fewest rows of the tables of news of a text, one for each Section perhaps.
const FEWEST: usize = 3;

/// Characters of a usual headline in a table, at least.
const SHORTEST: usize = 8;

/// Share of a text that stands in its tables of news, at least: beside more text they sum it up.
const SHARE: (usize, usize) = (2, 5);

/// A row of a table of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The inline content of each cell.
    pub(super) cells: Vec<Range<usize>>,
}

/// A table of news: its rows, the one of names first, and which cell holds the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct News {
    /// All rows.
    pub(super) rows: Vec<Row>,
    /// Place of the headline in each row.
    pub(super) headline: usize,
}

/// The tables of news of a Body, by Block; empty when most of its text stands outside them.
pub(super) fn find(body: &Body<'_>) -> Vec<(usize, News)> {
    let tables = body.blocks.iter().enumerate();
    let tables = tables.filter(|(_, block)| block.kind == BlockKind::Table);
    let found: Vec<(usize, News)> = tables
        .filter_map(|(at, block)| Some((at, news(body, block)?)))
        .collect();
    let size = |block: &Block| (block.span.end - block.span.start) as usize;
    let within: usize = found.iter().map(|(at, _)| size(&body.blocks[*at])).sum();
    let rows: usize = found.iter().map(|(_, news)| news.rows.len() - 1).sum();
    if rows < FEWEST || within * SHARE.1 < body.source.len() * SHARE.0 {
        return Vec::new();
    }
    found
}

fn news(body: &Body<'_>, table: &Block) -> Option<News> {
    let rows = rows(body, table.events.clone());
    let names = rows.first()?;
    let text = |cell: &Range<usize>| body.text(&Slice::from(cell.clone()));
    let column = |wanted: fn(&str) -> bool| {
        let mut cells = names.cells.iter();
        cells.position(|cell| wanted(text(cell).trim()))
    };
    let words = outline_words();
    let headline = column(|name| outline_words().column.is_one(name))?;
    let beside = names
        .cells
        .iter()
        .any(|cell| words.credit.beginning(text(cell).trim()).is_some());
    let mut lengths: Vec<usize> = Vec::new();
    for row in &rows[1..] {
        lengths.push(text(row.cells.get(headline)?).trim().chars().count());
    }
    lengths.sort_unstable();
    let dated = || {
        let days = rows[1..]
            .iter()
            .filter(|row| row.cells.iter().any(|cell| look::has_day(&text(cell))));
        days.count() * 2 >= lengths.len()
    };
    let long = *lengths.get(lengths.len() / 2)? >= SHORTEST;
    let titles = rows[1..].iter().filter(|row| {
        row.cells
            .get(headline)
            .is_some_and(|cell| is_title(text(cell).trim()))
    });
    let listed = titles.count() * 2 > lengths.len();
    (long && (beside || dated()) && (!listed || is_recent(body, &rows[1..])))
        .then_some(News { rows, headline })
}

/// Whether a text is the title of a document and nothing else: a register of laws lists such.
fn is_title(text: &str) -> bool {
    text.starts_with('《') && text.find('》') == Some(text.len() - '》'.len_utf8())
}

/// Days within which the documents were published that a digest lists; a register goes back for years.
const RECENT: i32 = 62;

/// Whether each row has its day, and all of them lie near each other.
fn is_recent(body: &Body<'_>, rows: &[Row]) -> bool {
    let day = |row: &Row| {
        let mut cells = row.cells.iter();
        cells.find_map(|cell| {
            let text = body.text(&Slice::from(cell.clone()));
            days(&text).into_iter().find_map(|day| day.date())
        })
    };
    let Some(mut all) = rows.iter().map(day).collect::<Option<Vec<_>>>() else {
        return false;
    };
    all.sort_unstable();
    let ends = all.first().zip(all.last());
    ends.and_then(|(first, last)| first.until(*last).ok())
        .is_some_and(|span| span.get_days() <= RECENT)
}

/// The text of a table, one cell a line.
pub(super) fn cells(body: &Body<'_>, table: &Block) -> String {
    let mut text = String::new();
    for row in rows(body, table.events.clone()) {
        for cell in row.cells {
            text.push_str(&body.text(&Slice::from(cell)));
            text.push('\n');
        }
    }
    text
}

fn rows(body: &Body<'_>, events: Range<usize>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut start = events.start;
    for at in events {
        match body.events[at].0 {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Row { cells: Vec::new() }),
            Event::Start(Tag::TableCell) => start = at + 1,
            Event::End(TagEnd::TableCell) => {
                if let Some(row) = rows.last_mut() {
                    row.cells.push(start..at);
                }
            }
            _ => {}
        }
    }
    rows
}

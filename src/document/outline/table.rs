//! Tables of news: each row is a piece of news, one of its cells the headline.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::look;
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
    (long && (beside || dated())).then_some(News { rows, headline })
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

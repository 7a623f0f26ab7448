//! What one Item names: its day, the places it is about, issuing bodies, cited titles.
//!
//! Comes in: the plain text of one Item and what the Document knows of time. Goes out: a
//! [`Reading`]. Every guess keeps its words and its reason as a Mention, for `explain`.

use crate::date::Period;
use crate::lexicon::Lexicon;

use super::{ItemDate, Mention, Work};

mod day;
mod issuer;
mod place;
mod title;

/// The plain text of one Item, with the lines it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ItemText<'a> {
    /// Headline; empty when the Item has none of its own.
    pub(crate) headline: &'a str,
    /// 1-based line of the headline.
    pub(crate) headline_line: u32,
    /// Body, paragraphs parted by newlines.
    pub(crate) body: &'a str,
    /// Byte in `body` where a line of the Source begins, and its number; ascending.
    pub(crate) lines: &'a [(u32, u32)],
}

/// What a Document knows of time, for days without a year.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    /// What the Document covers, and where that was read (`title`, `front matter` …).
    pub(crate) period: Option<(Period, &'static str)>,
    /// Full dates elsewhere in the Document, in order.
    pub(crate) others: Vec<jiff::civil::Date>,
}

/// What one Item names.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The day of the event.
    pub(crate) date: ItemDate,
    /// Places it is about.
    pub(crate) regions: Vec<String>,
    /// Bodies that issue what it reports.
    pub(crate) issuers: Vec<String>,
    /// Titles it cites.
    pub(crate) works: Vec<Work>,
    /// The words behind all that.
    pub(crate) mentions: Vec<Mention>,
}

/// Reads one Item.
pub(crate) fn read(item: &ItemText<'_>, clock: &Clock, lexicon: &Lexicon) -> Reading {
    let mut mentions = Vec::new();
    let date = day::read(item, clock, &mut mentions);
    let headline_hits = lexicon.find(item.headline);
    let body_hits = lexicon.find(item.body);
    let mut works = title::read(item, lexicon, &mut mentions);
    let issuers = issuer::read(item, &headline_hits, &body_hits, lexicon, &mut works, &mut mentions);
    let regions = place::read(item, &headline_hits, &body_hits, lexicon, &mut mentions);
    mentions.sort_by_key(|mention| mention.line);
    Reading { date, regions, issuers, works, mentions }
}

impl ItemText<'_> {
    /// 1-based line of a byte of the body.
    fn line(&self, at: usize) -> u32 {
        let index = self.lines.partition_point(|&(start, _)| start as usize <= at);
        self.lines.get(index.wrapping_sub(1)).map_or(self.headline_line, |&(_, line)| line)
    }
}

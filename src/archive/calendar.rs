//! Years, months and ISO weeks, and what stands in them.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate};

use super::facet::Gathered;
use super::{DocumentId, ItemId};

/// A longer Period stands only in its last ten years: more is a slip of the pen, and would give a
/// page to every week of a century.
const MAX_DAYS: i64 = 3_660;

/// Years, months and weeks that hold something, oldest first.
#[derive(Debug, Default, Hash)]
pub struct Calendar {
    /// Years.
    pub years: Vec<CalendarSpan>,
    /// Months.
    pub months: Vec<CalendarSpan>,
    /// ISO weeks.
    pub weeks: Vec<CalendarSpan>,
    /// Posts without a period, in order of path.
    pub undated_posts: Vec<DocumentId>,
    /// Items without a date, in order of path and line.
    pub undated_items: Vec<ItemId>,
}

/// A year, month or ISO week and what stands in it.
#[derive(Debug, Clone, Hash)]
pub struct CalendarSpan {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Posts whose period touches it, newest first.
    pub posts: Vec<DocumentId>,
    /// Items with a date in it, newest first.
    pub items: Vec<ItemId>,
    /// Those of `items` whose post is not among `posts`: a list of posts would not show them.
    pub strays: Vec<ItemId>,
}

/// A kind of CalendarSpan: how to find the one that holds a day.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Year,
    Month,
    Week,
}

impl Unit {
    /// First and last day of the year, month or week that holds `day`.
    fn around(self, day: Date) -> (Date, Date) {
        match self {
            Self::Year => (day.first_of_year(), day.last_of_year()),
            Self::Month => (day.first_of_month(), day.last_of_month()),
            Self::Week => {
                let before = i64::from(day.weekday().to_monday_zero_offset());
                let start = day.saturating_sub(before.days());
                (start, start.saturating_add(6.days()))
            }
        }
    }
}

impl CalendarSpan {
    /// ISO year and week of its first day.
    pub fn iso_week(&self) -> (i16, i8) {
        let week: ISOWeekDate = self.start.iso_week_date();
        (week.year(), week.week())
    }
}

impl Calendar {
    /// The first `n_dated` of the newest posts have a period.
    pub(super) fn new(of: Gathered<'_>, n_dated: usize) -> Self {
        let (dated, undated) = of.newest.split_at(n_dated);
        let (mut items, mut undated_items) = (Vec::with_capacity(of.items.len()), Vec::new());
        for &id in of.items {
            match of.days[of.index(id)] {
                Some(day) => items.push((day, id)),
                None => undated_items.push(id),
            }
        }
        undated_items.sort_unstable();
        // By post, so that whether a span has a post need not be looked up in its list.
        let mut periods = vec![None; of.documents.len()];
        for &id in dated {
            let period = of.documents[id as usize].dates.period.as_ref();
            periods[id as usize] = period.map(|period| bounded(period.start, period.end));
        }
        let spans = |unit| spans(unit, &periods, dated, &items);
        Self {
            years: spans(Unit::Year),
            months: spans(Unit::Month),
            weeks: spans(Unit::Week),
            undated_posts: undated.to_vec(),
            undated_items,
        }
    }
}

/// `periods` by post, bounded; `items` with a day, newest first.
fn spans(
    unit: Unit,
    periods: &[Option<(Date, Date)>],
    dated: &[DocumentId],
    items: &[(Date, ItemId)],
) -> Vec<CalendarSpan> {
    let mut spans: BTreeMap<Date, CalendarSpan> = BTreeMap::new();
    for &id in dated {
        let Some((start, end)) = periods[id as usize] else {
            continue;
        };
        let mut day = start;
        loop {
            let span = span_around(&mut spans, unit, day);
            span.posts.push(id);
            let last = span.end;
            match last.checked_add(1.day()) {
                Ok(next) if next <= end => day = next,
                _ => break,
            }
        }
    }
    // Items come newest first, so those of one span follow each other.
    let mut dated_items = items.iter().peekable();
    while let Some(&&(day, _)) = dated_items.peek() {
        let span = span_around(&mut spans, unit, day);
        while let Some(&(_, id)) = dated_items.next_if(|(day, _)| *day >= span.start) {
            span.items.push(id);
        }
        let touches = |(start, end): (Date, Date)| start <= span.end && end >= span.start;
        let is_stray = |id: &ItemId| !periods[id.document as usize].is_some_and(touches);
        span.strays = span.items.iter().copied().filter(is_stray).collect();
    }
    spans.into_values().collect()
}

fn span_around(
    spans: &mut BTreeMap<Date, CalendarSpan>,
    unit: Unit,
    day: Date,
) -> &mut CalendarSpan {
    let (start, end) = unit.around(day);
    spans.entry(start).or_insert_with(|| CalendarSpan {
        start,
        end,
        posts: Vec::new(),
        items: Vec::new(),
        strays: Vec::new(),
    })
}

/// First and last day, in order, at most [`MAX_DAYS`] apart.
fn bounded(start: Date, end: Date) -> (Date, Date) {
    let (start, end) = (start.min(end), start.max(end));
    (start.max(end.saturating_sub(MAX_DAYS.days())), end)
}

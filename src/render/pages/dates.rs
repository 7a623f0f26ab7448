//! The matrix of months, years, months, weeks, and what has no date.

use jiff::civil::Date;

use crate::archive::CalendarSpan;
use crate::render::picture::level;
use crate::render::view::{
    DatesView, LinkView, MonthCell, SpanRow, SpanView, UndatedView, YearRow,
};
use crate::render::words::{Words, span_of};
use crate::site::{Page, PageKind};

use super::numbers::weight;
use super::{Scope, Subject};

/// A kind of [`CalendarSpan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Week,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
        }
    }

    fn title(self, words: Words, span: &CalendarSpan) -> String {
        match self {
            Self::Year => words.year(span.start),
            Self::Month => words.month(span.start),
            Self::Week => words.week(span.start),
        }
    }

    /// The first page of the span at an index.
    pub(super) fn page(self, at: usize) -> PageKind {
        match self {
            Self::Year => PageKind::Year { year: at, page: 1 },
            Self::Month => PageKind::Month { month: at, page: 1 },
            Self::Week => PageKind::Week { week: at, page: 1 },
        }
    }
}

impl Scope<'_> {
    pub(super) fn dates(&self, page: &Page) -> DatesView {
        let words = self.renderer.words;
        let calendar = &self.renderer.archive.calendar;
        let most = most(&calendar.months);
        let years = calendar
            .years
            .iter()
            .enumerate()
            .rev()
            .map(|(at, year)| YearRow {
                label: words.year(year.start),
                href: self.page(Unit::Year.page(at)),
                n_posts: year.posts.len(),
                n_items: year.items.len(),
                months: (1..=12)
                    .map(|month| self.month_of(year.start, month, most))
                    .collect(),
            });
        let has_undated = !calendar.undated_posts.is_empty();
        let undated = PageKind::Undated { page: 1 };
        DatesView {
            head: Subject::new(self, page, words.text("dates"), "dates").head(),
            months: (1..=12)
                .map(|n| words.0.entry("months_short", n).to_owned())
                .collect(),
            years: years.collect(),
            undated: if has_undated {
                self.page(undated)
            } else {
                String::new()
            },
            n_undated_posts: calendar.undated_posts.len(),
            n_undated_items: calendar.undated_items.len(),
        }
    }

    pub(super) fn span(&self, page: &Page, unit: Unit, at: usize) -> SpanView {
        let words = self.renderer.words;
        let calendar = &self.renderer.archive.calendar;
        let spans = match unit {
            Unit::Year => &calendar.years,
            Unit::Month => &calendar.months,
            Unit::Week => &calendar.weeks,
        };
        let span = &spans[at];
        let title = unit.title(words, span);
        let (listing, pages) = self.listing(page);
        let mut subject = Subject::new(self, page, &title, "dates");
        subject.breadcrumbs = self.span_crumbs(unit, span);
        subject.number(&pages);
        let parts = match unit {
            Unit::Year => self.parts(&calendar.months, Unit::Month, span),
            Unit::Month => self.parts(&calendar.weeks, Unit::Week, span),
            Unit::Week => Vec::new(),
        };
        let neighbour = |at: usize| {
            let label = unit.title(words, spans.get(at)?);
            Some(LinkView {
                label,
                href: self.page(unit.page(at)),
            })
        };
        let is_week = unit == Unit::Week;
        SpanView {
            head: subject.head(),
            kind: unit.name(),
            days: if is_week {
                words.days(span.start, span.end)
            } else {
                String::new()
            },
            heat: (unit == Unit::Year && listing.page == 1)
                .then(|| self.heat_picture(span))
                .flatten(),
            title,
            parts,
            n_posts: span.posts.len(),
            n_items: span.items.len(),
            posts: listing.posts.iter().map(|id| self.post_line(*id)).collect(),
            items: listing.items.iter().map(|id| self.item_row(*id)).collect(),
            pages,
            previous: at.checked_sub(1).and_then(neighbour),
            next: neighbour(at + 1),
        }
    }

    pub(super) fn undated(&self, page: &Page) -> UndatedView {
        let (listing, pages) = self.listing(page);
        let title = self.renderer.words.text("undated");
        let mut subject = Subject::new(self, page, title, "dates");
        subject.breadcrumbs = vec![self.dates_crumb()];
        subject.number(&pages);
        UndatedView {
            head: subject.head(),
            n_posts: listing.n_posts,
            posts: listing.posts.iter().map(|id| self.post_line(*id)).collect(),
            pages,
        }
    }

    fn month_of(&self, year: Date, month: i8, most: usize) -> MonthCell {
        let months = &self.renderer.archive.calendar.months;
        let day = Date::new(year.year(), month, 1).ok();
        match day.and_then(|day| span_of(months, day)) {
            Some(at) => self.cell(at, most),
            None => MonthCell::default(),
        }
    }

    fn cell(&self, at: usize, most: usize) -> MonthCell {
        let month = &self.renderer.archive.calendar.months[at];
        MonthCell {
            label: self.renderer.words.month(month.start),
            href: self.page(Unit::Month.page(at)),
            n_posts: month.posts.len(),
            n_items: month.items.len(),
            level: level(weight(month), most),
        }
    }

    /// The spans of another kind that lie in a span or touch it.
    fn parts(&self, spans: &[CalendarSpan], unit: Unit, whole: &CalendarSpan) -> Vec<SpanRow> {
        let first = spans.partition_point(|span| span.end < whole.start);
        let after = spans.partition_point(|span| span.start <= whole.end);
        let rows = (first..after).map(|at| SpanRow {
            label: unit.title(self.renderer.words, &spans[at]),
            href: self.page(unit.page(at)),
            n_posts: spans[at].posts.len(),
            n_items: spans[at].items.len(),
        });
        rows.collect()
    }

    fn dates_crumb(&self) -> LinkView {
        let label = self.renderer.words.text("dates").to_owned();
        LinkView {
            label,
            href: self.page(PageKind::Dates),
        }
    }

    /// The page of dates, and the year above a month or a week.
    fn span_crumbs(&self, unit: Unit, span: &CalendarSpan) -> Vec<LinkView> {
        let mut crumbs = vec![self.dates_crumb()];
        let years = &self.renderer.archive.calendar.years;
        let year = span_of(years, span.end).or_else(|| span_of(years, span.start));
        if let (Unit::Month | Unit::Week, Some(at)) = (unit, year) {
            let label = self.renderer.words.year(years[at].start);
            crumbs.push(LinkView {
                label,
                href: self.page(Unit::Year.page(at)),
            });
        }
        crumbs
    }
}

fn most(months: &[CalendarSpan]) -> usize {
    months.iter().map(weight).max().unwrap_or_default()
}

//! The matrix of months, years, months, weeks, and what has no date.

use jiff::civil::Date;

use crate::archive::CalendarSpan;
use crate::render::view::{
    DatesView, LinkView, MonthCell, SpanRow, SpanView, UndatedView, YearRow,
};
use crate::render::words::span_of;
use crate::site::Page;

use super::{ListKey, Scope};

/// Steps of shading beside none.
const LEVELS: usize = 5;

impl Scope<'_> {
    pub(super) fn dates(&self, page: &Page) -> DatesView {
        let renderer = self.renderer;
        let calendar = &renderer.archive.calendar;
        let title = renderer.words.text("dates");
        let most = most(&calendar.months);
        let years = calendar
            .years
            .iter()
            .enumerate()
            .rev()
            .map(|(at, year)| YearRow {
                label: renderer.words.year(year.start),
                href: self.list(ListKey::Year(at)),
                n_posts: year.posts.len(),
                n_items: year.items.len(),
                months: (1..=12)
                    .map(|month| self.month_of(year.start, month, most))
                    .collect(),
            });
        DatesView {
            head: self.page_subject(page, title, "dates").head(),
            months: (1..=12)
                .map(|month| renderer.words.0.entry("months_short", month).to_owned())
                .collect(),
            years: years.collect(),
            undated: self.list(ListKey::Undated),
            n_undated_posts: calendar.undated_posts.len(),
            n_undated_items: calendar.undated_items.len(),
        }
    }

    pub(super) fn span(&self, page: &Page, number: usize) -> SpanView {
        let calendar = &self.renderer.archive.calendar;
        let words = self.renderer.words;
        let Some(key) = ListKey::of(&page.kind) else {
            unreachable!("the caller has a year, month or week");
        };
        let (kind, spans, at): (_, _, usize) = match key {
            ListKey::Year(at) => ("year", &calendar.years, at),
            ListKey::Month(at) => ("month", &calendar.months, at),
            ListKey::Week(at) => ("week", &calendar.weeks, at),
            _ => unreachable!("the caller has a year, month or week"),
        };
        let span = &spans[at];
        let title = self.span_title(kind, span);
        let pages = self.pagination(key, number);
        let mut subject = self.page_subject(page, &title, "dates");
        subject.breadcrumbs = self.span_crumbs(kind, span);
        subject.number(&pages);
        let parts = match kind {
            "year" => self.parts(&calendar.months, "month", span),
            "month" => self.parts(&calendar.weeks, "week", span),
            _ => Vec::new(),
        };
        let neighbour = |at: Option<usize>| {
            let at = at.filter(|at| *at < spans.len())?;
            let label = self.span_title(kind, &spans[at]);
            Some(LinkView {
                label,
                href: self.list(span_key(kind, at)),
            })
        };
        SpanView {
            head: subject.head(),
            kind,
            days: if kind == "week" {
                words.days(span.start, span.end)
            } else {
                String::new()
            },
            title,
            parts,
            n_posts: span.posts.len(),
            n_items: span.items.len(),
            posts: self
                .slice(&span.posts, key, number)
                .iter()
                .map(|d| self.post_row(*d))
                .collect(),
            items: self
                .slice(&span.items, key, number)
                .iter()
                .map(|id| self.item_row(*id))
                .collect(),
            pages,
            previous: neighbour(at.checked_sub(1)),
            next: neighbour(Some(at + 1)),
        }
    }

    pub(super) fn undated(&self, page: &Page, number: usize) -> UndatedView {
        let calendar = &self.renderer.archive.calendar;
        let key = ListKey::Undated;
        let title = self.renderer.words.text("undated");
        let pages = self.pagination(key, number);
        let mut subject = self.page_subject(page, title, "dates");
        subject.breadcrumbs = vec![self.dates_crumb()];
        subject.number(&pages);
        let posts = self.slice(&calendar.undated_posts, key, number);
        let items = self.slice(&calendar.undated_items, key, number);
        UndatedView {
            head: subject.head(),
            n_posts: calendar.undated_posts.len(),
            n_items: calendar.undated_items.len(),
            posts: posts
                .iter()
                .map(|document| self.post_row(*document))
                .collect(),
            items: items.iter().map(|id| self.item_row(*id)).collect(),
            pages,
        }
    }

    /// The last months that hold something, oldest first.
    pub(super) fn last_months(&self, n: usize) -> Vec<MonthCell> {
        let months = &self.renderer.archive.calendar.months;
        let start = months.len().saturating_sub(n);
        let most = most(&months[start..]);
        (start..months.len())
            .map(|at| self.cell(at, most))
            .collect()
    }

    fn month_of(&self, year: Date, month: i8, most: usize) -> MonthCell {
        let months = &self.renderer.archive.calendar.months;
        let day = Date::new(year.year(), month, 1);
        match day.ok().and_then(|day| span_of(months, day)) {
            Some(at) => self.cell(at, most),
            None => MonthCell {
                label: String::new(),
                href: String::new(),
                n_posts: 0,
                n_items: 0,
                level: 0,
            },
        }
    }

    fn cell(&self, at: usize, most: usize) -> MonthCell {
        let month = &self.renderer.archive.calendar.months[at];
        MonthCell {
            label: self.renderer.words.month(month.start),
            href: self.list(ListKey::Month(at)),
            n_posts: month.posts.len(),
            n_items: month.items.len(),
            level: (weight(month) * LEVELS).div_ceil(most.max(1)),
        }
    }

    fn span_title(&self, kind: &str, span: &CalendarSpan) -> String {
        match kind {
            "year" => self.renderer.words.year(span.start),
            "month" => self.renderer.words.month(span.start),
            _ => self.renderer.words.week(span.start),
        }
    }

    /// The spans of another kind that lie in a span or touch it.
    fn parts(
        &self,
        spans: &[CalendarSpan],
        kind: &'static str,
        whole: &CalendarSpan,
    ) -> Vec<SpanRow> {
        let within = spans.iter().enumerate();
        let within = within.filter(|(_, s)| s.start <= whole.end && whole.start <= s.end);
        let rows = within.map(|(at, span)| SpanRow {
            label: self.span_title(kind, span),
            href: self.list(span_key(kind, at)),
            n_posts: span.posts.len(),
            n_items: span.items.len(),
        });
        rows.filter(|row| !row.href.is_empty()).collect()
    }

    fn dates_crumb(&self) -> LinkView {
        let label = self.renderer.words.text("dates").to_owned();
        LinkView {
            label,
            href: self.list(ListKey::Dates),
        }
    }

    /// The page of dates, and the year above a month or a week.
    fn span_crumbs(&self, kind: &str, span: &CalendarSpan) -> Vec<LinkView> {
        let mut crumbs = vec![self.dates_crumb()];
        let years = &self.renderer.archive.calendar.years;
        if kind != "year"
            && let Some(at) = span_of(years, span.end)
        {
            let label = self.renderer.words.year(span.end);
            crumbs.push(LinkView {
                label,
                href: self.list(ListKey::Year(at)),
            });
        }
        crumbs
    }
}

fn span_key(kind: &str, at: usize) -> ListKey {
    match kind {
        "year" => ListKey::Year(at),
        "month" => ListKey::Month(at),
        _ => ListKey::Week(at),
    }
}

/// What a month counts for: its Items, or its posts where no Item has a date.
fn weight(month: &CalendarSpan) -> usize {
    month.items.len().max(month.posts.len())
}

fn most(months: &[CalendarSpan]) -> usize {
    months.iter().map(weight).max().unwrap_or_default()
}

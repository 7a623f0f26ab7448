//! Views of dates: the matrix of months, and years, months and weeks.

use serde::Serialize;

use super::{Head, ItemRow, LinkView, Pagination, PictureView, PostRow};

/// `dates.html`: years and months with their numbers.
#[derive(Debug, Clone, Serialize)]
pub struct DatesView {
    /// Head of the page.
    pub head: Head,
    /// Short names of the twelve months.
    pub months: Vec<String>,
    /// Years that hold something, newest first; may be empty.
    pub years: Vec<YearRow>,
    /// The page of posts without a date; empty when there are none.
    pub undated: String,
    /// Posts without a period.
    pub n_undated_posts: usize,
    /// Items without a date.
    pub n_undated_items: usize,
}

/// A year in the matrix.
#[derive(Debug, Clone, Serialize)]
pub struct YearRow {
    /// The year.
    pub label: String,
    /// Its page.
    pub href: String,
    /// Posts in it.
    pub n_posts: usize,
    /// Items dated in it.
    pub n_items: usize,
    /// Twelve months.
    pub months: Vec<MonthCell>,
}

/// A month with its numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MonthCell {
    /// The month in words, with its year.
    pub label: String,
    /// Its page; empty when nothing stands in it.
    pub href: String,
    /// Posts in it.
    pub n_posts: usize,
    /// Items dated in it.
    pub n_items: usize,
    /// How much that is beside the fullest month: 0 (nothing) to 5.
    pub level: usize,
}

/// `span.html`: a year, a month or a week.
#[derive(Debug, Clone, Serialize)]
pub struct SpanView {
    /// Head of the page.
    pub head: Head,
    /// `year`, `month` or `week`.
    pub kind: &'static str,
    /// Title.
    pub title: String,
    /// The days, when the title does not say them; may be empty.
    pub days: String,
    /// Of a year with dated Items, on the first page: its days.
    pub heat: Option<PictureView>,
    /// What the span is divided into: the months of a year, the weeks of a month; empty for a week.
    pub parts: Vec<SpanRow>,
    /// Posts whose period touches it, on all pages.
    pub n_posts: usize,
    /// Items dated in it, on all pages.
    pub n_items: usize,
    /// Posts on this page, newest first; may be empty.
    pub posts: Vec<PostRow>,
    /// Items on this page, newest first; of a year or a month those whose post is not in the list; may
    /// be empty.
    pub items: Vec<ItemRow>,
    /// Where the page stands.
    pub pages: Pagination,
    /// The span of the same kind before that holds something.
    pub previous: Option<LinkView>,
    /// The span of the same kind after that holds something.
    pub next: Option<LinkView>,
}

/// A part of a span.
#[derive(Debug, Clone, Serialize)]
pub struct SpanRow {
    /// Its name.
    pub label: String,
    /// Its page.
    pub href: String,
    /// Posts in it.
    pub n_posts: usize,
    /// Items dated in it.
    pub n_items: usize,
}

/// `undated.html`: posts without a period.
#[derive(Debug, Clone, Serialize)]
pub struct UndatedView {
    /// Head of the page.
    pub head: Head,
    /// Posts without a period, on all pages.
    pub n_posts: usize,
    /// Posts on this page; may be empty.
    pub posts: Vec<PostRow>,
    /// Where the page stands.
    pub pages: Pagination,
}

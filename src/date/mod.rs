//! Days, moments and periods, and how people write them.
//!
//! `stamp` reads the dates of front matter, `period` the times that titles and file names name,
//! `text` the days in running text. None of them knows what today is.

pub mod text;

use jiff::civil::{Date, Time};

/// A date as front matter gives it: a day, perhaps a time, perhaps an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day, as written (never shifted into another zone).
    pub date: Date,
    /// Time of day, when written.
    pub time: Option<Time>,
    /// Offset from UTC in seconds, when written.
    pub offset: Option<i32>,
}

/// The time that a Document covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// The words it was read from (`2020年9月第2周`), for people.
    pub label: String,
}

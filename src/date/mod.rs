//! Days, moments and periods, and how people write them.
//!
//! `stamp` reads the dates of front matter, `period` the times that titles and file names name,
//! `text` the days in running text, `relative` the words that say when without a day. None of them
//! knows what today is.

pub mod text;

use jiff::civil::{Date, Time};

pub mod period;
pub(crate) mod relative;
pub mod stamp;
mod token;

/// A date as front matter gives it: a day, perhaps a time, perhaps an offset from UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct Moment {
    /// The day, as written (never shifted into another zone).
    #[borsh(
        serialize_with = "crate::kept::date::write",
        deserialize_with = "crate::kept::date::read"
    )]
    pub date: Date,
    /// Time of day, when written.
    #[borsh(
        serialize_with = "crate::kept::some_time::write",
        deserialize_with = "crate::kept::some_time::read"
    )]
    pub time: Option<Time>,
    /// Offset from UTC in seconds, when written.
    pub offset: Option<i32>,
}

/// The time that a Document covers.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Period {
    /// First day.
    #[borsh(
        serialize_with = "crate::kept::date::write",
        deserialize_with = "crate::kept::date::read"
    )]
    pub start: Date,
    /// Last day.
    #[borsh(
        serialize_with = "crate::kept::date::write",
        deserialize_with = "crate::kept::date::read"
    )]
    pub end: Date,
    /// The words it was read from (`2020年9月第2周`), for people.
    pub label: String,
}

/// The month, 1 to 12, that an English word names: in full, or by three letters (`sept` too).
fn month_of_word(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let is_short = word.len() == 3 || word == "sept";
    let index = MONTHS
        .iter()
        .position(|month| *month == word || is_short && month.starts_with(&word))?;
    u32::try_from(index + 1).ok()
}

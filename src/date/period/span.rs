//! Days without a year, from one to another: `7.13-7.19`, `10/21～10/27`, `7月13日-19日`.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Period;
use crate::date::text;

/// Two days of a title that names no year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanOfDays {
    /// Month and day of the first.
    start: (i8, i8),
    /// Month and day of the last.
    end: (i8, i8),
    /// The words.
    label: String,
}

/// Days that a digest is published after the last that it covers, and before it, at most.
const AROUND: (i32, i32) = (31, 7);

/// Days of the longest span.
const LONGEST: i32 = 62;

impl SpanOfDays {
    /// The Period that ends near a day: by that day the year is known.
    #[must_use]
    pub fn near(&self, day: Date) -> Option<Period> {
        let years = [day.year(), day.year() - 1, day.year() + 1];
        years.into_iter().find_map(|year| {
            let end = Date::new(year, self.end.0, self.end.1).ok()?;
            let begun = if self.start > self.end {
                year - 1
            } else {
                year
            };
            let start = Date::new(begun, self.start.0, self.start.1).ok()?;
            let first = end.checked_sub(AROUND.1.days()).ok()?;
            let last = end.checked_add(AROUND.0.days()).ok()?;
            let short = end
                .since(start)
                .is_ok_and(|span| span.get_days() <= LONGEST);
            ((first..=last).contains(&day) && short).then(|| Period {
                start,
                end,
                label: format!("{begun}年{}", self.label),
            })
        })
    }
}

/// The first such span in a title.
#[must_use]
pub fn span_of_days(title: &str) -> Option<SpanOfDays> {
    in_figures(title).or_else(|| in_words(title))
}

/// What makes two figures amounts: `增长3.5-4.2倍`.
const MEASURES: [char; 11] = [
    '%', '％', '倍', '万', '亿', '元', '个', '级', '度', '℃', '米',
];

/// `8.14-8.20`, `10/21～10/27`.
fn in_figures(title: &str) -> Option<SpanOfDays> {
    let joints = ['-', '—', '–', '~', '～', '－', '至'];
    let is_figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/');
    let mut from = 0;
    while let Some(at) = title[from..].find(joints).map(|at| from + at) {
        let rest = title[at..].trim_start_matches(joints).trim_start();
        let right = &rest[..rest.len() - rest.trim_start_matches(is_figure).len()];
        let left = title[..at].trim_end();
        let left = &left[left.trim_end_matches(is_figure).len()..];
        let first = title[..at].trim_end().len() - left.len();
        let last = title.len() - rest.len() + right.len();
        let stands_free = !title[..first].ends_with(|c: char| c.is_ascii_alphabetic())
            && !title[last..].trim_start().starts_with(MEASURES);
        if let (Some(start), Some(end)) = (month_and_day(left), month_and_day(right))
            && stands_free
        {
            return Some(SpanOfDays {
                start,
                end,
                label: title[first..last].to_owned(),
            });
        }
        from = title.len() - rest.len();
    }
    None
}

/// `8.14` or `8/14`.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once(['.', '/'])?;
    let number = |text: &str, most: i8| {
        let value = text.parse().ok()?;
        (1..=most).contains(&value).then_some(value)
    };
    Some((number(month, 12)?, number(day, 31)?))
}

/// `7月13日至19日`, `7月30日-8月5日`.
fn in_words(title: &str) -> Option<SpanOfDays> {
    let days = text::days(title);
    let day = days.into_iter().find(|day| day.year.is_none())?;
    let words = &title[day.span.clone()];
    let mut numbers = words
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(str::parse::<i8>);
    let mut next = || numbers.next()?.ok();
    let start = (next()?, next()?);
    let end = match (next()?, next()) {
        (month, Some(day)) => (month, day),
        (day, None) => (start.0, day),
    };
    Some(SpanOfDays {
        start,
        end,
        label: words.to_owned(),
    })
}

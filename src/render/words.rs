//! Dates in the words of the interface's language.

use jiff::civil::Date;

use crate::archive::CalendarSpan;
use crate::date::Period;
use crate::theme::strings::Strings;

use super::view::DayView;

/// The interface strings, and dates written with them.
#[derive(Clone, Copy)]
pub(super) struct Words<'a>(pub(super) &'a Strings);

impl<'a> Words<'a> {
    /// An interface string.
    pub(super) fn text(self, key: &'a str) -> &'a str {
        self.0.text(key)
    }

    /// A day: `2020年9月10日`.
    pub(super) fn day(self, day: Date) -> DayView {
        DayView {
            iso: day.to_string(),
            text: self.date("day", day, day),
        }
    }

    /// A year: `2020年`.
    pub(super) fn year(self, day: Date) -> String {
        self.date("year", day, day)
    }

    /// A month: `2020年9月`.
    pub(super) fn month(self, day: Date) -> String {
        self.date("month", day, day)
    }

    /// The ISO week of a day: `2020年第37周`.
    pub(super) fn week(self, day: Date) -> String {
        let week = day.iso_week_date();
        let values = [
            ("y", &*week.year().to_string()),
            ("w", &*week.week().to_string()),
        ];
        self.0.fill("week", &values)
    }

    /// A stretch of days as short as it can be said.
    pub(super) fn days(self, start: Date, end: Date) -> String {
        let whole_months = start.day() == 1 && end == end.last_of_month();
        let same_year = start.year() == end.year();
        let same_month = same_year && start.month() == end.month();
        if start == end {
            self.date("day", start, end)
        } else if whole_months && same_month {
            self.month(start)
        } else if whole_months && same_year && start.month() == 1 && end.month() == 12 {
            self.year(start)
        } else if same_month {
            self.date("days_in_month", start, end)
        } else if same_year {
            self.date("days_in_year", start, end)
        } else {
            self.date("days", start, end)
        }
    }

    fn date(self, key: &str, start: Date, end: Date) -> String {
        let [y, m, d] = [
            i32::from(start.year()),
            start.month().into(),
            start.day().into(),
        ];
        let [y2, m2, d2] = [i32::from(end.year()), end.month().into(), end.day().into()];
        let numbers = [y, m, d, y2, m2, d2].map(|number| number.to_string());
        let [y, m, d, y2, m2, d2] = numbers.each_ref().map(String::as_str);
        let month = self
            .0
            .entry("months", usize::from(start.month().unsigned_abs()));
        let month2 = self
            .0
            .entry("months", usize::from(end.month().unsigned_abs()));
        let values = [
            ("y", y),
            ("m", m),
            ("d", d),
            ("y2", y2),
            ("m2", m2),
            ("d2", d2),
            ("month", month),
            ("month2", month2),
        ];
        self.0.fill(key, &values)
    }
}

/// A stretch of days for machines.
pub(super) fn interval(start: Date, end: Date) -> String {
    if start == end {
        start.to_string()
    } else {
        format!("{start}/{end}")
    }
}

/// A stretch of days in a form that HTML's `time` knows: a day, a month, a year, an ISO week; of any
/// other its first day.
pub(super) fn machine(start: Date, end: Date) -> String {
    let week = start.iso_week_date();
    let is_week = week == start.iso_week_date().first_of_week().unwrap_or(week)
        && start.duration_until(end).as_hours() == 6 * 24;
    if start.day() == 1 && end == start.last_of_month() {
        start.strftime("%Y-%m").to_string()
    } else if start == start.first_of_year() && end == start.last_of_year() {
        start.strftime("%Y").to_string()
    } else if is_week {
        format!("{}-W{:02}", week.year(), week.week())
    } else {
        start.to_string()
    }
}

/// Whether a period is a day, a month or a year as the calendar has them, so that its label says
/// nothing that the date does not.
pub(super) fn is_plain(period: &Period) -> bool {
    let (start, end) = (period.start, period.end);
    let whole_months = start.day() == 1 && end == end.last_of_month();
    let one_month = start.first_of_month() == end.first_of_month();
    let one_year = start.first_of_year() == start && end.last_of_year() == end;
    start == end || (whole_months && one_month) || (one_year && start.year() == end.year())
}

/// Whether a label is a notation for machines (`2020-W37`, `2020-09-07..2020-09-13`).
pub(super) fn is_notation(label: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || "-./ W".contains(c);
    label.chars().all(is_part)
}

/// Place of the span that a day falls into.
pub(super) fn span_of(spans: &[CalendarSpan], day: Date) -> Option<usize> {
    let after = spans.partition_point(|span| span.start <= day);
    let at = after.checked_sub(1)?;
    (day <= spans[at].end).then_some(at)
}

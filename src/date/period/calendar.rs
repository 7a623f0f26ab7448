//! Days of the calendar: years, halves, quarters, months and weeks.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Years that a title can mean; other four-digit numbers are no years.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// The ISO week that holds a day: Monday to Sunday.
pub fn week_of(date: Date) -> (Date, Date) {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    let monday = date.saturating_sub(back.days());
    (monday, monday.saturating_add(6.days()))
}

pub(super) fn a_year(value: u32) -> Option<i16> {
    i16::try_from(value).ok().filter(|_| YEARS.contains(&value))
}

pub(super) fn date(year: i16, month: u32, day: u32) -> Option<Date> {
    let [month, day] = [month, day].map(|n| i8::try_from(n).ok());
    Date::new(year, month?, day?).ok()
}

pub(super) fn whole_year(year: i16) -> Option<(Date, Date)> {
    let first = Date::new(year, 1, 1).ok()?;
    Some((first, first.last_of_year()))
}

pub(super) fn quarter(year: i16, n: u32) -> Option<(Date, Date)> {
    let first = date(year, n.checked_mul(3)?.checked_sub(2)?, 1)?;
    Some(months(first, 3))
}

pub(super) fn months(first: Date, n: i64) -> (Date, Date) {
    (
        first,
        first.saturating_add((n - 1).months()).last_of_month(),
    )
}

pub(super) fn iso_week(year: i16, n: u32) -> Option<(Date, Date)> {
    let monday =
        jiff::civil::ISOWeekDate::new(year, i8::try_from(n).ok()?, Weekday::Monday).ok()?;
    Some(week_of(monday.date()))
}

/// The n-th Monday-to-Sunday week that touches a month.
pub(super) fn week_of_month(first: Date, n: u32) -> Option<(Date, Date)> {
    let (monday, _) = week_of(first);
    let weeks = i64::from(n.checked_sub(1)?);
    let monday = monday.checked_add(weeks.weeks()).ok()?;
    (monday <= first.last_of_month()).then(|| week_of(monday))
}

pub(super) fn third_of_month(first: Date, third: char) -> Option<(Date, Date)> {
    let day = |n| Date::new(first.year(), first.month(), n).ok();
    match third {
        '上' => Some((first, day(10)?)),
        '中' => Some((day(11)?, day(20)?)),
        _ => Some((day(21)?, first.last_of_month())),
    }
}

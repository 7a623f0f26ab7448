//! What a year begins: `2020年9月第2周`, `2020-09-07`, `2020-W37`.

use jiff::civil::Date;

use super::calendar::{
    a_year, date, iso_week, months, quarter, third_of_month, week_of_month, whole_year,
};
use super::range::Style;
use super::{Found, Kind, Reader};

impl Reader<'_> {
    pub(super) fn year_first(&self, year: u32, index: usize) -> Option<Found> {
        let year = a_year(year).filter(|_| !self.ends_years(index))?;
        let next = index + 1;
        match self.kind(next)? {
            Kind::Mark('年') => self.after_year(year, next + 1),
            Kind::Mark(mark @ ('-' | '/' | '.')) => self.separated(year, mark, index),
            Kind::Word(_) => self.iso_week_or_quarter(year, next),
            _ => None,
        }
    }

    /// What may follow `2020年`.
    fn after_year(&self, year: i16, index: usize) -> Option<Found> {
        match self.kind(index)? {
            Kind::Mark('第') => {
                let n = self.number(index + 1)?;
                match self.kind(index + 2)? {
                    Kind::Mark('周') => Some(Found::new(iso_week(year, n)?, index + 3)),
                    Kind::Mark('星') if self.mark(index + 3, '期') => {
                        Some(Found::new(iso_week(year, n)?, index + 4))
                    }
                    Kind::Mark('季') => self.quarter(year, index + 1),
                    _ => None,
                }
            }
            Kind::Mark(half @ ('上' | '下')) if self.marks(index + 1, "半年") => {
                let first = Date::new(year, if half == '上' { 1 } else { 7 }, 1).ok()?;
                Some(Found::new(months(first, 6), index + 3))
            }
            Kind::Mark('度') => Some(Found::new(whole_year(year)?, index + 1)),
            Kind::Mark('全') if self.mark(index + 1, '年') => {
                Some(Found::new(whole_year(year)?, index + 2))
            }
            Kind::Number(..) if self.mark(index + 1, '季') => self.quarter(year, index),
            Kind::Number(month, _) => self.month(year, month, index + 1),
            Kind::Word(_) => self.iso_week_or_quarter(year, index),
            Kind::Mark(_) => None,
        }
    }

    /// `三季度`, `3季`, from its number on.
    fn quarter(&self, year: i16, index: usize) -> Option<Found> {
        let days = quarter(year, self.number(index)?)?;
        let next = index + 2;
        Some(Found::new(
            days,
            if self.mark(next, '度') {
                next + 1
            } else {
                next
            },
        ))
    }

    /// What may follow `2020年9`.
    pub(super) fn month(&self, year: i16, month: u32, index: usize) -> Option<Found> {
        let first = date(year, month, 1)?;
        if !self.mark(index, '月') {
            // `2020年8—9月`
            let next = self.range_mark(index)?;
            let last = date(year, self.number(next)?, 1)?;
            let is_range = self.mark(next + 1, '月') && last > first;
            return is_range.then(|| Found::new((first, last.last_of_month()), next + 2));
        }
        let mut next = index + 1;
        match self.kind(next) {
            Some(Kind::Mark('第')) if self.mark(next + 2, '周') => {
                let days = week_of_month(first, self.number(next + 1)?)?;
                return Some(Found::new(days, next + 3));
            }
            Some(Kind::Mark(third @ ('上' | '中' | '下'))) if self.mark(next + 1, '旬') => {
                return Some(Found::new(third_of_month(first, third)?, next + 2));
            }
            Some(Kind::Number(day, width)) if width <= 2 => {
                if let Some(found) = self.day_of_month(year, month, day, next + 1) {
                    return Some(found);
                }
            }
            Some(Kind::Mark('份')) => next += 1,
            _ => {}
        }
        Some(self.range_of_months(first, next))
    }

    /// `2020年9月—10月`, `2020年11月—2021年1月`; without an end, the month.
    fn range_of_months(&self, first: Date, next: usize) -> Found {
        let alone = Found::new((first, first.last_of_month()), next);
        let end = || {
            let mut at = self.range_mark(next)?;
            let mut year = first.year();
            if self.mark(at + 1, '年') {
                year = a_year(self.number(at)?)?;
                at += 2;
            }
            let last = date(year, self.number(at)?, 1)?;
            let is_month = self.mark(at + 1, '月') && self.number(at + 2).is_none();
            (is_month && last > first).then(|| Found::new((first, last.last_of_month()), at + 2))
        };
        end().unwrap_or(alone)
    }

    /// What may follow `2020年9月7`: `日`, or the end of a range that ends in `日`.
    fn day_of_month(&self, year: i16, month: u32, day: u32, index: usize) -> Option<Found> {
        let day = date(year, month, day)?;
        if self.mark(index, '日') || self.mark(index, '号') {
            return Some(self.range(day, index + 1, Style::Han));
        }
        let found = self.range(day, index, Style::Han);
        let is_range = found.next > index;
        // `9月10大新闻` counts news, not days.
        let at_end = index == self.tokens.len()
            || !matches!(self.kind(index), Some(Kind::Mark(mark)) if mark.is_alphabetic());
        (is_range || at_end).then_some(found)
    }

    /// `2020-09-10`, `2020.9.10`, `2020/9`, `2020-W37`, `2020-Q3`, from the year on.
    fn separated(&self, year: i16, mark: char, index: usize) -> Option<Found> {
        let next = index + 2;
        if let Kind::Word(_) = self.kind(next)? {
            return self.iso_week_or_quarter(year, next);
        }
        let Kind::Number(month, width) = self.kind(next)? else {
            return None;
        };
        if width > 2 {
            return None;
        }
        if self.mark(next + 1, mark) && self.number(next + 2).is_some() {
            let (day, after) = self.day(index)?;
            let is_version = mark == '.'
                && (self.mark(after, '.')
                    && self.tokens[after].glued
                    && self.number(after + 1).is_some()
                    || self.follows_a_name(index)
                        && (width < 2 || after_width(self.kind(next + 2)) < 2));
            return (!is_version || self.lenient)
                .then(|| self.range(day, after, Style::Separated(mark)));
        }
        // `2020.3` is a version and `2025-2` half of something, but `2020-09` is a month.
        let is_month = mark == '-' && width == 2 && !self.mark(next + 1, '.');
        let first = date(year, month, 1)?;
        (is_month || self.lenient).then(|| Found::new((first, first.last_of_month()), next + 1))
    }

    /// `W37`, `week 37`, `Q3` after a year.
    fn iso_week_or_quarter(&self, year: i16, index: usize) -> Option<Found> {
        let Kind::Word(word) = self.kind(index)? else {
            return None;
        };
        let n = self.number(index + 1)?;
        let days = if word.eq_ignore_ascii_case("w") || word.eq_ignore_ascii_case("week") {
            iso_week(year, n)?
        } else if word.eq_ignore_ascii_case("q") {
            quarter(year, n)?
        } else {
            return None;
        };
        Some(Found::new(days, index + 2))
    }
}

fn after_width(kind: Option<Kind>) -> usize {
    match kind {
        Some(Kind::Number(_, width)) => width,
        _ => 0,
    }
}

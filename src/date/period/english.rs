//! What an English month or the word week begins, and days before a month.

use jiff::ToSpan;

use super::super::month_of_word;
use super::calendar::{a_year, date, iso_week, week_of};
use super::{Found, Kind, Reader};

impl Reader<'_> {
    /// `September 2020`, `Sept 7, 2020`, `September 7–13, 2020`, `Week of Sept 7, 2020`,
    /// `Week 37, 2020`.
    pub(super) fn english(&self, index: usize) -> Option<Found> {
        let Kind::Word(word) = self.kind(index)? else {
            return None;
        };
        if word.eq_ignore_ascii_case("week") || word.eq_ignore_ascii_case("w") {
            return self.english_week(index + 1);
        }
        let month = month_of_word(word)?;
        let mut next = self.skip(index + 1, &['.']);
        let (number, width) = self.number_of(next)?;
        if width == 4 {
            let first = date(a_year(number)?, month, 1)?;
            return Some(Found::new((first, first.last_of_month()), next + 1));
        }
        next = self.skip_ordinal(next + 1);
        let mut last = (month, number);
        if let Some(after) = self.range_mark(next) {
            let (month, after) = self.month_name(after).unwrap_or((month, after));
            let (day, width) = self.number_of(after)?;
            if width > 2 {
                return None;
            }
            last = (month, day);
            next = self.skip_ordinal(after + 1);
        }
        next = self.skip(next, &[',']);
        let (year, _) = self.number_of(next).filter(|n| n.1 == 4)?;
        let year = a_year(year)?;
        let days = (date(year, month, number)?, date(year, last.0, last.1)?);
        (days.0 <= days.1).then(|| Found::new(days, next + 1))
    }

    /// `10 September 2020`, `7–13 September 2020`.
    pub(super) fn english_day_first(&self, index: usize) -> Option<Found> {
        let first = self.number(index)?;
        let mut next = self.skip_ordinal(index + 1);
        let mut last = first;
        if let Some(after) = self.range_mark(next) {
            last = self.number(after)?;
            next = self.skip_ordinal(after + 1);
        }
        let (month, next) = self.month_name(next)?;
        let next = self.skip(next, &['.', ',']);
        let (year, _) = self.number_of(next).filter(|n| n.1 == 4)?;
        let year = a_year(year)?;
        let days = (date(year, month, first)?, date(year, month, last)?);
        (days.0 <= days.1).then(|| Found::new(days, next + 1))
    }

    fn english_week(&self, index: usize) -> Option<Found> {
        if let Kind::Number(n, 1 | 2) = self.kind(index)? {
            let next = self.skip(index + 1, &[',', '-', '/']);
            let (year, _) = self.number_of(next).filter(|n| n.1 == 4)?;
            return Some(Found::new(iso_week(a_year(year)?, n)?, next + 1));
        }
        let Kind::Word(word) = self.kind(index)? else {
            return None;
        };
        let found = self
            .at(index + 1)
            .filter(|found| found.start == found.end)?;
        let days = match word.to_ascii_lowercase().as_str() {
            "of" => week_of(found.start),
            "ending" | "ended" => (found.end.saturating_sub(6.days()), found.end),
            _ => return None,
        };
        Some(Found::new(days, found.next))
    }

    fn month_name(&self, index: usize) -> Option<(u32, usize)> {
        let Kind::Word(word) = self.kind(index)? else {
            return None;
        };
        Some((month_of_word(word)?, self.skip(index + 1, &['.'])))
    }

    fn skip_ordinal(&self, index: usize) -> usize {
        match self.kind(index) {
            Some(Kind::Word("st" | "nd" | "rd" | "th")) => index + 1,
            _ => index,
        }
    }
}

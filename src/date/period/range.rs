//! Days in digits, and the ranges that they begin.

use jiff::civil::Date;

use super::calendar::{a_year, date};
use super::{Found, Kind, Reader};

/// No digest covers more; a longer range was misread.
const MAX_DAYS: i32 = 366;

/// How a day is written, which says how the end of a range may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Han,
    Separated(char),
    Compact,
}

impl Reader<'_> {
    /// The range that `day` begins, else the day alone.
    pub(super) fn range(&self, day: Date, next: usize, style: Style) -> Found {
        let alone = Found::new((day, day), next);
        self.range_end(day, next, style)
            .filter(|(end, _)| {
                let days = end.since(day).map_or(-1, |span| span.get_days());
                (1..=MAX_DAYS).contains(&days)
            })
            .map_or(alone, |(end, next)| Found::new((day, end), next))
    }

    fn range_end(&self, day: Date, next: usize, style: Style) -> Option<(Date, usize)> {
        // ISO 8601 parts the ends of an interval by `/`.
        let is_interval = style == Style::Separated('-') && self.mark(next, '/');
        let at = if is_interval {
            next + 1
        } else {
            self.range_mark(next)?
        };
        if let Some((end, after)) = self.day(at) {
            return Some((end, after));
        }
        let (number, width) = self.number_of(at)?;
        match style {
            Style::Han if self.mark(at + 1, '月') => {
                let end = date(day.year(), number, self.number(at + 2)?)?;
                let closed = self.mark(at + 3, '日') || self.mark(at + 3, '号');
                closed.then_some((end, at + 4))
            }
            Style::Han => {
                let closed = self.mark(at + 1, '日') || self.mark(at + 1, '号');
                let end = date(day.year(), day.month().unsigned_abs().into(), number)?;
                closed.then_some((end, at + 2))
            }
            Style::Compact => {
                let end = date(day.year(), number / 100, number % 100)?;
                (width == 4).then_some((end, at + 1))
            }
            // `2020-09-10-12` numbers a file: with hyphens only another mark makes a range.
            Style::Separated('-') if self.mark(next, '-') && !self.is_spaced(next) => None,
            Style::Separated(mark) => {
                if self.mark(at + 1, mark) {
                    let end = date(day.year(), number, self.number(at + 2)?)?;
                    return Some((end, at + 3));
                }
                let end = date(day.year(), day.month().unsigned_abs().into(), number)?;
                (width <= 2).then_some((end, at + 1))
            }
        }
    }

    /// A whole day in digits at a token: `2020年9月7日`, `2020-09-07`, `20200907`.
    pub(super) fn day(&self, index: usize) -> Option<(Date, usize)> {
        let (number, width) = self.number_of(index)?;
        if width == 8 {
            let day = date(a_year(number / 10_000)?, number / 100 % 100, number % 100)?;
            let named =
                matches!(self.kind(index + 1), Some(Kind::Word(_))) && self.tokens[index + 1].glued;
            return (!named).then_some((day, index + 1));
        }
        let year = a_year(number).filter(|_| width == 4)?;
        let Kind::Mark(mark @ ('年' | '-' | '/' | '.')) = self.kind(index + 1)? else {
            return None;
        };
        let (month, _) = self.number_of(index + 2).filter(|n| n.1 <= 2)?;
        let (day, _) = self.number_of(index + 4).filter(|n| n.1 <= 2)?;
        let day = date(year, month, day)?;
        if mark == '年' {
            let closed = self.mark(index + 3, '月') && self.mark(index + 5, '日');
            return closed.then_some((day, index + 6));
        }
        self.mark(index + 3, mark).then_some((day, index + 5))
    }

    /// Skips what joins the ends of a range: `—`, `-`, `~`, `至`, `到`, `to`, `..`.
    pub(super) fn range_mark(&self, index: usize) -> Option<usize> {
        match self.kind(index)? {
            Kind::Mark('.') if self.mark(index + 1, '.') => Some(self.skip(index + 2, &['.'])),
            Kind::Mark('—' | '―') => Some(self.skip(index + 1, &['—', '―'])),
            Kind::Mark('-' | '–' | '‒' | '\u{2212}' | '~' | '〜' | '至' | '到') => {
                Some(index + 1)
            }
            Kind::Word(word) if word.eq_ignore_ascii_case("to") => Some(index + 1),
            _ => None,
        }
    }
}

//! The times that titles, file names and `period:` name.
//!
//! A Period is read where the words say a day, a week, a month, a quarter, a half or a span of
//! days. A bare year in a title (`2020年十大趋势`) says when people wrote, not what they cover, and
//! `2020—2022年` in the name of a plan says even less: neither is a Period there. Numbers of
//! issues, versions, telephones and files are left alone.

use jiff::civil::Date;

use super::text::republic_year;
use super::token::{Kind, Token, tokens};
use super::{Period, stamp};

mod calendar;
mod english;
mod range;
mod span;
mod year;

pub use calendar::week_of;
use calendar::{a_year, whole_year};
use range::Style;
pub use span::span_of_days;

/// Reads `period:` of the front matter: whatever a title may say, and also years (`2020`), spans
/// of years (`2020-2022`) and every date that [`stamp::read`] knows.
pub fn read(text: &str) -> Option<Period> {
    let text = text.trim();
    let (start, end) = match (whole(text), halves(text)) {
        (Some(days), _) => days,
        (None, Some((first, last))) => (first.0 <= last.1).then_some((first.0, last.1))?,
        (None, None) => in_title(text).map(|period| (period.start, period.end))?,
    };
    Some(Period {
        start,
        end,
        label: text.to_owned(),
    })
}

/// Whether a text names two periods, of which the first lies behind the last.
pub fn backwards(text: &str) -> bool {
    let text = text.trim();
    whole(text).is_none() && halves(text).is_some_and(|(first, last)| first.0 > last.1)
}

/// The days of a text that is one Period and nothing else.
fn whole(text: &str) -> Option<(Date, Date)> {
    let tokens = tokens(text, 60);
    let reader = Reader {
        tokens: &tokens,
        lenient: true,
    };
    let found = reader.at(0).or_else(|| reader.years(0));
    let found = found.filter(|found| found.next == tokens.len());
    let days = found.map(|found| (found.start, found.end));
    days.or_else(|| stamp_days(text))
}

/// What joins two Periods.
const JOINTS: [&str; 9] = ["..", "/", "至", "到", "—", "–", "~", " to ", " - "];

/// The days of two Periods that make one; the second may leave out the year.
fn halves(text: &str) -> Option<((Date, Date), (Date, Date))> {
    JOINTS.iter().find_map(|joint| {
        let (first, last) = text.split_once(joint)?;
        let first = whole(first.trim())?;
        let last = last.trim_start_matches(['.', '—']).trim();
        let in_year = || whole(&format!("{}年{last}", first.0.year()));
        Some((first, whole(last).or_else(in_year)?))
    })
}

/// Reads the first Period that a title names. `9月10日` counts when the title names one year.
pub fn in_title(text: &str) -> Option<Period> {
    let tokens = tokens(text, 400);
    let reader = Reader {
        tokens: &tokens,
        lenient: false,
    };
    let mut year_long = None;
    for index in 0..tokens.len() {
        let Some(found) = reader.at(index) else {
            continue;
        };
        let label = &text[tokens[index].start..tokens[found.next - 1].end];
        let period = Period {
            start: found.start,
            end: found.end,
            label: label.to_owned(),
        };
        // `2020年度` yields to anything more exact.
        if found.is_year() {
            year_long.get_or_insert(period);
        } else {
            return Some(period);
        }
    }
    reader.with_year_elsewhere(text).or(year_long)
}

/// The bare year that a title names (`2021年立法要闻`): too weak to date a post alone, but it gives
/// the year of a day without one. A span of years (`2020—2022年`) and a target (`到2030年`) are none.
pub fn year_in_title(text: &str) -> Option<Period> {
    let named = text.match_indices('年').find_map(|(end, _)| {
        let head = text[..end].trim_end();
        let digits = head.len() - head.bytes().rev().take_while(u8::is_ascii_digit).count();
        let before = head[..digits].trim_end();
        let part_of_span = before.ends_with(['-', '—', '–', '－', '~', '～', '至', '到', '前']);
        let year = head[digits..]
            .parse()
            .ok()
            .filter(|_| head.len() - digits == 4 && !part_of_span)?;
        a_year(year)
    });
    // `2022网络安全大事记` names its year without the word; a year said later tells of something else.
    let leading = || {
        let rest = text
            .trim_start()
            .trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &text.trim_start()[..text.trim_start().len() - rest.len()];
        let alone = rest.starts_with(|c: char| c.is_alphabetic() || c == ' ');
        a_year(digits.parse().ok().filter(|_| digits.len() == 4 && alone)?)
    };
    let year = leading().or(named)?;
    let (start, end) = whole_year(year)?;
    let label = format!("{year}年");
    Some(Period { start, end, label })
}

/// Reads the Period in a file's name (without extension): as in a title, but `2020-19-10` and other
/// impossible dates are none.
pub fn in_file_name(stem: &str) -> Option<Period> {
    in_title(&stem.replace('_', " "))
}

fn stamp_days(text: &str) -> Option<(Date, Date)> {
    match stamp::read(text).ok()? {
        stamp::Stamp::Moment(moment) => Some((moment.date, moment.date)),
        stamp::Stamp::Month(first) => Some((first, first.last_of_month())),
        stamp::Stamp::Year(first) => Some((first, first.last_of_year())),
    }
}

/// Days found at a token.
struct Found {
    start: Date,
    end: Date,
    /// Index of the first token after it.
    next: usize,
}

impl Found {
    fn new((start, end): (Date, Date), next: usize) -> Self {
        Self { start, end, next }
    }

    fn is_year(&self) -> bool {
        self.start.first_of_year() == self.start && self.end == self.start.last_of_year()
    }
}

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    /// Front matter, where the words are meant as a period.
    lenient: bool,
}

impl Reader<'_> {
    /// The Period that begins at a token.
    fn at(&self, index: usize) -> Option<Found> {
        match self.tokens.get(index)?.kind {
            Kind::Number(value, width) => {
                if !self.stands_free(index) {
                    return None;
                }
                match width {
                    4 => self.year_first(value, index),
                    3 if self.mark(index + 1, '年') && self.mark(index + 3, '月') => {
                        let year = republic_year("", value.cast_signed(), 3)?;
                        self.year_first(year.cast_unsigned(), index)
                    }
                    8 => self
                        .day(index)
                        .map(|(day, next)| self.range(day, next, Style::Compact)),
                    1 | 2 => self.english_day_first(index),
                    _ => None,
                }
            }
            Kind::Word(_) => self.english(index),
            Kind::Mark(_) => None,
        }
    }

    /// `2020`, `2020年`, `2020-2022年`, in front matter.
    fn years(&self, index: usize) -> Option<Found> {
        let (first, _) = whole_year(a_year(self.number(index)?)?)?;
        let mut next = self.skip(index + 1, &['年']);
        let mut last = first;
        if let Some(after) = self.range_mark(next) {
            last = whole_year(a_year(self.number(after)?)?)?.0;
            next = self.skip(after + 1, &['年']);
        }
        (first <= last).then(|| Found::new((first, last.last_of_year()), next))
    }

    /// `9月10日` in a title that names exactly one year.
    fn with_year_elsewhere(&self, text: &str) -> Option<Period> {
        let mut years = (0..self.tokens.len()).filter_map(|index| {
            let (value, width) = self.number_of(index)?;
            let is_year = width == 4 && self.stands_free(index) && !self.number_follows(index);
            let is_other = self.ends_years(index) || self.is_amount(index) || self.is_target(index);
            a_year(value).filter(|_| is_year && !is_other)
        });
        let year = years.next()?;
        if years.any(|other| other != year) {
            return None;
        }
        let index = (0..self.tokens.len())
            .find(|&index| self.mark(index + 1, '月') && self.stands_free(index))?;
        let found = self.month(year, self.number(index)?, index + 1)?;
        let words = &text[self.tokens[index].start..self.tokens[found.next - 1].end];
        Some(Period {
            start: found.start,
            end: found.end,
            label: format!("{year}年{words}"),
        })
    }

    /// Whether a number is not the rest of a word, a version or a longer number.
    fn stands_free(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).filter(|_| self.tokens[index].glued) else {
            return true;
        };
        match self.tokens[before].kind {
            Kind::Word(_) => false,
            Kind::Mark('.' | '-' | '/' | '+') => {
                before == 0 || !self.tokens[before].glued || self.number(before - 1).is_none()
            }
            _ => true,
        }
    }

    /// Whether a year is the end of a span of years: `2020—2022年9月`.
    fn ends_years(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(2) else {
            return false;
        };
        let joined = self.range_mark(before + 1).is_some();
        joined && matches!(self.kind(before), Some(Kind::Number(_, 4)))
    }

    /// Whether a year is one to come: `到2030年`, `2025年前`, `2025年底前`.
    fn is_target(&self, index: usize) -> bool {
        let until = |mark| index > 0 && self.mark(index - 1, mark);
        until('到')
            || until('至')
            || ["年前", "年底前", "年之前", "年以前"]
                .iter()
                .any(|words| self.marks(index + 1, words))
    }

    /// Whether a Latin word stands before, as the name of a program before its version.
    fn follows_a_name(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.kind(before));
        matches!(before, Some(Kind::Word(_)))
    }

    /// Whether a number counts something: `2091亿元`, `2044个`; not `2022元宇宙`, `2022个人信息`.
    fn is_amount(&self, index: usize) -> bool {
        self.mark(index + 1, '亿')
            || self.mark(index + 1, '万')
            || self.mark(index + 1, '个') && !self.mark(index + 2, '人')
    }

    fn number_follows(&self, index: usize) -> bool {
        let joined = matches!(self.kind(index + 1), Some(Kind::Mark('.' | '-' | '/')));
        joined && self.tokens[index + 1].glued && self.number(index + 2).is_some()
            || self
                .range_mark(index + 1)
                .is_some_and(|next| self.number(next).is_some())
    }

    fn is_spaced(&self, index: usize) -> bool {
        !self.tokens[index].glued
    }

    fn skip(&self, index: usize, marks: &[char]) -> usize {
        let rest = self.tokens.get(index..).unwrap_or(&[]);
        let is_mark =
            |token: &&Token| matches!(token.kind, Kind::Mark(mark) if marks.contains(&mark));
        index + rest.iter().take_while(is_mark).count()
    }

    fn kind(&self, index: usize) -> Option<Kind<'_>> {
        self.tokens.get(index).map(|token| token.kind)
    }

    fn number(&self, index: usize) -> Option<u32> {
        self.number_of(index).map(|n| n.0)
    }

    fn number_of(&self, index: usize) -> Option<(u32, usize)> {
        match self.kind(index)? {
            Kind::Number(value, width) => Some((value, width)),
            _ => None,
        }
    }

    fn mark(&self, index: usize, mark: char) -> bool {
        self.kind(index) == Some(Kind::Mark(mark))
    }

    fn marks(&self, index: usize, marks: &str) -> bool {
        marks
            .chars()
            .enumerate()
            .all(|(n, mark)| self.mark(index + n, mark))
    }
}

#[cfg(test)]
mod tests;

//! The times that titles, file names and `period:` name.
//!
//! A Period is read where the words say a day, a week, a month, a quarter, a half or a span of
//! days. A bare year in a title (`2020年十大趋势`) says when people wrote, not what they cover, and
//! `2020—2022年` in the name of a plan says even less: neither is a Period there. Numbers of
//! issues, versions, telephones and files are left alone.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::token::{Kind, Token, tokens};
use super::{Period, month_of_word, stamp};

/// Years that a title can mean; other four-digit numbers are no years.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// No digest covers more; a longer range was misread.
const MAX_DAYS: i32 = 366;

/// Reads `period:` of the front matter: whatever a title may say, and also years (`2020`), spans
/// of years (`2020-2022`) and every date that [`stamp::read`] knows.
pub fn read(text: &str) -> Option<Period> {
    let text = text.trim();
    let tokens = tokens(text, 60);
    let reader = Reader {
        tokens: &tokens,
        lenient: true,
    };
    let whole = |found: &Found| found.next == tokens.len();
    let found = reader
        .at(0)
        .or_else(|| reader.years(0))
        .filter(whole)
        .map(|found| (found.start, found.end));
    let (start, end) = found.or_else(|| stamp_days(text)).or_else(|| {
        let period = in_title(text)?;
        Some((period.start, period.end))
    })?;
    Some(Period {
        start,
        end,
        label: text.to_owned(),
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
    // `2022网络安全大事记` names its year without the word.
    let leading = || {
        let rest = text
            .trim_start()
            .trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &text.trim_start()[..text.trim_start().len() - rest.len()];
        let alone = rest.starts_with(|c: char| c.is_alphabetic() || c == ' ');
        a_year(digits.parse().ok().filter(|_| digits.len() == 4 && alone)?)
    };
    let year = named.or_else(leading)?;
    let (start, end) = whole_year(year)?;
    let label = format!("{year}年");
    Some(Period { start, end, label })
}

/// Reads the Period in a file's name (without extension): as in a title, but `2020-19-10` and other
/// impossible dates are none.
pub fn in_file_name(stem: &str) -> Option<Period> {
    in_title(&stem.replace('_', " "))
}

/// The ISO week that holds a day: Monday to Sunday.
pub fn week_of(date: Date) -> (Date, Date) {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    let monday = date.saturating_sub(back.days());
    (monday, monday.saturating_add(6.days()))
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

/// How a day is written, which says how the end of a range may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Han,
    Separated(char),
    Compact,
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

    fn year_first(&self, year: u32, index: usize) -> Option<Found> {
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
    fn month(&self, year: i16, month: u32, index: usize) -> Option<Found> {
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

    /// `September 2020`, `Sept 7, 2020`, `September 7–13, 2020`, `Week of Sept 7, 2020`,
    /// `Week 37, 2020`.
    fn english(&self, index: usize) -> Option<Found> {
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
    fn english_day_first(&self, index: usize) -> Option<Found> {
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
            a_year(value).filter(|_| is_year && !self.ends_years(index))
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

    /// The range that `day` begins, else the day alone.
    fn range(&self, day: Date, next: usize, style: Style) -> Found {
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
    fn day(&self, index: usize) -> Option<(Date, usize)> {
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
    fn range_mark(&self, index: usize) -> Option<usize> {
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

    /// Whether a Latin word stands before, as the name of a program before its version.
    fn follows_a_name(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.kind(before));
        matches!(before, Some(Kind::Word(_)))
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

    fn month_name(&self, index: usize) -> Option<(u32, usize)> {
        let Kind::Word(word) = self.kind(index)? else {
            return None;
        };
        Some((month_of_word(word)?, self.skip(index + 1, &['.'])))
    }

    fn skip(&self, index: usize, marks: &[char]) -> usize {
        let rest = self.tokens.get(index..).unwrap_or(&[]);
        let is_mark =
            |token: &&Token| matches!(token.kind, Kind::Mark(mark) if marks.contains(&mark));
        index + rest.iter().take_while(is_mark).count()
    }

    fn skip_ordinal(&self, index: usize) -> usize {
        match self.kind(index) {
            Some(Kind::Word("st" | "nd" | "rd" | "th")) => index + 1,
            _ => index,
        }
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

fn after_width(kind: Option<Kind>) -> usize {
    match kind {
        Some(Kind::Number(_, width)) => width,
        _ => 0,
    }
}

fn a_year(value: u32) -> Option<i16> {
    i16::try_from(value).ok().filter(|_| YEARS.contains(&value))
}

fn date(year: i16, month: u32, day: u32) -> Option<Date> {
    let [month, day] = [month, day].map(|n| i8::try_from(n).ok());
    Date::new(year, month?, day?).ok()
}

fn whole_year(year: i16) -> Option<(Date, Date)> {
    let first = Date::new(year, 1, 1).ok()?;
    Some((first, first.last_of_year()))
}

fn quarter(year: i16, n: u32) -> Option<(Date, Date)> {
    let first = date(year, n.checked_mul(3)?.checked_sub(2)?, 1)?;
    Some(months(first, 3))
}

fn months(first: Date, n: i64) -> (Date, Date) {
    (
        first,
        first.saturating_add((n - 1).months()).last_of_month(),
    )
}

fn iso_week(year: i16, n: u32) -> Option<(Date, Date)> {
    let monday =
        jiff::civil::ISOWeekDate::new(year, i8::try_from(n).ok()?, Weekday::Monday).ok()?;
    Some(week_of(monday.date()))
}

/// The n-th Monday-to-Sunday week that touches a month (DESIGN §5).
fn week_of_month(first: Date, n: u32) -> Option<(Date, Date)> {
    let (monday, _) = week_of(first);
    let weeks = i64::from(n.checked_sub(1)?);
    let monday = monday.checked_add(weeks.weeks()).ok()?;
    (monday <= first.last_of_month()).then(|| week_of(monday))
}

fn third_of_month(first: Date, third: char) -> Option<(Date, Date)> {
    let day = |n| Date::new(first.year(), first.month(), n).ok();
    match third {
        '上' => Some((first, day(10)?)),
        '中' => Some((day(11)?, day(20)?)),
        _ => Some((day(21)?, first.last_of_month())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(period: Option<Period>) -> String {
        period.map_or_else(
            || "none".to_owned(),
            |period| format!("{}..{} {}", period.start, period.end, period.label),
        )
    }

    #[test]
    fn titles_name_their_period() {
        for (title, expected) in [
            (
                "区块链周报2020年9月第2周",
                "2020-09-07..2020-09-13 2020年9月第2周",
            ),
            (
                "周报（2020年9月第二周）",
                "2020-09-07..2020-09-13 2020年9月第二周",
            ),
            ("2020年9月第1周", "2020-08-31..2020-09-06 2020年9月第1周"),
            (
                "２０２０年９月第２周",
                "2020-09-07..2020-09-13 ２０２０年９月第２周",
            ),
            (
                "政策周报2020年第37周",
                "2020-09-07..2020-09-13 2020年第37周",
            ),
            ("Weekly 2020-W37", "2020-09-07..2020-09-13 2020-W37"),
            ("Week 37, 2020", "2020-09-07..2020-09-13 Week 37, 2020"),
            ("2020年9月政策汇编", "2020-09-01..2020-09-30 2020年9月"),
            (
                "2023年4月国产数据库大事记",
                "2023-04-01..2023-04-30 2023年4月",
            ),
            ("月报 2020-09", "2020-09-01..2020-09-30 2020-09"),
            ("二〇二〇年九月", "2020-09-01..2020-09-30 二〇二〇年九月"),
            ("日报2020年9月10日", "2020-09-10..2020-09-10 2020年9月10日"),
            (
                "日报 2024 年 3 月 12 日",
                "2024-03-12..2024-03-12 2024 年 3 月 12 日",
            ),
            (
                "2020 政策日报（9月10日）",
                "2020-09-10..2020-09-10 2020年9月10日",
            ),
            ("2025年社区2月份月报", "2025-02-01..2025-02-28 2025年2月份"),
            (
                "2020年9月7日—13日",
                "2020-09-07..2020-09-13 2020年9月7日—13日",
            ),
            (
                "2020年9月7-13日周报",
                "2020-09-07..2020-09-13 2020年9月7-13日",
            ),
            (
                "2020年9月28日至10月4日",
                "2020-09-28..2020-10-04 2020年9月28日至10月4日",
            ),
            (
                "2020年12月28日——2021年1月3日",
                "2020-12-28..2021-01-03 2020年12月28日——2021年1月3日",
            ),
            (
                "周报（2020.9.7-9.13）",
                "2020-09-07..2020-09-13 2020.9.7-9.13",
            ),
            (
                "周报（2020.09.07-2020.09.13）",
                "2020-09-07..2020-09-13 2020.09.07-2020.09.13",
            ),
            (
                "2020-09-07..2020-09-13",
                "2020-09-07..2020-09-13 2020-09-07..2020-09-13",
            ),
            (
                "2020-09-07 ~ 09-13 快讯",
                "2020-09-07..2020-09-13 2020-09-07 ~ 09-13",
            ),
            ("20200907-0913", "2020-09-07..2020-09-13 20200907-0913"),
            ("2020年1—9月统计", "2020-01-01..2020-09-30 2020年1—9月"),
            ("2020年9月—10月", "2020-09-01..2020-10-31 2020年9月—10月"),
            ("2020年9月上旬价格", "2020-09-01..2020-09-10 2020年9月上旬"),
            (
                "第37期 2020年9月10日",
                "2020-09-10..2020-09-10 2020年9月10日",
            ),
            ("本周行情20240320", "2024-03-20..2024-03-20 20240320"),
            (
                "关于修改决定(2010-02-02)",
                "2010-02-02..2010-02-02 2010-02-02",
            ),
            (
                "Rust日报2022-2-11-Rustenstein",
                "2022-02-11..2022-02-11 2022-2-11",
            ),
            ("2020年上半年总结", "2020-01-01..2020-06-30 2020年上半年"),
            ("2020年第三季度", "2020-07-01..2020-09-30 2020年第三季度"),
            ("2020年3季度", "2020-07-01..2020-09-30 2020年3季度"),
            ("2020Q3 review", "2020-07-01..2020-09-30 2020Q3"),
            ("2020年度报告", "2020-01-01..2020-12-31 2020年度"),
            (
                "2020年度报告（2021年1月）",
                "2021-01-01..2021-01-31 2021年1月",
            ),
            (
                "Week of Sept 7, 2020",
                "2020-09-07..2020-09-13 Week of Sept 7, 2020",
            ),
            (
                "Week of Sept 9, 2020",
                "2020-09-07..2020-09-13 Week of Sept 9, 2020",
            ),
            ("Weekly 2020-09-07", "2020-09-07..2020-09-07 2020-09-07"),
            ("September 2020", "2020-09-01..2020-09-30 September 2020"),
            (
                "Fee to 0% - August 30, 2021",
                "2021-08-30..2021-08-30 August 30, 2021",
            ),
            (
                "September 7–13, 2020",
                "2020-09-07..2020-09-13 September 7–13, 2020",
            ),
            (
                "Sept 28 - Oct 4, 2020",
                "2020-09-28..2020-10-04 Sept 28 - Oct 4, 2020",
            ),
            (
                "7th to 13th September 2020",
                "2020-09-07..2020-09-13 7th to 13th September 2020",
            ),
        ] {
            assert_eq!(shown(in_title(title)), expected, "{title}");
        }
    }

    #[test]
    fn titles_without_a_period_are_left_alone() {
        for title in [
            "",
            "第37期",
            "2020年十大趋势",
            "2020 outlook",
            "行动计划（2020—2022年）",
            "发展规划（2021-2025年）",
            "2020—2022年9月", // which year?
            "9月10日快讯",
            "文章108591059",
            "电话 010-2020-0910",
            "IDEA 2020.3 发布",
            "IDEA 2020.3.2 发布",
            "v2020.9.7",
            "1.2020.09.10",
            "国发〔2020〕10号",
            "GB 38031-2020",
            "2020年13月",
            "2020-19-10",
            "20201310",
            "2020年第60周",
            "2020年9月第7周",
            "3019-09-10",
            "1066年10月14日",
            "2025-二",
            "12 may work in 2020",
        ] {
            assert_eq!(shown(in_title(title)), "none", "{title}");
        }
    }

    #[test]
    fn counting_words_are_no_days() {
        assert_eq!(
            shown(in_title("2020年9月10大新闻")),
            "2020-09-01..2020-09-30 2020年9月"
        );
    }

    #[test]
    fn front_matter_may_say_more_than_a_title() {
        for (text, expected) in [
            ("2020-W37", "2020-09-07..2020-09-13 2020-W37"),
            (
                "2020-09-07/2020-09-13",
                "2020-09-07..2020-09-13 2020-09-07/2020-09-13",
            ),
            ("2020", "2020-01-01..2020-12-31 2020"),
            ("2020年", "2020-01-01..2020-12-31 2020年"),
            ("2020-2022", "2020-01-01..2022-12-31 2020-2022"),
            ("2020.9", "2020-09-01..2020-09-30 2020.9"),
            ("2020-9", "2020-09-01..2020-09-30 2020-9"),
            (
                "2020-09-10 08:00",
                "2020-09-10..2020-09-10 2020-09-10 08:00",
            ),
            (
                "2020年9月第2周（总第37期）",
                "2020-09-07..2020-09-13 2020年9月第2周（总第37期）",
            ),
            ("this week", "none"),
            ("2020-13", "none"),
        ] {
            assert_eq!(shown(read(text)), expected, "{text}");
        }
    }

    #[test]
    fn file_names_hold_dates_at_any_place() {
        for (stem, expected) in [
            ("2020-09-10-x", "2020-09-10..2020-09-10 2020-09-10"),
            ("2020-6-4-前台服务", "2020-06-04..2020-06-04 2020-6-4"),
            ("2020-07-18-107434553", "2020-07-18..2020-07-18 2020-07-18"),
            ("2020-09-10-12-things", "2020-09-10..2020-09-10 2020-09-10"),
            ("20200910", "2020-09-10..2020-09-10 20200910"),
            ("report_20200910", "2020-09-10..2020-09-10 20200910"),
            ("2018-09-25- UltimaNG", "2018-09-25..2018-09-25 2018-09-25"),
            ("某法(2022-09-02)", "2022-09-02..2022-09-02 2022-09-02"),
            ("2020-09", "2020-09-01..2020-09-30 2020-09"),
            ("2020-19-10 - Encuesta", "none"),
            ("eip-8141", "none"),
            ("Rust-1.10", "none"),
            ("108591059", "none"),
        ] {
            assert_eq!(shown(in_file_name(stem)), expected, "{stem}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_title_makes_it_panic(
            title in "([0-9]{1,8}|[年月日第周季度上半旬—.~/ -]|Sept|week of|W|,){0,14}",
        ) {
            for period in [read(&title), in_title(&title), in_file_name(&title)] {
                proptest::prop_assert!(period.is_none_or(|p| p.start <= p.end));
            }
        }
    }
}

//! Days in the text that no calendar has, and weekdays that they were not.

use jiff::civil::{Date, Weekday};

use super::Text;
use crate::diagnostic::Diagnostics;
use crate::source::Span;

pub(super) fn look(text: &Text, diagnostics: &mut Diagnostics) {
    for (begin, line) in text.prose() {
        for at in memchr::memmem::find_iter(line.as_bytes(), "月") {
            if let Some(day) = Written::around(line, at) {
                day.check(begin, line, diagnostics);
            }
        }
    }
}

/// A day as it is written around 月.
struct Written {
    year: Option<i16>,
    month: u32,
    day: u32,
    /// Bytes of the line.
    start: usize,
    end: usize,
}

impl Written {
    fn around(line: &str, at: usize) -> Option<Self> {
        let before = &line[..at];
        let (month, mut start) = digits_before(before)?;
        let mut year = None;
        if let Some(head) = before[..start].strip_suffix('年')
            && let Some((number, from)) = digits_before(head)
            && head.len() - from == 4
        {
            year = i16::try_from(number).ok();
            start = from;
        }
        // `2020.9月30日` and `1-9月` are something else.
        if before[..start].ends_with(['.', '-', '/', '－', '—', '~', '～', '至', '第', ':', '：'])
        {
            return None;
        }
        let after = &line[at + '月'.len_utf8()..];
        let n_digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&n_digits) {
            return None;
        }
        let day = after[..n_digits].parse().ok()?;
        let rest = &after[n_digits..];
        let sign = rest
            .chars()
            .next()
            .filter(|char| matches!(char, '日' | '号'))?;
        let end = line.len() - rest.len() + sign.len_utf8();
        Some(Self {
            year,
            month,
            day,
            start,
            end,
        })
    }

    fn check(&self, begin: u32, line: &str, diagnostics: &mut Diagnostics) {
        let span = |end: usize| Span {
            start: begin + self.start as u32,
            end: begin + end as u32,
        };
        let words = &line[self.start..self.end];
        // Without a year the 29th of February may be meant.
        let year = self.year.unwrap_or(2000);
        let date = i8::try_from(self.month)
            .ok()
            .zip(i8::try_from(self.day).ok())
            .and_then(|(month, day)| Date::new(year, month, day).ok());
        let Some(date) = date else {
            diagnostics
                .add(
                    "date-impossible",
                    span(self.end),
                    format!("there is no `{words}`"),
                )
                .hint("correct the day");
            return;
        };
        if self.year.is_none() {
            return;
        }
        let Some((named, end)) = weekday(line, self.end) else {
            return;
        };
        if named != date.weekday() {
            let is = NAMES[date.weekday().to_monday_one_offset().unsigned_abs() as usize - 1];
            diagnostics
                .add(
                    "weekday-wrong",
                    span(end),
                    format!("`{words}` was a 星期{is}"),
                )
                .hint("correct the day or the weekday");
        }
    }
}

const NAMES: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// The weekday right behind a day, perhaps in brackets, and the byte where it ends.
fn weekday(line: &str, from: usize) -> Option<(Weekday, usize)> {
    let rest = line[from..].trim_start_matches([' ', '（', '(', '，', ',', '\u{3000}']);
    // 周 alone is also a surname and a word; behind a bracket or nothing it is a weekday.
    let rest = ["星期", "礼拜", "周"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))?;
    let first = rest.chars().next()?;
    let number = match first {
        '天' => 6,
        other => NAMES.iter().position(|name| name.starts_with(other))?,
    };
    // 周日报, 周一帆: a word goes on.
    let after = rest[first.len_utf8()..].chars().next();
    if after.is_some_and(|char| {
        !matches!(
            char,
            '）' | ')'
                | ' '
                | '，'
                | '。'
                | ','
                | '、'
                | '；'
                | '上'
                | '下'
                | '早'
                | '晚'
                | '\u{3000}'
        )
    }) {
        return None;
    }
    let weekday = Weekday::from_monday_zero_offset(number as i8).ok()?;
    Some((weekday, line.len() - rest.len() + first.len_utf8()))
}

/// The number that ends a text, with the byte where it begins; at most four digits.
fn digits_before(text: &str) -> Option<(u32, usize)> {
    let n = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let from = text.len() - n;
    (1..=4)
        .contains(&n)
        .then(|| text[from..].parse().ok())
        .flatten()
        .map(|number| (number, from))
}

//! Days in running text: `9月10日`, `3 月 12 日`, `２０２０年９月１０日`, `二〇二〇年九月十日`,
//! `9月10-12日`, `2020-09-10`, `(20200910)`, `Sept. 10, 2020`, `28 Jul 2022`, `107年7月3日` of the
//! calendar of Taiwan.
//!
//! Only what is a day is found: months and years alone are not, nor is anything inside a URL, a
//! version number or a longer number. Whether a day is the day of the *event* is not decided here.

use std::ops::Range;

use jiff::civil::Date;

/// A day as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Bytes of the words; a range of days (`9月10日至12日`) is one Day, its first.
    pub span: Range<usize>,
    /// Year, when written.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31, possible in that month.
    pub day: i8,
}

impl Day {
    /// The date, when the year is written.
    pub fn date(&self) -> Option<Date> {
        self.in_year(self.year?)
    }

    /// The date in a given year; `None` for 29 February of a common year.
    pub fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

/// Years that a text about policy may mean; others are taken for plain numbers.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// All days in a text, in order.
pub fn days(text: &str) -> Vec<Day> {
    let mut days = Vec::new();
    let mut at = 0;
    // The character before `at`, where it is not the one in the text.
    let mut joint = Some(' ');
    while let Some(start) = candidate(text, at) {
        if start > at {
            joint = None;
        }
        let Some(c) = text[start..].chars().next() else {
            break;
        };
        let before = joint.or_else(|| text[..start].chars().next_back());
        let before = before.unwrap_or(' ');
        let found = match c {
            'h' | 'w' if !before.is_alphanumeric() => {
                if let Some(end) = url_end(text, start) {
                    (at, joint) = (end, Some(' '));
                    continue;
                }
                None
            }
            _ if is_numeral(c) && !continues_number(before, c) => {
                numeric(text, start).or_else(|| boxed(text, before, start))
            }
            // The number of a point sticks to the month: `1.11月3日`.
            _ if before == '.' && c.is_ascii_digit() => {
                numeric(text, start).filter(|day| text[day.span.clone()].contains('月'))
            }
            'A'..='Z' if !before.is_alphanumeric() => month_first(text, start),
            _ => None,
        };
        if let Some(day) = found {
            (at, joint) = (day.span.end, Some('日'));
            days.push(day);
        } else {
            (at, joint) = (start + c.len_utf8(), None);
        }
    }
    days
}

/// Bytes with which a day or a URL may begin.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    let bytes = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZhw\xE2\xE3\xE4\xE5\xE9\xEF";
    let mut at = 0;
    while at < bytes.len() {
        first[bytes[at] as usize] = true;
        at += 1;
    }
    first
};

/// The next character, from `at` on, with which a day or a URL may begin. Nearly none is: one look
/// at two bytes tells.
fn candidate(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut next = at;
    while let Some(&first) = bytes.get(next) {
        if FIRST[first as usize] && begins(first, bytes.get(next + 1).copied()) {
            return Some(next);
        }
        // From character to character: Chinese ones have three bytes.
        next += match first {
            ..0xC0 => 1,
            0xC0..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        };
    }
    None
}

/// Whether a day or a URL may begin with a character of these first two bytes.
fn begins(first: u8, second: Option<u8>) -> bool {
    let second = second.unwrap_or_default();
    match first {
        // 〇 ○; 一 to 九; 十 八 六 四; 零; full-width figures and Ｏ.
        0xE2 => second == 0x97,
        0xE3 => second == 0x80,
        0xE4 => matches!(second, 0xB8..=0xBA),
        0xE5 => matches!(second, 0x85 | 0x8D | 0x9B),
        0xE9 => second == 0x9B,
        0xEF => second == 0xBC,
        _ => true,
    }
}

/// A day that begins with a number.
fn numeric(text: &str, at: usize) -> Option<Day> {
    let (first, after) = number(text, at)?;
    let width = text[at..after].chars().count();
    let next = skip_blank(text, after);
    match text[next..].chars().next()? {
        '年' if YEARS.contains(&first) && width == 4 => {
            han_after_year(text, at, first, next + '年'.len_utf8())
        }
        '月' if (1..=12).contains(&first) => han_month(text, at, None, first, next),
        '年' if let Some(year) = republic_year(&text[..at], first, width) => {
            han_after_year(text, at, year, next + '年'.len_utf8())
        }
        c if is_separator(c) && width == 4 && YEARS.contains(&first) && next == after => {
            separated(text, at, first, c, after + c.len_utf8())
        }
        c if c.is_ascii_alphabetic() && width <= 2 => day_first(text, at, first, next),
        _ => None,
    }
}

/// `(20200910)`: eight figures alone between brackets.
fn boxed(text: &str, before: char, at: usize) -> Option<Day> {
    let (_, close) = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')]
        .into_iter()
        .find(|(open, _)| *open == before)?;
    let figures = text[at..].split_once(close).map(|(figures, _)| figures)?;
    if figures.len() != 8 || !figures.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: Range<usize>| figures[range].parse().ok();
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let end = at + figures.len();
    YEARS
        .contains(&year)
        .then(|| make(at..end, Some(year), month, day))?
}

/// Years of the calendar that counts from 1912 and needs no name before it: of three digits, long gone or
/// not far to come.
const REPUBLIC: std::ops::RangeInclusive<i32> = 100..=150;

/// The year that `107年` or `民國95年` means.
pub(crate) fn republic_year(before: &str, year: i32, width: usize) -> Option<i32> {
    let named = before.ends_with("民國") || before.ends_with("民国");
    let counted = named && (1..=*REPUBLIC.end()).contains(&year);
    (counted || width == 3 && REPUBLIC.contains(&year)).then_some(year + 1911)
}

/// `…9月10日` after `2020年`.
fn han_after_year(text: &str, start: usize, year: i32, at: usize) -> Option<Day> {
    let at = skip_blank(text, at);
    let (month, after) = number(text, at)?;
    let next = skip_blank(text, after);
    if !text[next..].starts_with('月') {
        return None;
    }
    han_month(text, start, Some(year), month, next)
}

/// `月10日` after the number of the month; `at` is where `月` stands.
fn han_month(text: &str, start: usize, year: Option<i32>, month: i32, at: usize) -> Option<Day> {
    let at = skip_blank(text, at + '月'.len_utf8());
    let (day, mut end) = number(text, at)?;
    let mut next = skip_blank(text, end);
    // `10-12日`, `10、11日`, `10日至12日`: the first day counts, the words run to the last.
    let mut closed = false;
    for _ in 0..4 {
        if let Some(rest) = text[next..].strip_prefix(['日', '号']) {
            end = text.len() - rest.len();
            closed = true;
            next = skip_blank(text, end);
        }
        match range_end(text, next) {
            Some(after) => {
                end = after;
                closed = true;
                next = skip_blank(text, end);
            }
            _ => break,
        }
    }
    // Without 日 only a whole date counts (`2017年10月24`).
    if !closed && (year.is_none() || !ends_number(text, end)) {
        return None;
    }
    make(start..end, year, month, day)
}

/// Where the second half of a range of days ends: `-12日`, `至12日`, `—9月12日`, `、11日`.
fn range_end(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix(['-', '–', '—', '－', '~', '～', '至', '到', '、'])?;
    let rest = rest.strip_prefix(['-', '—']).unwrap_or(rest);
    let mut at = skip_blank(text, text.len() - rest.len());
    let (mut value, mut after) = number(text, at)?;
    if let Some(month) = text[skip_blank(text, after)..].strip_prefix('月') {
        at = skip_blank(text, text.len() - month.len());
        (value, after) = number(text, at)?;
    }
    let next = skip_blank(text, after);
    let closed = text[next..].strip_prefix(['日', '号']);
    if !(1..=31).contains(&value) {
        return None;
    }
    closed.map(|rest| text.len() - rest.len())
}

/// What parts the numbers of a day: machines write hyphens at which no line breaks.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '/' | '.' | '\u{2010}' | '\u{2011}' | '－')
}

/// `2020-09-10`, `2020/9/10`, `2020.9.10` after the year.
fn separated(text: &str, start: usize, year: i32, separator: char, at: usize) -> Option<Day> {
    let (month, after) = ascii_number(text, at)?;
    if !text[after..].starts_with(separator) {
        return None;
    }
    let (day, end) = ascii_number(text, after + separator.len_utf8())?;
    if !ends_number(text, end) || text[end..].starts_with(separator) {
        return None;
    }
    make(start..end, Some(year), month, day)
}

/// `28 Jul 2022`, `10 September`: `at` is where the month's name stands.
fn day_first(text: &str, start: usize, day: i32, at: usize) -> Option<Day> {
    let at = ["st ", "nd ", "rd ", "th "]
        .iter()
        .find(|s| text[at..].starts_with(**s))
        .map_or(at, |s| at + s.len());
    let at = text[at..]
        .strip_prefix("of ")
        .map_or(at, |rest| text.len() - rest.len());
    let (month, end) = month_name(text, at)?;
    match year_after(text, end) {
        Some((year, after)) => make(start..after, Some(year), month, day),
        _ => make(start..end, None, month, day),
    }
}

/// `Sept. 10, 2020`, `September 10`.
fn month_first(text: &str, start: usize) -> Option<Day> {
    let (month, after) = month_name(text, start)?;
    let at = skip_blank(text, after);
    if at == after {
        return None;
    }
    let (day, mut end) = ascii_number(text, at)?;
    if end - at > 2 {
        return None;
    }
    for suffix in ["st", "nd", "rd", "th"] {
        if text[end..].starts_with(suffix) {
            end += 2;
        }
    }
    if let Some(rest) = text[end..].strip_prefix(['-', '–'])
        && let Some((_, after)) = ascii_number(text, text.len() - rest.len())
    {
        end = after;
    }
    match year_after(text, end) {
        Some((year, after)) => make(start..after, Some(year), month, day),
        _ if ends_number(text, end) => make(start..end, None, month, day),
        _ => None,
    }
}

/// The number of a month by its English name at `at`, and where the name ends.
fn month_name(text: &str, at: usize) -> Option<(i32, usize)> {
    let length = text[at..]
        .bytes()
        .take(10)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let end = at + length;
    let month = super::month_of_word(&text[at..end])?;
    let dot = usize::from(text[end..].starts_with('.'));
    Some((i32::try_from(month).ok()?, end + dot))
}

/// The year after a day in English (`, 2020`), and where it ends.
fn year_after(text: &str, at: usize) -> Option<(i32, usize)> {
    let comma = text[at..].strip_prefix(',');
    let at = skip_blank(text, comma.map_or(at, |rest| text.len() - rest.len()));
    let (year, end) = ascii_number(text, at)?;
    (YEARS.contains(&year) && end - at == 4 && ends_number(text, end)).then_some((year, end))
}

fn make(span: Range<usize>, year: Option<i32>, month: i32, day: i32) -> Option<Day> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let year = year.and_then(|year| i16::try_from(year).ok());
    // 2000 is a leap year: without a year 29 February is possible.
    Date::new(year.unwrap_or(2000), month, day).ok()?;
    Some(Day {
        span,
        year,
        month,
        day,
    })
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c) || han_digit(c).is_some()
}

/// Whether a numeral after `before` is the tail of something longer (`v1.9`, `№ 19`, `第三十`).
fn continues_number(before: char, c: char) -> bool {
    if c.is_ascii_digit() {
        before.is_ascii_alphanumeric() || matches!(before, '.' | '/' | '-' | '_' | '=' | '%' | '#')
    } else {
        is_numeral(before)
    }
}

/// Whether a number ending at `at` is whole.
fn ends_number(text: &str, at: usize) -> bool {
    !text[at..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '%')
}

/// A number in ASCII, full-width or Han digits, and where it ends.
fn number(text: &str, at: usize) -> Option<(i32, usize)> {
    let first = text[at..].chars().next()?;
    if first.is_ascii_digit() {
        ascii_number(text, at)
    } else if ('０'..='９').contains(&first) {
        let digits = text[at..]
            .chars()
            .take(5)
            .take_while(|c| ('０'..='９').contains(c));
        let (mut value, mut end) = (0, at);
        for digit in digits {
            value = value * 10 + (digit as i32 - '０' as i32);
            end += digit.len_utf8();
        }
        Some((value, end))
    } else {
        han_number(text, at)
    }
}

/// A number of at most four ASCII digits.
fn ascii_number(text: &str, at: usize) -> Option<(i32, usize)> {
    let digits = text[at..]
        .bytes()
        .take(5)
        .take_while(u8::is_ascii_digit)
        .count();
    (1..=4).contains(&digits).then(|| {
        (
            text[at..at + digits].parse().expect("at most four digits"),
            at + digits,
        )
    })
}

/// `二〇二〇`, `九`, `十二`, `三十一`.
fn han_number(text: &str, at: usize) -> Option<(i32, usize)> {
    let mut digits = [0; 6];
    let (mut count, mut end) = (0, at);
    for c in text[at..].chars().take(digits.len()) {
        let Some(digit) = han_digit(c) else { break };
        digits[count] = digit;
        count += 1;
        end += c.len_utf8();
    }
    let value = match &digits[..count] {
        [a @ 0..=9, b @ 0..=9, c @ 0..=9, d @ 0..=9] => a * 1000 + b * 100 + c * 10 + d,
        [10] => 10,
        [10, unit @ 1..=9] => 10 + unit,
        [tens @ 1..=9, 10] => tens * 10,
        [tens @ 1..=9, 10, unit @ 1..=9] => tens * 10 + unit,
        [unit @ 1..=9] => *unit,
        _ => return None,
    };
    Some((value, end))
}

fn han_digit(c: char) -> Option<i32> {
    Some(match c {
        '〇' | '○' | '零' | 'Ｏ' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

fn skip_blank(text: &str, at: usize) -> usize {
    text.len()
        - text[at..]
            .trim_start_matches([' ', '\u{3000}', '\u{a0}', '\t'])
            .len()
}

/// Where a URL that begins at `at` ends; `None` when there is none.
pub(crate) fn url_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if !["http://", "https://", "www."]
        .iter()
        .any(|scheme| rest.starts_with(scheme))
    {
        return None;
    }
    let length = rest
        .find(|c: char| c.is_whitespace() || !c.is_ascii() || matches!(c, '<' | '>' | '"' | ')'))
        .unwrap_or(rest.len());
    Some(at + length)
}

/// Years that a Chinese text names, in order, with repeats: `2020年`, `2020中国…`, the first of
/// `2020-2022`. Years to come (`到2030年`) and numbers in addresses are left out.
pub(crate) fn years(text: &str) -> Vec<i16> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + digit;
        let length = bytes[start..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        at = start + length;
        let year: Option<i16> = text[start..at].parse().ok();
        let Some(year) = year.filter(|year| length == 4 && (1990..2100).contains(year)) else {
            continue;
        };
        let before = text[..start].trim_end_matches(' ').chars().next_back();
        let coming =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || "到至-—–~～－/_=.年".contains(c));
        let after = text[at..].trim_start_matches(' ');
        let named = after
            .chars()
            .next()
            .is_some_and(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
        let span = after
            .strip_prefix(['-', '—', '–', '至', '~', '～', '－'])
            .is_some_and(|rest| rest.trim_start_matches(['-', '—']).starts_with("20"));
        if !coming && (named || span) {
            found.push(year);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_begins_a_number_is_a_candidate() {
        for c in ('\0'..=char::MAX).filter(|&c| is_numeral(c)) {
            assert_eq!(candidate(&c.to_string(), 0), Some(0), "{c}");
        }
    }

    fn shown(text: &str) -> String {
        let days: Vec<String> = days(text)
            .iter()
            .map(|day| {
                let year = day.year.map_or("----".to_owned(), |year| year.to_string());
                format!(
                    "{year}-{:02}-{:02} {}",
                    day.month,
                    day.day,
                    &text[day.span.clone()]
                )
            })
            .collect();
        days.join("; ")
    }

    #[test]
    fn days_are_found_in_every_usual_spelling() {
        for (text, expected) in [
            ("9月10日消息", "-----09-10 9月10日"),
            ("1.11月3日,某局发布", "-----11-03 11月3日"),
            ("据悉，3 月 12 日起", "-----03-12 3 月 12 日"),
            ("２０２０年９月１０日，", "2020-09-10 ２０２０年９月１０日"),
            ("2020年09月21日，", "2020-09-21 2020年09月21日"),
            ("二〇二〇年九月十日通过", "2020-09-10 二〇二〇年九月十日"),
            (
                "二○一九年十二月二十八日",
                "2019-12-28 二○一九年十二月二十八日",
            ),
            ("9月10-12日召开", "-----09-10 9月10-12日"),
            ("4月25日至28日，", "-----04-25 4月25日至28日"),
            ("4月26日—5月3日", "-----04-26 4月26日—5月3日"),
            ("4月7、8日", "-----04-07 4月7、8日"),
            ("于2020-09-10发布", "2020-09-10 2020-09-10"),
            (
                "2020/9/1 与 2020.9.2",
                "2020-09-01 2020/9/1; 2020-09-02 2020.9.2",
            ),
            ("on Sept. 10, 2020, the", "2020-09-10 Sept. 10, 2020"),
            ("论文时间：28 Jul 2022", "2022-07-28 28 Jul 2022"),
            (
                "September 3rd and May 4",
                "-----09-03 September 3rd; -----05-04 May 4",
            ),
            ("2017年10月24", "2017-10-24 2017年10月24"),
            ("2026‑09‑12，有人", "2026-09-12 2026‑09‑12"),
            ("10月8号上线", "-----10-08 10月8号"),
            ("某星发射(20200409)", "2020-04-09 20200409"),
            ("【20210306】某刊", "2021-03-06 20210306"),
            ("◎107年7月3日", "2018-07-03 107年7月3日"),
            ("民國95年3月1日，", "2006-03-01 95年3月1日"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_found() {
        for text in [
            "2020年9月",
            "12日",
            "第3月",
            "13月1日",
            "2月30日",
            "https://x.org/2020-09-10/a",
            "版本 1.9.10",
            "2020-2022年",
            "2020-09-10-11",
            "增长9.1月",
            "May he 10",
            "三十二月",
            "9月10",
            "电话 2020-12345",
            "March of time",
            "95年3月",
            "为期107年7月",
            "0000-00-00",
            "编号 20200409",
            "(20201340)",
            "(202004091)",
        ] {
            assert_eq!(shown(text), "", "{text}");
        }
    }
}

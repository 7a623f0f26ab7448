//! The dates of front matter, in every form that people write.
//!
//! A stamp is read whole or not at all; which of two numbers is the month is never guessed. What
//! does not exist (`2021-26-02`) is an error that proposes what was meant.

use jiff::civil::{Date, Time};

use super::token::{Kind, Token, tokens};
use super::{Moment, month_of_word};

/// What a stamp says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stamp {
    /// A day, perhaps with a time.
    Moment(Moment),
    /// A month only (`2020-09`, `2020年9月`): its first day.
    Month(Date),
    /// A year only: its first day.
    Year(Date),
}

/// Why a stamp cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampError {
    /// What is wrong, as in a Diagnostic.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

/// Reads a date of front matter.
///
/// Known: ISO 8601 and RFC 3339 with their usual sloppiness (`2020-9-4`, `2020/09/04`,
/// `2020.09.04`, `20200904`, a space for the `T`, offsets as `+08:00`, `+0800`, `+8`, `Z`), RFC 2822,
/// `10 feb 2023`, `Feb 10, 2023`, `2020年9月4日`, Chinese numerals, full-width digits, times as
/// `2:00 PM` or `19时57分`. Named zones are not looked up: the offset is then unknown.
pub fn read(text: &str) -> Result<Stamp, StampError> {
    let tokens = tokens(text, 40);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
    };
    reader.weekday();
    let written = reader.date().ok_or_else(|| not_a_date(text))?;
    match written {
        Written::Year(year) if reader.is_done() => first_day(text, year, 1).map(Stamp::Year),
        Written::Month(year, month) if reader.is_done() => {
            first_day(text, year, month).map(Stamp::Month)
        }
        Written::Day(day) => {
            let (time, offset) = reader.time().ok_or_else(|| not_a_time(text, &day))?;
            let date = valid_day(text, &day)?;
            Ok(Stamp::Moment(Moment { date, time, offset }))
        }
        _ => Err(not_a_date(text)),
    }
}

/// The numbers of a date before anyone asked whether it exists.
enum Written {
    Day(Numbers),
    Month(u32, u32),
    Year(u32),
}

struct Numbers {
    year: u32,
    month: u32,
    day: u32,
    /// Written as `9/10/2020`: month and day may be the other way round.
    ambiguous: bool,
}

/// What follows the day is neither a time nor an offset.
struct NotATime;

struct Reader<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
}

impl<'t> Reader<'t> {
    fn date(&mut self) -> Option<Written> {
        if let Some(month) = self.month_word() {
            return self.english_month_first(month);
        }
        let (first, width) = self.number()?;
        match width {
            8 => Some(Written::Day(compact(first))),
            4 => Some(self.year_first(first)),
            1 | 2 => self.day_first(first),
            _ => None,
        }
    }

    fn year_first(&mut self, year: u32) -> Written {
        self.mark(['年', '-', '/', '.']);
        let before = self.at;
        let month = self
            .month_word()
            .or_else(|| self.number().filter(|n| n.1 <= 2).map(|n| n.0));
        let Some(month) = month else {
            self.at = before;
            self.mark(['度']);
            return Written::Year(year);
        };
        self.mark(['月', '-', '/', '.']);
        let before = self.at;
        if let Some((day, _)) = self.number().filter(|n| n.1 <= 2) {
            self.mark(['日', '号']);
            return Written::Day(Numbers {
                year,
                month,
                day,
                ambiguous: false,
            });
        }
        self.at = before;
        Written::Month(year, month)
    }

    /// `10 feb 2023`, `10th of February, 2023`, `26/02/2021`, `26.02.2021`.
    fn day_first(&mut self, first: u32) -> Option<Written> {
        self.words(&["st", "nd", "rd", "th"]);
        self.words(&["of"]);
        let separator = self.mark(['-', '/', '.']);
        if let Some(month) = self.month_word() {
            self.mark(['-', '/', '.', ',']);
            let (year, _) = self.number().filter(|n| n.1 == 4)?;
            return Some(Written::Day(Numbers {
                year,
                month,
                day: first,
                ambiguous: false,
            }));
        }
        let separator = separator?;
        let (second, _) = self.number().filter(|n| n.1 <= 2)?;
        self.mark([separator])?;
        let (year, _) = self.number().filter(|n| n.1 == 4)?;
        // With dots the day comes first everywhere; else only a number over 12 tells.
        let day_first = separator == '.' || first > 12;
        let ambiguous = separator != '.' && first <= 12 && second <= 12 && first != second;
        let (day, month) = if day_first {
            (first, second)
        } else {
            (second, first)
        };
        Some(Written::Day(Numbers {
            year,
            month,
            day,
            ambiguous,
        }))
    }

    fn english_month_first(&mut self, month: u32) -> Option<Written> {
        self.mark(['.', '-', '/', ',']);
        let (number, width) = self.number()?;
        if width == 4 {
            return Some(Written::Month(number, month));
        }
        self.words(&["st", "nd", "rd", "th"]);
        self.mark([',', '-', '/']);
        let (year, _) = self.number().filter(|n| n.1 == 4)?;
        Some(Written::Day(Numbers {
            year,
            month,
            day: number,
            ambiguous: false,
        }))
    }

    /// Time and offset up to the end of the text; `None` when something else stands there.
    fn time(&mut self) -> Option<(Option<Time>, Option<i32>)> {
        self.weekday();
        self.mark([',']);
        self.words(&["t", "at"]);
        let afternoon = self.afternoon();
        if self.is_done() {
            return Some((None, None));
        }
        let (hour, width) = self.number()?;
        let (mut hour, mut minute, mut second) = (hour, 0, 0);
        if width == 6 {
            (hour, minute, second) = (hour / 10_000, hour / 100 % 100, hour % 100);
        } else if width == 4 {
            (hour, minute) = (hour / 100, hour % 100);
        } else if self.mark([':', '时', '点', '時']).is_some() {
            minute = self.number().map_or(0, |n| n.0);
            if self.mark([':', '分', '.']).is_some() {
                second = self.number().map_or(0, |n| n.0);
                self.mark(['秒']);
            }
        }
        if self.mark(['.', ',']).is_some() {
            self.number()?; // Fractions of a second tell a reader nothing.
        }
        let afternoon = afternoon.or_else(|| self.afternoon());
        hour = match (afternoon, hour) {
            (Some(true), 1..=11) => hour + 12,
            (Some(false), 12) => 0,
            _ => hour,
        };
        let time = Time::new(
            i8::try_from(hour).ok()?,
            i8::try_from(minute).ok()?,
            i8::try_from(second.min(59)).ok()?,
            0,
        )
        .ok()?;
        let offset = self.offset().ok()?;
        Some((Some(time), offset))
    }

    fn offset(&mut self) -> Result<Option<i32>, NotATime> {
        let mut offset = self.words(&["z", "utc", "gmt", "ut"]).map(|_| 0);
        if let Some(sign) = self.mark(['+', '-', '\u{2212}']) {
            let (number, width) = self.number().ok_or(NotATime)?;
            let (hours, minutes) = if width <= 2 {
                let minutes = self.mark([':']).and_then(|_| self.number());
                (number, minutes.map_or(0, |n| n.0))
            } else {
                (number / 100, number % 100)
            };
            if hours > 15 || minutes > 59 {
                return Err(NotATime);
            }
            let seconds = i32::try_from(hours * 3600 + minutes * 60).map_err(|_| NotATime)?;
            offset = Some(if sign == '+' { seconds } else { -seconds });
        }
        // A zone by name: `CST`, `Asia/Shanghai`, `[Asia/Shanghai]`, `(China Standard Time)`.
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                Kind::Word(_) | Kind::Mark('[' | ']' | '(' | ')' | '/' | '_') => self.at += 1,
                _ => return Err(NotATime),
            }
        }
        Ok(offset)
    }

    /// `Thu,`, `星期四`, `(周四)`.
    fn weekday(&mut self) {
        const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let before = self.at;
        self.mark(['(']);
        if let Some(Kind::Word(word)) = self.kind() {
            let head = word.get(..3).unwrap_or("").to_ascii_lowercase();
            if DAYS.contains(&head.as_str()) {
                self.at += 1;
                self.mark(['.', ',']);
                self.mark([',', ')']);
                return;
            }
        } else if self.mark(['周', '星', '礼']).is_some() {
            self.mark(['期', '拜']);
            if self.number().is_some() || self.mark(['日', '天']).is_some() {
                self.mark([')']);
                return;
            }
        }
        self.at = before;
    }

    fn afternoon(&mut self) -> Option<bool> {
        let before = self.at;
        let first = self.mark(['上', '下', '早', '晚', '中', '凌']);
        if let Some(first) = first {
            self.mark(['午', '上', '晨']);
            return Some(matches!(first, '下' | '晚' | '中'));
        }
        self.at = before;
        let word = self.words(&["am", "pm", "a", "p"])?;
        if self.mark(['.']).is_some() {
            self.words(&["m"]);
            self.mark(['.']);
        }
        Some(word.starts_with(['p', 'P']))
    }

    fn month_word(&mut self) -> Option<u32> {
        let Some(Kind::Word(word)) = self.kind() else {
            return None;
        };
        let month = month_of_word(word)?;
        self.at += 1;
        Some(month)
    }

    fn number(&mut self) -> Option<(u32, usize)> {
        let Some(Kind::Number(value, width)) = self.kind() else {
            return None;
        };
        self.at += 1;
        Some((value, width))
    }

    fn mark<const N: usize>(&mut self, marks: [char; N]) -> Option<char> {
        let Some(Kind::Mark(mark)) = self.kind() else {
            return None;
        };
        marks.contains(&mark).then(|| self.at += 1)?;
        Some(mark)
    }

    fn words(&mut self, words: &[&str]) -> Option<&'t str> {
        let Some(Kind::Word(word)) = self.kind() else {
            return None;
        };
        let known = words.iter().any(|known| known.eq_ignore_ascii_case(word));
        known.then(|| self.at += 1)?;
        Some(word)
    }

    fn kind(&self) -> Option<Kind<'t>> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn is_done(&self) -> bool {
        self.at == self.tokens.len()
    }
}

/// `20200904`.
fn compact(value: u32) -> Numbers {
    Numbers {
        year: value / 10_000,
        month: value / 100 % 100,
        day: value % 100,
        ambiguous: false,
    }
}

fn valid_day(text: &str, day: &Numbers) -> Result<Date, StampError> {
    let Numbers {
        year,
        month,
        day,
        ambiguous,
    } = *day;
    let error = |message: String, hint: String| Err(StampError { message, hint });
    if ambiguous {
        let (iso, other) = (iso(year, month, day), iso(year, day, month));
        return error(
            format!("the date `{}` can be read two ways", text.trim()),
            format!("write `{iso}` or `{other}`"),
        );
    }
    if let Some(date) = date(year, month, day) {
        return Ok(date);
    }
    if date(year, day, month).is_some() {
        return error(
            format!(
                "the date `{}` has no valid month: there is no month {month}",
                text.trim()
            ),
            format!("write `{}` if that day was meant", iso(year, day, month)),
        );
    }
    let message = format!("the date `{}` does not exist", text.trim());
    match date(year, month, 1) {
        Some(first) => error(
            message,
            format!(
                "{} has {} days",
                first.strftime("%Y-%m"),
                first.days_in_month()
            ),
        ),
        None => error(message, EXAMPLE.to_owned()),
    }
}

fn first_day(text: &str, year: u32, month: u32) -> Result<Date, StampError> {
    date(year, month, 1).ok_or_else(|| StampError {
        message: format!("the date `{}` does not exist", text.trim()),
        hint: EXAMPLE.to_owned(),
    })
}

const EXAMPLE: &str = "write it as `2020-09-30` or `2020-09-30 08:00:00 +08:00`";

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    if year == 0 {
        return None;
    }
    let [month, day] = [month, day].map(|n| i8::try_from(n).ok());
    Date::new(i16::try_from(year).ok()?, month?, day?).ok()
}

fn iso(year: u32, month: u32, day: u32) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn not_a_date(text: &str) -> StampError {
    StampError {
        message: format!("`{}` is not a date", shortened(text)),
        hint: EXAMPLE.to_owned(),
    }
}

fn not_a_time(text: &str, day: &Numbers) -> StampError {
    let day = iso(day.year, day.month, day.day);
    StampError {
        message: format!(
            "what follows the day in `{}` is not a time",
            shortened(text)
        ),
        hint: format!("write `{day}` or `{day} 08:00:00 +08:00`"),
    }
}

/// Enough of the text to recognise it in a message.
fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line: the day, then the time and the offset in minutes where there are any.
    fn shown(stamp: &Result<Stamp, StampError>) -> String {
        match stamp {
            Ok(Stamp::Moment(moment)) => {
                let time = moment.time.map(|time| format!(" {time}"));
                let offset = moment.offset.map(|offset| format!(" {:+}", offset / 60));
                let [time, offset] = [time, offset].map(Option::unwrap_or_default);
                format!("{}{time}{offset}", moment.date)
            }
            Ok(Stamp::Month(first)) => format!("month {}", first.strftime("%Y-%m")),
            Ok(Stamp::Year(first)) => format!("year {}", first.year()),
            Err(error) => format!("{}; {}", error.message, error.hint),
        }
    }

    #[test]
    fn dates_of_front_matter_are_read_in_every_form() {
        for (text, expected) in [
            ("2025-02-25 19:57:13 +08:00", "2025-02-25 19:57:13 +480"),
            ("2023-12-15T21:47:31+0800", "2023-12-15 21:47:31 +480"),
            ("2020-06-04T11:40:00+08:00", "2020-06-04 11:40:00 +480"),
            ("2018-07-16 16:00:00 -0500", "2018-07-16 16:00:00 -300"),
            ("2017-09-05 2:00:20 -0400", "2017-09-05 02:00:20 -240"),
            ("2019-01-02 03:04:05 -5", "2019-01-02 03:04:05 -300"),
            ("2021-08-30T16:00:00", "2021-08-30 16:00:00"),
            (
                "1979-05-27T07:32:00.999999-07:00",
                "1979-05-27 07:32:00 -420",
            ),
            ("2020-09-10T00:00:00.000Z", "2020-09-10 00:00:00 +0"),
            ("2020-09-10 08:00:00 UTC", "2020-09-10 08:00:00 +0"),
            ("2020-09-10 08:00:00 GMT+8", "2020-09-10 08:00:00 +480"),
            ("2020-09-10 08:00 Asia/Shanghai", "2020-09-10 08:00:00"),
            (
                "2020-09-10T08:00+08:00[Asia/Shanghai]",
                "2020-09-10 08:00:00 +480",
            ),
            ("2020-09-10", "2020-09-10"),
            (" 2020-9-4 ", "2020-09-04"),
            ("2020/9/10", "2020-09-10"),
            ("2020.09.10", "2020-09-10"),
            ("20200910", "2020-09-10"),
            ("20200910T080000Z", "2020-09-10 08:00:00 +0"),
            ("2020年8月8日", "2020-08-08"),
            ("2020 年 8 月 8 日 星期六", "2020-08-08"),
            ("２０２０年９月１０日", "2020-09-10"),
            ("二〇二〇年九月十日", "2020-09-10"),
            ("2020年9月10日 下午3时05分", "2020-09-10 15:05:00"),
            ("2020年9月10号（周四）9点30分", "2020-09-10 09:30:00"),
            ("10 feb 2023", "2023-02-10"),
            ("10th of February, 2023", "2023-02-10"),
            ("10-Feb-2023", "2023-02-10"),
            ("Feb 10, 2023", "2023-02-10"),
            ("Sept. 7th 2020", "2020-09-07"),
            (
                "Thursday, September 10, 2020 at 2:05 PM",
                "2020-09-10 14:05:00",
            ),
            ("Feb 10, 2023 12:00 a.m.", "2023-02-10 00:00:00"),
            (
                "Thu, 10 Sep 2020 21:47:31 +0800",
                "2020-09-10 21:47:31 +480",
            ),
            ("10 Sep 2020 21:47:31 GMT", "2020-09-10 21:47:31 +0"),
            ("26/02/2021", "2021-02-26"),
            ("02/26/2021", "2021-02-26"),
            ("10.09.2020", "2020-09-10"),
            ("2016-12-31 23:59:60Z", "2016-12-31 23:59:59 +0"),
            ("2020-09", "month 2020-09"),
            ("2020年9月", "month 2020-09"),
            ("September 2020", "month 2020-09"),
            ("2020", "year 2020"),
            ("2020年度", "year 2020"),
        ] {
            assert_eq!(shown(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn dates_that_do_not_exist_are_refused_with_a_remedy() {
        for (text, expected) in [
            (
                "2021-26-02",
                "the date `2021-26-02` has no valid month: there is no month 26; \
                 write `2021-02-26` if that day was meant",
            ),
            (
                "2020-19-10",
                "the date `2020-19-10` has no valid month: there is no month 19; \
                 write `2020-10-19` if that day was meant",
            ),
            (
                "2021-02-30",
                "the date `2021-02-30` does not exist; 2021-02 has 28 days",
            ),
            (
                "0000-00-00",
                "the date `0000-00-00` does not exist; \
                 write it as `2020-09-30` or `2020-09-30 08:00:00 +08:00`",
            ),
            (
                "09/10/2020",
                "the date `09/10/2020` can be read two ways; write `2020-09-10` or `2020-10-09`",
            ),
            (
                "2020-09-10 25:00",
                "what follows the day in `2020-09-10 25:00` is not a time; \
                 write `2020-09-10` or `2020-09-10 08:00:00 +08:00`",
            ),
            (
                "next week",
                "`next week` is not a date; \
                 write it as `2020-09-30` or `2020-09-30 08:00:00 +08:00`",
            ),
        ] {
            assert_eq!(shown(&read(text)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_never_half_read() {
        for text in [
            "",
            "12",
            "20-09-10",
            "108591059",
            "2020-09-10 and later",
            "2020-09-10, 2020-09-12",
            "2020-09-10-3",
            "<date created on, in ISO 8601 (yyyy-mm-dd) format>",
            "0000",
            "99999999999999",
            "2020-13",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[0-9年月日: +/.TZa-z-]{0,30}") {
            let _ = read(&text);
        }

        #[test]
        fn every_day_is_read_back(year in 1_i16..9999, day in 1_i16..365) {
            let date = Date::constant(year, 1, 1).checked_add(jiff::Span::new().days(day))?;
            let stamp = Stamp::Moment(Moment { date, time: None, offset: None });
            proptest::prop_assert_eq!(read(&date.to_string()), Ok(stamp));
        }
    }
}

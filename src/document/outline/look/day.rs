//! Days at the head of a line or anywhere in it, and datelines.

use super::character::{is_blank, is_decoration};
use crate::date::relative;
use crate::date::text::{days, republic_year};
use crate::fold::clip;
use crate::lexicon::outline_words;

/// A date of month or day at the head of a text: how many bytes, and whether it names a day.
pub(in crate::document::outline) fn date_lead(text: &str) -> Option<(usize, bool)> {
    let mut scan = Scan { text, at: 0 };
    scan.spaces();
    let opened = scan.any(&['【', '[', '（', '(']);
    let republic = scan.word("民国");
    let start = scan.at;
    let first = scan.number(4)?;
    let mut day = false;
    let of_republic = scan.text[scan.at..].starts_with('年')
        && republic_year(&text[..start], first.cast_signed(), scan.at - start).is_some();
    if republic && !of_republic {
        return None;
    }
    if (1900..2100).contains(&first) || of_republic {
        scan.spaces();
        if scan.any(&['年']) {
            scan.spaces();
            match scan.number(2) {
                Some(1..=12) => {
                    scan.spaces();
                    if scan.any(&['月']) {
                        day = scan.day();
                    }
                }
                _ => return None,
            }
        } else if scan.any(&SEPARATORS) {
            if !matches!(scan.number(2), Some(1..=12)) || !scan.any(&SEPARATORS) {
                return None;
            }
            day = matches!(scan.number(2), Some(1..=31));
            if !day {
                return None;
            }
        } else {
            return None;
        }
    } else if (1..=12).contains(&first) {
        scan.spaces();
        if !scan.any(&['月']) {
            return None;
        }
        day = scan.day();
    } else {
        return None;
    }
    if opened && !scan.any(&['】', ']', '）', ')']) {
        return None;
    }
    Some((scan.at, day))
}

/// What parts the numbers of a day.
const SEPARATORS: [char; 6] = ['-', '/', '.', '\u{2010}', '\u{2011}', '－'];

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn spaces(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\u{3000}']).len();
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.text[self.at..].starts_with(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    fn any(&mut self, wanted: &[char]) -> bool {
        match self.text[self.at..].chars().next() {
            Some(c) if wanted.contains(&c) => {
                self.at += c.len_utf8();
                true
            }
            _ => false,
        }
    }

    /// A number of at most this many digits.
    fn number(&mut self, most: usize) -> Option<u32> {
        let mut value = 0;
        let mut digits = 0;
        for c in self.text[self.at..].chars() {
            let digit = match c {
                '0'..='9' => u32::from(c) - u32::from('0'),
                '０'..='９' => u32::from(c) - u32::from('０'),
                _ => break,
            };
            if digits == most {
                return None;
            }
            value = value * 10 + digit;
            digits += 1;
            self.at += c.len_utf8();
        }
        (digits > 0).then_some(value)
    }

    /// `5日`, `5-7日`, `5日至7日`, `5日—6月2日`.
    fn day(&mut self) -> bool {
        self.spaces();
        let before = self.at;
        if !matches!(self.number(2), Some(1..=31)) {
            self.at = before;
            return false;
        }
        self.spaces();
        let had_day = self.any(&['日', '号']);
        if self.any(&['-', '至', '—', '~', '～', '－', '–', '到', '、']) {
            self.spaces();
            let after = self.at;
            if self.number(2).is_some() {
                self.spaces();
                if self.any(&['月']) {
                    self.number(2);
                }
                return self.any(&['日', '号']) || had_day;
            }
            self.at = after;
        }
        if !had_day {
            self.at = before;
        }
        had_day
    }
}

/// Characters of the longest dateline.
const LONGEST_DATELINE: usize = 28;

/// Characters in which an English day at the head of a text stands.
const ENGLISH_DAY: usize = 24;

/// Where the English day at the head of a text ends: `April 6. The …`, `6 Sept 2021 – …`.
pub(in crate::document::outline) fn english_lead(text: &str) -> Option<usize> {
    let may = text.starts_with(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
    let head = clip(text, ENGLISH_DAY);
    let lettered = may && head.is_ascii() && head.bytes().any(|byte| byte.is_ascii_digit());
    let day = lettered.then(|| days(head).into_iter().next()).flatten()?;
    (day.span.start == 0).then_some(day.span.end)
}

/// Whether a text is a dateline and nothing else: `新华社莫斯科12月5日电`, `本报3月9日讯`.
pub(in crate::document::outline) fn is_dateline(text: &str) -> bool {
    let text = text.trim();
    let ends = text.ends_with(['电', '讯']) || text.ends_with("消息") || text.ends_with("报道");
    ends && text.chars().nth(LONGEST_DATELINE).is_none() && has_day(text)
}

/// Bytes of `日电` or `日讯`.
const DAY_SENT: usize = "日电".len();

/// Whether a text begins with a dateline: `【莫斯科12月5日电】…`, `（本报3月9日讯）…`, `某社北京3月9日电 …`.
pub(in crate::document::outline) fn has_dateline(text: &str) -> bool {
    let text = text.trim_start_matches(is_blank);
    let inner = text.strip_prefix(['【', '（', '(', '[', '〔']);
    let head = clip(inner.unwrap_or(text), LONGEST_DATELINE + 2);
    let end = if inner.is_some() {
        head.find(['】', '）', ')', ']', '〕'])
    } else {
        let end = |(at, _): (usize, &str)| {
            let sent = head[at..].get(..DAY_SENT)?;
            sent.ends_with(['电', '讯']).then_some(at + DAY_SENT)
        };
        let end = head.match_indices('日').find_map(end);
        end.filter(|&end| !head[..end].contains(['，', '。', '、', '：']))
    };
    end.is_some_and(|end| is_dateline(&head[..end]))
}

/// Whether a text begins by saying when: `5月27日至28日，…`, `近日，…`.
pub(in crate::document::outline) fn begins_with_time(text: &str) -> bool {
    let text = text.trim_start_matches(is_blank);
    matches!(date_lead(text), Some((_, true)))
        || relative::begins(text)
        || text.starts_with("当地时间")
}

/// Longest line that is nothing but a day, in bytes.
const LONGEST_DAY: usize = 48;

/// Whether a text is nothing but a day, its weekday or an ornament beside it.
pub(in crate::document::outline) fn is_day(text: &str) -> bool {
    if text.len() > LONGEST_DAY {
        return false;
    }
    let text = text.trim_start_matches(|c| is_blank(c) || is_decoration(c));
    let Some((end, true)) = date_lead(text) else {
        return is_english_day(text);
    };
    text[end..].chars().all(|c| {
        is_blank(c)
            || is_decoration(c)
            || "（）()【】[]，,：:。.日星期礼拜周一二三四五六天上下午早晚间".contains(c)
    })
}

/// The day between brackets behind the name of a column: `每日新闻(2018-12-11)`.
pub(in crate::document::outline) fn boxed_day(title: &str) -> Option<&str> {
    let inner = title.trim_end().strip_suffix([')', '）'])?;
    let (name, day) = inner.rsplit_once(['(', '（'])?;
    let named = outline_words().digest.end_of(name.trim_end());
    (named && is_day(day)).then_some(day)
}

/// `Monday, 12 May 2024`, `May 12`.
fn is_english_day(text: &str) -> bool {
    if !text.is_ascii() || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let [day] = &days(text)[..] else {
        return false;
    };
    let beside = [&text[..day.span.start], &text[day.span.end..]];
    let mut words = beside
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    words.all(|word| word.is_empty() || word.ends_with("day"))
}

/// Words right after a day that make it a deadline or the day that a rule takes effect.
const DEADLINE: [&str; 8] = ["前", "之前", "以前", "起", "止", "截止", "至", "到"];

/// Whether a day stands in a text by which something was reported, not one that is a deadline.
pub(super) fn has_day_of_report(text: &str) -> bool {
    any_day(text, |after| {
        !DEADLINE
            .iter()
            .any(|word| after.trim_start().starts_with(word))
    }) || has_english_day(text)
}

/// Words right before an English day that make it something else than the day of a report.
const ENGLISH_DEADLINE: [&str; 6] = ["until", "by", "before", "from", "through", "since"];

/// Whether an English day stands in a text that is not a deadline: `On March 12, …`.
fn has_english_day(text: &str) -> bool {
    let may = text.is_ascii() && text.bytes().any(|byte| byte.is_ascii_digit());
    may && days(text).first().is_some_and(|day| {
        let before = text[..day.span.start].trim_end();
        !ENGLISH_DEADLINE.iter().any(|word| before.ends_with(word)) && !before.contains(" will ")
    })
}

/// Whether `M月D日` or `YYYY-MM-DD` stands in a text.
pub(in crate::document::outline) fn has_day(text: &str) -> bool {
    any_day(text, |_| true)
}

/// Whether a day stands in a text with words after it that fit.
fn any_day(text: &str, fits: impl Fn(&str) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts_number =
            bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit());
        if starts_number
            && let Some((end, true)) = date_lead(&text[at..])
            && fits(&text[at + end..])
        {
            return true;
        }
        at += 1;
    }
    false
}

/// The year of a date at the head of a text, when it is written.
pub(in crate::document::outline) fn lead_year(text: &str) -> Option<u32> {
    let digits: String = text
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    (digits.len() == 4).then(|| digits.parse().ok()).flatten()
}

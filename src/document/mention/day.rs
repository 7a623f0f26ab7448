//! The day of an Item: of the event, or of the report about it.
//!
//! The first day that stands at the head of the text counts, unless its surroundings say that it is
//! something else: a target, a deadline, the day a rule takes effect, the base of a comparison. A
//! day without a year takes it from a full date in the Item, else from what the Document covers,
//! else from other full dates in the Document. The stamp in the front matter never gives a year
//! against the title, because it may be the day of a migration.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Clock, Dated, ItemText, Mention, Notes, Trust};
use crate::date::relative;
use crate::date::text::{Day, days};
use crate::document::{DateStatus, ItemDate};
use crate::lexicon::Words;

/// Sentences at the head of a body in which a day is the Item's day; further down it is history.
const HEAD_SENTENCES: usize = 2;

/// Characters of the shortest line that is a sentence.
const SHORTEST_LINE: usize = 12;

/// Characters at the head of a body, where its sentences are long.
const HEAD_CHARACTERS: usize = 160;

/// Days after the end of the period that an event may lie: digests close some days late.
const AFTER_PERIOD: i32 = 14;

/// Days after the day of publication: time zones, nothing more. What lies beyond is yet to come.
const AFTER_STAMP: i32 = 1;

/// Days before its start: older events are background.
const BEFORE_PERIOD: i32 = 120;

/// [`relative::WORDS`], to be found in a text.
static RELATIVE: LazyLock<Words> = LazyLock::new(|| Words::new(relative::WORDS));

/// Words right before a day that make it something else than the event.
const BEFORE: [&str; 44] = [
    "将于",
    "拟于",
    "定于",
    "计划于",
    "预定于",
    "预计于",
    "预计在",
    "有望于",
    "有望在",
    "将在",
    "最迟",
    "最晚",
    "不迟于",
    "不晚于",
    "截至",
    "截止",
    "截止到",
    "截止至",
    "截止时间为",
    "截止日期为",
    "截止时间",
    "截止日期",
    "期限为",
    "有效期至",
    "到",
    "至",
    "直到",
    "延至",
    "延期至",
    "推迟至",
    "推迟到",
    "延长至",
    "自",
    "从",
    "于今年",
    "较",
    "比",
    "早在",
    "始于",
    "成立于",
    "生于",
    "预计",
    "until ",
    "by ",
];

/// Words right after a day that do the same.
const AFTER: [&str; 26] = [
    "起施行",
    "起实施",
    "起正式施行",
    "起正式实施",
    "起执行",
    "起生效",
    "起试行",
    "施行",
    "生效",
    "正式生效",
    "开始施行",
    "前",
    "之前",
    "以前",
    "前完成",
    "为止",
    "止",
    "截止",
    "起至",
    "至今",
    "以来",
    "后生效",
    "同期",
    "正式施行",
    "起，",
    "起",
];

/// Finds the day of an Item.
pub(super) fn read(item: &ItemText<'_>, clock: &Clock, notes: &mut Notes) -> Dated {
    let in_headline = days(item.headline);
    let head = &item.body[..head_length(item.body)];
    let mut in_body = days(head);
    in_body.sort_by_key(|day| field(head, day));
    let month = leading_month(head);
    let own_year = in_headline.iter().chain(&in_body).find_map(|day| day.year);
    for (text, day, line) in in_body
        .iter()
        .map(|day| (head, day, item.line(day.span.start)))
        .chain(
            in_headline
                .iter()
                .map(|day| (item.headline, day, item.headline_line)),
        )
    {
        let words = &text[day.span.clone()];
        let mention = |reading: String| Mention {
            words: words.to_owned(),
            line,
            reading,
        };
        let other_month = month.filter(|&month| i32::from(day.month) != month);
        let reason = other_month.map(|month| format!("the text begins with month {month}"));
        if let Some(reason) = reason.or_else(|| not_the_event(text, day)) {
            notes.add(|| mention(format!("a day, not of the event: {reason}")));
            continue;
        }
        match resolve(day, own_year, clock) {
            Resolved::Known(date, status, from) => {
                notes.add(|| mention(format!("the item's day {date}, year from {from}")));
                return Dated {
                    day: ItemDate {
                        date: Some(date),
                        status,
                    },
                    evidence: Some(format!("{words}；年份：{from}")),
                };
            }
            Resolved::Distant => notes.add(|| mention("a day too far from the period".to_owned())),
            Resolved::NoYear => {
                notes.add(|| mention("a day without a year to be found".to_owned()));
            }
        }
    }
    boxed(item, clock, notes)
        .or_else(|| bare(item, head, clock, notes))
        .or_else(|| credited(item, clock, notes))
        .unwrap_or_else(|| relative(item, head, notes))
}

/// What a day at the head of a line is by its label: the text tells the day of the event better than a field
/// that says when it was reported, and that one better than when a rule takes effect.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    /// It has no label.
    Text,
    /// `时间：3月9日`
    Report,
    /// `生效日期：3月9日`
    Effect,
}

/// Characters of the longest label of a day.
const LONGEST_LABEL: usize = 8;

fn field(text: &str, day: &Day) -> Field {
    let line = text[..day.span.start].rfind('\n').map_or(0, |at| at + 1);
    let before = text[line..day.span.start].trim();
    let label = before.strip_suffix(['：', ':']).map(str::trim_end);
    match label.filter(|label| label.chars().nth(LONGEST_LABEL).is_none()) {
        Some(label) if label.contains("效") || label.contains("施") => Field::Effect,
        Some(label) if label.ends_with("时间") || label.ends_with("日期") => Field::Report,
        _ => Field::Text,
    }
}

/// The day between brackets at either end of a headline: `[09-06] …`, `…（7.27）`. Such numbers could
/// be anything, and are a day only where the Document covers it.
fn boxed(item: &ItemText<'_>, clock: &Clock, notes: &mut Notes) -> Option<Dated> {
    let words = item.headline.trim();
    let open = |c| matches!(c, '[' | '【' | '（' | '(' | '［');
    let close = |c| matches!(c, ']' | '】' | '）' | ')' | '］');
    let first = || words.strip_prefix(open)?.split_once(close);
    let last = || words.strip_suffix(close)?.rsplit_once(open);
    let ends = [
        first().map(|(inner, _)| inner),
        last().map(|(_, inner)| inner),
    ];
    let (inner, day) = ends
        .into_iter()
        .flatten()
        .find_map(|inner| Some((inner, month_and_day(inner)?)))?;
    let (period, _) = clock.period.as_ref()?;
    let Resolved::Known(date, status, from) = resolve(&day, None, clock) else {
        return None;
    };
    if i64::from(distance(date, period.start, period.end)) > AROUND.0 {
        return None;
    }
    notes.add(|| Mention {
        words: inner.to_owned(),
        line: item.headline_line,
        reading: format!("the item's day {date}, year from {from}"),
    });
    Some(Dated {
        day: ItemDate {
            date: Some(date),
            status,
        },
        evidence: Some(format!("{inner}；年份：{from}")),
    })
}

/// Characters of the longest line of credits.
const LONGEST_CREDITS: usize = 60;

/// The day of the report in a line of credits below the text, a part of its own among others:
/// `某网 · 作者 · 9月6日 23:57`.
fn credited(item: &ItemText<'_>, clock: &Clock, notes: &mut Notes) -> Option<Dated> {
    let mut at = 0;
    for line in item.body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        // A line that says where a piece comes from may name several sources before the day.
        let named = line.trim_start().starts_with("来源");
        let is_joint = |c: char| PARTS.contains(&c) || named && matches!(c, '，' | ',' | '：');
        if line.trim().chars().nth(LONGEST_CREDITS).is_some() || !line.contains(is_joint) {
            continue;
        }
        let mut parts = line.split(is_joint).map(str::trim);
        let Some((words, day)) = parts.find_map(|part| Some((part, only_day(part)?))) else {
            continue;
        };
        let Resolved::Known(date, status, from) = resolve(&day, day.year, clock) else {
            continue;
        };
        notes.add(|| Mention {
            words: words.to_owned(),
            line: item.line(start),
            reading: format!("the item's day {date}, year from {from}"),
        });
        return Some(Dated {
            day: ItemDate {
                date: Some(date),
                status,
            },
            evidence: Some(format!("{words}；年份：{from}")),
        });
    }
    None
}

/// What parts the credits of a line.
const PARTS: [char; 5] = ['·', '|', '｜', '丨', '•'];

/// The day that a text is, with the time by the clock or without.
fn only_day(text: &str) -> Option<Day> {
    let day = days(text).into_iter().next()?;
    let clock = |c: char| c.is_ascii_digit() || matches!(c, ':' | '：' | ' ');
    let alone = day.span.start == 0 && text[day.span.end..].chars().all(clock);
    alone.then_some(day)
}

/// `09-06`, `9/6`, `9.6`.
fn month_and_day(text: &str) -> Option<Day> {
    let (month, day) = text.trim().split_once(['-', '/', '.'])?;
    let number = |text: &str| {
        (1..=2)
            .contains(&text.len())
            .then(|| text.parse::<i8>().ok())?
    };
    let day = Day {
        span: 0..text.len(),
        year: None,
        month: number(month)?,
        day: number(day)?,
    };
    // A year with all days tells whether there is such a day.
    day.in_year(2000).map(|_| day)
}

/// Days around a period within which a day of the month without its month is looked for.
const AROUND: (i64, i64) = (10, 3);

/// Characters before a bare day that begin a clause, and words that may stand there.
const BARE_BEFORE: [&str; 19] = [
    "。", "，", "；", "：", "（", "(", "【", "\n", "本月", "当月", "记者", "于", "讯", "、", "在",
    ",", ":", "据", "时间",
];

/// Words right after a bare day that say what was done: who did it stands before (`某部9日称`, `某人21日在`).
const TELLS: [&str; 33] = [
    "称", "说", "表示", "宣布", "发布", "通报", "报道", "公布", "证实", "在", "上午", "下午", "晚",
    "凌晨", "揭晓", "开幕", "闭幕", "举行", "召开", "启动", "印发", "出台", "签署", "抵达", "会见",
    "出席", "主持", "发射", "宣判", "通车", "通过", "三读", "批准",
];

/// Characters before a number of days that make it a duration or a rank.
const COUNTS: &str = "第每逾近达共约过隔时满仅历月年至到期来后前内续整这那长余多假用、-—~～";

/// Whether who reports stands right before a bare day, and that he does right after it.
fn tells(before: &str, after: &str) -> bool {
    let who = before.chars().next_back();
    TELLS.iter().any(|word| after.starts_with(word))
        && who.is_some_and(|c| c.is_alphabetic() && !c.is_ascii() && !COUNTS.contains(c))
}

/// Characters right after a bare day: `10日上午`, `10日电`, `8日至10日`.
const BARE_AFTER: &str = "，,：:）)】至—-~～上下晚凌早晨中午夜当讯电消在从宣表公获印发举召开、 ";

/// A day of the month without its month, where only one day near the period is meant: `10日上午`.
fn bare(item: &ItemText<'_>, head: &str, clock: &Clock, notes: &mut Notes) -> Option<Dated> {
    let (period, from) = clock.period.as_ref()?;
    if days_between(period.start, period.end) > 31 || matches!(clock.trust, Trust::Met) {
        return None;
    }
    let (span, number) = bare_days(head).next()?;
    let last = if clock.trust == Trust::Stamp {
        0
    } else {
        AROUND.1
    };
    let start = period.start.checked_sub(AROUND.0.days()).ok()?;
    let end = period.end.checked_add(last.days()).ok()?;
    let near = start.series(1.day()).take_while(|date| *date <= end);
    let mut meant = near.filter(|date| date.day() == number);
    let date = meant.next().filter(|_| meant.next().is_none())?;
    let words = &head[span.clone()];
    notes.add(|| Mention {
        words: words.to_owned(),
        line: item.line(span.start),
        reading: format!("the item's day {date}, month and year from {from}"),
    });
    Some(Dated {
        day: ItemDate {
            date: Some(date),
            status: DateStatus::YearInferred,
        },
        evidence: Some(format!("{words}；年月：{from}（{}）", period.label)),
    })
}

/// Days of the month that stand without their month at the head of a clause.
fn bare_days(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, i8)> + '_ {
    text.match_indices('日').filter_map(|(at, sign)| {
        let before = &text[..at];
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let start = at - digits;
        let number: i8 = text[start..at].parse().ok()?;
        let begins = before[..start].trim_end_matches(' ');
        let begins = begins.is_empty() || BARE_BEFORE.iter().any(|word| begins.ends_with(word));
        let end = at + sign.len();
        let goes_on = text[end..].starts_with(|c| BARE_AFTER.contains(c));
        let told = begins && goes_on || tells(&before[..start], &text[end..]);
        let plain = !inside_title(text, start) && not_in_deadline(&text[..start]);
        ((1..=31).contains(&number) && told && plain).then_some((start..end, number))
    })
}

fn not_in_deadline(before: &str) -> bool {
    let clause = clause_before(before);
    !DEADLINES.iter().any(|word| clause.contains(word))
        && !BEFORE.iter().any(|word| before.ends_with(word))
}

/// The day that a title is.
pub(super) fn of_title(title: &str, clock: &Clock) -> Option<Dated> {
    let day = days(title).into_iter().next()?;
    match resolve(&day, day.year, clock) {
        Resolved::Known(date, status, from) => Some(Dated {
            day: ItemDate {
                date: Some(date),
                status,
            },
            evidence: Some(format!("小标题 {}；年份：{from}", &title[day.span])),
        }),
        Resolved::Distant | Resolved::NoYear => None,
    }
}

/// The month that a text begins with, without a day: `12月，…`. Days of other months in it are
/// those of something else.
fn leading_month(text: &str) -> Option<i32> {
    let text = text.trim_start();
    let text = text
        .split_once('年')
        .filter(|(year, _)| year.len() <= 6)
        .map_or(text, |(_, rest)| rest);
    let (month, rest) = text.split_once('月')?;
    let month = month
        .trim()
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    rest.trim_start()
        .starts_with(['，', ',', '\n', '：'])
        .then_some(month)
}

/// What a day without its year comes to.
enum Resolved {
    /// A date, how sure, and where the year came from.
    Known(Date, DateStatus, String),
    /// The nearest date lies outside what the Document can report.
    Distant,
    /// Nothing tells the year.
    NoYear,
}

fn resolve(day: &Day, own_year: Option<i16>, clock: &Clock) -> Resolved {
    if let Some(date) = day.date() {
        let distant = clock
            .period
            .as_ref()
            .is_some_and(|(period, _)| match clock.trust {
                Trust::Met => false,
                Trust::Stamp => days_between(period.end, date) > AFTER_STAMP,
                Trust::Covered => {
                    days_between(period.end, date) > AFTER_PERIOD
                        || days_between(date, period.start) > 3 * BEFORE_PERIOD
                }
            });
        return if distant {
            Resolved::Distant
        } else {
            Resolved::Known(date, DateStatus::Explicit, "本条".to_owned())
        };
    }
    if let Some((period, from)) = &clock.period {
        let years = period.start.year() - 1..=period.end.year() + 1;
        let most = match clock.trust {
            Trust::Met => i32::MAX,
            Trust::Stamp => AFTER_STAMP,
            Trust::Covered => AFTER_PERIOD,
        };
        let past = |date: &Date| days_between(period.end, *date) <= most;
        let nearest = years.filter_map(|year| day.in_year(year)).filter(past);
        let nearest = nearest.min_by_key(|&date| distance(date, period.start, period.end));
        return match nearest {
            Some(date) if days_between(date, period.start) <= BEFORE_PERIOD => Resolved::Known(
                date,
                DateStatus::YearInferred,
                format!("{from}（{}）", period.label),
            ),
            _ if clock.trust == Trust::Stamp => match beside(day, &clock.others) {
                Some(date) if days_between(period.end, date) <= AFTER_STAMP => {
                    Resolved::Known(date, DateStatus::YearInferred, "文中其他日期".to_owned())
                }
                _ => Resolved::Distant,
            },
            _ => Resolved::Distant,
        };
    }
    let other = own_year.map(|year| (year, "本条")).or_else(|| {
        clock
            .others
            .first()
            .map(|date| (date.year(), "文中其他日期"))
    });
    match other.and_then(|(year, from)| Some((day.in_year(year)?, from))) {
        Some((date, from)) => Resolved::Known(date, DateStatus::YearInferred, from.to_owned()),
        None => Resolved::NoYear,
    }
}

/// Days between a day without its year and a full date that tells it.
const BESIDE: i32 = 31;

/// A day in the year of the full dates around it, when these name only one year: a digest that was
/// filed long after.
fn beside(day: &Day, others: &[Date]) -> Option<Date> {
    let near = |other: &&Date| {
        let date = day.in_year(other.year());
        date.is_some_and(|date| days_between(date, **other).abs() <= BESIDE)
    };
    let mut found = others.iter().filter(near).map(|other| other.year());
    let year = found.next()?;
    found
        .all(|other| other == year)
        .then(|| day.in_year(year))?
}

/// Days from one date to a later one; negative when it is earlier.
fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Days between a date and the nearest day of a period.
fn distance(date: Date, start: Date, end: Date) -> i32 {
    days_between(end, date)
        .max(days_between(date, start))
        .max(0)
}

/// Why a day is not the day of the event.
fn not_the_event(text: &str, day: &Day) -> Option<String> {
    let before = text[..day.span.start].trim_end_matches([' ', '（', '(', '至', '年']);
    let before = if text[..day.span.start].ends_with('至') {
        &text[..day.span.start]
    } else {
        before
    };
    let after = text[day.span.end..].trim_start_matches(' ');
    if let Some(word) = BEFORE.iter().find(|word| before.ends_with(**word)) {
        // 记者从3月9日召开的会上获悉 names a source, 从3月10日起 a beginning.
        let source = matches!(*word, "从") && after.contains("获悉");
        if !source {
            return Some(format!("after `{word}`"));
        }
    }
    if let Some(word) = AFTER.iter().find(|word| after.starts_with(**word)) {
        // 9月10日前后 is about that day; 起 in 起草 belongs to the next word.
        let rest = &after[word.len()..];
        let other_word = (*word == "前" && rest.starts_with(['后', '夕', '往', '来']))
            || (*word == "起" && rest.starts_with(['草', '诉', '火', '飞']))
            // 发布日期：3月8日 生效日期：…: the next field.
            || rest.starts_with("日期")
            || rest.starts_with("时间");
        if !other_word {
            return Some(format!("before `{word}`"));
        }
    }
    let clause = clause_before(before);
    if DEADLINES.iter().any(|word| clause.contains(word)) {
        return Some("in a clause about a deadline".to_owned());
    }
    if clause.contains(" will ") || clause.starts_with("will ") {
        return Some("in a clause about what will be".to_owned());
    }
    if let Some(word) = near_in_clause(after) {
        return Some(format!("background of what happened `{word}`"));
    }
    inside_title(text, day.span.start).then(|| "inside a title".to_owned())
}

/// Words in a clause that is about a deadline.
const DEADLINES: [&str; 6] = ["截止", "截至", "有效期", "期限", "到期", "deadline"];

/// A near word after a day in the same clause: `9月10日开工的大桥近日合龙` happened 近日.
fn near_in_clause(after: &str) -> Option<&'static str> {
    let end = after.find(['，', '。', '；', ',', '\n', '：', '、', '）']);
    let clause = &after[..end.unwrap_or(after.len())];
    let of = clause.find('的')?;
    let word = ["近日", "日前", "近期", "昨日", "本周", "今日", "昨天"];
    word.into_iter().find(|word| clause[of..].contains(word))
}

/// The words since the last comma or full stop.
fn clause_before(text: &str) -> &str {
    let start = text
        .rfind(['，', '。', '；', ',', '\n', '！', '？'])
        .map_or(0, |at| at + 1);
    let start = (start..=text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len());
    &text[start..]
}

/// Whether a byte lies between 《 and 》.
fn inside_title(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line..at];
    before
        .rfind('《')
        .is_some_and(|open| before.rfind('》').is_none_or(|close| close < open))
}

/// The first word of time and where it stands; 日前 in 12日前 is none.
fn find_relative(text: &str) -> Option<(usize, &'static str)> {
    let mut words = RELATIVE.find(text).map(|(at, word, _)| (at, word));
    words.find(|&(at, word)| {
        let before = text[..at].trim_end().chars().next_back();
        word != "日前"
            || !before.is_some_and(|c| c.is_numeric() || "一二三四五六七八九十".contains(c))
    })
}

/// An Item without a day: says whether it has a word of time.
fn relative(item: &ItemText<'_>, head: &str, notes: &mut Notes) -> Dated {
    for (text, offset_line) in [(head, None), (item.headline, Some(item.headline_line))] {
        if let Some((at, word)) = find_relative(text) {
            let line = offset_line.unwrap_or_else(|| item.line(at));
            notes.add(|| Mention {
                words: word.to_owned(),
                line,
                reading: "a time without a day".to_owned(),
            });
            return Dated {
                day: ItemDate {
                    date: None,
                    status: DateStatus::Relative,
                },
                evidence: Some(word.to_owned()),
            };
        }
    }
    Dated::default()
}

/// Length in bytes of the head of a body.
fn head_length(body: &str) -> usize {
    let (mut sentences, mut begun) = (0, 0);
    let mut end = body.len();
    for (count, (at, c)) in body.char_indices().enumerate() {
        // A cell of a table or a line of credits is no sentence.
        let ends = match c {
            '\n' => count - begun >= SHORTEST_LINE,
            _ => matches!(c, '。' | '！' | '？'),
        };
        if ends {
            sentences += 1;
        }
        if ends || c == '\n' {
            begun = count + 1;
        }
        if sentences == HEAD_SENTENCES || count == HEAD_CHARACTERS {
            end = at + c.len_utf8();
            break;
        }
    }
    end
}

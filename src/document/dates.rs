//! When a Document is from, and what that tells of days without a year.

use jiff::civil::Date;

use super::block::Slice;
use super::markdown::Body;
use super::mention::{Clock, Trust};
use super::outline::without_lead;
use super::{Dates, Meta, PeriodEvidence, title};
use crate::date::{Moment, Period, period, text};
use crate::source::Source;

/// Blocks at the head of a body in which a full date says when it is from.
const HEAD_BLOCKS: usize = 5;

/// Characters of them that are read.
const HEAD_CHARACTERS: usize = 500;

/// Days between the end of a period and the stamp beyond which the stamp is that of the archive.
const ARCHIVED_AFTER: i32 = 31;

/// Bytes at the head of a body in which full dates are looked for.
const CLOCK_BYTES: usize = 200_000;

/// Days after a stamp that a text may still speak of as near.
const AROUND_STAMP: i32 = 60;

/// The four clocks of a Document.
pub(super) fn read(meta: &Meta, clue: &str, body: &Body<'_>, source: &Source) -> Dates {
    let name = title::of_path(&source.path);
    let found = meta
        .period
        .clone()
        .map(|period| (period, PeriodEvidence::FrontMatter))
        .or_else(|| period::in_title(clue).map(|period| (period, PeriodEvidence::Title)));
    let head = found.is_none().then(|| head_date(body)).flatten();
    let ended = found.as_ref().map(|(period, _)| period.end);
    let (mut published, mut archived) = (meta.published, None);
    if let Some(stamp) = meta.date {
        let late = ended.is_some_and(|end| {
            end.until(stamp.date)
                .is_ok_and(|span| span.get_days() > ARCHIVED_AFTER)
        });
        if late || published.is_some_and(|day| day.date != stamp.date) {
            archived = Some(stamp);
        } else {
            published = published.or(Some(stamp));
        }
    }
    let day = |moment: Moment| Period {
        start: moment.date,
        end: moment.date,
        label: moment.date.to_string(),
    };
    let (period, evidence) = found
        .or_else(|| {
            published
                .filter(|_| archived.is_none())
                .map(|moment| (day(moment), PeriodEvidence::Date))
        })
        .or_else(|| head.map(|period| (period, PeriodEvidence::Head)))
        .or_else(|| period::in_file_name(&name).map(|period| (period, PeriodEvidence::FileName)))
        .map_or((None, PeriodEvidence::None), |(period, evidence)| {
            (Some(period), evidence)
        });
    Dates {
        period,
        published,
        archived,
        updated: meta.updated,
        evidence,
    }
}

/// A digest whose title names days without a year (`周报 (7.13-7.19)`) covers those, when it was published
/// about then. One whose title names a year (`2021年立法要闻`) covers that year, when its stamp lies outside
/// it: the stamp is the day it was filed.
pub(super) fn settle(dates: &mut Dates, clue: &str) {
    let (PeriodEvidence::Date, Some(stamp)) = (dates.evidence, dates.published) else {
        return;
    };
    if let Some(days) = period::span_of_days(clue).and_then(|span| span.near(stamp.date)) {
        dates.period = Some(days);
        dates.evidence = PeriodEvidence::Title;
        return;
    }
    let Some(year) = period::year_in_title(clue).filter(|year| year.end < stamp.date) else {
        return;
    };
    dates.period = Some(year);
    dates.evidence = PeriodEvidence::Title;
    (dates.published, dates.archived) = (None, Some(stamp));
}

/// A full date in the first Blocks.
fn head_date(body: &Body<'_>) -> Option<Period> {
    let mut left = HEAD_CHARACTERS;
    for block in body.blocks.iter().take(HEAD_BLOCKS) {
        let words: String = body
            .text(&Slice::from(block.events.clone()))
            .chars()
            .take(left)
            .collect();
        left -= words.chars().count();
        if let Some(day) = text::days(&words)
            .iter()
            .find_map(|day| Some((day.date()?, words[day.span.clone()].to_owned())))
        {
            return Some(Period {
                start: day.0,
                end: day.0,
                label: day.1,
            });
        }
    }
    None
}

/// Characters of the longest line that is the day of an issue, with its hour or who publishes it.
const DAY_LINE: usize = 36;

/// Whether the day at the head of a text is that of its issue: it begins a short line, or is said to be today's.
fn is_of_issue(day: &Period, body: &Body<'_>) -> bool {
    let label = day.label.as_str();
    let says = |line: &str| {
        let short = line.chars().nth(DAY_LINE).is_none() && !line.ends_with('。');
        let mut todays = ["今天是", "今日是"]
            .iter()
            .filter_map(|word| line.split_once(word));
        line.starts_with(label) && short
            || todays.any(|(_, rest)| rest.trim_start().starts_with(label))
    };
    let mut blocks = body.blocks.iter().take(HEAD_BLOCKS);
    blocks.any(|block| {
        let lines = body.lines(&Slice::from(block.events.clone()));
        lines.iter().any(|line| says(body.text(line).trim()))
    })
}

/// What a Document knows of time, for the days of its Items.
pub(super) fn clock(dates: &Dates, title: &str, body: &Body<'_>) -> Clock {
    let from = match dates.evidence {
        PeriodEvidence::FrontMatter => "期刊日期",
        PeriodEvidence::Title => "标题",
        PeriodEvidence::Date => "发布日期",
        PeriodEvidence::Head => "文首日期",
        PeriodEvidence::FileName => "文件名",
        PeriodEvidence::None => "",
    };
    let sure = matches!(
        dates.evidence,
        PeriodEvidence::FrontMatter | PeriodEvidence::Title
    );
    let stamp = match dates.evidence {
        PeriodEvidence::Date | PeriodEvidence::FileName => dates.period.as_ref(),
        _ => None,
    };
    // Only a stamp is held against other days, and only without one do they tell a year.
    let others: Vec<Date> = if stamp.is_some() || dates.period.is_none() {
        let head = &body.source[..body.source.floor_char_boundary(CLOCK_BYTES)];
        let days = text::days(head);
        days.iter().filter_map(text::Day::date).take(50).collect()
    } else {
        Vec::new()
    };
    // A point of a list that was cut for a title is one piece of many: a year in it may be anything.
    let is_point = title.ends_with('…') && without_lead(title).len() < title.len();
    let tells = !sure && !is_point;
    let year = tells.then(|| period::year_in_title(title)).flatten();
    let told = year
        .map(|year| (year, "标题"))
        .or_else(|| told(&others, stamp?))
        .or_else(|| named(body, &others, stamp?));
    Clock {
        trust: match dates.evidence {
            _ if sure || told.is_some() => Trust::Covered,
            PeriodEvidence::Head
                if dates
                    .period
                    .as_ref()
                    .is_some_and(|day| is_of_issue(day, body)) =>
            {
                Trust::Stamp
            }
            PeriodEvidence::Head => Trust::Met,
            _ => Trust::Stamp,
        },
        period: told.or_else(|| dates.period.clone().map(|period| (period, from))),
        others,
    }
}

/// The year that a text itself tells against a stamp that may be the day of a migration: when two
/// or more of its full dates lie in one year, and none near the stamp or in the year before it.
fn told(others: &[Date], stamp: &Period) -> Option<(Period, &'static str)> {
    if others.iter().any(|&date| is_near(date, stamp)) {
        return None;
    }
    let count = |year: i16| others.iter().filter(|date| date.year() == year).count();
    let years = others.iter().map(|date| date.year());
    let year = years.max_by_key(|&year| (count(year), year))?;
    (count(year) >= 2).then_some((whole_year(year)?, "文中其他日期"))
}

/// Whether a date is one that a text filed on the day of the stamp speaks of.
fn is_near(date: Date, stamp: &Period) -> bool {
    let days = date.until(stamp.end).map(|span| span.get_days());
    days.is_ok_and(|days| (-AROUND_STAMP..=365).contains(&days))
}

fn whole_year(year: i16) -> Option<Period> {
    Some(Period {
        start: Date::new(year, 1, 1).ok()?,
        end: Date::new(year, 12, 31).ok()?,
        label: format!("{year}年"),
    })
}

/// Fewest years that a text must name to tell when it is from.
const FEWEST_YEARS: usize = 3;

/// The year that the bare years of a text tell against its stamp: the latest that it names twice,
/// when it names neither the stamp's nor the one before. Years to come (到2030年) do not count.
fn named(body: &Body<'_>, others: &[Date], stamp: &Period) -> Option<(Period, &'static str)> {
    let head = &body.source[..body.source.floor_char_boundary(CLOCK_BYTES)];
    let years = text::years(head);
    let recent = stamp.end.year() - 1;
    if years.len() < FEWEST_YEARS
        || years.iter().any(|&year| year >= recent)
        || others.iter().any(|&date| is_near(date, stamp))
    {
        return None;
    }
    let twice = |&&year: &&i16| years.iter().filter(|&&other| other == year).count() >= 2;
    let year = *years.iter().filter(twice).max()?;
    Some((whole_year(year)?, "文中提到的年份"))
}

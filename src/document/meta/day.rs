//! A value that is a date or a period.

use jiff::civil::Date;

use crate::date::stamp::{self, Stamp};
use crate::date::{Moment, Period, period};
use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::document::front_matter::Entry;

use super::{shown, wrong_kind};

/// Reads a date. One that names only a month or a year is the Period that the second value holds.
pub(super) fn moment(
    entry: &Entry,
    diagnostics: &mut Diagnostics,
) -> (Option<Moment>, Option<Period>) {
    let text = match &entry.value {
        MetaValue::Null => return (None, None),
        MetaValue::Text(text) if text.trim().is_empty() => return (None, None),
        MetaValue::Text(text) => text,
        _ => {
            wrong_kind(entry, "a date", "write it as `2020-09-30`", diagnostics);
            return (None, None);
        }
    };
    let whole = |start: Date, end: Date| Period {
        start,
        end,
        label: text.trim().to_owned(),
    };
    match stamp::read(text) {
        Ok(Stamp::Moment(moment)) => (Some(moment), None),
        Ok(Stamp::Month(first)) => (None, Some(whole(first, first.last_of_month()))),
        Ok(Stamp::Year(first)) => (None, Some(whole(first, first.last_of_year()))),
        Err(error) => {
            diagnostics
                .add("invalid-date", shown(entry), error.message)
                .hint(error.hint);
            (None, None)
        }
    }
}

/// How a period is written.
const FORMS: &str =
    "write it as `2020-W37`, `2020-09`, `2020-09-07..2020-09-13` or `2020年9月第2周`";

/// Reads a period: its words, or `{start, end, label}`, or a list of the first and the last day.
pub(super) fn period(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Period> {
    let (found, backwards) = match &entry.value {
        MetaValue::Null => return None,
        MetaValue::Text(text) => (period::read(text), period::backwards(text)),
        MetaValue::List(list) => match list.as_slice() {
            [MetaValue::Text(start), MetaValue::Text(end)] => between(start, end, None),
            _ => (None, false),
        },
        MetaValue::Map(map) => {
            let text = |keys: [&str; 2]| {
                keys.into_iter().find_map(|key| match map.get(key) {
                    Some(MetaValue::Text(text)) => Some(text.as_str()),
                    _ => None,
                })
            };
            match text(["start", "from"]).zip(text(["end", "to"])) {
                Some((first, last)) => between(first, last, text(["label", "title"])),
                None => (None, false),
            }
        }
        MetaValue::Bool(_) => (None, false),
    };
    if found.is_none() {
        let written = diagnostics
            .source()
            .slice(shown(entry))
            .lines()
            .next()
            .unwrap_or("");
        let written = written.trim();
        let (message, hint) = if backwards {
            let message = format!("the period `{written}` ends before it begins");
            (message, "write the first day first")
        } else {
            let message = format!("`{written}` is not a period");
            (message, FORMS)
        };
        diagnostics
            .add("invalid-period", shown(entry), message)
            .hint(hint);
    }
    found
}

/// The period from one to another, or that the first lies behind the last.
fn between(first: &str, last: &str, label: Option<&str>) -> (Option<Period>, bool) {
    let (Some(first), Some(last)) = (period::read(first), period::read(last)) else {
        return (None, false);
    };
    let (start, end) = (first.start, last.end);
    let label = label.map_or_else(|| format!("{start}..{end}"), str::to_owned);
    let period = (start <= end).then_some(Period { start, end, label });
    (period, start > end)
}

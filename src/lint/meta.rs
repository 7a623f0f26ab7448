//! Front matter that disagrees with the text.

use std::fmt::Write as _;

use jiff::civil::Date;
use unicode_normalization::is_nfc;

use super::Text;
use crate::config::Shape;
use crate::date::stamp::{self, Stamp};
use crate::date::{Moment, Period};
use crate::diagnostic::Diagnostics;
use crate::document::front_matter::Entry;
use crate::document::markdown::{BlockKind, Slice};
use crate::document::{MetaValue, PeriodEvidence, key_of, title_of_path};
use crate::fold::{fold_key, folded, is_alphanumeric};
use crate::source::Span;

/// Shortest description that can be told to be cut off, in letters.
const SHORTEST_DESCRIPTION: usize = 15;

/// Letters of the text among which a description is looked for.
const HEAD: usize = 6000;

/// What ends a sentence.
const ENDS: [char; 18] = [
    '。', '！', '？', '!', '?', '；', ';', '”', '"', '」', '』', '）', ')', '》', '】', '：', ':',
    '.',
];

/// Keys whose values are words; those that name files are left as they are.
pub(super) const WORDS: [&str; 6] = [
    "title",
    "description",
    "keywords",
    "tags",
    "categories",
    "author",
];

pub(super) fn look(text: &Text, diagnostics: &mut Diagnostics) {
    for entry in text.entries {
        let key = key_of(&entry.key);
        if key.is_some_and(|key| WORDS.contains(&key.name)) {
            composition(text, entry, diagnostics);
        }
        match key.map(|key| key.shape) {
            Some(Shape::Day | Shape::DayOrFlag) => form(entry, diagnostics),
            Some(_) if key.is_some_and(|key| key.name == "description") => {
                description(text, entry, diagnostics);
            }
            _ => {}
        }
    }
    dates(text, diagnostics);
    title(text, diagnostics);
}

/// Words in a decomposed form.
fn composition(text: &Text, entry: &Entry, diagnostics: &mut Diagnostics) {
    let written = text.source.slice(entry.value_span);
    if !is_nfc(written) {
        let message = format!("`{}` is not in the composed form (Unicode NFC)", entry.key);
        diagnostics
            .add("not-nfc", entry.value_span, message)
            .hint("run `dibao check --fix`, or type it again");
    }
}

/// A date that can be read, in another form than the user guide's.
fn form(entry: &Entry, diagnostics: &mut Diagnostics) {
    let MetaValue::Text(written) = &entry.value else {
        return;
    };
    let written = written.trim();
    if is_plain(written) {
        return;
    }
    if let Ok(Stamp::Moment(moment)) = stamp::read(written) {
        let message = format!("`{written}` is an odd form of a date");
        diagnostics
            .add("date-form", entry.value_span, message)
            .hint(format!("write `{}`", spelled(&moment)));
    }
}

/// Whether a date is in the form of the user guide or of ISO 8601, which all programs read:
/// `2020-09-30`, `2020-09-30 08:00:00 +08:00`, `2020-09-30T08:00:00Z`, also without seconds.
pub(super) fn is_plain(written: &str) -> bool {
    let shape: String = written
        .chars()
        .map(|char| if char.is_ascii_digit() { '0' } else { char })
        .collect();
    let Some(rest) = shape.strip_prefix("0000-00-00") else {
        // A month or a year is a period.
        return matches!(shape.as_str(), "0000-00" | "0000");
    };
    let Some(time) = rest.strip_prefix([' ', 'T']) else {
        return rest.is_empty();
    };
    let Some(rest) = time.strip_prefix("00:00") else {
        return false;
    };
    let rest = rest.strip_prefix(":00").unwrap_or(rest);
    let rest = match rest.strip_prefix(".0") {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    let zone = rest.strip_prefix(' ').unwrap_or(rest);
    rest.is_empty() || matches!(zone, "Z" | "+00:00" | "-00:00")
}

/// A date in the form of the user guide.
pub(super) fn spelled(moment: &Moment) -> String {
    let mut words = moment.date.to_string();
    let Some(time) = moment.time else {
        return words;
    };
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    let _ = write!(words, " {hour:02}:{minute:02}:{second:02}");
    if let Some(offset) = moment.offset {
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        let _ = write!(words, " {sign}{:02}:{:02}", minutes / 60, minutes % 60);
    }
    words
}

fn dates(text: &Text, diagnostics: &mut Diagnostics) {
    let (meta, dates) = (&text.document.meta, &text.document.dates);
    let Some(stamp) = meta.date.or(meta.published).map(|moment| moment.date) else {
        return;
    };
    let span = |names: &[&str]| {
        let key = |entry: &&Entry| key_of(&entry.key).is_some_and(|key| names.contains(&key.name));
        text.entries.iter().find(key).map(|entry| entry.value_span)
    };
    let Some(at) = span(&["date", "published"]) else {
        return;
    };
    if let (Some(changed), Some(at)) = (meta.updated, span(&["updated"]))
        && changed.date < stamp
    {
        let message = format!(
            "the last change, {}, lies before the date, {stamp}",
            changed.date
        );
        diagnostics
            .add("date-disagrees", at, message)
            .hint("correct the wrong one");
    }
    if let Some(named) = in_name(&text.source.path)
        && days_between(named, stamp) > 1
        && meta.period.is_none()
    {
        let message = format!("the file's name says {named}, the date is {stamp}");
        diagnostics
            .add("date-disagrees", at, message)
            .hint("correct the date; renaming the file would move the page");
        return;
    }
    if let (PeriodEvidence::Title, Some(period)) = (dates.evidence, &dates.period)
        && (dates.archived.is_some() && is_short(period) || stamp < period.start)
    {
        let label = period.label.as_str();
        let message = if stamp < period.start {
            format!("the date, {stamp}, lies before the time of the title, `{label}`")
        } else {
            format!(
                "the date, {stamp}, lies long after the time of the title, `{label}`; it counts as \
                 the day of filing"
            )
        };
        diagnostics.add("date-disagrees", at, message).hint(format!(
            "if both are right, write `period: {}..{}`",
            period.start, period.end
        ));
        return;
    }
    if let Some((told, words)) = labelled(text)
        && days_between(told, stamp) > 1
        && meta.published.is_none()
    {
        let message = format!("the text says `{words}`, the date is {stamp}");
        diagnostics
            .add("date-disagrees", at, message)
            .hint(format!("write `published: {told}`"));
    }
}

/// Whether a title names days so few that a stamp far from them is odd; a month or year is often
/// looked back on.
fn is_short(period: &Period) -> bool {
    days_between(period.start, period.end) <= 10
}

/// The day at the beginning of a file's name, as Jekyll wants it.
fn in_name(path: &str) -> Option<Date> {
    let stem = title_of_path(path);
    let day = stem.get(..10)?;
    is_plain(day).then(|| day.parse().ok()).flatten()
}

fn days_between(one: Date, other: Date) -> i32 {
    one.until(other)
        .map_or(i32::MAX, |span| span.get_days().abs())
}

/// The day behind 发布时间 and the like, in the first lines of the text, with the words.
fn labelled<'a>(text: &Text<'a>) -> Option<(Date, &'a str)> {
    const LABELS: [&str; 5] = ["发布时间", "发布日期", "发文时间", "发表时间", "Published"];
    const LINES: usize = 12;
    let lines = text.prose().filter(|(_, line)| !line.trim().is_empty());
    lines.take(LINES).find_map(|(_, line)| {
        let at = LABELS.iter().find_map(|label| line.find(label))?;
        let rest = line[at..].split(['|', '｜', '来', '　']).next()?.trim();
        let words = rest.split_once(['：', ':'])?.1.trim_matches([' ', '*']);
        let day = words.split_whitespace().next()?;
        let Ok(Stamp::Moment(moment)) = stamp::read(day) else {
            return None;
        };
        Some((moment.date, rest))
    })
}

/// A description that the beginning of the text goes on from.
fn description(text: &Text, entry: &Entry, diagnostics: &mut Diagnostics) {
    let MetaValue::Text(written) = &entry.value else {
        return;
    };
    let bare = written.trim().trim_end_matches(['.', '…']);
    let dotted = bare.len() < written.trim_end().len();
    let letters: Vec<char> = folded(bare).filter(|&char| is_alphanumeric(char)).collect();
    if letters.len() < SHORTEST_DESCRIPTION || !dotted && bare.ends_with(ENDS) {
        return;
    }
    let Some(end) = found(text, &letters) else {
        return;
    };
    let last = bare.chars().next_back().map_or(0, char::len_utf8);
    // The caret stands where the text goes on.
    let value = text.source.slice(entry.value_span);
    let span = match value.find(bare) {
        Some(at) if last > 0 => {
            let end = entry.value_span.start + (at + bare.len()) as u32;
            Span {
                start: end - last as u32,
                end,
            }
        }
        _ => entry.value_span,
    };
    diagnostics
        .add(
            "description-truncated",
            span,
            format!("the description stops where the text goes on with `{end}`"),
        )
        .hint("write one or two whole sentences, or delete the line: dibao takes the first ones itself");
}

/// The words after those letters in the first blocks of the text; `None` when the letters do not
/// stand there, or a block ends with them.
fn found(text: &Text, letters: &[char]) -> Option<String> {
    let mut head: Vec<char> = Vec::new();
    let mut origins: Vec<(usize, usize)> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut blocks = text.body.blocks.iter();
    let at = loop {
        let block = blocks.next().filter(|_| head.len() <= HEAD)?;
        // A description that begins in an earlier block may end in this one.
        let from = (head.len() + 1).saturating_sub(letters.len());
        let block_text = text.body.text(&Slice::from(block.events.clone()));
        for (at, char) in block_text.char_indices() {
            for letter in folded(char.encode_utf8(&mut [0; 4])) {
                if is_alphanumeric(letter) {
                    head.push(letter);
                    origins.push((words.len(), at + char.len_utf8()));
                }
            }
        }
        words.push(block_text);
        let mut places = head[from..].windows(letters.len());
        if let Some(at) = places.position(|window| window == letters) {
            break from + at;
        }
    };
    let (block, byte) = origins[at + letters.len() - 1];
    let rest = words[block][byte..].trim_start_matches(['*', '_', '`']);
    let first = rest.trim_start().chars().next()?;
    // The sentence ends there after all.
    if rest.trim().is_empty() || "。！？!?.；;：:）)”\"’".contains(first) {
        return None;
    }
    let shown: String = rest.trim().chars().take(12).collect();
    Some(shown.replace('\n', " "))
}

/// A title that the only H1 of the text contradicts.
fn title(text: &Text, diagnostics: &mut Diagnostics) {
    let Some(title) = &text.document.meta.title else {
        return;
    };
    let mut headings = text
        .body
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Heading(1));
    let (Some((at, heading)), None) = (headings.next(), headings.next()) else {
        return;
    };
    // Only at the head of the text is it a title.
    let before = &text.body.blocks[..at];
    let blank = |block: &crate::document::markdown::Block| {
        text.body
            .text(&Slice::from(block.events.clone()))
            .trim()
            .is_empty()
    };
    if !before.iter().all(blank) {
        return;
    }
    let words = text.body.text(&text.body.inner(heading)).replace('\n', " ");
    let words = words.trim();
    let letters = |text: &str| -> String {
        fold_key(text)
            .chars()
            .filter(|&char| is_alphanumeric(char))
            .collect()
    };
    let (one, other) = (letters(title), letters(words));
    if one == other || other.is_empty() {
        return;
    }
    diagnostics
        .add(
            "title-differs",
            heading.span,
            format!("the H1 reads `{words}`, the title `{title}`"),
        )
        .hint("keep one of them, or let the H1 become an H2");
}

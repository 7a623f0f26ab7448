//! Paragraphs as lines: joined where only a converter parted them, cut where several pieces run on.

use pulldown_cmark::{Event, Tag};

use super::{Ground, Line, push};
use crate::document::markdown::{Body, Slice};
use crate::document::outline::look::{self, Lead};

/// Joins lines that only a converter parted: a bold word or a link alone on its line, punctuation
/// at the head of the next one.
pub(super) fn logical_lines(body: &Body<'_>, slice: &Slice) -> Vec<(Slice, String)> {
    let all = body.lines(slice);
    if is_broken_headline(body, &all) {
        let whole = Slice {
            end: all[all.len() - 1].end,
            ..all[0].clone()
        };
        let text = body.text(&whole).replace('\n', "");
        return vec![(whole, text)];
    }
    // Each line with its text and that of the last line joined to it.
    let mut joined: Vec<(Slice, String, Option<String>)> = Vec::new();
    for line in all {
        let text = body.text(&line);
        if let Some((before, whole, last)) = joined.last_mut() {
            let before_text = last.as_ref().unwrap_or(whole);
            let goes_on = !text.is_empty() && !before_text.is_empty() && {
                let number_alone =
                    before_text.len() < 12 && Lead::of(before_text).rest == before_text.len();
                let in_link = line
                    .open
                    .iter()
                    .any(|&at| matches!(body.events[at].0, Event::Start(Tag::Link { .. })));
                look::continues(&text)
                    || look::is_open_ended(before_text)
                    || number_alone
                    || in_link
                    || look::is_broken_off(before_text) && body.shape(&line).all_bold
            };
            if goes_on {
                before.end = line.end;
                *last = Some(text);
                continue;
            }
        }
        joined.push((line, text, None));
    }
    joined
        .into_iter()
        .map(|(slice, text, last)| {
            let text = last.map_or(text, |_| body.text(&slice));
            (slice, text)
        })
        .collect()
}

/// Lines over which a headline may be broken, and characters of the whole.
const BROKEN: (std::ops::RangeInclusive<usize>, usize) = (2..=3, 60);

/// Whether a paragraph is one headline in bold over several lines: none of them is a title of its
/// own, a number or a sentence.
fn is_broken_headline(body: &Body<'_>, lines: &[Slice]) -> bool {
    if !BROKEN.0.contains(&lines.len()) || !lines.iter().all(|line| body.shape(line).all_bold) {
        return false;
    }
    let texts: Vec<String> = lines.iter().map(|line| body.text(line)).collect();
    let whole: usize = texts.iter().map(|text| text.chars().count()).sum();
    let stops = ['。', '：', ':', '！', '？', '；', '】', '」'];
    whole <= BROKEN.1
        && texts[0].chars().count() >= 8
        && !look::is_section_title(&texts[0])
        && !texts[0].trim_end().ends_with(stops)
        && texts[1..].iter().all(|text| Lead::of(text).rest == 0)
}

/// Cuts bold headlines off the end of a paragraph (`…完成。**【行业】…**`).
pub(super) fn split_glued(body: &Body<'_>, lines: &mut Vec<Line>, from: usize) {
    let Some(last) = lines.len().checked_sub(1).filter(|&last| last >= from) else {
        return;
    };
    let line = &lines[last];
    if line.ground != Ground::Text || !line.shape.ends_bold || line.shape.all_bold {
        return;
    }
    let Some(bold) = body.bold(&line.slice).pop() else {
        return;
    };
    let words = body.text(&bold);
    let length = words.chars().count();
    if !(6..=80).contains(&length)
        || look::ends_sentence(&words)
        || words.ends_with(['：', ':', '，', '、'])
    {
        return;
    }
    // The cut goes before the tags that open the bold stretch.
    let mut start = bold.start;
    if start.byte == 0 {
        while start.event > line.slice.start.event
            && matches!(body.events[start.event - 1].0, Event::Start(_))
        {
            start.event -= 1;
        }
    }
    let (before, after) = body.cut(&line.slice, start);
    let before_text = body.text(&before);
    if !before_text
        .trim_end()
        .ends_with(['。', '！', '？', '）', ')', '”', '.'])
    {
        return;
    }
    let block = line.block;
    lines.truncate(last);
    push(body, lines, Ground::Text, block, before);
    push(body, lines, Ground::Text, block, after);
    if let Some(line) = lines.last_mut() {
        line.glued = true;
    }
}

/// Cuts a line in which several pieces stand one after the other: `【甲】…。【乙】…`, `1、…；2、…；3、…`.
pub(super) fn split_running(body: &Body<'_>, lines: &mut Vec<Line>, from: usize) {
    let mut at = from;
    while at < lines.len() {
        let line = &lines[at];
        let cuts = if line.text.contains('\n') {
            Vec::new()
        } else {
            look::running_starts(&line.text)
        };
        if cuts.is_empty() {
            at += 1;
            continue;
        }
        let (block, mut rest) = (line.block, line.slice.clone());
        let whole = rest.clone();
        let after = lines.split_off(at + 1);
        lines.truncate(at);
        for byte in cuts {
            let (before, tail) = body.cut(&rest, body.find(&whole, byte));
            push(body, lines, Ground::Text, block, before);
            rest = tail;
        }
        push(body, lines, Ground::Text, block, rest);
        for line in &mut lines[at + 1..] {
            line.glued = true;
        }
        at = lines.len();
        lines.extend(after);
    }
}

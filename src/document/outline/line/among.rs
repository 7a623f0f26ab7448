//! What lines say of each other: a number that goes on, paragraphs pasted without blank lines, a list
//! on two levels.

use super::{Ground, Line};
use crate::document::outline::look::{self, Lead, Style};

/// Corrects each line by its neighbours.
pub(super) fn read(lines: &mut [Line]) {
    mark_ends(lines);
    open_paragraphs(lines);
    stand_days(lines);
    level_first(lines);
    number_headings(lines);
    flat_points(lines);
    columns(lines);
    figures(lines);
    number_lone_points(lines);
    go_on_from_nine(lines);
    number_in_parts(lines);
    number_bare(lines);
    number_above(lines);
}

/// Numbers in two parts (`1.1 …`, `1.2 …`, `2.1 …`) that follow each other: alone they could be
/// quantities.
fn number_in_parts(lines: &mut [Line]) {
    let found: Vec<(usize, (u32, u32), Lead)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.lead.number.is_none())
        .filter_map(|(at, line)| {
            let (number, lead) = look::in_parts(&line.text)?;
            Some((at, number, lead))
        })
        .collect();
    let follows =
        |(a, b): (u32, u32), (c, d): (u32, u32)| c == a && d == b + 1 || c == a + 1 && d == 1;
    let in_order = found.windows(2).all(|pair| follows(pair[0].1, pair[1].1));
    if found.len() >= 2 && found[0].1.1 == 1 && in_order {
        for (at, _, lead) in found {
            lines[at].set_lead(lead);
        }
    }
}

/// A heading with the number 1 whose list goes on one level below is of that level: where a list
/// begins below it, that one begins with 1 too.
fn level_first(lines: &mut [Line]) {
    let numbered = |line: &Line| match (line.ground, line.lead.number) {
        (Ground::Heading(level), Some((style, number))) => Some((level, style, number)),
        _ => None,
    };
    let all: Vec<usize> = (0..lines.len())
        .filter(|&at| numbered(&lines[at]).is_some())
        .collect();
    for pair in all.windows(2) {
        let first = numbered(&lines[pair[0]]);
        let (Some((upper, style, 1)), Some((lower, other, 2))) = (first, numbered(&lines[pair[1]]))
        else {
            continue;
        };
        if upper < lower && style == other {
            lines[pair[0]].ground = Ground::Heading(lower);
        }
    }
}

/// After a heading `1.…` the number of the next may be glued to words that begin with a figure:
/// `2.29路公交改道`.
fn number_headings(lines: &mut [Line]) {
    let mut before: Option<(u8, u32)> = None;
    for line in lines {
        let Ground::Heading(level) = line.ground else {
            continue;
        };
        match line.lead.number {
            Some((Style::Dot, number)) => before = Some((level, number)),
            Some(_) => before = None,
            None => {
                let follows = before.filter(|(above, _)| *above == level);
                let lead = follows.and_then(|(_, number)| look::glued_number(&line.text, number));
                before = before.filter(|(above, _)| *above <= level);
                if let Some(lead) = lead {
                    before = before.map(|(level, number)| (level, number + 1));
                    line.set_lead(lead);
                }
            }
        }
    }
}

/// Fewest bold points of flat lists that are headlines.
const FEWEST_FLAT: usize = 3;

/// In lists without levels a bold point heads the plain ones below it, which are its text. Where all
/// lists are so, a plain point in another one is no headline either.
fn flat_points(lines: &mut [Line]) {
    let is_point = |line: &Line| matches!(line.ground, Ground::Point(_));
    let is_head = |line: &Line| is_point(line) && line.shape.all_bold;
    let next_is_plain = |at: usize| {
        let next = lines.get(at + 1);
        next.is_some_and(|next| is_point(next) && !is_head(next) && next.block == lines[at].block)
    };
    let heads: Vec<usize> = (0..lines.len()).filter(|&at| is_head(&lines[at])).collect();
    let plain = |line: &&Line| is_point(line) && !is_head(line);
    let first_is_plain = |line: &Line| plain(&line) && line.first && !line.last;
    if heads.len() >= FEWEST_FLAT
        && heads.iter().all(|&at| next_is_plain(at))
        && !lines.iter().any(first_is_plain)
    {
        for line in lines.iter_mut() {
            line.below = is_point(line) && !is_head(line);
        }
    }
}

/// Where points that are one link each stand alone over their texts, a list of points without any link
/// tells of something else: the columns of the paper, what the reader will find.
fn columns(lines: &mut [Line]) {
    let is_point = |line: &Line| matches!(line.ground, Ground::Point(_));
    let over_text = |at: usize| {
        let next = lines.get(at + 1);
        next.is_some_and(|next| matches!(next.ground, Ground::Text | Ground::Picture))
    };
    let heads = |at: &usize| {
        let line = &lines[*at];
        is_point(line) && line.shape.all_linked && line.first && line.last && over_text(*at)
    };
    if (0..lines.len()).filter(heads).count() < FEWEST_FLAT {
        return;
    }
    let mut from = 0;
    while from < lines.len() {
        let block = lines[from].block;
        let to = from
            + lines[from..]
                .iter()
                .take_while(|line| line.block == block)
                .count();
        let list = &mut lines[from..to];
        let linked = |line: &Line| line.shape.all_linked || line.head().link.is_some();
        if list.len() > 1 && list.iter().all(|line| is_point(line) && !linked(line)) {
            for line in list {
                line.below = true;
            }
        }
        from = to;
    }
}

/// Where every headline in bold has the address of its source behind it, a list of points that have neither
/// tells of something else: how many were found, when the text was made.
fn figures(lines: &mut [Line]) {
    let is_point = |line: &Line| matches!(line.ground, Ground::Point(_));
    let has_address = |line: &Line| line.inner.contains("http") || line.head().link.is_some();
    let heads = |line: &&Line| is_point(line) && line.shape.begins_bold && has_address(line);
    if lines.iter().filter(heads).count() < FEWEST_FLAT {
        return;
    }
    let lists = || lines.chunk_by(|a, b| a.block == b.block);
    let bold = |line: &Line| is_point(line) && line.shape.begins_bold;
    if lists().any(|list| list.iter().any(bold) && !list.iter().all(|line| heads(&line))) {
        return;
    }
    for list in lines.chunk_by_mut(|a, b| a.block == b.block) {
        if list
            .iter()
            .all(|line| is_point(line) && !bold(line) && !has_address(line))
        {
            for line in list {
                line.below = true;
            }
        }
    }
}

/// Fewest bare numbers in a row that are those of a list.
const FEWEST_BARE: usize = 3;

/// A list of one point is a numbered line with a space behind its number, where those around it have none:
/// `3.甲市…`, `4. 乙省…`.
fn number_lone_points(lines: &mut [Line]) {
    let dotted = |line: &Line| match (line.ground, line.lead.number) {
        (Ground::Text, Some((Style::Dot, number))) => Some(u64::from(number)),
        _ => None,
    };
    let lone = |line: &Line| match line.ground {
        Ground::Point(number) if line.first && line.last && line.lead.number.is_none() => number,
        _ => None,
    };
    // The number of the next such line, from each on.
    let mut following = vec![None; lines.len() + 1];
    for at in (0..lines.len()).rev() {
        following[at] = dotted(&lines[at]).or(following[at + 1]);
    }
    let mut before: Option<(u64, bool)> = None;
    for at in 0..lines.len() {
        if let Some(number) = dotted(&lines[at]) {
            // The first of them may be the only one with a space.
            before = Some((number, true));
        } else if let Some(number) = lone(&lines[at]) {
            let next = following[at + 1];
            let goes_on = before.is_some_and(|(before, dotted)| dotted && number == before + 1);
            let is_one = goes_on || next == Some(number + 1);
            if is_one && let Ok(number) = u32::try_from(number) {
                lines[at].lead.number = Some((Style::Dot, number));
            }
            before = Some((number, is_one));
        }
    }
}

/// Bare numbers (`1 …`, `2 …`, `3 …`) at the head of headings or bold lines that follow each other
/// without a gap: alone they could be quantities.
fn number_bare(lines: &mut [Line]) {
    let found: Vec<(usize, u32, Lead)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.lead.number.is_none())
        .filter(|(_, line)| matches!(line.ground, Ground::Heading(_)) || line.shape.all_bold)
        .filter_map(|(at, line)| {
            let (number, lead) = look::bare_number(&line.text)?;
            Some((at, number, lead))
        })
        .collect();
    let in_order = found
        .iter()
        .zip(1..)
        .all(|((_, number, _), n)| *number == n);
    if found.len() >= FEWEST_BARE && in_order {
        for (at, _, lead) in found {
            lines[at].set_lead(lead);
        }
    }
}

/// Numbers that each are a paragraph (`01`, `02`, `03`), without a gap, are those of the lines below
/// them.
fn number_above(lines: &mut [Line]) {
    let found: Vec<(usize, usize, (Style, u32))> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_number())
        .filter_map(|(at, line)| {
            let below = (at + 1..lines.len()).find(|&below| !lines[below].is_blank())?;
            let next = &lines[below];
            let may = next.ground == Ground::Text && next.first && next.lead == Lead::default();
            Some((at, below, line.lead.number.filter(|_| may)?))
        })
        .collect();
    let number = |n: usize| found[n].2.1;
    let in_order = |n: usize| number(n) == 1 || n > 0 && number(n) == number(n - 1) + 1;
    if found.len() >= FEWEST_BARE && (0..found.len()).all(in_order) {
        // `10` is written otherwise than `09`, and of one list with it.
        let (style, _) = found[0].2;
        for (at, below, (_, number)) in found {
            lines[below].lead.number = Some((style, number));
            lines[at].given = true;
        }
    }
}

/// After `08 …`, `09 …` the numbers `10 …`, `11 …` are of one list: alone they could be any number.
fn go_on_from_nine(lines: &mut [Line]) {
    let mut before = 0;
    for line in lines {
        match line.lead.number {
            Some((Style::Zero, number)) => before = number,
            Some((Style::Bar, number)) if before >= 9 && number == before + 1 => {
                before = number;
                line.lead.number = Some((Style::Zero, number));
            }
            None if before >= 9 => {
                if let Some(lead) = look::goes_on(&line.text, before) {
                    before += 1;
                    line.set_lead(lead);
                }
            }
            _ => {}
        }
    }
}

fn mark_ends(lines: &mut [Line]) {
    for at in 0..lines.len() {
        lines[at].first = at == 0 || lines[at - 1].block != lines[at].block;
        lines[at].last = at + 1 == lines.len() || lines[at + 1].block != lines[at].block;
    }
}

/// Fewest lines of a paragraph that may be paragraphs of their own, fewest long ones among them, and
/// characters of a long one.
const TIGHT: (usize, usize, usize) = (4, 2, 30);

/// Texts are pasted without blank lines, each paragraph on one line: then long lines end as sentences do,
/// which lines that were broken at some width do not.
fn open_paragraphs(lines: &mut [Line]) {
    for paragraph in lines.chunk_by_mut(|a, b| a.block == b.block) {
        if paragraph.len() < TIGHT.0 || paragraph.iter().any(|line| line.ground != Ground::Text) {
            continue;
        }
        let long = |line: &&Line| line.text.chars().nth(TIGHT.2).is_some();
        let n_long = paragraph.iter().filter(long).count();
        let ended = (paragraph.iter().filter(long)).filter(|line| ends_paragraph(&line.text));
        if n_long < TIGHT.1 || ended.count() * 8 < n_long * 7 {
            continue;
        }
        for at in 0..paragraph.len() {
            let ends = paragraph.get(at + 1).is_none_or(|next| !next.glued);
            let line = &mut paragraph[at];
            line.first |= !line.glued;
            line.last |= ends;
        }
    }
}

/// Lines of a paragraph that are nothing but a day, two or more with lines below them, stand over these as
/// they would in paragraphs of their own.
fn stand_days(lines: &mut [Line]) {
    for paragraph in lines.chunk_by_mut(|a, b| a.block == b.block) {
        let over = 1..paragraph.len();
        let is_day = |line: &Line| line.ground == Ground::Text && look::is_day(&line.text);
        let days: Vec<usize> = over
            .map(|below| below - 1)
            .filter(|&at| is_day(&paragraph[at]) && !is_day(&paragraph[at + 1]))
            .collect();
        if days.len() < 2 {
            continue;
        }
        for at in days {
            (paragraph[at].first, paragraph[at].last) = (true, true);
            paragraph[at + 1].first = true;
            if let Some(before) = at.checked_sub(1) {
                paragraph[before].last = true;
            }
        }
    }
}

/// Whether a line ends as a sentence does, a note or an address behind it left aside.
fn ends_paragraph(text: &str) -> bool {
    let text = text.trim_end();
    let text = match text.strip_suffix([']', '］', '）', ')']) {
        Some(open) => open
            .rsplit_once(['[', '［', '（', '('])
            .map_or(text, |(before, _)| before.trim_end()),
        None => text,
    };
    look::ends_sentence(text) || text.ends_with(['！', '!', '？', '?'])
}

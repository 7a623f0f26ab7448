//! Which lines are titles of Sections: a coarser look over the Items.

use super::headline::headline_words;
use super::line::{Ground, Line};
use super::look::{self, Style};
use super::marker::Marker;
use super::role::{Role, Roles};

/// A look that titles of Sections share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Bold lines, with or without a number.
    Bold(Option<Style>),
    /// Bare numbered lines: `一、…`.
    Numbered(Style),
    /// Bare short lines.
    Bare,
}

/// Longest title of a Section that no heading marks, in characters.
const LONGEST_TITLE: usize = 24;

/// Longest bare line that can be one.
const LONGEST_BARE: usize = 10;

/// For each line whether it titles a Section.
pub(super) fn find(lines: &[Line], roles: &Roles, marker: Marker, marked: &[bool]) -> Vec<bool> {
    let mut found = by_look(lines, roles, marker, marked);
    for (at, line) in lines.iter().enumerate() {
        let over = || marked.get(at + 1).copied().unwrap_or_default();
        let group = line.ground == Ground::Group || marker.marks_points() && names_group(line);
        found[at] |= group && roles.of[at] == Role::Text && over();
    }
    for at in days_above(lines, roles, marked) {
        found[at] = true;
    }
    found
}

/// Lines that are nothing but a day right above headlines, from the first on: each is over what follows, as
/// on a timeline. Where the text ends with a day, too, days close the pieces instead.
fn days_above(lines: &[Line], roles: &Roles, marked: &[bool]) -> Vec<usize> {
    let is_day = |at: usize| {
        let line = &lines[at];
        line.ground == Ground::Text
            && line.first
            && line.last
            && line.is_day()
            && roles.of[at] == Role::Text
            && !marked[at]
    };
    let written = |at: &usize| !lines[*at].is_blank();
    let above = |at: usize| (0..at).rev().find(written).filter(|&day| is_day(day));
    let headlines = || (0..lines.len()).filter(|&at| marked[at]);
    let first = headlines().next().and_then(above);
    let ends_with_day = (0..lines.len()).rev().find(written).is_some_and(is_day);
    if first.is_none() || ends_with_day {
        return Vec::new();
    }
    let days: Vec<usize> = headlines().filter_map(above).collect();
    if days.len() >= FEWEST_DAYS {
        days
    } else {
        Vec::new()
    }
}

/// Fewest days right above headlines that are no chance.
const FEWEST_DAYS: usize = 2;

/// A point of a list that is nothing but the title of a Section: `- 监管动态 -`.
fn names_group(line: &Line) -> bool {
    let words = line
        .words()
        .trim_end_matches(|c| look::is_decoration(c) || c == ' ');
    matches!(line.ground, Ground::Point(_))
        && line.inner.trim().len() <= line.text.trim().len()
        && !line.shape.all_linked
        && words.chars().count() <= LONGEST_BARE
        && look::is_section_title(words)
}

fn by_look(lines: &[Line], roles: &Roles, marker: Marker, marked: &[bool]) -> Vec<bool> {
    let mut found = headings(lines, roles, marker, marked);
    if found.contains(&true) || matches!(marker, Marker::Heading(_)) {
        return found;
    }
    // For each line: the next one with words, and whether an Item begins there.
    let leads = leads_to_item(lines, roles, marked);
    for look in looks(lines, roles, marker, marked) {
        let all: Vec<usize> = (0..lines.len())
            .filter(|&at| look_of(lines, roles, marked, at) == Some(look))
            .collect();
        let leading = all.iter().filter(|&&at| leads[at]).count();
        let numbered = matches!(look, Look::Bold(Some(_)) | Look::Numbered(_));
        let sisters = numbered && leading * 2 >= all.len() || look == Look::Bare && leading >= 1;
        for at in all {
            if leads[at]
                && (numbered
                    || leading >= 2
                    || look == Look::Bare
                    || leading * 2 >= marked.len() / 8)
                || sisters && stands_over_text(lines, at)
            {
                found[at] = true;
            }
        }
        if found.contains(&true) {
            break;
        }
    }
    found
}

/// Short marked lines right over another headline, among long ones, are titles of Sections too; a
/// number alone over a title is none.
pub(super) fn raise(lines: &[Line], marker: Marker, marked: &mut [bool], sections: &mut [bool]) {
    let mut lengths: Vec<usize> = lines
        .iter()
        .zip(marked.iter())
        .filter(|(_, is)| **is)
        .map(|(line, _)| line.length())
        .collect();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    let mut next: Option<usize> = None;
    let may =
        matches!(marker, Marker::Bold(_) | Marker::Heading(_)) && mostly_over_text(lines, marked);
    for at in (0..lines.len()).rev() {
        if lines[at].ground == Ground::Picture || lines[at].is_blank() {
            continue;
        }
        if !marked[at] && is_number(&lines[at]) {
            sections[at] &= !next.is_some_and(|next| sections[next]);
            continue;
        }
        let over = next.is_some_and(|next| marked[next]);
        if may && marked[at] && over && median >= 12 && lines[at].length() <= LONGEST_BARE {
            marked[at] = false;
            sections[at] = true;
        }
        next = Some(at);
    }
}

/// Fewest other headlines among which the title of notes, sources or advice is none.
const FEWEST_OPEN: usize = 2;

/// Fewest numbered headlines after which one without a number is no Item.
const NUMBERED: usize = 3;

/// After the last of numbered headlines, one without a number that tells no event is the title of
/// what closes the text: `4. …` … `Jobs and events`.
pub(super) fn close(lines: &[Line], roles: &Roles, marked: &mut [bool], sections: &mut [bool]) {
    let all = (0..lines.len()).filter(|&at| marked[at]).collect();
    let mut all = without_notes(lines, all, marked, sections);
    let headlines = all.iter().filter(|&&at| !names_section(&lines[at])).count();
    let by_number = all.iter().all(|&at| lines[at].lead.number.is_some());
    if headlines * 3 >= all.len() * 2 {
        all.retain(|&at| {
            let told = roles.listed.contains(&at) || by_number && lines[at].lead.number.is_some();
            let named = names_section(&lines[at]) && !(told && is_over_text(lines, marked, at));
            marked[at] = !named;
            sections[at] |= named;
            !named
        });
    }
    let numbered = |at: &&usize| lines[**at].lead.number.is_some();
    let count = all.iter().filter(numbered).count();
    if count < NUMBERED {
        return;
    }
    open(lines, &all, count, marked, sections);
    if count * 3 < all.len() * 2 {
        return;
    }
    let last = all
        .iter()
        .rposition(|at| numbered(&at))
        .unwrap_or(all.len());
    for &at in all.iter().skip(last + 1) {
        if !look::tells_event(lines[at].words()) {
            marked[at] = false;
            sections[at] = true;
        }
    }
}

/// The headlines among which titles of notes, sources and advice (`来源`, `本周行动清单`) are made titles of
/// Sections.
fn without_notes(
    lines: &[Line],
    all: Vec<usize>,
    marked: &mut [bool],
    sections: &mut [bool],
) -> Vec<usize> {
    let closes = |at: usize| {
        let words = lines[at].words();
        look::is_closing_title_alone(words) && !look::tells_event(words)
    };
    let (notes, others): (Vec<usize>, Vec<usize>) = all.iter().partition(|&&at| closes(at));
    if others.len() < FEWEST_OPEN {
        return all;
    }
    for at in notes {
        (marked[at], sections[at]) = (false, true);
    }
    others
}

/// What stands below the titles of closing parts (`三、防护建议`, `综合结论`) tells no event, and is no Item: these
/// are the last Sections that hold any.
pub(super) fn end(lines: &[Line], marker: Marker, marked: &mut [bool], sections: &[bool]) {
    let Some(first) = marked.iter().position(|is| *is) else {
        return;
    };
    let mut end = lines.len();
    while let Some(title) = sections[..end].iter().rposition(|is| *is) {
        let words = lines[title].words();
        let heads_none = !marked[title + 1..end].contains(&true);
        let tells = |at: usize| marked[at] && tells(&lines[at], marker);
        let advises = || look::advises(words) && !(title + 1..end).any(tells);
        let closes = heads_none || look::is_closing_title_alone(words) || advises();
        if !closes || title < first {
            return;
        }
        marked[title + 1..end].fill(false);
        end = title;
    }
}

/// Whether a headline tells an event or a day.
fn tells(line: &Line, marker: Marker) -> bool {
    let own = headline_words(line, marker);
    let words = if own.is_empty() { line.words() } else { own };
    look::tells_event(words) || look::has_day(words)
}

/// Before the first of headlines most of which are numbered, one that has no number and tells no event
/// is the title of what opens the text: `一句话`, a table of all there is.
fn open(
    lines: &[Line],
    all: &[usize],
    numbered: usize,
    marked: &mut [bool],
    sections: &mut [bool],
) {
    let is_first = |at: usize| matches!(lines[at].lead.number, Some((_, 1)));
    let Some(first) = all.iter().position(|&at| is_first(at)) else {
        return;
    };
    if numbered * 2 <= all.len() {
        return;
    }
    for &at in &all[..first] {
        let line = &lines[at];
        let plain = line.lead.number.is_none() && line.head().link.is_none();
        let below = lines[at + 1..].iter().find(|line| !line.is_blank());
        let over_table = below.is_some_and(|line| line.ground == Ground::Table);
        let short = line.length() <= LONGEST_BARE || over_table;
        if plain && short && !look::tells_event(line.words()) {
            marked[at] = false;
            sections[at] = true;
        }
    }
}

/// Whether a headline that looks like the title of a Section has its own text below it: where the
/// contents list names it, or all headlines are numbered, it is one.
fn is_over_text(lines: &[Line], marked: &[bool], at: usize) -> bool {
    let below = (at + 1..lines.len()).find(|&below| !lines[below].is_blank());
    below.is_some_and(|below| {
        !marked[below] && !matches!(lines[below].ground, Ground::Heading(_) | Ground::Rule)
    })
}

/// Longest title of a Section among headlines, in characters of Chinese and of others.
const LONGEST_NAME: (usize, usize) = (8, 24);

/// A short title of closing words, of reading lists, of a Section.
fn names_section(line: &Line) -> bool {
    let words = line.words();
    let most = if words.is_ascii() {
        LONGEST_NAME.1
    } else {
        LONGEST_NAME.0
    };
    line.length() <= most
        && (look::is_closing_title(words) || look::is_section_title(words))
        && !look::tells_event(words)
}

/// Fewest points of a list that are Items of their own.
const FEWEST_POINTS: usize = 3;

/// Marks the points of a Section that holds nothing but one-line news in a list, among Sections
/// with other looks; under closing words they are notes or further reading.
pub(super) fn add_lists(lines: &[Line], roles: &Roles, marked: &mut [bool], sections: &[bool]) {
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| sections[at]).collect();
    for (i, &start) in starts.iter().enumerate() {
        if look::is_closing_title(lines[start].words()) {
            continue;
        }
        let end = starts.get(i + 1).copied().unwrap_or(lines.len());
        if look::is_closing_title_alone(lines[start].words()) {
            continue;
        }
        let (mut points, mut prose, mut told) = (Vec::new(), 0, 0);
        for at in start + 1..end {
            let line = &lines[at];
            if roles.of[at] != Role::Text || line.is_blank() {
                continue;
            }
            if marked[at] || matches!(line.ground, Ground::Heading(_)) {
                points.clear();
                break;
            }
            match line.ground {
                Ground::Point(_) if (12..=90).contains(&line.length()) => {
                    let links = line.head().link.is_some() || line.shape.all_linked;
                    told += usize::from(links || look::tells_event(line.words()));
                    points.push(at);
                }
                Ground::Picture | Ground::Rule => {}
                _ => prose += 1,
            }
        }
        if points.len() >= FEWEST_POINTS && prose <= 1 && told * 2 >= points.len() {
            for at in points {
                marked[at] = true;
            }
        }
    }
}

/// A number and nothing else.
fn is_number(line: &Line) -> bool {
    let text = line.text.trim();
    !text.is_empty() && text.len() <= 8 && text.chars().all(char::is_numeric)
}

/// Whether most marked lines have text below them: then those without are no Items.
fn mostly_over_text(lines: &[Line], marked: &[bool]) -> bool {
    let all = marked.iter().filter(|is| **is).count();
    let mut next_marked = true;
    let mut bare = 0;
    for at in (0..lines.len()).rev() {
        if lines[at].ground == Ground::Picture || lines[at].is_blank() {
            continue;
        }
        bare += usize::from(marked[at] && next_marked);
        next_marked = marked[at];
    }
    bare * 2 < all
}

/// Headings above the Items' own: of a higher level, or of a level most of whose headings stand
/// over Items.
fn headings(lines: &[Line], roles: &Roles, marker: Marker, marked: &[bool]) -> Vec<bool> {
    let mut titles = vec![false; lines.len()];
    let mut over = [(0_u32, 0_u32); 7];
    let mut open: [Option<bool>; 7] = [None; 7];
    // What stands after the last Item heads no Items, and ends it.
    let last = marked.iter().rposition(|is| *is).unwrap_or(0);
    for (at, line) in lines[..=last].iter().enumerate() {
        if roles.of[at] != Role::Text {
            continue;
        }
        if let Ground::Heading(level) = line.ground
            && !marked[at]
        {
            for slot in open.iter_mut().skip(usize::from(level)) {
                *slot = None;
            }
            open[usize::from(level)] = Some(false);
            over[usize::from(level)].1 += 1;
        } else if marked[at] {
            for (slot, count) in open.iter_mut().zip(&mut over) {
                if *slot == Some(false) {
                    *slot = Some(true);
                    count.0 += 1;
                }
            }
        }
    }
    for (at, line) in lines.iter().enumerate() {
        if let Ground::Heading(level) = line.ground {
            let (with, all) = over[usize::from(level)];
            let above = match marker {
                Marker::Heading(own) => level < own,
                _ => with > 0 && with * 2 >= all,
            };
            titles[at] =
                above && !marked[at] && roles.of[at] == Role::Text && !line.text.trim().is_empty();
        }
    }
    titles
}

/// Looks of lines that stand right over an Item, the plainest last.
fn looks(lines: &[Line], roles: &Roles, marker: Marker, marked: &[bool]) -> Vec<Look> {
    let mut looks = Vec::new();
    for at in 0..lines.len() {
        if let Some(look) = look_of(lines, roles, marked, at)
            && !looks.contains(&look)
            && !matches!((look, marker), (Look::Bold(own), Marker::Bold(other)) if own == other)
            && !matches!((look, marker), (Look::Numbered(own), Marker::Numbered(other)) if own == other)
        {
            looks.push(look);
        }
    }
    looks.sort_by_key(|look| match look {
        Look::Bold(Some(_)) => 1,
        Look::Numbered(_) => 2,
        Look::Bold(None) => 3,
        Look::Bare => 4,
    });
    looks
}

fn look_of(lines: &[Line], roles: &Roles, marked: &[bool], at: usize) -> Option<Look> {
    let line = &lines[at];
    let alone = line.ground == Ground::Text && line.first && !line.glued;
    if !alone || marked[at] || roles.of[at] != Role::Text || line.lead.category.is_some() {
        return None;
    }
    let length = line.length();
    let words = line.words();
    if !(2..=LONGEST_TITLE).contains(&length)
        || look::ends_sentence(words)
        || words.ends_with(['：', ':', '，', '！', '？', '、'])
    {
        return None;
    }
    if line.shape.all_bold {
        return Some(Look::Bold(line.style()));
    }
    match line.style() {
        Some(style @ (Style::Han | Style::HanParen | Style::Zero | Style::Comma | Style::Dot))
            if line.last =>
        {
            Some(Look::Numbered(style))
        }
        None if line.last
            && length <= LONGEST_BARE
            && words.chars().all(char::is_alphanumeric)
            && line.shape.pictures == 0 =>
        {
            Some(Look::Bare)
        }
        _ => None,
    }
}

/// For each line whether the next line with words begins an Item; pictures do not count.
fn leads_to_item(lines: &[Line], roles: &Roles, marked: &[bool]) -> Vec<bool> {
    let mut leads = vec![false; lines.len()];
    let mut next_is_item = false;
    for at in (0..lines.len()).rev() {
        leads[at] = next_is_item;
        if matches!(lines[at].ground, Ground::Picture)
            || lines[at].is_blank()
            || matches!(roles.of[at], Role::Stray)
        {
            continue;
        }
        next_is_item = marked[at];
    }
    leads
}

/// Whether a paragraph follows, and what stands before has come to its end.
fn stands_over_text(lines: &[Line], at: usize) -> bool {
    let after = lines[at + 1..]
        .iter()
        .find(|line| !line.is_blank() || line.ground == Ground::Picture);
    let over =
        after.is_some_and(|line| line.ground == Ground::Text && line.text.chars().count() >= 40);
    let before = lines[..at]
        .iter()
        .rev()
        .find(|line| !line.is_blank() || line.ground == Ground::Picture);
    let ended = before.is_none_or(|line| {
        line.ground != Ground::Picture
            && (matches!(
                line.ground,
                Ground::Heading(_) | Ground::Rule | Ground::Quote
            ) || look::ends_sentence(line.whole()))
    });
    over && ended
}

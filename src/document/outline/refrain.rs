//! Refrains: short lines that come again under every Item, such as `原文链接：…` or `主要内容`. They
//! head nothing, and end nothing.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::line::{Ground, Line};
use super::look;
use crate::lexicon::{Reach, outline_words};

/// Places from which on a line is a refrain.
const FEWEST: usize = 3;

/// Characters of the longest line that is a refrain as a whole.
const LONGEST: usize = 12;

/// Bytes of the longest label before a colon.
const LONGEST_LABEL: usize = 8 * 3;

/// Lines that come again and again all over the text. `reach` tells those that would close it if
/// they stood alone (`原文链接：…`): of them the label before the colon decides.
pub(super) fn find(lines: &[Line], reach: &[Option<Reach>]) -> Vec<usize> {
    let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        let closes = match reach[at] {
            None => false,
            Some(Reach::Tail) => true,
            // A comment or a contents list is one each time.
            Some(Reach::Line | Reach::Top | Reach::Section) => continue,
        };
        if let Some(key) = key(line, closes) {
            places.entry(key).or_default().push(at);
        }
    }
    let half = lines.len() / 2;
    let all_over = |standing: &&Vec<usize>| {
        standing.len() >= FEWEST
            && standing[0] < half
            && standing.windows(2).all(|pair| pair[0] + 1 < pair[1])
    };
    let mut found: Vec<usize> = places
        .values()
        .filter(all_over)
        .flatten()
        .copied()
        .collect();
    found.extend(fields(lines));
    found
}

/// Lines that are fields of every piece: `摘要：…` and right below it `影响：…`, again and again, or
/// `星标：2,310`. A label alone may be who acts in the headlines.
fn fields(lines: &[Line]) -> Vec<usize> {
    let named: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.is_blank())
        .map(|(at, line)| (at, field(line).unwrap_or_default()))
        .collect();
    // How often each label stands, how often over a number, and how often right above another label.
    let mut labels: FxHashMap<&str, usize> = FxHashMap::default();
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut pairs: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for &(at, label) in named.iter().filter(|(_, label)| !label.is_empty()) {
        *labels.entry(label).or_default() += 1;
        *numbers.entry(label).or_default() += usize::from(holds_number(&lines[at]));
    }
    let twos = || named.windows(2).map(|two| (two[0], two[1]));
    for ((_, above), (_, below)) in twos() {
        if !above.is_empty() && !below.is_empty() && above != below {
            *pairs.entry((above, below)).or_default() += 1;
        }
    }
    let mut found = Vec::new();
    for ((first, above), (second, below)) in twos() {
        let count = |above, below| pairs.get(&(above, below)).copied().unwrap_or(0);
        let together = count(above, below);
        // A headline parts the fields of one piece from those of the next.
        if count(below, above) * 3 >= together {
            continue;
        }
        let most = labels[above].max(labels[below]);
        if together >= FEWEST && together * 3 >= most * 2 {
            found.extend([first, second]);
        }
    }
    let counts = |label: &str| labels[label] >= FEWEST && numbers[label] == labels[label];
    let counted = named
        .iter()
        .filter(|(_, label)| !label.is_empty() && counts(label));
    found.extend(counted.map(|&(at, _)| at));
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a number stands right behind the label of a field.
fn holds_number(line: &Line) -> bool {
    let value = line
        .words()
        .split_once(['：', ':'])
        .map(|(_, value)| value.trim_start());
    value.is_some_and(|value| {
        value.starts_with(|c: char| c.is_ascii_digit()) && look::date_lead(value).is_none()
    })
}

/// Characters of the longest name of a field.
const LONGEST_FIELD: usize = 6;

/// The label before the colon of a line of text or of a point; none that holds a headline.
fn field(line: &Line) -> Option<&str> {
    if !matches!(line.ground, Ground::Text | Ground::Point(_)) || line.style().is_some() {
        return None;
    }
    let (label, _) = look::clip(line.words(), LONGEST_FIELD + 1).split_once(['：', ':'])?;
    let label = label.trim();
    let fits = !label.is_empty() && label.chars().all(char::is_alphabetic);
    (fits && !outline_words().field.is_one(label)).then_some(label)
}

fn key(line: &Line, closes: bool) -> Option<u64> {
    if !matches!(
        line.ground,
        Ground::Text | Ground::Point(_) | Ground::Heading(_)
    ) {
        return None;
    }
    let words = line.words();
    if look::date_lead(words).is_some() {
        return None;
    }
    let label = label(words).filter(|_| closes || look::is_credit(words));
    let text = match label {
        Some(label) => label,
        None if line.length() <= LONGEST && line.length() >= 2 => words,
        None => return None,
    };
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    Some(hasher.finish())
}

/// The words before a colon.
fn label(words: &str) -> Option<&str> {
    let (label, _) = words.split_once(['：', ':'])?;
    (label.len() <= LONGEST_LABEL).then_some(label)
}

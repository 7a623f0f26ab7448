//! Refrains: short lines that come again under every Item, such as `原文链接：…` or `主要内容`. They
//! head nothing, and end nothing.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::line::{Ground, Line};
use super::look;
use crate::lexicon::Reach;

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
    places
        .values()
        .filter(all_over)
        .flatten()
        .copied()
        .collect()
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

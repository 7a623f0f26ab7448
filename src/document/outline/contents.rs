//! Contents lists: lines near each other whose words come again later as headlines.

use std::collections::HashMap;
use std::ops::Range;

use super::line::{Ground, Line};

/// Share of a list's entries that must come again. Editors change words between list and text.
const SHARE: (usize, usize) = (3, 5);

/// A contents list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contents {
    /// The lines that it covers.
    pub(super) lines: Range<usize>,
    /// Entries and the later lines that they repeat.
    pub(super) twins: Vec<(usize, usize)>,
}

/// Finds contents lists: dense runs of short lines most of which come again below the run.
pub(super) fn find(lines: &[Line]) -> Vec<Contents> {
    let entries = entries(lines);
    // Where each text stands, in order; the last standing is the only one that is never an entry.
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(key) = line.key {
            places.entry(key).or_default().push(at);
        }
    }
    let twin = |at: usize, beyond: usize, key: u64| -> Option<usize> {
        let standing = places.get(&key)?;
        let next = standing.partition_point(|&other| other <= at.max(beyond));
        standing.get(next).copied()
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < entries.len() {
        let Some(run) = run(lines, &entries, at, &twin) else {
            at += 1;
            continue;
        };
        let end = run.lines.end;
        found.push(run);
        at = entries
            .partition_point(|entry| entry.line < end)
            .max(at + 1);
    }
    found
}

/// Something that may be an entry of a contents list.
struct Entry {
    line: usize,
    key: Option<u64>,
}

/// All short lines, and those in quotes and nested lists, as entries.
fn entries(lines: &[Line]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match line.ground {
            Ground::Quote | Ground::Table => {
                for text in line.inner.lines().take(400) {
                    entries.push(Entry {
                        line: at,
                        key: entry_key(text),
                    });
                }
            }
            Ground::Point(_) if line.inner.len() > line.text.len() + 8 => {
                for text in line.inner.lines().take(400) {
                    entries.push(Entry {
                        line: at,
                        key: entry_key(text),
                    });
                }
            }
            Ground::Picture | Ground::Rule => {}
            _ => entries.push(Entry {
                line: at,
                key: line.key.filter(|_| !is_sentence(&line.text)),
            }),
        }
    }
    entries
}

/// Key of an entry; sentences are none.
fn entry_key(text: &str) -> Option<u64> {
    (!is_sentence(text))
        .then(|| super::look::key(text))
        .flatten()
}

fn is_sentence(text: &str) -> bool {
    text.trim_end().ends_with('。')
}

/// The contents list that begins with entry `from`, if one does.
fn run(
    lines: &[Line],
    entries: &[Entry],
    from: usize,
    twin: &dyn Fn(usize, usize, u64) -> Option<usize>,
) -> Option<Contents> {
    let first = &entries[from];
    twin(first.line, 0, first.key?)?;
    let mut twins = Vec::new();
    let (mut last_hit, mut misses, mut ahead) = (from, 0, usize::MAX);
    for (at, entry) in entries.iter().enumerate().skip(from) {
        // The list ends where the first of the repeated lines stands.
        if entry.line >= ahead {
            break;
        }
        let line = &lines[entry.line];
        let hit = entry.key.and_then(|key| twin(entry.line, 0, key));
        if let Some(hit) = hit {
            ahead = ahead.min(hit);
            twins.push((entry.line, hit));
            last_hit = at;
            misses = 0;
        } else {
            let long = line.text.chars().count() > 80;
            misses += if long { 3 } else { 1 };
            if misses > 2 {
                break;
            }
        }
    }
    let size = last_hit + 1 - from;
    let mut targets: Vec<usize> = twins.iter().map(|&(_, to)| to).collect();
    targets.sort_unstable();
    targets.dedup();
    let lines_covered = entries[from].line..entries[last_hit].line + 1;
    let most = targets.len() * SHARE.1 >= size * SHARE.0;
    let beyond = targets
        .iter()
        .filter(|&&to| to >= lines_covered.end)
        .count();
    // What lies between the repeated lines is text: otherwise it is a list beside a list.
    let spread = targets.last()? - targets.first()? >= targets.len();
    (most
        && beyond >= 2
        && beyond == targets.len()
        && (targets.len() >= 3 || spread && size == targets.len()))
    .then_some(Contents {
        lines: lines_covered,
        twins,
    })
}

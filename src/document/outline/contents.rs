//! Contents lists: lines near each other whose words come again later as headlines.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::line::{Ground, LONGEST_HEADLINE, Line};
use super::look::{self, Beginning, Lead};
use super::marker::bracketed;

/// Share of a list's entries that must come again. Editors change words between list and text.
const SHARE: (usize, usize) = (3, 5);

/// Places beyond which a text is a label that comes again and again, not an entry: a headline
/// stands in the list, in a summary and over its text.
const MOST_STANDINGS: usize = 3;

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
    let (entries, keys) = entries(lines);
    // Where each text stands, in order; the last standing is the only one that is never an entry.
    let mut places: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, keys) in keys.into_iter().enumerate() {
        if let Some(key) = keys.whole {
            places.entry(key).or_default().push(at);
        }
        if let Some(key) = keys.head.filter(|_| keys.head != keys.whole) {
            places.entry(key).or_default().push(at);
        }
    }
    let twin = |at: usize, key: u64| -> Option<usize> {
        let standing = places.get(&key)?;
        if standing.len() > MOST_STANDINGS {
            return None;
        }
        let next = standing.partition_point(|&other| other <= at);
        let hit = standing.get(next).copied()?;
        // Of two lines with the same words the one over its text is the headline.
        let is_headline = is_over_text(lines, at) && !is_over_text(lines, hit);
        (!is_in_list(lines, hit) && !is_headline).then_some(hit)
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

/// What a line may repeat: an entry as a whole, or with the headline at its head.
struct Keys {
    whole: Option<u64>,
    head: Option<u64>,
}

/// The headline at the head of a line that goes on with its text: bold, linked or between 【 and 】.
fn head(line: &Line) -> Option<&str> {
    let stretches = [line.head().bold, line.head().link];
    let mut near = stretches.into_iter().flatten();
    near.find(|stretch| stretch.from <= line.lead.rest + 8)
        .map(|stretch| stretch.of(&line.text))
        .or_else(|| bracketed(line).map(|inner| &line.text[inner]))
        .map(|words| &words[Lead::of(words).rest..])
}

/// All short lines, and those in quotes and nested lists, as entries; and the keys of each line that
/// may repeat one.
fn entries(lines: &[Line]) -> (Vec<Entry>, Vec<Keys>) {
    let own: Vec<Option<&str>> = lines.iter().map(words).collect();
    let heads: Vec<Option<&str>> = lines.iter().map(head).collect();
    let lists: Vec<bool> = lines.iter().map(is_list).collect();
    let inner: Vec<(usize, Option<&str>)> = lines
        .iter()
        .enumerate()
        .filter(|(at, _)| lists[*at])
        .flat_map(|(at, line)| parts(line).take(400).map(move |text| (at, text)))
        .filter(|(at, text)| lines[*at].ground != Ground::Table || is_long_cell(text))
        .map(|(at, text)| {
            (
                at,
                (!is_sentence(text)).then(|| &text[Lead::of(text).rest..]),
            )
        })
        .collect();
    let all = own
        .iter()
        .copied()
        .chain(heads.iter().copied())
        .chain(inner.iter().map(|&(_, words)| words));
    let shared = Shared::of(all.flatten());
    let key = |words: Option<&str>| shared.key(words?);
    let both = own.iter().zip(&heads);
    let keys: Vec<Keys> = both
        .map(|(own, head)| Keys {
            whole: key(*own),
            head: key(*head),
        })
        .collect();
    let mut inner = inner.into_iter().peekable();
    let mut entries = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        while let Some((_, words)) = inner.next_if(|&(line, _)| line == at) {
            let key = words.and_then(|words| shared.key(words));
            entries.push(Entry { line: at, key });
        }
        if !lists[at] && !matches!(line.ground, Ground::Picture | Ground::Rule) {
            let key = keys[at]
                .whole
                .filter(|_| !is_sentence(&line.text) && !look::is_credit(line.words()));
            entries.push(Entry { line: at, key });
        }
    }
    (entries, keys)
}

/// Whether each line in it may be an entry of its own.
fn is_list(line: &Line) -> bool {
    match line.ground {
        Ground::Quote | Ground::Table => true,
        Ground::Point(_) => line.inner.len() > line.text.len() + 8,
        Ground::Text => is_joined(&line.text),
        _ => false,
    }
}

/// Characters of a cell beside which numbers and labels stand.
const CELL: usize = 6;

/// Whether a cell of a table may be an entry: beside each stand its number and its label.
fn is_long_cell(text: &str) -> bool {
    text.trim().chars().nth(CELL - 1).is_some()
}

/// Marks between headlines that stand on one line: `·甲 ·乙 ·丙`.
const JOINTS: [char; 11] = ['·', '•', '●', '■', '◆', '▶', '｜', '丨', '|', '；', ';'];

/// Bytes of the longest line of headlines.
const LONGEST_JOINED: usize = 1200;

/// Fewest headlines on such a line.
const FEWEST_JOINED: usize = 3;

/// Whether several headlines may stand on a line.
fn is_joined(text: &str) -> bool {
    text.len() <= LONGEST_JOINED
        && !text.contains('。')
        && text.matches(JOINTS).count() + 1 >= FEWEST_JOINED
        && joined(text).count() >= FEWEST_JOINED
}

fn joined(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(JOINTS).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// What a line holds that may each be an entry.
fn parts(line: &Line) -> impl Iterator<Item = &str> {
    let text = line.ground == Ground::Text;
    let (own, inner) = if text {
        (Some(joined(&line.text)), None)
    } else {
        (None, Some(line.inner.lines()))
    };
    own.into_iter().flatten().chain(inner.into_iter().flatten())
}

/// The words of a line or Block by which it is compared; of long ones none.
fn words(line: &Line) -> Option<&str> {
    let has_own = matches!(
        line.ground,
        Ground::Heading(_) | Ground::Text | Ground::Point(_) | Ground::Picture
    );
    let text = if has_own { &line.text } else { &line.inner };
    (text.len() <= LONGEST_HEADLINE * 4).then(|| {
        let rest = if has_own {
            line.lead.rest
        } else {
            Lead::of(text).rest
        };
        &text[rest..]
    })
}

/// Texts that begin alike. Most begin like no other, and need no key.
struct Shared {
    beginnings: FxHashMap<u64, u32>,
    /// Whether the beginning of some text cannot be told without its key.
    any: bool,
}

impl Shared {
    fn of<'a>(all: impl Iterator<Item = &'a str>) -> Self {
        let mut shared = Self {
            beginnings: FxHashMap::default(),
            any: false,
        };
        for words in all {
            match look::beginning(words) {
                Beginning::Hash(hash) => *shared.beginnings.entry(hash).or_default() += 1,
                Beginning::Unknown => shared.any = true,
            }
        }
        shared
    }

    /// The key of a text, when another one may have the same.
    fn key(&self, words: &str) -> Option<u64> {
        let may = self.any
            || match look::beginning(words) {
                Beginning::Hash(hash) => self.beginnings.get(&hash).is_some_and(|&n| n > 1),
                Beginning::Unknown => true,
            };
        may.then(|| look::words_key(words)).flatten()
    }
}

/// Bytes of the text behind the headline of a point that is more than a name.
const GOES_ON: usize = 20;

/// Whether a line is a bare point among points: rankings repeat names, and head nothing.
fn is_in_list(lines: &[Line], at: usize) -> bool {
    let bare = |line: &Line| {
        let goes_on = head(line).is_some_and(|head| head.len() + GOES_ON < line.text.len());
        matches!(line.ground, Ground::Point(_))
            && line.inner.len() <= line.text.len() + 8
            && !goes_on
    };
    let near = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_some_and(bare);
    bare(&lines[at]) && (near(at.checked_sub(1)) || near(Some(at + 1)))
}

/// Characters of a paragraph that is the text of the line over it.
const TEXT: usize = 40;

/// Whether the next line with words is a paragraph of one line that ends as a sentence.
fn is_over_text(lines: &[Line], at: usize) -> bool {
    let below = lines[at + 1..].iter().find(|line| !line.is_blank());
    below.is_some_and(|line| {
        line.ground == Ground::Text
            && line.first
            && line.length() >= TEXT
            && look::ends_sentence(&line.text)
    })
}

fn is_sentence(text: &str) -> bool {
    text.trim_end().ends_with('。')
}

/// The contents list that begins with entry `from`, if one does.
fn run(
    lines: &[Line],
    entries: &[Entry],
    from: usize,
    twin: &dyn Fn(usize, u64) -> Option<usize>,
) -> Option<Contents> {
    let first = &entries[from];
    twin(first.line, first.key?)?;
    let mut twins = Vec::new();
    let (mut last_hit, mut misses, mut ahead) = (from, 0, usize::MAX);
    for (at, entry) in entries.iter().enumerate().skip(from) {
        // The list ends where the first of the repeated lines stands.
        if entry.line >= ahead {
            break;
        }
        let line = &lines[entry.line];
        let hit = entry.key.and_then(|key| twin(entry.line, key));
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

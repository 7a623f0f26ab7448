//! Titles between 《 and 》: which are Policies, which are other works, which are short forms.
//!
//! The last words of a title say what kind of document it is (方案, 意见, 条例 …; a table); where
//! they say nothing, the words just before do (国家标准《…》, 印发《…》, 发文《…》). A short form
//! refers back to a longer title in the same Item: by 以下简称, as its end, or as its characters in
//! order with the same kind at the end.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{ItemText, Mention, Notes};
use crate::document::{Work, WorkKind};
use crate::fold::fold_key;
use crate::lexicon::{Lexicon, without_tail};

/// A longer stretch between 《 and 》 is an accident of unbalanced marks.
const LONGEST: usize = 160;

/// A short form stands for a title among so many before it and so many after it: all titles of an
/// Item that lists thousands would be compared with all others.
const NEIGHBOURS: usize = 100;

/// Characters of context that may hold a cue or a status word.
const CONTEXT: usize = 16;

/// A title where it stands.
struct Found<'a> {
    title: &'a str,
    before: &'a str,
    after: &'a str,
    line: u32,
    in_headline: bool,
}

/// Finds the titles of an Item, in order of the text; a repeated title once.
pub(super) fn read(item: &ItemText<'_>, lexicon: &Lexicon, notes: &mut Notes) -> Vec<Work> {
    let found = find(item);
    let mut works: Vec<(String, Work)> = Vec::new();
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for one in &found {
        let key = fold_key(one.title);
        if let Some(&place) = places.get(&key) {
            complete(&mut works[place].1, one, lexicon);
            continue;
        }
        places.insert(key.clone(), works.len());
        let mut work = Work {
            title: one.title.into(),
            kind: lexicon
                .titles()
                .kind(one.title, tail(one.before, CONTEXT), one.after),
            refers_to: None,
            number: None,
            status: None,
            issuers: Vec::new(),
            marked: true,
        };
        complete(&mut work, one, lexicon);
        works.push((key, work));
    }
    refer_back(&mut works, &declared(&found), &places, lexicon);
    for one in &found {
        notes.add(|| mention(one, &works[places[&fold_key(one.title)]].1));
    }
    works.into_iter().map(|(_, work)| work).collect()
}

/// What a title was taken for.
fn mention(one: &Found<'_>, work: &Work) -> Mention {
    let reading = match (&work.refers_to, &work.kind) {
        (Some(full), _) => format!("short for 《{full}》"),
        (None, WorkKind::Policy(kind)) => format!("policy: {kind}"),
        (None, WorkKind::Other(kind)) => format!("no policy: {kind}"),
    };
    Mention {
        words: format!("《{}》", one.title),
        line: one.line,
        reading,
    }
}

/// Adds what the surroundings of one place tell: document number, status.
fn complete(work: &mut Work, found: &Found<'_>, lexicon: &Lexicon) {
    if work.number.is_none() {
        work.number = number(found.after).map(Into::into);
    }
    // What the text says outweighs what the headline says: it is fuller.
    if (work.status.is_none() || !found.in_headline)
        && let Some(status) = status(found, lexicon)
    {
        work.status = Some(status.into());
    }
}

fn find<'a>(item: &ItemText<'a>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for (text, in_headline) in [(item.headline, true), (item.body, false)] {
        for span in titles(text) {
            let line = if in_headline {
                item.headline_line
            } else {
                item.line(span.start)
            };
            found.push(Found {
                title: text[span.clone()].trim(),
                before: &text[..span.start - '《'.len_utf8()],
                after: &text[span.end + '》'.len_utf8()..],
                line,
                in_headline,
            });
        }
    }
    found.retain(|one| !one.title.is_empty());
    found
}

/// Spans of what stands between 《 and its 》; titles inside titles belong to the outer one.
pub(crate) fn titles(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('《').map(|at| from + at) {
        let start = open + '《'.len_utf8();
        if let Some(end) = closing(text, start) {
            spans.push(start..end);
            from = end;
        } else {
            from = start;
        }
    }
    spans
}

/// Where the 》 stands that closes a title beginning at `start`.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_u32;
    for (count, (at, c)) in text[start..].char_indices().enumerate() {
        match c {
            '》' if depth == 0 => return Some(start + at),
            '》' => depth -= 1,
            '《' => depth += 1,
            '\n' => return None,
            _ => {}
        }
        if count == LONGEST {
            return None;
        }
    }
    None
}

/// The document number in brackets right after a title: `（国发〔2020〕10号）`.
fn number(after: &str) -> Option<String> {
    let inner = after.trim_start().strip_prefix(['（', '('])?;
    let end = inner
        .char_indices()
        .take(40)
        .find(|(_, c)| matches!(c, '）' | ')'))?
        .0;
    // Without its own brackets it may stand among other words: （国发〔2020〕10号，以下简称《意见》）.
    let candidate = inner[..end]
        .split(['，', ',', '、', '；'])
        .find(|part| is_number(part.trim()))?;
    Some(candidate.trim().to_owned())
}

/// Whether a text is a document number: letters of the body, a bracketed year, a number, 号.
fn is_number(text: &str) -> bool {
    let Some(open) = text.find(['〔', '[', '【', '（', '(', '﹝']) else {
        return false;
    };
    let Some(close) = text.find(['〕', ']', '】', '）', ')', '﹞']) else {
        return false;
    };
    let letters = text[..open].trim();
    let year = text[open..close]
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .trim();
    let rest = &text[close..];
    (1..=12).contains(&letters.chars().count())
        && letters.chars().all(char::is_alphanumeric)
        && year.len() == 4
        && year.bytes().all(|b| b.is_ascii_digit())
        && rest.trim_end().ends_with('号')
        && rest.chars().any(|c| c.is_ascii_digit())
}

/// The status word nearest to a title in its clause.
fn status(found: &Found<'_>, lexicon: &Lexicon) -> Option<&'static str> {
    let titles = lexicon.titles();
    let statuses = titles.statuses();
    if found.title.contains("征求意见稿") || found.title.contains("草案") {
        return statuses
            .iter()
            .find(|status| found.title.contains(status.word))
            .map(|status| status.word);
    }
    let (before, after) = (tail(found.before, CONTEXT), head(found.after, CONTEXT));
    let left = titles
        .statuses_in(before)
        .map(|(at, status)| (before.len() - at - status.word.len(), status));
    let right = titles.statuses_in(after);
    // The order of the table decides between equals.
    left.chain(right)
        .min_by_key(|(distance, status)| {
            let place = statuses.iter().position(|other| other == *status);
            (*distance, std::cmp::Reverse(status.word.len()), place)
        })
        .map(|(_, status)| status.word)
}

/// Finds for each short form the full title that it stands for. `declared`: full titles by the short
/// forms that the text names for them; `places`: of the works, by their keys.
fn refer_back(
    works: &mut [(String, Work)],
    declared: &FxHashMap<&str, &str>,
    places: &FxHashMap<String, usize>,
    lexicon: &Lexicon,
) {
    for short in 0..works.len() {
        let declared = declared.get(&*works[short].1.title);
        let declared = declared.and_then(|full| places.get(&fold_key(full)).copied());
        let full = declared.or_else(|| fuller(works, short, lexicon));
        if let Some(full) = full.filter(|&full| full != short) {
            let (title, kind) = (works[full].1.title.clone(), works[full].1.kind);
            let work = &mut works[short].1;
            work.refers_to = Some(title);
            work.kind = kind;
        } else if lexicon.titles().is_bare(&works[short].1.title) {
            works[short].1.kind = WorkKind::Other("short form");
        }
    }
}

/// The title that another is short for by its characters.
fn fuller(works: &[(String, Work)], short: usize, lexicon: &Lexicon) -> Option<usize> {
    let near = short.saturating_sub(NEIGHBOURS)..works.len().min(short + NEIGHBOURS);
    let candidates = near.filter(|&index| {
        let (other, work) = &works[index];
        index != short
            && matches!(work.kind, WorkKind::Policy(_))
            && work.refers_to.is_none()
            && stands_for(&works[short].0, other, lexicon)
    });
    // The longest is the fullest; of equals the first.
    candidates.max_by_key(|&index| (works[index].0.len(), std::cmp::Reverse(index)))
}

/// Full titles by their short forms, where an explicit 以下简称《short》 stands right after them.
fn declared<'a>(found: &[Found<'a>]) -> FxHashMap<&'a str, &'a str> {
    let mut declared = FxHashMap::default();
    for pair in found.windows(2) {
        let between = head(pair[0].after, CONTEXT + 24);
        let says = ["以下简称", "下称", "简称"].iter().any(|word| {
            between.find(word).is_some_and(|at| {
                between[at + word.len()..]
                    .trim_start_matches(['为', ':', '：', '“', ' '])
                    .starts_with('《')
            })
        });
        if says && !between[..between.find("称").unwrap_or(0)].contains('《') {
            declared.entry(pair[1].title).or_insert(pair[0].title);
        }
    }
    declared
}

/// Whether a folded title is a short form of a longer one.
fn stands_for(short: &str, full: &str, lexicon: &Lexicon) -> bool {
    let (short, full) = (without_tail(short), without_tail(full));
    if full.chars().count() <= short.chars().count() {
        return false;
    }
    if full.ends_with(short) {
        return true;
    }
    let same_kind = lexicon
        .titles()
        .kind_word(full)
        .is_some_and(|word| lexicon.titles().kind_word(short) == Some(word));
    // Two titles that begin alike are two documents (噪声…法, 环境噪声…法 of one state).
    let begin_alike = short.chars().take(2).eq(full.chars().take(2));
    same_kind && !begin_alike && short.chars().count() >= 4 && is_subsequence(short, full)
}

fn is_subsequence(short: &str, full: &str) -> bool {
    let mut full = full.chars();
    short.chars().all(|c| full.any(|other| other == c))
}

/// The last `count` characters, not before the last end of a sentence.
fn tail(text: &str, count: usize) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(count)
        .take_while(|(_, c)| !matches!(c, '。' | '；' | '\n'))
        .last()
        .map_or(text.len(), |(at, _)| at);
    &text[start..]
}

/// The first `count` characters, not past the first end of a sentence.
fn head(text: &str, count: usize) -> &str {
    let end = text
        .char_indices()
        .take(count)
        .take_while(|(_, c)| !matches!(c, '。' | '；' | '\n'))
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    &text[..end]
}

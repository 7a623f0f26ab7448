//! What a reader may write in the search box.
//!
//! Plain text: every word must occur; characters that stand together are a phrase. `"…"`: exactly
//! this, words whole. `-词`: not this. `标签:` `地区:` `发文:` `政策:` `分类:` `日期:` (or `tag:` and
//! so on) narrow; the same one twice means either. Only the plain colon makes a filter, so that
//! text from a page (`政策：…`) stays text. The browser reads queries the same way
//! (`themes/default/scripts/search/query.js`, one table of cases: `tests/vectors/query.json`).

use serde::Serialize;

use super::fold::fold;
use super::record::FACETS;

/// Longest query that is answered, in characters.
pub const MAX_QUERY: usize = 512;

/// A query, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Query {
    /// Its parts, in order.
    pub clauses: Vec<Clause>,
}

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// Whether what it matches is left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
    /// What it asks for.
    #[serde(flatten)]
    pub wanted: Wanted,
    /// The words as written; of bare text, folded, in quotes where it would read otherwise alone.
    #[serde(skip)]
    pub source: String,
}

/// What a part of a query asks for. Text and values are folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wanted {
    /// Text that must stand in the headline or the text of the Item.
    Text {
        /// The words.
        phrase: String,
        /// Whether the last word must end here.
        finished: bool,
    },
    /// A term of a facet.
    Filter {
        /// [`super::record::Facet::key`].
        facet: char,
        /// The value.
        value: String,
    },
    /// A stretch of days; `None` when the words are no date, which matches nothing.
    Days(Option<Days>),
}

/// Days from the first to the last, both included, as `YYYY-MM-DD` or `""` for an open end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Days {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// Reads a query. `None`: it is longer than [`MAX_QUERY`].
pub fn parse(input: &str) -> Option<Query> {
    if input.chars().nth(MAX_QUERY).is_some() {
        return None;
    }
    let mut clauses = read(input, true);
    if clauses.iter().all(|clause| clause.not) {
        clauses = read(input, false);
    }
    let wanted = clauses.iter_mut().rev().filter(|clause| !clause.not);
    let mut texts = wanted.filter_map(|clause| match &mut clause.wanted {
        Wanted::Text { finished, .. } => Some(finished),
        _ => None,
    });
    texts.next();
    texts.for_each(|finished| *finished = true);
    Some(Query { clauses })
}

/// Reads `2020`, `2020-09`, `2020-9-10`, `2020年9月10日` and the like, or two of them with `..`
/// between, either left out at will.
pub fn parse_days(folded: &str) -> Option<Days> {
    if let Some((from, to)) = folded.split_once("..") {
        let from = if from.is_empty() {
            None
        } else {
            Some(parse_day(from)?)
        };
        let to = if to.is_empty() {
            None
        } else {
            Some(parse_day(to)?)
        };
        if from.is_none() && to.is_none() {
            return None;
        }
        let from = from.map_or(String::new(), |(from, _)| from);
        return Some(Days {
            from,
            to: to.map_or(String::new(), |(_, to)| to),
        });
    }
    let (from, to) = parse_day(folded)?;
    Some(Days { from, to })
}

/// First and last day of a year, month or day.
fn parse_day(folded: &str) -> Option<(String, String)> {
    let mut parts = folded
        .split(['-', '/', '.', '年', '月', '日'])
        .map(str::trim);
    let number = |part: &str, digits: std::ops::RangeInclusive<usize>| -> Option<u32> {
        let fits = digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse().ok() } else { None }
    };
    let year = number(parts.next()?, 4..=4)?;
    let mut next = |max: u32| match parts.next().filter(|part| !part.is_empty()) {
        None => Some(0),
        Some(part) => number(part, 1..=2).filter(|n| (1..=max).contains(n)),
    };
    let (month, day) = (next(12)?, next(31)?);
    if parts.any(|part| !part.is_empty()) {
        return None;
    }
    let write = |month, day| format!("{year:04}-{month:02}-{day:02}");
    Some(match (month, day) {
        (0, _) => (write(1, 1), write(12, 31)),
        (month, 0) => (write(month, 1), write(month, 31)),
        (month, day) => (write(month, day), write(month, day)),
    })
}

fn read(input: &str, operators: bool) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut bare = String::new();
    let mut rest = input.trim_start();
    while !rest.is_empty() {
        let (not, body) = match rest
            .strip_prefix('-')
            .filter(|body| operators && starts_word(body))
        {
            Some(body) => (true, body),
            None => (false, rest),
        };
        let (wanted, after) = filter(body).or_else(|| quoted(body)).unwrap_or_else(|| {
            let (word, after) = body.split_at(body.find(char::is_whitespace).unwrap_or(body.len()));
            if not {
                (Some(text(word, true)), after)
            } else {
                bare.push(' ');
                bare.push_str(word);
                (None, after)
            }
        });
        if let Some(wanted) = wanted {
            push_bare(&mut bare, &mut clauses);
            if !matches!(&wanted, Wanted::Text { phrase, .. } if phrase.is_empty()) {
                let source = rest[..rest.len() - after.len()].to_owned();
                clauses.push(Clause {
                    not,
                    wanted,
                    source,
                });
            }
        }
        rest = after.trim_start();
    }
    push_bare(&mut bare, &mut clauses);
    clauses
}

fn starts_word(text: &str) -> bool {
    !text.starts_with('-') && text.chars().next().is_some_and(|c| !c.is_whitespace())
}

/// Bare words are folded together, so that the spaces of a document number do not part it.
fn push_bare(bare: &mut String, clauses: &mut Vec<Clause>) {
    for word in fold(bare).split(' ').filter(|word| !word.is_empty()) {
        // Unfinished unless another word follows: `parse` sees to it.
        let wanted = Wanted::Text {
            phrase: word.to_owned(),
            finished: false,
        };
        clauses.push(Clause {
            not: false,
            wanted,
            source: quoted_if_needed(word),
        });
    }
    bare.clear();
}

/// Folded words as a query that means just them, whatever stands beside it.
pub(crate) fn quoted_if_needed(words: &str) -> String {
    if words.contains([' ', ':']) || words.starts_with('-') {
        format!("\"{words}\"")
    } else {
        words.to_owned()
    }
}

fn text(words: &str, finished: bool) -> Wanted {
    Wanted::Text {
        phrase: fold(words),
        finished,
    }
}

/// `"…"` up to a closing mark that ends a word.
fn quoted(text: &str) -> Option<(Option<Wanted>, &str)> {
    let (words, after) = in_quotes(text)?;
    Some((Some(self::text(words, true)), after))
}

fn in_quotes(text: &str) -> Option<(&str, &str)> {
    const MARKS: [char; 2] = ['"', '＂'];
    let inner = text.strip_prefix(MARKS)?;
    let (at, mark) = inner.char_indices().find(|&(at, c)| {
        let after = &inner[at + c.len_utf8()..];
        MARKS.contains(&c) && after.chars().next().is_none_or(char::is_whitespace)
    })?;
    Some((&inner[..at], &inner[at + mark.len_utf8()..]))
}

fn filter(text: &str) -> Option<(Option<Wanted>, &str)> {
    let (name, after) = text.split_once(':')?;
    let name = name.to_lowercase();
    let facet = FACETS
        .iter()
        .find(|facet| facet.names.contains(&name.as_str()));
    let is_date = ["日期", "date"].contains(&name.as_str());
    if facet.is_none() && !is_date {
        return None;
    }
    let (value, after) = in_quotes(after)
        .unwrap_or_else(|| after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())));
    let value = fold(value);
    if value.is_empty() {
        return None;
    }
    let wanted = match facet {
        Some(facet) => Wanted::Filter {
            facet: facet.key,
            value: bare_title(&value),
        },
        None => Wanted::Days(parse_days(&value)),
    };
    Some((Some(wanted), after))
}

/// A policy's title without the 《》 around it that a reader may have copied; not of `《A》和《B》`.
fn bare_title(value: &str) -> String {
    let inner = value
        .strip_prefix('《')
        .and_then(|value| value.strip_suffix('》'))
        .filter(|inner| match (inner.find('《'), inner.find('》')) {
            (_, None) => true,
            (open, Some(close)) => open.is_some_and(|open| open < close),
        });
    inner.unwrap_or(value).to_owned()
}

//! Other queries that a reader may have meant, and what they find: never counted as hits. The
//! browser suggests the same (`themes/default/scripts/search/suggest.js`).

use std::collections::BTreeSet;

use super::{AskError, Files, Hit, Index, Options, evaluate, open, stem};
use crate::search::query::{self, Clause, Days, Query, Wanted, parse_days, quoted_if_needed};
use crate::search::record::FACETS;
use crate::search::tokenize::{Symbol, symbols};

/// Most suggestions of a kind.
const MOST: usize = 4;
/// Most parts of a query that are looked at one by one.
const PARTS: usize = 6;

/// What there is to say of a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// Filters that it may have meant.
    pub meant: Vec<Suggestion>,
    /// Its parts that no Item holds; only for a query without hits.
    pub nowhere: Vec<String>,
    /// What finds something after all; only for a query without hits.
    pub ways: Vec<Suggestion>,
}

/// Another query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// How it differs.
    pub way: Way,
    /// What is different.
    pub label: String,
    /// The query.
    pub query: String,
}

/// How a suggestion differs from what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A bare date as a filter.
    AsDate,
    /// A filter written with the wide colon.
    AsFilter,
    /// Without one part, or without all parts that stand nowhere.
    Without,
    /// With a part of the phrase, or another form of the word.
    Instead,
}

/// Advice on a query.
pub fn advise(files: &Files<'_>, input: &str) -> Result<Advice, AskError> {
    let query = query::parse(input).ok_or(AskError::TooLong)?;
    let mut adviser = Adviser {
        index: open(files)?,
    };
    let mut advice = Advice {
        meant: adviser.meant(input, &query.clauses),
        ..Advice::default()
    };
    if !query.clauses.is_empty() && adviser.count(input)? == 0 {
        (advice.nowhere, advice.ways) = adviser.ways_out(&query.clauses)?;
    }
    Ok(advice)
}

/// Items that match a query in part: what the suggestions find, the nearest first.
pub fn loose(files: &Files<'_>, input: &str, options: Options) -> Result<Vec<Hit>, AskError> {
    let mut known = BTreeSet::new();
    let mut partial = Vec::new();
    for (place, suggestion) in advise(files, input)?.ways.iter().enumerate() {
        let hits = super::ask(files, &suggestion.query, options)?.hits;
        let fresh = hits
            .into_iter()
            .filter(|hit| known.insert(hit.entry.id.clone()));
        partial.extend(fresh.map(|hit| Hit {
            partial: place + 1,
            ..hit
        }));
    }
    partial.truncate(options.limit);
    Ok(partial)
}

struct Adviser<'a> {
    index: Box<dyn Index + 'a>,
}

impl Adviser<'_> {
    fn meant(&self, input: &str, clauses: &[Clause]) -> Vec<Suggestion> {
        let mut suggestions = Vec::new();
        for (at, clause) in clauses.iter().enumerate() {
            let Wanted::Text { phrase, .. } = &clause.wanted else {
                continue;
            };
            if clause.not || clause.source.starts_with('"') {
                continue;
            }
            for value in dates_meant(phrase, self.index.years()) {
                let mut parts = sources(clauses);
                parts.remove(at);
                let date = format!("日期:{value}");
                parts.push(&date);
                suggestions.push(Suggestion {
                    way: Way::AsDate,
                    query: parts.join(" "),
                    label: value,
                });
            }
        }
        let names = FACETS.iter().flat_map(|facet| facet.names);
        for name in names.chain(&["日期", "date"]) {
            let wide = format!("{name}：");
            let Some(at) = input.find(&wide) else {
                continue;
            };
            if input[..at]
                .chars()
                .next_back()
                .is_some_and(|c| !c.is_whitespace())
            {
                continue;
            }
            let query = input.replacen(&wide, &format!("{name}:"), 1);
            let label = query[at..].split_whitespace().next().unwrap_or_default();
            suggestions.push(Suggestion {
                way: Way::AsFilter,
                label: label.to_owned(),
                query,
            });
        }
        suggestions.truncate(MOST);
        suggestions
    }

    fn ways_out(&mut self, clauses: &[Clause]) -> Result<(Vec<String>, Vec<Suggestion>), AskError> {
        let mut lost = Vec::new();
        let wanted = clauses.iter().enumerate().filter(|(_, clause)| !clause.not);
        for (at, clause) in wanted.take(PARTS) {
            if self.count(&clause.source)? == 0 {
                lost.push(at);
            }
        }
        let mut ways = Vec::new();
        if clauses.len() > 1 {
            if lost.len() > 1 {
                ways.extend(without(clauses, &lost));
            }
            for at in 0..clauses.len().min(PARTS) {
                ways.extend(without(clauses, &[at]));
            }
        }
        let is_text = |at: &&usize| matches!(clauses[**at].wanted, Wanted::Text { .. });
        for &at in lost.iter().filter(is_text).take(2) {
            for other in self.other_words(&clauses[at])? {
                let quoted = quoted_if_needed(&other);
                let part = |(i, clause): (usize, &'_ Clause)| match i {
                    i if i == at => Some(quoted.clone()),
                    i if lost.contains(&i) => None,
                    _ => Some(clause.source.clone()),
                };
                let parts: Vec<String> = clauses.iter().enumerate().filter_map(part).collect();
                ways.push(Suggestion {
                    way: Way::Instead,
                    query: parts.join(" "),
                    label: other,
                });
            }
        }
        let mut known = BTreeSet::new();
        ways.retain(|way| known.insert(way.query.clone()));
        let mut found = Vec::new();
        for way in ways {
            if found.len() < MOST && self.count(&way.query)? > 0 {
                found.push(way);
            }
        }
        let nowhere = lost.iter().map(|&at| clauses[at].source.clone()).collect();
        Ok((nowhere, found))
    }

    /// The longest beginning and end of a phrase that stand in the archive, and other forms of a
    /// word.
    fn other_words(&mut self, clause: &Clause) -> Result<Vec<String>, AskError> {
        let Wanted::Text { phrase, .. } = &clause.wanted else {
            return Ok(Vec::new());
        };
        let all: Vec<Symbol<'_>> = symbols(phrase).collect();
        if let [word] = &all[..]
            && word.word
        {
            let mut words = self.forms_of(phrase)?;
            let ends: Vec<usize> = phrase.char_indices().map(|(at, _)| at).collect();
            let head = self.longest(ends.len() - 1, |n| &phrase[..ends[n]])?;
            words.extend((head.chars().count() > 2).then(|| head.to_owned()));
            return Ok(words);
        }
        let most = all.len().saturating_sub(1);
        let head = self.longest(most, |n| phrase[..all[n].start].trim())?;
        let tail = self.longest(most, |n| &phrase[all[all.len() - n].start..])?;
        let mut parts = vec![head.to_owned()];
        if tail != head {
            parts.push(tail.to_owned());
        }
        parts.retain(|part| symbols(part).nth(1).is_some());
        Ok(parts)
    }

    /// The longest of the parts of 1 to `most` symbols that stands in the archive; empty when none.
    fn longest<'p>(
        &mut self,
        most: usize,
        part: impl Fn(usize) -> &'p str,
    ) -> Result<&'p str, AskError> {
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = (low + high).div_ceil(2);
            if self.count(&quoted_if_needed(part(middle)))? > 0 {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(if low > 0 { part(low) } else { "" })
    }

    /// Words of the archive with the same stem, the most frequent first.
    fn forms_of(&mut self, word: &str) -> Result<Vec<String>, AskError> {
        let mut forms = stem::forms(&mut *self.index, word)?;
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(forms.into_iter().take(2).map(|(word, _)| word).collect())
    }

    fn count(&mut self, input: &str) -> Result<usize, AskError> {
        let Some(query) = query::parse(input).filter(asks) else {
            return Ok(0);
        };
        Ok(evaluate(&mut *self.index, &query)?.all.len())
    }
}

/// Whether a query asks for anything.
fn asks(query: &Query) -> bool {
    query.clauses.iter().any(|clause| !clause.not)
}

fn without(clauses: &[Clause], left_out: &[usize]) -> Option<Suggestion> {
    let (out, rest): (Vec<_>, Vec<_>) = clauses
        .iter()
        .enumerate()
        .partition(|(at, _)| left_out.contains(at));
    let join = |part: &[(usize, &Clause)]| {
        let words: Vec<&str> = part.iter().map(|(_, one)| one.source.as_str()).collect();
        words.join(" ")
    };
    rest.iter()
        .any(|(_, clause)| !clause.not)
        .then(|| Suggestion {
            way: Way::Without,
            label: join(&out),
            query: join(&rest),
        })
}

/// What a filter for the date that a phrase is would say; of a day without year, in the last years.
fn dates_meant(phrase: &str, [first, last]: [i16; 2]) -> Vec<String> {
    if last == 0 {
        return Vec::new();
    }
    if let Some((month, day)) = month_and_day(phrase) {
        let years = (first..=last).rev().take(MOST);
        let days = years.filter_map(|year| parse_days(&format!("{year}-{month}{day}")));
        return days.map(|days| written(&days)).collect();
    }
    let has_year = phrase
        .get(..4)
        .is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    let within = |days: &Days| {
        days.from <= format!("{last:04}-12-31")
            && (days.to.is_empty() || days.to >= format!("{first:04}-01-01"))
    };
    let days = parse_days(phrase).filter(|days| has_year && within(days));
    days.iter().map(written).collect()
}

/// `9月` and `9月10日` as `9` and `-10`.
fn month_and_day(phrase: &str) -> Option<(&str, String)> {
    let number = |text: &str| {
        (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (month, day) = phrase.split_once('月')?;
    let day = day.strip_suffix(['日', '号']).unwrap_or(day);
    if !number(month) || !(day.is_empty() || number(day)) {
        return None;
    }
    let day = if day.is_empty() {
        String::new()
    } else {
        format!("-{day}")
    };
    Some((month, day))
}

/// A stretch of days as short as it can be written.
fn written(Days { from, to }: &Days) -> String {
    if from == to {
        return from.clone();
    }
    let parts = (from.get(..4), to.get(..4), from.get(..7), to.get(..7));
    if let (Some(year), Some(last_year), Some(month), Some(last_month)) = parts {
        if year == last_year && from.ends_with("-01-01") && to.ends_with("-12-31") {
            return year.to_owned();
        }
        if month == last_month && from.ends_with("-01") && to.ends_with("-31") {
            return month.to_owned();
        }
    }
    format!("{from}..{to}")
}

fn sources(clauses: &[Clause]) -> Vec<&str> {
    clauses
        .iter()
        .map(|clause| clause.source.as_str())
        .collect()
}

//! Answers from the built files, for the terminal: the same Items in the same order as the browser.

use std::io;

use crate::search::query::{self, Clause, Days, Query, Wanted};
use crate::search::record::Entry;

mod sharded;
mod single;
mod stem;
mod suggest;

pub use suggest::{Advice, Suggestion, Way, advise, loose};

/// Reads a file of the built site, given its path from the output folder.
pub type Files<'a> = dyn Fn(&str) -> io::Result<Vec<u8>> + 'a;

/// What [`ask`] may return at most, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Most hits returned.
    pub limit: usize,
    /// In which order.
    pub order: Order,
}

/// In which order hits stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Those that have all words in the headline first, then newest first. Of an English word, other forms
    /// count there, too; stop words do not.
    #[default]
    Relevance,
    /// Newest first.
    Date,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// How many Items match. Always exact.
    pub total: usize,
    /// The first of them.
    pub hits: Vec<Hit>,
}

/// An Item that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Whether the headline holds all words of the query.
    pub in_headline: bool,
    /// 0 for an Item that matches; for a partial match of [`loose`], the place of the suggestion that
    /// finds it, from 1.
    pub partial: usize,
    /// What the index says of it; the text whole.
    pub entry: Entry<'static>,
}

impl Hit {
    /// A number that never rises from hit to hit by relevance: 2 with all words in the headline, 1
    /// with some in the text only; of a partial match below 1, the less the further it is from what
    /// was asked (1/2, 1/3 and so on).
    pub fn score(&self) -> f64 {
        match self.partial {
            0 if self.in_headline => 2.0,
            0 => 1.0,
            place => 1.0 / f64::from(1 + u32::try_from(place).unwrap_or(u32::MAX - 1)),
        }
    }
}

/// Why a query has no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The query is longer than [`query::MAX_QUERY`] characters.
    #[error("the query is longer than {} characters", query::MAX_QUERY)]
    TooLong,
    /// A file cannot be read.
    #[error("cannot read `{path}` of the search index: {error}")]
    Unreadable {
        /// Path from the output folder.
        path: String,
        /// What the disk says.
        error: io::Error,
    },
    /// A file is cut off, or of another build or version.
    #[error("`{path}` of the search index is damaged or of another version; build the site again")]
    Damaged {
        /// Path from the output folder.
        path: String,
    },
}

/// Answers a query from the files below `search/`.
pub fn ask(files: &Files<'_>, input: &str, options: Options) -> Result<Hits, AskError> {
    let query = query::parse(input).ok_or(AskError::TooLong)?;
    if query.clauses.is_empty() {
        return Ok(Hits::default());
    }
    let mut index = open(files)?;
    answer(&mut *index, &query, options)
}

fn answer(index: &mut dyn Index, query: &Query, options: Options) -> Result<Hits, AskError> {
    let found = evaluate(index, query)?;
    let total = found.all.len();
    let ranks: Vec<u32> = match options.order {
        Order::Date => found.all.iter().copied().take(options.limit).collect(),
        Order::Relevance => {
            let in_text = found
                .all
                .iter()
                .filter(|rank| !contains(&found.headline, **rank));
            found
                .headline
                .iter()
                .chain(in_text)
                .copied()
                .take(options.limit)
                .collect()
        }
    };
    let hit = |rank| {
        let in_headline = contains(&found.headline, rank);
        Ok(Hit {
            in_headline,
            partial: 0,
            entry: index.entry(rank)?,
        })
    };
    let hits = ranks
        .into_iter()
        .map(hit)
        .collect::<Result<_, AskError>>()?;
    Ok(Hits { total, hits })
}

fn open<'a>(files: &'a Files<'a>) -> Result<Box<dyn Index + 'a>, AskError> {
    #[derive(serde::Deserialize)]
    struct Mode {
        mode: String,
    }
    let path = "search/manifest.json";
    let manifest = match files(path) {
        Ok(manifest) => manifest,
        Err(error) => {
            return Err(AskError::Unreadable {
                path: path.to_owned(),
                error,
            });
        }
    };
    match serde_json::from_slice::<Mode>(&manifest) {
        Ok(Mode { mode }) if mode == "single" => Ok(Box::new(single::Single::open(files)?)),
        Ok(Mode { mode }) if mode == "sharded" => {
            Ok(Box::new(sharded::Sharded::open(files, &manifest)?))
        }
        _ => Err(AskError::Damaged {
            path: path.to_owned(),
        }),
    }
}

/// Ranks of Items, rising.
type Ranks = Vec<u32>;

/// Where a part of a query stands.
#[derive(Debug, Default)]
struct Found {
    /// In the headline.
    headline: Ranks,
    /// In headline or text.
    all: Ranks,
}

/// One of the two indexes.
trait Index {
    /// Items that hold a folded phrase.
    fn phrase(&mut self, phrase: &str, finished: bool) -> Result<Found, AskError>;

    /// Items with a filter term (`t区块链`, `d2020-09`).
    fn filter(&mut self, term: &str) -> Result<Ranks, AskError>;

    /// Words that begin so, with the number of Items that hold each. The beginning has two characters
    /// at least.
    fn words(&mut self, start: &str) -> Result<Vec<(String, u32)>, AskError>;

    /// First and last year of the Items' own days; 0 without any.
    fn years(&self) -> [i16; 2];

    /// The entry at a rank, its text whole.
    fn entry(&mut self, rank: u32) -> Result<Entry<'static>, AskError>;

    /// Number of Items.
    fn items(&self) -> u32;
}

fn evaluate(index: &mut dyn Index, query: &Query) -> Result<Found, AskError> {
    let mut found: Option<Found> = None;
    let mut filters: Vec<(char, Ranks)> = Vec::new();
    let mut excluded = Ranks::new();
    for clause in &query.clauses {
        let (part, facet) = match &clause.wanted {
            Wanted::Text { phrase, finished } => {
                let mut part = index.phrase(phrase, *finished)?;
                if !clause.not {
                    widen_headlines(index, clause, &mut part)?;
                }
                (part, None)
            }
            Wanted::Filter { facet, value } => {
                let all = index.filter(&format!("{facet}{value}"))?;
                (
                    Found {
                        headline: Ranks::new(),
                        all,
                    },
                    Some(*facet),
                )
            }
            Wanted::Days(days) => {
                let all = in_days(index, days.as_ref())?;
                (
                    Found {
                        headline: Ranks::new(),
                        all,
                    },
                    Some('d'),
                )
            }
        };
        match facet {
            _ if clause.not => excluded = union(&excluded, &part.all),
            None => {
                found = Some(match found {
                    None => part,
                    Some(found) => Found {
                        headline: intersection(&found.headline, &part.headline),
                        all: intersection(&found.all, &part.all),
                    },
                });
            }
            Some(facet) => match filters.iter_mut().find(|(key, _)| *key == facet) {
                Some((_, ranks)) => *ranks = union(ranks, &part.all),
                None => filters.push((facet, part.all)),
            },
        }
    }
    let mut found = match found {
        Some(found) => found,
        None => Found {
            headline: Ranks::new(),
            all: (0..index.items()).collect(),
        },
    };
    for (_, ranks) in filters {
        found.headline = intersection(&found.headline, &ranks);
        found.all = intersection(&found.all, &ranks);
    }
    found.headline.retain(|rank| !contains(&excluded, *rank));
    found.all.retain(|rank| !contains(&excluded, *rank));
    Ok(found)
}

/// Ranks an Item first, too, whose headline has another form of an English word; a stop word need not
/// stand in it at all.
fn widen_headlines(
    index: &mut dyn Index,
    clause: &Clause,
    part: &mut Found,
) -> Result<(), AskError> {
    let Some(word) = stem::word_of(clause) else {
        return Ok(());
    };
    if stem::is_stop_word(word) {
        part.headline.clone_from(&part.all);
        return Ok(());
    }
    for (form, _) in stem::forms(index, word)? {
        let like = index.phrase(&form, true)?.headline;
        part.headline = union(&part.headline, &intersection(&like, &part.all));
    }
    Ok(())
}

fn in_days(index: &mut dyn Index, days: Option<&Days>) -> Result<Ranks, AskError> {
    let mut ranks = Ranks::new();
    for term in days
        .map(|days| day_terms(days, index.years()))
        .unwrap_or_default()
    {
        ranks = union(&ranks, &index.filter(&term)?);
    }
    Ok(ranks)
}

/// The fewest terms of years, months and days that make up a stretch of days, within `years`.
/// Months are taken as 31 days long: days that do not exist match nothing.
pub fn day_terms(days: &Days, years: [i16; 2]) -> Vec<String> {
    let [first, last] = years;
    let from = days.from.clone().max(format!("{first:04}-01-01"));
    let to = if days.to.is_empty() {
        "9999".to_owned()
    } else {
        days.to.clone()
    };
    let to = to.min(format!("{last:04}-12-31"));
    let mut terms = Vec::new();
    if first == 0 {
        return terms;
    }
    let covers = |start: &str, end: &str| from.as_str() <= start && end <= to.as_str();
    let touches = |start: &str, end: &str| from.as_str() <= end && start <= to.as_str();
    for year in first..=last {
        let (start, end) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        if covers(&start, &end) {
            terms.push(format!("d{year:04}"));
            continue;
        }
        for month in 1..=12 {
            let month = format!("{year:04}-{month:02}");
            let (start, end) = (format!("{month}-01"), format!("{month}-31"));
            if covers(&start, &end) {
                terms.push(format!("d{month}"));
            } else if touches(&start, &end) {
                let days = (1..=31).map(|day| format!("{month}-{day:02}"));
                terms.extend(
                    days.filter(|day| covers(day, day))
                        .map(|day| format!("d{day}")),
                );
            }
        }
    }
    terms
}

fn contains(ranks: &[u32], rank: u32) -> bool {
    ranks.binary_search(&rank).is_ok()
}

fn intersection(a: &[u32], b: &[u32]) -> Ranks {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    few.iter()
        .copied()
        .filter(|rank| contains(many, *rank))
        .collect()
}

fn union(a: &[u32], b: &[u32]) -> Ranks {
    let mut ranks = [a, b].concat();
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

//! Reading the single index: its entries hold the whole text, so each query is a look at all.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{AskError, Files, Found, Index, Ranks};
use crate::search::elasticlunr::{AFTER, BEFORE, PATH};
use crate::search::fold::fold;
use crate::search::record::Entry;
use crate::search::shard::VERSION;
use crate::search::tokenize::{self, symbols};

/// The single index of a built site.
#[derive(Deserialize)]
pub(super) struct Single {
    version: u32,
    entries: Vec<Entry<'static>>,
    filters: Vec<Vec<String>>,
}

impl Single {
    /// Opens it.
    pub(super) fn open(files: &Files<'_>) -> Result<Self, AskError> {
        let damaged = || AskError::Damaged {
            path: PATH.to_owned(),
        };
        let script = files(PATH).map_err(|error| AskError::Unreadable {
            path: PATH.to_owned(),
            error,
        })?;
        let script = std::str::from_utf8(&script).map_err(|_| damaged())?;
        let json = script
            .strip_prefix(BEFORE)
            .and_then(|script| script.strip_suffix(AFTER));
        let single: Self =
            serde_json::from_str(json.ok_or_else(damaged)?).map_err(|_| damaged())?;
        if single.version != VERSION || single.entries.len() != single.filters.len() {
            return Err(damaged());
        }
        Ok(single)
    }
}

impl Index for Single {
    fn phrase(&mut self, phrase: &str, finished: bool) -> Result<Found, AskError> {
        let mut found = Found::default();
        for (rank, entry) in (0..).zip(&self.entries) {
            let in_headline = tokenize::contains(&fold(&entry.headline), phrase, finished);
            if in_headline {
                found.headline.push(rank);
            }
            if in_headline || tokenize::contains(&fold(&entry.text), phrase, finished) {
                found.all.push(rank);
            }
        }
        Ok(found)
    }

    fn filter(&mut self, term: &str) -> Result<Ranks, AskError> {
        let has =
            |(rank, terms): (u32, &Vec<String>)| terms.iter().any(|t| t == term).then_some(rank);
        Ok((0..).zip(&self.filters).filter_map(has).collect())
    }

    fn words(&mut self, start: &str) -> Result<Vec<(String, u32)>, AskError> {
        let mut counts = BTreeMap::new();
        for entry in &self.entries {
            let text = format!("{} {}", fold(&entry.headline), fold(&entry.text));
            let here: BTreeSet<&str> = symbols(&text)
                .filter(|symbol| symbol.word && symbol.text.starts_with(start))
                .map(|symbol| symbol.text)
                .collect();
            for word in here {
                *counts.entry(word.to_owned()).or_default() += 1;
            }
        }
        Ok(counts.into_iter().collect())
    }

    fn years(&self) -> [i16; 2] {
        let year = |term: &String| {
            term.strip_prefix('d')
                .filter(|y| y.len() == 4)?
                .parse()
                .ok()
        };
        let years = || self.filters.iter().flatten().filter_map(year);
        [years().min().unwrap_or(0), years().max().unwrap_or(0)]
    }

    fn entry(&mut self, rank: u32) -> Result<Entry<'static>, AskError> {
        let entry = self.entries.get(rank as usize).cloned();
        entry.ok_or_else(|| AskError::Damaged {
            path: PATH.to_owned(),
        })
    }

    fn items(&self) -> u32 {
        self.entries.len() as u32
    }
}

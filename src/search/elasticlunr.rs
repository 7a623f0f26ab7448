//! The single index of a small archive: one elasticlunr index with a language of our own.
//!
//! Tokens come from [`tokenize::tokens`], the pipeline is empty, so that the browser's elasticlunr
//! finds every Item that may match; whether it does is then seen in its text, which stands in the
//! same file. A script rather than JSON, because pages opened from `file://` may load scripts only.

use std::io;

use elasticlunr::{IndexBuilder, Language, Pipeline};

use super::Sink;
use super::fold::{fold, traditional_pairs};
use super::record::{Entry, Record, Records};
use super::tokenize;

/// Where the index is, from the output folder.
pub(crate) const PATH: &str = "search/index.js";
/// What stands before the JSON.
pub(crate) const BEFORE: &str = "globalThis.dibaoIndex = ";
/// What stands after it.
pub(crate) const AFTER: &str = ";\n";

/// Letters of a token that go into the index: it is a tree with a level for each, and is written by
/// recursion.
const LONGEST: usize = 200;

/// Letters and digits of any script, folded; Han, Kana and Hangul as characters and pairs.
struct Any;

impl Language for Any {
    fn name(&self) -> String {
        "Any".to_owned()
    }

    fn code(&self) -> String {
        "mul".to_owned()
    }

    fn tokenize(&self, text: &str) -> Vec<String> {
        tokenize::tokens(&fold(text))
            .into_iter()
            .map(|token| token.chars().take(LONGEST).collect())
            .collect()
    }

    fn make_pipeline(&self) -> Pipeline {
        Pipeline { queue: Vec::new() }
    }
}

/// Makes the script: the index, the entries and their filter terms, in order of rank.
pub(crate) fn script(records: &dyn Records) -> String {
    let mut index = IndexBuilder::with_language(Box::new(Any))
        .save_docs(false)
        .set_ref("rank")
        .add_field("all")
        .build();
    let mut entries = Vec::new();
    let mut filters = Vec::new();
    for (rank, position) in super::rank::order(records).into_iter().enumerate() {
        let record = records.record(position as usize);
        index.add_doc(
            &rank.to_string(),
            [format!("{}\n{}", record.headline, record.text)],
        );
        filters.push(filter_terms(&record));
        entries.push(serde_json::json!(Entry::new(
            &record,
            record.text.clone(),
            0
        )));
    }
    let whole = serde_json::json!({
        "version": super::shard::VERSION,
        "mode": "single",
        "entries": entries,
        "filters": filters,
    });
    // The index goes in as elasticlunr-rs writes it.
    let whole = whole.to_string();
    let whole = whole.strip_suffix('}').unwrap_or(&whole);
    let json = format!("{whole},\"index\":{}}}", index.to_json());
    format!("{BEFORE}{}{AFTER}", super::scripts::escaped(&json))
}

/// Writes the index, the terms of the panel, the table of traditional characters and a manifest that
/// says which index it is.
pub(crate) fn write(records: &dyn Records, script: String, sink: &Sink<'_>) -> io::Result<()> {
    let manifest = format!(r#"{{"version":{},"mode":"single"}}"#, super::shard::VERSION);
    sink("search/manifest.json".to_owned(), manifest.into_bytes())?;
    let table: String = traditional_pairs()
        .flat_map(|(from, to)| [from, to])
        .collect();
    sink(
        "search/table.js".to_owned(),
        format!("globalThis.dibaoTable = \"{table}\";\n").into_bytes(),
    )?;
    let terms = super::terms::script(records, &super::rank::order(records));
    sink(super::terms::PATH.to_owned(), terms.into_bytes())?;
    sink(PATH.to_owned(), script.into_bytes())
}

fn filter_terms(record: &Record<'_>) -> Vec<String> {
    let mut terms = Vec::new();
    record.filter_terms(|term| terms.push(term.to_owned()));
    terms.sort();
    terms.dedup();
    terms
}

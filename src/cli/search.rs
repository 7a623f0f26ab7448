//! `dibao search`

use std::collections::HashMap;
use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::{Exit, Failure, Root, report};
use crate::search::{self, Advice, AskError, Hit, Hits, Order};

/// The export that holds what `--json` answers with.
const ITEMS: &str = "data/items.jsonl";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Words to find, as in the search box of the site
    query: String,
    #[command(flatten)]
    root: Root,
    /// The built site [default: `public/` under the root]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Most items to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Newest first
    #[arg(long)]
    by_date: bool,
    /// When nothing matches, also shows items that match in part, apart
    #[arg(long)]
    loose: bool,
    /// Answers with one array of export objects, each with `score`: 2 with all words in the headline, 1
    /// with some in the text only, less for the partial matches of `--loose`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let output = arguments.output.clone();
    let output = output.unwrap_or_else(|| arguments.root.root.join("public"));
    let files = |path: &str| read(&output.join(path));
    let order = if arguments.by_date {
        Order::Date
    } else {
        Order::Relevance
    };
    let options = search::Options {
        limit: arguments.limit,
        order,
    };
    let hits = search::ask(&files, &arguments.query, options).map_err(failed)?;
    let partial = if arguments.loose && hits.total == 0 {
        search::loose(&files, &arguments.query, options).map_err(failed)?
    } else {
        Vec::new()
    };
    if arguments.json {
        let shown = [hits.hits, partial].concat();
        report::answer(&format!("{}\n", Value::Array(exported(&output, &shown)?)))?;
        return Ok(Exit::Done);
    }
    report::answer(&(human(&hits) + &in_part(&partial)))?;
    let advice = search::advise(&files, &arguments.query).map_err(failed)?;
    report::lines(&advice_in_words(&advice));
    Ok(Exit::Done)
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` gives it")]
fn failed(error: AskError) -> Failure {
    Failure::Usage(match error {
        AskError::TooLong => error.to_string(),
        _ => format!("{error}; `dibao build` makes the index"),
    })
}

/// The export's objects of hits, in order, each with its score.
fn exported(output: &Path, hits: &[Hit]) -> Result<Vec<Value>, Failure> {
    let path = output.join(ITEMS);
    let wanted = hits
        .iter()
        .enumerate()
        .map(|(place, hit)| (&*hit.entry.id, place));
    let mut wanted: HashMap<&str, usize> = wanted.collect();
    let mut found = vec![Value::Null; hits.len()];
    let failed = |source| Failure::Io {
        what: "cannot read",
        path: path.clone(),
        source,
    };
    if wanted.is_empty() {
        return Ok(found);
    }
    for line in BufReader::new(open(&path).map_err(failed)?).lines() {
        let mut item: Value =
            serde_json::from_str(&line.map_err(failed)?).map_err(|error| failed(error.into()))?;
        if let Some(place) = item["id"].as_str().and_then(|id| wanted.remove(id)) {
            item["score"] = json!(hits[place].score());
            found[place] = item;
        }
        if wanted.is_empty() {
            break;
        }
    }
    found.retain(|item| !item.is_null());
    Ok(found)
}

fn human(hits: &Hits) -> String {
    let mut text = lines(&hits.hits);
    let shown = hits.hits.len();
    writeln!(text, "{shown} of {} items", hits.total).expect("a string takes everything");
    text
}

fn in_part(partial: &[Hit]) -> String {
    if partial.is_empty() {
        return String::new();
    }
    format!("\nin part:\n{}", lines(partial))
}

fn lines(hits: &[Hit]) -> String {
    let mut text = String::new();
    for hit in hits {
        let entry = &hit.entry;
        let day = entry.date.as_deref().unwrap_or("日期未注明");
        let headline = report::printable(&entry.headline);
        let title = report::printable(&entry.post_title);
        writeln!(text, "{headline}\n  {day} · {title} · {}", entry.url)
            .expect("a string takes everything");
    }
    text
}

/// Which part of the query failed, and what to ask instead.
fn advice_in_words(advice: &Advice) -> String {
    let mut text = String::new();
    let mut say = |words: &str, what: &str| {
        let what = report::printable(what);
        writeln!(text, "{words} `{what}`").expect("a string takes everything");
    };
    for part in &advice.nowhere {
        say("no item has", part);
    }
    for other in advice.meant.iter().chain(&advice.ways) {
        say("hint: ask", &other.query);
    }
    text
}

#[expect(clippy::disallowed_methods, reason = "cli is at the rim")]
fn open(path: &Path) -> std::io::Result<File> {
    File::open(path)
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

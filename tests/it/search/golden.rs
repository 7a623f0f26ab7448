//! The seeds' queries, where the seeds are at hand.

use std::fs;
use std::path::Path;

use dibao::config::SearchMode;
use dibao::search::Record;

use super::built::{ask, build, leave};
use crate::corpora;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");

#[test]
fn the_seeds_queries_find_exactly_their_items_in_both_indexes() {
    if !Path::new(SHARED).exists() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let items = golden_items();
    let records: Vec<Record<'_>> = items.iter().map(record).collect();
    for mode in [SearchMode::Single, SearchMode::Sharded] {
        let built = build(&records, mode);
        let site = leave(&format!("golden-{mode:?}").to_lowercase(), &built);
        let queries = csv("golden/golden_queries.csv");
        let table: Vec<[&str; 2]> = queries.iter().map(|row| [&*row[0], &*row[1]]).collect();
        fs::write(
            site.join("queries.json"),
            serde_json::to_vec(&table).unwrap(),
        )
        .unwrap();
        for [query, expected] in table {
            let mut found = ask(&built, query).unwrap();
            found.sort();
            assert_eq!(found.join(" "), expected, "{mode:?} `{query}`");
        }
    }
}

#[test]
fn a_date_finds_the_items_of_that_day() {
    if !Path::new(SHARED).exists() {
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let items = golden_items();
    let records: Vec<Record<'_>> = items.iter().map(record).collect();
    for mode in [SearchMode::Single, SearchMode::Sharded] {
        let built = build(&records, mode);
        let mut found = ask(&built, "日期:2020-09-10").unwrap();
        found.sort();
        assert_eq!(found, ["A01", "A04", "A23"], "{mode:?}");
    }
}

struct GoldenItem {
    id: String,
    headline: String,
    text: String,
    date: String,
}

fn golden_items() -> Vec<GoldenItem> {
    csv("golden/golden_items.csv")
        .into_iter()
        .map(|row| golden_item(&row))
        .collect()
}

fn golden_item(row: &[String]) -> GoldenItem {
    let seed = fs::read_to_string(format!("{SHARED}/seeds/{}", row[1])).unwrap();
    let [first, last] = [3, 4].map(|column: usize| row[column].parse::<usize>().unwrap());
    let lines: Vec<&str> = seed
        .lines()
        .skip(first - 1)
        .take(last + 1 - first)
        .collect();
    let mut text = lines.join("\n");
    // One headline is glued to the paragraph before it.
    if let Some(at) = text.find("**【") {
        let headline_ends = text[at..].find("】").unwrap() + at;
        text = if row[8].starts_with("bold") {
            text[headline_ends..].to_owned()
        } else {
            text[..at].to_owned()
        };
    }
    GoldenItem {
        id: row[0].clone(),
        headline: row[9].clone(),
        text: text.replace("**", ""),
        date: row[15].clone(),
    }
}

fn record(item: &GoldenItem) -> Record<'_> {
    let date = item.date.parse().ok();
    Record {
        id: item.id.as_str().into(),
        headline: item.headline.as_str().into(),
        text: item.text.as_str().into(),
        date,
        day: date,
        ..Record::default()
    }
}

/// Rows of a table without its head.
fn csv(path: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(format!("{SHARED}/{path}")).unwrap();
    let line = |line: &str| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                c => fields.last_mut().unwrap().push(c),
            }
        }
        fields
    };
    text.lines().skip(1).map(line).collect()
}

/// A site as `dibao build` makes it, for the tests in `tests/js`: they ask the page itself.
#[test]
fn the_page_leads_to_the_facets_without_a_script() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search/page");
    let _ = fs::remove_dir_all(&folder);
    corpora::build(Path::new(env!("CARGO_MANIFEST_DIR")), &folder, "2").unwrap();
    let page = fs::read_to_string(folder.join("search/index.html")).unwrap();
    let (_, nav) = page.split_once("<nav aria-labelledby=\"browse\">").unwrap();
    for facet in ["tags", "regions", "issuers", "policies", "dates"] {
        assert!(nav.contains(&format!("href=\"/base/{facet}/\"")), "{facet}");
    }
    assert!(page.contains("<noscript>"));
}

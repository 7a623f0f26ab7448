//! Damaged indexes and hostile queries: an answer or an error in words, never a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dibao::config::SearchMode;
use dibao::search::{self, AskError, Record};

use super::built::{Built, ask, build};

const QUERIES: [&str; 6] = [
    "区块链",
    "block",
    "链",
    "标签:AI",
    "日期:2020",
    "\"数字 货币\"",
];

/// Queries that other programs might run, match as a pattern or choke on.
const HOSTILE: [&str; 16] = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "(.*)+$[",
    "^(a+)+$",
    "\\",
    "-",
    "--",
    "\"",
    "\"\"",
    "日期:",
    "日期:9999-99-99..0000",
    "标签:<b>",
    "%00\u{0}",
    "../../etc/passwd",
    "constructor __proto__ toString",
    "{{ 7*7 }}",
];

fn index(mode: SearchMode) -> Built {
    let texts = ["数字 货币与区块链", "Block 5G", "链上数字货币，区块链"];
    let records: Vec<Record<'_>> = (texts.iter().enumerate())
        .map(|(i, text)| Record {
            id: i.to_string().into(),
            headline: "标题".into(),
            text: text.repeat(400).into(),
            date: "2020-09-10".parse().ok(),
            tags: vec!["AI".into()],
            ..Record::default()
        })
        .collect();
    build(&records, mode)
}

#[test]
fn hostile_queries_find_nothing_and_break_nothing() {
    for mode in [SearchMode::Single, SearchMode::Sharded] {
        let built = index(mode);
        for query in HOSTILE {
            assert_eq!(ask(&built, query).unwrap(), [""; 0], "{mode:?} `{query}`");
            let files = |path: &str| Ok(built[path].clone());
            search::advise(&files, query).unwrap();
        }
        let long = "链".repeat(10_000);
        let refused = ask(&built, &long).unwrap_err();
        assert!(matches!(refused, AskError::TooLong));
        assert!(refused.to_string().len() < 100, "the query is not repeated");
    }
}

#[test]
fn every_missing_or_damaged_file_gives_an_error_in_words_or_an_answer() {
    for mode in [SearchMode::Single, SearchMode::Sharded] {
        let whole = index(mode);
        let mut n_errors = 0;
        for path in whole.keys() {
            for harm in [missing, emptied, halved, shortened, scrambled] {
                let mut built = whole.clone();
                harm(&mut built, path);
                for query in QUERIES {
                    let answer = catch_unwind(AssertUnwindSafe(|| ask(&built, query)));
                    let answer = answer.unwrap_or_else(|_| panic!("{mode:?} `{path}` `{query}`"));
                    if let Err(error) = answer {
                        n_errors += 1;
                        assert!(error.to_string().contains("search index"), "{error}");
                    }
                }
            }
        }
        assert!(n_errors > 20, "{mode:?}: {n_errors}");
    }
}

#[test]
fn a_shard_that_is_cut_off_or_gone_is_named() {
    let whole = index(SearchMode::Sharded);
    let shard = whole
        .keys()
        .find(|path| path.starts_with("search/s/"))
        .unwrap();
    for harm in [missing, halved] {
        let mut built = whole.clone();
        harm(&mut built, shard);
        let error = ask(&built, "链").unwrap_err().to_string();
        assert!(error.contains(shard.as_str()), "{error}");
    }
}

#[test]
fn an_old_manifest_beside_new_shards_is_an_error_not_a_wrong_answer() {
    let mut built = index(SearchMode::Sharded);
    let other = Record {
        id: "other".into(),
        text: "区块链".into(),
        ..Record::default()
    };
    let old = build(&[other], SearchMode::Sharded);
    built.insert(
        "search/manifest.json".to_owned(),
        old["search/manifest.json"].clone(),
    );
    assert!(matches!(
        ask(&built, "区块链"),
        Err(AskError::Unreadable { .. })
    ));
}

fn missing(built: &mut Built, path: &str) {
    built.remove(path);
}

fn emptied(built: &mut Built, path: &str) {
    built.insert(path.to_owned(), Vec::new());
}

fn halved(built: &mut Built, path: &str) {
    let bytes = built.get_mut(path).unwrap();
    bytes.truncate(bytes.len() / 2);
}

fn shortened(built: &mut Built, path: &str) {
    built.get_mut(path).unwrap().pop();
}

fn scrambled(built: &mut Built, path: &str) {
    for byte in built.get_mut(path).unwrap().iter_mut().skip(12).step_by(7) {
        *byte ^= 0x55;
    }
}

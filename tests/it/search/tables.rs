//! The tables that Rust and JavaScript share.

use std::fs;

use dibao::search::fold::fold;
use dibao::search::{query, tokenize};
use serde_json::Value;

fn table(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/vectors/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn texts_fold_and_split_as_the_table_says() {
    for case in table("tokenize") {
        let folded = fold(case["text"].as_str().unwrap());
        assert_eq!(folded, case["folded"].as_str().unwrap(), "{}", case["note"]);
        assert_eq!(fold(&folded), folded, "folding twice: {}", case["note"]);
        let tokens = serde_json::json!(tokenize::tokens(&folded));
        assert_eq!(tokens, case["tokens"], "{}", case["note"]);
    }
}

#[test]
fn queries_are_read_as_the_table_says() {
    for case in table("query") {
        let input = case["query"].as_str().unwrap();
        let query = query::parse(input).unwrap();
        let clauses: Vec<Value> = query.clauses.iter().map(clause).collect();
        assert_eq!(
            Value::from(clauses),
            case["clauses"],
            "`{input}`: {}",
            case["note"]
        );
    }
}

#[test]
fn a_query_of_ten_kilobytes_is_refused() {
    assert_eq!(query::parse(&"链".repeat(10_000)), None);
}

/// `["text", phrase, finished]`, `["t", value]`, `["d", from, to]`, with `"not"` before.
fn clause(clause: &query::Clause) -> Value {
    let mut row = match &clause.wanted {
        query::Wanted::Text { phrase, finished } => {
            vec![
                "text".into(),
                phrase.as_str().into(),
                Value::from(*finished),
            ]
        }
        query::Wanted::Filter { facet, value } => {
            vec![facet.to_string().into(), value.as_str().into()]
        }
        query::Wanted::Days(None) => vec!["d".into()],
        query::Wanted::Days(Some(days)) => {
            vec![
                "d".into(),
                days.from.as_str().into(),
                days.to.as_str().into(),
            ]
        }
    };
    if clause.not {
        row.insert(0, "not".into());
    }
    row.into()
}

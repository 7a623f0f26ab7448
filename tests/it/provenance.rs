//! Every item of the sample archive has a source: `tests/provenance.csv` names for each the line
//! where its headline stands in `content/`, and the line of the source where its fact stands.

use std::fs;
use std::path::Path;

use crate::corpora::shared;
use crate::links::tell;

#[test]
fn every_headline_stands_on_the_line_that_is_given_for_it() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    tell(&misplaced(&content, "post", "item_line", "headline"));
}

#[test]
fn every_fact_stands_on_the_line_of_its_source() {
    if let Some(shared) = shared() {
        tell(&misplaced(&shared, "source_file", "source_line", "fact"));
    }
}

/// The rows whose words do not stand where the row says.
fn misplaced(folder: &Path, file: &str, line: &str, words: &str) -> Vec<String> {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provenance.csv");
    let mut rows = csv::Reader::from_path(table).expect("tests/provenance.csv can be read");
    let columns = rows.headers().expect("it has a first row").clone();
    let column = |name: &str| {
        columns
            .iter()
            .position(|column| column == name)
            .expect("a column of the table")
    };
    let (file, line, words) = (column(file), column(line), column(words));
    let mut misplaced = Vec::new();
    for (index, row) in rows.records().enumerate() {
        let row = row.expect("a row of the table");
        let text = fs::read_to_string(folder.join(&row[file])).unwrap_or_default();
        let number: usize = row[line].parse().unwrap_or_default();
        let there = number
            .checked_sub(1)
            .and_then(|number| text.lines().nth(number))
            .unwrap_or_default();
        if !there.contains(&row[words]) {
            let row_number = index + 2;
            misplaced.push(format!(
                "row {row_number}: `{}` does not stand in {}:{number}",
                &row[words], &row[file]
            ));
        }
    }
    misplaced
}

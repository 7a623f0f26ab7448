//! No publisher, company or person of the real texts stands in the program, its data or its theme:
//! rules go by suffix and shape.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Names by hand of who is named in the seeds: bodies, companies, newspapers, people.
const GOLDEN: &str = "../shared/golden/golden_items.csv";

#[test]
fn no_publisher_company_or_person_stands_in_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(golden) = fs::read_to_string(root.join(GOLDEN)) else {
        println!("skipped: there is no {GOLDEN}");
        return;
    };
    let public = fs::read_to_string(root.join("data/issuers.tsv")).expect("a table");
    let mut table = csv::Reader::from_reader(golden.trim_start_matches('\u{feff}').as_bytes());
    let headers = table.headers().expect("a first line").clone();
    let column = |name: &str| headers.iter().position(|other| other == name);
    let columns = ["other_orgs_people", "source_attribution"].map(column);
    let mut names = BTreeSet::new();
    for row in table.records() {
        let row = row.expect("a row");
        for field in columns.iter().flatten().filter_map(|&at| row.get(at)) {
            let fields = field
                .split('|')
                .map(|name| name.trim_matches(['“', '”', ' ']));
            names.extend(
                fields
                    .filter(|name| name.chars().count() > 2)
                    .map(str::to_owned),
            );
        }
    }
    // Public bodies are what the tables are for.
    names.retain(|name| {
        !public.contains(name.as_str()) && !name.ends_with(['府', '省', '市', '区'])
    });
    assert!(names.len() > 20, "the column is read");
    let mut found = Vec::new();
    for folder in ["src", "themes", "data"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let entry = entry.expect("readable");
            let Ok(text) = fs::read_to_string(entry.path()) else {
                continue;
            };
            let named = names.iter().filter(|name| text.contains(name.as_str()));
            found.extend(named.map(|name| format!("{}: {name}", entry.path().display())));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

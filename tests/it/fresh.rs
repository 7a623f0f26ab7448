//! Digests in many layouts, and texts that are none, all in our own words, each labelled before it was first read:
//! the Items, their days, provinces and policies must come out as labelled. `tests/cases/fresh/`.

use std::fmt::Write as _;
use std::path::Path;

use dibao::config::Settings;
use dibao::document::{Document, WorkKind, parse};
use dibao::lexicon::Lexicon;
use dibao::source::Source;

/// An Item as it should come out.
struct Label {
    line: u32,
    /// Empty for an Item without a headline of its own.
    headline: String,
    date: Option<String>,
    provinces: Vec<String>,
    policies: Vec<String>,
}

/// A text with its labels.
struct Case {
    name: String,
    text: String,
    labels: Vec<Label>,
    /// Words that stand in no Item.
    never: Vec<String>,
    whole: bool,
}

/// Reads `=== name | front matter | whole`, then lines of text; a line `@@ date | regions | policies | headline` labels
/// the Item on the next line of text, `@@no words` words that stand in no Item.
fn cases(file: &str) -> Vec<Case> {
    let parts = file.split("\n=== ").skip(1);
    parts
        .map(|part| {
            let (head, body) = part.split_once('\n').expect("a head");
            let head: Vec<&str> = head.split(" | ").map(str::trim).collect();
            let mut case = Case {
                name: head[0].to_owned(),
                text: format!("---\n{}\n---\n", head[1].replace("; ", "\n")),
                labels: Vec::new(),
                never: Vec::new(),
                whole: head.get(2) == Some(&"whole"),
            };
            let mut line = case.text.lines().count() as u32;
            for words in body.trim_end().lines() {
                if let Some(never) = words.strip_prefix("@@no ") {
                    case.never.push(never.to_owned());
                } else if let Some(label) = words.strip_prefix("@@ ") {
                    case.labels.push(read_label(label, line + 1));
                } else {
                    line += 1;
                    let _ = writeln!(case.text, "{words}");
                }
            }
            case
        })
        .collect()
}

fn read_label(text: &str, line: u32) -> Label {
    let fields: Vec<&str> = text.splitn(4, '|').map(str::trim).collect();
    let list = |text: &str| -> Vec<String> {
        let parts = text.split([',', '、']).filter(|part| !part.is_empty());
        parts.map(|part| first_part(part).to_owned()).collect()
    };
    Label {
        line,
        headline: fields[3].trim_start_matches('-').to_owned(),
        date: Some(fields[0].to_owned())
            .filter(|date| date.starts_with(|c: char| c.is_ascii_digit())),
        provinces: list(fields[1]),
        policies: fields[2]
            .split('、')
            .filter(|title| !title.is_empty())
            .map(str::to_owned)
            .collect(),
    }
}

fn first_part(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// Letters and digits only.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What differs from the labels, in words.
fn differences(case: &Case, document: &Document) -> String {
    let mut report = String::new();
    if case.whole || document.items.len() != case.labels.len() {
        if !case.whole || document.digest {
            let _ = writeln!(report, "{}: {} items", case.name, document.items.len());
        }
        return report;
    }
    for (label, item) in case.labels.iter().zip(&document.items) {
        let mut wrong = |what: &str, found: &dyn std::fmt::Debug| {
            let _ = writeln!(report, "{}:{}: {what} is {found:?}", case.name, label.line);
        };
        let headed = !label.headline.is_empty();
        if item.headless == headed || headed && letters(&item.headline) != letters(&label.headline)
        {
            wrong("headline", &item.headline);
        }
        let date = item.date.date.map(|date| date.to_string());
        if date != label.date {
            wrong("date", &date);
        }
        let mut provinces: Vec<&str> = item.regions.iter().map(|path| first_part(path)).collect();
        provinces.sort_unstable();
        provinces.dedup();
        let mut wanted: Vec<&str> = label.provinces.iter().map(String::as_str).collect();
        wanted.sort_unstable();
        if provinces != wanted {
            wrong("province", &provinces);
        }
        let cited = item
            .works
            .iter()
            .filter(|work| matches!(work.kind, WorkKind::Policy(_)) && work.refers_to.is_none());
        let cited: Vec<String> = cited.map(|work| letters(&work.title)).collect();
        if cited
            != label
                .policies
                .iter()
                .map(|title| letters(title))
                .collect::<Vec<_>>()
        {
            wrong("policies", &cited);
        }
        for never in case
            .never
            .iter()
            .filter(|words| item.text.contains(words.as_str()))
        {
            wrong("boilerplate", never);
        }
    }
    report
}

#[test]
fn digests_of_many_hands_come_out_as_labelled_and_other_texts_stay_whole() {
    let lexicon = Lexicon::new(&[], &[]).0;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fresh");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("cases are there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.sort();
    let (mut report, mut count) = (String::new(), 0);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("readable");
        for case in cases(&text) {
            let (source, _) = Source::new("a.md", case.text.as_bytes());
            let (document, _) = parse(&source, &Settings::default(), &lexicon);
            report.push_str(&differences(&case, &document));
            count += case.labels.len();
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(count > 200, "the labels are read: {count}");
}

//! Digests in many layouts, and texts that are none, all in our own words, each labelled before it was first read:
//! the Items, their days, provinces and policies must come out as labelled. `tests/cases/fresh/`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dibao::config::Settings;
use dibao::document::{Document, Item, WorkKind, parse};
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
        let mut list: Vec<String> = parts.map(|part| first_part(part).to_owned()).collect();
        list.sort_unstable();
        list
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

/// The first parts of an Item's places, sorted.
fn provinces(item: &Item) -> Vec<String> {
    let all = item.regions.iter().map(|path| first_part(path).to_owned());
    let mut provinces: Vec<String> = all.collect();
    provinces.sort_unstable();
    provinces.dedup();
    provinces
}

/// The policies that an Item cites, folded.
fn cited(item: &Item) -> Vec<String> {
    let cited = item
        .works
        .iter()
        .filter(|work| matches!(work.kind, WorkKind::Policy(_)) && work.refers_to.is_none());
    cited.map(|work| letters(&work.title)).collect()
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
        let provinces = provinces(item);
        if provinces != label.provinces {
            wrong("province", &provinces);
        }
        let cited = cited(item);
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

/// The sets, by name.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fresh");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("cases are there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.sort();
    files
}

/// Name, text, and whether it is no digest, of each.
pub(crate) fn texts() -> Vec<(String, String, bool)> {
    let mut texts = Vec::new();
    for file in files() {
        let all = cases(&std::fs::read_to_string(&file).expect("readable"));
        texts.extend(
            all.into_iter()
                .map(|case| (case.name, case.text, case.whole)),
        );
    }
    texts
}

fn document(case: &Case, lexicon: &Lexicon) -> Document {
    let (source, _) = Source::new("a.md", case.text.as_bytes());
    parse(&source, &Settings::default(), lexicon).0
}

#[test]
fn digests_of_many_hands_come_out_as_labelled_and_other_texts_stay_whole() {
    let lexicon = Lexicon::new(&[], &[]).0;
    let (mut report, mut count) = (String::new(), 0);
    for file in files() {
        let text = std::fs::read_to_string(&file).expect("readable");
        for case in cases(&text) {
            report.push_str(&differences(&case, &document(&case, &lexicon)));
            count += case.labels.len();
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(count > 200, "the labels are read: {count}");
}

/// How many of something were found, wanted and both.
#[derive(Default)]
struct Count {
    found: usize,
    wanted: usize,
    right: usize,
}

impl Count {
    fn add<T: PartialEq>(&mut self, found: &[T], wanted: &[T]) {
        self.found += found.len();
        self.wanted += wanted.len();
        self.right += found.iter().filter(|one| wanted.contains(one)).count();
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of Items")]
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }
}

#[test]
#[ignore = "tells the score of each set, for a set that was just written; FRESH=FILE: of that one, with what differs"]
fn the_score_of_each_fresh_set() {
    let lexicon = Lexicon::new(&[], &[]).0;
    let given = std::env::var_os("FRESH").map(PathBuf::from);
    for file in given.map_or_else(files, |file| vec![file]) {
        let text = std::fs::read_to_string(&file).expect("readable");
        let (mut headlines, mut places, mut policies) =
            (Count::default(), Count::default(), Count::default());
        let (mut dates, mut dated, mut invented, mut split, mut whole) = (0, 0, 0, 0, 0);
        for case in cases(&text) {
            let document = document(&case, &lexicon);
            if std::env::var_os("FRESH").is_some() {
                print!("{}", differences(&case, &document));
            }
            if case.whole {
                whole += 1;
                split += usize::from(document.digest);
                continue;
            }
            let items = if document.digest {
                &document.items[..]
            } else {
                &[]
            };
            // An Item without a headline of its own is known by its line.
            let found: Vec<_> = items
                .iter()
                .map(|item| (letters(&item.headline), item.line))
                .collect();
            let wanted: Vec<_> = case
                .labels
                .iter()
                .map(|label| {
                    let at = found.iter().find(|(_, line)| *line == label.line);
                    let headline = at.filter(|_| label.headline.is_empty());
                    let headline = headline.map(|(headline, _)| headline.clone());
                    let of_label = letters(&label.headline);
                    let near = found.iter().find(|(own, _)| *own == of_label);
                    (
                        headline.unwrap_or(of_label),
                        near.map_or(label.line, |(_, line)| *line),
                    )
                })
                .collect();
            headlines.add(&found, &wanted);
            for (label, place) in case.labels.iter().zip(&wanted) {
                let Some(at) = found.iter().position(|other| other == place) else {
                    continue;
                };
                let item = &items[at];
                dated += 1;
                let date = item.date.date.map(|date| date.to_string());
                dates += usize::from(date == label.date);
                invented += usize::from(date.is_some() && label.date.is_none());
                places.add(&provinces(item), &label.provinces);
                policies.add(
                    &cited(item),
                    &label
                        .policies
                        .iter()
                        .map(|title| letters(title))
                        .collect::<Vec<_>>(),
                );
            }
        }
        println!(
            "{} headlines F1 {:.3} ({} found, {} wanted, {} right); dates {dates}/{dated}, {invented} invented; provinces {}/{} found, of {}; policies {}/{} found, of {}; {split} of {whole} others split",
            file.file_name().expect("a file").display(),
            headlines.f1(),
            headlines.found,
            headlines.wanted,
            headlines.right,
            places.right,
            places.found,
            places.wanted,
            policies.right,
            policies.found,
            policies.wanted,
        );
    }
}

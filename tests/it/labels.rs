//! Real digests and articles, where `../shared` has them, against hand labels (`tests/labels/README.md`): the Items
//! begin where the labels say, with these headlines, on these days.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dibao::config::Settings;
use dibao::document::{Document, parse};
use dibao::lexicon::Lexicon;
use dibao::source::Source;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

use crate::corpora::shared;

/// A row of the labels.
pub(crate) struct Row {
    pub(crate) line: u32,
    hash: String,
    date: String,
    /// Lines on which an Item may begin or not.
    optional: Option<(u32, u32)>,
}

/// What the labels say of one file.
pub(crate) struct Labelled {
    pub(crate) path: PathBuf,
    pub(crate) digest: bool,
    pub(crate) rows: Vec<Row>,
}

/// All labelled files that are at hand.
pub(crate) fn labelled() -> Vec<Labelled> {
    let Some(shared) = shared() else {
        return Vec::new();
    };
    let mut files: BTreeMap<String, Labelled> = BTreeMap::new();
    for set in ["dev", "held_out", "held_out_2"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/labels/{set}.csv"));
        let text = std::fs::read_to_string(path).expect("the labels are there");
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let folder = ["zh-digests", "zh-posts"];
            let paths = folder.map(|folder| shared.join("corpora").join(folder).join(fields[0]));
            let Some(path) = paths.into_iter().find(|path| path.is_file()) else {
                continue;
            };
            let optional = fields[9]
                .split_once("optional=")
                .and_then(|(_, lines)| lines.split(' ').next()?.split_once('-'))
                .map(|(from, to)| (from.parse().expect("a line"), to.parse().expect("a line")));
            let file = files
                .entry(fields[0].to_owned())
                .or_insert_with(|| Labelled {
                    path,
                    digest: fields[1] == "digest",
                    rows: Vec::new(),
                });
            file.rows.push(Row {
                line: fields[2].parse().expect("a line"),
                hash: fields[3].to_owned(),
                date: fields[5].to_owned(),
                optional,
            });
        }
    }
    files.into_values().collect()
}

/// The hash of a folded headline: NFKC, letters, marks and digits only, lower case.
fn hash(headline: &str) -> String {
    let folded: String = headline.nfkc().filter(|c| c.is_alphanumeric()).collect();
    let digest = Sha256::digest(folded.to_lowercase().as_bytes());
    digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn real_digests_come_out_as_labelled_and_articles_stay_whole() {
    let lexicon = Lexicon::new(&[], &[]).0;
    let mut report = String::new();
    for file in labelled() {
        let name = file.path.file_name().expect("a file").display().to_string();
        let (source, _) = Source::new(&name, &std::fs::read(&file.path).expect("readable"));
        let document = parse(&source, &Settings::default(), &lexicon).0;
        if document.digest != file.digest {
            let _ = writeln!(report, "{name}: a digest is {}", document.digest);
        } else if file.digest {
            compare(&name, &file, &document, &mut report);
        }
    }
    assert!(report.is_empty(), "{report}");
}

fn compare(name: &str, file: &Labelled, document: &Document, report: &mut String) {
    let may = |line: u32| {
        let mut spans = file.rows.iter().filter_map(|row| row.optional);
        spans.any(|(from, to)| (from..=to).contains(&line))
    };
    for item in &document.items {
        let row = file.rows.iter().find(|row| row.line == item.line);
        let Some(row) = row.filter(|row| row.optional.is_none()) else {
            if !may(item.line) {
                let _ = writeln!(report, "{name}:{}: no item begins here", item.line);
            }
            continue;
        };
        if item.headless != row.hash.is_empty()
            || !item.headless && hash(&item.headline) != row.hash
        {
            let _ = writeln!(report, "{name}:{}: another headline", item.line);
        }
        let date = item
            .date
            .date
            .map_or(String::new(), |date| date.to_string());
        let wanted = row.date.trim_start_matches('?');
        if date != wanted && !(row.date.starts_with('?') && date.is_empty()) {
            let _ = writeln!(
                report,
                "{name}:{}: the day is `{date}`, not `{wanted}`",
                item.line
            );
        }
    }
    let found = |line: u32| document.items.iter().any(|item| item.line == line);
    for row in file
        .rows
        .iter()
        .filter(|row| row.optional.is_none() && !found(row.line))
    {
        let _ = writeln!(report, "{name}:{}: an item begins here", row.line);
    }
}

//! The data files: what was written can be read back, from JSON and from the sheet, and an item keeps
//! its identifier whatever happens to others.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dibao::config::Settings;
use dibao::document::parse;
use dibao::lexicon::Lexicon;
use dibao::source::Source;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::archive::Archive;

/// Headlines, texts and links that a sheet or a line could break on.
const HOSTILE: &str = "---\ntitle: =SUM(A1)政策周报\ndigest: true\nitems: bold\ntags: [物联网, \"a|b\", \"=1+1\"]\n---\n\n\
    **=1+1 \"引号\"，逗号, 和'撇号'**\n\n-2,3 是负数；[一](https://example.org/a%7Cb) [二](https://example.org/%257C?x=1,2)。\n\n第二段，物联网 a|b =1+1。\n\n\
    **＝全角公式**\n\n'=已有撇号\n\n\
    **@某省印发《某省物联网条例》**\n\n2020年9月8日，某省印发《某省物联网条例》（某政发〔2020〕1号）。\n\n\
    **无正文的条目**\n";

/// A row of the sheet as the record that it was made from.
fn record(row: &BTreeMap<String, String>) -> Value {
    const LISTS: [&str; 5] = ["regions", "issuers", "policies", "tags", "links"];
    const NULLABLE: [&str; 4] = ["section", "marker", "date", "date_evidence"];
    const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    // One `25` less where several stand before a bar's `7C`.
    let escaped = regex::Regex::new("%25((?:25)*7C)").expect("a pattern");
    let mut record = serde_json::Map::new();
    for (name, cell) in row {
        let ours = cell.starts_with('\'') && cell.trim_start_matches('\'').starts_with(FORMULA);
        let text = &cell[usize::from(ours)..];
        let value = match name.as_str() {
            name if LISTS.contains(&name) => {
                let parts = text.split('|').filter(|part| !part.is_empty());
                let plain = |part: &str| {
                    let bars = part.replace("%7C", "|");
                    escaped.replace_all(&bars, "%$1").into_owned()
                };
                Value::from(parts.map(plain).collect::<Vec<_>>())
            }
            name if NULLABLE.contains(&name) && text.is_empty() => Value::Null,
            "line" => Value::from(text.parse::<u32>().expect("a number")),
            "headless" => Value::from(text == "true"),
            _ => Value::from(text),
        };
        record.insert(name.clone(), value);
    }
    Value::Object(record)
}

#[test]
fn the_sheet_and_the_lines_say_the_same() {
    let archive = Archive::new(&[
        ("content/a.md", HOSTILE),
        ("content/b.md", "# +49 一篇文章\n\n@正文 =1\n"),
        ("content/site.yaml", "license: CC BY 4.0\n"),
    ]);
    archive.run("build", &[]).ends_with(0);
    let tree = archive.tree("public");
    let text = |path: &str| String::from_utf8(tree[path].clone()).expect("text");
    let lines: Vec<Value> = text("data/items.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    assert_eq!(lines.len(), 5);

    let sheet = text("data/items.csv");
    let mut reader =
        csv::Reader::from_reader(sheet.strip_prefix('\u{feff}').expect("a mark").as_bytes());
    let names: Vec<String> = reader
        .headers()
        .expect("names")
        .iter()
        .map(str::to_owned)
        .collect();
    let rows: Vec<Value> = reader
        .records()
        .map(|row| {
            let row = row.expect("a row");
            for cell in &row {
                assert!(!cell.starts_with(['=', '+', '-', '@', '＝']), "{cell}");
            }
            let cells = row.iter().map(str::to_owned);
            record(&names.iter().cloned().zip(cells).collect())
        })
        .collect();
    assert_eq!(rows, lines);
    assert_eq!(
        lines[0]["links"],
        json!([
            "https://example.org/a%7Cb",
            "https://example.org/%257C?x=1,2"
        ])
    );
}

#[test]
fn the_files_are_described_with_their_licence_and_their_hashes() {
    let archive = Archive::new(&[
        ("content/a.md", HOSTILE),
        ("content/site.yaml", "license: CC BY 4.0\n"),
    ]);
    archive.run("build", &[]).ends_with(0);
    let tree = archive.tree("public");
    let package: Value = serde_json::from_slice(&tree["data/datapackage.json"]).expect("JSON");
    assert_eq!(package["licenses"], json!([{"name": "CC BY 4.0"}]));
    let manifest: Value = serde_json::from_slice(&tree["data/manifest.json"]).expect("JSON");
    let page = String::from_utf8(tree["data/index.html"].clone()).expect("text");
    for resource in package["resources"].as_array().expect("files") {
        let path = resource["path"].as_str().expect("a name");
        assert!(tree.contains_key(&format!("data/{path}")), "{path}");
        assert_eq!(manifest[path].as_str().map(str::len), Some(64), "{path}");
        assert!(page.contains(path), "the page of the data names {path}");
        for field in resource["schema"]["fields"].as_array().expect("fields") {
            let (name, about) = (
                &field["name"],
                field["description"].as_str().expect("words"),
            );
            assert!(!about.is_empty() && !about.starts_with("data_"), "{name}");
            let name = name.as_str().expect("a name");
            assert!(page.contains(&format!("<code>{name}</code>")), "{name}");
        }
    }
    assert!(page.contains("CC BY 4.0"), "the page names the licence");
}

/// Headline to fragment of a digest of these Items.
fn fragments(items: &[(String, String)]) -> BTreeMap<String, String> {
    let mut text = "---\ntitle: 周报\ndigest: true\nitems: bold\n---\n\n".to_owned();
    for (headline, body) in items {
        let _ = write!(text, "**{headline}**\n\n{body}\n\n");
    }
    let (lexicon, _) = Lexicon::new(&[], &[]);
    let (source, _) = Source::new("a.md", text.as_bytes());
    let (document, _) = parse(&source, &Settings::default(), &lexicon);
    let found = document.items.into_iter();
    found
        .map(|item| (item.headline.into(), item.fragment.into()))
        .collect()
}

/// What somebody does to a digest.
#[derive(Debug, Clone)]
enum Edit {
    Remove(usize),
    Move(usize, usize),
    Rewrite(usize),
    Rename(usize),
    Add(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = || 0_usize..12;
    prop_oneof![
        at().prop_map(Edit::Remove),
        (at(), at()).prop_map(|(from, to)| Edit::Move(from, to)),
        at().prop_map(Edit::Rewrite),
        at().prop_map(Edit::Rename),
        at().prop_map(Edit::Add),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_item_keeps_its_identifier_when_others_are_edited_moved_or_removed(
        n in 3_usize..8,
        edits in prop::collection::vec(edit(), 1..6),
    ) {
        let names = ["四川", "贵州", "云南", "湖南", "广东", "江苏", "浙江", "福建"];
        let item = |at: usize| {
            let place = names[at % names.len()];
            (format!("{place}发布第{at}号方案"), format!("9月{}日，{place}发布方案，要求抓好落实。", at + 1))
        };
        let mut items: Vec<(String, String)> = (0..n).map(item).collect();
        let before = fragments(&items);
        prop_assert_eq!(before.len(), n);
        for (count, edit) in edits.into_iter().enumerate() {
            let len = items.len();
            match edit {
                Edit::Remove(at) if len > 2 => {
                    items.remove(at % len);
                }
                Edit::Move(from, to) => {
                    let item = items.remove(from % len);
                    items.insert(to % len, item);
                }
                Edit::Rewrite(at) => items[at % len].1 = format!("第{count}次改写的正文，说法不同。"),
                Edit::Rename(at) => items[at % len].0 = format!("改了名的第{count}条消息"),
                Edit::Add(at) => items.insert(at % len, (format!("新增的第{count}条消息"), "新的正文。".to_owned())),
                Edit::Remove(_) => {}
            }
        }
        let after = fragments(&items);
        for (headline, fragment) in &before {
            if let Some(now) = after.get(headline) {
                prop_assert_eq!(now, fragment, "{}", headline);
            }
        }
        prop_assert_eq!(after.len(), items.len());
    }
}

//! The outline of Documents: readable cases for each rule, and what holds for any text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dibao::config::Settings;
use dibao::document::{Document, Part, parse};
use dibao::lexicon::Lexicon;
use dibao::source::Source;
use pulldown_cmark::{Event, Tag, TagEnd};

fn lexicon() -> Lexicon {
    Lexicon::new(&[], &[]).0
}

fn document(name: &str, text: &str, lexicon: &Lexicon) -> Document {
    let (source, _) = Source::new(name, text.as_bytes());
    parse(&source, &Settings::default(), lexicon).0
}

/// The outline as text: one line for each part, texts after `|`.
fn outline(document: &Document) -> String {
    let mut out = String::new();
    let one_line = |text: &str| text.trim().replace('\n', " / ");
    if !document.digest {
        out.push_str("whole\n");
    }
    let leaf = document.leaf.as_deref().expect("just parsed");
    for part in &leaf.parts {
        let _ = match part {
            Part::Prose(markup) => {
                writeln!(out, "prose | {}", one_line(&words(leaf.markup.of(*markup))))
            }
            Part::Folded(markup) => writeln!(
                out,
                "folded | {}",
                one_line(&words(leaf.markup.of(*markup)))
            ),
            Part::Contents(markup) => {
                writeln!(
                    out,
                    "contents | {}",
                    one_line(&words(leaf.markup.of(*markup)))
                )
            }
            Part::Section(at, _) => {
                writeln!(out, "section {}", document.sections[*at as usize].title)
            }
            Part::Item(at) => {
                let item = &document.items[*at as usize];
                let marker = item
                    .marker
                    .as_ref()
                    .map(|marker| format!(" 【{marker}】"))
                    .unwrap_or_default();
                let kind = if item.headless { "headless" } else { "item" };
                writeln!(
                    out,
                    "{kind} {}:{marker} {} | {}",
                    item.line,
                    item.headline,
                    one_line(&item.text)
                )
            }
        };
    }
    out.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text of HTML.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if !tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[test]
fn every_rule_gives_the_outline_of_its_cases() {
    let lexicon = lexicon();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/outline");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("cases are there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.sort();
    let mut wrong = String::new();
    let mut count = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).expect("readable");
        let name = file
            .file_stem()
            .expect("has a name")
            .to_string_lossy()
            .into_owned();
        for case in text.split("\n=== ").skip(1) {
            let (title, rest) = case.split_once('\n').expect("a title");
            let (markdown, expected) = rest.split_once("\n--- outline").expect("an outline");
            let found = outline(&document(
                "a.md",
                markdown.trim_start_matches('\n'),
                &lexicon,
            ));
            count += 1;
            if found.trim() != expected.trim() {
                let _ = write!(
                    wrong,
                    "\n{name}: {title}\nexpected:\n{}\nfound:\n{found}",
                    expected.trim()
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 20, "cases are read");
}

/// Markdown files in a folder, recursively, in order.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ext| ext == "md" || ext == "txt")
        {
            found.push(path);
        }
    }
}

/// How often each letter stands in a text; numbers of lists may go.
fn letters(text: &str) -> BTreeMap<char, i64> {
    let mut counts = BTreeMap::new();
    for c in text
        .chars()
        .filter(|c| c.is_alphabetic() && !"一二三四五六七八九十".contains(*c))
    {
        *counts.entry(c).or_insert(0) += 1;
    }
    counts
}

#[test]
fn no_word_of_a_text_is_lost_between_its_parts() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut found = Vec::new();
    files(&shared, &mut found);
    if found.is_empty() {
        eprintln!("skipped: no ../shared");
        return;
    }
    let lexicon = lexicon();
    let mut wrong = String::new();
    for path in found {
        let bytes = std::fs::read(&path).expect("readable");
        let (source, _) = Source::new("a.md", &bytes);
        let (document, _) = parse(&source, &Settings::default(), &lexicon);
        // What repeats the title is shown once.
        let mut page = format!("{0}\n{0}\n{0}", document.title);
        let leaf = document.leaf.as_deref().expect("just parsed");
        for part in &leaf.parts {
            match part {
                Part::Prose(markup) | Part::Folded(markup) | Part::Contents(markup) => {
                    page.push_str(&words(leaf.markup.of(*markup)));
                }
                Part::Section(_, title) => page.push_str(&words(leaf.markup.of(*title))),
                Part::Item(at) => {
                    let item = &document.items[*at as usize];
                    page.push_str(item.marker.as_deref().unwrap_or_default());
                    let shown = &leaf.items[*at as usize];
                    page.push_str(&words(leaf.markup.of(shown.headline)));
                    page.push_str(&words(leaf.markup.of(shown.markup)));
                }
            }
        }
        let body = dibao::document::front_matter::read(
            &source,
            &Settings::default(),
            None,
            &mut dibao::diagnostic::Diagnostics::new(&source),
        )
        .1;
        let read = dibao::document::markdown::read(&source.text[body as usize..], body);
        let mut source_words = String::new();
        let mut pictures = 0;
        for (event, _) in &read.events {
            match event {
                Event::Start(Tag::Image { .. }) => pictures += 1,
                Event::End(TagEnd::Image) => pictures -= 1,
                Event::Text(text) | Event::Code(text) if pictures == 0 => {
                    source_words.push_str(text);
                }
                _ => {}
            }
        }
        let shown = letters(&page);
        let lost: Vec<(char, i64)> = letters(&source_words)
            .into_iter()
            .filter_map(|(c, n)| {
                Some((c, n - shown.get(&c).copied().unwrap_or(0))).filter(|(_, lost)| *lost > 0)
            })
            .collect();
        if !lost.is_empty() {
            let _ = writeln!(
                wrong,
                "{}: {} letters: {:?}",
                path.display(),
                lost.iter().map(|(_, n)| n).sum::<i64>(),
                lost.iter().take(8).collect::<Vec<_>>()
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn hostile_texts_end_and_lose_nothing() {
    let lexicon = lexicon();
    let many: String = (0..10_000)
        .map(|n| {
            format!(
                "**【政策】某地发布第{n}号方案**\n\n9月{}日消息，某地发布方案。\n\n",
                n % 30 + 1
            )
        })
        .collect();
    let huge = format!(
        "# 周报\n\n**{}**\n\n9月1日消息，甲。\n\n**乙市发布某方案**\n\n9月2日消息，乙。\n",
        "长".repeat(17_000)
    );
    let unbalanced = format!(
        "# 日报\n\n{}\n\n【政策 没有括号\n\n《《《方案\n",
        "【".repeat(5_000)
    );
    let lead = format!("# 日报\n\n{}", "**甲** [乙](http://a.b) ".repeat(20_000));
    let broken = format!("# 日报\n\n{}", "，\n甲\n".repeat(20_000));
    assert_eq!(document("a.md", &many, &lexicon).items.len(), 10_000);
    for text in [huge, unbalanced, lead, broken] {
        let document = document("a.md", &text, &lexicon);
        assert!(!document.items.is_empty());
    }
    let beyond: String = (0..10_050)
        .map(|n| {
            format!(
                "**【政策】某地发布第{n}号方案**\n\n9月{}日消息，某地发布方案。\n\n",
                n % 30 + 1
            )
        })
        .collect();
    let (source, _) = Source::new("a.md", beyond.as_bytes());
    let (document, diagnostics) = parse(&source, &Settings::default(), &lexicon);
    assert_eq!(document.items.len(), 10_000);
    assert!(
        diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == "too-many-items")
    );
    assert!(document.items[9_999].text.contains("10049"));
}

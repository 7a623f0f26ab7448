//! Every layout of digests that is known, under every title and every look of sections: the same
//! news must come out, piece by piece. The table is `tests/cases/layouts.txt`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use dibao::config::Settings;
use dibao::document::{Document, parse};
use dibao::lexicon::Lexicon;
use dibao::source::Source;

const TABLE: &str = include_str!("../cases/layouts.txt");

/// The lines of each part of the table, by its name.
static PARTS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut part = "";
    for line in TABLE.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            part = name;
        } else if !line.is_empty() && !line.starts_with("# ") && line != "#" {
            parts.entry(part).or_default().push(line);
        }
    }
    parts
});

fn pair(line: &'static str) -> (&'static str, &'static str) {
    line.split_once(" = ")
        .expect("a name and what it stands for")
}

const HAN: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// One piece of news in a layout.
fn piece(layout: &str, n: usize, news: &str, category: &str) -> String {
    let (headline, body) = news.split_once(" | ").expect("headline and text");
    let letter = |base: u32| char::from_u32(base + n as u32).unwrap_or('?').to_string();
    let tail = body.split_once('，').map_or(body, |(_, tail)| tail);
    layout
        .replace("\\n", "\n")
        .replace("{h}", headline)
        .replace("{b}", body)
        .replace("{tail}", tail)
        .replace("{n}", &n.to_string())
        .replace("{wide}", &letter(u32::from('０')))
        .replace("{circle}", &letter(u32::from('①') - 1))
        .replace("{han}", HAN[n - 1])
        .replace("{category}", category)
}

/// A digest: a title, and all news in a layout, parted by sections of a look.
fn digest(title: &str, section: Option<&str>, layout: &str) -> String {
    let table = &*PARTS;
    let (news, categories, names) = (&table["news"], &table["categories"], &table["names"]);
    let mut text =
        format!("---\ndate: 2021-03-12\n---\n\n# {title}\n\n各位读者好，以下是本期内容。\n\n");
    let each = news.len() / names.len();
    for (i, one) in news.iter().enumerate() {
        if let Some(section) = section.filter(|_| i % each == 0) {
            let title = section
                .replace("{name}", names[i / each])
                .replace("{han}", HAN[i / each]);
            let _ = write!(text, "{title}\n\n");
        }
        let _ = write!(text, "{}\n\n", piece(layout, i + 1, one, categories[i]));
    }
    text
}

fn read(text: &str, lexicon: &Lexicon) -> Document {
    let (source, _) = Source::new("a.md", text.as_bytes());
    parse(&source, &Settings::default(), lexicon).0
}

/// Letters and digits only.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What came out of one digest, if it is not what is wanted.
fn wrong(document: &Document, kind: &str) -> Option<String> {
    let table = &*PARTS;
    let want: Vec<String> = table["news"]
        .iter()
        .map(|news| letters(news.split_once(" | ").expect("two parts").0))
        .collect();
    let found: Vec<String> = document
        .items
        .iter()
        .map(|item| letters(&item.headline))
        .collect();
    let right =
        found.len() == want.len()
            && found.iter().zip(&want).zip(&document.items).all(
                |((found, want), item)| match kind {
                    "headless" => item.headless,
                    "whole" => !item.headless && found.ends_with(want.as_str()),
                    _ => !item.headless && found == want,
                },
            );
    (!right).then(|| {
        let some: Vec<&str> = found.iter().take(3).map(String::as_str).collect();
        format!("{} pieces, the first {some:?}", found.len())
    })
}

#[test]
fn every_layout_gives_the_same_news_under_every_title_and_look_of_sections() {
    let table = &*PARTS;
    let lexicon = Lexicon::new(&[], &[]).0;
    let titles: Vec<_> = table["titles"].iter().map(|line| pair(line)).collect();
    let sections: Vec<_> = table["sections"].iter().map(|line| pair(line)).collect();
    let (mut count, mut report) = (0, String::new());
    for kind in ["layouts", "whole", "line", "headless"] {
        for (name, layout) in table[kind].iter().map(|line| pair(line)) {
            // One-liners under a title that names no day or issue may be any list.
            let under = titles
                .iter()
                .filter(|(title, _)| kind != "line" || *title != "named");
            let plain = under.map(|&(title, words)| (title, words, None));
            let parted = sections
                .iter()
                .map(|&(section, look)| (section, titles[0].1, Some(look)));
            for (place, title, section) in plain.chain(parted) {
                count += 1;
                let document = read(&digest(title, section, layout), &lexicon);
                if let Some(found) = wrong(&document, kind) {
                    let _ = writeln!(report, "{name} under {place}: {found}");
                }
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(count > 1500, "the table is read: {count}");
}

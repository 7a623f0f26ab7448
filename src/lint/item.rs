//! Items that lack what the others have, or that stand twice.

use std::collections::BTreeMap;

use super::{Text, counted};
use crate::archive::{Archive, ItemId, Role};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::document::{DateStatus, Item};
use crate::fold::{folded, is_alphanumeric};
use crate::source::{Place, Span};

/// Items beyond which the share of dated ones says something.
const MANY: usize = 4;

/// Shortest title that is told, in characters: shorter ones are words.
const SHORTEST_TITLE: usize = 8;

pub(super) fn look(text: &Text, diagnostics: &mut Diagnostics) {
    for item in &text.document.items {
        titles(text, item, diagnostics);
    }
    if !text.document.digest {
        return;
    }
    for item in &text.document.items {
        glued(text, item, diagnostics);
    }
    undated(text, diagnostics);
}

/// Words by which a body makes a policy known, right before its title.
const MAKES_KNOWN: [&str; 12] = [
    "印发",
    "印发了",
    "出台",
    "出台了",
    "发布",
    "发布了",
    "制定",
    "制定了",
    "公布",
    "公布了",
    "下发",
    "下发了",
];

/// What a title of the form 关于…的… ends with.
const KINDS: [&str; 12] = [
    "意见", "通知", "办法", "方案", "规定", "决定", "条例", "细则", "规划", "指南", "措施", "公告",
];

/// Titles of policies (印发关于…的意见) without 《》, where the item has them nowhere with it.
fn titles(text: &Text, item: &Item, diagnostics: &mut Diagnostics) {
    for title in unmarked(&item.text) {
        let known = |work: &crate::document::Work| {
            work.title.contains(title) || title.contains(&*work.title)
        };
        if item.works.iter().any(known) {
            continue;
        }
        let from = text.source.span_at(item.line).start as usize;
        let rest = &text.source.text[from..];
        let Some(at) = rest.find(title) else {
            continue;
        };
        let span = Span::of(&rest[at..at + title.len()], &text.source.text);
        diagnostics
            .add(
                "title-unmarked",
                span,
                format!("`{title}` stands without 《》"),
            )
            .hint(format!("write `《{title}》`"));
    }
}

fn unmarked(text: &str) -> Vec<&str> {
    let mut titles = Vec::new();
    for (at, _) in text.match_indices("关于") {
        let before = text[..at].trim_end_matches(['“', '"', '\'', '‘']);
        if !MAKES_KNOWN.iter().any(|verb| before.ends_with(verb)) {
            continue;
        }
        let end = |char: char| !char.is_alphanumeric() && !matches!(char, '、' | '“' | '”' | '·');
        let length = text[at..].find(end).unwrap_or(text.len() - at);
        let clause = &text[at..at + length];
        // The first 的 with a kind behind it closes the title.
        let title = clause.match_indices('的').find_map(|(of, _)| {
            let rest = &clause[of + '的'.len_utf8()..];
            let kind = |kind: &&&str| {
                rest.find(**kind)
                    .is_some_and(|at| rest[..at].chars().count() <= 6)
            };
            let kind = KINDS
                .iter()
                .filter(kind)
                .min_by_key(|kind| rest.find(**kind))?;
            let stop = of + '的'.len_utf8() + rest.find(kind)? + kind.len();
            Some(&clause[..stop])
        });
        if let Some(title) = title
            && title.chars().count() >= SHORTEST_TITLE
        {
            titles.push(title);
        }
    }
    titles
}

/// A headline that does not begin its line.
fn glued(text: &Text, item: &Item, diagnostics: &mut Diagnostics) {
    if item.headless {
        return;
    }
    let line = text.source.line_text(item.line);
    let Some(at) = line.find(&*item.headline) else {
        return;
    };
    let before = line[..at].trim_end_matches(|char: char| "*_[【<（( 　".contains(char));
    let before = match before.strip_suffix('】') {
        Some(head) => head.rsplit_once('【').map_or("", |(head, _)| head),
        None => before,
    };
    let before = before.trim_end_matches(['*', '_', ' ']);
    let n_letters = before.chars().filter(|char| char.is_alphanumeric()).count();
    if !before.ends_with(['。', '！', '？']) || n_letters < SHORTEST_TITLE {
        return;
    }
    let start = text.source.span_at(item.line).start + before.len() as u32;
    let span = Span {
        start,
        end: start + (at - before.len() + item.headline.len()) as u32,
    };
    diagnostics
        .add(
            "headline-glued",
            span,
            format!(
                "the headline `{}` stands at the end of a paragraph",
                item.headline
            ),
        )
        .hint("put a blank line above it");
}

/// Items without a date among others that have one.
fn undated(text: &Text, diagnostics: &mut Diagnostics) {
    let items = &text.document.items;
    let without: Vec<&Item> = items
        .iter()
        .filter(|item| item.date.status == DateStatus::None)
        .collect();
    let Some(first) = without.first() else {
        return;
    };
    let n_dated = items.iter().filter(|item| item.date.date.is_some()).count();
    if items.len() < MANY || n_dated * 4 < items.len() * 3 {
        return;
    }
    let lines: Vec<String> = without
        .iter()
        .skip(1)
        .take(12)
        .map(|item| item.line.to_string())
        .collect();
    let also = if lines.is_empty() {
        String::new()
    } else {
        format!("; also on lines {}", lines.join(", "))
    };
    let n = counted(without.len(), "has", "have");
    let message = format!("of {} items {n} no date{also}", items.len());
    diagnostics
        .add("item-no-date", text.source.span_at(first.line), message)
        .hint("write the day at the head of the item");
}

/// Share of pairs of letters, in percent, that two Items have in common when one is a copy of the
/// other: those that the archive calls repeats may tell of two steps of one affair.
const COPY: usize = 92;

/// Whether two Items are copies: nearly the same headline and text.
fn same(one: &Item, other: &Item) -> bool {
    let letters = |item: &Item| -> Vec<char> {
        let words = folded(&item.headline).chain(folded(&item.text));
        words
            .filter(|&char| is_alphanumeric(char))
            .take(4000)
            .collect()
    };
    let count = |letters: &[char]| {
        let mut count: BTreeMap<(char, char), usize> = BTreeMap::new();
        for pair in letters.windows(2) {
            *count.entry((pair[0], pair[1])).or_default() += 1;
        }
        count
    };
    let (one, other) = (letters(one), letters(other));
    let (pairs, others) = (count(&one), count(&other));
    let shared: usize = pairs
        .iter()
        .map(|(pair, n)| others.get(pair).map_or(0, |m| *n.min(m)))
        .sum();
    let all = one.len().saturating_sub(1) + other.len().saturating_sub(1);
    shared * 200 >= all * COPY
}

/// Items that say the same as one of another post; told of the later one.
pub(super) fn together(archive: &Archive, diagnostics: &mut Vec<Diagnostic>) {
    for (index, document) in archive.documents.iter().enumerate() {
        // A draft begins as a copy of another one.
        if archive.roles[index] != Role::Post || document.meta.draft {
            continue;
        }
        for (number, item) in document.items.iter().enumerate() {
            let id = ItemId {
                document: index as u32,
                item: number as u32,
            };
            let repeats = archive.repeats.row(archive.item_index(id));
            let earlier = repeats.iter().find(|other| {
                other.document < id.document
                    && same(item, archive.item(**other))
                    && !archive.translations.row(index).contains(&other.document)
            });
            let Some(&other) = earlier else {
                continue;
            };
            let (path, line) = (
                &archive.document(other.document).path,
                archive.item(other).line,
            );
            let message =
                format!("this item says the same as one in `content/{path}` on line {line}");
            let mut found = Diagnostic::of_file(&document.path, "item-repeated", message);
            found.place = Some(Place {
                line: item.line,
                column: 1,
                end_line: item.line,
                end_column: 1,
            });
            found.hint("keep one of them, and link to it from the other");
            diagnostics.push(found);
        }
    }
}

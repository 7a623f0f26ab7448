//! Any bytes as a digest: Sections, Items and Mentions point into the text, and every stretch of HTML
//! is whole by itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use dibao::config::Settings;
use dibao::document::{self, Document, Leaf, Part, Passage};
use dibao::lexicon::Lexicon;
use dibao::lint::{self, Hosts};
use dibao::source::Source;

use super::oracle;

pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&[], &[]).0);
pub(crate) static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);

/// Parses, explains and lints the bytes.
pub fn look(data: &[u8]) {
    let (source, _) = Source::new("2020/digest.md", data);
    let hosts = Hosts::default();
    let (document, told, (lints, _)) =
        document::parse_and(&source, &SETTINGS, &LEXICON, |document, made| {
            lint::source(&source, document, made, &SETTINGS, &hosts)
        });
    for diagnostic in told.iter().chain(&lints) {
        if let Some(place) = diagnostic.place {
            assert!(
                (1..=source.n_lines()).contains(&place.line),
                "{diagnostic:?}"
            );
        }
    }
    points_into(&document, &source);
    let leaf = document.leaf.as_deref().expect("just parsed");
    oracle::body(&filled(&document, leaf.markup.whole()));
    for passage in passages(leaf) {
        oracle::body(&filled(&document, passage));
    }
    let (explained, _) = document::explain(&source, &SETTINGS, &LEXICON);
    assert_eq!(explained.items.len(), document.items.len());
    let leaf = explained.leaf.expect("just parsed");
    for mention in leaf.items.iter().flat_map(|item| &item.mentions) {
        assert!(
            (1..=source.n_lines()).contains(&mention.line),
            "{mention:?}"
        );
    }
}

fn points_into(document: &Document, source: &Source) {
    let lines = 1..=source.n_lines();
    let mut fragments = BTreeSet::new();
    for item in &document.items {
        assert!(lines.contains(&item.line), "{item:?}");
        assert!(
            fragments.insert(&*item.fragment),
            "twice: {}",
            item.fragment
        );
        assert!(
            item.section
                .is_none_or(|at| (at as usize) < document.sections.len())
        );
    }
    for section in &document.sections {
        assert!(lines.contains(&section.line), "{section:?}");
        assert!(
            fragments.insert(&*section.fragment),
            "twice: {}",
            section.fragment
        );
    }
    assert!(
        !document.title.trim().is_empty(),
        "every Document has a title"
    );
}

fn passages(leaf: &Leaf) -> Vec<Passage> {
    let parts = leaf.parts.iter().map(|part| match part {
        Part::Prose(passage) | Part::Contents(passage) | Part::Folded(passage) => *passage,
        Part::Section(_, title) => *title,
        Part::Item(at) => leaf.items[*at as usize].markup,
    });
    let headlines = leaf.items.iter().map(|item| item.headline);
    parts.chain(headlines).collect()
}

/// The HTML of a passage, each hole a plain address.
pub(crate) fn filled(document: &Document, passage: Passage) -> String {
    let mut html = String::new();
    let markup = &document.leaf.as_deref().expect("just parsed").markup;
    passage.fill(&markup.html, &markup.holes, &mut html, |out, link| {
        assert!(
            (link as usize) < document.links.len(),
            "a hole without a link"
        );
        let name = if out.ends_with("<img") { "src" } else { "href" };
        let _ = write!(out, " {name}=\"/x/{link}\"");
    });
    html
}

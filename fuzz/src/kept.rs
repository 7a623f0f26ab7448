//! Any bytes as what an earlier build kept: they are refused, or mean one thing.
//!
//! The first byte chooses between a parsed post and what is remembered of a search index; the rest is
//! read as that. (The mark that a build asks for first is left out here: it would refuse everything.)

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use borsh::BorshDeserialize;
use dibao::config::SearchMode;
use dibao::diagnostic::Diagnostic;
use dibao::document::{self, Document};
use dibao::search::{self, InMemory, Made};
use dibao::source::Source;

use super::outline::{LEXICON, SETTINGS};
use super::shard;

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let nowhere = |_: String, _: Vec<u8>| Ok(());
    search::build(
        &shard::records(),
        SearchMode::Sharded,
        &mut InMemory::default(),
        &nowhere,
    )
    .expect("nothing can fail")
});

/// Reads the bytes as something kept.
pub fn look(data: &[u8]) {
    match data {
        [0, rest @ ..] => post(rest),
        [_, rest @ ..] => index(rest),
        [] => {}
    }
}

/// What can be read is the same when it is written and read once more.
fn post(bytes: &[u8]) {
    let Ok(value) = <(Document, Vec<Diagnostic>)>::try_from_slice(bytes) else {
        return;
    };
    let written = borsh::to_vec(&value).expect("a vector takes everything");
    let again = <(Document, Vec<Diagnostic>)>::try_from_slice(&written).expect("we wrote it");
    assert_eq!(borsh::to_vec(&again).expect("as before"), written);
}

/// An index is brought up to date from what is remembered of it, or nothing is touched: no file of
/// the old one is there to be read.
fn index(remembered: &[u8]) {
    let old = |_: &str| Err(std::io::Error::from(std::io::ErrorKind::NotFound));
    let sink = |_: String, _: Vec<u8>| Ok(());
    let n_kept = AtomicUsize::new(0);
    let keep = |_: &search::Kept<'_>| {
        n_kept.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    let records = shard::records();
    let made = search::update(
        &records,
        SearchMode::Sharded,
        remembered,
        &old,
        &sink,
        &keep,
    );
    match made.expect("nothing can fail") {
        None => assert_eq!(
            n_kept.into_inner(),
            0,
            "nothing is kept of an index that is refused"
        ),
        Some(made) => assert!(
            made.remembered == MADE.remembered,
            "an index of the same Records is the same"
        ),
    }
}

/// Posts as they are kept, and an index as it is remembered.
pub fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        "",
        "---\ntitle: 甲\ndate: 2020-09-30 08:00:00 +08:00\ntags: [港口]\nperiod: 2020-W37\nx: {y: [1]}\n---\n\n# 甲\n\n正文[链](https://a.example/)。\n",
        "---\ndigest: true\n---\n\n**【政策】甲省印发《试行办法》**\n\n9月10日，甲省印发《试行办法》。\n\n**【行业】乙市启用平台**\n\n9月11日，乙市启用平台。\n",
    ];
    let post = |text: &&str| {
        let (source, _) = Source::new("a.md", text.as_bytes());
        let value = document::parse(&source, &SETTINGS, &LEXICON);
        let written = borsh::to_vec(&value).expect("a vector takes everything");
        [&[0], written.as_slice()].concat()
    };
    let index = [&[1], MADE.remembered.as_slice()].concat();
    texts.iter().map(post).chain([index]).collect()
}

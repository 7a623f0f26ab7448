//! An index in memory, and the plain look at every text that it must agree with.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use dibao::config::SearchMode;
use dibao::search::{self, InMemory, Options, Order, Record};

/// The files of an index by path.
pub(super) type Built = BTreeMap<String, Vec<u8>>;

pub(super) fn build(records: &[Record<'_>], mode: SearchMode) -> Built {
    let files = Mutex::new(Built::new());
    let sink = |path: String, bytes: Vec<u8>| {
        let before = files.lock().unwrap().insert(path.clone(), bytes);
        assert!(before.is_none(), "`{path}` is written twice");
        Ok(())
    };
    search::build(&records.to_vec(), mode, &mut InMemory::default(), &sink).unwrap();
    files.into_inner().unwrap()
}

/// Leaves a site with an index, and the page's script, for the tests in `tests/js`. Returns its
/// folder.
pub(super) fn leave(name: &str, built: &Built) -> PathBuf {
    let site = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("search")
        .join(name);
    drop(fs::remove_dir_all(&site));
    for (path, bytes) in built {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    for (path, script) in search::scripts(&|_| None) {
        fs::write(site.join(path), script).unwrap();
    }
    site
}

/// Ids of the hits, in order.
pub(super) fn ask(built: &Built, query: &str) -> Result<Vec<String>, search::AskError> {
    let files = |path: &str| {
        built
            .get(path)
            .cloned()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let options = Options {
        limit: usize::MAX,
        order: Order::Relevance,
    };
    let hits = search::ask(&files, query, options)?;
    assert_eq!(hits.total, hits.hits.len());
    Ok(hits
        .hits
        .into_iter()
        .map(|hit| hit.entry.id.into_owned())
        .collect())
}

/// Ids of the Records whose headline or text contains every word of a bare query, in order of the
/// given Records: DESIGN §7 word by word.
pub(super) fn scan(records: &[Record<'_>], query: &str) -> Vec<String> {
    let query = search::fold::fold(query);
    let words: Vec<&str> = query.split(' ').filter(|word| !word.is_empty()).collect();
    let matches = |record: &&Record<'_>| {
        let zones = [
            search::fold::fold(&record.headline),
            search::fold::fold(&record.text),
        ];
        !words.is_empty()
            && words.iter().enumerate().all(|(i, word)| {
                let last = i + 1 == words.len();
                zones.iter().any(|zone| stands_in(zone, word, last))
            })
    };
    records
        .iter()
        .filter(matches)
        .map(|record| record.id.to_string())
        .collect()
}

fn stands_in(zone: &str, word: &str, last: bool) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_wide(c));
    zone.char_indices().any(|(at, _)| {
        let (before, from) = zone.split_at(at);
        from.strip_prefix(word).is_some_and(|after| {
            let starts = !(latin(word.chars().next()) && latin(before.chars().next_back()));
            let ends = last || !(latin(word.chars().next_back()) && latin(after.chars().next()));
            starts && ends
        })
    })
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

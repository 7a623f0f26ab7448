//! Any bytes as a file of the search index: every query has an answer or an error in words.
//!
//! The first byte chooses a file of a small index, the second how the rest takes its place: packed as
//! that file is packed, or as it stands.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{LazyLock, Mutex};

use dibao::config::SearchMode;
use dibao::search::{self, InMemory, Options, Order, Record};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

const QUERIES: [&str; 8] = [
    "区块链",
    "数字货币",
    "block",
    "bl",
    "链",
    "标签:AI",
    "日期:2020",
    "\"数字 货币\" -5G",
];

type Index = BTreeMap<String, Vec<u8>>;

/// What the small index is made of.
pub(crate) fn records() -> Vec<Record<'static>> {
    let texts = [
        "数字 货币与区块链",
        "Block 5G blank",
        "链上数字货币，区块链",
    ];
    (texts.iter().enumerate())
        .map(|(at, text)| Record {
            id: at.to_string().into(),
            headline: "区块链标题".into(),
            // Long enough for lists in chunks and texts in pieces.
            text: text.repeat(1500).into(),
            date: "2020-09-10".parse().ok(),
            day: "2020-09-10".parse().ok(),
            tags: vec!["AI".into()],
            ..Record::default()
        })
        .collect()
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let records = records();
    let files = Mutex::new(Index::new());
    let sink = |path: String, bytes: Vec<u8>| {
        files.lock().expect("no panic").insert(path, bytes);
        Ok(())
    };
    search::build(
        &records,
        SearchMode::Sharded,
        &mut InMemory::default(),
        &sink,
    )
    .expect("a vector takes everything");
    files.into_inner().expect("no panic")
});

/// Asks an index in which one file holds these bytes.
pub fn look(data: &[u8]) {
    let &[chosen, mode, ref rest @ ..] = data else {
        return;
    };
    let at = chosen as usize % INDEX.len();
    let (path, _) = INDEX.iter().nth(at).expect("below the length");
    let bytes = match mode % 2 {
        _ if path == "search/manifest.json" => rest.to_vec(),
        0 if path.starts_with("search/e/") => deflated(rest),
        0 => gzipped(rest),
        _ => rest.to_vec(),
    };
    let files = |asked: &str| {
        if asked == path {
            return Ok(bytes.clone());
        }
        (INDEX.get(asked).cloned()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    for order in [Order::Relevance, Order::Date] {
        for query in QUERIES {
            let options = Options { limit: 20, order };
            if let Err(error) = search::ask(&files, query, options) {
                assert!(error.to_string().contains("search index"), "{error}");
            }
        }
    }
    let _ = search::advise(&files, "数字区块");
}

/// The bytes of each file, unpacked, with what chooses it before them.
pub fn seeds() -> Vec<Vec<u8>> {
    let files = INDEX.iter().enumerate().take(256);
    files
        .flat_map(|(at, (path, bytes))| {
            let chosen = u8::try_from(at).expect("the first 256");
            let unpacked = unpacked(path, bytes);
            [
                [&[chosen, 0], unpacked.as_slice()].concat(),
                [&[chosen, 1], bytes.as_slice()].concat(),
            ]
        })
        .collect()
}

fn unpacked(path: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut out = Vec::new();
    let read = flate2::read::GzDecoder::new(bytes).read_to_end(&mut out);
    match read {
        Ok(_) => out,
        // Entries need the dictionary: one that anyone can read.
        Err(_) if path.starts_with("search/e/") => {
            br#"[{"i":"0","u":"/posts/a/","h":"h","t":"t","x":2}]"#.to_vec()
        }
        Err(_) => bytes.to_vec(),
    }
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

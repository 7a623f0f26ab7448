//! From Items to posting lists: a stretch of the archive at a time.
//!
//! [`invert`] turns a stretch into one run per folder of shards: all terms of the folder, each with
//! its piece of the headline list and of the text list. Runs of all stretches, in order, make the
//! shards ([`super::merge`]).

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::layout::{Kind, folder_of, folder_shift, folders, hash, placing};
use super::list::List;
use super::plan::Plan;
use super::varint;
use crate::search::fold::fold;
use crate::search::record::Record;
use crate::search::tokenize::{Symbol, symbols};

/// How many shards each kind of term has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shards(pub(crate) [u32; 4]);

impl Shards {
    /// Number of folders of all kinds together.
    pub(crate) fn partitions(self) -> usize {
        self.0.iter().map(|&n| folders(n) as usize).sum()
    }

    /// The kind and the folder of a partition.
    pub(crate) fn partition(self, mut partition: usize) -> (Kind, u32) {
        for kind in Kind::TERMS {
            let n_folders = folders(self.0[kind as usize]) as usize;
            if partition < n_folders {
                return (kind, partition as u32);
            }
            partition -= n_folders;
        }
        (Kind::Filter, 0)
    }

    /// The shards of a folder.
    pub(crate) fn in_folder(self, kind: Kind, folder: u32) -> Range<u32> {
        let n = self.0[kind as usize];
        let shift = folder_shift(n);
        folder << shift..((folder + 1) << shift).min(n)
    }

    fn place(self, kind: Kind, shard: u32) -> usize {
        let before: u32 = self.0[..kind as usize].iter().map(|&n| folders(n)).sum();
        (before + folder_of(shard, self.0[kind as usize])) as usize
    }
}

/// Inverts the Items of the given ranks in a stretch, which is emptied first. Returns a run for each
/// partition.
pub(super) fn invert(plan: &Plan<'_>, ranks: Range<u32>, stretch: &mut Stretch) -> Vec<Vec<u8>> {
    stretch.clear();
    let bytes: usize = (ranks.clone())
        .map(|rank| plan.bytes[rank as usize] as usize)
        .sum();
    stretch.postings.reserve(bytes / BYTES_PER_POSTING);
    for rank in ranks {
        let record = plan.of_rank(rank);
        stretch.add_texts(rank, &record.headline, &record.text);
        stretch.add_filters(rank, &record);
    }
    stretch.runs(plan.shards)
}

/// Postings of a stretch, in order of Items; terms by number. It is large: what inverts one stretch
/// after another uses its room again.
#[derive(Default)]
pub(super) struct Stretch {
    terms: FxHashMap<u64, u32>,
    /// The terms that are one character of the Basic Multilingual Plane, by the character; [`NONE`]
    /// where there is none. Every other posting is one of these. Without the table they are in `terms`.
    singles: Vec<u32>,
    keys: Vec<Key>,
    words: FxHashMap<Box<str>, u32>,
    spellings: Vec<Box<str>>,
    postings: Vec<Posting>,
    /// Room for what [`Stretch::sort_by_term`] makes.
    sorted: Vec<(u32, u32)>,
}

/// A term of the stretch.
#[derive(Clone, Copy)]
struct Key {
    kind: Kind,
    first: u32,
    second: u32,
    postings: u32,
    last: (u32, bool),
}

/// A place of a term.
#[derive(Clone, Copy)]
struct Posting {
    term: u32,
    rank: u32,
    /// Position; the highest bit is set in texts, clear in headlines.
    place: u32,
}

const IN_TEXT: u32 = 1 << 31;
const NONE: u32 = u32::MAX;
/// Of Chinese text, with a little to spare: each character stands in a pair, and once an Item alone.
const BYTES_PER_POSTING: usize = 2;
/// Words are numbered from here on, characters are their code point.
const WORDS: u32 = 0x11_0000;

impl Stretch {
    /// Empties it, and makes the table of single characters, which is not worth it for a few Items.
    fn clear(&mut self) {
        self.terms.clear();
        self.singles.clear();
        self.singles.resize(1 << 16, NONE);
        self.keys.clear();
        self.words.clear();
        self.spellings.clear();
        self.postings.clear();
    }

    /// Adds the headline and the text of an Item. Ranks never fall.
    pub(super) fn add_texts(&mut self, rank: u32, headline: &str, text: &str) {
        self.add_text(rank, &fold(headline), 0);
        self.add_text(rank, &fold(text), IN_TEXT);
    }

    /// Adds what an Item can be narrowed by, as part of its text.
    pub(super) fn add_filters(&mut self, rank: u32, record: &Record<'_>) {
        record.filter_terms(|term| {
            let word = self.word(term);
            self.post(Kind::Filter, word, 0, rank, IN_TEXT);
        });
    }

    fn add_text(&mut self, rank: u32, folded: &str, zone: u32) {
        let mut before: Option<(Symbol<'_>, u32)> = None;
        for symbol in symbols(folded) {
            let initial = symbol.text.chars().next().map_or(0, u32::from);
            let number = if symbol.word {
                self.word(symbol.text)
            } else {
                initial
            };
            self.post(Kind::Single, initial, 0, rank, zone);
            if symbol.word {
                self.post(Kind::Word, number, 0, rank, zone);
            }
            if let Some((previous, first)) = before
                && previous.position + 1 == symbol.position
            {
                self.post(Kind::Pair, first, number, rank, zone | previous.position);
            }
            before = Some((symbol, number));
        }
    }

    fn word(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.words.get(text) {
            return number;
        }
        let number = WORDS + self.spellings.len() as u32;
        self.spellings.push(text.into());
        self.words.insert(text.into(), number);
        number
    }

    fn post(&mut self, kind: Kind, first: u32, second: u32, rank: u32, place: u32) {
        let single = (self.singles.get_mut(first as usize)).filter(|_| kind == Kind::Single);
        let keys = &mut self.keys;
        let mut new = || {
            keys.push(Key {
                kind,
                first,
                second,
                postings: 0,
                last: (u32::MAX, false),
            });
            keys.len() as u32 - 1
        };
        let term = if let Some(single) = single {
            if *single == NONE {
                *single = new();
            }
            *single
        } else {
            let key = (kind as u64) << 62 | u64::from(first) << 31 | u64::from(second);
            *self.terms.entry(key).or_insert_with(new)
        };
        let known = &mut keys[term as usize];
        let zone = (rank, place >= IN_TEXT);
        if !kind.has_places() && known.last == zone {
            return;
        }
        known.last = zone;
        known.postings += 1;
        self.postings.push(Posting { term, rank, place });
    }

    /// A run for each partition.
    pub(super) fn runs(&mut self, shards: Shards) -> Vec<Vec<u8>> {
        self.sort_by_term();
        let mut terms = self.placed_terms(shards);
        terms.sort_unstable_by(|a, b| {
            (a.partition, a.order)
                .cmp(&(b.partition, b.order))
                .then_with(|| {
                    let [mut one, mut other] = [const { String::new() }; 2];
                    self.spell(self.keys[a.term as usize], &mut one);
                    self.spell(self.keys[b.term as usize], &mut other);
                    one.cmp(&other)
                })
        });
        let starts = starts(&self.keys);
        let mut runs = vec![Vec::new(); shards.partitions()];
        let (mut headline, mut text) = (List::default(), List::default());
        let mut spelling = String::new();
        for term in terms {
            let key = self.keys[term.term as usize];
            let start = starts[term.term as usize] as usize;
            let postings = &self.sorted[start..start + key.postings as usize];
            let items = fill_lists(key.kind, postings, &mut headline, &mut text);
            let run = &mut runs[term.partition as usize];
            self.spell(key, &mut spelling);
            run.extend_from_slice(&term.order.to_le_bytes());
            varint::write(run, spelling.len() as u32);
            run.extend_from_slice(spelling.as_bytes());
            varint::write(run, items);
            headline.write_piece(run);
            text.write_piece(run);
        }
        runs
    }

    /// Fills `sorted` with rank and place of all postings, grouped by term, otherwise in order.
    fn sort_by_term(&mut self) {
        let mut next = starts(&self.keys);
        self.sorted.resize(self.postings.len(), (0, 0));
        for posting in &self.postings {
            let at = &mut next[posting.term as usize];
            self.sorted[*at as usize] = (posting.rank, posting.place);
            *at += 1;
        }
    }

    fn placed_terms(&self, shards: Shards) -> Vec<Placed> {
        let mut spelling = String::new();
        let place = |(term, &key): (usize, &Key)| {
            self.spell(key, &mut spelling);
            let first = self.symbol_length(key.first);
            let shard = hash(placing(key.kind, &spelling, first)) % shards.0[key.kind as usize];
            Placed {
                partition: shards.place(key.kind, shard) as u32,
                order: u64::from(shard) << 32 | u64::from(hash(&spelling)),
                term: term as u32,
            }
        };
        self.keys.iter().enumerate().map(place).collect()
    }

    /// Puts the spelling of a term into `out`.
    fn spell(&self, key: Key, out: &mut String) {
        out.clear();
        for number in [key.first, key.second] {
            match number.checked_sub(WORDS) {
                Some(word) => out.push_str(&self.spellings[word as usize]),
                None if number == 0 => {}
                None => out.extend(char::from_u32(number)),
            }
        }
    }

    fn symbol_length(&self, number: u32) -> usize {
        match number.checked_sub(WORDS) {
            Some(word) => self.spellings[word as usize].len(),
            None => char::from_u32(number).map_or(0, char::len_utf8),
        }
    }
}

/// Where a term goes.
struct Placed {
    partition: u32,
    /// Shard, then hash of the spelling: the order within a run.
    order: u64,
    term: u32,
}

fn starts(keys: &[Key]) -> Vec<u32> {
    let mut sum = 0;
    let start = |key: &Key| {
        let start = sum;
        sum += key.postings;
        start
    };
    keys.iter().map(start).collect()
}

/// Fills the two lists of a term; returns how many Items hold it.
fn fill_lists(kind: Kind, postings: &[(u32, u32)], headline: &mut List, text: &mut List) -> u32 {
    headline.clear();
    text.clear();
    let (mut items, mut last) = (0, u32::MAX);
    for &(rank, place) in postings {
        let zone = if place >= IN_TEXT {
            &mut *text
        } else {
            &mut *headline
        };
        if kind.has_places() {
            zone.push_place(rank, place & !IN_TEXT);
        } else {
            zone.push(rank);
        }
        items += u32::from(last != rank);
        last = rank;
    }
    items
}

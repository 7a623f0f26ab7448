//! Items that say nearly the same in several posts.
//!
//! Each Item gets a *sketch*: its shingles, which are windows of twelve bytes at the beginnings of
//! characters (four Han characters), fall by their hash into a few bins, and each bin keeps the
//! smallest hash (one-permutation MinHash). Two texts that differ in one character of twenty share
//! some 60 % of all shingles, and so of the bins. Items that share one of the first bins are
//! candidates; those that share enough bins are compared in full. Every step looks at a bounded
//! number of others, so that the work grows with the text.

use std::borrow::Cow;

use super::facet::Gathered;
use super::rows::Rows;
use super::{ItemId, Role};
use crate::document::Item;

/// Bytes of a shingle.
const SHINGLE: usize = 12;

/// Bins of a sketch.
const BINS: usize = 16;

/// How many bins Items are found by: the first.
const KEYS: usize = 6;

/// Shortest text with a sketch: some sixteen Han characters. Shorter ones agree by chance.
const MIN_BYTES: usize = 48;

/// A hash that more Items share is a phrase that everybody uses, or one text in many copies.
const MAX_GROUP: usize = 8;

/// How many Items an Item of a larger group is compared with: those that follow it.
const REACH: usize = 2;

/// How much of the pairs of characters two repeats share (Dice), in percent.
const MIN_SIMILAR: usize = 70;

/// How many repeats of one Item are kept.
const MAX_REPEATS: usize = 8;

/// What is kept of the smallest hash of each bin of all Items. It is small and lies apart, because Items
/// are compared with others all over the archive, and what does not fit into the cache costs several
/// times as much.
struct Sketches {
    /// Each of the first bins of all Items; [`EMPTY`] where no shingle fell.
    keys: [Vec<u32>; KEYS],
    /// One byte of each bin; 0 where no shingle fell.
    marks: Vec<[u8; BINS]>,
}

const EMPTY: u32 = u32::MAX;

/// What an Item says.
struct Words<'d> {
    headline: &'d str,
    text: Cow<'d, str>,
}

impl Words<'_> {
    fn both(&self) -> [&str; 2] {
        [self.headline, &self.text]
    }

    fn len(&self) -> usize {
        self.headline.len() + self.text.len()
    }
}

/// For each Item, by its index, the Items of other posts that say nearly the same, in order of path.
pub(super) fn repeats(of: Gathered<'_>) -> Rows<ItemId> {
    let ids = of.all_items();
    let sketches = sketches(of);
    let words = |id: ItemId| {
        let (document, item) = (&of.documents[id.document as usize], id.item as usize);
        Words {
            headline: &document.items[item].headline,
            text: document.item_text(item, of.shelf),
        }
    };
    let mut rows: Vec<Vec<ItemId>> = vec![Vec::new(); ids.len()];
    let mut comparison = Comparison::new();
    for pairs in candidates(&ids, &sketches).chunk_by(|one, next| one.0 == next.0) {
        let a = pairs[0].0 as usize;
        let first = words(ids[a]);
        comparison.begin(&first);
        for &(_, b) in pairs {
            let b = b as usize;
            let full = rows[a].len() >= MAX_REPEATS || rows[b].len() >= MAX_REPEATS;
            if !full && comparison.is_repeat(&first, &words(ids[b])) {
                rows[a].push(ids[b]);
                rows[b].push(ids[a]);
            }
        }
    }
    for row in &mut rows {
        row.sort_unstable();
    }
    rows.into_iter().collect()
}

/// The sketches of all Items, in order; empty ones of those that are in no post.
fn sketches(of: Gathered<'_>) -> Sketches {
    let mut sketches = Sketches::with_room_for(of.days.len());
    for (document, value) in of.documents.iter().enumerate() {
        let is_post = of.roles[document] == Role::Post;
        let texts = is_post.then(|| value.item_texts(of.shelf));
        for (item, Item { headline, .. }) in value.items.iter().enumerate() {
            let words = texts.as_ref().map(|texts| [headline, texts.of(item)]);
            sketches.push(words);
        }
    }
    sketches
}

impl Sketches {
    fn with_room_for(n_items: usize) -> Self {
        Self {
            keys: std::array::from_fn(|_| Vec::with_capacity(n_items)),
            marks: Vec::with_capacity(n_items),
        }
    }

    /// Adds the sketch of headline and text; an empty one when they are short or there are none.
    fn push(&mut self, words: Option<[&str; 2]>) {
        let mut bins = [EMPTY; BINS];
        let long = |words: &[&str; 2]| words[0].len() + words[1].len() >= MIN_BYTES;
        if let Some(words) = words.filter(long) {
            each_shingle(words, |hash| {
                let bin = &mut bins[(hash >> 60) as usize];
                *bin = (*bin).min(hash as u32);
            });
        }
        for (keys, bin) in self.keys.iter_mut().zip(bins) {
            keys.push(bin);
        }
        // The smallest hashes begin alike; their last bits are as good as any.
        let mark = |bin| if bin == EMPTY { 0 } else { (bin as u8).max(1) };
        self.marks.push(bins.map(mark));
    }
}

fn each_shingle(words: [&str; 2], mut each: impl FnMut(u64)) {
    for text in words {
        for window in text.as_bytes().windows(SHINGLE) {
            // Only where a character begins.
            if window[0] & 0xC0 != 0x80 {
                each(hash_of(window));
            }
        }
    }
}

/// Mixes the bytes of a shingle; the constants are those of SplitMix64.
fn hash_of(window: &[u8]) -> u64 {
    let head = u64::from_le_bytes(window[..8].try_into().expect("a shingle has twelve bytes"));
    let tail = u32::from_le_bytes(
        window[8..12]
            .try_into()
            .expect("a shingle has twelve bytes"),
    );
    let mixed = (head ^ u64::from(tail).rotate_left(29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB)
}

/// Pairs of Items of different posts worth comparing, in order, each once.
fn candidates(ids: &[ItemId], sketches: &Sketches) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut add = |a: u32, b: u32| {
        let (a, b) = (a.min(b), a.max(b));
        let apart = ids[a as usize].document != ids[b as usize].document;
        if apart && are_like(&sketches.marks[a as usize], &sketches.marks[b as usize]) {
            pairs.push((a, b));
        }
    };
    let (mut counts, mut shared) = (Vec::new(), Vec::new());
    for keys in &sketches.keys {
        find_shared(keys, &mut counts, &mut shared);
        for group in shared.chunk_by(|a, b| a >> 32 == b >> 32) {
            let reach = if group.len() <= MAX_GROUP {
                MAX_GROUP
            } else {
                REACH
            };
            for (at, &a) in group.iter().enumerate() {
                for &b in group[at + 1..].iter().take(reach) {
                    add(a as u32, b as u32);
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Puts into `shared` the keys of one bin that more than one Item has (and a few more), each with its
/// Item below, sorted. `counts` is room for counting.
fn find_shared(keys: &[u32], counts: &mut Vec<u8>, shared: &mut Vec<u64>) {
    // Most keys stand in one sketch only. Counting them in a table where few fall together spares
    // sorting those. It counts to two, in two bits, to stay in the cache.
    let slots = (keys.len() * 4).next_power_of_two();
    let place = |key: u32| {
        let slot = key as usize & (slots - 1);
        (slot / 4, 1_u8 << (slot % 4 * 2))
    };
    counts.clear();
    counts.resize(slots.div_ceil(4), 0);
    for &key in keys {
        let (at, once) = place(key);
        counts[at] |= once | (counts[at] & once) << 1;
    }
    let several = |key: u32| {
        let (at, once) = place(key);
        key != EMPTY && counts[at] & once << 1 != 0
    };
    shared.clear();
    let found = keys.iter().zip(0_u64..).filter(|&(&key, _)| several(key));
    shared.extend(found.map(|(&key, index)| u64::from(key) << 32 | index));
    shared.sort_unstable();
}

/// Whether two sketches, given by their marks, agree in a third of their bins: copies with one character
/// of twenty changed agree in ten of sixteen on average, texts made from one pattern in two or three.
fn are_like(a: &[u8; BINS], b: &[u8; BINS]) -> bool {
    let (mut n_both, mut n_agree) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        let both = u8::from(*a != 0) & u8::from(*b != 0);
        n_both += both;
        n_agree += both & u8::from(a == b);
    }
    n_agree >= 2 && n_agree * 3 >= n_both
}

/// Compares texts in full with one of them.
struct Comparison {
    n_first: usize,
    /// How often each pair of characters stands in the first text, by a hash of the pair.
    counts: Vec<u8>,
    /// A copy to count down in.
    left: Vec<u8>,
}

/// Slots for pairs: a few hundred hardly fall together, and more would have to be cleared each time.
const SLOTS: usize = 1 << 11;

impl Comparison {
    fn new() -> Self {
        Self {
            n_first: 0,
            counts: vec![0; SLOTS],
            left: vec![0; SLOTS],
        }
    }

    /// Says with what others are compared from now on.
    fn begin(&mut self, first: &Words<'_>) {
        self.n_first = 0;
        self.counts.fill(0);
        each_pair(first, |pair| {
            self.counts[pair] = self.counts[pair].saturating_add(1);
            self.n_first += 1;
        });
    }

    /// Two texts of much the same length that share most pairs of characters and, where they hold
    /// several numbers, half of those: the statistics of two months differ in nothing else.
    fn is_repeat(&mut self, first: &Words<'_>, other: &Words<'_>) -> bool {
        let (long, short) = (first.len().max(other.len()), first.len().min(other.len()));
        long * 2 <= short * 3 && self.share_pairs(other) && share_numbers(first, other)
    }

    fn share_pairs(&mut self, other: &Words<'_>) -> bool {
        self.left.copy_from_slice(&self.counts);
        let (mut n, mut n_shared) = (0, 0);
        each_pair(other, |pair| {
            n += 1;
            if self.left[pair] > 0 {
                self.left[pair] -= 1;
                n_shared += 1;
            }
        });
        200 * n_shared >= MIN_SIMILAR * (self.n_first + n)
    }
}

fn share_numbers(a: &Words<'_>, b: &Words<'_>) -> bool {
    let (mut a, b) = (numbers_of(a), numbers_of(b));
    if a.len().min(b.len()) < 3 {
        return true;
    }
    let n = a.len() + b.len();
    let mut n_shared = 0;
    for number in b {
        if let Some(at) = a.iter().position(|other| *other == number) {
            a.swap_remove(at);
            n_shared += 1;
        }
    }
    4 * n_shared >= n
}

/// More numbers make a table, and are compared by the pairs of their digits anyway.
const MAX_NUMBERS: usize = 64;

/// All runs of digits.
fn numbers_of<'w>(words: &'w Words<'_>) -> Vec<&'w str> {
    let mut numbers: Vec<&str> = Vec::new();
    for text in words.both() {
        let runs = text.split(|char: char| !char.is_ascii_digit());
        numbers.extend(runs.filter(|run| !run.is_empty()));
    }
    numbers.truncate(MAX_NUMBERS);
    numbers
}

/// Calls with a hash of every pair of neighbouring characters, but for white space and case.
fn each_pair(words: &Words<'_>, mut each: impl FnMut(usize)) {
    for text in words.both() {
        let mut before = 0_u32;
        for char in text.chars() {
            // Most are Han; the tables behind `is_whitespace` are slow for those.
            if !matches!(char, '\u{4E00}'..='\u{9FFF}') && char.is_whitespace() {
                continue;
            }
            let char = u32::from(char.to_ascii_lowercase());
            let mixed = (before.rotate_left(13) ^ char).wrapping_mul(0x9E37_79B1);
            each((mixed >> 21) as usize);
            before = char;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture::{document, gather, item};

    const TEXT: &str = "本市将在三年内建成四个数字产业园，面向中小企业开放算力与数据服务，首批名单由市级部门\
        会同各区评审后公布，入园企业可申请租金补贴与贷款贴息，补贴比例按年度考核结果确定并向社会公示。";

    /// Changes every `step`-th character.
    fn edited(text: &str, step: usize) -> String {
        let change = |(at, char): (usize, char)| if at % step == step / 2 { '某' } else { char };
        text.chars().enumerate().map(change).collect()
    }

    fn is_found(a: &str, b: &str) -> bool {
        let one = document("a.md").items(vec![item("甲地建设数字产业园", a)]);
        let two = document("b.md").items(vec![item("甲地建数字产业园", b)]);
        let (archive, _) = gather(vec![one, two]);
        let found = !archive.repeats.row(0).is_empty();
        assert_eq!(found, !archive.repeats.row(1).is_empty(), "both ways");
        found
    }

    #[test]
    fn a_copy_with_one_character_of_twenty_changed_is_found() {
        assert!(is_found(TEXT, TEXT));
        assert!(is_found(TEXT, &edited(TEXT, 20)));
        assert!(is_found(TEXT, &TEXT.replace("首批名单", "第一批的名单")));
        let english = "The city will open four parks for digital firms within three years and lend \
            them computing power and data, and the first list of firms is to be published in May.";
        assert!(is_found(
            english,
            &english
                .replace("the first list", "a list")
                .replace("May", "June")
        ));
    }

    #[test]
    fn two_different_items_are_not_taken_for_repeats() {
        for (a, b) in [
            (
                TEXT,
                "某省印发办法，规范公共资源交易平台的运行，明确监管职责与信用评价，自下月起施行，有效期五年。",
            ),
            ("短讯", "短讯"),
            (TEXT, &TEXT[..TEXT.len() / 3 / 3 * 3]),
            (
                "本月居民消费价格同比上涨1.7%，环比上涨0.2%，其中食品价格上涨7.9%，非食品价格持平，工业品下降2.1%。",
                "本月居民消费价格同比上涨0.5%，环比下降0.3%，其中食品价格上涨2.2%，非食品价格持平，工业品下降2.4%。",
            ),
        ] {
            assert!(!is_found(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn copies_in_many_posts_are_found_and_bounded() {
        let copies =
            (0..100).map(|n| document(&format!("{n:03}.md")).items(vec![item("题", TEXT)]));
        let (archive, _) = gather(copies.collect());
        for row in archive.repeats.iter() {
            assert!((1..=MAX_REPEATS).contains(&row.len()));
        }
    }
}

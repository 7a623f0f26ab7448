//! Items that say nearly the same in several posts.
//!
//! Each Item gets a *sketch*: its shingles, which are windows of twelve bytes at the beginnings of
//! characters (four Han characters), fall by their hash into a few bins, and each bin keeps the
//! smallest hash (one-permutation MinHash). Two texts that differ in one character of twenty share
//! some 60 % of all shingles, and so of the bins. Items that share one of the first bins are
//! candidates; those that share enough bins, looked at first coarsely and then finely, are compared
//! in full. Every step looks at a bounded number of others, so that the work grows with the text.

use std::borrow::Cow;

use super::facet::Gathered;
use super::rows::Rows;
use super::{ItemId, Role};
use crate::document::Item;

/// Bytes of a shingle.
const SHINGLE: usize = 12;

/// Bins of a sketch, each made of two fine ones.
const BINS: usize = 16;
const FINE: usize = 2 * BINS;

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
const MAX_REPEATS: u8 = 8;

/// What is kept of the smallest hash of each bin of all Items. It is small and lies apart, because Items
/// are compared with others all over the archive, and what does not fit into the cache costs several
/// times as much.
struct Sketches {
    /// Each of the first bins of all Items; [`EMPTY`] where no shingle fell.
    keys: [Vec<u32>; KEYS],
    /// All bins of each Item, coarsely. These go along where Items are sorted.
    hints: Vec<Hint>,
    /// One byte of each fine bin; 0 where no shingle fell.
    marks: Vec<[u8; FINE]>,
}

/// Four bits of each bin; 0 where no shingle fell.
type Hint = u64;

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
    let mut n_repeats = vec![0_u8; ids.len()];
    // Both ways: the index of an Item, and that of its repeat.
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut comparison = Comparison::new();
    for pairs in candidates(&ids, &sketches).chunk_by(|one, next| one.0 == next.0) {
        let a = pairs[0].0;
        let first = words(ids[a as usize]);
        comparison.begin(&first);
        for &(_, b) in pairs {
            let full = [a, b].map(|item| n_repeats[item as usize] >= MAX_REPEATS);
            if full == [false; 2] && comparison.is_repeat(&first, &words(ids[b as usize])) {
                n_repeats[a as usize] += 1;
                n_repeats[b as usize] += 1;
                found.extend([(a, b), (b, a)]);
            }
        }
    }
    found.sort_unstable();
    let mut found = found.into_iter().peekable();
    let row = |index| {
        let mut row = Vec::new();
        while let Some((_, repeat)) = found.next_if(|(of, _)| *of == index) {
            row.push(ids[repeat as usize]);
        }
        row
    };
    (0..ids.len() as u32).map(row).collect()
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
            hints: Vec::with_capacity(n_items),
            marks: Vec::with_capacity(n_items),
        }
    }

    /// Adds the sketch of headline and text; an empty one when they are short or there are none.
    fn push(&mut self, words: Option<[&str; 2]>) {
        let mut fine = [EMPTY; FINE];
        let long = |words: &[&str; 2]| words[0].len() + words[1].len() >= MIN_BYTES;
        if let Some(words) = words.filter(long) {
            each_shingle(words, |hash| {
                let bin = &mut fine[(hash >> 59) as usize];
                *bin = (*bin).min(hash as u32);
            });
        }
        let bins = fine.as_chunks::<2>().0.iter().map(|[a, b]| *a.min(b));
        for (keys, bin) in self.keys.iter_mut().zip(bins.clone()) {
            keys.push(bin);
        }
        // The smallest hashes begin alike; their last bits are as good as any.
        let mark = |bin: u32, most: u32| if bin == EMPTY { 0 } else { (bin & most).max(1) };
        let hint = bins.fold(0, |hint, bin| hint << 4 | Hint::from(mark(bin, 0xF)));
        self.hints.push(hint);
        self.marks.push(fine.map(|bin| mark(bin, 0xFF) as u8));
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
    let mut add = |a: &Sharer, b: &Sharer| {
        if !are_like_at_first(a.hint(), b.hint()) {
            return;
        }
        let (a, b) = (a.index(), b.index());
        let apart = ids[a as usize].document != ids[b as usize].document;
        if apart && are_like(&sketches.marks[a as usize], &sketches.marks[b as usize]) {
            pairs.push((a.min(b), a.max(b)));
        }
    };
    let (mut counts, mut sharers) = (Vec::new(), Vec::new());
    for keys in &sketches.keys {
        find_sharers(keys, &sketches.hints, &mut counts, &mut sharers);
        for group in sharers.chunk_by(|a, b| a.key() == b.key()) {
            let reach = if group.len() <= MAX_GROUP {
                MAX_GROUP
            } else {
                REACH
            };
            for (at, a) in group.iter().enumerate() {
                for b in group[at + 1..].iter().take(reach) {
                    add(a, b);
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// An Item that may share the key of one bin with others: the key, its index and its hint, in one
/// number that is in order of all three.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Sharer(u128);

impl Sharer {
    fn new(key: u32, index: u32, hint: Hint) -> Self {
        Self(u128::from(key) << 96 | u128::from(index) << 64 | u128::from(hint))
    }

    fn key(self) -> u32 {
        (self.0 >> 96) as u32
    }

    fn index(self) -> u32 {
        (self.0 >> 64) as u32
    }

    fn hint(self) -> Hint {
        self.0 as Hint
    }
}

/// Puts into `sharers` the Items whose key of one bin others have, too (and a few more), sorted.
/// `counts` is room for counting.
fn find_sharers(keys: &[u32], hints: &[Hint], counts: &mut Vec<u8>, sharers: &mut Vec<Sharer>) {
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
    sharers.clear();
    let items = (0..).zip(keys.iter().zip(hints));
    let found = items.filter(|&(_, (&key, _))| several(key));
    sharers.extend(found.map(|(index, (&key, &hint))| Sharer::new(key, index, hint)));
    sharers.sort_unstable();
}

/// Whether two sketches agree in a third of their bins: copies with one character of twenty changed
/// agree in ten of sixteen on average, texts made from one pattern in two or three.
fn are_like_at_first(a: Hint, b: Hint) -> bool {
    let both = filled(a) & filled(b);
    let agree = both & !filled(a ^ b);
    is_a_third(agree.count_ones(), both.count_ones())
}

/// The highest bit of each four that are not all 0.
fn filled(hint: Hint) -> Hint {
    const LOW: Hint = 0x7777_7777_7777_7777;
    (((hint & LOW) + LOW) | hint) & !LOW
}

/// The same by the marks of the fine bins, where less agrees by chance.
fn are_like(a: &[u8; FINE], b: &[u8; FINE]) -> bool {
    let (mut n_both, mut n_agree) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        let both = u8::from(*a != 0) & u8::from(*b != 0);
        n_both += both;
        n_agree += both & u8::from(a == b);
    }
    is_a_third(n_agree.into(), n_both.into())
}

/// Whether enough agrees of what two sketches both have.
fn is_a_third(n_agree: u32, n_both: u32) -> bool {
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
            assert!((1..=usize::from(MAX_REPEATS)).contains(&row.len()));
        }
    }
}

//! Items that say nearly the same in several posts.
//!
//! Each Item gets a *sketch*: the smallest hashes of its shingles, which are windows of twelve bytes
//! at the beginnings of characters (four Han characters). Two texts that differ in one character of
//! twenty share some 60 % of all shingles, so that they share a hash of the sketch almost surely.
//! Items that share one are compared in full. Every step looks at a bounded number of others, so
//! that the work grows with the text.

use super::facet::Gathered;
use super::rows::Rows;
use super::{ItemId, Role};
use crate::document::Item;

/// Bytes of a shingle.
const SHINGLE: usize = 12;

/// Hashes of a sketch.
const SKETCH: usize = 16;

/// How many hashes of a sketch Items are found by: the smallest.
const KEYS: usize = 6;

/// How many hashes two sketches must share before the texts are compared: copies with one character
/// of twenty changed share ten on average, texts made from one pattern two or three.
const MIN_SHARED: usize = 5;

/// Shortest text with a sketch: some sixteen Han characters. Shorter ones agree by chance.
const MIN_BYTES: usize = 48;

/// A hash that more Items share is a phrase that everybody uses, or one text in many copies.
const MAX_GROUP: usize = 16;

/// How many Items an Item of a larger group is compared with: those that follow it.
const REACH: usize = 4;

/// How much of the pairs of characters two repeats share (Dice), in percent.
const MIN_SIMILAR: usize = 70;

/// How many repeats of one Item are kept.
const MAX_REPEATS: usize = 8;

type Sketch = [u64; SKETCH];

/// For each Item, by its index, the Items of other posts that say nearly the same, in order of path.
pub(super) fn repeats(of: Gathered<'_>) -> Rows<ItemId> {
    let mut ids: Vec<ItemId> = Vec::new();
    let mut sketches: Vec<Sketch> = Vec::new();
    for (document, value) in of.documents.iter().enumerate() {
        for (item, value) in value.items.iter().enumerate() {
            ids.push(ItemId {
                document: document as u32,
                item: item as u32,
            });
            let is_post = of.roles[document] == Role::Post;
            sketches.push(if is_post { sketch(value) } else { NOTHING });
        }
    }
    let mut rows: Vec<Vec<ItemId>> = vec![Vec::new(); ids.len()];
    let mut comparison = Comparison::default();
    for (a, b) in candidates(&ids, &sketches) {
        let (a, b) = (a as usize, b as usize);
        let full = rows[a].len() >= MAX_REPEATS || rows[b].len() >= MAX_REPEATS;
        let item = |id: ItemId| &of.documents[id.document as usize].items[id.item as usize];
        if !full && comparison.is_repeat(item(ids[a]), item(ids[b])) {
            rows[a].push(ids[b]);
            rows[b].push(ids[a]);
        }
    }
    for row in &mut rows {
        row.sort_unstable();
    }
    rows.into_iter().collect()
}

/// The sketch of a text without shingles.
const NOTHING: Sketch = [u64::MAX; SKETCH];

fn sketch(item: &Item) -> Sketch {
    let mut sketch = NOTHING;
    if item.headline.len() + item.text.len() < MIN_BYTES {
        return sketch;
    }
    for text in [item.headline.as_bytes(), item.text.as_bytes()] {
        for (at, window) in text.windows(SHINGLE).enumerate() {
            // Only where a character begins.
            if text[at] & 0xC0 != 0x80 {
                let hash = hash_of(window);
                if hash < sketch[SKETCH - 1] {
                    insert(&mut sketch, hash);
                }
            }
        }
    }
    sketch
}

fn insert(sketch: &mut Sketch, hash: u64) {
    let at = sketch.partition_point(|&other| other < hash);
    if sketch[at] != hash {
        sketch[at..].rotate_right(1);
        sketch[at] = hash;
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
fn candidates(ids: &[ItemId], sketches: &[Sketch]) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut add = |a: u32, b: u32| {
        let (a, b) = (a.min(b), a.max(b));
        let apart = ids[a as usize].document != ids[b as usize].document;
        if apart && n_shared(&sketches[a as usize], &sketches[b as usize]) >= MIN_SHARED {
            pairs.push((a, b));
        }
    };
    for group in shared_keys(sketches).chunk_by(|a, b| a.0 == b.0) {
        let reach = if group.len() <= MAX_GROUP {
            MAX_GROUP
        } else {
            REACH
        };
        for (at, &(_, a)) in group.iter().enumerate() {
            for &(_, b) in group[at + 1..].iter().take(reach) {
                add(a, b);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The keys that more than one sketch has (and a few more), with the Items, sorted.
fn shared_keys(sketches: &[Sketch]) -> Vec<(u64, u32)> {
    // Most keys stand in one sketch only. Counting them in a table where few fall together spares
    // sorting those.
    let slots = (sketches.len() * KEYS * 4).next_power_of_two();
    let slot = |key: u64| key as usize & (slots - 1);
    let keys = |sketch: &Sketch| {
        let keys: [u64; KEYS] = sketch[..KEYS]
            .try_into()
            .expect("a sketch has more hashes than keys");
        keys.into_iter().filter(|&key| key != u64::MAX)
    };
    let mut counts = vec![0_u8; slots];
    for key in sketches.iter().flat_map(keys) {
        let count = &mut counts[slot(key)];
        *count = count.saturating_add(1);
    }
    let mut shared: Vec<(u64, u32)> = Vec::new();
    for (index, sketch) in sketches.iter().enumerate() {
        let several = |key: &u64| counts[slot(*key)] > 1;
        shared.extend(keys(sketch).filter(several).map(|key| (key, index as u32)));
    }
    shared.sort_unstable();
    shared
}

fn n_shared(a: &Sketch, b: &Sketch) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < SKETCH && j < SKETCH && a[i] != u64::MAX && b[j] != u64::MAX {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, n) = (i + 1, j + 1, n + 1),
        }
    }
    n
}

/// Compares two texts in full; keeps its buffers between comparisons.
#[derive(Default)]
struct Comparison {
    a: Vec<u64>,
    b: Vec<u64>,
}

impl Comparison {
    /// Two texts of much the same length that share most pairs of characters and, where they hold
    /// several numbers, half of those: the statistics of two months differ in nothing else.
    fn is_repeat(&mut self, a: &Item, b: &Item) -> bool {
        let length = |item: &Item| item.headline.len() + item.text.len();
        let (long, short) = (length(a).max(length(b)), length(a).min(length(b)));
        long * 2 <= short * 3
            && self.similar(a, b, pairs_of) >= MIN_SIMILAR
            && (self.similar(a, b, numbers_of) >= 50 || self.a.len().min(self.b.len()) < 3)
    }

    /// How much two texts share of what `parts` finds in them (Dice, in percent).
    fn similar(&mut self, a: &Item, b: &Item, parts: impl Fn(&str, &mut Vec<u64>)) -> usize {
        for (item, list) in [(a, &mut self.a), (b, &mut self.b)] {
            list.clear();
            parts(&item.headline, list);
            parts(&item.text, list);
            list.sort_unstable();
        }
        let (mut i, mut j, mut n) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.a.get(i), self.b.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, n) = (i + 1, j + 1, n + 1),
            }
        }
        200 * n / (self.a.len() + self.b.len()).max(1)
    }
}

/// All pairs of characters, but for white space and case.
fn pairs_of(text: &str, list: &mut Vec<u64>) {
    let chars = text.chars().filter(|char| !char.is_whitespace());
    let mut before = None;
    for char in chars {
        let char = u64::from(u32::from(char.to_ascii_lowercase()));
        if let Some(before) = before.replace(char) {
            list.push(before << 32 | char);
        }
    }
}

/// All runs of digits.
fn numbers_of(text: &str, list: &mut Vec<u64>) {
    let runs = text.split(|char: char| !char.is_ascii_digit());
    let number = |run: &str| {
        run.bytes().fold(0_u64, |n, digit| {
            n.wrapping_mul(11).wrapping_add(u64::from(digit))
        })
    };
    list.extend(runs.filter(|run| !run.is_empty()).map(number));
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

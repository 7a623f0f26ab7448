//! What gathering an archive costs as it grows, above all related items and repeats:
//! `cargo bench --bench gather -- [POSTS]`, or `cargo xtask bench --items`.
//!
//! Made-up digests of ten years with twelve items each, once as ten archives of a tenth, once as one
//! archive: the same texts in the same memory, so that what is compared is how the work grows. The
//! tenths are the single years, as archives grow; the sentences are all their own, or come from a small
//! stock, as in texts that quote each other. In the third kind each tenth is spread over all the years:
//! then the whole has ten times as many neighbours in time, too. Prints CPU seconds, the median of
//! several runs, and the growth, which is to be 11 times at most.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark measures time and prints it"
)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use dibao::archive::gather;
use dibao::config::Settings;
use dibao::document::{Document, parse};
use dibao::lexicon::Lexicon;
use dibao::source::Source;
use rustix::time::{ClockId, clock_gettime};

/// That of the program: how it takes up and gives back large lists is a good part of the growth.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ITEMS: usize = 12;
const RUNS: usize = 5;
/// Sentences in the stock that the second archive is made from.
const STOCK: u64 = 400;

/// What the archives are like.
#[derive(Clone, Copy)]
struct Kind {
    /// How many sentences there are; `None` where no two are the same.
    stock: Option<u64>,
    /// Whether posts come in order of time.
    in_order: bool,
}

const KINDS: [(&str, Kind); 3] = [
    (
        "ten years and one, own sentences",
        Kind {
            stock: None,
            in_order: true,
        },
    ),
    (
        "ten years and one, shared sentences",
        Kind {
            stock: Some(STOCK),
            in_order: true,
        },
    ),
    (
        "ten times as many in the same years",
        Kind {
            stock: None,
            in_order: false,
        },
    ),
];

/// How much more ten times the items may cost.
const BOUND: f64 = 11.0;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let n_posts: usize = numbers.next().unwrap_or(10_000);
    for (name, kind) in KINDS {
        let documents = documents(n_posts, kind);
        let n_items: usize = documents.iter().map(|document| document.items.len()).sum();
        let tenth = median(|| {
            documents
                .chunks(n_posts.div_ceil(10))
                .map(cost)
                .sum::<f64>()
                / 10.0
        });
        let whole = median(|| cost(&documents));
        let growth = whole / tenth;
        let verdict = if growth <= BOUND { "kept" } else { "MISSED" };
        println!(
            "{verdict} {name}: {} items {tenth:.3} s, {n_items} items {whole:.3} s: {growth:.1} times, of {BOUND}",
            n_items / 10
        );
    }
}

fn median(run: impl Fn() -> f64) -> f64 {
    let mut runs: Vec<f64> = (0..RUNS).map(|_| run()).collect();
    runs.sort_by(f64::total_cmp);
    runs[RUNS / 2]
}

/// CPU seconds of gathering.
fn cost(documents: &[Document]) -> f64 {
    let documents: Vec<_> = documents.iter().cloned().map(Arc::new).collect();
    let start = cpu();
    let gathered = gather(documents, &Settings::default(), &[]);
    let cost = cpu().saturating_sub(start).as_secs_f64();
    assert!(gathered.1.is_empty(), "made-up posts are sound");
    cost
}

fn documents(n: usize, kind: Kind) -> Vec<Document> {
    let (lexicon, _) = Lexicon::new(&[], &[]);
    let settings = Settings::default();
    let parsed = (0..n).map(|index| {
        let text = post(index as u64, n as u64, kind);
        let (source, _) = Source::new(format!("{index:06}.md"), text.as_bytes());
        let (document, _) = parse(&source, &settings, &lexicon);
        assert_eq!(document.items.len(), ITEMS, "{text}");
        document
    });
    parsed.collect()
}

/// A weekly digest, which depends on its number alone, one of `n`.
fn post(index: u64, n: u64, kind: Kind) -> String {
    let mut dice = Dice(index ^ 0x5EED);
    let months = if kind.in_order {
        index * 120 / n
    } else {
        dice.below(120)
    };
    let (year, month) = (2016 + months / 12, 1 + months % 12);
    let mut text =
        format!("---\ntitle: 政策周报{year}年{month}月\ndigest: true\nitems: bold\n---\n\n");
    for _ in 0..ITEMS {
        let day = 1 + dice.below(28);
        let headline = words(&mut dice, 8);
        let _ = write!(text, "**{headline}**\n\n{month}月{day}日，");
        if dice.below(3) == 0 {
            // Some policies are cited everywhere, most of them once or twice.
            let number = (dice.below(1 << 20) * dice.below(1 << 20)) >> 27;
            let _ = write!(text, "有关部门印发《{}实施方案》，", sentence(number, 4));
        }
        for _ in 0..3 {
            let number = dice.next();
            let number = kind.stock.map_or(number, |stock| number % stock);
            let _ = write!(text, "{}。", sentence(number, 14));
        }
        text.push_str("\n\n");
    }
    text
}

/// A sentence that depends on its number alone.
fn sentence(number: u64, n_words: u64) -> String {
    words(&mut Dice(number ^ 0xD1CE), n_words)
}

/// Made-up words of two Han characters, some of them much more frequent than others.
fn words(dice: &mut Dice, n: u64) -> String {
    let mut text = String::new();
    for _ in 0..n {
        let (a, b) = (dice.below(2_000), dice.below(2_000));
        let word = Dice(a * b / 2_000).next();
        for part in [word, word >> 16] {
            let code = 0x5000 + (part % 0x2000) as u32;
            text.push(char::from_u32(code).expect("a Han character"));
        }
    }
    text
}

/// A stream of numbers that depends on its seed alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        now.tv_sec.try_into().unwrap_or(0),
        now.tv_nsec.try_into().unwrap_or(0),
    )
}

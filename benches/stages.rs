//! What each stage costs for one digest or one page, and what it allocates:
//! `cargo bench --bench stages`.
//!
//! The digest is a week of twelve items, the pages are those of an archive of 200 such weeks.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a benchmark measures time and prints it"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use dibao::config::Settings;
use dibao::document::{self, Step, markdown};
use dibao::lexicon::Lexicon;
use dibao::render::{Job, Renderer};
use dibao::search::{fold, tokenize};
use dibao::site::PageKind;
use dibao::source::Source;
use dibao::theme::Theme;
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};

#[path = "../tests/it/hand_made.rs"]
mod hand_made;

/// Counts what is allocated, and passes it on to the allocator of the program.
#[global_allocator]
static ALLOCATIONS: AllocProfiler<mimalloc::MiMalloc> = AllocProfiler::new(mimalloc::MiMalloc);

fn main() {
    divan::main();
    let listing = std::env::args().any(|argument| argument == "--list" || argument == "--test");
    if !listing {
        steps();
    }
}

/// Shares of the steps of [`document::parse()`], which are no functions of their own to others.
fn steps() {
    const ROUNDS: u32 = 2_000;
    let (source, settings, lexicon) = read();
    let mut spent = [Duration::ZERO; 4];
    for _ in 0..ROUNDS {
        let mut begin = Instant::now();
        let mut lap = |step: Step| {
            let now = Instant::now();
            spent[step as usize] += now - begin;
            begin = now;
        };
        document::watched(&source, &settings, &lexicon, &mut lap);
    }
    println!("steps of parse_a_digest, mean of {ROUNDS}:");
    for (name, spent) in ["markdown", "outline", "html", "mention"].iter().zip(spent) {
        println!("  {name:9} {:7.1} µs", (spent / ROUNDS).as_secs_f64() * 1e6);
    }
}

/// A weekly digest as editors write it, all of it made up.
fn digest() -> String {
    let mut text = "---\ntitle: 政策周报2024年9月第2周\ntags: [数据, 算力]\n---\n\n".to_owned();
    for number in 1..=12 {
        if number % 4 == 1 {
            let _ = write!(text, "## 第{number}部分\n\n");
        }
        let day = 8 + number % 7;
        let _ = write!(
            text,
            "**甲省印发第{number}号数据条例实施办法**\n\n9月{day}日，甲省人民政府办公厅印发《第{number}号数据条例\
             实施办法》，自2024年10月1日起施行。办法提出，到2030年建成{number}个节点，推动数据要素流通，\
             完善配套标准，加强安全监管，鼓励企业和科研机构共同参与。\n\n"
        );
    }
    text
}

fn read() -> (Source, Settings, Lexicon) {
    let (source, _) = Source::new("a.md".to_owned(), digest().as_bytes());
    let (lexicon, _) = Lexicon::new(&[], &[]);
    (source, Settings::default(), lexicon)
}

/// Markdown into events.
#[divan::bench]
fn markdown_of_a_digest(bencher: Bencher) {
    let text = digest();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| markdown::read(&text, 0).events.len());
}

/// The whole parse.
#[divan::bench]
fn parse_a_digest(bencher: Bencher) {
    let (source, settings, lexicon) = read();
    bencher
        .counter(BytesCount::of_str(&source.text))
        .bench_local(|| document::parse(&source, &settings, &lexicon).0.items.len());
}

/// A text folded and cut into the symbols that the search index counts.
#[divan::bench]
fn tokenise_a_digest(bencher: Bencher) {
    let text = digest();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| tokenize::symbols(&fold::fold(&text)).count());
}

/// A page, from the archive to HTML.
#[divan::bench(args = ["post", "term", "month", "home"])]
fn render(bencher: Bencher, kind: &str) {
    let made = hand_made::made(200, 12);
    let theme = Theme::new("default", &BTreeMap::new()).expect("the built-in theme is sound");
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, &theme);
    let is_kind = |page: &dibao::site::Page| match page.kind {
        PageKind::Post { .. } => kind == "post",
        PageKind::Term { .. } => kind == "term",
        PageKind::Month { .. } => kind == "month",
        PageKind::Home { .. } => kind == "home",
        _ => false,
    };
    let page = made
        .site
        .pages
        .iter()
        .position(is_kind)
        .expect("one of each kind");
    let job = Job::Page(page);
    bencher.bench_local(|| renderer.render(&job).expect("renders").path.len());
}

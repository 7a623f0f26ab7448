//! What rendering costs, without disk: `cargo bench --bench render -- [POSTS] [ITEMS] [KIND]`.
//!
//! Prints microseconds of one thread for each kind of page over a hand-made archive.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    unreachable_pub,
    reason = "a benchmark measures time and prints it"
)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dibao::render::{Body, Job, Renderer};
use dibao::site::PageKind;
use dibao::theme::Theme;

#[path = "../tests/it/hand_made.rs"]
mod hand_made;

fn main() {
    let mut numbers = std::env::args().filter_map(|argument| argument.parse().ok());
    let (n_posts, n_items) = (
        numbers.next().unwrap_or(10_000),
        numbers.next().unwrap_or(8),
    );
    let mut words = std::env::args().skip(1);
    let only = words.find(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    let made = hand_made::made(n_posts, n_items);
    let start = Instant::now();
    let theme = Theme::new("default", &BTreeMap::new()).expect("the built-in theme is sound");
    println!("theme {:?}", start.elapsed());
    let start = Instant::now();
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, &theme);
    println!("renderer {:?}", start.elapsed());

    let mut costs: BTreeMap<&str, (u32, Duration, usize)> = BTreeMap::new();
    for job in renderer.jobs() {
        let kind = match &job {
            Job::Page(at) => kind(&made.site.pages[*at].kind),
            Job::File(path) if path.ends_with("feed.xml") => "feed",
            Job::File(path) if path.starts_with("data/") => "export",
            Job::File(_) => "file",
        };
        if only.as_deref().is_some_and(|only| only != kind) {
            continue;
        }
        let start = Instant::now();
        let artifact = renderer.render(&job).expect("the built-in theme renders");
        let n_bytes = match &artifact.body {
            Body::Whole(bytes) => bytes.len(),
            Body::Streamed(write) => {
                let mut bytes = Vec::new();
                write(&mut bytes).expect("a vector takes all");
                bytes.len()
            }
        };
        let cost = costs.entry(kind).or_default();
        cost.0 += 1;
        cost.1 += start.elapsed();
        cost.2 += n_bytes;
    }
    for (kind, (n, time, n_bytes)) in costs {
        println!(
            "{kind:9} {n:6} files {:8.1} µs each {:8} B each {:8.1} ms in all",
            time.as_secs_f64() * 1e6 / f64::from(n),
            n_bytes / n as usize,
            time.as_secs_f64() * 1e3,
        );
    }
}

fn kind(kind: &PageKind) -> &'static str {
    match kind {
        PageKind::Home { .. } => "home",
        PageKind::Posts { .. } => "posts",
        PageKind::Post { .. } => "post",
        PageKind::Standing { .. } => "standing",
        PageKind::Facet { .. } => "facet",
        PageKind::Term { .. } => "term",
        PageKind::Dates => "dates",
        PageKind::Year { .. } => "year",
        PageKind::Month { .. } => "month",
        PageKind::Week { .. } => "week",
        PageKind::Undated { .. } => "undated",
        PageKind::Search | PageKind::Explore | PageKind::Data | PageKind::NotFound => "plain",
    }
}

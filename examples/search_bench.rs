//! Builds the search index of a folder of Markdown, split crudely, and says what it cost.
//!
//! `cargo run --release --example search_bench -- CONTENT OUT [single|sharded|auto] [SCRATCH]`
//!
//! Every block after a headline (a bold line, a heading, a `【…】` line) is an Item; what stands
//! before the first is one too. Only for measuring: `dibao build` splits with care.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a tool of the developers"
)]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use dibao::config::SearchMode;
use dibao::search::{self, InMemory, Record, Scratch};

/// Runs in files, one a partition.
struct OnDisk(PathBuf);

impl Scratch for OnDisk {
    fn append(&mut self, partition: usize, run: Vec<u8>) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        let path = self.0.join(partition.to_string());
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)?
            .write_all(&run)
    }

    fn take(&mut self, partition: usize) -> io::Result<Vec<Vec<u8>>> {
        let path = self.0.join(partition.to_string());
        if !path.exists() {
            return Ok(Vec::new());
        }
        let runs = fs::read(&path)?;
        fs::remove_file(path)?;
        Ok(vec![runs])
    }
}

struct Post {
    path: String,
    title: String,
    day: Option<jiff::civil::Date>,
    tags: Vec<String>,
    items: Vec<(String, String)>,
}

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let content = PathBuf::from(args.next().expect("CONTENT"));
    let out = PathBuf::from(args.next().expect("OUT"));
    let mode = match args.next().as_deref() {
        Some("single") => SearchMode::Single,
        Some("auto") => SearchMode::Auto,
        _ => SearchMode::Sharded,
    };
    let mut scratch: Box<dyn Scratch> = match args.next() {
        Some(folder) => Box::new(OnDisk(folder.into())),
        None => Box::new(InMemory::default()),
    };
    let posts = read_posts(&content)?;
    let records: Vec<Record<'_>> = posts.iter().flat_map(records_of).collect();
    let text: usize = records
        .iter()
        .map(|r| r.text.len() + r.headline.len())
        .sum();
    println!(
        "{} items, {:.1} MB of text; before: {}",
        records.len(),
        mb(text as u64),
        cost()
    );
    let (files, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    let _ = fs::remove_dir_all(&out);
    let by_kind: [AtomicU64; 26] = Default::default();
    let sink = |path: String, body: Vec<u8>| {
        files.fetch_add(1, Ordering::Relaxed);
        bytes.fetch_add(body.len() as u64, Ordering::Relaxed);
        let kind = path.as_bytes()["search/".len()] - b'a';
        by_kind[kind as usize].fetch_add(body.len() as u64, Ordering::Relaxed);
        let path = out.join(path);
        fs::create_dir_all(path.parent().expect("below OUT"))?;
        fs::write(path, body)
    };
    let engine = search::build(&records, mode, &mut *scratch, &sink)?;
    println!("{engine:?}");
    let (files, bytes) = (files.load(Ordering::Relaxed), bytes.load(Ordering::Relaxed));
    println!("{files} files, {:.1} MB; {}", mb(bytes), cost());
    for (kind, bytes) in (b'a'..).zip(&by_kind) {
        let bytes = bytes.load(Ordering::Relaxed);
        if bytes > 0 {
            println!("  {}: {:.2} MB", kind as char, mb(bytes));
        }
    }
    Ok(())
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// User and system time and peak memory of this process, from /proc.
fn cost() -> String {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |i: usize| {
        fields
            .get(i)
            .and_then(|f| f.parse::<f64>().ok())
            .unwrap_or(0.0)
            / 100.0
    };
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap_or_default();
    format!(
        "user {:.2} s, system {:.2} s, {}",
        ticks(11),
        ticks(12),
        peak.replace('\t', " ")
    )
}

fn read_posts(folder: &Path) -> io::Result<Vec<Post>> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| Ok(split(path, &String::from_utf8_lossy(&fs::read(path)?))))
        .collect()
}

fn split(path: &Path, text: &str) -> Post {
    let (head, body) = match text
        .strip_prefix("---\n")
        .and_then(|t| t.split_once("\n---\n"))
    {
        Some((head, body)) => (head, body),
        None => ("", text),
    };
    let field = |key: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(key))
            .unwrap_or("")
            .trim()
    };
    let mut items = vec![(String::new(), String::new())];
    for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let bold = line.starts_with("**") && line.ends_with("**");
        if bold || line.starts_with('#') || line.starts_with('【') {
            items.push((line.trim_matches(['*', '#', ' ']).to_owned(), String::new()));
        } else {
            let text = &mut items.last_mut().expect("never empty").1;
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
    }
    items.retain(|(_, text)| !text.is_empty());
    let day = field("date:")
        .trim_matches('"')
        .get(..10)
        .and_then(|day| day.parse().ok());
    let tags = field("tags:").trim_matches(['[', ']']).split(',');
    Post {
        path: path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        title: field("title:").trim_matches('"').to_owned(),
        day,
        tags: tags
            .map(|t| t.trim().trim_matches('\'').to_owned())
            .filter(|t| !t.is_empty())
            .collect(),
        items,
    }
}

fn records_of(post: &Post) -> impl Iterator<Item = Record<'_>> {
    post.items.iter().map(|(headline, text)| {
        let fragment = &blake3::hash(headline.as_bytes()).to_hex()[..8];
        let tags = post.tags.iter().filter(|tag| text.contains(tag.as_str()));
        Record {
            id: format!("{}#i-{fragment}", post.path).into(),
            url: format!("/posts/{}/#i-{fragment}", post.path).into(),
            headline: headline.into(),
            text: text.into(),
            post_title: post.title.as_str().into(),
            date: post.day.filter(|_| text.contains('月')),
            day: post.day,
            tags: tags.map(|tag| tag.as_str().into()).collect(),
            ..Record::default()
        }
    })
}

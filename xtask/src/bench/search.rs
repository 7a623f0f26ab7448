//! `cargo xtask search`: what the search index costs to make and to ask, and that it is exact, beside
//! Pagefind on the same pages where that is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;
use serde_json::Value;

use super::measure::{Cost, count, measure};
use super::{corpus, fresh_posts, remove};
use crate::Outcome;
use crate::program;

/// Measures the search index, in Chromium, beside Pagefind where that is installed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many made-up posts
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    posts: usize,
    /// Takes this archive instead: a folder that holds `content/`
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// The dibao to measure [default: a release build of this one]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Queries cut from the archive's own text
    #[arg(long, value_name = "N", default_value_t = 300)]
    random: usize,
    /// Queries that stand nowhere in it
    #[arg(long, value_name = "N", default_value_t = 100)]
    absent: usize,
    /// Queries of four characters that are timed, a new browser every five
    #[arg(long, value_name = "N", default_value_t = 100)]
    timed: usize,
    /// Builds only: no browser
    #[arg(long)]
    only_build: bool,
    /// Prints one object of JSON
    #[arg(long)]
    json: bool,
}

/// What `tests/browser/search.mjs` is asked to do.
#[derive(Debug, Serialize)]
struct Plan {
    chromium: PathBuf,
    site: PathBuf,
    pagefind: Option<PathBuf>,
    random: usize,
    absent: usize,
    timed: usize,
    seeds: Vec<String>,
}

/// What making an index costs.
#[derive(Debug, Clone, Copy, Serialize)]
struct IndexCost {
    /// Seconds of processors. Of dibao: a build with the index less one without.
    cpu: f64,
    /// Peak memory in MiB. Of dibao: of the whole build, archive and pages included.
    peak: f64,
    /// The same of a build without the index; 0 for Pagefind.
    peak_without: f64,
    files: u64,
    bytes: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let dibao = if let Some(program) = &arguments.program {
        program.clone()
    } else {
        program::run(program::cargo().args(["build", "--quiet", "--locked", "--release"]))?;
        program::dibao()
    };
    let work = program::work_folder("search");
    let root = if let Some(root) = &arguments.root {
        root.clone()
    } else {
        let posts = fresh_posts(&work)?;
        corpus::write(arguments.posts, &posts)
            .map_err(|error| super::cannot_write(&posts, &error))?;
        work
    };
    let site = program::work_folder("search-site");
    let ours = build(&dibao, &root, &site)?;
    let pagefind = index_with_pagefind(&site)?;
    let mut answer = if arguments.only_build {
        serde_json::json!({ "dibao": {} })
    } else {
        let peer = pagefind.as_ref().map(|(_, folder)| folder.clone());
        ask(arguments, &site, peer)?
    };
    answer["dibao"]["index"] = serde_json::json!(ours);
    if let Some((theirs, _)) = pagefind {
        answer["pagefind"]["index"] = serde_json::json!(theirs);
    }
    if arguments.json {
        println!("{answer:#}");
    } else {
        show(&answer);
    }
    Ok(())
}

/// Builds without and with the index.
fn build(dibao: &Path, root: &Path, site: &Path) -> Outcome<IndexCost> {
    let log = site.with_extension("log");
    let above = site.parent().expect("a folder of ours");
    std::fs::create_dir_all(above).map_err(|error| super::cannot_write(above, &error))?;
    let once = |search: &str| -> Outcome<Cost> {
        remove(site)?;
        let mut command = Command::new(dibao);
        command.args(["build", "--no-cache", "--search", search, "--root"]);
        command.arg(root).arg("--output").arg(site);
        Ok(measure(&mut command, &log)?.0)
    };
    let (without, with) = (once("off")?, once("sharded")?);
    let (files, bytes) = count(&site.join("search"));
    Ok(IndexCost {
        cpu: with.cpu - without.cpu,
        peak: with.peak,
        peak_without: without.peak,
        files,
        bytes,
    })
}

/// Indexes the posts' pages with Pagefind; `None`, with a word, where it is not installed.
fn index_with_pagefind(site: &Path) -> Outcome<Option<(IndexCost, PathBuf)>> {
    let local = program::project().join("tests/node_modules/.bin/pagefind");
    let found = Some(local)
        .filter(|path| path.is_file())
        .or_else(|| program::find("pagefind"));
    let Some(pagefind) = found else {
        println!(
            "pagefind: skipped, it is not installed (cd tests && npm install --no-save pagefind)"
        );
        return Ok(None);
    };
    let folder = program::work_folder("search-pagefind");
    remove(&folder)?;
    let mut command = Command::new(pagefind);
    command
        .arg("--site")
        .arg(site)
        .arg("--output-path")
        .arg(&folder);
    command.args(["--glob", "posts/**/*.html", "--root-selector", "main"]);
    let (cost, _) = measure(&mut command, &folder.with_extension("log"))?;
    let (files, bytes) = count(&folder);
    let cost = IndexCost {
        cpu: cost.cpu,
        peak: cost.peak,
        peak_without: 0.0,
        files,
        bytes,
    };
    Ok(Some((cost, folder)))
}

fn ask(arguments: &Arguments, site: &Path, pagefind: Option<PathBuf>) -> Outcome<Value> {
    program::need_browser_and_java()?;
    program::need_npm_packages()?;
    let plan = Plan {
        chromium: program::chromium().ok_or("no Chromium")?,
        site: site.to_owned(),
        pagefind,
        random: arguments.random,
        absent: arguments.absent,
        timed: arguments.timed,
        seeds: seeds(),
    };
    let path = program::work_folder("search-plan.json");
    let plan = serde_json::to_vec(&plan).expect("strings and numbers");
    std::fs::write(&path, plan).map_err(|error| super::cannot_write(&path, &error))?;
    let mut node = Command::new("node");
    node.arg("--max-old-space-size=8192");
    node.arg(program::project().join("tests/browser/search.mjs"));
    let (_, said) = program::answer(node.arg(&path).stderr(Stdio::inherit()))?;
    serde_json::from_str(&said).map_err(|_| "tests/browser/search.mjs did not finish".into())
}

/// The queries of `../shared/golden`, where that is at hand.
fn seeds() -> Vec<String> {
    let table = program::shared().map(|shared| shared.join("golden/golden_queries.csv"));
    let text = table.and_then(|table| std::fs::read_to_string(table).ok());
    let query = |line: &str| {
        line.split(',')
            .next()
            .map(|query| query.trim_matches('"').to_owned())
    };
    let lines = text.as_deref().unwrap_or_default().lines().skip(1);
    lines.filter_map(query).collect()
}

fn show(answer: &Value) {
    println!("{:<34}{:>14}{:>14}", "", "dibao", "Pagefind");
    for (name, path) in ROWS {
        let cell = |who: &str| match answer.pointer(&format!("/{who}/{path}")) {
            Some(Value::Number(number)) => {
                let number = number.as_f64().unwrap_or_default();
                format!("{number:.*}", if number.fract() == 0.0 { 0 } else { 3 })
            }
            _ => "-".to_owned(),
        };
        println!("{name:<34}{:>14}{:>14}", cell("dibao"), cell("pagefind"));
    }
    println!(
        "\nPagefind answers with pages, dibao with items; each is held against a plain scan of what it"
    );
    println!(
        "indexes. Bytes are of bodies, text packed with brotli; times are of this machine, in ms."
    );
}

const ROWS: &[(&str, &str)] = &[
    ("index: CPU s", "index/cpu"),
    ("index: peak MiB", "index/peak"),
    ("  of a build without it", "index/peak_without"),
    ("index: files", "index/files"),
    ("index: bytes", "index/bytes"),
    ("page, style, manifest: bytes", "first_load_bytes"),
    ("  engine, with the first query", "engine_bytes"),
    ("first query: bytes, median", "cold_query_bytes/median"),
    ("  95th percentile", "cold_query_bytes/p95"),
    ("further query: bytes, median", "further_query_bytes/median"),
    ("  95th percentile", "further_query_bytes/p95"),
    ("first query: ms, median", "cold_ms/median"),
    ("further query: ms, median", "warm_ms/median"),
    ("random queries", "random/queries"),
    ("  exact", "random/exact"),
    ("  recall", "random/recall"),
    ("  precision", "random/precision"),
    ("  recall, mean of queries", "random/mean_recall"),
    ("  precision, mean of queries", "random/mean_precision"),
    ("absent queries", "absent/queries"),
    ("  rightly without results", "absent/exact"),
    ("the seeds' queries, asked here", "seeds/queries"),
    ("  exact", "seeds/exact"),
];

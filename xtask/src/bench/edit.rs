//! What one edit costs: a build after it, and a save while `dibao serve` runs.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use super::measure::{Cost, measure, median};
use super::{Arguments, cannot_write, prepare, remove};
use crate::Outcome;
use crate::program;

/// Saves that are timed.
const N_SAVES: usize = 40;

/// Saves that are timed in Chromium.
const N_PAINTED: usize = 30;

/// Between two saves: the site before has to be gathered again, as it is between two of a person's.
const PAUSE: Duration = Duration::from_secs(2);

/// Times builds after edits, and saves, for each number of posts.
pub(super) fn run(arguments: &Arguments, n_edits: usize) -> Outcome {
    println!("| posts | | wall s | CPU s | peak MiB | of cold CPU |\n|---|---|---|---|---|---|");
    for size in prepare(arguments)? {
        let build = |folder: &Path| -> Outcome<Cost> {
            let mut dibao = Command::new(program::dibao());
            dibao.args(["build", "--base-url", "https://archive.example.org/"]);
            dibao.args(["--search", &arguments.search]);
            dibao.arg("--root").arg(folder);
            Ok(measure(&mut dibao, &folder.join("log.txt"))?.0)
        };
        let mut posts = posts(&size.folder.join("content/posts"))?;
        let mut cold = Vec::new();
        for _ in 0..arguments.runs {
            remove(&size.folder.join("public"))?;
            remove(&size.folder.join(".dibao"))?;
            cold.push(build(&size.folder)?);
        }
        // The second build links the tree once more and puts the first aside: from then on an edit costs
        // less.
        edit(&mut posts, 0)?;
        let first = build(&size.folder)?;
        let mut warm = Vec::new();
        for number in 1..=n_edits {
            edit(&mut posts, number)?;
            warm.push(build(&size.folder)?);
        }
        let (cold, warm) = (median(&cold), median(&warm));
        let rows = [
            ("cold", cold),
            ("after one edit", first),
            ("after one more", warm),
        ];
        for (name, cost) in rows {
            println!(
                "| {} | {name} | {:.2} | {:.2} | {:.0} | {:.0} % |",
                size.posts,
                cost.wall,
                cost.cpu,
                cost.peak,
                100.0 * cost.cpu / cold.cpu
            );
        }
        let server = Server::start(&size.folder)?;
        for told in [saves(&server, &mut posts)?, painted(&server, &posts)?] {
            println!("| {} | {told} | | | | |", size.posts);
        }
    }
    Ok(())
}

/// All posts of a corpus, in order.
fn posts(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("cannot list posts: {error}"))?;
    let mut posts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    posts.sort();
    Ok(posts)
}

/// Adds a sentence to a post, each time to another one.
fn edit(posts: &mut [PathBuf], number: usize) -> Outcome {
    let post = &posts[(number * 7919 + 13) % posts.len()];
    let text = fs::read_to_string(post).map_err(|error| format!("cannot read a post: {error}"))?;
    let text = format!("{text}\n又补充了第{number}句话，说的是同一件事。\n");
    fs::write(post, text).map_err(|error| cannot_write(post, &error))
}

/// A server that ends with this value.
struct Server {
    process: Child,
    /// Name and port.
    host: String,
}

impl Server {
    fn start(root: &Path) -> Outcome<Self> {
        let failed = |error: std::io::Error| format!("dibao serve: {error}");
        let mut serve = Command::new(program::dibao());
        serve.args(["serve", "--port", "0", "--root"]).arg(root);
        serve.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut server = Self {
            process: serve.spawn().map_err(failed)?,
            host: String::new(),
        };
        let mut told = BufReader::new(server.process.stderr.take().expect("piped"));
        while server.host.is_empty() {
            let mut line = String::new();
            if told.read_line(&mut line).map_err(failed)? == 0 {
                return Err("dibao serve ended".to_owned());
            }
            if let Some((_, rest)) = line.split_once("http://") {
                let host = rest.split('/').next();
                host.unwrap_or_default().clone_into(&mut server.host);
            }
        }
        // What it goes on to say is read, so that it never waits for room.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What `tests/browser/saves.mjs` is asked to do.
#[derive(Debug, Serialize)]
struct Plan {
    chromium: PathBuf,
    origin: String,
    posts: Vec<Post>,
    saves: usize,
    /// Milliseconds before each save.
    pause: u128,
}

#[derive(Debug, Serialize)]
struct Post {
    path: String,
    file: PathBuf,
}

/// Milliseconds from a save to the event, and from the event to the paint of the page with the saved
/// words, in Chromium.
fn painted(server: &Server, posts: &[PathBuf]) -> Outcome<String> {
    let (Some(chromium), Some(_)) = (program::chromium(), program::find("node")) else {
        return Ok("in Chromium: skipped, it is not installed, or Node is not".to_owned());
    };
    program::need_npm_packages()?;
    let few = posts.iter().step_by(posts.len() / 4 + 1);
    let plan = Plan {
        chromium,
        origin: format!("http://{}", server.host),
        posts: few
            .map(|file| Post {
                path: page_of(file),
                file: file.clone(),
            })
            .collect(),
        saves: N_PAINTED,
        pause: PAUSE.as_millis(),
    };
    let path = program::work_folder("saves-plan.json");
    let plan = serde_json::to_vec(&plan).expect("strings and numbers");
    fs::write(&path, plan).map_err(|error| cannot_write(&path, &error))?;
    let mut node = Command::new("node");
    node.arg(program::project().join("tests/browser/saves.mjs"));
    let (_, said) = program::answer(node.arg(&path).stderr(Stdio::inherit()))?;
    let said: Value = serde_json::from_str(&said)
        .map_err(|_| "tests/browser/saves.mjs did not finish".to_owned())?;
    let of = |what: &str| {
        let at = |share: &str| said[what][share].as_f64().unwrap_or(f64::NAN);
        format!(
            "{:.0} ms ({:.0} at the 95th percentile)",
            at("median"),
            at("p95")
        )
    };
    Ok(format!(
        "in Chromium: save to event {}, event to painted page {}",
        of("event"),
        of("painted")
    ))
}

/// The address of a post's page, from the root.
fn page_of(post: &Path) -> String {
    let name = post.file_stem().expect("a file").to_string_lossy();
    format!("/posts/{name}/")
}

/// Milliseconds from a save to the event, and from the event to the saved post's page: medians and
/// 95th percentiles.
fn saves(server: &Server, posts: &mut [PathBuf]) -> Outcome<String> {
    let failed = |error: std::io::Error| format!("dibao serve: {error}");
    let host = &server.host;
    let ask = |path: &str, last: &str| -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(host)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{last}\r\n")?;
        Ok(stream)
    };
    let mut events = BufReader::new(ask("/_dibao/events", "").map_err(failed)?);
    next_event(&mut events)?;
    let (mut to_event, mut to_page) = (Vec::new(), Vec::new());
    for number in 0..N_SAVES {
        sleep(PAUSE);
        drain(&mut events);
        let at = (number * 7919 + 13) % posts.len();
        let path = page_of(&posts[at]);
        let start = Instant::now();
        edit(posts, number)?;
        next_event(&mut events)?;
        to_event.push(start.elapsed().as_secs_f64() * 1000.0);
        let start = Instant::now();
        let mut page = String::new();
        let mut stream = ask(&path, "Connection: close\r\n").map_err(failed)?;
        stream.read_to_string(&mut page).map_err(failed)?;
        if !page.contains(&format!("第{number}句话")) {
            return Err(format!("{path} does not show what was saved"));
        }
        to_page.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let of = |figures: &mut Vec<f64>| {
        figures.sort_by(f64::total_cmp);
        let at = |percent: usize| figures[(figures.len() - 1) * percent / 100];
        format!("{:.0} ms ({:.0} at the 95th percentile)", at(50), at(95))
    };
    Ok(format!(
        "save to event {}, event to page {}",
        of(&mut to_event),
        of(&mut to_page)
    ))
}

/// Waits for the next event.
fn next_event(events: &mut BufReader<TcpStream>) -> Outcome {
    loop {
        let mut line = String::new();
        match events.read_line(&mut line) {
            Ok(0) => return Err("dibao serve closed the events".to_owned()),
            Ok(_) if line.starts_with("data: ") => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(format!("dibao serve: {error}")),
        }
    }
}

/// Takes what was told since.
fn drain(events: &mut BufReader<TcpStream>) {
    let _ = events.get_ref().set_nonblocking(true);
    let mut line = String::new();
    while events.read_line(&mut line).is_ok_and(|n| n > 0) {
        line.clear();
    }
    let _ = events.get_ref().set_nonblocking(false);
}

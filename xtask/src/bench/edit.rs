//! What one edit costs: a build after it, and a save while `dibao serve` runs.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::measure::{Cost, measure, median};
use super::{Arguments, cannot_write, prepare, remove};
use crate::Outcome;
use crate::program;

/// Saves that are timed.
const N_SAVES: usize = 40;

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
        // The second build puts the first tree aside: from then on an edit costs the same.
        edit(&mut posts, 0)?;
        build(&size.folder)?;
        let mut warm = Vec::new();
        for number in 1..=n_edits {
            edit(&mut posts, number)?;
            warm.push(build(&size.folder)?);
        }
        let (cold, warm) = (median(&cold), median(&warm));
        for (name, cost) in [("cold", cold), ("after one edit", warm)] {
            println!(
                "| {} | {name} | {:.2} | {:.2} | {:.0} | {:.0} % |",
                size.posts,
                cost.wall,
                cost.cpu,
                cost.peak,
                100.0 * cost.cpu / cold.cpu
            );
        }
        let saves = saves(&size.folder, &mut posts)?;
        println!("| {} | {saves} | | | | |", size.posts);
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
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Milliseconds from a save to the event, and from the event to the saved post's page: medians and
/// 95th percentiles.
fn saves(root: &Path, posts: &mut [PathBuf]) -> Outcome<String> {
    let failed = |error: std::io::Error| format!("dibao serve: {error}");
    let mut serve = Command::new(program::dibao());
    serve.args(["serve", "--port", "0", "--root"]).arg(root);
    serve.stdin(Stdio::null()).stderr(Stdio::piped());
    let mut server = Server(serve.spawn().map_err(failed)?);
    let mut told = BufReader::new(server.0.stderr.take().expect("piped"));
    let host = loop {
        let mut line = String::new();
        if told.read_line(&mut line).map_err(failed)? == 0 {
            return Err("dibao serve ended".to_owned());
        }
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.split('/').next().unwrap_or_default().to_owned();
        }
    };
    // What it goes on to say is read, so that it never waits for room.
    std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    let ask = |path: &str, last: &str| -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(&host)?;
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
        let name = posts[at].file_stem().expect("a file").to_string_lossy();
        let path = format!("/posts/{name}/");
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

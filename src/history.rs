//! What git knows of the posts: first and last change, and who made them.
//!
//! One `git log` tells all of them; its words are read as they come, newest first. Nothing is
//! known without a repository, and nothing is said in a shallow clone, where every file seems to
//! have begun with the oldest commit that was fetched. No clock, no time zone and no time of
//! change of a file is asked: a day is the one that the author's own commit names.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::date::{Moment, stamp};
use crate::document::{Document, Story};
use crate::fold;

/// Contributors of a post that are named, at most.
const MAX_CONTRIBUTORS: usize = 50;

/// Letters of a name that are kept.
const MAX_NAME: usize = 64;

/// Longest word of git's that is taken, in bytes: a path, a name.
const MAX_WORD: u64 = 1 << 16;

/// Words of git's that are read, at most: those of a million commits of five files.
const MAX_WORDS: usize = 16_000_000;

/// Stories of files by their present path below `content/`.
pub type Stories = BTreeMap<String, Story>;

#[expect(
    clippy::missing_panics_doc,
    reason = "a pipe that was asked for is there"
)]
/// Reads the history of `content/` below `root`. `Ok(None)`: there is no repository. `Err` says why
/// the history that there is tells nothing.
pub fn read(root: &Path) -> Result<Option<Stories>, String> {
    let Ok(content) = root.join("content").canonicalize() else {
        return Ok(None);
    };
    // Asked of the disk: starting a program costs more than a build without a repository should.
    if !content
        .ancestors()
        .any(|folder| folder.join(".git").exists())
    {
        return Ok(None);
    }
    let questions = [
        "rev-parse",
        "--is-shallow-repository",
        "--verify",
        "--quiet",
        "HEAD",
    ];
    let asked = git(&content, &questions).output();
    let asked = asked.map_err(|error| format!("git cannot be run: {error}"))?;
    let answer = String::from_utf8_lossy(&asked.stdout);
    match answer.lines().next() {
        Some("true") => {
            return Err("the clone is shallow (fetch it with its whole history)".to_owned());
        }
        Some("false") if asked.status.success() => {}
        Some("false") => return Ok(None), // no commits yet
        _ => {
            let said = String::from_utf8_lossy(&asked.stderr);
            let said = said.lines().next().unwrap_or("nothing");
            return Err(format!("git says: {said}"));
        }
    }
    let arguments = [
        "log",
        "-z",
        "--no-color",
        "--no-merges",
        "--no-show-signature",
        // A file that was renamed and changed at once is the same one while most of it stays. Texts are read
        // for that of commits alone that take files away, and not of those that move very many.
        "--find-renames=60%",
        "-l400",
        "--name-status",
        "--relative",
        "--format=%x01%aI%x00%aN%x00%(trailers:key=Co-authored-by,valueonly,separator=%x02)",
        "--",
        ".",
    ];
    let mut child = git(&content, &arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    let out = child.stdout.take().expect("asked for above");
    let stories = gather(&mut BufReader::with_capacity(1 << 16, out));
    if stories.is_err() {
        let _ = child.kill();
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    match stories {
        Ok(stories) if ended => Ok(Some(stories)),
        _ => Err("git did not tell the history to its end".to_owned()),
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    #[expect(clippy::disallowed_methods, reason = "the history is asked of git")]
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(["-c", "core.fsmonitor=false", "-c", "log.mailmap=true"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null());
    command
}

/// Gives a Document its story. What the front matter says of the last change stands.
pub fn tell(document: &mut Document, stories: &Stories) {
    if let Some(story) = stories.get(&document.path) {
        document.dates.updated = document.dates.updated.or(Some(story.last));
        document.story = Some(Box::new(story.clone()));
    }
}

/// More words than anyone's history has, or others than were asked for.
#[derive(Debug)]
struct Odd;

/// Reads what git prints.
fn gather(words: &mut impl BufRead) -> Result<Stories, Odd> {
    let mut stories = Stories::new();
    // A file that was renamed later is known by its present name.
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut commit: Option<(Moment, Vec<String>)> = None;
    let mut n_words = 0;
    while let Some(word) = next(words, &mut n_words)? {
        let word = word.trim_start_matches('\n');
        if let Some(day) = word.strip_prefix('\u{1}') {
            let Ok(stamp::Stamp::Moment(moment)) = stamp::read(day) else {
                commit = None;
                more(words, &mut n_words)?;
                more(words, &mut n_words)?;
                continue;
            };
            let mut who = vec![name(&more(words, &mut n_words)?)];
            let others = more(words, &mut n_words)?;
            let others = others
                .split('\u{2}')
                .map(|one| name(one.split('<').next().unwrap_or("")));
            who.extend(others);
            who.retain(|one| !one.is_empty());
            commit = Some((moment, who));
            continue;
        }
        let kind = word.chars().next();
        let path = match kind {
            None => continue,
            Some('R' | 'C') => {
                let old = more(words, &mut n_words)?;
                let new = more(words, &mut n_words)?;
                let now = names.get(&new).cloned().unwrap_or_else(|| new.clone());
                if kind == Some('R') {
                    names.remove(&new);
                    names.insert(old, now.clone());
                }
                now
            }
            Some(_) => {
                let path = more(words, &mut n_words)?;
                names.get(&path).cloned().unwrap_or(path)
            }
        };
        if let Some((moment, who)) = &commit {
            note(&mut stories, path, *moment, who);
        }
    }
    Ok(stories)
}

fn note(stories: &mut Stories, path: String, moment: Moment, who: &[String]) {
    let story = stories.entry(path).or_insert_with(|| Story {
        first: moment,
        last: moment,
        contributors: Vec::new(),
    });
    story.first = moment;
    for one in who {
        if story.contributors.len() < MAX_CONTRIBUTORS && !story.contributors.contains(one) {
            story.contributors.push(one.clone());
        }
    }
}

/// The next word; `None` at the end.
fn next(words: &mut impl BufRead, n_words: &mut usize) -> Result<Option<String>, Odd> {
    *n_words += 1;
    let mut word = Vec::new();
    let read = words.by_ref().take(MAX_WORD).read_until(0, &mut word);
    let n = read.map_err(|_| Odd)?;
    if n == 0 {
        return Ok(None);
    }
    if word.pop() != Some(0) && n as u64 == MAX_WORD || *n_words > MAX_WORDS {
        return Err(Odd);
    }
    Ok(Some(String::from_utf8_lossy(&word).into_owned()))
}

/// The next word, where one must stand.
fn more(words: &mut impl BufRead, n_words: &mut usize) -> Result<String, Odd> {
    next(words, n_words)?.ok_or(Odd)
}

/// A name that a stranger chose: one line, of a length that people have, turning nothing around.
fn name(written: &str) -> String {
    let seen = |c: &char| !c.is_control() && !fold::is_invisible(*c);
    let name: String = written.chars().filter(seen).take(MAX_NAME).collect();
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_and_last_change_and_contributors_are_told_across_renames() {
        let log = "\u{1}2020-09-14T08:00:00+08:00\0乙\0丙 <c@x>\u{2}甲 <a@x>\0\
            \nM\0b.md\0A\0new.md\0\
            \u{1}2020-09-13T23:00:00-08:00\0甲\0\0\nR100\0a.md\0b.md\0D\0gone.md\0\
            \u{1}2020-09-12T08:00:00Z\0<b>\u{202e}丁\0\0\nA\0a.md\0";
        let stories = gather(&mut log.as_bytes()).expect("a history");
        let told: Vec<String> = stories
            .iter()
            .map(|(path, story)| {
                let days = format!("{} {}", story.first.date, story.last.date);
                format!("{path} {days} {}", story.contributors.join(","))
            })
            .collect();
        assert_eq!(
            told,
            [
                "b.md 2020-09-12 2020-09-14 乙,丙,甲,<b>丁",
                "gone.md 2020-09-13 2020-09-13 甲",
                "new.md 2020-09-14 2020-09-14 乙,丙,甲",
            ]
        );
    }

    #[test]
    fn what_git_would_not_print_tells_nothing() {
        for log in ["M\0", "\u{1}2020-01-01T00:00:00Z\0甲", "R100\0a.md\0"] {
            assert!(
                gather(&mut log.as_bytes()).map_or(true, |all| all.is_empty()),
                "{log:?}"
            );
        }
        let endless = vec![b'x'; 1 << 17];
        assert!(gather(&mut endless.as_slice()).is_err());
    }
}

//! Lines that are no news: recaps, calls to follow, contacts, adverts, colophons.

use rustc_hash::FxHashMap;

use super::table::rows;
use crate::fold::{clip, compatible, is_alphanumeric, simple};

const BOILERPLATE: &str = include_str!("../../data/boilerplate.tsv");

/// A line that is longer than this is a sentence, not a mark that stands alone.
const SHORT: usize = 24;

/// The words that begin boilerplate.
#[derive(Debug, Default)]
pub struct Boilerplate {
    /// By their first character.
    marks: FxHashMap<char, Vec<Mark>>,
}

#[derive(Debug)]
struct Mark {
    words: String,
    /// The second character of the words.
    second: Option<char>,
    reach: Reach,
    alone: bool,
}

/// How far boilerplate reaches from the line that begins it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The line only.
    Line,
    /// The line, when it stands among the first ten blocks.
    Top,
    /// A heading and what it governs.
    Section,
    /// After the last Item: it and all that follows.
    Tail,
}

impl Mark {
    fn new(words: &str, reach: Reach, alone: bool) -> Self {
        let words = plain(words);
        Self {
            second: words.chars().nth(1),
            words,
            reach,
            alone,
        }
    }
}

impl Boilerplate {
    pub(super) fn built_in() -> Self {
        let rows = rows(BOILERPLATE, ["words", "where", "match"]);
        let marks = rows.map(|[words, place, how]| {
            let reach = match place {
                "top" => Reach::Top,
                "section" => Reach::Section,
                "tail" => Reach::Tail,
                _ => Reach::Line,
            };
            Mark::new(words, reach, how == "alone")
        });
        let mut boilerplate = Self::default();
        marks.for_each(|mark| boilerplate.add(mark));
        boilerplate
    }

    /// Adds the lines that an archive declares; they reach to the end of the text.
    pub fn extend<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        let declared = lines
            .into_iter()
            .map(|line| Mark::new(line, Reach::Tail, false));
        declared.for_each(|mark| self.add(mark));
    }

    fn add(&mut self, mark: Mark) {
        if let Some(first) = mark.words.chars().next() {
            self.marks.entry(first).or_default().push(mark);
        }
    }

    /// How far a line begins boilerplate; the farthest where several words fit.
    pub fn reach(&self, line: &str) -> Option<Reach> {
        let line = clip(line, 4 * SHORT);
        let (first, second) = beginning(line)?;
        let marks = self.marks.get(&first)?;
        // Many begin with one character, few with two.
        let may = |mark: &&Mark| second.is_none() || mark.second.is_none() || second == mark.second;
        let mut marks = marks.iter().filter(may).peekable();
        marks.peek()?;
        let line = plain(line);
        let length = line.chars().count();
        let fits = |mark: &&Mark| line.starts_with(&mark.words) && (!mark.alone || length <= SHORT);
        marks.filter(fits).map(|mark| mark.reach).max()
    }
}

/// A line without decoration: widths folded, lower case, no blanks, no marks or emoji at its head.
fn plain(line: &str) -> String {
    let folded: String = folded(line).collect();
    let bare = folded.trim_start_matches(is_decoration);
    // A line of nothing but marks (`↓↓↓`) is known by them.
    if bare.is_empty() {
        folded
    } else {
        bare.to_owned()
    }
}

/// The first character of [`plain`]'s result, and the second where that is seen at once.
fn beginning(line: &str) -> Option<(char, Option<char>)> {
    // A character stands for itself only before another that does, since it could join.
    let mut chars = line.chars();
    let (first, second, third) = (chars.next(), chars.next(), chars.next());
    if let (Some(Some(first)), Some(Some(second))) = (first.map(simple), second.map(simple))
        && is_alphanumeric(first)
    {
        let stands = is_alphanumeric(second)
            && second != BAR
            && third.is_none_or(|third| simple(third).is_some());
        return Some((first, Some(second).filter(|_| stands)));
    }
    let bare = folded(line).find(|&c| !is_decoration(c));
    let first = bare.or_else(|| folded(line).next())?;
    Some((first, None))
}

/// A Han character that people write for a bar.
const BAR: char = '丨';

fn folded(line: &str) -> impl Iterator<Item = char> {
    compatible(line)
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == BAR { '|' } else { c })
}

fn is_decoration(c: char) -> bool {
    !is_alphanumeric(c) && !matches!(c, '(' | '【' | '“' | '"')
}

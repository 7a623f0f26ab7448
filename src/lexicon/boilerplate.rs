//! Lines that are no news: recaps, calls to follow, contacts, adverts, colophons.

use rustc_hash::FxHashMap;

use super::table::rows;
use crate::fold::{compatible, is_alphanumeric, simple};

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
            Mark {
                words: plain(words).collect(),
                reach,
                alone: how == "alone",
            }
        });
        let mut boilerplate = Self::default();
        marks.for_each(|mark| boilerplate.add(mark));
        boilerplate
    }

    /// Adds the lines that an archive declares; they reach to the end of the text.
    pub fn extend<'a>(&mut self, lines: impl IntoIterator<Item = &'a str>) {
        let declared = lines.into_iter().map(|line| Mark {
            words: plain(line).collect(),
            reach: Reach::Tail,
            alone: false,
        });
        declared.for_each(|mark| self.add(mark));
    }

    fn add(&mut self, mark: Mark) {
        if let Some(first) = mark.words.chars().next() {
            self.marks.entry(first).or_default().push(mark);
        }
    }

    /// How far a line begins boilerplate; the farthest where several words fit.
    pub fn reach(&self, line: &str) -> Option<Reach> {
        let end = line.char_indices().nth(4 * SHORT).map(|(at, _)| at);
        let line = &line[..end.unwrap_or(line.len())];
        let marks = self.marks.get(&first(line)?)?;
        // Many begin with one character, few with two.
        let second = plain(line).nth(1);
        let begins = |mark: &&Mark| {
            let mut chars = plain(line);
            mark.words.chars().nth(1).is_none_or(|c| Some(c) == second)
                && mark.words.chars().all(|c| chars.next() == Some(c))
        };
        let fits = |mark: &&Mark| !mark.alone || plain(line).count() <= SHORT;
        let marks = marks.iter().filter(begins).filter(fits);
        marks.map(|mark| mark.reach).max()
    }
}

/// The characters of a line without decoration: widths folded, lower case, no blanks, no marks or
/// emoji at its head.
fn plain(line: &str) -> impl Iterator<Item = char> {
    // A line of nothing but marks (`↓↓↓`) is known by them.
    let has_words = folded(line).any(|c| !is_decoration(c));
    folded(line).skip_while(move |&c| has_words && is_decoration(c))
}

/// The first character of [`plain`]'s result.
fn first(line: &str) -> Option<char> {
    let mut chars = line.chars();
    if let (Some(first), Some(next)) = (chars.next(), chars.next())
        && let (Some(folded), Some(_)) = (simple(first), simple(next))
        && is_alphanumeric(folded)
    {
        return Some(folded);
    }
    let bare = folded(line).find(|&c| !is_decoration(c));
    bare.or_else(|| folded(line).next())
}

fn folded(line: &str) -> impl Iterator<Item = char> {
    compatible(line)
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == '丨' { '|' } else { c })
}

fn is_decoration(c: char) -> bool {
    !is_alphanumeric(c) && !matches!(c, '(' | '【' | '“' | '"')
}

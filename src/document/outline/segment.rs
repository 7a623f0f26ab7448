//! What a marked line says, and what stands below it.

use std::cell::Cell;

use super::headline::headline_words;
use super::line::{Ground, Line};
use super::look;
use super::marker::Marker;
use super::role::{Role, Roles};
use crate::lexicon::Lexicon;

/// What the words of a headline say by themselves.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub(super) struct Facts {
    pub(super) key: Option<u64>,
    pub(super) question: bool,
    pub(super) part: bool,
    pub(super) name: bool,
    pub(super) event: bool,
    pub(super) actor: bool,
}

impl Facts {
    fn of(words: &str, lexicon: &Lexicon) -> Self {
        Self {
            key: look::key(words),
            question: look::is_question(words),
            part: look::is_part_title(words) || look::is_version(words),
            name: look::is_section_title(words)
                || look::boxed_day(words).is_some()
                || look::is_time(words),
            event: look::tells_event(words),
            actor: look::names_actor(words, lexicon),
        }
    }

    /// Of a piece without a headline of its own.
    pub(super) fn of_headless(lines: &[Line], at: usize, lexicon: &Lexicon) -> Self {
        let words = look::clip(lines[at].words(), HEAD);
        Self {
            key: headless_key(lines, at),
            question: look::is_question(""),
            part: look::is_part_title(""),
            name: look::is_section_title(""),
            event: look::tells_event(words),
            actor: look::names_actor(words, lexicon),
        }
    }
}

/// Characters of the head of a body that say whether it is a report.
const HEAD: usize = 60;

/// Characters from which on a text is the whole head of a body.
const ENOUGH: usize = 30;

/// Characters below a headline beyond which they are its text: a link to the source is none.
pub(super) const TEXT: usize = 10;

/// Bytes of the longest rating before an address.
const LONGEST_RATING: usize = 24;

/// What stands below a marked line.
pub(super) struct Segment<'l> {
    pub(super) length: usize,
    /// What remains of the marked line itself.
    own: Text<'l>,
    /// The first text with words, and its line, unless it is `own`.
    first: Option<(&'l str, Option<usize>)>,
    /// The head of the body, where the first text is too short for it.
    joined: String,
    /// How many characters the head has.
    head: usize,
    /// The lines below the marked one.
    below: std::ops::Range<usize>,
    pub(super) code: usize,
    pub(super) links_only: bool,
    pub(super) begins_linked: bool,
}

pub(super) fn segment<'l>(
    lines: &'l [Line],
    roles: &Roles,
    texts: &Texts<'l>,
    marker: Marker,
    at: usize,
    end: usize,
) -> Segment<'l> {
    let own = &lines[at];
    let used = headline_words(own, marker);
    let whole = own.whole();
    let rest = if used.is_empty() {
        &whole[own.lead.rest.min(whole.len())..]
    } else {
        // Nearly always it stands where the words begin.
        let words = whole.get(own.lead.rest..).unwrap_or_default().trim_start();
        words
            .strip_prefix(used)
            .unwrap_or_else(|| (whole.find(used)).map_or("", |start| &whole[start + used.len()..]))
    };
    let mut segment = Segment {
        length: 0,
        own: Text::of(rest),
        first: None,
        joined: String::new(),
        head: 0,
        below: at + 1..at + 1,
        code: 0,
        links_only: false,
        begins_linked: false,
    };
    segment.add(segment.own.words, segment.own.length, None);
    let mut written = 0;
    for (below, line) in lines.iter().enumerate().take(end).skip(at + 1) {
        let role = roles.of[below];
        if !matches!(role, Role::Text | Role::Stray | Role::Refrain) || stops(marker, line) {
            break;
        }
        segment.below.end = below + 1;
        match line.ground {
            Ground::Code => segment.code += line.whole().chars().count(),
            Ground::Picture | Ground::Rule => {}
            _ => {
                segment.begins_linked |=
                    written == 0 && segment.length == 0 && line.shape.all_linked;
                written += usize::from(!line.shape.all_linked);
                let text = &texts.of[below];
                segment.add(text.words, text.length, Some(below));
            }
        }
    }
    segment.links_only = written == 0 && segment.length > 0 && !marker.is_headless();
    segment
}

impl<'l> Segment<'l> {
    fn add(&mut self, words: &'l str, length: usize, line: Option<usize>) {
        if words.is_empty() {
            return;
        }
        self.length += length;
        match self.first {
            None => self.first = Some((words, line)),
            Some((first, _)) if self.head < ENOUGH => {
                if self.joined.is_empty() {
                    self.joined.push_str(look::clip(first, HEAD));
                }
                self.joined.push_str(look::clip(words, HEAD));
            }
            Some(_) => return,
        }
        self.head += length.min(HEAD);
    }

    /// Whether all that stands behind the headline on its line is an address, with or without a rating
    /// before it: `（8.4）｜https://…`.
    pub(super) fn is_address(&self) -> bool {
        let rest = self.own.words;
        rest.find("http").is_some_and(|at| {
            let before = rest[..at].trim();
            let parts = |c: char| !c.is_alphabetic() || c == '丨';
            at <= LONGEST_RATING
                && before.chars().all(parts)
                && !rest[at..].contains(char::is_whitespace)
        })
    }

    /// Whether the head of the body reads like a report.
    pub(super) fn reports(&self, texts: &Texts<'_>) -> bool {
        self.tells(texts, Text::reports, look::reports)
    }

    /// Whether it hints at an event.
    pub(super) fn hints(&self, texts: &Texts<'_>) -> bool {
        self.tells(texts, Text::hints, look::hints)
    }

    /// Whether the head of the body tells something: of a whole line that may be known already.
    fn tells<'t>(
        &self,
        texts: &Texts<'t>,
        of_line: fn(&Text<'t>) -> bool,
        of_words: fn(&str) -> bool,
    ) -> bool {
        match self.first {
            _ if !self.joined.is_empty() => of_words(&self.joined),
            Some((_, Some(line))) => of_line(&texts.of[line]),
            Some((words, None)) => of_words(words),
            None => of_words(""),
        }
    }

    /// Whether any of its texts names a source.
    pub(super) fn names_source(&self, texts: &Texts<'_>) -> bool {
        let told = |at: usize| !texts.is_mute[at] && texts.of[at].names_source();
        self.own.names_source() || self.below.clone().any(told)
    }
}

/// What stands in every line, looked at once for all markers.
pub(super) struct Texts<'l> {
    of: Vec<Text<'l>>,
    /// Code, pictures and rules: what stands in them tells nothing.
    is_mute: Vec<bool>,
    /// What each line says as a headline, once it was asked.
    facts: Vec<Cell<Option<Facts>>>,
    /// Whether the last heading or line above that is no text is a day.
    pub(super) under_day: Vec<bool>,
    /// How many paragraphs are long.
    pub(super) paragraphs: usize,
    /// Characters in all lines that may be anything.
    pub(super) total: usize,
    /// The names of places and bodies.
    pub(super) lexicon: &'l Lexicon,
}

impl<'l> Texts<'l> {
    pub(super) fn of(lines: &'l [Line], roles: &Roles, lexicon: &'l Lexicon) -> Self {
        let open = || {
            let lines = lines.iter().zip(&roles.of);
            lines
                .filter(|(_, role)| matches!(role, Role::Text | Role::Refrain))
                .map(|(line, _)| line)
        };
        let of: Vec<Text<'l>> = lines.iter().map(|line| Text::of(line.whole())).collect();
        let total = (lines.iter().zip(&of).zip(&roles.of))
            .filter(|(_, role)| matches!(role, Role::Text | Role::Refrain))
            .map(|((line, text), _)| text.length + text.held(line.whole()).chars().count())
            .sum();
        let is_long =
            |line: &&Line| line.ground == Ground::Text && line.first && line.text.len() > 120;
        Self {
            of,
            is_mute: lines
                .iter()
                .map(|line| matches!(line.ground, Ground::Code | Ground::Picture | Ground::Rule))
                .collect(),
            facts: vec![Cell::new(None); lines.len()],
            under_day: under_day(lines),
            paragraphs: open().filter(is_long).count(),
            total,
            lexicon,
        }
    }

    /// What the words of a headline say; most are all words of their line, and looks share lines.
    pub(super) fn facts(&self, line: &Line, at: usize, words: &str) -> Facts {
        if !std::ptr::eq(words, line.words()) {
            return Facts::of(words, self.lexicon);
        }
        self.facts[at].get().unwrap_or_else(|| {
            let facts = Facts::of(words, self.lexicon);
            self.facts[at].set(Some(facts));
            facts
        })
    }
}

/// For each line whether it stands below a line that is nothing but a day, with no other heading
/// between.
fn under_day(lines: &[Line]) -> Vec<bool> {
    // One alone is the day of the whole.
    if lines.iter().filter(|line| line.is_day()).count() < 2 {
        return vec![false; lines.len()];
    }
    let mut day = false;
    let mut under = |line: &Line| {
        if line.is_day() {
            day = true;
            return false;
        }
        day &= !matches!(line.ground, Ground::Heading(_));
        day
    };
    lines.iter().map(&mut under).collect()
}

/// The words of a line, without what held them to the words before.
struct Text<'l> {
    words: &'l str,
    length: usize,
    /// What they tell, once it was asked.
    source: Cell<Option<bool>>,
    reports: Cell<Option<bool>>,
    hints: Cell<Option<bool>>,
}

impl<'l> Text<'l> {
    fn of(text: &'l str) -> Self {
        let words = text.trim_start_matches(|c: char| c.is_whitespace() || "：:。，,".contains(c));
        Self {
            words,
            length: words.chars().count(),
            source: Cell::new(None),
            reports: Cell::new(None),
            hints: Cell::new(None),
        }
    }

    /// What held them to the words before, in the text that they were made of.
    fn held(&self, text: &'l str) -> &'l str {
        &text[..text.len() - self.words.len()]
    }

    /// Whether they end by naming their source.
    fn names_source(&self) -> bool {
        once(&self.source, || {
            !self.words.is_empty() && look::names_source(self.words)
        })
    }

    /// Whether they begin like a report.
    fn reports(&self) -> bool {
        once(&self.reports, || look::reports(self.words))
    }

    /// Whether they hint at an event.
    fn hints(&self) -> bool {
        once(&self.hints, || look::hints(self.words))
    }
}

fn once(known: &Cell<Option<bool>>, tell: impl FnOnce() -> bool) -> bool {
    known.get().unwrap_or_else(|| {
        let told = tell();
        known.set(Some(told));
        told
    })
}

/// Whether a line ends what stands below a marked one.
fn stops(marker: Marker, line: &Line) -> bool {
    match (marker, line.ground) {
        (Marker::Heading(own), Ground::Heading(level)) => level < own,
        (Marker::Listed, Ground::Heading(_)) => false,
        (_, Ground::Heading(_) | Ground::Group) => true,
        // A version heads the next part of a change log.
        (Marker::Point(_), Ground::Text) => line.length() <= 40 && look::is_version(line.words()),
        _ => false,
    }
}

/// What tells a headless Item from the others: its first words.
fn headless_key(lines: &[Line], at: usize) -> Option<u64> {
    let first = lines[at].whole();
    let next = if first.chars().count() < 20 {
        lines.get(at + 1).map_or("", Line::whole)
    } else {
        ""
    };
    look::key(&format!(
        "{}{}",
        look::clip(first, 60),
        look::clip(next, 60)
    ))
}

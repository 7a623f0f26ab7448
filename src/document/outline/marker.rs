//! Markers: the looks by which a Document's headlines can be told, and the evidence for each.

use std::cell::Cell;

use rustc_hash::FxHashSet;

use super::line::{Ground, Line, Stretch};
use super::look::{self, Style};
use super::role::{Role, Roles};
use crate::lexicon::Lexicon;

/// A look that all headlines of a Document share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Marker {
    /// Headings of this level.
    Heading(u8),
    /// Lines that are bold from end to end, with or without a number.
    Bold(Option<Style>),
    /// Lines that begin with a category: `【政策】…`.
    Category,
    /// Lines that begin with a number, neither headings nor bold.
    Numbered(Style),
    /// Points of lists; `true`: numbered lists.
    Point(bool),
    /// Lines that are one link.
    Linked,
    /// Lines that begin with this symbol.
    Symbol(char),
    /// Paragraphs that begin with a date.
    Dated,
    /// Paragraphs that begin with bold words.
    BoldLead,
    /// Lines that a contents list names.
    Listed,
    /// Lines that begin with a short label between brackets of this kind, or before a bar: `「政策」…`.
    Label(char),
    /// Lines that begin with their headline between 【 and 】.
    Bracketed,
    /// Lines that are bold from end to end and end in a colon.
    BoldColon,
    /// Paragraphs that begin with a linked headline.
    LinkLead,
    /// Quotes that hold the headline, with or without its text.
    Quoted,
    /// The first words below a line that is nothing but a day.
    DateHead,
    /// Bare short lines over long ones.
    Bare,
    /// Rows of a table of news.
    Row,
    /// `<details>` with the headline in its summary.
    Details,
    /// Paragraphs of a report each, without any mark.
    Paragraph,
}

/// The names of all looks, and `none`: what the front matter's `items` may say.
pub const LOOKS: [&str; 28] = [
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "bold",
    "numbered-bold",
    "category",
    "label",
    "numbered",
    "ordered-list",
    "list",
    "links",
    "symbol",
    "dated",
    "date-heads",
    "bold-lead",
    "bold-colon",
    "link-lead",
    "brackets",
    "quotes",
    "bare",
    "table-rows",
    "details",
    "paragraphs",
    "contents",
    "none",
];

impl Marker {
    /// The rule's name, for `explain`, tests and the front matter's `items`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Heading(1) => "h1",
            Self::Heading(2) => "h2",
            Self::Heading(3) => "h3",
            Self::Heading(4) => "h4",
            Self::Heading(5) => "h5",
            Self::Heading(_) => "h6",
            Self::Bold(None) => "bold",
            Self::Bold(Some(_)) => "numbered-bold",
            Self::Category => "category",
            Self::Label(_) => "label",
            Self::Numbered(_) => "numbered",
            Self::Point(true) => "ordered-list",
            Self::Point(false) => "list",
            Self::Linked => "links",
            Self::Symbol(_) => "symbol",
            Self::Dated => "dated",
            Self::BoldLead => "bold-lead",
            Self::Listed => "contents",
            Self::Bracketed => "brackets",
            Self::BoldColon => "bold-colon",
            Self::LinkLead => "link-lead",
            Self::Quoted => "quotes",
            Self::DateHead => "date-heads",
            Self::Bare => "bare",
            Self::Row => "table-rows",
            Self::Details => "details",
            Self::Paragraph => "paragraphs",
        }
    }

    /// Whether the words of a marked line are the first words of its text, not a headline.
    pub(super) fn is_headless(self) -> bool {
        matches!(self, Self::Dated | Self::DateHead | Self::Paragraph)
    }

    /// Whether points of lists have this look.
    pub(super) fn marks_points(self) -> bool {
        matches!(
            self,
            Self::Point(_) | Self::Category | Self::Bracketed | Self::Listed
        )
    }

    /// Whether line `at` has this look.
    pub(super) fn marks(self, lines: &[Line], at: usize, roles: &Roles) -> bool {
        let line = &lines[at];
        if roles.of[at] != Role::Text {
            return false;
        }
        if line.text.trim().is_empty() {
            return self == Self::Quoted && is_quoted(lines, at);
        }
        // An address is where a piece of news comes from.
        if is_address(line.words()) && !line.words().contains(char::is_whitespace) {
            return false;
        }
        let length = line.length();
        match self {
            Self::Heading(level) => {
                line.ground == Ground::Heading(level) && length > 0 && !line.is_day()
            }
            Self::Bold(style) => {
                line.ground == Ground::Text
                    && (line.shape.all_bold
                        || line.shape.begins_bold && credited(line, line.head().bold))
                    && line.style() == style
                    && line.lead.category.is_none()
                    && !line.is_day()
                    && (4..=look_limit(line)).contains(&length)
                    && !line.words().ends_with(['：', ':', '，', '、'])
                    && !look::asks(line.words())
                    && look::date_lead(&line.text).is_none_or(|(end, _)| line.text.len() > end + 6)
            }
            Self::Category => {
                matches!(line.ground, Ground::Text | Ground::Point(_))
                    && line.lead.category.is_some()
                    && length >= 4
            }
            Self::Label(kind) => {
                line.ground == Ground::Text
                    && line.first
                    && !line.shape.all_bold
                    && length >= 8
                    && look::label(line.words()) == Some(kind)
            }
            Self::Numbered(style) => {
                line.ground == Ground::Text
                    && !line.shape.all_bold
                    && line.style() == Some(style)
                    && line.lead.category.is_none()
                    && length >= 5
            }
            Self::Point(numbered) => {
                line.length() >= 4
                    && matches!(line.ground, Ground::Point(number) if number.is_some() == numbered)
            }
            Self::Linked => {
                line.ground == Ground::Text
                    && (line.shape.all_linked || credited(line, line.head().link))
                    && line.first
                    && length >= 6
                    && !is_address(line.words())
            }
            Self::Symbol(symbol) => {
                line.ground == Ground::Text
                    && line.lead.symbol == Some(symbol)
                    && line.lead.number.is_none()
                    && length >= 5
            }
            Self::Dated => is_dated(lines, at),
            Self::BoldLead => {
                line.shape.begins_bold && !line.shape.all_bold && leads(line, line.head().bold)
            }
            Self::LinkLead => !line.shape.all_linked && leads(line, line.head().link),
            Self::Bracketed => {
                matches!(line.ground, Ground::Text | Ground::Point(_)) && bracketed(line).is_some()
            }
            Self::BoldColon => {
                line.ground == Ground::Text
                    && line.shape.all_bold
                    && line.words().ends_with(['：', ':'])
                    && (8..=60).contains(&length)
            }
            Self::Quoted => false,
            Self::Paragraph => is_report(line),
            Self::Row => line.ground == Ground::Row && length >= 4,
            Self::Details => line.ground == Ground::Details && length >= 4,
            Self::DateHead => {
                matches!(line.ground, Ground::Text | Ground::Quote)
                    && before(lines, at).is_some_and(|before| lines[before].is_day())
            }
            Self::Bare => is_bare(lines, at, roles),
            Self::Listed => {
                matches!(
                    line.ground,
                    Ground::Text | Ground::Heading(_) | Ground::Point(_)
                ) && roles.listed.contains(&at)
            }
        }
    }
}

/// Whether a paragraph begins with a headline of its own and goes on with the text.
fn leads(line: &Line, head: Option<Stretch>) -> bool {
    line.ground == Ground::Text
        && line.first
        && head.is_some_and(|head| {
            let words = head.of(&line.text);
            let length = words.chars().count();
            let goes_on = line.text[head.to..]
                .trim_start()
                .starts_with(['，', '、', ',', '；']);
            head.from <= line.lead.rest + 8
                && !goes_on
                && (8..=60).contains(&length)
                && !look::is_day(words)
                && is_text(&line.text[head.to..])
        })
}

/// Whether what stands behind a headline on its line is its text: a short one is a sentence.
fn is_text(rest: &str) -> bool {
    let length = rest.chars().count();
    length >= 20 || length >= SHORT && look::ends_sentence(rest)
}

/// Longest credit behind a headline, in characters.
const LONGEST_CREDIT: usize = 24;

/// Whether a bold or linked headline has only a credit or a day behind it: `**…**（某报）`.
fn credited(line: &Line, head: Option<Stretch>) -> bool {
    head.is_some_and(|head| {
        let rest = line.text[head.to..].trim();
        head.from <= line.lead.rest + 8
            // A bold number before a bar is no headline: `**01** | …`.
            && head.to > line.lead.rest
            && rest.starts_with(['（', '(', '[', '—', '-', '|', '｜', '丨', '/', '@'])
            && rest.chars().count() <= LONGEST_CREDIT
            && !look::ends_sentence(rest)
    })
}

/// Fewest and most characters of a headline between 【 and 】.
const BRACKETED: std::ops::RangeInclusive<usize> = 5..=60;

/// The headline between 【 and 】 at the head of a line, as bytes of its text.
pub(super) fn bracketed(line: &Line) -> Option<std::ops::Range<usize>> {
    let open = line.text[..line.lead.rest.min(line.text.len())].find('【');
    let open = open.or_else(|| line.words().starts_with('【').then_some(line.lead.rest))?;
    let start = open + '【'.len_utf8();
    let inner = look::clip(&line.text[start..], BRACKETED.end() + 1);
    let length = inner.chars().position(|c| c == '】')?;
    let inner = &inner[..inner.find('】')?];
    let fits = BRACKETED.contains(&length) && !look::is_dateline(inner);
    fits.then_some(start..start + inner.len())
}

/// Lines between which credits, pictures and empty lines are passed over.
const PASSED: usize = 6;

/// The next line with words that is no credit and no day.
fn after(lines: &[Line], at: usize) -> Option<usize> {
    (at + 1..lines.len().min(at + 1 + PASSED)).find(|&below| {
        let line = &lines[below];
        !(line.is_blank()
            || line.ground == Ground::Picture
            || line.is_day()
            || line.ground == Ground::Text && look::is_credit(&line.text))
    })
}

/// The line with words before.
fn before(lines: &[Line], at: usize) -> Option<usize> {
    let line = lines[..at].iter().rposition(|line| !line.is_blank())?;
    (lines[line].ground != Ground::Picture).then_some(line)
}

/// Characters from which on a line below a bare headline is its text.
const LONG: usize = 28;

/// Characters of a sentence that is the text of a headline.
const SHORT: usize = 12;

/// A short line without any mark.
fn is_unmarked(line: &Line) -> bool {
    let alone = line.ground == Ground::Text && line.first && !line.glued;
    if !alone
        || line.shape.begins_bold
        || line.shape.all_linked
        || line.shape.pictures > 0
        || line.style().is_some()
        || line.lead.category.is_some()
        || line.lead.symbol.is_some()
        || bracketed(line).is_some()
        || !(6..=look_limit(line) * 2 / 3).contains(&line.length())
    {
        return false;
    }
    let words = line.words();
    !(look::ends_sentence(words)
        || words.ends_with(['：', ':', '，', '、', ','])
        || words.contains('。')
        || is_address(words)
        || look::is_credit(words)
        || line.is_day())
}

/// A short line without any mark over a longer one.
fn is_bare(lines: &[Line], at: usize, roles: &Roles) -> bool {
    let line = &lines[at];
    if !is_unmarked(line) {
        return false;
    }
    text_below(lines, at).is_some_and(|below| {
        let below_line = &lines[below];
        matches!(roles.of[below], Role::Text | Role::Refrain)
            && match below_line.ground {
                Ground::Text if is_field(below_line) => true,
                // A link to the source may be all that there is.
                Ground::Text if below_line.shape.all_linked || is_address(below_line.words()) => {
                    below_line.last
                }
                Ground::Text => {
                    let length = below_line.text.chars().count();
                    // A short sentence is the text of a headline that is none.
                    let same_paragraph = below == at + 1 && !line.last && below_line.last;
                    let short = same_paragraph || length > line.length();
                    let sentence = length >= SHORT && look::ends_sentence(&below_line.text);
                    short && sentence || length >= LONG && length > line.length()
                }
                Ground::Quote | Ground::Point(_) => below_line.inner.chars().count() >= LONG,
                _ => false,
            }
    })
}

/// The next line that may be the text of a headline: a short quote is its source.
fn text_below(lines: &[Line], at: usize) -> Option<usize> {
    let below = after(lines, at)?;
    let quoted = lines[below].ground == Ground::Quote;
    if quoted && lines[below].inner.chars().count() < LONG {
        after(lines, below)
    } else {
        Some(below)
    }
}

/// Characters of the longest bold name of a field.
const FIELD: usize = 8;

/// Whether a line is a field of a piece of news: `**发布单位：** …`.
fn is_field(line: &Line) -> bool {
    line.head().bold.is_some_and(|bold| {
        let name = bold.of(&line.text);
        let rest = line.text[bold.to..].trim_start();
        bold.from == 0
            && name.chars().count() <= FIELD
            && !rest.is_empty()
            && (name.ends_with(['：', ':']) || rest.starts_with(['：', ':']))
    })
}

/// Characters of a bare headline that stands among marked ones.
const SLIP: std::ops::RangeInclusive<usize> = 12..=48;

/// A bare headline over a report, after the end of another piece: its mark was forgotten.
pub(super) fn is_slip(lines: &[Line], at: usize, roles: &Roles) -> bool {
    Marker::Bare.marks(lines, at, roles)
        && lines[at].last
        && SLIP.contains(&lines[at].length())
        && after(lines, at).is_some_and(|below| {
            let body = lines[below].whole();
            look::reports(body) || look::tells_event(lines[at].words()) && look::hints(body)
        })
}

/// A bare headline of which the text is a shorter sentence: it stands between two paragraphs that
/// end as such.
pub(super) fn is_over_short(lines: &[Line], at: usize, roles: &Roles) -> bool {
    let line = &lines[at];
    let sentence = |near: Option<usize>| {
        near.is_some_and(|near| {
            let line = &lines[near];
            let text = line.ground == Ground::Text && line.last && roles.of[near] == Role::Text;
            text && line.length() >= SHORT && look::ends_sentence(line.words())
        })
    };
    roles.of[at] == Role::Text
        && line.last
        && is_unmarked(line)
        && SLIP.contains(&line.length())
        && sentence(after(lines, at))
        && before(lines, at)
            .is_some_and(|above| sentence(Some(above)) || !is_unmarked(&lines[above]))
}

/// A quote that begins with a headline, its text in the quote or below it.
fn is_quoted(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let Some(words) = quoted(line) else {
        return false;
    };
    let has_more = line.inner.trim().len() > words.len() + LONG;
    let over = || {
        after(lines, at).is_some_and(|below| {
            let text = &lines[below].text;
            let length = text.chars().count();
            let sentence = length >= SHORT && look::ends_sentence(text);
            lines[below].ground == Ground::Text && (length >= LONG || sentence)
        })
    };
    line.ground == Ground::Quote
        && (6..=60).contains(&words.chars().count())
        && !look::ends_sentence(words)
        && !words.ends_with(['：', ':', '，', '、'])
        && !is_address(words)
        && (has_more || line.inner.trim().len() == words.len() && over())
}

/// The first words of a quote.
fn quoted(line: &Line) -> Option<&str> {
    line.inner
        .lines()
        .map(str::trim)
        .find(|words| !words.is_empty())
}

fn look_limit(line: &Line) -> usize {
    if line.text.is_ascii() { 160 } else { 90 }
}

fn is_address(text: &str) -> bool {
    text.starts_with("http") || text.starts_with("www.")
}

/// Characters of the longest label before a day, its colon included.
const LONGEST_LABEL: usize = 9;

/// Whether a paragraph begins with a short label and a day: `上海：6月13日，…`.
fn labelled_day(text: &str) -> bool {
    let Some(at) = look::clip(text, LONGEST_LABEL).find('：') else {
        return false;
    };
    let rest = &text[at + '：'.len_utf8()..];
    at > 0 && look::date_lead(rest.trim_start()).is_some() && look::ends_sentence(rest)
}

/// A paragraph that begins with a date, or a date alone in bold with a paragraph that goes on.
fn is_dated(lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    if !line.first || !matches!(line.ground, Ground::Text) {
        return false;
    }
    let lead = look::date_lead(&line.text).map(|(end, _)| end);
    let Some(end) = lead.or_else(|| look::english_lead(&line.text)) else {
        return labelled_day(&line.text) || look::has_dateline(&line.text);
    };
    let rest = line.text[end..].trim();
    // `**3月9日 甲市发布方案**` alone is a headline.
    if line.shape.all_bold && line.last && !rest.is_empty() && !look::ends_sentence(rest) {
        return false;
    }
    if rest.chars().count() >= 12 || !line.last && !line.shape.all_bold {
        return true;
    }
    rest.is_empty()
        && line.shape.all_bold
        && lines
            .get(at + 1)
            .is_some_and(|next| next.ground == Ground::Text && look::continues(&next.text))
}

/// Fewest characters of a paragraph that is a report.
const REPORT: usize = 30;

/// Characters of the longest bold label before a report: `**河南** 2月14日，…`.
const LABEL: usize = 7;

/// Whether a line begins with a bold label and goes on with its text.
fn labelled(line: &Line) -> bool {
    line.head().bold.is_some_and(|bold| {
        bold.from == 0
            && bold.of(&line.text).chars().count() <= LABEL
            && !line.text[bold.to..].trim_start().starts_with(['，', ','])
    })
}

/// A paragraph of one line below a bold label at its head, to the end of a sentence.
pub(super) fn is_labelled(line: &Line) -> bool {
    line.ground == Ground::Text
        && line.first
        && line.last
        && line.length() >= REPORT
        && labelled(line)
        && look::ends_sentence(line.words())
}

/// A paragraph of one line without any mark but a label that reads like a report.
fn is_report(line: &Line) -> bool {
    let plain = line.ground == Ground::Text
        && line.first
        && line.last
        && !line.glued
        && (!line.shape.begins_bold || labelled(line))
        && line.style().is_none()
        && line.lead.category.is_none()
        && line.lead.symbol.is_none();
    plain
        && line.length() >= REPORT
        && look::ends_sentence(line.words())
        && (look::reports(&line.text)
            || look::hints(&line.text)
            || look::tells_event(look::clip(&line.text, 60)))
}

/// Characters at the head of a report in which its word of time stands.
const HEAD_OF_REPORT: usize = 20;

/// A bare report that says near its head that it is new, not on which day: `某部近日发文，…`.
pub(super) fn is_undated_report(line: &Line) -> bool {
    is_report(line) && {
        let head = look::clip(&line.text, HEAD_OF_REPORT);
        look::hints(head) || look::reports(head)
    }
}

/// Whether a paragraph is a piece of news to its end, where it names its source: `…。（某报）`.
pub(super) fn is_sourced(line: &Line) -> bool {
    line.ground == Ground::Text
        && line.last
        && line.length() >= REPORT
        && look::names_source(&line.text)
}

/// What speaks for one marker.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Evidence {
    /// The marker.
    pub(super) marker: Marker,
    /// The marked lines.
    pub(super) lines: Vec<usize>,
    /// Share of different headlines.
    pub(super) unique: f64,
    /// Median length of the headlines, in characters.
    pub(super) length: f64,
    /// Share of headlines as long as headlines are.
    pub(super) fit: f64,
    /// Share that ends like a sentence.
    pub(super) sentences: f64,
    /// Share that asks.
    pub(super) questions: f64,
    /// Share that heads parts of an essay or manual.
    pub(super) parts: f64,
    /// Share that is the title of a Section: 行业动态.
    pub(super) names: f64,
    /// Share that a contents list names.
    pub(super) listed: f64,
    /// Share of the Document's text below marked lines.
    pub(super) coverage: f64,
    /// Share with text below.
    pub(super) bodies: f64,
    /// How far headlines and bodies read like news, 0 to 1.
    pub(super) news: f64,
    /// Share whose body begins like a report or names its source.
    pub(super) reports: f64,
    /// Share of headlines, or first words, that tell an event.
    pub(super) events: f64,
    /// Share of them that name who acts or where: a public body, a place.
    pub(super) actors: f64,
    /// Share of them that do either.
    pub(super) told: f64,
    /// Share of linked headlines.
    pub(super) linked: f64,
    /// Share of text in code blocks.
    pub(super) code: f64,
    /// Share of marked lines that are already the text.
    pub(super) running: f64,
    /// How many different years the dates name.
    pub(super) years: usize,
    /// How many of the long paragraphs are marked, for headless markers.
    pub(super) share: f64,
}

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {} lines, median {} characters, unique {:.2}, fit {:.2}, sentences {:.2}, questions {:.2}, parts {:.2}, \
             names {:.2}, listed {:.2}, coverage {:.2}, bodies {:.2}, news {:.2}, reports {:.2}, events {:.2}, actors {:.2}, linked {:.2}, running {:.2}, code {:.2}",
            self.marker.name(),
            self.lines.len(),
            self.length,
            self.unique,
            self.fit,
            self.sentences,
            self.questions,
            self.parts,
            self.names,
            self.listed,
            self.coverage,
            self.bodies,
            self.news,
            self.reports,
            self.events,
            self.actors,
            self.linked,
            self.running,
            self.code,
        )
    }
}

/// Looks that are tried: a text with more of them has no order to be found.
const MOST_MARKERS: usize = 48;

/// Looks at every marker that occurs at least twice; at bare `paragraphs` only where they are asked
/// for.
pub(super) fn weigh(
    lines: &[Line],
    roles: &Roles,
    lexicon: &Lexicon,
    paragraphs: bool,
) -> Vec<Evidence> {
    let mut all = Vec::new();
    let texts = Texts::of(lines, roles, lexicon);
    let paragraphs = paragraphs.then_some(Marker::Paragraph);
    for marker in candidates(lines, roles).into_iter().chain(paragraphs) {
        let marked: Vec<usize> = (0..lines.len())
            .filter(|&at| marker.marks(lines, at, roles))
            .collect();
        if marked.len() >= 2 {
            all.push(evidence(lines, roles, &texts, marker, marked));
        }
    }
    all
}

fn candidates(lines: &[Line], roles: &Roles) -> Vec<Marker> {
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    let mut add = |marker: Marker| {
        if seen.len() < MOST_MARKERS && seen.insert(marker) {
            found.push(marker);
        }
    };
    let (mut bare, mut dated, mut brackets, mut categories) = (false, false, 0_u32, 0_u32);
    for line in lines {
        if line.is_day() {
            add(Marker::DateHead);
        }
        match line.ground {
            Ground::Heading(level) => add(Marker::Heading(level)),
            Ground::Point(number) => add(Marker::Point(number.is_some())),
            Ground::Text => {
                if line.shape.all_bold {
                    add(Marker::Bold(line.style()));
                    if line.words().ends_with(['：', ':']) {
                        add(Marker::BoldColon);
                    }
                } else if line.shape.begins_bold && credited(line, line.head().bold) {
                    add(Marker::Bold(line.style()));
                } else if let Some(style) = line.style() {
                    add(Marker::Numbered(style));
                } else if line.shape.begins_bold {
                    add(Marker::BoldLead);
                }
                if let Some(symbol) = line.lead.symbol {
                    add(Marker::Symbol(symbol));
                }
                if let Some(kind) = look::label(line.words()).filter(|_| line.first) {
                    add(Marker::Label(kind));
                }
                if line.shape.all_linked {
                    add(Marker::Linked);
                } else if line.head().link.is_some() {
                    add(Marker::Linked);
                    add(Marker::LinkLead);
                }
                bare |= line.first;
                dated = dated
                    || look::date_lead(&line.text).is_some()
                    || line.first
                        && (labelled_day(&line.text)
                            || look::has_dateline(&line.text)
                            || look::english_lead(&line.text).is_some());
                if dated {
                    add(Marker::Dated);
                }
            }
            Ground::Quote => add(Marker::Quoted),
            Ground::Row => add(Marker::Row),
            Ground::Details => add(Marker::Details),
            _ => {}
        }
        categories += u32::from(line.lead.category.is_some());
        brackets += u32::from(brackets < 2 && bracketed(line).is_some());
    }
    if categories > 0 {
        add(Marker::Category);
    }
    if brackets >= 2 {
        add(Marker::Bracketed);
    }
    if !roles.contents.is_empty() {
        add(Marker::Listed);
    }
    if bare {
        add(Marker::Bare);
    }
    found
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
fn evidence<'l>(
    lines: &'l [Line],
    roles: &Roles,
    texts: &Texts<'l>,
    marker: Marker,
    marked: Vec<usize>,
) -> Evidence {
    let listed = &roles.listed;
    let n = marked.len() as f64;
    let mut keys = FxHashSet::default();
    let mut years: FxHashSet<u32> = FxHashSet::default();
    let mut running = 0;
    let mut lengths = Vec::new();
    let (mut fit, mut sentences, mut questions, mut parts, mut hits) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut names, mut events, mut actors, mut told) = (0.0, 0.0, 0.0, 0.0);
    let (mut ordered, mut product_names) = (Some(0), 0.0);
    let (mut covered, mut bodies, mut news, mut reports, mut linked, mut code) =
        (0, 0.0, 0.0, 0.0, 0.0, 0);
    for (i, &at) in marked.iter().enumerate() {
        let line = &lines[at];
        let words = headline_words(line, marker);
        let headless = words.is_empty();
        running += usize::from(headless && !marker.is_headless());
        let facts = if headless {
            Facts::of_headless(lines, at, texts.lexicon)
        } else {
            texts.facts(line, at, words)
        };
        keys.insert(facts.key);
        years.extend(headless.then(|| look::lead_year(&line.text)).flatten());
        let length = words.chars().count();
        lengths.push(length);
        ordered = next_number(line, ordered);
        let fits = headless
            || if words.is_ascii() {
                // `Published`, `In progress` are titles of Sections; `v1.20.3` is none.
                (8..=140).contains(&length)
                    && (length >= 16 || words.bytes().any(|byte| byte.is_ascii_digit()))
            } else {
                (8..=70).contains(&length)
            };
        fit += f64::from(u8::from(fits));
        product_names += f64::from(u8::from(!fits && is_product_name(words)));
        sentences += f64::from(u8::from(
            !headless && look::ends_sentence(words) && !is_short(marker, words),
        ));
        questions += f64::from(u8::from(facts.question));
        parts += f64::from(u8::from(facts.part));
        names += f64::from(u8::from(facts.name));
        hits += f64::from(u8::from(listed.contains(&at)));
        let is_event = facts.event;
        let end = marked.get(i + 1).copied().unwrap_or(lines.len());
        let segment = segment(lines, roles, texts, marker, at, end);
        covered += segment.length + if segment.length > TEXT { 0 } else { length };
        code += segment.code;
        bodies += f64::from(u8::from(segment.length > TEXT));
        let is_link = line
            .head()
            .link
            .is_some_and(|link| link.from < line.lead.rest + 8)
            || line.shape.all_linked
            || segment.begins_linked;
        linked += f64::from(u8::from(is_link));
        let report = marker.is_headless()
            || texts.under_day[at]
            || segment.reports(texts)
            || segment.names_source(texts);
        reports += f64::from(u8::from(report));
        let mut own: f64 = 0.0;
        if report {
            own += 0.8;
        } else if segment.hints(texts) {
            own += 0.4;
        }
        events += f64::from(u8::from(is_event));
        actors += f64::from(u8::from(facts.actor));
        told += f64::from(u8::from(is_event || facts.actor));
        own += match (is_event, facts.actor) {
            (true, true) => 0.5,
            (true, false) => 0.4,
            (false, true) => 0.3,
            (false, false) => 0.0,
        };
        if !report && look::date_lead(words).is_some_and(|(_, day)| day) {
            own += 0.4;
        }
        if is_link || segment.links_only {
            own += 0.4;
        }
        news += own.min(1.0);
    }
    // Numbered from the first to the last they are no titles of Sections, however short.
    if ordered.is_some() {
        fit += product_names;
    }
    // Names of places before the text of each point are its headlines: `**Kenya** – The president …`.
    if matches!(marker, Marker::Point(_) | Marker::BoldLead)
        && actors >= 0.8 * n
        && bodies >= 0.8 * n
    {
        fit = n;
    }
    let (paragraphs, total) = (texts.paragraphs, texts.total);
    Evidence {
        marker,
        unique: keys.len() as f64 / n,
        length: median(&mut lengths),
        fit: fit / n,
        sentences: sentences / n,
        questions: questions / n,
        parts: parts / n,
        names: names / n,
        listed: hits / n,
        coverage: covered as f64 / total.max(1) as f64,
        bodies: bodies / n,
        news: news / n,
        reports: reports / n,
        events: events / n,
        actors: actors / n,
        told: told / n,
        linked: linked / n,
        code: code as f64 / covered.max(1) as f64,
        years: years.len(),
        running: running as f64 / n,
        share: n / paragraphs.max(marked.len()) as f64,
        lines: marked,
    }
}

/// The number of a line that goes on from the one before or begins anew; `None` once one does not.
fn next_number(line: &Line, before: Option<u32>) -> Option<u32> {
    let (_, number) = line.lead.number?;
    (number == before? + 1 || number == 1).then_some(number)
}

/// Whether words are one Latin name: `lumenfs`, `voicebox-zh`.
fn is_product_name(words: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    words.len() >= 2 && words.chars().all(fits) && words.contains(|c: char| c.is_ascii_alphabetic())
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

/// The words of a marked line that would be its headline; empty when it has none of its own.
pub(super) fn headline_words(line: &Line, marker: Marker) -> &str {
    match headline(line, marker) {
        Headline::None => "",
        Headline::Rest => line.words(),
        Headline::Stretch(stretch) => stretch.of(&line.text),
        Headline::Part(range) => line.text[range].trim(),
        Headline::Quoted => quoted(line).unwrap_or_default(),
    }
}

/// Which part of a marked line is the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Headline {
    /// None: the line is already the text.
    None,
    /// All but bullet, number and category.
    Rest,
    /// The link or the bold words at its head.
    Stretch(Stretch),
    /// These bytes of the line; what follows is text.
    Part(std::ops::Range<usize>),
    /// The first words of the quote.
    Quoted,
}

/// Longest headline where nothing but a number or bullet marks it, in characters.
const LONGEST_PLAIN: usize = 60;

/// Longest sentence without a comma that is a headline all the same, in bytes.
const SHORTEST_SENTENCE: usize = 40 * 3;

/// Whether a headline is a short sentence where nothing but a number or bullet marks it.
fn is_short(marker: Marker, words: &str) -> bool {
    matches!(
        marker,
        Marker::Numbered(_) | Marker::Point(_) | Marker::Symbol(_)
    ) && words.len() <= SHORTEST_SENTENCE
        && !words.contains(['，', ','])
}

/// The words of a line without the address at their end: `某市印发方案 https://…`.
fn without_address(line: &Line) -> &str {
    let words = line.text[line.lead.rest..].trim_end();
    let Some((before, last)) = words.rsplit_once([' ', '\n', '：', '\u{3000}']) else {
        return line.words();
    };
    // `某框架 2.0 发布` is a headline to its end.
    let credit = look::is_credit_alone(last) && !look::tells_event(last);
    if credit && before.chars().count() >= 8 {
        return before.trim_end();
    }
    if is_address(last.trim_matches(['<', '>', '(', ')', '（', '）'])) && before.len() >= 12 {
        before
            .trim_end()
            .trim_end_matches(['：', ':', '-', '—', '|'])
            .trim_end()
    } else {
        line.words()
    }
}

/// Characters of a headline that a colon parts from its text on one line.
const BEFORE_COLON: std::ops::RangeInclusive<usize> = 8..=40;

/// The bytes of a headline that a colon parts from a report on one line: `某市印发方案：3月9日，…`.
fn before_colon(words: &str) -> Option<usize> {
    let at = look::clip(words, BEFORE_COLON.end() + 1).find('：')?;
    let (headline, report) = (&words[..at], &words[at + '：'.len_utf8()..]);
    let fits = BEFORE_COLON.contains(&headline.chars().count())
        && !headline.contains('。')
        && look::tells_event(headline)
        && !look::speaks(headline)
        && (look::reports(report) || look::hints(report));
    fits.then_some(at)
}

/// Where a headline ends behind which a bar parts the day of its report: `… | 2024-04-22 某网`.
fn day_behind_bar(text: &str) -> Option<usize> {
    let (headline, credit) = text.rsplit_once(['|', '｜', '丨'])?;
    let headline = headline.trim_end();
    let fits = headline.chars().count() >= BEFORE_BAR
        && credit.chars().count() <= LONGEST_CREDIT
        && look::date_lead(credit).is_some_and(|(_, day)| day);
    fits.then_some(headline.len())
}

/// Characters of the shortest headline before such a bar.
const BEFORE_BAR: usize = 8;

/// Finds the headline in a marked line.
pub(super) fn headline(line: &Line, marker: Marker) -> Headline {
    let near = |stretch: &Stretch| stretch.from <= line.lead.rest + 8;
    let plain = || {
        let words = without_address(line);
        let inner = words.trim_end_matches(['。', '；', ';']);
        let short = inner.len() < words.len() && words.len() <= SHORTEST_SENTENCE;
        let longest = if words.is_ascii() {
            2 * LONGEST_PLAIN
        } else {
            LONGEST_PLAIN
        };
        let runs_on = words.chars().count() > longest
            || (!short || inner.contains(['，', ','])) && look::ends_sentence(words)
            || inner.contains('。');
        if runs_on {
            before_colon(words).map_or(Headline::None, |length| {
                Headline::Part(line.lead.rest..line.lead.rest + length)
            })
        } else if words.len() < line.words().len() {
            Headline::Part(line.lead.rest..line.lead.rest + words.len())
        } else {
            Headline::Rest
        }
    };
    match marker {
        Marker::Dated | Marker::DateHead | Marker::Paragraph => Headline::None,
        Marker::Bracketed => bracketed(line).map_or(Headline::None, Headline::Part),
        Marker::Quoted => Headline::Quoted,
        Marker::Bold(_) if !line.shape.all_bold => {
            line.head().bold.map_or(Headline::Rest, Headline::Stretch)
        }
        Marker::Heading(_) | Marker::Bold(None) if day_behind_bar(&line.text).is_some() => {
            let end = day_behind_bar(&line.text).unwrap_or(line.text.len());
            Headline::Part(line.lead.rest..end)
        }
        Marker::Heading(_) | Marker::Numbered(_) if credited(line, line.head().link) => {
            line.head().link.map_or(Headline::Rest, Headline::Stretch)
        }
        Marker::Linked if !line.shape.all_linked => {
            line.head().link.map_or(Headline::Rest, Headline::Stretch)
        }
        Marker::LinkLead => line.head().link.map_or(Headline::None, Headline::Stretch),
        Marker::Point(_) | Marker::BoldLead | Marker::Listed => {
            match (line.head().link, line.head().bold) {
                (Some(link), _) if near(&link) => Headline::Stretch(link),
                (_, Some(bold)) if near(&bold) && bold.of(&line.text).chars().count() >= 4 => {
                    Headline::Stretch(bold)
                }
                _ => plain(),
            }
        }
        Marker::Category | Marker::Label(_) | Marker::Numbered(_) | Marker::Symbol(_) => {
            match line.head().bold {
                Some(bold)
                    if near(&bold)
                        && bold.to < line.text.len()
                        && bold.of(&line.text).chars().count() >= 8 =>
                {
                    Headline::Stretch(Stretch {
                        from: bold.from.max(line.lead.rest),
                        ..bold
                    })
                }
                _ => plain(),
            }
        }
        _ => Headline::Rest,
    }
}

/// What the words of a headline say by themselves.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
struct Facts {
    key: Option<u64>,
    question: bool,
    part: bool,
    name: bool,
    event: bool,
    actor: bool,
}

impl Facts {
    fn of(words: &str, lexicon: &Lexicon) -> Self {
        Self {
            key: look::key(words),
            question: look::is_question(words),
            part: look::is_part_title(words) || look::is_version(words),
            name: look::is_section_title(words),
            event: look::tells_event(words),
            actor: look::names_actor(words, lexicon),
        }
    }

    /// Of a piece without a headline of its own.
    fn of_headless(lines: &[Line], at: usize, lexicon: &Lexicon) -> Self {
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
const TEXT: usize = 10;

/// What stands below a marked line.
struct Segment<'l> {
    length: usize,
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
    code: usize,
    links_only: bool,
    begins_linked: bool,
}

fn segment<'l>(
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

    /// Whether the head of the body reads like a report.
    fn reports(&self, texts: &Texts<'_>) -> bool {
        match self.first {
            _ if !self.joined.is_empty() => look::reports(&self.joined),
            Some((_, Some(line))) => texts.of[line].reports(),
            Some((words, None)) => look::reports(words),
            None => look::reports(""),
        }
    }

    /// Whether it hints at an event.
    fn hints(&self, texts: &Texts<'_>) -> bool {
        match self.first {
            _ if !self.joined.is_empty() => look::hints(&self.joined),
            Some((_, Some(line))) => texts.of[line].hints(),
            Some((words, None)) => look::hints(words),
            None => look::hints(""),
        }
    }

    /// Whether any of its texts names a source.
    fn names_source(&self, texts: &Texts<'_>) -> bool {
        let told = |at: usize| !texts.is_mute[at] && texts.of[at].names_source();
        self.own.names_source() || self.below.clone().any(told)
    }
}

/// What stands in every line, looked at once for all markers.
struct Texts<'l> {
    of: Vec<Text<'l>>,
    /// Code, pictures and rules: what stands in them tells nothing.
    is_mute: Vec<bool>,
    /// What each line says as a headline, once it was asked.
    facts: Vec<Cell<Option<Facts>>>,
    /// Whether the last heading or line above that is no text is a day.
    under_day: Vec<bool>,
    /// How many paragraphs are long.
    paragraphs: usize,
    /// Characters in all lines that may be anything.
    total: usize,
    /// The names of places and bodies.
    lexicon: &'l Lexicon,
}

impl<'l> Texts<'l> {
    fn of(lines: &'l [Line], roles: &Roles, lexicon: &'l Lexicon) -> Self {
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
    fn facts(&self, line: &Line, at: usize, words: &str) -> Facts {
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

#[expect(clippy::cast_precision_loss, reason = "lengths of lines")]
fn median(values: &mut [usize]) -> f64 {
    values.sort_unstable();
    values
        .get(values.len() / 2)
        .map_or(0.0, |&value| value as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The look after this one; a new Marker must find its place here, and so in `LOOKS`.
    fn next(marker: Marker) -> Option<Marker> {
        Some(match marker {
            Marker::Heading(6) => Marker::Bold(None),
            Marker::Heading(level) => Marker::Heading(level + 1),
            Marker::Bold(None) => Marker::Bold(Some(Style::Han)),
            Marker::Bold(Some(_)) => Marker::Category,
            Marker::Category => Marker::Label('「'),
            Marker::Label(_) => Marker::Numbered(Style::Han),
            Marker::Numbered(_) => Marker::Point(true),
            Marker::Point(true) => Marker::Point(false),
            Marker::Point(false) => Marker::Linked,
            Marker::Linked => Marker::Symbol('●'),
            Marker::Symbol(_) => Marker::Dated,
            Marker::Dated => Marker::DateHead,
            Marker::DateHead => Marker::BoldLead,
            Marker::BoldLead => Marker::BoldColon,
            Marker::BoldColon => Marker::LinkLead,
            Marker::LinkLead => Marker::Bracketed,
            Marker::Bracketed => Marker::Quoted,
            Marker::Quoted => Marker::Bare,
            Marker::Bare => Marker::Row,
            Marker::Row => Marker::Details,
            Marker::Details => Marker::Paragraph,
            Marker::Paragraph => Marker::Listed,
            Marker::Listed => return None,
        })
    }

    #[test]
    fn the_front_matter_may_name_every_marker() {
        let markers = std::iter::successors(Some(Marker::Heading(1)), |marker| next(*marker));
        let mut names: Vec<_> = markers.map(Marker::name).collect();
        names.push("none");
        assert_eq!(names, LOOKS);
    }
}

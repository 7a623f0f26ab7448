//! The evidence for each marker: what its lines and the text below them are like.

use rustc_hash::FxHashSet;

use super::headline::{self, headline_words, is_near};
use super::line::{Ground, Line};
use super::look;
use super::marker::{Marker, bracketed, credited, labelled_day};
use super::role::Roles;
use super::segment::{Facts, TEXT, Texts, segment};
use crate::lexicon::Lexicon;

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
    let (mut ordered, mut product_names, mut short, mut lists) = (Some(0), 0.0, 0.0, 0_u32);
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
                // A headline in two languages is as long as it is wide.
                length >= 8 && (length <= 70 || look::width(words) <= 70)
            };
        fit += f64::from(u8::from(fits));
        let is_product = is_product_name(words);
        let is_short = (SHORT..8).contains(&length) && !is_product;
        short += f64::from(u8::from(!fits && is_short));
        lists += u32::from(matches!(line.lead.number, Some((_, 1))));
        product_names += f64::from(u8::from(!fits && is_product));
        sentences += f64::from(u8::from(
            !headless && look::ends_sentence(words) && !headline::is_short(marker, words),
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
        let is_link = line.head().link.is_some_and(|link| is_near(line, &link))
            || line.shape.all_linked
            || segment.begins_linked
            || segment.is_address();
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
        // So are the headings of several lists.
        if lists >= LISTS && matches!(marker, Marker::Heading(_)) {
            fit += short;
        }
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

/// Characters of the shortest headline in a numbered list.
const SHORT: usize = 4;

/// Fewest numbered lists in a text whose short headings are headlines.
const LISTS: u32 = 2;

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

#[expect(clippy::cast_precision_loss, reason = "lengths of lines")]
fn median(values: &mut [usize]) -> f64 {
    values.sort_unstable();
    values
        .get(values.len() / 2)
        .map_or(0.0, |&value| value as f64)
}

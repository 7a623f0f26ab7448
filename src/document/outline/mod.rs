//! How a Body is split into Sections and Items.
//!
//! The Body is flattened into Lines (`line`). What is certainly no Item is set aside ([`role`]):
//! the title, contents lists ([`contents`]), boilerplate. Every look that headlines may have
//! ([`marker`]) is weighed by what its lines say ([`headline`]) and what stands below them
//! ([`segment`]); the `evidence` tells which look it is and whether it heads news at all (`choose`).
//! A coarser look over them gives the Sections ([`section`]). What comes out are [`Piece`]s that cover
//! the Body from beginning to end ([`piece`]).

use std::borrow::Cow;

use crate::document::markdown::Body;
use crate::fold::in_simplified;
use crate::lexicon::Lexicon;
use crate::source::Span;

mod choose;
mod contents;
mod evidence;
mod group;
mod headline;
mod line;
mod look;
mod marker;
mod piece;
mod refrain;
mod role;
mod section;
mod segment;
mod table;

pub use marker::LOOKS;
pub(crate) use piece::{Chunk, Entry, Piece, PieceKind, Start, Title};

use line::Line;
use marker::Marker;
use role::{Role, Roles};

/// Items beyond which a Document is not split further: what follows stays in the last one.
pub(crate) const MOST_ITEMS: usize = 10_000;

/// The outline of a Document.
#[derive(Debug)]
pub(crate) struct Outline {
    /// Whether it was split.
    pub(crate) digest: bool,
    /// What it was split into, in order of reading.
    pub(crate) pieces: Vec<Piece>,
    /// Start event of the heading that is the title.
    pub(crate) title: Option<usize>,
    /// Lone punctuation marks that were left out.
    pub(crate) strays: Vec<Span>,
    /// Whether the author named a marker that does not stand in the text.
    pub(crate) unknown_marker: bool,
    /// Where the bound on Items was reached.
    pub(crate) too_many: Option<Span>,
    /// Whether the text is in traditional characters.
    pub(crate) traditional: bool,
}

/// What the author says about the outline.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wish<'a> {
    /// `digest` in the front matter.
    pub(crate) digest: Option<bool>,
    /// `items` in the front matter.
    pub(crate) items: Option<&'a str>,
}

/// A text without the bullet, number or category at its head.
pub(crate) fn without_lead(text: &str) -> &str {
    let lead = look::Lead::of(look::clip(text, 60));
    &text[lead.rest..]
}

/// Whether a short line is what stands below a picture.
pub(crate) fn is_caption(line: &str) -> bool {
    look::is_caption(line)
}

/// The day that a title is, or that stands between brackets behind a name: what stands below it is of
/// that day.
pub(crate) fn day_of(title: &str) -> Option<&str> {
    let whole = look::is_day(title).then_some(title);
    whole.or_else(|| look::boxed_day(title))
}

/// Splits a Body. `title` is the Document's title, `clue` all that is written over the text.
pub(crate) fn read(
    body: &Body<'_>,
    title: &str,
    clue: &str,
    wish: Wish<'_>,
    lexicon: &Lexicon,
) -> Outline {
    let seen = Seen::of(body, title, clue);
    let (written, body, title, clue) = (body, &*seen.body, &*seen.title, &*seen.clue);
    let (mut tables, mut groups) = (table::find(body), group::find(body));
    let mut lines = line::read(body, &tables, &groups);
    let mut roles = role::assign(body, &lines, title, lexicon.boilerplate());
    let mut marker = choose(&lines, &roles, lexicon, (title, clue), wish);
    let rows = tables.is_empty() || marker == Some(Marker::Row);
    let points = groups.is_empty() || marker.is_some_and(Marker::marks_points);
    if !rows || !points {
        // The rows are no Items: then a table is one thing, and so is a list of lists.
        tables.retain(|_| rows);
        groups.retain(|_| points);
        lines = line::read(body, &tables, &groups);
        roles = role::assign(body, &lines, title, lexicon.boilerplate());
        marker = choose(&lines, &roles, lexicon, (title, clue), wish);
    }
    if let Some(marker) = marker {
        free_title(&lines, &mut roles, marker);
    }
    let title_line = roles.of.iter().position(|role| *role == Role::Title);
    let strays = roles
        .of
        .iter()
        .zip(&lines)
        .filter(|(role, _)| **role == Role::Stray)
        .map(|(_, line)| body.span(&line.slice))
        .collect();
    let mut outline = Outline {
        digest: false,
        pieces: Vec::new(),
        title: title_line.map(|at| body.blocks[lines[at].block].events.start),
        strays,
        unknown_marker: marker.is_none() && wish.items.is_some_and(|name| name != "none"),
        too_many: None,
        traditional: matches!(seen.body, Cow::Owned(_)),
    };
    let Some(marker) = marker else {
        outline.pieces = piece::whole(written, &lines, &roles);
        return outline;
    };
    let mut marked = mark(&lines, &roles, marker);
    let mut sections = section::find(&lines, &roles, marker, &marked);
    if roles.drop_other_lists(|at| marked[at] || sections[at]) {
        marked = mark(&lines, &roles, marker);
        sections = section::find(&lines, &roles, marker, &marked);
    }
    section::raise(&lines, marker, &mut marked, &mut sections);
    if matches!(marker, Marker::Heading(_) | Marker::Bold(_)) {
        section::close(&lines, &roles, &mut marked, &mut sections);
    }
    section::end(&lines, marker, &mut marked, &sections);
    section::add_lists(&lines, &roles, &mut marked, &sections);
    outline.too_many = bound(body, &lines, &mut marked);
    outline.pieces = piece::build(written, &lines, &roles, marker, &marked, &sections);
    outline.digest = outline
        .pieces
        .iter()
        .filter(|piece| matches!(piece.kind, PieceKind::Item(_)))
        .count()
        > 1;
    if !outline.digest {
        outline.pieces = piece::whole(written, &lines, &roles);
    }
    outline
}

/// What the rules read, whose words are in simplified characters: a Body in traditional ones, its title
/// and its clue as if they were written so. Each character is as long as the one for which it stands.
struct Seen<'t, 's> {
    body: Cow<'t, Body<'s>>,
    title: Cow<'t, str>,
    clue: Cow<'t, str>,
}

impl<'t, 's> Seen<'t, 's> {
    fn of(body: &'t Body<'s>, title: &'t str, clue: &'t str) -> Self {
        match body.in_simplified() {
            Some(body) => Self {
                body: Cow::Owned(body),
                title: in_simplified(title).into(),
                clue: in_simplified(clue).into(),
            },
            None => Self {
                body: Cow::Borrowed(body),
                title: title.into(),
                clue: clue.into(),
            },
        }
    }
}

/// Where nothing else gives the title, its line may be the first headline: then it stays one. A heading
/// that names a digest is the title of those below it.
fn free_title(lines: &[Line], roles: &mut Roles, marker: Marker) {
    let is_headline = |line: &Line| match line.ground {
        line::Ground::Text => true,
        line::Ground::Heading(1) => marker == Marker::Heading(1) && !choose::names(line.words()),
        _ => false,
    };
    let title = roles
        .of
        .iter()
        .zip(lines)
        .position(|(role, line)| *role == Role::Title && is_headline(line));
    if let Some(at) = title {
        roles.of[at] = Role::Text;
        if !marker.marks(lines, at, roles) {
            roles.of[at] = Role::Title;
        }
    }
}

/// The marker by wish or by evidence; `None` leaves the Document whole.
fn choose(
    lines: &[Line],
    roles: &Roles,
    lexicon: &Lexicon,
    title: (&str, &str),
    wish: Wish<'_>,
) -> Option<Marker> {
    if wish.digest == Some(false) || wish.items == Some("none") {
        return None;
    }
    let prior = choose::Prior::of(title, lines, roles);
    let all = evidence::weigh(lines, roles, lexicon, prior.is_issue_of_periodical());
    if let Some(name) = wish.items {
        let named: Vec<_> = all
            .iter()
            .filter(|evidence| evidence.marker.name() == name)
            .cloned()
            .collect();
        return choose::best(&named, prior).map(|(evidence, _)| evidence.marker);
    }
    let (evidence, score) = choose::best(&all, prior)?;
    if wish.digest != Some(true) && !choose::is_digest(evidence, score, prior) {
        return None;
    }
    let finer = choose::finer(&all, evidence).filter(|_| evidence.marker == Marker::DateHead);
    Some(finer.unwrap_or(evidence).marker)
}

/// Marks the headlines.
fn mark(lines: &[Line], roles: &Roles, marker: Marker) -> Vec<bool> {
    let mut marked: Vec<bool> = (0..lines.len())
        .map(|at| marker.marks(lines, at, roles))
        .collect();
    if !matches!(marker, Marker::Listed) {
        add_listed(lines, roles, &mut marked);
    }
    match marker {
        Marker::Heading(_) | Marker::Bold(_) => {
            add_bare(lines, roles, &mut marked, SISTERS, marker::is_slip);
            add_names(lines, roles, &mut marked);
        }
        Marker::Bare => {
            add_bare(
                lines,
                roles,
                &mut marked,
                BARE_SISTERS,
                marker::is_over_short,
            );
        }
        Marker::Dated => add_undated(lines, roles, &mut marked),
        Marker::DateHead => add_sourced(lines, roles, &mut marked),
        _ => {}
    }
    marked
}

/// Marks paragraphs that report without a day among those that begin with one, where each piece of
/// news is one paragraph.
fn add_undated(lines: &[Line], roles: &Roles, marked: &mut [bool]) {
    let dated = marked.iter().filter(|is| **is).count();
    let first = marked.iter().position(|is| *is).unwrap_or(0);
    let others: Vec<usize> = (first..lines.len())
        .filter(|&at| !marked[at] && roles.of[at] == Role::Text && !lines[at].is_blank())
        .collect();
    let all_report = others
        .iter()
        .all(|&at| marker::is_undated_report(&lines[at]));
    // Below bold labels each (`**美国：** …`) the label marks those without a day.
    let labelled = (0..lines.len()).filter(|&at| marked[at] && marker::is_labelled(&lines[at]));
    let by_label = labelled.count() * 3 >= dated * 2;
    if all_report && others.len() <= dated || by_label {
        for at in others {
            marked[at] |= all_report || marker::is_labelled(&lines[at]);
        }
    }
}

/// Below a day several pieces of news may stand, one paragraph each: where each names its source at
/// its end, the next begins a piece.
fn add_sourced(lines: &[Line], roles: &Roles, marked: &mut [bool]) {
    let written = |at: &usize| {
        let line = &lines[*at];
        roles.of[*at] == Role::Text && !line.is_blank() && !line.is_day()
    };
    let first = marked.iter().position(|is| *is).unwrap_or(0);
    let all: Vec<usize> = (first..lines.len()).filter(written).collect();
    if all.iter().all(|&at| marker::is_sourced(&lines[at])) {
        for at in all {
            marked[at] = true;
        }
    }
}

/// Fewest marked lines among which an unmarked one is taken for a slip.
const SISTERS: usize = 4;

/// Fewest bare headlines among which one has a text that is shorter.
const BARE_SISTERS: usize = 3;

/// Marks bare lines among marked ones, where these are enough: the author forgot their mark, or the
/// text below is shorter.
fn add_bare(
    lines: &[Line],
    roles: &Roles,
    marked: &mut [bool],
    fewest: usize,
    is_bare: fn(&[Line], usize, &Roles) -> bool,
) {
    let sisters = marked.iter().filter(|is| **is).count();
    if sisters < fewest {
        return;
    }
    let first = marked.iter().position(|is| *is).unwrap_or(0);
    let bare: Vec<usize> = (first..lines.len())
        .filter(|&at| !marked[at] && is_bare(lines, at, roles))
        .collect();
    if bare.len() * 2 <= sisters {
        for at in bare {
            marked[at] = true;
        }
    }
}

/// Marks bold names over text where one stands right below the title of a Section: there it can only be a
/// headline, and so are its like in that Section.
fn add_names(lines: &[Line], roles: &Roles, marked: &mut [bool]) {
    let mut names_head = false;
    let mut begins = false;
    for at in 0..lines.len() {
        let line = &lines[at];
        if line.is_blank() {
            continue;
        }
        if matches!(line.ground, line::Ground::Heading(_)) && !marked[at] {
            (begins, names_head) = (true, false);
            continue;
        }
        let name = roles.of[at] == Role::Text && !marked[at] && marker::is_name(lines, at);
        names_head |= begins && name;
        begins = false;
        marked[at] |= name && names_head;
    }
}

/// Marks bare lines that a contents list names beside the marked ones.
fn add_listed(lines: &[Line], roles: &Roles, marked: &mut [bool]) {
    let named = marked
        .iter()
        .enumerate()
        .filter(|&(at, &is)| is && roles.listed.contains(&at))
        .count();
    if named < 2 {
        return;
    }
    for (at, line) in lines.iter().enumerate() {
        let bare =
            line.ground == line::Ground::Text && !line.shape.begins_bold && line.style().is_none();
        if bare && roles.of[at] == Role::Text && roles.listed.contains(&at) && line.length() >= 8 {
            marked[at] = true;
        }
    }
}

/// Keeps the first [`MOST_ITEMS`] marks; gives the place of the first that goes beyond.
fn bound(body: &Body<'_>, lines: &[Line], marked: &mut [bool]) -> Option<Span> {
    let beyond = marked
        .iter()
        .enumerate()
        .filter(|(_, is)| **is)
        .nth(MOST_ITEMS)
        .map(|(at, _)| at)?;
    for is in &mut marked[beyond..] {
        *is = false;
    }
    Some(body.span(&lines[beyond].slice))
}

/// What was seen of each marker, for `explain`: one line each, the best first, with its score and
/// shares from 0 to 1.
pub(crate) fn evidence(body: &Body<'_>, title: &str, clue: &str, lexicon: &Lexicon) -> Vec<String> {
    let seen = Seen::of(body, title, clue);
    let (body, title, clue) = (&*seen.body, &*seen.title, &*seen.clue);
    let lines = line::read(body, &table::find(body), &group::find(body));
    let roles = role::assign(body, &lines, title, lexicon.boilerplate());
    let prior = choose::Prior::of((title, clue), &lines, &roles);
    let mut all = evidence::weigh(&lines, &roles, lexicon, prior.is_issue_of_periodical());
    all.sort_by(|a, b| choose::score(b, prior).total_cmp(&choose::score(a, prior)));
    all.iter()
        .map(|evidence| format!("{:.2} {evidence}", choose::score(evidence, prior)))
        .collect()
}

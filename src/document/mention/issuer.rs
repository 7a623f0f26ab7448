//! Bodies that issue what an Item reports.
//!
//! A body counts when it stands before a verb of issuing (印发, 出台 …) in its clause, or begins a
//! Policy's title (`中共云南省委 云南省人民政府关于…`). Several that are joined by 、 or 和 count
//! together. A body that only speaks, attends or is quoted does not.

use std::ops::Range;

use super::{ItemText, Mention, Notes};
use crate::document::{Work, WorkKind};
use crate::lexicon::{Hit, Lexicon, PlaceSense, RegionId, Sense};

/// Characters between a body and its verb.
const REACH: usize = 18;

/// A body in a text.
struct Body {
    span: Range<usize>,
    name: String,
}

/// Finds the issuers of an Item, in order, and gives each Policy its own.
pub(super) fn read(
    item: &ItemText<'_>,
    headline_hits: &[Hit<'_>],
    body_hits: &[Hit<'_>],
    lexicon: &Lexicon,
    works: &mut [Work],
    notes: &mut Notes,
) -> Vec<String> {
    let mut issuers = Vec::new();
    for (text, hits, in_headline) in [
        (item.headline, headline_hits, true),
        (item.body, body_hits, false),
    ] {
        let bodies = bodies(text, hits, lexicon);
        let mut group: Vec<&Body> = Vec::new();
        for (index, body) in bodies.iter().enumerate() {
            group.push(body);
            let next = bodies
                .get(index + 1)
                .map_or(text.len(), |next| next.span.start);
            if is_joint(&text[body.span.end..next]) && index + 1 < bodies.len() {
                continue;
            }
            let members = std::mem::take(&mut group);
            if let Some(verb) = issuing_verb(&text[body.span.end..], lexicon) {
                let title = title_after(&text[body.span.end..]);
                for member in members {
                    let line = if in_headline {
                        item.headline_line
                    } else {
                        item.line(member.span.start)
                    };
                    notes.add(|| Mention {
                        words: text[member.span.clone()].to_owned(),
                        line,
                        reading: format!("issuer {}: before `{verb}`", member.name),
                    });
                    credit(works, title, &member.name);
                    push(&mut issuers, &member.name);
                }
            }
        }
    }
    for work in works
        .iter_mut()
        .filter(|work| matches!(work.kind, WorkKind::Policy(_)) && work.refers_to.is_none())
    {
        let head = work
            .title
            .split_once("关于")
            .map_or("", |(head, _)| head)
            .to_owned();
        for body in bodies(&head, &lexicon.find(&head), lexicon) {
            push(&mut work.issuers, &body.name);
            push(&mut issuers, &body.name);
        }
    }
    issuers
}

/// Gives a Policy, by the title as written or the full one behind a short form, an issuer.
fn credit(works: &mut [Work], title: Option<&str>, name: &str) {
    let Some(title) = title else { return };
    let full = works
        .iter()
        .find(|work| *work.title == *title)
        .and_then(|work| work.refers_to.clone())
        .unwrap_or_else(|| title.into());
    if let Some(work) = works
        .iter_mut()
        .find(|work| work.title == full && matches!(work.kind, WorkKind::Policy(_)))
    {
        push(&mut work.issuers, name);
    }
}

fn push(names: &mut Vec<String>, name: &str) {
    if !names.iter().any(|other| other == name) {
        names.push(name.to_owned());
    }
}

/// National bodies by name, local ones as a place and what follows it.
fn bodies(text: &str, hits: &[Hit<'_>], lexicon: &Lexicon) -> Vec<Body> {
    let mut bodies: Vec<Body> = Vec::new();
    for hit in hits {
        let body = match hit.sense {
            Sense::Issuer(id) => Some(Body {
                span: hit.span.clone(),
                name: lexicon.issuer(*id).name.to_owned(),
            }),
            Sense::Place(PlaceSense::Name(ids)) => local(text, hit, ids[0], lexicon),
            _ => None,
        };
        // 深圳市南山区人民政府 is one body: the one that was found last reaches further back.
        if let Some(body) = body.filter(|body| {
            bodies
                .last()
                .is_none_or(|last| last.span.end <= body.span.start)
        }) {
            bodies.push(body);
        }
    }
    bodies
}

/// A local body around a place name.
fn local(text: &str, hit: &Hit<'_>, region: RegionId, lexicon: &Lexicon) -> Option<Body> {
    let (before, after) = (&text[..hit.span.start], &text[hit.span.end..]);
    let (left, right, name) =
        lexicon.local_issuer(before, &text[hit.span.clone()], after, region)?;
    Some(Body {
        span: hit.span.start - left..hit.span.end + right,
        name,
    })
}

/// Whether two bodies with this between them act together.
fn is_joint(between: &str) -> bool {
    let between = between.trim();
    matches!(
        between,
        "" | "、" | "和" | "与" | "及" | "会同" | "联合" | "以及" | "," | "，" | "and"
    )
}

/// The verb of issuing that follows a body in its clause.
fn issuing_verb(after: &str, lexicon: &Lexicon) -> Option<&'static str> {
    let clause_end = after
        .char_indices()
        .take(REACH)
        .take_while(|(_, c)| !matches!(c, '，' | '。' | '；' | '：' | '《' | '“' | '\n' | ','))
        .last()
        .map_or(0, |(at, c)| at + c.len_utf8());
    let clause = &after[..clause_end];
    lexicon
        .titles()
        .issuing_verbs()
        .find(clause)
        .next()
        .map(|(_, verb, _)| verb)
}

/// Characters of a sentence in which a title is looked for: a text may have no full stop at all, and
/// each of its bodies would look through the rest of it.
const SENTENCE: usize = 500;

/// The first title in what follows, within its sentence.
fn title_after(after: &str) -> Option<&str> {
    let mut head = after.char_indices().take(SENTENCE);
    let end = head.find_map(|(at, char)| matches!(char, '。' | '\n').then_some(at));
    let far = || after.char_indices().nth(SENTENCE).map(|(at, _)| at);
    let sentence = &after[..end.or_else(far).unwrap_or(after.len())];
    let span = super::title::titles(sentence).into_iter().next()?;
    Some(&sentence[span])
}

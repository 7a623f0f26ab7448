//! Whether words tell an event, and who acts.

use super::day::has_day_of_report;
use crate::fold::clip;
use crate::lexicon::{Lexicon, PlaceSense, Sense, outline_words};

/// Whether the head of a body reads like a report: a day, a source.
pub(in crate::document::outline) fn reports(body: &str) -> bool {
    let head: &str = clip(body, 60);
    let words = &outline_words().report;
    // 每周五 says how often, 周五 when.
    let said = if head.contains("每周") {
        words.any_word_in(&head.replace("每周", ""))
    } else {
        words.any_word_in(head)
    };
    has_day_of_report(head) || said || (head.trim_start().starts_with('据') && head.contains('，'))
}

/// Whether the head of a body only hints at an event.
pub(in crate::document::outline) fn hints(body: &str) -> bool {
    let head: &str = clip(body, 60);
    outline_words().hint.any_word_in(head)
}

/// Whether a headline tells an event. In English headlines every word may have a capital.
pub(in crate::document::outline) fn tells_event(headline: &str) -> bool {
    let words = &outline_words().event;
    words.any_word_in(headline)
        || headline.is_ascii() && words.any_word_in(&headline.to_ascii_lowercase())
}

/// Characters at the head of a headline in which its subject stands, of Chinese and of others.
const SUBJECT: (usize, usize) = (14, 48);

/// Whether a headline names at its head who acts or where: a public body or a place.
pub(in crate::document::outline) fn names_actor(headline: &str, lexicon: &Lexicon) -> bool {
    let most = if headline.is_ascii() {
        SUBJECT.1
    } else {
        SUBJECT.0
    };
    let head = clip(headline, most);
    let is_actor = |sense: &Sense| match sense {
        Sense::Issuer(_) => true,
        Sense::Place(place) => !matches!(place, PlaceSense::Guarded(_)),
        Sense::Nothing => false,
    };
    let words = &outline_words().actor;
    words.any_word_in(head)
        || head.is_ascii() && words.any_word_in(&head.to_ascii_lowercase())
        || lexicon.find(head).iter().any(|hit| is_actor(hit.sense))
}

//! Markdown in, events with Spans and safe HTML out.
//!
//! [`read`] runs pulldown-cmark between passes of our own, each of which does one thing and keeps
//! the Spans: marks for emphasis beside CJK punctuation go in ([`cjk`]), events come out
//! (`events`), raw HTML becomes the events that Markdown would have given (`raw`), bare URLs become
//! links (`autolink`). What comes out is a [`Body`]: one kind of stream, whatever the author typed.
//! [`Writer`] turns any stretch of it into [`Markup`](super::Markup).
//!
//! The text is hostile: every pass is linear in its length, nothing recurses, and what nests deeper
//! than [`MAX_DEPTH`] is shown without the nesting.

use crate::source::Span;

pub use self::writer::{Settings, Writer, is_placeholder, is_random};
pub use super::block::{Block, BlockKind, Body, Cut, ListItem, Slice};

mod autolink;
pub mod bounds;
pub mod cjk;
mod emphasis;
mod events;
mod lone_tag;
mod raw;
mod sanitise;
mod setext;
mod url;
mod writer;

/// Quotes, lists and spans may nest this deep; browsers give up at 512 elements, people far before.
pub const MAX_DEPTH: usize = 100;

/// Something in the text that a person may want to mend, before it has a path and a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Code of the Diagnostic that it becomes: one of [`CODES`].
    pub code: &'static str,
    /// Where in the Source.
    pub span: Span,
    /// What is wrong, as in [`crate::diagnostic::Diagnostic::message`].
    pub message: String,
    /// How to mend it.
    pub hint: &'static str,
}

/// Every code that a [`Finding`] of this module has.
pub const CODES: [&str; 9] = [
    "emphasis-broken",
    "html-dropped",
    "link-dropped",
    "nesting-too-deep",
    "picture-dropped",
    "setext-rule",
    "text-direction",
    "too-many-links",
    "too-much-markup",
];

/// Reads the body of a Source.
///
/// `base` is the byte of the Source at which `text` begins; all Spans count from the Source's start.
/// Never fails. The text must not hold U+FDD0 (a [`crate::source::Source`] never does).
pub fn read(text: &str, base: u32) -> Body<'_> {
    let mut findings = Vec::new();
    if let Some(events) = bounds::as_written(text, &mut findings) {
        return Body::new(text, base, events, findings);
    }
    let mut events = events::read(text, &mut findings);
    if events::any_html(&events) {
        events = raw::lift(text, events, &mut findings);
    }
    setext::undo(&mut events, text, &mut findings);
    autolink::link(&mut events, text);
    bounds::fewer_links(&mut events, &mut findings);
    emphasis::report(&events, text, &mut findings);
    Body::new(text, base, events, findings)
}

/// Reads a text as bare CommonMark with pulldown-cmark's extensions, for comparison with it.
pub fn read_plain(text: &str) -> Body<'_> {
    let mut findings = Vec::new();
    let events = events::read(text, &mut findings);
    Body::new(text, 0, events, findings)
}

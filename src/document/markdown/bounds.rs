//! How much one text may ask of its reader.
//!
//! A person's text comes nowhere near these bounds (the largest of 36,000 real posts has 44,000
//! marks); what goes beyond was made to cost memory and time. Nothing of it is lost: a text with too
//! much to read stands on its page as it was written.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::Finding;
use super::events::{self, Spanned};
use crate::source::Span;

/// Line ends and ASCII punctuation, which is all that Markdown and HTML are made of: so many bytes of
/// them are read as markup. At 500,000 a build needs some 400 MB at worst.
pub const MAX_MARKS: usize = 500_000;

/// Bytes of one line that are read as markup.
pub const MAX_LINE: usize = 4 << 20;

/// Links and pictures in one text.
pub const MAX_LINKS: usize = 20_000;

/// The text as it was written, in one block, when there is too much in it to be read as Markdown.
pub(super) fn as_written<'a>(
    text: &'a str,
    findings: &mut Vec<Finding>,
) -> Option<Vec<Spanned<'a>>> {
    let message = excess(text)?;
    findings.push(Finding {
        code: "too-much-markup",
        span: Span { start: 0, end: 0 },
        message,
        hint: "part the text; until then it stands on its page as it was written",
    });
    let span = Span {
        start: 0,
        end: text.len() as u32,
    };
    let kind = || CodeBlockKind::Fenced(CowStr::Borrowed(""));
    Some(vec![
        (Event::Start(Tag::CodeBlock(kind())), span),
        (Event::Text(events::clean(CowStr::Borrowed(text))), span),
        (Event::End(TagEnd::CodeBlock), span),
    ])
}

fn excess(text: &str) -> Option<String> {
    if text.len() <= MAX_MARKS {
        return None;
    }
    let is_mark = |byte: &u8| *byte == b'\n' || byte.is_ascii_punctuation();
    let n_marks = text.as_bytes().iter().filter(|byte| is_mark(byte)).count();
    if n_marks > MAX_MARKS {
        return Some(format!(
            "the text has {n_marks} line ends and punctuation marks of ASCII, more than {MAX_MARKS}, and was not read as Markdown"
        ));
    }
    let longest = text.lines().map(str::len).max().unwrap_or_default();
    (longest > MAX_LINE).then(|| {
        let (long, most) = (longest >> 10, MAX_LINE >> 10);
        format!("a line has {long} KiB, more than {most}, and the text was not read as Markdown")
    })
}

/// Leaves of all links and pictures the first [`MAX_LINKS`]; the words of the others stay.
pub(super) fn fewer_links(events: &mut Vec<Spanned<'_>>, findings: &mut Vec<Finding>) {
    let (mut n_links, mut dropped) = (0, None);
    // For each that is open: whether it stays. Links hold pictures.
    let mut open = Vec::new();
    events.retain(|(event, span)| match event {
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
            n_links += 1;
            let stays = n_links <= MAX_LINKS;
            if !stays {
                dropped.get_or_insert(*span);
            }
            open.push(stays);
            stays
        }
        Event::End(TagEnd::Link | TagEnd::Image) => open.pop().unwrap_or(true),
        _ => true,
    });
    if let Some(span) = dropped {
        findings.push(Finding {
            code: "too-many-links",
            span,
            message: format!(
                "the text has {n_links} links and pictures; those after the first {MAX_LINKS} are text"
            ),
            hint: "part the text",
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let body = read(text, 0);
        body.findings.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn a_text_beyond_the_bound_of_marks_stands_as_it_was_written() {
        let at = format!("甲{}", "!".repeat(MAX_MARKS));
        assert_eq!(codes(&at), [""; 0]);
        for beyond in [at.clone() + "!", at.clone() + "\n"] {
            assert_eq!(codes(&beyond), ["too-much-markup"]);
            let body = read(&beyond, 0);
            assert_eq!(body.events.len(), 3);
            assert!(matches!(&body.events[1].0, Event::Text(text) if **text == beyond));
        }
    }

    #[test]
    fn a_line_beyond_the_bound_makes_its_text_stand_as_it_was_written() {
        let at = "a".repeat(MAX_LINE);
        assert_eq!(codes(&at), [""; 0]);
        assert_eq!(codes(&(at.clone() + "\n\nb")), [""; 0]);
        assert_eq!(codes(&(at + "a")), ["too-much-markup"]);
    }

    #[test]
    fn links_beyond_the_bound_become_their_words() {
        let links = |n: usize| "[a](b) ".repeat(n);
        let n_links = |text: &str| {
            let body = read(text, 0);
            let link = |event: &&Spanned| matches!(event.0, Event::Start(Tag::Link { .. }));
            let end = |event: &&Spanned| matches!(event.0, Event::End(TagEnd::Link));
            let n = body.events.iter().filter(link).count();
            assert_eq!(n, body.events.iter().filter(end).count());
            n
        };
        assert_eq!(n_links(&links(MAX_LINKS)), MAX_LINKS);
        assert_eq!(codes(&links(MAX_LINKS)), [""; 0]);
        assert_eq!(n_links(&links(MAX_LINKS + 2)), MAX_LINKS);
        assert_eq!(codes(&links(MAX_LINKS + 2)), ["too-many-links"]);
    }
}

//! Emphasis that does not do what it looks like.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Finding;
use super::events::Spanned;
use crate::source::Span;

/// Reports each line of text in which `**` stayed as it was typed.
pub(super) fn report(events: &[Spanned], text: &str, findings: &mut Vec<Finding>) {
    let mut in_code = false;
    for (event, span) in events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(shown) if !in_code && has_run(shown) => {
                if let Some(at) = broken(&text[span.start as usize..span.end as usize]) {
                    let start = span.start + at as u32;
                    findings.push(Finding {
                        code: "emphasis-broken",
                        span: Span {
                            start,
                            end: start + 2,
                        },
                        message: "`**` makes nothing bold here and stays as it is".to_owned(),
                        hint: "close each `**` in its paragraph, without a space on its inner side, \
                               or write `\\**`",
                    });
                }
            }
            _ => {}
        }
    }
}

/// Most texts have no asterisk at all.
fn has_run(text: &str) -> bool {
    memchr::memchr(b'*', text.as_bytes()).is_some_and(|at| text[at..].contains("**"))
}

/// The first unescaped run of exactly two asterisks that touches text on one side.
fn broken(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    memchr::memmem::find_iter(bytes, b"**").find(|&at| {
        let before = at.checked_sub(1).map(|i| bytes[i]);
        let after = bytes.get(at + 2).copied();
        let touches = |b: Option<u8>| b.is_some_and(|b| !b.is_ascii_whitespace());
        before != Some(b'\\')
            && before != Some(b'*')
            && after != Some(b'*')
            && (touches(before) || touches(after))
    })
}

//! Bare addresses in running text become links.

use memchr::memmem::Finder;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::cjk::{is_ideograph, is_punctuation};
use super::events::Spanned;
use crate::source::Span;

/// Links every `http://`, `https://` and `www.` address that stands in no link and no code.
pub(super) fn link(events: &mut Vec<Spanned<'_>>, text: &str) {
    let marks = Marks::new();
    if marks.next(text.as_bytes()).is_none() {
        return;
    }
    let mut untouchable = 0_usize;
    let mut found = Vec::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => {
                untouchable += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                untouchable = untouchable.saturating_sub(1);
            }
            Event::Text(text) if untouchable == 0 => {
                let mut from = 0;
                while let Some((start, end)) = next(&marks, text, from) {
                    found.push((at, start, end));
                    from = end;
                }
            }
            _ => {}
        }
    }
    if found.is_empty() {
        return;
    }
    let before = std::mem::take(events);
    events.reserve(before.len() + found.len() * 4);
    let mut found = found.into_iter().peekable();
    for (at, (event, span)) in before.into_iter().enumerate() {
        let Event::Text(text) = &event else {
            events.push((event, span));
            continue;
        };
        let exact = text.len() == (span.end - span.start) as usize;
        let mut from = 0;
        while let Some((_, start, end)) = found.next_if(|&(event, ..)| event == at) {
            let part = |from: usize, to: usize| {
                let span = if exact {
                    Span {
                        start: span.start + from as u32,
                        end: span.start + to as u32,
                    }
                } else {
                    span
                };
                (Event::Text(slice(text, from, to)), span)
            };
            if from < start {
                events.push(part(from, start));
            }
            let (shown, link_span) = part(start, end);
            let address = slice(text, start, end);
            let dest_url = if address.starts_with("www.") {
                CowStr::from(format!("http://{address}"))
            } else {
                address
            };
            let tag = Tag::Link {
                link_type: LinkType::Autolink,
                dest_url,
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            };
            events.push((Event::Start(tag), link_span));
            events.push((shown, link_span));
            events.push((Event::End(TagEnd::Link), link_span));
            from = end;
        }
        if from == 0 {
            events.push((event, span));
        } else if from < text.len() {
            let rest = if exact {
                Span {
                    start: span.start + from as u32,
                    end: span.end,
                }
            } else {
                span
            };
            events.push((Event::Text(slice(text, from, text.len())), rest));
        }
    }
}

fn slice<'a>(text: &CowStr<'a>, from: usize, to: usize) -> CowStr<'a> {
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[from..to]),
        owned => CowStr::from(owned[from..to].to_owned()),
    }
}

/// What every bare address holds.
struct Marks {
    scheme: Finder<'static>,
    www: Finder<'static>,
}

impl Marks {
    fn new() -> Self {
        Self {
            scheme: Finder::new(b"://"),
            www: Finder::new(b"www."),
        }
    }

    /// The first mark, and whether it is `www.`.
    fn next(&self, text: &[u8]) -> Option<(usize, bool)> {
        // `www.` mostly follows `://` at once, so the search for it is short.
        let scheme = self.scheme.find(text);
        let before = &text[..scheme.map_or(text.len(), |at| at + 3)];
        let www = self.www.find(before).map(|at| (at, true));
        www.or(scheme.map(|at| (at, false)))
    }
}

/// The next address in a text, from a byte on.
fn next(marks: &Marks, text: &str, mut from: usize) -> Option<(usize, usize)> {
    loop {
        let (found, www) = marks.next(&text.as_bytes()[from..])?;
        let mark = from + found;
        if www {
            from = mark + 4;
            if begins_word(text, mark)
                && let Some(end) = end(text, mark, mark)
            {
                return Some((mark, end));
            }
        } else {
            from = mark + 3;
            let before = &text[..mark];
            let name = before.len()
                - before
                    .bytes()
                    .rev()
                    .take_while(u8::is_ascii_alphabetic)
                    .take(6)
                    .count();
            let known = ["http", "https"]
                .iter()
                .any(|scheme| text[name..mark].eq_ignore_ascii_case(scheme));
            if known
                && begins_word(text, name)
                && let Some(end) = end(text, name, mark + 3)
            {
                return Some((name, end));
            }
        }
    }
}

fn begins_word(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '@' | '.'))
}

/// Where the address that begins at `start`, its host at `host`, ends; `None` when it has no host.
fn end(text: &str, start: usize, host: usize) -> Option<usize> {
    let mut end = host;
    let mut before = '/';
    let mut in_host = true;
    for c in text[host..].chars() {
        if matches!(c, '/' | '?' | '#') {
            in_host = false;
        }
        if stops(c) {
            break;
        }
        // Words that follow without a space are not part of it, words in its path are.
        if is_ideograph(c) && (in_host || before.is_ascii_alphanumeric()) {
            break;
        }
        end += c.len_utf8();
        before = c;
    }
    let address = trim(&text[start..end]);
    let end = start + address.len();
    let host = text.get(host..end)?.split(['/', '?', '#', ':']).next()?;
    let named = host.split('.').filter(|part| !part.is_empty()).count() > 1;
    (named || host == "localhost").then_some(end)
}

fn stops(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_whitespace()
            || c.is_ascii_control()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\' | '^')
    } else {
        !c.is_alphanumeric() || is_punctuation(c) || matches!(c, '\u{FF00}'..='\u{FFEF}')
    }
}

/// Takes punctuation off the end that belongs to the sentence; a closing bracket stays when its
/// opening one is in the address.
fn trim(address: &str) -> &str {
    let count = |c: char| address.matches(c).count();
    let mut spare = [('(', ')'), ('[', ']'), ('{', '}')]
        .map(|(open, close)| (close, count(close).saturating_sub(count(open))));
    let mut end = address.len();
    while let Some(last) = address[..end].chars().next_back() {
        let bracket = spare.iter_mut().find(|(close, _)| *close == last);
        let cut = match bracket {
            Some((_, extra)) => {
                let cut = *extra > 0;
                *extra = extra.saturating_sub(1);
                cut
            }
            None => "?!.,:*_~';&([{".contains(last),
        };
        if !cut {
            break;
        }
        end -= last.len_utf8();
    }
    &address[..end]
}

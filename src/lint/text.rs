//! Markdown that does not do what it looks like, and characters that do not look like what they are.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use unicode_normalization::{IsNormalized, is_nfc, is_nfc_quick};

use super::{Text, prose};
use crate::diagnostic::Diagnostics;
use crate::document::markdown::Body;
use crate::source::{Source, Span};

/// A title is shorter than this many characters.
const LONGEST_TITLE: usize = 40;

pub(super) fn look(text: &Text, diagnostics: &mut Diagnostics) {
    fences(text, diagnostics);
    headings(text, diagnostics);
    brackets(text, diagnostics);
    asterisks(text, diagnostics);
    composition(text, diagnostics);
    if text.settings.rules.tell("trailing-space") {
        for (at, _) in trailing_in(text.source, text.body, text.start) {
            diagnostics
                .add("trailing-space", at, "the line ends in spaces")
                .hint("delete them");
        }
    }
}

/// Fenced code that runs to the end of what holds it.
fn fences(text: &Text, diagnostics: &mut Diagnostics) {
    for (event, span) in &text.body.events {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) = event else {
            continue;
        };
        let block = text.source.slice(*span);
        let opening = block.lines().next().unwrap_or("");
        // Raw HTML makes code blocks, too.
        let Some(mark) = opening
            .chars()
            .next()
            .filter(|char| matches!(char, '`' | '~'))
        else {
            continue;
        };
        let width = opening.chars().take_while(|char| *char == mark).count();
        let last = block.trim_end().lines().skip(1).last().unwrap_or("");
        let last = last.trim_start_matches([' ', '\t', '>']).trim_end();
        let closed = last.len() >= width && last.chars().all(|char| char == mark);
        if closed {
            continue;
        }
        let at = Span {
            start: span.start,
            end: span.start + opening.len() as u32,
        };
        diagnostics
            .add(
                "fence-unclosed",
                at,
                "the code block that begins here is never closed",
            )
            .hint("write the same fence alone on the line below the code");
    }
}

/// `##标题`, which only looks like a heading.
fn headings(text: &Text, diagnostics: &mut Diagnostics) {
    let mut previous_blank = true;
    for (begin, line) in text.prose() {
        let blank = line.trim().is_empty();
        let begins_block = std::mem::replace(&mut previous_blank, blank);
        let words = line.trim_start_matches([' ', '#', '＃']);
        let signs = &line[..line.len() - words.len()];
        let lead = signs.trim_start();
        let wide = lead.contains('＃');
        // A sign behind a space is a heading, if it is no full-width one.
        if lead.is_empty() || signs.len() - lead.len() > 3 || lead.contains(' ') && !wide {
            continue;
        }
        let n_signs = lead
            .chars()
            .filter(|char| matches!(char, '#' | '＃'))
            .count();
        let words = words.trim();
        let length = words.chars().count();
        let has_han = words
            .chars()
            .any(|char| ('\u{4E00}'..='\u{9FFF}').contains(&char));
        let first = words.chars().next().is_some_and(char::is_alphanumeric);
        // `#话题#` is a topic, `#1` a number, `#include` a line of code.
        let is_title = first
            && n_signs <= 6
            && (2..=LONGEST_TITLE).contains(&length)
            && !words.trim_end_matches(['#', ' ']).contains('#')
            && !(n_signs == 1 && words.ends_with('#'))
            && (n_signs >= 2 || has_han && begins_block && !words.contains(' '));
        if !is_title {
            continue;
        }
        let start = begin + (signs.len() - lead.len()) as u32;
        let at = Span {
            start,
            end: start + lead.trim_end().len() as u32,
        };
        let hashes = "#".repeat(n_signs);
        let shown = words.trim_end_matches(['#', ' ']);
        diagnostics
            .add(
                "heading-space",
                at,
                format!("`{}` makes no heading of this line", lead.trim_end()),
            )
            .hint(format!("write `{hashes} {shown}`"));
    }
}

/// `[words]（address）` and `[words] (address)`, which only look like links.
fn brackets(text: &Text, diagnostics: &mut Diagnostics) {
    for (begin, line) in text.prose() {
        let mut from = 0;
        while let Some(close) = line[from..].find([']', '】']).map(|at| from + at) {
            let close_len = line[close..].chars().next().map_or(1, char::len_utf8);
            from = close + close_len;
            let after = &line[from..];
            let gap = after.len() - after.trim_start_matches([' ', '\u{3000}']).len();
            let target = &after[gap..];
            let wide = target.starts_with('（');
            let bracket_is_wide = close_len > 1;
            if !(wide || target.starts_with('(')) || !wide && !bracket_is_wide && gap == 0 {
                continue;
            }
            let bracket = target.chars().next().map_or(1, char::len_utf8);
            let address = target[bracket..].trim_start();
            if !address.starts_with("http://") && !address.starts_with("https://") {
                continue;
            }
            let Some(open) = line[..close].rfind(['[', '【']) else {
                continue;
            };
            let open_len = line[open..].chars().next().map_or(1, char::len_utf8);
            let words = &line[open + open_len..close];
            // `[1] (https://…)` is a reference, `【政策】（https://…）` a category with its source.
            if words.is_empty()
                || words.chars().all(|char| char.is_ascii_digit())
                || line[open..].starts_with('【')
            {
                continue;
            }
            let end = address.find([')', '）', ' ']).unwrap_or(address.len());
            let shown = &address[..end];
            let at = Span {
                start: begin + open as u32,
                end: begin + (from + gap + bracket) as u32,
            };
            diagnostics
                .add(
                    "link-broken",
                    at,
                    "this is no link: its brackets are not `[…](…)`",
                )
                .hint(format!("write `[{words}]({shown})`"));
        }
    }
}

/// `＊＊words＊＊`, which an input method makes of `**words**`.
fn asterisks(text: &Text, diagnostics: &mut Diagnostics) {
    const WIDE: &str = "＊＊";
    for (begin, line) in text.prose() {
        let mut places = memchr::memmem::find_iter(line.as_bytes(), WIDE);
        let (Some(first), Some(last)) = (places.next(), places.next()) else {
            continue;
        };
        let at = Span {
            start: begin + first as u32,
            end: begin + (last + WIDE.len()) as u32,
        };
        let words = &line[first + WIDE.len()..last];
        diagnostics
            .add(
                "emphasis-broken",
                at,
                "full-width `＊＊` makes nothing bold",
            )
            .hint(format!("write `**{words}**`"));
    }
}

/// Letters in a decomposed form, in running text: addresses and code are left alone.
fn composition(text: &Text, diagnostics: &mut Diagnostics) {
    for at in decomposed(text.source, text.body) {
        let shown = text.source.slice(at);
        let composed: String = unicode_normalization::UnicodeNormalization::nfc(shown).collect();
        diagnostics
            .add(
                "not-nfc",
                at,
                format!("`{shown}` is not in the composed form (Unicode NFC)"),
            )
            .hint(format!("write `{composed}`"));
    }
}

/// Words of running text that are not in NFC.
pub(super) fn decomposed(source: &Source, body: &Body<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    if source.text.chars().all(is_composed)
        || is_nfc_quick(source.text.chars()) == IsNormalized::Yes
    {
        return spans;
    }
    let mut in_code = false;
    for (event, span) in &body.events {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => {
                let written = source.slice(*span);
                if is_nfc(written) {
                    continue;
                }
                for word in written.split_inclusive([' ', '\n', '，', '。', '、']) {
                    if !is_nfc(word) {
                        let word = word.trim_end_matches([' ', '\n', '，', '。', '、']);
                        spans.push(Span::of(word, &source.text));
                    }
                }
            }
            _ => {}
        }
    }
    spans
}

/// Whether a character is of those that NFC leaves as they are beside any other: what most texts are
/// made of, told without a table.
fn is_composed(char: char) -> bool {
    matches!(
        char,
        '\0'..='\u{2FF}'
            | '\u{2010}'..='\u{2027}'
            | '\u{3000}'..='\u{3029}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{FF00}'..='\u{FFEF}'
    )
}

/// Spaces at the ends of lines that mean nothing: two or more before a line of the same paragraph
/// break it there, and stay.
pub(super) fn trailing_in<'a>(
    source: &'a Source,
    body: &Body<'_>,
    start: u32,
) -> Vec<(Span, &'a str)> {
    let mut lines: Vec<(u32, &str)> = prose(source, body, start).collect();
    // What follows the last newline is no line.
    if let Some((_, "")) = lines.last() {
        lines.pop();
    }
    let mut found = Vec::new();
    for (index, &(begin, line)) in lines.iter().enumerate() {
        let bare = line.trim_end_matches([' ', '\t']);
        let spaces = &line[bare.len()..];
        if spaces.is_empty() {
            continue;
        }
        let next_end = begin + line.len() as u32 + 1;
        let next_blank = lines
            .get(index + 1)
            .is_none_or(|&(at, next)| at == next_end && next.trim().is_empty());
        // A line that only code follows is left alone, too.
        let at_end = next_end as usize >= source.text.len();
        let harmless = (spaces == " " || next_blank && lines.get(index + 1).is_some() || at_end)
            && !bare.ends_with('\\')
            && !bare.is_empty();
        if harmless {
            let start = begin + bare.len() as u32;
            let at = Span {
                start,
                end: begin + line.len() as u32,
            };
            found.push((at, spaces));
        }
    }
    found
}

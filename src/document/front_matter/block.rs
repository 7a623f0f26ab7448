//! Where the front matter begins and ends.

use crate::diagnostic::Diagnostics;
use crate::document::meta::is_known;
use crate::source::Span;

use super::entry::{Line, TextLine, line_kind, lines};

/// The front matter of a text.
pub(super) struct Block {
    pub(super) language: Language,
    /// The lines between the fences.
    pub(super) span: Span,
    /// Byte where the body begins.
    pub(super) body: u32,
}

/// What the front matter is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Between lines of `---`.
    Yaml,
    /// Between lines of `+++`.
    Toml,
}

/// Finds the front matter. `None` when the text has none: a first `---` that opens no mapping is a
/// thematic break, and belongs to the text.
pub(super) fn find(text: &str, diagnostics: &mut Diagnostics) -> Option<Block> {
    let start = text.len() - text.trim_start().len();
    // Indented code and the like is text.
    let start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let opening = text[start..].lines().next()?;
    let language = match fence(opening)? {
        '-' => Language::Yaml,
        _ => Language::Toml,
    };
    let inner = (start + opening.len() + 1).min(text.len());
    let closing = lines(text, inner).find(|line| closes(line.text, language));
    let end = closing.as_ref().map_or(text.len(), |line| line.start);
    let extent = match language {
        Language::Yaml => yaml_extent(text, inner, end, closing.is_some()),
        Language::Toml => toml_extent(text, inner, end, closing.is_some()),
    };
    let opening = Span::of(opening, text);
    let (end, body) = match (extent, closing) {
        (Extent::Text, _) => return None,
        (Extent::Whole, Some(line)) => {
            check_fence(diagnostics, Span::of(line.text, text), language, "close");
            (
                line.start,
                (line.start + line.text.len() + 1).min(text.len()),
            )
        }
        (Extent::Whole, None) => (end, end),
        (Extent::UpTo(end), _) => (end, end),
    };
    if start > 0 {
        diagnostics
            .add(
                "front-matter-fence",
                opening,
                "blank lines stand before the front matter",
            )
            .hint("delete them: other programs take such front matter for text");
    }
    check_fence(diagnostics, opening, language, "open");
    if body <= end {
        let mark = if language == Language::Yaml {
            "---"
        } else {
            "+++"
        };
        diagnostics
            .add(
                "front-matter-unclosed",
                opening,
                "the front matter is not closed",
            )
            .hint(format!(
                "write `{mark}` alone on the line below its last key"
            ));
    }
    Some(Block {
        language,
        span: Span {
            start: inner as u32,
            end: end.max(inner) as u32,
        },
        body: body.max(inner) as u32,
    })
}

/// How far the front matter goes.
enum Extent {
    /// There is none.
    Text,
    /// To the closing fence or the end of the text.
    Whole,
    /// To this byte, where text begins though no fence stands there.
    UpTo(usize),
}

fn yaml_extent(text: &str, inner: usize, end: usize, closed: bool) -> Extent {
    let mut has_known = false;
    let mut has_keys = false;
    let mut flow = false;
    let mut indent = None;
    for line in lines(&text[..end], inner) {
        let width = line.text.len() - line.text.trim_start_matches(' ').len();
        let blank = line.text.trim().is_empty();
        let base = if blank {
            0
        } else {
            *indent.get_or_insert(width)
        };
        match line_kind(&line.text[base.min(width)..]) {
            Line::Blank if !closed && has_known => return Extent::UpTo(line.start),
            // Without a closing fence only the plainest keys are taken from the text.
            Line::Key(key) if !closed && key.contains(' ') && has_known => {
                return Extent::UpTo(line.start);
            }
            Line::Key(key) => {
                has_keys = true;
                has_known |= is_known(key);
                flow = opens_flow(line.text);
            }
            Line::Blank | Line::Comment => {}
            Line::Item | Line::Indented if has_keys => {}
            Line::Other if flow && closed => {}
            _ if !has_keys && line.text.trim_start().starts_with('{') && closed => {
                return Extent::Whole;
            }
            _ => {
                // A broken line among keys, or the beginning of the text?
                let is_known_key = |line: TextLine| {
                    let text = line.text.get(base..).unwrap_or("");
                    matches!(line_kind(text), Line::Key(key) if is_known(key))
                };
                let known_below = closed && lines(&text[..end], line.start).any(is_known_key);
                return match (known_below, has_known) {
                    (true, _) => Extent::Whole,
                    (false, true) => Extent::UpTo(line.start),
                    (false, false) => Extent::Text,
                };
            }
        }
    }
    let begins_blank = text[inner..].starts_with('\n');
    match (closed, has_known) {
        (false, false) => Extent::Text,
        (true, false) if has_keys && begins_blank => Extent::Text,
        _ => Extent::Whole,
    }
}

/// Whether the value of a key's line opens a bracket or quote that the line may leave open.
fn opens_flow(line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value.trim());
    value.starts_with(['[', '{', '"', '\''])
}

fn toml_extent(text: &str, inner: usize, end: usize, closed: bool) -> Extent {
    let is_toml = |line: &str| {
        let line = line.trim();
        let key = line.split_once('=').map_or("", |(key, _)| key.trim());
        let is_key = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.\"' ".contains(&byte);
        line.starts_with('[') || !key.is_empty() && key.bytes().all(is_key)
    };
    let first = lines(&text[..end], inner)
        .map(|line| line.text.trim())
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    match (first, closed) {
        (None, true) => Extent::Whole,
        (Some(first), true) if is_toml(first) => Extent::Whole,
        (Some(first), false) if is_toml(first) => lines(text, inner)
            .find(|line| !is_toml(line.text))
            .map_or(Extent::Whole, |line| Extent::UpTo(line.start)),
        _ => Extent::Text,
    }
}

/// The character of a line that is nothing but three or more hyphens or plus signs.
fn fence(line: &str) -> Option<char> {
    let line = line.trim_end();
    let first = line
        .chars()
        .next()
        .filter(|char| matches!(char, '-' | '+'))?;
    (line.len() >= 3 && line.trim_start_matches(first).is_empty()).then_some(first)
}

fn closes(line: &str, language: Language) -> bool {
    match fence(line) {
        Some('-') => language == Language::Yaml,
        Some(_) => language == Language::Toml,
        None => language == Language::Yaml && line.trim_end() == "...",
    }
}

fn check_fence(diagnostics: &mut Diagnostics, span: Span, language: Language, does: &str) {
    let line = diagnostics.source().slice(span);
    if matches!(line, "---" | "+++" | "...") {
        return;
    }
    let mark = if language == Language::Yaml {
        "---"
    } else {
        "+++"
    };
    diagnostics
        .add(
            "front-matter-fence",
            span,
            format!("the line that {does}s the front matter is `{line}`, not `{mark}`"),
        )
        .hint(format!("write exactly `{mark}`, without spaces"));
}

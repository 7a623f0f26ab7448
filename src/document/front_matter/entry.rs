//! A YAML block cut into top-level keys, each with the lines of its value.
//!
//! What YAML calls a mapping is here a list of keys with line numbers; the values are read by
//! [`super::yaml`].

/// A line of the block.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLine<'s> {
    /// The line without its newline.
    pub(super) text: &'s str,
    /// Its first byte in the whole text.
    pub(super) start: usize,
}

/// What a line is, judged by its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'s> {
    Blank,
    Comment,
    /// `key: value`; the key as written, quotes included.
    Key(&'s str),
    /// `- item`.
    Item,
    Indented,
    Other,
}

/// A key with the bytes of its value: all up to the next key, without blank lines at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawEntry<'s> {
    /// The key as written, quotes included.
    pub(super) key: &'s str,
    /// What follows the colon, to the end of the entry.
    pub(super) value: &'s str,
    /// What stands for the colon: `:`, or `：`, or a colon without a space.
    pub(super) colon: Colon,
}

/// How a key is parted from its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colon {
    /// As YAML wants it.
    Plain,
    /// `title：甲`, which YAML does not know.
    FullWidth,
    /// `title:x`, which YAML takes for text.
    Tight,
}

/// A piece of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    Entry(RawEntry<'s>),
    /// A line that belongs to no key.
    Stray(&'s str),
}

/// How many bytes may be searched for the ends of brackets and quotes that are open at the end of
/// a line, in one block: with none, a block of unclosed brackets would cost quadratic time.
const MAX_LOOKAHEAD: usize = 256 << 10;

/// The lines of `text` from byte `from` on.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = TextLine<'_>> {
    text[from..].lines().map(move |line| TextLine {
        text: line,
        start: line.as_ptr() as usize - text.as_ptr() as usize,
    })
}

/// Judges a line whose indentation is already off.
pub(super) fn line_kind(line: &str) -> Line<'_> {
    match line.as_bytes().first() {
        None => Line::Blank,
        Some(b' ' | b'\t') if line.trim().is_empty() => Line::Blank,
        Some(b' ' | b'\t') => Line::Indented,
        Some(b'#') => Line::Comment,
        Some(b'-') if line == "-" || line.starts_with("- ") => Line::Item,
        Some(_) => split_key(line).map_or(Line::Other, |(key, ..)| Line::Key(key)),
    }
}

/// Cuts a block into pieces.
pub(super) fn pieces(block: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::with_capacity(16);
    let mut open: Option<(&str, Colon, usize)> = None;
    let mut end = 0;
    let mut lookahead = MAX_LOOKAHEAD;
    let mut indent: Option<usize> = None;
    let mut flow_end = 0;
    for line in lines(block, 0) {
        if line.start < flow_end {
            end = line.start + line.text.len();
            continue;
        }
        let width = line.text.len() - line.text.trim_start_matches(' ').len();
        let blank = line.text.trim().is_empty();
        let base = if blank {
            0
        } else {
            *indent.get_or_insert(width)
        };
        let text = &line.text[base.min(width)..];
        match line_kind(text) {
            Line::Blank | Line::Comment => {}
            Line::Item | Line::Indented if open.is_some() => end = line.start + line.text.len(),
            Line::Key(_) => {
                pieces.extend(close(block, open.take(), end));
                let Some((key, colon, value)) = split_key(text) else {
                    continue;
                };
                let value_start = line.start + line.text.len() - value.len();
                open = Some((key, colon, value_start));
                end = line.start + line.text.len();
                flow_end = flow_lookahead(&block[value_start..], &mut lookahead)
                    .map_or(0, |len| value_start + len);
            }
            Line::Item | Line::Indented | Line::Other => {
                pieces.extend(close(block, open.take(), end));
                pieces.push(Piece::Stray(text));
            }
        }
    }
    pieces.extend(close(block, open, end));
    pieces
}

fn close<'s>(
    block: &'s str,
    open: Option<(&'s str, Colon, usize)>,
    end: usize,
) -> Option<Piece<'s>> {
    let (key, colon, start) = open?;
    Some(Piece::Entry(RawEntry {
        key,
        value: &block[start..end.max(start)],
        colon,
    }))
}

/// Splits `key: value`. Keys are at most 64 characters long, so prose with a colon in its second
/// half is none.
fn split_key(line: &str) -> Option<(&str, Colon, &str)> {
    const MAX_KEY: usize = 64;
    if let Some(quote) = line
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))
    {
        let close = line[1..].find(quote)? + 2;
        let rest = line[close..].trim_start().strip_prefix(':')?;
        let is_key = rest.is_empty() || rest.starts_with([' ', '\t']);
        return is_key.then_some((&line[..close], Colon::Plain, rest));
    }
    if line.starts_with([
        '[', ']', '{', '}', '|', '>', '%', '@', '`', '&', '*', '!', ',',
    ]) {
        return None;
    }
    let mut from = 0;
    while let Some(at) = line[from..].find(':').map(|at| from + at) {
        let rest = &line[at + 1..];
        if rest.is_empty() || rest.starts_with([' ', '\t']) {
            let key = line[..at].trim_end();
            let is_key = !key.is_empty() && key.chars().nth(MAX_KEY).is_none();
            return is_key.then_some((key, Colon::Plain, rest));
        }
        if at > MAX_KEY * 4 {
            break;
        }
        from = at + 1;
    }
    tolerated_key(line)
}

/// `title：甲` and `title:x` are taken for what they are meant to be when dibao knows the key.
fn tolerated_key(line: &str) -> Option<(&str, Colon, &str)> {
    let at = line.find([':', '：'])?;
    let key = line[..at].trim_end();
    if !super::meta::is_known(key) {
        return None;
    }
    if let Some(rest) = line[at..].strip_prefix('：') {
        return Some((key, Colon::FullWidth, rest));
    }
    Some((key, Colon::Tight, &line[at + 1..]))
}

/// For a value that leaves a bracket or quote open at the end of its line: its length up to where
/// it is closed, when nothing follows there.
fn flow_lookahead(value: &str, budget: &mut usize) -> Option<usize> {
    let start = value.len() - value.trim_start_matches([' ', '\t']).len();
    let inner = &value[start..];
    if !inner.starts_with(['[', '{', '"', '\'']) {
        return None;
    }
    let limit = inner.len().min(*budget);
    let line_len = inner.find('\n').unwrap_or(inner.len());
    let scan = flow_len(&inner.as_bytes()[..limit.max(line_len.min(inner.len()))]);
    if scan.is_none_or(|len| len > line_len) {
        *budget = budget.saturating_sub(scan.unwrap_or(limit));
    }
    let len = scan.filter(|&len| len > line_len)?;
    let after = inner[len..].lines().next().unwrap_or("").trim();
    (after.is_empty() || after.starts_with('#')).then_some(start + len)
}

/// Length of a bracketed or quoted value; `None` when it is not closed.
fn flow_len(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            quote @ (b'"' | b'\'') if depth == 0 || opens_quote(bytes[at - 1]) => {
                at += quoted_len(&bytes[at..], quote)? - 1;
            }
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// A quote inside a plain word (`it's`) opens nothing.
fn opens_quote(before: u8) -> bool {
    matches!(before, b' ' | b'\t' | b'\n' | b',' | b'[' | b'{' | b':')
}

/// Length of a quoted text with its quotes.
fn quoted_len(bytes: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == b'\\' && quote == b'"' {
            at += 1;
        } else if bytes[at] == quote {
            if quote == b'\'' && bytes.get(at + 1) == Some(&quote) {
                at += 1;
            } else {
                return Some(at + 1);
            }
        }
        at += 1;
    }
    None
}

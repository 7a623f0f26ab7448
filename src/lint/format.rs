//! What `dibao fmt` does: a front matter in its usual form, with its comments.
//!
//! Keys stand in the order of the user guide, then those that dibao does not read; needless quotes
//! go, lists that fit stand on one line, dates are in the usual form. What the front matter says
//! stays the same: it is read again before it is written, and left alone where it would not be. The
//! body stays byte for byte.

use unicode_width::UnicodeWidthStr;

use super::mend::raw_offset;
use super::meta::{is_plain, spelled};
use super::without_comment;
use crate::config::Shape;
use crate::date::stamp::{self, Stamp};
use crate::document::front_matter::{self, Entry, Head};
use crate::document::{MetaValue, key_of, position};
use crate::source::Source;

/// Columns of a line beyond which a list stands on several.
const MAX_WIDTH: usize = 100;

/// What becomes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// It has its usual form, or no front matter.
    Usual,
    /// Its bytes in the usual form.
    Changed(Vec<u8>),
    /// It is left alone, for this reason.
    Refused(&'static str),
}

/// Brings the front matter of a post into its usual form.
pub fn format(path: &str, bytes: &[u8]) -> Format {
    let (source, flaws) = Source::new(path, bytes);
    let head = front_matter::entries(&source);
    if head.body == 0 {
        return Format::Usual;
    }
    if !flaws.is_empty() {
        return Format::Refused("it is not sound UTF-8 text");
    }
    if !head.yaml {
        return Format::Refused("its front matter is TOML");
    }
    if let Some(fault) = front_matter::fault(&source) {
        return Format::Refused(fault);
    }
    let Some(text) = usual(&source, &head) else {
        return Format::Refused("its front matter has keys in one another, or twice");
    };
    let body = &bytes[raw_offset(bytes, head.body as usize)..];
    let mark: &[u8] = if bytes.starts_with(b"\xEF\xBB\xBF") {
        b"\xEF\xBB\xBF"
    } else {
        b""
    };
    let first_line = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
    let text = if first_line.ends_with(b"\r") {
        text.replace('\n', "\r\n")
    } else {
        text
    };
    let whole = [mark, text.as_bytes(), body].concat();
    if whole == bytes {
        return Format::Usual;
    }
    if !says_the_same(&source, &head, path, &whole) {
        return Format::Refused("its front matter is written in a way that cannot be kept");
    }
    Format::Changed(whole)
}

/// The front matter with its fences.
fn usual(source: &Source, head: &Head) -> Option<String> {
    let block = source.slice(head.span);
    let base = head.span.start as usize;
    let mut starts: Vec<(usize, &Entry)> = Vec::new();
    for entry in &head.entries {
        let line = source.span_at(source.line(entry.key_span.start));
        let lead = &source.text[line.start as usize..entry.key_span.start as usize];
        if !matches!(lead, "" | "\"" | "'") {
            return None;
        }
        let at = line.start as usize - base;
        let twice = starts
            .iter()
            .any(|(other, earlier)| *other == at || earlier.key == entry.key);
        if twice {
            return None;
        }
        starts.push((at, entry));
    }
    starts.sort_by_key(|(at, _)| *at);
    let first = starts.first().map_or(block.len(), |(at, _)| *at);
    let mut pieces: Vec<(usize, String)> = Vec::new();
    // Comments stand above the key that follows them; those at the head stay there, and so do
    // those at the end.
    let mut comments = String::new();
    for (index, (at, entry)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(block.len(), |(next, _)| *next);
        let (own, below) = own_lines(&block[*at..end]);
        let mut piece = std::mem::take(&mut comments);
        piece.push_str(&line_of(source, entry, own)?);
        comments = below;
        pieces.push((position(&entry.key), piece));
    }
    pieces.sort_by_key(|(place, _)| *place);
    let head_comments = comment_lines(&block[..first]);
    let middle: String = pieces.into_iter().map(|(_, piece)| piece).collect();
    Some(format!("---\n{head_comments}{middle}{comments}---\n"))
}

/// The lines of an entry, and the comments below it.
fn own_lines(text: &str) -> (&str, String) {
    let mut end = 0;
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        at += line.len();
        let is_own = index == 0 || !line.trim().is_empty() && !line.starts_with('#');
        if is_own {
            end = at;
        }
    }
    (&text[..end], comment_lines(&text[end..]))
}

fn comment_lines(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// An entry in its usual form, with its newline.
fn line_of(source: &Source, entry: &Entry, own: &str) -> Option<String> {
    let verbatim = || {
        let newline = if own.ends_with('\n') { "" } else { "\n" };
        format!("{own}{newline}")
    };
    let key = entry.key.as_str();
    let (written, own_comment) = without_comment(source.slice(entry.value_span));
    let one_line = own.trim_end_matches('\n').lines().count() <= 1;
    let value_end = entry.value_span.end.max(entry.key_span.end) as usize;
    let own_start = own.as_ptr() as usize - source.text.as_ptr() as usize;
    let rest = own.get(value_end.checked_sub(own_start)?..)?.trim();
    let comment = match rest.strip_prefix(':').map_or(rest, str::trim) {
        "" if own_comment.is_empty() => String::new(),
        "" => format!(" {own_comment}"),
        rest if rest.starts_with('#') => format!(" {rest}"),
        _ => return Some(verbatim()),
    };
    if is_quoted_key(source, entry) || written.starts_with(['&', '*', '!', '|', '>']) {
        return Some(verbatim());
    }
    let shape = key_of(key).map(|key| key.shape);
    match &entry.value {
        MetaValue::Null if written.is_empty() => Some(format!("{key}:{comment}\n")),
        MetaValue::Bool(_) if one_line => Some(format!("{key}: {written}{comment}\n")),
        MetaValue::Text(text) if one_line => {
            let value = scalar(text, written, shape);
            Some(format!("{key}: {value}{comment}\n"))
        }
        MetaValue::List(list)
            if matches!(shape, Some(Shape::Terms | Shape::Names | Shape::Texts)) =>
        {
            Some(list_of(key, list, written, &comment).unwrap_or_else(verbatim))
        }
        _ => Some(verbatim()),
    }
}

fn is_quoted_key(source: &Source, entry: &Entry) -> bool {
    let line = source.line_text(source.line(entry.key_span.start));
    line.starts_with(['"', '\''])
}

/// A text on one line: dates in the usual form, and without quotes that it does not need.
fn scalar(text: &str, written: &str, shape: Option<Shape>) -> String {
    if matches!(shape, Some(Shape::Day | Shape::DayOrFlag)) {
        let bare = text.trim();
        if is_plain(bare) {
            return bare.to_owned();
        }
        return match stamp::read(bare) {
            Ok(Stamp::Moment(moment)) => spelled(&moment),
            _ => written.to_owned(),
        };
    }
    if !written.starts_with(['"', '\'']) {
        return written.to_owned();
    }
    if needs_no_quotes(text, false) {
        return text.to_owned();
    }
    in_quotes(text).unwrap_or_else(|| written.to_owned())
}

/// A list on one line where it fits, else one entry a line.
fn list_of(key: &str, list: &[MetaValue], written: &str, comment: &str) -> Option<String> {
    // Comments between the entries would go.
    if written
        .lines()
        .any(|line| line.trim_start().starts_with('#') || line.contains(" #"))
    {
        return None;
    }
    let texts: Option<Vec<&str>> = list
        .iter()
        .map(|value| match value {
            MetaValue::Text(text) if !text.contains('\n') => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let words: Option<Vec<String>> = texts?
        .into_iter()
        .map(|text| {
            if needs_no_quotes(text, true) {
                Some(text.to_owned())
            } else {
                in_quotes(text)
            }
        })
        .collect();
    let words = words?;
    let line = format!("{key}: [{}]{comment}\n", words.join(", "));
    if line.trim_end().width() <= MAX_WIDTH || !comment.is_empty() {
        return Some(line);
    }
    Some(format!("{key}:\n  - {}\n", words.join("\n  - ")))
}

/// Whether YAML takes a text without quotes for the same text.
fn needs_no_quotes(text: &str, in_list: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let number_like = text
        .chars()
        .all(|char| char.is_ascii_digit() || "+-._:eExXoO,".contains(char));
    let word_like = [
        "true", "false", "yes", "no", "on", "off", "null", "y", "n", "~",
    ]
    .iter()
    .any(|word| word.eq_ignore_ascii_case(text));
    let odd_first = "-?:,[]{}#&*!|>'\"%@`=<".contains(first);
    let odd_within = text.contains(": ")
        || text.ends_with(':')
        || text.contains(" #")
        || in_list && text.contains([',', '[', ']', '{', '}', ':', '#', '"', '\''])
        || text.contains(['\t', '\\', '\u{85}', '\u{2028}', '\u{2029}', '：']);
    // `2020-09-10` would become a date to other programs.
    let date_like = first.is_ascii_digit() && text.contains(['-', ':', '.']) || number_like;
    text.trim() == text
        && !(odd_first || odd_within || date_like || word_like)
        && text.chars().all(|char| !char.is_control())
}

fn in_quotes(text: &str) -> Option<String> {
    let plain = text.chars().all(|char| !char.is_control());
    plain.then(|| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// Whether a changed file says what it said: the same keys with the same values, in any order.
fn says_the_same(before: &Source, head: &Head, path: &str, after: &[u8]) -> bool {
    let (after, _) = Source::new(path, after);
    let new = front_matter::entries(&after);
    let said = |entries: &[Entry]| {
        let mut said: Vec<(String, String)> = entries
            .iter()
            .map(|entry| (entry.key.clone(), meaning(entry)))
            .collect();
        said.sort();
        said
    };
    front_matter::fault(&after).is_none()
        && said(&head.entries) == said(&new.entries)
        && before.text[head.body as usize..] == after.text[new.body as usize..]
}

fn meaning(entry: &Entry) -> String {
    let is_day =
        key_of(&entry.key).is_some_and(|key| matches!(key.shape, Shape::Day | Shape::DayOrFlag));
    match &entry.value {
        MetaValue::Text(text) if is_day => match stamp::read(text) {
            Ok(stamp) => format!("{stamp:?}"),
            Err(_) => text.trim().to_owned(),
        },
        value => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn formatted(text: &str) -> String {
        match format("a.md", text.as_bytes()) {
            Format::Usual => text.to_owned(),
            Format::Changed(bytes) => String::from_utf8(bytes).unwrap(),
            Format::Refused(reason) => format!("! {reason}"),
        }
    }

    #[test]
    fn keys_quotes_lists_and_dates_get_their_usual_form_and_comments_stay() {
        for (written, expected) in [
            (
                "---\n# 头\ntags:\n- a\n- 'b'\n# 日期\ndate: 2020/9/3 # 周四\nstatus: x\n\ntitle: '甲'\n# 尾\n---\n正文\n",
                "---\n# 头\ntitle: 甲\n# 日期\ndate: 2020-09-03 # 周四\ntags: [a, b]\nstatus: x\n# 尾\n---\n正文\n",
            ),
            ("\n--- \ntitle:  甲\n----\nx", "---\ntitle: 甲\n---\nx"),
            ("---\ntitle: \"a: b\"\n---\n", "---\ntitle: \"a: b\"\n---\n"),
            ("---\ntitle: \"2020\"\n---\n", "---\ntitle: \"2020\"\n---\n"),
            (
                "---\ntitle: 'say \"a\"'\nx: 1\n---\n",
                "---\ntitle: say \"a\"\nx: 1\n---\n",
            ),
            (
                "---\ntags: [\"a, b\", 5G]\n---\n",
                "---\ntags: [\"a, b\", 5G]\n---\n",
            ),
            ("---\ntags: [] # none\n---\n", "---\ntags: [] # none\n---\n"),
            (
                "---\nmap:\n  b: 1\n  a: 2\ntitle: t\n---\n",
                "---\ntitle: t\nmap:\n  b: 1\n  a: 2\n---\n",
            ),
            (
                "---\ndescription: >\n  a\n  b\ntitle: t\n---\n",
                "---\ntitle: t\ndescription: >\n  a\n  b\n---\n",
            ),
            (
                "---\r\ntags: [a]\r\ntitle: t\r\n---\r\nx\r\n",
                "---\r\ntitle: t\r\ntags: [a]\r\n---\r\nx\r\n",
            ),
            (
                "---\ntags:\n  # why\n  - a\ntitle: t\n---\n",
                "---\ntitle: t\ntags:\n  # why\n  - a\n---\n",
            ),
            ("no front matter\n", "no front matter\n"),
            ("+++\ntitle = \"a\"\n+++\n", "! its front matter is TOML"),
            (
                "---\ntitle: a\ntitle: b\n---\n",
                "! its front matter has keys in one another, or twice",
            ),
            (
                "---\ntitle: [a\n---\n",
                "! a part of the front matter cannot be read",
            ),
        ] {
            assert_eq!(formatted(written), expected, "{written:?}");
        }
    }

    #[test]
    fn a_long_list_stands_on_several_lines() {
        let tags = ["一二三四五六七八九十"; 6]
            .iter()
            .enumerate()
            .map(|(n, tag)| format!("{tag}{n}"))
            .collect::<Vec<_>>();
        let written = format!("---\ntags: [{}]\n---\n", tags.join(", "));
        let expected = format!("---\ntags:\n  - {}\n---\n", tags.join("\n  - "));
        assert_eq!(formatted(&written), expected);
        assert_eq!(formatted(&expected), expected);
    }

    proptest! {
        #[test]
        fn the_usual_form_stays_and_the_body_too(
            head in "((title|date|tags|x|描述|draft)(: |:|：)(甲|'a b'|\"c: d\"|\\[a, 'b'\\]|2020/9/3|true|\n- a\n- \"b\"|\n  k: v|>\n  t)?( # c)?\r?\n|# n\n|\n){0,6}",
            body in "(a|甲|---|\r?\n| ){0,9}",
        ) {
            let text = format!("---\n{head}---\n{body}");
            if let Format::Changed(once) = format("a.md", text.as_bytes()) {
                prop_assert_eq!(format("a.md", &once), Format::Usual, "{:?}", String::from_utf8_lossy(&once));
                prop_assert!(once.ends_with(body.as_bytes()), "{:?}", String::from_utf8_lossy(&once));
            }
        }
    }
}

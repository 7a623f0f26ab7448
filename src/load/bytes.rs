//! What the bytes of a file say before anyone parses them: binary, unmerged, repaired.

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Flaw, Place, Source, Span};

/// First bytes of what people attach to posts, and what it is.
const MAGIC: [(&[u8], &str); 14] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (WebP, audio or video)"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"\x7fELF", "a program"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"SQLite format 3\0", "an SQLite database"),
];

/// Says what a file is when it is no text in any 8-bit encoding. A stray NUL or control character
/// does not make a text binary.
pub(super) fn binary(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(kind);
    }
    let head = &bytes[..bytes.len().min(8192)];
    let n_control = head
        .iter()
        .filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    // Random bytes hold a tenth of control characters, GB18030 text none.
    let share = if utf8 { 3 } else { 20 };
    (n_control >= 8 && n_control * share >= head.len()).then_some("binary data")
}

/// Finds the first line of a merge that git left to people: all three markers in order, outside
/// fenced code, where a post may well show them.
pub(super) fn conflict(text: &str) -> Option<Place> {
    if !text.contains("<<<<<<< ") {
        return None;
    }
    let mut fence: Option<u8> = None;
    let mut ours = None;
    let mut theirs = false;
    for (number, line) in (1..).zip(text.split('\n')) {
        let begin = line.trim_start_matches(' ');
        let mark = ["```", "~~~"].iter().any(|mark| begin.starts_with(mark));
        if mark && ours.is_none() && line.len() - begin.len() < 4 {
            let byte = begin.as_bytes()[0];
            fence = match fence {
                None => Some(byte),
                Some(open) if open == byte => None,
                open => open,
            };
        } else if fence.is_some() {
        } else if line.starts_with("<<<<<<< ") {
            ours = Some(number);
            theirs = false;
        } else if ours.is_some() && line == "=======" {
            theirs = true;
        } else if theirs && (line.starts_with(">>>>>>> ") || line == ">>>>>>>") {
            return ours.map(|line| Place {
                line,
                column: 1,
                end_line: line,
                end_column: 8,
            });
        }
    }
    None
}

/// The warning for something that had to be repaired to read the bytes as text.
pub(super) fn flaw(path: &str, source: &Source, flaw: Flaw, span: Span) -> Diagnostic {
    let (code, message, hint) = match flaw {
        Flaw::Gb18030 => (
            "encoding",
            "the file is GB18030 (or GBK), not UTF-8; it was converted",
            "save it as UTF-8",
        ),
        Flaw::InvalidBytes => (
            "encoding",
            "bytes that are no text were replaced by `\u{fffd}`",
            "save the file as UTF-8 and type the characters again",
        ),
        Flaw::Nul => (
            "control-character",
            "a NUL byte was replaced by `\u{fffd}`",
            "delete it",
        ),
        Flaw::Control => (
            "control-character",
            "a control character was replaced by a space",
            "delete it",
        ),
        Flaw::LoneCarriageReturn => (
            "line-ending",
            "lone carriage returns were read as line ends",
            "save the file with line ends of Unix or Windows",
        ),
    };
    Diagnostic {
        severity: Severity::Warning,
        code,
        path: path.to_owned(),
        place: Some(place(&source.text, span)),
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    }
}

/// A Span as a person counts.
fn place(text: &str, span: Span) -> Place {
    let count = |at: u32| {
        let before = text.get(..at as usize).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1;
        let begin = before.rfind('\n').map_or(0, |at| at + 1);
        (line, before[begin..].chars().count() as u32 + 1)
    };
    let (line, column) = count(span.start);
    let (end_line, end_column) = count(span.end);
    Place {
        line,
        column,
        end_line,
        end_column,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_with_the_extension_of_a_post_is_named_for_what_it_is() {
        assert_eq!(binary(b"\x89PNG\r\n\x1a\n...."), Some("a PNG picture"));
        let noise: Vec<u8> = (0..=255).cycle().take(2000).collect();
        assert_eq!(binary(&noise), Some("binary data"));
    }

    #[test]
    fn text_with_stray_control_characters_or_in_gb18030_is_text() {
        assert_eq!(binary("正文\0里\u{1}有\u{2}脏\u{3}字符".as_bytes()), None);
        let (gbk, _, _) = encoding_rs::GB18030.encode("关于印发若干措施的通知");
        assert_eq!(binary(&gbk), None);
        assert_eq!(binary(b""), None);
    }

    #[test]
    fn a_merge_left_open_is_found_at_its_first_line() {
        let text = "---\ntitle: a\n---\n<<<<<<< HEAD\n甲\n=======\n乙\n>>>>>>> main\n";
        assert_eq!(conflict(text).map(|place| place.line), Some(4));
    }

    #[test]
    fn a_lesson_about_merges_and_a_setext_heading_are_no_conflict() {
        let lesson = "```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n```\n";
        assert_eq!(conflict(lesson), None);
        assert_eq!(conflict("标题\n=======\n\n正文\n"), None);
        assert_eq!(conflict("<<<<<<< \n没有后文\n"), None);
    }
}

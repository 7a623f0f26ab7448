//! Marks of a conflict that Git left in a file.

use super::{Fence, Span};

/// How far the search for a conflict has come.
#[derive(Clone, Copy)]
enum Seen {
    Nothing,
    Ours(Span),
    Both(Span),
}

/// Finds the first whole conflict outside fenced code; the span is its first line.
pub(super) fn find(text: &str) -> Option<Span> {
    // Nearly every text has none of this, and the search is a fast one.
    memchr::memmem::find(text.as_bytes(), b"<<<<<<< ")?;
    let mut seen = Seen::Nothing;
    let mut fence = Fence::default();
    for line in text.lines() {
        if fence.holds(line) {
            continue;
        }
        seen = match seen {
            Seen::Nothing if line.starts_with("<<<<<<< ") => Seen::Ours(Span::of(line, text)),
            Seen::Ours(start) if line == "=======" => Seen::Both(start),
            Seen::Both(start) if line.starts_with(">>>>>>> ") => return Some(start),
            seen => seen,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_is_found_outside_code_only() {
        let conflict = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n";
        for (text, at) in [
            (conflict.to_owned(), Some(0)),
            (format!("# a\n{conflict}"), Some(4)),
            (format!("```\n{conflict}```\n"), None),
            (format!("```\n```\n{conflict}"), Some(8)),
            ("Title\n=======\n".to_owned(), None),
            ("<<<<<<< HEAD\na\n>>>>>>> topic\n".to_owned(), None),
            (format!("text {conflict}"), None),
        ] {
            assert_eq!(find(&text).map(|span| span.start), at, "{text}");
        }
    }
}

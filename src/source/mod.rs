//! A file as read: its path, its text, and where its lines begin.
//!
//! Bytes come in, a [`Source`] goes out, whatever the bytes are: what had to be changed to make
//! text of them is listed as [`Flaw`]s. The number of lines never changes on the way, so a line
//! number is the one that an editor shows.

use memchr::memchr_iter;

mod conflict;
mod decode;
mod fence;

pub use decode::is_binary;
pub use fence::Fence;

/// A file below `content/` as text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path below `content/`, parts joined by `/`, in the spelling of the disk.
    pub path: String,
    /// The text: UTF-8, lines end in `\n`, no byte-order mark, no control character but tab and
    /// newline, no noncharacter (the Markdown reader uses U+FDD0 as a mark of its own).
    pub text: String,
    /// Hash of the bytes on disk, before any repair.
    pub key: ContentKey,
    /// Byte where each line begins; the first is 0.
    line_starts: Vec<u32>,
}

/// Names the bytes of a file: equal keys, equal content (blake3, 128 bits).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
pub struct ContentKey(pub [u8; 16]);

/// A byte range in one Source's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A Span as a person counts: lines and columns from 1, columns in characters.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
pub struct Place {
    /// First line.
    pub line: u32,
    /// First character on it.
    pub column: u32,
    /// Line of the character after the last one.
    pub end_line: u32,
    /// Column of the character after the last one.
    pub end_column: u32,
}

/// Something in the bytes that had to be repaired to read them as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The bytes were GB18030 (or GBK) and were decoded as such.
    Gb18030,
    /// Bytes that are no text in UTF-8 nor in GB18030; each became U+FFFD.
    InvalidBytes,
    /// NUL bytes; each became U+FFFD.
    Nul,
    /// Control characters and noncharacters; each became a space.
    Control,
    /// Line ends of old Macs (a lone carriage return); each became a newline.
    LoneCarriageReturn,
}

impl Source {
    /// Largest file that is read as text, in bytes: spans are 32 bits wide, and no person writes
    /// 32 MiB of digest, of which one build may need 800 MB of memory. The rim refuses larger ones before it reads them.
    pub const MAX_BYTES: u64 = 32 << 20;

    /// Makes text of a file's bytes; what had to be repaired is in the list, each kind once with
    /// its first place.
    pub fn new(path: impl Into<String>, bytes: &[u8]) -> (Self, Vec<(Flaw, Span)>) {
        let mut key = [0; 16];
        key.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
        let (text, flaws) = decode::text(bytes);
        let line_starts = std::iter::once(0)
            .chain(memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1))
            .collect();
        let source = Self {
            path: path.into(),
            text,
            key: ContentKey(key),
            line_starts,
        };
        (source, flaws)
    }

    /// Number of lines; a newline at the very end begins no further one, and there is always one.
    pub fn n_lines(&self) -> u32 {
        let n = self.line_starts.len() as u32;
        if n > 1 && self.text.ends_with('\n') {
            n - 1
        } else {
            n
        }
    }

    /// 1-based line of a byte.
    pub fn line(&self, at: u32) -> u32 {
        self.line_starts.partition_point(|&start| start <= at) as u32
    }

    /// The text of a 1-based line without its newline; empty for a line that is not there.
    pub fn line_text(&self, line: u32) -> &str {
        let span = self.span_at(line);
        &self.text[span.start as usize..span.end as usize]
    }

    /// The span of a 1-based line without its newline; for a line that is not there, the end.
    pub fn span_at(&self, line: u32) -> Span {
        let end = self.text.len() as u32;
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = self.line_starts.get(index) else {
            return Span { start: end, end };
        };
        let end = self.line_starts.get(index + 1).map_or(end, |next| next - 1);
        Span { start, end }
    }

    /// A Span in lines and columns. A span that cuts a character or leaves the text is narrowed; one that
    /// begins behind the last line is at its end.
    pub fn place(&self, span: Span) -> Place {
        let last = self.text.len() - usize::from(self.text.ends_with('\n'));
        let span = if span.start as usize > last {
            Span {
                start: last as u32,
                end: last as u32,
            }
        } else {
            span
        };
        let (line, column) = self.line_and_column(span.start);
        // A line may be very long: what stands before the span is counted once.
        let within = self.text.get(span.start as usize..span.end as usize);
        let (end_line, end_column) = match within {
            Some(within) if !within.contains('\n') => {
                (line, column + within.chars().count() as u32)
            }
            _ => self.line_and_column(span.end.max(span.start)),
        };
        Place {
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// The text of a Span.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The first line of a conflict that Git left: `<<<<<<<`, `=======` and `>>>>>>>` each begin a
    /// line, in this order, outside fenced code.
    pub fn conflict(&self) -> Option<Span> {
        conflict::find(&self.text)
    }

    fn line_and_column(&self, at: u32) -> (u32, u32) {
        let mut at = self.text.len().min(at as usize);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line(at as u32);
        let start = self.line_starts[line as usize - 1] as usize;
        let column = self.text[start..at].chars().count() as u32 + 1;
        (line, column)
    }
}

impl Span {
    /// The span of `part`, which must be a slice of `whole`.
    pub fn of(part: &str, whole: &str) -> Self {
        let start = part.as_ptr() as usize - whole.as_ptr() as usize;
        debug_assert!(start + part.len() <= whole.len());
        Self {
            start: start as u32,
            end: (start + part.len()) as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(text: &str) -> Source {
        Source::new("a.md", text.as_bytes()).0
    }

    #[test]
    fn what_begins_behind_the_last_line_is_at_its_end() {
        for (text, line, column) in [
            ("一\n二\n", 2, 2),
            ("一\n二", 2, 2),
            ("\n", 1, 1),
            ("", 1, 1),
        ] {
            for end in [text.len() as u32, text.len() as u32 + 3] {
                let place = source(text).place(Span { start: end, end });
                let found = (place.line, place.column, place.end_line, place.end_column);
                assert_eq!(found, (line, column, line, column), "{text:?}");
            }
        }
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let source = source("一二\n\nab三\n");
        let place = source.place(Span { start: 10, end: 13 });
        assert_eq!((place.line, place.column), (3, 3));
        assert_eq!((place.end_line, place.end_column), (3, 4));
        assert_eq!(source.line_text(3), "ab三");
        assert_eq!(source.line_text(2), "");
        assert_eq!(source.n_lines(), 3);
        assert_eq!(source.line(0), 1);
        assert_eq!(source.line(6), 1);
        assert_eq!(source.line(7), 2);
    }

    #[test]
    fn a_span_outside_the_text_or_inside_a_character_is_narrowed() {
        let source = source("一");
        let place = source.place(Span { start: 1, end: 99 });
        assert_eq!((place.line, place.column), (1, 1));
        assert_eq!((place.end_line, place.end_column), (1, 2));
        assert_eq!(source.line_text(9), "");
    }

    #[test]
    fn an_empty_file_has_one_empty_line() {
        let source = source("");
        assert_eq!(source.n_lines(), 1);
        assert_eq!(source.line_text(1), "");
    }

    proptest! {
        #[test]
        fn any_bytes_make_clean_text_with_as_many_lines(bytes in any::<Vec<u8>>()) {
            let (source, _) = Source::new("a.md", &bytes);
            let allowed = |c: char| (!c.is_control() && c != '\u{FDD0}') || c == '\n' || c == '\t';
            prop_assert!(source.text.chars().all(allowed));
            // Neither UTF-8 nor GB18030 has a newline or carriage return inside a character.
            let crlf = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
            let ends = bytes.iter().filter(|&&b| b == b'\r' || b == b'\n').count() - crlf;
            prop_assert_eq!(source.line_starts.len(), ends + 1);
            let _ = is_binary(&bytes);
            let _ = source.conflict();
        }

        #[test]
        fn any_span_has_a_place(text in any::<String>(), start: u32, end: u32) {
            let source = source(&text);
            let place = source.place(Span { start: start % 64, end: end % 64 });
            prop_assert!(place.line >= 1 && place.column >= 1);
            prop_assert!((place.line, place.column) <= (place.end_line, place.end_column));
        }
    }
}

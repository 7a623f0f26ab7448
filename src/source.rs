//! A file as read: its path, its text, and where its lines begin.
//!
//! Bytes come in, a [`Source`] goes out, whatever the bytes are: what had to be changed to make
//! text of them is listed as [`Flaw`]s. The number of lines never changes on the way, so a line
//! number is the one that an editor shows.

/// A file below `content/` as text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path below `content/`, parts joined by `/`, in the spelling of the disk.
    pub path: String,
    /// The text: UTF-8, lines end in `\n`, no byte-order mark, no control character but tab and
    /// newline, no U+FDD0 (the Markdown reader uses it as a mark of its own).
    pub text: String,
    /// Hash of the bytes on disk, before any repair.
    pub key: ContentKey,
    line_starts: Vec<u32>,
}

/// Names the bytes of a file: equal keys, equal content (blake3, 128 bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// Control characters; each became a space.
    Control,
    /// Line ends of old Macs (a lone carriage return); each became a newline.
    LoneCarriageReturn,
}

impl Source {
    /// Makes text of a file's bytes; whatever had to be repaired is in the list, with its place.
    pub fn new(path: impl Into<String>, bytes: &[u8]) -> (Self, Vec<(Flaw, Span)>) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let key = ContentKey(
            blake3::hash(bytes).as_bytes()[..16]
                .try_into()
                .expect("32 bytes"),
        );
        let line_starts = vec![0];
        (
            Self {
                path: path.into(),
                text,
                key,
                line_starts,
            },
            Vec::new(),
        )
    }

    /// 1-based line of a byte.
    pub fn line(&self, at: u32) -> u32 {
        self.line_starts.partition_point(|&start| start <= at) as u32
    }
}

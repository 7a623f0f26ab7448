//! Diagnostics for people: place, severity, message, the line with a caret, a hint.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthChar;

use super::{RED, YELLOW, is_bidi, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::load::read;
use crate::source::{Place, Source};

const BLUE: Style = AnsiColor::Blue.on_default().bold();
const BOLD: Style = Style::new().bold();

/// How often one code is told about one file; a file that repeats one mistake hides the others.
const MAX_REPEATS: usize = 20;

/// How often one code is told in brief, in all files together.
const MAX_IN_BRIEF: usize = 100;

/// Columns of a source line that are shown, at most.
const MAX_WIDTH: usize = 100;

/// Columns shown before the caret when a line is cut.
const MAX_LEAD: usize = 60;

/// Writes all Diagnostics to stderr, in the order given.
pub(in crate::cli) fn human(root: &Path, diagnostics: &[Diagnostic]) {
    let mut out = BufWriter::new(anstream::stderr().lock());
    // Whoever closes stderr does not want to know.
    let _ = write(&mut out, root, diagnostics).and_then(|()| out.flush());
}

/// Writes Diagnostics to stderr as [`human`] does, but each warning's code only so often that a
/// build of a large archive can still be read; all errors are told.
pub(in crate::cli) fn human_in_brief(root: &Path, diagnostics: &[Diagnostic]) {
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let brief: Vec<Diagnostic> = diagnostics
        .iter()
        .filter(|one| {
            if one.severity == Severity::Error {
                return true;
            }
            let n_told = told.entry(one.code).or_default();
            *n_told += 1;
            *n_told <= MAX_IN_BRIEF
        })
        .cloned()
        .collect();
    human(root, &brief);
    let mut rest = String::new();
    for (code, n) in told {
        if n > MAX_IN_BRIEF {
            let n = n - MAX_IN_BRIEF;
            let _ = writeln!(rest, "… and {n} more of `{code}`: `dibao check` shows all");
        }
    }
    super::lines(&rest);
}

/// Writes Diagnostics, with the source lines read again from below `root`.
pub(super) fn write(
    out: &mut dyn Write,
    root: &Path,
    diagnostics: &[Diagnostic],
) -> io::Result<()> {
    for file in diagnostics.chunk_by(|a, b| a.path == b.path) {
        let mut shown = None;
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        for diagnostic in file {
            let n_told = told.entry(diagnostic.code).or_default();
            *n_told += 1;
            if *n_told > MAX_REPEATS {
                continue;
            }
            write_head(out, diagnostic)?;
            if let Some(place) = diagnostic.place {
                let source = shown.get_or_insert_with(|| source(root, &diagnostic.path));
                if let Some(source) = source {
                    write_line(out, source.line_text(place.line), place)?;
                }
            }
            if let Some(hint) = &diagnostic.hint {
                writeln!(out, "  {BLUE}hint{BLUE:#}: {}", printable(hint))?;
            }
        }
        for (code, n) in told {
            if n > MAX_REPEATS {
                let path = printable(&file[0].path);
                writeln!(out, "{path}: … and {} more of `{code}`", n - MAX_REPEATS)?;
            }
        }
    }
    Ok(())
}

/// `content/a.md:4:1: warning[duplicate-key]: …`
fn write_head(out: &mut dyn Write, diagnostic: &Diagnostic) -> io::Result<()> {
    let (style, severity) = match diagnostic.severity {
        Severity::Error => (RED, "error"),
        Severity::Warning => (YELLOW, "warning"),
    };
    let path = printable(&diagnostic.path);
    let (line, column) = diagnostic
        .place
        .map_or((1, 1), |place| (place.line, place.column));
    let code = diagnostic.code;
    let message = printable(&diagnostic.message);
    writeln!(
        out,
        "{BOLD}{path}:{line}:{column}{BOLD:#}: {style}{severity}[{code}]{style:#}: {message}"
    )
}

/// The source line, cut around the caret where it is long, and the caret under it.
fn write_line(out: &mut dyn Write, line: &str, place: Place) -> io::Result<()> {
    let first = place.column.saturating_sub(1) as usize;
    let last = if place.end_line > place.line {
        usize::MAX
    } else {
        place.end_column.saturating_sub(1) as usize
    };
    let excerpt = Excerpt::new(line, first, last);
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let pad = " ".repeat(excerpt.before);
    let carets = "^".repeat(excerpt.under.max(1));
    writeln!(out, "{BLUE}{number} |{BLUE:#} {}", excerpt.text)?;
    writeln!(
        out,
        "{BLUE}{margin} |{BLUE:#} {pad}{YELLOW}{carets}{YELLOW:#}"
    )
}

/// What is shown of a source line, measured in columns of a terminal.
struct Excerpt {
    text: String,
    /// Columns before the caret.
    before: usize,
    /// Columns above carets.
    under: usize,
}

impl Excerpt {
    /// Cuts a line around the characters from `first` up to `last`.
    fn new(line: &str, first: usize, last: usize) -> Self {
        // A line may have millions of characters: only those around the place are looked at.
        let skipped = first.saturating_sub(MAX_LEAD + MAX_WIDTH);
        let (first, last) = (first - skipped, last.saturating_sub(skipped));
        let near = line
            .chars()
            .skip(skipped)
            .take(2 * (MAX_LEAD + MAX_WIDTH) + MAX_WIDTH);
        let cells: Vec<(String, usize)> = near.map(cell).collect();
        let first = first.min(cells.len());
        let mut start = first;
        let mut before = 0;
        while start > 0 && before + cells[start - 1].1 <= MAX_LEAD {
            start -= 1;
            before += cells[start].1;
        }
        let mut text = String::new();
        if start + skipped > 0 {
            text.push('…');
            before += 1;
        }
        let mut width = before;
        let mut under = 0;
        for (index, (cell, columns)) in cells.iter().enumerate().skip(start) {
            if index >= first {
                if width + columns > MAX_WIDTH {
                    text.push('…');
                    break;
                }
                width += columns;
                if index < last {
                    under += columns;
                }
            }
            text.push_str(cell);
        }
        Self {
            text,
            before,
            under,
        }
    }
}

/// A character as it is printed, and its columns: Han takes two, a tab four.
fn cell(c: char) -> (String, usize) {
    if c == '\t' {
        return ("    ".to_owned(), 4);
    }
    if c.is_control() || is_bidi(c) {
        let spelled = c.escape_unicode().to_string();
        let columns = spelled.len();
        return (spelled, columns);
    }
    (c.to_string(), c.width().unwrap_or(0))
}

/// A file, read again as it was read for the build. `None` when it is gone: then its lines are
/// not shown.
fn source(root: &Path, path: &str) -> Option<Source> {
    let bytes = read(&root.join(path), Source::MAX_BYTES).ok()?;
    Some(Source::new(path, &bytes).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostic(line: u32, columns: std::ops::Range<u32>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            code: "odd-date",
            path: "content/甲.md".to_owned(),
            place: Some(Place {
                line,
                column: columns.start,
                end_line: line,
                end_column: columns.end,
            }),
            message: "`二月三十日` is no date".to_owned(),
            hint: Some("write `2020-02-29`".into()),
        }
    }

    fn shown(text: &str, diagnostics: &[Diagnostic]) -> String {
        let root = tempfile::tempdir().expect("a place for files");
        let folder = root.path().join("content");
        #[expect(clippy::disallowed_methods, reason = "the case's own files")]
        {
            std::fs::create_dir(&folder).expect("an empty root");
            std::fs::write(folder.join("甲.md"), text).expect("an empty folder");
        }
        let mut out = Vec::new();
        write(
            &mut anstream::StripStream::new(&mut out),
            root.path(),
            diagnostics,
        )
        .expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn the_caret_stands_under_han_characters_that_take_two_columns() {
        let text = "---\ntitle: 通知\ndate: 二月三十日 # 待查\n---\n";
        let expected = "\
content/甲.md:3:7: warning[odd-date]: `二月三十日` is no date
3 | date: 二月三十日 # 待查
  |       ^^^^^^^^^^
  hint: write `2020-02-29`
";
        assert_eq!(shown(text, &[diagnostic(3, 7..12)]), expected);
    }

    #[test]
    fn a_tab_takes_four_columns_and_a_control_character_is_spelled_out() {
        let text = "\ta\u{202e}b";
        let expected = "\
1 |     a\\u{202e}b
  |              ^
";
        let all = shown(text, &[diagnostic(1, 4..5)]);
        assert_eq!(
            all.lines()
                .skip(1)
                .take(2)
                .fold(String::new(), |s, l| s + l + "\n"),
            expected
        );
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_the_caret() {
        let mut text = "长".repeat(300_000);
        text.push_str("错误");
        text.push_str(&"长".repeat(1000));
        let all = shown(&text, &[diagnostic(1, 300_001..300_003)]);
        assert!(all.len() < 1000, "{} bytes", all.len());
        let lines: Vec<&str> = all.lines().collect();
        assert!(lines[1].contains("长错误长"), "{}", lines[1]);
        assert!(
            lines[2].ends_with(&format!("{}^^^^", " ".repeat(61))),
            "{}",
            lines[2]
        );
    }

    #[test]
    fn one_mistake_repeated_fifty_times_is_told_twenty_times_and_counted() {
        let text = "x\n".repeat(50);
        let many: Vec<_> = (1..=50).map(|line| diagnostic(line, 1..2)).collect();
        let all = shown(&text, &many);
        assert_eq!(all.matches("warning[odd-date]").count(), 20);
        assert!(
            all.ends_with("content/甲.md: … and 30 more of `odd-date`\n"),
            "{all}"
        );
    }

    #[test]
    fn an_empty_span_at_the_end_of_a_line_still_has_a_caret() {
        let all = shown("正文", &[diagnostic(1, 3..3)]);
        assert!(all.contains("  |     ^\n"), "{all}");
    }
}

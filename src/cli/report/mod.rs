//! How Diagnostics are shown: on the terminal, as JSON, as annotations of a workflow, as SARIF.

use std::io::Write;

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::Counts;

pub(super) use human::{human, human_in_brief};
pub(super) use machine::{github, json, sarif};

mod human;
mod machine;

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Says why the program could not do its work.
pub(super) fn failure(message: &str) {
    let mut out = anstream::stderr().lock();
    let message = printable(message);
    let _ = writeln!(out, "{RED}error{RED:#}: {message}");
}

/// Writes the line that closes a command.
pub(super) fn closing(line: &str, failed: bool) {
    let style = if failed { RED } else { GREEN };
    let mut out = anstream::stderr().lock();
    let line = printable(line);
    let _ = writeln!(out, "{style}{line}{style:#}");
}

/// Writes lines that are not about content.
pub(super) fn lines(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Writes an answer to stdout.
pub(super) fn answer(text: &str) -> std::io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// `42 posts, 310 items, 1 error, 3 warnings`
pub(super) fn counted(counts: Counts, diagnostics: &[Diagnostic]) -> String {
    let n = |severity| {
        diagnostics
            .iter()
            .filter(|d| d.severity == severity)
            .count()
    };
    let (n_errors, n_warnings) = (n(Severity::Error), n(Severity::Warning));
    let mut words = vec![number(counts.posts, "post"), number(counts.items, "item")];
    // Whoever forgets to delete `draft: true` would wait for the post.
    if counts.drafts > 0 {
        words.push(number(counts.drafts, "draft"));
    }
    if n_errors > 0 {
        words.push(number(n_errors, "error"));
    }
    words.push(number(n_warnings, "warning"));
    words.join(", ")
}

fn number(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        _ => format!("{n} {noun}s"),
    }
}

/// Text that does nothing to a terminal: control characters and those that turn the direction of
/// text are spelled out.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_bidi(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

//! Exceptions in a file: `<!-- dibao-allow: code -->` for all of it, `dibao-allow-line` for one line.
//!
//! In the front matter the same stands in a comment of YAML: `# dibao-allow: code`. Code blocks hold
//! examples, not exceptions.

use crate::diagnostic::{Allow, Diagnostics, find_code};
use crate::source::{Fence, Source, Span};

const WORD: &str = "dibao-allow";

/// The exceptions of a Source whose body begins at a byte, for those who do not tell of wrong ones.
pub fn allows(source: &Source, body: u32) -> Vec<Allow> {
    read(source, body, &mut Diagnostics::new(source))
}

/// Reads the exceptions of a Source whose body begins at a byte.
pub(super) fn read(source: &Source, body: u32, diagnostics: &mut Diagnostics) -> Vec<Allow> {
    let mut allows = Vec::new();
    let text = source.text.as_bytes();
    if memchr::memmem::find(text, WORD.as_bytes()).is_none() {
        return allows;
    }
    let mut fence = Fence::default();
    for number in 1..=source.n_lines() {
        let line = source.line_text(number);
        let in_body = source.span_at(number).start >= body;
        if in_body && fence.holds(line) || !line.contains(WORD) {
            continue;
        }
        for comment in comments(line, in_body) {
            let only = comment
                .only_line
                .then_some(if comment.alone { number + 1 } else { number });
            for name in comment.codes.split([',', '，', ' ', '\t']) {
                if name.is_empty() {
                    continue;
                }
                match find_code(name) {
                    Ok(code) => allows.push(Allow {
                        code,
                        only,
                        line: number,
                    }),
                    Err(fault) => {
                        diagnostics
                            .add("allow-unknown", Span::of(name, &source.text), fault.message)
                            .hint(fault.hint);
                    }
                }
            }
        }
    }
    allows
}

struct Comment<'s> {
    codes: &'s str,
    /// Whether it is about one line.
    only_line: bool,
    /// Whether nothing else stands on its line: then the next line is meant.
    alone: bool,
}

/// The exceptions on a line.
fn comments(line: &str, in_body: bool) -> Vec<Comment<'_>> {
    let mut comments = Vec::new();
    let mut from = 0;
    while let Some(at) = line[from..].find(WORD).map(|at| from + at) {
        from = at + WORD.len();
        let before = line[..at].trim_end();
        let (open, close) = if in_body {
            ("<!--", "-->")
        } else {
            ("#", "\n")
        };
        let Some(before) = before.strip_suffix(open) else {
            continue;
        };
        let after = &line[from..];
        let (only_line, after) = match after.strip_prefix("-line") {
            Some(after) => (true, after),
            None => (false, after),
        };
        let Some(codes) = after.trim_start().strip_prefix(':') else {
            continue;
        };
        let end = codes.find(close);
        // A span of code holds an example.
        if in_body && end.is_none() || before.ends_with('`') {
            continue;
        }
        let end = end.unwrap_or(codes.len());
        let rest = codes.get(end + close.len()..).unwrap_or("");
        comments.push(Comment {
            codes: &codes[..end],
            only_line,
            alone: before.trim().is_empty() && rest.trim().is_empty(),
        });
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_read_in_front_matter_and_body_and_not_in_code() {
        for (text, body, expected) in [
            ("<!-- dibao-allow: link-http -->\n", 0, "link-http"),
            (
                "a <!--dibao-allow:link-http,tag-near--> b\n",
                0,
                "link-http tag-near",
            ),
            (
                "a\nb <!-- dibao-allow-line: link-http -->\n",
                0,
                "link-http@2",
            ),
            (
                "a\n<!-- dibao-allow-line: link-http -->\nb\n",
                0,
                "link-http@3",
            ),
            ("---\n# dibao-allow: date-form\n---\n", 28, "date-form"),
            (
                "---\ndate: 1 # dibao-allow-line: date-form\n---\n",
                46,
                "date-form@2",
            ),
            ("```\n<!-- dibao-allow: link-http -->\n```\n", 0, ""),
            ("`<!-- dibao-allow: link-http -->`\n", 0, ""),
            ("dibao-allow: link-http\n", 0, ""),
            (
                "<!-- dibao-allow: link-htpp -->\n",
                0,
                "! did you mean `link-http`?",
            ),
            (
                "<!-- dibao-allow: binary-file -->\n",
                0,
                "! mend what it tells",
            ),
        ] {
            let (source, _) = Source::new("a.md", text.as_bytes());
            let mut diagnostics = Diagnostics::new(&source);
            let allows = read(&source, body, &mut diagnostics);
            let mut seen: Vec<String> = allows
                .iter()
                .map(|allow| match allow.only {
                    Some(line) => format!("{}@{line}", allow.code),
                    None => allow.code.to_owned(),
                })
                .collect();
            let told = diagnostics.into_vec();
            seen.extend(
                told.into_iter()
                    .map(|one| format!("! {}", one.hint.expect("a hint"))),
            );
            assert_eq!(seen.join(" "), expected, "{text}");
        }
    }
}

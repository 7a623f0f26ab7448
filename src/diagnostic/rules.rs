//! Which Diagnostics are told, and as what: levels, exceptions, and repeats.

use std::collections::BTreeMap;

use super::{Diagnostic, Level, Severity, code};
use crate::source::Place;

/// How often one code is told of one file before the rest is told in one message.
const MAX_REPEATS: usize = 3;

/// How many lines a message about repeats names.
const MAX_LINES: usize = 12;

/// What the settings say about Diagnostics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Codes switched off, on or raised.
    pub levels: BTreeMap<&'static str, Level>,
    /// Codes that are not told of some files.
    pub allowances: Vec<Allowance>,
}

/// An exception in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The code that is not told.
    pub code: &'static str,
    /// Files, folders and patterns (`old/**`) below `content/`; all files when empty.
    pub paths: Vec<String>,
}

/// An exception in a file.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Allow {
    /// The code that is not told.
    #[borsh(
        serialize_with = "crate::kept::name::write",
        deserialize_with = "crate::kept::name::read"
    )]
    pub code: &'static str,
    /// The only line of which it is not told; the whole file without one.
    pub only: Option<u32>,
    /// 1-based line of the exception itself.
    pub line: u32,
}

impl Rules {
    /// Drops, raises and lowers Diagnostics.
    ///
    /// Only a code that is no error by itself can be silenced or lowered.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.retain_mut(|diagnostic| {
            let Some(code) = code(diagnostic.code).filter(|code| code.level != Level::Error) else {
                return true;
            };
            let level = self.levels.get(code.name).copied().unwrap_or(code.level);
            match level {
                Level::Off => return false,
                Level::Warning => diagnostic.severity = Severity::Warning,
                Level::Error => diagnostic.severity = Severity::Error,
            }
            !self.allow(diagnostic)
        });
    }

    /// Whether a code is told at all, of some file.
    pub fn tell(&self, name: &'static str) -> bool {
        let own = code(name).map_or(Level::Warning, |code| code.level);
        self.levels.get(name).copied().unwrap_or(own) != Level::Off
    }

    /// Whether someone switched a code off by hand.
    pub fn silence(&self, name: &'static str) -> bool {
        self.levels.get(name) == Some(&Level::Off)
    }

    fn allow(&self, diagnostic: &Diagnostic) -> bool {
        self.allowances
            .iter()
            .any(|allowance| allowance.code == diagnostic.code && allowance.holds(&diagnostic.path))
    }
}

impl Allowance {
    /// Whether it is about the file at a path from the root.
    pub fn holds(&self, path: &str) -> bool {
        let path = path.strip_prefix("content/").unwrap_or(path);
        let within = |pattern: &String| {
            let pattern = pattern.strip_prefix("content/").unwrap_or(pattern);
            let folder = pattern.trim_end_matches('/');
            path == folder
                || path
                    .strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
                || fast_glob::glob_match(pattern, path)
        };
        self.paths.is_empty() || self.paths.iter().any(within)
    }
}

/// The exceptions of all files, and which of them were of use.
#[derive(Debug, Default)]
pub struct Exceptions {
    /// By path from the root.
    files: BTreeMap<String, Vec<(Allow, bool)>>,
}

impl Exceptions {
    /// Takes the exceptions of a file below `content/`.
    pub fn add(&mut self, path: &str, allows: &[Allow]) {
        if !allows.is_empty() {
            let allows = allows.iter().map(|allow| (allow.clone(), false));
            self.files
                .insert(format!("content/{path}"), allows.collect());
        }
    }

    /// Drops what a file allows.
    pub fn apply(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        if self.files.is_empty() {
            return;
        }
        diagnostics.retain(|diagnostic| {
            let allows = self.files.get_mut(&diagnostic.path);
            let mut kept = true;
            for (allow, used) in allows.into_iter().flatten() {
                if allow.holds(diagnostic) {
                    *used = true;
                    kept = false;
                }
            }
            kept
        });
    }

    /// Tells of the exceptions that nothing was dropped for.
    pub fn unused(&self) -> impl Iterator<Item = Diagnostic> {
        self.files.iter().flat_map(|(path, allows)| {
            let unused = allows.iter().filter(|(_, used)| !used);
            unused.map(move |(allow, _)| {
                let path = path.strip_prefix("content/").unwrap_or(path);
                let message = format!("`{}` does not occur here", allow.code);
                let mut found = Diagnostic::of_file(path, "allow-unused", message);
                found.place = Some(Place {
                    line: allow.line,
                    column: 1,
                    end_line: allow.line,
                    end_column: 1,
                });
                found.hint("delete the comment");
                found
            })
        })
    }
}

impl Allow {
    /// Whether a Diagnostic of its file is not told for it.
    pub fn holds(&self, diagnostic: &Diagnostic) -> bool {
        let line = diagnostic.place.map_or(1, |place| place.line);
        self.code == diagnostic.code
            && diagnostic.severity_of_code() != Severity::Error
            && self.only.is_none_or(|only| only == line)
    }
}

/// Makes one Diagnostic of a warning that a file repeats: the first, with the lines of the others.
///
/// Takes them in order of path and place.
pub fn collapse(diagnostics: &mut Vec<Diagnostic>) {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    let mut rest = std::mem::take(diagnostics).into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut file = vec![first];
        while let Some(next) = rest.next_if(|next| next.path == file[0].path) {
            file.push(next);
        }
        let mut of_code: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, diagnostic) in file.iter().enumerate() {
            of_code.entry(diagnostic.code).or_default().push(index);
        }
        of_code.retain(|_, same| {
            same.len() > MAX_REPEATS && file[same[0]].severity_of_code() != Severity::Error
        });
        let mut messages: BTreeMap<usize, Diagnostic> = BTreeMap::new();
        let mut repeats: Vec<usize> = Vec::new();
        for same in of_code.values() {
            let others: Vec<&Diagnostic> = same[1..].iter().map(|&index| &file[index]).collect();
            messages.insert(same[0], with_others(&file[same[0]], &others));
            repeats.extend(&same[1..]);
        }
        repeats.sort_unstable();
        for (index, diagnostic) in file.into_iter().enumerate() {
            if repeats.binary_search(&index).is_err() {
                kept.push(messages.remove(&index).unwrap_or(diagnostic));
            }
        }
    }
    *diagnostics = kept;
}

fn with_others(first: &Diagnostic, others: &[&Diagnostic]) -> Diagnostic {
    let own = first.place.map_or(1, |place| place.line);
    let mut lines: Vec<u32> = others
        .iter()
        .filter_map(|other| other.place.map(|place| place.line))
        .filter(|line| *line != own)
        .collect();
    lines.dedup();
    let named: Vec<String> = lines.iter().take(MAX_LINES).map(u32::to_string).collect();
    let wherever = match (named.is_empty(), lines.len() > MAX_LINES) {
        (true, _) => String::new(),
        (false, true) => format!(", on lines {} and on", named.join(", ")),
        (false, false) => format!(", on lines {}", named.join(", ")),
    };
    let mut whole = first.clone();
    whole.message = format!("{}; {} more like it{wherever}", first.message, others.len());
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, code: &'static str, line: u32) -> Diagnostic {
        Diagnostic {
            place: Some(Place {
                line,
                column: 1,
                end_line: line,
                end_column: 2,
            }),
            ..Diagnostic::of_file(path, code, "m")
        }
    }

    #[test]
    fn settings_silence_and_raise_warnings_but_never_silence_errors() {
        let mut list = vec![
            at("a.md", "duplicate-key", 1),
            at("a.md", "unknown-key", 1),
            at("a.md", "conflict-marker", 1),
            at("a.md", "trailing-space", 1),
        ];
        let rules = Rules {
            levels: BTreeMap::from([
                ("duplicate-key", Level::Off),
                ("unknown-key", Level::Error),
                ("conflict-marker", Level::Off),
            ]),
            allowances: Vec::new(),
        };
        rules.apply(&mut list);
        let seen: Vec<_> = list.iter().map(|d| (d.code, d.severity)).collect();
        assert_eq!(
            seen,
            [
                ("unknown-key", Severity::Error),
                ("conflict-marker", Severity::Error)
            ],
            "`trailing-space` is off unless it is asked for"
        );
    }

    #[test]
    fn an_exception_holds_for_a_file_a_folder_or_a_pattern() {
        for (pattern, path, expected) in [
            ("old/", "content/old/a.md", true),
            ("old", "content/old/b/a.md", true),
            ("old", "content/older/a.md", false),
            ("content/old/a.md", "content/old/a.md", true),
            ("old/*.md", "content/old/a.md", true),
            ("old/*.md", "content/old/b/a.md", false),
            ("**/2019-*.md", "content/x/y/2019-甲.md", true),
            ("a.md", "content/b/a.md", false),
        ] {
            let allowance = Allowance {
                code: "link-http",
                paths: vec![pattern.to_owned()],
            };
            assert_eq!(allowance.holds(path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn what_a_file_repeats_is_told_once_with_the_other_lines() {
        let mut list = vec![
            at("a.md", "missing-anchor", 1),
            at("a.md", "missing-anchor", 4),
            at("a.md", "unknown-key", 4),
            at("a.md", "missing-anchor", 7),
            at("a.md", "missing-anchor", 7),
            at("b.md", "missing-anchor", 2),
        ];
        collapse(&mut list);
        let seen: Vec<_> = list.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(seen, ["m; 3 more like it, on lines 4, 7", "m", "m"]);
    }
}

//! What a person can mend by editing a file: where, what is wrong, how to mend it.
//!
//! Stages collect Diagnostics beside their result and never stop at the first: a [`Diagnostics`]
//! is bound to one Source and makes one in a line. How they are shown (terminal, JSON, workflow
//! annotations, SARIF) is the business of `cli`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::source::{Flaw, Place, Source, Span};

mod codes;
mod rules;

pub use codes::{CODES, Code, CodeFault, Group, code, find_code, nearest};
pub use rules::{Allow, Allowance, Exceptions, Rules, collapse};

/// How bad it is.
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
pub enum Severity {
    /// The site cannot be built as it stands.
    Error,
    /// The site is built; someone should look.
    Warning,
}

/// What a Diagnostic's code counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not told.
    Off,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name, `kebab-case`, one of [`CODES`].
    #[borsh(
        serialize_with = "crate::kept::name::write",
        deserialize_with = "crate::kept::name::read"
    )]
    pub code: &'static str,
    /// Path from the root (`content/a.md`), parts joined by `/`.
    pub path: String,
    /// Where in the file; `None` when the whole file is meant.
    pub place: Option<Place>,
    /// What is wrong: lower case, no full stop, the offending text in backticks.
    pub message: String,
    /// How to mend it.
    pub hint: Option<Cow<'static, str>>,
}

impl Diagnostic {
    /// A problem with the whole of a file below `content/`; its severity is the code's.
    pub fn of_file(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: codes::severity(code),
            code,
            path: format!("content/{path}"),
            place: None,
            message: message.into(),
            hint: None,
        }
    }

    /// How bad its code is by itself.
    fn severity_of_code(&self) -> Severity {
        codes::severity(self.code)
    }

    /// Says how to mend it.
    pub fn hint(&mut self, hint: impl Into<Cow<'static, str>>) -> &mut Self {
        self.hint = Some(hint.into());
        self
    }
}

/// How many problems of one code are told of one Source; of further ones the number. A file of
/// nothing but faults would fill the memory with them.
pub const MAX_OF_CODE: usize = 1_000;

/// Collects the problems of one Source.
#[derive(Debug)]
pub struct Diagnostics<'s> {
    source: &'s Source,
    list: Vec<Diagnostic>,
    /// How many there are of each code.
    n_of_code: BTreeMap<&'static str, usize>,
    /// The last one beyond the bound.
    spare: Option<Diagnostic>,
}

impl<'s> Diagnostics<'s> {
    /// None yet.
    pub fn new(source: &'s Source) -> Self {
        Self {
            source,
            list: Vec::new(),
            n_of_code: BTreeMap::new(),
            spare: None,
        }
    }

    /// The Source that they are about.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// Adds a problem at a span; its severity is the code's in [`CODES`].
    pub fn add(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let place = Some(self.source.place(span));
        let diagnostic = Diagnostic {
            place,
            ..Diagnostic::of_file(&self.source.path, code, message)
        };
        self.push(diagnostic)
    }

    /// Adds a problem with the whole file.
    pub fn add_whole(&mut self, code: &'static str, message: impl Into<String>) -> &mut Diagnostic {
        let diagnostic = Diagnostic::of_file(&self.source.path, code, message);
        self.push(diagnostic)
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        let n = self.n_of_code.entry(diagnostic.code).or_default();
        *n += 1;
        if *n > MAX_OF_CODE {
            return self.spare.insert(diagnostic);
        }
        let index = self.list.len();
        self.list.push(diagnostic);
        &mut self.list[index]
    }

    /// Adds what [`Source::new`] had to repair.
    pub fn add_flaws(&mut self, flaws: &[(Flaw, Span)]) {
        for &(flaw, span) in flaws {
            let (code, message, hint) = match flaw {
                Flaw::Gb18030 => (
                    "encoding-gb18030",
                    "the file is not in UTF-8; it was read as GB18030",
                    "save the file as UTF-8",
                ),
                Flaw::InvalidBytes => (
                    "encoding-invalid",
                    "bytes that are no text were replaced by `\u{FFFD}`",
                    "write the text again where `\u{FFFD}` stands",
                ),
                Flaw::Nul => (
                    "control-character",
                    "NUL characters were replaced by `\u{FFFD}`",
                    "delete them",
                ),
                Flaw::Control => (
                    "control-character",
                    "control characters were replaced by spaces",
                    "delete them",
                ),
                Flaw::LoneCarriageReturn => (
                    "line-ends",
                    "a line ends in a lone carriage return",
                    "save the file with line ends of Unix (LF)",
                ),
            };
            self.add(code, span, message).hint(hint);
        }
    }

    /// Adds the conflict that Git left in the Source, if there is one.
    pub fn add_conflict(&mut self) {
        if let Some(span) = self.source.conflict() {
            self.add("conflict-marker", span, "git left a conflict here")
                .hint("keep one side and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`");
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in order of place.
    pub fn into_vec(mut self) -> Vec<Diagnostic> {
        for (code, n) in self.n_of_code {
            if n > MAX_OF_CODE {
                let message = format!("there are {} more of these in the file", n - MAX_OF_CODE);
                let mut rest = Diagnostic::of_file(&self.source.path, code, message);
                rest.hint("mend the first ones, then look again");
                self.list.push(rest);
            }
        }
        sort(&mut self.list);
        self.list
    }
}

/// Orders by path, place, severity, code and message: the same order for any number of threads.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        (&a.path, a.place, a.severity, a.code, &a.message)
            .cmp(&(&b.path, b.place, b.severity, b.code, &b.message))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_carries_path_place_severity_and_hint() {
        let (source, _) = Source::new("a/甲.md", "一\n二三四\n".as_bytes());
        let mut diagnostics = Diagnostics::new(&source);
        let at = Span { start: 7, end: 10 };
        diagnostics
            .add("duplicate-key", at, "`三` stands twice")
            .hint("delete one");
        let list = diagnostics.into_vec();
        assert_eq!(list[0].path, "content/a/甲.md");
        assert_eq!(list[0].severity, Severity::Warning);
        let place = list[0].place.expect("has a span");
        assert_eq!((place.line, place.column), (2, 2));
        assert_eq!((place.end_line, place.end_column), (2, 3));
        assert_eq!(list[0].hint.as_deref(), Some("delete one"));
    }

    #[test]
    fn of_endless_faults_the_first_thousand_are_told_and_the_number_of_the_rest() {
        let (source, _) = Source::new("a.md", b"x\n");
        for (n, more) in [
            (MAX_OF_CODE, None),
            (MAX_OF_CODE + 3, Some("there are 3 more")),
        ] {
            let mut diagnostics = Diagnostics::new(&source);
            for _ in 0..n {
                let span = Span { start: 0, end: 1 };
                diagnostics.add("duplicate-key", span, "x").hint("y");
            }
            let list = diagnostics.into_vec();
            assert_eq!(list.len(), MAX_OF_CODE + usize::from(more.is_some()));
            let rest = list.iter().find(|one| one.place.is_none());
            let told = rest.map(|one| one.message.starts_with(more.unwrap_or("-")));
            assert_eq!(told, more.map(|_| true));
        }
    }
}

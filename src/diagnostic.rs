//! What a person can mend by editing a file: where, what is wrong, how to mend it.
//!
//! Stages collect Diagnostics beside their result and never stop at the first. How they are shown
//! (terminal, JSON, workflow annotations, SARIF) is the business of `cli`.

use crate::source::Place;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The site cannot be built as it stands.
    Error,
    /// The site is built; someone should look.
    Warning,
}

/// One problem in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Stable name, `kebab-case`, one of [`CODES`].
    pub code: &'static str,
    /// Path from the root (`content/a.md`), parts joined by `/`.
    pub path: String,
    /// Where in the file; `None` when the whole file is meant.
    pub place: Option<Place>,
    /// What is wrong: lower case, no full stop, the offending text in backticks.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
}

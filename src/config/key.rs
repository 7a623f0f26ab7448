//! A key of a file that people write, and what it wants.
//!
//! Each reader of such a file has one table of these: what it takes, what the schema says and what
//! the user guide lists cannot drift apart.

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The spelling of the user guide.
    pub name: &'static str,
    /// Other spellings, best first.
    pub also: &'static [&'static str],
    /// What it wants.
    pub shape: Shape,
    /// What it says, one sentence without full stop.
    pub meaning: &'static str,
}

/// What a key wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One text; a number is one, too.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A whole number from the first to the second.
    Number(i64, i64),
    /// A day, perhaps with a time, in nearly any form.
    Day,
    /// A day, or `false`.
    DayOrFlag,
    /// A day as `2020-09-10` and nothing else.
    PlainDay,
    /// A time covered: words, `{start, end, label}`, or first and last day.
    Period,
    /// A list of names.
    Terms,
    /// A list of names, or text with commas.
    Names,
    /// One text or a list of them.
    Texts,
    /// An `http` or `https` address.
    Web,
    /// An address, or a map that holds one.
    Origin,
    /// An address, or `{path, alt}`.
    Picture,
    /// A map whose keys count as top-level ones.
    Nested,
    /// Keys with labels: `[status]`, `{status: 状态}`, `{requires: {label: 依据, inverse: 被依据}}`.
    Declared,
    /// A kind of public document.
    PolicyKind,
    /// Words, each perhaps with a day: `现行`, `[现行]`, `{征求意见: 2020-01-01}`.
    Status,
    /// Levels of diagnostics and exceptions from them.
    Check,
    /// `{forge, branch, folder}`.
    Edit,
    /// `true`, or `{bundle, workflow, backend}`.
    Admin,
}

impl Key {
    /// A key of one spelling.
    pub const fn new(name: &'static str, shape: Shape, meaning: &'static str) -> Self {
        Self {
            name,
            also: &[],
            shape,
            meaning,
        }
    }

    /// A key of several spellings.
    pub const fn with(
        name: &'static str,
        also: &'static [&'static str],
        shape: Shape,
        meaning: &'static str,
    ) -> Self {
        Self {
            name,
            also,
            shape,
            meaning,
        }
    }

    /// All spellings, the best first.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }
}

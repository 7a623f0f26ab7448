//! Style sheets: which files a page needs, joined without what only people need.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ALL;

/// The style sheets of a theme.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Stylesheets {
    /// The same for all pages.
    All(Vec<Style>),
    /// By the name of the template.
    ByTemplate(BTreeMap<String, Vec<Style>>),
}

/// A style sheet of a theme, by its path.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Style {
    /// For every page that the list is for.
    Always(String),
    /// Only for pages that hold something.
    When {
        /// The path.
        file: String,
        /// What a page must hold.
        when: Part,
    },
}

/// What only some pages hold and styles may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Particulars of an Item: its day, its places, who issued it.
    Items,
    /// A contents list, or Sections.
    Contents,
    /// In a text, tables.
    Tables,
    /// In a text, quotations and code.
    Quoted,
    /// In a text, what else goes beyond paragraphs, headings, lists and links: emphasis, what is
    /// folded away.
    Rich,
}

/// Which of the [`Part`]s a page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Parts(u8);

/// The style sheets of one list: a path for each set of the parts that it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheets {
    asked: Parts,
    paths: BTreeMap<Parts, Option<String>>,
}

impl Style {
    pub(super) fn file(&self) -> &str {
        match self {
            Self::Always(file) | Self::When { file, .. } => file,
        }
    }
}

impl Parts {
    /// All of them.
    pub const ALL: Self = Self(31);

    /// These, and one more where it is held.
    #[must_use]
    pub fn with(self, part: Part, held: bool) -> Self {
        Self(self.0 | (u8::from(held) << part as u8))
    }

    fn holds(self, part: Part) -> bool {
        self.0 & (1 << part as u8) != 0
    }

    fn among(self, asked: Self) -> Self {
        Self(self.0 & asked.0)
    }

    /// Whether a page that holds these needs a style sheet.
    pub(super) fn need(self, style: &Style) -> bool {
        match style {
            Style::Always(_) => true,
            Style::When { when, .. } => self.holds(*when),
        }
    }
}

impl Sheets {
    /// Makes a sheet for each set of parts that the list tells apart, and for no other.
    pub(super) fn new(list: &[Style], mut make: impl FnMut(Parts) -> Option<String>) -> Self {
        let asked = list.iter().fold(Parts::default(), |asked, style| {
            if let Style::When { when, .. } = style {
                asked.with(*when, true)
            } else {
                asked
            }
        });
        let sets = (0..=Parts::ALL.0).map(Parts);
        let paths = sets
            .filter(|parts| parts.among(asked) == *parts)
            .map(|parts| (parts, make(parts)))
            .collect();
        Self { asked, paths }
    }

    /// The path of the sheet for a page that holds these; `None` when it is empty.
    pub fn path(&self, parts: Parts) -> Option<&str> {
        self.paths.get(&parts.among(self.asked))?.as_deref()
    }
}

impl Default for Stylesheets {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Stylesheets {
    /// Lists by the name of the template.
    pub(super) fn lists(&self) -> impl Iterator<Item = (&str, &[Style])> {
        let (all, by_template) = match self {
            Self::All(list) => (Some((ALL, list.as_slice())), None),
            Self::ByTemplate(lists) => (None, Some(lists)),
        };
        let lists = by_template.into_iter().flatten();
        all.into_iter()
            .chain(lists.map(|(name, list)| (name.as_str(), list.as_slice())))
    }
}

/// Takes comments and the white space at the start of lines out of a style sheet; strings stay as
/// they are. Compression on the wire does the rest.
pub(super) fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(next) = rest.find(['"', '\'', '/', '\n']) {
        out.push_str(&rest[..next]);
        rest = &rest[next..];
        let length = match rest.as_bytes()[0] {
            b'/' if rest.starts_with("/*") => {
                let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
                rest = &rest[end..];
                continue;
            }
            b'\n' => {
                rest = rest.trim_start();
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                continue;
            }
            b'/' => 1,
            quote => string_length(rest, quote),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// Bytes of the string that `text` begins with, both quotes included.
fn string_length(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::squeeze;

    #[test]
    fn comments_and_indentation_go_and_strings_stay() {
        for (css, wanted) in [
            ("/* a */a{\n  b:c;\n}\n", "a{\nb:c;\n}\n"),
            (
                "a::after{content:\"/* kept */\"}",
                "a::after{content:\"/* kept */\"}",
            ),
            ("a{content:'\\'/*x*/'}", "a{content:'\\'/*x*/'}"),
            ("a{font:1rem/1.8 serif}", "a{font:1rem/1.8 serif}"),
            ("/* never closed", ""),
            ("a{content:\"never closed", "a{content:\"never closed"),
        ] {
            assert_eq!(squeeze(css), wanted, "{css}");
        }
    }
}

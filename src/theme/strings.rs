//! Interface strings: what the site itself says, in each language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The strings of one language by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Strings(pub BTreeMap<String, Text>);

/// One interface string. `{name}` stands for a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Text {
    /// The same for every number.
    One(String),
    /// One form for 1, another for every other number.
    Forms {
        /// For 1.
        one: String,
        /// For 0, 2, 3 …
        other: String,
    },
    /// Names of months and the like.
    List(Vec<String>),
}

impl Strings {
    /// The string of a key; the key itself when the table has none, so that the gap shows.
    pub fn text<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The string of a key, if the table has one.
    pub fn find(&self, key: &str) -> Option<&str> {
        match self.0.get(key)? {
            Text::One(text) | Text::Forms { other: text, .. } => Some(text),
            Text::List(_) => None,
        }
    }

    /// The form of a string for a number, `{n}` filled in.
    pub fn count(&self, key: &str, n: usize) -> String {
        let text = match self.0.get(key) {
            Some(Text::Forms { one, .. }) if n == 1 => one,
            _ => self.text(key),
        };
        text.replace("{n}", &grouped(n))
    }

    /// A string with its values filled in: (name, value).
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.text(key), values)
    }

    /// An entry of a list, counted from 1; empty when there is none.
    pub fn entry(&self, key: &str, number: usize) -> &str {
        let Some(Text::List(list)) = self.0.get(key) else {
            return "";
        };
        list.get(number.wrapping_sub(1)).map_or("", String::as_str)
    }
}

/// A script that hands all tables to the page: `dibaoStrings([["zh-CN", {…}], ["en", {…}]])`.
pub(super) fn switch_script(tables: &BTreeMap<String, Strings>) -> String {
    let json = serde_json::to_string(&tables.iter().collect::<Vec<_>>()).unwrap_or_default();
    format!("dibaoStrings({json});\n")
}

/// Fills `{name}` places in one pass, so that a value that holds braces stays as it is.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let found = values.iter().find_map(|(name, value)| {
            let after = rest[1..].strip_prefix(name)?.strip_prefix('}')?;
            Some((*value, after))
        });
        if let Some((value, after)) = found {
            out.push_str(value);
            rest = after;
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// A number as people read it: thousands parted from 10,000 on.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{fill, grouped};

    #[test]
    fn values_are_filled_in_once() {
        for (text, values, wanted) in [
            ("第 {n} 页", vec![("n", "2")], "第 2 页"),
            ("{a}{b}", vec![("a", "{b}"), ("b", "x")], "{b}x"),
            ("{unknown}", vec![("n", "2")], "{unknown}"),
            ("{", vec![], "{"),
        ] {
            assert_eq!(fill(text, &values), wanted);
        }
    }

    #[test]
    fn large_numbers_are_grouped() {
        for (n, wanted) in [
            (0, "0"),
            (9999, "9999"),
            (10_000, "10,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(n), wanted);
        }
    }
}

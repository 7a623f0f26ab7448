//! A value that is a list of names.

use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::document::front_matter::Entry;

use super::wrong_kind;

/// What a list is of, which says what else is taken for one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Tags, categories: a text is cut at commas, with a warning; never at spaces, for names have
    /// them.
    Terms,
    /// Authors, keywords: a text with commas is what people write.
    Names,
    /// Paths: a text is one.
    Addresses,
}

/// Longest list that is read; the rest is nothing that a person wrote.
const MAX_ITEMS: usize = 1000;

/// Characters of a name; a longer one is a sentence in the wrong place.
const MAX_NAME: usize = 200;

/// Reads names in order, each once, without empty ones.
pub(super) fn read(entry: &Entry, shape: Shape, diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut names = Names::default();
    match &entry.value {
        MetaValue::Null if shape == Shape::Terms => {
            wrong_kind(
                entry,
                "a list",
                format!("write `{}: []`, or delete the line", entry.key),
                diagnostics,
            );
        }
        MetaValue::Null => {}
        MetaValue::List(list) => list.iter().for_each(|value| names.add(value)),
        MetaValue::Map(map) if shape == Shape::Names => names.add_named(map),
        MetaValue::Map(map) => {
            // `tags: {a: 1}`: the keys are the only names there are.
            for key in map.keys() {
                names.push(key);
            }
            wrong_kind(
                entry,
                "a list",
                example(&entry.key, &names.list),
                diagnostics,
            );
        }
        MetaValue::Bool(flag) => names.push(&flag.to_string()),
        MetaValue::Text(text) if shape == Shape::Addresses => names.push(text),
        MetaValue::Text(text) => {
            text.split([',', '，', '、', ';', '；'])
                .for_each(|name| names.push(name));
            // The singular says that one name is meant.
            let singular =
                entry.key.eq_ignore_ascii_case("tag") || entry.key.eq_ignore_ascii_case("category");
            if shape == Shape::Terms && !singular {
                wrong_kind(
                    entry,
                    "a list",
                    example(&entry.key, &names.list),
                    diagnostics,
                );
            }
        }
    }
    if names.too_many || names.too_long {
        let message = format!(
            "`{}` has more than {MAX_ITEMS} names, or one of more than {MAX_NAME} characters; those are left out",
            entry.key
        );
        diagnostics
            .add("front-matter-bounds", entry.value_span, message)
            .hint("keep those that readers look for");
    }
    names.list
}

fn example(key: &str, names: &[String]) -> String {
    let some: Vec<_> = names.iter().take(4).map(String::as_str).collect();
    format!("write `{key}: [{}]`", some.join(", "))
}

#[derive(Default)]
struct Names {
    list: Vec<String>,
    too_many: bool,
    too_long: bool,
}

impl Names {
    fn add(&mut self, value: &MetaValue) {
        match value {
            MetaValue::Null => {}
            MetaValue::Bool(flag) => self.push(&flag.to_string()),
            MetaValue::Text(text) => self.push(text),
            // Hexo nests lists for categories below others.
            MetaValue::List(list) => list.iter().for_each(|value| self.add(value)),
            MetaValue::Map(map) => self.add_named(map),
        }
    }

    /// `{name: …, email: …}`; a map without a name gives its values.
    fn add_named(&mut self, map: &std::collections::BTreeMap<String, MetaValue>) {
        let name = ["name", "title", "slug"]
            .iter()
            .find_map(|key| map.get(*key));
        match name {
            Some(name) => self.add(name),
            None => map.values().for_each(|value| self.add(value)),
        }
    }

    fn push(&mut self, name: &str) {
        let name = name.trim();
        let is_new = !name.is_empty() && !self.list.iter().any(|present| present == name);
        if !is_new {
            return;
        }
        if name.chars().nth(MAX_NAME).is_some() {
            self.too_long = true;
        } else if self.list.len() < MAX_ITEMS {
            self.list.push(name.to_owned());
        } else {
            self.too_many = true;
        }
    }
}

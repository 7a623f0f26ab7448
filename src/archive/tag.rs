//! `content/tags.yaml`: which spellings are one tag, and what it means.

use std::collections::HashMap;

use serde_yaml::Value;

use super::{problem, yaml};
use crate::config::{Key, Shape};
use crate::diagnostic::Diagnostic;
use crate::fold::fold_key;
use crate::source::Source;

/// Names that say that there is no tag or category.
const NO_TERMS: [&str; 4] = ["未分类", "无标签", "uncategorized", "默认分类"];

/// What `tags.yaml` may say of a tag.
#[rustfmt::skip]
pub static TAG_KEYS: [Key; 5] = [
    Key::with("name", &["tag"], Shape::Text, "Preferred spelling, where the file is a list"),
    Key::with("aliases", &["alias"], Shape::Texts, "Other spellings, which become this one"),
    Key::new("description", Shape::Text, "What the tag is about"),
    Key::new("parent", Shape::Text, "Name of the wider tag"),
    Key::new("stop", Shape::Flag, "Whether it is no tag at all"),
];

/// What `tags.yaml` says, found by folded key.
#[derive(Debug, Default)]
pub struct TagVocabulary {
    /// Tags in order of the file.
    pub tags: Vec<KnownTag>,
    /// Folded name or alias to index into `tags`.
    by_key: HashMap<String, usize>,
}

/// One tag of the file.
#[derive(Debug, Default)]
pub struct KnownTag {
    /// Preferred spelling.
    pub name: String,
    /// Other names, as written.
    pub aliases: Vec<String>,
    /// What it is.
    pub description: Option<String>,
    /// Name of the wider tag.
    pub parent: Option<String>,
    /// Whether it is no tag at all.
    pub stop: bool,
}

impl TagVocabulary {
    /// Reads the file: a map from preferred spelling to `{aliases, description, parent, stop}`, to a
    /// list of aliases or to one alias; or a list of such maps with a `name`.
    pub fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut vocabulary = Self::default();
        let file = yaml::read(source, diagnostics);
        let mut odd = |name: &str, message: String, hint: &'static str| {
            let place = yaml::place_of(source, name, 0);
            let found = problem("vocabulary-value", &source.path, place, message, hint);
            diagnostics.push(found);
        };
        let mut tags = Vec::new();
        match file {
            Value::Mapping(map) => {
                for (name, value) in &map {
                    match yaml::scalar(name) {
                        Some(name) => tags.push((name, value.clone())),
                        None => odd(
                            "",
                            "a tag has no name".to_owned(),
                            "write its name before `:`",
                        ),
                    }
                }
            }
            Value::Sequence(list) => {
                for value in list {
                    match value
                        .get("name")
                        .or_else(|| value.get("tag"))
                        .and_then(yaml::scalar)
                    {
                        Some(name) => tags.push((name, value)),
                        None => odd("", "a tag has no `name`".to_owned(), "write `name:` first"),
                    }
                }
            }
            Value::Null => {}
            _ => odd(
                "",
                "the file is no map of tags".to_owned(),
                "write `tag: {aliases: [...]}`",
            ),
        }
        for (name, value) in tags {
            let tag = KnownTag::read(name, &value, &mut odd);
            vocabulary.add(tag, &mut odd);
        }
        vocabulary
    }

    /// The tag that a spelling means.
    pub fn find(&self, key: &str) -> Option<&KnownTag> {
        self.by_key.get(key).map(|&index| &self.tags[index])
    }

    fn add(&mut self, tag: KnownTag, odd: &mut impl FnMut(&str, String, &'static str)) {
        let index = self.tags.len();
        for name in std::iter::once(&tag.name).chain(&tag.aliases) {
            let before = *self.by_key.entry(fold_key(name)).or_insert(index);
            if before != index {
                let other = &self.tags[before].name;
                let message = format!("`{name}` already means `{other}`");
                odd(&tag.name, message, "let each name stand once in the file");
            }
        }
        self.tags.push(tag);
    }
}

impl KnownTag {
    fn read(name: String, value: &Value, odd: &mut impl FnMut(&str, String, &'static str)) -> Self {
        let mut tag = Self {
            name,
            ..Self::default()
        };
        let Value::Mapping(map) = value else {
            tag.aliases = yaml::scalars(value);
            return tag;
        };
        for (key, value) in map {
            let Some(key) = yaml::scalar(key) else {
                continue;
            };
            let known = TAG_KEYS
                .iter()
                .find(|known| known.spellings().any(|name| name == key));
            match known.map_or(key.as_str(), |known| known.name) {
                "name" => {}
                "aliases" => tag.aliases = yaml::scalars(value),
                "description" => tag.description = yaml::scalar(value),
                "parent" => tag.parent = yaml::scalar(value),
                "stop" => tag.stop = matches!(value, Value::Bool(true)),
                other => odd(
                    &tag.name,
                    format!("`{other}` of tag `{}` is not known", tag.name),
                    "use `aliases`, `description`, `parent` or `stop`",
                ),
            }
        }
        tag
    }
}

/// Whether a name says that there is no term.
pub fn is_no_term(key: &str) -> bool {
    key.is_empty() || NO_TERMS.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::fixture::{shown, vocabulary};

    #[test]
    fn every_form_of_the_file_is_read() {
        for text in [
            "物联网: {aliases: [IoT, 万物互联], description: 物与物相连}",
            "物联网: [IoT, 万物互联]",
            "- name: 物联网\n  aliases: [IoT, 万物互联]\n  description: 物与物相连",
        ] {
            let mut diagnostics = Vec::new();
            let tags = TagVocabulary::read(&vocabulary("tags.yaml", text), &mut diagnostics);
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
            assert_eq!(tags.find("iot").unwrap().name, "物联网", "{text}");
            assert_eq!(tags.find("万物互联").unwrap().name, "物联网", "{text}");
        }
    }

    #[test]
    fn what_is_wrong_in_the_file_is_told_with_its_line() {
        for (text, expected) in [
            (
                "甲: [乙]\n丙: {alias: [乙]}\n",
                "content/tags.yaml:2: vocabulary-value",
            ),
            (
                "甲: {alais: [乙]}\n",
                "content/tags.yaml:1: vocabulary-value",
            ),
            ("甲: [乙\n丙: 1\n", "content/tags.yaml:2: vocabulary"),
        ] {
            let mut diagnostics = Vec::new();
            TagVocabulary::read(&vocabulary("tags.yaml", text), &mut diagnostics);
            assert_eq!(shown(&diagnostics), [expected], "{text}");
        }
    }
}

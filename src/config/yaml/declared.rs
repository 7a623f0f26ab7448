//! `facets` and `relations`: keys of the front matter that the archive declares.

use serde_yaml::{Mapping, Value};

use super::super::{DeclaredFacet, Relation, Settings};
use super::{Reader, below, scalar};

/// First parts of URLs that are taken, so no facet may have them.
const TAKEN: &[&str] = &[
    "assets", "data", "dates", "items", "page", "posts", "search", "static",
];

/// Facets that every archive has.
const BUILT_IN: &[&str] = &["tags", "categories", "regions", "issuers", "policies"];

impl Reader<'_, '_, '_> {
    pub(super) fn facets(&mut self, value: &Value, settings: &mut Settings) {
        for (key, labels) in self.declared("facets", value) {
            if BUILT_IN.contains(&key.as_str())
                || settings.facets.iter().any(|facet| facet.key == key)
            {
                self.diagnostics
                    .add(
                        "settings-unknown",
                        below(self.source, "facets", &key),
                        format!("the facet `{key}` is there already"),
                    )
                    .hint("delete the line");
                continue;
            }
            let label = labels.label.unwrap_or_else(|| key.clone());
            settings.facets.push(DeclaredFacet { key, label });
        }
    }

    pub(super) fn relations(&mut self, value: &Value, settings: &mut Settings) {
        for (key, labels) in self.declared("relations", value) {
            let label = labels.label.unwrap_or_else(|| key.clone());
            let inverse = labels.inverse.unwrap_or_else(|| format!("← {label}"));
            if settings
                .relations
                .iter()
                .all(|relation| relation.key != key)
            {
                settings.relations.push(Relation {
                    key,
                    label,
                    inverse,
                });
            }
        }
    }

    /// A list of keys (`[status]`), of maps (`- {key: status, label: 状态}`, `- status: 状态`), or a
    /// map (`status: 状态`, `requires: {label: 依据, inverse: 被依据}`).
    fn declared(&mut self, name: &str, value: &Value) -> Vec<(String, Labels)> {
        let mut declared = Vec::new();
        match value {
            Value::Sequence(list) => {
                for item in list {
                    match item {
                        Value::Mapping(map) => match text_at(map, "key") {
                            Some(key) => declared.push((key, Labels::of_map(map))),
                            None => declared.extend(pairs(map)),
                        },
                        item => declared.extend(scalar(item).map(|key| (key, Labels::default()))),
                    }
                }
            }
            Value::Mapping(map) => declared.extend(pairs(map)),
            value => match scalar(value) {
                Some(key) => declared.push((key, Labels::default())),
                None => self.wrong(
                    name,
                    "is no list of keys",
                    &format!("write `{name}: [status, type]`"),
                ),
            },
        }
        declared.retain(|(key, _)| self.may_declare(name, key));
        declared
    }

    fn may_declare(&mut self, name: &str, key: &str) -> bool {
        let odd = |char: char| {
            char.is_whitespace() || char.is_control() || "/\\?#%:.\"'<>".contains(char)
        };
        let (fault, hint) = if key.is_empty() || key.contains(odd) {
            (
                "cannot be a part of an address",
                "use letters, digits, `-` and `_`",
            )
        } else if name == "facets" && TAKEN.contains(&key) {
            ("is taken by other pages", "choose another key")
        } else {
            return true;
        };
        self.diagnostics
            .add(
                "settings",
                below(self.source, name, key),
                format!("the key `{key}` {fault}"),
            )
            .hint(hint);
        false
    }
}

#[derive(Default)]
struct Labels {
    label: Option<String>,
    inverse: Option<String>,
}

impl Labels {
    fn of_map(map: &Mapping) -> Self {
        Self {
            label: text_at(map, "label"),
            inverse: text_at(map, "inverse"),
        }
    }
}

/// `status: 状态`, `requires: {label: …, inverse: …}`.
fn pairs(map: &Mapping) -> Vec<(String, Labels)> {
    map.iter()
        .filter_map(|(key, value)| {
            let labels = match value {
                Value::Mapping(map) => Labels::of_map(map),
                value => Labels {
                    label: scalar(value),
                    inverse: None,
                },
            };
            Some((scalar(key)?, labels))
        })
        .collect()
}

fn text_at(map: &Mapping, key: &str) -> Option<String> {
    map.get(key).and_then(scalar)
}

//! The settings of the old site.

use std::fmt::Write;

use serde_yaml::Value;

use super::{Folder, Generator, error};
use crate::diagnostic::Diagnostic;

/// Longest file of settings that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Settings as the generator's own file has them; empty when there is none.
pub(super) struct Config(Value);

/// What an archive's settings take over.
#[derive(Debug, Default, Clone)]
pub(super) struct Site {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) author: String,
    pub(super) language: String,
    pub(super) timezone: String,
    /// Address with scheme and host; may be empty.
    pub(super) url: String,
    /// Path below it (`/blog`), where the settings name it apart.
    pub(super) path: String,
}

impl Config {
    /// Reads the first of the files that a generator's settings may stand in. Those of Hugo may be
    /// spread over files of `config/_default/`.
    pub(super) fn read(generator: Generator, folder: &Folder, notes: &mut Vec<Diagnostic>) -> Self {
        let names: &[&str] = match generator {
            Generator::Jekyll => &["_config.yml", "_config.yaml", "_config.toml"],
            Generator::Hexo => &["_config.yml", "_config.yaml", "_config.json"],
            Generator::Zola => &["config.toml", "zola.toml"],
            Generator::Hugo => &[
                "hugo.toml",
                "hugo.yaml",
                "hugo.yml",
                "hugo.json",
                "config.toml",
                "config.yaml",
                "config.yml",
                "config.json",
                "config/_default/hugo.toml",
                "config/_default/hugo.yaml",
                "config/_default/config.toml",
                "config/_default/config.yaml",
            ],
            Generator::Csdn => &[],
        };
        let has = |name: &&&str| folder.files.iter().any(|file| file == **name);
        let Some(name) = names.iter().find(has) else {
            return Self(Value::Null);
        };
        let mut value = value_of(folder, name, notes);
        if generator == Generator::Hugo {
            for part in ["permalinks", "languages", "params"] {
                for kind in ["toml", "yaml", "yml", "json"] {
                    let name = format!("config/_default/{part}.{kind}");
                    if has(&&name.as_str())
                        && let Value::Mapping(map) = &mut value
                    {
                        map.insert(part.into(), value_of(folder, &name, notes));
                    }
                }
            }
        }
        Self(value)
    }

    /// What stands at a path of keys; keys are compared without regard to case, as Hugo does.
    pub(super) fn at(&self, keys: &[&str]) -> &Value {
        let mut value = &self.0;
        for key in keys {
            value = get(value, key);
        }
        value
    }

    /// A scalar at a path of keys; empty when there is none.
    pub(super) fn text(&self, keys: &[&str]) -> String {
        scalar(self.at(keys)).unwrap_or_default()
    }

    pub(super) fn flag(&self, keys: &[&str]) -> Option<bool> {
        self.at(keys).as_bool()
    }
}

/// What a map holds under a key; nothing where there is no map.
pub(super) fn get<'v>(value: &'v Value, key: &str) -> &'v Value {
    let Value::Mapping(map) = value else {
        return &Value::Null;
    };
    let exact = map.get(key);
    let near = || {
        let named = |other: &Value| other.as_str().is_some_and(|o| o.eq_ignore_ascii_case(key));
        map.iter()
            .find(|(other, _)| named(other))
            .map(|(_, value)| value)
    };
    exact.or_else(near).unwrap_or(&Value::Null)
}

pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn value_of(folder: &Folder, name: &str, notes: &mut Vec<Diagnostic>) -> Value {
    let read = (folder.read)(name).and_then(|bytes| {
        let text = String::from_utf8(bytes).map_err(|_| "this is not UTF-8".to_owned())?;
        let nested = text.bytes().filter(|b| matches!(b, b'[' | b'{')).count();
        if text.len() > MAX_BYTES || nested > 10_000 {
            return Err("the settings are too long".to_owned());
        }
        let text = text.trim_start_matches('\u{feff}');
        let said = |error: &dyn std::fmt::Display| error.to_string().replace('\n', " ");
        match name.rsplit('.').next() {
            Some("toml") => toml::from_str::<toml::Table>(text)
                .map(|table| of_toml(toml::Value::Table(table)))
                .map_err(|error| said(&error.message())),
            Some("json") => serde_json::from_str(text).map_err(|error| said(&error)),
            _ => serde_yaml::from_str(text).map_err(|error| said(&error)),
        }
    });
    read.unwrap_or_else(|why| {
        let message = format!("the settings of the old site cannot be read: {why}");
        let mut note = error("import-settings", name, message);
        note.hint("they say where the posts were; mend the file first");
        notes.push(note);
        Value::Null
    })
}

/// TOML as YAML; a day becomes text.
pub(super) fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::Number(number.into()),
        toml::Value::Float(number) => Value::Number(number.into()),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(stamp) => Value::String(stamp.to_string()),
        toml::Value::Array(list) => Value::Sequence(list.into_iter().map(of_toml).collect()),
        toml::Value::Table(table) => {
            let pairs = table.into_iter();
            Value::Mapping(
                pairs
                    .map(|(key, value)| (Value::String(key), of_toml(value)))
                    .collect(),
            )
        }
    }
}

impl Site {
    /// The path that all addresses of the old site began with, with slashes at both ends.
    pub(super) fn base(&self) -> String {
        let of_url = crate::config::base_url(&self.url).map(|url| {
            let rest = url.split_once("://").map_or("", |(_, rest)| rest);
            rest.split_once('/').map_or("", |(_, path)| path).to_owned()
        });
        let path = if self.path.is_empty() {
            of_url.unwrap_or_default()
        } else {
            self.path.clone()
        };
        match path.trim_matches('/') {
            "" => "/".to_owned(),
            path => format!("/{path}/"),
        }
    }

    /// `content/site.yaml`.
    pub(super) fn settings(&self) -> String {
        let mut text = String::new();
        let mut line = |key: &str, value: &str| {
            if !value.is_empty() {
                let _ = writeln!(text, "{key}: {}", super::front::quoted(value));
            }
        };
        line("title", &self.title);
        line("description", &self.description);
        line("author", &self.author);
        let whole = match (self.url.trim_end_matches('/'), self.path.trim_matches('/')) {
            (url, "") => url.to_owned(),
            (url, path) if url.ends_with(path) => url.to_owned(),
            (url, path) => format!("{url}/{path}"),
        };
        let address = crate::config::base_url(&whole).unwrap_or_default();
        line("base_url", &address);
        let language = self.language.to_ascii_lowercase();
        line(
            "language",
            match language.split(['-', '_']).next() {
                Some("zh") => "zh-CN",
                Some("en") => "en",
                _ => "",
            },
        );
        if jiff::tz::TimeZone::get(&self.timezone).is_ok() {
            line("timezone", &self.timezone);
        }
        text
    }
}

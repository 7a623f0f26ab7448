//! `check`: levels of diagnostics, and exceptions from them.

use serde_yaml::Value;

use crate::diagnostic::{Allowance, Level, find_code};
use crate::source::Span;

use super::super::Settings;
use super::{Reader, below, scalar};

impl Reader<'_, '_, '_> {
    pub(super) fn check(&mut self, value: &Value, settings: &mut Settings) {
        let Value::Mapping(map) = value else {
            return self.wrong(
                "check",
                "is no map",
                "write `check: {levels: {unknown-key: off}}`",
            );
        };
        for (key, value) in map {
            match scalar(key).unwrap_or_default().as_str() {
                "levels" => self.levels(value, settings),
                "allow" => self.allowances(value, settings),
                other => {
                    let span = below(self.source, "check", other);
                    self.diagnostics
                        .add(
                            "settings-unknown",
                            span,
                            format!("`{other}` is no key below `check`"),
                        )
                        .hint("write `levels` or `allow`");
                }
            }
        }
    }

    fn levels(&mut self, value: &Value, settings: &mut Settings) {
        let Value::Mapping(map) = value else {
            return self.wrong(
                "check",
                "has no map of codes under `levels`",
                "write `levels: {unknown-key: off}`",
            );
        };
        for (key, value) in map {
            let code = scalar(key).unwrap_or_default();
            let span = below(self.source, "check", &code);
            let level = match scalar(value).unwrap_or_default().as_str() {
                "off" | "false" => Level::Off,
                "warning" => Level::Warning,
                "error" => Level::Error,
                _ => {
                    self.diagnostics
                        .add("settings", span, format!("`{code}` has no level"))
                        .hint("write `off`, `warning` or `error`");
                    continue;
                }
            };
            if let Some(code) = self.code(&code, span) {
                settings.rules.levels.insert(code, level);
            }
        }
    }

    /// `[{code: link-http, path: old/**}]`; either may be a list, and without `path` the code is
    /// allowed everywhere.
    fn allowances(&mut self, value: &Value, settings: &mut Settings) {
        const SHAPE: &str = "write `allow: [{code: link-http, path: old/**}]`";
        let one = [value.clone()];
        let list = match value {
            Value::Sequence(list) => list.as_slice(),
            _ => &one,
        };
        for value in list {
            let Value::Mapping(map) = value else {
                self.wrong("check", "has no list of maps under `allow`", SHAPE);
                continue;
            };
            let names = |key: &str| match map.get(key) {
                Some(Value::Sequence(list)) => list.iter().filter_map(scalar).collect(),
                Some(value) => scalar(value).into_iter().collect::<Vec<String>>(),
                None => Vec::new(),
            };
            let (paths, codes) = (names("path"), names("code"));
            if codes.is_empty() {
                self.wrong("check", "has an exception without `code`", SHAPE);
            }
            for code in codes {
                let span = below(self.source, "check", &code);
                let Some(code) = self.code(&code, span) else {
                    continue;
                };
                settings.rules.allowances.push(Allowance {
                    code,
                    paths: paths.clone(),
                });
            }
        }
    }

    /// The code of that name, when it can be silenced.
    fn code(&mut self, name: &str, span: Span) -> Option<&'static str> {
        match find_code(name) {
            Ok(code) => Some(code),
            Err(fault) => {
                self.diagnostics
                    .add("settings-unknown", span, fault.message)
                    .hint(fault.hint);
                None
            }
        }
    }
}

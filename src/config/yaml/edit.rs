//! `admin` and `edit`: how texts are written in a browser, and where they are kept.

use serde_yaml::Value;

use super::super::{Admin, Forge, Settings};
use super::{Reader, below, scalar};

impl Reader<'_, '_, '_> {
    /// `admin: true`, or `admin: {bundle: …, workflow: false, backend: {name: github}}`.
    pub(super) fn admin(&mut self, value: &Value, settings: &mut Settings) {
        let mut admin = Admin::default();
        let map = match value {
            Value::Bool(on) => {
                settings.admin = on.then_some(admin);
                return;
            }
            Value::Mapping(map) => map,
            _ => {
                return self.wrong(
                    "admin",
                    "is neither `true` nor a map",
                    "write `admin: true`",
                );
            }
        };
        for (key, value) in map {
            let key = scalar(key).unwrap_or_default();
            match (key.as_str(), value) {
                ("bundle", Value::String(text)) if !text.trim().is_empty() => {
                    text.trim()
                        .trim_end_matches('/')
                        .clone_into(&mut admin.bundle);
                }
                ("workflow", Value::Bool(flag)) => admin.workflow = *flag,
                ("backend", Value::Mapping(backend)) => {
                    let pairs = backend.iter();
                    let pairs =
                        pairs.filter_map(|(key, value)| Some((scalar(key)?, scalar(value)?)));
                    admin.backend = pairs.collect();
                }
                _ => {
                    let span = below(self.source, "admin", &key);
                    self.diagnostics
                        .add("settings", span, format!("`{key}` says nothing about the page"))
                        .hint("known are `bundle` (a folder), `workflow` (`true` or `false`) and `backend` (a map)");
                }
            }
        }
        settings.admin = Some(admin);
    }

    /// `edit: {forge: gitlab, branch: main, folder: sub}`.
    pub(super) fn edit(&mut self, value: &Value, settings: &mut Settings) {
        let Value::Mapping(map) = value else {
            return self.wrong(
                "edit",
                "is no map",
                "write `edit: {forge: gitlab, branch: main, folder: archive}`",
            );
        };
        for (key, value) in map {
            let (key, text) = (scalar(key).unwrap_or_default(), scalar(value));
            match (key.as_str(), text) {
                ("branch", Some(text)) if !text.is_empty() => settings.edit.branch = text,
                ("folder", Some(text)) => {
                    let folder = text.trim_matches('/');
                    let slash = if folder.is_empty() { "" } else { "/" };
                    settings.edit.folder = format!("{folder}{slash}");
                }
                ("forge", Some(text)) if Forge::named(&text).is_some() => {
                    settings.edit.forge = Forge::named(&text);
                }
                _ => {
                    let span = below(self.source, "edit", &key);
                    self.diagnostics
                        .add("settings", span, format!("`{key}` says nothing about editing"))
                        .hint("known are `forge` (github, gitlab, gitee, forgejo), `branch` and `folder`");
                }
            }
        }
    }
}

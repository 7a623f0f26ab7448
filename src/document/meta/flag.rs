//! A value that is yes or no.

use crate::diagnostic::Diagnostics;
use crate::document::MetaValue;
use crate::document::front_matter::Entry;

use super::wrong_kind;

/// Reads a flag. Words that only YAML 1.1 takes for one (`no`, `off`) and quoted ones are taken
/// for what they say, with a warning.
pub(super) fn read(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<bool> {
    let flag = match &entry.value {
        MetaValue::Null => return None,
        MetaValue::Bool(flag) => return Some(*flag),
        value => of_value(value),
    };
    let hint = flag.map_or_else(
        || "write `true` or `false`".to_owned(),
        |flag| format!("write `{flag}`"),
    );
    wrong_kind(entry, "`true` or `false`", hint, diagnostics);
    flag
}

/// What a value says when it is a flag in any spelling.
pub(super) fn of_value(value: &MetaValue) -> Option<bool> {
    match value {
        MetaValue::Bool(flag) => Some(*flag),
        MetaValue::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "on" | "1" | "是" => Some(true),
            "false" | "no" | "n" | "off" | "0" | "否" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

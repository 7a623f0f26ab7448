//! A value that names a picture.

use crate::diagnostic::Diagnostics;
use crate::document::front_matter::Entry;
use crate::document::{MetaValue, Picture};

use super::wrong_kind;

/// Reads a picture: an address, a map with one, or a list of pictures, of which the first counts.
pub(super) fn read(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<Picture> {
    let picture = of_value(&entry.value);
    let is_empty = matches!(&entry.value, MetaValue::Text(text) if text.trim().is_empty())
        || matches!(&entry.value, MetaValue::Null | MetaValue::Bool(_))
        || matches!(&entry.value, MetaValue::List(list) if list.is_empty());
    if picture.is_none() && !is_empty {
        wrong_kind(
            entry,
            "a picture",
            "write its address under `path:` and a text under `alt:`",
            diagnostics,
        );
    }
    picture
}

fn of_value(value: &MetaValue) -> Option<Picture> {
    match value {
        MetaValue::Text(text) => {
            let path = text.trim().to_owned();
            (!path.is_empty()).then_some(Picture { path, alt: None })
        }
        MetaValue::List(list) => of_value(list.first()?),
        MetaValue::Map(map) => {
            let text = |keys: &[&str]| {
                keys.iter().find_map(|key| match map.get(*key) {
                    Some(MetaValue::Text(text)) if !text.trim().is_empty() => {
                        Some(text.trim().to_owned())
                    }
                    _ => None,
                })
            };
            let path = text(&["path", "src", "url", "image", "file", "feature"])?;
            Some(Picture {
                path,
                alt: text(&["alt", "caption", "title"]),
            })
        }
        MetaValue::Null | MetaValue::Bool(_) => None,
    }
}

//! Texts exported from CSDN: one a file, flat or in folders.

use super::config::Site;
use super::{Kind, Meta, Rules, Text, extension, is_markdown, leftover};

pub(super) struct Csdn;

impl Rules for Csdn {
    fn kind(&self, path: &str) -> Kind {
        if is_markdown(path) || extension(path) == ".txt" {
            return Kind::Text(Text {
                to: format!("posts/{}", super::as_md(path)),
                ..Text::default()
            });
        }
        Kind::asset_or(format!("posts/{path}"), Kind::NEITHER)
    }

    /// The path that the text had where it was first published. Its host is another one; the path
    /// finds the post for whoever changes the host in an old link.
    fn address(&self, _: &Text, meta: &Meta) -> Result<Vec<String>, String> {
        let Some(url) = &meta.source_url else {
            return Ok(Vec::new());
        };
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        Ok(if path.trim_matches('/').is_empty() {
            Vec::new()
        } else {
            vec![format!("/{path}")]
        })
    }

    /// Such texts hold braces of all kinds, and none means anything.
    fn leftovers(&self) -> Option<leftover::Language> {
        None
    }

    fn site(&self) -> Site {
        Site::default()
    }
}

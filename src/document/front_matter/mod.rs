//! Where the front matter is, and what stands in it.
//!
//! [`read`] never fails and never loses text: what cannot be read is a Diagnostic, and the body
//! begins where the front matter surely ends. Each top-level key is read by itself, so that a
//! fault in one costs no other. Work is linear in the length of the text; nothing nests deeper
//! than [`yaml::MAX_DEPTH`].

use crate::config::Settings;
use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};

use super::{Meta, MetaValue, meta};

mod block;
mod entry;
mod toml;
mod yaml;

use block::{Block, Language};

/// A key of the front matter and its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key as written, without quotes.
    pub(super) key: String,
    /// Where the key stands.
    pub(super) key_span: Span,
    /// What it says.
    pub(super) value: MetaValue,
    /// Where the value stands; empty and after the key when there is none.
    pub(super) value_span: Span,
}

/// Reads the front matter; the number is the byte where the body begins.
pub fn read(source: &Source, settings: &Settings, diagnostics: &mut Diagnostics) -> (Meta, u32) {
    let Some(block) = block::find(&source.text, diagnostics) else {
        return (Meta::default(), 0);
    };
    let Block {
        language,
        span,
        body,
    } = block;
    let entries = match language {
        Language::Yaml => yaml::entries(source, span, diagnostics),
        Language::Toml => toml::entries(source, span, diagnostics),
    };
    (meta::gather(source, entries, settings, diagnostics), body)
}

#[cfg(test)]
mod tests;

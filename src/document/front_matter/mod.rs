//! Where the front matter is, and what stands in it.
//!
//! [`read`] never fails and never loses text: what cannot be read is a Diagnostic, and the body
//! begins where the front matter surely ends. Each top-level key is read by itself, so that a
//! fault in one costs no other. Work is linear in the length of the text; nothing nests deeper
//! than a bound on YAML (`config::yaml`).

use crate::config::Settings;
use crate::diagnostic::Diagnostics;
use crate::fold::{straight, turns};
use crate::source::{Source, Span};

use super::{Meta, MetaValue, meta};

mod block;
mod entry;
mod toml;
mod yaml;

use block::{Block, Language};

/// A key of the front matter and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key as written, without quotes.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// What it says.
    pub value: MetaValue,
    /// Where the value stands; empty and after the key when there is none.
    pub value_span: Span,
}

/// A front matter as it is written, for those who look at its form.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Its keys in order of the file; those that stand twice, twice.
    pub entries: Vec<Entry>,
    /// The lines between its fences; empty without one.
    pub span: Span,
    /// Byte where the body begins.
    pub body: u32,
    /// Whether it is YAML.
    pub yaml: bool,
}

/// Reads the front matter; the number is the byte where the body begins. Where `kept` is given, it
/// takes the keys as they are written.
pub fn read(
    source: &Source,
    settings: &Settings,
    kept: Option<&mut Vec<Entry>>,
    diagnostics: &mut Diagnostics,
) -> (Meta, u32) {
    let Some(mut head) = head(source, diagnostics) else {
        return (Meta::default(), 0);
    };
    if let Some(kept) = kept {
        kept.clone_from(&head.entries);
    }
    for entry in &mut head.entries {
        straighten(entry, diagnostics);
    }
    let meta = meta::gather(source, head.entries, settings, diagnostics);
    (meta, head.body)
}

/// Takes out of a value what turns text round: titles and tags stand in the midst of others.
fn straighten(entry: &mut Entry, diagnostics: &mut Diagnostics) {
    let mut open = vec![&mut entry.value];
    let mut found = false;
    while let Some(value) = open.pop() {
        match value {
            MetaValue::Text(text) if text.contains(turns) => {
                found = true;
                *text = straight(std::mem::take(text));
            }
            MetaValue::List(list) => open.extend(list),
            MetaValue::Map(map) => {
                if map.keys().any(|key| key.contains(turns)) {
                    found = true;
                    let old = std::mem::take(map).into_iter();
                    map.extend(old.map(|(key, value)| (straight(key), value)));
                }
                open.extend(map.values_mut());
            }
            _ => {}
        }
    }
    if found {
        let message = "invisible characters that reverse the direction of text were removed";
        diagnostics.add("text-direction", entry.value_span, message);
    }
}

/// The keys of a front matter without what they mean; its faults are told by [`read`].
pub fn entries(source: &Source) -> Head {
    head(source, &mut Diagnostics::new(source)).unwrap_or_default()
}

fn head(source: &Source, diagnostics: &mut Diagnostics) -> Option<Head> {
    let Block {
        language,
        span,
        body,
    } = block::find(&source.text, diagnostics)?;
    let entries = match language {
        Language::Yaml => yaml::entries(source, span, diagnostics),
        Language::Toml => toml::entries(source, span, diagnostics),
    };
    Some(Head {
        entries,
        span,
        body,
        yaml: language == Language::Yaml,
    })
}

/// Why the form of a front matter cannot be changed: the first fault that leaves its keys in doubt.
pub fn fault(source: &Source) -> Option<&'static str> {
    let mut faults = Diagnostics::new(source);
    let block = block::find(&source.text, &mut faults)?;
    if block.language == Language::Yaml {
        yaml::entries(source, block.span, &mut faults);
    }
    let in_doubt = |code: &str| match code {
        "front-matter-unclosed" => Some("the front matter is not closed"),
        "front-matter-invalid" => Some("a part of the front matter cannot be read"),
        "front-matter-bounds" => Some("the front matter is too long or too deep"),
        _ => None,
    };
    let faults = faults.into_vec();
    faults.iter().find_map(|fault| in_doubt(fault.code))
}

#[cfg(test)]
mod tests;

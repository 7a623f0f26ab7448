//! Keys and values into a [`Meta`].
//!
//! Values come as they were written; here each key gets the kind that it wants, whatever kind was
//! written. What cannot be understood is a Diagnostic and stays unset.

use std::borrow::Cow;
use std::collections::BTreeMap;

use compact_str::CompactString;
use litemap::LiteMap;

use crate::config::Settings;
use crate::diagnostic::Diagnostics;
use crate::source::{Source, Span};

use super::front_matter::Entry;
use super::{Meta, MetaValue};

mod day;
mod flag;
mod key;
mod list;
mod origin;
mod picture;
mod places;
mod words;

use key::Field;
pub use key::{key_of, keys, position};
pub use places::KeyPlaces;

/// Whether a key, as written, is one that dibao reads.
pub(super) fn is_known(key: &str) -> bool {
    let key = key.trim_matches(['"', '\'']);
    key.len() <= 32 && key::field(&key::plain(key)).is_some()
}

/// Makes a [`Meta`] of the keys of a front matter, in order of the file.
pub(super) fn gather(
    source: &Source,
    entries: Vec<Entry>,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) -> Meta {
    let entries = without_repeats(source, entries, diagnostics);
    let mut meta = Meta::default();
    for Named { entry, .. } in &entries {
        meta.places.add(&entry.key, source.place(entry.key_span));
    }
    let mut fields = Fields::default();
    let mut nested = Vec::new();
    for named in entries {
        keep_declared(&named, settings, &mut meta.extra);
        let field = origin::unless_elsewhere(named.field, &named.plain, &named.entry, settings);
        match field {
            Some((Field::Nested, _)) if matches!(named.entry.value, MetaValue::Map(_)) => {
                nested.push(named.entry);
            }
            Some((field, rank)) => fields.offer(field, rank, named.entry, &mut meta.extra),
            None => {
                check_spelling(&named, settings, diagnostics);
                meta.extra.insert(named.entry.key, named.entry.value);
            }
        }
    }
    for entry in nested {
        spread(entry, settings, &mut fields, &mut meta.extra);
    }
    fields.read(&mut meta, diagnostics);
    meta
}

/// An entry and what its key means.
struct Named {
    entry: Entry,
    plain: String,
    field: Option<(Field, u8)>,
}

/// Of a key that stands twice the last wins, but nothing loses to less: a list or map beats a
/// scalar, and anything beats an empty value.
fn without_repeats(
    source: &Source,
    entries: Vec<Entry>,
    diagnostics: &mut Diagnostics,
) -> Vec<Named> {
    let mut kept: Vec<Named> = Vec::with_capacity(entries.len());
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let plain = key::plain(&entry.key);
        let field = key::field(&plain);
        let Some(&earlier) = index.get(&plain) else {
            index.insert(plain.clone(), kept.len());
            kept.push(Named {
                entry,
                plain,
                field,
            });
            continue;
        };
        let first = &mut kept[earlier].entry;
        let wins = weight(&entry.value) >= weight(&first.value);
        let first_line = source.line(first.key_span.start);
        let used = if wins {
            "this line is used"
        } else {
            "the earlier one is used, for it says more"
        };
        diagnostics
            .add(
                "duplicate-key",
                entry.key_span,
                format!(
                    "`{}` stands twice; the first is on line {first_line}",
                    entry.key
                ),
            )
            .hint(format!("delete one of the two; {used}"));
        if wins {
            *first = entry;
        }
    }
    kept
}

fn weight(value: &MetaValue) -> u8 {
    match value {
        MetaValue::Null => 0,
        MetaValue::Bool(_) | MetaValue::Text(_) => 1,
        MetaValue::List(_) | MetaValue::Map(_) => 2,
    }
}

/// A key that the settings declare as a facet or relation is kept under the declared spelling,
/// also when dibao reads it.
fn keep_declared(named: &Named, settings: &Settings, extra: &mut LiteMap<String, MetaValue>) {
    if let Some(key) = declared(&named.plain, settings) {
        extra.insert(key.to_owned(), named.entry.value.clone());
    }
}

fn declared<'a>(plain: &str, settings: &'a Settings) -> Option<&'a str> {
    let facets = settings.facets.iter().map(|facet| &facet.key);
    let relations = settings.relations.iter().map(|relation| &relation.key);
    facets
        .chain(relations)
        .find(|key| key::plain(key) == plain)
        .map(String::as_str)
}

fn check_spelling(named: &Named, settings: &Settings, diagnostics: &mut Diagnostics) {
    if declared(&named.plain, settings).is_some() {
        return;
    }
    let Some(known) = key::suggestion(&named.plain) else {
        return;
    };
    let key = &named.entry.key;
    diagnostics
        .add(
            "unknown-key",
            named.entry.key_span,
            format!("`{key}` is not a known key"),
        )
        .hint(format!("did you mean `{known}`?"));
}

/// The keys of `extra:`, `params:` and `taxonomies:` count where the top level has none of them.
fn spread(
    entry: Entry,
    settings: &Settings,
    fields: &mut Fields,
    extra: &mut LiteMap<String, MetaValue>,
) {
    let Entry {
        key: parent,
        key_span,
        value_span,
        value,
    } = entry;
    // Ranks of the top level come first, then those of `taxonomies:`.
    let behind = if key::plain(&parent) == "taxonomies" {
        100
    } else {
        200
    };
    let MetaValue::Map(map) = value else {
        return;
    };
    for (key, value) in map {
        let plain = key::plain(&key);
        if let Some(declared) = declared(&plain, settings) {
            extra
                .entry(declared.to_owned())
                .or_insert_with(|| value.clone());
        }
        let entry = Entry {
            key,
            key_span,
            value,
            value_span,
        };
        match origin::unless_elsewhere(key::field(&plain), &plain, &entry, settings) {
            Some((field, rank)) if field != Field::Nested => {
                fields.offer(field, rank + behind, entry, extra);
            }
            _ => {
                extra.entry(entry.key).or_insert(entry.value);
            }
        }
    }
}

/// For each field the entry that it is read from.
#[derive(Default)]
struct Fields {
    entries: [Option<(u8, Entry)>; Field::COUNT],
}

impl Fields {
    /// Takes an entry when no better one is there; what is not taken is kept under `extra`.
    fn offer(
        &mut self,
        field: Field,
        rank: u8,
        entry: Entry,
        extra: &mut LiteMap<String, MetaValue>,
    ) {
        let slot = &mut self.entries[field as usize];
        let is_better = slot.as_ref().is_none_or(|(present, taken)| {
            let fits = |value: &MetaValue| match field {
                // `source: 新华社` names the source, and leaves its address to another key.
                Field::Source => origin::address(value).is_some(),
                _ => *value != MetaValue::Null,
            };
            (fits(&entry.value), *present) > (fits(&taken.value), rank)
        });
        let other = if is_better {
            slot.replace((rank, entry))
        } else {
            Some((rank, entry))
        };
        if let Some((_, entry)) = other {
            extra.entry(entry.key).or_insert(entry.value);
        }
    }

    fn take(&mut self, field: Field) -> Option<Entry> {
        self.entries[field as usize].take().map(|(_, entry)| entry)
    }

    fn read(&mut self, meta: &mut Meta, diagnostics: &mut Diagnostics) {
        meta.title = self.words(Field::Title, diagnostics);
        meta.slug = self.address(Field::Slug, diagnostics).map(Into::into);
        meta.permalink = self.address(Field::Permalink, diagnostics).map(Into::into);
        meta.lang = self
            .take(Field::Lang)
            .and_then(|entry| words::language(&entry, diagnostics));
        meta.translation = self.words(Field::Translation, diagnostics).map(Into::into);
        meta.description = self.words(Field::Description, diagnostics);
        meta.layout = self.words(Field::Layout, diagnostics).map(Into::into);
        meta.artid = self.words(Field::ArticleId, diagnostics).map(Into::into);
        meta.items = self.words(Field::Items, diagnostics).map(Into::into);
        meta.aliases = self.list(Field::Aliases, list::Shape::Addresses, diagnostics);
        meta.authors = self.list(Field::Authors, list::Shape::Names, diagnostics);
        meta.tags = self.terms(Field::Tags, diagnostics);
        meta.categories = self.terms(Field::Categories, diagnostics);
        meta.keywords = self.list(Field::Keywords, list::Shape::Names, diagnostics);
        meta.digest = self.flag(Field::Digest, diagnostics);
        meta.render_with_liquid = self.flag(Field::RenderWithLiquid, diagnostics);
        meta.draft = self.flag(Field::Draft, diagnostics).unwrap_or(false);
        meta.image = self
            .take(Field::Image)
            .and_then(|entry| picture::read(&entry, diagnostics))
            .map(Box::new);
        self.read_days(meta, diagnostics);
        self.read_origin(meta, diagnostics);
    }

    fn read_days(&mut self, meta: &mut Meta, diagnostics: &mut Diagnostics) {
        meta.period = self
            .take(Field::Period)
            .and_then(|entry| day::period(&entry, diagnostics));
        if let Some(entry) = self.take(Field::Published) {
            // Jekyll's `published: false` hides a post; others give the day.
            let flag = flag::of_value(&entry.value);
            meta.draft |= flag == Some(false);
            if flag.is_none() {
                (meta.published, _) = day::moment(&entry, diagnostics);
            }
        }
        if let Some(entry) = self.take(Field::Updated) {
            (meta.updated, _) = day::moment(&entry, diagnostics);
        }
        if let Some(entry) = self.take(Field::Date) {
            let (moment, period) = day::moment(&entry, diagnostics);
            meta.date = moment;
            meta.period = meta.period.take().or(period);
        }
    }

    fn read_origin(&mut self, meta: &mut Meta, diagnostics: &mut Diagnostics) {
        if let Some(entry) = self.take(Field::Source) {
            meta.source_url = origin::address(&entry.value).map(Into::into);
            if meta.source_url.is_none() && entry.value != MetaValue::Null {
                // `source: 新华社` names the source without an address.
                meta.extra.entry(entry.key).or_insert(entry.value);
            }
        }
        if let Some(entry) = self.take(Field::EncodedSource) {
            let decoded = origin::decode(&entry, meta.artid.as_deref(), diagnostics);
            meta.source_url = meta.source_url.take().or(decoded.map(Into::into));
        }
    }

    fn words(&mut self, field: Field, diagnostics: &mut Diagnostics) -> Option<String> {
        words::read(&self.take(field)?, diagnostics)
    }

    /// Text for a URL: `permalink: false` asks another program for no page at all, and names none.
    fn address(&mut self, field: Field, diagnostics: &mut Diagnostics) -> Option<String> {
        let entry = self.take(field)?;
        if matches!(entry.value, MetaValue::Bool(_)) {
            wrong_kind(
                &entry,
                "an address",
                "write a path, or delete the line",
                diagnostics,
            );
            return None;
        }
        words::read(&entry, diagnostics)
    }

    fn list(
        &mut self,
        field: Field,
        shape: list::Shape,
        diagnostics: &mut Diagnostics,
    ) -> Vec<String> {
        self.take(field)
            .map_or_else(Vec::new, |entry| list::read(&entry, shape, diagnostics))
    }

    fn terms(&mut self, field: Field, diagnostics: &mut Diagnostics) -> Vec<CompactString> {
        let terms = self.list(field, list::Shape::Terms, diagnostics);
        terms.into_iter().map(Into::into).collect()
    }

    fn flag(&mut self, field: Field, diagnostics: &mut Diagnostics) -> Option<bool> {
        flag::read(&self.take(field)?, diagnostics)
    }
}

/// Says that a value is of another kind than its key wants.
fn wrong_kind(
    entry: &Entry,
    wanted: &str,
    hint: impl Into<Cow<'static, str>>,
    diagnostics: &mut Diagnostics,
) {
    let seen = match &entry.value {
        MetaValue::Null => "empty",
        MetaValue::Bool(_) => "`true` or `false`",
        MetaValue::Text(_) => "plain text",
        MetaValue::List(_) => "a list",
        MetaValue::Map(_) => "a map",
    };
    let message = format!("`{}` is {seen}, not {wanted}", entry.key);
    diagnostics
        .add("value-type", shown(entry), message)
        .hint(hint);
}

/// Where a fault in a value is shown: at the value, or at the key when it has none.
fn shown(entry: &Entry) -> Span {
    if entry.value_span.start == entry.value_span.end {
        entry.key_span
    } else {
        entry.value_span
    }
}

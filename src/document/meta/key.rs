//! The keys that dibao reads, in the spellings of other generators.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::config::{Key, Shape};
use crate::document::outline::LOOKS;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Slug,
    Permalink,
    Aliases,
    Draft,
    Published,
    Lang,
    Translation,
    Period,
    Date,
    Updated,
    Authors,
    Source,
    EncodedSource,
    Tags,
    Categories,
    Keywords,
    Description,
    Image,
    Layout,
    ArticleId,
    RenderWithLiquid,
    Digest,
    Items,
    /// A map whose keys count as top-level ones: `extra`, `params`, `taxonomies`.
    Nested,
}

impl Field {
    /// Number of fields.
    pub(super) const COUNT: usize = Self::Nested as usize + 1;
}

/// Every key, in the order in which `dibao fmt` writes them. Of several spellings in one file the
/// first of the row is read.
#[rustfmt::skip]
static FIELDS: [(Field, Key); Field::COUNT] = [
    (Field::Title, Key::new("title", Shape::Text, "Title of the post; else the first H1, the first bold or text line, the file name")),
    (Field::Slug, Key::new("slug", Shape::Text, "Last part of the URL")),
    (Field::Permalink, Key::with("permalink", &["url", "path"], Shape::Text, "Whole path of the URL")),
    (Field::Aliases, Key::with("aliases", &["alias", "redirect_from"], Shape::Texts, "Old paths or URLs of the post, which are redirected")),
    (Field::Date, Key::with("date", &["pubDate", "created", "created_at"], Shape::Day, "Day of the post; may be the day on which it was filed")),
    (Field::Published, Key::with("published", &["publishDate", "published_at", "date_published"], Shape::DayOrFlag, "Day on which the source published it; `false` makes a draft")),
    (Field::Updated, Key::with("updated", &["lastmod", "last_modified_at", "last_modified", "modified", "updated_at", "last_updated"], Shape::Day, "Day of the last change")),
    (Field::Period, Key::new("period", Shape::Period, "Time that the post covers: `2020-W37`, `2020-09`, `2020-09-07..2020-09-13`, `2020年9月第2周`")),
    (Field::Draft, Key::new("draft", Shape::Flag, "Whether the post is left out unless drafts are asked for")),
    (Field::Lang, Key::with("lang", &["language", "locale"], Shape::Text, "Language of the text, as `zh` or `en`")),
    (Field::Translation, Key::with("translation_key", &["translation_id", "translation"], Shape::Text, "Posts that share it are translations of each other")),
    (Field::Authors, Key::with("author", &["authors"], Shape::Names, "Who wrote it")),
    (Field::Source, Key::with("source", &["source_url", "original_url", "arturl", "canonical_url"], Shape::Origin, "Address of the original")),
    (Field::EncodedSource, Key::new("arturl_encode", Shape::Text, "Address of the original as hex digits")),
    (Field::ArticleId, Key::new("artid", Shape::Text, "Number of the text where it was first published")),
    (Field::Description, Key::with("description", &["summary", "excerpt"], Shape::Text, "One or two sentences for lists and previews")),
    (Field::Categories, Key::with("categories", &["category"], Shape::Terms, "Categories")),
    (Field::Tags, Key::with("tags", &["tag"], Shape::Terms, "Tags; an item of a digest has those that stand in it")),
    (Field::Keywords, Key::with("keywords", &["keyword"], Shape::Names, "Words for the page's head; never searched")),
    (Field::Image, Key::with("image", &["featuredImage", "featuredImagePreview", "cover", "images", "thumbnail", "img"], Shape::Picture, "Picture of the post")),
    (Field::Digest, Key::new("digest", Shape::Flag, "Overrules whether the text is split into items")),
    (Field::Items, Key::new("items", Shape::Choice(&LOOKS), "Overrules what marks the headline of an item")),
    (Field::Layout, Key::with("layout", &["type"], Shape::Text, "Kept for themes")),
    (Field::RenderWithLiquid, Key::new("render_with_liquid", Shape::Flag, "Kept; text is never template source")),
    (Field::Nested, Key::with("extra", &["params", "taxonomies"], Shape::Nested, "Keys that count as top-level ones")),
];

/// The keys of a front matter, in the order in which `dibao fmt` writes them.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    FIELDS.iter().map(|(_, key)| key)
}

/// Other spellings that the user guide lists by themselves.
const DOCUMENTED_TOO: [&str; 2] = ["featuredImage", "featuredImagePreview"];

/// Spellings that are read but no misspelt key is compared with: too many words are near them.
const NOT_COMPARED: [&str; 2] = ["translation_key", "extra"];

/// A key as it is compared: ASCII letters in lower case, without `_` and `-`.
pub(super) fn plain(key: &str) -> String {
    key.chars()
        .filter(|char| !matches!(char, '_' | '-'))
        .map(|char| char.to_ascii_lowercase())
        .collect()
}

/// What a plain key means, and its rank among the keys that mean the same: the lowest one present
/// is read.
pub(super) fn field(plain: &str) -> Option<(Field, u8)> {
    BY_NAME.get(plain).copied()
}

static BY_NAME: LazyLock<FxHashMap<String, (Field, u8)>> = LazyLock::new(|| {
    let mut by_name = FxHashMap::default();
    for (field, key) in &FIELDS {
        for (rank, name) in key.spellings().enumerate() {
            // The keys of all nesting maps count alike.
            let rank = if *field == Field::Nested { 0 } else { rank };
            by_name.insert(plain(name), (*field, rank as u8));
        }
    }
    by_name
});

/// The key that someone wrote in any spelling.
pub fn key_of(written: &str) -> Option<&'static Key> {
    FIELDS.get(position(written)).map(|(_, key)| key)
}

/// The place of a key in the order of `dibao fmt`; keys that dibao does not read come last.
pub fn position(written: &str) -> usize {
    let found = field(&plain(written));
    let at = found.and_then(|(field, _)| FIELDS.iter().position(|(other, _)| *other == field));
    at.unwrap_or(FIELDS.len())
}

/// The documented key that an unknown one is within two letters of. Of short keys one letter must
/// do: two letters away from `tags` are `type`, `page` and a hundred more.
pub(super) fn suggestion(plain_key: &str) -> Option<&'static str> {
    let n_letters = plain_key.chars().count();
    // A longer key is never within two letters, and comparing costs the product of the lengths.
    if !(3..=24).contains(&n_letters) {
        return None;
    }
    let near_length = |known: &&str| known.len().abs_diff(plain_key.len()) <= 4;
    keys()
        .map(|key| key.name)
        .filter(|name| !NOT_COMPARED.contains(name))
        .chain(DOCUMENTED_TOO)
        .filter(near_length)
        .map(|known| (strsim::osa_distance(plain_key, &plain(known)), known))
        .filter(|&(distance, known)| {
            distance
                <= if known.len().min(n_letters) <= 5 {
                    1
                } else {
                    2
                }
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_means_one_field_and_every_field_has_a_row() {
        let names: Vec<&str> = keys().flat_map(Key::spellings).collect();
        assert_eq!(BY_NAME.len(), names.len(), "no spelling stands twice");
        for (index, (field, _)) in FIELDS.iter().enumerate() {
            let first = FIELDS.iter().position(|(other, _)| other == field);
            assert_eq!(first, Some(index), "{field:?}");
        }
        for name in DOCUMENTED_TOO.iter().chain(&NOT_COMPARED) {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn a_misspelt_key_is_recognised_and_another_word_is_not() {
        for (key, expected) in [
            ("tgas", Some("tags")),
            ("titel", Some("title")),
            ("catgories", Some("categories")),
            ("Discription", Some("description")),
            ("keywrods", Some("keywords")),
            ("daet", Some("date")),
            ("math", None),
            ("name", None),
            ("toc", None),
            ("status", None),
            ("topics", None),
            ("page", None),
            ("eip", None),
            ("requires", None),
        ] {
            assert_eq!(suggestion(&plain(key)), expected, "{key}");
        }
    }
}

//! The keys that dibao reads, in the spellings of other generators.

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

/// Keys that a misspelt one is compared with: those of the user guide.
const DOCUMENTED: &[&str] = &[
    "title",
    "date",
    "description",
    "keywords",
    "categories",
    "tags",
    "layout",
    "artid",
    "arturl_encode",
    "image",
    "featuredImage",
    "featuredImagePreview",
    "render_with_liquid",
    "slug",
    "permalink",
    "aliases",
    "draft",
    "lang",
    "period",
    "published",
    "updated",
    "author",
    "source",
    "digest",
    "items",
];

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
    Some(match plain {
        "title" => (Field::Title, 0),
        "slug" => (Field::Slug, 0),
        "permalink" => (Field::Permalink, 0),
        "url" => (Field::Permalink, 1),
        "path" => (Field::Permalink, 2),
        "aliases" => (Field::Aliases, 0),
        "alias" => (Field::Aliases, 1),
        "redirectfrom" => (Field::Aliases, 2),
        "draft" => (Field::Draft, 0),
        "published" => (Field::Published, 0),
        "publishdate" => (Field::Published, 1),
        "publishedat" => (Field::Published, 2),
        "datepublished" => (Field::Published, 3),
        "lang" => (Field::Lang, 0),
        "language" => (Field::Lang, 1),
        "locale" => (Field::Lang, 2),
        "translationkey" => (Field::Translation, 0),
        "translationid" => (Field::Translation, 1),
        "translation" => (Field::Translation, 2),
        "period" => (Field::Period, 0),
        "date" => (Field::Date, 0),
        "pubdate" => (Field::Date, 1),
        "created" => (Field::Date, 2),
        "createdat" => (Field::Date, 3),
        "updated" => (Field::Updated, 0),
        "lastmod" => (Field::Updated, 1),
        "lastmodifiedat" => (Field::Updated, 2),
        "lastmodified" => (Field::Updated, 3),
        "modified" => (Field::Updated, 4),
        "updatedat" => (Field::Updated, 5),
        "lastupdated" => (Field::Updated, 6),
        "author" => (Field::Authors, 0),
        "authors" => (Field::Authors, 1),
        "source" => (Field::Source, 0),
        "sourceurl" => (Field::Source, 1),
        "originalurl" => (Field::Source, 2),
        "arturl" => (Field::Source, 3),
        "canonicalurl" => (Field::Source, 4),
        "arturlencode" => (Field::EncodedSource, 0),
        "tags" => (Field::Tags, 0),
        "tag" => (Field::Tags, 1),
        "categories" => (Field::Categories, 0),
        "category" => (Field::Categories, 1),
        "keywords" => (Field::Keywords, 0),
        "keyword" => (Field::Keywords, 1),
        "description" => (Field::Description, 0),
        "summary" => (Field::Description, 1),
        "excerpt" => (Field::Description, 2),
        "image" => (Field::Image, 0),
        "featuredimage" => (Field::Image, 1),
        "featuredimagepreview" => (Field::Image, 2),
        "cover" => (Field::Image, 3),
        "images" => (Field::Image, 4),
        "thumbnail" => (Field::Image, 5),
        "img" => (Field::Image, 6),
        "layout" => (Field::Layout, 0),
        "type" => (Field::Layout, 1),
        "artid" => (Field::ArticleId, 0),
        "renderwithliquid" => (Field::RenderWithLiquid, 0),
        "digest" => (Field::Digest, 0),
        "items" => (Field::Items, 0),
        "extra" | "params" | "taxonomies" => (Field::Nested, 0),
        _ => return None,
    })
}

/// The documented key that an unknown one is within two letters of. Of short keys one letter must
/// do: two letters away from `tags` are `type`, `page` and a hundred more.
pub(super) fn suggestion(plain_key: &str) -> Option<&'static str> {
    let n_letters = plain_key.chars().count();
    // A longer key is never within two letters, and comparing costs the product of the lengths.
    if !(3..=24).contains(&n_letters) {
        return None;
    }
    let near_length = |known: &&&str| known.len().abs_diff(plain_key.len()) <= 4;
    DOCUMENTED
        .iter()
        .filter(near_length)
        .map(|&known| (strsim::osa_distance(plain_key, &plain(known)), known))
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
    fn documented_keys_are_known() {
        for key in DOCUMENTED {
            assert!(field(&plain(key)).is_some(), "{key}");
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

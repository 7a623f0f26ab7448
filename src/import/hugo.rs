//! Hugo: `content/posts/weekly.md`, bundles, sections, languages.

use serde_yaml::Value;

use super::config::{self, Config, Site};
use super::pattern::{day_part, expand, whole};
use super::{Kind, Meta, Rules, Text, as_md, dated, is_markdown, leftover};

pub(super) struct Hugo<'a> {
    config: &'a Config,
    content: String,
    languages: Vec<String>,
    has: &'a dyn Fn(&str) -> bool,
}

/// Languages beside the default one.
pub(super) fn languages(config: &Config) -> Vec<String> {
    let Value::Mapping(map) = config.at(&["languages"]) else {
        return Vec::new();
    };
    map.keys().filter_map(config::scalar).collect()
}

/// `weekly.en` is `weekly` in English where `en` is a language of the site.
pub(super) fn without_language<'s>(
    stem: &'s str,
    languages: &[String],
) -> (&'s str, Option<&'s str>) {
    match stem.rsplit_once('.') {
        Some((rest, lang)) if languages.iter().any(|l| l == lang) => (rest, Some(lang)),
        _ => (stem, None),
    }
}

impl<'a> Hugo<'a> {
    pub(super) fn new(config: &'a Config, has: &'a dyn Fn(&str) -> bool) -> Self {
        let content = config.text(&["contentDir"]);
        let content = if content.is_empty() {
            "content"
        } else {
            content.trim_matches('/')
        };
        Self {
            config,
            content: format!("{content}/"),
            languages: languages(config),
            has,
        }
    }

    /// The part that a language has in addresses: none for the default one, unless it is set so.
    fn part_of(&self, lang: &str) -> String {
        let default = match self.config.text(&["defaultContentLanguage"]) {
            none if none.is_empty() => "en".to_owned(),
            some => some,
        };
        let in_folder = self.config.flag(&["defaultContentLanguageInSubdir"]) == Some(true);
        if lang == default && !in_folder {
            String::new()
        } else {
            lang.to_owned()
        }
    }

    fn pattern(&self, section: &str) -> Option<String> {
        let of = |keys: &[&str]| config::scalar(self.config.at(keys));
        of(&["permalinks", "page", section]).or_else(|| of(&["permalinks", section]))
    }

    fn is_ugly(&self, section: &str) -> bool {
        let flag = self.config.flag(&["uglyURLs"]);
        flag.or_else(|| self.config.flag(&["uglyURLs", section])) == Some(true)
    }

    /// A path as Hugo writes it into addresses.
    fn urlized(&self, path: &str) -> String {
        let mut out = String::with_capacity(path.len());
        for char in path.trim().chars() {
            let mark = unicode_normalization::char::is_combining_mark(char);
            if char.is_alphanumeric() || mark || "./\\_#+~-@".contains(char) {
                out.push(char);
            } else if char.is_whitespace() && !out.ends_with('-') {
                out.push('-');
            }
        }
        if self.config.flag(&["disablePathToLower"]) == Some(true) {
            out
        } else {
            out.to_lowercase()
        }
    }
}

impl Rules for Hugo<'_> {
    fn kind(&self, path: &str) -> Kind {
        if let Some(kind) = Kind::in_static(path) {
            return kind;
        }
        let Some(below) = path.strip_prefix(self.content.as_str()) else {
            return Kind::Nothing;
        };
        if !is_markdown(below) {
            return Kind::asset_or(below, Kind::Left("it is neither Markdown nor a picture"));
        }
        let own = as_md(below);
        let stem = own.trim_end_matches(".md");
        let (stem, lang) = without_language(stem, &self.languages);
        let (mut folder, mut name) = stem.rsplit_once('/').unwrap_or(("", stem));
        let bundle = |folder: &str| {
            let folder = format!("{}{folder}/", self.content);
            (self.has)(&format!("{folder}index.md"))
        };
        if name == "_index" {
            return Kind::LIST;
        }
        if name != "index" && !folder.is_empty() && bundle(folder) {
            return Kind::Left("a resource of the post beside it, which Hugo's themes show");
        }
        if name == "index" {
            (folder, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        }
        if name.is_empty() || folder.is_empty() && name == "search" {
            return Kind::OWN;
        }
        let section = folder.split('/').next().unwrap_or_default();
        let by_name = self.config.at(&["frontmatter", "date"]);
        let by_name = matches!(by_name, Value::Sequence(list)
            if list.iter().any(|v| v.as_str() == Some(":filename")));
        let found = dated(name).filter(|_| by_name);
        Kind::Text(Text {
            to: own.clone(),
            top: folder.is_empty(),
            name: name.to_owned(),
            folder: folder.to_owned(),
            section: section.to_owned(),
            day: found.map(|(day, _)| day),
            lang: lang.map(|lang| (lang.to_owned(), self.part_of(lang))),
            ..Text::default()
        })
    }

    fn address(&self, text: &Text, meta: &Meta) -> Result<Vec<String>, String> {
        let part = text.lang.as_ref().map_or("", |(_, part)| part);
        if let Some(url) = &meta.permalink {
            // With a slash in front an address is from the root, without one below its language.
            let below = if url.starts_with('/') { "" } else { part };
            let url = expand(url, |word| self.value(word, text, meta))?;
            return Ok(vec![whole(&format!("{below}/{url}"))]);
        }
        let path = if let Some(pattern) = self.pattern(&text.section) {
            expand(&pattern, |word| self.value(word, text, meta))?
        } else {
            let slug = meta.slug.as_deref().unwrap_or(&text.name);
            format!("{}/{}/", text.folder, self.urlized(slug))
        };
        let path = self.urlized(&whole(&format!("{part}/{path}")));
        Ok(vec![if self.is_ugly(&text.section) {
            format!("{}.html", path.trim_end_matches('/'))
        } else {
            whole(&format!("{path}/"))
        }])
    }

    fn leftovers(&self) -> Option<leftover::Language> {
        Some(leftover::Language::Shortcode)
    }

    fn site(&self) -> Site {
        let author = self.config.text(&["params", "author"]);
        let language = match self.config.text(&["languageCode"]) {
            none if none.is_empty() => self.config.text(&["locale"]),
            some => some,
        };
        Site {
            title: self.config.text(&["title"]),
            description: self.config.text(&["params", "description"]),
            author: if author.is_empty() {
                self.config.text(&["params", "author", "name"])
            } else {
                author
            },
            language,
            timezone: self.config.text(&["timeZone"]),
            url: self.config.text(&["baseURL"]),
            path: String::new(),
        }
    }
}

impl Hugo<'_> {
    fn value(&self, word: &str, text: &Text, meta: &Meta) -> Option<String> {
        let day = meta.date.map(|moment| moment.date).or(text.day);
        let title = || meta.title.clone().unwrap_or_else(|| text.name.clone());
        Some(match word {
            "title" => self.urlized(&title().replace('/', "-")),
            "slug" => self.urlized(&meta.slug.as_deref().map_or_else(title, str::to_owned)),
            "slugorfilename" | "slugorcontentbasename" => {
                self.urlized(meta.slug.as_deref().unwrap_or(&text.name))
            }
            "filename" | "contentbasename" => self.urlized(&text.name),
            "section" => text.section.clone(),
            "sections" => text.folder.clone(),
            "sectionslug" => self.urlized(&text.section),
            "sectionslugs" => self.urlized(&text.folder),
            word => match word.split_once('[') {
                Some(("sections", slice)) => sections(&text.folder, slice.strip_suffix(']')?)?,
                Some(("sectionslugs", slice)) => {
                    self.urlized(&sections(&text.folder, slice.strip_suffix(']')?)?)
                }
                _ => day_part(word, day?)?,
            },
        })
    }
}

/// Some of the folders of a path, as `:sections[…]` has them: `0`, `last`, `1:`, `:last`, `1:2`.
fn sections(path: &str, slice: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let index = |word: &str| match word {
        "last" => Some(parts.len().saturating_sub(1)),
        word => word.parse::<usize>().ok(),
    };
    let (from, to) = match slice.split_once(':') {
        Some((from, to)) => (
            if from.is_empty() { 0 } else { index(from)? },
            if to.is_empty() {
                parts.len()
            } else {
                index(to)?
            },
        ),
        None => (index(slice)?, index(slice)? + 1),
    };
    let to = to.min(parts.len());
    Some(parts[from.min(to)..to].join("/"))
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn sections_are_cut_as_hugo_cuts_them() {
        for (slice, expected) in [
            ("0", Some("a")),
            ("last", Some("c")),
            ("1:", Some("b/c")),
            (":last", Some("a/b")),
            ("1:2", Some("b")),
            ("7", Some("")),
            ("2:1", Some("")),
            ("x", None),
        ] {
            assert_eq!(sections("a/b/c", slice).as_deref(), expected, "{slice}");
        }
        assert_eq!(sections("", "last").as_deref(), Some(""));
    }
}

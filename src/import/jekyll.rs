//! Jekyll: `_posts/2020-09-13-weekly.md`, `_drafts`, collections, pages.

use serde_yaml::Value;

use super::config::{self, Config, Site};
use super::pattern::{day_part, expand, hyphened};
use super::{Kind, Meta, Rules, Text, as_md, dated, is_markdown, leftover};

pub(super) struct Jekyll<'a> {
    config: &'a Config,
    /// Folders of collections with pages, and their patterns.
    collections: Vec<(String, Option<String>)>,
}

impl<'a> Jekyll<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        let mut collections = Vec::new();
        if let Value::Mapping(map) = config.at(&["collections"]) {
            for (name, value) in map {
                let name = config::scalar(name).unwrap_or_default();
                let has_pages = config::get(value, "output").as_bool() == Some(true);
                if has_pages && name != "posts" && !name.is_empty() && !name.contains('/') {
                    let pattern = config::scalar(config::get(value, "permalink"));
                    collections.push((name, pattern));
                }
            }
        }
        Self {
            config,
            collections,
        }
    }

    /// The values of `defaults:` that fit a text, later and longer scopes last.
    fn default(&self, text: &Text, key: &str) -> Option<Value> {
        let Value::Sequence(list) = self.config.at(&["defaults"]) else {
            return None;
        };
        let own_kind = match text.section.as_str() {
            "" => "pages",
            "_posts" if text.draft => "drafts",
            "_posts" => "posts",
            other => other,
        };
        let mut best: Option<(usize, Value)> = None;
        for entry in list {
            let scope = config::get(entry, "scope");
            let path = config::scalar(config::get(scope, "path")).unwrap_or_default();
            let kind = config::scalar(config::get(scope, "type")).unwrap_or_default();
            let value = config::get(config::get(entry, "values"), key);
            let path = path.trim_matches('/');
            let fits = (kind.is_empty() || kind == own_kind)
                && (path.is_empty() || text.folder.starts_with(path) || path.contains('*'));
            let longer = best
                .as_ref()
                .is_none_or(|(length, _)| path.len() >= *length);
            if fits && longer && *value != Value::Null {
                best = Some((path.len(), value.clone()));
            }
        }
        best.map(|(_, value)| value)
    }

    /// The pattern of a text's address, before its own front matter is asked.
    fn pattern(&self, text: &Text) -> String {
        let given = self
            .default(text, "permalink")
            .and_then(|v| config::scalar(&v));
        let of_collection = || {
            let own = self
                .collections
                .iter()
                .find(|(name, _)| *name == text.section);
            own.and_then(|(_, pattern)| pattern.clone())
        };
        let of_site = || Some(self.config.text(&["permalink"])).filter(|p| !p.is_empty());
        given
            .or_else(of_collection)
            .or_else(of_site)
            .unwrap_or_else(|| "date".to_owned())
    }
}

impl Rules for Jekyll<'_> {
    fn kind(&self, path: &str) -> Kind {
        let parts: Vec<&str> = path.split('/').collect();
        let (name, folders) = parts.split_last().expect("split yields one");
        let ours = |folder: &&str| {
            folder.starts_with('_')
                && !["_posts", "_drafts"].contains(folder)
                && !self
                    .collections
                    .iter()
                    .any(|(own, _)| **folder == format!("_{own}"))
        };
        let workings = ["node_modules", "vendor"];
        if folders.iter().any(|f| ours(f) || workings.contains(f)) || name.starts_with('_') {
            return Kind::Nothing;
        }
        if !is_markdown(path) {
            let other = match super::extension(path).as_str() {
                ".html" | ".htm" if folders.iter().any(|f| f.starts_with('_')) => {
                    Kind::Left("a post in HTML; write it as Markdown")
                }
                _ => Kind::Nothing,
            };
            return Kind::asset_or(path.replace("_posts/", "posts/"), other);
        }
        if let Some(at) = folders
            .iter()
            .position(|f| matches!(*f, "_posts" | "_drafts"))
        {
            return Self::post(path, at, &parts);
        }
        let stem = as_md(name);
        let stem = stem.trim_end_matches(".md");
        let collection = folders.first().and_then(|f| f.strip_prefix('_'));
        if let Some(section) = collection {
            return Kind::Text(Text {
                to: as_md(path.trim_start_matches('_')),
                name: stem.to_owned(),
                folder: path.rsplit_once('/').map_or("", |(f, _)| f).to_owned(),
                section: section.to_owned(),
                ..Text::default()
            });
        }
        page(path, stem, folders)
    }

    fn address(&self, text: &Text, meta: &Meta) -> Result<Vec<String>, String> {
        let pattern = match &meta.permalink {
            Some(own) => own.to_string(),
            None => self.pattern(text),
        };
        if text.section.is_empty() {
            return Self::address_of_page(text, &pattern, meta.permalink.is_some());
        }
        let pattern = match pattern.as_str() {
            "date" if text.section != "_posts" => "/:collection/:path:output_ext",
            "pretty" if text.section != "_posts" => "/:collection/:path/",
            "date" => "/:categories/:year/:month/:day/:title:output_ext",
            "pretty" => "/:categories/:year/:month/:day/:title/",
            "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
            "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
            "none" => "/:categories/:title:output_ext",
            other => other,
        };
        let mut categories = text.categories.clone();
        categories.extend(meta.categories.iter().map(ToString::to_string));
        // A day has another date in another zone: GitHub builds in UTC, others where they are.
        let mut addresses = Vec::new();
        for day in self.days(text, meta) {
            let value = |word: &str| Self::value(word, text, meta, &categories, day);
            let address = expand(pattern, value)?;
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        Ok(addresses)
    }

    fn defaults(&self, text: &Text) -> Vec<(String, String)> {
        let keys = ["author", "categories", "tags", "lang", "published"];
        let values = keys.iter().filter_map(|key| {
            let value = self.default(text, key)?;
            let value = match &value {
                Value::Sequence(list) => {
                    let list: Vec<String> = list.iter().filter_map(config::scalar).collect();
                    super::front::list(&list)
                }
                Value::Bool(flag) => flag.to_string(),
                value => super::front::quoted(&config::scalar(value)?),
            };
            Some(((*key).to_owned(), value))
        });
        values.collect()
    }

    fn leftovers(&self) -> Option<leftover::Language> {
        Some(leftover::Language::Liquid)
    }

    fn site(&self) -> Site {
        let author = self.config.text(&["author"]);
        Site {
            title: self.config.text(&["title"]),
            description: self.config.text(&["description"]),
            author: if author.is_empty() {
                self.config.text(&["author", "name"])
            } else {
                author
            },
            language: [self.config.text(&["lang"]), self.config.text(&["locale"])].concat(),
            timezone: self.config.text(&["timezone"]),
            url: self.config.text(&["url"]),
            path: self.config.text(&["baseurl"]),
        }
    }
}

impl Jekyll<'_> {
    fn post(path: &str, at: usize, parts: &[&str]) -> Kind {
        let draft = parts[at] == "_drafts";
        let name = as_md(parts[parts.len() - 1]);
        let stem = name.trim_end_matches(".md");
        let found = dated(stem);
        if found.is_none() && !draft {
            return Kind::Left(
                "its name has no day (`2020-09-13-name.md`), so Jekyll passed it over",
            );
        }
        let above = &parts[..at];
        let below = as_md(&parts[at + 1..].join("/"));
        let mut to = above.join("/");
        to.push_str(if to.is_empty() { "posts/" } else { "/" });
        Kind::Text(Text {
            to: to + &below,
            name: found.map_or(stem, |(_, name)| name).to_owned(),
            folder: path.rsplit_once('/').map_or("", |(f, _)| f).to_owned(),
            section: "_posts".to_owned(),
            day: found.map(|(day, _)| day),
            draft,
            categories: above.iter().map(|&folder| folder.to_owned()).collect(),
            ..Text::default()
        })
    }

    fn address_of_page(text: &Text, pattern: &str, own: bool) -> Result<Vec<String>, String> {
        let folder = if text.folder.is_empty() {
            String::new()
        } else {
            format!("{}/", text.folder)
        };
        if own && pattern.contains('/') {
            let path = format!("{folder}{}", text.name);
            return Ok(vec![expand(pattern, |word| match word {
                "path" => Some(folder.clone()),
                "basename" | "title" | "name" => Some(text.name.clone()),
                "output_ext" => Some(".html".to_owned()),
                _ => Some(path.clone()).filter(|_| false),
            })?]);
        }
        let pretty = pattern == "pretty" || pattern.ends_with('/');
        Ok(vec![match text.name.as_str() {
            "index" => format!("/{folder}"),
            name if pretty => format!("/{folder}{name}/"),
            name => format!("/{folder}{name}.html"),
        }])
    }

    fn days(&self, text: &Text, meta: &Meta) -> Vec<Option<jiff::civil::Date>> {
        let Some(moment) = meta.date else {
            return vec![text.day];
        };
        let mut days = vec![Some(moment.date)];
        if let (Some(time), Some(offset)) = (moment.time, moment.offset)
            && let Ok(offset) = jiff::tz::Offset::from_seconds(offset)
            && let Ok(stamp) = offset.to_timestamp(moment.date.to_datetime(time))
        {
            let zone = self.config.text(&["timezone"]);
            let zone = jiff::tz::TimeZone::get(&zone).unwrap_or(jiff::tz::TimeZone::UTC);
            days.insert(0, Some(stamp.to_zoned(zone).date()));
        }
        days.dedup();
        days
    }

    fn value(
        word: &str,
        text: &Text,
        meta: &Meta,
        categories: &[String],
        day: Option<jiff::civil::Date>,
    ) -> Option<String> {
        let slug = || meta.slug.as_deref().unwrap_or(&text.name).to_owned();
        let pretty = |c: char| "._~!$&'()+,;=@".contains(c);
        let time = || meta.date.and_then(|moment| moment.time).unwrap_or_default();
        Some(match word {
            "title" => hyphened(&slug(), pretty),
            "slug" => hyphened(&slug(), |_| false).to_lowercase(),
            "categories" => unique(categories, str::to_lowercase),
            "slugified_categories" => {
                unique(categories, |name| hyphened(name, |_| false).to_lowercase())
            }
            "output_ext" => ".html".to_owned(),
            "collection" => text.section.clone(),
            "name" | "basename" => hyphened(&text.name, pretty),
            "path" => text
                .to
                .split_once('/')?
                .1
                .trim_end_matches(".md")
                .to_owned(),
            "hour" => format!("{:02}", time().hour()),
            "minute" => format!("{:02}", time().minute()),
            "second" => format!("{:02}", time().second()),
            word => day_part(word, day?)?,
        })
    }
}

/// A page, unless the archive has one of its own there.
fn page(path: &str, stem: &str, folders: &[&str]) -> Kind {
    let own = [
        "index",
        "404",
        "archive",
        "archives",
        "tags",
        "categories",
        "search",
        "posts",
    ];
    if folders.is_empty()
        && (own.contains(&stem)
            || [
                "README",
                "LICENSE",
                "CHANGELOG",
                "CONTRIBUTING",
                "CODE_OF_CONDUCT",
            ]
            .contains(&stem))
    {
        return Kind::OWN;
    }
    Kind::Text(Text {
        to: format!("pages/{}", as_md(path)),
        name: stem.to_owned(),
        folder: folders.join("/"),
        ..Text::default()
    })
}

fn unique(names: &[String], spell: impl Fn(&str) -> String) -> String {
    let mut parts: Vec<String> = Vec::new();
    for name in names {
        let name = spell(name);
        if !name.is_empty() && !parts.contains(&name) {
            parts.push(name);
        }
    }
    parts.join("/")
}

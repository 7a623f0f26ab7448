//! Hexo: `source/_posts/weekly.md`, `_drafts`, pages, folders of files beside a post.

use std::collections::BTreeSet;

use crate::document::MetaValue;

use super::config::{self, Config, Site};
use super::pattern::{day_part, expand, whole};
use super::{Kind, Meta, Rules, Text, as_md, dated, is_markdown, leftover};

pub(super) struct Hexo<'a> {
    config: &'a Config,
    source: String,
    /// Folders that hold files, to tell whether a post has one of its own.
    folders: BTreeSet<&'a str>,
}

impl<'a> Hexo<'a> {
    pub(super) fn new(config: &'a Config, files: &'a [String]) -> Self {
        let source = config.text(&["source_dir"]);
        let source = if source.is_empty() {
            "source"
        } else {
            source.trim_matches('/')
        };
        let folders = files
            .iter()
            .filter_map(|file| Some(file.rsplit_once('/')?.0));
        Self {
            config,
            source: format!("{source}/"),
            folders: folders.collect(),
        }
    }

    /// Where a post goes: one with a folder of files beside it goes into that folder, so that the
    /// paths in its text stay true.
    fn place(&self, below: &str, path: &str) -> String {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let own = as_md(below);
        if self.folders.contains(stem) {
            format!("posts/{}/index.md", own.trim_end_matches(".md"))
        } else {
            format!("posts/{own}")
        }
    }

    fn category(&self, meta: &Meta) -> String {
        let names: Vec<String> = meta
            .categories
            .iter()
            .map(|name| self.slug_of(name))
            .collect();
        if names.is_empty() {
            let default = self.config.text(&["default_category"]);
            return if default.is_empty() {
                "uncategorized".to_owned()
            } else {
                default
            };
        }
        names.join("/")
    }

    fn slug_of(&self, name: &str) -> String {
        let map = self.config.at(&["category_map"]);
        let mapped = config::scalar(config::get(map, name));
        let cut =
            |c: char| c.is_whitespace() || "~`!@#$%^&*()-_+=[]{}|\\;:\"'<>,.?/“”‘’".contains(c);
        let name = mapped.unwrap_or_else(|| name.to_owned());
        let parts: Vec<&str> = name.split(cut).filter(|part| !part.is_empty()).collect();
        let slug = parts.join("-");
        match self.config.text(&["filename_case"]).as_str() {
            "1" => slug.to_lowercase(),
            "2" => slug.to_uppercase(),
            _ => slug,
        }
    }

    /// What `pretty_urls` takes off an address.
    fn pretty(&self, address: &str) -> Vec<String> {
        let off = |key: &str| self.config.flag(&["pretty_urls", key]) == Some(false);
        let mut address = whole(address);
        if off("trailing_index") {
            let kept = address.strip_suffix("index.html").map(str::len);
            address.truncate(kept.unwrap_or(address.len()));
        }
        if off("trailing_html") && !address.ends_with("/index.html") {
            let kept = address.strip_suffix(".html").map(str::len);
            address.truncate(kept.unwrap_or(address.len()));
        }
        vec![address]
    }
}

impl Rules for Hexo<'_> {
    fn kind(&self, path: &str) -> Kind {
        let Some(below) = path.strip_prefix(&self.source) else {
            return Kind::Nothing;
        };
        let posts = below.strip_prefix("_posts/");
        let drafts = below.strip_prefix("_drafts/");
        if let Some(inner) = posts.or(drafts) {
            if !is_markdown(path) {
                return Kind::asset_or(format!("posts/{inner}"), Kind::NEITHER);
            }
            let own = as_md(inner);
            let stem = own.trim_end_matches(".md");
            let (folder, name) = match stem.rsplit_once('/') {
                Some((folder, name)) => (format!("{folder}/"), name),
                None => (String::new(), stem),
            };
            let by_day = self.config.text(&["new_post_name"]).contains(":year");
            let found = dated(name).filter(|_| by_day);
            return Kind::Text(Text {
                to: self.place(inner, path),
                name: found.map_or(name, |(_, name)| name).to_owned(),
                folder,
                section: "_posts".to_owned(),
                day: found.map(|(day, _)| day),
                draft: drafts.is_some(),
                ..Text::default()
            });
        }
        if below.split('/').any(|part| part.starts_with('_')) {
            return Kind::Nothing;
        }
        if !is_markdown(path) {
            return Kind::asset_or(below, Kind::Nothing);
        }
        let own = as_md(below);
        let stem = own.trim_end_matches(".md");
        let bare = stem.strip_suffix("/index").unwrap_or(stem);
        if ["index", "404", "archives", "tags", "categories", "search"].contains(&bare) {
            return Kind::OWN;
        }
        Kind::Text(Text {
            to: format!("pages/{own}"),
            name: stem.to_owned(),
            ..Text::default()
        })
    }

    fn address(&self, text: &Text, meta: &Meta) -> Result<Vec<String>, String> {
        if text.section.is_empty() {
            let address = match (&meta.permalink, text.name.strip_suffix("index")) {
                (Some(own), _) => own.to_string(),
                (None, Some(folder)) => folder.to_owned(),
                (None, None) => format!("{}.html", text.name),
            };
            return Ok(self.pretty(&address));
        }
        let pattern = match &meta.permalink {
            Some(own) => own.to_string(),
            None => match self.config.text(&["permalink"]) {
                none if none.is_empty() => ":year/:month/:day/:title/".to_owned(),
                some => some,
            },
        };
        let moment = meta.date;
        let day = moment.map(|moment| moment.date).or(text.day);
        let time = moment.and_then(|moment| moment.time);
        let address = expand(&pattern, |word| {
            Some(match word {
                "title" => format!("{}{}", text.folder, text.name),
                "name" => text.name.clone(),
                "post_title" => self.slug_of(&meta.title.clone()?),
                "category" => self.category(meta),
                "hour" => format!("{:02}", time?.hour()),
                "minute" => format!("{:02}", time?.minute()),
                "second" => format!("{:02}", time?.second()),
                word => day
                    .and_then(|day| day_part(word, day))
                    .or_else(|| own_value(meta, word))
                    .or_else(|| {
                        let map = self.config.at(&["permalink_defaults"]);
                        config::scalar(config::get(map, word))
                    })?,
            })
        })?;
        Ok(self.pretty(&address))
    }

    fn leftovers(&self) -> Option<leftover::Language> {
        Some(leftover::Language::Tag)
    }

    fn site(&self) -> Site {
        Site {
            title: self.config.text(&["title"]),
            description: self.config.text(&["description"]),
            author: self.config.text(&["author"]),
            language: self.config.text(&["language"]),
            timezone: self.config.text(&["timezone"]),
            url: self.config.text(&["url"]),
            path: self.config.text(&["root"]),
        }
    }
}

/// Any other key of the front matter may stand in an address, `id` among them. (Without one Hexo counts
/// posts in a database of its own: that number is not in the folder.)
fn own_value(meta: &Meta, word: &str) -> Option<String> {
    match meta.extra.get(word)? {
        MetaValue::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

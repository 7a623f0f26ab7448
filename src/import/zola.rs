//! Zola: `content/posts/2020-09-13-weekly.md`, folders with an `index.md`, sections.

use super::config::{Config, Site};
use super::pattern::whole;
use super::{Kind, Meta, Rules, Text, as_md, dated, is_markdown, leftover};

pub(super) struct Zola<'a> {
    config: &'a Config,
    languages: Vec<String>,
}

impl<'a> Zola<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        Self {
            config,
            languages: super::hugo::languages(config),
        }
    }

    /// A part of an address, as `slugify.paths` makes it.
    fn slug(&self, text: &str) -> String {
        let how = match self.config.text(&["slugify", "paths"]) {
            none if none.is_empty() => self.config.text(&["slugify_paths"]),
            some => some,
        };
        match how.as_str() {
            "off" => text.to_owned(),
            "safe" => {
                let bad = |c: char| c.is_control() || "<>:|?*#/\\\"()[]'`~%".contains(c);
                let text: String = text.chars().filter(|c| !bad(*c)).collect();
                text.trim_matches([' ', '.'])
                    .replace([' ', '\n', '\t'], "_")
            }
            _ => ascii_slug(text),
        }
    }
}

/// Words of ASCII letters and digits with hyphens between them; letters of other scripts by their
/// sound, as the tables of `deunicode` have it.
fn ascii_slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        let ascii = deunicode::deunicode_char(char).unwrap_or("-");
        for byte in ascii.chars() {
            if byte.is_ascii_alphanumeric() {
                out.push(byte.to_ascii_lowercase());
            } else if !out.ends_with('-') && !out.is_empty() {
                out.push('-');
            }
        }
    }
    out.trim_end_matches('-').to_owned()
}

impl Rules for Zola<'_> {
    fn kind(&self, path: &str) -> Kind {
        if let Some(kind) = Kind::in_static(path) {
            return kind;
        }
        let Some(below) = path.strip_prefix("content/") else {
            return Kind::Nothing;
        };
        if !is_markdown(below) {
            return Kind::asset_or(below, Kind::NEITHER);
        }
        let own = as_md(below);
        let stem = own.trim_end_matches(".md");
        let (stem, lang) = super::hugo::without_language(stem, &self.languages);
        let (mut folder, mut name) = stem.rsplit_once('/').unwrap_or(("", stem));
        if name == "_index" {
            return Kind::LIST;
        }
        if name == "index" {
            (folder, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        }
        if name.is_empty() {
            return Kind::OWN;
        }
        let keeps = self.config.flag(&["slugify", "paths_keep_dates"]) == Some(true);
        let found = dated(name);
        let bare = found.filter(|_| !keeps).map_or(name, |(_, rest)| rest);
        Kind::Text(Text {
            to: own.clone(),
            top: folder.is_empty(),
            name: bare.to_owned(),
            folder: folder.to_owned(),
            day: found.map(|(day, _)| day),
            lang: lang.map(|lang| (lang.to_owned(), lang.to_owned())),
            ..Text::default()
        })
    }

    fn address(&self, text: &Text, meta: &Meta) -> Result<Vec<String>, String> {
        let lang = text.lang.as_ref().map_or("", |(_, part)| part);
        if let Some(path) = &meta.permalink {
            return Ok(vec![whole(&format!("{lang}/{path}/"))]);
        }
        let folders: Vec<String> = text.folder.split('/').map(|part| self.slug(part)).collect();
        let last = match &meta.slug {
            Some(slug) => self.slug(slug.trim_matches('/')),
            None => self.slug(&text.name),
        };
        Ok(vec![whole(&format!(
            "{lang}/{}/{last}/",
            folders.join("/")
        ))])
    }

    fn leftovers(&self) -> Option<leftover::Language> {
        Some(leftover::Language::Tera)
    }

    fn site(&self) -> Site {
        Site {
            title: self.config.text(&["title"]),
            description: self.config.text(&["description"]),
            author: self.config.text(&["author"]),
            language: self.config.text(&["default_language"]),
            timezone: String::new(),
            url: self.config.text(&["base_url"]),
            path: String::new(),
        }
    }
}

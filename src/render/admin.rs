//! `/admin/`: a page for a git-based CMS, and its settings.
//!
//! The CMS itself (Decap) is a package that the archive's editors install; the rim copies its
//! files. Its settings come from the table that the reader of front matter has, so that what an
//! editor saves is what dibao reads.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Renderer;
use crate::config::{Admin, Forge, Shape};
use crate::document;

/// Keys that a form has no use for: they come with imported texts, or want more than a field.
const LEFT_OUT: [&str; 9] = [
    "permalink",
    "translation_key",
    "arturl_encode",
    "artid",
    "keywords",
    "items",
    "layout",
    "render_with_liquid",
    "extra",
];

/// Years that get a collection though nothing is in them yet, after the newest one.
const YEARS_AHEAD: i16 = 1;

/// The script of the page, by its name in the package.
pub const SCRIPT: &str = "decap-cms.js";

impl Renderer<'_> {
    /// `admin/index.html`. The script reads `config.yml` beside it.
    pub(super) fn admin_page(&self) -> String {
        let lang = quick_xml::escape::escape(&self.settings.language);
        let title = quick_xml::escape::escape(&self.settings.title);
        format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <link rel=\"cms-config-url\" type=\"text/yaml\" href=\"config.yml\">\n\
             <title>{title}</title>\n</head>\n<body>\n<script src=\"{SCRIPT}\"></script>\n</body>\n</html>\n"
        )
    }

    /// `admin/config.yml`.
    pub(super) fn admin_config(&self, admin: &Admin) -> String {
        let site = self.absolute("");
        let config = json!({
            "backend": self.backend(admin),
            "publish_mode": if admin.workflow { "editorial_workflow" } else { "simple" },
            "site_url": site,
            "display_url": site,
            "locale": if self.settings.language.starts_with("zh") { "zh_Hans" } else { "en" },
            "media_folder": format!("{}content/media", self.settings.edit.folder),
            "public_folder": "/media",
            "slug": { "encoding": "unicode", "clean_accents": false, "sanitize_replacement": "-" },
            "collections": self.collections(),
        });
        let mut text = String::from(
            "# Written by `dibao build` from content/site.yaml; changes here are lost.\n",
        );
        text.push_str(&serde_yaml::to_string(&config).unwrap_or_default());
        text
    }

    fn backend(&self, admin: &Admin) -> Value {
        if !admin.backend.is_empty() {
            return serde_json::to_value(&admin.backend).unwrap_or_default();
        }
        let settings = self.settings;
        let repository = settings.repository.as_deref().unwrap_or_default();
        let rest = repository.split_once("://").map_or("", |(_, rest)| rest);
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let path = path.trim_end_matches('/').trim_end_matches(".git");
        let name = match settings.forge() {
            Some(Forge::GitHub) => "github",
            Some(Forge::GitLab) => "gitlab",
            Some(Forge::Forgejo) => "gitea",
            Some(Forge::Gitee) | None => return json!({ "name": "git-gateway" }),
        };
        let mut backend = json!({
            "name": name,
            "repo": path,
            "branch": settings.edit.branch,
        });
        if name == "gitea" {
            backend["base_url"] = json!(format!("https://{host}"));
            backend["api_root"] = json!(format!("https://{host}/api/v1"));
        }
        backend
    }

    /// A collection for each folder that holds posts, so that opening one reads few files; those of
    /// years first, the newest at the top, and one for the year to come.
    fn collections(&self) -> Vec<Value> {
        let mut folders: BTreeSet<String> = BTreeSet::new();
        let mut newest = None;
        for post in &self.archive.newest {
            let document = self.document(*post);
            let folder = document
                .path
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            folders.insert(folder.to_owned());
            let period = document
                .dates
                .period
                .as_ref()
                .map(|period| period.end.year());
            newest = newest.max(period);
        }
        let newest = newest.unwrap_or(2026);
        for year in newest..=newest.saturating_add(YEARS_AHEAD) {
            folders.insert(year.to_string());
        }
        folders.remove("");
        let mut folders: Vec<String> = folders.into_iter().collect();
        let year = |folder: &str| {
            folder
                .rsplit('/')
                .next()
                .and_then(|part| part.parse::<u32>().ok())
        };
        folders.sort_by_key(|folder| (std::cmp::Reverse(year(folder)), folder.clone()));
        let fields = fields();
        let base = &self.settings.edit.folder;
        let collections = folders.iter().enumerate().map(|(at, folder)| {
            json!({
                "name": format!("c{at}-{}", ascii(folder)),
                "label": folder,
                "folder": format!("{base}content/{folder}"),
                "create": true,
                "extension": "md",
                "format": "yaml-frontmatter",
                "slug": "{{year}}-{{month}}-{{day}}-{{slug}}",
                "sortable_fields": ["date", "title"],
                "fields": fields,
            })
        });
        collections.collect()
    }
}

/// Letters and digits of ASCII, for a name that stands in addresses of the CMS.
fn ascii(folder: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    folder.chars().map(plain).collect()
}

/// A field for each key that people write by hand, then the text.
fn fields() -> Vec<Value> {
    let mut fields: Vec<Value> = document::keys()
        .filter(|key| !LEFT_OUT.contains(&key.name))
        .filter_map(|key| {
            let mut field = widget(key.shape)?;
            field.insert("name".to_owned(), json!(key.name));
            field.insert("label".to_owned(), json!(key.name));
            field.insert("hint".to_owned(), json!(key.meaning));
            field.insert("required".to_owned(), json!(key.name == "title"));
            Some(Value::Object(field))
        })
        .collect();
    fields.push(json!({ "name": "body", "label": "text", "widget": "markdown", "modes": ["raw"] }));
    fields
}

/// What a value of this shape is typed into.
fn widget(shape: Shape) -> Option<Map<String, Value>> {
    let widget = match shape {
        Shape::Text | Shape::Period | Shape::Origin | Shape::Web | Shape::Names => {
            json!({ "widget": "string" })
        }
        Shape::Day | Shape::DayOrFlag | Shape::PlainDay => json!({
            "widget": "datetime",
            "format": "YYYY-MM-DD",
            "date_format": "YYYY-MM-DD",
            "time_format": false,
            "default": "",
        }),
        Shape::Flag => json!({ "widget": "boolean", "default": null }),
        Shape::Choice(words) => json!({ "widget": "select", "options": words }),
        Shape::Terms | Shape::Texts => json!({ "widget": "list", "allow_add": true }),
        _ => return None,
    };
    match widget {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

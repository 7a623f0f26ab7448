//! `site.yaml` into [`Settings`].

use jiff::tz::TimeZone;
use serde_yaml::{Mapping, Value};

use crate::diagnostic::{Diagnostics, nearest};
use crate::source::{Source, Span};

use super::{ImagePolicy, Key, SearchMode, Settings, Shape, base_url};

mod check;
mod declared;
mod edit;

/// Longest file that is read, in bytes: settings are written by hand.
const MAX_BYTES: usize = 256 << 10;

/// Deepest nesting of brackets.
pub(crate) const MAX_DEPTH: usize = 32;

/// Every key, in the order of the user guide.
#[rustfmt::skip]
static KEYS: [Key; 19] = [
    Key::new("title", Shape::Text, "Name of the archive"),
    Key::new("description", Shape::Text, "One sentence for the page head and feeds"),
    Key::new("author", Shape::Text, "Who publishes the archive"),
    Key::new("license", Shape::Text, "Licence of the texts"),
    Key::new("base_url", Shape::Web, "Where the site is served; may have a path"),
    Key::new("language", Shape::Choice(&["zh-CN", "en"]), "Language of the interface"),
    Key::new("timezone", Shape::Text, "Time zone of stamps without an offset, as `Asia/Shanghai`"),
    Key::new("theme", Shape::Text, "Folder below `themes/`"),
    Key::new("paginate", Shape::Number(1, 100), "Entries a page in lists"),
    Key::new("search", Shape::Choice(&["auto", "single", "sharded", "off"]), "Which search index to write"),
    Key::new("images", Shape::Choice(&["link", "remote"]), "What becomes of pictures on other hosts"),
    Key::new("facets", Shape::Declared, "Keys of the front matter to browse by"),
    Key::new("relations", Shape::Declared, "Keys of the front matter that link posts"),
    Key::new("boilerplate", Shape::Texts, "Lines that begin boilerplate in the digests"),
    Key::new("repository", Shape::Text, "Where the texts are kept, as `https://github.com/owner/name`"),
    Key::new("edit", Shape::Edit, "How to reach a text in the repository"),
    Key::new("admin", Shape::Admin, "The page where posts are written in a browser"),
    Key::new("history", Shape::Flag, "Whether git is asked who changed a post, and when"),
    Key::new("check", Shape::Check, "Levels of diagnostics, and exceptions from them"),
];

/// The keys of `site.yaml`.
pub fn keys() -> &'static [Key] {
    &KEYS
}

pub(super) fn read(source: &Source, diagnostics: &mut Diagnostics) -> Settings {
    let mut settings = Settings::default();
    let mut reader = Reader {
        source,
        diagnostics,
    };
    let Some(mapping) = reader.mapping() else {
        return settings;
    };
    for (key, value) in &mapping {
        let Some(key) = key.as_str() else {
            let whole = Span::default();
            reader
                .diagnostics
                .add("settings", whole, "a key is no text")
                .hint("write `key: value`");
            continue;
        };
        if *value != Value::Null {
            reader.setting(key, value, &mut settings);
        }
    }
    settings
}

struct Reader<'s, 'd, 'r> {
    source: &'s Source,
    diagnostics: &'r mut Diagnostics<'d>,
}

impl Reader<'_, '_, '_> {
    /// The file as a mapping; an empty file is an empty one.
    fn mapping(&mut self) -> Option<Mapping> {
        let text = &self.source.text;
        let whole = Span::default();
        if text.len() > MAX_BYTES || depth(text) > MAX_DEPTH {
            self.diagnostics
                .add(
                    "settings",
                    whole,
                    "the settings are too long or nest too deep",
                )
                .hint("keep to the keys of the user guide");
            return None;
        }
        match serde_yaml::from_str::<Value>(text) {
            Ok(Value::Mapping(mapping)) => Some(mapping),
            Ok(Value::Null) => None,
            Ok(_) => {
                self.diagnostics
                    .add("settings", whole, "the settings are no `key: value` lines")
                    .hint("write for example `title: 政策周报`");
                None
            }
            Err(error) => {
                let span = error.location().map_or(whole, |place| {
                    let line = self.source.span_at(place.line() as u32);
                    let column = place.column().saturating_sub(1);
                    let text = self.source.slice(line);
                    let at = text
                        .char_indices()
                        .nth(column)
                        .map_or(text.len(), |(at, _)| at);
                    Span {
                        start: line.start + at as u32,
                        end: line.end.max(line.start + at as u32),
                    }
                });
                let words = error.to_string();
                let words = words.split(" at line ").next().unwrap_or("");
                self.diagnostics
                    .add("settings", span, format!("this is not YAML: {words}"))
                    .hint("put values with colons, quotes or brackets between quotes");
                None
            }
        }
    }

    fn setting(&mut self, key: &str, value: &Value, settings: &mut Settings) {
        match key {
            "title" => self.text(key, value, &mut settings.title),
            "description" => self.text(key, value, &mut settings.description),
            "author" => self.text(key, value, &mut settings.author),
            "language" => self.language(value, settings),
            "base_url" => self.base_url(value, settings),
            "timezone" => self.timezone(value, settings),
            "theme" => self.theme(value, settings),
            "paginate" => self.paginate(value, settings),
            "search" => self.search(value, settings),
            "images" => self.images(value, settings),
            "facets" => self.facets(value, settings),
            "relations" => self.relations(value, settings),
            "license" => settings.license = self.optional(key, value),
            "repository" => self.repository(value, settings),
            "edit" => self.edit(value, settings),
            "admin" => self.admin(value, settings),
            "history" => match value {
                Value::Bool(flag) => settings.history = *flag,
                _ => self.wrong(
                    "history",
                    "is neither `true` nor `false`",
                    "write `history: false`",
                ),
            },
            "boilerplate" => self.boilerplate(value, settings),
            "check" => self.check(value, settings),
            _ => self.unknown(key),
        }
    }

    fn unknown(&mut self, key: &str) {
        debug_assert!(
            KEYS.iter().all(|known| known.name != key),
            "`{key}` has no reader"
        );
        if let Some(known) = nearest(key, KEYS.iter().map(|known| known.name), 2) {
            self.diagnostics
                .add(
                    "settings-unknown",
                    key_span(self.source, key),
                    format!("`{key}` is not a known key"),
                )
                .hint(format!("did you mean `{known}`?"));
        }
    }

    fn text(&mut self, key: &str, value: &Value, setting: &mut String) {
        if let Some(text) = self.optional(key, value) {
            *setting = text;
        }
    }

    fn optional(&mut self, key: &str, value: &Value) -> Option<String> {
        let text = scalar(value);
        if text.is_none() {
            self.wrong(key, "wants text", "write one text, between quotes");
        }
        text.filter(|text| !text.is_empty())
    }

    fn language(&mut self, value: &Value, settings: &mut Settings) {
        let text = scalar(value)
            .unwrap_or_default()
            .to_ascii_lowercase()
            .replace('_', "-");
        settings.language = match text.as_str() {
            "zh" | "zh-cn" | "zh-hans" | "zh-hans-cn" => "zh-CN".to_owned(),
            "en" | "en-us" | "en-gb" => "en".to_owned(),
            _ => {
                return self.wrong(
                    "language",
                    "is none that the interface has",
                    "write `zh-CN` or `en`",
                );
            }
        };
    }

    fn base_url(&mut self, value: &Value, settings: &mut Settings) {
        match scalar(value).and_then(|text| base_url(&text)) {
            Some(url) => settings.base_url = url,
            None => self.wrong(
                "base_url",
                "is no `http` or `https` address",
                "write it as `https://example.org/` or `https://example.org/path/`",
            ),
        }
    }

    fn repository(&mut self, value: &Value, settings: &mut Settings) {
        let text = scalar(value).unwrap_or_default();
        let host = ["https://", "http://"].iter().find_map(|scheme| {
            let host = text.strip_prefix(scheme)?.split('/').next()?;
            (!host.is_empty()).then_some(host)
        });
        let odd =
            |char: char| char.is_whitespace() || char.is_control() || "\"'<>\\`".contains(char);
        if host.is_none() || text.contains(odd) {
            return self.wrong(
                "repository",
                "is no `http` or `https` address",
                "write it as `https://github.com/owner/name`",
            );
        }
        settings.repository = Some(text);
    }

    fn timezone(&mut self, value: &Value, settings: &mut Settings) {
        let text = scalar(value).unwrap_or_default();
        match TimeZone::get(&text) {
            Ok(zone) => settings.timezone = zone,
            Err(_) => self.wrong(
                "timezone",
                "is no name of a time zone",
                "write it as `Asia/Shanghai`",
            ),
        }
    }

    fn theme(&mut self, value: &Value, settings: &mut Settings) {
        let text = scalar(value).unwrap_or_default();
        if text.is_empty() || text.starts_with('.') || text.contains(['/', '\\', ':']) {
            return self.wrong(
                "theme",
                "is no name of a folder",
                "write the name of a folder below `themes/`",
            );
        }
        settings.theme = text;
    }

    fn paginate(&mut self, value: &Value, settings: &mut Settings) {
        let Some(n) = scalar(value).and_then(|text| text.parse::<i64>().ok()) else {
            return self.wrong("paginate", "is no number", "write a number from 1 to 100");
        };
        let clamped = n.clamp(1, 100);
        if clamped != n {
            let message = format!("`paginate` is {n}; {clamped} is used");
            self.diagnostics
                .add("settings-range", key_span(self.source, "paginate"), message)
                .hint("write a number from 1 to 100");
        }
        settings.paginate = usize::try_from(clamped).unwrap_or(settings.paginate);
    }

    fn search(&mut self, value: &Value, settings: &mut Settings) {
        settings.search = match scalar(value).unwrap_or_default().as_str() {
            "auto" | "true" | "on" => SearchMode::Auto,
            "single" => SearchMode::Single,
            "sharded" => SearchMode::Sharded,
            "off" | "false" => SearchMode::Off,
            _ => {
                return self.wrong(
                    "search",
                    "is no kind of search",
                    "write `auto`, `single`, `sharded` or `off`",
                );
            }
        };
    }

    fn images(&mut self, value: &Value, settings: &mut Settings) {
        settings.images = match scalar(value).unwrap_or_default().as_str() {
            "link" => ImagePolicy::Link,
            "remote" => ImagePolicy::Remote,
            _ => {
                return self.wrong(
                    "images",
                    "says nothing about pictures",
                    "write `link` or `remote`",
                );
            }
        };
    }

    fn boilerplate(&mut self, value: &Value, settings: &mut Settings) {
        match value {
            Value::Sequence(list) => {
                settings.boilerplate = list.iter().filter_map(scalar).collect();
            }
            value => settings
                .boilerplate
                .extend(self.optional("boilerplate", value)),
        }
        // An empty line would begin every line there is.
        settings.boilerplate.retain(|line| !line.trim().is_empty());
    }

    fn wrong(&mut self, key: &str, fault: &str, hint: &str) {
        self.diagnostics
            .add(
                "settings",
                key_span(self.source, key),
                format!("`{key}` {fault}"),
            )
            .hint(hint.to_owned());
    }
}

/// A scalar as text; `None` for lists, maps and nothing.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Where a top-level key stands.
fn key_span(source: &Source, key: &str) -> Span {
    (1..=source.n_lines())
        .map(|line| source.line_text(line))
        .find_map(|text| {
            let bare = text.trim_start_matches(['"', '\'', '{', ' ']);
            let rest = bare.strip_prefix(key)?;
            let is_key = rest
                .trim_start_matches(['"', '\''])
                .trim_start()
                .starts_with(':');
            is_key.then(|| Span::of(&bare[..key.len()], &source.text))
        })
        .unwrap_or_default()
}

/// Where a word stands at or below a top-level key.
fn below(source: &Source, key: &str, word: &str) -> Span {
    let parent = key_span(source, key);
    let rest = &source.text[parent.end as usize..];
    match rest.find(word).filter(|_| !word.is_empty()) {
        Some(at) => Span::of(&rest[at..at + word.len()], &source.text),
        None => parent,
    }
}

/// Deepest nesting of brackets in YAML, for which the library's time grows with the square. Quotes are
/// not looked at, so it may be too high, never too low.
pub(crate) fn depth(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

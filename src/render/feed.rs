//! Atom and JSON Feed.
//!
//! A feed holds posts that have a period, newest first. Atom wants a time of change for every
//! entry: it is the latest thing known of the post (changed, filed, published, the end of its
//! period). A post without any of them is not in the feeds; no date is made up.

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::archive::{DocumentId, ItemId, REGIONS, TAGS};
use crate::date::Moment;
use crate::document::Document;

use super::Renderer;
use crate::slug::encode_path;

use super::xml::{element, empty};

/// Entries of a feed at most; of a Term's feed, of which there may be thousands, fewer.
const MOST: usize = 50;
const MOST_OF_TERM: usize = 20;

/// Letters of an Item's text in a feed.
const SUMMARY: usize = 280;

/// The `updated` of a feed without entries: a time that says that none is known.
const NEVER: &str = "1970-01-01T00:00:00Z";

/// In which format the feed of posts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Atom,
    Json,
}

/// One entry.
struct Entry<'a> {
    title: &'a str,
    url: String,
    updated: String,
    published: Option<String>,
    summary: String,
    tags: Vec<&'a str>,
    lang: Option<&'a str>,
}

impl Renderer<'_> {
    /// `feed.xml` and `feed.json`: posts.
    pub(super) fn post_feed(&self, format: Format) -> String {
        let entries: Vec<Entry> = self
            .dated()
            .take(MOST)
            .map(|document| self.post_entry(document))
            .collect();
        let title = &self.settings.title;
        match format {
            Format::Atom => self.atom(title, "feed.xml", "", &entries),
            Format::Json => self.json(title, &entries),
        }
    }

    /// `items.xml`: Items.
    pub(super) fn item_feed(&self) -> String {
        let items = self.archive.newest_items.iter();
        let items = items.filter(|id| self.updated(id.document).is_some());
        let entries: Vec<Entry> = items.take(MOST).map(|id| self.item_entry(*id)).collect();
        let title = [&self.settings.title, " · ", self.words.text("items")].concat();
        self.atom(&title, "items.xml", "", &entries)
    }

    /// `feed.xml` below a Term: its Items.
    pub(super) fn term_feed(&self, facet: usize, term: usize) -> String {
        let found = &self.archive.facets[facet].terms[term];
        let items = found
            .items
            .iter()
            .filter(|id| self.updated(id.document).is_some());
        let mut entries: Vec<Entry> = items
            .take(MOST_OF_TERM)
            .map(|id| self.item_entry(*id))
            .collect();
        if entries.is_empty() {
            let posts = found
                .posts
                .iter()
                .filter(|document| self.updated(**document).is_some());
            entries.extend(
                posts
                    .take(MOST_OF_TERM)
                    .map(|document| self.post_entry(*document)),
            );
        }
        let title = [&self.settings.title, " · ", found.name.as_str()].concat();
        let route = encode_path(&self.site.terms[facet][term].0);
        self.atom(&title, &format!("{route}feed.xml"), &route, &entries)
    }

    /// Posts with a period, newest first.
    fn dated(&self) -> impl Iterator<Item = DocumentId> {
        let dated = self.archive.newest[..self.archive.n_dated].iter().copied();
        dated.filter(|document| self.updated(*document).is_some())
    }

    fn post_entry(&self, id: DocumentId) -> Entry<'_> {
        let document = self.document(id);
        Entry {
            title: &document.title,
            url: self.absolute(self.encoded.post(id)),
            updated: self.updated(id).unwrap_or_default(),
            published: document
                .dates
                .published
                .as_ref()
                .map(|day| stamp(day, &self.settings.timezone)),
            summary: document.summary.clone(),
            tags: self.term_names(|facet| self.archive.terms_of_post(facet, id)),
            lang: document.lang.as_deref(),
        }
    }

    fn item_entry(&self, id: ItemId) -> Entry<'_> {
        let document = self.document(id.document);
        let item = &document.items[id.item as usize];
        let mut url = self.absolute(self.encoded.post(id.document));
        if document.digest {
            url.push('#');
            url.push_str(&encode_path(&item.fragment));
        }
        Entry {
            title: &item.headline,
            url,
            updated: self.updated(id.document).unwrap_or_default(),
            published: None,
            summary: self.item_summary(document, id),
            tags: self.term_names(|facet| self.archive.terms_of_item(facet, id)),
            lang: document.lang.as_deref(),
        }
    }

    /// The Item's day, then the beginning of its text.
    fn item_summary(&self, document: &Document, id: ItemId) -> String {
        let item = &document.items[id.item as usize];
        let text = self.text_of(id);
        let mut summary = match item.date.date {
            Some(day) if document.digest => format!("{} ", self.words.day(day).text),
            _ => String::new(),
        };
        let mut letters = text.chars();
        summary.extend(
            letters
                .by_ref()
                .take(SUMMARY)
                .map(|c| if c == '\n' { ' ' } else { c }),
        );
        if letters.next().is_some() {
            summary.push('…');
        }
        summary
    }

    /// Names of Terms in the facets that feeds name as categories.
    fn term_names<'s>(&'s self, terms: impl Fn(usize) -> &'s [u32]) -> Vec<&'s str> {
        let facets = [TAGS, REGIONS].into_iter();
        let names = facets.flat_map(|facet| {
            let all = &self.archive.facets[facet].terms;
            terms(facet)
                .iter()
                .map(move |term| all[*term as usize].name.as_str())
        });
        names.collect()
    }

    /// The latest time that is known of a post.
    fn updated(&self, id: DocumentId) -> Option<String> {
        let dates = &self.document(id).dates;
        let known = dates.updated.or(dates.archived).or(dates.published);
        let end = || {
            dates
                .period
                .as_ref()
                .map(|period| format!("{}T00:00:00Z", period.end))
        };
        known
            .as_ref()
            .map(|day| stamp(day, &self.settings.timezone))
            .or_else(end)
    }

    fn atom(&self, title: &str, path: &str, page: &str, entries: &[Entry]) -> String {
        let absolute = |encoded: &str| self.absolute(encoded);
        let mut out = String::with_capacity(512 + entries.len() * 900);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
        out.push_str(&quick_xml::escape::escape(&self.settings.language));
        out.push_str("\">\n");
        element(&mut out, "title", title);
        if !self.settings.description.is_empty() {
            element(&mut out, "subtitle", &self.settings.description);
        }
        element(&mut out, "id", &absolute(path));
        empty(
            &mut out,
            "link",
            &[
                ("rel", "self"),
                ("type", "application/atom+xml"),
                ("href", &absolute(path)),
            ],
        );
        empty(
            &mut out,
            "link",
            &[
                ("rel", "alternate"),
                ("type", "text/html"),
                ("href", &absolute(page)),
            ],
        );
        let updated = entries.iter().map(|entry| entry.updated.as_str()).max();
        element(&mut out, "updated", updated.unwrap_or(NEVER));
        let author = if self.settings.author.is_empty() {
            &self.settings.title
        } else {
            &self.settings.author
        };
        out.push_str("<author>");
        element(&mut out, "name", author);
        out.push_str("</author>");
        if let Some(license) = &self.settings.license {
            element(&mut out, "rights", license);
        }
        out.push('\n');
        for entry in entries {
            entry.atom(&mut out);
        }
        out.push_str("</feed>\n");
        out
    }

    fn json(&self, title: &str, entries: &[Entry]) -> String {
        let feed = JsonFeed {
            version: "https://jsonfeed.org/version/1.1",
            title,
            home_page_url: self.absolute(""),
            feed_url: self.absolute("feed.json"),
            description: &self.settings.description,
            language: &self.settings.language,
            items: entries.iter().map(Entry::json).collect(),
        };
        let mut json = serde_json::to_string(&feed).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl Entry<'_> {
    fn atom(&self, out: &mut String) {
        out.push_str("<entry");
        if let Some(lang) = self.lang {
            for part in [" xml:lang=\"", &quick_xml::escape::escape(lang), "\""] {
                out.push_str(part);
            }
        }
        out.push('>');
        element(out, "title", self.title);
        element(out, "id", &self.url);
        empty(out, "link", &[("href", &self.url)]);
        element(out, "updated", &self.updated);
        if let Some(published) = &self.published {
            element(out, "published", published);
        }
        for tag in &self.tags {
            empty(out, "category", &[("term", tag)]);
        }
        if !self.summary.is_empty() {
            element(out, "summary", &self.summary);
        }
        out.push_str("</entry>\n");
    }

    fn json(&self) -> JsonItem<'_> {
        JsonItem {
            id: &self.url,
            url: &self.url,
            title: self.title,
            content_text: &self.summary,
            date_published: self.published.as_deref(),
            date_modified: &self.updated,
            tags: &self.tags,
            language: self.lang,
        }
    }
}

/// A Moment as RFC 3339 has it, an hour without an offset in the archive's time zone; without an hour
/// the day stands for itself.
fn stamp(moment: &Moment, zone: &TimeZone) -> String {
    let Some(time) = moment.time else {
        return format!("{}T00:00:00Z", moment.date);
    };
    let offset = moment.offset.unwrap_or_else(|| {
        let at = zone.to_ambiguous_zoned(moment.date.to_datetime(time));
        at.compatible().map_or(0, |at| at.offset().seconds())
    });
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    format!(
        "{}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        moment.date,
        time.hour(),
        time.minute(),
        time.second(),
        minutes / 60,
        minutes % 60
    )
}

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    language: &'a str,
    items: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    date_modified: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [&'a str],
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
}

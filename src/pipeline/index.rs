//! The search index of an archive: its Items as Records, its files as they come.

use std::borrow::Cow;
use std::io;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;

use crate::archive::{CATEGORIES, ISSUERS, ItemId, POLICIES, REGIONS, TAGS};
use crate::config::SearchMode;
use crate::document::Document;
use crate::render::{Body, Renderer};
use crate::search::{self, Keep, Kept, Old, Record, Records, Scratch, Sink};
use crate::write::Staging;

use super::content::Content;
use super::options::{BuildError, Options};

/// The index of the standing site, and how its files are had.
pub(crate) struct Before<'a> {
    /// What [`build`] returned when it was made.
    pub(crate) remembered: Vec<u8>,
    pub(crate) old: &'a Old<'a>,
    pub(crate) keep: &'a Keep<'a>,
}

/// Writes the search index, from that of the standing site where little has changed. Returns what is
/// to be remembered of it.
pub(super) fn write(
    options: &Options,
    content: &Content,
    renderer: &Renderer<'_>,
    staging: &Staging,
) -> Result<Vec<u8>, BuildError> {
    // The index speaks of the disk as of any reader; what it really said is kept beside.
    let failure: Mutex<Option<BuildError>> = Mutex::new(None);
    let told = |error: BuildError| {
        let said = io::Error::other(error.to_string());
        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        said
    };
    let sink = |path: String, bytes: Vec<u8>| {
        let written = options.go_on().and_then(|()| {
            let written = staging.write(&path, Body::Whole(bytes));
            written.map_err(BuildError::from)
        });
        written.map_err(told)
    };
    let old = |path: &str| staging.read_old(path);
    let keep = |kept: &Kept<'_>| {
        let kept = staging.keep(kept.from, kept.to, kept.names);
        kept.map_err(|error| told(error.into()))
    };
    let cache = content.cache.as_ref();
    let remembered = cache.and_then(|cache| cache.index(staging.site().stamp("search")));
    let before = remembered.map(|remembered| Before {
        remembered,
        old: &old,
        keep: &keep,
    });
    let indexed = build(renderer, &mut staging.spill(), &sink, before.as_ref());
    let failure = failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failure {
        Some(error) => Err(error),
        None => indexed.map_err(BuildError::Index),
    }
}

/// Writes everything below `search/` but the page: the index and the scripts that read it.
/// Nothing when search is off. Returns what is to be remembered of it.
pub(crate) fn build(
    renderer: &Renderer<'_>,
    scratch: &mut dyn Scratch,
    sink: &Sink<'_>,
    before: Option<&Before<'_>>,
) -> io::Result<Vec<u8>> {
    let mode = match renderer.settings.search {
        SearchMode::Off => return Ok(Vec::new()),
        // Shards are fetched, which `file://` does not allow.
        _ if renderer.settings.offline => SearchMode::Single,
        mode => mode,
    };
    for (path, script) in search::scripts(&|path| renderer.theme.script(path)) {
        sink(path.to_owned(), script.into_bytes())?;
    }
    let items = Items {
        renderer,
        ids: renderer.archive.items().collect(),
    };
    if let Some(Before {
        remembered,
        old,
        keep,
    }) = before
        && let Some(made) = search::update(&items, mode, remembered, old, sink, keep)?
    {
        return Ok(made.remembered);
    }
    Ok(search::build(&items, mode, scratch, sink)?.remembered)
}

/// The Items of all posts, in order of the export.
struct Items<'r> {
    renderer: &'r Renderer<'r>,
    ids: Vec<ItemId>,
}

impl Items<'_> {
    fn document(&self, id: ItemId) -> &Document {
        &self.renderer.archive.documents[id.document as usize]
    }
}

impl Records for Items<'_> {
    fn len(&self) -> usize {
        self.ids.len()
    }

    fn day(&self, index: usize) -> Option<Date> {
        let id = self.ids[index];
        let document = self.document(id);
        let own = document.items[id.item as usize].date.date;
        own.or_else(|| document.dates.period.as_ref().map(|period| period.end))
    }

    fn record(&self, index: usize) -> Record<'_> {
        Record {
            text: self.renderer.text_of(self.ids[index]),
            ..self.record_without_text(index)
        }
    }

    fn record_without_text(&self, index: usize) -> Record<'_> {
        let id = self.ids[index];
        let document = self.document(id);
        let item = &document.items[id.item as usize];
        let names = |facet: usize| {
            let names = self.renderer.item_names(facet, id).into_iter();
            names.map(Cow::Borrowed).collect()
        };
        let archive = self.renderer.archive;
        let categories = archive.terms_of_post(CATEGORIES, id.document);
        let category = |&term: &u32| {
            archive.facets[CATEGORIES].terms[term as usize]
                .name
                .as_str()
        };
        Record {
            id: Cow::Owned(self.renderer.item_id(id)),
            url: Cow::Owned(self.renderer.item_url(id)),
            headline: Cow::Borrowed(&item.headline),
            text: Cow::default(),
            post_title: Cow::Borrowed(&document.title),
            date: item.date.date,
            day: self.day(index),
            period: document
                .dates
                .period
                .as_ref()
                .map(|period| Cow::Borrowed(period.label.as_str())),
            section: document.section_of(item).map(Cow::Borrowed),
            marker: item.marker.as_deref().map(Cow::Borrowed),
            regions: names(REGIONS),
            issuers: names(ISSUERS),
            policies: names(POLICIES),
            tags: names(TAGS),
            categories: categories.iter().map(category).map(Cow::Borrowed).collect(),
        }
    }
}

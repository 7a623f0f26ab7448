//! Documents made by hand, for tests of the archive and of the site.

use jiff::civil::Date;

use crate::config::Settings;
use crate::date::Period;
use crate::diagnostic::Diagnostic;
use crate::document::{
    DateStatus, Dates, Document, Item, ItemDate, Link, Meta, MetaValue, Target, Work, WorkKind,
};
use crate::source::{ContentKey, Place, Source};

/// A Document at `path` with one Item that has the path as headline.
pub(crate) fn document(path: &str) -> Document {
    Document {
        path: path.to_owned(),
        key: ContentKey([0; 16]),
        meta: Meta::default(),
        title: path.to_owned(),
        title_line: 1,
        summary: String::new(),
        dates: Dates::default(),
        lang: None,
        digest: false,
        leaf: None,
        shelved: None,
        shelved_texts: None,
        sections: Vec::new(),
        items: vec![item(path, "")],
        links: Vec::new(),
        anchors: Vec::new(),
        allows: Vec::new(),
        story: None,
    }
}

/// An Item with this headline and text.
pub(crate) fn item(headline: &str, text: &str) -> Item {
    Item {
        fragment: format!("i-{headline}").into(),
        line: 1,
        headline: headline.into(),
        headless: false,
        marker: None,
        section: None,
        text: text.into(),
        date: ItemDate::default(),
        regions: Box::default(),
        issuers: Box::default(),
        works: Box::default(),
    }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date in a test")
}

pub(crate) fn place(line: u32) -> Place {
    Place {
        line,
        column: 1,
        end_line: line,
        end_column: 5,
    }
}

pub(crate) fn policy(title: &str) -> Work {
    Work {
        title: title.into(),
        kind: WorkKind::Policy("notice"),
        refers_to: None,
        number: None,
        status: None,
        issuers: Vec::new(),
        marked: true,
    }
}

pub(crate) fn strings<T: for<'t> From<&'t str>>(list: &[&str]) -> Vec<T> {
    list.iter().map(|&text| text.into()).collect()
}

impl Document {
    /// `start..end`, or one day.
    pub(crate) fn period(mut self, days: &str) -> Self {
        let (start, end) = days.split_once("..").unwrap_or((days, days));
        self.dates.period = Some(Period {
            start: day(start),
            end: day(end),
            label: days.to_owned(),
        });
        self
    }

    pub(crate) fn tags(mut self, tags: &[&str]) -> Self {
        self.meta.tags = strings(tags);
        self.meta.places.add("tags", place(3));
        self
    }

    pub(crate) fn categories(mut self, categories: &[&str]) -> Self {
        self.meta.categories = strings(categories);
        self
    }

    pub(crate) fn extra(mut self, key: &str, value: &str) -> Self {
        let value = MetaValue::Text(value.to_owned());
        self.meta.extra.insert(key.to_owned(), value);
        self.meta.places.add(key, place(4));
        self
    }

    pub(crate) fn items(mut self, items: Vec<Item>) -> Self {
        self.digest = items.len() > 1;
        self.items = items;
        self
    }

    pub(crate) fn link(mut self, path: &str) -> Self {
        let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
        self.links.push(Link {
            target: Target::Path {
                path: path.into(),
                fragment: fragment.into(),
            },
            place: place(7),
        });
        self
    }
}

impl Item {
    pub(crate) fn on(mut self, date: &str) -> Self {
        self.date = ItemDate {
            date: Some(day(date)),
            status: DateStatus::Explicit,
        };
        self
    }

    pub(crate) fn regions(mut self, regions: &[&str]) -> Self {
        self.regions = strings(regions).into_boxed_slice();
        self
    }

    pub(crate) fn works(mut self, works: Vec<Work>) -> Self {
        self.works = works.into();
        self
    }
}

pub(crate) fn vocabulary(path: &str, text: &str) -> Source {
    Source::new(path, text.as_bytes()).0
}

/// Gathers with default settings and no vocabulary.
pub(crate) fn gather(documents: Vec<Document>) -> (super::Archive, Vec<Diagnostic>) {
    super::gather(documents, &Settings::default(), &[])
}

/// `path:line: code`, one a line, for comparing.
pub(crate) fn shown(diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |d: &Diagnostic| d.place.map_or(0, |place| place.line);
    diagnostics
        .iter()
        .map(|d| format!("{}:{}: {}", d.path, line(d), d.code))
        .collect()
}

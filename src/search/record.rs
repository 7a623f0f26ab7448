//! What the index knows of an Item, and the form in which results travel to the browser.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

/// An Item as search sees it. Everything borrows from the archive.
#[derive(Debug, Clone, Default)]
pub struct Record<'a> {
    /// The export's `id`: `<post path>#<fragment>`.
    pub id: Cow<'a, str>,
    /// Where it is, from the server's root, percent-encoded, base path included.
    pub url: Cow<'a, str>,
    /// Headline as plain text; empty or generated for a headless Item.
    pub headline: Cow<'a, str>,
    /// Body as plain text, paragraphs parted by line breaks.
    pub text: Cow<'a, str>,
    /// Title of the post that it stands in.
    pub post_title: Cow<'a, str>,
    /// The Item's own day.
    pub date: Option<Date>,
    /// The day it is sorted by: its own, else the last day that its post covers.
    pub day: Option<Date>,
    /// What the post covers, as readers see it (`2020年9月第2周`).
    pub period: Option<Cow<'a, str>>,
    /// Title of its Section.
    pub section: Option<Cow<'a, str>>,
    /// `政策` of a headline `【政策】…`.
    pub marker: Option<Cow<'a, str>>,
    /// Places that it is about, as paths (`四川/成都`).
    pub regions: Vec<Cow<'a, str>>,
    /// Canonical names of issuing bodies.
    pub issuers: Vec<Cow<'a, str>>,
    /// Canonical titles of policies.
    pub policies: Vec<Cow<'a, str>>,
    /// Tags.
    pub tags: Vec<Cow<'a, str>>,
    /// Categories of its post.
    pub categories: Vec<Cow<'a, str>>,
}

/// All Records, in order of the export. Asked from several threads, more than once.
pub trait Records: Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// [`Record::day`] of the Record at `index`.
    fn day(&self, index: usize) -> Option<Date>;

    /// The Record at `index`.
    fn record(&self, index: usize) -> Record<'_>;

    /// The Record at `index` without its text, which takes longest to get.
    fn record_without_text(&self, index: usize) -> Record<'_> {
        self.record(index)
    }
}

impl Records for Vec<Record<'_>> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn day(&self, index: usize) -> Option<Date> {
        self[index].day
    }

    fn record(&self, index: usize) -> Record<'_> {
        self[index].clone()
    }
}

/// A result as it stands in the built files: one-letter keys, absent when empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Entry<'a> {
    /// Id.
    #[serde(rename = "i")]
    pub id: Cow<'a, str>,
    /// URL.
    #[serde(rename = "u")]
    pub url: Cow<'a, str>,
    /// Headline.
    #[serde(rename = "h")]
    pub headline: Cow<'a, str>,
    /// Text, or its first piece.
    #[serde(rename = "t")]
    pub text: Cow<'a, str>,
    /// How many further pieces the text has.
    #[serde(rename = "x", default, skip_serializing_if = "is_zero")]
    pub pieces: usize,
    /// Title of the post.
    #[serde(rename = "p", default, skip_serializing_if = "str::is_empty")]
    pub post_title: Cow<'a, str>,
    /// The Item's own day, `2020-09-10`.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// What the post covers.
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Cow<'a, str>>,
    /// Section.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Cow<'a, str>>,
    /// Marker.
    #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<Cow<'a, str>>,
    /// Regions.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Cow<'a, str>>,
    /// Issuers.
    #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<Cow<'a, str>>,
}

impl<'a> Entry<'a> {
    /// The Entry of a Record whose text is cut into `1 + pieces`; `text` is the first.
    pub fn new(record: &Record<'a>, text: Cow<'a, str>, pieces: usize) -> Self {
        Self {
            id: record.id.clone(),
            url: record.url.clone(),
            headline: record.headline.clone(),
            text,
            pieces,
            post_title: record.post_title.clone(),
            date: record.date.map(|date| date.to_string()),
            period: record.period.clone(),
            section: record.section.clone(),
            marker: record.marker.clone(),
            regions: record.regions.clone(),
            issuers: record.issuers.clone(),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// The filters that a query can name, with the letter that their terms begin with in the index and
/// the names that a query may use.
pub const FACETS: [Facet; 5] = [
    Facet {
        key: 't',
        names: &["标签", "tag"],
    },
    Facet {
        key: 'r',
        names: &["地区", "region"],
    },
    Facet {
        key: 'b',
        names: &["发文", "issuer"],
    },
    Facet {
        key: 'p',
        names: &["政策", "policy"],
    },
    Facet {
        key: 'c',
        names: &["分类", "category"],
    },
];

/// One way to narrow a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facet {
    /// First letter of its terms in the index.
    pub key: char,
    /// What a query may call it; the first is what readers see.
    pub names: &'static [&'static str],
}

impl<'a> Record<'a> {
    /// Its terms in order of [`FACETS`].
    pub fn by_facet(&self) -> [&[Cow<'a, str>]; FACETS.len()] {
        [
            &self.tags,
            &self.regions,
            &self.issuers,
            &self.policies,
            &self.categories,
        ]
    }

    /// Calls `term` with every filter term of the Record: `r四川/成都`, `r四川`, `r成都`,
    /// `d2020-09-10`, `d2020-09`, `d2020` and so on, values folded. May repeat itself.
    pub fn filter_terms(&self, mut term: impl FnMut(&str)) {
        let mut out = String::new();
        let mut say = |key: char, value: &str| {
            out.clear();
            out.push(key);
            out.push_str(&super::fold::fold(value));
            term(&out);
        };
        for (facet, list) in FACETS.iter().zip(self.by_facet()) {
            for value in list {
                if facet.key == 'r' {
                    let mut end = 0;
                    for part in value.split('/') {
                        end += part.len();
                        say('r', &value[..end]);
                        say('r', part);
                        end += 1;
                    }
                } else {
                    say(facet.key, value);
                }
            }
        }
        if let Some(date) = self.date {
            let date = date.to_string();
            for length in [4, 7, 10] {
                say('d', date.get(..length).unwrap_or(&date));
            }
        }
    }
}

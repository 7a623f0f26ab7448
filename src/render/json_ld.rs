//! JSON-LD: what a page is about, in the words of schema.org.
//!
//! One graph a page: a post with its Items, or a Policy, then the breadcrumbs. A date stands there
//! only where the archive knows it: an Item without a day has no `datePublished`. The scripts that
//! make citations read this graph, too.

use serde::Serialize;

use crate::archive::{DocumentId, ISSUERS, ItemId, POLICIES, REGIONS};
use crate::date::Moment;
use crate::slug::encode_path;

use super::address::Scope;
use super::view::{Html, LinkView};
use super::words::interval;

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Nothing of its own: a list.
    Nothing,
    /// A post.
    Post(DocumentId),
    /// A Policy, by its index.
    Policy(usize),
}

impl Scope<'_> {
    /// The graph of a page; empty for lists.
    pub(super) fn json_ld(
        &self,
        about: About,
        title: &str,
        url: &str,
        breadcrumbs: &[LinkView],
    ) -> Html {
        let subject = match about {
            About::Nothing => return Html::default(),
            About::Post(id) => Node::Article(Box::new(self.article(id, url))),
            About::Policy(at) => Node::Legislation(Box::new(self.legislation(at, url))),
        };
        script_json(&Graph {
            context: "https://schema.org",
            nodes: [subject, Node::Breadcrumbs(self.crumbs(title, breadcrumbs))],
        })
    }

    fn article(&self, id: DocumentId, url: &str) -> Article<'_> {
        let settings = self.renderer.settings;
        let document = self.renderer.document(id);
        let dates = &document.dates;
        let day = |moment: &Option<Moment>| moment.map(|moment| moment.date.to_string());
        let coverage = dates.period.as_ref();
        let n_items = document.items.len() as u32;
        let items = (0..n_items).map(|item| ItemId { document: id, item });
        let whole = ItemId {
            document: id,
            item: 0,
        };
        let (about, mentions) = if document.digest || n_items == 0 {
            (Vec::new(), Vec::new())
        } else {
            self.subjects(whole)
        };
        Article {
            kind: "Article",
            headline: &document.title,
            url: url.to_owned(),
            lang: document.lang.as_deref().unwrap_or(&settings.language),
            published: day(&dates.published),
            modified: day(&dates.updated),
            coverage: coverage.map(|period| interval(period.start, period.end)),
            based_on: document.meta.source_url.as_deref(),
            author: things("Person", &document.meta.authors),
            publisher: Thing::new(
                "Organization",
                if settings.author.is_empty() {
                    &settings.title
                } else {
                    &settings.author
                },
            ),
            license: settings.license.as_deref(),
            about,
            mentions,
            parts: if document.digest {
                items.map(|item| self.item_part(item, url)).collect()
            } else {
                Vec::new()
            },
        }
    }

    /// An Item of a digest.
    fn item_part(&self, id: ItemId, url: &str) -> Part<'_> {
        let item = self.renderer.item(id);
        let (about, mentions) = self.subjects(id);
        Part {
            kind: "NewsArticle",
            headline: &item.headline,
            url: [url, "#", &encode_path(&item.fragment)].concat(),
            published: item.date.date.map(|day| day.to_string()),
            about,
            mentions,
        }
    }

    /// The places that an Item is about; the bodies and Policies that it names.
    fn subjects(&self, id: ItemId) -> (Vec<Thing<'_>>, Vec<Thing<'_>>) {
        let archive = self.renderer.archive;
        let names = |facet: usize, kind: &'static str| {
            let terms = archive.terms_of_item(facet, id).iter();
            let named = move |term: &u32| {
                let name = &*archive.facets[facet].terms[*term as usize].name;
                match name.rsplit_once('/') {
                    Some((_, last)) if facet == REGIONS => Thing::new(kind, last),
                    _ => Thing::new(kind, name),
                }
            };
            terms.map(named)
        };
        // Without their addresses, which stand as links in the text and would double the page.
        let bodies = names(ISSUERS, "GovernmentOrganization");
        let mentions = bodies.chain(names(POLICIES, "Legislation"));
        (names(REGIONS, "Place").collect(), mentions.collect())
    }

    /// A Policy: only what the archive says of it.
    fn legislation(&self, at: usize, url: &str) -> Legislation<'_> {
        let policy = &self.renderer.archive.policies[at];
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let related = |wanted: &[&str]| -> Vec<Thing<'_>> {
            let found = policy.relations.iter();
            let found = found.filter(|found| wanted.contains(&found.relation));
            let thing = found.map(|found| Thing {
                url: found.policy.map(|other| {
                    let route = &self.renderer.site.terms[POLICIES][other as usize];
                    self.renderer.absolute(&encode_path(&route.0))
                }),
                ..Thing::new("Legislation", &found.title)
            });
            thing.collect()
        };
        let kind = self.renderer.words.0.find(&format!("kind_{}", policy.kind));
        Legislation {
            kind: "Legislation",
            name: &policy.title,
            url: url.to_owned(),
            alternate: &policy.aliases,
            identifier: policy.number.as_deref(),
            document_type: kind.filter(|kind| !kind.is_empty()),
            passed_by: things("GovernmentOrganization", &policy.issuers),
            jurisdiction: things("AdministrativeArea", &policy.regions),
            made: day(policy.issued),
            published: day(policy.published),
            applies: day(policy.effective),
            changes: related(&["supersedes", "amends", "repeals"]),
            based_on: related(&["based_on"]),
            same: policy.url.as_deref(),
        }
    }

    fn crumbs<'v>(&self, title: &'v str, breadcrumbs: &'v [LinkView]) -> BreadcrumbList<'v> {
        let above = breadcrumbs
            .iter()
            .map(|crumb| (&*crumb.label, Some(self.absolute(&crumb.href))));
        // The last one is the page itself and needs no address.
        let here = std::iter::once((title, None));
        let list = above
            .chain(here)
            .zip(1..)
            .map(|((name, item), position)| ListItem {
                kind: "ListItem",
                position,
                name,
                item,
            });
        BreadcrumbList {
            kind: "BreadcrumbList",
            list: list.collect(),
        }
    }
}

/// JSON for a script element: nothing in it can close the element or open a comment.
fn script_json<T: Serialize>(value: &T) -> Html {
    let json = serde_json::to_string(value).unwrap_or_default();
    if json.contains(['<', '>', '\u{2028}', '\u{2029}']) {
        let json = json.replace('<', "\\u003c").replace('>', "\\u003e");
        return Html(
            json.replace('\u{2028}', "\\u2028")
                .replace('\u{2029}', "\\u2029"),
        );
    }
    Html(json)
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    nodes: [Node<'a>; 2],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Article(Box<Article<'a>>),
    Legislation(Box<Legislation<'a>>),
    Breadcrumbs(BreadcrumbList<'a>),
}

#[derive(Serialize)]
struct Article<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    headline: &'a str,
    url: String,
    #[serde(rename = "inLanguage")]
    lang: &'a str,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
    #[serde(rename = "temporalCoverage", skip_serializing_if = "Option::is_none")]
    coverage: Option<String>,
    #[serde(rename = "isBasedOn", skip_serializing_if = "Option::is_none")]
    based_on: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Thing<'a>>,
    publisher: Thing<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Thing<'a>>,
    #[serde(rename = "hasPart", skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Part<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    headline: &'a str,
    url: String,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Thing<'a>>,
}

#[derive(Serialize)]
struct Legislation<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    url: String,
    #[serde(rename = "alternateName", skip_serializing_if = "<[_]>::is_empty")]
    alternate: &'a [String],
    #[serde(
        rename = "legislationIdentifier",
        skip_serializing_if = "Option::is_none"
    )]
    identifier: Option<&'a str>,
    #[serde(rename = "legislationType", skip_serializing_if = "Option::is_none")]
    document_type: Option<&'a str>,
    #[serde(rename = "legislationPassedBy", skip_serializing_if = "Vec::is_empty")]
    passed_by: Vec<Thing<'a>>,
    #[serde(
        rename = "legislationJurisdiction",
        skip_serializing_if = "Vec::is_empty"
    )]
    jurisdiction: Vec<Thing<'a>>,
    #[serde(rename = "legislationDate", skip_serializing_if = "Option::is_none")]
    made: Option<String>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    #[serde(
        rename = "legislationDateOfApplicability",
        skip_serializing_if = "Option::is_none"
    )]
    applies: Option<String>,
    #[serde(rename = "legislationChanges", skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Thing<'a>>,
    #[serde(rename = "isBasedOn", skip_serializing_if = "Vec::is_empty")]
    based_on: Vec<Thing<'a>>,
    #[serde(rename = "sameAs", skip_serializing_if = "Option::is_none")]
    same: Option<&'a str>,
}

#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl<'a> Thing<'a> {
    fn new(kind: &'static str, name: &'a str) -> Self {
        Self {
            kind,
            name,
            url: None,
        }
    }
}

fn things<'a>(kind: &'static str, names: &'a [String]) -> Vec<Thing<'a>> {
    names.iter().map(|name| Thing::new(kind, name)).collect()
}

#[derive(Serialize)]
struct BreadcrumbList<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "itemListElement")]
    list: Vec<ListItem<'a>>,
}

#[derive(Serialize)]
struct ListItem<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: u32,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<String>,
}

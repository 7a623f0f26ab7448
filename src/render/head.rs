//! The head of a page: title, address, breadcrumbs, JSON-LD.

use serde::Serialize;

use crate::archive::DocumentId;
use crate::date::Moment;
use crate::site::{Page, PageKind};
use crate::slug::encode_path;

use super::address::Scope;
use super::view::{FeedLink, Head, Html, LinkView, Pagination};
use super::words::interval;

/// What the head of a page is made from.
pub(super) struct Subject<'s> {
    scope: &'s Scope<'s>,
    page: &'s Page,
    /// The heading; of a list's later pages with the number of the page.
    title: String,
    nav: String,
    pub(super) description: String,
    pub(super) noindex: bool,
    /// The pages between the home page and this one.
    pub(super) breadcrumbs: Vec<LinkView>,
    pub(super) feeds: Vec<FeedLink>,
    pub(super) translations: Vec<LinkView>,
    /// A picture of the page; may be empty.
    pub(super) image: String,
    /// The Document, on a post's page.
    pub(super) article: Option<DocumentId>,
}

impl<'s> Subject<'s> {
    pub(super) fn new(scope: &'s Scope<'s>, page: &'s Page, title: &str, nav: &str) -> Self {
        Self {
            scope,
            page,
            title: title.to_owned(),
            nav: nav.to_owned(),
            description: String::new(),
            noindex: false,
            breadcrumbs: Vec::new(),
            feeds: Vec::new(),
            translations: Vec::new(),
            image: String::new(),
            article: None,
        }
    }
}

/// The name of the template under which `theme.yaml` lists a page's scripts.
fn template_of(kind: &PageKind) -> Option<&'static str> {
    Some(match kind {
        PageKind::Home { page: 1 } => "home",
        PageKind::Home { .. } | PageKind::Posts { .. } => "posts",
        PageKind::Post { .. } => "post",
        PageKind::Standing { .. } => "standing",
        PageKind::Facet { .. } => "facet",
        PageKind::Term { .. } => "term",
        PageKind::Dates => "dates",
        PageKind::Year { .. } | PageKind::Month { .. } | PageKind::Week { .. } => "span",
        PageKind::Undated { .. } => "undated",
        PageKind::Search => "search",
        PageKind::Data => "data",
        PageKind::NotFound => return None,
    })
}

impl Subject<'_> {
    /// Says which page of a list this is, when it is not the first.
    pub(super) fn number(&mut self, pages: &Pagination) {
        if pages.number > 1 {
            self.title = [&self.title, " · ", &pages.text].concat();
        }
    }

    pub(super) fn head(self) -> Head {
        let renderer = self.scope.renderer;
        let is_home = self.page.route.0.is_empty();
        let title = if is_home {
            renderer.settings.title.clone()
        } else {
            [&self.title, " · ", &renderer.settings.title].concat()
        };
        let mut breadcrumbs = Vec::with_capacity(self.breadcrumbs.len() + 1);
        if !is_home {
            let label = renderer.words.text("home").to_owned();
            breadcrumbs.push(LinkView {
                label,
                href: self.scope.encoded(""),
            });
            breadcrumbs.extend(self.breadcrumbs);
        }
        let canonical = renderer.absolute(&encode_path(&self.page.route.0));
        let json_ld = match self.article {
            Some(id) => self.scope.json_ld(id, &canonical, &breadcrumbs),
            None => Vec::new(),
        };
        let scripts = [Some("all"), template_of(&self.page.kind)]
            .into_iter()
            .flatten();
        let scripts = scripts.filter_map(|name| renderer.theme.scripts.get(name));
        Head {
            title,
            description: self.description,
            canonical,
            noindex: self.noindex,
            kind: if self.article.is_some() {
                "article"
            } else {
                "website"
            },
            image: self.image,
            nav: self.nav,
            breadcrumbs,
            crumb: if is_home { String::new() } else { self.title },
            feeds: self.feeds,
            translations: self.translations,
            scripts: scripts.map(|path| self.scope.encoded(path)).collect(),
            json_ld,
        }
    }
}

impl Scope<'_> {
    /// `Article` and `BreadcrumbList` of a post; only dates that the archive knows.
    fn json_ld(&self, id: DocumentId, url: &str, breadcrumbs: &[LinkView]) -> Vec<Html> {
        let settings = self.renderer.settings;
        let document = self.renderer.archive.document(id);
        let dates = &document.dates;
        let day = |moment: &Option<Moment>| moment.map(|moment| moment.date.to_string());
        let coverage = dates.period.as_ref();
        let authors = document.meta.authors.iter();
        let publisher = if settings.author.is_empty() {
            &settings.title
        } else {
            &settings.author
        };
        let article = Article {
            context: "https://schema.org",
            kind: "Article",
            headline: &document.title,
            url,
            lang: document.lang.as_deref().unwrap_or(&settings.language),
            published: day(&dates.published),
            modified: day(&dates.updated),
            coverage: coverage.map(|period| interval(period.start, period.end)),
            based_on: document.meta.source_url.as_deref(),
            author: authors
                .map(|name| Thing {
                    kind: "Person",
                    name,
                })
                .collect(),
            publisher: Thing {
                kind: "Organization",
                name: publisher,
            },
        };
        let above = breadcrumbs
            .iter()
            .map(|crumb| (&*crumb.label, Some(self.absolute(&crumb.href))));
        // The last one is the page itself and needs no address.
        let here = std::iter::once((&*document.title, None));
        let list = above
            .chain(here)
            .zip(1..)
            .map(|((name, item), position)| ListItem {
                kind: "ListItem",
                position,
                name,
                item,
            });
        let breadcrumbs = BreadcrumbList {
            context: "https://schema.org",
            kind: "BreadcrumbList",
            list: list.collect(),
        };
        vec![script_json(&article), script_json(&breadcrumbs)]
    }
}

/// JSON for a script element: nothing in it can close the element or open a comment.
pub(super) fn script_json<T: Serialize>(value: &T) -> Html {
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
struct Article<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    headline: &'a str,
    url: &'a str,
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
}

#[derive(Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
struct BreadcrumbList<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
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

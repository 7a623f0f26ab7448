//! The head of a page: title, address, breadcrumbs, JSON-LD.

use serde::Serialize;

use crate::archive::DocumentId;
use crate::site::{Page, PageKind};

use super::Renderer;
use super::address::{Scope, encode};
use super::view::{FeedLink, Head, Html, LinkView, Pagination};
use super::words::interval;

/// What the head of a page is made from.
pub(super) struct Subject<'r> {
    renderer: &'r Renderer<'r>,
    /// The page's route, encoded.
    address: String,
    home: LinkView,
    title: String,
    nav: String,
    scripts: Vec<String>,
    pub(super) description: String,
    pub(super) noindex: bool,
    /// The pages between the home page and this one.
    pub(super) breadcrumbs: Vec<LinkView>,
    pub(super) feeds: Vec<FeedLink>,
    pub(super) translations: Vec<LinkView>,
    /// The Document, on a post's page.
    pub(super) article: Option<DocumentId>,
    page: Option<String>,
}

impl Renderer<'_> {
    pub(super) fn subject<'r>(
        &'r self,
        scope: &Scope,
        page: &Page,
        title: &str,
        nav: &str,
    ) -> Subject<'r> {
        let scripts = [Some("all"), template_of(&page.kind)].into_iter().flatten();
        let scripts = scripts.filter_map(|name| self.theme.scripts.get(name));
        Subject {
            renderer: self,
            address: encode(&page.route.0),
            home: LinkView {
                label: self.words.text("home").to_owned(),
                href: scope.encoded(""),
            },
            title: title.to_owned(),
            nav: nav.to_owned(),
            scripts: scripts.map(|path| scope.encoded(path)).collect(),
            description: String::new(),
            noindex: false,
            breadcrumbs: Vec::new(),
            feeds: Vec::new(),
            translations: Vec::new(),
            article: None,
            page: None,
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
    /// Says which page of a list this is, when there is more than one.
    pub(super) fn number(&mut self, pages: &Pagination) {
        if pages.number > 1 {
            self.page = Some(pages.text.clone());
        }
    }

    pub(super) fn head(self) -> Head {
        let site = &self.renderer.settings.title;
        let is_home = self.address.is_empty();
        let named = match &self.page {
            Some(page) => format!("{}（{page}）", self.title),
            None => self.title.clone(),
        };
        let title = if is_home {
            site.clone()
        } else {
            format!("{named} · {site}")
        };
        let canonical = self.renderer.addresses.absolute(&self.address);
        let mut breadcrumbs = Vec::with_capacity(self.breadcrumbs.len() + 1);
        if !is_home {
            breadcrumbs.push(self.home);
            breadcrumbs.extend(self.breadcrumbs);
        }
        let json_ld = match self.article {
            Some(document) => {
                self.renderer
                    .json_ld(document, &canonical, &self.description, &breadcrumbs)
            }
            None => Vec::new(),
        };
        Head {
            title,
            description: self.description,
            noindex: self.noindex,
            kind: if self.article.is_some() {
                "article"
            } else {
                "website"
            },
            nav: self.nav,
            breadcrumbs,
            crumb: if is_home { String::new() } else { named },
            feeds: self.feeds,
            translations: self.translations,
            scripts: self.scripts,
            json_ld,
            canonical,
        }
    }
}

impl Renderer<'_> {
    /// `Article` and `BreadcrumbList` of a post; only dates that the archive knows.
    fn json_ld(
        &self,
        document: DocumentId,
        url: &str,
        description: &str,
        breadcrumbs: &[LinkView],
    ) -> Vec<Html> {
        let found = &self.archive.documents[document as usize];
        let dates = &found.dates;
        let day =
            |moment: &Option<crate::date::Moment>| moment.map(|moment| moment.date.to_string());
        let thing = |kind, name| Thing { kind, name };
        let publisher = if self.settings.author.is_empty() {
            &self.settings.title
        } else {
            &self.settings.author
        };
        let article = Article {
            context: "https://schema.org",
            kind: "Article",
            headline: &found.title,
            url,
            lang: found.lang.as_deref().unwrap_or(&self.settings.language),
            description: Some(description).filter(|text| !text.is_empty()),
            published: day(&dates.published),
            modified: day(&dates.updated),
            coverage: dates
                .period
                .as_ref()
                .map(|period| interval(period.start, period.end)),
            based_on: found.meta.source_url.as_deref(),
            author: found
                .meta
                .authors
                .iter()
                .map(|name| thing("Person", name))
                .collect(),
            publisher: thing("Organization", publisher),
        };
        let address = |href: &str| self.addresses.from_root(href);
        let above = breadcrumbs
            .iter()
            .map(|crumb| (crumb.label.as_str(), address(&crumb.href)));
        let here = std::iter::once((found.title.as_str(), url.to_owned()));
        let list = above
            .chain(here)
            .enumerate()
            .map(|(at, (name, item))| ListItem {
                kind: "ListItem",
                position: at + 1,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
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
    position: usize,
    name: &'a str,
    item: String,
}

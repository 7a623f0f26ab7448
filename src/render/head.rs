//! The head of a page: title, address, breadcrumbs.

use crate::site::{Page, PageKind};
use crate::slug::encode_path;
use crate::theme::Parts;

use super::address::Scope;
use super::json_ld::About;
use super::view::{FeedLink, Head, LinkView, Pagination};

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
    /// What the page is about, for machines.
    pub(super) about: About,
    /// What the page holds that styles may be for.
    pub(super) parts: Parts,
}

impl<'s> Subject<'s> {
    pub(super) fn new(scope: &'s Scope<'s>, page: &'s Page, title: &str, nav: &str) -> Self {
        Self {
            scope,
            page,
            title: title.to_owned(),
            nav: nav.to_owned(),
            description: String::new(),
            noindex: scope.renderer.settings.drafts,
            breadcrumbs: Vec::new(),
            feeds: Vec::new(),
            translations: Vec::new(),
            image: String::new(),
            about: About::Nothing,
            parts: Parts::default(),
        }
    }
}

/// The name of the template under which `theme.yaml` lists a page's scripts and styles.
fn template_of(kind: &PageKind) -> &'static str {
    match kind {
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
        PageKind::Explore => "explore",
        PageKind::Data => "data",
        PageKind::NotFound => "not_found",
    }
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
        let json_ld = self
            .scope
            .json_ld(self.about, &self.title, &canonical, &breadcrumbs);
        let template = template_of(&self.page.kind);
        let script = renderer.theme.page_script(template);
        let stylesheet = renderer.theme.stylesheet(template, self.parts);
        let description = if self.description.is_empty() && !self.noindex {
            [&*title, " · ", &renderer.stock].concat()
        } else {
            self.description
        };
        Head {
            title,
            description,
            canonical,
            noindex: self.noindex,
            kind: match self.about {
                About::Post(_) => "article",
                About::Nothing | About::Policy(_) => "website",
            },
            image: self.image,
            nav: self.nav,
            breadcrumbs,
            crumb: if is_home { String::new() } else { self.title },
            feeds: self.feeds,
            translations: self.translations,
            stylesheet: stylesheet.map_or_else(String::new, |path| self.scope.encoded(path)),
            script: script.map_or_else(String::new, |path| self.scope.encoded(path)),
            scripts: Vec::new(),
            json_ld,
        }
    }
}

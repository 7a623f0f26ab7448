//! Pages into Artifacts: views, HTML, feeds, export.
//!
//! [`Renderer::jobs`] lists everything the site consists of; [`Renderer::render`] makes one
//! Artifact of one [`Job`]. Jobs are independent, so the rim may render them on any number of
//! threads, in any order, and write and drop each Artifact at once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use tera::{Context, Tera, Value};

use crate::archive::{Archive, DocumentId, ItemId};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Shelf;
use crate::site::{Route, Site};
use crate::theme::Theme;
use crate::theme::strings::Strings;

pub mod address;
pub mod admin;
mod csv;
mod export;
mod feed;
mod grounds;
mod head;
mod headers;
mod initial;
mod json_ld;
mod key;
mod pages;
mod picture;
mod revision;
mod shared;
mod sitemap;
pub mod view;
mod words;
mod xml;

pub use export::Pieces;
pub use grounds::{Changed, Grounds};
pub use key::{Made, ViewKey};

use address::{Encoded, Scope};
use key::Wanted;
use revision::Revision;
use shared::Common;
use words::Words;

/// A file of the site, ready to write.
pub struct Artifact<'a> {
    /// Path from the output folder, parts joined by `/`, raw UTF-8.
    pub path: String,
    /// What is in it.
    pub body: Body<'a>,
}

/// The bytes of an Artifact.
pub enum Body<'a> {
    /// All at once.
    Whole(Vec<u8>),
    /// Written piece by piece, because it grows with the archive (the export).
    Streamed(Stream<'a>),
}

/// Writes bytes piece by piece; every call writes the same.
pub type Stream<'a> = Box<dyn Fn(&mut dyn io::Write) -> io::Result<()> + Send + Sync + 'a>;

/// One Artifact to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A page, by index into the site's pages.
    Page(usize),
    /// A file made from the whole archive (`feed.xml`, `data/items.jsonl`, `_headers`, a script of
    /// the theme), by its path in the output.
    File(String),
}

/// Everything that rendering reads, and what all pages share, made once.
pub struct Renderer<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its addresses.
    pub site: &'a Site,
    /// The settings.
    pub settings: &'a Settings,
    /// How it looks.
    pub theme: &'a Theme,
    words: Words<'a>,
    /// How much the archive holds, in words.
    stock: String,
    encoded: Encoded<'a>,
    common: Common,
    tera: Tera,
    shelf: Option<&'a dyn Shelf>,
    /// Documents saved since the archive was gathered.
    revised: BTreeMap<DocumentId, Revision>,
    /// What all pages share, by depth of the page: addresses are relative in a site that opens from
    /// a disk, else all depths share the first.
    chrome: Vec<Chrome>,
    files: BTreeMap<String, File>,
}

/// What the pages of one depth share.
struct Chrome {
    /// [`view::SiteView`].
    site: Value,
    /// [`view::SharedView`], by the way to browse that a page stands under; why it could not be made
    /// where a template failed.
    shared: Result<BTreeMap<String, Frame>, Diagnostic>,
}

/// [`view::SharedView`], and a key of it, of the site's view and of the theme.
struct Frame {
    view: Value,
    key: ViewKey,
}

/// A file that is made from the whole archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum File {
    Theme,
    Posts(feed::Format),
    Items,
    TermFeed { facet: usize, term: usize },
    Sitemap,
    SitemapPart(usize),
    Robots,
    Headers,
    Redirects,
    Redirect(usize),
    Pages,
    AdminPage,
    AdminConfig,
    Export(export::Table),
}

impl<'a> Renderer<'a> {
    /// Prepares what all pages share.
    pub fn new(
        archive: &'a Archive,
        site: &'a Site,
        settings: &'a Settings,
        theme: &'a Theme,
    ) -> Self {
        let strings = theme.strings(&settings.language);
        let mut tera = theme.templates().clone();
        tera.global_context().insert("t", strings);
        let mut renderer = Self {
            archive,
            site,
            settings,
            theme,
            words: Words(strings),
            stock: stock(archive, strings),
            encoded: Encoded::new(site),
            common: Common::default(),
            tera,
            shelf: None,
            revised: BTreeMap::new(),
            chrome: Vec::new(),
            files: BTreeMap::new(),
        };
        renderer.common = {
            let scope = Scope::new(&renderer, &Route::default());
            let same_everywhere = (!site.address.offline).then_some(&scope);
            Common::new(archive, renderer.words, same_everywhere)
        };
        renderer.chrome = renderer.chrome();
        renderer.files = renderer.files();
        renderer
    }

    /// Says where the Leaves and the texts lie that were put aside after parsing.
    #[must_use]
    pub fn with_shelf(self, shelf: Option<&'a dyn Shelf>) -> Self {
        Self { shelf, ..self }
    }

    /// The text of an Item.
    pub fn text_of(&self, id: ItemId) -> Cow<'_, str> {
        let document = self.document(id.document);
        document.item_text(id.item as usize, self.shelf)
    }

    /// Everything that the site consists of but assets, in a fixed order.
    /// `data/manifest.json` is not among them: the rim knows the hashes when all is written.
    pub fn jobs(&self) -> Vec<Job> {
        let pages = (0..self.site.pages.len()).map(Job::Page);
        let files = self.files.keys().cloned().map(Job::File);
        pages.chain(files).collect()
    }

    /// Renders one Artifact. `Err`: a template failed, with template, line and column, or the job is
    /// none of [`Renderer::jobs`].
    pub fn render(&self, job: &Job) -> Result<Artifact<'_>, Diagnostic> {
        match job {
            Job::Page(at) => {
                let page = self.site.pages.get(*at).ok_or_else(|| unknown("page"))?;
                let made = self.page(page, &Scope::new(self, &page.route))?;
                Ok(Artifact {
                    path: page.route.output_path(),
                    body: Body::Whole(made.whole()),
                })
            }
            Job::File(path) => {
                let file = self.files.get(path).ok_or_else(|| unknown(path))?;
                Ok(Artifact {
                    path: path.clone(),
                    body: self.file(path, *file)?,
                })
            }
        }
    }

    /// Makes a page from a template and a view, as far as the Scope wants it.
    fn html<V: serde::Serialize>(
        &self,
        template: &str,
        scope: &Scope,
        nav: &str,
        view: &V,
    ) -> Result<Made, Diagnostic> {
        let chrome = &self.chrome[scope.depth.min(self.chrome.len() - 1)];
        let shared = chrome.shared.as_ref().map_err(Clone::clone)?;
        let shared = shared.get(nav).or_else(|| shared.get(""));
        let key = match (scope.wanted, shared) {
            (Wanted::Change(_), Some(shared)) => {
                let view = ViewKey::of(view);
                let parts = [template.as_bytes(), shared.key.bytes(), view.bytes()];
                Some(ViewKey::joined(&parts))
            }
            _ => None,
        };
        if key.is_some() && scope.wanted == Wanted::Change(key) {
            return Ok(Made { key, html: None });
        }
        let mut context = Context::new();
        context.insert_value("site", chrome.site.clone());
        let shared = shared.map_or_else(Value::none, |shared| shared.view.clone());
        context.insert_value("shared", shared);
        context.insert("page", view);
        let html = self.template(template, &context, 16 * 1024)?;
        Ok(Made {
            key,
            html: Some(html),
        })
    }

    /// Renders a template; `size`: bytes that it may make.
    fn template(
        &self,
        template: &str,
        context: &Context,
        size: usize,
    ) -> Result<Vec<u8>, Diagnostic> {
        let mut out = Vec::with_capacity(size);
        self.tera
            .render_to(template, context, &mut out)
            .map_err(|error| self.theme.diagnose(&error))?;
        Ok(out)
    }

    fn file(&self, path: &str, file: File) -> Result<Body<'_>, Diagnostic> {
        let whole = |text: String| Body::Whole(text.into_bytes());
        Ok(match file {
            File::Theme => Body::Whole(self.theme.assets[path].clone()),
            File::Posts(format) => whole(self.post_feed(format)),
            File::Items => whole(self.item_feed()),
            File::TermFeed { facet, term } => whole(self.term_feed(facet, term)),
            File::Sitemap => whole(self.sitemap()),
            File::SitemapPart(part) => whole(self.sitemap_part(part)),
            File::Robots => whole(self.robots()),
            File::Headers => whole(self.headers()),
            File::Redirects => whole(self.redirects()),
            File::Redirect(at) => Body::Whole(self.redirect(at)?),
            File::AdminPage => whole(self.admin_page()),
            File::AdminConfig => {
                let admin = self.settings.admin.clone().unwrap_or_default();
                whole(self.admin_config(&admin))
            }
            File::Pages => whole(self.page_list()),
            File::Export(table) => Body::Streamed(self.export(table)),
        })
    }

    /// Every file that is no page, by path; a page's path is never taken.
    fn files(&self) -> BTreeMap<String, File> {
        let taken: BTreeSet<String> = self
            .site
            .pages
            .iter()
            .map(|page| page.route.output_path())
            .collect();
        let mut files: BTreeMap<String, File> = self
            .theme
            .assets
            .keys()
            .map(|path| (path.clone(), File::Theme))
            .collect();
        for (path, file) in [
            ("feed.xml", File::Posts(feed::Format::Atom)),
            ("feed.json", File::Posts(feed::Format::Json)),
            ("items.xml", File::Items),
            ("robots.txt", File::Robots),
            ("sitemap.xml", File::Sitemap),
            ("_headers", File::Headers),
            ("_redirects", File::Redirects),
            ("data/pages.txt", File::Pages),
        ] {
            files.insert(path.to_owned(), file);
        }
        if self.settings.admin.is_some() {
            files.insert("admin/index.html".to_owned(), File::AdminPage);
            files.insert("admin/config.yml".to_owned(), File::AdminConfig);
        }
        for table in export::Table::ALL {
            files.insert(format!("data/{}", table.name()), File::Export(table));
        }
        for part in 0..self.n_sitemap_parts() {
            files.insert(format!("sitemap-{}.xml", part + 1), File::SitemapPart(part));
        }
        for (facet, term) in self.terms_with_feed() {
            let route = &self.site.terms[facet][term];
            files.insert(
                format!("{}feed.xml", route.0),
                File::TermFeed { facet, term },
            );
        }
        for (at, redirect) in self.site.redirects.iter().enumerate() {
            files
                .entry(redirect.output_path())
                .or_insert(File::Redirect(at));
        }
        files.retain(|path, _| !taken.contains(path));
        files
    }
}

/// `收录 17 期，86 条`.
fn stock(archive: &Archive, strings: &Strings) -> String {
    let posts = strings.count("n_posts", archive.newest.len());
    let items = strings.count("n_items", archive.newest_items.len());
    strings.fill("stock", &[("posts", &posts), ("items", &items)])
}

/// A job that was not made by [`Renderer::jobs`].
fn unknown(what: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        code: "template",
        path: "content".to_owned(),
        place: None,
        message: format!("the site has no `{what}`"),
        hint: None,
    }
}

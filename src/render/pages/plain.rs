//! Pages that stand alone: search, data, not found, redirects.

use crate::config::SearchMode;
use crate::diagnostic::Diagnostic;
use crate::render::Renderer;
use crate::render::address::Scope;
use crate::render::export::Table;
use crate::render::view::{
    DataFile, DataView, ExploreView, NotFoundView, RedirectView, SearchView,
};
use crate::site::{Page, Route};
use crate::slug::encode_path;

use super::Subject;

impl Scope<'_> {
    pub(super) fn search(&self, page: &Page) -> SearchView {
        let title = self.renderer.words.text("search");
        let searchable = self.renderer.settings.search != SearchMode::Off;
        let mut head = Subject::new(self, page, title, "search").head();
        if searchable {
            head.scripts.push(self.file("search/search.js"));
        }
        SearchView { head, searchable }
    }

    pub(super) fn explore(&self, page: &Page) -> ExploreView {
        let title = self.renderer.words.text("explore");
        let mut head = Subject::new(self, page, title, "explore").head();
        head.scripts.push(self.file("search/explore.js"));
        ExploreView { head }
    }

    pub(super) fn data(&self, page: &Page) -> DataView {
        let words = self.renderer.words;
        let meaning = |field: &&'static str| (*field, words.0.fill(&format!("data_{field}"), &[]));
        let files = Table::ALL.map(|table| DataFile {
            name: table.name().to_owned(),
            href: self.file(&format!("data/{}", table.name())),
            about: words.text(table.about()).to_owned(),
            fields: table.fields().iter().map(meaning).collect(),
        });
        let manifest = DataFile {
            name: "manifest.json".to_owned(),
            href: self.file("data/manifest.json"),
            about: words.text("data_about_manifest").to_owned(),
            fields: Vec::new(),
        };
        DataView {
            head: Subject::new(self, page, words.text("data"), "").head(),
            files: files.into_iter().chain([manifest]).collect(),
        }
    }

    pub(super) fn not_found(&self, page: &Page) -> NotFoundView {
        let mut subject = Subject::new(self, page, self.renderer.words.text("not_found"), "");
        subject.noindex = true;
        NotFoundView {
            head: subject.head(),
        }
    }
}

impl Renderer<'_> {
    /// The page at an old address.
    pub(in crate::render) fn redirect(&self, at: usize) -> Result<Vec<u8>, Diagnostic> {
        let redirect = &self.site.redirects[at];
        let scope = Scope::new(self, &Route::from(redirect.output_path()));
        let view = RedirectView {
            href: scope.route(&redirect.to),
            canonical: self.absolute(&encode_path(&redirect.to.0)),
        };
        let made = self.html("redirect.html", &scope, "", &view)?;
        Ok(made.whole())
    }
}

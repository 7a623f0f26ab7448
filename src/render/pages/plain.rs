//! Pages that stand alone: search, data, not found, redirects.

use crate::diagnostic::Diagnostic;
use crate::render::Renderer;
use crate::render::address::{Scope, encode};
use crate::render::export::Table;
use crate::render::head::Subject;
use crate::render::view::{DataFile, DataView, NotFoundView, RedirectView, SearchView};
use crate::site::Route;

impl Scope<'_> {
    pub(super) fn search(&self, subject: Subject) -> SearchView {
        SearchView {
            head: subject.head(),
            index: self.encoded("search/"),
        }
    }

    pub(super) fn data(&self, subject: Subject) -> DataView {
        let words = self.renderer.words;
        let files = Table::ALL.map(|table| DataFile {
            name: table.name().to_owned(),
            href: self.encoded(&format!("data/{}", table.name())),
            about: words.text(table.about()).to_owned(),
            fields: table
                .fields()
                .iter()
                .map(|field| (*field, words.0.fill(&format!("data_{field}"), &[])))
                .collect(),
        });
        DataView {
            head: subject.head(),
            files: files.into(),
        }
    }

    pub(super) fn not_found(&self, mut subject: Subject) -> NotFoundView {
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
        let path = crate::render::headers::redirect_file(&redirect.from);
        let scope = Scope::new(self, &Route(path));
        let view = RedirectView {
            href: scope.route(&redirect.to),
            canonical: self.addresses.absolute(&encode(&redirect.to.0)),
        };
        self.html("redirect.html", &scope, &view)
    }
}

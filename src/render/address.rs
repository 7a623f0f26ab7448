//! How addresses are spelled on one page: percent-encoded once, with the base path, or relative to
//! the page in a site that opens from a disk.

use std::borrow::Cow;

use crate::archive::{DocumentId, ItemId};
use crate::site::{PageKind, Route, Site};
use crate::slug::encode_path;

use super::Renderer;
use super::key::Wanted;

/// Routes of posts, percent-encoded once for all pages that link to them.
pub(super) struct Encoded<'s> {
    posts: Vec<Cow<'s, str>>,
}

impl<'s> Encoded<'s> {
    pub(super) fn new(site: &'s Site) -> Self {
        let routes = site.posts.iter();
        Self {
            posts: routes.map(|route| encode_path(&route.0)).collect(),
        }
    }

    /// A post's route.
    pub(super) fn post(&self, document: DocumentId) -> &str {
        &self.posts[document as usize]
    }
}

/// A page that is being made: where addresses are seen from.
pub(super) struct Scope<'r> {
    pub(super) renderer: &'r Renderer<'r>,
    /// Folders between the site's root and the page.
    pub(super) depth: usize,
    /// What stands before a route: the base path, or `../../`.
    root: String,
    pub(super) wanted: Wanted,
}

impl<'r> Scope<'r> {
    pub(super) fn new(renderer: &'r Renderer<'r>, route: &Route) -> Self {
        let depth = route.0.matches('/').count();
        let address = &renderer.site.address;
        let root = if address.offline {
            "../".repeat(depth)
        } else {
            address.base.clone()
        };
        Self {
            renderer,
            depth,
            root,
            wanted: Wanted::Html,
        }
    }

    /// The address of a route that is percent-encoded already.
    pub(super) fn encoded(&self, encoded: &str) -> String {
        let is_folder = encoded.is_empty() || encoded.ends_with('/');
        let file = if is_folder && self.renderer.site.address.offline {
            "index.html"
        } else {
            ""
        };
        [&self.root, encoded, file].concat()
    }

    /// The address of a route.
    pub(super) fn route(&self, route: &Route) -> String {
        self.encoded(&encode_path(&route.0))
    }

    /// The address of a file of the site.
    pub(super) fn file(&self, path: &str) -> String {
        self.encoded(&encode_path(path))
    }

    /// The address of a page.
    pub(super) fn page(&self, kind: PageKind) -> String {
        self.route(&self.renderer.site.route(&kind))
    }

    /// The address of a post.
    pub(super) fn post(&self, document: DocumentId) -> String {
        self.encoded(self.renderer.encoded.post(document))
    }

    /// The address of a Term.
    pub(super) fn term(&self, facet: usize, term: usize) -> String {
        self.route(&self.renderer.site.terms[facet][term])
    }

    /// The address of an Item.
    pub(super) fn item(&self, id: ItemId) -> String {
        let fragment = encode_path(&self.renderer.item(id).fragment);
        [&self.post(id.document), "#", &fragment].concat()
    }

    /// An address of this page with scheme and host.
    pub(super) fn absolute(&self, href: &str) -> String {
        let address = &self.renderer.site.address;
        match href.strip_prefix(&self.root) {
            Some(route) if address.offline => [
                &address.origin,
                &address.base,
                route.trim_end_matches("index.html"),
            ]
            .concat(),
            _ => [&address.origin, href].concat(),
        }
    }
}

impl Renderer<'_> {
    /// An encoded route with scheme and host.
    pub(super) fn absolute(&self, encoded: &str) -> String {
        let address = &self.site.address;
        [&address.origin, &address.base, encoded].concat()
    }
}

/// Identifier of a post in the data export: its route without slashes at the ends.
pub fn post_id(route: &Route) -> &str {
    route.0.trim_matches('/')
}

/// Identifier of an Item in the data export.
pub fn item_id(route: &Route, fragment: &str) -> String {
    [post_id(route), "#", fragment].concat()
}

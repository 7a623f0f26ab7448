//! What the links of a Document resolve to.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Page;
use super::asset::Asset;
use super::redirect::Redirect;
use super::route::{Address, Route};
use crate::archive::{Archive, DocumentId, Role, join_path, problem};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Link, Target};
use crate::slug;

/// What a link of a Document resolves to.
///
/// As small as can be: most posts link to policies, and all links are held while pages are rendered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Resolved {
    /// A page or file of this site, with the fragment (may be empty).
    Here(Box<(Route, String)>),
    /// The page of a Policy: index into [`Archive::policies`].
    Policy(u32),
    /// A picture of this site.
    Picture(Box<Route>),
    /// Nothing: the words stay, the link goes.
    Missing,
    /// A picture that is not there: its text stays.
    MissingPicture,
}

impl Resolved {
    fn here(route: Route, fragment: &str) -> Self {
        Self::Here(Box::new((route, fragment.to_owned())))
    }
}

/// Everything that a link may lead to.
pub(super) struct Targets<'a> {
    archive: &'a Archive,
    routes: &'a [Route],
    address: &'a Address,
    sources: HashMap<&'a str, DocumentId>,
    assets: HashMap<&'a str, &'a Route>,
    /// Pages and redirects by route.
    pages: HashMap<&'a str, Found<'a>>,
    anchors: HashMap<DocumentId, HashMap<&'a str, &'a str>>,
}

#[derive(Debug, Clone, Copy)]
enum Found<'a> {
    Document(DocumentId),
    Route(&'a Route),
}

impl<'a> Targets<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        routes: &'a [Route],
        pages: &'a [Page],
        assets: &'a [Asset],
        redirects: &'a [Redirect],
        address: &'a Address,
    ) -> Self {
        let sources = archive.documents.iter().enumerate();
        let mut by_route = HashMap::with_capacity(pages.len() + redirects.len());
        // Lists have a thousand pages, links lead to few of them, all to the first.
        for page in pages {
            by_route.insert(&*page.route.0, Found::Route(&page.route));
        }
        for id in 0..routes.len() as DocumentId {
            if archive.roles[id as usize] != Role::Head {
                by_route.insert(&routes[id as usize].0, Found::Document(id));
            }
        }
        for redirect in redirects {
            by_route
                .entry(&redirect.from)
                .or_insert(Found::Route(&redirect.to));
        }
        Self {
            archive,
            routes,
            address,
            sources: sources
                .map(|(id, document)| (document.path.as_str(), id as DocumentId))
                .collect(),
            assets: assets
                .iter()
                .map(|asset| (asset.path.as_str(), &asset.route))
                .collect(),
            pages: by_route,
            anchors: HashMap::new(),
        }
    }

    /// What each link of a Document leads to, in order.
    pub(super) fn resolve(
        &mut self,
        id: DocumentId,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Resolved> {
        let links = &self.archive.document(id).links;
        links
            .iter()
            .map(|link| self.resolve_link(id, link, diagnostics))
            .collect()
    }

    /// The route of the picture that the front matter names, when it is a file of the archive.
    pub(super) fn picture(
        &self,
        id: DocumentId,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Route> {
        let document = self.archive.document(id);
        let written = document.meta.image.as_ref()?.path.trim();
        if written.is_empty() || written.contains("://") || written.starts_with("//") {
            return None;
        }
        let found = self.asset(document, &slug::decode(written));
        if found.is_none() {
            let keys = ["image", "cover", "featuredImage", "featuredImagePreview"];
            let place = keys.iter().find_map(|key| document.meta.places.get(key));
            diagnostics.push(problem(
                "missing-file",
                &document.path,
                place,
                format!("the picture `{written}` does not exist"),
                "add the file, or correct the path",
            ));
        }
        found
    }

    fn resolve_link(
        &mut self,
        id: DocumentId,
        link: &Link,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Resolved {
        match &link.target {
            Target::Policy { title } => {
                let policy = self.policy(self.archive.document(id), title);
                policy.map_or(Resolved::Missing, Resolved::Policy)
            }
            Target::Picture { path } => {
                let route = self.asset(self.archive.document(id), path);
                if route.is_none() {
                    let message = format!("the picture `{path}` does not exist");
                    let hint = "add the file, or correct the path";
                    diagnostics.push(self.report(id, link, "missing-file", message, hint));
                }
                route.map_or(Resolved::MissingPicture, |route| {
                    Resolved::Picture(Box::new(route))
                })
            }
            Target::Path { path, fragment } => match self.find(id, path) {
                Some(Found::Route(route)) => Resolved::here(route.clone(), fragment),
                Some(Found::Document(other)) => {
                    let anchor = self.anchor(other, fragment);
                    if anchor.is_none() {
                        let path = &self.archive.document(other).path;
                        let message = format!("`content/{path}` has no part `#{fragment}`");
                        let hint = "correct what stands behind `#`, or delete it";
                        diagnostics.push(self.report(id, link, "missing-anchor", message, hint));
                    }
                    let route = self.routes[other as usize].clone();
                    Resolved::here(route, &anchor.unwrap_or_default())
                }
                None => {
                    let message = format!("`{path}` does not exist");
                    let hint = remedy(path);
                    diagnostics.push(self.report(id, link, "missing-target", message, hint));
                    Resolved::Missing
                }
            },
        }
    }

    fn report(
        &self,
        id: DocumentId,
        link: &Link,
        code: &'static str,
        message: String,
        hint: impl Into<Cow<'static, str>>,
    ) -> Diagnostic {
        let path = &self.archive.document(id).path;
        problem(code, path, Some(link.place), message, hint)
    }

    fn find(&self, id: DocumentId, path: &str) -> Option<Found<'a>> {
        let document = self.archive.document(id);
        let path = path.split('?').next().unwrap_or_default().trim();
        if path.is_empty() {
            return Some(Found::Document(id));
        }
        let base = slug::decode(&self.address.base);
        if let Some(below) = path.strip_prefix('/') {
            let below = path.strip_prefix(base.as_ref()).unwrap_or(below);
            let below = join_path("", below)?;
            return self.page(&below).or_else(|| self.source(&below));
        }
        let own = &self.routes[id as usize];
        let by_source =
            join_path(folder_of(&document.path), path).and_then(|path| self.source(&path));
        by_source.or_else(|| {
            let up = own.0.strip_suffix('/').map_or(folder_of(&own.0), |own| own);
            join_path(up, path).and_then(|path| self.page(&path))
        })
    }

    /// A Source or asset at a path below `content/`, with or without extension.
    fn source(&self, path: &str) -> Option<Found<'a>> {
        let stem = path.strip_suffix('/').unwrap_or(path);
        let try_path = |path: &str| {
            let id = self.sources.get(path)?;
            Some(match self.archive.roles[*id as usize] {
                Role::Head => Found::Route(&self.routes[*id as usize]),
                _ => Found::Document(*id),
            })
        };
        if let Some(found) = try_path(stem) {
            return Some(found);
        }
        if let Some(&route) = self.assets.get(stem) {
            return Some(Found::Route(route));
        }
        let bare = stem.strip_suffix(".html").unwrap_or(stem);
        let slash = if bare.is_empty() { "" } else { "/" };
        [".md", ".markdown"]
            .iter()
            .filter(|_| !bare.is_empty())
            .find_map(|extension| try_path(&format!("{bare}{extension}")))
            .or_else(|| {
                let heads = [
                    "index.md",
                    "README.md",
                    "_index.md",
                    "index.markdown",
                    "readme.md",
                ];
                heads
                    .iter()
                    .find_map(|head| try_path(&format!("{bare}{slash}{head}")))
            })
    }

    /// A page or an old address at a path from the site's root.
    fn page(&self, path: &str) -> Option<Found<'a>> {
        let stem = path.strip_suffix("index.html").unwrap_or(path);
        let stem = stem.strip_suffix('/').unwrap_or(stem);
        let folder = format!("{stem}/");
        let folder = if stem.is_empty() { "" } else { folder.as_str() };
        let page = self.pages.get(folder).or_else(|| self.pages.get(stem));
        page.copied()
    }

    fn asset(&self, document: &Document, path: &str) -> Option<Route> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let base = slug::decode(&self.address.base);
        let path = match path.strip_prefix('/') {
            Some(below) => join_path("", path.strip_prefix(base.as_ref()).unwrap_or(below))?,
            None => join_path(folder_of(&document.path), path)?,
        };
        self.assets.get(path.as_str()).map(|&route| route.clone())
    }

    /// The policy that a title in this Document means: a full title, else a short form that all
    /// Items use for the same one.
    fn policy(&self, document: &Document, title: &str) -> Option<u32> {
        if let Some(policy) = self.archive.policy_titled(title) {
            return Some(policy);
        }
        let works = document.items.iter().flat_map(|item| &item.works);
        let mut meant = works
            .filter(|work| *work.title == *title)
            .filter_map(|work| self.archive.policy_of(work));
        let first = meant.next()?;
        meant.all(|other| other == first).then_some(first)
    }

    /// The anchor that a fragment means; upper and lower case may differ, as on code forges.
    fn anchor(&mut self, id: DocumentId, fragment: &str) -> Option<String> {
        if fragment.is_empty() {
            return Some(String::new());
        }
        let anchors = self
            .anchors
            .entry(id)
            .or_insert_with(|| anchors(self.archive.document(id)));
        let found = anchors.get(fragment).copied();
        let found = found.or_else(|| anchors.get(fragment.to_lowercase().as_str()).copied());
        found.map(str::to_owned)
    }
}

/// Every `id` that the page of a Document has, by itself and by the name that code forges give it.
fn anchors(document: &Document) -> HashMap<&str, &str> {
    let items = document.items.iter().map(|item| &*item.fragment);
    let sections = document.sections.iter().map(|section| &*section.fragment);
    let named = document
        .anchors
        .iter()
        .map(|anchor| (anchor.name.as_str(), anchor.id.as_str()));
    let own = document.anchors.iter().map(|anchor| anchor.id.as_str());
    let ids = items.chain(sections).chain(own).chain(["content"]);
    // An id outweighs a name.
    named.chain(ids.map(|id| (id, id))).collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
/// What to do about a path that leads nowhere: it may be an address whose beginning is not whole.
fn remedy(path: &str) -> Cow<'static, str> {
    let half = ["https//", "http//", "https:/", "http:/", "https/", "http/"];
    let rest = half.iter().find_map(|begin| path.strip_prefix(begin));
    let host = rest.or_else(|| path.starts_with("www.").then_some(path));
    match host {
        Some(host) => format!("write `https://{}`", host.trim_start_matches('/')).into(),
        None => "correct the path; it is relative to the folder of this file".into(),
    }
}

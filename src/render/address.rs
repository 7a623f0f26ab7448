//! How addresses are spelled: percent-encoded once, with the base path, or relative to the page in
//! a site that opens from a disk.

use std::collections::BTreeMap;

use crate::archive::{DocumentId, ItemId};
use crate::config::Settings;
use crate::site::{PageKind, Route, Site};

use super::Renderer;

/// The addresses of one site.
pub(super) struct Addresses<'a> {
    site: &'a Site,
    /// Scheme and host, without a slash at the end.
    origin: String,
    /// Path of the site's root: `/` or `/sub/`.
    pub(super) base: String,
    offline: bool,
    /// Percent-encoded routes of posts and Terms.
    posts: Vec<String>,
    terms: Vec<Vec<String>>,
    /// Pages of each list, by number.
    lists: BTreeMap<ListKey, Vec<usize>>,
}

/// A list that goes on over several pages, or a page that there is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ListKey {
    Home,
    Posts,
    Facet(usize),
    Term(usize, usize),
    Dates,
    Year(usize),
    Month(usize),
    Week(usize),
    Undated,
    Search,
    Data,
}

impl ListKey {
    /// The list that a page is part of; `None` for posts and the like.
    pub(super) fn of(kind: &PageKind) -> Option<Self> {
        Some(match *kind {
            PageKind::Home { .. } => Self::Home,
            PageKind::Posts { .. } => Self::Posts,
            PageKind::Facet { facet } => Self::Facet(facet),
            PageKind::Term { facet, term, .. } => Self::Term(facet, term),
            PageKind::Dates => Self::Dates,
            PageKind::Year { year, .. } => Self::Year(year),
            PageKind::Month { month, .. } => Self::Month(month),
            PageKind::Week { week, .. } => Self::Week(week),
            PageKind::Undated { .. } => Self::Undated,
            PageKind::Search => Self::Search,
            PageKind::Data => Self::Data,
            PageKind::Post { .. } | PageKind::Standing { .. } | PageKind::NotFound => return None,
        })
    }
}

impl<'a> Addresses<'a> {
    pub(super) fn new(site: &'a Site, settings: &Settings) -> Self {
        let (origin, base) = split_base(&settings.base_url);
        let encoded = |routes: &[Route]| routes.iter().map(|route| encode(&route.0)).collect();
        let mut lists: BTreeMap<ListKey, Vec<usize>> = BTreeMap::new();
        for (at, page) in site.pages.iter().enumerate() {
            if let Some(key) = ListKey::of(&page.kind) {
                lists.entry(key).or_default().push(at);
            }
        }
        Self {
            site,
            origin,
            base,
            offline: settings.offline,
            posts: encoded(&site.posts),
            terms: site.terms.iter().map(|routes| encoded(routes)).collect(),
            lists,
        }
    }

    /// Pages of a list, by number; empty when the site has none.
    pub(super) fn list(&self, key: ListKey) -> &[usize] {
        self.lists.get(&key).map_or(&[], Vec::as_slice)
    }

    /// Route of the first page of a list.
    pub(super) fn first(&self, key: ListKey) -> Option<&'a Route> {
        let at = *self.list(key).first()?;
        Some(&self.site.pages[at].route)
    }

    /// An encoded route with scheme and host.
    pub(super) fn absolute(&self, encoded: &str) -> String {
        [&self.origin, &self.base, encoded].concat()
    }

    /// An address of [`Scope`] with scheme and host; relative ones are addresses from the root that
    /// only a site opened from a disk has.
    pub(super) fn from_root(&self, href: &str) -> String {
        if self.offline {
            let route = href
                .trim_start_matches("../")
                .trim_end_matches("index.html");
            return self.absolute(route);
        }
        [&self.origin, href].concat()
    }

    /// A post's route, encoded.
    pub(super) fn post(&self, document: DocumentId) -> &str {
        &self.posts[document as usize]
    }

    /// A Term's route, encoded.
    pub(super) fn term(&self, facet: usize, term: usize) -> &str {
        &self.terms[facet][term]
    }
}

/// A page that is being made: where addresses are seen from.
pub(super) struct Scope<'r> {
    pub(super) renderer: &'r Renderer<'r>,
    /// Folders between the site's root and the page.
    pub(super) depth: usize,
    /// What stands before a route: the base path, or `../../`.
    root: String,
}

impl<'r> Scope<'r> {
    pub(super) fn new(renderer: &'r Renderer<'r>, route: &Route) -> Self {
        let depth = route.0.matches('/').count();
        let addresses = &renderer.addresses;
        // The page for lost readers is shown at any address.
        let root = if addresses.offline {
            "../".repeat(depth)
        } else {
            addresses.base.clone()
        };
        Self {
            renderer,
            depth,
            root,
        }
    }

    /// An address from an encoded route.
    pub(super) fn encoded(&self, encoded: &str) -> String {
        let mut href = String::with_capacity(self.root.len() + encoded.len() + 16);
        self.append(&mut href, encoded);
        href
    }

    /// The address of a route.
    pub(super) fn route(&self, route: &Route) -> String {
        self.encoded(&encode(&route.0))
    }

    /// The address of a post.
    pub(super) fn post(&self, document: DocumentId) -> String {
        self.encoded(self.renderer.addresses.post(document))
    }

    /// The address of a Term.
    pub(super) fn term(&self, facet: usize, term: usize) -> String {
        self.encoded(self.renderer.addresses.term(facet, term))
    }

    /// The address of an Item.
    pub(super) fn item(&self, id: ItemId) -> String {
        let item = &self.renderer.archive.documents[id.document as usize].items[id.item as usize];
        let mut href = self.post(id.document);
        href.push('#');
        encode_into(&mut href, &item.fragment);
        href
    }

    /// The address of the first page of a list; empty when the site has none.
    pub(super) fn list(&self, key: ListKey) -> String {
        self.renderer
            .addresses
            .first(key)
            .map_or_else(String::new, |route| self.route(route))
    }

    /// Appends an address to text.
    pub(super) fn append(&self, out: &mut String, encoded: &str) {
        out.push_str(&self.root);
        out.push_str(encoded);
        if self.renderer.addresses.offline && (encoded.is_empty() || encoded.ends_with('/')) {
            out.push_str("index.html");
        } else if out.is_empty() {
            out.push_str("./");
        }
    }
}

/// Percent-encodes a route: everything but letters, digits, `-._~` and `/`.
pub fn encode(route: &str) -> String {
    let mut out = String::with_capacity(route.len() * 2);
    encode_into(&mut out, route);
    out
}

/// Appends a percent-encoded route to text.
pub fn encode_into(out: &mut String, route: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in route.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
}

/// Parts a base address into scheme with host, and path with slashes at both ends.
fn split_base(base_url: &str) -> (String, String) {
    let host = base_url.find("://").map_or(0, |at| at + 3);
    let path = base_url[host..]
        .find('/')
        .map_or(base_url.len(), |at| host + at);
    let (origin, path) = base_url.split_at(path);
    let path = path.trim_matches('/');
    let base = if path.is_empty() {
        "/".to_owned()
    } else {
        format!("/{path}/")
    };
    (origin.to_owned(), base)
}

/// Identifier of a post in the data export: its route without slashes at the ends.
pub fn post_id(route: &Route) -> &str {
    route.0.trim_matches('/')
}

/// Identifier of an Item in the data export.
pub fn item_id(route: &Route, fragment: &str) -> String {
    [post_id(route), "#", fragment].concat()
}

#[cfg(test)]
mod tests {
    use super::{encode, split_base};

    #[test]
    fn routes_are_percent_encoded_once() {
        for (route, wanted) in [
            ("posts/a b/", "posts/a%20b/"),
            ("tags/区块链/", "tags/%E5%8C%BA%E5%9D%97%E9%93%BE/"),
            ("a%b\"<&'?#/", "a%25b%22%3C%26%27%3F%23/"),
        ] {
            assert_eq!(encode(route), wanted);
        }
    }

    #[test]
    fn a_base_address_may_hold_a_path() {
        for (base_url, origin, base) in [
            ("https://x.org/", "https://x.org", "/"),
            ("https://x.org", "https://x.org", "/"),
            ("https://x.org/sub/", "https://x.org", "/sub/"),
            ("https://x.org:80/a/b", "https://x.org:80", "/a/b/"),
        ] {
            assert_eq!(split_base(base_url), (origin.to_owned(), base.to_owned()));
        }
    }
}

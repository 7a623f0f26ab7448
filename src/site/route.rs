//! Where things are: routes, and how they are written in an `href`.

use std::sync::Arc;

use crate::slug;

/// A path from the site's root: raw UTF-8, without leading slash, `a/b/` for pages, `a/b.png` for
/// files. The root is empty. Shared: pages, links and lists hold the same ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Route(pub Arc<str>);

impl<T: Into<Arc<str>>> From<T> for Route {
    fn from(path: T) -> Self {
        Self(path.into())
    }
}

impl Route {
    /// Path of the file below the output folder.
    pub fn output_path(&self) -> String {
        if self.0.is_empty() || self.0.ends_with('/') {
            format!("{}index.html", self.0)
        } else {
            self.0.to_string()
        }
    }

    /// Route of page `page` of a list that begins here; pages count from 1.
    #[must_use]
    pub fn page(&self, page: usize) -> Self {
        if page <= 1 {
            self.clone()
        } else {
            Self(format!("{}page/{page}/", self.0).into())
        }
    }
}

/// Where the site is served.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// Scheme and host (`https://example.org`), without trailing slash.
    pub origin: String,
    /// Path on the host, percent-encoded, with a slash at both ends.
    pub base: String,
    /// Whether links must work from `file://`.
    pub offline: bool,
}

impl Address {
    /// Takes a base URL apart. One without a scheme is all path.
    pub fn new(base_url: &str, offline: bool) -> Self {
        let url = base_url.split(['?', '#']).next().unwrap_or_default();
        let after_scheme = url.find("://").map_or(0, |at| at + 3);
        let path = url[after_scheme..]
            .find('/')
            .map_or(url.len(), |at| after_scheme + at);
        let path = if after_scheme == 0 { 0 } else { path };
        let decoded = slug::decode(&url[path..]);
        let parts: Vec<&str> = decoded.split('/').filter(|part| !part.is_empty()).collect();
        let mut base = String::from("/");
        for part in parts {
            base.push_str(&slug::encode_path(part));
            base.push('/');
        }
        Self {
            origin: url[..path].to_owned(),
            base,
            offline,
        }
    }

    /// From the root of the host, base path included, percent-encoded once.
    pub fn href(&self, to: &Route) -> String {
        let path = slug::encode_path(&to.0);
        let mut href = String::with_capacity(self.base.len() + path.len());
        href.push_str(&self.base);
        href.push_str(&path);
        href
    }

    /// With scheme and host, for feeds and `canonical`.
    pub fn absolute(&self, to: &Route) -> String {
        format!("{}{}", self.origin, self.href(to))
    }

    /// As [`Address::href`]; in a site that must work from `file://`, relative to the page it stands
    /// on and ending in a file's name.
    pub fn href_from(&self, from: &Route, to: &Route) -> String {
        if self.offline {
            relative(from, to)
        } else {
            self.href(to)
        }
    }
}

fn relative(from: &Route, to: &Route) -> String {
    let (from, to) = (from.output_path(), to.output_path());
    let shared = from
        .bytes()
        .zip(to.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let shared = from.as_bytes()[..shared]
        .iter()
        .rposition(|&byte| byte == b'/')
        .map_or(0, |at| at + 1);
    let mut href = "../".repeat(from[shared..].matches('/').count());
    href.push_str(&slug::encode_path(&to[shared..]));
    href
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str) -> Route {
        Route::from(path)
    }

    #[test]
    fn every_link_honours_the_base_path_and_is_encoded_once() {
        for (base, path, href) in [
            ("https://x.org/", "", "/"),
            ("https://x.org", "posts/a/", "/posts/a/"),
            (
                "https://x.org/sub",
                "tags/区块链/",
                "/sub/tags/%E5%8C%BA%E5%9D%97%E9%93%BE/",
            ),
            (
                "https://x.org/a b/%E6%94%BF/",
                "x.png",
                "/a%20b/%E6%94%BF/x.png",
            ),
            ("/sub/", "a 100%.pdf", "/sub/a%20100%25.pdf"),
        ] {
            assert_eq!(
                Address::new(base, false).href(&route(path)),
                href,
                "{base} {path}"
            );
        }
        let address = Address::new("https://x.org/sub/?q#f", false);
        assert_eq!(address.absolute(&route("a/")), "https://x.org/sub/a/");
    }

    #[test]
    fn offline_links_are_relative_and_end_in_a_file_name() {
        let address = Address::new("https://x.org/sub/", true);
        for (from, to, href) in [
            ("", "", "index.html"),
            ("", "posts/a/", "posts/a/index.html"),
            ("posts/a/", "", "../../index.html"),
            ("posts/a/", "posts/b/", "../b/index.html"),
            ("posts/a/", "posts/ab/x.png", "../ab/x.png"),
            ("404.html", "tags/", "tags/index.html"),
            ("posts/甲/", "posts/乙/", "../%E4%B9%99/index.html"),
        ] {
            assert_eq!(
                address.href_from(&route(from), &route(to)),
                href,
                "{from} to {to}"
            );
        }
    }
}

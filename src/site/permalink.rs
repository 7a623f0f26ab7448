//! Addresses that people write by hand, made safe: `permalink`, `slug` and old addresses.

use super::route::Route;
use crate::fold::turns;
use crate::slug;

/// More parts, or more bytes, are no address that people write.
const MAX_PARTS: usize = 16;
const MAX_BYTES: usize = 1_024;

/// The route that a `permalink` gives: every part a slug, nothing that leaves the site.
///
/// `.html` files stay files. `None` for one that cannot be known from the front matter alone
/// (`/:year/:title/`, `pretty`).
pub(super) fn permalink(written: &str) -> Option<Route> {
    let path = path_of(written);
    if path.contains(':') || written.contains('{') || (!written.contains('/') && is_style(written))
    {
        return None;
    }
    let mut parts: Vec<String> = parts_of(&path).map(slug::slug).collect();
    if parts.len() > MAX_PARTS || path.len() > MAX_BYTES {
        return None;
    }
    if parts
        .last()
        .is_some_and(|last| last.eq_ignore_ascii_case("index.html"))
    {
        parts.pop();
    }
    let Some(last) = parts.last() else {
        return Some(Route::default());
    };
    let is_file = !path.ends_with('/') && is_html(last);
    let route = parts.join("/");
    Some(Route::from(if is_file { route } else { route + "/" }))
}

/// The path of an old address: raw, but nothing that leaves the site. `None` when nothing is left, and
/// for hidden files: the site keeps its own notes in some, hosts and git their settings.
pub(super) fn old_address(written: &str) -> Option<String> {
    let path = path_of(written);
    let parts: Vec<&str> = parts_of(&path).collect();
    let fits = |part: &&str| {
        part.len() <= 240
            && !part.starts_with('.')
            && !part.contains(|c: char| c.is_control() || turns(c))
    };
    let too_long = parts.len() > MAX_PARTS || path.len() > MAX_BYTES;
    if parts.is_empty() || too_long || !parts.iter().all(fits) {
        return None;
    }
    let mut route = parts.join("/");
    if path.ends_with('/') {
        route.push('/');
    }
    Some(route)
}

pub(super) fn is_html(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|e| e.eq_ignore_ascii_case("html") || e.eq_ignore_ascii_case("htm"))
}

/// The path of a URL or path: no scheme, host, query or fragment; `\` is `/`; decoded once.
fn path_of(written: &str) -> String {
    let written = written.trim().replace('\\', "/");
    let rest = match written.find("://") {
        Some(at) => {
            let host = &written[at + 3..];
            host.find('/').map_or("", |slash| &host[slash..])
        }
        None => match written.strip_prefix("//") {
            Some(host) => host.find('/').map_or("", |slash| &host[slash..]),
            None => &written,
        },
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    slug::decode(&rest[..end]).replace('\\', "/")
}

/// Parts that name something: `.`, `..` and empty ones do not.
fn parts_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .map(str::trim)
        .filter(|part| !matches!(*part, "" | "." | ".."))
}

/// Names of permalink styles in other generators.
fn is_style(written: &str) -> bool {
    matches!(
        written.trim(),
        "pretty" | "date" | "ordinal" | "weekdate" | "none" | ""
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permalink_cannot_leave_the_site() {
        for (written, route) in [
            ("/2020/九月/", Some("2020/九月/")),
            ("a/b", Some("a/b/")),
            ("/old/x.html", Some("old/x.html")),
            ("/old/index.html", Some("old/")),
            ("/../../etc/passwd", Some("etc/passwd/")),
            ("..%2f..%2fetc", Some("etc/")),
            ("..\\..\\x", Some("x/")),
            ("https://evil.example/a/b/?q=1#f", Some("a/b/")),
            ("//evil.example/a/", Some("a/")),
            ("javascript:alert(1)", None),
            ("/:year/:title/", None),
            ("pretty", None),
            ("/", Some("")),
            ("/a b/<c>/", Some("a-b/c/")),
            ("/%E6%94%BF/", Some("政/")),
        ] {
            assert_eq!(permalink(written), route.map(Route::from), "{written}");
        }
    }

    #[test]
    fn an_old_address_keeps_its_spelling() {
        for (written, path) in [
            ("/Old Path/第1期.html", Some("Old Path/第1期.html")),
            ("https://old.example/p/?id=3", Some("p/")),
            ("../../x", Some("x")),
            ("/", None),
            ("?p=12", None),
            ("/.dibao", None),
            ("/a/.git/config", None),
            ("/a\u{202E}b", None),
        ] {
            assert_eq!(old_address(written).as_deref(), path, "{written}");
        }
    }
}

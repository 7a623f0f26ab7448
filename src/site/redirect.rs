//! Old addresses that lead to posts.

use std::collections::HashMap;

use super::claim::{Claims, Owner, is_file_of_site};
use super::permalink;
use super::route::{Address, Route};
use crate::archive::{Archive, problem};
use crate::diagnostic::Diagnostic;
use crate::slug;

/// An old address and the new one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Redirect {
    /// Path from the root, raw UTF-8, without leading slash.
    pub from: String,
    /// Where it leads.
    pub to: Route,
}

impl Redirect {
    /// Path of the small HTML page, for hosts that do not read `_redirects`.
    pub fn output_path(&self) -> String {
        page_of(&self.from).output_path()
    }

    /// Lines of `_redirects`: the old path raw and percent-encoded, because hosts compare either.
    pub fn lines(&self, address: &Address) -> Vec<String> {
        let to = address.href(&self.to);
        let encoded = format!("{}{}", address.base, slug::encode_path(&self.from));
        let mut lines = Vec::with_capacity(2);
        let base = slug::decode(&address.base);
        let raw = format!("{base}{}", self.from);
        // A raw space would end the path; `*` and `:` mean something else there.
        let plain = |char: char| {
            !char.is_whitespace()
                && !char.is_control()
                && !matches!(char, '*' | ':' | '#' | '?' | '%')
        };
        if raw != encoded && raw.chars().all(plain) {
            lines.push(format!("{raw} {to} 301"));
        }
        lines.push(format!("{encoded} {to} 301"));
        lines
    }
}

/// Redirects in order of the old address; one that would hide a page or another redirect is a
/// warning. `live` are the routes of all pages that no Document owns.
pub(super) fn plan(
    archive: &Archive,
    routes: &[Route],
    is_live: impl Fn(&Route) -> bool,
    claims: &mut Claims,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Redirect> {
    let mut redirects: Vec<Redirect> = Vec::new();
    let mut by_page: HashMap<String, usize> = HashMap::new();
    for (id, document) in archive.documents.iter().enumerate() {
        for written in &document.meta.aliases {
            let place = ["aliases", "redirect_from", "alias", "redirects"]
                .iter()
                .find_map(|key| document.meta.places.get(key));
            let mut refuse = |why: String| {
                let message = format!("`{written}` {why}");
                let hint = "correct or delete the old address";
                diagnostics.push(problem(
                    "redirect-refused",
                    &document.path,
                    place,
                    message,
                    hint,
                ));
            };
            let Some(from) = permalink::old_address(written) else {
                refuse("is no address on this site".to_owned());
                continue;
            };
            let page = page_of(&from);
            let key = page.output_path().to_lowercase();
            let to = &routes[id];
            if page == *to {
                refuse("is the address that the post has".to_owned());
            } else if is_live(&page) || is_file_of_site(&page) || in_file_of_list(&page, &is_live) {
                refuse("is a page of this site".to_owned());
            } else if let Some(&other) = by_page.get(&key) {
                if redirects[other].to != *to {
                    refuse(format!("already leads to `/{}`", redirects[other].to.0));
                }
            } else {
                match claims.claim(&page, Owner::Site) {
                    Ok(()) => {
                        by_page.insert(key, redirects.len());
                        let to = to.clone();
                        redirects.push(Redirect { from, to });
                    }
                    Err(Owner::Document(other)) => {
                        refuse(format!(
                            "is the address of `content/{}`",
                            archive.document(other).path
                        ));
                    }
                    Err(_) => refuse("lies where the site has something else".to_owned()),
                }
            }
        }
    }
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    redirects
}

/// Files that stand beside the page of a list.
const FILES_OF_LISTS: [&str; 2] = ["index.html", "feed.xml"];

/// Whether a route needs a folder where a list has a file: `tags/feed.xml/`, `tags/index.html/a/`.
fn in_file_of_list(route: &Route, is_live: impl Fn(&Route) -> bool) -> bool {
    let path = route.0.to_lowercase();
    path.match_indices('/').any(|(end, _)| {
        let start = path[..end].rfind('/').map_or(0, |at| at + 1);
        FILES_OF_LISTS.contains(&&path[start..end]) && is_live(&Route::from(&path[..start]))
    })
}

/// Where an old address, as written under `aliases`, has its page; `None` when it is none.
pub fn old_route(written: &str) -> Option<Route> {
    permalink::old_address(written).map(|from| page_of(&from))
}

/// Where the page of an old address lies: `old/x.html` is a file, all else a folder.
pub(super) fn page_of(from: &str) -> Route {
    if from.ends_with('/') || permalink::is_html(from) {
        let folder = from
            .strip_suffix("index.html")
            .filter(|rest| rest.is_empty() || rest.ends_with('/'));
        Route::from(folder.unwrap_or(from))
    } else {
        Route::from(format!("{from}/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_is_no_folder_where_a_list_has_a_file() {
        let live = |route: &Route| matches!(&*route.0, "tags/" | "tags/甲/");
        for (path, inside) in [
            ("tags/index.html/a/", true),
            ("tags/甲/Feed.xml/", true),
            ("tags/feed.xml", false),
            ("old/index.html/a/", false),
            ("tags/乙/feed.xml/", false),
        ] {
            let found = in_file_of_list(&Route::from(path), live);
            assert_eq!(found, inside, "{path}");
        }
    }

    #[test]
    fn an_old_address_is_written_raw_and_encoded() {
        let address = Address::new("https://x.org/sub/", false);
        for (from, lines) in [
            ("old/", vec!["/sub/old/ /sub/posts/a/ 301"]),
            (
                "旧/",
                vec![
                    "/sub/旧/ /sub/posts/a/ 301",
                    "/sub/%E6%97%A7/ /sub/posts/a/ 301",
                ],
            ),
            ("a b.html", vec!["/sub/a%20b.html /sub/posts/a/ 301"]),
            ("a/*", vec!["/sub/a/%2A /sub/posts/a/ 301"]),
        ] {
            let redirect = Redirect {
                from: from.to_owned(),
                to: Route::from("posts/a/"),
            };
            assert_eq!(redirect.lines(&address), lines, "{from}");
        }
    }
}

//! Who owns which URL.

use std::collections::HashMap;

use super::route::Route;
use crate::archive::DocumentId;

/// First parts of routes that the site itself uses, beside the keys of facets.
const RESERVED: [&str; 23] = [
    "",
    "404.html",
    "_headers",
    "_redirects",
    "admin",
    "assets",
    "data",
    "dates",
    "explore",
    "favicon.ico",
    "feed.json",
    "feed.xml",
    "index.html",
    "items.xml",
    "page",
    "robots.txt",
    "search",
    "sitemap.xml",
    "sitemaps",
    "static",
    "theme",
    "manifest.json",
    "opensearch.xml",
];

/// Who owns a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The site itself.
    Site,
    /// A post or standing page.
    Document(DocumentId),
    /// A file that is copied, by index into the list of assets.
    Asset(u32),
}

/// All claims on output paths. Paths that differ in case only count as one, because some disks
/// know no case; and what is a file cannot be a folder.
#[derive(Debug, Default)]
pub(super) struct Claims {
    files: HashMap<String, Owner>,
    folders: HashMap<String, Owner>,
    reserved: Vec<String>,
}

impl Claims {
    /// `facets` are the first parts of the facets' routes.
    pub(super) fn new(facets: impl Iterator<Item = String>) -> Self {
        let mut claims = Self {
            reserved: RESERVED
                .iter()
                .map(|&part| part.to_owned())
                .chain(facets)
                .collect(),
            ..Self::default()
        };
        for route in ["", "posts/"] {
            let claimed = claims.claim(&Route::from(route), Owner::Site);
            debug_assert!(claimed.is_ok(), "nobody came before");
        }
        claims
    }

    /// Whether the site keeps a route for itself, whether or not it uses it today.
    pub(super) fn is_reserved(&self, route: &Route) -> bool {
        let path = route.0.to_lowercase();
        let first = path.split('/').next().unwrap_or_default();
        let numbered = |rest: &str| {
            let page = rest.strip_suffix('/').unwrap_or(rest);
            page.bytes().all(|byte| byte.is_ascii_digit())
        };
        self.reserved.iter().any(|part| part == first)
            || path == "posts/"
            || first.starts_with("sitemap-")
            || path.strip_prefix("posts/page/").is_some_and(numbered)
    }

    /// Takes a route, or says who has it.
    pub(super) fn claim(&mut self, route: &Route, owner: Owner) -> Result<(), Owner> {
        let file = route.output_path().to_lowercase();
        if let Some(&other) = self.files.get(&file).or_else(|| self.folders.get(&file)) {
            return Err(other);
        }
        let folders = || {
            let slashes = file.rmatch_indices('/').map(|(at, _)| &file[..at]);
            slashes.take_while(|folder| !self.folders.contains_key(*folder))
        };
        if let Some(&other) = folders().find_map(|folder| self.files.get(folder)) {
            return Err(other);
        }
        let new: Vec<String> = folders().map(str::to_owned).collect();
        self.folders
            .extend(new.into_iter().map(|folder| (folder, owner)));
        self.files.insert(file, owner);
        Ok(())
    }

    /// Who owns a route.
    pub(super) fn owner(&self, route: &Route) -> Option<Owner> {
        let file = route.output_path().to_lowercase();
        self.files
            .get(&file)
            .or_else(|| self.folders.get(&file))
            .copied()
    }
}

/// Whether a route lies among the site's own files, where no old address can have a page.
pub(super) fn is_file_of_site(route: &Route) -> bool {
    let path = route.0.to_lowercase();
    let first = path.split('/').next().unwrap_or_default();
    !matches!(first, "dates" | "page") && RESERVED.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_owner_whatever_its_case_and_is_file_or_folder() {
        let mut claims = Claims::new(["tags".to_owned()].into_iter());
        for (path, free) in [
            ("posts/a/", true),
            ("posts/A/", false),
            ("posts/a/index.html", false),
            ("posts/a/x.png", true),
            ("posts/a/x.png/", false),
            ("posts/b", true),
            ("posts/b/c/", false),
            ("posts/index.html/", false),
            ("posts/", false),
            ("about/", true),
        ] {
            let claimed = claims.claim(&Route::from(path), Owner::Document(0));
            assert_eq!(claimed.is_ok(), free, "{path}");
        }
    }

    #[test]
    fn the_site_keeps_its_own_names() {
        let claims = Claims::new(["tags".to_owned()].into_iter());
        for (path, reserved) in [
            ("", true),
            ("tags/x/", true),
            ("Tags/x/", true),
            ("feed.xml", true),
            ("posts/", true),
            ("posts/page/2/", true),
            ("posts/page/two/", false),
            ("about/", false),
            ("sitemap-2.xml", true),
        ] {
            assert_eq!(claims.is_reserved(&Route::from(path)), reserved, "{path}");
        }
    }
}

//! Routes of Facets and their Terms.

use std::collections::HashMap;

use super::route::Route;
use crate::archive::{Archive, Facet, REGIONS, Term};
use crate::slug;

/// Route of each Facet's list of Terms.
pub(super) fn facet_routes(archive: &Archive) -> Vec<Route> {
    let route = |facet: &Facet| Route::from(format!("{}/", facet_part(&facet.key)));
    archive.facets.iter().map(route).collect()
}

/// First part of a Facet's routes.
pub(super) fn facet_part(key: &str) -> String {
    slug::term_slug(key)
}

/// Route of each Term, by Facet. Where two fall together, the one whose name is its slug keeps it;
/// each other one carries six hex digits of the hash of its name: `C` is `/tags/c/`, `C++` is not.
pub(super) fn term_routes(archive: &Archive, facets: &[Route]) -> Vec<Vec<Route>> {
    let routes = |(index, facet): (usize, &Facet)| {
        let nested = index == REGIONS;
        let slugs: Vec<String> = facet
            .terms
            .iter()
            .map(|term| slug_of(term, nested))
            .collect();
        let mut n_owners: HashMap<String, u32> = HashMap::with_capacity(slugs.len());
        for slug in &slugs {
            *n_owners.entry(slug.to_lowercase()).or_default() += 1;
        }
        let route = |(term, slug): (&Term, &String)| {
            let folded = slug.to_lowercase();
            if n_owners[&folded] == 1
                || (term.name.to_ascii_lowercase() == *slug && *slug == folded)
            {
                Route::from(format!("{}{slug}/", facets[index].0))
            } else {
                Route::from(format!(
                    "{}{slug}-{}/",
                    facets[index].0,
                    slug::short_hash(&term.name)
                ))
            }
        };
        facet.terms.iter().zip(&slugs).map(route).collect()
    };
    archive.facets.iter().enumerate().map(routes).collect()
}

/// The slug of a Term; for regions one of every part.
fn slug_of(term: &Term, nested: bool) -> String {
    let part = |(depth, part): (usize, &str)| {
        let slug = slug::term_slug(part);
        // Files and folders that a Term's own folder has.
        let taken =
            slug == "index.html" || (depth > 0 && matches!(slug.as_str(), "page" | "feed.xml"));
        if taken {
            format!("{slug}-{}", slug::short_hash(part))
        } else {
            slug
        }
    };
    if nested {
        let parts: Vec<String> = term.name.split('/').enumerate().map(part).collect();
        parts.join("/")
    } else {
        part((0, &term.name))
    }
}

//! Routes of posts and standing pages (DESIGN §4.3).
//!
//! A route comes from the path of the file and from what the front matter says by hand, never from
//! anything inferred. Claims by hand come first, then standing pages, then paths. Where two paths
//! fall together, the one that slugging and case folding leave as it is keeps the plain route; each
//! other one carries six hex digits of the hash of its own path.

use super::claim::{Claims, Owner};
use super::permalink;
use super::route::Route;
use crate::archive::{Archive, DocumentId, Role, below_posts, problem, without_extension};
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Meta};
use crate::kept;
use crate::slug;
use crate::source::Place;

/// The route of each Document; heads have that of `/posts/`.
pub(super) fn routes(
    archive: &Archive,
    claims: &mut Claims,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Route> {
    let mut routes: Vec<Option<Route>> = vec![None; archive.documents.len()];
    for id in archive.of_role(Role::Head) {
        routes[id as usize] = Some(Route::from("posts/"));
    }
    for (id, document) in archive.documents.iter().enumerate() {
        if routes[id].is_none() {
            routes[id] = by_hand(archive, id as DocumentId, document, claims, diagnostics);
        }
    }
    for id in archive.of_role(Role::Standing) {
        if routes[id as usize].is_none() {
            let natural = Natural::new(&archive.document(id).path);
            if claims.is_reserved(&natural.route()) {
                let path = &archive.document(id).path;
                diagnostics.push(problem(
                    "url-reserved",
                    path,
                    None,
                    format!("`/{}` belongs to the site itself", natural.route().0),
                    "rename the file",
                ));
            }
        }
    }
    by_path(archive, claims, &mut routes, diagnostics);
    let placed = |route: Option<Route>| route.expect("by_path leaves no Document without a route");
    routes.into_iter().map(placed).collect()
}

/// The route that `permalink` or `slug` gives, when nobody else has it.
fn by_hand(
    archive: &Archive,
    id: DocumentId,
    document: &Document,
    claims: &mut Claims,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Route> {
    let (route, place, written) = claim_by_hand(document, diagnostics)?;
    let mut report = |code, message: String, hint: &'static str| {
        diagnostics.push(problem(code, &document.path, place, message, hint));
    };
    if claims.is_reserved(&route) {
        let message = format!(
            "`{written}` is `/{}`, which belongs to the site itself",
            route.0
        );
        report("url-reserved", message, "choose another address");
        return None;
    }
    match claims.claim(&route, Owner::Document(id)) {
        Ok(()) => Some(route),
        Err(Owner::Document(other)) => {
            let other = archive.document(other);
            let line = place_by_hand(&other.meta)
                .map_or(String::new(), |place| format!(":{}", place.line));
            let message = format!(
                "`/{}` is claimed here and by `content/{}{line}`",
                route.0, other.path
            );
            report("url-claimed", message, "change one of the two");
            None
        }
        Err(_) => {
            let message = format!("`/{}` lies where the site has something else", route.0);
            report("url-reserved", message, "choose another address");
            None
        }
    }
}

/// The route that a file has by its path and its front matter, while no other claims it.
pub fn route_of(path: &str, meta: &Meta) -> Route {
    let natural = Natural::new(path);
    if let Some(route) = meta.permalink.as_deref().and_then(permalink::permalink) {
        return route;
    }
    match &meta.slug {
        Some(slug) => natural.with_last(&slug::slug(slug.trim_matches(['/', ' ']))),
        None => natural.route(),
    }
}

fn claim_by_hand(
    document: &Document,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Route, Option<Place>, String)> {
    let meta = &document.meta;
    let place = place_by_hand(meta);
    let mut changed = |written: &str, message: String| {
        let hint = "write letters, digits and `_ - . ~` between slashes";
        let message = format!("`{written}` {message}");
        diagnostics.push(problem("url-changed", &document.path, place, message, hint));
    };
    if let Some(written) = &meta.permalink {
        match permalink::permalink(written) {
            Some(route) => {
                if route.0.trim_matches('/') != written.trim().trim_matches('/') {
                    changed(written, format!("became `/{}`", route.0));
                }
                return Some((route, place, written.to_string()));
            }
            None => changed(written, "is no address; the file's path is used".to_owned()),
        }
    }
    let written = meta.slug.as_ref()?;
    let slug = slug::slug(written.trim_matches(['/', ' ']));
    if slug != written.trim_matches(['/', ' ']) {
        changed(written, format!("became `{slug}`"));
    }
    let natural = Natural::new(&document.path);
    Some((natural.with_last(&slug), place, written.to_string()))
}

fn place_by_hand(meta: &Meta) -> Option<Place> {
    let key = |keys: &[&str]| keys.iter().find_map(|key| meta.places.get(key));
    let permalink = meta.permalink.as_ref();
    permalink
        .and_then(|_| key(&["permalink", "url", "path"]))
        .or_else(|| key(&["slug", "Slug"]))
}

/// Routes from paths, for all Documents that have none yet.
fn by_path(
    archive: &Archive,
    claims: &mut Claims,
    routes: &mut [Option<Route>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let open: Vec<DocumentId> = (0..routes.len() as DocumentId)
        .filter(|&id| routes[id as usize].is_none())
        .collect();
    let natural = |index: usize| Natural::new(&archive.document(open[index]).path);
    // Those that keep their plain route go first, so that none of the others can take it.
    let keeps = keepers(open.len(), natural);
    let (plain, changed): (Vec<usize>, Vec<usize>) =
        (0..open.len()).partition(|&index| keeps[index]);
    let mut refused = Vec::new();
    for index in plain {
        let route = natural(index).route();
        if !claims.is_reserved(&route) && claims.claim(&route, Owner::Document(open[index])).is_ok()
        {
            routes[open[index] as usize] = Some(route);
        } else {
            refused.push(index);
        }
    }
    for index in changed.into_iter().chain(refused) {
        let id = open[index];
        let document = archive.document(id);
        let natural = natural(index);
        let route = with_hash(&natural, &document.path, id, claims);
        let plain = natural.route();
        if archive.roles[id as usize] == Role::Standing && claims.is_reserved(&plain) {
            routes[id as usize] = Some(route);
            continue; // an error already
        }
        let owner = match claims.owner(&plain) {
            Some(Owner::Document(other)) if other != id => {
                format!("`content/{}` has it", archive.document(other).path)
            }
            Some(Owner::Site) => "the site itself has it".to_owned(),
            _ => "other files would have it, too".to_owned(),
        };
        diagnostics.push(problem(
            "url-collision",
            &document.path,
            None,
            format!("`/{}` became `/{}`: {owner}", plain.0, route.0),
            "rename one of the files, or give it a `slug`",
        ));
        routes[id as usize] = Some(route);
    }
}

/// Which of `n` keep their plain route: those that have it alone, and of those that share one the best.
fn keepers(n: usize, natural: impl Fn(usize) -> Natural) -> Vec<bool> {
    // By hash: all routes at once would be one of the largest lists of a large archive.
    let key = |index| {
        let route = natural(index).route().0.to_lowercase();
        (kept::hash([route.as_bytes()]), index)
    };
    let mut keys: Vec<([u8; 32], usize)> = (0..n).map(key).collect();
    keys.sort_unstable();
    let mut keeps = vec![false; n];
    for group in keys.chunk_by(|a, b| a.0 == b.0) {
        let best = match group {
            [(_, alone)] => Some(*alone),
            several => best(several.iter().map(|(_, index)| *index), &natural),
        };
        if let Some(best) = best {
            keeps[best] = true;
        }
    }
    keeps
}

/// The member of a group that slugging and case folding leave as it is; of several the one with the
/// least removed from its path.
fn best(group: impl Iterator<Item = usize>, natural: impl Fn(usize) -> Natural) -> Option<usize> {
    let exact = group.filter_map(|index| Some((natural(index).exact?, index)));
    exact.min().map(|(_, index)| index)
}

/// Puts the hash behind the last part; where that is not free (its folder is the site's, or is a
/// file), behind the one before.
fn with_hash(natural: &Natural, path: &str, id: DocumentId, claims: &mut Claims) -> Route {
    let mut hash = slug::short_hash(path);
    loop {
        for changed in (0..natural.parts.len()).rev() {
            let mut parts = natural.parts.clone();
            parts[changed] = format!("{}-{hash}", parts[changed]);
            let route = Route::from(format!("{}{}/", natural.prefix, parts.join("/")));
            if !claims.is_reserved(&route) && claims.claim(&route, Owner::Document(id)).is_ok() {
                return route;
            }
        }
        // Someone chose these very names: other digits make others, and names are finite.
        hash = slug::short_hash(&format!("{path}{hash}"));
    }
}

/// The route that a path gives by itself.
struct Natural {
    /// `posts/`, or nothing for standing pages.
    prefix: &'static str,
    /// Slugs of the parts; at least one.
    parts: Vec<String>,
    /// When slugging and case folding leave the path as it is: how much else was removed from it
    /// (`index` or `README`, `posts/`, a longer extension), to choose the least.
    exact: Option<(u8, u8, u8)>,
}

impl Natural {
    fn new(path: &str) -> Self {
        let (prefix, below) = match path.strip_prefix("pages/") {
            Some(below) => ("", below),
            None => ("posts/", below_posts(path)),
        };
        let removed = match path.len() - below.len() {
            0 => 0,
            6 => 1,
            _ => 2,
        };
        let stem = without_extension(below);
        let (stem, folded) = without_index(stem);
        let parts: Vec<String> = stem.split('/').map(slug::slug).collect();
        let same = |(slug, part): (&String, &str)| *slug == part && slug.to_lowercase() == *slug;
        let exact = parts.iter().zip(stem.split('/')).all(same);
        let long = u8::from(path.rsplit_once('.').is_none_or(|(_, end)| end != "md"));
        Self {
            prefix,
            parts,
            exact: exact.then_some((folded, removed, long)),
        }
    }

    fn route(&self) -> Route {
        let mut route = String::from(self.prefix);
        for part in self.parts.iter().filter(|part| !part.is_empty()) {
            route.push_str(part);
            route.push('/');
        }
        Route::from(route)
    }

    fn with_last(&self, last: &str) -> Route {
        let folders = &self.parts[..self.parts.len() - 1];
        let mut route = String::from(self.prefix);
        for part in folders.iter().map(String::as_str).chain([last]) {
            route.push_str(part);
            route.push('/');
        }
        Route::from(route)
    }
}

/// `index` and `README` stand for their folder. Says which: 0 none, 1 `index`, 2 `README`.
fn without_index(stem: &str) -> (&str, u8) {
    let Some((folder, name)) = stem.rsplit_once('/') else {
        return (stem, 0);
    };
    if name.eq_ignore_ascii_case("index") {
        (folder, 1)
    } else if name.eq_ignore_ascii_case("readme") {
        (folder, 2)
    } else {
        (stem, 0)
    }
}

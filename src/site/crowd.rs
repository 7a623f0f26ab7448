//! Folders of the site that hold more than hosts take.

use std::collections::{BTreeMap, BTreeSet};

use super::asset::Asset;
use super::route::Route;
use crate::archive::problem;
use crate::diagnostic::Diagnostic;

/// Posts and files in one folder of the site. Netlify takes no folder of 54,000, and no person looks
/// through one.
const MAX_IN_FOLDER: usize = 50_000;

/// Tells of each folder that posts and files overfill; all of them are published.
pub(super) fn report(posts: &[Route], assets: &[Asset], diagnostics: &mut Vec<Diagnostic>) {
    if posts.len() + assets.len() <= MAX_IN_FOLDER {
        return;
    }
    let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in posts.iter().chain(assets.iter().map(|asset| &asset.route)) {
        let path = route.0.trim_end_matches('/');
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().insert(name);
    }
    for (folder, names) in folders {
        if names.len() > MAX_IN_FOLDER {
            let n = names.len();
            let source = folder.strip_prefix("posts/").unwrap_or_default();
            diagnostics.push(problem(
                "folder-crowded",
                source,
                None,
                format!("`/{folder}/` holds {n} posts and files, more than {MAX_IN_FOLDER}"),
                "part the folder, for example by years",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_beyond_the_bound_is_told_by_name() {
        for (n, told) in [
            (MAX_IN_FOLDER - 1, 0),
            (MAX_IN_FOLDER, 0),
            (MAX_IN_FOLDER + 1, 1),
        ] {
            let posts: Vec<Route> = (0..n)
                .map(|at| Route::from(format!("posts/2020/{at}/")))
                .chain([Route::from("posts/x/")])
                .collect();
            let mut diagnostics = Vec::new();
            report(&posts, &[], &mut diagnostics);
            assert_eq!(diagnostics.len(), told, "{n}");
            assert!(diagnostics.iter().all(|one| one.path == "content/2020"));
        }
    }
}

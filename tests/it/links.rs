//! Links lead somewhere, every post can be reached by them, and every page has what others rely on.

use std::collections::BTreeSet;
use std::fs;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

use crate::corpora::{self, BASE, BASE_URL, Corpus, decoded};

#[test]
fn every_post_is_reachable_from_the_home_page() {
    let mut lost = Vec::new();
    for corpus in corpora::built() {
        let mut seen = BTreeSet::from([BASE.to_owned()]);
        let mut open = vec![BASE.to_owned()];
        while let Some(page) = open.pop() {
            for (path, _) in corpus.inner_links(&page) {
                if corpus.pages.contains_key(&path) && seen.insert(path.clone()) {
                    open.push(path);
                }
            }
        }
        let unseen = corpus.posts.values().filter(|url| !seen.contains(*url));
        lost.extend(unseen.map(|url| format!("{}: no link leads to {url}", corpus.name)));
    }
    tell(&lost);
}

/// A link that its author got wrong is told by `dibao check`; here are those that dibao made.
#[test]
fn no_link_or_anchor_of_ours_is_broken() {
    let mut broken = Vec::new();
    for corpus in corpora::built() {
        let mut n_links = 0;
        let mut n_authors = 0;
        for page in corpus.pages.keys() {
            let source = corpus.source_of(page);
            for (path, fragment) in corpus.inner_links(page) {
                n_links += 1;
                let whole = match &corpus.pages.get(&path) {
                    Some(target) => fragment
                        .as_ref()
                        .is_none_or(|id| id.is_empty() || target.ids.contains(id)),
                    None => corpus.has_file(&path),
                };
                let last = fragment
                    .clone()
                    .unwrap_or_else(|| last_part(&path).to_owned());
                if whole {
                } else if source.as_ref().is_some_and(|text| text.contains(&last)) {
                    n_authors += 1;
                } else {
                    let fragment = fragment.map(|id| format!("#{id}")).unwrap_or_default();
                    broken.push(format!("{}: {page} leads to {path}{fragment}", corpus.name));
                }
            }
        }
        println!(
            "{}: {n_links} inner links, {n_authors} broken by their authors",
            corpus.name
        );
    }
    tell(&broken);
}

#[test]
fn every_page_has_one_h1_a_main_part_a_language_and_its_own_address() {
    let mut lacking = Vec::new();
    for corpus in corpora::built() {
        for (address, page) in corpus.pages.iter().filter(|(_, page)| !page.is_redirect) {
            let mut lack = |what: &str| lacking.push(format!("{}: {address}: {what}", corpus.name));
            if page.n_h1 != 1 {
                lack(&format!("{} h1", page.n_h1));
            }
            if !page.has_main {
                lack("no <main id=content>");
            }
            if page.lang.is_none() {
                lack("no lang");
            }
            // The page of errors is shown at any address.
            let canonical = page.canonical.as_deref().map(decoded);
            if !address.ends_with("404.html")
                && !canonical.is_some_and(|url| url.starts_with(BASE_URL))
            {
                lack(&format!("canonical {:?}", page.canonical));
            }
        }
    }
    tell(&lacking);
}

impl Corpus {
    /// Where a page leads within the site: path from the root of the host, decoded, and fragment.
    fn inner_links(&self, page: &str) -> Vec<(String, Option<String>)> {
        let host = Url::parse(BASE_URL).expect("a constant");
        let here = host.join(&encoded(page)).expect("a path");
        let links = self.pages[page]
            .links
            .iter()
            .filter_map(|link| here.join(link).ok());
        let inner = links.filter(|url| url.origin() == host.origin());
        inner
            .map(|url| (decoded(url.path()), url.fragment().map(decoded)))
            .collect()
    }

    fn has_file(&self, path: &str) -> bool {
        path.strip_prefix(BASE)
            .is_some_and(|inner| self.site.join(inner).is_file())
    }

    /// Text of the Source of a post's page.
    fn source_of(&self, page: &str) -> Option<String> {
        let (source, _) = self.posts.iter().find(|(_, url)| *url == page)?;
        let bytes = fs::read(self.root.join("content").join(source)).expect("a post has a Source");
        Some(decoded(&String::from_utf8_lossy(&bytes)))
    }
}

/// An address as it would stand in a link.
fn encoded(page: &str) -> String {
    const RESERVED: &AsciiSet = &CONTROLS.add(b'%').add(b'?').add(b'#').add(b' ');
    utf8_percent_encode(page, RESERVED).to_string()
}

fn last_part(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}

/// Fails with the first of many complaints.
pub(crate) fn tell(complaints: &[String]) {
    let first = complaints
        .iter()
        .take(25)
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        complaints.is_empty(),
        "{} in all, such as\n{first}",
        complaints.len()
    );
}

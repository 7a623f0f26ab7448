//! The built-in themes: the files of `themes/default/` and `themes/plain/`, compiled in.

/// Names each file once and compiles its bytes in.
macro_rules! embed {
    ($theme:literal: $($path:literal,)*) => {
        &[$((
            $path,
            include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/", $theme, "/", $path)),
        )),*]
    };
}

/// A built-in theme: every file, by path below the theme, in order of path (a test compares the list
/// with the folder).
pub type Files = &'static [(&'static str, &'static [u8])];

/// The default theme.
pub const FILES: Files = embed!["default":
    "scripts/cite/citation.js",
    "scripts/cite/main.js",
    "scripts/search/bytes.js",
    "scripts/search/choice.js",
    "scripts/search/engine.js",
    "scripts/search/excerpt.js",
    "scripts/search/explore.js",
    "scripts/search/exploring.js",
    "scripts/search/facets.js",
    "scripts/search/files.js",
    "scripts/search/fold.js",
    "scripts/search/layout.js",
    "scripts/search/lists.js",
    "scripts/search/main.js",
    "scripts/search/more.js",
    "scripts/search/page.js",
    "scripts/search/phrase.js",
    "scripts/search/query.js",
    "scripts/search/results.js",
    "scripts/search/scripts.js",
    "scripts/search/sets.js",
    "scripts/search/sharded.js",
    "scripts/search/single.js",
    "scripts/search/stems.js",
    "scripts/search/strings.js",
    "scripts/search/suggest.js",
    "scripts/search/terms.js",
    "scripts/search/tokenize.js",
    "scripts/search/view.js",
    "scripts/site.js",
    "static/favicon.svg",
    "strings/en.yaml",
    "strings/zh-CN.yaml",
    "styles/around.css",
    "styles/base.css",
    "styles/browse.css",
    "styles/chrome.css",
    "styles/cite.css",
    "styles/contents.css",
    "styles/data.css",
    "styles/dates.css",
    "styles/dossier.css",
    "styles/explore.css",
    "styles/facet.css",
    "styles/forms.css",
    "styles/front.css",
    "styles/items.css",
    "styles/links.css",
    "styles/meta.css",
    "styles/pages.css",
    "styles/pictures.css",
    "styles/post.css",
    "styles/print.css",
    "styles/quoted.css",
    "styles/rows.css",
    "styles/search.css",
    "styles/tables.css",
    "styles/terms.css",
    "styles/text.css",
    "styles/tokens.css",
    "templates/base.html",
    "templates/body.html",
    "templates/data.html",
    "templates/dates.html",
    "templates/explore.html",
    "templates/facet.html",
    "templates/foot.html",
    "templates/head.html",
    "templates/home.html",
    "templates/item.html",
    "templates/lists.html",
    "templates/masthead.html",
    "templates/nav.html",
    "templates/not_found.html",
    "templates/policy.html",
    "templates/post.html",
    "templates/posts.html",
    "templates/redirect.html",
    "templates/search.html",
    "templates/search_form.html",
    "templates/span.html",
    "templates/standing.html",
    "templates/term.html",
    "templates/undated.html",
    "theme.yaml",
    "vendor/elasticlunr.LICENSE.txt",
    "vendor/elasticlunr.min.js",
];

/// The theme `plain`: what it does not have comes from the default theme.
pub const PLAIN: Files = embed!["plain":
    "styles/plain.css",
    "templates/base.html",
    "templates/foot.html",
    "templates/home.html",
    "templates/item.html",
    "templates/masthead.html",
    "templates/post.html",
    "templates/term.html",
    "theme.yaml",
];

/// What a theme has beside the default one's files; nothing for an archive's own.
pub fn files_of(theme: &str) -> Files {
    if theme == "plain" { PLAIN } else { &[] }
}

/// Whether a theme needs no folder of its own.
pub fn is_built_in(theme: &str) -> bool {
    theme == "default" || !files_of(theme).is_empty()
}

/// The bytes of a built-in file of a theme, else of the default theme.
pub fn file(theme: &str, path: &str) -> Option<&'static [u8]> {
    let find = |files: Files| {
        let at = files.binary_search_by(|(known, _)| (*known).cmp(path));
        at.ok().map(|at| files[at].1)
    };
    find(files_of(theme)).or_else(|| find(FILES))
}

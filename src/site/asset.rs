//! Files beside the posts: where they go, and which are not served.

use unicode_normalization::UnicodeNormalization;

use super::claim::{Claims, Owner};
use super::route::Route;
use crate::archive::{below_posts, problem};
use crate::diagnostic::Diagnostic;
use crate::fold::is_invisible;
use crate::slug;

/// A file copied as it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asset {
    /// Path below `content/`.
    pub path: String,
    /// Where it goes.
    pub route: Route,
}

/// Kinds of files that a browser or a server would run, or show as a page of ours: contributors are
/// strangers. SVG is served, under a CSP that lets no script run.
const REFUSED: [&str; 36] = [
    "asp",
    "aspx",
    "appcache",
    "atom",
    "cgi",
    "cjs",
    "css",
    "hta",
    "htaccess",
    "htc",
    "htm",
    "html",
    "htpasswd",
    "jar",
    "js",
    "jsp",
    "jsx",
    "mht",
    "mhtml",
    "mjs",
    "php",
    "phtml",
    "rdf",
    "rss",
    "shtml",
    "svgz",
    "swf",
    "wasm",
    "webmanifest",
    "xht",
    "xhtm",
    "xhtml",
    "xml",
    "xsl",
    "xslt",
    "xul",
];

/// Those that a server runs, wherever the extension stands in the name.
const RUN_ON_SERVERS: [&str; 7] = ["asp", "aspx", "cgi", "jsp", "php", "phtml", "shtml"];

/// Files at the top of a site by which hosts are ruled: domain, headers, redirects, programs. Who may
/// write a post may not rule the host. (`_headers` and `_redirects` are the site's own.)
const RULES_OF_HOSTS: [&str; 11] = [
    "_config.yml",
    "_routes.json",
    "_worker.js",
    "cname",
    "firebase.json",
    "netlify.toml",
    "now.json",
    "render.yaml",
    "staticwebapp.config.json",
    "vercel.json",
    "wrangler.toml",
];

/// Files by which some hosts are ruled from any folder.
const RULES_OF_FOLDERS: [&str; 2] = ["staticwebapp.config.json", "web.config"];

/// Files of `content/` that dibao reads and does not publish.
const OWN: [&str; 5] = [
    "site.yaml",
    "tags.yaml",
    "regions.yaml",
    "policies.yaml",
    "links.csv",
];

/// Longest name: file systems allow 255 bytes.
const MAX_NAME: usize = 200;

/// Places all files. Of two that fall together the one in lower case keeps its name; a page is never
/// overwritten.
pub(super) fn place(
    paths: &[String],
    claims: &mut Claims,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Asset> {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    order.sort_by_key(|&index| (paths[index].to_lowercase() != paths[index], &paths[index]));
    let mut assets: Vec<Asset> = Vec::with_capacity(paths.len());
    for index in order {
        let path = &paths[index];
        if OWN.contains(&path.as_str()) {
            continue;
        }
        if let Some(kind) = refused_kind(path) {
            diagnostics.push(problem(
                "asset-refused",
                path,
                None,
                format!("files of the kind `{kind}` are not published"),
                "delete it, or publish it elsewhere and link to it",
            ));
            continue;
        }
        let plain = route(path);
        if rules_the_host(&plain) {
            diagnostics.push(problem(
                "asset-refused",
                path,
                None,
                format!("`/{}` would rule the host of the site", plain.0),
                "set it where the site is hosted, or add the file after the build",
            ));
            continue;
        }
        let owner = Owner::Asset(index as u32);
        let hashed = with_hash(&plain, &slug::short_hash(path));
        let mut is_free =
            |route: &Route| !claims.is_reserved(route) && claims.claim(route, owner).is_ok();
        let route = if is_free(&plain) {
            plain
        } else if is_free(&hashed) {
            diagnostics.push(problem(
                "url-collision",
                path,
                None,
                format!("`/{}` is taken; the file became `/{}`", plain.0, hashed.0),
                "rename the file",
            ));
            hashed
        } else {
            diagnostics.push(problem(
                "asset-refused",
                path,
                None,
                format!("`/{}` lies where the site has pages of its own", plain.0),
                "move the file to another folder",
            ));
            continue;
        };
        assets.push(Asset {
            path: path.clone(),
            route,
        });
    }
    assets.sort_by(|a, b| a.path.cmp(&b.path));
    assets
}

fn rules_the_host(route: &Route) -> bool {
    let path = route.0.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    RULES_OF_HOSTS.contains(&path.as_str()) || RULES_OF_FOLDERS.contains(&name)
}

/// Whether a file of that name is published.
pub fn is_served(path: &str) -> bool {
    refused_kind(path).is_none()
}

fn refused_kind(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut extensions = name.split('.').skip(1).collect::<Vec<&str>>();
    let last = extensions.pop()?;
    let among = |kinds: &[&'static str], extension: &str| {
        let extension = extension.trim().to_ascii_lowercase();
        kinds.iter().copied().find(|kind| *kind == extension)
    };
    // Some servers run `x.php.txt`, too.
    let run = |extension: &&str| among(&RUN_ON_SERVERS, extension);
    among(&REFUSED, last).or_else(|| extensions.iter().find_map(run))
}

/// Folders as in the URLs of posts, the name as it is but for what no URL or disk can hold.
fn route(path: &str) -> Route {
    let (prefix, below) = match path.strip_prefix("pages/") {
        Some(below) => ("", below),
        None => ("posts/", below_posts(path)),
    };
    let (folders, name) = below.rsplit_once('/').unwrap_or(("", below));
    let mut route = String::from(prefix);
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        route.push_str(&slug::slug(folder));
        route.push('/');
    }
    route.push_str(&safe_name(name));
    Route::from(route)
}

fn safe_name(name: &str) -> String {
    let name: String = name.nfc().collect();
    let safe = |char: char| match char {
        ' ' | '_' | '-' | '.' | '~' | '(' | ')' | '+' | ',' | '@' | '=' | '!' | '\'' => true,
        char if char.is_ascii() => char.is_ascii_alphanumeric(),
        char => !char.is_control() && !char.is_whitespace() && !is_invisible(char),
    };
    let sound = name.chars().all(safe)
        && name.len() <= MAX_NAME
        && !name.starts_with([' ', '.', '_', '-'])
        && !name.ends_with([' ', '.'])
        && !slug::is_device_name(&name);
    if sound {
        return name;
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 16 => {
            format!("{}.{}", slug::slug(stem), slug::slug(extension))
        }
        _ => slug::slug(&name),
    }
}

fn with_hash(route: &Route, hash: &str) -> Route {
    let name = route.0.rfind('/').map_or(0, |at| at + 1);
    match route.0[name..].rfind('.') {
        Some(dot) if dot > 0 => {
            let (stem, extension) = route.0.split_at(name + dot);
            Route::from(format!("{stem}-{hash}{extension}"))
        }
        _ => Route::from(format!("{}-{hash}", route.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_go_beside_the_posts_of_their_folder() {
        for (path, to) in [
            ("x.png", "posts/x.png"),
            ("a/x.png", "posts/a/x.png"),
            ("posts/a/x.png", "posts/a/x.png"),
            ("A b/图 1.PNG", "posts/A-b/图 1.PNG"),
            ("pages/x.png", "x.png"),
            ("pages/img/x.png", "img/x.png"),
            ("a/?<x>.png", "posts/a/x.png"),
            ("a/_headers", "posts/a/_headers"),
            (
                "aux.txt",
                &format!("posts/aux-{}.txt", slug::short_hash("aux")),
            ),
            ("a/..png", &format!("posts/a/{}.png", slug::short_hash("."))),
        ] {
            assert_eq!(&*route(path).0, to, "{path}");
        }
    }

    #[test]
    fn what_a_browser_would_run_is_refused() {
        for (path, kind) in [
            ("a.html", Some("html")),
            ("a.HTM", Some("htm")),
            ("a/x.js", Some("js")),
            ("x.php.txt", Some("php")),
            (".htaccess", Some("htaccess")),
            ("x.xhtml ", Some("xhtml")),
            ("x.xml.zip", None),
            ("x.svg", None),
            ("x.pdf", None),
            ("html/x.png", None),
            ("html", None),
        ] {
            assert_eq!(refused_kind(path), kind, "{path}");
        }
    }

    #[test]
    fn a_file_never_takes_the_place_of_a_page_or_of_another_file() {
        let mut claims = Claims::new(["tags".to_owned()].into_iter());
        claims
            .claim(&Route::from("posts/a/"), Owner::Document(0))
            .unwrap();
        let paths = [
            "X.png",
            "x.png",
            "a",
            "pages/tags/x.png",
            "pages/robots.txt",
            "pages/Cname",
            "a/b/Web.config",
        ];
        let paths: Vec<String> = paths.iter().map(|&path| path.to_owned()).collect();
        let mut diagnostics = Vec::new();
        let assets = place(&paths, &mut claims, &mut diagnostics);
        let hash = |text: &str| slug::short_hash(text);
        let routes: Vec<&str> = assets.iter().map(|asset| &*asset.route.0).collect();
        assert_eq!(
            routes,
            [
                format!("posts/X-{}.png", hash("X.png")),
                format!("posts/a-{}", hash("a")),
                format!("robots-{}.txt", hash("pages/robots.txt")),
                "posts/x.png".to_owned(),
            ],
            "nothing goes below /tags/",
        );
        assert_eq!(diagnostics.len(), 6);
    }
}

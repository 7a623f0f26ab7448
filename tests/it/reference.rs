//! What a theme may rely on: the reference of the views, and a second theme that lives by it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use dibao::render::{Body, Renderer};
use dibao::theme::Theme;

use crate::hand_made::made;
use crate::page::Page;

/// Files that hold the views, in the order of the reference.
const FILES: [&str; 6] = [
    "mod.rs",
    "post.rs",
    "browse.rs",
    "dates.rs",
    "picture.rs",
    "shared.rs",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_reference_of_the_views_is_that_of_the_structs() {
    let path = root().join("docs/theme.md");
    let made = reference();
    if std::env::var_os("WRITE_REFERENCE").is_some() {
        fs::write(&path, &made).expect("the reference can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/theme.md is of other views: run `WRITE_REFERENCE=1 cargo test --test it reference`"
    );
}

/// The views as a page of Markdown, read off the source: every struct with its fields.
fn reference() -> String {
    let mut out = String::from(
        "# Views: what a template may use\n\n\
         Made from the structs in `src/render/view/` by a test; do not edit.\n\n\
         Every template sees `site` (SiteView), `shared` (SharedView), `t` (the interface strings, by key) and\n\
         `page` (the view that names the template). Texts are escaped when printed, `Html` is printed as it is.\n\
         Lists are in the order in which they are meant to be shown.\n",
    );
    for file in FILES {
        let path = root().join("src/render/view").join(file);
        let text = fs::read_to_string(path).expect("a view");
        append_structs(&text, &mut out);
    }
    out
}

fn append_structs(text: &str, out: &mut String) {
    let mut about: Vec<&str> = Vec::new();
    let mut is_open = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some(words) = line.strip_prefix("///") {
            about.push(words.trim());
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            is_open = line.ends_with('{');
            let name = name.split([' ', '(', '<']).next().unwrap_or(name);
            if is_open {
                let _ = write!(
                    out,
                    "\n## {name}\n\n{}\n\n| field | type | |\n|---|---|---|\n",
                    cell(&about)
                );
            }
            about.clear();
        } else if line == "}" {
            is_open = false;
        } else if let Some(field) = line.strip_prefix("pub ").filter(|_| is_open) {
            let (name, kind) = field
                .trim_end_matches(',')
                .split_once(": ")
                .expect("a field and its type");
            let kind = kind
                .replace("Shared<", "")
                .replace("std::collections::", "");
            let kind = if field.contains("Shared<") {
                kind.replacen('>', "", 1)
            } else {
                kind
            };
            let _ = writeln!(
                out,
                "| `{name}` | `{}` | {} |",
                kind.replace("&'static ", "").replace('|', "\\|"),
                cell(&about)
            );
            about.clear();
        } else if !line.starts_with("#[") {
            about.clear();
        }
    }
}

fn cell(about: &[&str]) -> String {
    about
        .join(" ")
        .replace('|', "\\|")
        .replace("[`", "`")
        .replace("`]", "`")
}

#[test]
fn the_plain_theme_shows_the_same_archive() {
    let made = made(3, 5);
    let plain = Theme::new("plain", &BTreeMap::new()).expect("the plain theme is sound");
    let renderer = Renderer::new(&made.archive, &made.site, &made.settings, &plain);
    for job in renderer.jobs() {
        let artifact = renderer.render(&job).expect("every page can be rendered");
        let Body::Whole(bytes) = artifact.body else {
            continue;
        };
        if Path::new(&artifact.path)
            .extension()
            .is_none_or(|extension| extension != "html")
        {
            continue;
        }
        let page = Page::read(&String::from_utf8(bytes).expect("UTF-8"));
        if page.is_redirect {
            continue;
        }
        assert_eq!(page.n_h1, 1, "{}", artifact.path);
        assert!(
            page.has_main && page.canonical.is_some(),
            "{}",
            artifact.path
        );
    }
}

//! The browser's side, as scripts.
//!
//! The modules in `themes/default/scripts/search/` are joined in order of their imports into five
//! classic scripts: they must also run from `file://`, where modules do not load. Comments and
//! indentation go; nothing else changes, so the modules keep to rules (`tests/js/bundle.test.js`
//! checks the result): imports on one line, no default exports, no name twice, no text over several
//! lines.

use crate::theme::script::append;

/// A module by its name.
macro_rules! module {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/themes/default/scripts/search/",
                $name,
                ".js"
            )),
        )
    };
}

/// The page. In each script, modules stand after those they import: name and text.
const PAGE: [(&str, &str); 5] = [
    module!("more"),
    module!("strings"),
    module!("choice"),
    module!("page"),
    module!("main"),
];

/// What answers queries.
const ENGINE: [(&str, &str); 14] = [
    module!("fold"),
    module!("tokenize"),
    module!("query"),
    module!("bytes"),
    module!("files"),
    module!("layout"),
    module!("lists"),
    module!("sharded"),
    module!("stems"),
    module!("phrase"),
    module!("results"),
    module!("excerpt"),
    module!("engine"),
    module!("view"),
];

/// What only some queries and sites need.
const MORE: [(&str, &str); 3] = [module!("single"), module!("scripts"), module!("suggest")];

/// The panel of facets.
const FACETS: [(&str, &str); 2] = [module!("terms"), module!("facets")];

/// The page on which facets combine; it uses the engine and the panel.
const EXPLORE: [(&str, &str); 4] = [
    module!("more"),
    module!("sets"),
    module!("explore"),
    module!("exploring"),
];

/// elasticlunr.js, version 0.9.5, with its licence: it reads the single index, and knows the stems and
/// stop words that suggestions need.
const ELASTICLUNR: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/themes/default/vendor/elasticlunr.min.js"
));

/// The scripts of the search page, by their path in the output. `replaced` gives the text of a
/// module that the archive's own theme replaces, by its path in the theme
/// (`scripts/search/view.js`).
pub fn scripts(replaced: &dyn Fn(&str) -> Option<String>) -> [(&'static str, String); 6] {
    [
        ("search/search.js", join(&PAGE, replaced)),
        ("search/engine.js", join(&ENGINE, replaced)),
        ("search/more.js", join(&MORE, replaced)),
        ("search/facets.js", join(&FACETS, replaced)),
        ("search/elasticlunr.js", ELASTICLUNR.to_owned()),
        ("search/explore.js", join(&EXPLORE, replaced)),
    ]
}

/// JSON as it may stand in a script.
pub(crate) fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Joins modules; what they import from elsewhere they take from the object in which scripts meet.
fn join(modules: &[(&str, &str)], replaced: &dyn Fn(&str) -> Option<String>) -> String {
    let (mut body, mut imported, mut exported) = (String::new(), Vec::new(), Vec::new());
    for (name, text) in modules {
        let own = replaced(&format!("scripts/search/{name}.js"));
        let text = own.as_deref().unwrap_or(text);
        append(text, &mut body);
        imported.extend(
            text.lines()
                .filter_map(imports)
                .flatten()
                .map(str::to_owned),
        );
        exported.extend(text.lines().filter_map(export).map(str::to_owned));
    }
    imported.sort_unstable();
    imported.dedup();
    imported.retain(|name| !exported.contains(name));
    let mut out = String::from("(()=>{\"use strict\";\n");
    if !imported.is_empty() {
        out.push_str("const {");
        out.push_str(&imported.join(","));
        out.push_str("}=globalThis.dibaoSearch;\n");
    }
    out.push_str(&body);
    out.push_str("globalThis.dibaoSearch=Object.assign(globalThis.dibaoSearch??{},{");
    out.push_str(&exported.join(","));
    out.push_str("});\n})();\n");
    out
}

/// The names in `import { a, b } from "./c.js";`.
fn imports(line: &str) -> Option<impl Iterator<Item = &str>> {
    let (names, _) = line.strip_prefix("import {")?.split_once('}')?;
    Some(names.split(',').map(str::trim))
}

/// The name in `export function a(` and the like.
fn export(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("export ")?;
    let rest = rest.strip_prefix("async ").unwrap_or(rest);
    let (_, rest) = rest.split_once(' ')?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    Some(&rest[..end])
}

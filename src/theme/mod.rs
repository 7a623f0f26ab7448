//! Templates, styles, scripts and interface strings.
//!
//! The built-in theme is compiled into the program ([`embedded`]); a file that stands at the same
//! path under `themes/<name>/` replaces it. [`Theme::new`] joins the styles into one file, names
//! styles and scripts by their content (so that browsers may keep them for ever), compiles the
//! templates and reads the interface strings.

use std::collections::BTreeMap;

use serde::Deserialize;
use tera::Tera;

use crate::diagnostic::{Diagnostic, Severity};
use crate::kept;
use crate::source::Place;

pub mod embedded;
pub mod script;
pub mod strings;
mod style;
pub mod template;

pub use style::{Part, Parts, Sheets, Style, Stylesheets};

use strings::Strings;

/// A theme, ready to render with: built-in files, each replaced by the archive's own where it has
/// one at the same path.
pub struct Theme {
    /// The theme's name, as in `site.yaml`.
    pub name: String,
    /// What `theme.yaml` says.
    pub manifest: Manifest,
    /// Files to write, path from the output folder to bytes: the joined style sheet, the scripts
    /// (both named by their content) and what stands in `static/`.
    pub assets: BTreeMap<String, Vec<u8>>,
    /// The style sheets in the output, by the name of the template that they are for; `all` is for
    /// every template that has none of its own.
    pub stylesheets: BTreeMap<String, Sheets>,
    /// Paths of the scripts in the output, by the name of the template that loads them; `all` is for
    /// every template that has none of its own. A template's own one holds that of `all` too.
    pub scripts: BTreeMap<String, String>,
    /// Interface strings by language.
    pub strings: BTreeMap<String, Strings>,
    /// A hash of its name and of the archive's own files: with one program, other themes have other
    /// keys.
    pub key: [u8; 32],
    tera: Tera,
    sources: BTreeMap<String, String>,
    /// Scripts that the archive's own theme replaces, by path in the theme.
    replaced: BTreeMap<String, String>,
}

/// What `theme.yaml` says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name for people.
    pub name: String,
    /// Version of the theme.
    pub version: String,
    /// Style sheets in the order in which they are joined, paths below the theme: one list for all
    /// pages, or lists by the name of the template (`post`), `all` for the rest; some for a part of
    /// those pages alone ([`Part`]). A page loads one joined file. A name that ends in `.css` is a
    /// file of `static/` that scripts load when it is needed.
    #[serde(default)]
    pub stylesheets: Stylesheets,
    /// Modules by the name of the template that loads them (`post`, or `all` for every page), in
    /// the order in which they are joined into one classic script. A name that ends in `.js` is a
    /// file of `static/` that other scripts load when it is needed.
    #[serde(default)]
    pub scripts: BTreeMap<String, Vec<String>>,
}

/// The name that stands for every template.
pub const ALL: &str = "all";

/// Languages that every theme has strings for; the first is the one to fall back on.
pub const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// The script that holds the strings of all languages, for readers who choose another than the
/// site's; the script of all pages knows it by this path.
pub const STRINGS: &str = "static/strings.js";

/// Where files that are named by their content go, so that one cache rule covers them.
pub const FINGERPRINTED: &str = "assets/";

impl Theme {
    /// Puts the theme `name` together. `overrides`: path below `themes/<name>/` to bytes.
    ///
    /// `Err` when `theme.yaml`, a table of strings or a template cannot be read, or a file that
    /// `theme.yaml` names is missing: with file, line and column.
    pub fn new(name: &str, overrides: &BTreeMap<String, Vec<u8>>) -> Result<Self, Vec<Diagnostic>> {
        let files = Files { name, overrides };
        let manifest: Manifest = files.yaml("theme.yaml").map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let mut assets = BTreeMap::new();

        let mut stylesheets = BTreeMap::new();
        let squeezed = files.squeezed(&manifest.stylesheets);
        for (template, list) in manifest.stylesheets.lists() {
            files.missing(list.iter().map(Style::file), &mut problems);
            let joined = |parts: Parts| -> String {
                let needed = list.iter().filter(|style| parts.need(style));
                needed.map(|style| &*squeezed[style.file()]).collect()
            };
            if is_file(template) {
                let path = files.asked_for(template, &mut problems);
                assets.insert(path, joined(Parts::ALL).into_bytes());
                continue;
            }
            let sheets = Sheets::new(list, |parts| {
                let style = joined(parts).into_bytes();
                let wanted = !style.is_empty();
                wanted.then(|| fingerprinted("style", "css", style, &mut assets))
            });
            stylesheets.insert(template.to_owned(), sheets);
        }
        let mut scripts = BTreeMap::new();
        let of_all = manifest.scripts.get(ALL);
        let of_all = of_all.map_or_else(String::new, |paths| files.join(paths));
        for (template, paths) in &manifest.scripts {
            files.missing(paths.iter().map(String::as_str), &mut problems);
            let modules = files.join(paths);
            if is_file(template) {
                let script = script::join(&modules).into_bytes();
                assets.insert(files.asked_for(template, &mut problems), script);
            } else if !modules.is_empty() {
                let script = if template == ALL {
                    script::join(&modules)
                } else {
                    script::join(&of_all) + &script::join_late(&modules)
                };
                let path = fingerprinted(template, "js", script.into_bytes(), &mut assets);
                scripts.insert(template.clone(), path);
            }
        }
        for path in files.below("static/") {
            assets.insert(path.to_owned(), files.bytes(path).to_vec());
        }

        let mut strings = BTreeMap::new();
        for language in LANGUAGES {
            match files.yaml(&format!("strings/{language}.yaml")) {
                Ok(table) => {
                    strings.insert(language.to_owned(), table);
                }
                Err(problem) => problems.push(problem),
            }
        }

        assets.insert(
            STRINGS.to_owned(),
            strings::switch_script(&strings).into_bytes(),
        );
        let sources: BTreeMap<String, String> = files
            .below("templates/")
            .map(|path| {
                let name = path.trim_start_matches("templates/").to_owned();
                (
                    name,
                    String::from_utf8_lossy(files.bytes(path)).into_owned(),
                )
            })
            .collect();
        let tera = match template::compile(&sources) {
            Ok(tera) => tera,
            Err(error) => {
                let paths = files.template_paths();
                problems.push(template::diagnostic(&error, &sources, &paths));
                Tera::new()
            }
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            name: name.to_owned(),
            key: key(name, overrides),
            manifest,
            assets,
            stylesheets,
            scripts,
            strings,
            tera,
            sources,
            replaced: overrides
                .iter()
                .filter(|(path, _)| path.starts_with("scripts/"))
                .map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned()))
                .collect(),
        })
    }

    /// Path of the style sheet that a page of a template (`post`) loads; `None` when there is none.
    pub fn stylesheet(&self, template: &str, parts: Parts) -> Option<&str> {
        let own = self.stylesheets.get(template);
        let sheets = own.or_else(|| self.stylesheets.get(ALL))?;
        sheets.path(parts)
    }

    /// Path of the script that pages of a template load; `None` when there is none.
    pub fn page_script(&self, template: &str) -> Option<&str> {
        let own = self.scripts.get(template);
        own.or_else(|| self.scripts.get(ALL)).map(String::as_str)
    }

    /// The compiled templates.
    pub fn templates(&self) -> &Tera {
        &self.tera
    }

    /// Strings of a language; of the first one when the theme does not speak it.
    pub fn strings(&self, language: &str) -> &Strings {
        let wanted = LANGUAGES
            .into_iter()
            .find(|known| primary(known) == primary(language))
            .unwrap_or(LANGUAGES[0]);
        &self.strings[wanted]
    }

    /// The text of a script that the archive's own theme replaces (`scripts/search/view.js`).
    pub fn script(&self, path: &str) -> Option<String> {
        self.replaced.get(path).cloned()
    }

    /// What went wrong in a template, for the person who edits it.
    pub fn diagnose(&self, error: &tera::Error) -> Diagnostic {
        let path = |name: &str| format!("themes/{}/templates/{name}", self.name);
        template::diagnostic(error, &self.sources, &path)
    }
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme")
            .field("name", &self.name)
            .field("manifest", &self.manifest)
            .finish_non_exhaustive()
    }
}

/// Whether a name in `theme.yaml` is that of a file to write, not of a template.
fn is_file(name: &str) -> bool {
    name.contains('.')
}

/// The part of a language tag before the first `-`.
fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// A hash of a theme's name and of the archive's own files.
fn key(name: &str, overrides: &BTreeMap<String, Vec<u8>>) -> [u8; 32] {
    let files = overrides.iter();
    let parts = files.flat_map(|(path, bytes)| [path.as_bytes(), bytes]);
    kept::hash(std::iter::once(name.as_bytes()).chain(parts))
}

/// Adds a file under a name that changes with its content; returns its path.
fn fingerprinted(
    stem: &str,
    extension: &str,
    bytes: Vec<u8>,
    assets: &mut BTreeMap<String, Vec<u8>>,
) -> String {
    let hash = blake3::hash(&bytes).to_hex();
    let path = format!("{FINGERPRINTED}{stem}.{}.{extension}", &hash[..10]);
    assets.insert(path.clone(), bytes);
    path
}

/// The files of a theme, built-in and replaced.
struct Files<'a> {
    name: &'a str,
    overrides: &'a BTreeMap<String, Vec<u8>>,
}

impl<'a> Files<'a> {
    /// Every path below a folder, in order.
    fn below(&self, folder: &'static str) -> impl Iterator<Item = &'a str> + use<'a> {
        let more = embedded::files_of(self.name);
        let built_in = embedded::FILES.iter().chain(more).map(|(path, _)| *path);
        let own = self.overrides.keys().map(String::as_str);
        let mut paths: Vec<&str> = built_in
            .chain(own)
            .filter(|path| path.starts_with(folder))
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths.into_iter()
    }

    /// The bytes of a file; empty when there is none.
    fn bytes(&self, path: &str) -> &'a [u8] {
        match self.overrides.get(path) {
            Some(bytes) => bytes,
            None => embedded::file(self.name, path).unwrap_or_default(),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.overrides.contains_key(path) || embedded::file(self.name, path).is_some()
    }

    /// Files that `theme.yaml` names and that are not there are its problem.
    fn missing<'p>(&self, paths: impl Iterator<Item = &'p str>, problems: &mut Vec<Diagnostic>) {
        for path in paths.filter(|path| !self.exists(path)) {
            problems.push(Diagnostic {
                severity: Severity::Error,
                code: "theme",
                path: self.path("theme.yaml"),
                place: None,
                message: format!("the theme has no file `{path}`"),
                hint: Some(format!("add {} or take it off the list", self.path(path)).into()),
            });
        }
    }

    /// The style sheets of all lists, each squeezed once, by path. Each ends its last line, so that
    /// they can be joined as they are.
    fn squeezed<'p>(&self, stylesheets: &'p Stylesheets) -> BTreeMap<&'p str, String> {
        let lists = stylesheets.lists();
        let paths = lists.flat_map(|(_, list)| list.iter().map(Style::file));
        paths
            .map(|path| (path, style::squeeze(&self.join(&[path]))))
            .collect()
    }

    /// Joins text files.
    fn join(&self, paths: &[impl AsRef<str>]) -> String {
        let mut joined = String::new();
        for path in paths {
            joined.push_str(&String::from_utf8_lossy(self.bytes(path.as_ref())));
            if !joined.ends_with('\n') {
                joined.push('\n');
            }
        }
        joined
    }

    /// Path in the output of a file that scripts load when it is needed. Its name is no path, so that
    /// it stays in its folder.
    fn asked_for(&self, name: &str, problems: &mut Vec<Diagnostic>) -> String {
        if name.contains(['/', '\\']) {
            problems.push(Diagnostic {
                severity: Severity::Error,
                code: "theme",
                path: self.path("theme.yaml"),
                place: None,
                message: format!("`{name}` is not the name of a file"),
                hint: Some("leave out the folder: the file is written to static/".into()),
            });
        }
        ["static/", name].concat()
    }

    fn yaml<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Diagnostic> {
        serde_yaml::from_slice(self.bytes(path)).map_err(|error| Diagnostic {
            severity: Severity::Error,
            code: "theme",
            path: self.path(path),
            place: error.location().map(|at| Place {
                line: at.line() as u32,
                column: at.column() as u32,
                end_line: at.line() as u32,
                end_column: at.column() as u32,
            }),
            message: format!("this file of the theme cannot be read: {error}"),
            hint: None,
        })
    }

    fn path(&self, path: &str) -> String {
        format!("themes/{}/{path}", self.name)
    }

    fn template_paths(&self) -> impl Fn(&str) -> String + use<'a> {
        let name = self.name;
        move |template: &str| format!("themes/{name}/templates/{template}")
    }
}

#[cfg(test)]
mod tests;

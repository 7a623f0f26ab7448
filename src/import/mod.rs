//! Posts of other generators into posts of an archive.
//!
//! [`plan`] is told which files a folder holds and reads those that it takes for posts; it returns
//! what to write where, and what it could not carry over, and writes nothing. Text stays byte for
//! byte. The front matter stays line for line, because dibao reads the spellings of other
//! generators; lines are added only for what the folder knew and the file did not say: a day from
//! the file's name, a draft's folder, the address that the old site gave the post.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Meta;
use crate::site;
use crate::source::{Flaw, Place, Source};

mod config;
mod csdn;
mod front;
mod hexo;
mod hugo;
mod jekyll;
mod leftover;
mod pattern;
mod zola;

use config::Config;
use front::Front;

/// What wrote the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// Jekyll, and what GitHub Pages builds.
    Jekyll,
    /// Hugo.
    Hugo,
    /// Hexo.
    Hexo,
    /// Zola.
    Zola,
    /// Texts exported from CSDN, one a file, with `arturl_encode` in the front matter, or none.
    Csdn,
}

/// A folder as the rim sees it.
pub struct Folder<'a> {
    /// Paths of its regular files, parts joined by `/`, in order.
    pub files: &'a [String],
    /// Reads one of them as text; `Err` says why that cannot be.
    pub read: &'a dyn Fn(&str) -> Result<Vec<u8>, String>,
}

/// What an import will do.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files to write, in order of where they go.
    pub files: Vec<Import>,
    /// What could not be carried over. Paths are those of the new files where there is one, from
    /// the archive's root, else of the old ones, from the folder. An error stops the import.
    pub notes: Vec<Diagnostic>,
    /// `content/site.yaml` for an archive that has none.
    pub settings: String,
}

/// A file to write.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// Path in the folder.
    pub from: String,
    /// Path below `content/`.
    pub to: String,
    /// Its bytes; `None` when it is copied as it is.
    pub bytes: Option<Vec<u8>>,
}

/// What a file of the folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A post, a standing page when it goes below `pages/`.
    Text(Text),
    /// A file beside the posts: where it goes.
    Asset(String),
    /// Part of the old site that has no place in an archive, and why that is worth a word.
    Left(&'static str),
    /// Part of the old site's workings.
    Nothing,
}

impl Kind {
    const NEITHER: Self = Self::Left("it is neither text nor picture");
    const LIST: Self = Self::Left("a section's page; an archive makes lists of its own");
    const OWN: Self = Self::Left("an archive has pages of its own for that");

    /// What is no text: a file beside texts, going there, if its kind is one of theirs.
    fn asset_or(to: impl Into<String>, otherwise: Self) -> Self {
        let to = to.into();
        if is_attachment(&to) {
            Self::Asset(to)
        } else {
            otherwise
        }
    }

    /// What lies in `static/`: copied as it is, to the root.
    fn in_static(path: &str) -> Option<Self> {
        let below = path.strip_prefix("static/")?;
        Some(Self::asset_or(below, Self::Nothing))
    }
}

/// A text and what its place in the folder says of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Text {
    /// Path below `content/`.
    to: String,
    /// The last part of its address as the file's name has it: no date, no extension, no language.
    name: String,
    /// Where the old site had it, folders only: `posts/2020/`, or nothing.
    folder: String,
    /// Group that has addresses of its own: Hugo's section, Jekyll's collection.
    section: String,
    /// The day in the file's name.
    day: Option<jiff::civil::Date>,
    /// Lies in a folder of drafts.
    draft: bool,
    /// Categories that its folder gives.
    categories: Vec<String>,
    /// Language of its name (`post.en.md`), with the part that it has in addresses.
    lang: Option<(String, String)>,
    /// Stands in no section: a page, unless it has a day.
    top: bool,
}

/// What each generator knows.
trait Rules {
    /// What a file is.
    fn kind(&self, path: &str) -> Kind;
    /// The old address of a text, from the root of its host; `Err`: why it cannot be known.
    fn address(&self, text: &Text, meta: &Meta) -> Result<Vec<String>, String>;
    /// Keys that the old site gave to the text by its settings: key, value in YAML.
    fn defaults(&self, _text: &Text) -> Vec<(String, String)> {
        Vec::new()
    }
    /// What of the text dibao does not understand; `None`: braces are text.
    fn leftovers(&self) -> Option<leftover::Language>;
    /// Title, address and so on of the old site, for `site.yaml`.
    fn site(&self) -> config::Site;
}

/// Largest folder that is taken, in files.
pub const MAX_FILES: usize = 200_000;

/// Reads a folder. `base`: the path of the address that the archive is served from (`/`, `/blog/`),
/// when it has one already; else that of the old site.
pub fn plan(generator: Generator, folder: &Folder, base: Option<&str>) -> Plan {
    let mut plan = Plan::default();
    let config = Config::read(generator, folder, &mut plan.notes);
    let has = |path: &str| {
        let found = folder
            .files
            .binary_search_by(|file| file.as_str().cmp(path));
        found.is_ok()
    };
    let rules: Box<dyn Rules> = match generator {
        Generator::Jekyll => Box::new(jekyll::Jekyll::new(&config)),
        Generator::Hugo => Box::new(hugo::Hugo::new(&config, &has)),
        Generator::Hexo => Box::new(hexo::Hexo::new(&config, folder.files)),
        Generator::Zola => Box::new(zola::Zola::new(&config)),
        Generator::Csdn => Box::new(csdn::Csdn),
    };
    let old = rules.site();
    plan.settings = old.settings();
    let old_base = old.base();
    let prefix = match base {
        Some(base) if base == old_base => "",
        Some(_) => old_base.as_str(),
        None => "",
    };
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut left: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut unread: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut n_texts, mut unserved) = (0, BTreeMap::<String, usize>::new());
    let mut assets: Vec<(&str, String)> = Vec::new();
    let mut paged: BTreeSet<String> = BTreeSet::new();
    for path in folder.files {
        match rules.kind(path) {
            Kind::Nothing => {}
            Kind::Left(why) => left.entry(why).or_default().push(path),
            Kind::Asset(to) => assets.push((path, to)),
            Kind::Text(mut text) => {
                n_texts += 1;
                let bytes = match (folder.read)(path) {
                    Ok(bytes) => bytes,
                    Err(message) => {
                        plan.notes.push(error("import-file", path, message));
                        continue;
                    }
                };
                if text.top {
                    let page = text.day.is_none() && !front::has_day(generator, &bytes);
                    if let Some((own, _)) = text.to.split_once('/').filter(|_| page) {
                        paged.insert(own.to_owned());
                    }
                    text.to = match (page, text.to.contains('/')) {
                        (true, _) => format!("pages/{}", text.to),
                        (false, true) => text.to,
                        (false, false) => format!("posts/{}", text.to),
                    };
                }
                text.to = free(&mut taken, &text.to);
                let read = Reading {
                    path,
                    text: &text,
                    rules: rules.as_ref(),
                    generator,
                    prefix,
                };
                let bytes = read.import(&bytes, &mut plan.notes, &mut unread);
                plan.files.push(Import {
                    from: path.clone(),
                    to: text.to.clone(),
                    bytes,
                });
            }
        }
    }
    for (path, mut to) in assets {
        if !site::is_served(&to) || is_yaml(&to) {
            *unserved.entry(extension(path)).or_default() += 1;
            continue;
        }
        // The files of a page go where it goes.
        if to
            .split_once('/')
            .is_some_and(|(own, _)| paged.contains(own))
        {
            to.insert_str(0, "pages/");
        }
        plan.files.push(Import {
            from: path.to_owned(),
            to: free(&mut taken, &to),
            bytes: None,
        });
    }
    if n_texts == 0 {
        let looked = rules_of(generator);
        let message = format!("no posts here: {looked}");
        let mut note = error("import-folder", ".", message);
        note.hint("give the folder that holds the generator's settings");
        plan.notes.push(note);
    }
    plan.tell_left(&left, &unserved, &unread);
    plan.files.sort_by(|a, b| a.to.cmp(&b.to));
    crate::diagnostic::sort(&mut plan.notes);
    plan
}

/// Where a generator keeps its posts, for people.
fn rules_of(generator: Generator) -> &'static str {
    match generator {
        Generator::Jekyll => "Jekyll keeps them in `_posts/`",
        Generator::Hugo => "Hugo keeps them in `content/`, beside `hugo.toml` or `config.toml`",
        Generator::Hexo => "Hexo keeps them in `source/_posts/`",
        Generator::Zola => "Zola keeps them in `content/`, beside `config.toml`",
        Generator::Csdn => "the folder holds no `.md` or `.txt`",
    }
}

/// One text on its way.
struct Reading<'a> {
    path: &'a str,
    text: &'a Text,
    rules: &'a dyn Rules,
    generator: Generator,
    /// Path of the old site's address that the archive's does not have: `/blog/`.
    prefix: &'a str,
}

impl Reading<'_> {
    /// The new file; `None` when it is the old one, byte for byte.
    fn import(
        &self,
        bytes: &[u8],
        notes: &mut Vec<Diagnostic>,
        unread: &mut BTreeMap<String, Vec<String>>,
    ) -> Option<Vec<u8>> {
        let to = format!("content/{}", self.text.to);
        let prepared = front::prepared(self.generator, bytes);
        for what in &prepared.notes {
            notes.push(warning("import-front-matter", &to, None, what.clone()));
        }
        let (source, flaws) = Source::new(self.text.to.as_str(), &prepared.bytes);
        if source.conflict().is_some() {
            let message = "git could not merge this file and left its markers".to_owned();
            notes.push(error("import-file", self.path, message));
            return None;
        }
        let decoded = flaws
            .iter()
            .any(|(flaw, _)| matches!(flaw, Flaw::Gb18030 | Flaw::InvalidBytes));
        let raw = if decoded {
            let message = "the text was not UTF-8 and was written as UTF-8".to_owned();
            notes.push(warning("import-encoding", &to, None, message));
            source.text.as_bytes()
        } else {
            &prepared.bytes
        };
        let mut front = Front::new(&source, raw);
        for key in front.meta.extra.keys() {
            let files = unread.entry(key.clone()).or_default();
            files.push(to.clone());
        }
        self.map(&mut front, &to, notes);
        let new = front.text();
        if let Some(language) = self.rules.leftovers() {
            let (source, _) = Source::new(self.text.to.as_str(), &new);
            notes.extend(leftover::find(language, &source, &to));
        }
        (new != bytes).then_some(new)
    }

    fn map(&self, front: &mut Front, to: &str, notes: &mut Vec<Diagnostic>) {
        let text = self.text;
        if self.generator == Generator::Jekyll {
            front.split_words();
        }
        for (key, value) in self.rules.defaults(text) {
            if !front.has(&[&key]) {
                front.add(&key, &value);
            }
        }
        if let Some(day) = text.day.filter(|_| front.meta.date.is_none())
            && !front.has(&["date"])
        {
            front.add("date", &day.to_string());
        }
        if text.draft && !front.meta.draft {
            front.set(&["draft"], "draft", "true");
        }
        if let Some((lang, _)) = &text.lang
            && front.meta.lang.is_none()
        {
            front.add("lang", lang);
        }
        if !text.categories.is_empty() {
            let mut all = text.categories.clone();
            let own = front.meta.categories.iter();
            let own = own.map(ToString::to_string);
            all.extend(own.filter(|one| !text.categories.contains(one)));
            front.set(
                &["categories", "category"],
                "categories",
                &front::list(&all),
            );
        }
        let old = match self.rules.address(text, &front.meta) {
            Ok(old) => old,
            // What was never published has none.
            Err(_) if text.draft || front.meta.draft => Vec::new(),
            Err(why) => {
                let message = format!("the old address is not known: {why}");
                let mut note = warning("import-address", to, None, message);
                note.hint("write it under `aliases`");
                notes.push(note);
                Vec::new()
            }
        };
        let written = front.meta.permalink.clone();
        if let (Some(written), Some(first)) = (&written, old.first())
            && written.contains(':')
            && !written.contains("://")
        {
            front.set(&["permalink", "url"], "permalink", &front::quoted(first));
            front.meta.permalink = Some(first.as_str().into());
        }
        self.aliases(front, old);
    }

    /// The old addresses join those that the front matter names, but for the one that the post has.
    fn aliases(&self, front: &mut Front, old: Vec<String>) {
        let mut now = site::route_of(&self.text.to, &front.meta);
        // Where only the case differs no redirect can tell the two apart.
        let differs = |old: &&String| {
            let route = site::old_route(&format!("{}{old}", self.prefix.trim_end_matches('/')));
            route.is_some_and(|r| r != now && r.0.to_lowercase() == now.0.to_lowercase())
        };
        if let Some(old) = old.iter().find(differs) {
            front.add("permalink", &front::quoted(old));
            front.meta.permalink = Some(old.as_str().into());
            now = site::route_of(&self.text.to, &front.meta);
        }
        let mut aliases: Vec<String> = Vec::new();
        let written = front.meta.aliases.iter();
        let resolved = written.map(|alias| self.resolved(alias, old.first()));
        let resolved: Vec<String> = resolved.collect();
        let changed = resolved != front.meta.aliases;
        let n_written = resolved.len();
        for (at, alias) in resolved.into_iter().chain(old).enumerate() {
            // What the old site wrote by hand stood below its base, as all its addresses did.
            let absolute = alias.contains("://");
            let alias = if absolute || self.prefix.is_empty() {
                alias
            } else {
                format!("{}{alias}", self.prefix.trim_end_matches('/'))
            };
            if at >= n_written && site::old_route(&alias).is_none_or(|route| route == now) {
                continue;
            }
            if !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        if changed || aliases.len() != n_written || !self.prefix.is_empty() && n_written > 0 {
            let keys = ["aliases", "alias", "redirect_from"];
            front.set(&keys, "aliases", &front::list(&aliases));
        }
    }

    /// Hugo's aliases may be relative to the folder that the page stands in.
    fn resolved(&self, alias: &str, own: Option<&String>) -> String {
        let relative = !alias.starts_with('/') && !alias.contains("://");
        if self.generator != Generator::Hugo || !relative {
            return alias.to_owned();
        }
        let folder = own.and_then(|own| own.trim_end_matches('/').rsplit_once('/'));
        format!("{}/{alias}", folder.map_or("", |(folder, _)| folder))
    }
}

impl Plan {
    /// Says what was left behind: once for all files that share a reason.
    fn tell_left(
        &mut self,
        left: &BTreeMap<&str, Vec<&str>>,
        unserved: &BTreeMap<String, usize>,
        unread: &BTreeMap<String, Vec<String>>,
    ) {
        for (why, files) in left {
            let message = format!("left behind: {why}{}", and_more(files.len()));
            self.notes
                .push(warning("import-left", files[0], None, message));
        }
        if !unserved.is_empty() {
            let kinds = unserved
                .iter()
                .map(|(kind, n)| format!("{n} `{kind}`"))
                .collect::<Vec<_>>()
                .join(", ");
            let message = format!("files that an archive does not publish: {kinds}");
            self.notes.push(warning("import-left", ".", None, message));
        }
        for (key, files) in unread {
            let more = and_more(files.len());
            let message = format!("`{key}` is kept, but dibao does not read it{more}");
            self.notes
                .push(warning("import-key", &files[0], None, message));
        }
    }
}

fn and_more(n: usize) -> String {
    match n {
        1 => String::new(),
        n => format!(" (here and in {} more)", n - 1),
    }
}

/// The path itself, or with a number where another file has it in any case.
fn free(taken: &mut BTreeSet<String>, path: &str) -> String {
    let (stem, extension) = match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => (stem, format!(".{extension}")),
        _ => (path, String::new()),
    };
    (1..=taken.len() + 1)
        .map(|n| match n {
            1 => path.to_owned(),
            n => format!("{stem}-{n}{extension}"),
        })
        .find(|path| taken.insert(path.to_lowercase()))
        .expect("more numbers than names are tried")
}

fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, extension)) => format!(".{}", extension.to_ascii_lowercase()),
        None => name.to_owned(),
    }
}

fn is_yaml(path: &str) -> bool {
    matches!(extension(path).as_str(), ".yaml" | ".yml")
}

/// Whether a name is that of a text in Markdown.
fn is_markdown(path: &str) -> bool {
    matches!(
        extension(path).as_str(),
        ".md" | ".markdown" | ".mkd" | ".mdown" | ".mkdn"
    )
}

/// The path with `.md` for whatever ending Markdown had.
fn as_md(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    format!("{stem}.md")
}

/// Kinds of files that people put beside texts, among those of a site's root, where its workings
/// lie too.
fn is_attachment(path: &str) -> bool {
    const KINDS: [&str; 36] = [
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".ico", ".tif", ".tiff",
        ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp", ".rtf",
        ".csv", ".tsv", ".zip", ".7z", ".rar", ".gz", ".mp3", ".ogg", ".m4a", ".wav", ".mp4",
        ".webm", ".epub", ".wps",
    ];
    KINDS.contains(&extension(path).as_str())
}

/// A day at the beginning of a name, and the rest: `2020-09-13-weekly`.
fn dated(name: &str) -> Option<(jiff::civil::Date, &str)> {
    let bytes = name.as_bytes();
    let end = name.char_indices().nth(10).map_or(name.len(), |(at, _)| at);
    if bytes.len() < 12 || end != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let day = name[..10].parse().ok()?;
    let rest = name[10..].strip_prefix(['-', '_'])?;
    (!rest.is_empty()).then_some((day, rest))
}

/// A file that cannot be taken, by its path in the folder.
pub fn problem(path: &str, message: String) -> Diagnostic {
    error("import-file", path, message)
}

fn warning(code: &'static str, path: &str, place: Option<Place>, message: String) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        code,
        path: path.to_owned(),
        place,
        message,
        hint: None,
    }
}

fn error(code: &'static str, path: &str, message: String) -> Diagnostic {
    Diagnostic {
        severity: Severity::Error,
        ..warning(code, path, None, message)
    }
}

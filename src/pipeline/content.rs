//! From the disk to a planned site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use rayon::prelude::*;

use super::aside::Aside;
use super::cache::Cache;
use super::options::{base_url, no_content};
use super::parser::{Memory, Parsed, Parser};
use super::picture;
use super::shelf::{Room, Rooms, Shelf, TEXTS_FOR_INDEX, TEXTS_IN_MEMORY};
use super::{BuildError, CACHE, Clock, Options, Stage, failed, on_threads, put_in_order};
use crate::archive::{self, Archive};
use crate::config::{self, SearchMode, Settings};
use crate::diagnostic::{Diagnostic, Exceptions, Severity};
use crate::document::{self, Document};
use crate::history::{self, Stories};
use crate::lexicon::Lexicon;
use crate::lint::{Hosts, Trace};
use crate::load::{self, Entry, Listing};
use crate::render::Renderer;
use crate::render::admin::SCRIPT;
use crate::site::{self, Asset, Route, Site};
use crate::source::Source;
use crate::theme::Theme;

/// Everything between reading and rendering.
#[derive(Debug)]
pub struct Content {
    /// The settings, with what the command line overrules.
    pub settings: Settings,
    /// All Documents and indexes.
    pub archive: Archive,
    /// All addresses.
    pub site: Site,
    /// The names that a text is searched for.
    pub lexicon: Lexicon,
    /// How it looks.
    pub theme: Theme,
    /// Whether the archive has theme files of its own.
    pub own_theme: bool,
    /// What files allow.
    pub exceptions: Exceptions,
    /// Where each asset lies on disk, by its path below `content/`.
    pub assets: BTreeMap<String, PathBuf>,
    /// Where the HTML of the Documents lies, and texts of Items; `None` while they hold it.
    shelf: Option<Shelf>,
    /// Warnings that were put aside; `None` where they are few.
    aside: Option<Aside>,
    /// What is kept between builds, the HTML of the Documents among it.
    pub(super) cache: Option<Cache>,
    /// `tags.yaml` and `policies.yaml` where they exist.
    pub vocabulary: Vec<Source>,
    /// Files read as posts, standing pages, settings and vocabulary.
    pub n_sources: usize,
    /// Why the history that there is was not told.
    pub no_history: Option<String>,
    /// Why parsed posts are not kept for the next build, or what was kept is not used.
    pub no_cache: Option<String>,
}

/// What is left of Content when all pages are written.
#[derive(Debug)]
pub(super) struct Closed {
    pub(super) counts: Counts,
    pub(super) cache: Option<Cache>,
    pub(super) no_history: Option<String>,
    pub(super) no_cache: Option<String>,
}

/// What becomes of the HTML of Documents between parsing and rendering.
#[derive(Debug, Clone, Copy)]
pub enum Keep<'a> {
    /// It stays in memory.
    Here,
    /// It goes into a nameless file on the disk of this folder.
    Beside(&'a Path),
    /// It is needed where the archive has a theme of its own, and else goes.
    ForOwnTheme,
}

/// How much there is in an archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Posts.
    pub posts: usize,
    /// Items in them.
    pub items: usize,
    /// Posts among them that are built only where drafts are asked for.
    pub drafts: usize,
}

impl Content {
    /// The pages of the site, ready to render.
    pub fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.archive, &self.site, &self.settings, &self.theme)
            .with_shelf(either(self.cache.as_ref(), self.shelf.as_ref()))
    }

    /// Why something that was put aside could not be read again: nothing that was made of it is to be
    /// published.
    pub(super) fn lost(&self) -> Option<BuildError> {
        let cache = self.cache.as_ref().and_then(Cache::lost);
        cache.or_else(|| self.shelf.as_ref().and_then(Shelf::lost))
    }

    /// Whether there are warnings that were put aside.
    pub(super) fn has_warnings_aside(&self) -> bool {
        self.aside.is_some()
    }

    /// Lets go of all that only rendering needs, and puts the warnings that were put aside before what was
    /// told since.
    pub(super) fn close(
        self,
        since: Vec<Diagnostic>,
    ) -> Result<(Closed, Vec<Diagnostic>), BuildError> {
        let closed = Closed {
            counts: self.counts(),
            cache: self.cache,
            no_history: self.no_history,
            no_cache: self.no_cache,
        };
        let aside = self.aside;
        drop((self.archive, self.site));
        let told = match aside {
            Some(aside) => aside.give_back(since)?,
            None => since,
        };
        Ok((closed, told))
    }

    /// Puts the scripts of the CMS among the assets, when the settings ask for it.
    pub fn add_admin(&mut self, options: &Options) -> Option<Diagnostic> {
        let admin = self.settings.admin.as_ref()?;
        match load::scripts(&options.root, &admin.bundle, SCRIPT) {
            Ok(scripts) => {
                for (name, disk) in scripts {
                    // No file below `content/` has such a path.
                    let path = format!("/admin/{name}");
                    let route = Route::from(format!("admin/{name}"));
                    self.assets.insert(path.clone(), disk);
                    self.site.assets.push(Asset { path, route });
                }
                None
            }
            Err(flaw) => Some(flaw),
        }
    }

    /// Counts posts and their Items.
    pub fn counts(&self) -> Counts {
        let posts = &self.archive.newest;
        let document = |post: &u32| &self.archive.documents[*post as usize];
        Counts {
            posts: posts.len(),
            items: posts.iter().map(|post| document(post).items.len()).sum(),
            drafts: posts
                .iter()
                .filter(|post| document(post).meta.draft)
                .count(),
        }
    }
}

/// Goes from the disk to a planned site. Documents with errors are left out of it, by name: the
/// caller decides whether that is good enough.
pub fn read(
    options: &Options,
    memory: Option<&mut Memory>,
    keep: &Keep<'_>,
    clock: &mut Clock,
) -> Result<(Content, Vec<Diagnostic>), BuildError> {
    let (content, diagnostics, _) = read_for(Purpose::Site, options, memory, keep, clock)?;
    Ok((content, diagnostics))
}

/// Where what was put aside lies.
fn either<'a>(
    cache: Option<&'a Cache>,
    shelf: Option<&'a Shelf>,
) -> Option<&'a dyn document::Shelf> {
    let cache = cache.map(|cache| cache as &dyn document::Shelf);
    cache.or(shelf.map(|shelf| shelf as &dyn document::Shelf))
}

/// What is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To render it.
    Site,
    /// To tell what is wrong with it.
    Check,
}

/// What only `check` looks at, before it is compared.
#[derive(Debug, Default)]
pub(super) struct Lints {
    /// What single files tell.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What they tell together.
    pub(super) traces: Vec<Trace>,
    /// What is known of hosts.
    pub(super) hosts: Hosts,
}

/// Reads as [`read`] does; to check, without the HTML that nobody will render, and with the lints.
pub(super) fn read_for(
    purpose: Purpose,
    options: &Options,
    mut memory: Option<&mut Memory>,
    keep: &Keep<'_>,
    clock: &mut Clock,
) -> Result<(Content, Vec<Diagnostic>, Lints), BuildError> {
    let (listing, mut diagnostics) = load::list(&options.root).map_err(no_content(options))?;
    let (circumstances, flaws) = Circumstances::read(options, &listing)?;
    diagnostics.extend(flaws);
    clock.lap(Stage::Load);

    let (theme, own_theme, flaws) = theme(options, &circumstances.settings);
    diagnostics.extend(flaws);
    clock.lap(Stage::Theme);

    let (cache, mut no_cache) = match keep {
        Keep::Beside(_) => circumstances.cache(options),
        Keep::Here | Keep::ForOwnTheme => (None, None),
    };
    let shelf = match keep {
        Keep::Beside(folder) if cache.is_none() => Some(Shelf::new(folder)?),
        Keep::Beside(_) | Keep::Here | Keep::ForOwnTheme => None,
    };
    let rooms = rooms(options, purpose, &circumstances.settings);
    let mut lints = Lints::default();
    let links = circumstances.files.iter();
    if let Some(file) = links.clone().find(|file| file.path == "links.csv") {
        let flaws;
        (lints.hosts, flaws) = Hosts::read(file);
        diagnostics.extend(flaws);
    }
    let parsing = Parsing {
        options,
        circumstances: &circumstances,
        memory: memory.as_deref(),
        shelf: shelf.as_ref(),
        cache: cache.as_ref(),
        rooms: &rooms,
        unwanted: matches!(keep, Keep::ForOwnTheme) && !own_theme,
        hosts: (purpose == Purpose::Check).then_some(&lints.hosts),
    };
    // Threads of their own: what they needed for a while can only be used again when they have ended.
    let (parsed, told) = on_threads(options, || parsing.parse(&listing.posts))??;
    let n_sources = listing.posts.len() + listing.settings.len();
    drop(listing.posts);
    let no_history = told.as_ref().err().cloned();
    if let Some(cache) = &cache {
        no_cache = finish(cache);
    }
    if let Some(memory) = &mut memory {
        memory.keep(&circumstances.files, &parsed, told.unwrap_or_default());
    }
    let mut exceptions = Exceptions::default();
    let settings = circumstances.settings;
    let documents = sound(
        parsed,
        &settings,
        &mut exceptions,
        &mut diagnostics,
        &mut lints,
        clock,
    );
    let aside = match keep {
        Keep::Beside(folder) => Aside::take(&mut diagnostics, folder)?,
        Keep::Here | Keep::ForOwnTheme => None,
    };
    let mut documents = documents;
    lay_together(&mut documents);
    clock.lap(Stage::Parse);

    let assets: BTreeMap<String, PathBuf> = listing
        .assets
        .into_iter()
        .map(|entry| (entry.path, entry.disk))
        .collect();
    let words = named(&circumstances.files, &["tags.yaml", "policies.yaml"]);
    let (archive, mut site, flaws) = arrange(
        documents,
        &settings,
        &words,
        &assets,
        either(cache.as_ref(), shelf.as_ref()),
        &mut exceptions,
        clock,
    );
    if purpose == Purpose::Site {
        site.sizes = picture::sizes(&site.assets, &assets);
    }
    diagnostics.extend(flaws);
    settings.rules.apply(&mut diagnostics);
    put_in_order(&mut diagnostics);
    let content = Content {
        settings,
        lexicon: circumstances.lexicon,
        archive,
        site,
        theme,
        own_theme,
        exceptions,
        assets,
        shelf,
        aside,
        cache,
        n_sources,
        vocabulary: words,
        no_history,
        no_cache,
    };
    Ok((content, diagnostics, lints))
}

/// How many texts stay in memory.
fn rooms(options: &Options, purpose: Purpose, settings: &Settings) -> Rooms {
    let indexed = purpose == Purpose::Site && settings.search != SearchMode::Off;
    let new = if indexed {
        TEXTS_FOR_INDEX
    } else {
        TEXTS_IN_MEMORY
    };
    Rooms {
        new: Room::new(options.texts_in_memory.unwrap_or(new)),
        kept: Room::new(options.texts_in_memory.unwrap_or(TEXTS_IN_MEMORY)),
    }
}

/// Names what the next build can use; what there is to say of what this one could not.
fn finish(cache: &Cache) -> Option<String> {
    let n_refused = cache.n_refused();
    match cache.finish() {
        Err(error) => Some(format!("nothing is kept for the next build: {error}")),
        Ok(()) if n_refused > 0 => Some(format!(
            "{n_refused} parsed posts in `.dibao/` are damaged or were kept by somebody else, and are not used"
        )),
        Ok(()) => None,
    }
}

/// The theme that the settings name, with the archive's own files; the built-in one where those are
/// at fault.
fn theme(options: &Options, settings: &Settings) -> (Theme, bool, Vec<Diagnostic>) {
    let (overrides, mut diagnostics) = load::theme(&options.root, &settings.theme);
    let theme = Theme::new(&settings.theme, &overrides).unwrap_or_else(|flaws| {
        diagnostics.extend(flaws);
        Theme::new(&settings.theme, &BTreeMap::new())
            .expect("the built-in theme compiles: a test does it")
    });
    (theme, !overrides.is_empty(), diagnostics)
}

/// The parallel map from files to Documents, and what it needs.
struct Parsing<'a> {
    options: &'a Options,
    circumstances: &'a Circumstances,
    memory: Option<&'a Memory>,
    shelf: Option<&'a Shelf>,
    cache: Option<&'a Cache>,
    /// For the texts of Items that stay in memory.
    rooms: &'a Rooms,
    /// Whether nobody will look at the HTML.
    unwanted: bool,
    /// What is known of hosts, where lints are asked for.
    hosts: Option<&'a Hosts>,
}

/// What git told of the posts, where it was asked and could tell; else why not.
type Told = Result<Option<Arc<Stories>>, String>;

impl Parsing<'_> {
    /// Parses all posts while git tells their history.
    fn parse(&self, posts: &[Entry]) -> Result<(Vec<Parsed>, Told), BuildError> {
        let Self {
            options,
            circumstances,
            memory,
            ..
        } = self;
        let settings = &circumstances.settings;
        let parser = Parser {
            settings,
            lexicon: &circumstances.lexicon,
            known: memory.filter(|memory| memory.fits(&circumstances.files)),
            cache: self.cache.map(|cache| (cache, &self.rooms.kept)),
            explain: false,
            lint: self.hosts,
            timed: options.timed,
        };
        let total = &options.progress.total;
        total.fetch_add(posts.len(), Ordering::Relaxed);
        let known = memory.and_then(|memory| memory.stories.clone());
        let (mut parsed, told) = thread::scope(|scope| {
            let asks = options.history && settings.history && known.is_none();
            let told = asks.then(|| scope.spawn(|| history::read(&options.root)));
            let parsed = posts.par_iter().map(|entry| self.parse_one(&parser, entry));
            let parsed = parsed.collect::<Result<Vec<Parsed>, BuildError>>()?;
            let told = told.map(|told| {
                told.join()
                    .unwrap_or_else(|_| Err("dibao failed".to_owned()))
            });
            Ok::<_, BuildError>((parsed, told))
        })?;
        let told: Told = match told {
            Some(told) => told.map(|stories| stories.map(Arc::new)),
            None => Ok(known),
        };
        if let (true, Ok(Some(stories))) = (settings.history, &told) {
            // Those that are shared were told when they were new.
            let fresh = parsed.iter_mut().filter_map(|one| one.document.as_mut());
            for document in fresh.filter_map(Arc::get_mut) {
                history::tell(document, stories);
            }
        }
        Ok((parsed, told))
    }

    fn parse_one(&self, parser: &Parser<'_>, entry: &Entry) -> Result<Parsed, BuildError> {
        self.options.go_on()?;
        let mut parsed = parser.parse(entry);
        if let Some(document) = parsed.document.as_mut().and_then(Arc::get_mut) {
            match (self.cache, self.shelf) {
                (Some(_), _) if document.shelved.is_some() => {}
                (Some(cache), _) => cache.put(document, &parsed.diagnostics, &self.rooms.new),
                (None, Some(shelf)) => shelf.put(document, &self.rooms.new)?,
                (None, None) if self.unwanted => document.leaf = None,
                (None, None) => {}
            }
        }
        self.options.progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(parsed)
    }
}

/// The Documents that a site is made of: sound ones, and drafts only where they are asked for. Their
/// Diagnostics, lints and times are taken along.
fn sound(
    parsed: Vec<Parsed>,
    settings: &Settings,
    exceptions: &mut Exceptions,
    diagnostics: &mut Vec<Diagnostic>,
    lints: &mut Lints,
    clock: &mut Clock,
) -> Vec<Arc<Document>> {
    let mut documents = Vec::with_capacity(parsed.len());
    diagnostics.reserve_exact(parsed.iter().map(|one| one.diagnostics.len()).sum());
    for mut one in parsed {
        clock.book(one.steps);
        settings.rules.apply(&mut one.diagnostics);
        if let Some(document) = &one.document {
            exceptions.add(&document.path, &document.allows);
            exceptions.apply(&mut one.diagnostics);
        }
        let sound = !failed(&one.diagnostics, false);
        diagnostics.extend(one.diagnostics);
        if let Some((told, trace)) = one.lints {
            lints.diagnostics.extend(told);
            lints.traces.push(trace);
        }
        documents.extend(
            one.document
                .filter(|document| sound && (settings.drafts || !document.meta.draft)),
        );
    }
    documents
}

/// Copies Documents one by one, each in place of itself. A copy has no room to grow in any of its texts and
/// lists, and copies lie together: what they were parsed into lies between holes, where parsing had put
/// what it needed for a while. Of 100,000 posts that is 100 MB.
fn lay_together(documents: &mut [Arc<Document>]) {
    documents.par_iter_mut().for_each(|document| {
        if let Some(own) = Arc::get_mut(document) {
            *document = Arc::new(own.clone());
        }
    });
}

/// Reads and parses one file below `content/`, by its path there, as a build would. `None` when the
/// listing does not hold it as a post.
pub fn parse_one(
    options: &Options,
    path: &str,
) -> Result<Option<(Source, Document, Vec<Diagnostic>)>, BuildError> {
    on_threads(options, || {
        let (listing, _) = load::list(&options.root).map_err(no_content(options))?;
        let Some(entry) = listing.posts.iter().find(|entry| entry.path == path) else {
            return Ok(None);
        };
        let (circumstances, _) = Circumstances::read(options, &listing)?;
        let Ok((source, flaws)) = load::source(entry) else {
            return Ok(None);
        };
        let parser = Parser {
            settings: &circumstances.settings,
            lexicon: &circumstances.lexicon,
            known: None,
            cache: None,
            explain: true,
            lint: None,
            timed: false,
        };
        let parsed = parser.parse_source(&source, flaws);
        Ok(parsed
            .document
            .and_then(Arc::into_inner)
            .map(|document| (source, document, parsed.diagnostics)))
    })?
}

/// Reads and parses the post at a real path, for an archive that was read before; what its front
/// matter and text tell. `None` where there is no such post, or it has errors.
pub fn parse_again(
    content: &Content,
    options: &Options,
    disk: &Path,
) -> Option<(Document, Vec<Diagnostic>)> {
    let entry = load::post_at(&options.root, disk)?;
    let parser = Parser {
        settings: &content.settings,
        lexicon: &content.lexicon,
        known: None,
        cache: None,
        explain: false,
        lint: None,
        timed: false,
    };
    let Parsed {
        document,
        mut diagnostics,
        ..
    } = parser.parse(&entry);
    let document = document.and_then(Arc::into_inner)?;
    let mut exceptions = Exceptions::default();
    exceptions.add(&document.path, &document.allows);
    content.settings.rules.apply(&mut diagnostics);
    exceptions.apply(&mut diagnostics);
    (!failed(&diagnostics, false)).then_some((document, diagnostics))
}

/// What parsing depends on beside the text.
struct Circumstances {
    /// Settings and vocabulary as read.
    files: Vec<Source>,
    settings: Settings,
    lexicon: Lexicon,
}

impl Circumstances {
    fn read(options: &Options, listing: &Listing) -> Result<(Self, Vec<Diagnostic>), BuildError> {
        let mut diagnostics = Vec::new();
        let mut files = Vec::new();
        for entry in &listing.settings {
            match load::source(entry) {
                Ok((source, flaws)) => {
                    diagnostics.extend(flaws);
                    files.push(source);
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        let (settings, flaws) = settings(options, &files)?;
        diagnostics.extend(flaws);
        let (lexicon, flaws) =
            Lexicon::new(&named(&files, &["regions.yaml"]), &settings.boilerplate);
        diagnostics.extend(flaws);
        let circumstances = Self {
            files,
            settings,
            lexicon,
        };
        Ok((circumstances, diagnostics))
    }
}

impl Circumstances {
    /// What earlier builds kept, and what will be kept of this one; else why there is nothing.
    fn cache(&self, options: &Options) -> (Option<Cache>, Option<String>) {
        let (true, Some(secret)) = (options.cache, options.secret) else {
            return (None, None);
        };
        let opened = program().and_then(|program| {
            let mut key = blake3::Hasher::new();
            key.update(&program);
            key.update(format!("{:?}", self.settings).as_bytes());
            for file in &self.files {
                key.update(&file.key.0);
                key.update(file.path.as_bytes());
            }
            Cache::open(&options.root.join(CACHE), secret, key.finalize().into())
        });
        match opened {
            Ok(cache) => (Some(cache), None),
            Err(error) => {
                let why = format!("nothing is kept for the next build: {error}");
                (None, Some(why))
            }
        }
    }
}

/// What this program is: another one may parse otherwise.
fn program() -> io::Result<[u8; 32]> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program knows itself by its bytes"
    )]
    let mut file = File::open(std::env::current_exe()?)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(&mut file)?;
    Ok(hasher.finalize().into())
}

/// The files of these names, in order of path.
fn named(files: &[Source], names: &[&str]) -> Vec<Source> {
    let found = files
        .iter()
        .filter(|file| names.contains(&file.path.as_str()));
    found.cloned().collect()
}

/// The settings, with what the command line overrules.
fn settings(
    options: &Options,
    files: &[Source],
) -> Result<(Settings, Vec<Diagnostic>), BuildError> {
    let file = files.iter().find(|file| file.path == "site.yaml");
    let (mut settings, flaws) = match file {
        Some(file) => config::read(file),
        None => (Settings::default(), Vec::new()),
    };
    if let Some(url) = &options.base_url {
        settings.base_url = base_url(url).ok_or_else(|| BuildError::BaseUrl(url.clone()))?;
    }
    if let Some(search) = options.search {
        settings.search = search;
    }
    settings.drafts = options.drafts;
    settings.offline = options.offline;
    Ok((settings, flaws))
}

/// Gathers and plans, again without the Documents at fault where there are errors, until there are
/// none or nothing more can be left out. Tells all of the first time and new errors of later ones.
fn arrange(
    mut documents: Vec<Arc<Document>>,
    settings: &Settings,
    vocabulary: &[Source],
    assets: &BTreeMap<String, PathBuf>,
    shelf: Option<&dyn document::Shelf>,
    exceptions: &mut Exceptions,
    clock: &mut Clock,
) -> (Archive, Site, Vec<Diagnostic>) {
    let assets: Vec<String> = assets.keys().cloned().collect();
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut again = false;
    loop {
        let (archive, mut flaws) = archive::gather_shelved(documents, settings, vocabulary, shelf);
        clock.lap(Stage::Gather);
        let (site, more) = site::plan(&archive, settings, &assets);
        clock.lap(Stage::Plan);
        flaws.extend(more);
        settings.rules.apply(&mut flaws);
        exceptions.apply(&mut flaws);
        let at_fault: BTreeSet<String> = flaws
            .iter()
            .filter(|flaw| flaw.severity == Severity::Error)
            .filter_map(|flaw| flaw.path.strip_prefix("content/"))
            .map(str::to_owned)
            .collect();
        if again {
            flaws.retain(|flaw| flaw.severity == Severity::Error && !told.contains(flaw));
        }
        told.extend(flaws);
        let n_documents = archive.documents.len();
        if !archive
            .documents
            .iter()
            .any(|one| at_fault.contains(&one.path))
        {
            return (archive, site, told);
        }
        documents = archive.documents;
        documents.retain(|document| !at_fault.contains(&document.path));
        debug_assert!(documents.len() < n_documents, "each round leaves one out");
        again = true;
    }
}

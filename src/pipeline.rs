//! The sentence that a build is: load, parse, gather, plan, render, write.
//!
//! [`read`] goes from the disk to a planned [`Content`]; [`build`] writes it; `serve` and `check`
//! stop earlier or render on demand. Errors in the content stop a build before anything in the
//! output changes; with `keep_going` the files at fault are left out by name instead.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::archive::{self, Archive};
use crate::config::{self, SearchMode, Settings};
use crate::diagnostic::{self, Diagnostic, Severity, apply_levels};
use crate::document::{self, Document};
use crate::lexicon::Lexicon;
use crate::load::{self, Entry};
use crate::render::{Artifact, Job, Renderer};
use crate::site::{self, PageKind, Site};
use crate::source::Source;
use crate::theme::Theme;
use crate::write::{Output, Staging, WriteError, Written};

pub use timings::{Clock, Stage, Timings};

mod timings;

/// Stack of the threads that parse and render. Parsers of Markdown, HTML and YAML recurse; their
/// bounds on nesting are tested against this.
pub const STACK: usize = 16 << 20;

/// What to build and how.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder that holds `content/`.
    pub root: PathBuf,
    /// Where to; `public/` under the root when absent.
    pub output: Option<PathBuf>,
    /// Overrules the settings' `base_url`.
    pub base_url: Option<String>,
    /// Builds drafts too.
    pub drafts: bool,
    /// Counts warnings as errors.
    pub strict: bool,
    /// Leaves files with errors out and builds the rest.
    pub keep_going: bool,
    /// Overrules the settings' search mode.
    pub search: Option<SearchMode>,
    /// Makes a site that opens from `file://`.
    pub offline: bool,
    /// Threads; as many as the machine has processors when absent.
    pub jobs: Option<usize>,
    /// The user's home folder, which no build may replace.
    pub home: Option<PathBuf>,
    /// How far the build is, for whoever watches.
    pub progress: Arc<Progress>,
    /// Number of a signal that asks the build to stop, 0 while there is none; looked at between two
    /// files.
    pub signal: Arc<AtomicUsize>,
}

/// How far a build is: a count that another thread may look at.
#[derive(Debug, Default)]
pub struct Progress {
    /// Sources parsed and files written so far.
    pub done: AtomicUsize,
    /// Sources to parse and files to write, as far as known.
    pub total: AtomicUsize,
}

/// Everything between reading and rendering.
#[derive(Debug)]
pub struct Content {
    /// The settings, with what the command line overrules.
    pub settings: Settings,
    /// All Documents and indexes.
    pub archive: Archive,
    /// All addresses.
    pub site: Site,
    /// How it looks.
    pub theme: Theme,
    /// Whether the archive has theme files of its own.
    pub own_theme: bool,
    /// Where each asset lies on disk, by its path below `content/`.
    pub assets: BTreeMap<String, PathBuf>,
    /// Files read as posts, standing pages, settings and vocabulary.
    pub n_sources: usize,
}

/// What a build did.
#[derive(Debug)]
pub struct Report {
    /// All that there is to say about the content, in order of path and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Posts and Items in the site.
    pub counts: Counts,
    /// What was written; `None` when the content has errors and nothing was.
    pub written: Option<Written>,
    /// Where to.
    pub output: PathBuf,
    /// Time per stage.
    pub timings: Timings,
}

/// How much there is in an archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Posts.
    pub posts: usize,
    /// Items in them.
    pub items: usize,
}

/// A build cannot be done, whatever the content says.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// There is no archive.
    #[error("no folder `content/` in `{path}`: {source}", path = root.display())]
    NoContent {
        /// Where it was looked for.
        root: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `--base-url` is none.
    #[error(
        "`{0}` is no address that a site can have: give `https://host/` or `https://host/path/`"
    )]
    BaseUrl(String),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The system gives no threads.
    #[error("cannot start threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A signal asked to stop.
    #[error("interrupted; the output is as it was")]
    Interrupted,
}

/// Builds the site. With errors in the content `written` is `None` and nothing has changed.
pub fn build(options: &Options) -> Result<Report, BuildError> {
    on_threads(options, || build_here(options))?
}

/// Reads and plans everything, and renders what may have errors of its own, without writing.
pub fn check(options: &Options) -> Result<Report, BuildError> {
    on_threads(options, || {
        let mut clock = Clock::start();
        let (content, mut diagnostics) = read(options, None, &mut clock)?;
        // The built-in theme renders whatever it is given; an archive's own may not.
        if content.own_theme {
            let renderer = content.renderer();
            let jobs = renderer.jobs();
            let failed = jobs
                .par_iter()
                .filter_map(|job| render(&renderer, job).err());
            diagnostics.extend(failed.collect::<Vec<_>>());
            put_in_order(&mut diagnostics);
            clock.lap(Stage::Render);
        }
        Ok(Report {
            diagnostics,
            counts: content.counts(),
            written: None,
            output: options.output_folder(),
            timings: clock.stop(),
        })
    })?
}

/// Runs a job on threads of known number and stack.
pub fn on_threads<T: Send>(
    options: &Options,
    job: impl FnOnce() -> T + Send,
) -> Result<T, BuildError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.unwrap_or(0))
        .stack_size(STACK)
        .build()?;
    Ok(pool.install(job))
}

/// Parsed Documents of an earlier reading, to be used again where neither the bytes nor the
/// settings and vocabulary have changed. Empty for a cold build.
#[derive(Debug, Default)]
pub struct Memory {
    /// What parsing depends on beside the text.
    circumstances: Vec<Source>,
    documents: BTreeMap<String, (Document, Vec<Diagnostic>)>,
}

impl Options {
    /// The output folder as asked for.
    pub fn output_folder(&self) -> PathBuf {
        match &self.output {
            Some(output) => output.clone(),
            None => self.root.join("public"),
        }
    }

    /// `Err` once a signal asks to stop.
    fn go_on(&self) -> Result<(), BuildError> {
        match self.signal.load(Ordering::Relaxed) {
            0 => Ok(()),
            _ => Err(BuildError::Interrupted),
        }
    }
}

impl Content {
    /// The pages of the site, ready to render.
    pub fn renderer(&self) -> Renderer<'_> {
        Renderer {
            archive: &self.archive,
            site: &self.site,
            settings: &self.settings,
            theme: &self.theme,
        }
    }

    /// Counts posts and their Items.
    pub fn counts(&self) -> Counts {
        let posts = &self.archive.newest;
        let items = posts
            .iter()
            .map(|post| self.archive.documents[*post as usize].items.len());
        Counts {
            posts: posts.len(),
            items: items.sum(),
        }
    }
}

impl Report {
    /// Whether the content has errors, or warnings where those count as such.
    pub fn failed(&self, strict: bool) -> bool {
        failed(&self.diagnostics, strict)
    }
}

fn failed(diagnostics: &[Diagnostic], strict: bool) -> bool {
    diagnostics
        .iter()
        .any(|diagnostic| strict || diagnostic.severity == Severity::Error)
}

fn build_here(options: &Options) -> Result<Report, BuildError> {
    let mut clock = Clock::start();
    let folder = options.output_folder();
    let root = options.root.canonicalize().map_err(no_content(options))?;
    // Asked first: a wrong folder should not cost a minute of reading.
    let output = Output::new(&folder, &root, options.home.as_deref())?;
    let (content, mut diagnostics) = read(options, None, &mut clock)?;
    let mut written = None;
    if options.keep_going || !failed(&diagnostics, options.strict) {
        let staging = output.stage()?;
        let flawed = write(options, &content, &staging)?;
        clock.lap(Stage::Render);
        let sound = flawed.is_empty();
        diagnostics.extend(flawed);
        if sound || options.keep_going {
            staging.write_manifest()?;
            written = Some(staging.publish()?);
            clock.lap(Stage::Swap);
        }
    }
    put_in_order(&mut diagnostics);
    Ok(Report {
        diagnostics,
        counts: content.counts(),
        written,
        output: folder,
        timings: clock.stop(),
    })
}

/// Renders and writes every file of the site; each Artifact is dropped when it is written. What
/// cannot be rendered is returned, in order.
fn write(
    options: &Options,
    content: &Content,
    staging: &Staging,
) -> Result<Vec<Diagnostic>, BuildError> {
    let renderer = content.renderer();
    let jobs = renderer.jobs();
    let assets = &content.site.assets;
    let n_files = jobs.len() + assets.len();
    options.progress.total.fetch_add(n_files, Ordering::Relaxed);
    let one = |index: usize| -> Result<Option<Diagnostic>, BuildError> {
        options.go_on()?;
        let flaw = if let Some(job) = jobs.get(index) {
            match render(&renderer, job) {
                Ok(artifact) => {
                    staging.write(&artifact.path, artifact.body)?;
                    None
                }
                Err(diagnostic) => Some(diagnostic),
            }
        } else {
            let asset = &assets[index - jobs.len()];
            let disk = content.assets.get(&asset.path);
            staging.copy(
                &asset.route.0,
                disk.expect("the plan was given these assets"),
            )?;
            None
        };
        options.progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(flaw)
    };
    (0..n_files)
        .into_par_iter()
        .filter_map(|index| one(index).transpose())
        .collect()
}

/// Goes from the disk to a planned site. Documents with errors are left out of it, by name: the
/// caller decides whether that is good enough.
pub fn read(
    options: &Options,
    memory: Option<&mut Memory>,
    clock: &mut Clock,
) -> Result<(Content, Vec<Diagnostic>), BuildError> {
    let (listing, mut diagnostics) = load::list(&options.root).map_err(no_content(options))?;
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
    let vocabulary = |names: &[&str]| -> Vec<Source> {
        let named = files
            .iter()
            .filter(|file| names.contains(&file.path.as_str()));
        named.cloned().collect()
    };
    let (lexicon, flaws) = Lexicon::new(&vocabulary(&["regions.yaml"]), &settings.boilerplate);
    diagnostics.extend(flaws);
    clock.lap(Stage::Load);

    let known = memory.as_deref().filter(|memory| memory.fits(&files));
    let parser = Parser {
        settings: &settings,
        lexicon: &lexicon,
        known,
    };
    options
        .progress
        .total
        .fetch_add(listing.posts.len(), Ordering::Relaxed);
    let parsed = listing.posts.par_iter().map(|entry| {
        options.go_on()?;
        let parsed = parser.parse(entry);
        options.progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(parsed)
    });
    let parsed = parsed.collect::<Result<Vec<Parsed>, BuildError>>()?;
    if let Some(memory) = memory {
        memory.keep(&files, &parsed);
    }
    let mut documents = Vec::with_capacity(parsed.len());
    for mut one in parsed {
        apply_levels(&mut one.diagnostics, &settings.levels);
        let sound = !failed(&one.diagnostics, false);
        diagnostics.extend(one.diagnostics);
        documents.extend(
            one.document
                .filter(|document| sound && (settings.drafts || !document.meta.draft)),
        );
    }
    clock.lap(Stage::Parse);

    let (overrides, flaws) = load::theme(&options.root, &settings.theme);
    diagnostics.extend(flaws);
    let own_theme = !overrides.is_empty();
    let theme = match Theme::new(&overrides) {
        Ok(theme) => theme,
        Err(flaws) => {
            diagnostics.extend(flaws);
            Theme::new(&BTreeMap::new()).expect("the built-in theme compiles: a test does it")
        }
    };
    clock.lap(Stage::Theme);

    let assets: BTreeMap<String, PathBuf> = listing
        .assets
        .into_iter()
        .map(|entry| (entry.path, entry.disk))
        .collect();
    let words = vocabulary(&["tags.yaml", "policies.yaml"]);
    let (archive, site, flaws) = arrange(documents, &settings, &words, &assets, clock);
    diagnostics.extend(flaws);
    apply_levels(&mut diagnostics, &settings.levels);
    put_in_order(&mut diagnostics);
    let content = Content {
        settings,
        archive,
        site,
        theme,
        own_theme,
        assets,
        n_sources: listing.posts.len() + listing.settings.len(),
    };
    Ok((content, diagnostics))
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

/// An address with `http` or `https`, a host, perhaps a path, and a slash at the end.
fn base_url(url: &str) -> Option<String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split('/').next().unwrap_or_default();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\`{}|^?#".contains(c);
    if host.is_empty() || url.contains(odd) || rest.contains("//") {
        return None;
    }
    Some(format!("{}/", url.trim_end_matches('/')))
}

/// What parsing one file needs.
struct Parser<'a> {
    settings: &'a Settings,
    lexicon: &'a Lexicon,
    known: Option<&'a Memory>,
}

/// What became of one file.
struct Parsed {
    document: Option<Document>,
    diagnostics: Vec<Diagnostic>,
}

impl Parser<'_> {
    fn parse(&self, entry: &Entry) -> Parsed {
        match load::source(entry) {
            Ok((source, flaws)) => self.parse_source(&source, flaws),
            Err(diagnostic) => Parsed {
                document: None,
                diagnostics: vec![diagnostic],
            },
        }
    }

    fn parse_source(&self, source: &Source, mut diagnostics: Vec<Diagnostic>) -> Parsed {
        if let Some((document, known)) = self
            .known
            .and_then(|memory| memory.documents.get(&source.path))
            .filter(|(document, _)| document.key == source.key)
        {
            return Parsed {
                document: Some(document.clone()),
                diagnostics: known.clone(),
            };
        }
        let parse = || document::parse(source, self.settings, self.lexicon);
        match catch_unwind(AssertUnwindSafe(parse)) {
            Ok((document, flaws)) => {
                diagnostics.extend(flaws);
                Parsed {
                    document: Some(document),
                    diagnostics,
                }
            }
            Err(panic) => {
                let path = format!("content/{}", source.path);
                diagnostics.push(broken(path, panic.as_ref()));
                Parsed {
                    document: None,
                    diagnostics,
                }
            }
        }
    }
}

impl Memory {
    /// Whether the settings and vocabulary are those of the earlier reading.
    fn fits(&self, files: &[Source]) -> bool {
        let names = |files: &[Source]| -> Vec<_> {
            files
                .iter()
                .map(|file| (file.path.clone(), file.key))
                .collect()
        };
        names(&self.circumstances) == names(files)
    }

    fn keep(&mut self, files: &[Source], parsed: &[Parsed]) {
        self.circumstances = files.to_vec();
        self.documents = parsed
            .iter()
            .filter_map(|one| {
                let document = one.document.as_ref()?;
                let value = (document.clone(), one.diagnostics.clone());
                Some((document.path.clone(), value))
            })
            .collect();
    }
}

/// Gathers and plans, again without the Documents at fault where there are errors, until there are
/// none or nothing more can be left out. Tells all of the first time and new errors of later ones.
fn arrange(
    mut documents: Vec<Document>,
    settings: &Settings,
    vocabulary: &[Source],
    assets: &BTreeMap<String, PathBuf>,
    clock: &mut Clock,
) -> (Archive, Site, Vec<Diagnostic>) {
    let assets: Vec<String> = assets.keys().cloned().collect();
    let mut told: Vec<Diagnostic> = Vec::new();
    let mut again = false;
    loop {
        let (archive, mut flaws) = archive::gather(documents, settings, vocabulary);
        clock.lap(Stage::Gather);
        let (site, more) = site::plan(&archive, settings, &assets);
        clock.lap(Stage::Plan);
        flaws.extend(more);
        apply_levels(&mut flaws, &settings.levels);
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

/// Renders one Artifact; a panic in it is a Diagnostic like any other.
fn render<'a>(renderer: &Renderer<'a>, job: &Job) -> Result<Artifact<'a>, Diagnostic> {
    catch_unwind(AssertUnwindSafe(|| renderer.render(job))).unwrap_or_else(|panic| {
        let path = match job {
            Job::Page(index) => match renderer.site.pages[*index].kind {
                PageKind::Post { document } | PageKind::Standing { document } => {
                    let document = &renderer.archive.documents[document as usize];
                    format!("content/{}", document.path)
                }
                _ => renderer.site.pages[*index].route.0.clone(),
            },
            Job::File(path) => path.clone(),
        };
        Err(broken(path, panic.as_ref()))
    })
}

/// The error for a panic: a defect of dibao or of a library, met in one file.
fn broken(path: String, panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Diagnostic {
        severity: Severity::Error,
        code: "internal",
        path,
        place: None,
        message: format!("dibao itself failed here: {words}"),
        hint: Some("this is a defect of dibao; please report it with the file".to_owned()),
    }
}

/// Sorts by path and place, and says nothing twice.
fn put_in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostic::sort(diagnostics);
    diagnostics.dedup();
}

fn no_content(options: &Options) -> impl FnOnce(std::io::Error) -> BuildError {
    let root = options.root.clone();
    move |source| BuildError::NoContent { root, source }
}

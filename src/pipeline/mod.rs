//! The sentence that a build is: load, parse, gather, plan, render, write.
//!
//! [`read`] goes from the disk to a planned [`Content`]; [`build`] writes it; `serve` and `check`
//! stop earlier or render on demand. Errors in the content stop a build before anything in the
//! output changes; with `keep_going` the files at fault are left out by name instead.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::diagnostic::{self, Diagnostic, Severity};
use crate::lint::{self, Mender};
use crate::load;
use crate::render::{Artifact, Body, Job, Renderer};
use crate::search::Kept;
use crate::site::{PageKind, Route};
use crate::write::{Output, Staging, WriteError, Written};
use content::{Lints, Purpose};
use index::Before;
use options::no_content;
use parser::broken;

pub use cache::Secret;
pub use content::{Content, Counts, Keep, parse_again, parse_one, read};
pub use options::{BuildError, Options, Progress, STACK, on_threads};
pub use parser::{Memory, words_of};
pub use snapshot::{snapshot_here, snapshot_of_output};
pub use timings::{Clock, Stage, Steps, Timings};

mod cache;
mod content;
pub(crate) mod index;
mod options;
mod parser;
mod picture;
mod shelf;
mod snapshot;
mod timings;

/// The folder below the root that keeps what the next build can use again. It may be deleted at any
/// time.
const CACHE: &str = ".dibao";

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
    /// Why the history of the posts was not told, where there is one.
    pub no_history: Option<String>,
    /// Why parsed posts are not kept for the next build, or what was kept is not used.
    pub no_cache: Option<String>,
    /// Time per stage.
    pub timings: Timings,
}

/// Builds the site. With errors in the content `written` is `None` and nothing has changed.
pub fn build(options: &Options) -> Result<Report, BuildError> {
    on_threads(options, || build_here(options))?
}

/// Reads and plans everything, and renders what may have errors of its own, without writing.
pub fn check(options: &Options) -> Result<Report, BuildError> {
    let (report, _) = check_to_mend(options)?;
    Ok(report)
}

/// Checks as [`check`] does; the second value mends posts by what all of them tell.
pub fn check_to_mend(options: &Options) -> Result<(Report, Mender), BuildError> {
    on_threads(options, || {
        let mut clock = Clock::start();
        let (mut content, mut diagnostics, lints) = content::read_for(
            Purpose::Check,
            options,
            None,
            &Keep::ForOwnTheme,
            &mut clock,
        )?;
        let vocabulary = &content.vocabulary;
        let mender = Mender::new(&content.settings, &lints.hosts, &lints.traces, vocabulary);
        diagnostics.extend(lint(&mut content, lints));
        clock.lap(Stage::Lint);
        // The built-in theme renders whatever it is given; an archive's own may not.
        if content.own_theme {
            let renderer = content.renderer();
            let jobs = renderer.jobs();
            let failed = jobs
                .par_iter()
                .filter_map(|job| render(&renderer, job).err());
            diagnostics.extend(failed.collect::<Vec<_>>());
            clock.lap(Stage::Render);
        }
        put_in_order(&mut diagnostics);
        diagnostic::collapse(&mut diagnostics);
        let report = Report {
            diagnostics,
            counts: content.counts(),
            written: None,
            output: options.output_folder(),
            no_history: None,
            no_cache: None,
            timings: clock.stop(),
        };
        Ok((report, mender))
    })?
}

/// What only `check` tells, levels and exceptions minded; the exceptions that were of no use, too.
fn lint(content: &mut Content, lints: Lints) -> Vec<Diagnostic> {
    let assets: Vec<(String, u64)> = content
        .assets
        .iter()
        .filter_map(|(path, disk)| Some((path.clone(), disk.metadata().ok()?.len())))
        .collect();
    let rules = &content.settings.rules;
    let mut told = lints.diagnostics;
    told.extend(lint::archive(
        &content.archive,
        &content.settings,
        &content.vocabulary,
        &lints.traces,
        &assets,
    ));
    rules.apply(&mut told);
    content.exceptions.apply(&mut told);
    let mut unused: Vec<Diagnostic> = content.exceptions.unused().collect();
    rules.apply(&mut unused);
    told.extend(unused);
    told
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
    let cache = options.cache.then(|| root.join(CACHE));
    let output = Output::new(&folder, &root, options.home.as_deref())?.with_cache(cache);
    let (mut content, mut diagnostics) =
        read(options, None, &Keep::Beside(output.parent()), &mut clock)?;
    diagnostics.extend(content.add_admin(options));
    let mut written = None;
    if options.keep_going || !failed(&diagnostics, options.strict) {
        let staging = output.stage()?;
        let renderer = content.renderer();
        let flawed = write(options, &content, &renderer, &staging)?;
        let remembered = write_index(options, &content, &renderer, &staging)?;
        clock.lap(Stage::Render);
        let sound = flawed.is_empty();
        diagnostics.extend(flawed);
        if sound || options.keep_going {
            let problems = snapshot::problem_lines(&diagnostics);
            staging.write(snapshot::PROBLEMS, Body::Whole(problems.into_bytes()))?;
            staging.write_manifest()?;
            let site = staging.site();
            written = Some(staging.publish()?);
            if let Some(cache) = &content.cache {
                // Where it cannot be kept, the next index is made anew.
                let _ = cache.keep_index(site.stamp("search"), &remembered);
            }
            clock.lap(Stage::Swap);
        }
    }
    put_in_order(&mut diagnostics);
    Ok(Report {
        diagnostics,
        counts: content.counts(),
        written,
        output: folder,
        no_history: content.no_history,
        no_cache: content.no_cache,
        timings: clock.stop(),
    })
}

/// Renders and writes every file of the site; each Artifact is dropped when it is written. What
/// cannot be rendered is returned, in order.
fn write(
    options: &Options,
    content: &Content,
    renderer: &Renderer<'_>,
    staging: &Staging,
) -> Result<Vec<Diagnostic>, BuildError> {
    let jobs = renderer.jobs();
    let assets = &content.site.assets;
    let n_files = jobs.len() + assets.len();
    options.progress.total.fetch_add(n_files, Ordering::Relaxed);
    let one = |index: usize| -> Result<Option<Diagnostic>, BuildError> {
        options.go_on()?;
        let flaw = if let Some(job) = jobs.get(index) {
            match render(renderer, job) {
                Ok(artifact) => {
                    staging.write(&artifact.path, artifact.body)?;
                    None
                }
                Err(diagnostic) => Some(diagnostic),
            }
        } else {
            let asset = &assets[index - jobs.len()];
            let disk = content.assets.get(&asset.path);
            let disk = disk.expect("the plan was given these assets");
            match staging.copy(&asset.route.0, disk) {
                Ok(()) => None,
                // Not all that can be listed can be read, and files go while a site is built.
                Err(WriteError::Unreadable { source, .. }) => {
                    let path = format!("content/{}", asset.path);
                    Some(load::unreadable(&path, &source))
                }
                Err(error) => return Err(error.into()),
            }
        };
        options.progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(flaw)
    };
    let flawed = (0..n_files)
        .into_par_iter()
        .filter_map(|index| one(index).transpose())
        .collect::<Result<Vec<Diagnostic>, BuildError>>()?;
    Ok(flawed)
}

/// Writes the search index, from that of the standing site where little has changed. Returns what is
/// to be remembered of it.
fn write_index(
    options: &Options,
    content: &Content,
    renderer: &Renderer<'_>,
    staging: &Staging,
) -> Result<Vec<u8>, BuildError> {
    // The index speaks of the disk as of any reader; what it really said is kept beside.
    let failure: Mutex<Option<BuildError>> = Mutex::new(None);
    let told = |error: BuildError| {
        let said = io::Error::other(error.to_string());
        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        said
    };
    let sink = |path: String, bytes: Vec<u8>| {
        let written = options.go_on().and_then(|()| {
            let written = staging.write(&path, Body::Whole(bytes));
            written.map_err(BuildError::from)
        });
        written.map_err(told)
    };
    let old = |path: &str| staging.read_old(path);
    let keep = |kept: &Kept<'_>| {
        let kept = staging.keep(kept.from, kept.to, kept.names);
        kept.map_err(|error| told(error.into()))
    };
    let cache = content.cache.as_ref();
    let remembered = cache.and_then(|cache| cache.index(staging.site().stamp("search")));
    let before = remembered.map(|remembered| Before {
        remembered,
        old: &old,
        keep: &keep,
    });
    let indexed = index::build(renderer, &mut staging.spill(), &sink, before.as_ref());
    let failure = failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failure {
        Some(error) => Err(error),
        None => indexed.map_err(BuildError::Index),
    }
}

/// Renders one Artifact; a panic in it is a Diagnostic like any other.
pub fn render<'r>(renderer: &'r Renderer<'_>, job: &Job) -> Result<Artifact<'r>, Diagnostic> {
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

/// Sorts by path and place, and says nothing twice.
fn put_in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostic::sort(diagnostics);
    diagnostics.dedup();
}

/// The file that a page is written to.
pub fn file_of(route: &Route) -> String {
    match route.0.as_str() {
        "" => "index.html".to_owned(),
        page if page.ends_with('/') => format!("{page}index.html"),
        file => file.to_owned(),
    }
}

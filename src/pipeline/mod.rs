//! The sentence that a build is: load, parse, gather, plan, render, write.
//!
//! [`read`] goes from the disk to a planned [`Content`]; [`build`] writes it; `serve` and `check`
//! stop earlier or render on demand. Errors in the content stop a build before anything in the
//! output changes; with `keep_going` the files at fault are left out by name instead.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::diagnostic::{self, Diagnostic, Severity};
use crate::lint::{self, Mender};
use crate::render::{Body, Stream};
use crate::site::Route;
use crate::write::{Output, Written};
use content::{Lints, Purpose};
use options::no_content;

pub use cache::Secret;
pub use content::{Content, Counts, Keep, parse_again, parse_one, read};
pub use options::{BuildError, Options, Progress, STACK, on_threads};
pub use pages::render;
pub use parser::{Memory, words_of};
pub use snapshot::{snapshot_here, snapshot_of_output};
pub use timings::{Clock, Stage, Steps, Timings};

mod aside;
mod cache;
mod content;
pub(crate) mod index;
mod options;
mod pages;
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
    content.archive.forget_what_was_gathered();
    let mut rendered = None;
    let too_many = options.strict && content.has_warnings_aside();
    if options.keep_going || !(too_many || failed(&diagnostics, options.strict)) {
        let staging = output.stage()?;
        clock.lap(Stage::Tree);
        let renderer = content.renderer();
        let (flawed, shown) = pages::write(options, &content, &renderer, &staging)?;
        clock.lap(Stage::Render);
        let remembered = index::write(options, &content, &renderer, &staging)?;
        drop(renderer);
        if let Some(error) = content.lost() {
            return Err(error);
        }
        clock.lap(Stage::Index);
        if flawed.is_empty() || options.keep_going {
            rendered = Some((staging, shown, remembered));
        }
        diagnostics.extend(flawed);
    }
    let (closed, mut diagnostics) = content.close(diagnostics)?;
    put_in_order(&mut diagnostics);
    let mut written = None;
    if let Some((staging, shown, remembered)) = rendered {
        let problems: Stream<'_> = Box::new(|out| snapshot::write_problems(&diagnostics, out));
        staging.write(snapshot::PROBLEMS, Body::Streamed(problems))?;
        staging.write_manifest()?;
        let site = staging.site();
        written = Some(staging.publish()?);
        if let Some(cache) = &closed.cache {
            // What cannot be kept is made anew the next time.
            let _ = cache.keep_index(site.stamp("search"), &remembered);
            let _ = cache.keep_shown(&shown);
        }
        clock.lap(Stage::Swap);
    }
    Ok(Report {
        diagnostics,
        counts: closed.counts,
        written,
        output: folder,
        no_history: closed.no_history,
        no_cache: closed.no_cache,
        timings: clock.stop(),
    })
}

/// Sorts by path and place, and says nothing twice.
fn put_in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostic::sort(diagnostics);
    diagnostics.dedup();
}

/// The file that a page is written to.
pub fn file_of(route: &Route) -> String {
    match &*route.0 {
        "" => "index.html".to_owned(),
        page if page.ends_with('/') => format!("{page}index.html"),
        file => file.to_owned(),
    }
}

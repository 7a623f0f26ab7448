//! Everything but the search index, rendered and written.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use rayon::prelude::*;

use super::cache::Pages;
use super::content::Content;
use super::options::{BuildError, Options};
use super::parser::broken;
use crate::diagnostic::Diagnostic;
use crate::load;
use crate::render::{Artifact, Body, Job, Made, Renderer, ViewKey};
use crate::site::{Page, PageKind};
use crate::write::{Staging, Stamp, WriteError};

/// A page that was written, for the next build: its path, what it was made from, how its file looks.
type Shown = (String, (ViewKey, Stamp));

/// Renders and writes every file of the site but the search index; each Artifact is dropped when it
/// is written. Returns what cannot be rendered, in order, and what is to be remembered of the pages.
pub(super) fn write(
    options: &Options,
    content: &Content,
    renderer: &Renderer<'_>,
    staging: &Staging,
) -> Result<(Vec<Diagnostic>, Pages), BuildError> {
    let jobs = renderer.jobs();
    let assets = &content.site.assets;
    let n_files = jobs.len() + assets.len();
    options.progress.total.fetch_add(n_files, Ordering::Relaxed);
    let before = content.cache.as_ref().map(super::cache::Cache::pages);
    let one = |index: usize| -> Result<Result<Option<Shown>, Diagnostic>, BuildError> {
        options.go_on()?;
        let done = match (jobs.get(index), &before) {
            (Some(Job::Page(at)), Some(before)) => {
                let page = &renderer.site.pages[*at];
                write_page(renderer, staging, page, before)?
            }
            (Some(job), _) => match render(renderer, job) {
                Ok(artifact) => {
                    staging.write(&artifact.path, artifact.body)?;
                    Ok(None)
                }
                Err(flaw) => Err(flaw),
            },
            (None, _) => {
                let asset = &assets[index - jobs.len()];
                let disk = content.assets.get(&asset.path);
                let disk = disk.expect("the plan was given these assets");
                match staging.copy(&asset.route.0, disk) {
                    Ok(()) => Ok(None),
                    // Not all that can be listed can be read, and files go while a site is built.
                    Err(WriteError::Unreadable { source, .. }) => {
                        let path = format!("content/{}", asset.path);
                        Err(load::unreadable(&path, &source))
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        };
        options.progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(done)
    };
    let done: Vec<Result<Option<Shown>, Diagnostic>> = (0..n_files)
        .into_par_iter()
        .map(one)
        .filter(|done| !matches!(done, Ok(Ok(None))))
        .collect::<Result<_, BuildError>>()?;
    let mut flawed = Vec::new();
    let mut pages = Pages::new();
    for one in done {
        match one {
            Ok(shown) => pages.extend(shown),
            Err(flaw) => flawed.push(flaw),
        }
    }
    Ok((flawed, pages))
}

/// Writes a page, or takes it from the standing site where it was made from the same and its file
/// has not been touched since.
fn write_page(
    renderer: &Renderer<'_>,
    staging: &Staging,
    page: &Page,
    before: &Pages,
) -> Result<Result<Option<Shown>, Diagnostic>, BuildError> {
    let path = page.route.output_path();
    let known = before.get(&path);
    let known = known.filter(|(_, stamp)| staging.stands(&path, *stamp));
    let made = match changed(renderer, page, known.map(|(key, _)| *key)) {
        Ok(made) => made,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let html = match (made.html, known) {
        (Some(html), _) => html,
        (None, Some((_, stamp))) if staging.take(&path, *stamp)? => {
            let shown = made.key.map(|key| (path, (key, *stamp)));
            return Ok(Ok(shown));
        }
        // It stood a moment ago.
        (None, _) => match changed(renderer, page, None) {
            Ok(made) => made.whole(),
            Err(flaw) => return Ok(Err(flaw)),
        },
    };
    staging.write(&path, Body::Whole(html))?;
    let shown = made.key.zip(staging.stamp(&path));
    Ok(Ok(shown.map(|shown| (path, shown))))
}

fn changed(
    renderer: &Renderer<'_>,
    page: &Page,
    before: Option<ViewKey>,
) -> Result<Made, Diagnostic> {
    catch_unwind(AssertUnwindSafe(|| renderer.changed(page, before)))
        .unwrap_or_else(|panic| Err(broken(name_of(renderer, page), panic.as_ref())))
}

/// Renders one Artifact; a panic in it is a Diagnostic like any other.
pub fn render<'r>(renderer: &'r Renderer<'_>, job: &Job) -> Result<Artifact<'r>, Diagnostic> {
    catch_unwind(AssertUnwindSafe(|| renderer.render(job))).unwrap_or_else(|panic| {
        let path = match job {
            Job::Page(index) => name_of(renderer, &renderer.site.pages[*index]),
            Job::File(path) => path.clone(),
        };
        Err(broken(path, panic.as_ref()))
    })
}

/// What a page is called in a Diagnostic: the file of its post, else its address.
fn name_of(renderer: &Renderer<'_>, page: &Page) -> String {
    match page.kind {
        PageKind::Post { document } | PageKind::Standing { document } => {
            let document = &renderer.archive.documents[document as usize];
            format!("content/{}", document.path)
        }
        _ => page.route.0.clone(),
    }
}

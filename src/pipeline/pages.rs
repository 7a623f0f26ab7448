//! Everything but the search index, rendered and written.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;

use super::content::Content;
use super::options::{BuildError, Options};
use super::parser::broken;
use crate::archive::{DocumentId, seen_by};
use crate::diagnostic::Diagnostic;
use crate::load;
use crate::render::{Artifact, Body, Changed, Grounds, Job, Made, Pieces, Renderer, ViewKey};
use crate::site::{Asset, Page, PageKind};
use crate::write::{Staging, Stamp, WriteError};

/// What the files of a site were made from and how they looked then, for the next build.
#[derive(Debug, Default, BorshSerialize, BorshDeserialize)]
pub(super) struct Shown {
    grounds: Grounds,
    /// By path below the output, in order of it.
    files: Vec<(String, ShownFile)>,
}

/// What one file was made from, and how it looked then.
#[derive(Debug, Clone, BorshSerialize, BorshDeserialize)]
struct ShownFile {
    /// Of its view, where it has one.
    key: Option<ViewKey>,
    /// Documents that were looked at.
    seen: Box<[DocumentId]>,
    stamp: Stamp,
    /// Of a data file. Few files are some, so that the others have no room for it.
    data: Option<Box<DataFile>>,
}

/// What is known of a data file besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct DataFile {
    /// Its hash, for the manifest.
    sha256: Option<String>,
    /// Bytes of its head and of each of its [`Pieces`], where it has some.
    pieces: Vec<u32>,
}

/// A file that was written, where the next build may know it again.
type Written = Option<(String, ShownFile)>;

/// Renders and writes every file of the site but the search index; each Artifact is dropped when it
/// is written. Returns what cannot be rendered, in order, and what is to be remembered of the files.
pub(super) fn write(
    options: &Options,
    content: &Content,
    renderer: &Renderer<'_>,
    staging: &Staging,
) -> Result<(Vec<Diagnostic>, Shown), BuildError> {
    let jobs = renderer.jobs();
    let assets = &content.site.assets;
    let n_files = jobs.len() + assets.len();
    options.progress.total.fetch_add(n_files, Ordering::Relaxed);
    let before = content.cache.as_ref().map(super::cache::Cache::shown);
    let grounds = before.as_ref().map(|_| renderer.grounds());
    let press = Press {
        renderer,
        staging,
        changed: before
            .as_ref()
            .zip(grounds.as_ref())
            .and_then(|(before, now)| now.since(&before.grounds)),
        before: before.map(|before| before.files),
    };
    let one = |index: usize| -> Result<Result<Written, Diagnostic>, BuildError> {
        options.go_on()?;
        let done = match jobs.get(index) {
            Some(job) => press.write(job)?,
            None => copy(content, staging, &assets[index - jobs.len()])?.map(|()| None),
        };
        options.progress.done.fetch_add(1, Ordering::Relaxed);
        Ok(done)
    };
    let done: Vec<Result<Written, Diagnostic>> = (0..n_files)
        .into_par_iter()
        .map(one)
        .filter(|done| !matches!(done, Ok(Ok(None))))
        .collect::<Result<_, BuildError>>()?;
    let mut flawed = Vec::new();
    let written = |one: Result<Written, Diagnostic>| one.map_err(|flaw| flawed.push(flaw)).ok()?;
    let mut files: Vec<(String, ShownFile)> = done.into_iter().filter_map(written).collect();
    files.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let shown = Shown {
        grounds: grounds.unwrap_or_default(),
        files,
    };
    Ok((flawed, shown))
}

/// Copies an asset.
fn copy(
    content: &Content,
    staging: &Staging,
    asset: &Asset,
) -> Result<Result<(), Diagnostic>, BuildError> {
    let disk = content.assets.get(&asset.path);
    let disk = disk.expect("the plan was given these assets");
    match staging.copy(&asset.route.0, disk) {
        Ok(()) => Ok(Ok(())),
        // Not all that can be listed can be read, and files go while a site is built.
        Err(WriteError::Unreadable { source, .. }) => {
            let path = format!("content/{}", asset.path);
            Ok(Err(load::unreadable(&path, &source)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes files, or takes them from the standing site.
struct Press<'a> {
    renderer: &'a Renderer<'a>,
    staging: &'a Staging,
    /// The files of the site before; `None` where nothing is kept between builds.
    before: Option<Vec<(String, ShownFile)>>,
    /// Which Documents are others since; `None` where more than those is.
    changed: Option<Changed>,
}

impl Press<'_> {
    /// Writes a file, or takes it from the standing site where it was made from the same and has not
    /// been touched since.
    fn write(&self, job: &Job) -> Result<Result<Written, Diagnostic>, BuildError> {
        let path = match job {
            Job::Page(at) => self.renderer.site.pages[*at].route.output_path(),
            Job::File(path) => path.clone(),
        };
        let Some(before) = &self.before else {
            return Ok(self.write_anew(job)?.map(|()| None));
        };
        let at = before.binary_search_by(|(known, _)| known.as_str().cmp(&path));
        let known = at.ok().map(|at| &before[at].1);
        let known = known.filter(|known| self.staging.stands(&path, known.stamp));
        if let Some(known) = known
            && let Some(changed) = &self.changed
            && !changed.any(&known.seen)
            && self.take(&path, known)?
        {
            return Ok(Ok(Some((path, known.clone()))));
        }
        if let Some(pieces) = self.renderer.pieces(&path) {
            let lengths = self.write_pieces(&path, &pieces, known)?;
            let shown = self.shown(path, None, pieces.documents, lengths);
            return Ok(Ok(shown));
        }
        let (written, seen) = seen_by(|| match job {
            Job::Page(at) => self.write_page(&path, &self.renderer.site.pages[*at], known),
            Job::File(_) => Ok(self.write_anew(job)?.map(|()| None)),
        });
        Ok(written?.map(|key| self.shown(path, key, seen, Vec::new())))
    }

    /// What the next build can know a file by that was written.
    fn shown(
        &self,
        path: String,
        key: Option<ViewKey>,
        seen: Vec<DocumentId>,
        pieces: Vec<u32>,
    ) -> Written {
        let data = DataFile {
            sha256: self.staging.noted_hash(&path),
            pieces,
        };
        let file = ShownFile {
            key,
            seen: seen.into(),
            stamp: self.staging.stamp(&path)?,
            data: (data != DataFile::default()).then(|| Box::new(data)),
        };
        Some((path, file))
    }

    /// Writes a file of many pieces; those of Documents that are what they were come from the standing
    /// site's. Returns how long they are.
    fn write_pieces(
        &self,
        path: &str,
        pieces: &Pieces<'_>,
        known: Option<&ShownFile>,
    ) -> Result<Vec<u32>, BuildError> {
        let n_pieces = 1 + pieces.documents.len();
        let known = known.and_then(|known| known.data.as_deref());
        let known = known.filter(|known| known.pieces.len() == n_pieces);
        let old = known.zip(self.changed.as_ref());
        let same = |id: DocumentId| old.is_some_and(|(_, changed)| !changed.any(&[id]));
        let lengths = Mutex::default();
        let write = |out: &mut dyn Write| {
            let mut written = vec![pieces.head.len() as u32];
            out.write_all(pieces.head.as_bytes())?;
            // Where the next piece begins in the old file, and where the last began that is not copied.
            let mut at = pieces.head.len() as u64;
            let mut from = at;
            let mut piece = Vec::new();
            for (number, &id) in (1..).zip(&pieces.documents) {
                let length = old.map_or(0, |(known, _)| known.pieces[number]);
                let next = at + u64::from(length);
                if same(id) {
                    written.push(length);
                } else {
                    if from < at {
                        self.staging.copy_part(path, from..at, out)?;
                    }
                    from = next;
                    piece.clear();
                    let (made, seen) = seen_by(|| pieces.piece(id, &mut piece));
                    debug_assert_eq!(seen, [id], "a piece is made of one Document");
                    made?;
                    out.write_all(&piece)?;
                    written.push(u32::try_from(piece.len()).map_err(io::Error::other)?);
                }
                at = next;
            }
            if from < at {
                self.staging.copy_part(path, from..at, out)?;
            }
            *lengths.lock().unwrap_or_else(PoisonError::into_inner) = written;
            Ok(())
        };
        self.staging.write(path, Body::Streamed(Box::new(write)))?;
        Ok(lengths.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a file of the standing site as it is. `false`: it has to be made after all.
    fn take(&self, path: &str, known: &ShownFile) -> Result<bool, WriteError> {
        let data = known.data.as_deref();
        let hash = data.and_then(|data| data.sha256.as_deref());
        self.staging.take(path, known.stamp, hash)
    }

    fn write_anew(&self, job: &Job) -> Result<Result<(), Diagnostic>, BuildError> {
        match render(self.renderer, job) {
            Ok(artifact) => Ok(Ok(self.staging.write(&artifact.path, artifact.body)?)),
            Err(flaw) => Ok(Err(flaw)),
        }
    }

    /// Writes a page, or takes it where its view is what it was. Returns the key of its view.
    fn write_page(
        &self,
        path: &str,
        page: &Page,
        known: Option<&ShownFile>,
    ) -> Result<Result<Option<ViewKey>, Diagnostic>, BuildError> {
        let made = match changed(self.renderer, page, known.and_then(|known| known.key)) {
            Ok(made) => made,
            Err(flaw) => return Ok(Err(flaw)),
        };
        let html = match (made.html, known) {
            (Some(html), _) => html,
            (None, Some(known)) if self.take(path, known)? => return Ok(Ok(made.key)),
            // It stood a moment ago.
            (None, _) => match changed(self.renderer, page, None) {
                Ok(made) => made.whole(),
                Err(flaw) => return Ok(Err(flaw)),
            },
        };
        self.staging.write(path, Body::Whole(html))?;
        Ok(Ok(made.key))
    }
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
        _ => page.route.0.to_string(),
    }
}

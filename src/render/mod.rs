//! Pages into Artifacts: views, HTML, feeds, export.
//!
//! [`jobs`] lists everything the site consists of; [`Renderer::render`] makes one Artifact of one
//! [`Job`]. Jobs are independent, so the rim may render them on any number of threads, in any order,
//! and write and drop each Artifact at once.

use std::io;

use crate::archive::Archive;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::theme::Theme;

pub mod view;

/// A file of the site, ready to write.
pub struct Artifact<'a> {
    /// Path from the output folder, parts joined by `/`, raw UTF-8.
    pub path: String,
    /// What is in it.
    pub body: Body<'a>,
}

/// The bytes of an Artifact.
pub enum Body<'a> {
    /// All at once.
    Whole(Vec<u8>),
    /// Written piece by piece, because it grows with the archive (the export, feeds of all items).
    Streamed(Box<dyn Fn(&mut dyn io::Write) -> io::Result<()> + Send + Sync + 'a>),
}

/// One Artifact to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A page, by index into the site's pages.
    Page(usize),
    /// A file made from the whole archive (`feed.xml`, `data/items.jsonl`, `_headers`, a script of the
    /// theme), by its path in the output.
    File(String),
}

/// Everything that rendering reads.
pub struct Renderer<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// Its addresses.
    pub site: &'a Site,
    /// The settings.
    pub settings: &'a Settings,
    /// How it looks.
    pub theme: &'a Theme,
}

impl<'a> Renderer<'a> {
    /// Everything that the site consists of but assets, in a fixed order.
    /// `data/manifest.json` is not among them: the rim knows the hashes when all is written.
    pub fn jobs(&self) -> Vec<Job> {
        Vec::new()
    }

    /// Renders one Artifact. `Err`: a template failed, with template, line and column.
    pub fn render(&self, _job: &Job) -> Result<Artifact<'a>, Diagnostic> {
        Ok(Artifact {
            path: String::new(),
            body: Body::Whole(Vec::new()),
        })
    }
}

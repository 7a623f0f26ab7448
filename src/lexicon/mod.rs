//! What the program knows of the world: places, issuing bodies, kinds of documents, boilerplate.
//!
//! The built-in tables are data (`data/*.tsv`), compiled in and read once; `content/regions.yaml`,
//! `content/policies.yaml` and `content/site.yaml` add to them. No publisher, company or person
//! stands in them: rules go by suffix and shape.

use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// The tables, ready to match.
#[derive(Debug, Default)]
pub struct Lexicon {}

impl Lexicon {
    /// The built-in tables with what the archive's own files add to them.
    ///
    /// `files` are the vocabulary files that exist (`regions.yaml`, `policies.yaml`).
    pub fn new(_files: &[Source]) -> (Self, Vec<Diagnostic>) {
        (Self::default(), Vec::new())
    }
}
